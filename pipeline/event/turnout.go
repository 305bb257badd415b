package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A turnout is a share of voters, told in a sentence.
type turnout struct {
	sentence int
	percent  float64
	place    int // territory named before the number, or none
}

// turnoutIn: "qatysu korsetkishi 69,97 paiyzdy qurady", "sailaushylardyng 74,3 paiyzy
// qatysty (dauys berdi)".
func (d *doc) turnoutIn(c int, figures []figure) (float64, bool) {
	share := slices.IndexFunc(figures, func(f figure) bool { return f.percent })
	if share < 0 {
		return 0, false
	}
	cl, voters := d.clauses[c], false
	attended := d.between(cl.first, cl.last, func(i int) bool { _, ok := d.verb(i, "attend"); return ok })
	for i := cl.first; i < cl.last; i++ {
		switch {
		case !d.free(i):
			if id := d.at(i, mention.Person); id != none && (voters || d.kase[id] != morph.NoTag) {
				return 0, false
			}
			continue
		case d.is(i, "turnout") && i < figures[share].word:
			return figures[share].value, true
		case d.is(i, "voter") && d.caseOf(i, "voter") == morph.GEN || d.votersAt(i):
			voters = true
		case voters && d.is(i, "share") && i < figures[share].word:
			return figures[share].value, true
		case attended:
		case d.is(i, "for") || d.isCase(i, "he", morph.DAT) || d.isCase(i, "me", morph.DAT) || d.is(i, "candidacy"):
			return 0, false
		}
		voters = voters || attended && d.toVote(i)
		if _, ok := d.verb(i, "attend"); ok && voters {
			return figures[share].value, true
		}
		if _, ok := d.verb(i, "give"); ok && voters && d.is(i-1, "vote") && !figures[share].part && !slices.ContainsFunc(figures, func(f figure) bool { return !f.percent }) {
			return figures[share].value, true
		}
	}
	return 0, false
}

// turnoutsByPlace: "A-da sailaushylardyng 66,4 paiyzy, B-da 72,1 paiyzy keldi": each
// percentage with the territory in the locative before it.
func (d *doc) turnoutsByPlace(c int, figures []figure, first float64) []turnout {
	lo, sentence := d.clauses[c].first, d.sentence[d.clauses[c].first]
	var out []turnout
	for _, f := range figures {
		if !f.percent {
			continue
		}
		place := none
		for i := lo; i < f.word; i++ {
			if id := d.at(i, mention.Place); id != none && d.kase[id] == morph.LOC {
				place = d.of[id]
			}
		}
		if place != none {
			out = append(out, turnout{sentence, f.value, place})
		}
		lo = f.word
	}
	if len(out) < 2 {
		return []turnout{{sentence, first, none}}
	}
	return out
}

// turnoutWon gives a winner's turnout to the election that he won.
func (d *doc) turnoutWon(winner int, percent float64) {
	for k := range d.events[:winner] {
		if o := &d.events[k]; o.Type == ElectionHeld && o.Modality == Asserted && o.Turnout == nil && o.Place != none && o.Place == d.events[winner].Place {
			o.Turnout = &percent
		}
	}
}

// attachTurnout: the turnout of a sentence that names a winner is that of his
// election, any other that of the election last told of and of its winners.
func (d *doc) attachTurnout(t turnout) {
	if t.place != none {
		d.turnoutAt(t)
		return
	}
	held := none
	for k := range d.events {
		e := &d.events[k]
		if e.Modality != Asserted {
			continue
		}
		winner := e.Person != none && (e.Type == Elected || e.Type == Reelected)
		if winner && d.sentence[e.word] == t.sentence {
			v := t.percent
			e.Turnout = &v
			d.turnoutWon(k, t.percent)
			return
		}
		if e.Type == ElectionHeld && d.sentence[e.word] <= t.sentence {
			held = k
		}
	}
	if held == none {
		d.turnoutOfOnly(t)
		return
	}
	h := &d.events[held]
	for k := range d.events {
		e := &d.events[k]
		winner := e.Person != none && e.Modality == Asserted && (e.Type == Elected || e.Type == Reelected)
		if k != held && (!winner || e.Place != h.Place || e.Organization != h.Organization) {
			continue
		}
		v := t.percent
		e.Turnout = &v
	}
}

// turnoutOfOnly: the turnout of an election that is not told of as such is that of the
// only winner of an article.
func (d *doc) turnoutOfOnly(t turnout) {
	sole := none
	for k := range d.events {
		e := &d.events[k]
		if e.Modality != Asserted || e.Person == none || !elective(e.Type) {
			continue
		}
		if sole != none {
			return
		}
		sole = k
	}
	if sole != none {
		v := t.percent
		d.events[sole].Turnout = &v
	}
}

// turnoutAt: the turnout of a territory is that of its election and of its winner.
func (d *doc) turnoutAt(t turnout) {
	for k := range d.events {
		if e := &d.events[k]; e.Place == t.place && e.Modality == Asserted && (e.Type == ElectionHeld || elective(e.Type)) {
			v := t.percent
			e.Turnout = &v
		}
	}
}

// toVote reports whether word i is what voters come to: the election or the voting, in
// the dative.
func (d *doc) toVote(i int) bool {
	if d.isCase(i, "election", morph.DAT) {
		return true
	}
	return d.is(i-1, "vote") && d.words[i].MayHave(morph.VN) && d.words[i].MayHave(morph.DAT)
}

// votersAt reads "of those who voted": dauys bergenderding.
func (d *doc) votersAt(i int) bool {
	a, ok := d.verb(i, "give")
	return ok && d.is(i-1, "vote") && a.Has(morph.PFV) && a.Has(morph.PL) && a.Case() == morph.GEN
}
