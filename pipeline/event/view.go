package event

import (
	"slices"
	"strings"
	"sync"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/resolve"
	"github.com/seed50815598/derek/pipeline/token"
)

// none is no mention, no word, no entity.
const none = resolve.NoEntity

// A doc is the work on one article: its words with what the rules ask of them.
type doc struct {
	*Extractor
	t        *mention.Text
	words    []morph.Word
	ms       []mention.Mention
	of       []int
	ents     []resolve.Entity
	lands    []resolve.Land
	headline int // sentences of the title line

	*lists
	postIndex
	voting bool // the article tells of a vote

	options []option // of the verb that is considered
	spare   *frame   // one that made no event
	office  struct { // of the verb that is considered for a tenure
		frame frame
		row   triggerRow
	}

	groups    []draft
	occasions []occasion
	undecreed int // words from the first on in which decreed has found none
	facts     Facts
	state     state

	titles  map[string][]string // lemmas of TITLE mentions by their canon, see lemmasOf
	heads   []string            // of each mention what headOf found, "" for not asked
	parents map[int]int         // of each body the one that it belongs to, the last one found
	paired  map[[2]int]bool     // child and parent that facts.Parents has
	towns   map[string]int      // what findTowns found

	topic      int // what findTopicOrg found
	topicKnown bool

	bases   map[string]string // what base made of a title
	heading *[2]chiefs        // what findChiefs found
	parts   map[int]bool      // whether a body is called by a noun for parts of bodies
	asked   bool              // firstInDialogue has answered
	answer  int
	depth   int // of the search for the post of a person, see personSeat
}

// The lists of a doc that every article fills. Their memory is used again for the next
// one; facts do not point into them.
type lists struct {
	// Of each word:
	sentence []int
	owner    []int           // outermost mention, or none
	known    []*wordFacts    // what the tables say of the word
	cues     [][]string      // of these the cues
	verbs    [][]verbReading // of a free word, those that the tables know
	clauseOf []int

	// Of each mention:
	kase   []morph.Tag // that of a coordination included
	next   []int       // next member of the coordination that it stands in, or none
	postOf []int       // post of a TITLE mention, or none

	postsOf  [][]int // posts of each sentence, in the order of posts
	clauses  []clause
	speeches []speech
	posts    []post
	events   []draft
	tenures  []tenure
	claims   []hold // of memberships
	args     []arg  // what persons has found, one answer behind the other
}

var resting = sync.Pool{New: func() any { return new(lists) }}

// start makes room for so many words, mentions and sentences, all zero.
func (l *lists) start(words, mentions, sentences int) {
	l.sentence, l.owner, l.clauseOf = slices.Grow(l.sentence, words)[:words], slices.Grow(l.owner, words)[:words], slices.Grow(l.clauseOf, words)[:words]
	l.known, l.cues, l.verbs = slices.Grow(l.known, words)[:words], slices.Grow(l.cues, words)[:words], slices.Grow(l.verbs, words)[:words]
	l.kase, l.next, l.postOf = slices.Grow(l.kase, mentions)[:mentions], slices.Grow(l.next, mentions)[:mentions], slices.Grow(l.postOf, mentions)[:mentions]
	l.postsOf = slices.Grow(l.postsOf, sentences)[:sentences]
}

// release ends the use for an article: lists at rest do not point to it.
func (l *lists) release() {
	for k := range l.postsOf {
		l.postsOf[k] = l.postsOf[k][:0]
	}
	l.sentence, l.owner, l.clauseOf = emptied(l.sentence), emptied(l.owner), emptied(l.clauseOf)
	l.known, l.cues, l.verbs = emptied(l.known), emptied(l.cues), emptied(l.verbs)
	l.kase, l.next, l.postOf, l.postsOf = emptied(l.kase), emptied(l.next), emptied(l.postOf), l.postsOf[:0]
	l.clauses, l.speeches, l.posts = emptied(l.clauses), emptied(l.speeches), emptied(l.posts)
	l.events, l.tenures, l.claims, l.args = emptied(l.events), emptied(l.tenures), emptied(l.claims), emptied(l.args)
	resting.Put(l)
}

// emptied is the memory of a list, all zero.
func emptied[T any](list []T) []T {
	clear(list)
	return list[:0]
}

// A verbReading is one way to read a word as a verb that the tables know.
type verbReading struct {
	a morph.Analysis
	verbRow
	triggers []*triggerRow
}

func newDoc(x *Extractor, t *mention.Text, r resolve.Result) *doc {
	d := &doc{
		Extractor: x, t: t, words: t.Words, ms: r.Mentions, of: r.Of, ents: r.Entities, lands: r.Lands,
		bases: map[string]string{}, parts: map[int]bool{}, state: state{topic: none, focus: nowhere},
	}
	d.lists = resting.Get().(*lists)
	d.start(len(t.Words), len(d.ms), max(1, len(t.Sentences)))
	for i := range d.owner {
		d.owner[i] = none
	}
	for k, s := range t.Sentences {
		for i := s.First; i < s.Last; i++ {
			d.sentence[i] = k
		}
	}
	for id := range d.ms {
		for i := d.ms[id].First; i < d.ms[id].Last; i++ {
			if d.owner[i] == none {
				d.owner[i] = id
			}
		}
	}
	for i := range t.Words {
		f := x.facts.Get(&t.Words[i])
		d.known[i], d.cues[i] = f, f.cues
		if d.owner[i] == none && t.Words[i].Kind == token.Word {
			d.verbs[i] = f.verbs
		}
		d.voting = d.voting || d.is(i, "vote") || d.is(i, "election")
	}
	d.findHeadline()
	d.findCases()
	return d
}

// findHeadline counts the sentences before the first line break.
func (d *doc) findHeadline() {
	end := strings.IndexByte(d.t.Clean, '\n')
	for _, s := range d.t.Sentences {
		if end < 0 || s.End > end {
			return
		}
		d.headline++
	}
}

// wordFacts are what the tables say of a word by its form and readings. They are
// shared by all texts.
type wordFacts struct {
	cues  []string
	verbs []verbReading
	plainFacts
}

type plainFacts struct {
	mood     morph.Tag // as a predicate, see mood; NoTag for none
	derived  string    // post that the word is made of, see derivedPost; "" for none
	relative bool      // it may begin a phrase of time such as "last month"
	weekday  bool      // it may be the name of a weekday
	role     bool      // a rank or an occupation
	russian  bool      // a Russian verb of the tables
}

// plain is all that most words have.
func (f wordFacts) plain() (key plainFacts, ok bool) {
	return f.plainFacts, len(f.cues) == 0 && len(f.verbs) == 0
}

// learn looks a word up in the tables.
func (t *tables) learn(form string, analyses []morph.Analysis) wordFacts {
	f := wordFacts{cues: t.cuesOf(form, analyses), verbs: t.verbsOf(analyses)}
	f.derived, f.mood = t.derivedPost(analyses), moodOfWord(f.verbs, analyses)
	f.role = t.role(analyses)
	_, f.relative = t.relativeStarts[form]
	_, f.russian = t.russian[form]
	f.weekday = slices.ContainsFunc(analyses, func(a morph.Analysis) bool { _, ok := t.weekdays[a.Lemma]; return ok })
	return f
}

// cuesOf looks a word up by its form, then by its readings as anything but a verb.
func (t *tables) cuesOf(form string, analyses []morph.Analysis) []string {
	out := slices.Clone(t.forms[form])
	for _, a := range analyses[:min(len(analyses), reach)] {
		if a.POS == morph.Verb {
			continue
		}
		for _, c := range t.lemmas[a.Lemma] {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// reach is how many of a word's analyses are looked at: what stands lower is noise.
const reach = 4

// verbsOf lists the readings of a word as a verb, one for each verb.
func (t *tables) verbsOf(analyses []morph.Analysis) []verbReading {
	var out []verbReading
	var seen []verbKey
	for _, a := range analyses {
		if a.POS != morph.Verb && a.POS != morph.Closed || a.Has(morph.AGT) {
			continue
		}
		key, rest := keyOf(a)
		if len(rest) == 0 || slices.Contains(seen, key) {
			continue
		}
		row, triggers := t.verbs[key], t.triggers[key]
		if row.classes == nil && triggers == nil {
			continue
		}
		seen = append(seen, key)
		out = append(out, verbReading{a, row, triggers})
	}
	return out
}

// in reports whether i is a word of the text.
func (d *doc) in(i int) bool { return i >= 0 && i < len(d.words) }

// is reports whether word i has the cue.
func (d *doc) is(i int, cue string) bool {
	return d.in(i) && slices.Contains(d.cues[i], cue)
}

// verb returns the reading of word i as a verb of the class.
func (d *doc) verb(i int, class string) (morph.Analysis, bool) {
	if d.in(i) {
		for _, v := range d.verbs[i] {
			if slices.Contains(v.classes, class) {
				return v.a, true
			}
		}
	}
	return morph.Analysis{}, false
}

// same reports whether both are words of one sentence.
func (d *doc) same(i, j int) bool {
	return d.in(i) && d.in(j) && d.sentence[i] == d.sentence[j]
}

// at returns the mention that word i belongs to, of the type, or none.
func (d *doc) at(i int, kind mention.Type) int {
	if d.in(i) && d.owner[i] != none && d.ms[d.owner[i]].Type == kind {
		return d.owner[i]
	}
	return none
}

// free reports whether word i exists and belongs to no mention.
func (d *doc) free(i int) bool { return d.in(i) && d.owner[i] == none }

// punct reports whether word i is punctuation.
func (d *doc) punct(i int) bool {
	return d.in(i) && slices.Contains(marks, d.words[i].Kind)
}

// joins reports whether word i is a conjunction between equals.
func (d *doc) joins(i int) bool {
	return d.free(i) && (d.is(i, "and") || d.isCase(i, "me", morph.NoTag))
}

// marks are the kinds of punctuation.
var marks = []token.Kind{token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash}

// comma reports whether word i is a comma of any script.
func (d *doc) comma(i int) bool {
	return d.in(i) && d.words[i].Kind == token.Punct && (d.words[i].Text == "," || d.words[i].Text == "،")
}

// noun returns the reading of a free word as a noun: the first one that is no verb.
func (d *doc) noun(i int) (morph.Analysis, bool) {
	if !d.in(i) {
		return morph.Analysis{}, false
	}
	for _, a := range d.words[i].Analyses {
		if a.POS != morph.Verb {
			return a, true
		}
	}
	return morph.Analysis{}, false
}

// caseOf returns the case of word i read as a noun with the cue, or as any noun.
func (d *doc) caseOf(i int, cue string) morph.Tag {
	for k, a := range d.words[i].Analyses {
		if a.POS != morph.Verb && k < reach && slices.Contains(d.tab.lemmas[a.Lemma], cue) {
			return a.Case()
		}
	}
	a, _ := d.noun(i)
	return a.Case()
}

// isCase reports whether word i has the cue and stands in the case.
func (d *doc) isCase(i int, cue string, c morph.Tag) bool {
	return d.is(i, cue) && d.caseOf(i, cue) == c
}

// findCases reads the case of every mention. A member of a list takes the case of
// the last: "A men B-ni" are both objects.
func (d *doc) findCases() {
	for id := range d.ms {
		d.kase[id], d.next[id] = d.ownCase(&d.ms[id]), none
	}
	for id := len(d.ms) - 1; id >= 0; id-- {
		if d.owner[d.ms[id].First] != id {
			continue
		}
		if n := d.listNext(id); n != none {
			d.next[id] = n
			if d.kase[id] == morph.NoTag {
				d.kase[id] = d.kase[n]
			}
		}
	}
}

// listNext returns the mention of the same type that follows after a comma or
// "and", or none.
func (d *doc) listNext(id int) int {
	m := d.ms[id]
	i := m.Last
	if d.in(i) && d.words[i].Kind == token.QuoteClose {
		i++
	}
	if !d.same(m.First, i) || !d.comma(i) && !d.joins(i) {
		return none
	}
	if d.comma(i) && d.joins(i+1) {
		i++
	}
	if id := d.at(i+1, m.Type); id != none || m.Type != mention.Person {
		return id
	}
	if id := d.afterTrade(i + 1); id != none {
		return id
	}
	next := i + 1
	if d.joins(i) && d.isCase(next, "he", morph.GEN) { // A men onyng orynbasary B
		next++
	}
	id = d.afterTitle(next)
	if id != none && d.comma(i) && d.next[id] == none {
		return none // A, … akimi B: two members of a sentence, not a list
	}
	return id
}

// afterTitle returns the person whose title begins at word i: A men Energetika
// vitse-ministri B.
func (d *doc) afterTitle(i int) int {
	titled := false
	for j := i; d.same(i, j) && j < i+maxNP; j++ {
		id := d.owner[j]
		switch {
		case id == none:
			if a := d.words[j].Best(); titled || a.POS != morph.Noun || len(a.Chain) > 0 || len(d.cues[j]) > 0 {
				return none
			}
		case d.ms[id].Type == mention.Person:
			if titled {
				return id
			}
			return none
		case d.ms[id].Type == mention.Title:
			if d.kase[id] != morph.NoTag || d.ms[id].Plural {
				return none
			}
			titled, j = true, d.ms[id].Last-1
		case d.ms[id].Type == mention.Date || !attributive(d.kase[id]):
			return none
		default:
			j = d.ms[id].Last - 1
		}
	}
	return none
}

// afterTrade returns the person whose trade stands at word i: (mughalim A,) kasipker B.
func (d *doc) afterTrade(i int) int {
	for j := i; d.same(i, j) && j < i+3 && d.free(j); j++ {
		a := d.words[j].Best()
		if a.POS != morph.Noun || len(a.Chain) > 0 || len(d.cues[j]) > 0 {
			return none
		}
		if id := d.at(j+1, mention.Person); id != none {
			return id
		}
	}
	return none
}

// ownCase compares the last word of a mention with its dictionary form.
func (d *doc) ownCase(m *mention.Mention) morph.Tag {
	if m.Last <= m.First {
		return morph.NoTag
	}
	w := &d.words[m.Last-1]
	canon := m.Canon
	if i := strings.LastIndexByte(canon, ' '); i >= 0 {
		canon = canon[i+1:]
	}
	canon = strings.TrimFunc(canon, func(r rune) bool { return kazakh.IsQuoteOpen(r) || kazakh.IsQuoteClose(r) || r == '"' })
	if w.Form == canon {
		return morph.NoTag
	}
	for _, a := range w.Analyses {
		if a.POS != morph.Verb && a.Stem <= len(w.Form) && (a.Lemma == canon || w.Form[:a.Stem] == canon) {
			return a.Case()
		}
	}
	for _, a := range w.Analyses {
		if a.POS != morph.Verb && strings.HasPrefix(canon, a.Lemma) && m.Type != mention.Person {
			return a.Case()
		}
	}
	return w.Best().Case()
}

// entity returns the entity of a mention, or none.
func (d *doc) entity(id int) int {
	if id == none {
		return none
	}
	return d.of[id]
}

// sentenceSpan returns the bytes of the sentence of word i.
func (d *doc) sentenceSpan(i int) Span {
	s := d.t.Sentences[d.sentence[i]]
	return Span{s.Start, s.End}
}

// inHeadline reports whether word i stands in the title line.
func (d *doc) inHeadline(i int) bool { return d.sentence[i] < d.headline }

// write spells a lower-case Cyrillic dictionary form in the script of the text.
func (d *doc) write(canon string) string {
	if d.t.Script == kazakh.Latin || d.t.Script == kazakh.Arabic {
		return kazakh.Write(canon, d.t.Script, d.t.Variant)
	}
	return canon
}

// between reports whether any word of [lo, hi) satisfies ok.
func (d *doc) between(lo, hi int, ok func(int) bool) bool {
	for i := max(lo, 0); i < hi && i < len(d.words); i++ {
		if ok(i) {
			return true
		}
	}
	return false
}
