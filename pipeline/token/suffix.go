package token

import (
	"strings"

	"github.com/seed50815598/derek/lexicon"
)

// The slots of hyphen_suffixes.tsv, in the order in which they follow a base.
// "rel" opens a second round: 2019-дағы-лар-дың.
var suffixSlots = map[string]uint8{
	"derived": 1, "ordinal": 1, "collective": 1,
	"plural": 2, "possessive": 3, "case": 4, "relative": 5, "particle": 6,
}

const (
	pluralSlot   = 2
	relativeSlot = 5
)

// suffixes recognises the closed set of suffixes that are written after a hyphen
// to digits, acronyms and foreign words: 15-і, 2019-дың, АҚШ-тағылар. Which
// allomorph belongs to which base is not checked, writers err.
type suffixes struct {
	slots   map[string]uint8
	longest int
}

// The longest chain looked at, in bytes. Real ones stay below 40.
const maxSuffix = 64

func compileSuffixes(table *lexicon.Table, columns []string) suffixes {
	s := suffixes{slots: map[string]uint8{}}
	for _, row := range table.Rows {
		for _, column := range columns {
			form := row.Get(column)
			if form == "" || form == "-" {
				continue
			}
			for slot := range strings.SplitSeq(row.Get("slot"), "+") {
				s.slots[form] |= 1 << suffixSlots[slot]
			}
			s.longest = max(s.longest, len(form))
		}
	}
	return s
}

// chain reports whether tail is one suffix or several in a proper order. A tail
// in capitals counts too: headlines write 2019-ШЫ.
func (s suffixes) chain(tail string) bool {
	if tail == "" || len(tail) > maxSuffix {
		return false
	}
	return s.follows(strings.ToLower(tail), 0)
}

// follows reports whether tail is a chain that may stand after the given slot.
func (s suffixes) follows(tail string, after uint8) bool {
	if tail == "" {
		return true
	}
	for n := min(len(tail), s.longest); n > 0; n-- {
		slots, ok := s.slots[tail[:n]]
		if !ok {
			continue
		}
		for slot := after + 1; slot <= 6; slot++ {
			if slots&(1<<slot) == 0 {
				continue
			}
			next := slot
			if slot == relativeSlot {
				next = pluralSlot - 1
			}
			if s.follows(tail[n:], next) {
				return true
			}
		}
	}
	return false
}

// particle reports whether tail is a particle: сонда-ақ.
func (s suffixes) particle(tail string) bool {
	return len(tail) <= s.longest && s.slots[tail]&(1<<6) != 0
}
