package kazakh

import "unicode/utf8"

// parseArabic reads a word in Arabic script. The hamza and the other signs of
// harmony hold for one part of a hyphenated word.
func parseArabic(word string, units []unit) []unit {
	var runes [stackUnits]rune
	var ends [stackUnits]int
	for i := 0; i < len(word); {
		w := arabicWord{runes: runes[:0], ends: ends[:0], units: units, from: len(units)}
		for i < len(word) {
			r, n := utf8.DecodeRuneInString(word[i:])
			i += n
			switch r = plainArabic(r); r {
			case 0:
				w.hamza = true
				continue
			case tatweel:
				continue
			}
			w.runes = append(w.runes, r)
			w.ends = append(w.ends, i)
			if r == '-' {
				break
			}
		}
		units = w.read()
	}
	return units
}

// read reads one part of a word.
func (w *arabicWord) read() []unit {
	w.stem = w.runes[:w.stemLength()]
	w.loan = w.isLoan()
	for i := 0; i < len(w.runes); {
		i += w.unit(i)
	}
	loanE(w.units[w.from:])
	return w.units
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

// An arabicWord is a part of a word being read.
type arabicWord struct {
	runes []rune
	stem  []rune // runes without endings that tell nothing of harmony
	ends  []int
	units []unit
	from  int  // units[from:] are of this part
	hamza bool // somewhere in the part; writers put it first
	loan  bool
}

func (w *arabicWord) at(i int) rune {
	if i < 0 || i >= len(w.runes) {
		return 0
	}
	return w.runes[i]
}

func (w *arabicWord) add(i, n int, first, second string) int {
	w.units = append(w.units, unit{first: first, second: second, end: w.ends[i+n-1]})
	return n
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
		if len(w.units) == w.from {
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
		if open || len(w.units) == w.from || w.last() == 'и' {
			return w.add(i, 2, "я", "")
		}
		w.units = append(w.units, unit{first: "ия", second: "я", third: "иа", end: w.ends[i+1]})
		return 2
	case 'ۋ':
		if open || len(w.units) == w.from || w.last() == 'и' {
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
	w.units = append(w.units, unit{first: first, second: second, end: w.ends[i], harmonic: true})
	return 1
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
	units := w.units[w.from:]
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
	for j := i + 1; j < len(w.stem); j++ {
		switch w.stem[j] {
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

// stemLength is how many runes of the part stand before an ending that goes with any
// vowels: -мен -бен -пен, -бек, -ов -ев -ова -ева.
func (w *arabicWord) stemLength() int {
	n := len(w.runes)
	for _, ending := range [...]string{"مەن", "بەن", "پەن"} {
		n = w.without(n, ending)
	}
	for _, ending := range [...]string{"ەۆا", "وۆا", "ەۆ", "وۆ", "بەك"} {
		n = w.without(n, ending)
	}
	return n
}

func (w *arabicWord) without(n int, ending string) int {
	e := []rune(ending)
	if n < len(e)+2 || string(w.runes[n-len(e):n]) != ending {
		return n
	}
	return n - len(e)
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
	for i, r := range w.stem {
		switch r {
		case 'ف', 'چ':
			return true
		case 'ۆ':
			if prev := w.at(i - 1); i < 3 || prev != 'و' && prev != 'ە' { // -ов, -ев
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
	if len(w.units) == w.from {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(w.units[len(w.units)-1].first)
	return r
}

func (w *arabicWord) afterVowel() bool { return isFullVowel(w.last()) }

// lastVowel is the last vowel of the part so far that tells harmony: и and у do not,
// nor does that of -ов and -ев.
func (w *arabicWord) lastVowel() rune {
	units := w.units[w.from:]
	for i := len(units) - 1; i >= 0; i-- {
		r, _ := utf8.DecodeLastRuneInString(units[i].first)
		if !isFullVowel(r) || i > 1 && (r == 'о' || r == 'е') && i+1 < len(units) && units[i+1].first == "в" {
			continue
		}
		return r
	}
	return 0
}
