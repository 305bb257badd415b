package event

import (
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// findAgent names who appoints or elects: the owner of a decree, or the subject of
// an active verb.
func (d *doc) findAgent(f *frame, e *draft) {
	for j := f.word - 1; j > f.lo; j-- {
		if !d.isCase(j, "decree", morph.INS) || !d.free(j) {
			continue
		}
		for j--; j > f.lo && d.at(j, mention.Date) != none; j-- {
		}
		if id := d.owner[j]; id != none {
			d.setAgent(e, id)
		}
		return
	}
	if f.row.person != "obj" || !d.in(f.lo) {
		return
	}
	for i := f.lo; i < f.word; i++ {
		if id := d.owner[i]; id != none && d.ms[id].First == i && d.kase[id] == morph.NoTag && d.words[d.ms[id].Last].Kind != token.Dash &&
			(d.ms[id].Type == mention.Org || d.ms[id].Type == mention.Person) && d.of[id] != e.Person && d.of[id] != e.Organization {
			d.setAgent(e, id)
			return
		}
	}
}

func (d *doc) setAgent(e *draft, id int) {
	if e.By = d.of[id]; e.By != none {
		return
	}
	m := d.ms[id]
	start := m.Start
	if k := d.postOf[id]; m.Type == mention.Title && k != none {
		start = d.words[d.posts[k].npFirst].Start
	}
	e.ByText = d.t.Clean[start:m.End]
}

// findPrevious: A-nyng ornyna B sailandy.
func (d *doc) findPrevious(f *frame, e *draft) {
	if left := d.leftBefore(f); left != nil && e.installs() && left.Person != e.Person {
		e.Previous = left.Person
		return
	}
	for j := f.word - 1; j > f.lo; j-- {
		if !d.is(j, "instead") || !d.free(j) {
			continue
		}
		if id := d.at(j-1, mention.Person); id != none && d.kase[id] == morph.GEN {
			e.Previous = d.of[id]
		} else if d.is(j-1, "he") {
			e.Previous = d.state.topic
		}
		if e.Previous == e.Person {
			e.Previous = none
		}
		return
	}
}
