package ledger

import (
	"cmp"
	"slices"
)

// Basis is what the beginning or the end of a tenure is known by.
type Basis string

// The bases of a limit.
const (
	Open     Basis = "open"     // nothing says that there is one, or when
	Stated   Basis = "stated"   // a sentence says that it began or ended
	Bounded  Basis = "bounded"  // a sentence shows that it had begun, or was over, by then
	Inferred Basis = "inferred" // it must have ended when the successor came
)

// A Limit is the first or last day of a tenure. The day is not before From and not
// after To; "" says that this side is not known.
type Limit struct {
	Basis Basis  `json:"basis"`
	Date  string `json:"date"` // as stated: YYYY-MM-DD, YYYY-MM, YYYY; "" when only From and To are known
	From  string `json:"from"`
	To    string `json:"to"`
}

func (l Limit) days() Range { return Range{l.From, l.To} }

// A Neighbour is the person before or after in a seat.
type Neighbour struct {
	Person string `json:"person"`
	Name   string `json:"name"`
}

// A Tenure is the time for which one person held a seat without a break that is known.
type Tenure struct {
	Person      string     `json:"person"`
	Name        string     `json:"name"`
	Acting      bool       `json:"acting"`
	Start       Limit      `json:"start"`
	End         Limit      `json:"end"`
	FirstSeen   string     `json:"first_seen"` // the first and last day on which the person surely held it, "" if there is none
	LastSeen    string     `json:"last_seen"`
	Predecessor *Neighbour `json:"predecessor"`
	Successor   *Neighbour `json:"successor"`
	Evidence    []Evidence `json:"evidence"` // by time

	facts []*Fact
}

// lag is how many days news may go on calling somebody by a post that he has left, and
// how far apart the days may be that they give for one change.
const lag = 31

// A builder makes the tenures of one seat.
type builder struct {
	seat      *Seat
	facts     []*Fact            // sorted
	begins    []*Fact            // those of facts by which somebody got the post itself
	ends      map[string][]*Fact // those by which somebody left, by person
	acting    []*Tenure          // those of the seat, in order
	rivals    map[[2]string]bool // people who are said to have won it at once
	seatOnly  bool               // no conflicts are asked for
	conflicts []Conflict
	noted     map[[2]string]int // place in conflicts by kind and words
}

func (b *builder) build() {
	type holder struct {
		person string
		acting bool
	}
	b.place()
	b.noted = map[[2]string]int{}
	b.ends = map[string][]*Fact{}
	for _, f := range b.facts {
		switch {
		case f.Kind == Began && !f.Acting && f.day() != "":
			b.begins = append(b.begins, f)
		case f.Kind == Ended:
			b.ends[f.Person] = append(b.ends[f.Person], f)
		}
	}
	var holders []holder
	own := map[holder][]*Fact{}
	for _, f := range b.facts {
		h := holder{f.Person, f.Acting}
		if own[h] == nil {
			holders = append(holders, h)
		}
		own[h] = append(own[h], f)
	}
	for _, h := range holders {
		b.seat.Tenures = append(b.seat.Tenures, b.fold(own[h])...)
	}
	for i := range b.seat.Tenures {
		b.seat.Tenures[i].finish()
	}
	slices.SortFunc(b.seat.Tenures, compareTenures)
	if !b.seat.Many {
		b.order()
	}
	b.settle()
}

// place puts an end that has no day where the same article has the beginning of
// somebody else: who came on Monday follows the one of whom Tuesday's article says that
// he has left.
func (b *builder) place() {
	if b.seat.Many {
		return
	}
	came := map[string][]*Fact{} // beginnings by article
	for _, f := range b.facts {
		if f.Kind == Began && f.When.known() {
			came[f.Evidence.Article] = append(came[f.Evidence.Article], f)
		}
	}
	for _, f := range b.facts {
		if f.Kind != Ended || f.When.known() || f.Background {
			continue
		}
		for _, o := range came[f.Evidence.Article] {
			if o.Person != f.Person && o.Acting == f.Acting && o.day() <= f.Evidence.Published {
				f.placed = firstOf(f.placed, o.day())
			}
		}
	}
	slices.SortFunc(b.facts, compareFacts)
}

// A spell is the tenures of one person in one seat while they are put together.
type spell struct {
	*builder
	done []Tenure
	cur  *Tenure
}

// fold goes through the facts of one person in time, then fits in what has no day.
func (b *builder) fold(facts []*Fact) []Tenure {
	s := &spell{builder: b}
	var later []*Fact
	for _, f := range facts {
		if f.day() == "" || f.Kind == Held {
			later = append(later, f)
			continue
		}
		s.take(f)
	}
	s.close()
	for _, f := range later {
		s.fit(f)
	}
	return s.done
}

func (s *spell) take(f *Fact) {
	switch f.Kind {
	case Began:
		s.begin(f)
	case Renewed:
		s.see(f, f.span())
	case Holds:
		s.hold(f)
	case Ended:
		s.end(f)
	case Held, Counted: // Held is fitted in when all else is known
	}
}

// open starts a tenure with a fact.
func (s *spell) open(f *Fact) {
	s.close()
	s.cur = &Tenure{
		Person: f.Person, Name: f.Name, Acting: f.Acting, facts: []*Fact{f},
		Start: Limit{Basis: Open}, End: Limit{Basis: Open},
	}
}

func (s *spell) close() {
	if s.cur != nil {
		s.done = append(s.done, *s.cur)
		s.cur = nil
	}
}

func (s *spell) running() bool { return s.cur != nil && s.cur.End.Basis == Open }

// begin: the first word of a beginning starts a tenure; others may repeat it, follow
// somebody else's tenure, or contradict it.
func (s *spell) begin(f *Fact) {
	if !s.running() || s.other(s.cur, f.day()) != nil {
		if s.cur != nil && s.cur.Start.Basis == Open && s.cur.FirstSeen == "" && s.cur.End.Date != "" && f.When.From > s.cur.End.To {
			s.conflict(leftBefore, []string{s.cur.Name}, s.cur.first(Ended), f)
		}
		s.open(f)
		s.cur.Start = f.start()
		s.cur.seeChange(f)
		return
	}
	s.cur.facts = append(s.cur.facts, f)
	start := s.cur.Start
	switch {
	case start.Basis == Stated && start.days().meets(f.span()):
		s.cur.narrow(f)
	case start.Basis == Stated && f.When.known() && start.Date != "" && f.When.From <= later(start.To, lag):
		s.conflict(gotDays, []string{s.cur.Name}, s.cur.first(Began), f)
	case start.Basis == Stated:
		s.conflict(gotTwice, []string{s.cur.Name}, s.cur.first(Began, Holds), f)
	case s.cur.FirstSeen < f.span().From:
		s.conflict(hadAlready, []string{s.cur.Name}, s.cur.facts[0], f)
	default:
		s.cur.Start = f.start()
	}
	s.cur.seeChange(f)
}

func (f *Fact) start() Limit {
	d := f.span()
	return Limit{Basis: Stated, Date: f.Stated, From: d.From, To: d.To}
}

// narrow takes over what another sentence knows better about the beginning.
func (t *Tenure) narrow(f *Fact) {
	d := t.Start.days().and(f.span())
	if len(f.Stated) > len(t.Start.Date) {
		t.Start.Date = f.Stated
	}
	t.Start.From, t.Start.To = d.From, d.To
}

// first returns the first fact of the tenure that states its beginning (Began, or Holds
// since a year) or its end; failing that, the first of all.
func (t *Tenure) first(kinds ...Kind) *Fact {
	for _, f := range t.facts {
		if slices.Contains(kinds, f.Kind) && (f.Kind != Holds || f.Stated != "") {
			return f
		}
	}
	return t.facts[0]
}

// other returns the last sentence by which somebody else got the post between the last
// that is known of a tenure and a day, nil when there is none.
func (s *spell) other(t *Tenure, day string) *Fact {
	if t == nil || s.seat.Many || t.Acting {
		return nil
	}
	last := lastOf(t.LastSeen, t.Start.From)
	end, _ := slices.BinarySearchFunc(s.begins, day, func(f *Fact, day string) int { return cmp.Compare(f.day(), day) })
	for _, o := range slices.Backward(s.begins[:end]) {
		switch {
		case o.day() <= last:
			return nil
		case o.Person != t.Person:
			return o
		}
	}
	return nil
}

// see adds a fact that shows the person in the post on a day.
func (s *spell) see(f *Fact, days Range) {
	other := s.other(s.cur, days.To)
	switch {
	case s.running() && other == nil:
		s.cur.facts = append(s.cur.facts, f)
	case s.running() && f.Kind == Holds && !s.leftBetween(other, f):
		s.conflict(calledAfterOther, []string{s.cur.Name, other.Name}, other, f)
		s.open(f)
	default:
		s.open(f)
	}
	if f.When.From != "" && f.Kind == Holds && f.When.From <= days.To {
		s.since(f)
	}
	s.cur.see(days)
}

// see notes a day on which the person surely held the post: the one day of the range,
// or the day by which news say that it had come about. A month or a year has none.
func (t *Tenure) see(days Range) {
	if days.From == "" || days.From == days.To {
		t.FirstSeen, t.LastSeen = firstOf(t.FirstSeen, days.To), lastOf(t.LastSeen, days.To)
	}
}

func (t *Tenure) seeChange(f *Fact) { t.see(f.span()) }

// since takes over the year since which an article says that the post is held.
func (s *spell) since(f *Fact) {
	d := Days(f.Stated)
	switch {
	case s.cur.Start.Basis != Stated && (s.cur.FirstSeen == "" || d.From <= s.cur.FirstSeen):
		s.cur.Start = Limit{Basis: Stated, Date: f.Stated, From: d.From, To: firstOf(d.To, s.cur.FirstSeen)}
	case s.cur.Start.Basis == Stated && !s.cur.Start.days().meets(d):
		s.conflict(heldDays, []string{s.cur.Name}, s.cur.first(Began, Holds), f)
	}
}

// hold: news that call somebody by a post soon after it was left are late; later ones
// show that the person is back.
func (s *spell) hold(f *Fact) {
	day := f.Evidence.Published
	if s.cur != nil && !s.running() && day <= later(s.cur.End.To, lag) {
		s.cur.facts = append(s.cur.facts, f)
		if day > s.cur.End.To {
			s.conflict(calledAfterLeaving, []string{s.cur.Name}, s.cur.first(Ended), f)
		} else {
			s.cur.see(Range{day, day})
		}
		return
	}
	s.see(f, Range{day, day})
}

// end closes the tenure, or repeats that it is closed. Somebody who was not known to
// hold the post held it until then.
func (s *spell) end(f *Fact) {
	d := f.span()
	limit := Limit{Basis: Stated, Date: f.Stated, From: d.From, To: d.To}
	switch {
	case s.cur == nil:
		s.open(f)
		s.cur.End = limit
		return
	case s.cur.End.Basis == Open:
		s.cur.facts = append(s.cur.facts, f)
		s.cur.End = limit
		return
	case f.When.known() && f.When.From > later(s.cur.End.To, lag):
		s.open(f) // back in the meantime, unnoticed
		s.cur.End = limit
		return
	}
	s.cur.facts = append(s.cur.facts, f)
	if s.cur.End.days().meets(d) {
		both := s.cur.End.days().and(d)
		s.cur.End.From, s.cur.End.To = both.From, both.To
		if len(f.Stated) > len(s.cur.End.Date) {
			s.cur.End.Date = f.Stated
		}
		return
	}
	s.conflict(leftDays, []string{s.cur.Name}, s.cur.first(Ended), f)
}

// fit places what has no day of its own, or tells of a past tenure, with the tenure
// that it can be about; failing one, it is a tenure of its own.
func (s *spell) fit(f *Fact) {
	if f.Kind == Held && f.When.From != "" && f.When.To != "" && f.When.To < f.When.From {
		s.conflict(wouldHaveLeft, []string{f.Name}, f)
		return
	}
	for i := range slices.Backward(s.done) {
		if t := &s.done[i]; t.takes(f) {
			t.absorb(f)
			return
		}
	}
	s.open(f)
	s.cur.absorbLimits(f)
	s.close()
}

// takes reports whether a fact without a day may be about the tenure.
func (t *Tenure) takes(f *Fact) bool {
	by := f.Evidence.Published
	if by != "" && max(t.Start.From, firstOf(t.FirstSeen, t.End.From)) > by {
		return false // it had not begun
	}
	if f.When.From != "" && f.Kind != Ended && !t.mayBegin(Range{f.When.From, Days(f.Stated).To}) {
		return false
	}
	if f.Kind != Held {
		return f.Kind != Began || t.Start.Basis != Stated || t.Start.days().meets(f.span())
	}
	over := Range{"", by}
	if f.When.To != "" {
		over = Range{Days(f.When.To[:4]).From, f.When.To}
	}
	return over.To == "" || t.mayEnd(over)
}

// mayBegin and mayEnd report whether a limit within the days contradicts nothing.
func (t *Tenure) mayBegin(d Range) bool {
	if t.End.To != "" && d.From > t.End.To {
		return false
	}
	if t.Start.Basis == Stated {
		return t.Start.days().meets(d)
	}
	return t.FirstSeen == "" || d.From <= t.FirstSeen
}

func (t *Tenure) mayEnd(d Range) bool {
	if t.End.Basis == Stated {
		return t.End.From == "" || t.End.From <= d.To
	}
	return t.LastSeen == "" || t.LastSeen <= d.To
}

func (t *Tenure) absorb(f *Fact) {
	t.facts = append(t.facts, f)
	t.absorbLimits(f)
}

// absorbLimits takes over what the fact tells of beginning and end, where nothing
// better is known.
func (t *Tenure) absorbLimits(f *Fact) {
	by := f.Evidence.Published
	begins := f.Kind == Began || f.When.From != "" && f.Kind != Ended
	ends := f.Kind == Ended || f.Kind == Held
	if begins && t.Start.Basis != Stated {
		d := Days(f.Stated)
		t.Start = Limit{Basis: Stated, Date: f.Stated, From: d.From, To: cmp.Or(firstOf(d.To, t.FirstSeen), by)}
	}
	if !ends || t.End.Basis == Stated {
		return
	}
	switch to := f.When.To; {
	case to != "":
		t.End = Limit{Basis: Stated, Date: to[:4], From: max(to[:4]+"-01-01", t.LastSeen), To: to}
	case f.Kind == Ended:
		t.End = Limit{Basis: Stated, To: by}
	default:
		t.End = Limit{Basis: Bounded, To: firstOf(t.End.To, by)}
	}
}

// finish fills in what follows from the sightings and lists the evidence.
func (t *Tenure) finish() {
	if t.Start.Basis == Open && t.FirstSeen != "" {
		t.Start = Limit{Basis: Bounded, To: t.FirstSeen}
	}
	if t.End.Basis != Open {
		t.End.From = lastOf(t.End.From, min(t.LastSeen, cmp.Or(t.End.To, t.LastSeen)))
	}
	slices.SortFunc(t.facts, compareFacts)
	t.Evidence = make([]Evidence, 0, len(t.facts))
	for _, f := range t.facts {
		t.Evidence = append(t.Evidence, f.Evidence)
		if betterName(f.Name, t.Name) {
			t.Name = f.Name
		}
	}
}

// betterName prefers Cyrillic, then the fuller name.
func betterName(a, b string) bool {
	return cmp.Or(compareBool(cyrillic(a), cyrillic(b)), cmp.Compare(len(a), len(b)), cmp.Compare(b, a)) > 0
}

// anchor is the day by which a tenure is put in order, "" if nothing tells: that an
// article calls somebody a former holder does not say when that was.
func (t *Tenure) anchor() string {
	if t.Start.Basis == Stated && t.Start.From != "" {
		return t.Start.From
	}
	if t.FirstSeen != "" {
		return t.FirstSeen
	}
	for _, f := range t.facts {
		if f.placed != "" {
			return f.placed
		}
		if f.Kind == Ended && f.day() != "" || f.Kind == Held && f.When.To != "" {
			return cmp.Or(t.End.From, t.End.To)
		}
	}
	return ""
}

// compareTenures orders a seat: by time, or by when it was over, whom nothing dates
// last; who leaves on a day before who comes on it.
func compareTenures(a, b Tenure) int {
	ended := func(t *Tenure) bool { return t.FirstSeen == "" && t.End.Basis != Open }
	return cmp.Or(
		cmp.Compare(orLast(cmp.Or(a.anchor(), a.End.To)), orLast(cmp.Or(b.anchor(), b.End.To))),
		compareBool(ended(&b), ended(&a)),
		compareBool(a.Acting, b.Acting),
		cmp.Compare(a.Person, b.Person),
		compareFacts(a.facts[0], b.facts[0]),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
