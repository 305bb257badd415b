package kazakh

import (
	"strings"
	"unicode/utf8"
)

// What happens where a stem and a suffix meet: voicing, shortened loans
// contractions of verbs.

// Voiced gives the code that п, к, қ turn into between a vowel and a vowel, and 0
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

// IsUnrestored reports whether the letter is б or ғ, which no native stem ends in:
// before a vowel they stand for п and қ.
func IsUnrestored(code byte) bool { return code == codeB || code == codeGh }

// IsYot reports whether the letter is й.
func IsYot(code byte) bool { return code == codeYot }

// IsT reports whether the letter is т.
func IsT(code byte) bool { return code == codeT }

// EndsInI reports whether the letter is и, after which а and у are spelled я and ю.
func EndsInI(code byte) bool { return code == codeI }

// A Contraction is a spelling rule for the seam of a verb stem and a suffix:
// stem-final Stem and suffix-initial Suffix are written as Spelled alone.
type Contraction struct{ Stem, Suffix, Spelled byte }

// Contractions lists the rules: қой-а-ды is written қояды, оқы-у оқу, оқы-й-ды оқиды.
var Contractions = []Contraction{
	{codeYot, codeA, codeYa},
	{codeYot, codeU, codeYu},
	{codeY, codeU, codeU},
	{codeDottedI, codeU, codeU},
	{codeY, codeYot, codeI},
	{codeDottedI, codeYot, codeI},
}

// GlideSpelling is how a suffix-initial а or у is written after stem-final и (жи-а-ды
// is жияды); 0 for other letters.
func GlideSpelling(code byte) byte {
	switch code {
	case codeA:
		return codeYa
	case codeU:
		return codeYu
	}
	return 0
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

// Harmonize writes out a suffix pattern: its capitals stand for letters that vary
// with harmony (А = а/е, Ы = ы/і, Ғ = ғ/г, Қ = қ/к).
func Harmonize(pattern string, front bool) string {
	if front {
		return frontPattern.Replace(pattern)
	}
	return backPattern.Replace(pattern)
}

var (
	backPattern  = strings.NewReplacer("А", "а", "Ы", "ы", "Ғ", "ғ", "Қ", "қ")
	frontPattern = strings.NewReplacer("А", "е", "Ы", "і", "Ғ", "г", "Қ", "к")
)

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

// LoanEnding tells which of the endings the lower-case word has; words of three
// letters and less have none.
func LoanEnding(word string) LoanEnd {
	switch {
	case len(word) < 8:
		return EndsPlain
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

// Rounded gives the shape that a verb root in п after a vowel has before the
// converb: тап, тау(ып).
func Rounded(root string) (string, bool) {
	base, ok := strings.CutSuffix(root, "п")
	if !ok || !endsInVowel(base) {
		return "", false
	}
	return base + "у", true
}

// VerbRoots gives the roots that a verbal noun in -у may belong to: сайлау gives
// сайла; тану gives тан, таны and тані; табу таб, табы, табі and тап; қою қой and қо.
func VerbRoots(noun string) []string {
	if base, ok := strings.CutSuffix(noun, "ю"); ok {
		return []string{base + "й", base}
	}
	base, ok := strings.CutSuffix(noun, "у")
	switch {
	case !ok || base == "":
		return nil
	case endsInVowel(base):
		return []string{base}
	}
	roots := []string{base, base + "ы", base + "і"}
	r, n := utf8.DecodeLastRuneInString(base)
	if d := Devoiced(Code(r)); d != 0 {
		roots = append(roots, base[:len(base)-n]+string(Letter(d)))
	}
	return roots
}

func endsInVowel(word string) bool {
	r, _ := utf8.DecodeLastRuneInString(word)
	return IsVowel(Code(r))
}

var patronymics = []string{"ұлы", "қызы", "ұғлы", "оғлы", "баласы"}

// IsPatronymic reports whether the lower-case word ends like a Kazakh patronymic,
// which declines as a possessed noun: Әбішұлы-н, Мұратқызы-на.
func IsPatronymic(word string) bool {
	for _, end := range patronymics {
		if len(word) > len(end)+2 && strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// russianEnds end Russian words and hardly any Kazakh ones.
var russianEnds = []string{
	"ость", "ости", "остью", "ый", "ого", "ому", "ыми", "ая", "ое", "ые", "ых", "ться", "тся", "лся", "лась", "лись",
	"ение", "ения", "ению", "ением", "ание", "ания", "анию", "анием", "ами", "ями", "ских", "ского", "ской", "ском",
}

// LooksRussian reports whether a lower-case word that is no known Kazakh one is
// likely Russian: it has none of the nine Kazakh letters and five letters or more,
// and it holds ъ or щ or has a Russian ending. Surnames in -ский are no such words.
func LooksRussian(word string) bool {
	if len(word) < 10 || strings.ContainsAny(word, "әғқңөұүһі") {
		return false
	}
	if strings.HasSuffix(word, "ский") || strings.HasSuffix(word, "ская") {
		return false
	}
	if strings.ContainsAny(word, "ъщ") {
		return true
	}
	for _, end := range russianEnds {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}
