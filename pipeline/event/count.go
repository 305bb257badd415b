package event

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A count is what was cast for a person.
type count struct {
	votes   *int
	percent *float64
}

// A turnout is a share of voters, told in a sentence.
type turnout struct {
	sentence int
	percent  float64
	place    int // territory named before the number, or none
}

// A figure is a number in a clause: votes or percents.
type figure struct {
	word    int
	value   float64
	percent bool
	part    bool // 27-si: a part of a whole that was named before
}

// findCounts reads votes and turnout from all clauses.
func (d *doc) findCounts() (map[int]count, []turnout) {
	counts := map[int]count{}
	var turnouts []turnout
	for c := range d.clauses {
		figures := d.figures(c)
		if len(figures) == 0 {
			continue
		}
		if p, ok := d.turnoutIn(c, figures); ok {
			turnouts = append(turnouts, d.turnoutsByPlace(c, figures, p)...)
			continue
		}
		if !d.russianVotes(c, figures, counts) {
			d.countVotes(d.countingClause(c), figures, counts)
		}
	}
	return counts, turnouts
}

// countingClause is the clause whose verb the figures of clause c go with: the one
// before a colon, "A en kop dauys zhinady: 1 344", else c itself.
func (d *doc) countingClause(c int) int {
	if _, ok := d.voteRole(c); ok || c == 0 {
		return c
	}
	before := d.clauses[c-1]
	if d.same(before.first, d.clauses[c].first) && d.words[before.last-1].Text == ":" {
		return c - 1
	}
	return c
}

// figures lists the numbers of a clause that may count votes.
func (d *doc) figures(c int) []figure {
	var out []figure
	parts := false
	for i := d.clauses[c].first; i < d.clauses[c].last; i++ {
		w := &d.words[i]
		if w.Kind != token.Number || d.owner[i] != none {
			continue
		}
		v, last, ok := d.numberAt(i)
		if !ok {
			continue
		}
		w, i = &d.words[last], last
		f := figure{word: i, value: v, part: partOfWhole(w), percent: d.is(i+1, "percent") || d.russianCue(i+1, "percent") || strings.HasSuffix(w.Text, "%")}
		parts = parts || f.part
		if w.Base < w.End && !f.part || d.punct(last+1) && d.words[last+1].Start == w.End && d.words[last+1].Text == "-" {
			continue // 10-synyp
		}
		if !f.percent && !f.part && d.whole(i) {
			continue
		}
		out = append(out, f)
	}
	if parts {
		out = slices.DeleteFunc(out, func(f figure) bool { return !f.part && !f.percent })
	}
	return out
}

func (d *doc) russianCue(i int, cue string) bool {
	return d.in(i) && d.tab.russianCues[d.words[i].Form] == cue
}

// partOfWhole: 27-si, a numeral with a possessive.
func partOfWhole(w *morph.Word) bool {
	return slices.ContainsFunc(w.Analyses, func(a morph.Analysis) bool { return a.POS == morph.Numeral && a.Has(morph.P3) })
}

// numberAt reads the number that begins with word i; thousands may stand apart
// ("1 204"). It returns the last word of the number.
func (d *doc) numberAt(i int) (value float64, last int, ok bool) {
	w := &d.words[i]
	text := w.Text[:w.Base-w.Start]
	for len(text) <= 3 && w.Base == w.End && d.same(i, i+1) && d.words[i+1].Kind == token.Number && d.owner[i+1] == none {
		next := &d.words[i+1]
		if tail := next.Text[:next.Base-next.Start]; len(tail) != 3 || next.Start != w.End+1 {
			break
		}
		text, w, i = text+next.Text[:next.Base-next.Start], next, i+1
	}
	value, ok = parseNumber(text)
	return value, i, ok
}

// parseNumber reads "1 204" and "63,4".
func parseNumber(s string) (float64, bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f', '\u2009':
			return -1
		case ',', '٫':
			return '.'
		}
		return r
	}, strings.TrimSuffix(s, "%"))
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

// whole reports whether a number counts those of whom a part is told: "41
// delegattyng 27-si".
func (d *doc) whole(i int) bool {
	for j := i + 1; d.same(i, j) && j <= i+3; j++ {
		if d.words[j].Kind == token.Number || d.punct(j) {
			return false
		}
		if a, ok := d.noun(j); ok && a.Case() == morph.GEN {
			return !d.is(j+1, "support") && !d.is(j+1, "vote")
		}
	}
	return false
}

// turnoutIn: "qatysu korsetkishi 69,97 paiyzdy qurady", "sailaushylardyng 74,3 paiyzy
// qatysty (dauys berdi)".
func (d *doc) turnoutIn(c int, figures []figure) (float64, bool) {
	share := slices.IndexFunc(figures, func(f figure) bool { return f.percent })
	if share < 0 {
		return 0, false
	}
	cl, voters := d.clauses[c], false
	attended := d.between(cl.first, cl.last, func(i int) bool { _, ok := d.verb(i, "attend"); return ok })
	for i := cl.first; i < cl.last; i++ {
		switch {
		case !d.free(i):
			if id := d.at(i, mention.Person); id != none && (voters || d.kase[id] != morph.NoTag) {
				return 0, false
			}
			continue
		case d.is(i, "turnout") && i < figures[share].word:
			return figures[share].value, true
		case d.is(i, "voter") && d.caseOf(i, "voter") == morph.GEN || d.votersAt(i):
			voters = true
		case voters && d.is(i, "share") && i < figures[share].word:
			return figures[share].value, true
		case attended:
		case d.is(i, "for") || d.isCase(i, "he", morph.DAT) || d.isCase(i, "me", morph.DAT) || d.is(i, "candidacy"):
			return 0, false
		}
		voters = voters || attended && d.toVote(i)
		if _, ok := d.verb(i, "attend"); ok && voters {
			return figures[share].value, true
		}
		if _, ok := d.verb(i, "give"); ok && voters && d.is(i-1, "vote") && !figures[share].part && !slices.ContainsFunc(figures, func(f figure) bool { return !f.percent }) {
			return figures[share].value, true
		}
	}
	return 0, false
}

// turnoutsByPlace: "A-da sailaushylardyng 66,4 paiyzy, B-da 72,1 paiyzy keldi": each
// percentage with the territory in the locative before it.
func (d *doc) turnoutsByPlace(c int, figures []figure, first float64) []turnout {
	lo, sentence := d.clauses[c].first, d.sentence[d.clauses[c].first]
	var out []turnout
	for _, f := range figures {
		if !f.percent {
			continue
		}
		place := none
		for i := lo; i < f.word; i++ {
			if id := d.at(i, mention.Place); id != none && d.kase[id] == morph.LOC {
				place = d.of[id]
			}
		}
		if place != none {
			out = append(out, turnout{sentence, f.value, place})
		}
		lo = f.word
	}
	if len(out) < 2 {
		return []turnout{{sentence, first, none}}
	}
	return out
}

// votersAt reads "of those who voted": dauys bergenderding.
func (d *doc) votersAt(i int) bool {
	a, ok := d.verb(i, "give")
	return ok && d.is(i-1, "vote") && a.Has(morph.PFV) && a.Has(morph.PL) && a.Case() == morph.GEN
}

// voteRoles says in which case a verb about votes has the candidate.
var voteRoles = []struct {
	class string
	vote  bool // the word "votes" or "support" must stand with it
	role  morph.Tag
}{
	{"gain-dat", false, morph.DAT}, // A-gha dauys buiyrdy, berildi
	{"gain", true, morph.NoTag},    // A dauys zhinady
	{"give", true, morph.DAT},      // A-gha dauys berdi, qoldau bildirdi
	{"back", false, morph.ACC},     // A-ny qoldady
	{"be", true, morph.NoTag},      // dauysqa (qoldauyna) ie bolghan A
}

// countVotes pairs the numbers of a clause with its candidates.
func (d *doc) countVotes(c int, figures []figure, counts map[int]count) {
	role, ok := d.voteRole(c)
	if !ok {
		return
	}
	cl := d.clauses[c]
	people := d.candidates(cl, role)
	if len(people) == 0 && role == morph.ACC {
		people = d.backed(cl)
	}
	if len(people) == 0 {
		if ent := d.unnamedWinner(c); ent != none {
			add(counts, ent, figures)
		}
		return
	}
	before := figures[0].word < people[0].pos && figures[0].word >= cl.first
	for k, a := range people {
		lo, hi := a.pos, cl.last
		if k+1 < len(people) {
			hi = people[k+1].pos
		}
		if figures[0].word >= cl.last {
			hi = len(d.words) // after a colon
		}
		if before {
			lo, hi = cl.first, a.pos
			if k > 0 {
				lo = people[k-1].pos
			}
		}
		var mine []figure
		for _, f := range figures {
			if f.word >= lo && f.word < hi {
				mine = append(mine, f)
			}
		}
		add(counts, a.ent, mine)
	}
}

func add(counts map[int]count, ent int, figures []figure) {
	c := counts[ent]
	for _, f := range figures {
		if f.percent && c.percent == nil {
			v := f.value
			c.percent = &v
		}
		if !f.percent && c.votes == nil {
			n := int(f.value)
			c.votes = &n
		}
	}
	counts[ent] = c
}

func (d *doc) voteRole(c int) (morph.Tag, bool) {
	cl := d.clauses[c]
	votes := d.between(cl.first, cl.last, func(i int) bool { return d.free(i) && (d.is(i, "vote") || d.is(i, "support")) })
	for _, r := range voteRoles {
		if r.vote && !votes {
			continue
		}
		for i := cl.first; i < cl.last; i++ {
			if r.class == "be" && !d.is(i-1, "possessor") {
				continue
			}
			if a, ok := d.verb(i, r.class); ok && !a.Has(morph.NEG) && !a.Has(morph.VN) && (votes || r.class == "back" || d.is(i-1, "vote")) {
				return r.role, true
			}
		}
	}
	if d.between(cl.first, cl.last, func(i int) bool {
		return d.free(i) && (d.isCase(i, "vote", morph.INS) || d.isCase(i, "percent", morph.INS) || d.isCase(i, "support", morph.INS))
	}) {
		return morph.NoTag, true // 71,25 paiyz dauyspen sailandy, 79 delegattyng qoldauymen sailandy
	}
	return morph.NoTag, false
}

// candidates are the people whom a clause about votes names in the role.
func (d *doc) candidates(cl clause, role morph.Tag) []arg {
	people := d.persons(cl.first, cl.last, role)
	for i := cl.first; i < cl.last; i++ {
		if !d.free(i) {
			if id := d.at(i, mention.Person); id != none && d.ms[id].First == i && role == morph.DAT && d.is(d.ms[id].Last, "for") {
				people = append(people, arg{id, d.of[id], i}) // A ushin dauys berdi
			}
			continue
		}
		pronoun := d.is(i, "he") || d.is(i, "me")
		if pronoun && (role != morph.NoTag || len(people) == 0) && (d.isCase(i, "he", role) || d.isCase(i, "me", role) || d.is(i+1, "candidacy")) {
			if args := d.antecedentAt(i); len(args) > 0 && args[0].ent != none {
				people = append(people, args...)
			}
		}
	}
	return people
}

// backed: the person whom a participle describes as backed: 63-i qoldaghan A.
func (d *doc) backed(cl clause) []arg {
	for i := cl.first; i < cl.last; i++ {
		if a, ok := d.verb(i, "back"); ok && a.Has(morph.PFV) {
			if id := d.headPerson(i + 1); id != none {
				return []arg{{id, d.of[id], d.ms[id].First}}
			}
		}
	}
	return nil
}

// winnerIn returns who is elected in the clause that word i stands in, or none.
func (d *doc) winnerIn(i int) int {
	for k := range d.events {
		e := &d.events[k]
		if d.clauseOf[e.word] == d.clauseOf[i] && e.Person != none && elective(e.Type) {
			return e.Person
		}
	}
	return none
}

// antecedentAt resolves a pronoun after all events are known: the person of the
// last event before it, else the last person named.
func (d *doc) antecedentAt(i int) []arg {
	if d.is(i, "me") {
		if ent := d.spokenBy(i); ent != none {
			return []arg{{none, ent, i}}
		}
		return nil
	}
	for _, find := range []func(int) int{d.winnerIn, d.lastWinner, d.lastNominee} {
		if ent := find(i); ent != none {
			return []arg{{none, ent, i}}
		}
	}
	return d.antecedent(i)
}

// spokenBy is the speaker of word i, a person already found as such.
func (d *doc) spokenBy(i int) int {
	if ent := d.speaker(i); ent != none && ent != d.state.topic {
		return ent
	}
	return d.lastWinner(i)
}

// lastWinner is the last person who was elected before word i.
func (d *doc) lastWinner(i int) int {
	best := none
	for k := range d.events {
		e := &d.events[k]
		if e.word < i && e.Person != none && e.Modality == Asserted && (e.Type == Elected || e.Type == Reelected) {
			best = e.Person
		}
	}
	return best
}

// lastNominee is the last person who was put forward before word i.
func (d *doc) lastNominee(i int) int {
	best := none
	for k := range d.events {
		if e := &d.events[k]; e.word < i && e.Person != none && e.Type == Nominated {
			best = e.Person
		}
	}
	return best
}

// unnamedWinner is for whom the figures of a clause without a candidate are: who is
// elected in it, named in the clause before, or, after "51-i zhaqtap dauys berdi", who
// was elected last.
func (d *doc) unnamedWinner(c int) int {
	if k := slices.IndexFunc(d.events, func(e draft) bool { return e.frame.clause == c && elective(e.Type) && e.Person != none }); k >= 0 {
		return d.events[k].Person
	}
	cl := d.clauses[c]
	if d.between(cl.first, cl.last, func(i int) bool { return d.is(i, "for") }) {
		return d.lastWinner(cl.first)
	}
	return none
}

// attachCounts gives events their numbers.
func (d *doc) attachCounts() {
	counts, turnouts := d.findCounts()
	for k := range d.events {
		e := &d.events[k]
		if c, ok := counts[e.Person]; ok && e.Person != none && e.Modality == Asserted && (e.Type == Elected || e.Type == Reelected) {
			e.Votes, e.Percent = c.votes, c.percent
		}
	}
	for _, t := range turnouts {
		d.attachTurnout(t)
	}
}

// turnoutWon gives a winner's turnout to the election that he won.
func (d *doc) turnoutWon(winner int, percent float64) {
	for k := range d.events[:winner] {
		if o := &d.events[k]; o.Type == ElectionHeld && o.Modality == Asserted && o.Turnout == nil && o.Place != none && o.Place == d.events[winner].Place {
			o.Turnout = &percent
		}
	}
}

// attachTurnout: the turnout of a sentence that names a winner is that of his
// election, any other that of the election last told of and of its winners.
func (d *doc) attachTurnout(t turnout) {
	if t.place != none {
		d.turnoutAt(t)
		return
	}
	held := none
	for k := range d.events {
		e := &d.events[k]
		if e.Modality != Asserted {
			continue
		}
		winner := e.Person != none && (e.Type == Elected || e.Type == Reelected)
		if winner && d.sentence[e.word] == t.sentence {
			v := t.percent
			e.Turnout = &v
			d.turnoutWon(k, t.percent)
			return
		}
		if e.Type == ElectionHeld && d.sentence[e.word] <= t.sentence {
			held = k
		}
	}
	if held == none {
		d.turnoutOfOnly(t)
		return
	}
	h := &d.events[held]
	for k := range d.events {
		e := &d.events[k]
		winner := e.Person != none && e.Modality == Asserted && (e.Type == Elected || e.Type == Reelected)
		if k != held && (!winner || e.Place != h.Place || e.Organization != h.Organization) {
			continue
		}
		v := t.percent
		e.Turnout = &v
	}
}

// turnoutOfOnly: the turnout of an election that is not told of as such is that of the
// only winner of an article.
func (d *doc) turnoutOfOnly(t turnout) {
	sole := none
	for k := range d.events {
		e := &d.events[k]
		if e.Modality != Asserted || e.Person == none || !elective(e.Type) {
			continue
		}
		if sole != none {
			return
		}
		sole = k
	}
	if sole != none {
		v := t.percent
		d.events[sole].Turnout = &v
	}
}

// turnoutAt: the turnout of a territory is that of its election and of its winner.
func (d *doc) turnoutAt(t turnout) {
	for k := range d.events {
		if e := &d.events[k]; e.Place == t.place && e.Modality == Asserted && (e.Type == ElectionHeld || elective(e.Type)) {
			v := t.percent
			e.Turnout = &v
		}
	}
}

// toVote reports whether word i is what voters come to: the election or the voting, in
// the dative.
func (d *doc) toVote(i int) bool {
	if d.isCase(i, "election", morph.DAT) {
		return true
	}
	return d.is(i-1, "vote") && d.words[i].MayHave(morph.VN) && d.words[i].MayHave(morph.DAT)
}
