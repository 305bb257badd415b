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

// find appends to dst where the ballots of the attributes begin that the model knows. All
// marks are looked at first, then all cells: nothing that one look-up waits for keeps the
// next one from its own.
func (x *index) find(dst []uint32, list []attribute) []uint32 {
	var keys [64]uint64
	for len(list) > 0 {
		part := list[:min(len(list), len(keys))]
		list = list[len(part):]
		n := 0
		for _, a := range part {
			keys[n] = a.key()
			if word, bit := mark(keys[n]); x.marks[word]&bit != 0 {
				n++
			}
		}
		for _, key := range keys[:n] {
			if start := x.start(key); start != 0 {
				dst = append(dst, start)
			}
		}
	}
	return dst
}

// start is where the ballots of a key begin, 0 for none.
func (x *index) start(key uint64) uint32 {
	for at := key >> x.shift; ; at = (at + 1) & uint64(len(x.cells)-1) {
		cell := x.cells[at]
		if cell == 0 || cell>>startBits == key {
			return uint32(cell & (1<<startBits - 1))
		}
	}
}

// at gives the ballots that begin there.
func (x *index) at(start uint32) []ballot {
	return x.ballots[start : start+uint32(x.ballots[start-1].at)]
}
