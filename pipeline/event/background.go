package event

import (
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// markBackground marks events of long ago and those told among them.
func (d *doc) markBackground() {
	told := history{whole: true, last: make([]bool, len(d.ents)-none)}
	for k := range d.events {
		e := &d.events[k]
		if !e.isElection() && e.Modality == Asserted {
			e.Background = d.longAgo(e.when, e.dateless(d)) || e.when.year == 0 && (d.narrated(e) || told.chronicled(e))
			if e.Background && e.leaving() && !e.explicit {
				e.Post, e.Organization, e.Place, e.seat = "", none, none, nowhere
			}
		}
		told.whole, told.last[e.Person-none] = told.whole && e.Background, e.Background
	}
}

// A history is what the events so far tell of.
type history struct {
	whole bool   // of nothing else than what is long ago
	last  []bool // is the last event of each person background; the first is of nobody
}

func (e *draft) leaving() bool { return e.Type == Dismissed || e.Type == Resigned }

// dateless reports whether the date was stated without its day.
func (e *draft) dateless(_ *doc) bool { return e.when.day == 0 }

// longAgo: more than twelve months before the publication. Where that is unknown, a
// bare year or month with its year tells a story, not news.
func (d *doc) longAgo(m moment, bare bool) bool {
	if m.year == 0 {
		return false
	}
	pub := d.published()
	if pub.IsZero() {
		return bare
	}
	return m.end().Before(pub.AddDate(-1, 0, 0))
}

// chronicled: the event told before of the same person is history, and a perfect
// without a date goes on with it; so does any tense where the article has told
// nothing but history.
func (h *history) chronicled(e *draft) bool {
	if e.frame.shape != finite || e.past || e.Person == none {
		return false
	}
	return h.last[e.Person-none] && (h.whole || e.frame.a.Has(morph.PFV))
}

// longAgoAt reports whether a date of a year long ago stands at word i, be it a limit.
func (d *doc) longAgoAt(i int) bool {
	id := d.at(i, mention.Date)
	if id == none || d.ms[id].Date.Year == 0 {
		return false
	}
	m := d.resolveDate(d.ms[id].Date, false)
	return d.longAgo(m, m.day == 0)
}

// narrated: a perfect after a sentence about a year long ago.
func (d *doc) narrated(e *draft) bool {
	k := d.sentence[e.word]
	if k == 0 || e.frame.shape != finite || e.past {
		return false
	}
	s := d.t.Sentences[k-1]
	if d.is(d.t.Sentences[k].First, "after") && d.between(s.First, s.Last, d.longAgoAt) { // keiin ol … bekitildi
		return true
	}
	if !e.frame.a.Has(morph.PFV) {
		return false
	}
	for _, id := range d.dates(s.First, s.Last) {
		if m := d.resolveDate(d.ms[id].Date, false); d.ms[id].Date.Year != 0 && d.longAgo(m, m.day == 0) {
			return true
		}
	}
	return false
}
