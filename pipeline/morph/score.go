package morph

import (
	"math/bits"

	"github.com/seed50815598/derek/internal/kazakh"
)

// The choice between readings (section 3.5 of the language brief). The score of a
// reading is the natural logarithm of a likelihood: that of the stem, plus the
// weight of every suffix (suffixes.tsv), plus that of ending the word there.
//
// A stem of the lexicon costs the same whatever it is, but for a few classes; any
// other costs what the letter model says and a charge for being absent from the
// lexicon, which is higher for short stems, since those are nearly all listed.
const (
	weightNoun   = -8.0
	weightName   = -11.0 // given names, surnames, places: the form is in lower case
	weightPlace  = 2.5   // on top of weightName, for the bare name of a place
	weightWeak   = -14.0
	weightVerb   = -8.0
	weightCore   = -6.0 // the verbs of everyday
	weightTwin   = -9.5 // a verb root that is a noun as well
	weightGerund = -5.5 // a verbal noun that the lexicon has as a noun

	weightPatronymic  = -9.0 // any name in -uly, -qyzy
	weightUnknownNoun = -4.0
	weightUnknownVerb = -7.5
)

// absent is the further charge for an unknown stem of so many letters.
var absent = [...]float32{-12, -12, -8, -3, -1, -0.3}

// ending is the weight of ending a word in a state, in the order of the states.
var ending = [...]float32{
	-0.9, -0.9, -1.2, -0.7, -0.7, -0.9, 0, -0.3,
	0, -0.5, -0.5, 0, 0,
	-7, -5, -5, -5, -5,
	-0.3, -0.5, 0, 0, -0.7, -0.5, 0, 0, -0.9, -0.9, -1, -0.7, 0,
}

// knownScore weighs a stem of the lexicon before the suffix, or bare if next is nil.
func knownScore(st *stem, next *allomorph) float32 {
	if next != nil {
		return st.weight()
	}
	s := st.weight() + endingOf(st.kinds)
	if st.name && st.place {
		s += weightPlace // Qaragandy is not "the one that looked"
	}
	return s
}

func (st *stem) weight() float32 {
	switch {
	case st.weak:
		return weightWeak
	case st.name:
		return weightName
	case st.gerund:
		return weightGerund
	case st.pos != Verb:
		return weightNoun
	case st.core:
		return weightCore
	case st.twin:
		return weightTwin
	}
	return weightVerb
}

// absentScore weighs a stem that the lexicon does not have: as one made of others,
// or by its letters.
func (h *hunt) absentScore(pos POS, n int, letter byte, swap bool, next *allomorph) float32 {
	s := h.unknownScore(pos, n, letter, swap)
	want := stateNoun
	if pos == Verb {
		want = stateV0
	}
	if d, ok := h.derived(n, want, next); ok {
		s = max(s, d)
	}
	if pos == Noun && next == nil {
		s += endingOf(stateNoun)
	}
	return s
}

// unknownScore weighs the first n letters as a stem by the letter model; letter and
// swap are as in shapes.stem.
func (h *hunt) unknownScore(pos POS, n int, letter byte, swap bool) float32 {
	model, sum, s := h.an.nouns, &h.nounSum, float32(weightUnknownNoun)
	if pos == Verb {
		model, sum, s = h.an.verbs, &h.verbSum, weightUnknownVerb
	}
	s += model.stem(&h.snd, sum, n, letter, swap)
	letters := n
	if letter != 0 && !swap {
		letters++
	}
	if letters < len(absent) {
		s += absent[letters]
	}
	if pos == Noun && letter == 0 && kazakh.IsPatronymic(h.form[:2*n]) {
		return max(s, weightPatronymic)
	}
	return s
}

// endingOf is the weight of ending a word in the state.
func endingOf(s state) float32 { return ending[bits.TrailingZeros32(uint32(s))] }
