package kazakh

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A kind is a set of facts about a rune that the scanners of this package ask for.
type kind = uint16

const (
	cyrillic  kind = 1 << iota // a Cyrillic letter
	latin                      // a Latin letter
	arabic                     // a letter of the Arabic script
	foreign                    // any other letter
	twin                       // a Latin or Cyrillic letter that has a look-alike in the other script
	lookalike                  // a letter of a neighbouring alphabet that is typed for a Kazakh one
	roman                      // a letter that Roman numerals are typed with
	upper                      // an upper-case letter
	legacy                     // one of the letters of, signs of an old 8-bit font
	modern                     // one of the letters that an old 8-bit font cannot show
	unstable                   // a mark or any other rune that NFC may change or join to the one before
	hidden                     // an invisible character or a bad byte
	typed                      // a space, quote, hyphen or apostrophe that punctuate may change
	hyphen                     // a hyphen of any kind, soft ones too
	lineEnd                    // line feed

	anyLetter = cyrillic | latin | arabic | foreign
)

// The kinds of all two-byte runes and of those from signsFrom on: the letters, marks
// and signs that news text is made of. The rest is worked out when it is met.
var kinds, signKinds = func() (letters [0x800]kind, signs [0x200]kind) {
	for r := range rune(len(letters)) {
		letters[r] = kindOf(r)
	}
	for r := range rune(len(signs)) {
		signs[r] = kindOf(signsFrom + r)
	}
	return letters, signs
}()

const signsFrom = 0x2000 // general punctuation, currency, № and arrows

// kindOf computes what kinds holds, for any rune.
func kindOf(r rune) kind {
	k := typedKind(r)
	switch {
	case isInvisible(r):
		return k | hidden
	case unicode.IsLetter(r) && r != 'ª' && r != 'º':
		k |= letterKind(r)
	}
	if r >= firstUnstable && isUnstable(r) {
		k |= unstable
	}
	return k
}

func isUnstable(r rune) bool {
	var buf [utf8.UTFMax]byte
	b := buf[:utf8.EncodeRune(buf[:], r)]
	p := norm.NFC.Properties(b)
	return !p.BoundaryBefore() || p.Decomposition() != nil && !norm.NFC.IsNormal(b)
}

// firstUnstable is the first rune that NFC does not leave alone.
const firstUnstable = '\u0300'

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
	if neighbours[r] != 0 {
		k |= lookalike
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
	case r == '-', r == softHyphen:
		return hyphen
	case r < ' ', r >= 0x7F && r < 0xA0, r >= 0x80 && unicode.IsSpace(r):
		return typed
	}
	switch r {
	case '<', '>', '&', '`', '´', 'ʼ', '‘', '’', '′':
		return typed
	case '‐', '‑':
		return typed | hyphen
	}
	return 0
}

// kindAt is the kind of the rune at s[i] and its width in bytes; a byte that is not
// UTF-8 is hidden.
func kindAt(s string, i int) (kind, int) {
	b := s[i]
	if b < utf8.RuneSelf {
		return kinds[b], 1
	}
	if b >= 0xC2 && b < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
		return kinds[int(b&0x1F)<<6|int(s[i+1]&0x3F)], 2
	}
	return farKindAt(s, i)
}

// firstCyrillic is the first rune of the block that Cyrillic text is written with.
const firstCyrillic = 0x400

// cyrillicAt is the place in the Cyrillic block of the rune at s[i] and its width of
// two bytes; the width is 0 for any other rune.
func cyrillicAt(s string, i int) (place, size int) {
	if b := s[i]; b >= 0xD0 && b <= 0xD3 && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
		return int(b&3)<<6 | int(s[i+1]&0x3F), 2
	}
	return 0, 0
}

func farKindAt(s string, i int) (kind, int) {
	r, n := utf8.DecodeRuneInString(s[i:])
	switch {
	case r == utf8.RuneError && n == 1:
		return hidden, 1
	case r >= signsFrom && int(r-signsFrom) < len(signKinds):
		return signKinds[r-signsFrom], n
	}
	return kindOf(r), n
}

// nextOf finds the first rune of one of the kinds in s from byte i on; it returns
// len(s) if there is none.
func nextOf(s string, i int, of kind) int {
	for i < len(s) {
		k, n := kindAt(s, i)
		if k&of != 0 {
			return i
		}
		i += n
	}
	return i
}

func hasKind(s string, of kind) bool { return nextOf(s, 0, of) < len(s) }

// isLetter reports whether r is a letter of any script.
func isLetter(r rune) bool {
	if r >= 0 && int(r) < len(kinds) {
		return kinds[r]&anyLetter != 0
	}
	return kindOf(r)&anyLetter != 0
}
