package resolve

import (
	"cmp"
	"iter"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// facts are what is known of a cluster that may speak against its being the same as
// another.
type facts struct {
	patronymic, patronymicAs string
	gender                   string
	initials                 string
	posts                    []stay // in bodies and territories, in order
	regions                  []stay // where the posts are, in order
}

// A post is a title in bodies of one kind, of which a person has one at a time, or
// mostly so.
type post struct {
	title, kind string
	sole        Sole
}

// A stay is where somebody was and when for certain: days from first to last, or at
// a time unknown. In a region it is of no post.
type stay struct {
	post

	place, as   string
	first, last int
	dated       bool
}

// factsOf are those of a profile. Their stays lie in memory that has room for two of each
// seat.
func factsOf(p *Profile, memory []stay) facts {
	half := len(p.Seats)
	f := facts{
		patronymic: p.Person.Patronymic, patronymicAs: p.Person.PatronymicAs, gender: p.Person.Gender,
		initials: secondInitial(p.Person), posts: memory[:0:half], regions: memory[half:half:len(memory)],
	}
	for i := range p.Seats {
		s := &p.Seats[i]
		if s.Past {
			continue
		}
		when := stay{}
		when.first, when.last, when.dated = days(s.From, s.To)
		if kind, key, as := s.scope(); key != "" && s.Sole != NotSole {
			at := when
			at.post, at.place, at.as = post{s.Title, kind, s.Sole}, key, as
			f.posts = put(f.posts, &at)
		}
		if s.Region != "" || s.Like != "" {
			when.place, when.as = cmp.Or(s.Region, s.Place, s.Like), s.PlaceAs
			f.regions = put(f.regions, &when)
		}
	}
	return f
}

func secondInitial(n PersonName) string {
	switch {
	case n.Patronymic != "":
		return first(n.Patronymic)
	case n.Given == "" && len(n.Initials) > 1:
		return n.Initials[1:2]
	}
	return ""
}

// put adds a stay to a list in order, or widens the one that is there.
func put(list []stay, s *stay) []stay {
	i := sort.Search(len(list), func(i int) bool { return list[i].compare(s) >= 0 })
	if i < len(list) && list[i].compare(s) == 0 {
		list[i].widen(s)
		return list
	}
	return slices.Insert(list, i, *s)
}

func (s *stay) compare(o *stay) int {
	return cmp.Or(s.post.compare(&o.post), strings.Compare(s.place, o.place))
}

func (p *post) compare(o *post) int {
	return cmp.Or(strings.Compare(p.title, o.title), strings.Compare(p.kind, o.kind), cmp.Compare(p.sole, o.sole))
}

// widen adds the time of another stay at the place.
func (s *stay) widen(o *stay) {
	switch {
	case !o.dated:
	case !s.dated:
		s.first, s.last, s.dated = o.first, o.last, true
	default:
		s.first, s.last = min(s.first, o.first), max(s.last, o.last)
	}
}

// take puts the facts of another cluster with these, in whose lists they come.
func (f *facts) take(o *facts) {
	if f.patronymic == "" {
		f.patronymic, f.patronymicAs = o.patronymic, o.patronymicAs
	}
	f.gender, f.initials = cmp.Or(f.gender, o.gender), cmp.Or(f.initials, o.initials)
	for i := range o.posts {
		f.posts = put(f.posts, &o.posts[i])
	}
	for i := range o.regions {
		f.regions = put(f.regions, &o.regions[i])
	}
}

// A sum is the facts of several clusters, which do not change. Its memory is used again
// for the next sum.
type sum struct {
	facts

	own                  bool // facts has lists of its own
	ownPosts, ownRegions []stay
}

// begin makes it the facts of one cluster.
func (s *sum) begin(f *facts) { s.facts, s.own = *f, false }

func (s *sum) take(o *facts) {
	if !s.own {
		s.own = true
		s.posts = append(s.ownPosts[:0], s.posts...)
		s.regions = append(s.ownRegions[:0], s.regions...)
	}
	s.facts.take(o)
	s.ownPosts, s.ownRegions = s.posts, s.regions
}

// empty ends the use: a sum at rest points to no cluster.
func (s *sum) empty() {
	*s = sum{ownPosts: emptied(s.ownPosts[:cap(s.ownPosts)]), ownRegions: emptied(s.ownRegions[:cap(s.ownRegions)])}
}

// apartDays is how long after a post in one place another in a second place is
// likelier somebody else's, as long as nothing but the name speaks for it.
const apartDays = 365

// A conflict is why two clusters cannot be one: a reason, of which some end with a colon
// and two names.
type conflict struct{ reason, a, b string }

func (v conflict) String() string {
	if strings.HasSuffix(v.reason, ": ") {
		return v.reason + inOrderOf(v.a, v.b)
	}
	return v.reason
}

// against says why two clusters cannot be one, and whether anything speaks against it.
// With weak it also takes what is only unlikely.
func (f *facts) against(o *facts, weak bool) (why conflict, found bool) {
	switch {
	case f.patronymic != "" && o.patronymic != "" && f.patronymic != o.patronymic:
		return conflict{"different patronymics: ", f.patronymicAs, o.patronymicAs}, true
	case f.initials != "" && o.initials != "" && f.initials != o.initials:
		return conflict{reason: "different initials"}, true
	case f.gender != "" && o.gender != "" && f.gender != o.gender:
		return conflict{reason: "a man and a woman"}, true
	}
	for a, b := range sharedPosts(f.posts, o.posts) {
		if !weak && a[0].sole != AlwaysSole {
			continue
		}
		if asA, asB, ok := exclusive(a, b, weak); ok {
			return conflict{"the same post in two places at one time: ", asA, asB}, true
		}
	}
	if !weak {
		return conflict{}, false
	}
	if asA, asB, ok := exclusive(f.regions, o.regions, true); ok {
		return conflict{"posts in different regions at one time: ", asA, asB}, true
	}
	return conflict{}, false
}

// sharedPosts gives the stays of each, post by post, in those that both have held.
func sharedPosts(a, b []stay) iter.Seq2[[]stay, []stay] {
	return func(yield func(a, b []stay) bool) {
		for len(a) > 0 && len(b) > 0 {
			ofA, ofB := firstPost(a), firstPost(b)
			order := a[0].post.compare(&b[0].post)
			if order == 0 && !yield(ofA, ofB) {
				return
			}
			if order <= 0 {
				a = a[len(ofA):]
			}
			if order >= 0 {
				b = b[len(ofB):]
			}
		}
	}
}

// firstPost is the stays in the first post.
func firstPost(list []stay) []stay {
	n := 1
	for n < len(list) && list[n].post == list[0].post {
		n++
	}
	return list[:n]
}

// inOrderOf lists two names so that it does not matter which comes first.
func inOrderOf(a, b string) string {
	if b < a {
		a, b = b, a
	}
	return a + " / " + b
}

// exclusive finds a stay of each that cannot be one person's: at the same time, and
// neither was at the other's place. With near, within a year or at a time unknown.
func exclusive(a, b []stay, near bool) (asA, asB string, found bool) {
	if len(a) == 0 || len(b) == 0 {
		return "", "", false
	}
	var few [8]*stay
	other := few[:0] // stays of b where a was not
	for i := range b {
		if !anyLike(a, b[i].place) {
			other = append(other, &b[i])
		} else if near {
			return "", "", false // they have something in common
		}
	}
	for i := range a {
		if len(other) == 0 || anyLike(b, a[i].place) {
			continue
		}
		for _, o := range other {
			if a[i].overlaps(o, near) {
				return a[i].as, o.as, true
			}
		}
	}
	return "", "", false
}

// anyLike reports whether one of the places may be that of key.
func anyLike(list []stay, key string) bool {
	for i := range list {
		if k := list[i].place; k == key || mayBe(k, key) || mayBe(key, k) {
			return true
		}
	}
	return false
}

// mayBe reports whether like, a place that its name does not make certain, may be
// the place of key.
func mayBe(like, key string) bool {
	rest, ok := strings.CutPrefix(key, like)
	return ok && strings.HasPrefix(rest, "@")
}

func (s *stay) overlaps(o *stay, near bool) bool {
	if !s.dated || !o.dated {
		return near
	}
	slack := 0
	if near {
		slack = apartDays
	}
	return s.first <= o.last+slack && o.first <= s.last+slack
}

// days turns two dates, perhaps cut short, into days; the numbers only compare.
func days(from, to string) (first, last int, ok bool) {
	if from == "" {
		from = to
	}
	if to == "" {
		to = from
	}
	first, okFrom := day(from, 1, 1)
	last, okTo := day(to, 12, 31)
	return first, max(first, last), okFrom && okTo
}

func day(date string, month, dayOfMonth int) (int, bool) {
	if len(date) < 4 {
		return 0, false
	}
	year, err := strconv.Atoi(date[:4])
	if err != nil {
		return 0, false
	}
	if len(date) >= 7 {
		if m, err := strconv.Atoi(date[5:7]); err == nil {
			month = m
		}
	}
	if len(date) >= 10 {
		if d, err := strconv.Atoi(date[8:10]); err == nil {
			dayOfMonth = d
		}
	}
	return year*366 + month*31 - 31 + dayOfMonth, true
}
