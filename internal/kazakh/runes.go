package kazakh

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A kind is a set of facts about a rune that the scanners of this package ask for.
type kind uint16

const (
	cyrillic kind = 1 << iota // a Cyrillic letter
	latin                     // a Latin letter
	arabic                    // a letter of the Arabic script
	foreign                   // any other letter
	twin                      // a Latin or Cyrillic letter that has a look-alike in the other script
	roman                     // a letter that Roman numerals are typed with
	upper                     // an upper-case letter
	legacy                    // one of the letters of, signs of an old 8-bit font
	modern                    // one of the letters that an old 8-bit font cannot show
	unstable                  // a mark, an invisible or a rune that NFC may change
	typed                     // space, quote, hyphen or apostrophe in need of pass punctuation
	lineEnd                   // line feed

	anyLetter = cyrillic | latin | arabic | foreign
)

// kinds covers all two-byte runes; the rest is rare enough for kindOf.
var kinds = func() (t [0x800]kind) {
	for r := range rune(len(t)) {
		t[r] = kindOf(r)
	}
	return t
}()

// kindOf computes what kinds holds, for any rune.
func kindOf(r rune) kind {
	k := typedKind(r)
	switch {
	case unicode.IsLetter(r):
		k |= letterKind(r)
	case unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
		return k | unstable
	}
	if r >= 0x80 && !norm.NFC.IsNormalString(string(r)) {
		k |= unstable
	}
	return k
}

func letterKind(r rune) kind {
	var k kind
	switch {
	case unicode.Is(unicode.Cyrillic, r):
		k = cyrillic
	case unicode.Is(unicode.Latin, r):
		k = latin
	case unicode.Is(unicode.Arabic, r):
		k = arabic
	default:
		k = foreign
	}
	if unicode.IsUpper(r) {
		k |= upper
	}
	if toCyrillic[r] != 0 || toLatin[r] != 0 {
		k |= twin
	}
	if romanDigit(r) != 0 {
		k |= roman
	}
	if legacyLetters[r] != 0 {
		k |= legacy
	}
	if isModern(r) {
		k |= modern
	}
	return k
}

// typedKind marks what pass punctuation looks at. Soft hyphens and other invisibles
// are not here: they go first.
func typedKind(r rune) kind {
	switch {
	case r == '\n':
		return lineEnd
	case r < ' ', r == 0x7F, r >= 0x80 && unicode.IsSpace(r):
		return typed
	}
	switch r {
	case '<', '>', '&', '`', '´', 'ʼ', '‘', '’', '′', '‐', '‑':
		return typed
	}
	return 0
}

// kindAt is the kind of the rune at s[i] and its width in bytes; a byte that is not
// UTF-8 is unstable.
func kindAt(s string, i int) (kind, int) {
	b := s[i]
	if b < utf8.RuneSelf {
		return kinds[b], 1
	}
	if b >= 0xC2 && b < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
		return kinds[int(b&0x1F)<<6|int(s[i+1]&0x3F)], 2
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && n == 1 {
		return unstable, 1
	}
	return kindOf(r), n
}

// isLetter reports whether r is a letter of any script.
func isLetter(r rune) bool {
	if r >= 0 && int(r) < len(kinds) {
		return kinds[r]&anyLetter != 0
	}
	return unicode.IsLetter(r)
}
