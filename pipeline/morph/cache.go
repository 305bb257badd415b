package morph

import (
	"hash/maphash"
	"sync"
)

// A cache keeps what was made of frequent strings. Each shard has two generations:
// when the young one is full it becomes the old one and the old one is dropped, so
// memory is bounded and frequent strings stay.
type cache[V any] struct {
	seed   maphash.Seed
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
	c := &cache[V]{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i].young = map[string]V{}
	}
	return c
}

func (c *cache[V]) shard(key string) *shard[V] {
	return &c.shards[maphash.String(c.seed, key)%cacheShards]
}

func (c *cache[V]) get(key string) (V, bool) {
	s := c.shard(key)
	s.mu.RLock()
	v, ok := s.young[key]
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

func (c *cache[V]) put(key string, v V) {
	if len(key) > cacheLongest {
		return
	}
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.young) >= cacheSize {
		s.young, s.old = make(map[string]V, cacheSize), s.young
	}
	s.young[key] = v
}
