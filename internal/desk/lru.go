package desk

import (
	"container/list"
	"sync"
)

// An lru keeps the values used last. The zero lru is empty and ready; it is safe for
// concurrent use. Values must not be changed.
type lru struct {
	mu    sync.Mutex
	order list.List // of lruItem, the one used last in front
	items map[string]*list.Element
	size  int
}

type lruItem struct {
	key   string
	value any
	size  int
}

// lruBytes bounds what one lru keeps, as far as its users tell.
const lruBytes = 16 << 20

func (c *lru) get(key string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(lruItem).value, true
}

// put keeps a value of about that many bytes.
func (c *lru) put(key string, value any, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.items == nil {
		c.items = map[string]*list.Element{}
	}
	size += len(key) + 200
	if e, ok := c.items[key]; ok {
		c.size -= e.Value.(lruItem).size
		c.order.Remove(e)
	}
	c.items[key] = c.order.PushFront(lruItem{key, value, size})
	for c.size += size; c.size > lruBytes && c.order.Len() > 1; {
		e := c.order.Back()
		old := e.Value.(lruItem)
		c.order.Remove(e)
		delete(c.items, old.key)
		c.size -= old.size
	}
}
