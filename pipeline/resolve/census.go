package resolve

import (
	"cmp"
	"maps"
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
)

// A Census is what Identities needs to know of the profiles of one body or place, all
// of one key: it makes the same of them without holding them. Profiles may be added in
// any order. Persons cannot be counted so: who is who among them depends on all.
type Census struct {
	Type    mention.Type
	Key     string
	Title   string             // what the tables call it, "" when they do not know it
	Head    Head               // of the first member
	Names   map[string]NameUse // all spellings
	Members int
}

// A Head is where the first member is.
type Head struct{ Article, Entity, Seed, Date string }

// A NameUse says how many members have a name, and the last of their dates. A name
// that none has is an alias.
type NameUse struct {
	Members int
	Last    string
}

// Add counts a profile.
func (c *Census) Add(p *Profile) {
	h := Head{p.Article, p.Entity, p.Seed, p.Date}
	if c.Members == 0 {
		c.Type, c.Key, c.Head = p.Type, p.Key, h
	} else if h.compare(c.Head) < 0 {
		c.Head = h
	}
	if c.Names == nil {
		c.Names = map[string]NameUse{}
	}
	c.Members++
	use := c.Names[p.Name]
	c.Names[p.Name] = NameUse{use.Members + 1, max(use.Last, p.Date)}
	for _, a := range p.Aliases {
		if _, ok := c.Names[a]; !ok {
			c.Names[a] = NameUse{}
		}
	}
	c.Title = smallest(c.Title, p.Title)
}

// compare orders profiles as Identities does.
func (h Head) compare(o Head) int {
	return cmp.Or(order01(h.Date == "", o.Date == ""), cmp.Compare(h.Date, o.Date), cmp.Compare(h.Article, o.Article),
		cmp.Compare(h.Seed, o.Seed), cmp.Compare(h.Entity, o.Entity))
}

// Identity is that of the members, without listing them.
func (c *Census) Identity() Identity {
	id := Identity{ID: c.Head.Seed, Type: c.Type, Key: c.Key, Name: c.Title, Names: slices.Sorted(maps.Keys(c.Names))}
	if c.Title != "" {
		return id
	}
	best := NameUse{}
	for _, name := range id.Names {
		use := c.Names[name]
		better := cmp.Or(
			cmp.Compare(boolInt(use.Members > 0), boolInt(best.Members > 0)),
			cmp.Compare(boolInt(isCyrillic(name)), boolInt(isCyrillic(id.Name))),
			cmp.Compare(use.Members, best.Members), cmp.Compare(use.Last, best.Last))
		if better > 0 {
			id.Name, best = name, use
		}
	}
	return id
}

// smallest is the smaller of two strings that are not empty.
func smallest(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}
