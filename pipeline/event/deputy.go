package event

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
)

// complete names the post that a bare deputy is the deputy of: that of the person
// before it, of its own clause, else the one the article speaks of.
func (d *doc) complete(s *seat, p *post, at int) {
	if left, ok := d.vacated(p); ok {
		s.canon, s.lemma, s.org, s.place = left.canon, left.lemma, left.org, left.place
		return
	}
	base := d.superior(p, at)
	if base.canon == "" {
		return
	}
	root := d.base(base.canon)
	s.canon = genitive(root) + " " + p.canon
	if !p.acting {
		s.canon = genitive(root) + " " + d.withPossessive(p.canon)
	}
	s.lemma = d.write(s.canon)
	if p.how == "" || p.his || p.of != none {
		s.org, s.place = base.org, base.place
	}
}

// vacated: "in his place a new deputy": the post that he was told to leave last.
func (d *doc) vacated(p *post) (seat, bool) {
	c := d.clauses[d.clauseOf[p.first]]
	if !d.between(c.first+1, p.first, func(j int) bool { return d.is(j, "instead") && d.is(j-1, "he") }) {
		return nowhere, false
	}
	for k := len(d.events) - 1; k >= 0; k-- {
		if e := &d.events[k]; e.leaving() && e.Person == d.state.topic && d.hasBase(e.seat.canon) {
			return e.seat, true
		}
	}
	return nowhere, false
}

func (d *doc) superior(p *post, at int) seat {
	if d.words[p.last-1].MayHave(morph.P1S) { // my deputy
		if who := d.firstWho(p.first); who != none {
			if s, ok := d.personSeat(who, at); ok {
				return s
			}
		}
	}
	if p.of != none {
		if s, ok := d.personSeat(p.of, at); ok {
			return s
		}
	}
	if !p.acting {
		for _, k := range slices.Backward(d.postsIn(p.first)) { // akimning mindetin orynbasary atqarady
			q := &d.posts[k]
			if q.id != none && q.id != p.id && q.last <= p.first && !d.dependent(q) &&
				(p.how == "" || p.his) && d.clauseOf[q.first] == d.clauseOf[p.first] {
				org, place := d.bodyOf(q, q.first)
				return seat{canon: q.canon, lemma: q.lemma, org: org, place: place}
			}
		}
	}
	if s, ok := d.deputyOfSubject(p, at); ok {
		return s
	}
	if s, ok := d.sameDeputy(p); ok {
		return s
	}
	if d.state.focus.canon != "" {
		return d.state.focus
	}
	for k := d.titlesBefore(p.first) - 1; k >= 0; k-- {
		q := &d.posts[k]
		if q.last <= p.first && !d.dependent(q) {
			org, place := d.bodyOf(q, q.first)
			return seat{canon: q.canon, lemma: q.lemma, org: org, place: place}
		}
	}
	return nowhere
}

// deputyOfSubject: "ol orynbasary A-ny zhumystan shyghardy": the deputy of whom the
// article speaks as "he".
func (d *doc) deputyOfSubject(p *post, at int) (seat, bool) {
	if p.acting || d.state.topic == none || p.id == none || !d.possessed(p) || d.holds(p, d.state.topic) {
		return nowhere, false
	}
	c := d.clauses[d.clauseOf[p.first]]
	if !d.isCase(c.first, "he", morph.NoTag) || d.owner[c.first] != none {
		return nowhere, false
	}
	s, ok := d.personSeat(d.state.topic, at)
	return s, ok && !s.acting && s.canon != ""
}

// sameDeputy: a new "deputy" is one of the post whose deputy, in full, the sentence
// before told of.
func (d *doc) sameDeputy(p *post) (seat, bool) {
	if p.acting || p.of != none || p.his {
		return nowhere, false
	}
	tail := " " + d.withPossessive(p.canon)
	found, k := none, d.sentence[p.first]
	for _, list := range d.postsOf[max(k-1, 0) : k+1] {
		for _, k := range list {
			if q := &d.posts[k]; q.last <= p.first && q.base != q.canon && strings.HasSuffix(q.canon, tail) {
				found = max(found, k)
			}
		}
	}
	if found == none {
		return nowhere, false
	}
	q := &d.posts[found]
	org, place := d.bodyOf(q, q.first)
	return seat{canon: q.base, lemma: d.write(q.base), org: org, place: place}, true
}
