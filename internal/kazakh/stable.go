package kazakh

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// isInvisible reports whether drops r: soft hyphen, zero-width spaces and
// joiners, direction marks, byte order mark.
func isInvisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	}
	return false
}

// dropInvisible takes invisible characters out and puts U+FFFD for bad bytes.
func dropInvisible(w *rewriter) {
	s := w.in
	for i := nextOf(s, 0, hidden); i < len(s); i = nextOf(s, i, hidden) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError {
			w.replace(i, i+n, "\ufffd")
		} else {
			w.delete(i, i+n)
		}
		i += n
	}
}

// compose brings the text to NFC. Between two runes that are not unstable
// NFC changes nothing.
func compose(w *rewriter) {
	s := w.in
	for i := nextOf(s, 0, unstable); i < len(s); i = nextOf(s, i, unstable) {
		_, n := utf8.DecodeLastRuneInString(s[:i])
		start := max(i-n, w.done)
		for i < len(s) {
			k, n := kindAt(s, i)
			if k&unstable == 0 {
				break
			}
			i += n
		}
		w.replace(start, i, norm.NFC.String(s[start:i]))
	}
}

// stressed lists the Cyrillic vowels that a combining acute marks for stress.
const stressed = "аәеиоөуұүыіэюяёАӘЕИОӨУҰҮЫІЭЮЯЁ"

// dropMarks takes out stress marks on Cyrillic vowels and breves that NFC has left
// on their own behind a letter. It wants NFC.
func dropMarks(w *rewriter) {
	const acute, breve = '\u0301', '\u0306'
	s := w.in
	var base rune // what stays before i
	gone := 0     // end of the last mark taken out
	for i := nextOf(s, 0, unstable); i < len(s); i = nextOf(s, i, unstable) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if i == 0 || i != gone {
			base, _ = utf8.DecodeLastRuneInString(s[:i])
		}
		if r == breve && isLetter(base) && !strings.ContainsRune("иеИЕ", base) || r == acute && strings.ContainsRune(stressed, base) {
			w.delete(i, i+n)
			gone = i + n
		}
		i += n
	}
}
