package mention

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/tagger"
	"github.com/seed50815598/derek/pipeline/token"
)

// none marks a word that no mention has claimed.
const none = -1

// reach is how many of a word's analyses the rules look at: what stands lower is
// noise in news.
const reach = 4

// A scan is the work on one text: its words, and which mention claims which word.
type scan struct {
	*Finder
	text     *Text
	words    []morph.Word
	sentence []int // sentence of each word
	owner    []int // outermost mention that claims the word, or none
	found    []Mention
	caps     []bool // the word stands in a line of capitals
	quotes   []quote
	known    []*wordFacts      // what the tables say of each word
	parts    []*namePart       // the words read as parts of names, filled as needed
	orgs     []*orgSpan        // the words read as heads of organizations, filled as needed
	titles   []*titleSpan      // the words read as heads of posts, filled as needed
	openAt   []int             // for each closing mark its opening mark, else none
	closeAt  []int             // for each opening mark its closing mark, else none
	within   []int             // for each word the innermost quote around it, else none
	names    map[string]bool   // name parts seen in full names
	pairs    map[string]string // given name by surname, of full names seen
	bare     map[string]bool   // words that the article writes with a capital
	bared    bool              // bare is filled
	russian  map[int]bool      // is the passage that starts at this byte Russian
	typed    map[string]bool   // names of places seen with their type noun
	fitting  [4]*namePart      // of the name that is read
	order    []int             // what sort has found
	hinted   []tagger.Hint     // of the sentence that is voted on
	tracing  bool              // keep what was refused
	refused  []Refusal
}

// A quote is a pair of quotation marks: words[Open] and words[Close].
type quote struct{ open, close int }

// scans are those at rest: what they hold for each word is used again for the next
// text.
var scans = sync.Pool{New: func() any { return newScan() }}

func newScan() *scan {
	sc := new(scan)
	sc.release() // makes its maps
	return sc
}

// start makes the scan ready for a text.
func (sc *scan) start(f *Finder, t *Text) {
	n := len(t.Words)
	sc.Finder, sc.text, sc.words = f, t, t.Words
	sc.sentence, sc.owner, sc.caps = slices.Grow(sc.sentence, n)[:n], slices.Grow(sc.owner, n)[:n], slices.Grow(sc.caps, n)[:n]
	sc.known, sc.parts = slices.Grow(sc.known, n)[:n], slices.Grow(sc.parts, n)[:n]
	sc.orgs, sc.titles = slices.Grow(sc.orgs, n)[:n], slices.Grow(sc.titles, n)[:n]
	sc.openAt, sc.closeAt, sc.within = slices.Grow(sc.openAt, n)[:n], slices.Grow(sc.closeAt, n)[:n], slices.Grow(sc.within, n)[:n]
	for i := range t.Words {
		sc.owner[i] = none
		sc.known[i] = f.facts.Get(&t.Words[i])
	}
	sc.findCapitals()
	sc.findQuotes()
	sc.indexQuotes()
}

// release ends the work on a text: a scan at rest does not point to it, and what start
// does not set for every word is zero.
func (sc *scan) release() {
	clear(sc.sentence)
	clear(sc.caps)
	clear(sc.parts)
	clear(sc.orgs)
	clear(sc.titles)
	clear(sc.found)
	sc.sentence, sc.owner, sc.caps = sc.sentence[:0], sc.owner[:0], sc.caps[:0]
	sc.known, sc.parts, sc.orgs, sc.titles = sc.known[:0], sc.parts[:0], sc.orgs[:0], sc.titles[:0]
	sc.openAt, sc.closeAt, sc.within = sc.openAt[:0], sc.closeAt[:0], sc.within[:0]
	sc.found, sc.quotes = sc.found[:0], sc.quotes[:0]
	sc.Finder, sc.text, sc.words = nil, nil, nil
	sc.names, sc.typed, sc.pairs = emptied(sc.names), emptied(sc.typed), emptied(sc.pairs)
	sc.bare, sc.bared, sc.russian = emptied(sc.bare), false, emptied(sc.russian)
}

// mostKept is how much a map may hold that is used again: emptying it for every later
// text takes as long as for the fullest.
const mostKept = 256

// emptied gives a map for the next text.
func emptied[K comparable, V any](m map[K]V) map[K]V {
	if m == nil || len(m) > mostKept {
		return map[K]V{}
	}
	clear(m)
	return m
}

// findCapitals finds the sentences of a text and those of them that are written in
// capitals.
func (sc *scan) findCapitals() {
	t := sc.text
	for n, s := range t.Sentences {
		upper, cased := 0, 0
		for i := s.First; i < s.Last; i++ {
			sc.sentence[i] = n
			if sh := sc.words[i].Shape; sh != morph.NoCase && sc.words[i].Kind == token.Word {
				cased++
				if sh == morph.Upper {
					upper++
				}
			}
		}
		for i := s.First; i < s.Last && upper >= 3 && upper*4 >= cased*3; i++ {
			sc.caps[i] = true
		}
	}
}

// findQuotes pairs quotation marks within a sentence; a mark without its partner
// is left alone.
func (sc *scan) findQuotes() {
	var stack []int
	for i := range sc.words {
		w := &sc.words[i]
		if i > 0 && sc.sentence[i] != sc.sentence[i-1] {
			stack = stack[:0]
		}
		if w.Kind == token.QuoteOpen {
			stack = append(stack, i)
		}
		if w.Kind == token.QuoteClose && len(stack) > 0 {
			sc.quotes = append(sc.quotes, quote{stack[len(stack)-1], i})
			stack = stack[:len(stack)-1]
		}
	}
}

// indexQuotes notes for each word which quote it opens, closes or stands in.
func (sc *scan) indexQuotes() {
	for i := range sc.words {
		sc.openAt[i], sc.closeAt[i], sc.within[i] = none, none, none
	}
	for k, q := range sc.quotes { // inner quotes come before those around them
		sc.openAt[q.close], sc.closeAt[q.open] = q.open, q.close
		for i := q.open + 1; i < q.close; i++ {
			if sc.within[i] == none {
				sc.within[i] = k
			}
		}
	}
}

// quoteEndingAt returns the quote whose closing mark is word i.
func (sc *scan) quoteEndingAt(i int) (quote, bool) {
	if i < 0 || i >= len(sc.words) || sc.openAt[i] == none {
		return quote{}, false
	}
	return quote{sc.openAt[i], i}, true
}

// quoteStartingAt returns the quote whose opening mark is word i.
func (sc *scan) quoteStartingAt(i int) (quote, bool) {
	if i < 0 || i >= len(sc.words) || sc.closeAt[i] == none {
		return quote{}, false
	}
	return quote{i, sc.closeAt[i]}, true
}

// same reports whether words i and j exist and stand in one sentence.
func (sc *scan) same(i, j int) bool {
	return i >= 0 && j >= 0 && i < len(sc.words) && j < len(sc.words) && sc.sentence[i] == sc.sentence[j]
}

// isWord reports whether word i exists and is made of letters.
func (sc *scan) isWord(i int) bool {
	if i < 0 || i >= len(sc.words) {
		return false
	}
	k := sc.words[i].Kind
	return k == token.Word || k == token.Acronym || k == token.Roman
}

// form returns the lower-case Cyrillic reading of word i, "" outside the text.
func (sc *scan) form(i int) string {
	if i < 0 || i >= len(sc.words) {
		return ""
	}
	return sc.words[i].Form
}

// cue returns the rule cue of word i, "" for none.
func (sc *scan) cue(i int) string { return sc.facts(i).cue }

// analyses returns the analyses of word i that the rules look at.
func (sc *scan) analyses(i int) []morph.Analysis {
	a := sc.words[i].Analyses
	return a[:min(len(a), reach)]
}

// A hit is a phrase of a phraseSet in the text: words [first, last], read as a.
type hit struct {
	phrase      *phrase
	first, last int
	a           morph.Analysis
}

// noHit is that of no phrase.
var noHit = hit{phrase: new(phrase)}

// match finds the longest phrase of the set that ends with word i.
func (sc *scan) match(set phraseSet, i int) (hit, bool) {
	if !sc.isWord(i) || sc.known[i].ends&set.bit == 0 {
		return noHit, false
	}
	best, found := noHit, false
	for k := range sc.known[i].phrases {
		p := &sc.known[i].phrases[k]
		if p.bit != set.bit {
			continue
		}
		h, ok := sc.matchPhrases(p, i)
		if ok && p.whole {
			return h, true
		}
		if ok && (!found || h.last-h.first > best.last-best.first) {
			best, found = h, true
		}
	}
	return best, found
}

// matchPhrases finds the first of the phrases that the words before word i complete.
func (sc *scan) matchPhrases(end *phraseEnd, i int) (hit, bool) {
	for k := range end.phrases {
		p := &end.phrases[k]
		if !p.bare && !end.possessed {
			continue
		}
		first := i - len(p.before)
		if !sc.same(first, i) {
			continue
		}
		ok := true
		for k, w := range p.before {
			ok = ok && sc.form(first+k) == w
		}
		if ok {
			return hit{p, first, i, end.a}, true
		}
	}
	return noHit, false
}

// capital reports whether word i is written as a name would be: with a capital
// first letter, outside a line of capitals. Arabic script has no capitals, so
// there, and in such lines, only the lexicon can tell a name.
func (sc *scan) capital(i int) bool {
	if !sc.isWord(i) || sc.caps[i] {
		return false
	}
	sh := sc.words[i].Shape
	if sh == morph.Mixed {
		first, _ := utf8.DecodeRuneInString(sc.words[i].Text)
		return unicode.IsUpper(first)
	}
	return sh == morph.Title || sh == morph.Upper || sc.afterArticle(i)
}

// afterArticle reports whether word i has its capital behind a particle of Arabic
// names: al-Raisi.
func (sc *scan) afterArticle(i int) bool {
	particle, name, ok := strings.Cut(sc.words[i].Text, "-")
	if !ok || sc.words[i].Kind != token.Word {
		return false
	}
	first, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(first) && sc.Finder.words.entry(lower(particle)).particle
}

// uncased reports whether capitals tell nothing at word i.
func (sc *scan) uncased(i int) bool {
	return sc.isWord(i) && (sc.caps[i] || sc.words[i].Shape == morph.NoCase && kazakh.ScriptOf(sc.words[i].Text) == kazakh.Arabic)
}

// starts reports whether word i begins its sentence or a quotation, where a
// capital means little.
func (sc *scan) starts(i int) bool {
	if i == 0 || !sc.same(i-1, i) {
		return true
	}
	k := sc.words[i-1].Kind
	return k == token.QuoteOpen || k == token.Dash
}

// free reports whether no mention claims the words [first, last).
func (sc *scan) free(first, last int) bool {
	for i := first; i < last; i++ {
		if sc.owner[i] != none {
			return false
		}
	}
	return true
}

// ownerType returns the type of the mention that claims word i.
func (sc *scan) ownerType(i int) (Type, bool) {
	if i < 0 || i >= len(sc.owner) || sc.owner[i] == none {
		return 0, false
	}
	return sc.found[sc.owner[i]].Type, true
}

// claim records a mention over the words [m.First, m.Last) and takes them from
// whatever held them; a mention that loses a word is dropped unless it may nest.
func (sc *scan) claim(m Mention) {
	m.Start, m.End = sc.words[m.First].Start, sc.words[m.Last-1].End
	id := len(sc.found)
	for i := m.First; i < m.Last; i++ {
		if old := sc.owner[i]; old != none && !nests(&m, &sc.found[old]) {
			sc.drop(old)
		}
	}
	for i := m.First; i < m.Last; i++ {
		sc.owner[i] = id
	}
	sc.found = append(sc.found, m)
}

// nests reports whether an earlier mention may stay inside a new one: a body in a
// post.
func nests(outer, inner *Mention) bool {
	return outer.Type == Title && inner.Type == Org && inner.First >= outer.First && inner.Last <= outer.Last
}

// nest records a mention inside another without claiming its words.
func (sc *scan) nest(m Mention) {
	m.Start, m.End = sc.words[m.First].Start, sc.words[m.Last-1].End
	sc.found = append(sc.found, m)
}

// drop withdraws a mention.
func (sc *scan) drop(id int) {
	m := &sc.found[id]
	for i := m.First; i < m.Last; i++ {
		if sc.owner[i] == id {
			sc.owner[i] = none
		}
	}
	m.Last = m.First // an empty mention is left out of the result
}

// appendResult appends the mentions, in order, to dst.
func (sc *scan) appendResult(dst []Mention) []Mention {
	sc.sort()
	dst = slices.Grow(dst, len(sc.order))
	var before *Mention
	for _, id := range sc.order {
		m := &sc.found[id]
		if before == nil || before.First != m.First || before.Last != m.Last {
			dst = append(dst, *m)
		}
		before = m
	}
	return dst
}

// sort lists the mentions so far in the order of the text, the longer first where two
// start together.
func (sc *scan) sort() {
	sc.order = sc.order[:0]
	for id := range sc.found {
		if m := &sc.found[id]; m.Last > m.First {
			sc.order = append(sc.order, id)
		}
	}
	slices.SortFunc(sc.order, func(a, b int) int {
		m, n := &sc.found[a], &sc.found[b]
		return cmp.Or(cmp.Compare(m.First, n.First), cmp.Compare(n.Last, m.Last), cmp.Compare(a, b))
	})
}

// write spells a lower-case Cyrillic dictionary form in the script of the text.
func (sc *scan) write(canon string) string {
	if sc.text.Script == kazakh.Latin || sc.text.Script == kazakh.Arabic {
		return kazakh.Write(canon, sc.text.Script, sc.text.Variant)
	}
	return canon
}

// forms joins the readings of the words [first, last).
func (sc *scan) forms(first, last int) string {
	parts := make([]string, 0, last-first)
	for i := first; i < last; i++ {
		if sc.words[i].Kind == token.Punct && len(parts) > 0 {
			parts[len(parts)-1] += sc.words[i].Text
			continue
		}
		parts = append(parts, sc.form(i))
	}
	return strings.Join(parts, " ")
}
