package event

import (
	"cmp"
	"slices"
)

// A hold is a membership in the making.
type hold struct {
	Membership
	seat seat
	word int
}

// findMemberships collects who holds what: from titles beside names, from tenures
// and from asserted events.
func (d *doc) findMemberships() {
	d.claims = d.holdsBeside(d.claims)
	for _, t := range d.tenures {
		d.claims = append(d.claims, d.hold(t.person, t.seat, t.word, t.past, t.rule, t.from, t.to))
	}
	for k := range d.events {
		e := &d.events[k]
		if e.Person != none && e.Modality == Asserted && !e.Background && e.installs() && e.seat.canon != "" {
			d.claims = append(d.claims, d.hold(e.Person, e.seat, e.word, false, "event-"+string(e.Type), "", ""))
		}
	}
	slices.SortStableFunc(d.claims, func(a, b hold) int { return cmp.Compare(a.word, b.word) })
	kept := d.mergeHolds(d.claims)
	d.facts.Memberships = slices.Grow(d.facts.Memberships, len(kept))
	for k := range kept {
		d.facts.Memberships = append(d.facts.Memberships, kept[k].Membership)
	}
}

func (d *doc) hold(who int, s seat, word int, past bool, rule, from, to string) hold {
	return hold{Membership{
		Person: who, Title: s.lemma, Organization: s.org, Place: s.place, From: from, To: to, Past: past,
		Evidence: d.sentenceSpan(word), Rule: join(rule, s.how), Rows: slices.Clone(s.rows),
	}, s, word}
}

// join names two rules that made something together.
func join(rule, other string) string {
	if rule == "" || other == "" {
		return rule + other
	}
	return rule + "/" + other
}

// holdsBeside reads titles in apposition. A post that an asserted event says is
// left is no longer held, and that it was is the event's to tell. They are appended to out.
func (d *doc) holdsBeside(out []hold) []hold {
	told, next := nowhereYet, 0 // what the events that begin before the post tell
	saved, changes := d.state, d.changesOf()
	defer func() { d.state = saved }()
	for k := range d.posts[:d.named] {
		p := &d.posts[k]
		if len(p.holders) == 0 {
			continue
		}
		for ; next < len(d.events) && d.events[next].word < p.first; next++ {
			told.take(&d.events[next])
		}
		d.state = told
		s := d.seatOf(p, none, p.first)
		for n, id := range p.holders {
			who := d.of[id]
			if p.plural && len(p.places) == len(p.holders) { // X pen Y audandarynyng akimderi A men B
				s.place = p.places[n]
			}
			if d.leaves(changes, who, s, p.former) || p.fresh && p.how == "" && d.installed(changes, who) {
				continue
			}
			rule := "apposition"
			if p.former {
				rule = "apposition-former"
			}
			out = append(out, d.hold(who, s, d.ms[id].First, p.former, rule, "", ""))
		}
	}
	return out
}

// changesOf lists the asserted events of each person.
func (d *doc) changesOf() chain {
	c := newChain(len(d.ents), len(d.events))
	for k := range d.events {
		if e := &d.events[k]; e.Person != none && e.Modality == Asserted {
			c.add(e.Person, k)
		}
	}
	return c
}

// installed reports whether one of the asserted events gives the person a post: "the new
// head A" then only repeats it in other words.
func (d *doc) installed(changes chain, who int) bool {
	return changes.first(who, func(k int) bool { return d.events[k].installs() }) != none
}

// leaves reports whether one of the asserted events says that the person leaves this
// post.
func (d *doc) leaves(changes chain, who int, s seat, former bool) bool {
	return changes.first(who, func(k int) bool {
		e := &d.events[k]
		return e.leaving() && !e.Background && (former || e.seat.canon == s.canon && e.seat.org == s.org && e.seat.place == s.place)
	}) != none
}

// nowhereYet is what an article has spoken of before it begins.
var nowhereYet = state{topic: none, focus: nowhere}

// take goes on with what an event tells.
func (s *state) take(e *draft) {
	if e.seat.canon != "" {
		s.focus = e.seat
	}
	if e.Person != none {
		s.topic = e.Person
	}
}

// mergeHolds puts statements of the same hold together, in the memory of all.
func (d *doc) mergeHolds(all []hold) []hold {
	out, of := all[:0], newChain(len(d.ents), len(all))
	for i := range all {
		h := &all[i]
		k := of.first(h.Person, func(k int) bool { return d.sameHold(&out[k], h) })
		if k == none {
			of.add(h.Person, len(out))
			out = append(out, *h)
			continue
		}
		o := &out[k]
		if o.Organization == none && o.Place == none {
			o.Organization, o.Place, o.seat = h.Organization, h.Place, h.seat
		}
		o.From, o.To = cmp.Or(o.From, h.From), cmp.Or(o.To, h.To)
		o.Rows = append(o.Rows, h.Rows...)
	}
	loose := func(h *hold) bool { return h.seat.canon == d.tab.defaultHead && h.Place != none }
	found := false
	for k := range out {
		found = found || loose(&out[k])
	}
	if !found {
		return out
	}
	akims := map[int]bool{} // who holds the post of a territory
	for k := range out {
		if h := &out[k]; h.seat.canon != d.tab.defaultHead && h.Place != none && d.scope(h.seat.canon) == "place" {
			akims[h.Person] = true
		}
	}
	return slices.DeleteFunc(out, func(h hold) bool { // "ongir basshysy" beside "oblys akimi": the same in other words
		return loose(&h) && akims[h.Person]
	})
}

func (d *doc) sameHold(a, b *hold) bool {
	if a.Person != b.Person || a.seat.canon != b.seat.canon || a.Past != b.Past {
		return false
	}
	unknown := func(h *hold) bool { return h.Organization == none && h.Place == none }
	return a.Organization == b.Organization && a.Place == b.Place || unknown(a) || unknown(b)
}
