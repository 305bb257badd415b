package event

import (
	"slices"
	"sort"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// Which body an article speaks of when a post is told without one. A body can be
// meant if it admits the post; of those that do, the one that the clause before a
// colon acts on, the one with the same post elsewhere, the one of the post told of
// last, and the one that the article is about are asked in this order.

// admits reports whether a body can have the post. A part of a body has only some
// posts: a board has a chair and members, but no chief accountant.
func (d *doc) admits(org int, canon string) bool {
	base := d.base(canon)
	return d.anyMention(org, func(id int) bool {
		posts := d.tab.bodies[d.headOf(id)].posts
		return len(posts) == 0 || slices.Contains(posts, base)
	})
}

// admitted goes up from a body to the first one that admits the post, or none.
func (d *doc) admitted(org int, canon string) int {
	for range len(d.facts.Parents) + 1 {
		if org == none || d.admits(org, canon) {
			return org
		}
		org = d.parentOf(org)
	}
	return none
}

func (d *doc) parentOf(org int) int {
	if up, ok := d.parents[org]; ok {
		return up
	}
	return none
}

// root goes up to the body that belongs to none.
func (d *doc) root(org int) int {
	for range len(d.facts.Parents) + 1 {
		up := d.parentOf(org)
		if up == none {
			return org
		}
		org = up
	}
	return org
}

// renewedBody: the clause before a colon names as its object the body whose posts
// the clauses after it list.
func renewedBody(d *doc, p *post, _, _ int) (int, int) {
	colon := none
	for j := p.first - 1; d.same(j, p.first) && colon == none; j-- {
		if d.punct(j) && d.words[j].Text == ":" {
			colon = j
		}
	}
	for j := colon - 1; colon != none && d.same(j, p.first); j-- {
		if id := d.at(j, mention.Org); id != none && d.kase[id] == morph.ACC && d.admits(d.of[id], p.canon) {
			return d.of[id], none
		}
	}
	return none, none
}

// kindBody: some posts are found in bodies of a kind only: deputat, sudia.
func kindBody(d *doc, p *post, _, at int) (int, int) {
	row, _ := d.postRow(d.base(p.canon))
	if len(row.bodies) == 0 {
		return none, none
	}
	fits := func(id int) bool { return slices.Contains(row.bodies, d.headOf(id)) }
	if org := d.topicOrg(); org != none && d.anyMention(org, fits) {
		return org, none
	}
	return d.nearest(mention.Org, at, fits), none
}

// anyMention reports whether some mention of the entity fits.
func (d *doc) anyMention(ent int, fits func(id int) bool) bool {
	return slices.ContainsFunc(d.ents[ent].Mentions, fits)
}

// focusBody: the body or territory of the post that was told of last.
func focusBody(d *doc, p *post, _, _ int) (int, int) {
	if d.scope(p.canon) == "place" {
		return none, d.state.focus.place
	}
	if row, _ := d.postRow(d.base(p.canon)); len(row.bodies) > 0 || p.inner {
		return none, none
	}
	return d.admitted(d.state.focus.org, p.canon), none
}

// articlesBody: the organization in the title line, else the first one that does
// not merely act or report. A part of a body ("basqarma toraghasy") belongs to the
// whole.
func articlesBody(d *doc, p *post, _, _ int) (int, int) {
	if d.scope(p.canon) == "place" {
		return none, d.topicPlace()
	}
	if row, _ := d.postRow(d.base(p.canon)); len(row.bodies) > 0 {
		return none, none
	}
	org := d.topicOrg()
	if org == none {
		return none, none
	}
	if p.inner {
		org = d.root(org)
		if whole := d.wholeOrg(); d.part(org) && whole != none {
			org = whole
		}
		return org, none
	}
	if up := d.admitted(org, p.canon); up != none {
		org = up
	}
	return org, none
}

// topicOrg is the organization that the article is about: the first one named. A
// title line may name it in other words than the first sentence ("ulttyq oiyn
// federatsiiasy"), never to return to them.
func (d *doc) topicOrg() int {
	if !d.topicKnown {
		d.topic, d.topicKnown = d.findTopicOrg(), true
	}
	return d.topic
}

func (d *doc) findTopicOrg() int {
	first := none
	for id := range d.ms {
		m := &d.ms[id]
		if d.sentence[m.First] > d.headline+opening {
			break
		}
		if m.Type != mention.Org || d.of[id] == none || d.actor(d.of[id]) || d.teller(d.of[id]) || d.owner[m.First] != id && d.enclosing(id) != none {
			continue
		}
		switch {
		case first == none:
			if !d.inHeadline(m.First) || len(d.ents[d.of[id]].Mentions) > 1 {
				return d.of[id]
			}
			first = id
		case d.sentence[m.First] > d.headline:
			return d.of[first]
		case d.headOf(id) == d.headOf(first) && !d.inHeadline(m.First):
			return d.of[id]
		}
	}
	return d.entity(first)
}

// part reports whether a body is called by a noun for parts of bodies: a board.
func (d *doc) part(org int) bool {
	is, known := d.parts[org]
	if !known {
		is = d.anyMention(org, func(id int) bool { return d.kindOf(d.headOf(id)) == "inner" })
		d.parts[org] = is
	}
	return is
}

// wholeOrg is the first body of the opening that is no part of another and does not
// merely act, or none: what the board whose name stands alone is the board of.
func (d *doc) wholeOrg() int {
	for id := range d.ms {
		m := &d.ms[id]
		if d.sentence[m.First] > d.headline+opening {
			break
		}
		if m.Type == mention.Org && d.of[id] != none && !d.actor(d.of[id]) && !d.part(d.of[id]) {
			return d.of[id]
		}
	}
	return none
}

// teller reports whether an organization is only named as who tells it: dep
// khabarlaidy X.
func (d *doc) teller(org int) bool {
	return !d.anyMention(org, func(id int) bool {
		first := d.ms[id].First
		_, says := d.verb(first-1, "say")
		_, writes := d.verb(first-1, "write")
		return !says && !writes || !d.is(first-2, "quote")
	})
}

// opening is how many sentences after its first one an article may take to name what
// it is about.
const opening = 3

func (d *doc) topicPlace() int {
	for id := range d.ms {
		if m := &d.ms[id]; m.Type == mention.Place && d.headOf(id) != m.Canon {
			return d.of[id]
		}
	}
	return none
}

// nearest returns the entity of the last mention before word i that fits, else of
// the first after it. A mention of an earlier sentence that only says where or
// whence something was gives way to the one that the article began with.
func (d *doc) nearest(kind mention.Type, i int, fits func(id int) bool) int {
	if ent := d.before(kind, i, fits); ent != none {
		return ent
	}
	for id := d.laterThan(i); id < len(d.ms); id++ {
		if m := &d.ms[id]; m.Type == kind && fits(id) {
			return d.of[id]
		}
	}
	return none
}

// before is nearest without what comes after word i.
func (d *doc) before(kind mention.Type, i int, fits func(id int) bool) int {
	pointed := d.points(i-1) || d.points(i-2) // this district is the last one named
	for id := d.laterThan(i) - 1; id >= 0; id-- {
		m := &d.ms[id]
		if m.Type != kind || m.Last > i || !fits(id) {
			continue
		}
		if !pointed && !d.same(m.First, i) && d.onlyWhere(id) {
			if topic := d.openingOf(kind, fits); topic != none {
				return topic
			}
		}
		return d.of[id]
	}
	return none
}

// openingOf returns the first entity that fits of the title line and the sentence
// after it, or none.
func (d *doc) openingOf(kind mention.Type, fits func(id int) bool) int {
	for id := range d.ms {
		m := &d.ms[id]
		if d.sentence[m.First] > d.headline {
			return none
		}
		if m.Type == kind && fits(id) {
			return d.of[id]
		}
	}
	return none
}

// laterThan is the first mention that begins after word i.
func (d *doc) laterThan(i int) int {
	return sort.Search(len(d.ms), func(id int) bool { return d.ms[id].First > i })
}

// onlyWhere reports whether a mention is only where or whence of its sentence.
func (d *doc) onlyWhere(id int) bool {
	c := d.kase[id]
	return c == morph.LOC || c == morph.ABL
}
