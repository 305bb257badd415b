package kazakh

import (
	"slices"
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
	s := readScript(word)
	if s == Cyrillic {
		return readLower(word)
	}
	r := Reading{marks: make([]mark, 0, len(word)+1)}
	form := make([]byte, 0, 2*len(word))
	for from := 0; from < len(word); {
		var p parser
		to := p.parse(word, from, s, v)
		for _, u := range p.units[:p.n] {
			form = append(form, u.first...)
			r.marks = addMark(r.marks, len(form), int(u.end))
		}
		from = to
	}
	r.marks = addMark(r.marks, len(form), len(word))
	r.Form = string(form)
	return r
}

// addMark notes that the first form bytes of a reading came from the first source
// bytes of the word.
func addMark(marks []mark, form, source int) []mark {
	m := mark{int32(form), int32(source)}
	if n := len(marks); n > 0 && marks[n-1].form == m.form {
		marks[n-1] = m
		return marks
	}
	return append(marks, m)
}

// Candidates gives further readings of a Latin or Arabic word that are worth a look
// into the lexicon, the likelier ones first, at most 16 and without the one that
// [Read] gives. A Cyrillic word has none, nor has one of more than 40 letters.
func Candidates(word string, v Variant) []string {
	s := readScript(word)
	if s == Cyrillic {
		return nil
	}
	var p parser
	if p.parse(word, 0, s, v) < len(word) {
		return nil
	}
	return alternatives(p.units[:p.n])
}

// readScript is the script that a word is read in: a mixed one as Arabic if it has
// letters of that, else as Latin; one without letters needs no reading.
func readScript(word string) Script {
	switch s := ScriptOf(word); s {
	case Latin, Arabic:
		return s
	case Mixed:
		if hasKind(word, arabic) {
			return Arabic
		}
		return Latin
	case None, Cyrillic:
	}
	return Cyrillic
}

// readLower is the reading of a word that is Cyrillic already.
func readLower(word string) Reading {
	r := Reading{Form: Lower(word)}
	if len(r.Form) == len(word) {
		return r
	}
	form := 0
	for i := 0; i < len(word); {
		c, n := utf8.DecodeRuneInString(word[i:])
		i += n
		form += utf8.RuneLen(lowerRune(c))
		r.marks = addMark(r.marks, form, i)
	}
	return r
}

// maxRunes is how many letters of a word are read in one go; a longer one, which is
// none that anybody wrote, is read piece by piece.
const maxRunes = 40

const maxCandidates = 16

// A unit is a letter group of a word and its readings in Cyrillic, the likeliest
// first; no further ones are "".
type unit struct {
	first, second, third string
	end                  int32 // where it ends in the word, in bytes
	harmonic             bool  // first and second differ in being back or front
}

// A parser turns a word into units.
type parser struct {
	runes [maxRunes]rune
	ends  [maxRunes]int32 // ends[i] is the end of runes[i] in the word, in bytes
	size  int             // of runes
	units [maxRunes]unit
	n     int // of units; every unit takes one rune or more
}

// parse parses the word from its byte from on and returns where it stopped.
func (p *parser) parse(word string, from int, s Script, v Variant) int {
	if s == Arabic {
		return p.parseArabic(word, from)
	}
	return p.parseLatin(word, from, v)
}

// take adds a rune that ends at the given byte of the word.
func (p *parser) take(r rune, end int) {
	p.runes[p.size] = r
	p.ends[p.size] = int32(end)
	p.size++
}

// add makes a unit of n runes from the i-th on and returns n.
func (p *parser) add(i, n int, first, second string) int {
	return p.addUnit(i, n, unit{first: first, second: second})
}

func (p *parser) addUnit(i, n int, u unit) int {
	u.end = p.ends[i+n-1]
	p.units[p.n] = u
	p.n++
	return n
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
	for i := range c.units {
		size += len(c.units[i].choice(c.pick[i]))
	}
	form := make([]byte, 0, size)
	for i := range c.units {
		form = append(form, c.units[i].choice(c.pick[i])...)
	}
	if f := string(form); !slices.Contains(c.forms, f) {
		c.forms = append(c.forms, f)
	}
}

func (u *unit) choice(n uint8) string {
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
