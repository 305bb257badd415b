package ledger

import (
	"cmp"
	"slices"
)

// The kinds of conflict.
const (
	TwoHolders = "two_holders" // two people hold a post that one holds at a time
	TwoWinners = "two_winners" // two people are elected to it at once
	BeganTwice = "began_twice" // somebody gets a post without having left it
	EndedFirst = "ended_first" // somebody leaves a post before getting it
	Dates      = "dates"       // one change has two days
	SeenAfter  = "seen_after"  // somebody is called by a post just after leaving it
	Shares     = "shares"      // shares of the vote add up to more than all
	Votes      = "votes"       // more votes than those who voted
	Turnout    = "turnout"     // more voters than there are
	Counts     = "counts"      // articles differ about one count
)

// A Conflict is what sentences say that cannot all be true.
type Conflict struct {
	Kind     string     `json:"kind"`
	Seat     string     `json:"seat"`   // key
	Label    string     `json:"label"`  // the seat in words
	Reason   string     `json:"reason"` // why it is one: a code of its own below the kind
	Values   []string   `json:"values"` // names and numbers that the reason is about, in order
	What     string     `json:"what"`   // reason and values in English
	Evidence []Evidence `json:"evidence"`

	names []*SeatName
	who   []string
}

func compareConflicts(a, b Conflict) int {
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Seat, b.Seat),
		slices.CompareFunc(a.Evidence, b.Evidence, compareEvidence), cmp.Compare(a.What, b.What),
	)
}

// conflict notes a contradiction between facts about the seat; what was noted before is
// the same contradiction with more sentences.
func (b *builder) conflict(why reason, values []string, facts ...*Fact) {
	if b.seatOnly {
		return
	}
	found := why.of(values...)
	same := [2]string{found.Kind, found.What}
	i, noted := b.noted[same]
	if !noted {
		i = len(b.conflicts)
		b.noted[same] = i
		found.Seat, found.Label, found.names = b.seat.Key, b.seat.Label(), b.seat.names
		b.conflicts = append(b.conflicts, found)
	}
	c := &b.conflicts[i]
	for _, f := range facts {
		c.Evidence = append(c.Evidence, f.Evidence)
		c.about(f.Name)
	}
}

// settle puts the sentences of each contradiction in order, each once.
func (b *builder) settle() {
	for i := range b.conflicts {
		c := &b.conflicts[i]
		slices.SortStableFunc(c.Evidence, compareEvidence)
		c.Evidence = slices.CompactFunc(c.Evidence, func(e, o Evidence) bool { return compareEvidence(e, o) == 0 })
	}
}

func (c *Conflict) add(e Evidence, who string) {
	if !slices.ContainsFunc(c.Evidence, func(o Evidence) bool { return compareEvidence(o, e) == 0 }) {
		c.Evidence = append(c.Evidence, e)
	}
	c.about(who)
}

func (c *Conflict) about(who string) {
	if who != "" && !slices.Contains(c.who, who) {
		c.who = append(c.who, who)
	}
}

// closeDays is how many days may lie between two undated reports of one election.
const closeDays = 3

// checkWinners looks for elections that two people won.
func (b *builder) checkWinners() {
	b.rivals = map[[2]string]bool{}
	var won []*Fact
	for _, f := range b.facts {
		if f.Elected && !f.Acting && !f.Background && f.day() != "" {
			won = append(won, f)
		}
	}
	for i, f := range won { // by day
		until := later(f.day(), closeDays)
		for _, o := range won[i+1:] {
			if o.day() > until {
				break
			}
			pair := [2]string{f.Person, o.Person}
			if f.Person == o.Person || b.rivals[pair] || !sameElection(f, o) || b.leftBetween(f, o) {
				continue
			}
			b.rivals[pair] = true
			b.conflict(electedAtOnce, []string{f.Name, o.Name}, f, o)
		}
	}
}

// sameElection reports whether two elections to one seat are one: on one day, or
// without a day in articles of the same days.
func sameElection(a, b *Fact) bool {
	if a.When.known() && b.When.known() {
		return a.When == b.When && a.When.From == a.When.To
	}
	near := b.day() <= later(a.day(), closeDays)
	return near && a.span().meets(b.span())
}

// leftBetween reports whether the person of the first fact is said to have left by the
// time of the second.
func (b *builder) leftBetween(first, second *Fact) bool {
	return slices.ContainsFunc(b.ends[first.Person], func(f *Fact) bool {
		return f.day() >= first.day() && f.day() <= second.day()
	})
}
