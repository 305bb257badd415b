package event

import (
	"fmt"
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A tenure is a statement that somebody holds or held a post.
type tenure struct {
	person   int
	seat     seat
	word     int
	past     bool
	from, to string
	rule     string
}

// A tenureRule reads the predicate of a frame as a tenure and finds its post; ok is
// false when it is none.
type tenureRule struct {
	name, class string
	seats       func(*doc, *frame) ([]seatAt, bool)
}

// A seatAt is a seat with the word where the clause names it.
type seatAt struct {
	seat
	pos int
}

// tenureRules are tried in order for each class of verb.
var tenureRules = []tenureRule{
	{"tenure-as", "work", seatAs},         // direktory bolyp istedi
	{"tenure-as", "remain", seatAs},       // bas khatshy bolyp qaldy
	{"tenure-at", "remain", seatIn},       // torağasy qyzmetinde qaldy
	{"tenure-at", "kept", seatIn},         // qyzmetinde qaldyryldy
	{"tenure-same", "work", seatIn},       // sol lauazymda engbek etti
	{"tenure-office", "carry", seatHeld},  // torağasy qyzmetin atqardy
	{"tenure-duty", "carry", dutyCarried}, // akimning mindetin atqaryp otyr
	{"tenure-head", "lead", seatLed},      // auruhanany basqardy
	{"tenure-return", "return", seatTo},   // lauazymyna qaita oraldy
	{"tenure-be", "be", seatBeen},         // direktory bolghan
}

// considerTenure asks whether the verb at word i says who holds a post.
func (d *doc) considerTenure(i int) {
	for _, v := range d.verbs[i] {
		for _, r := range tenureRules {
			if !slices.Contains(v.classes, r.class) {
				continue
			}
			f := d.newFrame(i, v.a)
			f.row = &triggerRow{person: "subj", event: Dismissed}
			if d.tenure(f, r) {
				return
			}
		}
	}
}

// tenure adds what the rule finds; it reports whether it found anything.
func (d *doc) tenure(f *frame, r tenureRule) bool {
	if f.shape == bareNominal || f.a.Has(morph.VN) || negatedVerb(d, f) || hearsay(d, f) || rumour(d, f) {
		return false
	}
	past, ok := d.tense(f, r.class)
	if !ok {
		return false
	}
	seats, ok := r.seats(d, f)
	if !ok {
		return false
	}
	from, to := d.limits(f)
	for _, p := range d.tenants(f, seats) {
		d.tenures = append(d.tenures, tenure{p.ent, p.seat, f.word, past, from, to, r.name})
	}
	return true
}

// tense tells past from present tenures; ok is false for plans.
func (d *doc) tense(f *frame, class string) (past, ok bool) {
	last := f.a
	for j := f.word + 1; j < f.end; j++ {
		if d.is(j, "no") || d.is(j, "must") || d.is(j, "may") {
			return false, false
		}
		if a := d.words[j].Best(); len(a.Chain) > 0 {
			last = a
		}
	}
	if class == "remain" || class == "kept" || class == "return" {
		return false, !f.a.Has(morph.COND)
	}
	switch {
	case f.a.Has(morph.HAB):
		return false, f.end > f.word+1 // atqaratyn boldy
	case last.Has(morph.PAST) || last.Has(morph.PFV) || last.Has(morph.EVID):
		return true, true
	case f.a.Has(morph.COND):
		return true, d.mainIsPast(f.clause)
	case f.a.Has(morph.CVP) && f.end == f.word+1:
		return true, class != "be"
	case last.Has(morph.AOR):
		return false, class != "be"
	}
	return false, false
}

// A tenant is a person with the post.
type tenant struct {
	ent  int
	seat seat
}

// tenants pairs the people of the clause with the posts: each post with the person
// before it, or after it if nobody stands before.
func (d *doc) tenants(f *frame, seats []seatAt) []tenant {
	var out []tenant
	if f.shape == participial {
		if id := d.headPerson(f.end); id != none {
			return []tenant{{d.of[id], seats[len(seats)-1].seat}}
		}
		return nil
	}
	people := nominative(d, f)
	if len(people) > 1 && len(seats) == len(people) {
		for k, a := range people {
			out = append(out, tenant{a.ent, seats[k].seat})
		}
		return out
	}
	if len(people) == 0 {
		for _, r := range []func(*doc, *frame) []arg{pronounSubject, clauseBefore, droppedTenant} {
			if people = r(d, f); len(people) > 0 {
				break
			}
		}
	}
	if len(people) == 0 {
		return nil
	}
	s := seats[len(seats)-1]
	var after []arg
	for _, a := range people {
		if a.pos > s.pos && a.id != none {
			after = append(after, a)
		}
	}
	if len(after) > 0 {
		people = after
	}
	for _, a := range d.lastGroupOf(people) {
		out = append(out, tenant{a.ent, s.seat})
	}
	return out
}

func droppedTenant(d *doc, f *frame) []arg {
	if d.state.topic == none || d.inHeadline(f.word) {
		return nil
	}
	return []arg{{none, d.state.topic, f.lo}}
}

// seatAs: the last post with "as" before the verb.
func seatAs(d *doc, f *frame) ([]seatAt, bool) {
	for n := len(f.marked) - 1; n >= 0; n-- {
		p := &d.posts[f.marked[n]]
		if p.mark == markAs && d.worksNear(f) {
			return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
		}
	}
	return nil, false
}

// worksNear: "etti" means serving only after "service" or "labour".
func (d *doc) worksNear(f *frame) bool {
	for _, v := range d.verbs[f.word] {
		if slices.Contains(v.classes, "light") {
			return d.is(f.word-1, "office") || d.is(f.word-1, "job")
		}
	}
	return true
}

// seatIn: a post or "this office" in the locative; also one's own place, which says
// nothing new.
func seatIn(d *doc, f *frame) ([]seatAt, bool) {
	for k := len(d.posts) - 1; k >= 0; k-- {
		p := &d.posts[k]
		if p.first >= f.lo && p.markEnd <= f.word && p.mark == markAt {
			return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
		}
	}
	if j := d.anaphoricOffice(f.lo, f.word, morph.LOC); j != none && d.worksNear(f) && d.state.focus.canon != "" {
		return []seatAt{{d.state.focus, j}}, true
	}
	return nil, false
}

func seatTo(d *doc, f *frame) ([]seatAt, bool) {
	for n := len(f.marked) - 1; n >= 0; n-- {
		p := &d.posts[f.marked[n]]
		if p.mark == markTo {
			return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
		}
	}
	return nil, false
}

// seatHeld: qyzmetin atqardy, "this office".
func seatHeld(d *doc, f *frame) ([]seatAt, bool) {
	for k := len(d.posts) - 1; k >= 0; k-- {
		p := &d.posts[k]
		if p.first >= f.lo && p.markEnd <= f.word && p.mark == markHold {
			return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
		}
	}
	if j := d.anaphoricOffice(f.lo, f.word, morph.ACC); j != none {
		s := d.state.focus
		if s.canon == "" {
			d.lastSeat(f, &s)
		}
		return []seatAt{{s, j}}, s.canon != ""
	}
	return nil, false
}

// dutyCarried: akimning mindetin, A-nyng mindetin, onyng mindetin.
func dutyCarried(d *doc, f *frame) ([]seatAt, bool) {
	j := none
	for k := f.word - 1; k >= f.lo; k-- {
		if d.free(k) && d.is(k, "duty") && d.caseOf(k, "duty") == morph.ACC {
			j = k
			break
		}
	}
	if j == none {
		return nil, false
	}
	if id := d.at(j-1, mention.Title); id != none && d.postOf[id] != none {
		p := &d.posts[d.postOf[id]]
		return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
	}
	var s seat
	if id := d.at(j-1, mention.Person); id != none {
		s, _ = d.personSeat(d.of[id], j)
	} else if d.is(j-1, "he") {
		s = d.state.focus
	}
	if s.canon == "" {
		return nil, false
	}
	s.canon, s.lemma, s.acting = d.actingTitle(s.canon, s.lemma)
	return []seatAt{{s, j - 1}}, true
}

// seatBeen: a title right before the verb "to be".
func seatBeen(d *doc, f *frame) ([]seatAt, bool) {
	id := d.at(f.word-1, mention.Title)
	if id == none || d.postOf[id] == none {
		return nil, false
	}
	p := &d.posts[d.postOf[id]]
	if p.kase != morph.NoTag || p.plural {
		return nil, false
	}
	return []seatAt{{d.seatOf(p, none, f.word), p.first}}, true
}

// seatLed: the bodies and territories in the accusative that somebody headed.
func seatLed(d *doc, f *frame) ([]seatAt, bool) {
	var out []seatAt
	interim := d.between(f.lo, f.word, func(j int) bool { return d.free(j) && d.is(j, "interim") })
	for i := f.lo; i < f.word; i++ {
		org, place := d.ledAt(i)
		if org == none && place == none {
			continue
		}
		s := d.headSeat(org, place, f.word)
		if interim {
			s.canon, s.lemma, s.acting = d.actingTitle(s.canon, s.lemma)
		}
		out = append(out, seatAt{s, i})
	}
	return out, len(out) > 0
}

// ledAt reads word i as the object of "to head": an organization, a territory, a
// noun for one of them, or "it".
func (d *doc) ledAt(i int) (org, place int) {
	if id := d.owner[i]; id != none {
		m := d.ms[id]
		if m.First != i || d.kase[id] != morph.ACC {
			return none, none
		}
		switch m.Type {
		case mention.Org:
			return d.of[id], none
		case mention.Place:
			return none, d.of[id]
		default:
			return none, none
		}
	}
	for k, a := range d.words[i].Analyses {
		if k >= reach || a.POS == morph.Verb || a.Case() != morph.ACC {
			continue
		}
		row, ok := d.tab.bodies[a.Lemma]
		switch {
		case ok && row.kind == "territory":
			return none, d.placeLike(a.Lemma, i)
		case ok || d.tab.orgHeads[a.Lemma]:
			return d.orgLike(a.Lemma, i), none
		}
	}
	if d.isCase(i, "he", morph.ACC) {
		return d.state.focus.org, d.state.focus.place
	}
	return none, none
}

// headSeat names the post of the head of a body as the article does elsewhere.
func (d *doc) headSeat(org, place, at int) seat {
	s := seat{org: org, place: place}
	for k := range d.posts {
		p := &d.posts[k]
		canon, lemma := p.canon, p.lemma
		if p.acting && !d.dependent(p) {
			canon = d.base(p.canon)
			lemma = d.write(canon)
		}
		if !d.heads(canon) || p.plural || p.id == none || d.inHeadline(p.first) && s.canon != "" {
			continue
		}
		po, pp := p.org, p.place
		if po == none && pp == none {
			po, pp = d.bodyOf(p, none, p.first)
		}
		if (org == none || po != org) && (place == none || pp != place) {
			continue
		}
		if s.canon == "" || d.inHeadlineSeat {
			s.canon, s.lemma = canon, lemma
			d.inHeadlineSeat = d.inHeadline(p.first)
		}
	}
	d.inHeadlineSeat = false
	if s.canon == "" {
		s.canon = d.tab.defaultHead
		if place != none {
			s.canon = d.tab.defaultAkim
		}
		s.lemma = d.write(s.canon)
	}
	return s
}

func (d *doc) heads(canon string) bool {
	row, ok := d.tab.posts[canon]
	return ok && row.head
}

// limits reads since when and until when: "1961 zhyldan 1974 zhylgha deiin",
// "1920-1925 zhyldary", "2015 zhyldan beri", or the year of an appointment in the
// same sentence.
func (d *doc) limits(f *frame) (from, to string) {
	lo := f.lo
	for _, t := range d.tenures { // dates before another tenure in the clause are its own
		if t.word >= lo && t.word < f.word {
			lo = t.word
		}
	}
	for i := lo; i < f.word; i++ {
		id := d.at(i, mention.Date)
		if id == none || d.ms[id].First != i {
			continue
		}
		v := d.ms[id].Date
		year := d.resolveDate(v, false).year
		next := d.ms[id].Last
		switch {
		case year == 0:
		case v.YearTo != 0:
			from, to = yearOf(year), yearOf(v.YearTo)
		case d.is(next, "until") || d.kase[id] == morph.DAT:
			to = yearOf(year)
		case d.is(next, "since") || d.is(next, "from-time") || d.kase[id] == morph.ABL:
			from = yearOf(year)
		}
	}
	if from == "" {
		from = d.appointedIn(f)
	}
	return from, to
}

// appointedIn: "1979 zhyly … tağaiyndalyp, ony zhiyrma zhyl basqardy".
func (d *doc) appointedIn(f *frame) string {
	for k := len(d.events) - 1; k >= 0; k-- {
		e := &d.events[k]
		if !d.same(e.word, f.word) || e.word > f.word || !e.installs() || d.clauses[e.frame.clause].mood != morph.CVP {
			continue
		}
		if m := clauseDate(d, e); m.year != 0 {
			return yearOf(m.year)
		}
	}
	return ""
}

func yearOf(y int) string { return fmt.Sprintf("%04d", y) }
