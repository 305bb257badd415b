package event

// headSeat names the post of the head of a body: the one told of last, else as the
// article does elsewhere; the title line, which likes loose words, is asked last.
func (d *doc) headSeat(org, place int) seat {
	s := seat{org: org, place: place}
	if f := d.state.focus; f.canon != "" && f.org == org && f.place == place && d.tab.posts[f.canon].head {
		s.canon, s.lemma = f.canon, f.lemma
		return s
	}
	if d.heading == nil {
		d.heading = d.findChiefs()
	}
	for n := range d.heading {
		if k := d.heading[n].of(d, org, place); k != none {
			p := &d.posts[k]
			s.canon, s.lemma = d.headTitle(p), p.lemma
			if s.canon != p.canon {
				s.lemma = d.write(s.canon)
			}
			return s
		}
	}
	s.canon = d.tab.defaultHead
	if place != none {
		s.canon = d.tab.defaultAkim
	}
	s.lemma = d.write(s.canon)
	return s
}

// headTitle returns the post of a head that a title names, or that somebody is
// acting in; "" for any other title.
func (d *doc) headTitle(p *post) string {
	canon := p.canon
	if p.acting && !d.dependent(p) {
		canon = d.base(canon)
	}
	if row, ok := d.tab.posts[canon]; !ok || !row.head || p.plural || p.id == none {
		return ""
	}
	return canon
}

// chiefs are posts of heads by their bodies and territories, the first of each. Those
// whose own words name none are looked up in their order as far as they are needed: what
// the article speaks of then decides.
type chiefs struct {
	byOrg, byPlace map[int]int
	open           []int // not looked up yet
}

// findChiefs gives those of the text and those of the title line.
func (d *doc) findChiefs() *[2]chiefs {
	both := &[2]chiefs{{byOrg: map[int]int{}, byPlace: map[int]int{}}, {byOrg: map[int]int{}, byPlace: map[int]int{}}}
	for k := range d.posts[:d.named] {
		p := &d.posts[k]
		if d.headTitle(p) == "" {
			continue
		}
		c := &both[0]
		if d.inHeadline(p.first) {
			c = &both[1]
		}
		if p.org == none && p.place == none {
			c.open = append(c.open, k)
		} else {
			c.enter(k, home{org: p.org, place: p.place})
		}
	}
	return both
}

// enter notes the home of a post.
func (c *chiefs) enter(k int, h home) {
	if old, ok := c.byOrg[h.org]; !ok || k < old {
		c.byOrg[h.org] = k
	}
	if old, ok := c.byPlace[h.place]; !ok || k < old {
		c.byPlace[h.place] = k
	}
}

// of is the first post of the organization or territory, or none.
func (c *chiefs) of(d *doc, org, place int) int {
	k := c.known(org, place)
	for len(c.open) > 0 && (k == none || c.open[0] < k) {
		next := c.open[0]
		c.open = c.open[1:]
		c.enter(next, d.homeOf(&d.posts[next], none, d.posts[next].first))
		k = c.known(org, place)
	}
	return k
}

func (c *chiefs) known(org, place int) int {
	found := none
	if k, ok := c.byOrg[org]; ok && org != none {
		found = k
	}
	if k, ok := c.byPlace[place]; ok && place != none && (found == none || k < found) {
		found = k
	}
	return found
}
