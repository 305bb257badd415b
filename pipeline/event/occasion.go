package event

import (
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// An occasion is a dated meeting, vote or decree that brings events about.
type occasion struct {
	sentence int
	when     moment
	ahead    bool // it will take place
	signed   bool // the date on which decrees were signed
}

// findOccasions looks for sentences that date a meeting or a decree.
func (d *doc) findOccasions() {
	for k, s := range d.t.Sentences {
		if k < d.headline {
			continue
		}
		for i := s.First; i < s.Last; i++ {
			o, ok := d.occasionAt(i)
			if !ok {
				continue
			}
			lo := d.clauses[d.clauseOf[i]].first
			if ids := d.dates(lo, i); len(ids) > 0 {
				o.when = d.resolveDate(d.ms[ids[len(ids)-1]].Date, o.ahead)
			} else {
				o.when = d.deictic(lo, i, o.ahead)
			}
			if o.when.year != 0 {
				d.occasions = append(d.occasions, o)
			}
			break
		}
	}
}

// occasionAt reads word i as the verb of a meeting that is held ("sessiia otti"), as
// a decree that does something ("zharlyghymen"), or as its signing ("qol qoiyldy").
func (d *doc) occasionAt(i int) (occasion, bool) {
	o := occasion{sentence: d.sentence[i]}
	if !d.free(i) {
		return o, false
	}
	if _, ok := d.verb(i, "sign"); ok && d.is(i-1, "sign") {
		o.signed = true
		return o, true
	}
	if d.isCase(i, "decree", morph.INS) {
		return o, true
	}
	if d.isCase(i, "meeting", morph.LOC) { // 27 nauryzdaghy otyrysynda
		id := d.at(i-1, mention.Date)
		return o, id != none && d.words[i-1].MayHave(morph.REL)
	}
	if !d.convenes(i) {
		return o, false
	}
	o.ahead = d.words[i].MayHave(morph.AOR) || d.words[i].MayHave(morph.INT)
	return o, true
}

// convenes reports whether word i says that a meeting takes place: sessiiasy otti,
// sezi boldy, sessiiasyna qatysty, bas qosty, Aqtauda zhinalghan deputattar.
func (d *doc) convenes(i int) bool {
	s := d.t.Sentences[d.sentence[i]]
	meeting := func(j int) bool { return d.is(j, "meeting") }
	if _, ok := d.verb(i, "hold"); ok {
		return d.between(s.First, s.Last, meeting)
	}
	if _, ok := d.verb(i, "gather"); ok {
		return d.is(i-1, "head-word") || !d.between(s.First, i, func(j int) bool { return d.free(j) && d.is(j, "vote") }) && d.words[i].Best().Has(morph.PASS)
	}
	_, been := d.verb(i, "be")
	_, attended := d.verb(i, "attend")
	if attended && d.between(d.clauses[d.clauseOf[i]].first, i, func(j int) bool { return d.free(j) && d.isCase(j, "meeting", morph.DAT) }) {
		return true
	}
	return (been || attended) && d.between(max(i-2, s.First), i, meeting)
}

// plannedMeetingDate: what is planned for a meeting that the sentence before dates.
func plannedMeetingDate(d *doc, e *draft) moment {
	if e.Modality != Planned || e.isElection() {
		return moment{}
	}
	k := d.sentence[e.word]
	for _, o := range d.occasions {
		if o.ahead && o.sentence == k-1 && d.between(d.t.Sentences[k].First, e.word, func(j int) bool { return d.isCase(j, "he", morph.LOC) }) {
			return o.when
		}
	}
	return moment{}
}

// meetingDate: the last dated meeting or decree before the event.
func meetingDate(d *doc, e *draft) moment {
	voted := e.Type == Elected || e.Type == Reelected
	if e.isElection() || e.past || d.told(e.frame) || e.Modality != Asserted && (e.Modality != Negated || !voted || e.frame.shape != finite) {
		return moment{}
	}
	if d.ownDecree(e) || d.is(d.t.Sentences[d.sentence[e.word]].First, "now") {
		return moment{}
	}
	apart := (e.Type == Appointed || e.leaving()) && e.By != none && d.ents[e.By].Type == mention.Person // one person's act
	var found moment
	for _, o := range d.occasions {
		if !o.ahead && !o.signed && (o.sentence == d.sentence[e.word] || o.sentence < d.sentence[e.word] && !apart) {
			found = o.when
		}
	}
	if found.year == 0 && !apart {
		found = d.toldAfter(d.sentence[e.word])
	}
	return found
}

// toldAfter: the next sentence begins with the bare noun for the meeting and dates it:
// "… sailady. Otyrys 2 qyrkuiekte otti"; or that the decree was signed: "Okimge akim 4
// sauirde qol qoidy".
func (d *doc) toldAfter(k int) moment {
	for _, o := range d.occasions {
		s := d.t.Sentences[o.sentence]
		if o.sentence != k+1 || o.ahead {
			continue
		}
		signed := o.signed && d.between(s.First, s.Last, func(j int) bool { return d.isCase(j, "decree", morph.DAT) })
		if signed || !o.signed && d.isCase(s.First, "meeting", morph.NoTag) {
			return o.when
		}
	}
	return moment{}
}

// ownDecree reports whether the clause rests on a decree of its own without a date;
// "the same decree" and "that day's decree" go back to what was told before.
func (d *doc) ownDecree(e *draft) bool {
	return d.between(e.frame.lo+1, e.word, func(j int) bool {
		return d.free(j) && d.isCase(j, "decree", morph.INS) && d.at(j-1, mention.Date) == none && !d.points(j-1) && !d.points(j-2)
	})
}

// signedDate: the decrees of an article were signed on one day, and what follows the
// first of them is their doing.
func signedDate(d *doc, e *draft) moment {
	if e.Modality != Asserted || e.isElection() {
		return moment{}
	}
	if e.past || !d.between(0, e.word, func(j int) bool { return d.free(j) && d.isCase(j, "decree", morph.INS) }) {
		return moment{}
	}
	for _, o := range d.occasions {
		if o.signed {
			return o.when
		}
	}
	return moment{}
}

// electionDates: who is elected is elected on the day of the election. An election
// that failed was to be on that day too.
func (d *doc) electionDates() {
	for k := range d.events {
		e := &d.events[k]
		failed := e.Type == ElectionHeld && e.Modality == Negated
		won := (e.Type == Elected || e.Type == Reelected) && e.Modality == Asserted && !e.past
		if e.Date != "" || !failed && !won {
			continue
		}
		for _, o := range d.events {
			if o.Type == ElectionHeld && o.Modality == Asserted && o.Date != "" && (o.seat.canon == "" || o.seat.canon == e.seat.canon) {
				e.when, e.Date = o.when, o.Date
				break
			}
		}
	}
}
