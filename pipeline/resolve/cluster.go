package resolve

import (
	"cmp"
	"slices"
)

// clusters are profiles in canonical order, and which of them are one so far.
type clusters struct {
	profiles []Profile
	aside    []bool // kept out of all rules by a decision
	parent   []int
	size     []int
	facts    []facts  // of a cluster, at its root
	edges    [][]edge // why a profile is the same as another, both ways
	notes    map[int][]note
}

// An edge is one reason why a profile is the same as another.
type edge struct {
	to             int
	rule, evidence string
}

// A note says why a profile was not made one with another.
type note struct {
	with   int
	reason string
}

func newClusters(profiles []Profile) *clusters {
	n := len(profiles)
	c := &clusters{
		profiles: profiles, aside: make([]bool, n), parent: make([]int, n), size: make([]int, n),
		facts: make([]facts, n), edges: make([][]edge, n), notes: map[int][]note{},
	}
	for i := range profiles {
		c.parent[i], c.size[i], c.facts[i] = i, 1, factsOf(&profiles[i])
	}
	return c
}

func (c *clusters) find(i int) int {
	for c.parent[i] != i {
		c.parent[i] = c.parent[c.parent[i]]
		i = c.parent[i]
	}
	return i
}

// unite makes the clusters of two profiles one, under the root that comes first.
func (c *clusters) unite(a, b int, rule, evidence string) {
	ra, rb := c.find(a), c.find(b)
	if ra == rb {
		return
	}
	c.edges[a] = append(c.edges[a], edge{b, rule, evidence})
	c.edges[b] = append(c.edges[b], edge{a, rule, evidence})
	facts := c.facts[ra].take(c.facts[rb])
	root, other := min(ra, rb), max(ra, rb)
	c.parent[other] = root
	c.size[root] += c.size[other]
	c.facts[root], c.facts[other] = facts, nothing
}

// A tie is profiles that share some evidence for being one.
type tie struct {
	rule, evidence string
	weak           bool // what is only unlikely speaks against it, too
	profiles       []int
}

// bind unites the clusters of a tie. If some of them cannot be one, nobody can tell to
// which the others belong: nothing is united, unless one of them is as good as all.
func (c *clusters) bind(t tie) {
	first := map[int]int{} // cluster -> its first profile of the tie
	var roots []int
	for _, i := range t.profiles {
		r := c.find(i)
		if _, ok := first[r]; !ok {
			first[r] = i
			roots = append(roots, r)
		}
	}
	if len(roots) < 2 {
		return
	}
	if !c.agree(roots, t.weak) {
		roots = c.majority(roots, t.weak)
	}
	for _, r := range roots[min(1, len(roots)):] {
		c.unite(first[roots[0]], first[r], t.rule, t.evidence)
	}
}

// agree reports whether nothing speaks against all of the clusters being one.
func (c *clusters) agree(roots []int, weak bool) bool {
	all := sum{facts: c.facts[roots[0]]}
	for i, r := range roots[1:] {
		if all.against(c.facts[r], weak) != "" {
			return false
		}
		if i < len(roots)-2 { // others are compared with it
			all.take(c.facts[r])
		}
	}
	return true
}

// clearMajority is how many times more articles than all that speak against it a
// cluster needs so that what fits both is taken for it: nobody thinks of a namesake
// when the head of state is named, though one article misspells his patronymic.
const clearMajority = 9

// majority gives the largest cluster and what does not speak against it, if it is a
// clear majority; else nothing.
func (c *clusters) majority(roots []int, weak bool) []int {
	sorted := slices.Clone(roots)
	slices.SortFunc(sorted, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.size[b], c.size[a]), cmp.Compare(a, b))
	})
	all, against := sum{facts: c.facts[sorted[0]]}, 0
	agreed := sorted[:1:1]
	for _, r := range sorted[1:] {
		if all.against(c.facts[r], weak) != "" {
			against += c.size[r]
			continue
		}
		all.take(c.facts[r])
		agreed = append(agreed, r)
	}
	if c.size[sorted[0]] < clearMajority*against {
		return nil
	}
	return agreed
}

// reasons gives for each profile but the first of its cluster the edge towards that
// first one.
func (c *clusters) reasons() []edge {
	why := make([]edge, len(c.profiles))
	seen := make([]bool, len(c.profiles))
	for i := range c.profiles {
		if seen[i] {
			continue
		}
		seen[i] = true
		for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
			at := queue[0]
			for _, e := range c.edges[at] {
				if !seen[e.to] {
					seen[e.to] = true
					why[e.to] = edge{at, e.rule, e.evidence}
					queue = append(queue, e.to)
				}
			}
		}
	}
	return why
}
