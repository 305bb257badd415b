package event

import "strings"

// A seat is a post with its body found, wherever the article names it.
type seat struct {
	canon, lemma string
	org, place   int
	acting       bool
	how          string // rule that found the body, "" for none
	rows         []string
}

// nowhere and nohome stand for what the article does not say.
var (
	nowhere = seat{org: none, place: none}
	nohome  = home{org: none, place: none}
)

// A state is what the article has been speaking of, up to a word.
type state struct {
	topic int  // the person, or none
	focus seat // the post
}

// seatOf completes a post: whose deputy, of which body. who is its new holder, or
// none; at is the word that asks.
func (d *doc) seatOf(p *post, who, at int) seat {
	s := seat{canon: p.canon, lemma: p.lemma, acting: p.acting, rows: p.rows}
	if p.mark == markDuty {
		s.canon, s.lemma, s.acting = d.actingTitle(p.canon)
	}
	if q := d.fielded(p); q != nil {
		s.canon, s.lemma = q.canon, q.lemma
	}
	h := d.homeOf(p, who, at)
	s.org, s.place, s.how = h.org, h.place, h.how
	if d.dependent(p) {
		d.complete(&s, p, at)
	}
	return s
}

// fielded: "the minister" after a minister with a field of his own is that post: the
// last one named before, if the bare title has no body.
func (d *doc) fielded(p *post) *post {
	if row, _ := d.postRow(p.canon); row.scope != "state" || p.how != "" || strings.Contains(p.canon, " ") {
		return nil
	}
	found := none
	for last, l := range d.long {
		if strings.HasPrefix(last, p.canon) {
			found = max(found, l.last(d, p.first))
		}
	}
	if found == none {
		return nil
	}
	return &d.posts[found]
}

// actingTitle makes "acting X" of X.
func (d *doc) actingTitle(canon string) (full, written string, acting bool) {
	full = genitive(canon) + " " + d.tab.acting
	return full, d.write(full), true
}
