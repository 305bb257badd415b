package event

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// impliedSlots: the clause names no post.
func (d *doc) impliedSlots(f *frame, people []arg, rule string) []slot {
	out := make([]slot, 0, len(people))
	for _, a := range people {
		s := slot{seat: d.impliedSeat(f, a), people: []arg{a}, rule: rule + "+implied-post"}
		row, _ := d.postRow(s.seat.canon)
		if s.district = d.placeFrom(a, len(row.bodies) > 0); s.district != none && d.scope(s.seat.canon) != "place" {
			s.inDistrict = true
		}
		out = append(out, s)
	}
	if len(people) == 0 {
		out = append(out, slot{seat: d.focusSeat(f), rule: vacant(rule)})
	}
	return out
}

func (d *doc) impliedSeat(f *frame, a arg) seat {
	if f.shape == participial {
		for _, k := range d.postsIn(f.word) {
			if p := &d.posts[k]; p.first >= f.end && d.holds(p, a.ent) {
				return d.seatOf(p, a.ent, p.first)
			}
		}
	}
	if f.need == "holder" && !f.anaphor || f.row.person == "gen" {
		if s, ok := d.personSeat(a.ent, f.word); ok {
			return s
		}
	}
	if s, ok := d.officeMeant(f, a); ok {
		return s
	}
	if f.anaphor && d.state.focus.canon == "" && !d.inSentencePost(f) { // A (the head) was appointed to "this post"
		if s, ok := d.personSeat(a.ent, f.word); ok {
			return s
		}
	}
	if d.between(f.lo, f.word, func(j int) bool { return d.is(j, "instead") }) {
		if s, ok := d.replacedSeat(f); ok {
			return s
		}
	}
	return d.focusSeat(f)
}

// officeMeant is the post that "the vacant post" or "this office" means by what stands
// close to it.
func (d *doc) officeMeant(f *frame, a arg) (seat, bool) {
	if j := d.anaphoricOffice(f.lo, f.word, morph.DAT); j != none && d.is(j-1, "vacant") {
		if s, ok := d.fallenVacant(f.word); ok {
			return s, true
		}
	}
	if !f.anaphor || a.id == none {
		return nowhere, false
	}
	return d.heldSince(a.ent, f.word)
}

// fallenVacant: "the vacant post" after the news that somebody got another one is the
// one that he had before.
func (d *doc) fallenVacant(at int) (seat, bool) {
	if len(d.events) == 0 {
		return nowhere, false
	}
	e := &d.events[len(d.events)-1]
	if !e.installs() || e.Modality != Asserted || e.Person == none || d.sentence[e.word] < d.sentence[at]-vacancyReach {
		return nowhere, false
	}
	for k := len(d.tenures) - 1; k >= 0; k-- {
		if t := &d.tenures[k]; t.person == e.Person && t.seat.canon != e.seat.canon {
			return t.seat, true
		}
	}
	for k := range d.posts {
		if p := &d.posts[k]; p.first < e.word && p.canon != e.seat.canon && d.holds(p, e.Person) {
			return d.seatOf(p, none, p.first), true
		}
	}
	return nowhere, false
}

// vacancyReach is how many sentences after the news of an appointment "the vacant post"
// may still be the one that was left for it.
const vacancyReach = 3

// heldSince: "this office" of somebody beside whose name a post stands in the sentence
// before, after the last event told of, is that post.
func (d *doc) heldSince(ent, at int) (seat, bool) {
	last := -1
	if n := len(d.events); n > 0 {
		last = d.events[n-1].word
	}
	for k := len(d.posts) - 1; k >= 0; k-- {
		p := &d.posts[k]
		if p.first < at && p.first > last && d.sentence[p.first] == d.sentence[at]-1 && !p.former && d.holds(p, ent) {
			return d.seatOf(p, none, p.first), true
		}
	}
	return nowhere, false
}

// leftBefore returns the departure that a clause beginning with a bare "instead" goes
// on from: A bosatylyp, ornyna B taghaiyndaldy. It is told in the sentence or in the
// one before.
func (d *doc) leftBefore(f *frame) *draft {
	if !d.free(f.lo) || !d.is(f.lo, "instead") || len(d.events) == 0 {
		return nil
	}
	e := &d.events[len(d.events)-1]
	if !e.leaving() || e.seat.canon == "" || d.sentence[e.word] < d.sentence[f.word]-1 {
		return nil
	}
	return e
}

// replacedSeat: the post of whoever is replaced.
func (d *doc) replacedSeat(f *frame) (seat, bool) {
	if e := d.leftBefore(f); e != nil {
		return e.seat, true
	}
	for j := f.word - 1; j > f.lo; j-- {
		if !d.is(j, "instead") {
			continue
		}
		who := d.state.topic
		if id := d.at(j-1, mention.Person); id != none {
			who = d.of[id]
		}
		for k := len(d.events) - 1; k >= 0 && who != none; k-- {
			if e := &d.events[k]; e.Person == who && e.leaving() && e.seat.canon != "" {
				return e.seat, true // whom he leaves the post to
			}
		}
		if who != none {
			return d.personSeat(who, f.word)
		}
	}
	return nowhere, false
}

// focusSeat is the post the article speaks of; in an account of elections its
// territory is the one that the clause names.
func (d *doc) focusSeat(f *frame) seat {
	s := d.state.focus
	if s.canon == "" || f.anaphor && d.inSentencePost(f) {
		d.lastSeat(f, &s)
	}
	if d.scope(s.canon) == "place" && s.canon != "" {
		if place := d.localPlace(f.word); place != none {
			s.place = place
		}
	}
	return s
}

// inSentencePost: "this office" after a post of the same sentence means that one.
func (d *doc) inSentencePost(f *frame) bool {
	return d.between(d.t.Sentences[d.sentence[f.word]].First, f.word, func(j int) bool {
		id := d.at(j, mention.Title)
		return id != none && d.posts[d.postOf[id]].mark == markTo
	})
}

// lastSeat takes the last post before the word that stands for itself: not a
// holder's, not a signatory's.
func (d *doc) lastSeat(f *frame, s *seat) {
	k := d.lastPost(f.word, func(p *post) bool { return len(p.holders) == 0 && !d.is(p.last, "decree") && !p.plural })
	if k != none {
		p := &d.posts[k]
		*s = d.seatOf(p, none, p.first)
	}
}

// dutySeat: "X-tyng mindetin atqaru zhukteldi" makes an acting X, "khatshy mindeti
// zhukteldi" a secretary.
func (d *doc) dutySeat(f *frame) seat {
	for _, k := range slices.Backward(d.postsIn(f.word)) {
		p := &d.posts[k]
		if p.first < f.lo || p.first >= f.word || p.mark != markDuty {
			continue
		}
		q := *p
		if p.kase != morph.GEN && !d.between(p.last, f.word, func(j int) bool {
			_, carries := d.verb(j, "carry")
			return carries || d.is(j, "interim")
		}) {
			q.mark = unmarked
		}
		return d.seatOf(&q, none, f.word)
	}
	s := d.state.focus
	if s.canon == "" {
		if d.lastSeat(f, &s); s.canon != "" && d.between(f.lo+1, f.word, func(j int) bool { return d.isCase(j, "duty", morph.NoTag) && d.points(j-1) }) {
			return s // this duty is the post that was told of
		}
		return nowhere
	}
	if !s.acting {
		s.canon, s.lemma, s.acting = d.actingTitle(s.canon)
	}
	return s
}

// leavingSlots finds the post that is left.
func (d *doc) leavingSlots(f *frame, people []arg, rule string) []slot {
	if len(people) == 0 {
		s, explicit := d.leftSeat(f, none)
		return []slot{{seat: s, rule: vacant(rule), explicit: explicit}}
	}
	out := make([]slot, 0, len(people))
	for _, a := range d.lastGroupOf(people) {
		s, explicit := d.leftSeat(f, a.ent)
		s = d.fuller(s, a.ent)
		out = append(out, slot{seat: s, people: []arg{a}, rule: rule, explicit: explicit})
	}
	return out
}

// fuller: "the minister" who leaves is the minister of a field as whom the article
// names him.
func (d *doc) fuller(s seat, who int) seat {
	if s.canon == "" || who == none {
		return s
	}
	for _, k := range d.heldBy[who] {
		p := &d.posts[k]
		if p.canon == s.canon || !strings.HasPrefix(lastWord(p.canon), s.canon) {
			continue
		}
		if row, _ := d.postRow(p.canon); row.scope == "state" {
			s.canon, s.lemma = p.canon, p.lemma
			return s
		}
	}
	return s
}

// leftSeat finds the post that somebody leaves; explicit says that the clause
// itself names it.
func (d *doc) leftSeat(f *frame, who int) (s seat, explicit bool) {
	for _, k := range slices.Backward(d.postsIn(f.word)) {
		p := &d.posts[k]
		held := p.mark == markFrom || p.mark == markHold || p.mark == markDuty || d.free(p.last) && d.is(p.last, "mandate")
		if p.first >= f.lo && p.last <= f.word && held {
			return d.seatOf(p, who, f.word), true
		}
	}
	if f.need == "ranks" {
		return d.memberSeat(f), true
	}
	if d.anaphoricOffice(f.lo, f.word, morph.ABL) != none && d.state.focus.canon != "" {
		if s, ok := d.besideSeat(f, who); ok {
			return s, true
		}
		if s, ok := d.heldBefore(f, who); ok {
			return s, true
		}
		return d.state.focus, true
	}
	if strings.HasPrefix(f.need, "powers") {
		if s, ok := d.mandateOf(who); ok {
			return s, true
		}
	}
	if who != none {
		if s, ok := d.personSeat(who, f.word); ok {
			_, beside := d.besideSeat(f, who)
			return s, beside || d.anaphoricOffice(d.t.Sentences[d.sentence[f.word]].First, f.word, morph.LOC) != none // bul qyzmette kop otyrghan zhoq
		}
	}
	if k := d.subjectPost(f); k != none {
		return d.seatOf(&d.posts[k], who, f.word), true
	}
	if d.anaphoricOffice(d.t.Sentences[d.sentence[f.word]].First, f.lo+3, morph.NoTag) != none {
		return d.state.focus, false // this seat fell vacant as A handed in the mandate
	}
	return nowhere, false
}

// mandateOf: of several posts of a person, the powers are those of a deputy.
func (d *doc) mandateOf(who int) (seat, bool) {
	if who == none || len(d.heldBy[who]) < 2 {
		return nowhere, false
	}
	for _, k := range d.heldBy[who] {
		p := &d.posts[k]
		if row, _ := d.postRow(p.canon); len(row.bodies) > 0 && !p.former {
			return d.seatOf(p, none, p.first), true
		}
	}
	return nowhere, false
}

// heldBefore: "was the chair, was relieved of this office in 2003": the tenure told of
// in the same sentence.
func (d *doc) heldBefore(f *frame, who int) (seat, bool) {
	if n := len(d.tenures); n > 0 && d.tenures[n-1].person == who && d.same(d.tenures[n-1].word, f.word) {
		if k := len(d.events) - 1; k < 0 || d.events[k].word < d.tenures[n-1].word {
			return d.tenures[n-1].seat, true
		}
	}
	return nowhere, false
}

// besideSeat: "deputy minister A was relieved of the said office": the post that
// stands beside the name in the clause itself.
func (d *doc) besideSeat(f *frame, who int) (seat, bool) {
	for _, k := range slices.Backward(d.postsIn(f.word)) {
		p := &d.posts[k]
		if p.first >= f.lo && p.last <= f.word && who != none && d.holds(p, who) {
			return d.seatOf(p, none, p.first), true
		}
	}
	return nowhere, false
}

// memberSeat: kenges quramynan shyqty.
func (d *doc) memberSeat(f *frame) seat {
	s := seat{canon: d.tab.member, lemma: d.write(d.tab.member), org: none, place: none}
	j := d.near(f, "ranks", morph.ABL, 4)
	if id := d.at(j-1, mention.Org); id != none {
		s.org = d.of[id]
	} else if lemma, kind := d.bareNoun(j - 1); kind != "" && kind != "territory" {
		s.org = d.orgLike(lemma, j-1)
	}
	return s
}
