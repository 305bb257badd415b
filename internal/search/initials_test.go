package search

import (
	"testing"

	"github.com/seed50815598/derek/corpus"
)

// What is found when every word is analyzed must be found when some are passed over.
func TestInitials(t *testing.T) {
	lx := newTestLexer(t)
	gold, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	passed, all := 0, 0
	for _, g := range gold {
		only := initialsOf([][]pattern{lx.patterns("сайлау", true)})
		sparse := lx.readFor(g.Article.Text, only)
		for i, l := range lx.lexemes(g.Article.Text) {
			if i >= len(sparse) || sparse[i].start != l.start || sparse[i].end != l.end {
				t.Fatalf("%s: %q is not where it was", g.Article.ID, l.form)
			}
			if all++; sparse[i].entry == &passedOver {
				passed++
			}
			if own := initialsOf([][]pattern{{{keys: []string{l.key}}}}); own.passOver(l.word) {
				t.Errorf("%s: %q is passed over for its own key %q", g.Article.ID, l.word, l.key)
			}
		}
	}
	if passed < all/2 {
		t.Errorf("only %d of %d words are passed over", passed, all)
	}
}

func TestInitialsOfFuzzyWords(t *testing.T) {
	if initialsOf(marksOf(t, newTestLexer(t), "сайлоу~")) != nil {
		t.Error("a mistake may be in the first letter")
	}
}
