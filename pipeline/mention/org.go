package mention

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// maxOrgWords bounds the walk to the left of an organization's head.
const maxOrgWords = 24

// An orgSpan is an organization found from its head: words [first, last), the
// ends of the organizations nested at its left edge, and whether anything in it
// classifies it (a bare head noun is no organization).
type orgSpan struct {
	first, last int
	head        int
	inner       []orgSpan
	specific    bool
	proper      bool   // a proper name, number, named territory or parent is part of it
	levelled    bool   // the same, or a level: oblast, district
	nouns       bool   // a common noun says what it is about
	kind        string // lemma of the head noun
	sort        string // what sort of body the table says that its name is of
	shared      string // head that the span shares with others, in the nominative: "kengesi"
	rule        string
	rows        []string
}

// findOrgs works from the right, because the head of a noun phrase is its last
// word and the outermost head decides the extent.
func findOrgs(sc *scan) {
	for i := len(sc.words) - 1; i >= 0; i-- {
		if id := sc.owner[i]; id != none && (sc.found[id].Type != Place || sc.found[id].Rule == "place-constituency") {
			continue
		}
		span, ok := sc.orgAt(i)
		if !ok || !span.specific || sc.beginsTitle(span) {
			continue
		}
		sc.claimOrg(span)
		i = span.first
	}
	sc.quotedNames()
}

// beginsTitle reports whether a name is the first word of a title that is whole by
// itself: Ukimet basshysy.
func (sc *scan) beginsTitle(span orgSpan) bool {
	t, ok := headTitle(sc, span.last)
	return ok && t.first == span.first && sc.same(span.first, span.last)
}

// noOrg stands for a word that has been read and is not the head of an organization.
var noOrg orgSpan

// orgAt reads word i as the head of an organization. It keeps what it made of a word:
// nested names ask for the same word again and again.
func (sc *scan) orgAt(i int) (orgSpan, bool) {
	if i < 0 || i >= len(sc.words) {
		return orgSpan{}, false
	}
	if sc.orgs[i] == nil {
		sc.orgs[i] = &noOrg
		if span, ok := sc.readOrg(i); ok {
			kept := span // so that only what is found takes memory
			sc.orgs[i] = &kept
		}
	}
	return *sc.orgs[i], sc.orgs[i] != &noOrg
}

func (sc *scan) readOrg(i int) (orgSpan, bool) {
	if sc.plain(i) {
		return orgSpan{}, false
	}
	for _, r := range sc.orgRules {
		if span, ok := r.match(sc, i); ok {
			span.rule = r.name
			return span, true
		}
	}
	return orgSpan{}, false
}

// plain reports whether no rule can read word i as the head of an organization, as is
// true of most words: it has no capital and no suffix after a hyphen, and no table of
// heads and legal forms has it.
func (sc *scan) plain(i int) bool {
	w := &sc.words[i]
	switch w.Kind {
	case token.Word:
		f := sc.known[i]
		return w.Shape == morph.Lower && !sc.caps[i] && w.Base >= w.End && f.ends&endsOrg == 0 && !f.legal
	case token.Punct, token.QuoteOpen, token.Dash, token.Symbol, token.Number:
		return true
	case token.Acronym, token.Roman, token.Initial, token.Abbreviation, token.Address, token.QuoteClose:
	}
	return false
}

// An orgRule reads a word as the head of an organization.
type orgRule struct {
	name  string
	match func(*scan, int) (orgSpan, bool)
}

// orgRules are tried in order; the first that fits wins. A function, because the
// rules call each other through it.
func orgRules() []orgRule {
	return []orgRule{
		{"org-legal-form", legalForm},      // "Dan-Agro" ZhShS
		{"org-form-first", formFirst},      // TOO "Astyq Logistik"
		{"org-quoted-list", quotedList},    // "Analar", "Mediatsiia" kengesteri
		{"org-head", headed},               // oblystyq maslihat
		{"org-known-name", knownName},      // KAZINFORM, QR IIM
		{"org-long-name", longName},        // Astana Motors
		{"org-acronym", acronymAfterPlace}, // oblystyq QHA
		{"org-agency", agency},             // dep khabarlaidy KyzylordaNews
	}
}

func legalForm(sc *scan, i int) (orgSpan, bool) {
	row, ok := sc.legal(i)
	if !ok || sc.words[i].Shape == morph.Lower {
		return orgSpan{}, false
	}
	first := i
	for sc.same(first-1, i) { // "X" ShZhQ RMK
		if !sc.legalAt(first - 1) {
			break
		}
		first--
	}
	span := orgSpan{first: first, last: i + 1, head: i, rows: []string{row.Ref()}}
	if first > 0 && sc.words[first-1].Kind == token.QuoteClose {
		if q, ok := sc.quoteEndingAt(first - 1); ok {
			span.first, span.specific = q.open, true
			sc.ownedBy(&span)
			return span, true
		}
	}
	if q, ok := sc.quoteStartingAt(i + 1); ok {
		span.last, span.specific = q.close+1, true
		return span, true
	}
	return span, false
}

// ownedBy takes the abbreviation of the body that owns a quoted one into its span: "QR
// DSM «Ongaltu ortalyghy» RMQK".
func (sc *scan) ownedBy(span *orgSpan) {
	j := span.first - 1
	if !sc.same(j, span.head) || sc.words[j].Kind != token.Acronym || sc.words[j].Base < sc.words[j].End || sc.legalAt(j) {
		return
	}
	if owner, ok := sc.orgAt(j); ok && owner.specific && owner.last == span.first {
		span.first, span.inner = owner.first, append(span.inner, owner)
	}
}

// formFirst: the Russian order, the legal form before the quoted name, is read
// when its closing mark is met.
func formFirst(sc *scan, i int) (orgSpan, bool) {
	q, ok := sc.quoteEndingAt(i)
	if !ok || q.open == 0 {
		return orgSpan{}, false
	}
	row, ok := sc.legal(q.open - 1)
	if !ok || !sc.same(q.open-1, i) {
		return orgSpan{}, false
	}
	return orgSpan{first: q.open - 1, last: i + 1, head: i - 1, specific: true, rows: []string{row.Ref()}}, true
}

// base is the lower-case form of word i without a suffix after a hyphen.
func (sc *scan) base(i int) string {
	if i < 0 || i >= len(sc.words) || (sc.words[i].Kind != token.Acronym && sc.words[i].Kind != token.Word) {
		return ""
	}
	w := &sc.words[i]
	if w.Base >= w.End {
		return w.Form
	}
	return kazakh.Read(w.Text[:w.Base-w.Start], sc.text.Variant).Form
}

// headed: a head noun of the table with whatever classifies it on its left.
func headed(sc *scan, i int) (orgSpan, bool) {
	h, ok := sc.match(sc.Finder.words.orgHeads, i)
	if !ok || h.a.Has(morph.PL) || h.a.Has(morph.LYK) || h.a.Has(morph.P1P) {
		return orgSpan{}, false
	}
	if _, isName := sc.match(sc.Finder.words.titles, i); isName && h.phrase.bare && len(h.phrase.before) == 0 {
		return orgSpan{}, false
	}
	span := orgSpan{first: h.first, last: i + 1, head: i, kind: h.a.Lemma, rows: h.phrase.refs}
	span.specific = len(h.phrase.before) > 0 || sc.namedAlone(h)
	sc.extend(&span, h)
	if weak, ok := sc.Finder.words.weak[h.phrase.text]; ok && (!span.meets(weak.Get("needs")) || weak.Get("needs") == "noun" && !sc.serves(h)) {
		span.specific = false
	}
	if sc.countedOrg(span) || !h.a.Has(morph.P3) && sc.namesBefore(h) {
		return orgSpan{}, false
	}
	return span, true
}

// meets reports whether the span has what a weak head needs.
func (s *orgSpan) meets(needs string) bool {
	switch needs {
	case "name":
		return s.proper
	case "noun":
		return s.nouns
	case "own":
		return len(s.inner) == 0
	default:
		return s.levelled
	}
}

// serves reports whether the word before a head such as "service" says of what: in
// "akim qyzmetine" it is a post, and the head means the office.
func (sc *scan) serves(h hit) bool {
	j := h.first - 1
	_, post := sc.match(sc.Finder.words.titles, j)
	_, role := sc.match(sc.Finder.words.roles, j)
	return h.a.Has(morph.P3) && sc.same(j, h.last) && !post && !role && sc.part(j).is&(given|surname) == 0
}

// countedOrg reports whether a plain number counts the bodies: "14 bastauysh uiym".
func (sc *scan) countedOrg(span orgSpan) bool {
	j := span.first - 1
	return sc.same(j, span.head) && sc.words[j].Kind == token.Number && sc.words[j].Base == sc.words[j].End
}

// namesBefore reports whether a proper name stands right before a head without
// possessive, so that the two are no phrase: "X" basqarma toraghasy.
func (sc *scan) namesBefore(h hit) bool {
	j := h.first - 1
	if !sc.same(j, h.last) || len(h.phrase.before) > 0 {
		return false
	}
	if sc.words[j].Kind == token.QuoteClose || sc.words[j].Kind == token.Acronym || sc.legalAt(j) {
		return true
	}
	if body, ok := sc.orgAt(j); ok && body.last == j+1 && body.specific {
		return true
	}
	_, _, place := sc.placeEntry(j, j+1)
	return place && sc.capital(j)
}

// namedAlone: heads such as Parliament are names by themselves when written with
// a capital inside the sentence.
func (sc *scan) namedAlone(h hit) bool {
	return h.phrase.row.Get("named") == "y" && sc.capital(h.first) && !h.a.Has(morph.P3)
}

// possessed spells the head of a list for one of its members: kengesteri -> kengesi.
func possessed(h hit) string {
	words := append(slices.Clone(h.phrase.before), h.a.Lemma)
	if forms := morph.Generate(h.a.Lemma, []morph.Tag{morph.P3}); len(forms) > 0 {
		words[len(words)-1] = forms[0]
	}
	return strings.Join(words, " ")
}

// knownName: a name or abbreviation of the table, with the country before it.
func knownName(sc *scan, i int) (orgSpan, bool) {
	w := sc.words[i]
	if !sc.isWord(i) || (!sc.capital(i) && !sc.caps[i]) {
		return orgSpan{}, false
	}
	if _, _, place := sc.placeEntry(i, i+1); place {
		return orgSpan{}, false
	}
	if best := w.Best(); sc.starts(i) && w.Shape == morph.Title && best.Known && !best.Name {
		return orgSpan{}, false // Oqu, and not OQU
	}
	row, ok := sc.Finder.words.orgNames[sc.base(i)]
	if !ok && sc.text.Script != kazakh.Latin && kazakh.ScriptOf(w.Text) == kazakh.Latin {
		row, ok = sc.Finder.words.latinOrgs[sc.base(i)]
	}
	if !ok && w.Kind == token.Word {
		for _, a := range sc.analyses(i) {
			if row, ok = sc.Finder.words.orgNames[a.Lemma]; ok && nameChain(a) {
				break
			}
		}
	}
	if !ok {
		return orgSpan{}, false
	}
	span := orgSpan{first: i, last: i + 1, head: i, specific: true, sort: row.Get("kind"), rows: []string{row.Ref()}}
	if h, ok := sc.match(sc.Finder.words.orgHeads, i); ok {
		span.kind = h.a.Lemma
	}
	if sc.namedAfter(&span) {
		return span, true
	}
	if sc.same(i-1, i) && sc.isWord(i-1) {
		if _, country := sc.Finder.words.places[sc.form(i-1)]; country && sc.words[i-1].Kind == token.Acronym {
			span.first = i - 1
		} else if sc.facts(i-1).modifier == "level" {
			sc.extend(&span, hit{phrase: noHit.phrase, first: i, last: i})
		}
	}
	return span, true
}

// longName: a name of the table that has several words, each with a capital.
func longName(sc *scan, i int) (orgSpan, bool) {
	h, ok := sc.match(sc.Finder.words.longNames, i)
	if !ok || !nameChain(h.a) {
		return orgSpan{}, false
	}
	for j := h.first; j <= h.last; j++ {
		if !sc.capital(j) {
			return orgSpan{}, false
		}
	}
	return orgSpan{first: h.first, last: i + 1, head: i, specific: true, sort: h.phrase.row.Get("kind"), rows: h.phrase.refs}, true
}

// startsBody reports whether a name of several words starts at word i, which then
// starts no person's.
func (sc *scan) startsBody(i int) bool {
	for j := i + 1; j < i+maxLongName && sc.same(i, j); j++ {
		if span, ok := longName(sc, j); ok && span.first == i {
			return true
		}
	}
	return false
}

// namedAfter takes the eponym before an abbreviation into its span: "äl-Farabi
// atyndaghy QazUU".
func (sc *scan) namedAfter(span *orgSpan) bool {
	if !sc.same(span.first-1, span.head) {
		return false
	}
	first, kind := stepNamed(&orgWalk{sc: sc, span: span}, span.first-1)
	if kind == leftNothing {
		return false
	}
	span.first = first
	return true
}

// acronymAfterPlace: an abbreviation that no table knows, classified by what
// stands before it.
func acronymAfterPlace(sc *scan, i int) (orgSpan, bool) {
	if sc.words[i].Kind != token.Acronym || sc.caps[i] || !sc.same(i-1, i) {
		return orgSpan{}, false
	}
	if _, place := sc.Finder.words.places[sc.base(i)]; place {
		return orgSpan{}, false
	}
	span := orgSpan{first: i, last: i + 1, head: i, specific: true}
	if sc.namedAfter(&span) {
		return span, true
	}
	if _, territory := sc.Finder.words.places[sc.base(i-1)]; territory && sc.words[i-1].Kind == token.Acronym {
		span.first = i - 1 // BQO TZhD
		return span, true
	}
	if sc.facts(i-1).modifier != "level" {
		return orgSpan{}, false
	}
	sc.extend(&span, hit{phrase: noHit.phrase, first: i, last: i})
	return span, true
}

// claimOrg records an organization and those nested in it.
func (sc *scan) claimOrg(span orgSpan) {
	sc.claim(sc.orgMention(span))
	for _, in := range span.inner {
		if !sc.field(in) {
			sc.nestOrg(in)
		}
	}
}

// field reports whether a nested span only says of what the body around it is: a bare
// noun of a field such as "farming" or "administrative".
func (sc *scan) field(span orgSpan) bool {
	_, weak := sc.Finder.words.weak[span.kind]
	_, modifier := sc.Finder.words.orgMods[sc.form(span.head)]
	best := sc.words[span.head].Best()
	return best.Case() == morph.NoTag && (weak || modifier)
}

func (sc *scan) nestOrg(span orgSpan) {
	if span.rule == "" {
		span.rule = "org-nested"
	}
	sc.nest(sc.orgMention(span))
	for _, in := range span.inner {
		sc.nestOrg(in)
	}
}

func (sc *scan) orgMention(span orgSpan) Mention {
	lemma := sc.morph.NominativeWords(sc.words[span.first:span.last], morph.OrgName)
	if head, owned := sc.owned(span); owned {
		lemma = strings.TrimSpace(sc.morph.NominativeWords(sc.words[span.first:span.head], morph.OrgName) + " " + head)
	}
	if q, ok := sc.quoteAround(span); ok && span.shared != "" {
		lemma = sc.text.Clean[sc.words[q.open].Start:sc.words[q.close].End] + " " + sc.write(span.shared)
	}
	if sc.facts(span.first).modifier == "level" && sc.starts(span.first) && !sc.caps[span.first] {
		_, n := utf8.DecodeRuneInString(lemma)
		lemma = kazakh.Lower(lemma[:n]) + lemma[n:] // the capital is that of the sentence
	}
	return Mention{
		Type: Org, First: span.first, Last: span.last, Head: span.head, Kind: span.kind, Rule: span.rule, Rows: span.rows,
		Land: sc.landOf(span), Levels: sc.levels(span), Country: sc.isWord(span.first) && sc.country(span.first),
		Lemma: lemma, Canon: sc.canonOf(lemma),
	}
}

// owned spells the head of a body whose possessive only points to the owner before it:
// of an adjective and a noun, "partiianyng saiasi kengesi". Between two nouns the
// possessive belongs to the name: "direktorlar kengesi".
func (sc *scan) owned(span orgSpan) (head string, ok bool) {
	h, ok := sc.match(sc.Finder.words.orgHeads, span.head)
	if !ok || !h.a.Has(morph.P3) || span.first == span.head || !sc.same(span.first-1, span.head) || sc.words[span.first-1].Best().Case() != morph.GEN {
		return "", false
	}
	for i := span.first; i < span.head; i++ {
		if !sc.adjective(i) || sc.owner[i] != none && sc.found[sc.owner[i]].Type == Place {
			return "", false
		}
	}
	head = sc.write(h.a.Lemma)
	if text := sc.words[span.head].Text; sc.capital(span.head) {
		_, n := utf8.DecodeRuneInString(head)
		_, upper := utf8.DecodeRuneInString(text)
		head = text[:upper] + head[n:]
	}
	return head, true
}

// levels counts the words of a span that name a level.
func (sc *scan) levels(span orgSpan) int {
	n := 0
	for i := span.first; i < span.last; i++ {
		if sc.facts(i).modifier == "level" && sc.territorial(i) {
			n++
		}
	}
	return n
}

// canonOf reads a dictionary form in lower-case Cyrillic.
func (sc *scan) canonOf(lemma string) string {
	if !strings.ContainsFunc(lemma, unicode.IsSpace) {
		return kazakh.Read(lemma, sc.text.Variant).Form
	}
	var b strings.Builder
	b.Grow(len(lemma))
	space := ""
	for w := range strings.FieldsSeq(lemma) {
		b.WriteString(space)
		b.WriteString(kazakh.Read(w, sc.text.Variant).Form)
		space = " "
	}
	return b.String()
}

// legalAt reports whether word i is a legal form.
func (sc *scan) legalAt(i int) bool {
	_, ok := sc.legal(i)
	return ok
}

// legal finds word i in the table of legal forms.
func (sc *scan) legal(i int) (row lexicon.Row, ok bool) {
	if i < 0 || i >= len(sc.words) || sc.words[i].Base >= sc.words[i].End && !sc.known[i].legal {
		return row, false
	}
	row, ok = sc.Finder.words.legalForms[sc.base(i)]
	return row, ok
}
