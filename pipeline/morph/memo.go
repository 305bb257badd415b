package morph

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// memoSlots bounds the words that a Memo keeps; a power of two.
const memoSlots = 1 << 15

// A Memo keeps what a stage has made of words: a value that follows from the form and
// the analyses of a word and from nothing else. Each is kept at one of the two places
// that its form hashes to, until two other words have come there, so memory is bounded.
// It is safe for concurrent use, because what stands at a place is whole or absent.
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
	at := maphash.String(m.seed, w.Form) % memoSlots &^ 1
	first := m.slots[at].Load()
	if first.is(w) {
		return &first.value
	}
	if second := m.slots[at+1].Load(); second.is(w) {
		return &second.value
	}
	made := &memoized[V]{form: strings.Clone(w.Form), analyses: w.Analyses}
	made.value = m.of(made.form, made.analyses)
	m.slots[at].Store(made)
	m.slots[at+1].Store(first)
	return &made.value
}

// is reports whether the value is that of the word. Analyses are never modified, so
// that equal ones need not be compared further than where they stand.
func (s *memoized[V]) is(w *Word) bool {
	return s != nil && s.form == w.Form && len(s.analyses) == len(w.Analyses) &&
		(len(w.Analyses) == 0 || &s.analyses[0] == &w.Analyses[0])
}
