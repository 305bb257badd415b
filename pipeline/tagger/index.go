package tagger

// An index finds the votes of an attribute by its key: a table with open addressing,
// at most half full. A cell holds the key and, in its low bits, where the ballots
// begin, plus one. What a look-up costs is memory that no cache holds, so ballots
// stand right behind their number: one cell and one place in ballots is all it takes.
type index struct {
	cells   []uint64
	shift   uint
	ballots []ballot
}

// A ballot is a vote as the decoder counts it: where its slot lies in the block of
// scores around a word, which begins reach words before it, and its weight. The first
// ballot of an attribute is their number.
type ballot struct{ at, weight int16 }

const startBits = 64 - keyBits

// mostBallots is how many ballots a cell can tell.
const mostBallots = 1<<startBits - 2

func newIndex(m *Model) index {
	bits := uint(4)
	for 1<<bits < 2*len(m.keys) {
		bits++
	}
	x := index{make([]uint64, 1<<bits), keyBits - bits, make([]ballot, 0, len(m.votes)+len(m.keys))}
	slots := m.labels.slots()
	for i, key := range m.keys {
		at := key >> x.shift
		for x.cells[at] != 0 {
			at = (at + 1) & uint64(len(x.cells)-1)
		}
		x.cells[at] = key<<startBits | uint64(len(x.ballots)+1)
		votes := m.votes[m.starts[i]:m.starts[i+1]]
		x.ballots = append(x.ballots, ballot{at: int16(len(votes))})
		for _, v := range votes {
			x.ballots = append(x.ballots, ballot{int16((2*reach-v.offset())*slots + int(v.slot())), v.weight()})
		}
	}
	return x
}

// find gives the ballots of an attribute, none if the model does not know it.
func (x *index) find(key uint64) []ballot {
	for at := key >> x.shift; ; at = (at + 1) & uint64(len(x.cells)-1) {
		cell := x.cells[at]
		if cell == 0 {
			return nil
		}
		if cell>>startBits == key {
			start := int(cell & (1<<startBits - 1))
			return x.ballots[start : start+int(x.ballots[start-1].at)]
		}
	}
}
