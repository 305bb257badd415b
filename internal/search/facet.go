package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/seed50815598/derek/internal/archive"
)

// A set is a set of articles of a view, segment by segment.
type set struct {
	parts []members
	all   bool // it has all articles
}

// members are the articles of a segment that are in a set or, when those are fewer, those
// that are not.
type members struct {
	list    []uint32
	missing bool
}

func (v *view) newSet(in []found) *set {
	s := &set{parts: make([]members, len(v.segments)), all: true}
	for i, seg := range v.segments {
		articles, m := in[i].articles, &s.parts[i]
		n := articles.GetCardinality()
		s.all = s.all && n == uint64(seg.live.LiveSize()) //nolint:gosec // never negative
		if 2*n > uint64(seg.size) {
			articles, m.missing = roaring.Flip(articles, 0, uint64(seg.size)), true
		}
		m.list = articles.ToArray()
	}
	return s
}

// A tally is how many articles of a set have each value of a field, segment by segment.
type tally struct {
	parts []part
	sum   int // of all counts
	block *[]uint32
}

// A part is the tally of one segment.
type part struct {
	*column
	counts  []uint32
	touched []uint32 // values with counts; nil for any of them
	sum     int
}

// each tells visit the values that at least so many articles have.
func (p *part) each(least uint32, visit func(value, n uint32)) {
	if p.touched == nil {
		for value, n := range p.counts {
			if n >= least && n > 0 {
				visit(uint32(value), n) //nolint:gosec // as there are terms
			}
		}
		return
	}
	for _, value := range p.touched {
		if n := p.counts[value]; n >= least {
			visit(value, n)
		}
	}
}

// blocks are counters for use again, all 0.
var blocks = sync.Pool{New: func() any { return new([]uint32) }}

// tallyOf counts the values of a field in a set of articles. The caller frees the tally.
func (v *view) tallyOf(field string, of *set) (*tally, error) {
	t := &tally{block: blocks.Get().(*[]uint32)}
	need := 0
	for _, seg := range v.segments {
		c, err := v.column(seg, field)
		if err != nil {
			return nil, err
		}
		t.parts = append(t.parts, part{column: c})
		need += len(c.ends)
	}
	if len(*t.block) < need {
		*t.block = make([]uint32, need)
	}
	counters := *t.block
	for i := range v.segments {
		p := &t.parts[i]
		p.counts, counters = counters[:len(p.ends):len(p.ends)], counters[len(p.ends):]
		p.count(of.parts[i])
		t.sum += p.sum
	}
	return t, nil
}

// manyTimes as many articles as are counted make it too much to remember which values
// they had: nearly all.
const manyTimes = 16

// count counts a segment: what is in the set, or, when that is less, what is not.
func (p *part) count(of members) {
	starts, values := p.starts, p.values
	if of.missing {
		copy(p.counts, p.total)
		p.sum = len(values)
		for _, a := range of.list {
			had := values[starts[a]:starts[a+1]]
			p.sum -= len(had)
			for _, value := range had {
				p.counts[value]--
			}
		}
		return
	}
	if manyTimes*len(of.list) > len(starts) {
		for _, a := range of.list {
			has := values[starts[a]:starts[a+1]]
			p.sum += len(has)
			for _, value := range has {
				p.counts[value]++
			}
		}
		return
	}
	p.touched = []uint32{}
	for _, a := range of.list {
		has := values[starts[a]:starts[a+1]]
		p.sum += len(has)
		for _, value := range has {
			if p.counts[value]++; p.counts[value] == 1 {
				p.touched = append(p.touched, value)
			}
		}
	}
}

// free gives the counters back.
func (t *tally) free() {
	for i := range t.parts {
		p := &t.parts[i]
		if p.touched == nil {
			clear(p.counts)
		}
		for _, value := range p.touched {
			p.counts[value] = 0
		}
	}
	blocks.Put(t.block)
}

// fewValues is up to how many counted values they are all brought together by name.
const fewValues = 20_000

// most gives the n most frequent values, those of one count by name.
//
// A segment knows its values by its own numbers; to bring all of them together by name
// would take too long. But what is among the n most frequent has at least as many articles
// as the n-th of any values that are brought together, and some segment has its share of
// them: so only values that reach such a share can be.
func (t *tally) most(n int) []archive.Count {
	if t.sum <= fewValues {
		return best(t.sums(func(name []byte) []byte { return name }), n)
	}
	sums := map[string]int{}
	for i := range t.parts {
		if p := &t.parts[i]; p.sum*len(t.parts) >= t.sum { // there is one: the largest
			p.each(p.top(n), func(value, _ uint32) { t.bring(sums, i, value) })
		}
	}
	least := 0
	if list := best(sums, n); len(list) == n {
		least = list[n-1].N
	}
	for i, share := range t.shares(least) {
		if share > 0 {
			t.parts[i].each(uint32(share), func(value, _ uint32) { t.bring(sums, i, value) }) //nolint:gosec // at most least
		}
	}
	return best(sums, n)
}

// shares says for each part how many articles a value must have in one of them to have
// so many in all: 0 where looking is of no use. The smallest parts, which together cannot
// give any value half of that, are left out; the others share the rest by what they have.
func (t *tally) shares(sum int) []int {
	order := make([]int, len(t.parts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(t.parts[a].sum, t.parts[b].sum) })
	rest, counted := sum, t.sum
	for len(order) > 1 {
		p := &t.parts[order[0]]
		if rest-int(p.most()) < (sum+1)/2 {
			break
		}
		rest, counted, order = rest-int(p.most()), counted-p.sum, order[1:]
	}
	shares := make([]int, len(t.parts))
	for _, i := range order {
		shares[i] = max(1, rest*t.parts[i].sum/max(1, counted))
	}
	return shares
}

// most is the largest count.
func (p *part) most() (most uint32) {
	if p.touched == nil && len(p.counts) > 0 {
		return slices.Max(p.counts)
	}
	for _, value := range p.touched {
		most = max(most, p.counts[value])
	}
	return most
}

// sums adds up the counts of the values that name calls by one name.
func (t *tally) sums(name func([]byte) []byte) map[string]int {
	sums := map[string]int{}
	for i := range t.parts {
		p := &t.parts[i]
		p.each(1, func(value, n uint32) { sums[string(name(p.term(value)))] += int(n) })
	}
	return sums
}

// bring adds up what all segments have of a value of one, once.
func (t *tally) bring(sums map[string]int, from int, value uint32) {
	name := t.parts[from].term(value)
	if _, ok := sums[string(name)]; ok {
		return
	}
	sum := 0
	for i := range t.parts {
		p := &t.parts[i]
		if at, missing := p.look(name); missing < 0 {
			sum += int(p.counts[at])
		}
	}
	sums[string(name)] = sum
}

// top is the count that at most n values of the part exceed, and at least as many reach
// as there are, up to n.
func (p *part) top(n int) uint32 {
	var list []uint32 // the n largest, the least of them first
	least := uint32(1)
	take := func(count uint32) {
		if len(list) == n {
			list = list[1:]
		}
		at, _ := slices.BinarySearch(list, count)
		if list = slices.Insert(list, at, count); len(list) == n {
			least = list[0] + 1
		}
	}
	if p.touched == nil {
		for _, count := range p.counts {
			if count >= least {
				take(count)
			}
		}
	}
	for _, value := range p.touched {
		if count := p.counts[value]; count >= least {
			take(count)
		}
	}
	if len(list) == 0 {
		return 1
	}
	return list[0]
}

// best are the n largest sums, those of one size by name.
func best(sums map[string]int, n int) []archive.Count {
	list := make([]archive.Count, 0, len(sums))
	for name, sum := range sums {
		list = append(list, archive.Count{Name: name, N: sum})
	}
	slices.SortFunc(list, func(a, b archive.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Name, b.Name))
	})
	return list[:min(n, len(list))]
}

// facet counts the n most frequent values of a field in a set.
func (v *view) facet(field string, of *set, n int) ([]archive.Count, error) {
	return v.once(of, countKey{field, n}, func() ([]archive.Count, error) { return v.countValues(field, of, n) })
}

// A countKey names what was counted: a facet of so many values, or the months.
type countKey struct {
	field string
	n     int
}

// once counts all articles only once.
func (v *view) once(of *set, key countKey, count func() ([]archive.Count, error)) ([]archive.Count, error) {
	if !of.all {
		return count()
	}
	if list, ok := v.counted.Load(key); ok {
		return slices.Clone(list.([]archive.Count)), nil
	}
	list, err := count()
	if err == nil {
		v.counted.Store(key, slices.Clone(list))
	}
	return list, err
}

func (v *view) countValues(field string, of *set, n int) ([]archive.Count, error) {
	t, err := v.tallyOf(field, of)
	if err != nil {
		return nil, err
	}
	defer t.free()
	list := t.most(n)
	for i := range list { // packed names have the order of what they stand for
		list[i].Name = valueOf(field, list[i].Name)
	}
	return list, nil
}

// months counts the articles of a set by the month of publication, or the year where no
// more is known.
func (v *view) months(of *set) ([]archive.Count, error) {
	return v.once(of, countKey{field: "date"}, func() ([]archive.Count, error) { return v.countMonths(of) })
}

func (v *view) countMonths(of *set) ([]archive.Count, error) {
	t, err := v.tallyOf("date", of)
	if err != nil {
		return nil, err
	}
	defer t.free()
	sums := t.sums(func(day []byte) []byte { return day[:min(len(day), len("2006-01"))] })
	list := make([]archive.Count, 0, len(sums))
	for _, month := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, archive.Count{Name: month, N: sums[month]})
	}
	return list, nil
}
