package kazakh

import (
	"sort"
	"unicode/utf8"
)

// A Reading is a word in lower-case Cyrillic with the way back to how it was written.
type Reading struct {
	Form  string
	marks []mark // nil when Form is as long as the word, letter by letter
}

// A mark says that form bytes of the reading came from source bytes of the word.
type mark struct{ form, source int32 }

// Source tells how many bytes of the original word the first n bytes of Form came
// from; n that falls within what one letter group gave counts up to its end. It
// never decreases, and Source(len(Form)) is the length of the word.
func (r Reading) Source(n int) int {
	if n <= 0 {
		return 0
	}
	n = min(n, len(r.Form))
	if r.marks == nil {
		return n
	}
	i := sort.Search(len(r.marks), func(i int) bool { return int(r.marks[i].form) >= n })
	return int(r.marks[i].source)
}

// Read gives the likeliest reading of a word of any script in lower-case Cyrillic. A
// Cyrillic word is only put in lower case. A Latin one is read by the alphabet v
// with the context rules of section 2.2; one in Arabic script by, with a guess
// at what the script leaves open (front or back vowels). [Candidates] has the rest.
func Read(word string, v Variant) Reading {
	switch ScriptOf(word) {
	case None, Cyrillic:
		return readLower(word)
	case Latin, Arabic, Mixed:
	}
	var store [stackUnits]unit
	return join1(parse(word, v, store[:0]), len(word))
}

// Candidates gives further readings of a Latin or Arabic word that are worth a look
// into the lexicon, the likelier ones first, at most 16 and without the one that
// [Read] gives. A Cyrillic word has none.
func Candidates(word string, v Variant) []string {
	switch ScriptOf(word) {
	case None, Cyrillic:
		return nil
	case Latin, Arabic, Mixed:
	}
	var store [stackUnits]unit
	return alternatives(parse(word, v, store[:0]))
}

// readLower is the reading of a word that is Cyrillic already.
func readLower(word string) Reading {
	form := Lower(word)
	if len(form) == len(word) {
		return Reading{Form: form}
	}
	units := make([]unit, 0, len(word))
	for i := 0; i < len(word); {
		r, n := utf8.DecodeRuneInString(word[i:])
		i += n
		units = append(units, unit{first: string(lowerRune(r)), end: i})
	}
	return join1(units, len(word))
}

// stackUnits is how many letters a word may have to be parsed without allocation.
const stackUnits = 32

// maxWord is how many bytes of a word are read; what follows is kept as it is.
const maxCandidates = 16

// A unit is a letter group of a word and its readings in Cyrillic, the likeliest
// first; no further ones are "".
type unit struct {
	first, second, third string
	end                  int  // where it ends in the word, in bytes
	harmonic             bool // first and second differ in being back or front
}

func parse(word string, v Variant, units []unit) []unit {
	switch ScriptOf(word) {
	case Arabic:
		return parseArabic(word, units)
	case Mixed:
		if mainScript(word) == Arabic {
			return parseArabic(word, units)
		}
	case None, Cyrillic, Latin:
	}
	return parseLatin(word, v, units)
}

// join1 is the reading that takes the first choice of every unit.
func join1(units []unit, length int) Reading {
	size := 0
	for _, u := range units {
		size += len(u.first)
	}
	form := make([]byte, 0, size)
	marks := make([]mark, 0, len(units)+1)
	for _, u := range units {
		form = append(form, u.first...)
		marks = append(marks, mark{int32(len(form)), int32(u.end)})
	}
	if n := len(marks); n == 0 || marks[n-1].source != int32(length) {
		marks = append(marks, mark{int32(len(form)), int32(length)})
	}
	return Reading{string(form), marks}
}

// alternatives spells out other choices: all vowels back or front, then one other
// choice, then two.
func alternatives(units []unit) []string {
	var open []int // units with a choice
	for i, u := range units {
		if u.second != "" {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	c := chooser{units: units, pick: make([]uint8, len(units))}
	c.add()
	c.harmonies()
	for _, i := range open {
		c.try(i, 1)
		if units[i].third != "" {
			c.try(i, 2)
		}
	}
	for a, i := range open {
		c.pick[i] = 1
		for _, j := range open[a+1:] {
			c.try(j, 1)
		}
		c.pick[i] = 0
		if c.full() {
			break
		}
	}
	return c.forms[1:]
}

// A chooser collects the forms that different choices give.
type chooser struct {
	units []unit
	pick  []uint8
	forms []string // forms[0] is the reading itself
}

func (c *chooser) full() bool { return len(c.forms) > maxCandidates }

func (c *chooser) try(i int, choice uint8) {
	c.pick[i] = choice
	c.add()
	c.pick[i] = 0
}

// harmonies adds the form with all its harmonic vowels back and that with all front.
func (c *chooser) harmonies() {
	for _, front := range [...]bool{false, true} {
		for i, u := range c.units {
			if u.harmonic && isFrontLetter(u.first) != front {
				c.pick[i] = 1
			}
		}
		c.add()
		clear(c.pick)
	}
}

func (c *chooser) add() {
	if c.full() {
		return
	}
	size := 0
	for i, u := range c.units {
		size += len(u.choice(c.pick[i]))
	}
	form := make([]byte, 0, size)
	for i, u := range c.units {
		form = append(form, u.choice(c.pick[i])...)
	}
	for _, f := range c.forms {
		if f == string(form) {
			return
		}
	}
	c.forms = append(c.forms, string(form))
}

func (u unit) choice(n uint8) string {
	switch n {
	case 0:
		return u.first
	case 1:
		return u.second
	default:
		return u.third
	}
}

// isFrontLetter reports whether a one-letter reading goes with front vowels.
func isFrontLetter(s string) bool {
	switch s {
	case "ә", "ө", "ү", "і", "к", "г":
		return true
	}
	return false
}
