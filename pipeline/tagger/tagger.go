// Package tagger finds names, posts and dates by a small sequence model.
//
// It takes the words of a sentence (pipeline/morph) with the spans that rules found
// in it, as hints, and gives spans with a class and a probability. The model is a
// linear-chain conditional random field (Lafferty, McCallum and Pereira, ICML 2001):
// features of the letters, lemma, suffixes and lexicon entries of a word, of its
// neighbours, its phrase and its hints vote for labels, and the best sequence of
// labels makes the spans. Its weights, built in, were learnt from the validation part
// of KazNERD (Yeshpanov, Khassanov and Varol, LREC 2022, CC BY 4.0), whose
// conventions the spans follow: suffixes and the body of a post belong to the span,
// quotation marks around a name do not. What a span means for derek is left to
// pipeline/mention.
package tagger

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

//go:embed model.bin
var builtin []byte

// Builtin is the embedded model, read once.
var Builtin = sync.OnceValues(func() (*Model, error) {
	m, err := ReadModel(builtin)
	if err != nil {
		return nil, fmt.Errorf("built-in model: %w", err)
	}
	return m, nil
})

// A Span is a run of words that belong together.
type Span struct {
	First, Last int     // words[First:Last] of the sentence
	Class       string  // one of KazNERD's: see Classes
	Score       float64 // probability of this very span, from 0 to 1
}

// A Tagger finds spans. It is read-only and safe for concurrent use.
type Tagger struct {
	lookup *lookup
	model  *Model
	index  index
	steps  []int32   // transitions between states, by the second
	factor []float64 // likelihoods of all transitions
	memo   records
	pool   sync.Pool // of *decoder
}

// New makes a tagger of a model and the tables that it looks words up in. A model
// works best with the tables that it was trained with, and well with others.
func New(lex *lexicon.Lexicon, m *Model) *Tagger {
	return newTagger(newLookup(lex), m)
}

func newTagger(l *lookup, m *Model) *Tagger {
	t := &Tagger{lookup: l, model: m, index: newIndex(m), memo: newRecords()}
	t.prepare()
	return t
}

// Tag finds the spans of one sentence, in order; they do not overlap. Hints count
// words from the first of the sentence.
func (t *Tagger) Tag(words []morph.Word, hints []Hint) []Span {
	return t.TagWanted(words, hints, func(Span) bool { return true })
}

// TagWanted is Tag without the spans that nobody wants to know; wanted does not see their
// scores. A sentence is not weighed as a whole, which takes as long as to find its spans,
// if there are no others.
func (t *Tagger) TagWanted(words []morph.Word, hints []Hint, wanted func(Span) bool) []Span {
	if len(words) == 0 {
		return nil
	}
	d := t.decoder()
	defer t.pool.Put(d)
	return d.tag(words, hints, wanted)
}
