package lru

import (
	"strconv"
	"testing"
)

func TestCacheKeepsWhatWasUsedLast(t *testing.T) {
	c := New[int](3 * (itemSize + 10 + 1))
	for i := range 3 {
		c.Put(strconv.Itoa(i), i, 10)
	}
	if _, ok := c.Get("0"); !ok { // now 1 is the oldest
		t.Fatal("0 is gone though there is room")
	}
	c.Put("3", 3, 10)
	for key, want := range map[string]bool{"0": true, "1": false, "2": true, "3": true} {
		if v, ok := c.Get(key); ok != want || ok && strconv.Itoa(v) != key {
			t.Errorf("%s: %d, %t", key, v, ok)
		}
	}
}

func TestCacheCountsBytes(t *testing.T) {
	c := New[string](1000)
	c.Put("a", "first", 100)
	c.Put("a", "second", 700)
	if v, _ := c.Get("a"); v != "second" || c.size != 700+1+itemSize {
		t.Errorf("%q, %d bytes", v, c.size)
	}
	c.Put("b", "huge", 5000) // larger than all: alone
	if _, ok := c.Get("a"); ok || c.order.Len() != 1 {
		t.Error("the bound does not hold")
	}
	c.Put("c", "small", 1)
	if _, ok := c.Get("b"); ok {
		t.Error("what is too large has stayed")
	}
}
