// Package ledger says who held which post when, over all articles of an archive.
//
// It takes annotated articles and gives facts, one for each sentence that says of
// somebody that he got, has, left or had a post; and of the facts it makes seats, a
// seat being a post of one body or territory under all its names, with the tenures
// of those who held it in order, each resting on the sentences that state it. What
// the sentences leave open stays open: a day is never invented, and what follows only
// from a successor is marked inferred. Gaps between tenures and statements that
// contradict each other are listed, with their sentences, and nothing is decided
// between them.
//
// Build is pure: the same facts in any order give the same ledger, and what does not
// rest on an article does not change when that article goes. Finding the facts
// across names and scripts is the work of Namer and Reader; storing articles and
// printing are left to others.
package ledger

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// Version is the version of the rules of this package: what was made by another one says
// other things of the same articles.
const Version = "1"

// A Ledger is who held which post when. It is read-only after Build and safe for
// concurrent use.
type Ledger struct {
	Seats     []Seat // by key
	Conflicts []Conflict
	Articles  int // how many were read
}

// A Seat is one post of one body or territory, under all its names.
type Seat struct {
	Key     string   `json:"key"`
	Post    string   `json:"post"`
	Body    string   `json:"organization"`
	Place   string   `json:"place"`
	Names   []string `json:"names"` // every other name that the articles have for it
	Many    bool     `json:"many"`  // several may hold it at a time, so nothing follows from who else does
	Tenures []Tenure `json:"tenures"`
	Gaps    []Gap    `json:"gaps"`

	names []*SeatName
}

// Of names what the post belongs to, "" if that is not known.
func (s *Seat) Of() string { return cmp.Or(s.Body, s.Place) }

// Label names the seat in one line.
func (s *Seat) Label() string {
	if s.Body != "" && s.Place != "" {
		return s.Post + ", " + s.Body + ", " + s.Place
	}
	if of := s.Of(); of != "" {
		return s.Post + ", " + of
	}
	return s.Post
}

// Gather reads a stream of annotated articles and builds the ledger. It keeps what
// rests on the facts, not the articles. An error of the stream ends it.
func Gather(ctx context.Context, docs iter.Seq2[pipeline.Document, error], r *Reader) (*Ledger, error) {
	var facts []Fact
	var counts []Count
	n := 0
	for doc, err := range docs {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		f, c := r.Read(&doc)
		facts, counts = append(facts, f...), append(counts, c...)
		n++
	}
	l := Build(facts, counts)
	l.Articles = n
	return l, nil
}

// Build makes the ledger of facts and election counts.
func Build(facts []Fact, counts []Count) *Ledger {
	l := &Ledger{}
	for b := range builders(pointers(slices.Clone(facts))) {
		b.build()
		l.Seats = append(l.Seats, *b.seat)
		l.Conflicts = append(l.Conflicts, b.conflicts...)
	}
	l.Conflicts = append(l.Conflicts, checkCounts(counts)...)
	slices.SortStableFunc(l.Conflicts, compareConflicts)
	return l
}

// Seats are those of the ledger of facts, for whoever has no use for its conflicts, of which a seat
// can have very many. It notes in the facts, which serve for nothing else then.
func Seats(facts []*Fact) []Seat {
	var seats []Seat
	for b := range builders(facts) {
		b.seatOnly = true
		b.build()
		for i := range b.seat.Tenures {
			b.seat.Tenures[i].facts = nil // there can be very many of them, too
		}
		seats = append(seats, *b.seat)
	}
	return seats
}

func pointers(facts []Fact) []*Fact {
	out := make([]*Fact, len(facts))
	for i := range facts {
		out[i] = &facts[i]
	}
	return out
}

// builders gives what builds each seat, by key.
func builders(facts []*Fact) iter.Seq[*builder] {
	bySeat := map[string][]*Fact{}
	for _, f := range facts {
		bySeat[f.Seat.Key] = append(bySeat[f.Seat.Key], f)
	}
	return func(yield func(*builder) bool) {
		for _, key := range slices.Sorted(maps.Keys(bySeat)) {
			own := bySeat[key]
			slices.SortFunc(own, compareFacts)
			seat := newSeat(own)
			if !yield(&builder{seat: &seat, facts: own}) {
				return
			}
		}
	}
}

// kindOrder puts facts of one day in the order in which they can all be true.
var kindOrder = map[Kind]int{Held: 0, Began: 1, Renewed: 2, Holds: 3, Ended: 4}

// compareFacts is a total order: by time, then kind, then place of the evidence.
func compareFacts(a, b *Fact) int {
	if c := cmp.Compare(orLast(a.day()), orLast(b.day())); c != 0 {
		return c // of most
	}
	return cmp.Or(
		cmp.Compare(kindOrder[a.Kind], kindOrder[b.Kind]),
		compareEvidence(a.Evidence, b.Evidence),
		cmp.Compare(a.Person, b.Person),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.When.From+a.When.To, b.When.From+b.When.To),
	)
}

func compareEvidence(a, b Evidence) int {
	return cmp.Or(
		cmp.Compare(a.Published, b.Published), cmp.Compare(a.Article, b.Article),
		cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Says, b.Says), cmp.Compare(a.Rule, b.Rule),
	)
}

// orLast sorts what has no day behind all days.
func orLast(day string) string { return cmp.Or(day, "~") }

// day is where a fact stands in time, "" if nothing tells: the day of the change, or
// that of the article, which reports what has just happened unless it tells history.
func (f *Fact) day() string {
	switch {
	case f.Kind == Holds:
		return f.Evidence.Published
	case f.placed != "":
		return f.placed
	case f.Kind == Ended && f.When.To != "":
		return f.When.To // whoever left in May was there all May as far as anybody knows
	case f.When.From != "":
		return f.When.From
	case f.When.To != "":
		return f.When.To
	case f.Background || f.Kind == Held:
		return ""
	}
	return f.Evidence.Published
}

// span is when the change can have been: as stated, else up to the article.
func (f *Fact) span() Range {
	if f.When.known() {
		return f.When
	}
	return Range{"", f.Evidence.Published}
}

// newSeat names the seat of some facts: a name that says everything goes before one
// that the article completes, Cyrillic before other scripts, newer before older.
func newSeat(facts []*Fact) Seat {
	best, worth := facts[0], worthOf(facts[0])
	s := Seat{Many: facts[0].Seat.Many, Names: []string{}, Tenures: []Tenure{}, Gaps: []Gap{}}
	for _, f := range facts[1:] {
		if own := worthOf(f); own > worth {
			best, worth = f, own
		}
	}
	name := best.Seat
	s.Key, s.Post, s.Body, s.Place = name.Key, name.Post, name.Body, name.place()
	seen, labels := map[*SeatName]bool{}, map[string]bool{s.Label(): true}
	for _, f := range facts {
		if seen[f.Seat] {
			continue
		}
		seen[f.Seat] = true
		other := Seat{Post: f.Seat.Post, Body: f.Seat.Body, Place: f.Seat.place()}
		if label := other.Label(); !labels[label] {
			labels[label] = true
			s.Names = append(s.Names, label)
			s.names = append(s.names, f.Seat)
		}
	}
	slices.Sort(s.Names)
	s.names = append(s.names, name)
	return s
}

// place names the territory or constituency, where the body's name does not.
func (s *SeatName) place() string {
	if s.Place == "" && s.Scoped {
		return s.placeName
	}
	return s.Place
}

// worthOf is the higher the better a fact's name for its seat is.
func worthOf(f *Fact) string {
	worth := []byte("000")
	if !f.Seat.Scoped {
		worth[0] = '1'
	}
	if cyrillic(f.Seat.Post + f.Seat.Body + f.Seat.Place) {
		worth[1] = '1'
	}
	if !f.Acting {
		worth[2] = '1'
	}
	return strings.Join([]string{string(worth), f.Evidence.Published, f.Seat.Post, f.Seat.Body, f.Seat.Place}, " ")
}
