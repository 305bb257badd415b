package resolve

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// facts are what is known of a cluster that may speak against its being the same as
// another. Values are not changed after they are made.
type facts struct {
	patronymic, patronymicAs string
	gender                   string
	initials                 string
	posts                    map[post]map[string]stay // by body or territory
	regions                  map[string]stay          // where the posts are
}

var nothing facts

// A post is a title in bodies of one kind, of which a person has one at a time, or
// mostly so.
type post struct {
	title, kind string
	sole        Sole
}

// A stay is where somebody was and when for certain: days from first to last, or at
// a time unknown.
type stay struct {
	as          string
	first, last int
	dated       bool
}

func factsOf(p *Profile) facts {
	f := facts{
		patronymic: p.Person.Patronymic, patronymicAs: p.Person.PatronymicAs, gender: p.Person.Gender,
		initials: secondInitial(p.Person),
	}
	for _, s := range p.Seats {
		if s.Past {
			continue
		}
		when := stay{}
		when.first, when.last, when.dated = days(s.From, s.To)
		if kind, key, as := s.scope(); key != "" && s.Sole != NotSole {
			when.as = as
			f.posts = add(f.posts, post{s.Title, kind, s.Sole}, key, when)
		}
		if s.Region != "" || s.Like != "" {
			when.as = s.PlaceAs
			if f.regions == nil {
				f.regions = map[string]stay{}
			}
			put(f.regions, regionOf(s), when)
		}
	}
	return f
}

func regionOf(s Seat) string { return cmp.Or(s.Region, s.Place, s.Like) }

func secondInitial(n PersonName) string {
	switch {
	case n.Patronymic != "":
		return first(n.Patronymic)
	case n.Given == "" && len(n.Initials) > 1:
		return n.Initials[1:2]
	}
	return ""
}

func add(posts map[post]map[string]stay, p post, key string, s stay) map[post]map[string]stay {
	if posts == nil {
		posts = map[post]map[string]stay{}
	}
	if posts[p] == nil {
		posts[p] = map[string]stay{}
	}
	put(posts[p], key, s)
	return posts
}

// put widens the stay at key.
func put(m map[string]stay, key string, s stay) {
	if old, ok := m[key]; ok {
		s = old.with(s)
	}
	m[key] = s
}

func (s stay) with(o stay) stay {
	switch {
	case !o.dated:
		return s
	case !s.dated:
		o.as = s.as
		return o
	}
	return stay{s.as, min(s.first, o.first), max(s.last, o.last), true}
}

// take puts the facts of another cluster with these, in whose maps they come.
func (f facts) take(o facts) facts {
	if f.patronymic == "" {
		f.patronymic, f.patronymicAs = o.patronymic, o.patronymicAs
	}
	f.gender, f.initials = cmp.Or(f.gender, o.gender), cmp.Or(f.initials, o.initials)
	for p, stays := range o.posts {
		for key, s := range stays {
			f.posts = add(f.posts, p, key, s)
		}
	}
	if f.regions == nil && len(o.regions) > 0 {
		f.regions = make(map[string]stay, len(o.regions))
	}
	for key, s := range o.regions {
		put(f.regions, key, s)
	}
	return f
}

// A sum is the facts of several clusters, which do not change.
type sum struct {
	facts

	own bool // facts has maps of its own
}

func (s *sum) take(o facts) {
	if !s.own {
		s.own = true
		s.regions = maps.Clone(s.regions)
		s.posts = maps.Clone(s.posts)
		for p, stays := range s.posts {
			s.posts[p] = maps.Clone(stays)
		}
	}
	s.facts = s.facts.take(o)
}

// apartDays is how long after a post in one place another in a second place is
// likelier somebody else's, as long as nothing but the name speaks for it.
const apartDays = 365

// against says why two clusters cannot be one, "" if nothing speaks against it. With
// weak it also takes what is only unlikely.
func (f facts) against(o facts, weak bool) string {
	switch {
	case f.patronymic != "" && o.patronymic != "" && f.patronymic != o.patronymic:
		return "different patronymics: " + inOrderOf(f.patronymicAs, o.patronymicAs)
	case f.initials != "" && o.initials != "" && f.initials != o.initials:
		return "different initials"
	case f.gender != "" && o.gender != "" && f.gender != o.gender:
		return "a man and a woman"
	}
	for _, p := range sharedPosts(f.posts, o.posts) {
		if !weak && p.sole != AlwaysSole {
			continue
		}
		if a, b, ok := exclusive(f.posts[p], o.posts[p], weak); ok {
			return fmt.Sprintf("the same post in two places at one time: %s", inOrderOf(a, b))
		}
	}
	if !weak {
		return ""
	}
	if a, b, ok := exclusive(f.regions, o.regions, true); ok {
		return "posts in different regions at one time: " + inOrderOf(a, b)
	}
	return ""
}

// sharedPosts are those that both have held.
func sharedPosts(a, b map[post]map[string]stay) (list []post) {
	if len(b) < len(a) {
		a, b = b, a
	}
	for p := range a {
		if _, ok := b[p]; ok {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, comparePosts)
	return list
}

func comparePosts(a, b post) int {
	return cmp.Or(cmp.Compare(a.title, b.title), cmp.Compare(a.kind, b.kind), cmp.Compare(a.sole, b.sole))
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
func exclusive(a, b map[string]stay, near bool) (asA, asB string, found bool) {
	if len(a) == 0 || len(b) == 0 {
		return "", "", false
	}
	var other []string // places of b where a was not
	for kb := range b {
		if !anyLike(a, kb) {
			other = append(other, kb)
		}
	}
	if near && len(other) < len(b) {
		return "", "", false // they have something in common
	}
	slices.Sort(other)
	first := "" // the pair that comes first in the order of places
	for ka, stay := range a {
		if found && ka > first || len(other) == 0 || anyLike(b, ka) {
			continue
		}
		for _, kb := range other {
			if stay.overlaps(b[kb], near) {
				first, asA, asB, found = ka, stay.as, b[kb].as, true
				break
			}
		}
	}
	return asA, asB, found
}

// anyLike reports whether one of the places may be that of key.
func anyLike(m map[string]stay, key string) bool {
	if _, ok := m[key]; ok {
		return true
	}
	for k := range m {
		if mayBe(k, key) || mayBe(key, k) {
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

func (s stay) overlaps(o stay, near bool) bool {
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
