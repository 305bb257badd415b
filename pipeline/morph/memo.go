package morph

import (
	"strings"
	"sync"
	"sync/atomic"
)

// memoPlaces is how many memos keep their values with a word side by side; the
// pipeline has five.
const memoPlaces = 5

// A keep holds what the stages have made of a word, beside its reading. What stands at
// a place is whole or absent.
type keep [memoPlaces]atomic.Pointer[kept]

type kept struct {
	by    any // the *Memo[V, K] that made it
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
type Memo[V any, K comparable] struct {
	place  uint32
	of     func(form string, analyses []Analysis) V
	plain  func(V) (key K, ok bool)
	mu     sync.RWMutex
	shared map[K]*kept // one for all words whose values have the key
}

// NewMemo returns a Memo of what the function makes of the words of an analyzer. Most
// words are nothing much to a stage, and alike: where plain gives values a key, one of
// few, those with equal keys are kept once.
func NewMemo[V any, K comparable](an *Analyzer, of func(form string, analyses []Analysis) V, plain func(V) (key K, ok bool)) *Memo[V, K] {
	return &Memo[V, K]{place: an.memos.Add(1) % memoPlaces, of: of, plain: plain, shared: map[K]*kept{}}
}

// Get returns the value of a word; one that Words did not make is not kept. The value
// is shared: do not modify it.
func (m *Memo[V, K]) Get(w *Word) *V {
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
	k := m.keep(m.of(form, w.Analyses))
	at.Store(k)
	return k.value.(*V)
}

// keep puts a value where words can point to it.
func (m *Memo[V, K]) keep(v V) *kept {
	key, plain := m.plain(v)
	if !plain {
		return m.make(v)
	}
	m.mu.RLock()
	k := m.shared[key]
	m.mu.RUnlock()
	if k != nil {
		return k
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.shared[key] == nil {
		m.shared[key] = m.make(v)
	}
	return m.shared[key]
}

func (m *Memo[V, K]) make(v V) *kept {
	k := &keptValue[V]{of: v}
	k.kept = kept{m, &k.of}
	return &k.kept
}
