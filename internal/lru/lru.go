// Package lru keeps the values used last within a bound of bytes.
package lru

import (
	"container/list"
	"sync"
)

// A Cache keeps the values used last. It is safe for concurrent use; values must not be
// changed once they are in it.
type Cache[V any] struct {
	limit int

	mu    sync.Mutex
	order list.List // of item[V], the one used last in front
	items map[string]*list.Element
	size  int
}

type item[V any] struct {
	key   string
	value V
	size  int
}

// itemSize is about what an item takes besides its key and value, in bytes.
const itemSize = 200

// New makes a cache of values that take up to limit bytes together, as far as Put is told.
func New[V any](limit int) *Cache[V] {
	return &Cache[V]{limit: limit, items: map[string]*list.Element{}}
}

// Get returns the value of a key, if it is still there.
func (c *Cache[V]) Get(key string) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[key]
	if !ok {
		return v, false
	}
	c.order.MoveToFront(e)
	return e.Value.(item[V]).value, true
}

// Put keeps a value of about that many bytes. One that is larger than the bound is kept
// alone, until the next comes.
func (c *Cache[V]) Put(key string, value V, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	size += len(key) + itemSize
	if e, ok := c.items[key]; ok {
		c.remove(e)
	}
	c.items[key] = c.order.PushFront(item[V]{key, value, size})
	for c.size += size; c.size > c.limit && c.order.Len() > 1; {
		c.remove(c.order.Back())
	}
}

func (c *Cache[V]) remove(e *list.Element) {
	old := c.order.Remove(e).(item[V])
	delete(c.items, old.key)
	c.size -= old.size
}
