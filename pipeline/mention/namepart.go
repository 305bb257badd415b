package mention

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// part is what a word may be in a person's name.
type part uint8

const (
	given part = 1 << iota
	surname
	patronymic
	strange // capitalised, but nothing else is known of it
	initial
	foreignPart
)

// A namePart is a word read as part of a name.
type namePart struct {
	is   part
	a    morph.Analysis // the reading that makes it so; its case ends the name
	rows []string
	plainPart
}

type plainPart struct {
	firm  bool // not also a common word
	plain bool // no case: another part may follow
	place bool // the gazetteer knows it, and no table of names does

	ending string // kind of its ending: surname or patronymic, "" for none
}

// none tells what is no part of a name by itself, as most words are.
func (p namePart) none() (key plainPart, ok bool) {
	return p.plainPart, p.is == 0 && len(p.rows) == 0 && p.a.Lemma == "" && p.a.POS == morph.Unknown && len(p.a.Chain) == 0
}

// What is no part of a name, and an initial.
var (
	noPart      namePart
	initialPart = namePart{is: initial, plainPart: plainPart{plain: true}}
)

// part reads word i as part of a name. Each word is read once; the result is shared:
// do not modify it.
func (sc *scan) part(i int) *namePart {
	if i < 0 || i >= len(sc.words) {
		return &noPart
	}
	if sc.parts[i] == nil {
		sc.parts[i] = sc.readPart(i)
	}
	return sc.parts[i]
}

func (sc *scan) readPart(i int) *namePart {
	w := &sc.words[i]
	if w.Kind == token.Initial {
		return &initialPart
	}
	if !sc.isWord(i) || w.Kind == token.Roman || (!sc.capital(i) && !sc.uncased(i)) || sc.country(i) {
		return &noPart
	}
	p := sc.Finder.parts.Get(w)
	if p.is != 0 || w.Kind != token.Word || !sc.capital(i) || !sc.nameable(i) {
		return p
	}
	unknown := &namePart{is: strange, a: sc.nameReading(i)}
	unknown.plain = isPlain(unknown.a)
	_, _, unknown.place = sc.placeEntry(i, i+1)
	return unknown
}

// isPlain reports whether a reading has neither case nor plural.
func isPlain(a morph.Analysis) bool { return a.Case() == morph.NoTag && !a.Has(morph.PL) }

// country reports whether word i names a country, which no person is called.
func (sc *scan) country(i int) bool { return sc.facts(i).country }

// knownPart reads a word by the name tables and endings.
func (t *tables) knownPart(form string, analyses []morph.Analysis) namePart {
	p := t.namePart(form, analyses)
	p.plain = p.is != 0 && isPlain(p.a)
	return p
}

func (t *tables) namePart(form string, analyses []morph.Analysis) namePart {
	var p namePart
	entries := t.entriesOf(form, analyses)
	if r, a := entries.row(givenRow); r != nil && nameChain(a) {
		_, ambiguous := t.ambiguous[a.Lemma]
		p = namePart{is: given, a: a, rows: []string{r.Ref()}, plainPart: plainPart{firm: !ambiguous && r.Get("ambiguous") == ""}}
	}
	if e, a, ok := t.ending(form, analyses); ok {
		kind := surname
		if e.kind == "patronymic" {
			kind = patronymic
		}
		if p.is == 0 || p.a.Lemma != a.Lemma {
			p.a = a
		}
		p.is |= kind
		p.firm, p.ending = true, e.kind
		p.rows = append(p.rows, e.row.Ref())
		return p
	}
	if r, a := entries.row(surnameRow); r != nil && nameChain(a) {
		if p.is == 0 {
			p.a = a
		}
		p.is |= surname
		p.rows = append(p.rows, r.Ref())
	}
	if r, a := entries.row(foreignRow); r != nil && nameChain(a) && (p.is == 0 || p.is == surname) {
		if p.is == surname { // Li is at home in Korea and among us
			p.is |= foreignPart
			return p
		}
		p = namePart{is: foreignPart, a: a, rows: []string{r.Ref()}}
		if r.Get("kind") == "given" {
			p.is |= given
		} else {
			p.is |= surname
		}
	}
	return p
}

// ending finds the surname or patronymic ending of a word, behind its case.
func (t *tables) ending(form string, analyses []morph.Analysis) (ending, morph.Analysis, bool) {
	whole := morph.Analysis{Lemma: form, Stem: len(form)}
	if e, ok := t.endingOf(form); ok {
		return e, whole, true
	}
	for _, a := range analyses {
		if a.POS == morph.Verb || !nameChain(a) {
			continue
		}
		if e, ok := t.endingOf(form[:a.Stem]); ok {
			return e, a, true
		}
	}
	return t.inflectedPatronymic(form)
}

// inflectedPatronymic reads patronymics in a case: they decline like possessed
// nouns ("Qasymhanulynyng"), so that the best reading takes them apart.
func (t *tables) inflectedPatronymic(form string) (ending, morph.Analysis, bool) {
	for _, e := range t.endings {
		at := strings.LastIndex(form, e.text)
		if e.kind != "patronymic" || at <= 0 || at+len(e.text) == len(form) {
			continue
		}
		stem := form[:at+len(e.text)]
		for c := morph.GEN; c <= morph.INS; c++ {
			if slices.Contains(morph.Generate(stem, []morph.Tag{c}), form) {
				return e, morph.Analysis{Lemma: stem, Stem: len(stem), POS: morph.Noun, Chain: []morph.Tag{c}}, true
			}
		}
	}
	return ending{}, morph.Analysis{}, false
}

// minBeforeEnding is the letters a name must have before a surname ending.
const minBeforeEnding = 3

func (t *tables) endingOf(lemma string) (ending, bool) {
	for _, e := range t.endings {
		if strings.HasSuffix(lemma, e.text) && utf8.RuneCountInString(lemma)-utf8.RuneCountInString(e.text) >= minBeforeEnding-boolInt(e.kind != "surname") {
			return e, true
		}
	}
	return ending{}, false
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nameChain reports whether a chain is one that a name can carry: plural, case.
func nameChain(a morph.Analysis) bool {
	for _, t := range a.Chain {
		if t != morph.PL && (t < morph.GEN || t > morph.INS) {
			return false
		}
	}
	return true
}

// nameReading picks the analysis of a word that is no dictionary word: one whose
// stem the article writes by itself elsewhere, else the best one with a chain that
// a name can carry.
func (sc *scan) nameReading(i int) morph.Analysis {
	form := sc.form(i)
	for _, a := range sc.words[i].Analyses {
		if nameChain(a) && a.POS != morph.Verb && a.Stem < len(form) && sc.standsBare(form[:a.Stem]) {
			return a
		}
	}
	for _, a := range sc.analyses(i) {
		if c := a.Case(); c == morph.INS && utf8.RuneCountInString(form[:min(a.Stem, len(form))]) < minBeforeEnding {
			continue // and so is Espen
		} else if nameChain(a) && a.POS != morph.Verb && c != morph.LOC && c != morph.ABL { // Sarmolda and Meiden are names
			return a
		}
	}
	return morph.Analysis{Lemma: form, Stem: len(form)}
}

// standsBare reports whether the article writes the form with a capital somewhere.
func (sc *scan) standsBare(form string) bool {
	if !sc.bared {
		sc.bared = true
		for i := range sc.words {
			if w := &sc.words[i]; w.Shape == morph.Title {
				sc.bare[w.Form] = true
			}
		}
	}
	return sc.bare[form]
}
