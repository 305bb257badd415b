package morph

import (
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A stem is one surface shape of a lemma of the lexicon.
type stem struct {
	lemma   string
	pos     POS
	kinds   state // what the shape may be: stateNoun, stateV0, …
	seam    seam
	harmony kazakh.Harmony
	weak    bool // loses against a plain reading of the same form
	name    bool // a given name, surname or place
}

// seam says before which suffixes a shape of a stem stands.
type seam uint8

const (
	seamAny      seam = iota
	seamVowel         // only before a vowel: "kitab" of kitap
	seamNotVowel      // not before a vowel
	seamT             // only before t: "teks" of tekst
	seamTVowel        // only before t or a vowel: "jurnalis" of jurnalist
	seamConverb       // only before the converb in -p: "tau" of tap-
)

// A stock is every stem of the lexicon by its surface shape.
type stock struct {
	stems  map[string][]stem
	closed map[string][]Analysis // pronouns, particles, frozen forms: whole words
}

func newStock(lex *lexicon.Lexicon) *stock {
	s := &stock{stems: map[string][]stem{}, closed: map[string][]Analysis{}}
	elided := lex.Table("elision")
	for _, r := range lex.Table("closed_words").Rows {
		s.addClosed(r)
	}
	for _, r := range lex.Table("frozen").Rows {
		s.closed[r.Key] = append(s.closed[r.Key], Analysis{Lemma: r.Get("lemma"), POS: Closed, Stem: len(r.Key), Known: true})
	}
	for _, r := range lex.Table("nouns").Rows {
		s.addNoun(r.Key, r.Get("pos"), r.Get("note"), elided)
	}
	for _, r := range lex.Table("verbs").Rows {
		s.addVerb(r.Key)
	}
	for _, l := range lenders {
		for _, r := range lex.Table(l.table).Rows {
			s.addNoun(kazakh.Lower(r.Key), l.pos, l.flags, elided)
		}
	}
	return s
}

// lenders are the tables of other stages whose one-word keys are nouns as well.
var lenders = []struct{ table, pos, flags string }{
	{"title_heads", "n", ""},
	{"org_heads", "n", ""},
	{"place_types", "n", ""},
	{"honorifics", "n", ""},
	{"months", "n", "time"},
	{"weekdays", "n", "time"},
	{"numerals", "num", ""},
	{"places", "n", "name"},
	{"given_names", "n", "name"},
	{"surnames", "n", "name"},
	{"foreign_names", "n", "name"},
}

func (s *stock) addClosed(r lexicon.Row) {
	a := Analysis{Lemma: r.Get("lemma"), POS: Closed, Stem: len(r.Key), Known: true}
	if r.Get("pos") == "num" {
		a.POS = Numeral
	}
	for name := range strings.FieldsSeq(r.Get("chain")) {
		if tag, ok := tagNames[name]; ok {
			a.Chain = append(a.Chain, tag)
		}
	}
	s.closed[r.Key] = append(s.closed[r.Key], a)
}

// addNoun enters the shapes of a noun, adjective, adverb or numeral; flags are the
// words of its note.
func (s *stock) addNoun(lemma, pos, flags string, elided *lexicon.Table) {
	var snd kazakh.Sounds
	if !snd.Scan(lemma) {
		return
	}
	st := stem{lemma: lemma, pos: Noun, kinds: stateNoun, harmony: snd.Harmony[snd.N]}
	novoice := false
	for f := range strings.FieldsSeq(flags) {
		switch f {
		case "weak":
			st.weak = true
		case "time":
			st.kinds = stateTime
		case "p3":
			st.kinds |= stateP3
		case "novoice":
			novoice = true
		case "name":
			st.name = true
		case "back":
			st.harmony = kazakh.Back
		case "front":
			st.harmony = kazakh.Front
		}
	}
	if pos == "num" {
		st.pos = Numeral
		st.kinds |= stateNum
	}
	if row, ok := elided.Lookup(lemma); ok {
		s.addShape(row.Get("stem"), st, seamVowel)
		if row.Get("both") == "yes" {
			s.addVoicing(lemma, st, &snd)
		} else {
			s.addShape(lemma, st, seamNotVowel)
		}
		return
	}
	if shape, ok := kazakh.Simplified(lemma); ok {
		s.addShape(lemma, st, seamAny)
		s.addShape(shape, st, simplifiedSeam(lemma))
		return
	}
	if novoice {
		s.addShape(lemma, st, seamAny)
		return
	}
	s.addVoicing(lemma, st, &snd)
}

// addVoicing enters a stem with its voiced shape, if it has one.
func (s *stock) addVoicing(lemma string, st stem, snd *kazakh.Sounds) {
	voiced := kazakh.Voiced(snd.Code[snd.N])
	if voiced == 0 || !kazakh.IsVowel(snd.Code[snd.N-1]) && !kazakh.IsYot(snd.Code[snd.N-1]) {
		s.addShape(lemma, st, seamAny)
		return
	}
	s.addShape(lemma, st, seamNotVowel)
	s.addShape(lemma[:len(lemma)-2]+string(kazakh.Letter(voiced)), st, seamVowel)
}

func simplifiedSeam(lemma string) seam {
	switch kazakh.LoanEnding(lemma) {
	case kazakh.EndsSoft:
		return seamVowel
	case kazakh.EndsSt:
		if len(lemma) < 12 {
			return seamT
		}
		return seamTVowel
	case kazakh.EndsDouble, kazakh.EndsZd, kazakh.EndsPlain:
	}
	return seamAny
}

func (s *stock) addVerb(root string) {
	var snd kazakh.Sounds
	if !snd.Scan(root) {
		return
	}
	st := stem{lemma: root, pos: Verb, kinds: stateV0, harmony: snd.Harmony[snd.N]}
	s.addVoicing(root, st, &snd)
	if rounded, ok := kazakh.Rounded(root); ok {
		s.addShape(rounded, st, seamConverb)
	}
}

func (s *stock) addShape(shape string, st stem, at seam) {
	st.seam = at
	for i, old := range s.stems[shape] {
		if old.lemma == st.lemma && old.pos == st.pos && old.seam == at {
			s.stems[shape][i].name = old.name && st.name
			return
		}
	}
	s.stems[shape] = append(s.stems[shape], st)
}

// fits reports whether the shape may stand before the suffix, or end the word if a
// is nil.
func (st *stem) fits(a *allomorph) bool {
	switch st.seam {
	case seamVowel:
		return a != nil && a.vowel && a.restore == 0
	case seamNotVowel:
		return a == nil || !a.vowel
	case seamT:
		return a != nil && kazakh.IsT(a.first)
	case seamConverb:
		return a != nil && a.vowel && (a.row.tag == CVP || a.row.tag == EVID)
	case seamTVowel:
		return a != nil && (a.vowel || kazakh.IsT(a.first))
	case seamAny:
	}
	return true
}

// verbalNoun gives the root of a lemma that is the verbal noun of a known verb.
func (s *stock) verbalNoun(lemma string) (string, bool) {
	for _, root := range kazakh.VerbRoots(lemma) {
		for _, st := range s.stems[root] {
			if st.pos == Verb && st.lemma == root {
				return root, true
			}
		}
	}
	return "", false
}
