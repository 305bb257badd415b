package ledger

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// What a store needs that keeps facts and builds the ledger seat by seat.

// Territory is the territory that the article completes the name with, "" for none.
func (s *SeatName) Territory() string { return s.placeName }

// Words are the stems of all words by which the seat can be found.
func (s *SeatName) Words() string { return s.words }

// Kept makes a seat name again from what was kept of it: its exported fields and its
// Territory. It serves for Build, not for Find.
func Kept(s SeatName, territory string) *SeatName {
	s.placeName = territory
	return &s
}

// Person is the key of somebody of whom nothing but the name and the article is known,
// as a Reader without identities gives it.
func (n *Namer) Person(name, article, entity string) string {
	if key, ok := n.nameKey(name); ok {
		return key
	}
	return article + "#" + entity
}

// Stems are the stems of the words of a question, as Words has them.
func (n *Namer) Stems(question string) []string { return strings.Fields(n.phrase(question)) }

// Leads reports whether the post is that of a head: one who leads a body or territory.
func (n *Namer) Leads(title string) bool {
	stems, _ := n.posts.substantive(strings.Fields(n.post(title).key))
	head, _, ok := row(n.posts.heads, stems)
	return ok && head && !n.posts.many(stems)
}

// People are the names of those whom a conflict is about.
func (c *Conflict) People() []string { return c.who }

// A Contest is one election to a seat, as the articles report it.
type Contest struct {
	Seat       *SeatName
	Day        string // YYYY-MM-DD, "" when no article says
	Published  string // of the first article that reports it
	Turnout    float64
	Listed     int // voters on the list
	Voted      int // voters who came
	Candidates []Candidate
	Flags      []Conflict // what cannot be true of it
	Evidence   []Evidence // of the election as a whole
}

// A Candidate is a person with the result that the articles report. Zero is not stated.
type Candidate struct {
	Person   string // key
	Name     string
	Votes    int
	Share    float64 // percent
	Evidence []Evidence
}

// Contests puts the counts of elections together, in the order of seats and days; the
// most votes or the largest share of a contest come first.
func Contests(counts []Count) []Contest {
	groups := contests(counts)
	out := make([]Contest, 0, len(groups))
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		own := groups[key]
		c := Contest{Seat: own[0].Seat, Flags: checkContest(own)}
		for _, count := range own {
			c.add(count)
		}
		slices.SortStableFunc(c.Candidates, func(a, b Candidate) int {
			return cmp.Or(cmp.Compare(b.Votes, a.Votes), cmp.Compare(b.Share, a.Share), cmp.Compare(a.Name, b.Name))
		})
		out = append(out, c)
	}
	return out
}

func (c *Contest) add(count Count) {
	c.Day = cmp.Or(c.Day, count.Day)
	c.Published = firstOf(c.Published, count.Evidence.Published)
	c.Turnout, c.Listed, c.Voted = max(c.Turnout, count.Turnout), max(c.Listed, count.Listed), max(c.Voted, count.Voted)
	if count.Person == "" {
		c.Evidence = append(c.Evidence, count.Evidence)
		return
	}
	i := slices.IndexFunc(c.Candidates, func(o Candidate) bool { return o.Person == count.Person })
	if i < 0 {
		i = len(c.Candidates)
		c.Candidates = append(c.Candidates, Candidate{Person: count.Person, Name: count.Name})
	}
	o := &c.Candidates[i]
	o.Votes, o.Share = max(o.Votes, count.Votes), max(o.Share, count.Share)
	o.Evidence = append(o.Evidence, count.Evidence)
}
