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
	all := slices.Grow(d.holdsBeside(), len(d.tenures)+len(d.events))
	for _, t := range d.tenures {
		all = append(all, d.hold(t.person, t.seat, t.word, t.past, t.rule, t.from, t.to))
	}
	for k := range d.events {
		e := &d.events[k]
		if e.Person != none && e.Modality == Asserted && !e.Background && e.installs() && e.seat.canon != "" {
			all = append(all, d.hold(e.Person, e.seat, e.word, false, "event-"+string(e.Type), "", ""))
		}
	}
	slices.SortStableFunc(all, func(a, b hold) int { return cmp.Compare(a.word, b.word) })
	all = d.mergeHolds(all)
	d.facts.Memberships = slices.Grow(d.facts.Memberships, len(all))
	for k := range all {
		d.facts.Memberships = append(d.facts.Memberships, all[k].Membership)
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
// left is no longer held, and that it was is the event's to tell.
func (d *doc) holdsBeside() []hold {
	var out []hold
	for k := range d.posts {
		p := &d.posts[k]
		if len(p.holders) == 0 {
			continue
		}
		s := d.seatAfter(p)
		for n, id := range p.holders {
			who := d.of[id]
			if p.plural && len(p.places) == len(p.holders) { // X pen Y audandarynyng akimderi A men B
				s.place = p.places[n]
			}
			if d.leaves(who, s, p.former) || p.fresh && p.how == "" && d.installed(who) {
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

// installed reports whether an asserted event gives the person a post: "the new
// head A" then only repeats it in other words.
func (d *doc) installed(who int) bool {
	return slices.ContainsFunc(d.events, func(e draft) bool { return e.Person == who && e.Modality == Asserted && e.installs() })
}

// seatAfter completes a post with the context that it had when it was read.
func (d *doc) seatAfter(p *post) seat {
	saved := d.state
	d.state = d.stateAt(p.first)
	s := d.seatOf(p, none, p.first)
	d.state = saved
	return s
}

// stateAt is what the article had spoken of before a word.
func (d *doc) stateAt(word int) state {
	s := state{topic: none, focus: nowhere}
	for k := range d.events {
		if e := &d.events[k]; e.word < word {
			if e.seat.canon != "" {
				s.focus = e.seat
			}
			if e.Person != none {
				s.topic = e.Person
			}
		}
	}
	return s
}

// leaves reports whether the article asserts that the person leaves this post.
func (d *doc) leaves(who int, s seat, former bool) bool {
	for k := range d.events {
		e := &d.events[k]
		if e.Person != who || e.Modality != Asserted || !e.leaving() || e.Background {
			continue
		}
		if former || e.seat.canon == s.canon && e.seat.org == s.org && e.seat.place == s.place {
			return true
		}
	}
	return false
}

// mergeHolds puts statements of the same hold together.
func (d *doc) mergeHolds(all []hold) []hold {
	out := make([]hold, 0, len(all))
	for _, h := range all {
		k := slices.IndexFunc(out, func(o hold) bool { return d.sameHold(&o, &h) })
		if k < 0 {
			out = append(out, h)
			continue
		}
		o := &out[k]
		if o.Organization == none && o.Place == none {
			o.Organization, o.Place, o.seat = h.Organization, h.Place, h.seat
		}
		o.From, o.To = cmp.Or(o.From, h.From), cmp.Or(o.To, h.To)
		o.Rows = append(o.Rows, h.Rows...)
	}
	return slices.DeleteFunc(out, func(h hold) bool { return d.looser(&h, out) })
}

func (d *doc) sameHold(a, b *hold) bool {
	if a.Person != b.Person || a.seat.canon != b.seat.canon || a.Past != b.Past {
		return false
	}
	unknown := func(h *hold) bool { return h.Organization == none && h.Place == none }
	return a.Organization == b.Organization && a.Place == b.Place || unknown(a) || unknown(b)
}

// looser: "ongir basshysy" beside "oblys akimi" is the same post in other words.
func (d *doc) looser(h *hold, all []hold) bool {
	if h.seat.canon != d.tab.defaultHead || h.Place == none {
		return false
	}
	return slices.ContainsFunc(all, func(o hold) bool {
		return o.Person == h.Person && o.seat.canon != h.seat.canon && o.Place != none && d.scope(o.seat.canon) == "place"
	})
}
