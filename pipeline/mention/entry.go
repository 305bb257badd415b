package mention

import (
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// An entry is what the tables of single words say of a string, all of them together:
// whatever the rules ask of a word is one look-up for its form and one for each of its
// lemmas.
type entry struct {
	ends                   wordClass
	cue                    string       // "" for none
	modifier               string       // kind of the modifier of organizations, "" for none
	month                  int          // its number, 0 for none
	place                  *placeRow    // nil for none, as are the names
	given, surname, abroad *lexicon.Row // name tables; abroad is that of foreign names
	adjective, closed      bool         // of the dictionary; a closed word
	country, opensPlace    bool         // its name; the first word of a place name of several
	legal                  bool         // a legal form
	particle, honorific    bool         // of names; of respect
	people                 [][]string   // the names of people that begin with it, word by word
}

var noEntry entry

// entry gives what the tables say of a string. It is shared: do not modify it.
func (t *tables) entry(s string) *entry {
	if e := t.entries[s]; e != nil {
		return e
	}
	return &noEntry
}

// enter gives the entry of a string for one more table to write to.
func (t *tables) enter(s string) *entry {
	e := t.entries[s]
	if e == nil {
		e = new(entry)
		t.entries[s] = e
	}
	return e
}

// enterWords collects the tables of single words.
func (t *tables) enterWords(lex *lexicon.Lexicon) {
	for _, r := range lex.Table("mention_cues").Rows {
		t.enter(r.Key).cue = r.Get("cue")
	}
	for name, number := range months(lex, "months") {
		t.enter(name).month = number
	}
	for word, r := range t.orgMods {
		t.enter(word).modifier = r.Get("kind")
	}
	for word := range t.legalForms {
		t.enter(word).legal = true
	}
	for word := range rows(lex, "closed_words") {
		t.enter(word).closed = true
	}
	for _, r := range lex.Table("nouns").Rows {
		if r.Get("pos") == "adj" {
			t.enter(r.Key).adjective = true
		}
	}
	for name, r := range rows(lex, "given_names") {
		t.enter(name).given = &r
	}
	for name, r := range rows(lex, "surnames") {
		t.enter(name).surname = &r
	}
	for name, r := range rows(lex, "foreign_names") {
		t.enter(name).abroad = &r
	}
	for word := range rows(lex, "name_particles") {
		t.enter(word).particle = true
	}
	for word := range rows(lex, "honorifics") {
		t.enter(word).honorific = true
	}
	for word, names := range wholeNames(lex) {
		t.enter(word).people = names
	}
	for name, r := range t.places {
		t.enter(name).place = &r
	}
	for name := range countries(lex) {
		t.enter(name).country = true
	}
	for word := range placeStarts(t.places) {
		t.enter(word).opensPlace = true
	}
	for _, set := range t.phraseSets() {
		for lemma := range set.entries {
			t.enter(lemma).ends |= set.bit
		}
	}
}

// wordEntries are the entries of a word: of its form and of each of the readings that
// the rules look at.
type wordEntries struct {
	form     string
	analyses []morph.Analysis
	whole    *entry
	lemmas   [reach]*entry
}

func (t *tables) entriesOf(form string, analyses []morph.Analysis) wordEntries {
	e := wordEntries{form: form, analyses: analyses[:min(len(analyses), reach)], whole: t.entry(form)}
	for k := range e.analyses {
		e.lemmas[k] = e.whole
		if lemma := e.analyses[k].Lemma; lemma != form {
			e.lemmas[k] = t.entry(lemma)
		}
	}
	return e
}

// stem is the entry of what stands before the suffixes of a reading.
func (e *wordEntries) stem(t *tables, k int) *entry {
	a := &e.analyses[k]
	switch stem := e.form[:min(a.Stem, len(e.form))]; stem {
	case e.form:
		return e.whole
	case a.Lemma:
		return e.lemmas[k]
	default:
		return t.entry(stem)
	}
}

// row finds a word in a table, the form itself first, then its lemmas.
func (e *wordEntries) row(of func(*entry) *lexicon.Row) (*lexicon.Row, morph.Analysis) {
	if r := of(e.whole); r != nil {
		return r, e.itself()
	}
	for k, a := range e.analyses {
		if r := of(e.lemmas[k]); r != nil && a.POS != morph.Verb {
			return r, a
		}
	}
	return nil, morph.Analysis{}
}

// itself reads the form as a lemma.
func (e *wordEntries) itself() morph.Analysis {
	return morph.Analysis{Lemma: e.form, Stem: len(e.form)}
}

// place finds a word in the gazetteer.
func (e *wordEntries) place(t *tables) (*placeRow, morph.Analysis) {
	if e.whole.place != nil {
		return e.whole.place, e.itself()
	}
	for k, a := range e.analyses {
		if !placeChain(a) {
			continue
		}
		if r := e.lemmas[k].place; r != nil {
			return r, a
		}
		if r := e.stem(t, k).place; r != nil {
			return r, a
		}
	}
	return nil, morph.Analysis{}
}

// The tables of names.
func givenRow(e *entry) *lexicon.Row   { return e.given }
func surnameRow(e *entry) *lexicon.Row { return e.surname }
func foreignRow(e *entry) *lexicon.Row { return e.abroad }
