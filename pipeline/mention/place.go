package mention

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// maxPlaceName is how many words may stand before a place type noun.
const maxPlaceName = 3

// findPlaces claims names with their type noun: "Tarlauly auyldyq okrugi",
// numbered constituencies, and lists that share one noun.
func findPlaces(sc *scan) {
	for i := range sc.words {
		if sc.owner[i] != none {
			continue
		}
		if n := sc.constituency(i); n > 0 {
			sc.claimPlace(i, i+n, "place-constituency", nil)
			continue
		}
		h, ok := sc.match(sc.Finder.words.placeTypes, i)
		if !ok || !h.a.Has(morph.P3) {
			continue
		}
		first := sc.placeName(h.first)
		if first == h.first || !sc.free(first, i+1) || sc.isBody(h) {
			continue
		}
		sc.typed[sc.forms(first, h.first)] = true
		sc.claimPlace(first, i+1, "place-typed", h.phrase.refs)
		m := &sc.found[len(sc.found)-1]
		m.Rank, m.Bare = h.phrase.row.Get("rank"), sc.forms(first, h.first)
		if h.a.Has(morph.PL) {
			m.Lemma = sc.listed(first, h.first, h)
			m.Canon = sc.canonOf(m.Lemma)
			sc.placeList(first, h)
		}
	}
}

// isBody reports whether a type noun is here the head of an organization: some
// words are both, and only a country's is written with a capital.
func (sc *scan) isBody(h hit) bool {
	body := slices.ContainsFunc(sc.Finder.words.orgHeads.entries[h.a.Lemma], func(p phrase) bool { return p.text == h.phrase.text })
	return body && sc.words[h.last].Shape == morph.Lower
}

func (sc *scan) claimPlace(first, last int, rule string, rows []string) {
	lemma := sc.morph.NominativeWords(sc.words[first:last], morph.PlaceName)
	sc.claim(Mention{
		Type: Place, First: first, Last: last, Head: last - 1, Rule: rule, Rows: rows,
		Lemma: lemma, Canon: sc.canonOf(lemma),
	})
}

// placeName returns the first word of the name that ends before word h: the
// longest entry of the gazetteer, else one capitalised word (two if both lie
// inside the sentence and neither is anything else).
func (sc *scan) placeName(h int) int {
	for n := maxPlaceName; n > 0; n-- {
		if sc.same(h-n, h) && (sc.capital(h-n) || sc.uncased(h-n)) {
			if _, ok := sc.Finder.words.places[sc.forms(h-n, h)]; ok {
				return h - n
			}
		}
	}
	if !sc.same(h-1, h) || !sc.capital(h-1) || !sc.nameable(h-1) || sc.inflected(h-1) && sc.words[h-1].Best().Case() != morph.ACC { // Qaramendi looks like one
		return h
	}
	first := h - 1
	if sc.same(h-2, h) && sc.capital(h) && sc.country(h-2) {
		return h - 2 // Vietnam Sotsialistik Respublikasy
	}
	if sc.same(h-2, h) && sc.capital(h-2) && (!sc.starts(h-2) || !sc.words[h-2].Best().Known && !sc.common(h-2)) && sc.nameable(h-2) && !sc.inflected(h-2) && sc.isGivenOrUnknown(h-2) {
		first = h - 2
	}
	return first
}

// isGivenOrUnknown reports whether word i could open a two-word eponym.
func (sc *scan) isGivenOrUnknown(i int) bool {
	_, _, place := sc.placeEntry(i, i+1)
	return sc.givenName(i) || !place
}

// nameable reports whether word i may be part of a proper name at all: not a
// closed word, post, type noun or month.
func (sc *scan) nameable(i int) bool {
	if !sc.isWord(i) || sc.words[i].Kind == token.Roman {
		return false
	}
	f := sc.known[i]
	if f.closed || f.cue != "" || f.month > 0 || f.modifier != "" {
		return false
	}
	if f.given {
		return true
	}
	t := &sc.Finder.words
	for _, set := range []phraseSet{t.titles, t.placeTypes, t.orgHeads} {
		if h, ok := sc.match(set, i); ok && h.first == i {
			return false
		}
	}
	return true
}

// inflected reports whether the best reading of word i carries a case other than
// the genitive-less nominative.
func (sc *scan) inflected(i int) bool { return sc.words[i].Best().Case() != morph.NoTag }

// placeList claims the names before a plural type noun: "Burabai, Zerendi zhane
// Tselinograd audandary".
func (sc *scan) placeList(first int, h hit) {
	for i := first - 1; i > 0; i -= 2 {
		sep := sc.words[i].Text == "," || sc.words[i].Text == "،" || sc.cue(i) == "and"
		if !sep || !sc.same(i-1, i) || !sc.free(i-1, i) || (!sc.capital(i-1) && !sc.uncased(i-1)) || !sc.nameable(i-1) {
			return
		}
		sc.claimPlace(i-1, i, "place-list", nil)
		m := &sc.found[len(sc.found)-1]
		m.Rank, m.Bare = h.phrase.row.Get("rank"), sc.form(i-1)
		m.Lemma = sc.listed(i-1, i, h)
		m.Canon = sc.canonOf(m.Lemma)
	}
}

// listed spells a member of a list with the type noun that the list shares.
func (sc *scan) listed(first, last int, h hit) string {
	return sc.text.Clean[sc.words[first].Start:sc.words[last-1].End] + " " + sc.write(possessed(h))
}

// constituencyRank: the ranks of type nouns that are numbered.
var constituencyRank = map[string]bool{"constituency": true, "region": true}

// constituency counts the words of "№3 okrug", "№6 sailau okrugi".
func (sc *scan) constituency(i int) int {
	if !strings.HasPrefix(sc.words[i].Text, "№") {
		return 0
	}
	j := i + 1
	if sc.words[i].Text == "№" {
		j++
	}
	for k := j; k < j+2 && sc.same(i, k); k++ {
		if h, ok := sc.match(sc.Finder.words.placeTypes, k); ok && constituencyRank[h.phrase.row.Get("rank")] && h.first >= j {
			return k - i + 1
		}
	}
	return 0
}

// findBarePlaces claims gazetteer names that no other finder took.
func findBarePlaces(sc *scan) {
	for i := 0; i < len(sc.words); i++ {
		n := 1
		if sc.known[i].opensPlace {
			n = maxPlaceName
		}
		for ; n > 0; n-- {
			if i+n > len(sc.words) || !sc.same(i, i+n-1) || !sc.free(i, i+n) || !sc.barePlace(i, i+n) {
				continue
			}
			sc.claimPlace(i, i+n, "place-gazetteer", sc.placeRows(i, i+n))
			i += n - 1
			break
		}
	}
}

func (sc *scan) barePlace(first, last int) bool {
	row, a, ok := sc.placeEntry(first, last)
	if !ok {
		return last-first == 1 && sc.capital(first) && sc.placeAgain(first)
	}
	if last-first > 1 { // places called after people count only with a type noun
		return !row.Ambiguous && (sc.capital(first) || sc.uncased(first))
	}
	if row.Ambiguous && sc.Finder.words.entry(lower(row.Key)).given != nil && !sc.country(first) && a.Case() == morph.NoTag {
		return false // also a given name, and no case that places like
	}
	if sc.starts(first) && (sc.common(first) || row.Ambiguous && sc.dictionary(first, a) && !sc.typed[lower(row.Key)]) {
		return false // a capital that only the start of the sentence gives
	}
	if sc.uncased(first) {
		return a.Case() != morph.NoTag && !sc.common(first) || sc.country(first)
	}
	return sc.capital(first)
}

// common reports whether word i is the head of a post, role or organization.
func (sc *scan) common(i int) bool {
	t := &sc.Finder.words
	for _, set := range []phraseSet{t.titles, t.roles, t.orgHeads} {
		if _, ok := sc.match(set, i); ok {
			return true
		}
	}
	return false
}

// dictionary reports whether word i, which a may read as a place, is by its best
// reading a common word, or somebody's name in no case that says where.
func (sc *scan) dictionary(i int, a morph.Analysis) bool {
	best := sc.words[i].Best()
	where := a.Case() >= morph.DAT && a.Case() <= morph.ABL && a.Case() != morph.ACC || a.Has(morph.REL)
	return best.Known && (!best.Name || !where)
}

func (sc *scan) placeRows(first, last int) []string {
	if r, _, ok := sc.placeEntry(first, last); ok {
		return []string{r.Ref()}
	}
	return nil
}

// placeAgain reports whether word i is the name of a place that the article has
// already named with its type noun.
func (sc *scan) placeAgain(i int) bool {
	if sc.typed[sc.form(i)] {
		return true
	}
	for _, a := range sc.analysesOf(i) {
		if placeChain(a) && sc.typed[sc.form(i)[:a.Stem]] {
			return true
		}
	}
	return false
}

// placeChain reports whether a chain is one that a place name can carry: a case,
// and "which is in".
func placeChain(a morph.Analysis) bool {
	for _, t := range a.Chain {
		if t != morph.REL && (t < morph.GEN || t > morph.INS) {
			return false
		}
	}
	return a.POS != morph.Verb
}

// placeEntry finds the words [first, last) in the gazetteer, the last by lemma.
func (sc *scan) placeEntry(first, last int) (row placeRow, a morph.Analysis, ok bool) {
	if last-first > 1 {
		return sc.Finder.words.placeEntry(sc.forms(first, last-1)+" ", sc.form(last-1), sc.analysesOf(last-1))
	}
	if p := sc.facts(first).place; p != nil && (p.whole || sc.isWord(first)) {
		return *p.row, p.a, true
	}
	return placeRow{}, morph.Analysis{}, false
}

// placeEntry finds a name of several words in the gazetteer: its words but the last with
// a space after each, and its last word.
func (t *tables) placeEntry(before, form string, analyses []morph.Analysis) (row placeRow, a morph.Analysis, ok bool) {
	if r, found := t.places[before+form]; found {
		return r, morph.Analysis{Lemma: form, Stem: len(form)}, true
	}
	for _, a := range analyses {
		if !placeChain(a) && !a.Has(morph.P3) {
			continue
		}
		if r, found := t.places[before+a.Lemma]; found {
			return r, a, true
		}
		if stem := form[:min(a.Stem, len(form))]; stem != a.Lemma {
			if r, found := t.places[before+stem]; found {
				return r, a, true
			}
		}
	}
	return placeRow{}, morph.Analysis{}, false
}
