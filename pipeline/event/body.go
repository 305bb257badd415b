package event

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A bodyRule reads the words before a title, the last of which is word i, as the
// body that the post belongs to. It reports whether it has decided.
type bodyRule struct {
	name string
	read func(d *doc, p *post, i int) bool
}

// bodyRules are tried in order at the word before a title and its modifiers.
var bodyRules = []bodyRule{
	{"body-organization", orgBody},     // Zhetisu klubynyng prezidenti
	{"body-place", placeBody},          // Sarqan audanynyng akimi
	{"body-person", personBody},        // Ashim Qasymkhanulynyng orynbasary
	{"body-noun", nounBody},            // partiia toraghasy, audan akimi
	{"body-locative", locativeBody},    // universitette prorektor
	{"body-somewhere", locatedBody},    // audanda bas esepshi
	{"body-dative", dativeBody},        // klubqa zhanga prezident
	{"body-nominative", nominativeOrg}, // klub zhanga prezident sailady
	{"body-genitive", possessorBody},   // sottyng zeinetke shyqqan sudiasy
}

// findBody reads what stands left of the title.
func (d *doc) findBody(p *post) {
	i := p.first - 1
	for d.same(i, p.first) && d.free(i) && (d.is(i, "modifier") || d.is(i, "fresh") || d.is(i, "former") || d.is(i, "own") || d.is(i, "too") || d.numbered(i)) {
		p.fresh = p.fresh || d.is(i, "fresh")
		p.former = p.former || d.is(i, "former")
		i--
	}
	if first, _, ok := strings.Cut(d.words[p.first].Form, "-"); ok && slices.Contains(d.tab.forms[first], "former") {
		p.former = true
		p.canon, p.lemma = d.withoutPrefix(p)
	}
	p.npFirst = i + 1
	if d.same(i, p.first) {
		for _, r := range bodyRules {
			if r.read(d, p, i) {
				p.how = r.name
				return
			}
		}
	}
	d.russianBody(p)
}

// numbered: Respublikanyng 2-nshi prezidenti.
func (d *doc) numbered(i int) bool {
	return d.words[i].Kind == token.Number && d.words[i].Best().Has(morph.ORD)
}

// withoutPrefix takes "ex-" off the dictionary form.
func (d *doc) withoutPrefix(p *post) (canon, lemma string) {
	canon, lemma = p.canon, p.lemma
	if _, rest, ok := strings.Cut(canon, "-"); ok && !strings.Contains(canon[:len(canon)-len(rest)], " ") {
		canon = rest
	}
	if _, rest, ok := strings.Cut(lemma, "-"); ok && !strings.Contains(lemma[:len(lemma)-len(rest)], " ") {
		lemma = rest
	}
	return canon, lemma
}

func attributive(c morph.Tag) bool { return c == morph.NoTag || c == morph.GEN }

func orgBody(d *doc, p *post, i int) bool {
	id := d.at(i, mention.Org)
	if id == none || !attributive(d.kase[id]) || d.nominativeSubject(p, id) {
		return false
	}
	p.org, p.npFirst = d.of[id], d.ms[id].First
	p.orgs = []int{p.org}
	for k := id - 1; k >= 0 && d.same(d.ms[k].First, i); k-- { // X kengesining zhane Y komissiiasynyng toraghasy
		if d.next[k] == id && d.kase[k] == morph.GEN {
			p.orgs = append([]int{d.of[k]}, p.orgs...)
			p.npFirst, id = d.ms[k].First, k
		}
	}
	return true
}

// nominativeSubject: a bare organization before a title without a possessive is
// not its body: "kasipodaq zhanga toragha sailady".
func (d *doc) nominativeSubject(p *post, id int) bool {
	return d.kase[id] == morph.NoTag && (p.fresh || !d.possessed(p)) && !p.former
}

// possessed reports whether the title is marked as belonging to what stands
// before it. A title whose dictionary form keeps its possessive cannot tell.
func (d *doc) possessed(p *post) bool {
	w := &d.words[p.last-1]
	canon := p.canon[strings.LastIndexByte(p.canon, ' ')+1:]
	if p.acting {
		return true
	}
	for _, a := range w.Analyses {
		if a.POS != morph.Verb && (a.Lemma == canon || strings.HasPrefix(canon, a.Lemma)) {
			return a.Has(morph.P3)
		}
	}
	return w.MayHave(morph.P3)
}

// placeBody takes a territory, or several that share the title. An ambassador's
// place is the country in the locative: Qazaqstannyng Moldovadaghy elshisi.
func placeBody(d *doc, p *post, i int) bool {
	id := d.at(i, mention.Place)
	if id == none {
		return false
	}
	if d.scope(p.canon) == "host" && d.words[i].MayHave(morph.REL) {
		p.place, p.npFirst = d.of[id], d.ms[id].First
		if before := d.at(p.npFirst-1, mention.Place); before != none {
			p.npFirst = d.ms[before].First
		}
		return true
	}
	if !attributive(d.kase[id]) {
		return false
	}
	p.place, p.npFirst = d.of[id], d.ms[id].First
	p.places = []int{p.place}
	for k := id - 1; k >= 0 && d.next[k] == id; k-- {
		p.places = append([]int{d.of[k]}, p.places...)
		p.npFirst, id = d.ms[k].First, k
	}
	for k := d.at(p.npFirst-1, mention.Place); k != none && d.same(p.npFirst-1, p.first) && attributive(d.kase[k]); k = d.at(p.npFirst-1, mention.Place) {
		p.npFirst = d.ms[k].First
	}
	return true
}

// personBody: whose deputy somebody is.
func personBody(d *doc, p *post, i int) bool {
	id := d.at(i, mention.Person)
	if id != none && d.kase[id] == morph.GEN {
		p.of, p.npFirst = d.of[id], d.ms[id].First
		return true
	}
	if d.is(i, "he") && d.isCase(i, "he", morph.GEN) {
		p.his, p.npFirst = true, i
		return true
	}
	return false
}

// nounBody: a bare noun that stands for a body or territory, in the genitive or bare.
func nounBody(d *doc, p *post, i int) bool {
	lemma, kind := d.bareNoun(i)
	if kind == "" {
		return false
	}
	if kind != "territory" && !d.possessed(p) && d.isNominative(i, lemma) {
		return false
	}
	p.noun, p.npFirst, p.inner = i, i, kind == "inner"
	for d.same(p.npFirst-1, i) && d.free(p.npFirst-1) && d.adjective(p.npFirst-1) {
		p.npFirst--
	}
	if j := p.npFirst - 1; d.same(j, i) && d.free(j) && (d.is(j, "former") || d.is(j, "fresh")) { // burynghy audan akimi
		p.former, p.fresh, p.npFirst = p.former || d.is(j, "former"), p.fresh || d.is(j, "fresh"), j
	}
	if kind == "territory" {
		if !d.counted(p.npFirst) {
			p.place = d.placeLike(lemma, i)
		}
		return true
	}
	if id := d.at(p.npFirst-1, mention.Org); id != none && p.inner && d.same(p.npFirst-1, i) && (attributive(d.kase[id]) || d.kase[id] == morph.LOC) {
		p.org, p.npFirst = d.of[id], d.ms[id].First // "QazTrade" AQ-da departament direktory
		return true
	}
	if p.org = d.orgLike(lemma, i); p.org == none && p.inner { // banktyng basqarma toraghasy
		if outer, kind := d.bareNoun(p.npFirst - 1); kind == "outer" && d.same(p.npFirst-1, i) {
			p.org, p.npFirst = d.orgLike(outer, p.npFirst-1), p.npFirst-1
		}
	}
	return true
}

// counted reports whether a number stands before word i: eki okrugting akimi are
// those of no one district.
func (d *doc) counted(i int) bool {
	return d.same(i-1, i) && d.free(i-1) && (d.words[i-1].Best().POS == morph.Numeral || d.words[i-1].Kind == token.Number)
}

// bareNoun reads word i as a noun for a body or territory in the genitive or
// without a case; kind is "" for any other word.
func (d *doc) bareNoun(i int) (lemma, kind string) {
	if !d.free(i) {
		return "", ""
	}
	for k, a := range d.words[i].Analyses {
		if a.POS == morph.Verb || k >= reach || !attributive(a.Case()) || a.Has(morph.PL) {
			continue
		}
		if noun, ok := d.bodyNoun(i, a.Lemma); ok {
			return noun, d.kindOf(noun)
		}
	}
	return "", ""
}

// bodyNoun reports whether a dictionary form at word i is a noun for a body or
// territory; together with the word before it may be a longer one (oqu orny).
func (d *doc) bodyNoun(i int, lemma string) (string, bool) {
	if d.same(i-1, i) && d.free(i-1) {
		if noun, ok := d.tab.phrases[d.words[i-1].Form+" "+lemma]; ok {
			return noun, true
		}
	}
	_, ok := d.tab.bodies[lemma]
	return lemma, ok || d.tab.orgHeads[lemma]
}

// kindOf says what a noun for a body is: outer, generic, inner or territory.
func (d *doc) kindOf(noun string) string {
	if row, ok := d.tab.bodies[noun]; ok {
		return row.kind
	}
	return "outer"
}

func (d *doc) isNominative(i int, lemma string) bool {
	for _, a := range d.words[i].Analyses {
		if a.Lemma == lemma && a.POS != morph.Verb {
			return a.Case() == morph.NoTag
		}
	}
	return false
}

// adjective reports whether a free word is a plain word without any ending that
// stands before a noun: auyldyq (okrug).
func (d *doc) adjective(i int) bool {
	a := d.words[i].Best()
	return len(a.Chain) == 0 && a.POS == morph.Noun && len(d.cues[i]) == 0 && strings.HasPrefix(d.words[i].Form, a.Lemma) &&
		d.t.Words[i].Shape != morph.Title && d.hasLyk(i)
}

// hasLyk reports whether the word is an adjective made of a noun (-dyq).
func (d *doc) hasLyk(i int) bool {
	return d.words[i].MayHave(morph.LYK) || d.tab.levels[d.words[i].Form]
}

// locativeBody: universitette prorektor, Burabai audanynda akimning orynbasary.
func locativeBody(d *doc, p *post, i int) bool {
	if id := d.at(i, mention.Org); id != none && d.kase[id] == morph.LOC {
		p.org, p.npFirst = d.of[id], d.ms[id].First
		return true
	}
	if id := d.at(i, mention.Place); id != none && d.kase[id] == morph.LOC && d.scope(p.canon) == "place" {
		p.place, p.npFirst = d.of[id], d.ms[id].First
		return true
	}
	if lemma := d.nounIn(i, morph.LOC); lemma != "" && !d.possessed(p) { // muzeide kengesshi
		p.org = d.orgLike(lemma, i)
		return p.org != none
	}
	return false
}

// locatedBody: the post is somewhere in a territory; its body is not named.
func locatedBody(d *doc, p *post, i int) bool {
	if d.scope(p.canon) != "org" || d.possessed(p) || !d.territoryAt(i, morph.LOC) {
		return false
	}
	p.located = true
	return true
}

// territoryAt reports whether word i is a noun for a territory in the case.
func (d *doc) territoryAt(i int, c morph.Tag) bool {
	if !d.free(i) {
		return false
	}
	for k, a := range d.words[i].Analyses {
		if k < reach && a.POS != morph.Verb && a.Case() == c && d.tab.bodies[a.Lemma].kind == "territory" {
			return true
		}
	}
	return false
}

// dativeBody: klubqa prezident sailandy, audangha zhanga akim taghaiyndalady.
func dativeBody(d *doc, p *post, i int) bool {
	if id := d.at(i, mention.Org); id != none && d.kase[id] == morph.DAT {
		p.org = d.of[id]
		return true
	}
	if id := d.at(i, mention.Place); id != none && d.kase[id] == morph.DAT && d.scope(p.canon) == "place" {
		p.place = d.of[id]
		return true
	}
	if !p.fresh && d.possessed(p) {
		return false
	}
	for _, j := range []int{i, i - 1} { // fakultetke (azirge) zhanga dekan
		if lemma := d.dativeNoun(j); lemma != "" && d.same(j, i) {
			if p.org = d.orgLike(lemma, j); p.org == none && d.kindOf(lemma) == "outer" && d.same(j, i) {
				p.noun = j // mektepke zhanga direktor: a body that is not named
			}
			return p.org != none || p.noun != none
		}
	}
	return false
}

// dativeNoun reads word i as a noun for a body in the dative.
func (d *doc) dativeNoun(i int) string { return d.nounIn(i, morph.DAT) }

// nounIn reads word i as a noun for a body in the case.
func (d *doc) nounIn(i int, c morph.Tag) string {
	if !d.free(i) {
		return ""
	}
	for k, a := range d.words[i].Analyses {
		if a.POS == morph.Verb || k >= reach || a.Case() != c || a.Has(morph.PL) {
			continue
		}
		if row, ok := d.tab.bodies[a.Lemma]; (ok && row.kind != "territory" || d.tab.orgHeads[a.Lemma]) && !d.is(i, "office") {
			return a.Lemma
		}
	}
	return ""
}

// nominativeOrg: the organization that chooses its head.
func nominativeOrg(d *doc, p *post, i int) bool {
	id := d.at(i, mention.Org)
	if id == none || d.kase[id] != morph.NoTag || p.kase != morph.NoTag && p.kase != morph.ACC {
		return false
	}
	p.org = d.admitted(d.of[id], p.canon)
	return p.org != none
}

// possessorBody: the body or territory in the genitive that a relative clause
// separates from its title.
func possessorBody(d *doc, p *post, i int) bool {
	if !d.free(i) || !d.possessed(p) || p.id == none {
		return false
	}
	participle := false
	for k, a := range d.words[i].Analyses {
		participle = participle || k < reach && a.POS == morph.Verb && (a.Has(morph.PFV) || a.Has(morph.HAB)) && a.Case() == morph.NoTag && !a.Has(morph.P3)
	}
	for j := i - 1; participle && d.same(j, i) && j > i-8 && d.clauseOf[j] == d.clauseOf[i]; j-- {
		id := d.owner[j]
		if id == none || d.ms[id].Type == mention.Date {
			continue
		}
		if d.kase[id] != morph.GEN {
			return false
		}
		if t := d.ms[id].Type; t == mention.Org {
			p.org, p.npFirst = d.of[id], d.ms[id].First
		} else if t == mention.Place {
			p.place, p.npFirst = d.of[id], d.ms[id].First
		}
		return p.org != none || p.place != none
	}
	return false
}

// orgLike finds the organization that a bare noun at word i speaks of: the nearest
// one before it with such a head, else the first after it.
func (d *doc) orgLike(lemma string, i int) int {
	heads := []string{lemma}
	if row, ok := d.tab.bodies[lemma]; ok {
		heads = append(heads, row.heads...)
	}
	for id := d.laterThan(i) - 1; id >= 0; id-- { // a body called just so comes first
		if m := &d.ms[id]; m.Type == mention.Org && m.Last <= i && d.headOf(id) == lemma && (d.same(m.First, i) || !d.onlyWhere(id)) {
			return d.of[id]
		}
	}
	if org := d.nearest(mention.Org, i, func(id int) bool { return slices.Contains(heads, d.headOf(id)) }); org != none {
		return org
	}
	if org := d.topicOrg(); org != none && d.kindOf(lemma) == "outer" && d.acronym(d.root(org)) {
		return d.root(org) // QazUPU is whatever the article calls it
	}
	return none
}

// acronym reports whether a body is called by an abbreviation only.
func (d *doc) acronym(org int) bool {
	return !d.anyMention(org, func(id int) bool { return d.words[d.ms[id].Last-1].Kind != token.Acronym })
}

// placeLike does the same for territories. Towns are mostly named without their
// type noun, so a bare name will do for one.
func (d *doc) placeLike(lemma string, i int) int {
	heads := append([]string{lemma}, d.tab.bodies[lemma].heads...)
	typed := d.nearest(mention.Place, i, func(id int) bool {
		return slices.Contains(heads, d.headOf(id)) || d.tab.countries[d.ms[id].Canon] && slices.Contains(heads, d.tab.countryNoun)
	})
	if typed == none && slices.Contains(heads, untyped) {
		typed = d.nearest(mention.Place, i, func(id int) bool { return d.headOf(id) == d.ms[id].Canon })
	}
	if typed == none {
		typed = d.landLike(heads, i)
	}
	return typed
}

// landLike finds a territory within the name of a body, the nearest before word i, else
// the first: "Almaty oblysynyng Qoghamdyq kengesi", then "oblys akimi".
func (d *doc) landLike(heads []string, i int) int {
	found := none
	for _, land := range d.lands {
		canon := d.ents[land.Entity].Canon
		head := d.typeNoun(canon)
		if !slices.Contains(heads, head) && (head != canon || !slices.Contains(heads, untyped)) {
			continue
		}
		if found == none || d.ms[land.Mention].Last <= i {
			found = land.Entity
		}
	}
	return found
}

// typeNoun is the type noun of a territory's name, the name itself without one.
func (d *doc) typeNoun(canon string) string {
	for _, a := range d.morph.Analyze(canon[strings.LastIndexByte(canon, ' ')+1:]) {
		if a.POS != morph.Verb && d.tab.bodies[a.Lemma].kind != "" {
			return a.Lemma
		}
	}
	return canon
}

// untyped, among the heads of event_bodies, allows a name without a type noun.
const untyped = "-"

// headOf returns the head noun of a name, without its possessive: as its last word
// reads, else as its dictionary form does.
func (d *doc) headOf(id int) string {
	if d.heads == nil {
		d.heads = make([]string, len(d.ms))
	}
	if d.heads[id] == "" {
		d.heads[id] = d.readHead(&d.ms[id])
	}
	return d.heads[id]
}

func (d *doc) readHead(m *mention.Mention) string {
	i := m.Last - 1
	for i > m.First && d.punct(i) {
		i--
	}
	for k, a := range d.words[i].Analyses {
		if k < reach && a.POS != morph.Verb && (d.tab.orgHeads[a.Lemma] || d.tab.bodies[a.Lemma].kind != "") {
			return a.Lemma
		}
	}
	canon := strings.TrimRightFunc(m.Canon, func(r rune) bool { return kazakh.IsQuoteClose(r) || r == '"' })
	last := canon[strings.LastIndexByte(canon, ' ')+1:]
	for _, a := range d.morph.Analyze(last) {
		if a.POS != morph.Verb && (d.tab.orgHeads[a.Lemma] || d.tab.bodies[a.Lemma].kind != "") {
			return a.Lemma
		}
	}
	return last
}

// actor reports whether an organization is one that acts upon posts or tells of
// them rather than has them.
func (d *doc) actor(ent int) bool {
	canon := d.ents[ent].Canon
	for _, a := range d.tab.actors {
		if strings.HasSuffix(canon, a) {
			return true
		}
	}
	return false
}
