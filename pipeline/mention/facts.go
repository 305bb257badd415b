package mention

import (
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
)

// wordFacts are what the tables say of a word apart from its text. The rules ask for
// most of them at every word, so they are looked up once for each form.
type wordFacts struct {
	plainFacts
	place    *placeFact // nil for none
	ruTitles []ruTitle  // Russian posts that end with it
	phrases  []phraseEnd
	people   [][]string // names of people that begin with it, word by word
}

// plainFacts do not point to what differs from word to word.
type plainFacts struct {
	ends       wordClass
	cue        string // of the form, "" for none
	lemmaCue   string // of a lemma or stem, see cueLemma
	modifier   string // kind of the modifier of organizations, "" for none
	month      int    // number of the month, 0 for none
	year       bool   // a form of the noun for year
	closed     bool   // a closed word
	country    bool   // the name of a country
	given      bool   // a given name without suffixes
	givenName  bool   // a given name in some reading
	adjective  bool   // an adjective of the dictionary
	verbalNoun bool   // may be a bare verbal noun
	opensPlace bool   // the first word of a place name of several
	legal      bool   // a legal form
	particle   bool   // a small word of names
	honorific  bool   // a word of respect
	endsPost   bool   // some rule for posts may read it as the last word of one
}

// plainOf is all that most words have.
func plainOf(f wordFacts) (key plainFacts, ok bool) {
	return f.plainFacts, f.place == nil && len(f.ruTitles) == 0 && len(f.phrases) == 0 && len(f.people) == 0
}

// A phraseEnd is a word as the end of phrases of a set, in one of its readings.
type phraseEnd struct {
	bit       wordClass
	whole     bool // the form itself ends them
	possessed bool
	a         morph.Analysis
	phrases   []phrase
}

// A placeFact is a word's entry in the gazetteer and the reading under which it has it.
type placeFact struct {
	row   *placeRow
	a     morph.Analysis
	whole bool // the form itself stands there
}

// A wordClass says which sets of phrases a word may end. Most words end none.
type wordClass uint16

// The classes, one for each set of phrases.
const (
	endsTitle wordClass = 1 << iota
	endsRole
	endsOrg
	endsPlace
	endsField
	endsName
	endsFacility
	endsModifier
	endsPrefixed // a post behind a prefix: "eks-akim"
)

// facts returns what the tables say of word i, nothing outside the text. They are
// shared: do not modify them.
func (sc *scan) facts(i int) *wordFacts {
	if i < 0 || i >= len(sc.known) {
		return &noFacts
	}
	return sc.known[i]
}

var noFacts wordFacts

// learn looks a word up in the tables.
func (t *tables) learn(form string, analyses []morph.Analysis) wordFacts {
	e := t.entriesOf(form, analyses)
	f := wordFacts{ruTitles: t.russianPosts(form)}
	f.ends, f.cue, f.month = t.classOf(&e), e.whole.cue, e.whole.month
	f.phrases = t.phraseEnds(f.ends, form, e.analyses)
	f.modifier, f.legal, f.closed = e.whole.modifier, e.whole.legal, e.whole.closed
	f.adjective, f.opensPlace = e.whole.adjective, e.whole.opensPlace
	f.particle, f.honorific, f.people = e.whole.particle, e.whole.honorific, e.whole.people
	f.country = e.whole.country || len(e.analyses) > 0 && e.lemmas[0].country
	f.given = e.whole.given != nil
	if r, _ := e.row(givenRow); r != nil {
		f.givenName = true
	}
	if row, a := e.place(t); row != nil {
		f.place = &placeFact{row, a, e.whole.place != nil}
	}
	f.read(t, &e)
	f.endsPost = f.ends&(endsTitle|endsRole|endsPrefixed) != 0 || len(f.ruTitles) > 0 ||
		f.cue == "acting-abbr" || f.lemmaCue == "acting"
	return f
}

// read fills in what depends on the readings of a word.
func (f *wordFacts) read(t *tables, e *wordEntries) {
	f.lemmaCue = f.cue
	f.year = f.cue == "year" || f.cue == "years"
	for k, a := range e.analyses {
		cue := e.lemmas[k].cue
		f.year = f.year || cue == "year" && !a.Has(morph.LYK) && !a.Has(morph.EQU)
		if a.POS == morph.Verb {
			f.verbalNoun = f.verbalNoun || len(a.Chain) > 0 && a.Chain[len(a.Chain)-1] == morph.VN
			cue = ""
		} else if f.month == 0 {
			f.month = e.lemmas[k].month
		}
		if f.lemmaCue == "" {
			f.lemmaCue = cue
		}
		if f.lemmaCue == "" {
			f.lemmaCue = e.stem(t, k).cue
		}
	}
}

// phraseEnds lists the phrases that a word may end, in each set those of the form first,
// then those of its readings.
func (t *tables) phraseEnds(class wordClass, form string, analyses []morph.Analysis) (ends []phraseEnd) {
	for _, set := range t.phraseSets() {
		if class&set.bit == 0 {
			continue
		}
		if list := set.entries[form]; len(list) > 0 {
			ends = append(ends, phraseEnd{set.bit, true, false, morph.Analysis{Lemma: form, Stem: len(form)}, list})
		}
		for _, a := range analyses {
			if a.POS == morph.Verb || a.Has(morph.LYK) { // "ministry" is no form of "minister"
				continue
			}
			if list := set.entries[a.Lemma]; len(list) > 0 {
				ends = append(ends, phraseEnd{set.bit, false, a.Has(morph.P3), a, list})
			}
		}
	}
	return ends
}

// classOf tells which sets of phrases a word may end.
func (t *tables) classOf(e *wordEntries) wordClass {
	class := e.whole.ends
	for k, a := range e.analyses {
		class |= e.lemmas[k].ends
		if prefix, _, cut := strings.Cut(a.Lemma, "-"); cut {
			if _, inside := t.inside[prefix]; inside {
				class |= endsPrefixed
			}
		}
	}
	return class
}
