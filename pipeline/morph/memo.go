package morph

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// memoSlots bounds the words that a Memo keeps; a power of two.
const memoSlots = 1 << 15

// A Memo keeps what a stage has made of words: a value that follows from the form and
// the analyses of a word and from nothing else. Each is kept at the place that its
// form hashes to, until another word takes the place, so memory is bounded. It is safe
// for concurrent use, because what stands at a place is whole or absent.
type Memo[V any] struct {
	seed  maphash.Seed
	of    func(form string, analyses []Analysis) V
	slots []atomic.Pointer[memoized[V]]
}

type memoized[V any] struct {
	form     string
	analyses []Analysis
	value    V
}

// NewMemo returns a Memo of what the function makes of words.
func NewMemo[V any](of func(form string, analyses []Analysis) V) *Memo[V] {
	return &Memo[V]{seed: maphash.MakeSeed(), of: of, slots: make([]atomic.Pointer[memoized[V]], memoSlots)}
}

// Get returns the value of a word. It is shared: do not modify it.
func (m *Memo[V]) Get(w *Word) *V {
	slot := &m.slots[maphash.String(m.seed, w.Form)%memoSlots]
	if s := slot.Load(); s != nil && s.form == w.Form && sameSlice(s.analyses, w.Analyses) {
		return &s.value
	}
	s := &memoized[V]{form: strings.Clone(w.Form), analyses: w.Analyses}
	s.value = m.of(s.form, s.analyses)
	slot.Store(s)
	return &s.value
}

// sameSlice reports whether two slices of analyses, which are never modified, are one.
func sameSlice(a, b []Analysis) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
