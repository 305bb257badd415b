package mention

import (
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
)

// wordFacts are what the tables say of a word apart from its text. The rules ask for
// most of them at every word, so they are looked up once for each form.
type wordFacts struct {
	plainFacts
	place    *placeFact
	ruTitles []ruTitle // Russian posts that end with it
	phrases  []phraseEnd
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
	endsPost   bool   // some rule for posts may read it as the last word of one
}

// plainOf is all that most words have.
func plainOf(f wordFacts) (key plainFacts, ok bool) {
	return f.plainFacts, f.place == nil && len(f.ruTitles) == 0 && len(f.phrases) == 0
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
	row   placeRow
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
	analyses = analyses[:min(len(analyses), reach)]
	f := wordFacts{ruTitles: t.russianPosts(form)}
	f.ends, f.cue, f.month = t.classOf(form, analyses), t.cues[form], t.months[form]
	f.phrases = t.phraseEnds(f.ends, form, analyses)
	if r, ok := t.orgMods[form]; ok {
		f.modifier = r.Get("kind")
	}
	_, f.legal = t.legalForms[form]
	_, f.closed = t.closed[form]
	_, f.adjective = t.adjectives[form]
	_, f.given = t.given[form]
	_, _, f.givenName = lookup(form, analyses, t.given)
	_, f.country = t.countries[form]
	_, f.opensPlace = t.placeStarts[form]
	if !f.country && len(analyses) > 0 {
		_, f.country = t.countries[analyses[0].Lemma]
	}
	if row, a, ok := t.placeEntry("", form, analyses); ok {
		_, whole := t.places[form]
		f.place = &placeFact{row, a, whole}
	}
	f.read(t, form, analyses)
	f.endsPost = f.ends&(endsTitle|endsRole|endsPrefixed) != 0 || len(f.ruTitles) > 0 ||
		f.cue == "acting-abbr" || f.lemmaCue == "acting"
	return f
}

// read fills in what depends on the readings of a word.
func (f *wordFacts) read(t *tables, form string, analyses []morph.Analysis) {
	f.lemmaCue = f.cue
	f.year = f.cue == "year" || f.cue == "years"
	for _, a := range analyses {
		cue := t.cues[a.Lemma]
		f.year = f.year || cue == "year" && !a.Has(morph.LYK) && !a.Has(morph.EQU)
		if a.POS == morph.Verb {
			f.verbalNoun = f.verbalNoun || len(a.Chain) > 0 && a.Chain[len(a.Chain)-1] == morph.VN
			cue = ""
		} else if f.month == 0 {
			f.month = t.months[a.Lemma]
		}
		if f.lemmaCue == "" {
			f.lemmaCue = cue
		}
		if f.lemmaCue == "" {
			f.lemmaCue = t.cues[form[:min(a.Stem, len(form))]]
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
func (t *tables) classOf(form string, analyses []morph.Analysis) wordClass {
	class := t.classes[form]
	for _, a := range analyses {
		class |= t.classes[a.Lemma]
	}
	for _, a := range analyses {
		if prefix, _, cut := strings.Cut(a.Lemma, "-"); cut {
			if _, inside := t.inside[prefix]; inside {
				class |= endsPrefixed
			}
		}
	}
	return class
}
