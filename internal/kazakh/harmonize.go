package kazakh

import (
	"strings"
	"unicode/utf8"
)

// loanStarts are beginnings of frequent loans that are spelled with э.
var loanStarts = strings.Fields("евол екип еколог еконо екран екс екз елеватор електр елемент ембарго емоц енерг епид естет естон етап етик етни етно ефир")

// loanE gives words whose first letter may be е or э the likelier one.
func loanE(units []unit) {
	if len(units) < 3 || units[0].first != "е" || units[0].second != "э" {
		return
	}
	var store [16]byte
	start := store[:0]
	for _, u := range units {
		if len(start)+len(u.first) > len(store) {
			break
		}
		start = append(start, u.first...)
	}
	for _, s := range loanStarts {
		if strings.HasPrefix(string(start), s) {
			units[0].first, units[0].second = "э", "е"
			return
		}
	}
}

// harmonize makes guesses for spellings that write back and front letters alike, by
// the harmony of the whole word and of the next vowel. What it decides against stays
// as second and third choice.
func harmonize(units []unit) {
	front := isFrontSpelling(units)
	seen := false // a vowel
	for i := range units {
		u := &units[i]
		if len(u.first) != 2 {
			seen = seen || len(u.first) > 2 && isFullVowel(lastOf(u.first))
			continue
		}
		switch u.first {
		case "а":
			u.choose(front && !seen, "ә", "а")
		case "о":
			u.choose(front && !seen, "ө", "о")
		case "ұ":
			switch {
			case seen || besideVowel(units, i):
				u.first, u.second, u.third = "у", "ұ", "ү"
			case front:
				u.first, u.second, u.third = "ү", "ұ", "у"
			default:
				u.first, u.second, u.third = "ұ", "у", "ү"
			}
		case "і":
			switch {
			case i > 0 && isFullVowel(lastOf(units[i-1].first)):
				u.first, u.second = "й", "и"
			case front:
				u.second = "и"
			default:
				u.first, u.second, u.third = "и", "і", "ы"
			}
		case "к":
			u.choose(!isBackAt(units, i), "к", "қ")
		case "г":
			u.choose(!isBackAt(units, i), "г", "ғ")
		case "н":
			u.second = "ң"
			if i == len(units)-1 && isGenitive(units[:i]) {
				u.first, u.second = u.second, u.first
			}
		}
		seen = seen || isVowelUnit(*u)
	}
}

// choose sets the two readings of a letter that differs by harmony.
func (u *unit) choose(isFront bool, front, back string) {
	u.first, u.second, u.harmonic = back, front, true
	if isFront {
		u.first, u.second = front, back
	}
}

// isFrontSpelling reports whether the word has front vowels only, counting a, o and u
// in the first syllable as either.
func isFrontSpelling(units []unit) bool {
	front, vowels := false, 0
	for _, u := range units {
		switch u.first {
		case "е", "і":
			front = true
			vowels++
		case "а", "о":
			if vowels > 0 {
				return false
			}
			vowels++
		case "ұ":
			vowels++
		case "ы", "қ", "ғ", "я", "ия":
			return false
		}
	}
	return front
}

// isBackAt reports whether к or г at i stands with a back vowel: the one right after
// it, else the one right before it.
func isBackAt(units []unit, i int) bool {
	if i+1 < len(units) && isVowelUnit(units[i+1]) {
		return isBackUnit(units[i+1]) && (i == 0 || units[i-1].first != "и")
	}
	return i > 0 && isBackUnit(units[i-1])
}

func isBackUnit(u unit) bool {
	switch u.first {
	case "а", "о", "ұ", "ы", "у":
		return true
	}
	return false
}

func isVowelUnit(u unit) bool {
	r := lastOf(u.first)
	return isFullVowel(r) || r == 'и' || r == 'у'
}

func besideVowel(units []unit, i int) bool {
	return i > 0 && isVowelUnit(units[i-1]) || i+1 < len(units) && isVowelUnit(units[i+1])
}

// isGenitive reports whether ы or і after н, д or т ends the units: the н that
// follows is the ң of the genitive.
func isGenitive(units []unit) bool {
	n := len(units)
	if n < 4 {
		return false
	}
	switch units[n-1].first {
	case "ы", "і", "и":
		switch units[n-2].first {
		case "н", "д", "т":
			return true
		}
	}
	return false
}

func lastOf(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
