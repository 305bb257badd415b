package kazakh

import (
	"strings"
	"unicode/utf8"
)

// Sound classes after section 3.1 of the language brief: what a suffix has to know
// of the word it is put on. A word is the letters of its lower-case Cyrillic form.

// alphabet lists the 42 letters; the code of a letter is its place here plus one.
const alphabet = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"

// MaxLetters is the longest word that Scan takes, in letters.
const MaxLetters = 64

// A Class is the class of the last sound of a stem; it picks the consonant of a suffix.
type Class uint8

// The classes, in the order of the columns of suffixes.tsv.
const (
	NoClass   Class = iota // no letter at all
	Vowel                  // any vowel but the glides
	Glide                  // и у ю
	Liquid                 // р й
	Lateral                // л
	Nasal                  // м н ң
	Buzz                   // з ж
	Voiceless              // the rest, and б в г д at the end of loans
	NumClass               // number of classes
)

// A Harmony is a set of vowel harmonies that a stem takes.
type Harmony uint8

// The two harmonies; loans with и in the last syllable take either.
const (
	Back   Harmony = 1 << iota // suffixes with а ы
	Front                      // suffixes with е і
	Either = Back | Front
)

type letter struct {
	class   Class
	harmony Harmony // of vowels that decide harmony, else 0
	vowel   bool
}

// Letter codes that rules name.
var (
	codeA, codeB, codeG, codeGh  = Code('а'), Code('б'), Code('г'), Code('ғ')
	codeE, codeYo, codeI, codeJ  = Code('е'), Code('ё'), Code('и'), Code('й')
	codeK, codeQ, codeP, codeT   = Code('к'), Code('қ'), Code('п'), Code('т')
	codeO, codeV, codeU, codeYu  = Code('о'), Code('в'), Code('у'), Code('ю')
	codeYa, codeSoft, codeN      = Code('я'), Code('ь'), Code('н')
	codeY, codeDotted, codeShort = Code('ы'), Code('і'), Code('ұ')
)

var letterOf = func() (t [44]letter) {
	set := func(letters string, l letter) {
		for _, r := range letters {
			t[Code(r)] = l
		}
	}
	set(alphabet, letter{class: Voiceless})
	set("аоұыяё", letter{class: Vowel, harmony: Back, vowel: true})
	set("әеөүіэ", letter{class: Vowel, harmony: Front, vowel: true})
	set("иую", letter{class: Glide, vowel: true})
	set("рй", letter{class: Liquid})
	set("л", letter{class: Lateral})
	set("мнң", letter{class: Nasal})
	set("зж", letter{class: Buzz})
	return t
}()

var codeOf = func() (t [0x100]byte) {
	n := byte(0)
	for _, r := range alphabet {
		n++
		t[r-0x400] = n
	}
	return t
}()

var letters = []rune(" " + alphabet)

// Code numbers the lower-case letters of the Cyrillic alphabet from 1; it is 0 for
// every other rune.
func Code(r rune) byte {
	if r < 0x400 || r >= 0x500 {
		return 0
	}
	return codeOf[r-0x400]
}

// Letter is the rune of a code.
func Letter(code byte) rune { return letters[code] }

// IsVowel reports whether the code is that of a vowel, glides included.
func IsVowel(code byte) bool { return letterOf[code].vowel }

// Sounds are the classes of every prefix of one word.
type Sounds struct {
	N       int                     // letters
	Code    [MaxLetters + 1]byte    // Code[i] is the i-th letter, from 1; Code[0] is 0
	Class   [MaxLetters + 1]Class   // Class[i] is the class of the prefix of i letters
	Harmony [MaxLetters + 1]Harmony // what a suffix after i letters may be; never 0 for i > 0
	Vowels  [MaxLetters + 1]uint8   // vowels among the first i letters
}

// Scan fills s for the word. It reports false, and leaves s undefined, for an empty
// word, one longer than MaxLetters or one with anything but lower-case Cyrillic
// letters of the Kazakh alphabet (each of which takes two bytes).
func (s *Sounds) Scan(word string) bool {
	if len(word) == 0 || len(word) > 2*MaxLetters || len(word)%2 != 0 {
		return false
	}
	s.N = len(word) / 2
	for i := 1; i <= s.N; i++ {
		b0, b1 := word[2*i-2], word[2*i-1]
		if b0 < 0xD0 || b0 > 0xD3 || b1&0xC0 != 0x80 {
			return false
		}
		c := codeOf[int(b0&3)<<6|int(b1&0x3F)]
		if c == 0 {
			return false
		}
		s.Code[i] = c
		s.Vowels[i] = s.Vowels[i-1]
		if letterOf[c].vowel {
			s.Vowels[i]++
		}
		s.Class[i] = letterOf[c].class
		if c == codeSoft {
			s.Class[i] = s.Class[i-1]
		}
	}
	s.harmonies()
	return true
}

// harmonies fills in: the last vowel that is neither и nor у decides; the
// endings named in the rule are seen through or add the other harmony.
func (s *Sounds) harmonies() {
	var last, before Harmony // of the last deciding vowel and the one before it
	glideI, glideU, hard := false, false, false
	for i := 1; i <= s.N; i++ {
		switch c := s.Code[i]; {
		case c == codeQ || c == codeGh:
			hard = true
		case letterOf[c].harmony != 0:
			before, last = last, letterOf[c].harmony
			if before == 0 && (glideI || glideU) {
				before = glideHarmony(glideI && !hard)
			}
			glideI, glideU = false, false
		case c == codeI:
			glideI, glideU = true, false
		case c == codeU || c == codeYu:
			glideU, glideI = true, false
		}
		h := last
		if h == 0 {
			h = glideHarmony(glideI && !hard)
		} else if glideI && !(hard && s.Code[i] == codeI) {
			h |= Front // but Қали keeps to its own vowel
		}
		s.Harmony[i] = h | s.endingHarmony(i, before)
	}
}

func glideHarmony(glideI bool) Harmony {
	if glideI {
		return Front
	}
	return Back
}

// endingHarmony is the harmony that the ending of the first i letters adds.
func (s *Sounds) endingHarmony(i int, before Harmony) Harmony {
	c, prev := s.Code[i], s.Code[i-1]
	switch {
	case c == codeK || c == codeG || c == codeSoft:
		return Front
	case c == codeT && prev == codeK:
		return Front // fakt, kontrakt
	case c == codeV && (prev == codeO || prev == codeE || prev == codeYo):
		return before // surnames: the ending is transparent
	}
	return 0
}

// Prefer narrows the harmony of the first i letters to the one a careful writer
// uses; it stays Either where usage differs.
func (s *Sounds) Prefer(i int) Harmony {
	h := s.Harmony[i]
	if h != Either {
		return h
	}
	c, prev := s.Code[i], s.Code[i-1]
	switch {
	case c == codeK || c == codeG || c == codeSoft || c == codeT && prev == codeK:
		return Front
	case c == codeV && i > 2 && (prev == codeO || prev == codeE || prev == codeYo):
		return s.Prefer(i - 2)
	case c == codeI:
		return s.Harmony[i-1] // Ғали, саяси
	}
	return Front // loans with и in the last syllable: Мамин, журналист
}

// Voiced gives the code that п, к, қ turn into before a vowel after a vowel, and 0
// for every other letter.
func Voiced(code byte) byte {
	switch code {
	case codeP:
		return codeB
	case codeK:
		return codeG
	case codeQ:
		return codeGh
	}
	return 0
}

// Devoiced undoes Voiced.
func Devoiced(code byte) byte {
	switch code {
	case codeB:
		return codeP
	case codeG:
		return codeK
	case codeGh:
		return codeQ
	}
	return 0
}

// A Contraction is a spelling rule for the seam of a verb stem and a suffix:
// stem-final Stem and suffix-initial Suffix are written as Spelled alone. A Stem or
// Spelled of 0 stands for nothing.
type Contraction struct{ Stem, Suffix, Spelled byte }

// Contractions lists the rules in order of preference: й+а→я, й+у→ю, ы+у→у, і+у→у,
// ы+й→и, і+й→и; after и the vowels а and у are written я and ю.
var Contractions = []Contraction{
	{codeJ, codeA, codeYa},
	{codeJ, codeU, codeYu},
	{codeY, codeU, codeU},
	{codeDotted, codeU, codeU},
	{codeY, codeJ, codeI},
	{codeDotted, codeJ, codeI},
}

// GlideSpelling is how a suffix-initial а or у is written after stem-final и; 0 for
// other letters.
func GlideSpelling(code byte) byte {
	switch code {
	case codeA:
		return codeYa
	case codeU:
		return codeYu
	}
	return 0
}

// Harmonize writes out a suffix pattern: its capitals stand for letters that vary
// with harmony (А = а/е, Ы = ы/і, Ғ = ғ/г, Қ = қ/к).
func Harmonize(pattern string, front bool) string {
	out := make([]rune, 0, len(pattern)/2)
	for _, r := range pattern {
		switch r {
		case 'А':
			r = pick(front, 'е', 'а')
		case 'Ы':
			r = pick(front, 'і', 'ы')
		case 'Ғ':
			r = pick(front, 'г', 'ғ')
		case 'Қ':
			r = pick(front, 'к', 'қ')
		}
		out = append(out, r)
	}
	return string(out)
}

func pick(first bool, a, b rune) rune {
	if first {
		return a
	}
	return b
}

// Contracts reports whether a suffix that begins with one letter may not stand
// unchanged after a verb stem that ends in another.
func Contracts(last, first byte) bool {
	if last == codeI {
		return GlideSpelling(first) != 0
	}
	for _, c := range Contractions {
		if c.Stem == last && c.Suffix == first {
			return true
		}
	}
	return false
}

// EndsInI reports whether the code is that of и, after which а and у are spelled
// я and ю.
func EndsInI(code byte) bool { return code == codeI }

// HasLateral reports whether the last syllable of the first i letters calls for the
// passive in -н: a stem in a vowel with л in or just before its last syllable
// (қолда-, сайла-), or one that ends in л itself (ал-).
func (s *Sounds) HasLateral(i int) bool {
	if i < 1 {
		return false
	}
	if !letterOf[s.Code[i]].vowel {
		return s.Class[i] == Lateral
	}
	for j := i - 1; j >= 1 && !letterOf[s.Code[j]].vowel; j-- {
		if s.Class[j] == Lateral {
			return true
		}
	}
	return false
}

// IsUnrestored reports whether the code is that of б or ғ, which no native stem ends
// in: before a vowel they stand for п and қ.
func IsUnrestored(code byte) bool { return code == codeB || code == codeGh }

// IsYot reports whether the code is that of й; IsT, of т.
func IsYot(code byte) bool { return code == codeJ }

// IsT reports whether the code is that of т.
func IsT(code byte) bool { return code == codeT }

// A LoanEnd is an ending of loans that is written shorter before suffixes.
type LoanEnd uint8

// The endings.
const (
	EndsPlain  LoanEnd = iota
	EndsDouble         // сс, лл: процесс, процесі
	EndsSt             // ст before т, and at times before a vowel: журналист, журналистер, журналисі
	EndsZd             // зд: съезд, съезі
	EndsSoft           // ь before a vowel: автомобиль, автомобилі
)

// LoanEnding tells which ending of the lower-case word has.
func LoanEnding(word string) LoanEnd {
	switch {
	case strings.HasSuffix(word, "сс"), strings.HasSuffix(word, "лл"):
		return EndsDouble
	case strings.HasSuffix(word, "ст"):
		return EndsSt
	case strings.HasSuffix(word, "зд"):
		return EndsZd
	case strings.HasSuffix(word, "ь"):
		return EndsSoft
	}
	return EndsPlain
}

// Simplified gives the shorter shape of a loan and true, or "" and false.
func Simplified(word string) (string, bool) {
	if LoanEnding(word) == EndsPlain || len(word) < 8 {
		return "", false
	}
	return word[:len(word)-2], true
}

// Rounded gives the shape that a verb root in п after a vowel has before the
// converb: тап, тау(ып).
func Rounded(root string) (string, bool) {
	if !strings.HasSuffix(root, "п") || len(root) < 4 {
		return "", false
	}
	r, _ := utf8.DecodeLastRuneInString(root[:len(root)-2])
	if !IsVowel(Code(r)) {
		return "", false
	}
	return root[:len(root)-2] + "у", true
}

// ClassOf is the class of a letter by its code.
func ClassOf(code byte) Class { return letterOf[code].class }

// VerbRoots gives the roots that a verbal noun in -у may belong to: сайлау gives
// сайла, тану gives тан, таны and тані, қою gives қой.
func VerbRoots(noun string) []string {
	switch {
	case strings.HasSuffix(noun, "у"):
		base := strings.TrimSuffix(noun, "у")
		r, _ := utf8.DecodeLastRuneInString(base)
		if IsVowel(Code(r)) {
			return []string{base}
		}
		roots := []string{base, base + "ы", base + "і"}
		if d := Devoiced(Code(r)); d != 0 {
			roots = append(roots, strings.TrimSuffix(base, string(r))+string(Letter(d)))
		}
		return roots
	case strings.HasSuffix(noun, "ю"):
		base := strings.TrimSuffix(noun, "ю")
		return []string{base + "й", base}
	}
	return nil
}

// VowelHarmony is the harmony of a vowel that decides it, by its code; 0 for others.
func VowelHarmony(code byte) Harmony { return letterOf[code].harmony }

// IsPatronymic reports whether the lower-case word ends like a Kazakh patronymic,
// which declines as a possessed noun: Әбішұлы-н, Мұратқызы-на.
func IsPatronymic(word string) bool {
	for _, end := range []string{"ұлы", "қызы", "ұғлы", "оғлы", "баласы"} {
		if len(word) > len(end)+2 && strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}
