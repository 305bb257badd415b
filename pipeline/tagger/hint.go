package tagger

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A Kind is what a rule took a span for.
type Kind uint8

// The kinds of hints.
const (
	Person Kind = iota + 1
	Title       // of a post, without its body
	Org
	Place
	Facility
	Date
)

// A Hint is a span that a rule found. The model has learnt how far to trust each.
type Hint struct {
	First, Last int // words[First:Last] of the sentence
	Kind        Kind
	Rule        string
}

// A cover is the hints around a word: the first of the list and one more, which may
// be nested in it.
type cover [2]*Hint

// coverWords notes for each word its hints.
func (x *extractor) coverWords(hints []Hint) {
	x.covers = sized(x.covers, len(x.views))
	for k := range hints {
		h := &hints[k]
		for i := max(h.First, 0); i < min(h.Last, len(x.views)); i++ {
			c := &x.covers[i]
			switch {
			case c[0] == nil:
				c[0] = h
			case c[1] == nil:
				c[1] = h
			}
		}
	}
	x.findPosts(hints)
}

// findPosts notes for each word its part in a post: a title with the bodies and
// places right before it, which are one span for the model.
func (x *extractor) findPosts(hints []Hint) {
	x.posts = sized(x.posts, len(x.views))
	for k := range hints {
		h := &hints[k]
		if h.Kind != Title || h.Last > len(x.views) {
			continue
		}
		from := x.postFrom(h)
		for i := from; i < h.Last; i++ {
			x.posts[i] = uint64(partAt(i, from, h.Last)) + 1
			if from < h.First {
				x.posts[i] |= withBody
			}
		}
	}
}

// withBody marks the part in a post that has a body or place.
const withBody = 8

// partAt is the part of word i in a span.
func partAt(i, first, end int) int {
	switch {
	case end-first == 1:
		return single
	case i == first:
		return begin
	case i == end-1:
		return last
	}
	return inner
}

// postFrom is the first word of the post that ends in a title: bodies and places join
// it if they stand right before it, bare or in the genitive.
func (x *extractor) postFrom(title *Hint) int {
	first := title.First
	for {
		before := first - 1
		if before >= 0 && x.views[before].kind == token.QuoteClose {
			before--
		}
		if before < 0 {
			return first
		}
		h := x.covers[before][0]
		if h == nil || h.Kind != Org && h.Kind != Place || h.Last <= before {
			return first
		}
		if c := x.views[before].best.Case(); c != morph.NoTag && c != morph.GEN {
			return first
		}
		first = h.First
		if v := &x.views[first]; v.close != 0 && v.close <= before+1 {
			first = v.open
		}
	}
}

// addHints tells what the rules found at word i and around it.
func (x *extractor) addHints(i int) {
	v := &x.views[i]
	x.add(tPost, x.posts[i])
	x.add(tPostLemma, join(x.posts[i], v.lemma))
	x.add(tPostShape, join(x.posts[i], v.shape))
	if x.covers[i][0] == nil {
		x.add(tNoHint, 0)
		x.add(tHintShape, v.shape)
		return
	}
	for k, h := range x.covers[i] {
		if h != nil {
			x.addHint(i, h, uint64(8*k))
		}
	}
}

func (x *extractor) addHint(i int, h *Hint, nested uint64) {
	part := uint64(partAt(i, h.First, h.Last)) | nested
	kind := uint64(h.Kind)
	end := &x.views[h.Last-1]
	x.add(tHint, kind<<8|part)
	x.add(tHintRule, join(hashString(h.Rule), part))
	x.add(tHintShape, fold(kind, part, x.views[i].shape))
	x.add(tHintHead, join(kind, end.lemma))
	x.add(tHintFirst, join(kind, x.views[h.First].lemma))
	x.add(tHintLength, kind<<32|uint64(h.Last-h.First)<<16|uint64(i-h.First))
	next, quoted := h.Last, uint64(0)
	if next < len(x.views) && x.views[next].kind == token.QuoteClose {
		next, quoted = next+1, 1
	}
	if next < len(x.views) {
		x.add(tHintNext, join(kind, x.views[next].lemma))
		x.add(tHintNextKind, fold(kind, part, x.kindAt(next), quoted, end.grammar))
	}
	if h.First > 0 {
		before := &x.views[h.First-1]
		x.add(tHintBefore, join(kind, before.lemma))
		x.add(tHintBeforeKind, fold(kind, part, x.kindAt(h.First-1), before.grammar))
	}
}

// kindAt is the kind of the outer hint at a word, 0 for none.
func (x *extractor) kindAt(i int) uint64 {
	if h := x.covers[i][0]; h != nil {
		return uint64(h.Kind)
	}
	return 0
}

// checkHints drops what does not fit into a sentence of n words.
func checkHints(hints []Hint, n int) []Hint {
	if !slices.ContainsFunc(hints, func(h Hint) bool { return !h.fits(n) }) {
		return hints
	}
	return slices.DeleteFunc(slices.Clone(hints), func(h Hint) bool { return !h.fits(n) })
}

func (h Hint) fits(n int) bool { return 0 <= h.First && h.First < h.Last && h.Last <= n }
