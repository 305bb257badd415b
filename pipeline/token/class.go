package token

import (
	"unicode"
	"unicode/utf8"
)

// A class is what the cutter needs to know about a rune.
type class uint8

const (
	other      class = iota // controls, private use, invalid bytes, orphaned marks
	space                   // white space in the sense of unicode.IsSpace
	lower                   // a letter that is not upper case; also a letter without case
	upper                   // an upper-case or title-case letter
	digit                   // a decimal digit of any script
	mark                    // a combining mark or an invisible joiner: never begins a word
	apostrophe              // ' and its look-alikes: inside a word a letter, at its edge a quote
	hyphen                  // - and its look-alikes
	punct                   // any other punctuation or symbol
)

// A set is a set of classes.
type set uint16

func setOf(cs ...class) set {
	var s set
	for _, c := range cs {
		s |= 1 << c
	}
	return s
}

func (s set) has(c class) bool { return s&(1<<c) != 0 }

var (
	letters   = setOf(lower, upper)
	wordStart = setOf(lower, upper, digit)
	wordInner = setOf(lower, upper, digit, mark)
)

// tableEnd is the first rune beyond the table: the scripts of Kazakh lie below it,
// and so do general punctuation, currency signs and №.
const tableEnd = 0x2200

var classTable = func() (t [tableEnd]class) {
	for r := range rune(tableEnd) {
		t[r] = classify(r)
	}
	return t
}()

// classOf returns the class of r.
func classOf(r rune) class {
	if r < tableEnd {
		return classTable[r]
	}
	return classify(r)
}

func classify(r rune) class {
	switch r {
	case '\'', '`', '\u00b4', '\u02bb', '\u02bc', '\u2018', '\u2019', '\u2032':
		return apostrophe
	case '-', '\u2010', '\u2011':
		return hyphen
	case utf8.RuneError:
		return other
	}
	switch {
	case unicode.IsSpace(r):
		return space
	case unicode.IsUpper(r), unicode.IsTitle(r):
		return upper
	case unicode.IsLetter(r):
		return lower
	case unicode.IsDigit(r):
		return digit
	case unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r) && r != '\ufeff':
		return mark
	case unicode.IsPunct(r), unicode.IsSymbol(r):
		return punct
	}
	return other
}

// decode returns the class and the length in bytes of the rune at text[i]; an
// invalid byte is a rune of its own. i must lie inside the text.
func decode(text string, i int) (class, int) {
	b := text[i]
	if b < utf8.RuneSelf {
		return classTable[b], 1
	}
	if b < 0xe0 && b >= 0xc2 && i+1 < len(text) && text[i+1]&0xc0 == 0x80 {
		return classTable[rune(b&0x1f)<<6|rune(text[i+1]&0x3f)], 2
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	return classOf(r), n
}

// classAt is decode for any i: other beyond the end of the text.
func classAt(text string, i int) class {
	if i >= len(text) {
		return other
	}
	c, _ := decode(text, i)
	return c
}

// skip returns the end of the run of runes of the set that begins at text[i:end].
func skip(text string, i, end int, s set) int {
	for i < end {
		c, n := decode(text, i)
		if !s.has(c) {
			return i
		}
		i += n
	}
	return i
}

// isTerminal reports whether the rune may end a sentence.
func isTerminal(r rune) bool {
	switch r {
	case '.', '!', '?', '\u2026', '\u061f', '\u06d4': // …, Arabic question mark and full stop
		return true
	}
	return false
}
