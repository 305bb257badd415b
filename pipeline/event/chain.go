package event

// A chain lists numbered things by the entity that they are of; those of none count as
// of one. It takes two numbers an entity and thing, whatever their order.
type chain struct {
	last []int // of each entity, one more than its last thing; 0 for none
	prev []int // of each thing, one more than the one before it of the same entity
}

func newChain(entities, things int) chain {
	both := make([]int, entities+1+things)
	return chain{both[:entities+1], both[entities+1:]}
}

// add enters a thing, which has not been entered.
func (c chain) add(ent, thing int) {
	c.prev[thing] = c.last[ent-none]
	c.last[ent-none] = thing + 1
}

// first is the thing of an entity that fits and was entered first, or none.
func (c chain) first(ent int, fits func(int) bool) int {
	found := none
	for k := c.last[ent-none]; k > 0; k = c.prev[k-1] {
		if fits(k - 1) {
			found = k - 1
		}
	}
	return found
}
