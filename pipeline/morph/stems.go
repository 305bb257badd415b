package morph

import (
	"github.com/seed50815598/derek/internal/kazakh"
)

// A stem is one surface shape of a lemma of the lexicon.
type stem struct {
	lemma   string
	pos     POS
	kinds   state // what the shape may be: stateNoun, stateV0, …
	seam    seam
	harmony kazakh.Harmony
	made    Tag  // the stem is not the lemma but the lemma with this suffix: ekeu of eki
	weak    bool // loses against a plain reading of the same form
	name    bool // a given name, surname or place, and nothing else
	place   bool // an unambiguous place
	core    bool // a verb of everyday
	twin    bool // a verb root that is a noun of the lexicon as well
	gerund  bool // a noun that is the verbal noun of a verb of the lexicon
}

// seam says before which suffixes a shape of a stem stands.
type seam uint8

const (
	seamAny             seam = iota
	seamVowel                // only before a vowel: "kitab" of kitap
	seamNotVowel             // not before a vowel
	seamT                    // only before t: "teks" of tekst
	seamNotT                 // not before t
	seamTVowel               // only before t or a vowel: "jurnalis" of jurnalist
	seamConverb              // only before the converb in -p: "tau" of tap-
	seamVowelNotConverb      // before any other vowel: "tab" of tap-
)

// fits reports whether a shape with the seam may stand before the suffix, or end
// the word if a is nil.
func (s seam) fits(a *allomorph) bool {
	if a == nil {
		return s == seamAny || s == seamNotVowel || s == seamNotT
	}
	converb := a.row.tag == CVP || a.row.tag == EVID
	switch s {
	case seamVowel:
		return a.vowel && a.restore == 0
	case seamVowelNotConverb:
		return a.vowel && a.restore == 0 && !converb
	case seamConverb:
		return a.vowel && converb
	case seamNotVowel:
		return !a.vowel
	case seamT:
		return kazakh.IsT(a.first)
	case seamNotT:
		return !kazakh.IsT(a.first)
	case seamTVowel:
		return a.vowel || kazakh.IsT(a.first)
	case seamAny:
	}
	return true
}

// A shape is a spelling of a stem and the seam that it has.
type shape struct {
	text string
	seam seam
	bare bool // never written before a suffix: another shape stands there
}

// nounShapes are the shapes of a noun: with elision, shortened,
// voiced.
func (s *stock) nounShapes(lemma string, snd *kazakh.Sounds, voiceless bool) []shape {
	if row, ok := s.elided.Lookup(lemma); ok {
		shapes := []shape{{text: row.Get("stem"), seam: seamVowel}}
		if row.Get("both") == "yes" {
			return append(shapes, voicings(lemma, snd)...)
		}
		return append(shapes, shape{text: lemma, seam: seamNotVowel})
	}
	if end := kazakh.LoanEnding(lemma); end != kazakh.EndsPlain {
		return loanShapes(lemma, end)
	}
	if voiceless {
		return []shape{{text: lemma}}
	}
	return voicings(lemma, snd)
}

// loanShapes are the shapes of a loan that is written one letter shorter before some
// suffixes.
func loanShapes(lemma string, end kazakh.LoanEnd) []shape {
	short := lemma[:len(lemma)-2]
	switch end {
	case kazakh.EndsSoft:
		return []shape{{text: short, seam: seamVowel}, {text: lemma, seam: seamNotVowel}}
	case kazakh.EndsSt:
		at := seamTVowel
		if len(lemma) < 12 {
			at = seamT // teksti, but jurnalisi beside jurnalisti
		}
		return []shape{{text: short, seam: at}, {text: lemma, seam: seamNotT}}
	case kazakh.EndsDouble, kazakh.EndsZd, kazakh.EndsPlain:
	}
	return []shape{{text: short}, {text: lemma, bare: true}}
}

// verbShapes are the shapes of a verb root.
func verbShapes(root string, snd *kazakh.Sounds) []shape {
	shapes := voicings(root, snd)
	if rounded, ok := kazakh.Rounded(root); ok {
		shapes[len(shapes)-1].seam = seamVowelNotConverb
		shapes = append(shapes, shape{text: rounded, seam: seamConverb})
	}
	return shapes
}

// voicings are the shapes of a stem with and without a voiced last letter.
func voicings(lemma string, snd *kazakh.Sounds) []shape {
	voiced := kazakh.Voiced(snd.Code[snd.N])
	if prev := snd.Code[snd.N-1]; voiced == 0 || snd.N == 1 || !kazakh.IsVowel(prev) && !kazakh.IsYot(prev) {
		return []shape{{text: lemma}}
	}
	return []shape{
		{text: lemma, seam: seamNotVowel},
		{text: lemma[:len(lemma)-2] + string(kazakh.Letter(voiced)), seam: seamVowel},
	}
}
