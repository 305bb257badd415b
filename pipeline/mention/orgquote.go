package mention

import (
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
)

// quotedList: "A", "B", "C" kengesteri: several bodies share a plural head; the
// last takes the head, the others are what stands in their marks.
func quotedList(sc *scan, i int) (orgSpan, bool) {
	h, ok := sc.match(sc.Finder.words.orgHeads, i)
	if !ok || !h.a.Has(morph.PL) || !sc.same(h.first-1, i) {
		return orgSpan{}, false
	}
	q, ok := sc.quoteEndingAt(h.first - 1)
	if !ok || q.open < 2 {
		return orgSpan{}, false
	}
	shared := possessed(h)
	for at := q.open; at >= 2; {
		prev, ok := sc.quoteEndingAt(at - 2)
		if !ok || sc.words[at-1].Text != "," || !sc.same(at-2, i) {
			break
		}
		sc.claimOrg(orgSpan{first: prev.open + 1, last: prev.close, head: prev.close - 1, kind: h.a.Lemma, shared: shared, rule: "org-quoted-list", rows: h.phrase.refs})
		at = prev.open
	}
	return orgSpan{
		first: q.open, last: i + 1, head: i, kind: h.a.Lemma, shared: shared, specific: true, rows: h.phrase.refs,
	}, true
}

// quotedNames claims what stands in quotation marks and is, elsewhere in the
// article, the name of an organization: «Ordabasy» after «Ordabasy» futbol kluby.
func (sc *scan) quotedNames() {
	if len(sc.quotes) == 0 {
		return
	}
	known, companies := sc.quotedInOrgs()
	for _, q := range sc.quotes {
		canon := sc.quotedCanon(q)
		if q.close-q.open < 2 || !known[canon] && !sc.knownQuoted(canon) {
			continue
		}
		span := orgSpan{first: q.open + 1, last: q.close, head: q.close - 1, rule: "org-quoted-again"}
		switch outer := sc.owner[q.open+1]; {
		case sc.thing(q.close + 1): // "Birlik" medali: what is quoted is no body
		case sc.free(q.open+1, q.close):
			sc.claimOrg(span)
		case outer != none && sc.found[outer].First == q.open && companies[canon] && !sc.legalAt(q.close+1) && !sc.isCompany(sc.found[outer]):
			sc.nestOrg(span) // "Alatau Bank" direktorlar kengesi: the company's council
		}
	}
}

// quotedInOrgs collects the short quotations within organizations, and of them those
// that have a legal form.
func (sc *scan) quotedInOrgs() (known, companies map[string]bool) {
	known, companies = map[string]bool{}, map[string]bool{}
	for k := range sc.found {
		m := &sc.found[k]
		if m.Type != Org {
			continue
		}
		for i := m.First; i < m.Last; i++ {
			if q, ok := sc.quoteStartingAt(i); ok && q.close < m.Last && q.close-q.open <= 6 {
				canon := sc.quotedCanon(q)
				known[canon] = true
				companies[canon] = companies[canon] || m.Rule == "org-legal-form"
			}
		}
	}
	return known, companies
}

// thing reports whether word i is a noun with a possessive that is no organization,
// so that a quotation before it is the name of that thing.
func (sc *scan) thing(i int) bool {
	if !sc.isWord(i) || sc.words[i].Best().Poss() != morph.P3 {
		return false
	}
	for _, set := range []phraseSet{sc.Finder.words.orgHeads, sc.Finder.words.titles} {
		if _, ok := sc.match(set, i); ok {
			return false
		}
	}
	return true
}

// isCompany reports whether the head of an organization is that of a business, so
// that a quoted name before it is its own.
func (sc *scan) isCompany(m Mention) bool {
	h, ok := sc.match(sc.Finder.words.orgHeads, m.Head)
	return ok && len(h.phrase.before) == 0 && strings.Contains(h.phrase.row.Get("subtype"), "biz")
}

func (sc *scan) quotedCanon(q quote) string {
	return sc.canonOf(sc.morph.NominativeWords(sc.words[q.open+1:q.close], morph.OrgName))
}

// knownQuoted reports whether the tables have an organization of that name.
func (sc *scan) knownQuoted(canon string) bool {
	if _, ok := sc.Finder.words.quotedOrgs[canon]; ok {
		return true
	}
	_, ok := sc.Finder.words.orgNames[canon]
	return ok
}

// quoteAround returns the quotation that a member of a list is named by: the one it
// begins with, or fills.
func (sc *scan) quoteAround(span orgSpan) (quote, bool) {
	if q, ok := sc.quoteStartingAt(span.first); ok {
		return q, true
	}
	return sc.quoteStartingAt(span.first - 1)
}
