package kazakh

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsDash reports whether r is of the class DASH of: an em, en or figure dash,
// a horizontal bar or a minus sign. A hyphen with spaces around it is for the
// tokenizer to see.
func IsDash(r rune) bool {
	switch r {
	case '—', '–', '‒', '―', '−':
		return true
	}
	return false
}

// IsQuoteOpen reports whether r opens a quotation: « “ „ ‹ ″ and their like. “ also
// closes one that „ opened. The plain '"' is of neither class; its neighbours say
// which it is.
func IsQuoteOpen(r rune) bool {
	switch r {
	case '«', '“', '„', '‹', '″', '‟', '‚':
		return true
	}
	return false
}

// IsQuoteClose reports whether r closes a quotation: » ” › and, after „ only, “,
// which is reported by [IsQuoteOpen] alone.
func IsQuoteClose(r rune) bool {
	switch r {
	case '»', '”', '›':
		return true
	}
	return false
}

// punctuate is steps 2 to 5 of: spaces, hyphens, quotes, apostrophes.
func punctuate(w *rewriter) {
	s := w.in
	for i := nextOf(s, 0, typed); i < len(s); i = nextOf(s, i, typed) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space(w, i, r, n)
		case r == '‐' || r == '‑':
			w.replace(i, i+n, "-")
		case r == '<' || r == '>' || r == '&':
			n = guillemet(w, i)
		case isApostrophe(s, i, n):
			w.replace(i, i+n, "'")
		}
		i += n
	}
}

// space writes one space or control character the plain way.
func space(w *rewriter, i int, r rune, n int) {
	switch r {
	case '\r':
		if strings.HasPrefix(w.in[i+1:], "\n") {
			w.delete(i, i+1)
			return
		}
		w.replace(i, i+n, "\n")
	case '\v', '\f', 0x85, 0x2028, 0x2029:
		w.replace(i, i+n, "\n")
	default:
		w.replace(i, i+n, " ")
	}
}

// guillemet writes « or » for their makeshifts at i and returns the width read.
func guillemet(w *rewriter, i int) int {
	for _, q := range [...]struct{ typed, mark string }{{"<<", "«"}, {">>", "»"}, {"&laquo;", "«"}, {"&raquo;", "»"}} {
		if strings.HasPrefix(w.in[i:], q.typed) {
			w.replace(i, i+len(q.typed), q.mark)
			return len(q.typed)
		}
	}
	return 1
}

// isApostrophe reports whether the mark at s[i:i+n] stands for an apostrophe within a
// word: between two letters, or after a letter that takes one in the Latin alphabet
// of 2017, at the end of a word.
func isApostrophe(s string, i, n int) bool {
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	if !isLetter(prev) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[i+n:])
	if isLetter(next) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r != '‘' && strings.ContainsRune("agnouyscAGNOUYSCiI", prev)
}
