package resolve

import (
	"cmp"
	"slices"
)

// maxCompared is how many of the people of one name are compared each with each; the
// others only with the first of them.
const maxCompared = 8

// keptApart notes on each identity the others of its name and why they are others; at
// is the place of a cluster in the list.
func (c *clusters) keptApart(list []Identity, at map[int]int) {
	type namedRoot struct{ root, name int }
	named := map[int][]int{} // clusters by full name
	seen := map[namedRoot]bool{}
	for i, name := range c.named {
		if of := (namedRoot{c.find(i), name}); name != noName && !seen[of] {
			seen[of] = true
			named[name] = append(named[name], of.root)
		}
	}
	for _, roots := range named {
		slices.SortFunc(roots, func(a, b int) int { return cmp.Or(cmp.Compare(c.size[b], c.size[a]), cmp.Compare(a, b)) })
		for i, a := range roots {
			for j := range min(i, maxCompared) {
				if i < maxCompared || j == 0 {
					c.noteApart(list, at, a, roots[j], c.whyApart(a, roots[j]))
				}
			}
		}
	}
	for _, n := range c.notes {
		c.noteApart(list, at, c.find(n.a), c.find(n.b), n.reason)
	}
	for i := range list {
		slices.SortFunc(list[i].Apart, func(a, b Apart) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Reason, b.Reason)) })
		list[i].Apart = slices.Compact(list[i].Apart)
	}
}

func (c *clusters) noteApart(list []Identity, at map[int]int, a, b int, reason string) {
	ia, ib := at[a], at[b]
	if ia == ib {
		return
	}
	list[ia].Apart = append(list[ia].Apart, Apart{list[ib].ID, list[ib].Name, reason})
	list[ib].Apart = append(list[ib].Apart, Apart{list[ia].ID, list[ia].Name, reason})
}

// whyApart says what stands between two clusters of one name.
func (c *clusters) whyApart(a, b int) string {
	if c.aside[a] || c.aside[b] {
		return "kept apart by hand"
	}
	if why, found := c.facts[a].against(&c.facts[b], true); found {
		return why.String()
	}
	if c.profiles[a].Person.Common {
		return "a common name, and nothing in common"
	}
	return "fits several people of the name"
}
