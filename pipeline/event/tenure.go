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
	{"tenure-guide", "work", seatGuided},  // mektepke basshylyq etti
	{"tenure-as", "introduce", seatAs},    // A-ny bas dariger retinde tanystyrdy
	{"tenure-as", "remain", seatAs},       // bas khatshy bolyp qaldy
	{"tenure-at", "remain", seatIn},       // toraghasy qyzmetinde qaldy
	{"tenure-at", "kept", seatIn},         // qyzmetinde qaldyryldy
	{"tenure-same", "work", seatIn},       // sol lauazymda engbek etti
	{"tenure-as", "carry", seatAs},        // toraghasy bolyp qyzmet atqardy
	{"tenure-office", "carry", seatHeld},  // toraghasy qyzmetin atqardy
	{"tenure-duty", "carry", dutyCarried}, // akimning mindetin atqaryp otyr
	{"tenure-head", "lead", seatLed},      // auruhanany basqardy
	{"tenure-return", "return", seatTo},   // lauazymyna qaita oraldy
	{"tenure-be", "be", seatBeen},         // direktory bolghan
	{"tenure-at", "be", seatIn},           // bul qyzmette bolghan
}

// considerTenure asks whether the verb at word i says who holds a post.
func (d *doc) considerTenure(i int) {
	for _, v := range d.verbs[i] {
		for _, r := range tenureRules {
			if !slices.Contains(v.classes, r.class) {
				continue
			}
			f, row := &d.office.frame, &d.office.row // nothing keeps them
			*f, *row = d.frameAt(i), triggerRow{person: "subj", event: Dismissed, ref: v.ref}
			f.read(d, v.a)
			f.row = row
			if d.tenure(f, r) {
				return
			}
		}
	}
}

// tenure adds what the rule finds; it reports whether it found anything.
func (d *doc) tenure(f *frame, r tenureRule) bool {
	if f.shape == bareNominal || f.a.Has(morph.VN) && f.a.Case() != morph.LOC && !d.begins(f.word+1) || negatedVerb(d, f) || hearsay(d, f) || rumour(d, f) || plannedWords(d, f) {
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
	for _, p := range d.tenants(f, seats) {
		t := tenure{person: p.ent, seat: p.seat, word: f.word, past: past, rule: r.name}
		t.seat.rows = append(slices.Clone(t.seat.rows), f.row.ref)
		t.from, t.to = d.limits(f, p.lo, p.hi)
		d.tenures = append(d.tenures, t)
	}
	return true
}

// tense tells past from present tenures; ok is false for plans.
func (d *doc) tense(f *frame, class string) (past, ok bool) {
	last := f.a
	if _, comes := d.verb(f.word+1, "arrive"); class == "be" && comes && d.directed(f) {
		return false, false // komitetke toragha bolyp keldi
	}
	for j := f.word + 1; j < f.end; j++ {
		if d.is(j, "no") || d.is(j, "must") || d.is(j, "may") {
			return false, false
		}
		if a := d.words[j].Best(); len(a.Chain) > 0 && (!last.Has(morph.PFV) || !a.Has(morph.HAB)) { // atqarghan bolatyn
			last = a
		}
	}
	if class == "introduce" {
		return false, last.Has(morph.PAST)
	}
	if class == "remain" || class == "kept" || class == "return" {
		return false, !f.a.Has(morph.COND)
	}
	if begun, _ := d.verb(f.word+1, "begin"); d.begins(f.word + 1) {
		return false, begun.Has(morph.PAST)
	}
	switch {
	case f.a.Has(morph.VN): // atqaruda
		return false, d.ends(f.end)
	case f.a.Has(morph.HAB):
		return false, f.end > f.word+1 || f.shape == participial // atqaratyn boldy, basqaratyn (A)
	case f.shape != finite && f.end > f.word+1 && d.goingOn(f.end-1):
		return false, true // atqaryp zhatqanyn aitty, basqaryp otyrghan (A): it goes on while he speaks
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

// goingOn reports whether word i is an auxiliary of what is in progress.
func (d *doc) goingOn(i int) bool {
	_, ok := d.verb(i, "going")
	return ok
}

// A tenant is a person with the post; lo and hi are the words that tell when.
type tenant struct {
	ent    int
	seat   seat
	lo, hi int
}

// tenants pairs the people of the clause with the posts.
func (d *doc) tenants(f *frame, seats []seatAt) []tenant {
	people := d.tenantPeople(f)
	if len(people) == 0 {
		return nil
	}
	if len(seats) == 1 {
		return d.soleSeat(f, seats[0], people)
	}
	if d.alternate(seats, people) {
		return d.byTurns(f, seats, people)
	}
	out := make([]tenant, 0, len(seats))
	for k, s := range seats { // each post with the last person before it
		lo, hi := f.lo, s.pos
		if k > 0 {
			lo = seats[k-1].pos
		}
		if k == len(seats)-1 {
			hi = f.word
		}
		who := people[0].ent
		for _, a := range people {
			if a.pos < s.pos {
				who = a.ent
			}
		}
		out = append(out, tenant{who, s.seat, lo, hi})
	}
	return out
}

// alternate reports whether each post is followed by a person of its own: X-ti A, al
// Y-ti B basqarady.
func (d *doc) alternate(seats []seatAt, people []arg) bool {
	if len(seats) != len(people) {
		return false
	}
	for k, a := range people {
		if a.id == none || a.pos < seats[k].pos || k+1 < len(seats) && a.pos > seats[k+1].pos {
			return false
		}
	}
	return true
}

// byTurns gives each person the post before the name.
func (d *doc) byTurns(f *frame, seats []seatAt, people []arg) []tenant {
	out := make([]tenant, len(seats))
	for k, a := range people {
		out[k] = tenant{a.ent, seats[k].seat, seats[k].pos, a.pos}
	}
	out[0].lo, out[len(out)-1].hi = f.lo, f.word
	return out
}

// soleSeat: everybody gets the one post; of people on both sides of it those after.
func (d *doc) soleSeat(f *frame, s seatAt, people []arg) []tenant {
	var after []arg
	for _, a := range people {
		if a.pos > s.pos && a.id != none {
			after = append(after, a)
		}
	}
	if len(after) > 0 {
		people = after
	}
	var out []tenant
	for _, a := range d.lastGroupOf(people) {
		out = append(out, tenant{a.ent, s.seat, f.lo, f.word})
	}
	return out
}

func (d *doc) tenantPeople(f *frame) []arg {
	if f.shape == participial {
		if id := d.headPerson(f.end); id != none {
			return []arg{{id, d.of[id], f.lo}}
		}
		if d.isCase(f.end, "he", morph.NoTag) && d.same(f.word, f.end) { // basqaryp kele zhatqan ol
			return slices.DeleteFunc(d.antecedent(f.end), func(a arg) bool { return a.ent == none })
		}
		if d.role(f.end) && d.state.topic != none { // qyzmetin atqarghan ustaz: the person of whom it tells
			return []arg{{none, d.state.topic, f.lo}}
		}
		return nil
	}
	if _, ok := d.verb(f.word, "introduce"); ok {
		return d.lastGroup(accusative(d, f))
	}
	people := nominative(d, f)
	if said := d.firstPerson(f); len(said) > 0 {
		return said // direktory boldym
	}
	if len(people) == 0 {
		for _, r := range []func(*doc, *frame) []arg{pronounSubject, clauseBefore, droppedTenant} {
			if people = r(d, f); len(people) > 0 {
				break
			}
		}
	}
	return slices.DeleteFunc(people, func(a arg) bool { return a.ent == none })
}

func droppedTenant(d *doc, f *frame) []arg {
	if d.state.topic == none || d.inHeadline(f.word) {
		return nil
	}
	return []arg{{none, d.state.topic, f.lo}}
}

// limits reads since when and until when: "1961 zhyldan 1974 zhylgha deiin",
// "1920-1925 zhyldary", "2015 zhyldan beri", or the year of an appointment in the
// same sentence.
func (d *doc) limits(f *frame, lo, hi int) (from, to string) {
	for _, t := range d.tenures { // dates before another tenure in the clause are its own
		if t.word >= lo && t.word < f.word {
			lo = t.word
		}
	}
	for i := lo; i < hi; i++ {
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

// appointedIn: "1979 zhyly … taghaiyndalyp, ony zhiyrma zhyl basqardy".
func (d *doc) appointedIn(f *frame) string {
	in := d.eventsIn(d.t.Sentences[d.sentence[f.word]].First, f.word+1)
	for k := len(in) - 1; k >= 0; k-- {
		e := &in[k]
		if !e.installs() || d.clauses[e.frame.clause].mood != morph.CVP {
			continue
		}
		if m := clauseDate(d, e); m.year != 0 {
			return yearOf(m.year)
		}
	}
	return ""
}

func yearOf(y int) string { return fmt.Sprintf("%04d", y) }

// considerNominal reads a sentence without a verb whose predicate is a post: Ol qazir
// zauyttyng direktory.
func (d *doc) considerNominal(sentence int) {
	for _, k := range d.postsOf[sentence] {
		p := &d.posts[k]
		if !d.predicateOf(p) {
			continue
		}
		c := d.clauses[d.clauseOf[p.first]]
		who := none
		if a, ok := d.firstNamed(c.first, p.npFirst, morph.NoTag); ok {
			who = a.ent
		} else if d.isCase(c.first, "he", morph.NoTag) {
			who = d.state.topic
		}
		if who != none {
			d.tenures = append(d.tenures, tenure{person: who, seat: d.seatOf(p, who, p.first), word: p.first, rule: "tenure-nominal"})
		}
	}
}

// predicateOf reports whether a post without a holder, or its office in the locative,
// ends its sentence, and the clause has no verb.
func (d *doc) predicateOf(p *post) bool {
	if p.id == none || p.kase != morph.NoTag || p.plural || len(p.holders) > 0 || p.how == "" || p.mark != unmarked && p.mark != markAt {
		return false
	}
	last := p.last
	if p.mark == markAt {
		last = p.markEnd
	}
	end := d.t.Sentences[d.sentence[p.first]].Last
	for end > last && d.punct(end-1) && d.words[end-1].Text != "?" {
		end--
	}
	return last == end && d.clauses[d.clauseOf[p.first]].mood == morph.NoTag
}
