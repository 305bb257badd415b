package resolve

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// Evidence is what is the same of profiles, as written. Parts that are not known are
// empty.
type evidence [3]string

func (e evidence) String() string {
	return strings.Join(slices.DeleteFunc(e[:], func(s string) bool { return s == "" }), ", ")
}

// A clue is something that two profiles of one name may share.
type clue struct {
	profile, name int
	from, to      int // its key in the text of all keys
	as            evidence
}

// clues are those that a rule has found, and the memory for them.
type clues struct {
	list  []clue
	text  []byte
	order []int

	profile, name int // whose clues come next
}

// add adds a clue. Its key has several parts.
func (v *clues) add(as evidence, key ...string) {
	from := len(v.text)
	for i, part := range key {
		if i > 0 {
			v.text = append(v.text, '|')
		}
		v.text = append(v.text, part...)
	}
	v.list = append(v.list, clue{v.profile, v.name, from, len(v.text), as})
}

func (v *clues) empty() { v.list, v.text = emptied(v.list), v.text[:0] }

// compare orders clues by name, then by key.
func (v *clues) compare(a, b *clue) int {
	if a.name != b.name {
		return cmp.Compare(a.name, b.name)
	}
	return bytes.Compare(v.text[a.from:a.to], v.text[b.from:b.to])
}

// shared calls f with the places in the list of clues that are the same, by name and key;
// those that are the same stay in their order.
func (v *clues) shared(f func(same []int)) {
	v.order = v.order[:0]
	for i := range v.list {
		v.order = append(v.order, i)
	}
	slices.SortFunc(v.order, func(i, k int) int {
		return cmp.Or(v.compare(&v.list[i], &v.list[k]), cmp.Compare(i, k))
	})
	for rest := v.order; len(rest) > 0; {
		n := 1
		for n < len(rest) && v.compare(&v.list[rest[0]], &v.list[rest[n]]) == 0 {
			n++
		}
		if n > 1 {
			f(rest[:n])
		}
		rest = rest[n:]
	}
}

// noName is the number of a name that says too little.
const noName = -1

// number numbers the names of profiles; "" is none.
func (c *clusters) number(memory []int, name func(i int, p *Profile) string) []int {
	c.names.empty()
	numbers := memory[:0]
	for i, p := range c.profiles {
		n := noName
		if key := name(i, p); key != "" {
			if n = c.names.find(key); n < 0 {
				n = len(c.names.keys)
				c.names.add(key)
			}
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// search collects the clues of profiles that have a name in common with others.
func (c *clusters) search(names []int, find func(*Profile, *clues)) *clues {
	v := &c.clues
	v.empty()
	c.holders = zeros(c.holders, len(names))
	for i, name := range names {
		if name != noName && !c.aside[i] {
			c.holders[name]++
		}
	}
	for i, name := range names {
		if name != noName && !c.aside[i] && c.holders[name] > 1 {
			v.profile, v.name = i, name
			find(c.profiles[i], v)
		}
	}
	return v
}

// bindBy ties together the profiles that share a name and a clue, in the order of the
// clues. Profiles of different names are never of one cluster before that, so that the
// order of names does not matter.
func (c *clusters) bindBy(rule string, weak bool, names []int, find func(*Profile, *clues)) {
	found := c.search(names, find)
	found.shared(func(same []int) {
		t := tie{rule: rule, weak: weak, profiles: c.tied[:0]}
		for _, k := range same {
			cl := &found.list[k]
			t.as = cmp.Or(t.as, cl.as)
			if n := len(t.profiles); n == 0 || t.profiles[n-1] != cl.profile {
				t.profiles = append(t.profiles, cl.profile)
			}
		}
		c.tied = t.profiles
		c.bind(t)
	})
}

// fullName is the key of a person's full name, "" when it is none.
func (p *Profile) fullName() string {
	if p.Type != mention.Person || !p.Person.Full() {
		return ""
	}
	return p.Key
}

// bodiesAndPlaces: the key of a body or place is all that counts.
func (c *clusters) bodiesAndPlaces() {
	c.numbers = c.number(c.numbers, func(_ int, p *Profile) string {
		if p.Type == mention.Person {
			return ""
		}
		return p.Key
	})
	c.bindBy("same full name", false, c.numbers, func(p *Profile, found *clues) { found.add(evidence{p.Title, p.Row}) })
}

// patronymics: "Nurlan Serikuly Akhmetov" twice.
func (c *clusters) patronymics() {
	c.bindBy("same name and patronymic", false, c.named, func(p *Profile, found *clues) {
		if p.Person.Patronymic != "" {
			found.add(evidence{p.Name}, p.Person.Patronymic)
		}
	})
}

// sameBodies: whatever the person is there, a deputy, later its chair.
func (c *clusters) sameBodies() {
	c.bindBySeats("same name, same body", false, func(s *Seat, found *clues) {
		if s.Body != "" {
			found.add(evidence{s.BodyAs}, s.Body)
		}
	})
}

// bindBySeats is bindBy for clues in the posts of persons with a full name.
func (c *clusters) bindBySeats(rule string, weak bool, find func(*Seat, *clues)) {
	c.bindBy(rule, weak, c.named, func(p *Profile, found *clues) {
		for i := range p.Seats {
			find(&p.Seats[i], found)
		}
	})
}

// samePosts: the akim of a district.
func (c *clusters) samePosts() {
	c.bindBySeats("same name, same post and place", false, func(s *Seat, found *clues) {
		if s.Place != "" {
			found.add(evidence{s.TitleAs, s.PlaceAs}, s.Title, s.Place)
		}
	})
}

// samePlaces: other posts in the same territory or its oblast.
func (c *clusters) samePlaces() {
	c.bindBySeats("same name, same place", true, func(s *Seat, found *clues) {
		if s.Place != "" {
			found.add(evidence{s.PlaceAs}, s.Place)
		}
		if s.Region != "" {
			found.add(evidence{s.PlaceAs}, s.Region+"/")
		}
	})
}

// likePlaces: the same post in a place of that name; which of several it is no article
// says.
func (c *clusters) likePlaces() {
	c.bindBySeats("same name, same post, same name of the place", true, func(s *Seat, found *clues) {
		if s.Place == "" && s.Like != "" {
			found.add(evidence{s.TitleAs, s.PlaceAs}, s.Title, s.Like)
		}
	})
}

// sameCompany: named beside the same other person.
func (c *clusters) sameCompany() {
	c.bindBy("same name, same company", true, c.named, func(p *Profile, found *clues) {
		for i := range p.Company {
			if other := &p.Company[i]; other.Key != p.Key {
				found.add(evidence{other.Name}, other.Key)
			}
		}
	})
}

// sourceDays is how long a source goes on writing about one affair.
const sourceDays = 7

// sameSource: two articles of one source soon after each other.
func (c *clusters) sameSource() {
	found := c.search(c.named, func(p *Profile, found *clues) {
		if p.Source != "" && p.Date != "" {
			found.add(evidence{}, p.Source)
		}
	})
	c.numbers = zeros(c.numbers, len(c.profiles))
	before := c.numbers             // the article that the source had before, counted from 1
	found.shared(func(same []int) { // by date
		for k := range len(same) - 1 {
			before[found.list[same[k+1]].profile] = found.list[same[k]].profile + 1
		}
	})
	for i, p := range c.profiles {
		if before[i] == 0 {
			continue
		}
		earlier := c.profiles[before[i]-1]
		then, okThen := day(earlier.Date, 1, 1)
		now, okNow := day(p.Date, 1, 1)
		if okThen && okNow && now-then <= sourceDays {
			c.tied = append(c.tied[:0], before[i]-1, i)
			c.bind(tie{"same name, same source within a week", evidence{p.Source, earlier.Date, p.Date}, true, c.tied})
		}
	}
}

// rareNames: few people bear the name, or the tables know one who does.
func (c *clusters) rareNames() {
	for _, known := range []bool{true, false} {
		rule := "rare name"
		if known {
			rule = "well-known name"
		}
		c.bindBy(rule, true, c.named, func(p *Profile, found *clues) {
			if p.Person.Known == known && (known || !p.Person.Common) {
				found.add(evidence{})
			}
		})
	}
}

// spellings: "Userbaev" in Russian, "Oserbaev" in Kazakh.
func (c *clusters) spellings() {
	c.loose = zeros(c.loose, len(c.profiles)) // by number of the full name
	c.numbers = c.number(c.numbers, func(i int, p *Profile) string {
		name := c.named[i]
		if name == noName || len(p.Seats) == 0 {
			return ""
		}
		if c.loose[name] == "" {
			c.loose[name] = looseName(p)
		}
		return c.loose[name]
	})
	c.bindBy("other spelling, same post and body", true, c.numbers, postClues)
}

// looseName is the same for all spellings of a full name.
func looseName(p *Profile) string {
	return kazakh.LooseKey(p.Person.Given) + "|" + kazakh.LooseKey(p.Person.Surname) + "|" + kazakh.LooseKey(p.Person.Ending)
}

// postClues are the posts with their body or territory.
func postClues(p *Profile, found *clues) {
	for s, key := range p.posts() {
		found.add(s.evidence(), s.Title, key)
	}
}

// posts gives the posts whose body or territory is certain, and what that is.
func (p *Profile) posts() iter.Seq2[*Seat, string] {
	return func(yield func(*Seat, string) bool) {
		for i := range p.Seats {
			if key, _ := p.Seats[i].where(); key != "" && !yield(&p.Seats[i], key) {
				return
			}
		}
	}
}

// evidence is that of two who have the post.
func (s *Seat) evidence() evidence {
	_, as := s.where()
	return evidence{s.TitleAs, as}
}

// surnamePost is the key of a surname that has a post in a body or territory.
func (p *Profile) surnamePost(s *Seat, of string) string {
	return p.Person.Surname + "|" + p.Person.Ending + "|" + s.Title + "|" + of
}

// partialNames gives initials, and then surnames alone, to the only person of that
// surname who has the same post in the same body.
func (c *clusters) partialNames() {
	for _, withInitials := range []bool{true, false} {
		partial := func(i int) bool {
			n := &c.profiles[i].Person
			return !c.aside[i] && c.profiles[i].Type == mention.Person && n.Given == "" && n.Surname != "" && (n.Initials != "") == withInitials
		}
		c.numbers = c.number(c.numbers, func(i int, p *Profile) string {
			if !partial(i) {
				return ""
			}
			return strings.Join([]string{p.Person.Surname, p.Person.Ending, p.Person.Gender, first(p.Person.Initials)}, "|")
		})
		if len(c.names.keys) > 0 {
			c.bindBy(partialRule(withInitials), false, c.numbers, postClues)
			c.attach(partial, partialRule(withInitials))
		}
	}
}

func partialRule(withInitials bool) string {
	if withInitials {
		return "surname and initials, same post and body"
	}
	return "surname alone, same post and body"
}

// An offer is a profile that a partial name may belong to.
type offer struct {
	from, to int
	as       evidence
}

// A clusterKey is something that a cluster has: a name, a post.
type clusterKey struct {
	root int
	key  string
}

// attach finds for each cluster of partial names the clusters of fuller ones that it
// may belong to. All are looked for before any is united, so that order is nothing.
func (c *clusters) attach(partial func(int) bool, rule string) {
	holders := map[string][]int{} // a profile of each cluster that holds a post
	seen := map[clusterKey]bool{}
	for i, p := range c.profiles {
		if c.aside[i] || p.Type != mention.Person || partial(i) || p.Person.Surname == "" || p.Person.Given == "" && p.Person.Initials == "" {
			continue
		}
		for s, of := range p.posts() {
			key := p.surnamePost(s, of)
			if at := (clusterKey{c.find(i), key}); !seen[at] {
				seen[at] = true
				holders[key] = append(holders[key], i)
			}
		}
	}
	offers := map[int]map[int]offer{} // partial cluster -> fuller cluster
	for i := range c.profiles {
		if partial(i) {
			c.offer(i, holders, offers)
		}
	}
	c.accept(offers, rule)
}

// accept binds the clusters of partial names to those that they alone may belong to.
func (c *clusters) accept(offers map[int]map[int]offer, rule string) {
	for _, r := range sortedKeys(offers) {
		targets := sortedKeys(offers[r])
		if len(targets) == 1 {
			o := offers[r][targets[0]]
			c.bind(tie{rule, o.as, false, []int{o.to, o.from}})
			continue
		}
		for _, t := range targets {
			c.notes = append(c.notes, note{r, t, "fits several of the same surname"})
		}
	}
}

// offer notes the clusters to which profile i may belong.
func (c *clusters) offer(i int, holders map[string][]int, offers map[int]map[int]offer) {
	p := c.profiles[i]
	from := c.find(i)
	for s, of := range p.posts() {
		for _, h := range holders[p.surnamePost(s, of)] {
			to := c.find(h)
			if to == from || !initialFits(&p.Person, &c.profiles[h].Person) {
				continue
			}
			if _, found := c.facts[from].against(&c.facts[to], false); found {
				continue
			}
			if offers[from] == nil {
				offers[from] = map[int]offer{}
			}
			if _, ok := offers[from][to]; !ok {
				offers[from][to] = offer{i, h, s.evidence()}
			}
		}
	}
}

// initialFits compares initials with a fuller name.
func initialFits(part, full *PersonName) bool {
	in := first(part.Initials)
	return strings.HasPrefix(full.Given, in) && (full.Given != "" || strings.HasPrefix(full.Initials, in))
}
