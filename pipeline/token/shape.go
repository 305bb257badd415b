package token

import (
	"strings"
	"sync/atomic"

	"github.com/jdkato/prose/v2"
)

// prose cuts a span of text between two spaces by looking at its first and last
// characters, and at ASCII letters only where dots follow one or two of them
// ("U.S.", "Dr."). All spans of one shape are therefore cut alike, and prose is
// asked once per shape instead of once per word: news has a few hundred shapes.
//
// A shape writes a span with one byte per unit:
//
//	'A', 'a'  an ASCII letter (runs of more than four are written as four)
//	word      a run of letters, digits and marks that are not all ASCII letters
//	symbol    one character outside ASCII that is not part of a word
//	the rest  ASCII punctuation, hyphens and quotes in their ASCII form
//
// What prose is shown is the shadow of the shape. It differs from the text as far
// as needed to keep prose v2.0.0 from its faults on text other than English:
// it removes affixes byte by byte, drops words that begin with 's or 'm, rewrites
// quotes and HTML entities. In the shadow brackets, quotes and symbols stand
// free between spaces, no apostrophe is left and only words hold non-ASCII letters.
const (
	maxUnits = 64 // longer spans are cut into pieces of so many units first: prose is quadratic

	wordUnit   = 0x01
	symbolUnit = 0x02

	shadowWord   = "\u00e6" // a letter that no rule of prose knows
	shadowSymbol = " \u00a7 "
)

// A shape is a span, unit by unit.
type shape struct {
	n    int
	unit [maxUnits]byte // its key
	end  [maxUnits]int  // where the unit ends in the text
	hash uint32
}

// read takes the shape of the span that begins at text[i] and returns where it
// stopped: at white space, at the end of the text or after maxUnits.
func (s *shape) read(text string, i int) int {
	s.n, s.hash = 0, 2166136261
	for i < len(text) && s.n < maxUnits {
		c, n := decode(text, i)
		switch {
		case c == space:
			return i
		case wordInner.has(c) || c == apostrophe:
			i = s.readWord(text, i)
			continue
		case c == hyphen:
			s.add('-', i+n)
		case n == 1 && c == punct:
			s.add(text[i], i+n)
		default:
			s.add(symbolUnit, i+n)
		}
		i += n
	}
	return i
}

// readWord adds the run of word characters at text[i] and returns its end. Only a
// run of ASCII letters is spelled out.
func (s *shape) readWord(text string, i int) int {
	start, ascii := i, true
	for i < len(text) {
		c, n := decode(text, i)
		if !wordInner.has(c) && c != apostrophe {
			break
		}
		ascii = ascii && n == 1 && letters.has(c)
		i += n
	}
	if !ascii || s.n+4 > maxUnits {
		s.add(wordUnit, i)
		return i
	}
	for j := start; j < min(start+4, i); j++ {
		unit := byte('a')
		if classTable[text[j]] == upper {
			unit = 'A'
		}
		s.add(unit, j+1)
	}
	s.end[s.n-1] = i
	return i
}

func (s *shape) add(unit byte, end int) {
	s.unit[s.n], s.end[s.n] = unit, end
	s.n++
	s.hash = (s.hash ^ uint32(unit)) * 16777619 // FNV-1a
}

// A splitter asks prose how to cut shapes and remembers the answers. It holds at
// most shapeSlots of them and is safe for concurrent use; the zero value is ready.
type splitter struct {
	slots [shapeSlots]atomic.Pointer[cuts]
}

const shapeSlots = 1 << 12

// cuts says where prose cuts a shape: units[i] is the end of piece i in units.
type cuts struct {
	key   string
	units []uint8
}

// split returns the ends of the pieces of s, in units. The slice is shared.
func (p *splitter) split(s *shape) []uint8 {
	slot := &p.slots[s.hash%shapeSlots]
	if c := slot.Load(); c != nil && c.key == string(s.unit[:s.n]) {
		return c.units
	}
	key := string(s.unit[:s.n])
	c := &cuts{key: key, units: ask(key)}
	slot.Store(c)
	return c.units
}

// ask has prose cut a shape. Every unit lands in exactly one piece, whatever prose
// says: should it panic or not give back what it was given, every unit is a piece.
func ask(key string) (units []uint8) {
	defer func() {
		if recover() != nil {
			units = everyUnit(key)
		}
	}()
	doc, err := prose.NewDocument(shadow(key),
		prose.WithTagging(false), prose.WithExtraction(false), prose.WithSegmentation(false))
	if err != nil {
		return everyUnit(key)
	}
	end := 0
	for _, tok := range doc.Tokens() {
		for _, r := range tok.Text {
			if end >= len(key) || shadowRune(key[end]) != r {
				return everyUnit(key)
			}
			end++
		}
		units = append(units, uint8(end))
	}
	if end != len(key) {
		return everyUnit(key)
	}
	return units
}

func everyUnit(key string) []uint8 {
	units := make([]uint8, len(key))
	for i := range units {
		units[i] = uint8(i + 1)
	}
	return units
}

// shadow writes out a shape for prose.
func shadow(key string) string {
	var b strings.Builder
	for i := range len(key) {
		switch u := key[i]; u {
		case wordUnit:
			b.WriteString(shadowWord)
		case symbolUnit:
			b.WriteString(shadowSymbol)
		case '(', ')', '[', ']', '{', '}', '!', '?', ';', '<', '>', '|', '"', '&':
			b.WriteByte(' ')
			b.WriteByte(u)
			b.WriteByte(' ')
		default:
			b.WriteByte(u)
		}
	}
	return b.String()
}

func shadowRune(unit byte) rune {
	switch unit {
	case wordUnit:
		return '\u00e6'
	case symbolUnit:
		return '\u00a7'
	}
	return rune(unit)
}
