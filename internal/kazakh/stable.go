package kazakh

import (
	"strings"
	"unicode"
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
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			w.replace(i, i+1, "\ufffd")
		case isInvisible(r):
			w.delete(i, i+n)
		}
		i += n
	}
}

// compose brings the text to NFC.
func compose(w *rewriter) {
	i := norm.NFC.QuickSpanString(w.in)
	if i == len(w.in) {
		return
	}
	var it norm.Iter
	it.InitString(norm.NFC, w.in)
	for !it.Done() {
		start := it.Pos()
		segment := it.Next()
		w.replace(start, it.Pos(), string(segment))
	}
}

// stressed lists the Cyrillic vowels that a combining acute marks for stress.
const stressed = "аәеиоөуұүыіэюяёАӘЕИОӨУҰҮЫІЭЮЯЁ"

// dropMarks takes out stress marks on Cyrillic vowels and breves that NFC has left
// on their own behind a letter. It wants NFC.
func dropMarks(w *rewriter) {
	const acute, breve = '\u0301', '\u0306'
	var prev rune
	for i, r := range w.in {
		n := utf8.RuneLen(r)
		switch {
		case r == acute && strings.ContainsRune(stressed, prev) && prev != 0,
			r == breve && unicode.IsLetter(prev):
			w.delete(i, i+n)
			continue
		}
		prev = r
	}
}
