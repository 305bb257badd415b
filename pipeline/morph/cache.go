package morph

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// A Cache keeps what was made of frequent strings. A string is kept at one of the few
// places that it hashes to; it begins at the last of them, where the next new one takes
// its place, and moves ahead by one whenever it is asked for. So memory is bounded, and
// what is frequent stays however many strings pass that are met once. It is safe for
// concurrent use without a lock, because what stands at a place is whole or absent and
// never modified.
//
// The zero Cache keeps nothing.
type Cache[V any] struct {
	seed  maphash.Seed
	slots []atomic.Pointer[cached[V]]
}

type cached[V any] struct {
	key   string
	value V
}

// The places of caches; powers of two.
const (
	wordSlots = 1 << 14 // for all words that are read
	someSlots = 1 << 13 // for a part of them
	ways      = 4       // for each string
)

const cacheLongest = 96 // longest string kept, in bytes

// NewCache returns a cache of so many places, a power of two, four for each string.
func NewCache[V any](slots int) *Cache[V] {
	return &Cache[V]{seed: maphash.MakeSeed(), slots: make([]atomic.Pointer[cached[V]], slots)}
}

// places are those of a key.
func (c *Cache[V]) places(key string) []atomic.Pointer[cached[V]] {
	at := int(maphash.String(c.seed, key)&uint64(len(c.slots)-1)) &^ (ways - 1)
	return c.slots[at : at+ways]
}

// Get gives what is kept of a key, nil for nothing. It is shared: do not modify it.
func (c *Cache[V]) Get(key string) *V {
	if len(c.slots) == 0 {
		return nil
	}
	places := c.places(key)
	for i := range places {
		e := places[i].Load()
		if e == nil {
			return nil
		}
		if e.key != key {
			continue
		}
		if i > 0 {
			places[i].Store(places[i-1].Load())
			places[i-1].Store(e)
		}
		return &e.value
	}
	return nil
}

// Put keeps a copy of the key, which may be part of a text. So may what v holds: who
// makes v makes it of a copy.
func (c *Cache[V]) Put(key string, v V) { c.keep(&cached[V]{strings.Clone(key), v}) }

// keep keeps what is whole, with a key that is no part of a text.
func (c *Cache[V]) keep(e *cached[V]) {
	if len(e.key) > cacheLongest || len(c.slots) == 0 {
		return
	}
	places := c.places(e.key)
	for i := range places {
		if i == ways-1 || places[i].Load() == nil {
			places[i].Store(e)
			return
		}
	}
}

// Clear drops all that is kept.
func (c *Cache[V]) Clear() {
	for i := range c.slots {
		c.slots[i].Store(nil)
	}
}
