package evaluate

import (
	"flag"
	"os"
	"testing"

	"github.com/seed50815598/derek/internal/golden"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

var errorsTo = flag.String("errors", "", "write every miss and every spurious result of TestScore to this file")

// TestScore runs the pipeline over the gold articles and holds the scores: a change
// of a rule or table shows its gain and its cost in testdata/score.txt.
func TestScore(t *testing.T) {
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	gold := goldArticles(t)
	p := pipeline.New(lex)
	docs := make([]pipeline.Document, len(gold))
	for i, g := range gold {
		docs[i] = p.Annotate(g.Article)
	}
	r, err := Gold(docs, gold)
	if err != nil {
		t.Fatal(err)
	}
	if *errorsTo != "" {
		if err := os.WriteFile(*errorsTo, []byte(r.ErrorText()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden.Check(t, "testdata/score.txt", []byte(r.Text()))
}
