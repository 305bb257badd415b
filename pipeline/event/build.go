package event

import (
	"cmp"
	"slices"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A draft is an event in the making.
type draft struct {
	Event
	seat    seat
	word    int
	frame   *frame
	when    moment
	instead bool // the clause says whom the person replaces
	past    bool // pluperfect: ketken bolatyn
	seated  bool // registered as what he was elected to, not as a candidate
	// explicit: the clause names the post, or it stands beside the name there
	explicit bool
}

func (e *draft) installs() bool {
	switch e.Type {
	case Elected, Reelected, Appointed:
		return true
	default:
		return e.Type == Registered && e.seated
	}
}

// findEvents goes through the text word by word; what it has found so far is the
// context of what comes.
func (d *doc) findEvents() {
	d.state = state{topic: none}
	for k, s := range d.t.Sentences {
		before := len(d.events)
		for i := s.First; i < s.Last; i++ {
			if len(d.verbs[i]) > 0 {
				d.consider(i)
				d.considerTenure(i)
			} else if row, ok := d.tab.russian[d.words[i].Form]; ok && d.free(i) {
				d.considerRussian(i, row)
			} else if d.t.Script == kazakh.Mixed {
				d.considerRussianTenure(i)
			}
		}
		d.moveTopic(k, before)
	}
	d.finishEvents()
}

// moveTopic says whom the next sentence's "he" will mean: the person of the last
// event of this sentence, else the first one named as a subject.
func (d *doc) moveTopic(sentence, before int) {
	if sentence < d.headline {
		return
	}
	for k := len(d.events) - 1; k >= before; k-- {
		if d.events[k].Person != none {
			d.state.topic = d.events[k].Person
			return
		}
	}
	s := d.t.Sentences[sentence]
	if args := d.persons(s.First, s.Last, morph.NoTag); len(args) > 0 {
		d.state.topic = args[0].ent
		return
	}
	if args := d.persons(s.First, s.Last, morph.GEN); len(args) > 0 {
		d.state.topic = args[0].ent
	}
}

// consider asks whether the verb at word i states an event.
func (d *doc) consider(i int) {
	type option struct {
		row *triggerRow
		a   morph.Analysis
	}
	var options []option
	for _, v := range d.verbs[i] {
		for _, row := range v.triggers {
			options = append(options, option{row, v.a})
		}
	}
	slices.SortStableFunc(options, func(a, b option) int { return cmp.Compare(a.row.rank, b.row.rank) })
	reason, rows := "", []string(nil)
	for _, o := range options {
		f := d.newFrame(i, o.a)
		f.row = o.row
		why, guard := d.try(f)
		if why == "" {
			return
		}
		if reason == "" || reason == noComplement {
			reason, rows = why, append([]string{o.row.ref}, guard...)
		}
	}
	if reason != "" {
		d.refuse(i, reason, rows)
	}
}

// Why a trigger word states no event.
const (
	noComplement = "nothing with the verb says that it is about a post or an election"
	otherThing   = "the verb is about another thing"
	notStated    = "the verb is only mentioned, nobody says that it happens"
	describes    = "the participle only describes a candidate"
	noPerson     = "nobody is named who gets or leaves the post"
	generic      = "a general statement: no person and no certain post"
)

func (d *doc) refuse(i int, reason string, rows []string) {
	d.facts.Refused = append(d.facts.Refused, Refusal{
		Trigger: Trigger{i, Span{d.words[i].Start, d.words[i].End}}, Reason: reason, Rows: rows,
	})
}

// try builds the events of a frame, or says why there are none.
func (d *doc) try(f *frame) (reason string, rows []string) {
	for _, need := range f.row.needs {
		if complements[need](d, f) {
			f.need = need
			break
		}
	}
	if f.need == "" {
		return noComplement, nil
	}
	if ref := d.guarded(f); ref != "" {
		return otherThing, []string{ref}
	}
	if why := d.unstated(f); why != "" {
		return why, nil
	}
	if f.row.person == "none" {
		return d.buildElection(f), nil
	}
	return d.build(f), nil
}

// guarded finds the noun next to the verb in the guard table. A post with "as" or
// "to" says more than any noun.
func (d *doc) guarded(f *frame) string {
	if f.need == "as" || f.need == "to" {
		return ""
	}
	for j := f.word - 1; j >= f.lo && j >= f.word-3; j-- {
		if !d.free(j) {
			return ""
		}
		for k, a := range d.words[j].Analyses {
			if k >= reach || a.POS == morph.Verb {
				continue
			}
			if g, ok := d.tab.guards[a.Lemma]; ok && slices.Contains(g.verbs, lastWord(f.row.past)) {
				return g.ref
			}
		}
	}
	return ""
}

// unstated: the verb as a noun need not say that it happened.
func (d *doc) unstated(f *frame) string {
	switch f.shape {
	case bareNominal:
		if !d.decided(f) {
			return notStated
		}
	case nominal:
		if f.a.Has(morph.VN) && (d.demanded(f) || d.is(f.word, "election")) {
			return notStated
		}
		if c := f.a.Case(); f.a.Has(morph.PFV) && (c == morph.ABL || c == morph.LOC || c == morph.DAT && !f.a.Has(morph.P3)) {
			return notStated
		}
	case participial:
		if f.row.event == Nominated || f.row.event == Registered || f.row.person == "obj" || d.headPerson(f.end) == none {
			return describes
		}
	case finite:
		if f.row.event == Nominated && f.a.Has(morph.PFV) && f.end == f.word+1 && d.described(f) {
			return describes
		}
	}
	return ""
}

// described: "C – ozin-ozi usynghan" in a list of candidates.
func (d *doc) described(f *frame) bool {
	for j := f.word - 1; d.same(j, f.word); j-- {
		if d.at(j, mention.Person) != none {
			return false
		}
		if d.words[j].Kind == token.Dash {
			return d.at(j-1, mention.Person) != none
		}
	}
	return false
}

// demanded: kettuin surady.
func (d *doc) demanded(f *frame) bool {
	for j := f.end; d.same(f.word, j) && j < f.end+4; j++ {
		if _, ok := d.verb(j, "demand"); ok && f.a.Case() == morph.ACC {
			return true
		}
		if d.is(j, "matter") {
			return true
		}
	}
	return d.is(f.end, "must")
}

// A slot is a post with the people who get or leave it.
type slot struct {
	seat       seat
	people     []arg
	rule       string
	district   int // the constituency of these people alone
	inDistrict bool
}

// build makes the events of a frame with people.
func (d *doc) build(f *frame) string {
	people, rule := d.peopleBy(f)
	typ := d.typeOf(f)
	mode := d.modality(f)
	if len(people) == 0 && !d.vacancy(f) {
		return noPerson
	}
	if len(people) == 0 && d.general(f, mode) {
		return generic
	}
	for _, s := range d.slots(f, people, rule) {
		if len(s.people) == 0 {
			d.addEvent(f, typ, mode, s, none)
		}
		for _, a := range s.people {
			d.addEvent(f, typ, mode, s, a.ent)
		}
	}
	return ""
}

func (d *doc) typeOf(f *frame) Type {
	if f.row.event == Elected && d.again(f) {
		return Reelected
	}
	return f.row.event
}

// vacancy reports whether a clause without a person still speaks of one certain
// post: the post is the subject or object itself, or "nobody" is.
func (d *doc) vacancy(f *frame) bool {
	if f.row.event == Nominated || f.row.event == Registered || f.shape == participial {
		return false
	}
	if f.title != none || d.between(f.lo, f.word, func(j int) bool { return d.is(j, "nobody") }) {
		return true
	}
	if f.leaves() {
		return d.subjectPost(f) != none
	}
	return len(f.marked) > 0 || f.anaphor
}

// general: rules and headlines speak of posts as such: "akim tort zhyl merzimge
// sailanady". News of a vacancy names the body or says that the holder is new.
func (d *doc) general(f *frame, mode Modality) bool {
	if mode != Planned && mode != Conditional {
		return false
	}
	if f.title == none {
		return len(f.marked) == 0 && !f.anaphor
	}
	p := &d.posts[f.title]
	return !p.fresh && p.org == none && p.place == none
}

func (d *doc) addEvent(f *frame, typ Type, mode Modality, s slot, who int) {
	e := draft{word: f.word, frame: f, seat: s.seat}
	e.Event = Event{
		Type: typ, Modality: mode, Person: who, Post: s.seat.lemma, Organization: s.seat.org, Place: s.seat.place,
		By: none, Previous: none, Acting: s.seat.acting,
		Trigger:  Trigger{f.word, Span{d.words[f.word].Start, d.words[f.word].End}},
		Evidence: d.sentenceSpan(f.word), Confidence: f.row.confidence, Rule: s.rule,
		Rows: append([]string{f.row.ref}, s.seat.rows...),
	}
	e.seated = f.need == "as" && s.seat.canon != "" && !d.between(f.lo, f.word, func(j int) bool { return d.is(j, "candidate") && d.is(j+1, "as") })
	e.past = f.end > f.word+1 && d.between(f.word+1, f.end, func(j int) bool { return !d.is(j, "no") && d.pastAuxiliary(j) })
	if s.inDistrict {
		e.Place = s.district
	}
	if who == none {
		e.Confidence = min(e.Confidence, 0.4)
	}
	d.findAgent(f, &e)
	d.findPrevious(f, &e)
	d.events = append(d.events, e)
	if s.seat.canon != "" {
		d.state.focus = s.seat
	}
}

func (d *doc) pastAuxiliary(j int) bool {
	for _, a := range d.words[j].Analyses {
		if a.POS == morph.Closed && a.Has(morph.PAST) {
			return true
		}
	}
	a, ok := d.verb(j, "be")
	return ok && a.Has(morph.HAB)
}

// findAgent names who appoints or elects: the owner of a decree, or the subject of
// an active verb.
func (d *doc) findAgent(f *frame, e *draft) {
	for j := f.word - 1; j > f.lo; j-- {
		if !d.isCase(j, "decree", morph.INS) || !d.free(j) {
			continue
		}
		if id := d.owner[j-1]; id != none {
			d.setAgent(e, id)
		}
		return
	}
	if f.row.person != "obj" || !d.in(f.lo) {
		return
	}
	for i := f.lo; i < f.word; i++ {
		if id := d.owner[i]; id != none && d.ms[id].First == i && d.kase[id] == morph.NoTag &&
			(d.ms[id].Type == mention.Org || d.ms[id].Type == mention.Person) && d.of[id] != e.Person {
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
	for j := f.word - 1; j > f.lo; j-- {
		if !d.is(j, "instead") || !d.free(j) {
			continue
		}
		e.instead = true
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

// slots pairs people with posts.
func (d *doc) slots(f *frame, people []arg, rule string) []slot {
	if f.leaves() {
		return d.leavingSlots(f, people, rule)
	}
	if f.need == "duty" {
		return []slot{{seat: d.dutySeat(f), people: people, rule: rule}}
	}
	posts := d.slotPosts(f, people)
	if len(posts) == 0 {
		return d.impliedSlots(f, people, rule)
	}
	if len(posts) == 1 {
		return d.singleSlot(f, posts[0], people, rule)
	}
	return d.manySlots(f, posts, people, rule)
}

// slotPosts lists the posts of a clause that people are paired with. A bare title
// after a person shares the "as" of a later one: "A torağa, B khatshy bolyp".
func (d *doc) slotPosts(f *frame, people []arg) []int {
	posts := slices.Clone(f.marked)
	if len(posts) == 0 {
		if f.title != none {
			posts = append(posts, f.title)
		}
		return posts
	}
	for k := range d.posts {
		p := &d.posts[k]
		if p.id == none || p.mark != unmarked || p.first < f.lo || p.last >= d.posts[posts[len(posts)-1]].first || !d.comma(p.last) || len(p.holders) > 0 {
			continue
		}
		if slices.ContainsFunc(people, func(a arg) bool { return a.id != none && d.ms[a.id].Last == p.npFirst }) {
			posts = append(posts, k)
		}
	}
	slices.SortFunc(posts, func(a, b int) int { return cmp.Compare(d.posts[a].first, d.posts[b].first) })
	return posts
}

// singleSlot: all people of the clause get the one post; of people on both sides
// of it, those between post and verb.
func (d *doc) singleSlot(f *frame, k int, people []arg, rule string) []slot {
	p := &d.posts[k]
	var after, before []arg
	for _, a := range people {
		if a.pos >= p.last {
			after = append(after, a)
		} else {
			before = append(before, a)
		}
	}
	if len(after) > 0 {
		people = after
	} else if before = d.lastGroupOf(before); len(before) > 0 {
		people = before
	}
	if len(p.places) > 1 && len(p.places) == len(people) {
		return d.zip(p, people, rule)
	}
	return d.ownPlaces(f, p, people, rule)
}

func (d *doc) lastGroupOf(args []arg) []arg {
	if len(args) == 0 || args[len(args)-1].id == none {
		return args
	}
	return d.lastGroup(args)
}

// zip: "A, B zhane C tiisinshe X, Y zhane Z audandarynyng akimi bolyp".
func (d *doc) zip(p *post, people []arg, rule string) []slot {
	out := make([]slot, len(people))
	for i, a := range people {
		s := d.seatOf(p, a.ent, a.pos)
		s.place = p.places[i]
		out[i] = slot{seat: s, people: []arg{a}, rule: rule + "+respectively"}
	}
	return out
}

// ownPlaces gives each person the constituency named right before: "№3 okrugten A,
// №7 okrugten B".
func (d *doc) ownPlaces(f *frame, p *post, people []arg, rule string) []slot {
	out := make([]slot, 0, len(people))
	for _, a := range people {
		s := slot{seat: d.seatOf(p, a.ent, f.word), people: []arg{a}, rule: rule}
		if id := d.at(a.pos-1, mention.Place); id != none && a.id != none && d.kase[id] == morph.ABL && d.headOf(d.ms[id]) == d.tab.constituency {
			s.district, s.inDistrict = d.of[id], true
		}
		out = append(out, s)
	}
	if len(people) == 0 {
		out = append(out, slot{seat: d.seatOf(p, none, f.word), rule: "vacancy"})
	}
	return out
}

// manySlots: "Torağa bolyp A, orynbasary bolyp B" or "A torağa, B khatshy bolyp":
// who stands first, post or person, decides the side.
func (d *doc) manySlots(f *frame, posts []int, people []arg, rule string) []slot {
	out := make([]slot, 0, len(posts))
	postFirst := len(people) == 0 || d.posts[posts[0]].first < people[0].pos
	for n, k := range posts {
		p := &d.posts[k]
		lo, hi := f.lo, p.first
		if n > 0 {
			lo = d.posts[posts[n-1]].last
		}
		if postFirst {
			lo, hi = p.last, f.word
			if n+1 < len(posts) {
				hi = d.posts[posts[n+1]].first
			}
		}
		var mine []arg
		for _, a := range people {
			if a.pos >= lo && a.pos < hi {
				mine = append(mine, a)
			}
		}
		s := d.seatOf(p, none, f.word)
		d.state.focus = s
		if len(mine) > 0 || len(people) == 0 {
			out = append(out, slot{seat: s, people: mine, rule: rule + "+several"})
		}
	}
	return out
}

// impliedSlots: the clause names no post.
func (d *doc) impliedSlots(f *frame, people []arg, rule string) []slot {
	out := make([]slot, 0, len(people))
	for _, a := range people {
		out = append(out, slot{seat: d.impliedSeat(f, a), people: []arg{a}, rule: rule + "+implied-post"})
	}
	if len(people) == 0 {
		out = append(out, slot{seat: d.focusSeat(f), rule: "vacancy"})
	}
	return out
}

func (d *doc) impliedSeat(f *frame, a arg) seat {
	if f.shape == participial {
		for k := range d.posts {
			if p := &d.posts[k]; p.first >= f.end && d.holds(p, a.ent) && d.same(p.first, f.word) {
				return d.seatOf(p, a.ent, p.first)
			}
		}
	}
	if f.row.event == Elected && !f.anaphor && f.need == "holder" || f.row.person == "gen" {
		if s, ok := d.personSeat(a.ent, f.word); ok {
			return s
		}
	}
	if d.between(f.lo, f.word, func(j int) bool { return d.is(j, "instead") }) {
		if s, ok := d.replacedSeat(f); ok {
			return s
		}
	}
	return d.focusSeat(f)
}

// replacedSeat: the post of whoever is replaced.
func (d *doc) replacedSeat(f *frame) (seat, bool) {
	for j := f.word - 1; j > f.lo; j-- {
		if !d.is(j, "instead") {
			continue
		}
		who := d.state.topic
		if id := d.at(j-1, mention.Person); id != none {
			who = d.of[id]
		}
		if who != none {
			return d.personSeat(who, f.word)
		}
	}
	return seat{}, false
}

// focusSeat is the post the article speaks of; in an account of elections its
// territory is the one that the clause names.
func (d *doc) focusSeat(f *frame) seat {
	s := d.state.focus
	if s.canon == "" || f.anaphor && d.inSentencePost(f, &s) {
		d.lastSeat(f, &s)
	}
	if d.scope(s.canon) == "place" && s.canon != "" {
		if place := d.localPlace(f.word); place != none {
			s.place = place
		}
	}
	return s
}

// inSentencePost: "this office" after a post of the same sentence means that one.
func (d *doc) inSentencePost(f *frame, _ *seat) bool {
	return d.between(d.t.Sentences[d.sentence[f.word]].First, f.word, func(j int) bool {
		id := d.at(j, mention.Title)
		return id != none && d.posts[d.postOf[id]].mark == markTo
	})
}

// lastSeat takes the last post before the word that stands for itself: not a
// holder's, not a signatory's.
func (d *doc) lastSeat(f *frame, s *seat) {
	for k := len(d.posts) - 1; k >= 0; k-- {
		p := &d.posts[k]
		if p.first >= f.word || len(p.holders) > 0 || d.is(p.last, "decree") || p.plural {
			continue
		}
		*s = d.seatOf(p, none, p.first)
		return
	}
}

// dutySeat: "X-tyng mindetin atqaru zhukteldi" makes an acting X, "khatshy mindeti
// zhukteldi" a secretary.
func (d *doc) dutySeat(f *frame) seat {
	for k := len(d.posts) - 1; k >= 0; k-- {
		p := &d.posts[k]
		if p.first < f.lo || p.first >= f.word || p.mark != markDuty {
			continue
		}
		q := *p
		if p.kase != morph.GEN && !d.between(p.last, f.word, func(j int) bool {
			_, carries := d.verb(j, "carry")
			return carries || d.is(j, "interim")
		}) {
			q.mark = unmarked
		}
		return d.seatOf(&q, none, f.word)
	}
	if d.state.focus.canon == "" {
		return seat{org: none, place: none}
	}
	s := d.state.focus
	if !s.acting {
		s.canon, s.lemma, s.acting = d.actingTitle(s.canon, s.lemma)
	}
	return s
}

// leavingSlots finds the post that is left.
func (d *doc) leavingSlots(f *frame, people []arg, rule string) []slot {
	if len(people) == 0 {
		return []slot{{seat: d.leftSeat(f, none), rule: "vacancy"}}
	}
	out := make([]slot, 0, len(people))
	for _, a := range d.lastGroupOf(people) {
		out = append(out, slot{seat: d.leftSeat(f, a.ent), people: []arg{a}, rule: rule})
	}
	return out
}

func (d *doc) leftSeat(f *frame, who int) seat {
	for k := len(d.posts) - 1; k >= 0; k-- {
		p := &d.posts[k]
		if p.first >= f.lo && p.last <= f.word && (p.mark == markFrom || p.mark == markHold || p.mark == markDuty) {
			return d.seatOf(p, who, f.word)
		}
	}
	if f.need == "ranks" {
		return d.memberSeat(f)
	}
	if who != none {
		if s, ok := d.personSeat(who, f.word); ok {
			return s
		}
	}
	if k := d.subjectPost(f); k != none {
		return d.seatOf(&d.posts[k], who, f.word)
	}
	return seat{org: none, place: none}
}

// memberSeat: kenges quramynan shyqty.
func (d *doc) memberSeat(f *frame) seat {
	s := seat{canon: d.tab.member, lemma: d.write(d.tab.member), org: none, place: none}
	j := d.near(f, "ranks", morph.ABL, 2)
	if id := d.at(j-1, mention.Org); id != none {
		s.org = d.of[id]
	} else if lemma, kind := d.bareNoun(j - 1); kind == "outer" || kind == "inner" {
		s.org = d.orgLike(lemma, j-1)
	}
	return s
}

func lastWord(s string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == ' ' {
			return s[i+1:]
		}
	}
	return s
}
