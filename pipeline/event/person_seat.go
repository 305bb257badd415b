package event

import "slices"

// maxDepth ends the search for the post of a deputy of a deputy of a deputy.
const maxDepth = 3

// personSeat returns the post that the article gives a person: beside the name in
// the sentence of word at, in what was told before, or beside the name anywhere.
func (d *doc) personSeat(ent, at int) (seat, bool) {
	if d.depth > maxDepth {
		return nowhere, false
	}
	d.depth++
	defer func() { d.depth-- }()
	held := d.heldBy[ent]
	later := d.firstFrom(held, at+1)
	for _, sameSentence := range []bool{true, false} {
		for _, k := range slices.Backward(held[:later]) {
			p := &d.posts[k]
			if same := d.same(p.first, at); same == sameSentence {
				return d.seatOf(p, none, p.first), true
			} else if !same {
				break
			}
		}
		if s, ok := d.toldSeat(ent, at, sameSentence); ok {
			return s, true
		}
	}
	if later < len(held) {
		p := &d.posts[held[later]]
		return d.seatOf(p, none, p.first), true
	}
	return nowhere, false
}

func (d *doc) holds(p *post, ent int) bool {
	for _, id := range p.holders {
		if d.of[id] == ent {
			return true
		}
	}
	return false
}

// toldSeat is the last that tenures and asserted events found so far give a person.
func (d *doc) toldSeat(ent, at int, sameSentence bool) (seat, bool) {
	found, word := nowhere, none
	for k := len(d.tenures) - 1; k >= 0; k-- {
		if t := &d.tenures[k]; t.person == ent && (!sameSentence || d.same(t.word, at)) {
			found, word = t.seat, t.word
			break
		}
	}
	for k := len(d.events) - 1; k >= 0 && !sameSentence; k-- {
		if e := &d.events[k]; e.Person == ent && e.installs() && e.Modality == Asserted && e.seat.canon != "" {
			if e.word > word {
				found, word = e.seat, e.word
			}
			break
		}
	}
	return found, word != none
}

func personsBody(d *doc, p *post, _, at int) (int, int) {
	of := p.of
	if p.his {
		if org := d.orgBefore(p); org != none && !d.dependent(p) {
			return org, none
		}
		of = d.state.topic
	}
	if of == none {
		return none, none
	}
	if s, ok := d.personSeat(of, at); ok {
		return s.org, s.place
	}
	return none, none
}
