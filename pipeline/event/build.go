package event

import (
	"cmp"
	"slices"
	"sort"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A draft is an event in the making.
type draft struct {
	Event
	seat     seat
	word     int
	frame    *frame
	when     moment
	past     bool // pluperfect: ketken bolatyn
	seated   bool // registered as what he was elected to, not as a candidate
	explicit bool // the clause itself names the post that is left
}

// installs reports whether the event gives its person the post.
func (e *draft) installs() bool {
	return e.Type == Elected || e.Type == Reelected || e.Type == Appointed || e.Type == Registered && e.seated
}

// findEvents goes through the text word by word; what it has found so far is the
// context of what comes.
func (d *doc) findEvents() {
	for k, s := range d.t.Sentences {
		before := len(d.events)
		if hero := d.interviewed(); hero != none && d.between(s.First, s.Last, func(i int) bool { return d.free(i) && d.is(i, "born") }) {
			d.state.topic = hero // a life story begins: of whom the title line tells
		}
		for i := s.First; i < s.Last; i++ {
			if len(d.verbs[i]) > 0 {
				d.consider(i)
				d.considerTenure(i)
			} else if d.known[i].russian && d.free(i) {
				d.considerRussian(i, d.tab.russian[d.words[i].Form])
			} else if d.t.Script == kazakh.Mixed {
				d.considerRussianTenure(i)
			}
		}
		d.considerNominal(k)
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
			if n := len(d.tenures) - 1; n >= 0 && d.tenures[n].word > d.events[k].word {
				d.state.topic = d.tenures[n].person // …, onyng mindetin A atqaryp keldi
				return
			}
			d.state.topic = d.events[k].Person
			return
		}
	}
	s := d.t.Sentences[sentence]
	for _, k := range d.postsOf[sentence] { // A zhanga direktor B-ny tanystyrdy
		if p := &d.posts[k]; p.fresh && len(p.holders) > 0 {
			d.state.topic = d.of[p.holders[0]]
			return
		}
	}
	if who := d.presented(s.First, s.Last); who != none {
		d.state.topic = who
		return
	}
	for _, c := range []morph.Tag{morph.NoTag, morph.GEN} {
		if a, ok := d.firstNamed(s.First, s.Last, c); ok {
			d.state.topic = a.ent
			return
		}
	}
	if who := d.onlyPerson(s.First, s.Last); who != none {
		d.state.topic = who
	}
}

// onlyPerson is the only person whom the words [lo, hi) name, or none.
func (d *doc) onlyPerson(lo, hi int) int {
	who := none
	for i := lo; i < hi; i++ {
		id := d.at(i, mention.Person)
		if id == none || who == d.of[id] {
			continue
		}
		if who != none {
			return none
		}
		who = d.of[id]
	}
	return who
}

// presented is whom the words [lo, hi) bring before others: toragha B-nyng otinishin
// oqydy, prokuror B-ny uzhymgha tanystyrdy.
func (d *doc) presented(lo, hi int) int {
	for _, a := range d.persons(lo, hi, morph.GEN) {
		if i := d.ms[a.id].Last; d.free(i) && d.is(i, "application") {
			return a.ent
		}
	}
	for i := lo; i < hi; i++ {
		if _, ok := d.verb(i, "introduce"); !ok {
			continue
		}
		if args := d.persons(lo, i, morph.ACC); len(args) > 0 {
			return args[len(args)-1].ent
		}
	}
	return none
}

// consider asks whether the verb at word i states an event. A verb that only carries
// the tense of the one before it does not: otken |bolatyn|, sailap |aldy|.
func (d *doc) consider(i int) {
	if d.same(i-1, i) && d.free(i-1) && d.auxiliary(i) && d.groupEnd(i-1) > i && d.leads(i-1) {
		return
	}
	options := d.options[:0]
	defer func() { d.options = options }()
	common := false // a verb of many uses: no news that it is not about a post
	for _, v := range d.verbs[i] {
		for _, row := range v.triggers {
			options = append(options, option{row, v.a})
		}
		common = common || len(v.classes) > 0
	}
	slices.SortStableFunc(options, func(a, b option) int { return cmp.Compare(a.row.rank, b.row.rank) })
	if len(options) == 0 {
		return
	}
	reason, at, guards := "", (*triggerRow)(nil), []string(nil)
	around, f := d.frameAt(i), d.spare
	if d.spare = nil; f == nil {
		f = new(frame)
	}
	for _, o := range options {
		*f = around // only a frame that makes an event is kept
		f.read(d, o.a)
		f.row = o.row
		why, guard := d.try(f)
		if why == "" {
			return
		}
		if reason == "" || reason == noComplement {
			reason, at, guards = why, o.row, guard
		}
	}
	if reason != "" && (reason != noComplement || !common) {
		d.refuse(i, reason, append([]string{at.ref}, guards...))
	}
	for _, o := range options {
		if o.row.person != "subj" && o.row.person != "obj" {
			continue
		}
		*f = around
		if f.read(d, o.a); f.shape != finite {
			continue
		}
		f.row = o.row
		d.complement(f)
		if d.considerGroup(f) {
			return
		}
	}
	d.spare = f
}

// An option is a reading of a verb that may state an event.
type option struct {
	row *triggerRow
	a   morph.Analysis
}

// complement notes the first of the row's complements that the frame has.
func (d *doc) complement(f *frame) {
	for _, need := range f.row.needs {
		if has := complements[need]; has != nil && has(d, f) {
			f.need = need
			return
		}
	}
}

// leads reports whether word i is a verb that an auxiliary can follow.
func (d *doc) leads(i int) bool {
	return slices.ContainsFunc(d.verbs[i], func(v verbReading) bool {
		return len(v.triggers) > 0 && (v.a.Has(morph.CVP) || v.a.Has(morph.CVA) || v.a.Has(morph.PFV) || v.a.Has(morph.HAB))
	}) && !d.is(i, "as")
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
	d.complement(f)
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
		if j+1 < f.word && d.words[j+1].Best().Has(morph.P3) {
			continue // konkurs qorytyndysymen: it only tells whose the next thing is
		}
		for k, a := range d.words[j].Analyses {
			if k >= reach || a.POS == morph.Verb {
				continue
			}
			if g, ok := d.tab.guards[a.Lemma]; ok && slices.Contains(g.verbs, f.row.past) {
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
		if d.onlyNamed(f) {
			return notStated
		}
	case participial:
		if f.election > f.word {
			return ""
		}
		if f.row.event == Nominated || f.row.event == Registered || f.row.person == "obj" || d.headPerson(f.end) == none {
			return describes
		}
	case finite:
		if f.a.Has(morph.NEG) && d.is(f.end-1, "not-yet") {
			return notStated // taghaiyndalmai turyp: before being appointed
		}
		if f.row.event == Nominated && f.a.Has(morph.PFV) && f.end == f.word+1 && (d.described(f) || d.inItem(f.word)) {
			return describes
		}
	}
	return ""
}

// onlyNamed: a verb made into a noun that nobody says has happened: what is demanded,
// asked, or stands in a case that makes it a cause or a time.
func (d *doc) onlyNamed(f *frame) bool {
	c := f.a.Case()
	if f.a.Has(morph.VN) && (d.demanded(f) || d.is(f.word, "election") || c == morph.ABL) || d.asksWho(f) {
		return true
	}
	return f.a.Has(morph.PFV) && (c == morph.ABL || c == morph.LOC || c == morph.DAT && !f.a.Has(morph.P3))
}

// asksWho: "kim keletini belgisiz".
func (d *doc) asksWho(f *frame) bool {
	return d.between(f.lo, f.word, func(j int) bool { return d.is(j, "who") }) && len(d.people(f)) == 0
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

// inItem reports whether word i stands in an item of a list down the page, whose items
// end with semicolons: "A, kasipker, ozin-ozi usynghan;".
func (d *doc) inItem(i int) bool {
	ends := func(sentence int) bool {
		return sentence >= 0 && d.words[d.t.Sentences[sentence].Last-1].Text == ";"
	}
	return ends(d.sentence[i]) || ends(d.sentence[i]-1)
}

// demanded: ketuin surady, ketuge shaqyrdy.
func (d *doc) demanded(f *frame) bool {
	for j := f.end; d.same(f.word, j) && j < f.end+4; j++ {
		if _, ok := d.verb(j, "demand"); ok && (f.a.Case() == morph.ACC || f.a.Case() == morph.DAT && j == f.end) {
			return true
		}
		if d.is(j, "matter") || d.is(j, "demand") && f.a.Case() == morph.ACC { // zhiberudi talap etti
			return true
		}
	}
	return d.is(f.end, "must")
}

// build makes the events of a frame with people.
func (d *doc) build(f *frame) string {
	people, rule := d.peopleBy(f)
	typ := d.typeOf(f)
	mode, how := d.modality(f)
	rule = join(rule, how)
	if len(people) == 0 && !d.vacancy(f) {
		return noPerson
	}
	if len(people) == 0 && d.general(f, mode) || d.anybody(people, mode) {
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
	nobody := d.between(f.lo, f.word, func(j int) bool { return d.is(j, "nobody") })
	if f.row.event == Nominated && f.shape != participial && !nobody {
		return len(f.marked) > 0 && d.oneCandidate(f)
	}
	if f.row.event == Registered || f.shape == participial || d.group(f) {
		return false
	}
	if nobody {
		return true
	}
	if f.title != none {
		return !d.counted(d.posts[f.title].first) // zheti mushesi
	}
	if f.leaves() {
		return d.subjectPost(f) != none
	}
	return len(f.marked) > 0 || f.anaphor
}

// group reports whether the subject or object is a number of people without names:
// keneske bes ghalym qabyldandy.
func (d *doc) group(f *frame) bool {
	return d.between(f.lo, f.word, func(j int) bool {
		if !d.free(j) || !d.counted(j) || !d.is(j, "voter") && !d.is(j, "candidate") && !d.role(j) {
			return false
		}
		a, _ := d.noun(j)
		return a.Case() == morph.NoTag || a.Case() == morph.ACC
	})
}

// oneCandidate: somebody unnamed, but one and no group, is put forward for a post,
// and it is not only what the law says: "aiel adam prezidenttikke usynyldy".
func (d *doc) oneCandidate(f *frame) bool {
	one := d.between(f.lo, f.word, func(j int) bool {
		return d.free(j) && (d.is(j, "candidacy") || d.is(j, "voter") && !d.counted(j)) && !d.words[j].MayHave(morph.PL)
	})
	if !one {
		return false
	}
	return !d.ahead(f) || len(d.dates(f.lo, f.word)) > 0 || d.between(f.lo, f.word, d.subjectAt) // a certain party does
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

// anybody: "he may be dismissed", where nobody was named whom "he" could mean.
func (d *doc) anybody(people []arg, mode Modality) bool {
	return (mode == Planned || mode == Conditional) && len(people) == 1 && people[0].id == none && people[0].ent == none &&
		d.is(people[0].pos, "he") && d.state.topic == none
}

func (d *doc) addEvent(f *frame, typ Type, mode Modality, s slot, who int) {
	e := draft{word: f.word, frame: f, seat: s.seat}
	e.Event = Event{
		Type: typ, Modality: mode, Person: who, Post: s.seat.lemma, Organization: s.seat.org, Place: s.seat.place,
		By: none, Previous: none, Acting: s.seat.acting,
		Trigger:  Trigger{f.word, Span{d.words[f.word].Start, d.words[f.word].End}},
		Evidence: d.sentenceSpan(f.word), Confidence: f.row.confidence, Rule: join(f.need, s.rule),
		Rows: append([]string{f.row.ref}, s.seat.rows...),
	}
	e.explicit = s.explicit
	e.seated = f.need == "as" && s.seat.canon != "" && !d.between(f.lo, f.word, func(j int) bool { return d.is(j, "candidate") && d.is(j+1, "as") })
	e.past = f.end > f.word+1 && d.between(f.word+1, f.end, func(j int) bool { return !d.is(j, "no") && d.pastAuxiliary(j) })
	if s.inDistrict {
		e.Place = s.district
	} else if e.Place == none {
		e.Place = d.clauseDistrict(f, s.seat)
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

// eventsIn are the events of the words [lo, hi): they stand in the order of the text.
func (d *doc) eventsIn(lo, hi int) []draft {
	from := sort.Search(len(d.events), func(k int) bool { return d.events[k].word >= lo })
	n := sort.Search(len(d.events)-from, func(k int) bool { return d.events[from+k].word >= hi })
	return d.events[from : from+n]
}

func lastWord(s string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == ' ' {
			return s[i+1:]
		}
	}
	return s
}
