package mention

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/morph"
)

// stepParent: an organization in the genitive or bare before this one.
func stepParent(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if !sc.isWord(j) {
		return 0, leftNothing
	}
	parent, ok := sc.orgAt(j)
	if !ok || parent.last != j+1 {
		return 0, leftNothing
	}
	c := sc.words[j].Best().Case()
	if a, is := sc.orgCase(j); is {
		c = a
	}
	if c != morph.NoTag && c != morph.GEN {
		return 0, leftNothing
	}
	if c == morph.NoTag && parent.specific && (!w.head.a.Has(morph.P3) && w.head.phrase.text != "" || w.last == leftTerritory) {
		return 0, leftNothing // a subject, not a parent
	}
	if !parent.specific && (c != morph.NoTag || w.last == leftLevel) {
		return 0, leftNothing
	}
	if !parent.specific { // "partiia komiteti": a common noun like any other
		return j, leftBare
	}
	if !w.apposed(parent, c) {
		w.span.inner = append(w.span.inner, parent)
	}
	return parent.first, leftName
}

// apposed reports whether a known name before the head is that of the same body, of
// which the head only says the sort: "Freedom Finance kompaniiasy".
func (w *orgWalk) apposed(name orgSpan, c morph.Tag) bool {
	if name.sort == "" || c != morph.NoTag || w.last != leftNothing || len(w.head.phrase.before) > 0 {
		return false
	}
	return slices.Contains(w.sorts(), name.sort)
}

// orgCase returns the case of the organization head or acronym at word j.
func (sc *scan) orgCase(j int) (morph.Tag, bool) {
	if h, ok := sc.match(sc.Finder.words.orgHeads, j); ok {
		return h.a.Case(), true
	}
	if w := sc.words[j]; w.Base < w.End && len(w.Analyses) > 0 {
		return w.Best().Case(), true
	}
	return morph.NoTag, false
}

// stepOffice: "akiminin baspasoz qyzmeti": a post stands inside the name of its
// office, with the territory before it.
func stepOffice(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if _, office := sc.Finder.words.offices[w.head.phrase.text]; !office {
		return 0, leftNothing
	}
	t, ok := sc.match(sc.Finder.words.titles, j)
	if !ok || t.a.Has(morph.PL) || (t.a.Case() != morph.GEN && t.a.Case() != morph.NoTag) {
		return 0, leftNothing
	}
	return t.first, leftName
}

// stepPlace: a territory in the genitive or bare, named or (before an office of
// its akim) only by its type.
func stepPlace(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if id := sc.ownerAt(j); id != none && sc.found[id].Type == Place {
		m := sc.found[id]
		if m.Last != j+1 || !w.attributive(m.Head) {
			return 0, leftNothing
		}
		return m.First, leftName
	}
	h, ok := sc.match(sc.Finder.words.placeTypes, j)
	if !ok || h.first != j || h.a.Has(morph.PL) {
		return 0, leftNothing
	}
	if c := h.a.Case(); (c == morph.NoTag || c == morph.GEN && w.last == leftName) && !h.a.Has(morph.P3) && !h.a.Has(morph.LYK) {
		return j, leftTerritory
	}
	return 0, leftNothing
}

func (sc *scan) ownerAt(i int) int {
	if i < 0 {
		return none
	}
	return sc.owner[i]
}

// attributive reports whether word i stands before a head as its attribute:
// genitive or without case, and no "which is in".
func (w *orgWalk) attributive(i int) bool {
	a := w.sc.words[i].Best()
	if h, ok := w.sc.match(w.sc.Finder.words.placeTypes, i); ok {
		a = h.a
	}
	c := a.Case()
	return (c == morph.NoTag || c == morph.GEN) && !a.Has(morph.REL)
}
