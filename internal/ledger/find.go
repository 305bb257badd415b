package ledger

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
)

// A Query chooses tenures. Empty fields choose all; names may be in any script and
// case, and may be earlier names.
type Query struct {
	Person string   // all of its words are in the name, in any order
	Post   string   // the post; failing that, the last words of a title
	Org    string   // words of the body, or another name of it
	Place  string   // the territory of the post or body, or the constituency
	Words  []string // each is in the person, the post, the body or the place
	On     string   // YYYY[-MM[-DD]]: held it then
}

// A Found is a seat of which some tenures were asked for.
type Found struct {
	Seat    *Seat
	Tenures []Match // in the order of the seat
}

// A Match is a tenure with how surely it covers the day that was asked for.
type Match struct {
	*Tenure
	On On
}

// A finder is a query folded for comparing.
type finder struct {
	n          *Namer
	person     []word
	post       string
	org        []string
	orgKey     string
	place      territory
	placeBare  bool // the query names no type
	placeStems []string
	words      []word
	on         Range
	anyPost    bool // the last words of a title will do
	loose      bool // a name may have endings that cannot be told from it
}

// Find returns the seats with tenures that the query chooses: those with the post as
// asked before those with longer titles, then by the name of what they belong to.
func (l *Ledger) Find(n *Namer, q Query) []Found {
	f := n.finder(q)
	out := l.find(f)
	if len(out) == 0 && q.Post != "" {
		f.anyPost = true // no post is called so alone: those whose title ends so
		out = l.find(f)
	}
	if len(out) == 0 && q.Person != "" {
		f.loose = true
		out = l.find(f)
	}
	slices.SortStableFunc(out, func(a, b Found) int {
		return cmp.Or(
			cmp.Compare(len(strings.Fields(a.Seat.names[0].PostKey)), len(strings.Fields(b.Seat.names[0].PostKey))),
			cmp.Compare(a.Seat.Of(), b.Seat.Of()), cmp.Compare(a.Seat.Post, b.Seat.Post), cmp.Compare(a.Seat.Key, b.Seat.Key),
		)
	})
	return out
}

func (l *Ledger) find(f *finder) []Found {
	var out []Found
	for i := range l.Seats {
		s := &l.Seats[i]
		if !f.seat(s.names) {
			continue
		}
		found := Found{Seat: s}
		for k := range s.Tenures {
			t := &s.Tenures[k]
			if !f.holder(s.names, f.names(t)) {
				continue
			}
			m := Match{Tenure: t}
			if f.on != (Range{}) {
				if m.On = t.On(f.on); m.On == No {
					continue
				}
			}
			found.Tenures = append(found.Tenures, m)
		}
		if len(found.Tenures) > 0 {
			out = append(out, found)
		}
	}
	return out
}

// FindConflicts returns the conflicts about seats and people that the query chooses.
func (l *Ledger) FindConflicts(n *Namer, q Query) []Conflict {
	f := n.finder(q)
	out := []Conflict{}
	for _, c := range l.Conflicts {
		var who []word
		for _, name := range c.who {
			who = append(who, n.words(name)...)
		}
		if !f.seat(c.names) || !f.holder(c.names, who) || f.on != (Range{}) && !c.during(f.on) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// A SeatGap is a gap with the seat that it is in.
type SeatGap struct {
	Seat  string `json:"seat"`  // key
	Label string `json:"label"` // the seat in words
	Gap
}

// FindGaps returns the gaps of the seats that the query chooses; a person is one on
// either side, a day lies in the gap.
func (l *Ledger) FindGaps(n *Namer, q Query) []SeatGap {
	f := n.finder(q)
	var out []SeatGap
	for i := range l.Seats {
		s := &l.Seats[i]
		for _, g := range s.Gaps {
			who := n.words(g.Before.Name)
			if g.After != nil {
				who = append(slices.Clone(who), n.words(g.After.Name)...)
			}
			if f.seat(s.names) && f.holder(s.names, who) && (f.on == (Range{}) || f.on.meets(Range{g.From, g.To})) {
				out = append(out, SeatGap{s.Key, s.Label(), g})
			}
		}
	}
	return out
}

// during reports whether the conflicting sentences are about a time around the days.
func (c *Conflict) during(days Range) bool {
	first, last := "", ""
	for _, e := range c.Evidence {
		d := Days(e.Date)
		if !d.known() {
			d = Range{e.Published, e.Published}
		}
		first, last = firstOf(first, d.From), lastOf(last, d.To)
	}
	return first == "" || Range{first, last}.meets(days)
}

func (n *Namer) finder(q Query) *finder {
	f := &finder{n: n, person: n.words(q.Person), on: Days(q.On)}
	if q.Post != "" {
		f.post = n.post(q.Post).key
	}
	if q.Org != "" {
		f.org = strings.Fields(n.phrase(q.Org))
		f.orgKey = n.orgs.names[n.plain(q.Org)]
	}
	if q.Place != "" {
		f.place = n.territory(q.Place)
		_, size := n.typeAt(n.words(q.Place), len(n.words(q.Place)))
		f.placeBare = size == 0
		f.placeStems = strings.Fields(n.phrase(q.Place))
	}
	for _, w := range q.Words {
		f.words = append(f.words, n.words(w)...)
	}
	return f
}

// names are the words of all names that the articles have for the holder.
func (f *finder) names(t *Tenure) []word {
	var out []word
	last := ""
	for _, fact := range t.facts {
		if fact.Name != last {
			out = append(out, f.n.words(fact.Name)...)
		}
		last = fact.Name
	}
	return out
}

// seat reports whether some name of the seat fits the post, body and place.
func (f *finder) seat(names []*SeatName) bool {
	return slices.ContainsFunc(names, func(s *SeatName) bool { return f.fitsPost(s) }) &&
		slices.ContainsFunc(names, func(s *SeatName) bool { return f.fitsOrg(s) }) &&
		slices.ContainsFunc(names, func(s *SeatName) bool { return f.fitsPlace(s) })
}

func (f *finder) fitsPost(s *SeatName) bool {
	return f.post == "" || s.PostKey == f.post || f.anyPost && strings.HasSuffix(s.PostKey, " "+f.post)
}

func (f *finder) fitsOrg(s *SeatName) bool {
	if len(f.org) == 0 || f.orgKey != "" && strings.HasSuffix(s.Key, "| "+f.orgKey) {
		return true
	}
	return contains(strings.Fields(s.bodyWords+" "+s.placeWords), f.org) && s.Body != ""
}

func (f *finder) fitsPlace(s *SeatName) bool {
	if len(f.placeStems) == 0 {
		return true
	}
	for _, t := range s.territories {
		if t.name == f.place.name && (f.placeBare || t.kind == f.place.kind) {
			return true
		}
	}
	return contains(strings.Fields(s.placeWords), f.placeStems)
}

// holder reports whether the person fits, and the free words fit person and seat
// together.
func (f *finder) holder(names []*SeatName, person []word) bool {
	for _, w := range f.person {
		if !named(person, w) && (!f.loose || !begins(person, w)) {
			return false
		}
	}
	for _, w := range f.words {
		if !named(person, w) && !slices.ContainsFunc(names, func(s *SeatName) bool {
			return slices.Contains(strings.Fields(s.words), w.stem)
		}) {
			return false
		}
	}
	return true
}

// named reports whether a word is one of a name, whichever of them has an ending:
// "Saduaqasovtyng" finds Saduaqasov.
func named(name []word, w word) bool {
	return slices.ContainsFunc(name, func(o word) bool {
		return o.key == w.key || o.stem == w.stem || o.stem == hyphened(w.key) || hyphened(o.key) == w.stem
	})
}

// begins reports whether a word of the name, of four letters or more, begins the word:
// endings in Latin letters are spelled in many ways.
func begins(name []word, w word) bool {
	return slices.ContainsFunc(name, func(o word) bool {
		return len(o.key) >= 4 && len(w.key)-len(o.key) <= 4 && strings.HasPrefix(w.key, o.key)
	})
}

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(w string) bool { return !slices.Contains(all, w) })
}

// Nearest returns up to three names of the ledger that a query which found nothing may
// have meant, the nearest first: of people, posts, bodies or places, whichever it asks
// for first.
func (l *Ledger) Nearest(q Query) []string {
	want, of := q.Person, func(s *Seat) []string {
		var out []string
		for i := range s.Tenures {
			out = append(out, s.Tenures[i].Name)
		}
		return out
	}
	switch {
	case want != "":
	case q.Place != "":
		want, of = q.Place, func(s *Seat) []string { return []string{s.Place} }
	case q.Org != "":
		want, of = q.Org, func(s *Seat) []string { return []string{s.Body} }
	case q.Post != "":
		want, of = q.Post, func(s *Seat) []string { return []string{s.Post} }
	default:
		return nil
	}
	return nearest(kazakh.LooseKey(want), l.Seats, of)
}

func nearest(want string, seats []Seat, of func(*Seat) []string) []string {
	type candidate struct {
		name string
		far  int
	}
	var all []candidate
	seen := map[string]bool{"": true}
	for i := range seats {
		for _, name := range of(&seats[i]) {
			if !seen[name] {
				seen[name] = true
				all = append(all, candidate{name, howFar(want, kazakh.LooseKey(name))})
			}
		}
	}
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.name, b.name)) })
	var out []string
	for _, c := range all[:min(3, len(all))] {
		if c.far <= len(want)/3 {
			out = append(out, c.name)
		}
	}
	return out
}

// howFar is the distance to the name, or to the nearest of its words.
func howFar(want, name string) int {
	far := distance(want, name)
	for word := range strings.FieldsSeq(name) {
		far = min(far, distance(want, word))
	}
	return far
}

// distance counts the letters to change, add or take away to make a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			next := min(row[j]+1, row[j+1]+1, diag+1)
			if a[i] == b[j] {
				next = min(next, diag)
			}
			diag, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
