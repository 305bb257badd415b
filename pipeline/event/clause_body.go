package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// ledBody: the body that the clause before in the sentence says somebody heads.
func ledBody(d *doc, p *post, _, _ int) (int, int) {
	if p.how != "" && !p.his {
		return none, none
	}
	for c := d.clauseOf[p.first]; c >= 0 && c >= d.clauseOf[p.first]-1 && d.same(d.clauses[c].first, p.first); c-- {
		if org := d.ledIn(d.clauses[c], p); org != none {
			return org, none
		}
	}
	return none, none
}

// ledIn is the body before a post that a clause says somebody heads, or none.
func (d *doc) ledIn(cl clause, p *post) int {
	if !d.between(cl.first, cl.last, func(j int) bool { _, ok := d.verb(j, "lead"); return ok }) {
		return none
	}
	for j := min(cl.last, p.first) - 1; j >= cl.first; j-- {
		if id := d.at(j, mention.Org); id != none && d.kase[id] == morph.ACC && d.admits(d.of[id], p.canon) {
			return d.of[id]
		}
	}
	return none
}

// orgBefore: "Sayasi kengestin quramyna 25 adam endi, onyng khatshysy bolyp …": the
// organization of the clause before.
func (d *doc) orgBefore(p *post) int {
	for j := p.npFirst - 1; d.same(j, p.first); j-- {
		if id := d.at(j, mention.Org); id != none && d.clauseOf[j] != d.clauseOf[p.first] {
			return d.of[id]
		}
		if d.at(j, mention.Person) != none {
			return none
		}
	}
	return none
}

// clausePlace: where the election was held is the territory of the post.
func clausePlace(d *doc, p *post, _, at int) (int, int) {
	if !d.in(at) || d.scope(p.canon) != "place" {
		return none, none
	}
	return none, d.localPlace(at)
}

// clauseBody: a title without a possessive has its body apart from it, in the locative
// or dative of its own clause.
func clauseBody(d *doc, p *post, _, _ int) (int, int) {
	_, been := d.verb(p.last, "be")
	listed := p.mark == unmarked && (been || d.listed(p))
	if p.how != "" && !p.inner || !listed && p.mark != markAs && p.mark != markHold && p.mark != markTo || d.possessed(p) && !p.acting && !p.inner {
		return none, none
	}
	for j := p.npFirst - 1; d.same(j, p.first) && d.clauseOf[j] == d.clauseOf[p.first]; j-- {
		if id := d.at(j, mention.Org); id != none {
			if (d.kase[id] == morph.LOC || d.kase[id] == morph.DAT) && d.admits(d.of[id], p.canon) && !d.actor(d.of[id]) {
				return d.of[id], none
			}
			return none, none
		}
		if d.at(j, mention.Title) != none && !d.comma(j+1) {
			return none, none
		}
		if lemma := d.dativeNoun(j); lemma != "" {
			return d.orgLike(lemma, j), none
		}
	}
	return none, none
}

// convenedBody: the body whose meeting the sentence begins with is that of every bare
// post up to one with a body of its own.
func convenedBody(d *doc, p *post, _, _ int) (int, int) {
	if p.how != "" && !p.inner || p.mark != markAs && p.mark != markTo || p.inner && p.org != none || d.is(p.last, "candidate") {
		return none, none
	}
	for j := p.npFirst - 1; d.same(j, p.first); j-- {
		if id := d.at(j, mention.Org); id != none {
			if d.kase[id] != morph.GEN || !d.admits(d.of[id], p.canon) || d.actor(d.of[id]) {
				return none, none
			}
			met := d.between(j+1, min(j+5, p.first), func(k int) bool { return d.isCase(k, "meeting", morph.LOC) })
			if !met {
				return none, none
			}
			return d.of[id], none
		}
	}
	return none, none
}

// staffBody: a new head is introduced to the staff of his body.
func staffBody(d *doc, p *post, _, _ int) (int, int) {
	if p.how != "" && !p.inner || !p.fresh {
		return none, none
	}
	c := d.clauses[d.clauseOf[p.first]]
	for j := c.first; j < p.first; j++ {
		if !d.free(j) || !d.isCase(j, "staff", morph.DAT) {
			continue
		}
		if d.free(j-1) && d.is(j-1, "staff") { // zheke quramyna
			j--
		}
		if id := d.at(j-1, mention.Org); id != none && attributive(d.kase[id]) && d.admits(d.of[id], p.canon) {
			return d.of[id], none
		}
	}
	return none, none
}

// listed reports whether a post is followed in its clause by one with a mark or with
// "to be", in a list: kafedra mengerushisi, dekan qyzmetterin atqarghan.
func (d *doc) listed(p *post) bool {
	if !d.comma(p.last) && !d.joins(p.last) {
		return false
	}
	return slices.ContainsFunc(d.postsIn(p.first), func(k int) bool {
		q := &d.posts[k]
		_, been := d.verb(q.last, "be")
		return q.first > p.first && d.clauseOf[q.first] == d.clauseOf[p.first] && (been || q.mark == markAs || q.mark == markHold)
	})
}
