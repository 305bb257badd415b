package resolve

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// A clue is something that two profiles may share.
type clue struct{ key, as string }

// bindBy ties together the profiles that share a clue, in the order of the clues.
func (c *clusters) bindBy(rule string, weak bool, clues func(*Profile) []clue) {
	ties := map[string]*tie{}
	for i := range c.profiles {
		if c.aside[i] {
			continue
		}
		for _, cl := range clues(&c.profiles[i]) {
			t := ties[cl.key]
			if t == nil {
				t = &tie{rule: rule, weak: weak}
				ties[cl.key] = t
			}
			t.evidence = cmp.Or(t.evidence, cl.as)
			if n := len(t.profiles); n == 0 || t.profiles[n-1] != i {
				t.profiles = append(t.profiles, i)
			}
		}
	}
	keys := make([]string, 0, len(ties))
	for key, t := range ties {
		if len(t.profiles) > 1 {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		c.bind(*ties[key])
	}
}

// fullName is clues for persons with a full name.
func fullName(clues func(*Profile) []clue) func(*Profile) []clue {
	return func(p *Profile) []clue {
		if p.Type != mention.Person || !p.Person.Full() {
			return nil
		}
		return clues(p)
	}
}

// bodiesAndPlaces: the key of a body or place is all that counts.
func (c *clusters) bodiesAndPlaces() {
	c.bindBy("same full name", false, func(p *Profile) []clue {
		if p.Type == mention.Person || p.Key == "" {
			return nil
		}
		return []clue{{p.Key, quote(p.Title, p.Row)}}
	})
}

// patronymics: "Nurlan Serikuly Akhmetov" twice.
func (c *clusters) patronymics() {
	c.bindBy("same name and patronymic", false, fullName(func(p *Profile) []clue {
		if p.Person.Patronymic == "" {
			return nil
		}
		return []clue{{p.Person.key() + "|" + p.Person.Patronymic, quote(p.Name)}}
	}))
}

// sameBodies: whatever the person is there, a deputy, later its chair.
func (c *clusters) sameBodies() {
	c.bindBy("same name, same body", false, fullName(func(p *Profile) (list []clue) {
		for _, s := range p.Seats {
			if s.Body != "" {
				list = append(list, clue{p.Person.key() + "|" + s.Body, s.BodyAs})
			}
		}
		return list
	}))
}

// samePosts: the akim of a district.
func (c *clusters) samePosts() {
	c.bindBy("same name, same post and place", false, fullName(func(p *Profile) (list []clue) {
		for _, s := range p.Seats {
			if s.Place != "" {
				list = append(list, clue{p.Person.key() + "|" + s.Title + "|" + s.Place, quote(s.TitleAs, s.PlaceAs)})
			}
		}
		return list
	}))
}

// samePlaces: other posts in the same territory or its oblast.
func (c *clusters) samePlaces() {
	c.bindBy("same name, same place", true, fullName(func(p *Profile) (list []clue) {
		for _, s := range p.Seats {
			if s.Place != "" {
				list = append(list, clue{p.Person.key() + "|" + s.Place, s.PlaceAs})
			}
			if s.Region != "" {
				list = append(list, clue{p.Person.key() + "|" + s.Region + "/", s.PlaceAs})
			}
		}
		return list
	}))
}

// likePlaces: the same post in a place of that name; which of several it is no article
// says.
func (c *clusters) likePlaces() {
	c.bindBy("same name, same post, same name of the place", true, fullName(func(p *Profile) (list []clue) {
		for _, s := range p.Seats {
			if s.Place == "" && s.Like != "" {
				list = append(list, clue{p.Person.key() + "|" + s.Title + "|" + s.Like, quote(s.TitleAs, s.PlaceAs)})
			}
		}
		return list
	}))
}

// sameCompany: named beside the same other person.
func (c *clusters) sameCompany() {
	c.bindBy("same name, same company", true, fullName(func(p *Profile) (list []clue) {
		for _, other := range p.Company {
			if other.Key != p.Key {
				list = append(list, clue{p.Person.key() + "|" + other.Key, other.Name})
			}
		}
		return list
	}))
}

// sourceDays is how long a source goes on writing about one affair.
const sourceDays = 7

// sameSource: two articles of one source soon after each other.
func (c *clusters) sameSource() {
	const rule = "same name, same source within a week"
	last := map[string]int{}
	for i := range c.profiles { // by date
		p := &c.profiles[i]
		if c.aside[i] || !p.Person.Full() || p.Source == "" || p.Date == "" {
			continue
		}
		key := p.Person.key() + "|" + p.Source
		if before, ok := last[key]; ok {
			then, okThen := day(c.profiles[before].Date, 1, 1)
			now, okNow := day(p.Date, 1, 1)
			if okThen && okNow && now-then <= sourceDays {
				c.bind(tie{rule, quote(p.Source, c.profiles[before].Date, p.Date), true, []int{before, i}})
			}
		}
		last[key] = i
	}
}

// rareNames: few people bear the name, or the tables know one who does.
func (c *clusters) rareNames() {
	for _, known := range []bool{true, false} {
		rule := "rare name"
		if known {
			rule = "well-known name"
		}
		c.bindBy(rule, true, fullName(func(p *Profile) []clue {
			if p.Person.Known != known || p.Person.Common && !known {
				return nil
			}
			return []clue{{p.Person.key(), ""}}
		}))
	}
}

// spellings: "Userbaev" in Russian, "Oserbaev" in Kazakh.
func (c *clusters) spellings() {
	c.bindBy("other spelling, same post and body", true, fullName(func(p *Profile) (list []clue) {
		loose := looseName(p)
		for _, s := range postClues(p) {
			list = append(list, clue{loose + "|" + s.key, s.as})
		}
		return list
	}))
}

// looseName is the same for all spellings of a full name.
func looseName(p *Profile) string {
	return kazakh.LooseKey(p.Person.Given) + "|" + kazakh.LooseKey(p.Person.Surname) + "|" + kazakh.LooseKey(p.Person.Ending)
}

// postClues are the posts with their body or territory.
func postClues(p *Profile) (list []clue) {
	for _, s := range p.Seats {
		if key, as := s.where(); key != "" {
			list = append(list, clue{s.Title + "|" + key, quote(s.TitleAs, as)})
		}
	}
	return list
}

// partialNames gives initials, and then surnames alone, to the only person of that
// surname who has the same post in the same body.
func (c *clusters) partialNames() {
	for _, withInitials := range []bool{true, false} {
		fits := func(i int) bool {
			n := c.profiles[i].Person
			return !c.aside[i] && c.profiles[i].Type == mention.Person && n.Given == "" && n.Surname != "" && (n.Initials != "") == withInitials
		}
		c.bindBy(partialRule(withInitials), false, func(p *Profile) (list []clue) {
			n := p.Person
			if p.Type != mention.Person || n.Given != "" || n.Surname == "" || (n.Initials != "") != withInitials {
				return nil
			}
			for _, s := range postClues(p) {
				list = append(list, clue{strings.Join([]string{n.Surname, n.Ending, n.Gender, first(n.Initials), s.key}, "|"), s.as})
			}
			return list
		})
		c.attach(fits, partialRule(withInitials))
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
	as       string
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
	for i := range c.profiles {
		p := &c.profiles[i]
		if c.aside[i] || p.Type != mention.Person || partial(i) || p.Person.Surname == "" || p.Person.Given == "" && p.Person.Initials == "" {
			continue
		}
		for _, s := range postClues(p) {
			key := p.Person.Surname + "|" + p.Person.Ending + "|" + s.key
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
	for _, r := range sortedKeys(offers) {
		targets := sortedKeys(offers[r])
		if len(targets) == 1 {
			o := offers[r][targets[0]]
			c.bind(tie{rule, o.as, false, []int{o.to, o.from}})
			continue
		}
		for _, t := range targets {
			c.notes[r] = append(c.notes[r], note{t, "fits several of the same surname"})
		}
	}
}

// offer notes the clusters to which profile i may belong.
func (c *clusters) offer(i int, holders map[string][]int, offers map[int]map[int]offer) {
	p := &c.profiles[i]
	from := c.find(i)
	for _, s := range postClues(p) {
		for _, h := range holders[p.Person.Surname+"|"+p.Person.Ending+"|"+s.key] {
			to := c.find(h)
			if to == from || !initialFits(p.Person, c.profiles[h].Person) || c.facts[from].against(c.facts[to], false) != "" {
				continue
			}
			if offers[from] == nil {
				offers[from] = map[int]offer{}
			}
			if _, ok := offers[from][to]; !ok {
				offers[from][to] = offer{i, h, s.as}
			}
		}
	}
}

// initialFits compares initials with a fuller name.
func initialFits(part, full PersonName) bool {
	in := first(part.Initials)
	return strings.HasPrefix(full.Given, in) && (full.Given != "" || strings.HasPrefix(full.Initials, in))
}
