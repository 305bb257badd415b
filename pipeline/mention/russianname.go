package mention

import (
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A paradigm is how Russian declines names of one kind.
type paradigm struct {
	part, gender, nominative string
	cases                    [5][]string // endings of genitive, dative, accusative, instrumental, prepositional
	ref                      string
}

func paradigms(lex *lexicon.Lexicon) []paradigm {
	var list []paradigm
	for _, r := range lex.Table("ru_name_cases").Rows {
		p := paradigm{part: r.Get("part"), gender: r.Get("gender"), nominative: strings.Trim(r.Get("nominative"), "-"), ref: r.Ref()}
		for k, column := range []string{"gen", "dat", "acc", "ins", "prep"} {
			p.cases[k] = strings.Split(r.Get(column), "|")
		}
		list = append(list, p)
	}
	return list
}

// caseLetters are the last letters of the endings of cases.
func caseLetters(list []paradigm) map[rune]bool {
	letters := map[rune]bool{}
	for _, p := range list {
		for _, endings := range p.cases {
			for _, ending := range endings {
				last, _ := utf8.DecodeLastRuneInString(ending)
				letters[last] = true
			}
		}
	}
	return letters
}

// russianGiven maps given names as Russian spells them, in lower case, to their
// gender.
func russianGiven(lex *lexicon.Lexicon) map[string]string {
	names := map[string]string{}
	for _, r := range lex.Table("given_names").Rows {
		for _, name := range []string{r.Key, r.Get("ru")} {
			if name != "" {
				names[kazakh.Lower(name)] = r.Get("gender")
			}
		}
	}
	return names
}

// A declined is a word read as part of a Russian name in some case.
type declined struct {
	cases   uint8  // one bit for each that the ending may stand for
	text    string // in the nominative, as the article writes it
	changed bool   // the nominative is another word
	ref     string // of the paradigm
}

const anyCase = 1<<5 - 1

// declinedParts are the orders of the parts of a name.
var declinedParts = [][]string{
	{"given", "patronymic", "surname"},
	{"surname", "given", "patronymic"},
	{"given", "surname"},
	{"surname", "given"},
	{"given", "patronymic"},
}

// russianName claims a name that a Russian passage declines: Zarinu Akhmetovu is
// Zarina Akhmetova. All parts must agree in gender and case. What may be a nominative
// is one: Aleksandra Petrova.
func (sc *scan) russianName(i int) (n int, ok bool) {
	if !sc.capital(i) || !sc.oblique(i) && !sc.oblique(i+1) {
		return 0, false
	}
	for _, parts := range declinedParts {
		for _, gender := range []string{"f", "m"} {
			ds, ok := sc.agree(i, parts, gender)
			switch {
			case !ok:
				continue
			case ds == nil || !sc.russianPassage(i):
				return 0, false
			}
			sc.claimDeclined(i, parts, ds)
			return len(parts), true
		}
	}
	return 0, false
}

// oblique reports whether word i may be part of a name in an oblique case of Russian.
func (sc *scan) oblique(i int) bool {
	return i < len(sc.words) && *sc.declined.Get(&sc.words[i])
}

// agree reads the words from i on as the parts of one name. There are no parts if the
// name stands in the nominative already.
func (sc *scan) agree(i int, parts []string, gender string) (ds []declined, ok bool) {
	if !sc.same(i, i+len(parts)-1) {
		return nil, false
	}
	cases, changed := uint8(anyCase), false
	for k, part := range parts {
		if !sc.capital(i+k) || sc.owner[i+k] != none {
			return nil, false
		}
		d, ok := sc.Finder.words.decline(sc.words[i+k].Text, part, gender)
		if !ok || k == 0 && part == "surname" && !d.changed { // Za Nurzhana: "for"
			return nil, false
		}
		ds = append(ds, d)
		cases &= d.cases
		changed = changed || d.changed
	}
	if !changed {
		return nil, true
	}
	return ds, cases != 0
}

// decline reads a word as a part of a name of that gender. A given name must be one
// of the table; a surname that no paradigm fits is not declined.
func (t *tables) decline(text, part, gender string) (declined, bool) {
	form := kazakh.Lower(text)
	if part == "given" && t.givenAs(form, gender) {
		return declined{cases: anyCase, text: text}, true
	}
	for k := range t.paradigms {
		p := &t.paradigms[k]
		if p.part != part || p.gender != gender {
			continue
		}
		stem, cases := p.strip(form)
		if cases == 0 {
			continue
		}
		if part == "given" && !t.givenAs(stem+p.nominative, gender) {
			continue
		}
		if part == "surname" && p.nominative == "" && t.entry(stem).surname == nil {
			continue
		}
		return declined{cases, text[:min(len(stem), len(text))] + p.nominative, true, p.ref}, true
	}
	return declined{cases: anyCase, text: text}, part == "surname"
}

// givenAs reports whether a form is a given name of that gender as Russian spells it.
func (t *tables) givenAs(form, gender string) bool {
	is := t.ruGiven[form]
	return is == gender || is == "u"
}

// oblique reports whether a word may be part of a name in an oblique case of Russian.
func (t *tables) oblique(text string, _ []morph.Analysis) bool {
	if last, _ := utf8.DecodeLastRuneInString(kazakh.Lower(text)); !t.caseLetters[last] {
		return false
	}
	for _, part := range []string{"given", "patronymic", "surname"} {
		for _, gender := range []string{"f", "m"} {
			if d, ok := t.decline(text, part, gender); ok && d.changed {
				return true
			}
		}
	}
	return false
}

// strip takes the ending of a case off a form; cases is 0 if there is none.
func (p *paradigm) strip(form string) (stem string, cases uint8) {
	for k, endings := range p.cases {
		for _, ending := range endings {
			s, ok := strings.CutSuffix(form, ending)
			if !ok || len(s) < 4 || cases != 0 && s != stem {
				continue
			}
			stem = s
			cases |= 1 << k
		}
	}
	return stem, cases
}

// claimDeclined records a declined name by its nominative.
func (sc *scan) claimDeclined(first int, parts []string, ds []declined) {
	m := Mention{Type: Person, First: first, Last: first + len(ds), Head: first + len(ds) - 1, Rule: "person-russian-case", Russian: true}
	words := make([]string, len(ds))
	for k, d := range ds {
		words[k] = d.text
		if d.ref != "" {
			m.Rows = append(m.Rows, d.ref)
		}
		m.Name.set(parts[k][0], kazakh.Lower(d.text), d.text)
	}
	m.Lemma = strings.Join(words, " ")
	m.Canon = kazakh.Lower(m.Lemma)
	sc.claim(m)
	sc.remember(m.Name)
}
