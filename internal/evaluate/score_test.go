package evaluate

import (
	"flag"
	"os"
	"testing"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/golden"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/tagger"
)

var errorsTo = flag.String("errors", "", "write every miss and every spurious result of TestScore to this file")

// TestScore runs the pipeline over the gold articles and holds the scores: a change
// of a rule or table shows its gain and its cost in testdata/score.txt.
func TestScore(t *testing.T) {
	r := scored(t, goldArticles(t), builtin(t))
	if *errorsTo != "" {
		if err := os.WriteFile(*errorsTo, []byte(r.ErrorText()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden.Check(t, "testdata/score.txt", []byte(r.Text()))
	golden.Check(t, "testdata/score_rules.txt", []byte(scored(t, goldArticles(t), nil).Text()))
}

// TestSecondScore does the same for a second set, which other annotators wrote
// without seeing derek or its output: what the rules give on articles that they were
// not made with. Once somebody mends a rule for its errors it is a development set
// as well; then write a third.
func TestSecondScore(t *testing.T) {
	var gold []corpus.Gold
	for _, file := range golden.Glob(t, "testdata/second/*.src") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		part, err := corpus.ParseGold(file, string(data))
		if err != nil {
			t.Fatal(err)
		}
		gold = append(gold, part...)
	}
	if len(gold) < 48 {
		t.Fatalf("%d articles; the set has lost some", len(gold))
	}
	golden.Check(t, "testdata/second.txt", []byte(scored(t, gold, builtin(t)).Text()))
	golden.Check(t, "testdata/second_rules.txt", []byte(scored(t, gold, nil).Text()))
}

func builtin(t *testing.T) *tagger.Model {
	t.Helper()
	m, err := tagger.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// scored runs the pipeline over gold articles and compares; without a model only the
// rules decide.
func scored(t *testing.T, gold []corpus.Gold, model *tagger.Model) Report {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	p := pipeline.New(lex, model)
	docs := make([]pipeline.Document, len(gold))
	for i, g := range gold {
		docs[i] = p.Annotate(g.Article)
	}
	r, err := Gold(docs, gold)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
