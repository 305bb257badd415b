package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// IdentityVersion changes when the same profiles give other identities.
const IdentityVersion = "1"

// An Identity is one person, organization or place of many articles.
type Identity struct {
	// ID is the seed of the first member. The seed of every member leads to the
	// identity: when two become one, the id of the earlier stays and that of the other
	// still finds it.
	ID      string
	Type    mention.Type
	Name    string
	Names   []string // all spellings in the articles, sorted
	Key     string   // of the fullest name
	Members []Member // by date of the article, those without one last; then by id
	Apart   []Apart  // identities of the same name and why they are others
}

// A Member is an entity of an article. Members beyond the first say why they belong:
// by Rule and Evidence the entity is the same as With, another member.
type Member struct {
	Article, Entity         string
	Seed, Name              string
	Rule, Evidence          string
	WithArticle, WithEntity string
}

// Apart is an identity of the same name that is another one.
type Apart struct{ ID, Name, Reason string }

// A Decision of a user overrides the rules. Join makes the identities of two seeds
// one; otherwise the profile A is taken out of all that the rules make, which is how
// it is kept apart from the identity of B. Decisions are numbered; a later one
// against an earlier one wins.
type Decision struct {
	Number int64
	Join   bool
	A, B   string
}

// Identities says which of the profiles are one. It is a pure function of the set:
// the order of profiles does not matter, and profiles of other blocks change nothing.
// Identities come by id.
func Identities(profiles []Profile, decisions []Decision) []Identity {
	ps := slices.Clone(profiles)
	slices.SortFunc(ps, func(a, b Profile) int {
		return cmp.Or(order01(a.Date == "", b.Date == ""), cmp.Compare(a.Date, b.Date), cmp.Compare(a.Article, b.Article),
			cmp.Compare(a.Seed, b.Seed), cmp.Compare(a.Entity, b.Entity))
	})
	c := newClusters(ps)
	alone := c.setAside(decisions)
	for _, rule := range identityRules {
		rule.apply(c)
	}
	c.joinByHand(decisions, alone)
	return c.identities()
}

// identityRules are tried in order, the surest first. Each unites what its evidence
// ties together unless something speaks against it.
var identityRules = []struct {
	name  string
	apply func(*clusters)
}{
	{"same full name", (*clusters).bodiesAndPlaces},
	{"same name and patronymic", (*clusters).patronymics},
	{"same name, same body", (*clusters).sameBodies},
	{"same name, same post and place", (*clusters).samePosts},
	{"same name, same place", (*clusters).samePlaces},
	{"same name, same post, same name of the place", (*clusters).likePlaces},
	{"same name, same company", (*clusters).sameCompany},
	{"same name, same source within a week", (*clusters).sameSource},
	{"rare name", (*clusters).rareNames},
	{"other spelling, same post and body", (*clusters).spellings},
	{"initials or surname, same post and body", (*clusters).partialNames},
}

// setAside marks the profiles that a user has kept apart: no rule applies to them.
func (c *clusters) setAside(decisions []Decision) map[string]int64 {
	alone := map[string]int64{}
	for _, d := range decisions {
		if !d.Join {
			alone[d.A] = max(alone[d.A], d.Number)
		}
	}
	for i := range c.profiles {
		c.aside[i] = alone[c.profiles[i].Seed] > 0
	}
	return alone
}

// joinByHand carries out the joins that no later decision speaks against.
func (c *clusters) joinByHand(decisions []Decision, alone map[string]int64) {
	at := map[string]int{}
	for i := range c.profiles {
		at[c.profiles[i].Seed] = i
	}
	sorted := slices.SortedFunc(slices.Values(decisions), func(a, b Decision) int { return cmp.Compare(a.Number, b.Number) })
	for _, d := range sorted {
		a, okA := at[d.A]
		b, okB := at[d.B]
		if d.Join && okA && okB && d.Number > alone[d.A] && d.Number > alone[d.B] {
			c.unite(a, b, "joined by hand", fmt.Sprintf("decision %d", d.Number))
		}
	}
}

// identities renders the clusters.
func (c *clusters) identities() []Identity {
	groups := map[int][]int{}
	for i := range c.profiles {
		groups[c.find(i)] = append(groups[c.find(i)], i)
	}
	why := c.reasons()
	var list []Identity
	at := map[int]int{} // cluster -> index in list
	for _, root := range sortedKeys(groups) {
		at[root] = len(list)
		list = append(list, c.identity(groups[root], why))
	}
	c.keptApart(list, at)
	slices.SortFunc(list, func(a, b Identity) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (c *clusters) identity(members []int, why []edge) Identity {
	head := c.profiles[members[0]]
	id := Identity{ID: head.Seed, Type: head.Type, Key: head.Key}
	names := map[string]bool{}
	for _, i := range members {
		p := &c.profiles[i]
		m := Member{Article: p.Article, Entity: p.Entity, Seed: p.Seed, Name: p.Name}
		if e := why[i]; e.rule != "" {
			m.Rule, m.Evidence = e.rule, e.evidence
			m.WithArticle, m.WithEntity = c.profiles[e.to].Article, c.profiles[e.to].Entity
		}
		id.Members = append(id.Members, m)
		names[p.Name] = true
		for _, a := range p.Aliases {
			names[a] = true
		}
	}
	for name := range names {
		id.Names = append(id.Names, name)
	}
	slices.Sort(id.Names)
	id.Name, id.Key = c.bestName(members)
	return id
}

// bestName chooses the name to show: what the tables call it, else the fullest, in
// Cyrillic if it is ever so written, the one that most articles use; of a person the
// longer, which tells more, of a body the latest.
func (c *clusters) bestName(members []int) (name, key string) {
	count := map[string]int{}
	title := ""
	for _, i := range members {
		count[c.profiles[i].Name]++
		title = smallest(title, c.profiles[i].Title)
	}
	if title != "" {
		return title, c.profiles[members[0]].Key
	}
	best := members[0]
	for _, i := range members {
		p, q := &c.profiles[i], &c.profiles[best]
		longer := 0
		if p.Type == mention.Person {
			longer = cmp.Compare(len(p.Name), len(q.Name))
		}
		better := cmp.Or(
			cmp.Compare(boolInt(p.Person.Full()), boolInt(q.Person.Full())),
			cmp.Compare(boolInt(isCyrillic(p.Name)), boolInt(isCyrillic(q.Name))),
			cmp.Compare(count[p.Name], count[q.Name]), longer, cmp.Compare(p.Date, q.Date), cmp.Compare(q.Name, p.Name))
		if better > 0 {
			best = i
		}
	}
	return c.profiles[best].Name, c.profiles[best].Key
}

func isCyrillic(s string) bool { return kazakh.ScriptOf(s) == kazakh.Cyrillic }

// quote joins parts of evidence that are known.
func quote(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}
