package event

import (
	"cmp"
	"slices"
	"sort"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A clause is a run of words with its predicate last, as Kazakh has it. Clauses
// end after a predicate before a comma, a conjunction or a quotation mark of
// direct speech; a comma inside a list ends nothing.
type clause struct {
	first, last int // words, half open
	mood        morph.Tag
}

// A speech is a stretch of direct speech: the words between its quotation marks.
type speech struct {
	open, close int
	within      int // the speech around it, or none
}

// findClauses cuts every sentence into clauses.
func (d *doc) findClauses() {
	d.findSpeeches()
	for _, s := range d.t.Sentences {
		start := s.First
		for i := s.First; i < s.Last; i++ {
			if !d.cutsAt(start, i) {
				continue
			}
			d.addClause(start, i+1)
			start = i + 1
		}
		d.addClause(start, s.Last)
	}
}

func (d *doc) addClause(first, last int) {
	if first >= last {
		return
	}
	c := clause{first: first, last: last}
	for i := last - 1; i >= first; i-- {
		if m, ok := d.mood(i); ok {
			c.mood = m
			break
		}
	}
	for i := first; i < last; i++ {
		d.clauseOf[i] = len(d.clauses)
	}
	d.clauses = append(d.clauses, c)
}

// cutsAt reports whether the clause that began at start ends with word i.
func (d *doc) cutsAt(start, i int) bool {
	switch kind := d.words[i].Kind; {
	case kind == token.QuoteOpen || kind == token.QuoteClose:
		return d.speechEnds(i)
	case i > start && d.comma(i) && d.toldAt(i-1):
		return true
	case i == start || !d.predicate(i-1) || d.sharesVerb(start, i):
		return false
	case kind == token.Punct || kind == token.Dash:
		return d.words[i].Text != "."
	default:
		return d.free(i) && (d.joins(i) || d.is(i, "but"))
	}
}

// sharesVerb reports whether the words up to the comma at word i name somebody "as"
// something and wait for the verb of another such pair: A-ny toragha etip, al B-ny
// khatshy etip sailady.
func (d *doc) sharesVerb(start, i int) bool {
	pair := func(lo, as int) bool {
		return d.is(as, "as") && d.at(as-1, mention.Title) != none && d.between(lo, as-1, func(j int) bool { return d.at(j, mention.Person) != none })
	}
	if !d.comma(i) || !pair(start, i-1) {
		return false
	}
	for j := i + 1; d.same(i, j); j++ {
		if d.is(j, "as") {
			return pair(i+1, j) && (!d.comma(j+1) || d.sharesVerb(i+1, j+1))
		}
		if d.predicate(j) {
			break
		}
	}
	return false
}

// toldAt reports whether word i ends one of several things that somebody tells:
// belgilengenin, … tirkelgenin aitty.
func (d *doc) toldAt(i int) bool {
	if !d.toldWord(i) {
		return false
	}
	for j := i + 2; d.same(i, j); j++ {
		if d.toldWord(j) {
			return true
		}
	}
	return false
}

// toldWord reports whether word i is a verb made into the object of telling.
func (d *doc) toldWord(i int) bool {
	if !d.free(i) || d.words[i].Kind != token.Word {
		return false
	}
	for k, a := range d.words[i].Analyses {
		if k < reach && a.POS == morph.Verb && a.Known && (a.Has(morph.PFV) || a.Has(morph.HAB)) && a.Has(morph.P3) && a.Case() == morph.ACC {
			return true
		}
	}
	return false
}

// predicate reports whether a clause can end with word i.
func (d *doc) predicate(i int) bool {
	for d.in(i) && d.words[i].Kind == token.QuoteClose {
		i--
	}
	if !d.free(i) {
		return false
	}
	if d.is(i, "no") || d.is(i, "may") || d.is(i, "must") || d.is(i, "hearsay") {
		return true
	}
	_, ok := d.mood(i)
	return ok
}

// mood returns the mood of word i as a predicate: the last tag of its chain that
// is no person. A participle or verbal noun with a case is none.
func (d *doc) mood(i int) (morph.Tag, bool) {
	if !d.free(i) || d.words[i].Kind != token.Word {
		return morph.NoTag, false
	}
	m := d.known[i].mood
	return m, m != morph.NoTag
}

// moodOfWord reads a word of these analyses for mood of a text; verbs are those of them
// that the tables know.
func moodOfWord(verbs []verbReading, analyses []morph.Analysis) morph.Tag {
	for _, v := range verbs {
		if m, ok := moodOf(v.a); ok {
			return m
		}
	}
	for k, a := range analyses {
		likely := k == 0 && a.Has(morph.COND) // no noun ends so: the verb need not be known
		if a.POS == morph.Verb && (a.Known || likely) || a.POS == morph.Closed && a.Has(morph.PAST) {
			if m, ok := moodOf(a); ok {
				return m
			}
		}
	}
	return morph.NoTag
}

func moodOf(a morph.Analysis) (morph.Tag, bool) {
	for _, t := range slices.Backward(a.Chain) {
		if slices.Contains(moods, t) {
			return t, true
		}
		if !slices.Contains(persons, t) {
			break
		}
	}
	return morph.NoTag, false
}

// moods are the tags that make a verb the predicate of a clause, persons those that
// may follow them.
var (
	moods = []morph.Tag{
		morph.PAST, morph.PFV, morph.EVID, morph.AOR, morph.HAB, morph.INT, morph.FUT, morph.NFUT, morph.COND, morph.IMP3, morph.CVP,
	}
	persons = []morph.Tag{morph.S1, morph.S2, morph.S3, morph.PL1, morph.P1S, morph.P2F}
)

// findSpeeches pairs quotation marks that enclose a sentence of their own.
func (d *doc) findSpeeches() {
	var stack []int
	for i, w := range d.words {
		switch {
		case w.Kind == token.QuoteOpen && d.owner[i] == none:
			stack = append(stack, i)
		case w.Kind == token.QuoteClose && len(stack) > 0 && d.owner[i] == none:
			open := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if d.speaks(open, i) {
				d.speeches = append(d.speeches, speech{open: open, close: i})
			}
		}
	}
	d.nestSpeeches()
}

// speaks reports whether the words between two quotation marks are a sentence.
func (d *doc) speaks(open, end int) bool {
	if end-open < 4 {
		return false
	}
	if d.sentence[open] != d.sentence[end-1] {
		return true
	}
	last := end - 1
	for last > open && d.punct(last) {
		last--
	}
	if d.predicate(last) {
		return true
	}
	return d.comma(end+1) && d.in(end+2) && d.words[end+2].Kind == token.Dash
}

// nestSpeeches puts the speeches into the order of their beginnings and finds what speech
// each one stands in.
func (d *doc) nestSpeeches() {
	slices.SortFunc(d.speeches, func(a, b speech) int { return cmp.Compare(a.open, b.open) })
	for k := range d.speeches {
		out := k - 1
		for out >= 0 && d.speeches[out].close < d.speeches[k].open {
			out = d.speeches[out].within
		}
		d.speeches[k].within = out
	}
}

// speechFrom is the last speech that begins before word i, or none.
func (d *doc) speechFrom(i int) int {
	return sort.Search(len(d.speeches), func(k int) bool { return d.speeches[k].open >= i }) - 1
}

// speechAt returns the innermost direct speech that word i stands in.
func (d *doc) speechAt(i int) (speech, bool) {
	for k := d.speechFrom(i); k >= 0; k = d.speeches[k].within {
		if i < d.speeches[k].close {
			return d.speeches[k], true
		}
	}
	return speech{}, false
}

// speechEnds reports whether word i is a quotation mark of direct speech.
func (d *doc) speechEnds(i int) bool {
	for k := d.speechFrom(i + 1); k >= 0; k = d.speeches[k].within {
		if s := &d.speeches[k]; i <= s.close {
			return i == s.open || i == s.close
		}
	}
	return false
}

// speaker returns the entity of who says word i: the person named after the
// quotation ("dedi A.Baituiakov"), else the person spoken of before.
func (d *doc) speaker(i int) int {
	s, ok := d.speechAt(i)
	if !ok {
		return none
	}
	for j := s.close + 1; d.same(s.close, j); j++ {
		if id := d.at(j, mention.Person); id != none && d.kase[id] == morph.NoTag {
			return d.of[id]
		}
		if d.is(j, "he") {
			break
		}
	}
	return d.state.topic
}

// groupEnd returns the word after the verbal group that starts with word i: the
// verb with its auxiliaries and particles (sailanghan zhoq, atqaryp otyr).
func (d *doc) groupEnd(i int) int {
	j := i + 1
	for d.same(i, j) && d.free(j) && (d.auxiliary(j) || d.is(j, "no") || d.is(j, "hearsay") || d.is(j, "may") || d.is(j, "must")) {
		j++
	}
	return j
}

// auxiliary reports whether word i only carries tense for the verb before it.
func (d *doc) auxiliary(i int) bool {
	if _, ok := d.verb(i, "aux"); ok {
		return true
	}
	if _, ok := d.verb(i, "be"); ok && !d.is(i, "as") {
		return true
	}
	return d.begins(i) || d.copula(i)
}

// begins reports whether word i says of the verb before it that it begins: atqara
// bastady, atqarugha kiristi.
func (d *doc) begins(i int) bool {
	if _, ok := d.verb(i, "begin"); !ok || !d.same(i-1, i) {
		return false
	}
	return slices.ContainsFunc(d.verbs[i-1], func(v verbReading) bool {
		return v.a.Has(morph.CVA) || v.a.Has(morph.VN) && v.a.Case() == morph.DAT
	})
}

// copula reports whether word i is a past or perfect of "to be": edi, eken.
func (d *doc) copula(i int) bool {
	if !d.free(i) {
		return false
	}
	for _, a := range d.words[i].Analyses {
		if a.POS == morph.Closed && (a.Has(morph.PAST) || a.Has(morph.PFV)) {
			return true
		}
	}
	return false
}
