package tagger

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// Predict gives the labels of a sentence as the tagger finds them, in IOB2.
func (t *Tagger) Predict(words []morph.Word, hints []Hint) []string {
	return iobOf(t.Tag(words, hints), len(words))
}

// CrossValidate cuts the samples into folds by group and gives, for the samples of
// each fold, the labels that a model trained on all other folds finds. The folds are
// trained at the same time as far as there are processors; Progress of the options is
// not called.
func CrossValidate(lex *lexicon.Lexicon, samples []Sample, folds int, opts Options) [][]string {
	opts.Progress = nil
	l, labels := newLookup(lex), labelsOf(samples)
	encoded := encodeSamples(l, labels, samples)
	found := make([][]string, len(samples))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for f := range folds {
		all.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			var others []*sample
			for i, s := range samples {
				if foldOf(s.Group, folds) != f {
					others = append(others, encoded[i])
				}
			}
			t := newTagger(l, train(lex.Version(), labels, others, opts))
			for i, s := range samples {
				if foldOf(s.Group, folds) == f {
					found[i] = t.Predict(s.Words, s.Hints)
				}
			}
		})
	}
	all.Wait()
	return found
}

// A Score compares the spans found with those of the data: a span is right if both
// ends and the class are.
type Score struct {
	Class              string
	Right, Gold, Found int
}

// Precision is in percent; 0 if nothing was found.
func (s Score) Precision() float64 { return percent(s.Right, s.Found) }

// Recall is in percent; 0 if there is nothing to find.
func (s Score) Recall() float64 { return percent(s.Right, s.Gold) }

// F1 is in percent.
func (s Score) F1() float64 { return percent(2*s.Right, s.Gold+s.Found) }

func percent(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return 100 * float64(a) / float64(b)
}

// rows are the classes in the order of a table of scores.
var rows = []string{"PERSON", "POSITION", "ORGANISATION", place, "FACILITY", "EVENT", "DATE"}

// place is GPE and LOCATION, which count as one class.
const place = "GPE+LOCATION"

// Scores compares the labels found with those of the data, one list for each
// sentence, by class; the last score sums all.
func Scores(gold, found [][]string) []Score {
	scores := make([]Score, len(rows)+1)
	for i, class := range rows {
		scores[i].Class = class
	}
	total := &scores[len(rows)]
	total.Class = "all"
	for i := range gold {
		want, have := merged(gold[i]), merged(found[i])
		for k, class := range rows {
			s := &scores[k]
			for _, w := range want {
				if w.Class == class {
					s.Gold++
					s.Right += b2i(slices.Contains(have, w))
				}
			}
			for _, h := range have {
				s.Found += b2i(h.Class == class)
			}
		}
	}
	for _, s := range scores[:len(rows)] {
		total.Right, total.Gold, total.Found = total.Right+s.Right, total.Gold+s.Gold, total.Found+s.Found
	}
	return scores
}

func merged(iob []string) []Span {
	spans := spansOf(iob)
	for i := range spans {
		if c := spans[i].Class; c == "GPE" || c == "LOCATION" {
			spans[i].Class = place
		}
	}
	return spans
}

// Table writes scores as text, one class a line.
func Table(scores []Score) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s %6s %6s %6s %6s %6s %6s\n", "class", "P", "R", "F1", "right", "gold", "found")
	for _, s := range scores {
		fmt.Fprintf(&b, "%-14s %6.2f %6.2f %6.2f %6d %6d %6d\n", s.Class, s.Precision(), s.Recall(), s.F1(), s.Right, s.Gold, s.Found)
	}
	return b.String()
}

// foldOf puts a group into a fold, whatever other groups there are.
func foldOf(group string, folds int) int {
	return int(hashString(group) % uint64(folds))
}
