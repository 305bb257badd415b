package kazakh

import (
	"slices"
	"unicode/utf8"
)

// parseArabic reads a word in Arabic script. The hamza and the other signs of
// harmony hold for one part of a hyphenated word.
func (p *parser) parseArabic(word string, from int) int {
	i := from
	for i < len(word) && p.size < maxRunes {
		w := arabicWord{parser: p, from: p.size, units0: p.n}
		for i < len(word) && p.size < maxRunes {
			r, n := utf8.DecodeRuneInString(word[i:])
			i += n
			switch r = plainArabic(r); r {
			case 0:
				w.hamza = true
			case tatweel:
			default:
				p.take(r, i)
			}
			if r == '-' {
				break
			}
		}
		w.read()
	}
	return i
}

// read reads one part of a word.
func (w *arabicWord) read() {
	w.stem = w.stemEnd()
	w.loan = w.isLoan()
	for i := w.from; i < w.size; {
		i += w.unit(i)
	}
	loanE(w.own())
}

const tatweel = 'ـ'

// arabicConsonants are the letters that are read in one way, consonants and е.
var arabicConsonants = map[rune]string{
	'ب': "б", 'ۆ': "в", 'گ': "г", 'ع': "ғ", 'د': "д", 'ە': "е", 'ج': "ж", 'ز': "з", 'ك': "к", 'ق': "қ", 'ل': "л",
	'م': "м", 'ن': "н", 'ڭ': "ң", 'پ': "п", 'ر': "р", 'س': "с", 'ت': "т", 'ۋ': "у", 'ف': "ф", 'ح': "х", 'ھ': "һ",
	'چ': "ч", 'ش': "ш",
}

// plainArabic equates letters that are typed in several ways; it is 0 for hamza.
func plainArabic(r rune) rune {
	switch r {
	case 'ٴ', 'ء', 'ٔ':
		return 0
	case 'ک':
		return 'ك'
	case 'ه', 'ہ':
		return 'ھ'
	case 'ی', 'ى', stray:
		return 'ى'
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ؤ':
		return 'و'
	case 'ئ':
		return 'ي'
	case 'خ':
		return 'ح'
	}
	return r
}

// An arabicWord is a part of a word being read: the last runes of its parser.
type arabicWord struct {
	*parser
	from   int  // runes[from:size] are of this part
	stem   int  // runes[from:stem] are without endings that tell nothing of harmony
	units0 int  // units[units0:n] are of this part
	hamza  bool // somewhere in the part; writers put it first
	loan   bool
}

// own are the units of this part.
func (w *arabicWord) own() []unit { return w.units[w.units0:w.n] }

func (w *arabicWord) at(i int) rune {
	if i < w.from || i >= w.size {
		return 0
	}
	return w.runes[i]
}

func (w *arabicWord) unit(i int) int {
	switch r := w.at(i); r {
	case 'ا':
		return w.vowel(i, "а", "ә")
	case 'و':
		return w.vowel(i, "о", "ө")
	case 'ۇ':
		return w.vowel(i, "ұ", "ү")
	case 'ى':
		return w.vowel(i, "ы", "і")
	case 'ي':
		return w.glide(i)
	case 'ە':
		if w.n == w.units0 {
			return w.add(i, 1, "е", "э")
		}
		return w.add(i, 1, "е", "")
	case 'ت':
		if w.at(i+1) == 'س' && w.isAffricate(i) {
			return w.add(i, 2, "ц", "тс")
		}
		return w.add(i, 1, "т", "")
	case 'ش':
		if w.at(i+1) == 'ش' {
			return w.add(i, 2, "щ", "шш")
		}
		return w.add(i, 1, "ш", "")
	case 'ح':
		return w.add(i, 1, "х", "һ")
	default:
		if c := arabicConsonants[r]; c != "" {
			return w.add(i, 1, c, "")
		}
		return w.add(i, 1, string(r), "")
	}
}

// isAffricate reports whether ت with س after it is ц: at the start of a word and
// before и or е, but not before the suffixes of -т.
func (w *arabicWord) isAffricate(i int) bool {
	return i == 0 || w.at(i+2) == 'ي' || w.at(i+2) == 'ە' && w.at(i+3) != 0 && w.at(i+3) != 'ڭ'
}

// glide reads ي with a letter after it that it may form я or ю with.
func (w *arabicWord) glide(i int) int {
	open := w.afterVowel()
	switch w.at(i + 1) {
	case 'ا':
		if open || w.n == w.units0 || w.last() == 'и' {
			return w.add(i, 2, "я", "")
		}
		return w.addUnit(i, 2, unit{first: "ия", second: "я", third: "иа"})
	case 'ۋ':
		if open || w.n == w.units0 || w.last() == 'и' {
			return w.add(i, 2, "ю", "")
		}
		return w.add(i, 2, "ю", "ию")
	}
	if open {
		return w.add(i, 1, "й", "и")
	}
	return w.add(i, 1, "и", "")
}

func (w *arabicWord) vowel(i int, back, front string) int {
	first, second := back, front
	if w.isFrontAt(i) {
		first, second = front, back
	}
	return w.addUnit(i, 1, unit{first: first, second: second, harmonic: true})
}

// isFrontAt guesses the harmony of the vowel at i, which the script leaves open. ق
// and ع beside it make it back, ك and گ front. ا, و and ۇ are front in the first
// syllable only; there hamza, else what follows decides. ى goes with the vowel before
// it, that of -ов and -ев aside.
func (w *arabicWord) isFrontAt(i int) bool {
	prev, next := w.at(i-1), w.at(i+1)
	if isUvular(prev) || isUvular(next) {
		return false
	}
	velar := isFrontVelar(prev) || isFrontVelar(next)
	before := w.lastVowel()
	switch r := w.at(i); {
	case r == 'ى' && velar:
		return true
	case before != 0 && r == 'ى':
		return isFrontVowel(before)
	case before != 0 && r == 'ۇ' && next == 'ل' && w.at(i+2) == 'ى': // -ұлы, but -гүлі
		return prev == 'گ'
	case r == 'ۇ' && velar:
		return true
	case before != 0:
		return r == 'ۇ' && w.hamza && isFrontVowel(before) // дәстүр
	case w.hamza:
		return true
	}
	return !w.afterGlide() && w.looksFront(i)
}

// afterGlide reports whether и or у has been the vowel of an earlier syllable:
// журналист.
func (w *arabicWord) afterGlide() bool {
	units := w.own()
	for i := 1; i < len(units); i++ {
		if u := units[i].first; u == "и" || u == "у" {
			return true
		}
	}
	return false
}

// looksFront looks ahead from a first vowel for what tells harmony: the next vowel if
// it is plain, else a consonant.
func (w *arabicWord) looksFront(i int) bool {
	r, first := w.at(i), isFrontVelar(w.at(i-1))
	if w.loan && r != 'ا' || r == 'ا' && w.at(i+1) == 'ي' && isArabicConsonant(w.at(i+2)) {
		return false
	}
	velar, vowels := first, 0
	for j := i + 1; j < w.stem; j++ {
		switch w.runes[j] {
		case 'ا', 'و', 'ق', 'ع':
			return false
		case 'ە':
			return true
		case 'ى':
			if isFrontVelar(w.at(j-1)) || isFrontVelar(w.at(j+1)) {
				return true
			}
			vowels++
		case 'ۋ':
			if !first && isArabicConsonant(w.at(j-1)) && isArabicConsonant(w.at(j+1)) {
				return false // округ
			}
			vowels++
		case 'ك', 'گ':
			velar = true
		}
	}
	return velar && (r != 'ا' || vowels > 0) // банк
}

// stemEnd is the end of the part without an ending that goes with any vowels: -мен
// -бен -пен, -бек, -ов -ев -ова -ева.
func (w *arabicWord) stemEnd() int {
	end := w.size
	for _, ending := range neutralEndings {
		end = w.without(end, ending)
	}
	return end
}

var neutralEndings = [...][]rune{
	[]rune("مەن"), []rune("بەن"), []rune("پەن"), []rune("ەۆا"), []rune("وۆا"), []rune("ەۆ"), []rune("وۆ"), []rune("بەك"),
}

func (w *arabicWord) without(end int, ending []rune) int {
	start := end - len(ending)
	if start < w.from+2 || !slices.Equal(w.runes[start:end], ending) {
		return end
	}
	return start
}

func isUvular(r rune) bool { return r == 'ق' || r == 'ع' }

func isFrontVelar(r rune) bool { return r == 'ك' || r == 'گ' }

func isFrontVowel(r rune) bool {
	switch r {
	case 'ә', 'е', 'ө', 'ү', 'і', 'э':
		return true
	}
	return false
}

// isLoan looks for what native words do not have: в ф ч, ци, и between consonants.
func (w *arabicWord) isLoan() bool {
	for i := w.from; i < w.stem; i++ {
		switch r := w.runes[i]; r {
		case 'ف', 'چ':
			return true
		case 'ۆ':
			if prev := w.at(i - 1); i < w.from+3 || prev != 'و' && prev != 'ە' { // -ов, -ев
				return true
			}
		case 'ي':
			if isArabicConsonant(w.at(i-1)) && isArabicConsonant(w.at(i+1)) || w.at(i-1) == 'س' && w.at(i+1) == 'ا' {
				return true
			}
		}
	}
	return false
}

func isArabicConsonant(r rune) bool {
	switch r {
	case 'ا', 'و', 'ۇ', 'ى', 'ە', 'ي', 'ۋ', 0:
		return false
	}
	return arabicConsonants[r] != ""
}

func (w *arabicWord) last() rune {
	if w.n == w.units0 {
		return 0
	}
	return lastOf(w.units[w.n-1].first)
}

func (w *arabicWord) afterVowel() bool { return isFullVowel(w.last()) }

// lastVowel is the last vowel of the part so far that tells harmony: и and у do not,
// nor does that of -ов and -ев.
func (w *arabicWord) lastVowel() rune {
	units := w.own()
	for i, u := range slices.Backward(units) {
		r := lastOf(u.first)
		if !isFullVowel(r) || i > 1 && (r == 'о' || r == 'е') && i+1 < len(units) && units[i+1].first == "в" {
			continue
		}
		return r
	}
	return 0
}
