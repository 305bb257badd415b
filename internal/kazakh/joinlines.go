package kazakh

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const softHyphen = '\u00ad'

// joinLines puts words together that a hyphen divides at a line end: "респуб-\nлика".
// Where the hyphen belongs to the word ("вице-\nминистр", "2019-\nдың") only the line
// end goes.
func joinLines(w *rewriter) {
	s := w.in
	for i := nextOf(s, 0, hyphen); i < len(s); i = nextOf(s, i, hyphen) {
		r, n := utf8.DecodeRuneInString(s[i:])
		end := nextLine(s, i+n)
		if end > i+n {
			switch joinOf(lastWord(s[:i]), firstWord(s[end:]), r == softHyphen) {
			case joinWhole:
				w.delete(i, end)
			case joinHyphen:
				w.delete(i+n, end)
			case joinNot:
			}
		}
		i = end
	}
}

// nextLine returns where the text goes on if one line ends at s[i], else i.
func nextLine(s string, i int) int {
	rest := strings.TrimPrefix(s[i:], "\r")
	if !strings.HasPrefix(rest, "\n") {
		return i
	}
	return len(s) - len(strings.TrimLeft(rest[1:], " \t"))
}

// A join says what becomes of a hyphen and the line end behind it.
type join uint8

const (
	joinNot    join = iota // both stay
	joinHyphen             // the hyphen stays: it belongs to the word
	joinWhole              // both go
)

// joinOf judges the words on both sides of a hyphen at a line end (R-1.2, step 3).
func joinOf(left, right string, soft bool) join {
	first, _ := utf8.DecodeRuneInString(left)
	last, _ := utf8.DecodeLastRuneInString(left)
	next, _ := utf8.DecodeRuneInString(right)
	switch {
	case left == "" || right == "":
		return joinNot
	case unicode.IsUpper(next):
		if unicode.IsUpper(first) && unicode.IsLower(last) && !soft {
			return joinHyphen // a double name: "Қасым-\nЖомарт"
		}
		return joinNot
	case soft:
		return joinWhole
	case !unicode.IsLower(last): // digits and acronyms: "2019-\nдың", "АҚШ-\nтың"
		return joinHyphen
	case ScriptOf(left) != ScriptOf(right): // "iPhone-\nды"
		return joinHyphen
	case keepsHyphen(Lower(left), right):
		return joinHyphen
	}
	return joinWhole
}

// compoundHeads are first parts of words that are spelled with a hyphen (R-1.8, 7).
var compoundHeads = map[string]bool{
	"әл": true, "бас": true, "баспасөз": true, "вице": true, "генерал": true, "дәрі": true, "екі": true,
	"ән": true, "іс": true, "контр": true, "қарым": true, "он": true, "пікір": true, "премьер": true, "пресс": true,
	"сұрақ": true, "татар": true, "үгіт": true, "экс": true,
}

// keepsHyphen reports whether left with a hyphen is the first part of a compound:
// a listed one, or an adjective that pairs with another one ("қоғамдық-\nсаяси").
// An adjective before a suffix ("облыстық-\nтарға") is a plain division.
func keepsHyphen(left, right string) bool {
	if compoundHeads[left] {
		return true
	}
	if utf8.RuneCountInString(left) < 6 || utf8.RuneCountInString(right) < 5 {
		return false
	}
	for _, adjective := range [...]string{"дық", "дік", "лық", "лік", "тық", "тік"} {
		if strings.HasSuffix(left, adjective) {
			next, _ := utf8.DecodeRuneInString(right)
			return !strings.ContainsRune("тқкпыі", next)
		}
	}
	return false
}

// firstWord is the run of letters that s starts with.
func firstWord(s string) string {
	for i, r := range s {
		if !isLetter(r) {
			return s[:i]
		}
	}
	return s
}

// lastWord is the run of letters and digits that s ends with.
func lastWord(s string) string {
	for i := len(s); i > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if !isWordRune(r) {
			return s[i:]
		}
		i -= n
	}
	return s
}
