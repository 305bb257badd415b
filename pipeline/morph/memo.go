package morph

import (
	"strings"
	"sync/atomic"
)

// memoPlaces is how many memos keep their values with a word side by side; the
// pipeline has four.
const memoPlaces = 4

// A keep holds what the stages have made of a word, beside its reading. What stands at
// a place is whole or absent.
type keep [memoPlaces]atomic.Pointer[kept]

type kept struct {
	by    any // the *Memo[V] that made it
	value any // *V
}

// A keptValue is a kept with the value that it points to.
type keptValue[V any] struct {
	kept
	of V
}

// A Memo keeps what a stage makes of words: a value that follows from the form and the
// analyses of a word and from nothing else. It is kept as long as the analyzer keeps
// the word, so that memory is bounded. Safe for concurrent use.
type Memo[V any] struct {
	place uint32
	of    func(form string, analyses []Analysis) V
}

// NewMemo returns a Memo of what the function makes of the words of an analyzer.
func NewMemo[V any](an *Analyzer, of func(form string, analyses []Analysis) V) *Memo[V] {
	return &Memo[V]{an.memos.Add(1) % memoPlaces, of}
}

// Get returns the value of a word; one that Words did not make is not kept. The value
// is shared: do not modify it.
func (m *Memo[V]) Get(w *Word) *V {
	if w.keep == nil {
		v := m.of(w.Form, w.Analyses)
		return &v
	}
	at := &w.keep[m.place]
	if k := at.Load(); k != nil && k.by == any(m) {
		return k.value.(*V)
	}
	form := w.Form
	if w.reading == nil { // it may be part of a text
		form = strings.Clone(form)
	}
	k := &keptValue[V]{of: m.of(form, w.Analyses)}
	k.kept = kept{m, &k.of}
	at.Store(&k.kept)
	return &k.of
}
