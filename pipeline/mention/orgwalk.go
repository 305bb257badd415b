package mention

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// extend walks to the left of the span's first word and absorbs what belongs to
// the name.
func (sc *scan) extend(span *orgSpan, h hit) {
	st := &orgWalk{sc: sc, span: span, head: h, last: leftNothing}
	for span.last-span.first < maxOrgWords && sc.same(span.first-1, span.head) {
		if !st.step() {
			break
		}
	}
	st.trim()
}

// left is the kind of thing that the walk absorbed last.
type left uint8

const (
	leftNothing   left = iota
	leftNoun           // a common noun or adjective: what the body is about
	leftLevel          // oblast-level, district-level …
	leftTerritory      // the type noun of a territory, without a name
	leftBare           // a bare organization noun
	leftName           // a proper name, quote, number, place, parent body
	leftTopic          // "for the matters of"
	leftAnd            // a conjunction: something must follow
)

// An orgWalk is the state of one walk to the left.
type orgWalk struct {
	sc     *scan
	span   *orgSpan
	head   hit
	last   left
	object bool // it has absorbed the object of a verbal noun
	saved  int  // span.first before a conjunction that may have to be given back
}

// An orgStep absorbs words that end before the span and says of what kind they
// are, or abstains.
type orgStep struct {
	name string
	step func(*orgWalk, int) (first int, kind left)
}

// orgSteps are tried in order for the word to the left.
func orgSteps() []orgStep {
	return []orgStep{
		{"quoted", stepQuote},
		{"number", stepNumber},
		{"attached to", stepUnder},
		{"named after", stepNamed},
		{"eponym", stepEponym},
		{"topic", stepTopic},
		{"conjunction", stepAnd},
		{"office of a post", stepOffice},
		{"place", stepPlace},
		{"modifier", stepModifier},
		{"parent", stepParent},
		{"against", stepAgainst},
		{"object", stepObject},
		{"proper name", stepName},
		{"common noun", stepNoun},
	}
}

// step absorbs one thing; false ends the walk.
func (w *orgWalk) step() bool {
	j := w.span.first - 1
	for _, s := range w.sc.orgSteps {
		first, kind := s.step(w, j)
		if kind == leftNothing {
			continue
		}
		if kind == leftAnd {
			w.saved = w.span.first
		}
		w.span.first, w.last = first, kind
		w.span.note(kind)
		return true
	}
	return false
}

// note keeps what the absorbed thing makes of the span.
func (s *orgSpan) note(kind left) {
	switch kind {
	case leftName:
		s.specific, s.proper, s.levelled = true, true, true
	case leftLevel:
		s.specific, s.levelled = true, true
	case leftTerritory, leftTopic:
		s.specific = true
	case leftNoun:
		s.specific, s.nouns = true, true
	case leftNothing, leftBare, leftAnd:
	}
}

// trim gives back a conjunction that nothing stands before.
func (w *orgWalk) trim() {
	if w.last == leftAnd {
		w.span.first = w.saved
	}
}

func stepQuote(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if q, ok := sc.quoteEndingAt(j); ok && q.close-q.open <= 14 {
		return q.open, leftName
	}
	q, ok := sc.quoteStartingAt(j)
	if !ok || q.close != w.span.last || !sc.same(j-1, j) || sc.cue(j-1) != "under" {
		return 0, leftNothing
	}
	w.span.last = q.close + 1 // "attached to X the 'Council of Mothers'": the marks belong to it
	return j, leftName
}

func stepNumber(w *orgWalk, j int) (int, left) {
	sc := w.sc
	switch {
	case strings.HasPrefix(sc.words[j].Text, "№") && len(sc.words[j].Text) > len("№"):
		return j, leftName
	case sc.words[j].Kind == token.Number && sc.same(j-1, j) && sc.words[j-1].Text == "№":
		return j - 1, leftName
	case sc.words[j].Text == "-" && sc.ordinalBefore(j):
		return j - 1, leftName // 78-tank diviziiasy
	case w.fieldPost(j):
		return j, leftName
	default:
		return 0, leftNothing
	}
}

// ordinalBefore reports whether the hyphen at word j makes an ordinal of the number that
// it touches.
func (sc *scan) ordinalBefore(j int) bool {
	return sc.same(j-1, j+1) && sc.words[j-1].Kind == token.Number && sc.words[j-1].Base == sc.words[j-1].End &&
		sc.words[j-1].End == sc.words[j].Start && sc.words[j].End == sc.words[j+1].Start
}

// minFieldPost is how many digits the number of a unit's field post has at least.
const minFieldPost = 4

// sorts are the sorts of bodies that the head names, none for a building or works.
func (w *orgWalk) sorts() []string {
	if w.span.rule == facilityRule {
		return nil
	}
	return strings.Split(w.head.phrase.row.Get("subtype"), "|")
}

// fieldPost reports whether word j is the number by which a military unit is called,
// no count of units: "5510 askeri bolimi".
func (w *orgWalk) fieldPost(j int) bool {
	n := &w.sc.words[j]
	return n.Kind == token.Number && n.Base == n.End && len(n.Text) >= minFieldPost && w.last == leftNothing &&
		w.head.a.Has(morph.P3) && slices.Contains(w.sorts(), "mil")
}

func stepUnder(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if sc.cue(j) != "under" || !sc.same(j-1, j) {
		return 0, leftNothing
	}
	if parent, ok := sc.orgAt(j - 1); ok && parent.last == j && (parent.specific || sc.capital(parent.head) && !sc.isWeak(parent)) {
		w.span.inner = append(w.span.inner, parent)
		return parent.first, leftName
	}
	return sc.underPost(j)
}

// underPost: what is attached to the holder of a post: "oblys akiminin zhanyndaghy
// komissiia", "Prezident zhanyndaghy akademiia". The territory of the post belongs to
// the name, but neither it nor the post is a body.
func (sc *scan) underPost(j int) (int, left) {
	post, ok := headTitle(sc, j-1)
	if !ok || post.last != j || post.plural {
		return 0, leftNothing
	}
	if id := sc.ownerAt(post.first - 1); id != none && sc.same(post.first-1, j) {
		if m := sc.found[id]; m.Type == Place && m.Last == post.first {
			return m.First, leftName
		}
	}
	if k := post.first - 1; sc.same(k, j) && sc.isWord(k) && sc.facts(k).ends&endsPlace != 0 {
		return k, leftName // oblys akimi zhanyndaghy
	}
	return post.first, leftName
}

// isWeak reports whether the head of a span names no body by itself.
func (sc *scan) isWeak(s orgSpan) bool {
	h, ok := sc.match(sc.Finder.words.orgHeads, s.head)
	_, weak := sc.Finder.words.weak[h.phrase.text]
	return ok && weak
}

// stepNamed: "Sh.Ualikhanov atyndaghy": the eponym stays inside.
func stepNamed(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if sc.cue(j) != "named" {
		return 0, leftNothing
	}
	if id := sc.ownerAt(j - 1); id != none && sc.same(j-1, j) {
		if m := sc.found[id]; m.Type == Person && m.Last == j {
			if sc.same(m.First-1, j) && sc.isRole(m.First-1) {
				return m.First - 1, leftName // akademik E.A.Böketov atyndaghy
			}
			return m.First, leftName
		}
	}
	first := j
	for k := j - 1; k >= 0 && sc.same(k, j) && j-k <= 4 && sc.owner[k] == none; k-- {
		if sc.words[k].Kind != token.Initial && !sc.capital(k) && !sc.uncased(k) && !sc.facts(k).honorific {
			break
		}
		if first < j && sc.bySentence(k, "") {
			break // Keshe Abai atyndaghy: "yesterday" is not of the name
		}
		first = k
	}
	if first == j {
		return 0, leftNothing
	}
	return first, leftName
}

// stepEponym: "Akhmet Iasaui universiteti": a school, theatre or museum that is called
// by a whole name without "named after". Whose school it is would stand in the genitive.
func stepEponym(w *orgWalk, j int) (int, left) {
	id := w.sc.ownerAt(j)
	if id == none || w.span.rule == facilityRule || w.last != leftNothing && w.last != leftBare || !w.head.a.Has(morph.P3) || w.sc.inflected(j) {
		return 0, leftNothing
	}
	sorts := w.sorts()
	m := w.sc.found[id]
	if m.Type != Person || m.Last != j+1 || m.Last-m.First < 2 || m.Name.Surname == "" || !slices.Contains(sorts, "edu") && !slices.Contains(sorts, "cult") {
		return 0, leftNothing
	}
	if post, ok := headTitle(w.sc, m.First-1); ok && post.last == m.First && w.sc.same(m.First-1, j) {
		return 0, leftNothing // direktory A sport mektebine barady: he goes there
	}
	return m.First, leftName
}

// stepTopic: "… maseleleri zhonindegi", "Qostanai oblysy boiynsha filialy".
func stepTopic(w *orgWalk, j int) (int, left) {
	if id := w.sc.ownerAt(j - 1); w.sc.cue(j) == "by" && id != none {
		m := w.sc.found[id]
		if m.Type != Place || m.Rule == "place-constituency" || w.last != leftNothing {
			return 0, leftNothing
		}
		return m.First, leftName
	}
	if w.sc.cue(j) != "topic" || !w.sc.isWord(j-1) || !w.sc.same(j-1, j) {
		return 0, leftNothing
	}
	return j, leftTopic
}

// stepAnd: "X and Y directorate": both sides must be common nouns, or a list that
// ends in such a pair.
func stepAnd(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if w.last != leftNoun && w.last != leftBare || !sc.same(j-1, j) || !sc.isWord(j-1) {
		return 0, leftNothing
	}
	if sc.cue(j) != "and" && (sc.words[j].Text != "," || !w.listed()) {
		return 0, leftNothing
	}
	if body, ok := sc.orgAt(j - 1); ok && body.specific && body.last == j {
		return 0, leftNothing // two bodies, each with its name
	}
	if kind := w.noun(j - 1); kind != leftNoun {
		if _, field := sc.match(sc.Finder.words.fields, j-1); !field {
			return 0, leftNothing
		}
	}
	return j, leftAnd
}

// listed reports whether the span so far holds a conjunction, so that a comma on
// its left may continue the list.
func (w *orgWalk) listed() bool {
	for i := w.span.first; i < w.span.head; i++ {
		if w.sc.cue(i) == "and" {
			return true
		}
	}
	return false
}

func stepModifier(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if parent, ok := sc.orgAt(j); ok && parent.specific && parent.last == j+1 {
		return 0, leftNothing // a body of its own: maslihat apparaty
	}
	if sc.owner[j] != none {
		return 0, leftNothing
	}
	if first, kind := w.compound(j); kind != leftNothing {
		return first, kind
	}
	h, field := sc.match(sc.Finder.words.fields, j)
	field = field && w.last != leftLevel && sc.free(h.first, j+1) && h.a.Case() == morph.NoTag
	mod := sc.facts(j).modifier
	if (field || mod != "" && mod != "level") && w.begun(h.first) && w.begun(j) {
		return 0, leftNothing
	}
	switch {
	case field && h.first < j:
		return h.first, leftNoun
	case mod == "level":
		return j, leftLevel
	case mod != "" && w.last == leftLevel && !sc.capital(j) && sc.cue(j-1) != "named": // but: … atyndaghy qazaq ulttyq teatry
		return 0, leftNothing
	case mod != "" && mod != "field" && !field:
		return j, leftBare // "state", "permanent": no class of its own
	case mod != "" || field:
		return j, leftNoun
	}
	return 0, leftNothing
}

// compound: a modifier of several words: "mamandandyrylghan audanaralyq", "zhumyspen
// qamtu".
func (w *orgWalk) compound(j int) (int, left) {
	sc := w.sc
	h, ok := sc.match(sc.Finder.words.longMods, j)
	if !ok || h.a.Stem != len(sc.form(j)) || !sc.free(h.first, j+1) || w.begun(h.first) || w.last == leftLevel && !sc.capital(j) {
		return 0, leftNothing
	}
	if h.phrase.row.Get("kind") == "field" {
		return h.first, leftNoun
	}
	return h.first, leftBare
}

// begun reports whether the name begins with what has been absorbed: with a territory,
// or with the capital of a fixed phrase inside a sentence. A common noun at word j has
// no part in it: "oryndaluyn baqylau Türkistan oblysy akimi apparatyna …".
func (w *orgWalk) begun(j int) bool {
	sc, f := w.sc, w.span.first
	if id := sc.owner[f]; id != none && sc.found[id].Type == Place {
		return sc.found[id].Rank != ""
	}
	return len(w.head.phrase.before) > 0 && f == w.head.first && sc.capital(f) && (!sc.capital(j) || sc.starts(j))
}

// stepName: a capitalised word inside the sentence, bare or in the genitive.
func stepName(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if sc.owner[j] != none || !sc.isWord(j) || sc.words[j].Kind == token.Roman || !sc.capital(j) || !sc.eponym(j) ||
		sc.words[j].Kind == token.Acronym && w.last == leftTerritory {
		return 0, leftNothing
	}
	if _, a, place := sc.placeEntry(j, j+1); place && (a.Case() == morph.NoTag || !sc.bySentence(j, "")) {
		if c := a.Case(); (c == morph.NoTag || c == morph.GEN) && !a.Has(morph.REL) && !a.Has(morph.LYK) {
			return j, leftName
		}
		return 0, leftNothing
	}
	if sc.foreignWord(j) && sc.foreignWord(j+1) && w.span.first == j+1 {
		return j, leftName // Air Astana: a name of several foreign words
	}
	if sc.starts(j) {
		if kind := w.noun(j); kind != leftNoun || w.last == leftLevel || w.last == leftName {
			return 0, leftNothing // "Zhiyn Pavlodar oblystyq maslikhatynda": a subject
		}
		return j, leftNoun
	}
	if a := sc.words[j].Best(); a.Case() != morph.NoTag || a.Has(morph.REL) || a.Has(morph.PL) && w.span.first != w.head.first {
		return 0, leftNothing
	}
	if kind := w.noun(j); kind == leftNoun && w.last != leftLevel {
		return j, leftNoun
	}
	return j, leftName
}

// calendar are the cues of words that may also be names when capitalised: Qyzyl
// Zharty Ai, "Red Crescent".
var calendar = map[string]bool{"month": true, "day": true, "year": true}

// eponym reports whether word i may stand in the name of a body: no closed word
// and no post.
func (sc *scan) eponym(i int) bool {
	if c := sc.cue(i); sc.facts(i).closed || c != "" && (!calendar[c] || !sc.capital(i) || sc.starts(i)) {
		return false
	}
	h, title := sc.match(sc.Finder.words.titles, i)
	return !title || h.a.Has(morph.PL)
}
