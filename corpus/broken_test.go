package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed50815598/derek/internal/brokeninput"
)

// Each way in which a file can be broken costs one failure, with its place and reason,
// and its neighbours in the file are read.
func TestBrokenInputs(t *testing.T) {
	kinds := brokeninput.Kinds()
	if len(kinds) < 15 {
		t.Fatalf("got %d kinds, want 15 at least", len(kinds))
	}
	for i, k := range kinds {
		t.Run(k.Name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "news"+k.Ending)
			if err := os.WriteFile(file, k.Make(i), 0o600); err != nil {
				t.Fatal(err)
			}
			arts, failures := collect(t, Options{MaxArticle: brokeninput.MaxArticle}, file)
			if len(failures) != 1 || !strings.HasPrefix(failures[0], file+k.Place+": "+k.Reason) {
				t.Errorf("got failures %q, want one: %q", failures, file+k.Place+": "+k.Reason)
			}
			if len(arts) != k.Good {
				t.Errorf("got %d articles, want %d: %v", len(arts), k.Good, arts)
			}
			ids := map[string]bool{}
			for _, art := range arts {
				ids[art.ID] = true
				if !strings.Contains(art.Text, brokeninput.Sentence(i)) {
					t.Errorf("article %s at %s says %q", art.ID, art.Place, art.Text)
				}
			}
			if len(ids) != len(arts) {
				t.Errorf("ids repeat: %v", ids)
			}
		})
	}
}

// The same on standard input, where there is no file to go back in.
func TestBrokenStreams(t *testing.T) {
	for i, k := range brokeninput.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			in := strings.NewReader(string(k.Make(i)))
			arts, failures := collect(t, Options{Stdin: in, MaxArticle: brokeninput.MaxArticle}, "-")
			if len(failures) != 1 || !strings.HasPrefix(failures[0], "-"+k.Place+": "+k.Reason) {
				t.Errorf("got failures %q, want one: %q", failures, "-"+k.Place+": "+k.Reason)
			}
			if len(arts) != k.Good {
				t.Errorf("got %d articles, want %d: %v", len(arts), k.Good, arts)
			}
		})
	}
}
