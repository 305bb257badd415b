package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// seatAs: the last post with "as" before the verb.
func seatAs(d *doc, f *frame) ([]seatAt, bool) {
	for _, k := range slices.Backward(f.marked) {
		p := &d.posts[k]
		if p.mark == markAs && d.worksNear(f) {
			return append(d.listedSeats(p, f), seatAt{d.seatOf(p, none, f.word), p.first}), true
		}
	}
	return nil, false
}

// worksNear: "etti" means serving only after "service" or "labour".
func (d *doc) worksNear(f *frame) bool {
	for _, v := range d.verbs[f.word] {
		if slices.Contains(v.classes, "light") {
			return d.is(f.word-1, "office") || d.is(f.word-1, "job")
		}
	}
	return true
}

// seatIn: a post or "this office" in the locative; also one's own place, which says
// nothing new.
func seatIn(d *doc, f *frame) ([]seatAt, bool) {
	for _, k := range slices.Backward(d.postsIn(f.word)) {
		p := &d.posts[k]
		if p.first >= f.lo && p.markEnd <= f.word && p.mark == markAt {
			return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
		}
	}
	if j := d.anaphoricOffice(f.lo, f.word, morph.LOC); j != none && d.worksNear(f) && d.state.focus.canon != "" {
		return []seatAt{{d.state.focus, j}}, true
	}
	return nil, false
}

func seatTo(d *doc, f *frame) ([]seatAt, bool) {
	for _, k := range slices.Backward(f.marked) {
		p := &d.posts[k]
		if p.mark == markTo {
			return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
		}
	}
	return nil, false
}

// seatHeld: qyzmetin atqardy, "this office".
func seatHeld(d *doc, f *frame) ([]seatAt, bool) {
	for _, k := range slices.Backward(d.postsIn(f.word)) {
		p := &d.posts[k]
		if p.first >= f.lo && p.markEnd <= f.word && p.mark == markHold {
			return append(d.listedSeats(p, f), seatAt{d.seatOf(p, none, f.word), p.first}), true
		}
	}
	if j := d.anaphoricOffice(f.lo, f.word, morph.ACC); j != none {
		s := d.state.focus
		if s.canon == "" {
			d.lastSeat(f, &s)
		}
		return []seatAt{{s, j}}, s.canon != ""
	}
	return nil, false
}

// listedSeats: "X basqarmasynda bolim basshysy, Y akimining orynbasary qyzmetterin
// atqarghan", "2015-2019 zhyldary prokuror, 2019 zhyldan bolim bastyghy bolyp istedi":
// one verb serves for all posts of the list.
func (d *doc) listedSeats(p *post, f *frame) []seatAt {
	var out []seatAt
	for _, n := range d.postsIn(f.word) {
		q := &d.posts[n]
		if q.first >= f.lo && q.last < p.first && q.mark == unmarked && q.kase == morph.NoTag && len(q.holders) == 0 && (d.comma(q.last) || d.joins(q.last)) {
			out = append(out, seatAt{d.seatOf(q, none, f.word), q.first})
		}
	}
	return out
}

// dutyCarried: akimning mindetin, A-nyng mindetin, onyng mindetin.
func dutyCarried(d *doc, f *frame) ([]seatAt, bool) {
	j := none
	for k := f.word - 1; k >= f.lo; k-- {
		if d.free(k) && d.is(k, "duty") && d.caseOf(k, "duty") == morph.ACC {
			j = k
			break
		}
	}
	if j == none {
		return nil, false
	}
	if id := d.at(j-1, mention.Title); id != none && d.postOf[id] != none {
		p := &d.posts[d.postOf[id]]
		return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
	}
	var s seat
	if id := d.at(j-1, mention.Person); id != none {
		s, _ = d.personSeat(d.of[id], j)
	} else if d.is(j-1, "he") {
		s = d.state.focus
	} else if d.is(j-1, "this") && d.state.focus.canon != "" { // bul mindetti on zhyl atqardy
		return []seatAt{{d.state.focus, j}}, true
	}
	if s.canon == "" {
		return nil, false
	}
	s.canon, s.lemma, s.acting = d.actingTitle(s.canon)
	return []seatAt{{s, j - 1}}, true
}

// seatBeen: a title right before the verb "to be".
func seatBeen(d *doc, f *frame) ([]seatAt, bool) {
	id := d.at(f.word-1, mention.Title)
	if id == none || d.postOf[id] == none {
		return nil, false
	}
	p := &d.posts[d.postOf[id]]
	if p.kase != morph.NoTag || p.plural {
		return nil, false
	}
	return append(d.listedSeats(p, f), seatAt{d.seatOf(p, none, f.word), p.first}), true
}

// seatLed: the bodies and territories in the accusative that somebody headed.
func seatLed(d *doc, f *frame) ([]seatAt, bool) {
	var out []seatAt
	interim := d.between(f.lo, f.word, func(j int) bool { return d.free(j) && d.is(j, "interim") })
	for i := f.lo; i < f.word; i++ {
		org, place := d.ledAt(i)
		if org == none && place == none {
			continue
		}
		s := d.headSeat(org, place)
		if k := d.headBeside(f); k != none {
			s.canon, s.lemma = d.posts[k].canon, d.posts[k].lemma
		}
		if interim {
			s.canon, s.lemma, s.acting = d.actingTitle(s.canon)
		}
		out = append(out, seatAt{s, i})
	}
	return out, len(out) > 0
}

// headBeside: "mektepti direktor A basqarady": the clause names the post of its subject.
func (d *doc) headBeside(f *frame) int {
	for _, k := range d.postsIn(f.word) {
		p := &d.posts[k]
		if p.first >= f.lo && p.last < f.word && p.how == "" && d.headTitle(p) != "" && len(p.holders) > 0 && d.kase[p.holders[0]] == morph.NoTag {
			return k
		}
	}
	return none
}

// seatGuided: the bodies in the dative to which somebody gave leadership.
func seatGuided(d *doc, f *frame) ([]seatAt, bool) {
	if !d.is(f.word-1, "leadership") {
		return nil, false
	}
	for i := f.word - 2; i >= f.lo; i-- {
		org, place := none, none
		if id := d.owner[i]; id != none {
			if d.kase[id] == morph.DAT && d.ms[id].Type == mention.Org {
				org = d.of[id]
			} else if d.kase[id] == morph.DAT && d.ms[id].Type == mention.Place {
				place = d.of[id]
			}
		} else if lemma := d.dativeNoun(i); lemma != "" {
			org = d.focusOr(d.state.focus.org, lemma, d.orgLike(lemma, i), i)
		}
		if org != none || place != none {
			return []seatAt{{d.headSeat(org, place), i}}, true
		}
	}
	return nil, false
}

// ledAt reads word i as the object of "to head": an organization, a territory, a
// noun for one of them, or "it".
func (d *doc) ledAt(i int) (org, place int) {
	if id := d.owner[i]; id != none {
		m := d.ms[id]
		if m.First != i || d.kase[id] != morph.ACC {
			return none, none
		}
		if m.Type == mention.Org {
			return d.of[id], none
		}
		if m.Type == mention.Place {
			return none, d.of[id]
		}
		return none, none
	}
	for k, a := range d.words[i].Analyses {
		if k >= reach || a.POS == morph.Verb || a.Case() != morph.ACC {
			continue
		}
		noun, ok := d.bodyNoun(i, a.Lemma)
		switch {
		case !ok:
		case d.kindOf(noun) == "territory":
			return none, d.focusOr(d.state.focus.place, noun, d.placeLike(noun, i), i)
		case d.kindOf(noun) == "generic" && d.points(i-1) && d.state.focus.org != none:
			return d.state.focus.org, none // bul mekemeni
		default:
			return d.focusOr(d.state.focus.org, noun, d.orgLike(noun, i), i), none
		}
	}
	if d.isCase(i, "he", morph.ACC) {
		return d.state.focus.org, d.state.focus.place
	}
	return none, none
}

// focusOr prefers the body that the article speaks of to another with such a head,
// unless the sentence has just named that one.
func (d *doc) focusOr(focus int, lemma string, other, i int) int {
	if d.state.focus.canon == "" || focus == none || other != none && d.namedNear(other, i) {
		return other
	}
	heads := append([]string{lemma}, d.tab.bodies[lemma].heads...)
	if d.anyMention(focus, func(id int) bool { return slices.Contains(heads, d.headOf(id)) }) {
		return focus
	}
	return other
}

// namedNear reports whether the sentence names the entity before word i.
func (d *doc) namedNear(ent, i int) bool {
	return slices.ContainsFunc(d.ents[ent].Mentions, func(id int) bool { return d.ms[id].Last <= i && d.same(d.ms[id].First, i) })
}
