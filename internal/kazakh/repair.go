package kazakh

import (
	"strings"
	"unicode/utf8"
)

// Look-alike letters of. A letter that is in either table is a twin.
var (
	toCyrillic = map[rune]rune{
		'a': 'а', 'c': 'с', 'e': 'е', 'i': 'і', 'o': 'о', 'p': 'р', 'x': 'х', 'y': 'у', 'h': 'һ', 'k': 'к',
		'ə': 'ә', 'ɵ': 'ө', 'ï': 'і',
		'A': 'А', 'B': 'В', 'C': 'С', 'E': 'Е', 'H': 'Н', 'I': 'І', 'K': 'К', 'M': 'М', 'O': 'О', 'P': 'Р',
		'T': 'Т', 'X': 'Х', 'Y': 'У', 'Ə': 'Ә', 'Ɵ': 'Ө', 'Ï': 'І',
	}
	toLatin = map[rune]rune{
		'а': 'a', 'с': 'c', 'е': 'e', 'і': 'i', 'о': 'o', 'р': 'p', 'х': 'x', 'у': 'y', 'һ': 'h', 'к': 'k',
		'ә': 'ə', 'ө': 'ɵ',
		'А': 'A', 'В': 'B', 'С': 'C', 'Е': 'E', 'Н': 'H', 'І': 'I', 'К': 'K', 'М': 'M', 'О': 'O', 'Р': 'P',
		'Т': 'T', 'Х': 'X', 'У': 'Y', 'Ә': 'Ə', 'Ө': 'Ɵ',
	}
)

// neighbours are letters of other Cyrillic alphabets that stand for Kazakh ones in
// badly set text (section 1.1 of the brief).
var neighbours = map[rune]rune{
	'ҝ': 'қ', 'Ҝ': 'Қ', 'ӊ': 'ң', 'Ӊ': 'Ң', 'ӈ': 'ң', 'Ӈ': 'Ң', 'ѳ': 'ө', 'Ѳ': 'Ө',
}

// stray is the Latin letter that converters leave in Arabic script (R-2.2, 5).
const (
	stray       = 'i'
	strayArabic = 'ى'
)

// A word is a run of letters and what the repair has counted in it.
type word struct {
	start, end       int
	any, all         kind
	ownCyr, ownLatin int // letters without a look-alike in the other script
	excess           int // Latin letters less Cyrillic ones
}

// repairWords repairs every word in the text and returns how many are left
// that mix scripts.
func repairWords(w *rewriter) (mixed int) {
	r := repairer{rewriter: w}
	for i := 0; i < len(w.in); {
		k, n := kindAt(w.in, i)
		if k&anyLetter == 0 {
			i += n
			continue
		}
		x := readWord(w.in, i)
		if !r.repair(x) {
			mixed++
		}
		i = x.end
	}
	return mixed
}

func readWord(s string, start int) word {
	x := word{start: start, all: ^kind(0)}
	i := start
	for i < len(s) {
		k, n := kindAt(s, i)
		if k&anyLetter == 0 {
			break
		}
		x.any |= k
		x.all &= k
		switch k & (cyrillic | latin | twin) {
		case cyrillic:
			x.ownCyr++
		case latin:
			x.ownLatin++
		}
		switch k & (cyrillic | latin) {
		case cyrillic:
			x.excess--
		case latin:
			x.excess++
		}
		i += n
	}
	x.end = i
	return x
}

type repairer struct {
	*rewriter
	asked  bool // whether mainly and kazakh are known
	mainly Script
	kazakh bool
}

// repair repairs one word; false means it mixes scripts and stays so.
func (r *repairer) repair(x word) bool {
	if x.all&roman != 0 && x.any&cyrillic != 0 && r.isNumeral(x) {
		r.each(x, romanDigit)
		return true
	}
	if x.any&lookalike != 0 && r.isKazakh() {
		r.each(x, func(c rune) rune { return neighbours[c] })
		return x.any&latin == 0 // the rest is for the next round
	}
	switch x.any & (cyrillic | latin | arabic) {
	case cyrillic | latin:
		return r.unmix(x)
	case arabic | latin:
		return r.unstray(x)
	case latin:
		if x.all&(twin|upper) == twin|upper && isInitialLength(r.in[x.start:x.end]) && isGluedInitial(r.in, x.end) {
			r.each(x, cyrillicTwin)
		}
	case cyrillic | latin | arabic, cyrillic | arabic:
		return false
	}
	return true
}

// unmix brings a word of Cyrillic and Latin letters to one script, if one side
// consists of look-alikes only: "Мемлекеттiк", "TÚRKІSTAN". The few Latin letters of
// "Асqар" have none and do not make the word Latin.
func (r *repairer) unmix(x word) bool {
	switch {
	case x.ownLatin > 0 && (x.ownCyr > 0 || x.excess < 0):
		return false
	case x.ownLatin > 0:
		r.each(x, func(c rune) rune { return toLatin[c] })
	case x.ownCyr > 0 || strings.ContainsAny(r.in[x.start:x.end], "әөіһӘӨІҺ") || r.script() != Latin:
		front := isFrontWord(r.in[x.start:x.end])
		r.each(x, func(c rune) rune {
			if c == 'Y' && front {
				return 'Ү'
			}
			return toCyrillic[c]
		})
	default:
		r.each(x, func(c rune) rune { return toLatin[c] })
	}
	return true
}

// unstray repairs Arabic words with a Latin i: "تiزiم".
func (r *repairer) unstray(x word) bool {
	for _, c := range r.in[x.start:x.end] {
		if k, _ := kindAt(string(c), 0); k&latin != 0 && c != stray {
			return false
		}
	}
	r.each(x, func(c rune) rune {
		if c == stray {
			return strayArabic
		}
		return 0
	})
	return true
}

// each replaces every letter of the word for which f gives another one.
func (r *repairer) each(x word, f func(rune) rune) {
	for i := x.start; i < x.end; {
		c, n := utf8.DecodeRuneInString(r.in[i:])
		if to := f(c); to != 0 && to != c {
			r.replaceRune(i, i+n, to)
		}
		i += n
	}
}

// script is the script of most letters of the text that have no look-alike.
func (r *repairer) script() Script {
	r.ask()
	return r.mainly
}

// isKazakh reports whether letters that only a modern Kazakh text has are in it.
func (r *repairer) isKazakh() bool {
	r.ask()
	return r.kazakh
}

// ask finds out about the whole text, once.
func (r *repairer) ask() {
	if r.asked {
		return
	}
	r.asked, r.kazakh = true, strings.ContainsAny(r.in, "қғұҚҒҰ")
	own := 0
	for i := 0; i < len(r.in); {
		k, n := kindAt(r.in, i)
		switch k & (cyrillic | latin | twin) {
		case cyrillic:
			own++
		case latin:
			own--
		}
		i += n
	}
	r.mainly = Cyrillic
	if own < 0 {
		r.mainly = Latin
	}
}

// isFrontWord reports whether the Y of a word in capitals is a Ү: no vowel stands
// before it, a consonant follows it, and the next vowel is a front one. "YКІМЕТ" is
// such a word, "YЛТТЫҚ" and "КЕЛYІ" are not.
func isFrontWord(s string) bool {
	_, rest, found := strings.Cut(s, "Y")
	head := s[:len(s)-len(rest)-len("Y")]
	if !found || strings.ContainsAny(Lower(head), "аәеиоөуұүыіэюяaeio") {
		return false
	}
	for i, c := range Lower(rest) {
		switch c {
		case 'ә', 'е', 'ө', 'ү', 'і', 'e', 'i', 'ə', 'ɵ':
			return i > 0
		case 'а', 'и', 'о', 'у', 'ұ', 'ы', 'э', 'ю', 'я', 'a', 'o', 'y':
			return false
		}
	}
	return false
}

// isGluedInitial reports whether a full stop at s[i] ties what is before it to a
// Cyrillic word: the Latin A of "A.Байтұрсынұлы" is a typing error.
func isGluedInitial(s string, i int) bool {
	if i+1 >= len(s) || s[i] != '.' {
		return false
	}
	k, _ := kindAt(s, i+1)
	return k&(cyrillic|upper) == cyrillic|upper
}

func isInitialLength(s string) bool { return len(s) == 1 }
func cyrillicTwin(r rune) rune      { return toCyrillic[r] }
