package kazakh

import "unicode/utf8"

// legacyLetters maps the letters that an old 8-bit Kazakh font shows, read as
// windows-1251, to what was meant (section 1.2.2 of the brief).
var legacyLetters = map[rune]rune{
	'Ќ': 'Қ', 'ќ': 'қ', 'Ѕ': 'Ң', 'ѕ': 'ң', 'Є': 'Ғ', 'є': 'ғ', 'Ј': 'Ә', 'ј': 'ә', 'Ї': 'Ү', 'ї': 'ү',
	'Ў': 'Ұ', 'ў': 'ұ', 'Ґ': 'Ө', 'ґ': 'ө', 'Ћ': 'Һ', 'ћ': 'һ',
}

// legacyMin is how many legacy letters it takes to believe in a legacy font.
const legacyMin = 5

// isModern reports whether r is a Kazakh letter that legacy fonts do not have at its
// place in Unicode.
func isModern(r rune) bool {
	switch r {
	case 'қ', 'Қ', 'ң', 'Ң', 'ғ', 'Ғ', 'ә', 'Ә', 'ү', 'Ү', 'ұ', 'Ұ', 'ө', 'Ө':
		return true
	}
	return false
}

// isLegacyFont decides: at least legacyMin letters ќ ѕ є ј ї ў ґ, no modern
// one, and neither Ukrainian (є ї ґ alone), Belarusian (ў alone) nor Serbian or
// Macedonian (љ њ ђ џ ѓ, or ј and ћ alone).
func isLegacyFont(s string) bool {
	var seen struct{ q, ng, j, u, ukrainian, balkan int }
	for _, r := range s {
		switch r {
		case 'ќ', 'Ќ':
			seen.q++
		case 'ѕ', 'Ѕ':
			seen.ng++
		case 'ј', 'Ј':
			seen.j++
		case 'ў', 'Ў':
			seen.u++
		case 'є', 'Є', 'ї', 'Ї', 'ґ', 'Ґ':
			seen.ukrainian++
		case 'љ', 'њ', 'ђ', 'џ', 'ѓ', 'Љ', 'Њ', 'Ђ', 'Џ', 'Ѓ':
			seen.balkan++
		default:
			if isModern(r) {
				return false
			}
		}
	}
	if seen.balkan > 0 || seen.q+seen.ng+seen.j+seen.u+seen.ukrainian < legacyMin {
		return false
	}
	return seen.q+seen.ng > 0 || seen.u > 0 && seen.j+seen.ukrainian > 0
}

// repairFont writes the letters meant for those of a legacy font.
func repairFont(w *rewriter) {
	for i := nextOf(w.in, 0, legacy); i < len(w.in); i = nextOf(w.in, i, legacy) {
		r, n := utf8.DecodeRuneInString(w.in[i:])
		w.replaceRune(i, i+n, legacyLetters[r])
		i += n
	}
}
