package event

import (
	"slices"
	"sort"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// An occasion is a dated meeting, vote or decree that brings events about.
type occasion struct {
	sentence int
	word     int
	by       int // whose decree it is, or none
	when     moment
	ahead    bool // it will take place
	decree   bool
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
			o.by = d.issuer(o)
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
	o := occasion{sentence: d.sentence[i], word: i, by: none}
	if !d.free(i) {
		return o, false
	}
	if _, ok := d.verb(i, "sign"); ok && d.is(i-1, "sign") {
		o.signed = true
		return o, true
	}
	if d.isCase(i, "decree", morph.INS) {
		o.decree = true
		return o, true
	}
	if d.isCase(i, "meeting", morph.LOC) { // 27 nauryzdaghy otyrysynda, bugingi kezekti otyrysynda
		return o, d.between(max(i-3, d.t.Sentences[o.sentence].First), i, func(j int) bool {
			return d.words[j].MayHave(morph.REL) && d.at(j, mention.Date) != none || d.free(j) && d.known[j].relative
		})
	}
	if !d.convenes(i) {
		return o, false
	}
	m, ends := d.mood(i)
	o.ahead = m == morph.AOR || m == morph.INT || !ends && (d.words[i].MayHave(morph.AOR) || d.words[i].MayHave(morph.INT))
	return o, true
}

// issuer is whose decree brings events about.
func (d *doc) issuer(o occasion) int {
	if !o.decree {
		return none
	}
	for j := o.word - 1; d.same(j, o.word); j-- {
		if id := d.owner[j]; id != none && d.ms[id].Type != mention.Date {
			return d.of[id]
		}
	}
	return none
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
	if d.meets(i) {
		return true
	}
	_, been := d.verb(i, "be")
	_, attended := d.verb(i, "attend")
	_, drew := d.verb(i, "gain") // konferentsiiasyna 87 delegat zhinady
	if (attended || drew) && d.between(d.clauses[d.clauseOf[i]].first, i, func(j int) bool { return d.free(j) && d.isCase(j, "meeting", morph.DAT) }) {
		return true
	}
	return (been || attended) && d.between(max(i-2, s.First), i, meeting)
}

// meets reports whether word i ends a clause whose subject is a meeting: sezi …
// zhumysyn aiaqtady, otyrys … bastaldy.
func (d *doc) meets(i int) bool {
	c := d.clauses[d.clauseOf[i]]
	if m, ok := d.mood(i); !ok || m == morph.COND || !d.ends(i+1) || d.actsOnPosts(i) {
		return false
	}
	return d.between(c.first, i, func(j int) bool {
		return d.free(j) && d.isCase(j, "meeting", morph.NoTag) && !d.subjectBefore(c.first, j) && (d.free(j+1) || d.at(j+1, mention.Date) != none || d.at(j+1, mention.Place) != none)
	})
}

// actsOnPosts reports whether word i is a verb that puts people into posts or out of them.
func (d *doc) actsOnPosts(i int) bool {
	return slices.ContainsFunc(d.verbs[i], func(v verbReading) bool {
		return slices.ContainsFunc(v.triggers, func(r *triggerRow) bool { return r.person != "none" })
	})
}

// subjectBefore reports whether a person in the nominative stands in [lo, hi).
func (d *doc) subjectBefore(lo, hi int) bool {
	_, ok := d.firstNamed(lo, hi, morph.NoTag)
	return ok
}

// plannedMeetingDate: what is planned for a meeting that the sentence before dates.
func plannedMeetingDate(d *doc, e *draft) moment {
	if e.Modality != Planned || e.isElection() {
		return moment{}
	}
	k := d.sentence[e.word]
	for _, o := range d.occasions[d.occasionsBefore(k-1):d.occasionsBefore(k)] {
		if o.ahead && d.between(d.t.Sentences[k].First, e.word, func(j int) bool { return d.isCase(j, "he", morph.LOC) }) {
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
	for k := d.occasionsBefore(d.sentence[e.word]+1) - 1; k >= 0; k-- {
		switch o := &d.occasions[k]; {
		case o.ahead || o.signed:
		case o.sentence == d.sentence[e.word]:
			if o.word < e.word || e.Modality != Negated {
				return o.when
			}
		case apart:
			return moment{}
		case !o.decree || e.Type != Resigned && (e.By == none || e.By == o.by):
			return o.when
		}
	}
	if apart {
		return moment{}
	}
	return d.toldAfter(d.sentence[e.word])
}

// occasionsBefore is how many occasions stand in the sentences before one.
func (d *doc) occasionsBefore(sentence int) int {
	return sort.Search(len(d.occasions), func(k int) bool { return d.occasions[k].sentence >= sentence })
}

// toldAfter: the next sentence begins with the bare noun for the meeting and dates it:
// "… sailady. Otyrys 2 qyrkuiekte otti"; or that the decree was signed: "Okimge akim 4
// sauirde qol qoidy".
func (d *doc) toldAfter(k int) moment {
	for _, o := range d.occasions[d.occasionsBefore(k+1):d.occasionsBefore(k+2)] {
		s := d.t.Sentences[o.sentence]
		if o.ahead {
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
	if e.Modality != Asserted || e.isElection() || e.past {
		return moment{}
	}
	signed := slices.IndexFunc(d.occasions, func(o occasion) bool { return o.signed })
	if signed < 0 {
		return moment{}
	}
	if d.ordered(d.sentence[e.word]) || d.decreed(e.word) {
		return d.occasions[signed].when
	}
	k := d.sentence[e.word]
	for _, o := range d.occasions[d.occasionsBefore(k-1):d.occasionsBefore(k)] {
		if o.signed && d.accordingly(k) {
			return o.when
		}
	}
	return moment{}
}

// ordered reports whether a sentence is an item of a decree: "A bosatylsyn".
func (d *doc) ordered(sentence int) bool {
	s := d.t.Sentences[sentence]
	return d.between(s.First, s.Last, func(i int) bool {
		return slices.ContainsFunc(d.verbs[i], func(v verbReading) bool { return len(v.triggers) > 0 && v.a.Has(morph.IMP3) })
	})
}

// decreed reports whether an article has told of a decree that does something before
// word i.
func (d *doc) decreed(i int) bool {
	for ; d.undecreed < i; d.undecreed++ {
		if d.free(d.undecreed) && d.isCase(d.undecreed, "decree", morph.INS) {
			return true
		}
	}
	return false
}

// accordingly reports whether a sentence begins with "according to it".
func (d *doc) accordingly(k int) bool {
	first := d.t.Sentences[k].First
	return d.isCase(first, "he", morph.DAT) && d.is(first+1, "according")
}

// electionDates: who is elected is elected on the day of the election. An election
// that failed was to be on that day too.
func (d *doc) electionDates() {
	var held []int // elections with a date
	for k := range d.events {
		if o := &d.events[k]; o.Type == ElectionHeld && o.Modality == Asserted && o.Date != "" {
			held = append(held, k)
		}
	}
	for k := range d.events {
		e := &d.events[k]
		failed := e.Type == ElectionHeld && e.Modality == Negated
		won := (e.Type == Elected || e.Type == Reelected) && e.Modality == Asserted && !e.past
		if e.Date != "" || !failed && !won {
			continue
		}
		for _, n := range held {
			o := &d.events[n]
			if (o.seat.canon == "" || o.seat.canon == e.seat.canon) && (o.seat.org == none || e.seat.org == none || o.seat.org == e.seat.org) {
				e.when, e.Date = o.when, o.Date
				break
			}
		}
	}
}
