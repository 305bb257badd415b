package resolve

import (
	"cmp"
	"fmt"
	"slices"

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
	c := clustersOf(profiles, decisions)
	defer c.rest()
	groups, why := c.members(), c.reasons()
	list, at := make([]Identity, len(groups)), make(map[int]int, len(groups)) // places of clusters in list
	for k, members := range groups {
		at[members[0]] = k
		explained := c.explain(members, why)
		c.toGiven(members)
		list[k] = members.Identity(profiles)
		list[k].Members = explained
	}
	c.keptApart(list, at)
	return list
}

// A Cluster is profiles that are one, by their places in a list.
type Cluster []int

// Clusters says as Identities does which of the profiles are one, but not why. Clusters
// come by id, the first profile of each is the first member.
func Clusters(profiles []Profile, decisions []Decision) []Cluster {
	c := clustersOf(profiles, decisions)
	defer c.rest()
	list := c.members()
	for _, members := range list {
		c.toGiven(members)
	}
	return list
}

// clustersOf carries out rules and decisions.
func clustersOf(profiles []Profile, decisions []Decision) *clusters {
	c := newClusters(profiles)
	alone := c.setAside(decisions)
	for _, rule := range identityRules {
		rule.apply(c)
	}
	c.joinByHand(decisions, alone)
	return c
}

// toGiven turns places among the profiles in order into those of the list that was given.
func (c *clusters) toGiven(members Cluster) {
	for k, i := range members {
		members[k] = c.given[i]
	}
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
	for i, p := range c.profiles {
		c.aside[i] = alone[p.Seed] > 0
	}
	return alone
}

// joinByHand carries out the joins that no later decision speaks against.
func (c *clusters) joinByHand(decisions []Decision, alone map[string]int64) {
	if len(decisions) == 0 {
		return
	}
	at := map[string]int{}
	for i, p := range c.profiles {
		at[p.Seed] = i
	}
	sorted := slices.SortedFunc(slices.Values(decisions), func(a, b Decision) int { return cmp.Compare(a.Number, b.Number) })
	for _, d := range sorted {
		a, okA := at[d.A]
		b, okB := at[d.B]
		if d.Join && okA && okB && d.Number > alone[d.A] && d.Number > alone[d.B] {
			c.unite(a, b, "joined by hand", evidence{fmt.Sprintf("decision %d", d.Number)})
		}
	}
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// explain lists the members of a cluster and why they belong.
func (c *clusters) explain(members Cluster, why []reason) []Member {
	list := make([]Member, len(members))
	for k, i := range members {
		p := c.profiles[i]
		list[k] = Member{Article: p.Article, Entity: p.Entity, Seed: p.Seed, Name: p.Name}
		if e := &why[i]; e.rule != "" {
			with := c.profiles[e.to]
			list[k].Rule, list[k].Evidence = e.rule, e.as.String()
			list[k].WithArticle, list[k].WithEntity = with.Article, with.Entity
		}
	}
	return list
}

// Identity is that of the members, without listing them.
func (v Cluster) Identity(profiles []Profile) Identity {
	head := &profiles[v[0]]
	id := Identity{ID: head.Seed, Type: head.Type, Key: head.Key, Names: v.names(profiles)}
	for _, i := range v {
		id.Name = smallest(id.Name, profiles[i].Title)
	}
	if id.Name == "" {
		best := v.bestNamed(profiles, id.Names)
		id.Name, id.Key = best.Name, best.Key
	}
	return id
}

// names lists all names.
func (v Cluster) names(profiles []Profile) []string {
	var names []string
	add := func(name string) {
		if i, known := slices.BinarySearch(names, name); !known {
			names = slices.Insert(names, i, name)
		}
	}
	for _, i := range v {
		add(profiles[i].Name)
		for _, name := range profiles[i].Aliases {
			add(name)
		}
	}
	return names
}

// bestNamed chooses the profile whose name to show when the tables have none: the fullest,
// in Cyrillic if it is ever so written, the one that most articles use; of a person the
// longer, which tells more, of a body the latest. All names are sorted.
func (v Cluster) bestNamed(profiles []Profile, names []string) *Profile {
	best := &profiles[v[0]]
	if len(v) == 1 {
		return best
	}
	uses := make([]int, len(names))
	usesOf := func(p *Profile) *int {
		i, _ := slices.BinarySearch(names, p.Name)
		return &uses[i]
	}
	for _, i := range v {
		*usesOf(&profiles[i])++
	}
	for _, i := range v[1:] {
		if p := &profiles[i]; p.betterNamed(best, *usesOf(p), *usesOf(best)) {
			best = p
		}
	}
	return best
}

// betterNamed compares the names of two profiles and how many use each.
func (p *Profile) betterNamed(q *Profile, usesP, usesQ int) bool {
	full := cmp.Compare(boolInt(p.Person.Full()), boolInt(q.Person.Full()))
	if full != 0 || p.Name == q.Name {
		return cmp.Or(full, cmp.Compare(p.Date, q.Date)) > 0
	}
	longer := 0
	if p.Type == mention.Person {
		longer = cmp.Compare(len(p.Name), len(q.Name))
	}
	return cmp.Or(cmp.Compare(boolInt(isCyrillic(p.Name)), boolInt(isCyrillic(q.Name))), cmp.Compare(usesP, usesQ),
		longer, cmp.Compare(p.Date, q.Date), cmp.Compare(q.Name, p.Name)) > 0
}

func isCyrillic(s string) bool { return kazakh.ScriptOf(s) == kazakh.Cyrillic }
