package ledger

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/golden"
	"github.com/seed50815598/derek/pipeline"
)

func annotated(tb testing.TB) []pipeline.Document {
	tb.Helper()
	_, p := tables()
	var docs []pipeline.Document
	for _, art := range corpus.Builtin() {
		docs = append(docs, p.Annotate(art))
	}
	if len(docs) < 50 {
		tb.Fatalf("got %d built-in articles", len(docs))
	}
	return docs
}

// gathered builds the ledger of documents.
func gathered(tb testing.TB, docs []pipeline.Document) *Ledger {
	tb.Helper()
	l, err := Gather(tb.Context(), func(yield func(pipeline.Document, error) bool) {
		for _, doc := range docs {
			if !yield(doc, nil) {
				return
			}
		}
	}, NewReader(newNamer(tb), nil))
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// written is a ledger seat by seat, then its conflicts.
func written(l *Ledger) string {
	var b strings.Builder
	for _, s := range l.Seats {
		fmt.Fprintf(&b, "%s\n  = %s\n", s.Label(), s.Key)
		for line := range strings.Lines(drawn(&Ledger{Seats: []Seat{s}})) {
			b.WriteString("  " + line)
		}
	}
	b.WriteString(drawn(&Ledger{Conflicts: l.Conflicts}))
	return b.String()
}

// TestGold writes down what the built-in articles say of posts.
func TestGold(t *testing.T) {
	golden.Check(t, filepath.Join("testdata", "gold.txt"), []byte(written(gathered(t, annotated(t)))))
}

func TestOrderOfDocumentsChangesNothing(t *testing.T) {
	docs := annotated(t)
	want := written(gathered(t, docs))
	slices.Reverse(docs)
	if diff := cmp.Diff(want, written(gathered(t, docs))); diff != "" {
		t.Errorf("-in order +reversed:\n%s", diff)
	}
}

// TestDocumentTakesOnlyItsOwn: seats that an article says nothing of are the same
// without it, down to their names.
func TestDocumentTakesOnlyItsOwn(t *testing.T) {
	docs := annotated(t)
	all := gathered(t, docs)
	for i := 0; i < len(docs); i += 16 {
		rest := gathered(t, slices.Concat(docs[:i], docs[i+1:]))
		without := func(l *Ledger) string {
			kept := &Ledger{}
			for _, s := range l.Seats {
				if !slices.ContainsFunc(s.Tenures, func(x Tenure) bool { return slices.Contains(articlesOf(x.Evidence), docs[i].ID) }) {
					kept.Seats = append(kept.Seats, s)
				}
			}
			return written(kept)
		}
		if diff := cmp.Diff(without(all), written(&Ledger{Seats: onlyWith(all, rest)})); diff != "" {
			t.Errorf("without %s: -before +after:\n%s", docs[i].ID, diff)
		}
	}
}

// onlyWith are the seats of rest but for those that lost evidence.
func onlyWith(all, rest *Ledger) []Seat {
	count := map[string]int{}
	for _, s := range all.Seats {
		for _, x := range s.Tenures {
			count[s.Key] += len(x.Evidence)
		}
	}
	return slices.DeleteFunc(slices.Clone(rest.Seats), func(s Seat) bool {
		n := 0
		for _, x := range s.Tenures {
			n += len(x.Evidence)
		}
		return n != count[s.Key]
	})
}

// BenchmarkRead measures how fast articles are read into facts.
func BenchmarkRead(b *testing.B) {
	docs := annotated(b)
	r := NewReader(newNamer(b), nil)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Read(&docs[i%len(docs)])
	}
}
