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
