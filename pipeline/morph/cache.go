package morph

import (
	"hash/maphash"
	"strings"
	"sync"
)

// A cache keeps what was made of frequent strings. Each shard has two generations:
// when the young one is full it becomes the old one and the old one is dropped, so
// memory is bounded and frequent strings stay.
//
// The zero cache keeps nothing.
type cache[V any] struct {
	seed   maphash.Seed
	limit  int // strings in one generation of one shard
	shards [cacheShards]shard[V]
}

const (
	cacheShards  = 32
	cacheSize    = 2048 // strings in one generation of one shard
	cacheLongest = 96   // longest string kept, in bytes
)

type shard[V any] struct {
	mu         sync.RWMutex
	young, old map[string]V
}

func newCache[V any]() *cache[V] {
	c := &cache[V]{seed: maphash.MakeSeed(), limit: cacheSize}
	for i := range c.shards {
		c.shards[i].young = map[string]V{}
	}
	return c
}

func (c *cache[V]) shard(key string) *shard[V] {
	return &c.shards[maphash.String(c.seed, key)%cacheShards]
}

func (c *cache[V]) get(key string) (v V, ok bool) {
	if c.limit == 0 {
		return v, false
	}
	s := c.shard(key)
	s.mu.RLock()
	v, ok = s.young[key]
	if ok {
		s.mu.RUnlock()
		return v, true
	}
	v, ok = s.old[key]
	s.mu.RUnlock()
	if ok {
		c.put(key, v)
	}
	return v, ok
}

// put keeps a copy of the key, which may be part of a text. So may what v holds: who
// makes v makes it of a copy.
func (c *cache[V]) put(key string, v V) {
	if len(key) > cacheLongest || c.limit == 0 {
		return
	}
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.young) >= c.limit {
		s.young, s.old = make(map[string]V, c.limit), s.young
	}
	s.young[strings.Clone(key)] = v
}
