// Package fingerprint tells reposts of an article from other articles.
//
// It takes the words of articles, as stems that are the same in all scripts, with
// what in them is a name or a figure. It gives a print of 47 bytes, by which an archive
// finds the few articles that can be reposts of one, and it compares two texts word
// by word, which decides. Cutting text into words belongs to package pipeline, looking
// prints up to internal/archive.
//
// A repost has another headline, lead, tail or date line, is shortened, is written
// in another script, or has its sentences in another order. Two releases of one template
// that differ in a name, a post, a number or a date are different articles.
//
// Both hashes of the literature are in a print, because each does what the other cannot.
// Half of an article shares half of its passages: two simhashes of 256 bits then differ in
// some 64, which no index of bands finds; of the five passages with the
// smallest hashes (a MinHash by one function) they share at least one in 31 of
// 32 cases, and each is a key to look up. But a stock phrase is shared by
// thousands; the simhash sifts those, as unrelated texts differ in 128 bits, give or
// take eight. (With 64 bits four in a hundred texts made of the same stock sentences
// passed, and reading them cost more than all the rest.) Neither knows whether the words that differ are a headline or
// the name of the appointed, so Compare has the last word.
package fingerprint

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// Version names the rules behind prints and comparisons. It changes when they would
// say something else of the same text.
const Version = "2"

const (
	shingle  = 3 // words of a passage
	passages = 5
	minWords = 8 // a text with fewer says too little to be known by
	// nameBits is how much of a passage's hash is its name: at a million passages every
	// seventeenth look-up meets a stranger, whom the simhash turns away.
	nameBits  = 24
	nameBytes = nameBits / 8
	// words is how many times 64 bits a simhash has.
	words     = 4
	hashBytes = 8 * words
	// maxDistance is in how many of the 256 bits reposts may differ. At half an article 64
	// are expected, with a lead and tail of its own 80; unrelated texts differ in 128, give
	// or take eight, and those of one author's phrases in some 110.
	maxDistance = 96
	// loneDistance is the same where they share one passage only, which a stock phrase
	// does as well.
	loneDistance = 88
)

var errPrint = errors.New("fingerprint: not a print")

// A Print is what is kept of an article to find its reposts. The zero Print, of a text
// that is too short, has no passages and is near to nothing.
type Print struct {
	Passages []uint32      // names of the five passages of the smallest hashes, 24 bits each, distinct
	Bits     [words]uint64 // simhash of all passages
}

// Of makes the print of a text from the hashes of its words' keys in order.
func Of(hashes []uint64) Print {
	if len(hashes) < minWords {
		return Print{}
	}
	var p Print
	var buf [passages]uint64
	least := buf[:0]
	var votes ballot
	for i := shingle; i <= len(hashes); i++ {
		h := mix([shingle]uint64(hashes[i-shingle : i]))
		votes.add(h)
		least = keep(least, h)
	}
	for _, h := range least {
		if name := uint32(h & (1<<nameBits - 1)); !slices.Contains(p.Passages, name) {
			p.Passages = append(p.Passages, name)
		}
	}
	p.Bits = votes.majority()
	return p
}

// A ballot counts for each bit of a simhash in how many hashes it is set. Eight bits are
// counted at once, each in a byte of a lane; the lanes are emptied before a byte can overflow.
type ballot struct {
	lanes   [8 * words]uint64
	pending int
	set     [64 * words]int
	all     int
}

// spread has the bits of a byte each in a byte of their own.
var spread = func() (table [256]uint64) {
	for b := range table {
		for i := range 8 {
			table[b] |= uint64(b>>i&1) << (8 * i)
		}
	}
	return table
}()

func (v *ballot) add(h uint64) {
	for w := range words {
		lanes := v.lanes[8*w : 8*w+8]
		for i := range lanes {
			lanes[i] += spread[h>>(8*i)&0xff]
		}
		h = even(h + 0x9e3779b97f4a7c15)
	}
	if v.pending++; v.pending == 255 {
		v.empty()
	}
}

func (v *ballot) empty() {
	for i, lane := range v.lanes {
		for j := range 8 {
			v.set[8*i+j] += int(lane >> (8 * j) & 0xff)
		}
	}
	v.all += v.pending
	v.lanes, v.pending = [8 * words]uint64{}, 0
}

// majority has the bits that more than half of the hashes have.
func (v *ballot) majority() (out [words]uint64) {
	v.empty()
	for b, n := range v.set {
		if 2*n > v.all {
			out[b/64] |= 1 << (b % 64)
		}
	}
	return out
}

// keep adds a hash to the smallest ones, in order.
func keep(least []uint64, h uint64) []uint64 {
	if len(least) == passages && h >= least[passages-1] {
		return least
	}
	at, found := slices.BinarySearch(least, h)
	if found {
		return least
	}
	if len(least) == passages {
		least = least[:passages-1]
	}
	return slices.Insert(least, at, h)
}

// Hash is that of a word's key: FNV-1a.
func Hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// mix gives a hash of the words of a passage in order.
func mix(window [shingle]uint64) uint64 {
	var h uint64
	for _, w := range window {
		h = bits.RotateLeft64(h, 27)*0x9e3779b97f4a7c15 + w
	}
	return even(h)
}

// even spreads what is in some bits over all of them.
func even(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Near tells whether two prints that share a passage are worth a comparison.
func (p Print) Near(q Print) bool {
	if len(p.Passages) == 0 || len(q.Passages) == 0 {
		return false
	}
	distance := p.distance(q)
	return distance <= loneDistance || distance <= maxDistance && p.shared(q) > 1
}

// distance is in how many bits two prints differ.
func (p Print) distance(q Print) int {
	n := 0
	for i, w := range p.Bits {
		n += bits.OnesCount64(w ^ q.Bits[i])
	}
	return n
}

// shared counts the passages that two prints have in common.
func (p Print) shared(q Print) int {
	n := 0
	for _, name := range p.Passages {
		if slices.Contains(q.Passages, name) {
			n++
		}
	}
	return n
}

// Bytes writes a print: the simhash, then three bytes a passage. The zero Print has none.
func (p Print) Bytes() []byte {
	out := []byte{}
	if len(p.Passages) == 0 {
		return out
	}
	for _, w := range p.Bits {
		out = binary.BigEndian.AppendUint64(out, w)
	}
	for _, name := range p.Passages {
		out = append(out, byte(name>>16), byte(name>>8), byte(name))
	}
	return out
}

// Parse reads what Bytes wrote.
func Parse(data []byte) (Print, error) {
	if len(data) == 0 {
		return Print{}, nil
	}
	if len(data) < hashBytes+nameBytes || (len(data)-hashBytes)%nameBytes != 0 {
		return Print{}, errPrint
	}
	p := Print{Passages: make([]uint32, 0, (len(data)-hashBytes)/nameBytes)}
	for i := range p.Bits {
		p.Bits[i] = binary.BigEndian.Uint64(data[8*i:])
	}
	for rest := data[hashBytes:]; len(rest) > 0; rest = rest[nameBytes:] {
		p.Passages = append(p.Passages, uint32(rest[0])<<16|uint32(rest[1])<<8|uint32(rest[2]))
	}
	return p, nil
}
