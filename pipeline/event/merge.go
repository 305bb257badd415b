package event

import (
	"cmp"
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// finishEvents puts repeats together, adds what other sentences say of an event,
// and hands the events over in text order.
func (d *doc) finishEvents() {
	d.fillVacancies()
	d.fillLeft()
	d.fillStood()
	d.dateEvents()
	d.mergeEvents()
	d.placeElected()
	d.attachCounts()
	d.markBackground()
	slices.SortStableFunc(d.events, func(a, b draft) int { return cmp.Compare(a.word, b.word) })
	d.facts.Events = slices.Grow(d.facts.Events, len(d.events))
	for k := range d.events {
		d.facts.Events = append(d.facts.Events, d.events[k].Event)
	}
	d.finishGroups()
}

// fillVacancies finds the person of an event that names only the post: "Zhanga
// toraghasy sailandy. A 34 dauys zhinap, …", "… Bul qyzmetke A keldi", "zhanga
// toragha A".
func (d *doc) fillVacancies() {
	for k := 0; k < len(d.events); k++ { // cameTo takes events away
		e := &d.events[k]
		if e.Person != none || !e.installs() || e.Modality != Asserted || d.inHeadline(e.word) {
			continue
		}
		if d.cameTo(k) || d.repeated(k) {
			continue
		}
		for _, find := range []func(*draft) int{d.freshHolder, d.voteWinner, d.introduced} {
			if who := find(e); who != none {
				e.Person = who
				e.Confidence = e.frame.row.confidence
				e.Rule += "+named-later"
				break
			}
		}
	}
}

// repeated: another sentence of the article states the event with its person.
func (d *doc) repeated(k int) bool {
	e := &d.events[k]
	for n := range d.events {
		if o := &d.events[n]; o.Person != none && o.Modality == Asserted && d.sameChange(o, e) {
			return true
		}
	}
	return false
}

// cameTo: "Bul qyzmetke A keldi" in the next sentence names the person.
func (d *doc) cameTo(k int) bool {
	e := &d.events[k]
	for n := k + 1; n < len(d.events); n++ {
		o := &d.events[n]
		approved := o.frame.need == "candidacy-post" // whose candidacy was backed for it
		if o.Person == none || !o.frame.anaphor || d.sentence[o.word] > d.sentence[e.word]+1 || !o.installs() && !approved || o.seat.canon != e.seat.canon {
			continue
		}
		e.Person, e.Confidence = o.Person, o.Confidence
		e.Rule += "+came-to"
		d.events = slices.Delete(d.events, n, n+1)
		return true
	}
	return false
}

// freshHolder: a later sentence calls somebody the new holder of the post.
func (d *doc) freshHolder(e *draft) int {
	for k := range d.posts {
		p := &d.posts[k]
		if p.fresh && len(p.holders) > 0 && p.first > e.word && p.canon == e.seat.canon {
			return d.of[p.holders[0]]
		}
	}
	return none
}

// voteWinner: the next sentence says how many votes somebody won.
func (d *doc) voteWinner(e *draft) int {
	k := d.sentence[e.word] + 1
	own := d.t.Sentences[k-1]
	if e.Type == Appointed || k >= len(d.t.Sentences) || d.between(own.First, own.Last, func(j int) bool { return d.free(j) && d.is(j, "vote") }) {
		return none
	}
	s := d.t.Sentences[k]
	if d.is(s.First, "but") { // "al B 201 dauys aldy" is the loser
		return none
	}
	for i := s.First; i < s.Last; i++ {
		for _, r := range voteRoles {
			a, ok := d.verb(i, r.class)
			if !ok || a.Has(morph.NEG) || r.class == "be" || r.vote && !d.is(i-1, "vote") {
				continue
			}
			c := d.clauses[d.clauseOf[i]]
			if args := d.persons(c.first, i, r.role); len(args) > 0 {
				return args[0].ent
			}
		}
	}
	return none
}

// introduced: the next sentence begins "Ol – A", "Zhengimpaz – A", with who it was.
func (d *doc) introduced(e *draft) int {
	k := d.sentence[e.word] + 1
	if k >= len(d.t.Sentences) {
		return none
	}
	first := d.t.Sentences[k].First
	if !d.is(first, "he") && !d.is(first, "winner") || !d.same(first, first+2) || d.words[first+1].Kind != token.Dash {
		return none
	}
	id := d.at(first+2, mention.Person)
	if id == none {
		id = d.afterTrade(first + 2) // Ol – tazhiribeli khirurg A
	}
	if id == none || d.kase[id] != morph.NoTag {
		return none
	}
	return d.of[id]
}

// fillLeft: who is replaced held the post of the one who replaces him.
func (d *doc) fillLeft() {
	var next map[int]seat // of whoever is replaced, the post of the last one who replaces him
	for k := range d.events {
		if o := &d.events[k]; o.installs() && o.Previous != none && o.seat.canon != "" {
			if next == nil {
				next = map[int]seat{}
			}
			next[o.Previous] = o.seat
		}
	}
	for k := range d.events {
		e := &d.events[k]
		if s, ok := next[e.Person]; ok && e.leaving() && e.seat.canon == "" {
			e.fill(s)
		}
	}
}

// fill gives an event its post.
func (e *draft) fill(s seat) {
	e.seat = s
	e.Post, e.Organization, e.Place = s.lemma, s.org, s.place
}

// fillStood: whoever is put forward, the post unnamed, stands for the one that the
// article says next that somebody is elected to.
func (d *doc) fillStood() {
	for k := range d.events {
		e := &d.events[k]
		if e.Type != Nominated && e.Type != Registered || e.seat.canon != "" || d.inHeadline(e.word) {
			continue
		}
		for n := k + 1; n < len(d.events); n++ {
			if o := &d.events[n]; elective(o.Type) && o.seat.canon != "" && o.Modality == Asserted {
				e.fill(o.seat)
				break
			}
		}
	}
}

// mergeEvents keeps one of several statements of an event: in the body rather than
// the title line, with a person rather than without, the first of equal ones.
func (d *doc) mergeEvents() {
	order := make([]int, len(d.events))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.worth(b), d.worth(a)) })
	kept, of := make([]int, 0, len(order)), newChain(len(d.ents), len(order))
	for _, k := range order {
		e := &d.events[k]
		if n := d.statedAs(e, kept, of); n != none {
			d.absorb(&d.events[kept[n]], e)
			continue
		}
		of.add(e.Person, len(kept))
		kept = append(kept, k)
	}
	slices.Sort(kept)
	for n, k := range kept {
		d.events[n] = d.events[k]
	}
	clear(d.events[len(kept):])
	d.events = d.events[:len(kept)]
}

// statedAs is the place in kept of the first statement of the same event, or none. That
// of a person is one of that person or of nobody.
func (d *doc) statedAs(e *draft, kept []int, of chain) int {
	if e.Person == none {
		return slices.IndexFunc(kept, func(o int) bool { return d.sameEvent(&d.events[o], e) })
	}
	same := func(n int) bool { return d.sameEvent(&d.events[kept[n]], e) }
	own, nobodys := of.first(e.Person, same), of.first(none, same)
	if own == none || nobodys != none && nobodys < own {
		return nobodys
	}
	return own
}

// worth ranks statements of one event.
func (d *doc) worth(k int) int {
	e := &d.events[k]
	n := 0
	if e.Person != none {
		n += 4
	}
	if !d.inHeadline(e.word) {
		n += 2
	}
	if e.frame.shape == finite {
		n++
	}
	if e.frame.need == "most-votes" {
		n -= 2 // the figures; who was elected is said elsewhere
	}
	return n
}

func (d *doc) absorb(keep, e *draft) {
	if e.Type == Reelected && keep.Type == Elected {
		keep.Type = Reelected
	}
	if keep.Date == "" {
		keep.Date, keep.when = e.Date, e.when
	}
	if keep.Post == "" {
		keep.Post, keep.Organization, keep.Place, keep.seat = e.Post, e.Organization, e.Place, e.seat
	}
	keep.Rows = append(keep.Rows, e.Rows...)
}

// sameEvent reports whether two statements tell one event. A statement without a
// person is the same as one with a person and a fitting post.
func (d *doc) sameEvent(a, b *draft) bool {
	if a.isElection() || b.isElection() {
		return d.sameElection(a, b)
	}
	if d.asks(a, b) || d.asks(b, a) {
		return true
	}
	if a.Modality != b.Modality {
		return false
	}
	if d.reason(a, b) || d.reason(b, a) {
		return true
	}
	if a.Person != none && b.Person != none && a.Person != b.Person {
		return false
	}
	return d.sameChange(a, b)
}

// asks: a question in the title line only announces what the article tells.
func (d *doc) asks(a, b *draft) bool {
	return d.inHeadline(a.word) && !d.inHeadline(b.word) && a.Modality == Conditional && question(d, a.frame) &&
		(a.Person == b.Person || a.Person == none) && (a.leaving() && b.leaving() || a.installs() && b.installs())
}

// reason: "ornynan tusuine bailanysty qyzmetinen bosatyldy" tells of one departure.
func (d *doc) reason(a, b *draft) bool {
	return a.leaving() && b.leaving() && a.Person == b.Person && a.frame.shape == nominal && b.frame.shape == finite && d.same(a.word, b.word)
}

func (d *doc) sameChange(a, b *draft) bool {
	open := a.Person == none || b.Person == none
	if a.Type != b.Type && (!elective(a.Type) || !elective(b.Type)) {
		if !open || !a.installs() || !b.installs() || !d.inHeadline(a.word) && !d.inHeadline(b.word) {
			return false
		}
	}
	if a.seat.canon == "" || b.seat.canon == "" {
		return !open || a.leaving()
	}
	if d.inHeadline(a.word) || d.inHeadline(b.word) {
		return true
	}
	if a.seat.canon != b.seat.canon {
		return false
	}
	return a.seat.org == b.seat.org && a.seat.place == b.seat.place || !open && (a.seat.org == none && a.seat.place == none || b.seat.org == none && b.seat.place == none)
}

func elective(t Type) bool { return t == Elected || t == Reelected }

// sameElection: an election that is set and the statement that it will be held are
// one; so are repeats.
func (d *doc) sameElection(a, b *draft) bool {
	if !a.isElection() || !b.isElection() || a.Type == b.Type && a.Modality != b.Modality {
		return false
	}
	if a.Type != b.Type {
		held := a
		if b.Type == ElectionHeld {
			held = b
		}
		if held.Modality != Planned {
			return false
		}
	}
	if d.inHeadline(a.word) || d.inHeadline(b.word) {
		return true
	}
	return (a.Date == b.Date || a.Date == "" || b.Date == "") && (a.Place == b.Place || a.Place == none || b.Place == none)
}

// placeElected: the constituency of an election is that of its winner and of those
// who stand for it or leave it. So is the only one that an article tells of.
func (d *doc) placeElected() {
	sole := d.soleDistrict()
	for k := range d.events {
		e := &d.events[k]
		if e.Place != none || e.seat.canon == "" {
			continue
		}
		for n := range k { // what was told before of the same person and post
			if o := &d.events[n]; o.Person == e.Person && e.Person != none && o.seat.canon == e.seat.canon && o.seat.org == e.seat.org {
				e.Place = o.Place
			}
		}
		row, _ := d.postRow(e.seat.canon)
		for n := range d.events {
			o := &d.events[n]
			if o.Place == none || o.seat.canon != e.seat.canon || o.seat.org != e.seat.org {
				continue
			}
			if o.isElection() && !e.isElection() && e.seat.org != none || o.Place == sole && len(row.bodies) > 0 {
				e.Place = o.Place
			}
		}
	}
}

// soleDistrict returns the constituency of the article if it names one only.
func (d *doc) soleDistrict() int {
	sole := none
	for id := range d.ms {
		if d.ms[id].Type != mention.Place || d.headOf(id) != d.tab.constituency {
			continue
		}
		if sole != none && sole != d.of[id] {
			return none
		}
		sole = d.of[id]
	}
	return sole
}
