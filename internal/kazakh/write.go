package kazakh

import (
	"strings"
	"unicode/utf8"
)

// Write spells Cyrillic text in another script, the Latin one by the alphabet v. For
// Lat2018, Lat2021 and Arabic it does as the agencies' own editions do; digits,
// punctuation and letters of other scripts stay. Latin keeps letter case: a word in
// capitals stays in capitals whole. Arabic has no case and takes the hamza of.
// Written in Cyrillic or no script, text comes back as it is.
func Write(form string, s Script, v Variant) string {
	switch s {
	case Latin:
		return writeWords(form, func(out []byte, w string) []byte { return writeLatin(out, w, v) })
	case Arabic:
		return writeWords(form, writeArabic)
	case None, Cyrillic, Mixed:
	}
	return form
}

// writeWords has every run of Cyrillic letters written by f.
func writeWords(text string, f func([]byte, string) []byte) string {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		end := i
		for end < len(text) {
			k, n := kindAt(text, end)
			if k&cyrillic == 0 {
				break
			}
			end += n
		}
		if end > i {
			out = f(out, text[i:end])
			i = end
			continue
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		out = append(out, text[i:i+n]...)
		i += n
	}
	return string(out)
}

// written lists for each Cyrillic letter its spellings, indexed by Variant.
var written = map[rune][English + 1]string{
	'а': {"a", "a", "a", "a", "a", "a"}, 'ә': {"á", "ä", "a'", "ä", "ә", "a"}, 'б': {"b", "b", "b", "b", "b", "b"},
	'в': {"v", "v", "v", "v", "v", "v"}, 'г': {"g", "g", "g", "g", "g", "g"}, 'ғ': {"ǵ", "ğ", "g'", "ğ", "gh", "g"},
	'д': {"d", "d", "d", "d", "d", "d"}, 'е': {"e", "e", "e", "e", "e", "e"}, 'ё': {"ıo", "io", "io", "yo", "io", "yo"},
	'ж': {"j", "j", "j", "j", "j", "zh"}, 'з': {"z", "z", "z", "z", "z", "z"}, 'и': {"ı", "i", "i'", "ï", "iy", "i"},
	'й': {"ı", "i", "i'", "y", "y", "y"}, 'к': {"k", "k", "k", "k", "k", "k"}, 'қ': {"q", "q", "q", "q", "q", "k"},
	'л': {"l", "l", "l", "l", "l", "l"}, 'м': {"m", "m", "m", "m", "m", "m"}, 'н': {"n", "n", "n", "n", "n", "n"},
	'ң': {"ń", "ñ", "n'", "ñ", "ng", "n"}, 'о': {"o", "o", "o", "o", "o", "o"}, 'ө': {"ó", "ö", "o'", "ö", "ó", "o"},
	'п': {"p", "p", "p", "p", "p", "p"}, 'р': {"r", "r", "r", "r", "r", "r"}, 'с': {"s", "s", "s", "s", "s", "s"},
	'т': {"t", "t", "t", "t", "t", "t"}, 'у': {"ý", "u", "y'", "w", "u", "u"}, 'ұ': {"u", "ū", "u", "u", "ú", "u"},
	'ү': {"ú", "ü", "u'", "ü", "ý", "u"}, 'ф': {"f", "f", "f", "f", "f", "f"}, 'х': {"h", "h", "h", "x", "h", "kh"},
	'һ': {"h", "h", "h", "h", "h", "h"}, 'ц': {"ts", "s", "ts", "c", "s", "ts"}, 'ч': {"ch", "ch", "c'", "ç", "ch", "ch"},
	'ш': {"sh", "ş", "s'", "ş", "sh", "sh"}, 'щ': {"sh", "ş", "s's'", "şş", "sh", "shch"}, 'ы': {"y", "y", "y", "ı", "y", "y"},
	'і': {"i", "ı", "i", "i", "i", "i"}, 'э': {"e", "e", "e", "e", "e", "e"}, 'ю': {"ıý", "iu", "i'y'", "yu", "iu", "yu"},
	'я': {"ıa", "ia", "i'a", "ya", "ya", "ya"},
}

// writeLatin spells one Cyrillic word.
func writeLatin(out []byte, word string, v Variant) []byte {
	v = min(v, English)
	capitals := utf8.RuneCountInString(word) > 1 && isUpperWord(word)
	for i, r := range word {
		low := lowerRune(r)
		if (low == 'и' || low == 'й') && v == Lat2021 && beforeYaYu(word[i+utf8.RuneLen(r):]) {
			continue // ия is ia
		}
		to, known := written[low]
		switch {
		case !known && low != 'ь' && low != 'ъ':
			out = utf8.AppendRune(out, r)
		case r == low:
			out = append(out, to[v]...)
		default:
			out = appendUpper(out, to[v], v, capitals)
		}
	}
	return out
}

func beforeYaYu(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	r = lowerRune(r)
	return r == 'я' || r == 'ю'
}

func isUpperWord(word string) bool {
	for _, r := range word {
		if lowerRune(r) == r {
			return false
		}
	}
	return true
}

// appendUpper appends s with its first letter, or all of them, in upper case.
func appendUpper(out []byte, s string, v Variant, all bool) []byte {
	for i, r := range s {
		if i == 0 || all {
			r = upperIn(r, v)
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// upperIn is the upper case of a letter in an alphabet.
func upperIn(r rune, v Variant) rune {
	switch {
	case r == 'ı':
		return 'I'
	case r == 'i' && (v == Lat2021 || v == Qaz2000):
		return 'İ'
	}
	return []rune(strings.ToUpper(string(r)))[0]
}

var writtenArabic = map[rune]string{
	'а': "ا", 'ә': "ا", 'б': "ب", 'в': "ۆ", 'г': "گ", 'ғ': "ع", 'д': "د", 'е': "ە", 'ж': "ج", 'з': "ز", 'и': "ي", 'й': "ي",
	'к': "ك", 'қ': "ق", 'л': "ل", 'м': "م", 'н': "ن", 'ң': "ڭ", 'о': "و", 'ө': "و", 'п': "پ", 'р': "ر", 'с': "س", 'т': "ت",
	'у': "ۋ", 'ұ': "ۇ", 'ү': "ۇ", 'ф': "ف", 'х': "ح", 'һ': "ھ", 'ц': "تس", 'ч': "چ", 'ш': "ش", 'щ': "شش", 'ы': "ى", 'і': "ى",
	'э': "ە", 'ю': "يۋ", 'я': "يا", 'ё': "يو", 'ь': "", 'ъ': "",
}

// writeArabic spells one Cyrillic word. The hamza stands before a word with front
// vowels unless a к, г or е shows them already.
func writeArabic(out []byte, word string) []byte {
	word = Lower(word)
	if strings.ContainsAny(word, "әөүі") && !strings.ContainsAny(word, "екгэ") {
		out = append(out, "ٴ"...)
	}
	var prev rune
	for i, r := range word {
		switch next, _ := utf8.DecodeRuneInString(word[i+utf8.RuneLen(r):]); {
		case r == 'и' && (next == 'я' || next == 'ю'):
			continue // партия: پارتيا
		case r == 'й' && prev == 'и':
			continue // ий: one letter
		}
		prev = r
		to, known := writtenArabic[r]
		if !known {
			to = string(r)
		}
		out = append(out, to...)
	}
	return out
}
