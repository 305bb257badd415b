package kazakh

import (
	"slices"
	"strings"
)

// maxQueryKeys bounds QueryKeys.
const maxQueryKeys = 8

// QueryKeys gives the keys that a word of a query may be indexed under: [Key] of all
// its plausible readings, the likeliest first, at most 8, none for an empty key. For Cyrillic and Arabic it is Key alone. Latin typed without
// diacritics says less than K1 assumes: y is ы or й to most, but у to those who strip
// the acute off ý ("saylay", "tyraly"); w, x and c have several uses, too.
func QueryKeys(word string) []string {
	key := Key(word)
	if key == "" {
		return nil
	}
	keys := []string{key}
	if s := ScriptOf(word); s != Latin && s != Mixed || !strings.ContainsAny(word, "yYwWxXcCıI") {
		return keys
	}
	word = Lower(word)
	spots := findSpots(word)
	for _, c := range choices(spots) {
		if len(keys) == maxQueryKeys {
			break
		}
		if k := Key(c.apply(word, spots)); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// A spot is a place in a word that K1 may misread.
type spot struct {
	start, end int
	uses       []use // the first one is the text as it is
}

// A use is one way to read a spot; the less it costs the likelier it is.
type use struct {
	text string
	cost int
}

// maxSpots bounds the work for one word; later spots are read as K1 does.
const maxSpots = 6

// findSpots lists the spots of a lower-case word.
func findSpots(word string) []spot {
	var spots []spot
	for i := 0; i < len(word) && len(spots) < maxSpots; i++ {
		rest := word[i:]
		switch {
		case strings.HasPrefix(rest, "yo"), strings.HasPrefix(rest, "ıo"): // ё
			n := strings.IndexByte(rest, 'o') + 1
			spots = append(spots, spot{i, i + n, []use{{rest[:n], 0}, {"e", 2}, {"uo", 3}}})
			i += n - 1
		case rest[0] == 'y':
			spots = append(spots, spot{i, i + 1, []use{{"y", 0}, {"u", costOfU(word, i)}}})
		case rest[0] == 'w':
			spots = append(spots, spot{i, i + 1, []use{{"w", 0}, {"u", 1}}})
		case rest[0] == 'x':
			spots = append(spots, spot{i, i + 1, []use{{"x", 0}, {"h", 1}}})
		case rest[0] == 'c' && !strings.HasPrefix(rest, "ch"):
			spots = append(spots, spot{i, i + 1, []use{{"c", 0}, {"k", 1}, {"s", 2}}})
		}
	}
	return spots
}

// costOfU says how unlikely the y at word[i] is у: a glide beside a vowel is as likely
// у as й; between consonants у is rare, and rarer behind the first syllable.
func costOfU(word string, i int) int {
	const vowels = "aeiouy"
	if i > 0 && strings.IndexByte(vowels, word[i-1]) >= 0 || i+1 < len(word) && strings.IndexByte(vowels, word[i+1]) >= 0 {
		return 1
	}
	if strings.ContainsAny(word[:i], vowels) {
		return 3
	}
	return 2
}

// A choice picks a use for every spot.
type choice struct {
	picks [maxSpots]uint8
	cost  int
}

// choices lists all choices but the first, cheapest first.
func choices(spots []spot) []choice {
	all := []choice{{}}
	for i, s := range spots {
		for _, c := range slices.Clip(all) {
			for n := 1; n < len(s.uses); n++ {
				next := c
				next.picks[i] = uint8(n)
				next.cost += s.uses[n].cost
				all = append(all, next)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b choice) int { return a.cost - b.cost })
	return all[1:]
}

// apply spells the word by the choice.
func (c choice) apply(word string, spots []spot) string {
	var out strings.Builder
	done := 0
	for i, s := range spots {
		out.WriteString(word[done:s.start])
		out.WriteString(s.uses[c.picks[i]].text)
		done = s.end
	}
	out.WriteString(word[done:])
	return out.String()
}
