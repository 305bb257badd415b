package search

import (
	"bytes"
	"hash/maphash"
	"os"
	"slices"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// What bleve knows of an article's values it keeps packed, many articles together, and
// tells word by word: to count them so took 20 µs an article. A column has the values of
// one field in one segment side by side, as numbers. It is read when it is first needed,
// and takes 4 bytes a value, 4 an article, and 20 and its text for each different value.
// As segments never change, generations share the columns of segments that they share.

// columns are those of a segment. They are safe for concurrent use.
type columns struct {
	file os.FileInfo // of the segment, nil when it is unknown

	mu     sync.Mutex
	fields map[string]*column
}

// A column is not changed once it is read.
type column struct {
	sorting sync.Once
	sorted  []uint32 // by newest

	terms  []byte   // the different values, one behind the other
	ends   []uint32 // where each ends in terms
	total  []uint32 // how many articles of the segment have each, removed ones too
	slots  []uint32 // a hash table of values, each plus one; some are 0
	starts []uint32 // for each article where its values begin; one more for the end
	values []uint32 // places in ends
}

// A space is where a column grows until it is known how large it is.
type space struct {
	terms               []byte
	ends, total, values []uint32
}

var spaces = sync.Pool{New: func() any { return new(space) }}

// known are the fields that have columns.
func (c *columns) known() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for field := range c.fields {
		list = append(list, field)
	}
	return list
}

// column gives the column of a field.
func (v *view) column(s *segment, field string) (*column, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.fields[field]; c != nil {
		return c, nil
	}
	values, err := v.snapshot.DocValueReader([]string{field})
	if err != nil {
		return nil, err
	}
	c := &column{starts: make([]uint32, 0, s.size+1), slots: make([]uint32, 64)}
	space := spaces.Get().(*space)
	defer spaces.Put(space)
	c.terms, c.ends, c.total, c.values = space.terms[:0], space.ends[:0], space.total[:0], space.values[:0]
	var id index.IndexInternalID
	for a := range s.size {
		c.starts = append(c.starts, uint32(len(c.values))) //nolint:gosec // bleve numbers in 32 bits, too
		id = index.NewIndexInternalID(id, s.first+uint64(a))
		if err := values.VisitDocValues(id, func(_ string, term []byte) { c.add(term) }); err != nil {
			return nil, err
		}
	}
	c.starts = append(c.starts, uint32(len(c.values))) //nolint:gosec // likewise
	space.terms, space.ends, space.total, space.values = c.terms, c.ends, c.total, c.values
	c.terms, c.ends, c.total, c.values = slices.Clone(c.terms), slices.Clone(c.ends), slices.Clone(c.total), slices.Clone(c.values)
	s.fields[field] = c
	return c, nil
}

// add gives the article that is being read a value.
func (c *column) add(term []byte) {
	value, slot := c.look(term)
	if slot >= 0 {
		value = uint32(len(c.ends)) //nolint:gosec // fewer than values
		c.terms = append(c.terms, term...)
		c.ends = append(c.ends, uint32(len(c.terms))) //nolint:gosec // the names of a segment stay far below 4 GB
		c.total = append(c.total, 0)
		c.slots[slot] = value + 1
		if 2*len(c.ends) > len(c.slots) {
			c.grow()
		}
	}
	c.total[value]++
	c.values = append(c.values, value)
}

// grow doubles the hash table.
func (c *column) grow() {
	c.slots = make([]uint32, 2*len(c.slots))
	for value := range c.ends {
		_, slot := c.look(c.term(uint32(value))) //nolint:gosec // as there are
		c.slots[slot] = uint32(value) + 1        //nolint:gosec // likewise
	}
}

// seed is that of the hash tables.
var seed = maphash.MakeSeed()

// look finds a value; slot is -1, or where it belongs when it is not there.
func (c *column) look(term []byte) (value uint32, slot int) {
	for at := int(maphash.Bytes(seed, term) & uint64(len(c.slots)-1)); ; at = (at + 1) & (len(c.slots) - 1) { //nolint:gosec // below len
		if c.slots[at] == 0 {
			return 0, at
		}
		if value := c.slots[at] - 1; string(c.term(value)) == string(term) {
			return value, -1
		}
	}
}

// of are the values of an article.
func (c *column) of(article uint32) []uint32 {
	return c.values[c.starts[article]:c.starts[article+1]]
}

// newest are the articles by their first value, the greatest first, those without one last.
func (c *column) newest() []uint32 {
	c.sorting.Do(func() {
		values := make([]uint32, len(c.ends))
		for i := range values {
			values[i] = uint32(i) //nolint:gosec // as there are
		}
		slices.SortFunc(values, func(a, b uint32) int { return bytes.Compare(c.term(b), c.term(a)) })
		from := make([]int, len(values)+1) // where the articles of a value begin; at the end, of none
		n := 0
		for _, value := range values {
			from[value] = n
			n += int(c.total[value])
		}
		from[len(values)] = n
		c.sorted = make([]uint32, len(c.starts)-1)
		for a := range c.sorted {
			value := len(values)
			if list := c.of(uint32(a)); len(list) > 0 { //nolint:gosec // bleve numbers in 32 bits
				value = int(list[0])
			}
			c.sorted[from[value]] = uint32(a) //nolint:gosec // likewise
			from[value]++
		}
	})
	return c.sorted
}

// one is the first value of an article, nil when it has none.
func (c *column) one(article uint32) []byte {
	if list := c.of(article); len(list) > 0 {
		return c.term(list[0])
	}
	return nil
}

// term is the text of a value.
func (c *column) term(value uint32) []byte {
	if value == 0 {
		return c.terms[:c.ends[0]]
	}
	return c.terms[c.ends[value-1]:c.ends[value]]
}
