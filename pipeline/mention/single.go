package mention

import (
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// findOtherNames claims names that need the article: a surname or given name of
// somebody named in full, and names that only a post or rank before them shows.
func findOtherNames(sc *scan) {
	for _, r := range singleRules {
		for i := 0; i < len(sc.words); i++ {
			if sc.owner[i] != none || !sc.isWord(i) {
				continue
			}
			if n := r.match(sc, i); n > 0 {
				sc.claimSingle(i, i+n, r.name)
				i += n - 1
			}
		}
	}
}

// singleRules return the number of words of a name at word i, 0 for none. Each
// goes over the whole text before the next, so that a name found late explains a
// surname that stands early.
var singleRules = []struct {
	name  string
	match func(*scan, int) int
}{
	{"person-known", knownPerson},
	{"person-after-title", afterTitle},
	{"person-before-title", beforeTitle},
	{"person-named-before", namedBefore},
	{"person-gazetteer", knownSurname},
}

// knownPerson: the whole name of somebody who is often in the news, each word with a
// capital and only the last in a case.
func knownPerson(sc *scan, i int) int {
	if !sc.capital(i) || sc.inWork(i) {
		return 0
	}
	best := 0
	for _, words := range sc.facts(i).people {
		if n := len(words); n > best && sc.spells(i, words) {
			best = n
		}
	}
	return best
}

// spells reports whether the free words from i on are those of a name.
func (sc *scan) spells(i int, name []string) bool {
	last := i + len(name) - 1
	if last >= len(sc.words) || !sc.same(i, last) || !sc.free(i, last+1) {
		return false
	}
	for k, want := range name {
		if !sc.capital(i + k) {
			return false
		}
		if i+k < last && sc.form(i+k) != want {
			return false
		}
	}
	p := sc.part(last)
	return sc.form(last) == name[len(name)-1] || p.is != 0 && stemOf(p, sc.form(last)) == name[len(name)-1]
}

// afterTitle: one to three capitalised words right after a post, rank or
// honorific, whatever they are: konsuly Pak Yn He.
func afterTitle(sc *scan, i int) int {
	if !sc.titleBefore(i) {
		return 0
	}
	n := 0
	for n < 5 && sc.same(i, i+n) && i+n < len(sc.words) && sc.owner[i+n] == none {
		p := sc.part(i + n)
		if n == 0 && p.place || p.is == 0 || p.is&initial != 0 || sc.uncased(i+n) && p.is&(given|surname|patronymic) == 0 {
			if k := sc.particles(i + n); n > 0 && k > 0 {
				n += k
				continue
			}
			break
		}
		n++
		if !p.plain {
			break
		}
	}
	if n == 0 || n == 1 && (sc.part(i).is&(surname|given) == 0 || sc.uncased(i)) {
		return 0
	}
	return n
}

// beforeTitle: two or three words that no table has, right before a post without a
// possessive: Prabovo Subianto prezident bolyp sailandy.
func beforeTitle(sc *scan, i int) int {
	n := 0
	for ; n < 3 && sc.same(i, i+n) && sc.owner[i+n] == none; n++ {
		p := sc.part(i + n)
		if p.is == 0 || p.is&initial != 0 || p.place || sc.uncased(i+n) || sc.commonWord(i+n) || n == 0 && sc.titleBefore(i) {
			break
		}
		if !p.plain {
			n++
			break
		}
	}
	if n < 2 || !sc.same(i, i+n) {
		return 0
	}
	id := sc.ownerAt(i + n)
	if id == none || sc.found[id].Type != Title || sc.found[id].Plural {
		return 0
	}
	m := sc.found[id]
	if a := sc.words[m.Head].Best(); a.Has(morph.P3) || m.Last-m.First > 1 && sc.inflected(m.Head) {
		return 0
	}
	return n
}

// particles counts the small words at word i that belong to a name and lead to its
// next part: "van der Berg".
func (sc *scan) particles(i int) int {
	k := 0
	for k < 2 && sc.same(i, i+k) && sc.facts(i+k).particle {
		k++
	}
	if k > 0 && sc.same(i, i+k) && sc.capital(i+k) {
		return k
	}
	return 0
}

// titleBefore reports whether a singular post, a rank or an honorific stands
// right before word i.
func (sc *scan) titleBefore(i int) bool {
	if !sc.same(i-1, i) || i == 0 {
		return false
	}
	if t, ok := sc.ownerType(i - 1); ok {
		return t == Title
	}
	if sc.cue(i-1) == "person-noun" {
		return true
	}
	if t, ok := sc.ownerType(i - 2); ok && t == Title && sc.cue(i-1) == "as" && sc.same(i-2, i) {
		return true // toragha bolyp X sailandy
	}
	h, ok := sc.match(sc.Finder.words.roles, i-1)
	return ok && h.a.Case() == morph.NoTag
}

// namedBefore: part of a name that the article gives in full elsewhere.
func namedBefore(sc *scan, i int) int {
	if k := sc.particles(i); k > 0 && sc.named(i+k) && (!sc.facts(i).closed || sc.capital(i) && !sc.starts(i)) {
		return k + 1 // Van der Berg
	}
	if (sc.capital(i) || sc.uncased(i)) && sc.named(i) {
		return 1
	}
	return 0
}

// named reports whether a name of the article has word i as a part, in some case.
func (sc *scan) named(i int) bool {
	if sc.names[sc.form(i)] {
		return true
	}
	for _, a := range sc.words[i].Analyses {
		if nameChain(a) && a.POS != morph.Verb && sc.names[sc.form(i)[:a.Stem]] {
			return true
		}
	}
	return false
}

// knownSurname: a surname with a surname's ending alone, in a case or before a
// verb of saying, inside the sentence.
func knownSurname(sc *scan, i int) int {
	if !sc.capital(i) || sc.starts(i) || sc.words[i].Kind != token.Word {
		return 0
	}
	if sc.Finder.parts.Get(&sc.words[i]).ending != "surname" || sc.russianPassage(i) {
		return 0 // in Russian, adjectives of places end like surnames
	}
	if _, _, place := sc.placeEntry(i, i+1); place {
		return 0
	}
	return 1
}

// claimSingle records a name found by its surroundings.
func (sc *scan) claimSingle(first, last int, rule string) {
	ps := make([]namePart, last-first)
	m := Mention{Type: Person, First: first, Last: last, Head: last - 1, Rule: rule}
	for k := range ps {
		if ps[k] = *sc.part(first + k); k < len(ps)-1 && sc.particles(first+k) > 0 {
			ps[k] = noPart
		} else if ps[k].is == 0 {
			ps[k] = namePart{is: strange, a: sc.nameReading(first + k)}
		}
		if last-first == 1 {
			ps[k].a = sc.reading(first+k, ps[k].a)
		}
		m.Rows = append(m.Rows, ps[k].rows...)
	}
	for k, role := range []byte(roles(ps)) {
		m.Name.set(role, stemOf(&ps[k], sc.form(first+k)), sc.words[first+k].Text)
	}
	m.Lemma, m.Canon = sc.nameLemma(first, last, &ps[len(ps)-1])
	sc.claim(m)
	if last-first > 1 {
		sc.remember(m.Name)
	}
}

// reading prefers the reading of a word under which the article names somebody.
func (sc *scan) reading(i int, a morph.Analysis) morph.Analysis {
	if sc.names[sc.form(i)] {
		return morph.Analysis{Lemma: sc.form(i), Stem: len(sc.form(i))}
	}
	for _, b := range sc.words[i].Analyses {
		if nameChain(b) && b.POS != morph.Verb && sc.names[sc.form(i)[:b.Stem]] {
			return b
		}
	}
	return a
}
