package event

import (
	"cmp"
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// Events of groups: several people, whom nobody names, are elected, put forward or
// relieved. They are no change in one post of one person, so they stand apart and
// nothing is derived from them.

// considerGroup makes the event of a group from a frame that makes no other event.
func (d *doc) considerGroup(f *frame) bool {
	if f.shape != finite || d.unstated(f) != "" || f.need != "" && d.guarded(f) != "" {
		return false
	}
	j := d.groupOf(f)
	if j == none {
		return false
	}
	mode, how := d.modality(f)
	if mode == Conditional {
		return false // what the law says
	}
	s := d.groupSeat(f, j)
	e := draft{word: f.word, frame: f, seat: s}
	e.Event = Event{
		Type: d.typeOf(f), Modality: mode, Person: none, Post: s.lemma, Organization: s.org, Place: s.place, By: none, Previous: none,
		Trigger:  Trigger{f.word, Span{d.words[f.word].Start, d.words[f.word].End}},
		Evidence: d.sentenceSpan(f.word), Confidence: min(f.row.confidence, 0.4),
		Rule: join("group", how), Rows: append([]string{f.row.ref}, s.rows...),
	}
	d.groups = append(d.groups, e)
	return true
}

// groupOf finds the group that the verb is about, or none: the subject of a passive or
// intransitive verb, the object of an active one.
func (d *doc) groupOf(f *frame) int {
	if f.row.person != "subj" && f.row.person != "obj" {
		return none
	}
	for j := f.word - 1; j >= f.lo; j-- {
		if f.need == "resignation" && f.row.person == "subj" && d.at(j, mention.Org) != none && d.kase[d.owner[j]] == morph.NoTag {
			return j // Ukimet otstavkagha ketti
		}
		if d.isGroup(f, j) && d.groupCase(f, j) && d.licensed(f, j) {
			return j
		}
	}
	return none
}

// isGroup: musheleri, ush kandidat, birneshe qyzmetker; a party's own candidate.
func (d *doc) isGroup(f *frame, j int) bool {
	if id := d.at(j, mention.Title); id != none && d.ms[id].Last == j+1 {
		return d.posts[d.postOf[id]].plural || d.counted(d.ms[id].First)
	}
	if !d.free(j) || !d.is(j, "voter") && !d.is(j, "candidate") && !d.is(j, "candidacy") && !d.role(j) {
		return false
	}
	owned := f.row.event == Nominated && d.is(j-1, "own") && d.is(j, "candidate")
	return d.words[j].MayHave(morph.PL) || d.counted(j) || d.same(j-1, j) && d.is(j-1, "several") || owned
}

// groupCase: the group stands in the case of whom the verb is about; an object
// without a case only right before the verb.
func (d *doc) groupCase(f *frame, j int) bool {
	a, ok := d.noun(j)
	if !ok {
		return false
	}
	c := a.Case()
	if f.row.person == "subj" {
		return c == morph.NoTag
	}
	return c == morph.ACC || c == morph.NoTag && j == f.word-1
}

// licensed: something says that it is about a post: the complement of the verb, or
// the verb itself, which needs no more than a title, or who is put forward.
func (d *doc) licensed(f *frame, j int) bool {
	return f.need != "" || slices.Contains(f.row.needs, "title") ||
		f.row.event == Nominated && slices.Contains(f.row.needs, "candidacy") && d.is(j, "candidate")
}

// groupSeat is the post that the clause names, else what the members of the group are.
func (d *doc) groupSeat(f *frame, j int) seat {
	switch id := d.at(j, mention.Title); {
	case len(f.marked) > 0:
		return d.seatOf(&d.posts[f.marked[0]], none, f.word)
	case f.title != none:
		return d.seatOf(&d.posts[f.title], none, f.word)
	case id != none:
		return d.seatOf(&d.posts[d.postOf[id]], none, f.word)
	}
	s := nowhere
	if a, ok := d.noun(j); ok && d.owner[j] == none && !d.is(j, "candidate") && !d.is(j, "candidacy") && f.need != "candidate" {
		s.lemma = a.Lemma
	}
	return s
}

// finishGroups dates the events of groups and hands them over in text order.
func (d *doc) finishGroups() {
	slices.SortStableFunc(d.groups, func(a, b draft) int { return cmp.Compare(a.word, b.word) })
	for k := range d.groups {
		d.date(&d.groups[k])
		d.facts.Groups = append(d.facts.Groups, d.groups[k].Event)
	}
}
