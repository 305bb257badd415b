package search

import (
	"slices"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
)

// Kazakh and Russian words change at their ends: the key of a stem begins as the key of
// any form of it does. So a word whose key begins otherwise than all that is sought need
// not be analyzed. Only Cyrillic is looked at: in other scripts a letter has several
// readings.

// initials are the first bytes of the keys that are sought.
type initials [256]bool

// initialsOf are those of marks; nil when any word may be meant.
func initialsOf(marks [][]pattern) *initials {
	s := &initials{}
	for _, mark := range marks {
		for i := range mark {
			if mark[i].fuzzy > 0 {
				return nil
			}
			for _, key := range slices.Concat(mark[i].begins, mark[i].keys) {
				if key == "" {
					return nil
				}
				s[key[0]] = true
			}
		}
	}
	return s
}

// passedOver is the entry of words that are not analyzed; no pattern matches it.
var passedOver entry

// initialLetters is how many bytes of a word tell how its key begins.
const initialLetters = 8

// passOver tells whether a word cannot be what is sought.
func (s *initials) passOver(word string) bool {
	if s == nil {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(word); r < 'Ѐ' || r > 'ԯ' {
		return false
	}
	end := min(len(word), initialLetters)
	for end < len(word) && !utf8.RuneStart(word[end]) {
		end++
	}
	var buf [4 * initialLetters]byte
	key := kazakh.AppendKey(buf[:0], word[:end])
	return len(key) > 0 && !s[key[0]]
}
