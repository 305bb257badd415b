package mention

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/seed50815598/derek/pipeline/morph"
)

// A wordClass says of a word, apart from its text, which sets of phrases it may end.
// Most words end none, and the rules ask for each word many times.
type wordClass uint8

// The classes, one for each set of phrases.
const (
	endsTitle wordClass = 1 << iota
	endsRole
	endsOrg
	endsPlace
	endsField
)

// classes remembers the classes of words, each at the place that its form hashes to:
// bounded, and safe for concurrent use, because what stands there is whole or absent.
type classes struct {
	seed  maphash.Seed
	known [1 << 15]atomic.Pointer[classed]
}

type classed struct {
	form  string
	class wordClass
}

// class returns the classes of a word by its form and analyses, which its form
// determines.
func (f *Finder) class(w *morph.Word) wordClass {
	slot := &f.classes.known[maphash.String(f.classes.seed, w.Form)%uint64(len(f.classes.known))]
	if c := slot.Load(); c != nil && c.form == w.Form {
		return c.class
	}
	c := &classed{strings.Clone(w.Form), f.classify(w)}
	slot.Store(c)
	return c.class
}

func (f *Finder) classify(w *morph.Word) wordClass {
	var class wordClass
	for _, set := range []phraseSet{f.words.titles, f.words.roles, f.words.orgHeads, f.words.placeTypes, f.words.fields} {
		if _, ok := set.entries[w.Form]; ok {
			class |= set.bit
			continue
		}
		for _, a := range w.Analyses[:min(len(w.Analyses), reach)] {
			if _, ok := set.entries[a.Lemma]; ok {
				class |= set.bit
				break
			}
		}
	}
	return class
}
