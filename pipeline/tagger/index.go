package tagger

// An index finds the votes of an attribute by its key: a table with open addressing,
// at most half full. A cell holds the key and, in its low bits, where the ballots
// begin, plus one. What a look-up costs is memory that no cache holds, so ballots
// stand right behind their number: one cell and one place in ballots is all it takes.
type index struct {
	cells   []uint64
	marks   []uint64 // a bit for each mark that some key has, see mark
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
	x := index{
		cells: make([]uint64, 1<<bits), marks: make([]uint64, 1<<markBits/64), shift: keyBits - bits,
		ballots: make([]ballot, 0, len(m.votes)+len(m.keys)),
	}
	slots := m.labels.slots()
	for i, key := range m.keys {
		word, bit := mark(key)
		x.marks[word] |= bit
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

// markBits is how many bits of a key its mark has. Most attributes are of words that the
// model has never seen; the marks tell most of these without a look at the cells, and
// are few enough to stay in a cache of the processor.
const markBits = 20

// mark is where the bit of a key stands.
func mark(key uint64) (word, bit uint64) {
	key &= 1<<markBits - 1
	return key / 64, 1 << (key % 64)
}

// find gives the ballots of an attribute, none if the model does not know it.
func (x *index) find(key uint64) []ballot {
	if word, bit := mark(key); x.marks[word]&bit == 0 {
		return nil
	}
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
