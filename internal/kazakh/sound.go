package kazakh

// Sound classes after section 3.1 of the language brief: what a suffix has to know
// of the word it is put on. A word is the letters of its lower-case Cyrillic form;
// a letter is a code from 1 to 42, and code 0 stands before the first one.

// letters are the 42 letters; the code of a letter is its place here plus one.
var letters = [numLetters]rune([]rune("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"))

const numLetters = 42

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
	Voiceless              // the rest, and б в г д, which end loans only
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

// The letters that rules name.
var (
	codeA, codeB, codeG, codeGh    = Code('а'), Code('б'), Code('г'), Code('ғ')
	codeE, codeYo, codeI, codeYot  = Code('е'), Code('ё'), Code('и'), Code('й')
	codeK, codeQ, codeN, codeO     = Code('к'), Code('қ'), Code('н'), Code('о')
	codeP, codeT, codeU, codeHardU = Code('п'), Code('т'), Code('у'), Code('ұ')
	codeV, codeY, codeDottedI      = Code('в'), Code('ы'), Code('і')
	codeSoft, codeYu, codeYa       = Code('ь'), Code('ю'), Code('я')
)

var letterOf = func() (t [numLetters + 1]letter) {
	set := func(letters string, l letter) {
		for _, r := range letters {
			t[Code(r)] = l
		}
	}
	set(string(letters[:]), letter{class: Voiceless})
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
	for i, r := range letters {
		t[r-0x400] = byte(i + 1)
	}
	return t
}()

// Code numbers the lower-case letters of the Cyrillic alphabet from 1; it is 0 for
// every other rune.
func Code(r rune) byte {
	if r < 0x400 || r >= 0x500 {
		return 0
	}
	return codeOf[r-0x400]
}

// Letter is the rune of a code from 1 to 42.
func Letter(code byte) rune { return letters[code-1] }

// ClassOf is the class of a letter.
func ClassOf(code byte) Class { return letterOf[code].class }

// IsVowel reports whether the letter is a vowel, glides included.
func IsVowel(code byte) bool { return letterOf[code].vowel }

// VowelHarmony is the harmony of a vowel that decides it, 0 for all other letters.
func VowelHarmony(code byte) Harmony { return letterOf[code].harmony }

// Sounds are the classes of every prefix of one word: of its first i letters for
// index i.
type Sounds struct {
	N       int                     // letters
	Code    [MaxLetters + 1]byte    // the i-th letter
	Class   [MaxLetters + 1]Class   // class of the i-th letter, of the one before a final ь
	Harmony [MaxLetters + 1]Harmony // what a suffix after i letters may be; never 0 for i > 0
	Vowels  [MaxLetters + 1]uint8   // vowels among the first i letters
}

// Scan fills s for the word. It reports false, and leaves s undefined, for an empty
// word, one longer than MaxLetters or one with anything but lower-case Cyrillic
// letters of the Kazakh alphabet, each of which takes two bytes.
func (s *Sounds) Scan(word string) bool {
	if word == "" || len(word) > 2*MaxLetters || len(word)%2 != 0 {
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
	var glide byte           // и or у after the last deciding vowel
	hard := false            // қ or ғ so far
	for i := 1; i <= s.N; i++ {
		c := s.Code[i]
		switch {
		case c == codeQ || c == codeGh:
			hard = true
		case letterOf[c].harmony != 0:
			before, last = last, letterOf[c].harmony
			if before == 0 && glide != 0 {
				before = glideHarmony(glide, hard)
			}
			glide = 0
		case letterOf[c].vowel:
			glide = c
		}
		h := last
		if h == 0 {
			h = glideHarmony(glide, hard)
		} else if glide == codeI && (!hard || c != codeI) {
			h |= Front // Мамин-нің; but Қали keeps to its own vowel
		}
		s.Harmony[i] = h | s.endingHarmony(i, before)
	}
}

// glideHarmony is the harmony of a word with no other vowel than и or у.
func glideHarmony(glide byte, hard bool) Harmony {
	if glide == codeI && !hard {
		return Front
	}
	return Back
}

// endingHarmony is the harmony that the ending of the first i letters adds.
func (s *Sounds) endingHarmony(i int, before Harmony) Harmony {
	switch {
	case s.endsFront(i):
		return Front
	case s.endsTransparent(i):
		return before
	}
	return 0
}

// endsFront reports whether the first i letters end in к, г, ь or кт (факт-іге).
func (s *Sounds) endsFront(i int) bool {
	c := s.Code[i]
	return c == codeK || c == codeG || c == codeSoft || c == codeT && s.Code[i-1] == codeK
}

// endsTransparent reports whether the first i letters end like surnames in -ов and
// -ев, whose vowel is not heard.
func (s *Sounds) endsTransparent(i int) bool {
	prev := s.Code[i-1]
	return s.Code[i] == codeV && (prev == codeO || prev == codeE || prev == codeYo)
}

// Prefer narrows the harmony of the first i letters to the one a careful writer
// uses; it stays Either where usage differs.
func (s *Sounds) Prefer(i int) Harmony {
	h := s.Harmony[i]
	switch {
	case h != Either:
		return h
	case s.endsFront(i):
		return Front
	case s.endsTransparent(i) && i > 2:
		return s.Prefer(i - 2)
	case s.Code[i] == codeI:
		return s.Harmony[i-1] // саяси
	case s.native(i) && (s.Code[i] != codeN || s.Code[i-1] != codeI):
		return s.deciding(i) // мұхит, unlike surnames in -ин
	}
	return Front // loans with и in the last syllable: журналист
}

// native reports whether the first i letters have one that loans lack.
func (s *Sounds) native(i int) bool {
	for _, c := range s.Code[1 : i+1] {
		if c == codeQ || c == codeGh || c == codeHardU {
			return true
		}
	}
	return false
}

// deciding is the harmony of the last vowel that decides it.
func (s *Sounds) deciding(i int) Harmony {
	for ; i > 0; i-- {
		if h := letterOf[s.Code[i]].harmony; h != 0 {
			return h
		}
	}
	return Back
}

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
