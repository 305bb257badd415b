package evaluate

import (
	"slices"
	"strings"
)

// A matching is the outcome of comparing one layer of one article.
type matching struct {
	right    []item // of the output
	spurious []item
	missed   []item // of the gold
}

func (m matching) count() Count { return Count{len(m.right), len(m.spurious), len(m.missed)} }

// compare matches items one to one: equal keys first, then, in a layer that has
// likeness, the likest pairs first.
func (l layer) compare(got, want *facts) matching {
	g, w := l.items(got), l.items(want)
	if l.set {
		g, w = once(g), once(w)
	}
	waiting := map[string]int{}
	for _, x := range w {
		waiting[x.key]++
	}
	var m matching
	found := map[string]int{}
	for _, x := range g {
		if waiting[x.key] > 0 {
			waiting[x.key]--
			found[x.key]++
			m.right = append(m.right, x)
		} else {
			m.spurious = append(m.spurious, x)
		}
	}
	for _, x := range w {
		if found[x.key] > 0 {
			found[x.key]--
		} else {
			m.missed = append(m.missed, x)
		}
	}
	if l.like != nil {
		return m.rescue(l.like)
	}
	return m
}

// once drops items whose key an earlier one has.
func once(items []item) []item {
	seen := map[string]bool{}
	return slices.DeleteFunc(items, func(x item) bool {
		defer func() { seen[x.key] = true }()
		return seen[x.key]
	})
}

// rescue makes right what resembles something missed.
func (m matching) rescue(like func(a, b string) float64) matching {
	type pair struct {
		got, want int
		score     float64
	}
	var pairs []pair
	for i, g := range m.spurious {
		for j, w := range m.missed {
			if s := like(g.key, w.key); s > 0 {
				pairs = append(pairs, pair{i, j, s})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	got, want := map[int]bool{}, map[int]bool{}
	for _, p := range pairs {
		if !got[p.got] && !want[p.want] {
			got[p.got], want[p.want] = true, true
			m.right = append(m.right, m.spurious[p.got])
		}
	}
	m.spurious, m.missed = without(m.spurious, got), without(m.missed, want)
	return m
}

func without(items []item, drop map[int]bool) []item {
	var out []item
	for i, x := range items {
		if !drop[i] {
			out = append(out, x)
		}
	}
	return out
}

// alike compares two names word by word, quotation marks aside: F1 of their word
// multisets when it is at least 0.5, or 0.5 when the shorter name is the end of the
// longer one and so shares its head ("council" of "regional youth affairs
// coordination council"); otherwise 0.
func alike(a, b string) float64 {
	x, y := words(a), words(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	left := map[string]int{}
	for _, w := range y {
		left[w]++
	}
	common := 0
	for _, w := range x {
		if left[w] > 0 {
			left[w]--
			common++
		}
	}
	f1 := 2 * float64(common) / float64(len(x)+len(y))
	switch {
	case f1 >= 0.5:
		return f1
	case slices.Equal(x, y[len(y)-len(x):]):
		return 0.5
	}
	return 0
}

func words(name string) []string { return strings.Fields(strings.ReplaceAll(name, `"`, " ")) }
