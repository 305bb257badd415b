package event

// sameTitle: the nearest post before (else after) with the same title and a body.
// What somebody else holds is his post.
func sameTitle(d *doc, p *post, who, _ int) (int, int) {
	base := d.base(p.canon)
	if who == none && len(p.holders) > 0 {
		who = d.of[p.holders[0]]
	}
	best := none
	for k := range d.posts {
		q := &d.posts[k]
		if d.base(q.canon) != base || !d.tells(q, p) {
			continue
		}
		others := len(q.holders) > 0 && (who == none || !d.holds(q, who))
		if others && (q.first > p.first || who != none && base == p.canon && q.canon == p.canon) {
			continue
		}
		if q.first > p.first && best != none {
			break
		}
		if best != none && q.org != none && d.aside(q, p) && d.posts[best].org == d.topicOrg() {
			continue
		}
		best = k
	}
	if best == none {
		return none, none
	}
	return d.posts[best].org, d.posts[best].place
}

// tells reports whether a post says which body another of that title may have.
func (d *doc) tells(q, p *post) bool {
	if q.org == none && q.place == none || q.first == p.first || q.org != none && d.actor(q.org) {
		return false
	}
	return !p.inner || q.inner && d.nounLemma(p.noun) == d.nounLemma(q.noun) // else another part of the body
}

// aside reports whether a post told of before p is by the way: it belongs to a part of
// the body that the article is about, or to another body in which somebody served
// before. The article goes back to its own body.
func (d *doc) aside(q, p *post) bool {
	topic := d.topicOrg()
	if q.first > p.first || q.org == topic || d.sentence[q.first] == d.sentence[p.first] {
		return false
	}
	if d.part(q.org) {
		return true
	}
	c := d.clauses[d.clauseOf[q.first]]
	return d.between(q.last, c.last, func(i int) bool {
		for _, class := range []string{"be", "work", "carry"} {
			if _, ok := d.verb(i, class); ok {
				return true
			}
		}
		return false
	})
}
