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

var errorsTo = flag.String("errors", "", "write every miss and every spurious result of the score test that -run picks to this file")

// TestScore runs the pipeline over the gold articles and holds the scores, with and
// without the tagger: a change of a rule or table shows its gain and its cost in
// testdata/score.txt and testdata/score_rules.txt.
func TestScore(t *testing.T) { checkScores(t, "score", goldArticles(t)) }

// TestSecondScore and its fellows do the same for further sets, whose annotators saw
// neither derek nor its output: what the rules give on articles that they were not
// made with. Once somebody mends a rule for its errors a set is one to develop with,
// as the second, the third and the fifth are; then write another.
func TestSecondScore(t *testing.T) { checkScores(t, "second", articlesOf(t, "second", 48)) }

func TestThirdScore(t *testing.T) { checkScores(t, "third", articlesOf(t, "third", 24)) }

func TestFourthScore(t *testing.T) { checkScores(t, "fourth", articlesOf(t, "fourth", 20)) }

func TestFifthScore(t *testing.T) { checkScores(t, "fifth", articlesOf(t, "fifth", 20)) }

func TestSixthScore(t *testing.T) { checkScores(t, "sixth", articlesOf(t, "sixth", 20)) }

// articlesOf reads the articles of a further set.
func articlesOf(t *testing.T, set string, want int) []corpus.Gold {
	t.Helper()
	var gold []corpus.Gold
	for _, file := range golden.Glob(t, "testdata/"+set+"/*.src") {
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
	if len(gold) != want {
		t.Fatalf("%d articles, want %d", len(gold), want)
	}
	return gold
}

func checkScores(t *testing.T, name string, gold []corpus.Gold) {
	t.Helper()
	golden.Check(t, "testdata/"+name+"_rules.txt", []byte(scored(t, gold, nil).Text()))
	golden.Check(t, "testdata/"+name+".txt", []byte(scored(t, gold, builtin(t)).Text()))
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
	if *errorsTo != "" {
		if err := os.WriteFile(*errorsTo, []byte(r.ErrorText()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return r
}
