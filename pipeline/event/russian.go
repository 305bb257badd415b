package event

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// Mixed articles quote Russian sentences. Their word order is free, so the rules
// look at the whole stretch between two commas.

// considerRussian asks whether a Russian participle or verb states an event.
func (d *doc) considerRussian(i int, row russianRow) {
	lo, hi := d.stretch(i)
	if len(row.with) > 0 && !d.between(lo, hi, func(j int) bool { return slices.Contains(row.with, d.words[j].Form) }) {
		return
	}
	trigger := &triggerRow{key: d.words[i].Form, event: row.event, person: "subj", confidence: 0.7, ref: row.ref}
	f := &frame{
		word: i, end: i + 1, lo: lo, clause: d.clauseOf[i], row: trigger, title: none, election: none, russian: true,
		a: morph.Analysis{POS: morph.Russian},
	}
	p := d.russianPost(lo, hi, i, row.object)
	who := none
	if id := d.russianPerson(lo, hi, i, row.object); id != none {
		who = d.of[id]
	}
	if who == none && (p == nil || row.object) {
		d.refuse(i, noComplement, []string{row.ref})
		return
	}
	s := nowhere
	switch {
	case p != nil:
		s = d.seatOf(p, who, i)
	default:
		if found, ok := d.personSeat(who, i); ok && f.leaves() {
			s = found
		} else if d.between(lo, hi, func(j int) bool { return d.tab.russianCues[d.words[j].Form] == "office" }) {
			s = d.state.focus // ot etoi dolzhnosti
		}
	}
	if who == none && f.leaves() && p != nil {
		who = d.holderOf(p)
	}
	f.need = "russian"
	mode := d.russianModality(i)
	d.addEvent(f, row.event, mode, slot{seat: s, rule: string(mode)}, who)
}

// stretch returns the words between the commas, dashes and quotation marks around
// word i. A conditional clause before belongs to its main clause only by modality.
func (d *doc) stretch(i int) (lo, hi int) {
	lo, hi = i, i+1
	for d.same(lo-1, i) && (!d.punct(lo-1) || d.owner[lo-1] != none) {
		lo--
	}
	for d.same(i, hi) && (!d.punct(hi) || d.owner[hi] != none) {
		hi++
	}
	return lo, hi
}

// russianPost returns the nearest post of the stretch. What an object gets or leaves is
// not in the nominative, which is the agent's, and rather stands after the verb.
func (d *doc) russianPost(lo, hi, i int, object bool) *post {
	best, dist := none, 0
	for _, k := range d.postsIn(i) {
		p := &d.posts[k]
		if p.id == none || p.first < lo || p.last > hi || object && strings.HasPrefix(d.ms[p.id].Canon+" ", d.words[p.first].Form+" ") {
			continue
		}
		n := max(p.first-i, i-p.last)
		if object && p.last <= i {
			n += hi - lo
		}
		if best == none || n < dist {
			best, dist = k, n
		}
	}
	if best == none {
		return nil
	}
	return &d.posts[best]
}

// russianBody reads the body after a Russian title: akim Zhezkazgana, rukovoditelem
// otdela obrazovaniia.
func (d *doc) russianBody(p *post) {
	if d.t.Script != kazakh.Mixed || !d.same(p.first, p.last) || !d.russianAt(p.first) {
		return
	}
	if id := d.at(p.last, mention.Org); id != none {
		p.org, p.how, p.after = d.of[id], "body-russian", d.ms[id].Last
	} else if id := d.at(p.last, mention.Place); id != none {
		p.place, p.how, p.after = d.of[id], "body-russian", d.ms[id].Last
	}
}

// russianAt reports whether word i stands in a Russian stretch.
func (d *doc) russianAt(i int) bool {
	lo, hi := d.stretch(i)
	return kazakh.Language(d.t.Clean[d.words[lo].Start:d.words[hi-1].End]) == "ru"
}

// considerRussianTenure: "ranee ona rabotala zavuchem v shkole".
func (d *doc) considerRussianTenure(i int) {
	if d.tab.russianCues[d.words[i].Form] != "worked" || !d.free(i) {
		return
	}
	lo, hi := d.stretch(i)
	p := d.russianPost(lo, hi, i, false)
	if p == nil || p.first < i {
		return
	}
	q := *p
	for j := q.last; j < hi; j++ {
		if id := d.at(j, mention.Org); id != none && q.org == none {
			q.org = d.of[id]
		}
	}
	who := none
	if id := d.russianPerson(lo, i, i, false); id != none {
		who = d.of[id]
	}
	for j := lo - 1; who == none && d.same(j, i); j-- { // "naznachena A, ranee ona rabotala …"
		who = d.entity(d.at(j, mention.Person))
	}
	if who != none {
		d.tenures = append(d.tenures, tenure{person: who, seat: d.seatOf(&q, who, i), word: i, past: true, rule: "tenure-russian"})
	}
}

// russianVotes: "za A progolosovali 82 protsenta aktsionerov".
func (d *doc) russianVotes(c int, figures []figure, counts map[int]count) bool {
	cl := d.clauses[c]
	if !d.between(cl.first, cl.last, func(i int) bool { return d.tab.russianCues[d.words[i].Form] == "voted" }) {
		return false
	}
	for i := cl.first; i < cl.last; i++ {
		if id := d.at(i, mention.Person); id != none && d.in(i-1) && d.tab.russianCues[d.words[i-1].Form] == "for" {
			add(counts, d.of[id], figures)
			return true
		}
	}
	return false
}

// russianPerson returns the nearest person of the stretch; an object has a case ending,
// if there is anybody else whom the verb may be about.
func (d *doc) russianPerson(lo, hi, i int, object bool) int {
	if object {
		id, only := d.russianObject(lo, hi, i)
		if id != none || !only {
			return id
		}
	}
	best, dist := none, 0
	for j := lo; j < hi; j++ {
		id := d.at(j, mention.Person)
		if id == none || d.ms[id].First != j {
			continue
		}
		n := max(j-i, i-j)
		if best == none || n < dist {
			best, dist = id, n
		}
	}
	return best
}

// russianObject returns the nearest person in a case of the stretch, and whether there is
// no more than one person in all.
func (d *doc) russianObject(lo, hi, i int) (best int, only bool) {
	best, dist, people := none, 0, 0
	for j := lo; j < hi; j++ {
		id := d.at(j, mention.Person)
		if id == none || d.ms[id].First != j {
			continue
		}
		people++
		m := &d.ms[id]
		n := max(j-i, i-j)
		if text := d.t.Clean[m.Start:m.End]; text != m.Lemma && (best == none || n < dist) {
			best, dist = id, n
		}
	}
	return best, people <= 1
}

// russianModality reads particles and modal words of the sentence before the verb.
func (d *doc) russianModality(i int) Modality {
	if d.in(i-1) && d.tab.russianCues[d.words[i-1].Form] == string(Negated) {
		return Negated
	}
	if d.quotedRumour(i) {
		return Reported
	}
	s := d.t.Sentences[d.sentence[i]]
	for _, m := range []Modality{Conditional, Reported, Planned} {
		for j := s.First; j < i; j++ {
			if d.free(j) && d.tab.russianCues[d.words[j].Form] == string(m) && !d.speechBreak(j, i) {
				return m
			}
		}
	}
	return Asserted
}

// quotedRumour: the quotation that word i stands in is a rumour: «…» degen khabar tarady.
func (d *doc) quotedRumour(i int) bool {
	end := i
	for d.same(i, end) && d.words[end].Kind != token.QuoteClose {
		end++
	}
	return d.is(end+1, "that") && d.between(end+2, end+5, func(j int) bool { return d.same(i, j) && d.is(j, "rumour") })
}
