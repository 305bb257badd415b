package event

// A titleSearch looks for the body of a post at another post with the same title.
type titleSearch struct {
	*doc
	p    *post
	base string
	who  int // who holds p, or none
}

// sameTitle: the nearest post before (else after) with the same title and a body.
// What somebody else holds is his post.
func sameTitle(d *doc, p *post, who, _ int) (int, int) {
	l := d.bodied[p.base]
	if l == nil {
		return none, none
	}
	if who == none && len(p.holders) > 0 {
		who = d.of[p.holders[0]]
	}
	s := titleSearch{d, p, p.base, who}
	best := s.before(l)
	if best == none || len(l.others) > 0 {
		best = s.after(l, best)
	}
	if best == none {
		return none, none
	}
	return d.posts[best].org, d.posts[best].place
}

// before is the last post before p; one that is aside only if no other comes before it
// or that one is not of the body that the article is about.
func (s *titleSearch) before(l *postList) int {
	walk := s.walkBack(s.p.first, l.titles, nil)
	if s.who != none && s.base == s.p.canon {
		walk = s.walkBack(s.p.first, l.loose, s.heldBy[s.who])
	}
	last := none
	for k := walk.next(); k != none; k = walk.next() {
		if !s.fits(k) {
			continue
		}
		if !s.passing(k) {
			if last == none || s.posts[k].org == s.topicOrg() {
				return k
			}
			return last
		}
		if last == none {
			last = k
		}
	}
	return last
}

// after goes on behind p where none was found before it, then to the posts that are
// no TITLE mentions. It ends with the second post behind p, or with the first one if
// there is one before.
func (s *titleSearch) after(l *postList, best int) int {
	held := []int(nil)
	if s.who != none {
		held = s.heldBy[s.who]
	}
	walk, taken := s.walkOn(s.p.first, l.unheld, held), none
	for k := walk.next(); k != none; k = walk.next() {
		if k == taken || !s.fits(k) {
			continue
		}
		if best != none {
			return best
		}
		if best, taken = k, k; len(l.others) == 0 {
			return best
		}
	}
	for _, k := range l.others {
		behind := s.posts[k].first > s.p.first
		switch {
		case !s.fits(k):
		case behind && best != none:
			return best
		case best == none || !s.passing(k) || s.posts[best].org != s.topicOrg():
			best = k
		}
	}
	return best
}

// fits reports whether a post says which body another of that title may have, and is
// not somebody else's.
func (s *titleSearch) fits(k int) bool {
	q, p := &s.posts[k], s.p
	if q.base != s.base || !s.tells(q, p) {
		return false
	}
	others := len(q.holders) > 0 && (s.who == none || !s.holds(q, s.who))
	return !others || q.first < p.first && (s.who == none || s.base != p.canon || q.canon != p.canon)
}

// passing reports whether a post with a body is told of by the way.
func (s *titleSearch) passing(k int) bool {
	q := &s.posts[k]
	return q.org != none && s.aside(q, s.p)
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
