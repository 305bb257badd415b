package morph

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// A cache keeps what was made of frequent strings. A string is kept at one of the two
// places that it hashes to, until two others have been asked for there, so memory is
// bounded and frequent strings mostly stay. It is safe for concurrent use without a lock, because
// what stands at a place is whole or absent and never modified.
//
// The zero cache keeps nothing.
type cache[V any] struct {
	seed  maphash.Seed
	slots []atomic.Pointer[cached[V]]
}

type cached[V any] struct {
	key   string
	value V
}

// The places of caches; powers of two.
const (
	wordSlots = 1 << 15 // for all words that are read
	someSlots = 1 << 14 // for a part of them
)

const cacheLongest = 96 // longest string kept, in bytes

func newCache[V any](slots int) *cache[V] {
	return &cache[V]{seed: maphash.MakeSeed(), slots: make([]atomic.Pointer[cached[V]], slots)}
}

// pair is the first of the two places of a key.
func (c *cache[V]) pair(key string) int {
	return int(maphash.String(c.seed, key) & uint64(len(c.slots)-1) &^ 1)
}

func (c *cache[V]) get(key string) (v V, ok bool) {
	if len(c.slots) == 0 {
		return v, false
	}
	at := c.pair(key)
	first := c.slots[at].Load()
	if first != nil && first.key == key {
		return first.value, true
	}
	second := c.slots[at+1].Load()
	if second == nil || second.key != key {
		return v, false
	}
	c.slots[at].Store(second) // it was asked for last: the other one goes first
	c.slots[at+1].Store(first)
	return second.value, true
}

// put keeps a copy of the key, which may be part of a text. So may what v holds: who
// makes v makes it of a copy.
func (c *cache[V]) put(key string, v V) { c.own(strings.Clone(key), v) }

// own keeps a key that is no part of a text.
func (c *cache[V]) own(key string, v V) {
	if len(key) > cacheLongest || len(c.slots) == 0 {
		return
	}
	at := c.pair(key)
	c.slots[at+1].Store(c.slots[at].Load())
	c.slots[at].Store(&cached[V]{key, v})
}
