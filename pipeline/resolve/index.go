package resolve

import "slices"

// An index numbers keys in the order in which they come. Few are compared one by one:
// most articles have few names, for which a map costs more than all comparisons.
type index[K comparable] struct {
	keys   []K
	number map[K]int // for many keys only
}

// fewKeys is how many keys are compared one by one.
const fewKeys = 16

// empty takes all keys out.
func (x *index[K]) empty() {
	x.keys, x.number = emptied(x.keys), nil
}

// find gives the number of a key, -1 for none.
func (x *index[K]) find(key K) int {
	if x.number == nil {
		return slices.Index(x.keys, key)
	}
	if n, ok := x.number[key]; ok {
		return n
	}
	return -1
}

// add numbers a key that has no number yet.
func (x *index[K]) add(key K) {
	x.keys = append(x.keys, key)
	if len(x.keys) <= fewKeys {
		return
	}
	if x.number == nil {
		x.number = make(map[K]int, 2*len(x.keys))
		for n, key := range x.keys {
			x.number[key] = n
		}
		return
	}
	x.number[key] = len(x.keys) - 1
}
