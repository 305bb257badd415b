package event

import (
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// buildElection makes the event of an election that is set or takes place.
func (d *doc) buildElection(f *frame) string {
	s := d.electionSeat(f)
	mode, how := d.modality(f)
	if mode == Conditional && s.canon == "" && s.org == none && s.place == none && len(d.dates(f.lo, f.word)) == 0 {
		return generic // the law on elections
	}
	if _, is := d.verb(f.word, "be"); is && d.between(f.lo, f.election, func(j int) bool { return d.free(j) && d.is(j, "matter") }) {
		return notStated // an item on the agenda
	}
	if f.row.event == ElectionScheduled && mode == Planned && f.a.Has(morph.IMP3) {
		mode = Asserted
	}
	places := d.electionPlaces(f)
	if len(places) < 2 || s.place != places[len(places)-1] {
		places = []int{s.place}
	}
	for _, place := range places {
		s.place = place
		d.addEvent(f, f.row.event, mode, slot{seat: s, rule: join("election", how)}, none)
		d.events[len(d.events)-1].Confidence = f.row.confidence
	}
	return ""
}

// electionPlaces lists the territories in each of which there is an election: eki
// okrugte, A zhane B okrugterinde sailau otti.
func (d *doc) electionPlaces(f *frame) []int {
	var out []int
	for j := f.lo; j < f.word; j++ {
		id := d.at(j, mention.Place)
		if id == none || d.ms[id].First != j || d.kase[id] != morph.LOC {
			continue
		}
		if len(out) > 0 && (id == 0 || d.next[id-1] != id) {
			out = out[:0]
		}
		out = append(out, d.of[id])
	}
	return out
}

// electionSeat reads what is elected from the words before "sailau": akim sailauy,
// deputatyn kezekten tys sailau, deputatynyng bosaghan ornyna sailau.
func (d *doc) electionSeat(f *frame) seat {
	place := d.electionPlace(f)
	k, org := d.electedPost(f)
	s := nowhere
	switch {
	case k != none:
		p := &d.posts[k]
		if (p.how == "" || p.plural && p.noun != none) && d.scope(p.canon) == "place" { // auyl akimderining sailauy: of many places
			s.canon, s.lemma, s.place = p.canon, p.lemma, d.electionRegion(f)
			break
		}
		s = d.seatOf(p, none, f.word)
		if p.place != none && (place == none || d.scope(p.canon) == "place") {
			place = p.place
		}
	case org != none:
		s.org = org
	default:
		if s = d.state.focus; s.canon == "" {
			s = d.electionBefore(f)
		}
		if s.canon == "" {
			s = d.candidatesSeat(f)
		}
		s.acting = false
	}
	if place != none {
		s.place = place
	}
	return s
}

// candidatesSeat: before any event the election is for the post that the sentences
// before speak of by its office: deputattyqqa umitkerler. … Sailau otedi.
func (d *doc) candidatesSeat(f *frame) seat {
	for k := range d.posts {
		p := &d.posts[k]
		if p.id == none && p.mark == markTo && p.first < f.word && !d.inHeadline(p.first) {
			s := d.seatOf(p, none, f.word)
			if s.org != none || s.place != none {
				return s
			}
		}
	}
	return nowhere
}

// electionBefore: the election spoken of before, where the clause itself only says
// "the election": depytat sailauyna tusedi. Sailau 19 nauryzda otedi.
func (d *doc) electionBefore(f *frame) seat {
	for j := f.lo - 1; j >= 0; j-- {
		if !d.free(j) || !d.is(j, "election") {
			continue
		}
		before := &frame{word: j, election: j, lo: d.clauses[d.clauseOf[j]].first}
		if k, _ := d.electedPost(before); k != none {
			return d.seatOf(&d.posts[k], none, j)
		}
	}
	return nowhere
}

// electionRegion is the last place of the clause in any case, else the territory
// that the article speaks of.
func (d *doc) electionRegion(f *frame) int {
	for j := f.word - 1; j >= f.lo; j-- {
		if id := d.at(j, mention.Place); id != none {
			return d.of[id]
		}
	}
	if d.state.focus.canon != "" {
		return d.state.focus.place
	}
	return none
}

// electedPost returns the post whose election it is, or the body that is elected.
func (d *doc) electedPost(f *frame) (post, org int) {
	last := f.election
	for last = min(last, f.word) - 1; f.election > f.word && d.at(last, mention.Date) != none; last-- {
	}
	for j := last; j >= f.lo && j >= last-5; j-- {
		if id := d.at(j, mention.Title); id != none {
			return d.postOf[id], none
		}
		if k := d.pluralPost(j); k != none {
			return k, none
		}
		if id := d.at(j, mention.Org); id != none && j == f.election-1 && attributive(d.kase[id]) {
			return none, d.of[id]
		}
		if !d.free(j) || d.punct(j) || !d.is(j, "vacant") && !d.is(j, "office") && !d.is(j, "again") && !d.is(j, "modifier") && d.words[j].Best().Case() != morph.NoTag {
			return none, none
		}
	}
	return none, none
}

// pluralPost makes a post of a plural or derived noun that is no title by itself:
// deputattaryn sailau, prezidenttik sailau.
func (d *doc) pluralPost(j int) int {
	if !d.free(j) {
		return none
	}
	for _, k := range d.postsIn(j) {
		if p := &d.posts[k]; p.id == none && p.first == j {
			return k // made before
		}
	}
	for k, a := range d.words[j].Analyses {
		if k >= reach || a.POS == morph.Verb {
			continue
		}
		canon := a.Lemma
		if head, ok := d.tab.derived[canon]; ok && a.Case() == morph.NoTag {
			canon = head
		} else if !a.Has(morph.PL) || !d.tab.titles[canon] {
			continue
		}
		d.addPost(post{id: none, first: j, last: j + 1, canon: canon, lemma: d.write(canon), plural: true})
		return len(d.posts) - 1
	}
	return none
}

// electionPlace is the constituency, or where the election is held.
func (d *doc) electionPlace(f *frame) int {
	for j := f.lo; j < f.word; j++ {
		if id := d.at(j, mention.Place); id != none && d.is(d.ms[id].Last, "across") {
			return d.of[id]
		}
	}
	return d.localPlace(f.word)
}
