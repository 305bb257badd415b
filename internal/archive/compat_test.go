package archive

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/golden"
	"github.com/seed50815598/derek/pipeline"
)

// Archives of every format there ever was open and hold what they held. A fixture of
// an old format is never written again.
func TestOldFormats(t *testing.T) {
	want := []pipeline.Document{sample("a", "1"), bare("b", "2")}
	current := fixture(FormatVersion)
	if golden.Update() {
		writeFixture(t, current, want)
	}
	for v := 1; v <= FormatVersion; v++ {
		dir := t.TempDir()
		unzip(t, fixture(v), filepath.Join(dir, recordFile))
		if old, err := Open(dir, Options{ReadOnly: true}); v < FormatVersion && !errors.Is(err, ErrOlder) {
			t.Errorf("format %d, reading: got %v", v, err)
		} else if err == nil {
			must(t, old.Close())
		}
		a := open(t, dir, Options{})
		var got []pipeline.Document
		for doc, err := range a.Documents(t.Context(), Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, doc)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("format %d (-want +got):\n%s", v, diff)
		}
		checkIntegrity(t, a)
		if c := put(t, a, day2, sample("a", "3"), bare("c", "2")); c != (Changes{Updated: 1, Duplicates: 1}) {
			t.Errorf("format %d: put changed %+v", v, c)
		}
		identify(t, a)
		group(t, a)
		if id, err := a.IdentityOf(t.Context(), "a", "e1"); err != nil || !strings.HasPrefix(id, "P-") {
			t.Errorf("format %d: got identity %q, %v", v, id, err)
		}
	}
}

func fixture(version int) string {
	return filepath.Join("testdata", fmt.Sprintf("format%d.db.gz", version))
}

func writeFixture(t *testing.T, path string, docs []pipeline.Document) {
	t.Helper()
	a, err := Open(t.TempDir(), Options{})
	must(t, err)
	put(t, a, day1, docs...)
	must(t, a.Close())
	data, err := os.ReadFile(a.path(recordFile))
	must(t, err)
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err = w.Write(data)
	must(t, err)
	must(t, w.Close())
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, b.Bytes(), 0o644))
}

func unzip(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	must(t, err)
	r, err := gzip.NewReader(bytes.NewReader(data))
	must(t, err)
	data, err = io.ReadAll(r)
	must(t, err)
	must(t, os.WriteFile(to, data, 0o600))
}
