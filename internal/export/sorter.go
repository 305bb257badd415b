package export

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"unsafe"
)

// A sorter puts records in the order of their keys, bytewise, and those of one key in
// the order in which they came. What it holds is bounded, the rest waits in a file.
type sorter struct {
	file  *os.File
	bound int    // of held and at, in bytes
	held  []byte // records that wait, one after the other
	at    []entry
	runs  []stretch // sorted parts of the file
	size  int64     // of the file
}

// An entry is the place of a record in sorter.held.
type entry struct{ start, value, end int }

// A stretch is a part of the file.
type stretch struct{ start, end int64 }

// sorterBytes bounds what a sorter holds, and sorterReads what it reads ahead.
const (
	sorterBytes = 2 << 20
	sorterReads = 4 << 20
)

func newSorter(path string) (*sorter, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &sorter{file: f, bound: sorterBytes}, nil
}

// put takes a record; the value is in pieces.
func (s *sorter) put(key string, value ...[]byte) error {
	e := entry{start: len(s.held)}
	s.held = append(s.held, key...)
	e.value = len(s.held)
	for _, piece := range value {
		s.held = append(s.held, piece...)
	}
	e.end = len(s.held)
	s.at = append(s.at, e)
	if len(s.held)+len(s.at)*int(unsafe.Sizeof(e)) < s.bound {
		return nil
	}
	return s.spill()
}

func (s *sorter) sort() {
	slices.SortStableFunc(s.at, func(a, b entry) int { return bytes.Compare(s.held[a.start:a.value], s.held[b.start:b.value]) })
}

// spill writes what is held to the file, in order.
func (s *sorter) spill() error {
	s.sort()
	out := bufio.NewWriterSize(io.NewOffsetWriter(s.file, s.size), 1<<16)
	begin := s.size
	var lengths []byte
	for _, e := range s.at {
		lengths = binary.AppendUvarint(lengths[:0], uint64(e.value-e.start))
		lengths = binary.AppendUvarint(lengths, uint64(e.end-e.value))
		out.Write(lengths)               //nolint:errcheck // Flush tells
		out.Write(s.held[e.start:e.end]) //nolint:errcheck // likewise
		s.size += int64(len(lengths) + e.end - e.start)
	}
	s.runs = append(s.runs, stretch{begin, s.size})
	s.held, s.at = s.held[:0], s.at[:0]
	if err := out.Flush(); err != nil {
		return fmt.Errorf("sort: %w", err)
	}
	return nil
}

// rest lets go of memory when all is put: what is held joins the rest in the file, if
// there is any.
func (s *sorter) rest() error {
	if len(s.runs) == 0 {
		return nil
	}
	if len(s.at) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.held, s.at = nil, nil
	return nil
}

// A record is what was put. It holds until the next one is asked for.
type record struct{ key, value []byte }

// all gives the records in order, once. An error is the last pair.
func (s *sorter) all() iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		if len(s.runs) == 0 {
			s.sort()
			for _, e := range s.at {
				if !yield(record{s.held[e.start:e.value], s.held[e.value:e.end]}, nil) {
					return
				}
			}
			return
		}
		m, err := s.merge()
		for len(m) > 0 && err == nil {
			if !yield(m[0].record, nil) {
				return
			}
			if err = m[0].step(); err == io.EOF { //nolint:errorlint // ReadUvarint gives it bare
				err = nil
				heap.Pop(&m)
			} else if err == nil {
				heap.Fix(&m, 0)
			}
		}
		if err != nil {
			yield(record{}, fmt.Errorf("sort: %w", err))
		}
	}
}

// merge begins to read all runs at once.
func (s *sorter) merge() (merger, error) {
	if err := s.rest(); err != nil {
		return nil, err
	}
	var m merger
	ahead := max(1<<12, sorterReads/len(s.runs))
	for i, r := range s.runs {
		c := &cursor{number: i, in: bufio.NewReaderSize(io.NewSectionReader(s.file, r.start, r.end-r.start), ahead)}
		err := c.step()
		if err == io.EOF { //nolint:errorlint // likewise
			continue
		}
		if err != nil {
			return nil, err
		}
		m = append(m, c)
	}
	heap.Init(&m)
	return m, nil
}

// A cursor reads one run.
type cursor struct {
	record

	number int
	in     *bufio.Reader
	buf    []byte
}

// step reads the next record. After the last one the error is io.EOF.
func (c *cursor) step() error {
	key, err := binary.ReadUvarint(c.in)
	if err != nil {
		return err
	}
	value, err := binary.ReadUvarint(c.in)
	if err != nil {
		return fmt.Errorf("a record is cut short: %w", err)
	}
	size := int(key + value) //nolint:gosec // as written
	c.buf = slices.Grow(c.buf[:0], size)[:size]
	if _, err := io.ReadFull(c.in, c.buf); err != nil {
		return fmt.Errorf("a record is cut short: %w", err)
	}
	c.record = record{c.buf[:key], c.buf[key:]}
	return nil
}

// A merger has the run with the first record first.
type merger []*cursor

// Len implements heap.Interface.
func (m *merger) Len() int { return len(*m) }

// Less implements heap.Interface.
func (m *merger) Less(i, j int) bool {
	a, b := (*m)[i], (*m)[j]
	return cmp.Or(bytes.Compare(a.key, b.key), cmp.Compare(a.number, b.number)) < 0
}

// Swap implements heap.Interface.
func (m *merger) Swap(i, j int) { (*m)[i], (*m)[j] = (*m)[j], (*m)[i] }

// Push implements heap.Interface.
func (m *merger) Push(c any) { *m = append(*m, c.(*cursor)) }

// Pop implements heap.Interface.
func (m *merger) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

func (s *sorter) close() error { return s.file.Close() }
