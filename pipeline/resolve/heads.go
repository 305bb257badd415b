package resolve

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/mention"
)

// heads hold the fullest knowledge of each group, folded, and find those that may be
// the same person as a name: each rule asks for a spelled-out part in common.
type heads struct {
	names []mention.Name
	with  map[string][]int // groups by a part of their names; for many groups only
	found []int            // what like returned last
}

// fewHeads is how many names are compared one by one.
const fewHeads = 16

func newHeads(most int) *heads {
	h := &heads{names: make([]mention.Name, 0, most)}
	if most > fewHeads {
		h.with = map[string][]int{}
	}
	return h
}

// add enters the name of a new group.
func (h *heads) add(name mention.Name) {
	h.names = append(h.names, name)
	h.enter(len(h.names) - 1)
}

// merge adds what another name of the group spells out.
func (h *heads) merge(g int, name mention.Name) {
	h.names[g] = mergeNames(h.names[g], name)
	h.enter(g)
}

// enter makes the group found by the parts of its name.
func (h *heads) enter(g int) {
	if h.with == nil {
		return
	}
	for _, part := range partsOf(&h.names[g]) {
		if part != "" && !slices.Contains(h.with[part], g) {
			h.with[part] = append(h.with[part], g)
		}
	}
}

func partsOf(n *mention.Name) [3]string { return [3]string{n.Given, n.Surname, n.Patronymic} }

// like lists the groups, in their order, that have a part in common with a name, and
// perhaps others. The list holds until the next call.
func (h *heads) like(name mention.Name) []int {
	h.found = h.found[:0]
	if h.with == nil {
		for g := range h.names {
			h.found = append(h.found, g)
		}
		return h.found
	}
	for _, part := range partsOf(&name) {
		h.found = append(h.found, h.with[part]...)
	}
	slices.Sort(h.found)
	h.found = slices.Compact(h.found)
	return h.found
}

// orgHeads hold the fullest name of each group of organizations.
type orgHeads struct {
	names    []*orgName
	byKind   map[string][]int // groups by the kind of the body
	byQuoted map[string][]int // and by what stands in quotation marks
	found    []int            // what like returned last
}

// add enters the name of a new group.
func (h *orgHeads) add(name *orgName) {
	if h.byKind == nil {
		h.byKind, h.byQuoted = map[string][]int{}, map[string][]int{}
	}
	g := len(h.names)
	h.names = append(h.names, name)
	h.byKind[name.kind] = append(h.byKind[name.kind], g)
	if len(name.quoted) > 0 {
		quoted := strings.Join(name.quoted, " ")
		h.byQuoted[quoted] = append(h.byQuoted[quoted], g)
	}
}

// like lists the groups, in their order, of which the name may be another one: those of
// its kind, those that have it in quotation marks, and any for an abbreviation. The list
// holds until the next call.
func (h *orgHeads) like(name *orgName) []int {
	h.found = h.found[:0]
	if hasAcronym(name) {
		for g := range h.names {
			h.found = append(h.found, g)
		}
		return h.found
	}
	if name.kind != "" {
		h.found = append(h.found, h.byKind[name.kind]...)
	}
	if len(h.byQuoted) > 0 {
		h.found = append(h.found, h.byQuoted[strings.Join(keys(name.words), " ")]...)
		slices.Sort(h.found)
		h.found = slices.Compact(h.found)
	}
	return h.found
}
