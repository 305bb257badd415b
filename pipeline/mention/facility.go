package mention

import (
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// findFacilities claims named buildings and works: "Astana Arena" stadionynda,
// Beibitshilik zhane kelisim saraiy. They come before organizations, whose heads some
// of the nouns are as well.
func findFacilities(sc *scan) {
	for i := range sc.words {
		if sc.owner[i] != none || sc.facts(i).ends&endsFacility == 0 {
			continue
		}
		if span, ok := sc.facilityAt(i); ok {
			m := sc.orgMention(span)
			m.Type, m.Kind, m.Levels, m.Country = Facility, "", 0, false
			sc.claim(m)
		}
	}
}

// facilityRule is the rule of facilities.
const facilityRule = "facility-head"

// facilityAt reads word i as the head of a facility: a proper name must stand before
// it, and no post or body behind it that would make it one itself.
func (sc *scan) facilityAt(i int) (orgSpan, bool) {
	h, ok := sc.match(sc.Finder.words.facilities, i)
	if !ok || h.a.Has(morph.PL) || !h.a.Has(morph.P3) {
		return orgSpan{}, false
	}
	if body, ok := sc.match(sc.Finder.words.orgHeads, i); ok && body.first < h.first {
		return orgSpan{}, false // balalar uii: the longer head is a body's
	}
	if h.phrase.row.Get("venue") == "y" && !placed[h.a.Case()] {
		return orgSpan{}, false
	}
	span := orgSpan{first: h.first, last: i + 1, head: i, rule: facilityRule, rows: h.phrase.refs}
	sc.extend(&span, h)
	return span, sc.startAtName(&span, h.first)
}

// startAtName cuts off what stands before the name of a facility, such as the body
// that owns it; without a name before its head there is none.
func (sc *scan) startAtName(span *orgSpan, head int) bool {
	for _, owner := range span.inner {
		span.first = max(span.first, owner.last)
	}
	for k := span.first; k < head; k++ {
		if sc.words[k].Kind == token.QuoteOpen || sc.capital(k) && !sc.bySentence(k, "") {
			span.first = k
			return true
		}
	}
	return false
}

// placed are the cases in which a noun is a place: in, to and from it.
var placed = map[morph.Tag]bool{morph.LOC: true, morph.DAT: true, morph.ABL: true}
