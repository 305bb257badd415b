package kazakh

import (
	"unicode"
	"unicode/utf8"
)

// lowered holds the lower case of every two-byte rune.
var lowered = func() (t [0x800]uint16) {
	for r := range rune(len(t)) {
		t[r] = uint16(r)
		if l := unicode.ToLower(r); l < rune(len(t)) {
			t[r] = uint16(l)
		}
	}
	return t
}()

// Lower is the lower case of s in any script; letters that have none stay. It maps
// I and İ to i, as everybody does: in the Latin alphabets of 2021 and Qaz2000 these
// are different letters, which [Read] knows by the alphabet and which [Key] equates.
// Bytes that are not UTF-8 become U+FFFD if anything has to be changed at all.
func Lower(s string) string {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if lowerRune(r) != r {
			return lowerAll(s)
		}
		i += n
	}
	return s
}

func lowerAll(s string) string {
	var buf [64]byte
	return string(appendLower(buf[:0], s))
}

// appendLower appends s in lower case to dst.
func appendLower(dst []byte, s string) []byte {
	for _, r := range s {
		dst = utf8.AppendRune(dst, lowerRune(r))
	}
	return dst
}

func lowerRune(r rune) rune {
	if int(r) < len(lowered) {
		return rune(lowered[r])
	}
	return unicode.ToLower(r)
}

// IsAllCaps reports whether s counts as all capitals: three letters or more,
// at least 80 % of them upper-case. "KÓKShETAÝ" does.
func IsAllCaps(s string) bool {
	letters, uppers := 0, 0
	for i := 0; i < len(s); {
		k, n := kindAt(s, i)
		if k&anyLetter != 0 {
			letters++
			if k&upper != 0 {
				uppers++
			}
		}
		i += n
	}
	return letters >= 3 && uppers*100 >= letters*80
}
