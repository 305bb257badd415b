package ledger

import (
	"cmp"
	"slices"
	"unicode"
)

// The kinds of gap.
const (
	Nobody    = "nobody"     // one tenure had ended and the next had not begun, as far as is known
	OnlyEnded = "only_ended" // somebody left the post who was not known to have it
)

// A Gap is a time for which the articles name no holder of a post that one person holds.
type Gap struct {
	Kind   string     `json:"kind"`
	From   string     `json:"from"` // the last day of the one before, "" if there is none
	To     string     `json:"to"`   // the first known day of the next; his last day, if only that is known
	After  *Neighbour `json:"after"`
	Before *Neighbour `json:"before"`

	Evidence []Evidence `json:"evidence"` // the last of the one before, the first of the next
}

// order links the tenures of a seat that one person holds at a time: who followed
// whom, what that says of an end that nobody states, where nobody is known, and who
// is stated to hold it at the same time.
func (b *builder) order() {
	b.checkWinners()
	for i := range b.seat.Tenures {
		if t := &b.seat.Tenures[i]; t.Acting {
			b.acting = append(b.acting, t)
		}
	}
	var last, longest *Tenure
	for i := range b.seat.Tenures {
		t := &b.seat.Tenures[i]
		if t.Acting || t.anchor() == "" {
			continue
		}
		if longest != nil && longest.Person != t.Person && (longest.meets(t) || longest.beside(t)) {
			b.conflict(heldAtOnce, []string{longest.Name, t.Name}, b.overlap(longest, t)...)
		}
		if longest == nil || lastOf(t.LastSeen, t.End.From) > lastOf(longest.LastSeen, longest.End.From) {
			longest = t
		}
		b.gap(last, t)
		if last != nil && last.Person != t.Person {
			b.follow(last, t)
		}
		last = t
	}
	b.endActing()
}

// follow makes t the successor of last, unless they are said to have come at once.
func (b *builder) follow(last, t *Tenure) {
	if last.beside(t) || b.rivals[[2]string{last.Person, t.Person}] || b.rivals[[2]string{t.Person, last.Person}] {
		return
	}
	last.Successor = &Neighbour{t.Person, t.Name}
	t.Predecessor = &Neighbour{last.Person, last.Name}
	came := t.firstDay()
	switch {
	case came == "", last.meets(t):
	case last.End.Basis == Open || last.End.Basis == Bounded && (last.End.To == "" || last.End.To > came):
		last.End = Limit{Basis: Inferred, From: last.LastSeen, To: came}
	case last.End.Basis == Stated && last.End.Date == "" && last.End.To > came:
		last.End.To = came // it is stated that it ended, and who came after limits when
	}
}

// meets reports whether the person surely held the seat after t, who stands behind in
// the order, had it.
func (t *Tenure) meets(next *Tenure) bool {
	came := next.firstDay()
	return came != "" && (t.LastSeen > came || t.End.Basis == Stated && t.End.From > came)
}

// beside reports whether both are first called by the post on the same day, and nothing
// says that either got it then.
func (t *Tenure) beside(next *Tenure) bool {
	return t.Start.Basis == Bounded && next.Start.Basis == Bounded && t.End.Basis == Open && t.FirstSeen == next.FirstSeen
}

// firstDay is the first day on which the person surely held the seat.
func (t *Tenure) firstDay() string { return firstOf(t.FirstSeen, t.Start.To) }

// overlap picks the sentences that contradict each other: those that show the first
// holder after the second had come, and those that show the second.
func (b *builder) overlap(last, t *Tenure) []*Fact {
	var out []*Fact
	came := t.firstDay()
	for _, f := range last.facts {
		if f.day() > came || last.beside(t) {
			out = append(out, f)
		}
	}
	for _, f := range t.facts {
		if f.day() != "" && f.day() <= lastOf(last.LastSeen, last.End.From) || f.Kind == Began {
			out = append(out, f)
		}
	}
	return out
}

// gap lists the days between two tenures on which nobody is known. Between somebody who
// was last seen and his successor nothing is known to be missing.
func (b *builder) gap(last, t *Tenure) {
	g := Gap{Kind: Nobody, Before: &Neighbour{t.Person, t.Name}}
	over := false
	if last != nil {
		over = last.End.Basis == Stated || last.End.Basis == Bounded
		g.After, g.From = &Neighbour{last.Person, last.Name}, lastOf(last.End.To, last.LastSeen)
		g.Evidence = append(g.Evidence, last.Evidence[len(last.Evidence)-1])
	}
	g.Evidence = append(g.Evidence, t.Evidence[0])
	if g.To = t.Start.From; g.To == "" {
		g.To = t.firstDay()
	}
	if t.Start.Basis == Open && t.FirstSeen == "" {
		g.Kind, g.To = OnlyEnded, t.anchor()
	} else if !over {
		return
	}
	if g.From == "" && g.Kind == OnlyEnded || g.From != "" && g.To > later(g.From, 1) && !b.standIn(g) {
		b.seat.Gaps = append(b.seat.Gaps, g)
	}
}

// standIn reports whether somebody held the post for the time being in the gap.
func (b *builder) standIn(g Gap) bool {
	return g.Kind == Nobody && slices.ContainsFunc(b.acting, func(t *Tenure) bool {
		return t.firstDay() <= g.To && lastOf(t.LastSeen, t.End.To) >= g.From && t.End.To <= later(g.To, lag)
	})
}

// endActing: who stands in for the holder does so until one comes.
func (b *builder) endActing() {
	for _, t := range b.acting {
		if t.End.Basis != Open || t.LastSeen == "" {
			continue
		}
		for k := range b.seat.Tenures {
			o := &b.seat.Tenures[k]
			if !o.Acting && o.Start.Basis == Stated && o.Start.From != "" && o.Start.From >= t.LastSeen {
				t.End = Limit{Basis: Inferred, From: t.LastSeen, To: o.Start.To}
				break
			}
		}
	}
}

// On says how surely a tenure covers a day of the range.
type On string

// The answers of Tenure.On.
const (
	No       On = ""         // it had not begun, was over, or nothing says that it had begun
	Sure     On = "stated"   // between the first and the last day on which it is stated
	Assumed  On = "open"     // after the last statement, and nothing says that it had ended
	Possible On = "possible" // within the days between which it began or ended
)

// On says whether the person held the seat on a day of the range.
func (t *Tenure) On(days Range) On {
	first := cmp.Or(t.Start.From, t.firstDay())
	if first == "" || days.To < first {
		return No
	}
	sure := t.firstDay()
	end := t.End
	switch {
	case end.Basis == Inferred && days.From >= end.To && days.From > t.LastSeen:
		return No
	case end.Basis != Open && end.To != "" && days.From > end.To:
		return No
	case days.To < sure:
		return Possible
	case days.From <= t.LastSeen:
		return Sure
	case end.Basis == Open, end.Basis == Inferred:
		return Assumed
	case end.From != "" && days.From <= end.From:
		return Sure
	}
	return Possible
}

func cyrillic(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Cyrillic, r) {
			return true
		}
	}
	return false
}
