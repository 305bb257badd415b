package resolve

import (
	"cmp"
	"slices"
	"sync"
)

// clusters are profiles in canonical order, and which of them are one so far. Its memory
// is used again for the next profiles.
type clusters struct {
	profiles []*Profile
	given    []int   // where each was in the list that was given
	aside    []bool  // kept out of all rules by a decision
	parent   []int   // each points towards the first of its cluster, its root
	size     []int   // of a cluster, at its root
	facts    []facts // of a cluster, at its root
	edges    []edge  // why profiles are the same as others, each one new reason
	notes    []note

	named   []int // the number of the full name of each profile, or noName
	numbers []int // the same of other names
	names   index[string]
	holders []int    // how many have a name
	loose   []string // of full names
	stays   []stay   // memory for facts
	clues   clues
	tied    []int // profiles of a tie
	roots   []int // of a tie
	seen    []int // at each root, the number of the last tie that had it
	first   []int // at each root, the first profile of that tie
	ties    int
	common  sum
}

// An edge is one reason why two profiles are the same.
type edge struct {
	a, b int
	rule string
	as   evidence
}

// A note says why a profile was not made one with another.
type note struct {
	a, b   int
	reason string
}

var restingClusters = sync.Pool{New: func() any { return new(clusters) }}

// newClusters are clusters of one profile each.
func newClusters(profiles []Profile) *clusters {
	c := restingClusters.Get().(*clusters) //nolint:forcetypeassert // the pool has nothing else
	n, seats := len(profiles), 0
	c.given = byDate(profiles, c.given)
	c.aside, c.parent, c.size = zeros(c.aside, n), zeros(c.parent, n), zeros(c.size, n)
	c.seen, c.first = zeros(c.seen, n), zeros(c.first, n)
	for _, k := range c.given {
		c.profiles = append(c.profiles, &profiles[k])
		seats += len(profiles[k].Seats)
	}
	c.stays = zeros(c.stays, 2*seats)
	memory := c.stays
	for i, p := range c.profiles {
		room := 2 * len(p.Seats)
		c.parent[i], c.size[i] = i, 1
		c.facts = append(c.facts, factsOf(p, memory[:room]))
		memory = memory[room:]
	}
	c.named = c.number(c.named, func(_ int, p *Profile) string { return p.fullName() })
	return c
}

// rest ends the use: clusters at rest do not point to profiles.
func (c *clusters) rest() {
	c.profiles, c.facts, c.edges, c.stays = emptied(c.profiles), emptied(c.facts), emptied(c.edges), emptied(c.stays)
	c.ties, c.notes = 0, c.notes[:0]
	c.loose = emptied(c.loose)
	c.clues.empty()
	c.common.empty()
	c.names.empty()
	restingClusters.Put(c)
}

// zeros is a list of zeros, in the memory of another if that is enough.
func zeros[T any](list []T, n int) []T {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// byDate lists where the profiles are in the order in which they are looked at.
func byDate(profiles []Profile, memory []int) []int {
	order := memory[:0]
	for i := range profiles {
		order = append(order, i)
	}
	slices.SortFunc(order, func(i, k int) int {
		a, b := &profiles[i], &profiles[k]
		if a.Date == b.Date && a.Article == b.Article {
			return cmp.Or(cmp.Compare(a.Seed, b.Seed), cmp.Compare(a.Entity, b.Entity))
		}
		return cmp.Or(order01(a.Date == "", b.Date == ""), cmp.Compare(a.Date, b.Date), cmp.Compare(a.Article, b.Article))
	})
	return order
}

func (c *clusters) find(i int) int {
	for c.parent[i] != i {
		c.parent[i] = c.parent[c.parent[i]]
		i = c.parent[i]
	}
	return i
}

// unite makes the clusters of two profiles one, under the root that comes first.
func (c *clusters) unite(a, b int, rule string, as evidence) {
	ra, rb := c.find(a), c.find(b)
	if ra == rb {
		return
	}
	c.edges = append(c.edges, edge{a, b, rule, as})
	c.facts[ra].take(&c.facts[rb])
	together := c.facts[ra]
	root, other := min(ra, rb), max(ra, rb)
	c.parent[other] = root
	c.size[root] += c.size[other]
	c.facts[root], c.facts[other] = together, facts{}
}

// A tie is profiles that share some evidence for being one.
type tie struct {
	rule     string
	as       evidence
	weak     bool // what is only unlikely speaks against it, too
	profiles []int
}

// bind unites the clusters of a tie. If some of them cannot be one, nobody can tell to
// which the others belong: nothing is united, unless one of them is as good as all.
func (c *clusters) bind(t tie) {
	c.ties++
	c.roots = c.roots[:0]
	for _, i := range t.profiles {
		if r := c.find(i); c.seen[r] != c.ties {
			c.seen[r], c.first[r] = c.ties, i
			c.roots = append(c.roots, r)
		}
	}
	roots := c.roots
	if len(roots) < 2 {
		return
	}
	if !c.agree(roots, t.weak) {
		roots = c.majority(roots, t.weak)
	}
	for _, r := range roots[min(1, len(roots)):] {
		c.unite(c.first[roots[0]], c.first[r], t.rule, t.as)
	}
}

// agree reports whether nothing speaks against all of the clusters being one.
func (c *clusters) agree(roots []int, weak bool) bool {
	all := &c.common
	all.begin(&c.facts[roots[0]])
	for i, r := range roots[1:] {
		if _, found := all.against(&c.facts[r], weak); found {
			return false
		}
		if i < len(roots)-2 { // others are compared with it
			all.take(&c.facts[r])
		}
	}
	return true
}

// clearMajority is how many times more articles than all that speak against it a
// cluster needs so that what fits both is taken for it: nobody thinks of a namesake
// when the head of state is named, though one article misspells his patronymic.
const clearMajority = 9

// majority gives the largest cluster and what does not speak against it, if it is a
// clear majority; else nothing. It puts the roots in another order.
func (c *clusters) majority(roots []int, weak bool) []int {
	slices.SortFunc(roots, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.size[b], c.size[a]), cmp.Compare(a, b))
	})
	all, against := &c.common, 0
	all.begin(&c.facts[roots[0]])
	agreed := roots[:1]
	for _, r := range roots[1:] {
		if _, found := all.against(&c.facts[r], weak); found {
			against += c.size[r]
			continue
		}
		all.take(&c.facts[r])
		agreed = append(agreed, r) // never beyond r
	}
	if c.size[agreed[0]] < clearMajority*against {
		return nil
	}
	return agreed
}

// members lists the profiles of each cluster by their places in order, its root first.
// Clusters come by id.
func (c *clusters) members() []Cluster {
	all := make([]int, 0, len(c.profiles))
	list := make([]Cluster, 0, len(c.profiles)-len(c.edges)) // each edge made two one
	at := c.first                                            // place of a root in list
	for i := range c.profiles {
		r := c.find(i)
		if r == i {
			all = all[:len(all)+c.size[r]]
			at[r] = len(list)
			list = append(list, all[len(all)-c.size[r]:][:0:c.size[r]])
		}
		list[at[r]] = append(list[at[r]], i)
	}
	slices.SortFunc(list, func(a, b Cluster) int { return cmp.Compare(c.profiles[a[0]].Seed, c.profiles[b[0]].Seed) })
	return list
}

// A reason is why a profile is the same as another.
type reason struct {
	to   int
	rule string
	as   evidence
}

// reasons gives for each profile but the first of its cluster the edge towards that
// first one.
func (c *clusters) reasons() []reason {
	edges := make([][]reason, len(c.profiles)) // of each profile
	for _, e := range c.edges {
		edges[e.a] = append(edges[e.a], reason{e.b, e.rule, e.as})
		edges[e.b] = append(edges[e.b], reason{e.a, e.rule, e.as})
	}
	why := make([]reason, len(c.profiles))
	seen := make([]bool, len(c.profiles))
	for i := range c.profiles {
		if seen[i] {
			continue
		}
		seen[i] = true
		for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
			at := queue[0]
			for _, e := range edges[at] {
				if !seen[e.to] {
					seen[e.to] = true
					why[e.to] = reason{at, e.rule, e.as}
					queue = append(queue, e.to)
				}
			}
		}
	}
	return why
}
