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
	if n := &h.names[g]; n.Surname == "" && n.Patronymic != "" && !slices.Contains(h.with[noSurname], g) {
		h.with[noSurname] = append(h.with[noSurname], g)
	}
}

// noSurname stands for the part that a name of given name and patronymic shares with
// initials and a surname.
const noSurname = "\x01"

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
	if name.Initials != "" {
		h.found = append(h.found, h.with[noSurname]...)
	}
	slices.Sort(h.found)
	h.found = slices.Compact(h.found)
	return h.found
}

// orgHeads hold the fullest name of each group of organizations. The maps are for many
// groups only.
type orgHeads struct {
	names    []*orgName
	byKind   map[string][]int // groups by the kind of the body,
	byQuoted map[string][]int // by what stands in quotation marks,
	byStub   map[string][]int // and by the beginning of each word
	found    []int            // what like returned last
}

// stub is what a folded word begins with; words that are the same up to their endings
// have it in common.
func stub(key string) string { return key[:min(len(key), 3)] }

func newOrgHeads(most int) *orgHeads {
	h := &orgHeads{names: make([]*orgName, 0, most)}
	if most > fewHeads {
		h.byKind, h.byQuoted, h.byStub = map[string][]int{}, map[string][]int{}, map[string][]int{}
	}
	return h
}

// add enters the name of a new group.
func (h *orgHeads) add(name *orgName) {
	g := len(h.names)
	h.names = append(h.names, name)
	if h.byKind == nil {
		return
	}
	h.byKind[name.kind] = append(h.byKind[name.kind], g)
	if len(name.quoted) > 0 {
		quoted := strings.Join(name.quoted, " ")
		h.byQuoted[quoted] = append(h.byQuoted[quoted], g)
	}
	for _, w := range name.words {
		s := stub(w.key)
		if list := h.byStub[s]; len(list) == 0 || list[len(list)-1] != g {
			h.byStub[s] = append(list, g)
		}
	}
}

// onlyOfKind is the group of a kind of body of which there is one only, -1 for none.
func (h *orgHeads) onlyOfKind(kind string) int {
	if h.byKind != nil {
		if list := h.byKind[kind]; len(list) == 1 {
			return list[0]
		}
		return -1
	}
	only := -1
	for g, name := range h.names {
		switch {
		case name.kind != kind:
		case only >= 0:
			return -1
		default:
			only = g
		}
	}
	return only
}

// like lists the groups, in their order, of which the name may be another one, and
// perhaps others: of many, those that have its rarest word, be it with another ending,
// and those that have it, or what it quotes, in quotation marks. A name of abbreviations
// only may be any. The list holds until the next call.
func (h *orgHeads) like(name *orgName) []int {
	h.found = h.found[:0]
	var rarest []int
	spelled := false
	for _, w := range name.words {
		if w.acronym || h.byKind == nil {
			continue
		}
		if list := h.byStub[stub(w.key)]; !spelled || len(list) < len(rarest) {
			rarest, spelled = list, true
		}
	}
	if !spelled {
		for g := range h.names {
			h.found = append(h.found, g)
		}
		return h.found
	}
	h.found = append(h.found, rarest...)
	if len(h.byQuoted) > 0 {
		h.found = append(h.found, h.byQuoted[strings.Join(keys(name.words), " ")]...)
		if len(name.quoted) > 0 {
			h.found = append(h.found, h.byQuoted[strings.Join(name.quoted, " ")]...)
		}
		slices.Sort(h.found)
		h.found = slices.Compact(h.found)
	}
	return h.found
}
