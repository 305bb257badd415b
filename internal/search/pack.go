package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Names as terms. bleve keeps each name that articles have in a dictionary and, once more,
// with the articles; a letter of Cyrillic takes 4 bytes in the one and 2 in the other. So
// names are written in an alphabet of their own, with a byte for a letter, one of those
// that the dictionary takes for frequent where the letter is small. They keep their order
// and their beginnings. What stands in no row takes the byte of the gap in which it lies,
// then UTF-8.

// alphabet has the letters by their code points, which rise, as their bytes do. The byte
// of the gap before a row is smaller than those of the row.
var alphabet = []struct {
	gap   byte
	first rune
	codes string
}{
	{0x01, ' ', "\x02"},
	{0x03, '-', "\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"}, // - . / and figures
	{0x11, 0xab, "\x12"}, // quotation marks
	{0x13, 0xbb, "\x14"},
	{0x15, 0x410, "\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x20\x21\x22\x23\x24\x25\x26\x27\x28\x29\x2a\x2b\x2c\x2d\x2e\x2f\x30\x31\x32\x33\x34\x35"},
	{0x36, 0x430, "ABCDEFGHILMNOPRST_abcdefghijklmn"},
	{'o', 0x456, "p"},
	{'q', 0x492, "rs"}, // from here on the letters that only Kazakh has, great and small
	{'t', 0x49a, "uv"},
	{'w', 0x4a2, "xy"},
	{'z', 0x4ae, "{|}~"},
	{0x7f, 0x4ba, "\x80\x81"},
	{0x82, 0x4d8, "\x83\x84"},
	{0x85, 0x4e8, "\x86\x87"},
	{0x88, utf8.MaxRune + 1, ""},
}

// codeOf is the byte of a letter, 0 for none; letterOf the letter of a byte, -1 for that
// of a gap.
var codeOf, letterOf = codes()

func codes() (of [0x500]byte, letters [0x89]rune) {
	for _, row := range alphabet {
		letters[row.gap] = -1
		for i := range len(row.codes) {
			r := row.first + rune(i) //nolint:gosec // rows are short
			of[r], letters[row.codes[i]] = row.codes[i], r
		}
	}
	return of, letters
}

// pack gives the term of a name.
func pack(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range name {
		if r < rune(len(codeOf)) && codeOf[r] != 0 {
			b.WriteByte(codeOf[r])
			continue
		}
		for _, row := range alphabet {
			if r < row.first {
				b.WriteByte(row.gap)
				break
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unpack gives the name of a term, or the term when it is none of pack.
func unpack(term string) string {
	var b strings.Builder
	b.Grow(2 * len(term))
	for rest := term; rest != ""; {
		r, size := rune(-1), 1
		if int(rest[0]) < len(letterOf) {
			r = letterOf[rest[0]]
		}
		if r < 0 {
			r, size = utf8.DecodeRuneInString(rest[1:])
			size++
		}
		b.WriteRune(r)
		rest = rest[size:]
	}
	return b.String()
}

// packedFields are the facets whose values are names.
var packedFields = []string{"person", "org", "place", "title"}

// termOf is the term of a value of a facet, or of its beginning.
func termOf(field, value string) string {
	if slices.Contains(packedFields, field) {
		return pack(value)
	}
	return value
}

// valueOf is the value of a term of a facet.
func valueOf(field, term string) string {
	if slices.Contains(packedFields, field) {
		return unpack(term)
	}
	return term
}
