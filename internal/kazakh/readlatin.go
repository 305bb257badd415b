package kazakh

import (
	"strings"
	"unicode/utf8"
)

// A spelling is a letter group of a Latin alphabet and its readings.
type spelling struct {
	latin string
	first string
	more  string // further readings, separated by a space
}

// plainLatin holds for every alphabet unless it says otherwise: letters that are
// the same everywhere, and those of one alphabet met in a text of another.
var plainLatin = []spelling{
	{"a", "а", ""}, {"b", "б", ""}, {"c", "ц", "с к"}, {"d", "д", ""}, {"e", "е", "э"}, {"f", "ф", ""}, {"g", "г", ""},
	{"h", "х", "һ"}, {"i", "і", ""}, {"j", "ж", ""}, {"k", "к", ""}, {"l", "л", ""}, {"m", "м", ""}, {"n", "н", ""},
	{"o", "о", ""}, {"p", "п", ""}, {"q", "қ", ""}, {"r", "р", ""}, {"s", "с", ""}, {"t", "т", ""}, {"u", "ұ", ""},
	{"v", "в", ""}, {"w", "у", "в"}, {"x", "х", "кс"}, {"y", "ы", ""}, {"z", "з", ""},
	{"á", "ә", ""}, {"ä", "ә", ""}, {"ə", "ә", ""}, {"ǵ", "ғ", ""}, {"ğ", "ғ", ""}, {"ń", "ң", ""}, {"ñ", "ң", ""},
	{"ŋ", "ң", ""}, {"ó", "ө", ""}, {"ö", "ө", ""}, {"ɵ", "ө", ""}, {"ú", "ү", ""}, {"ü", "ү", ""}, {"ū", "ұ", ""},
	{"ý", "у", ""}, {"ş", "ш", "щ"}, {"ç", "ч", ""}, {"ï", "и", ""}, {"ı", "і", ""}, {"ƣ", "ғ", ""},
	{"sh", "ш", "щ"}, {"ch", "ч", ""}, {"ts", "ц", "тс"},
}

// An orthography is a Latin alphabet made ready for reading.
type orthography struct {
	spellings [0x180][]spelling // by first rune, the longer ones first
	glide     string            // the letter that stands for both и and й, "" if there is none
	labial    string            // the letter у
}

// orthographies are indexed by Variant.
var orthographies = [...]*orthography{
	Lat2018: newOrthography("ı", "ý"),
	Lat2021: newOrthography("i", "u", spelling{"u", "у", ""}, spelling{"s", "с", "ц"}),
	Lat2017: newOrthography("i'", "y'",
		spelling{"a'", "ә", ""}, spelling{"g'", "ғ", ""}, spelling{"n'", "ң", ""}, spelling{"o'", "ө", ""},
		spelling{"u'", "ү", ""}, spelling{"y'", "у", ""}, spelling{"s'", "ш", "щ"}, spelling{"c'", "ч", ""}),
	Qaz2000: newOrthography("", "w",
		spelling{"ı", "ы", ""}, spelling{"w", "у", ""}, spelling{"y", "й", ""}, spelling{"ya", "я", ""}, spelling{"yu", "ю", ""},
		spelling{"yw", "ю", "йу"}, spelling{"ïw", "ию", "ю"}, spelling{"yo", "йо", "ё"}, spelling{"şş", "щ", "шш"}),
	AbaiLt: newOrthography("", "u",
		spelling{"gh", "ғ", ""}, spelling{"ng", "ң", "нг"}, spelling{"ngh", "нғ", "ңғ"}, spelling{"ý", "ү", ""}, spelling{"ú", "ұ", ""}, spelling{"u", "у", ""},
		spelling{"iy", "и", "ий ій"}, spelling{"iya", "ия", "иа"}, spelling{"iyya", "ия", ""}, spelling{"iyy", "ий", ""}, spelling{"ya", "я", "ия"},
		spelling{"yu", "ю", ""}, spelling{"iu", "ю", "иу"}, spelling{"io", "ио", "ё"}, spelling{"ia", "ия", "я"}),
	English: newOrthography("", "u",
		spelling{"gh", "ғ", ""}, spelling{"zh", "ж", ""}, spelling{"kh", "х", "қ"}, spelling{"iia", "ия", ""}, spelling{"shch", "щ", ""},
		spelling{"ya", "я", "ия"}, spelling{"yu", "ю", ""}, spelling{"iu", "ю", "иу"}, spelling{"yo", "ё", "йо"}, spelling{"iya", "ия", ""},
		spelling{"ia", "ия", "я"}, spelling{"dj", "ж", "дж"}, spelling{"dzh", "ж", "дж"}, spelling{"ph", "ф", ""}, spelling{"ck", "к", ""},
		spelling{"w", "у", "в"}, spelling{"x", "кс", "х"}),
}

func newOrthography(glide, labial string, own ...spelling) *orthography {
	o := &orthography{glide: glide, labial: labial}
	for _, s := range append(own, plainLatin...) {
		first, _ := utf8.DecodeRuneInString(s.latin)
		if int(first) >= len(o.spellings) { // ə, ɵ, ƣ: see otherLatin
			continue
		}
		list := o.spellings[first]
		at := len(list)
		for at > 0 && len(list[at-1].latin) < len(s.latin) {
			at--
		}
		list = append(list, spelling{})
		copy(list[at+1:], list[at:])
		list[at] = s
		o.spellings[first] = list
	}
	return o
}

// A latinWord is a word being read.
type latinWord struct {
	*orthography
	variant Variant
	runes   []rune // lower case; capitalI where Lat2018 does not tell the case pair
	ends    []int  // ends[i] is the end of runes[i] in the word
	units   []unit
}

// capitalI stands for the capital of ı or і in the alphabet of 2018.
const capitalI = 'I'

func parseLatin(word string, v Variant, units []unit) []unit {
	var runes [stackUnits]rune
	var ends [stackUnits]int
	w := &latinWord{
		orthography: orthographies[min(v, English)], variant: min(v, English),
		runes: runes[:0], ends: ends[:0], units: units,
	}
	for i := 0; i < len(word); {
		r, n := utf8.DecodeRuneInString(word[i:])
		i += n
		w.runes = append(w.runes, w.lower(r))
		w.ends = append(w.ends, i)
	}
	for i := 0; i < len(w.runes); {
		i += w.unit(i)
	}
	if w.variant == English {
		harmonize(w.units)
	}
	loanE(w.units)
	return w.units
}

// lower is the lower case of a letter in the alphabet at hand; apostrophes are made
// plain.
func (w *latinWord) lower(r rune) rune {
	switch r {
	case 'I':
		switch w.variant {
		case Lat2021, Qaz2000:
			return 'ı'
		case Lat2018:
			return capitalI
		case Lat2017, AbaiLt, English:
		}
	case '’', 'ʼ', '‘', '`', '´', '′':
		return '\''
	}
	return lowerRune(r)
}

// unit reads the letter group at i and returns its length in runes.
func (w *latinWord) unit(i int) int {
	r := w.runes[i]
	switch {
	case r == capitalI:
		return w.capital(i)
	case w.glide != "" && w.has(i, w.glide):
		return w.glideAt(i)
	case r == 't' && w.has(i, "ts"):
		return w.affricate(i)
	case r == 'y' && (w.variant == AbaiLt || w.variant == English):
		if n := w.looseY(i); n > 0 {
			return n
		}
	case r == 'e' && isLetter(w.before(i)):
		if isFullVowel(w.last()) {
			return w.add(i, 1, "е", "э") // "poema"
		}
		return w.add(i, 1, "е", "")
	case r == '\'' && w.variant != Lat2017:
		return w.add(i, 1, "", "")
	case int(r) >= len(w.spellings):
		return w.add(i, 1, otherLatin(r), "")
	}
	for _, s := range w.spellings[r] {
		if w.has(i, s.latin) {
			return w.addSpelling(i, s)
		}
	}
	return w.add(i, 1, string(r), "")
}

// otherLatin reads the rare Latin letters that are not in the tables of spellings;
// everything else stays as it is.
func otherLatin(r rune) string {
	switch r {
	case 'ə':
		return "ә"
	case 'ɵ':
		return "ө"
	case 'ƣ':
		return "ғ"
	case 'ǵ':
		return "ғ"
	}
	return string(r)
}

// glideAt reads the letter that stands for both и and й, with a vowel letter after
// it that it may form я or ю with: "tuıme" й, "mınıstr" и, "saıası" я, "bıýdjet" ю.
func (w *latinWord) glideAt(i int) int {
	n := utf8.RuneCountInString(w.glide)
	return w.readGlide(i, n)
}

func (w *latinWord) readGlide(i, n int) int {
	next := i + n
	open := w.afterVowel()
	switch {
	case w.has(next, "a") && !w.has(next, "a'"):
		switch {
		case open || w.afterGlide() || !w.anyVowel():
			return w.add(i, n+1, "я", "")
		default:
			return w.glideA(i, n)
		}
	case w.has(next, w.labial):
		return w.add(i, n+utf8.RuneCountInString(w.labial), "ю", "")
	case w.has(next, "o") && !w.has(next, "o'"):
		if open {
			return w.add(i, n+1, "йо", "ё")
		}
		w.softenS()
		return w.add(i, n+1, "ио", "ё")
	case open || w.afterGlide():
		return w.add(i, n, "й", "и")
	default:
		return w.add(i, n, "и", "")
	}
}

// glideA reads the glide letter and a after a consonant: ия as a rule ("komısıasy"),
// but я ("polıak") and иа ("fılıal") are spelled alike.
func (w *latinWord) glideA(i, n int) int {
	w.softenS()
	u := unit{first: "ия", second: "я", third: "иа", end: w.ends[i+n]}
	if w.has(i+n+1, "ts") || w.has(i+n+1, "sia") {
		u.first, u.third = u.third, u.first
	}
	w.units = append(w.units, u)
	return n + 1
}

// softenS makes the last letter ц in the alphabet of 2021, which writes s for it:
// "konferensia", "aksioner", but not after s and r ("sessia", "versia").
func (w *latinWord) softenS() {
	n := len(w.units)
	if w.variant != Lat2021 || n < 2 || w.units[n-1].first != "с" || len(w.runes) < 5 {
		return
	}
	if before := w.units[n-2].first; before != "с" && before != "р" {
		w.units[n-1].first, w.units[n-1].second = "ц", "с"
	}
}

// capital reads the capital I of 2018, which is і, и or й.
func (w *latinWord) capital(i int) int {
	switch {
	case w.afterVowel(), w.has(i+1, "a") && !w.anyVowel(), w.has(i+1, w.labial):
		return w.readGlide(i, 1)
	case w.isFront(i):
		return w.add(i, 1, "і", "и")
	default:
		n := w.readGlide(i, 1)
		if u := &w.units[len(w.units)-1]; n == 1 && u.second == "" {
			u.second = "і"
		}
		return n
	}
}

// isFront guesses whether the word goes on, or has gone so far, with front vowels.
func (w *latinWord) isFront(i int) bool {
	for j := i - 1; j >= 0; j-- {
		switch w.runes[j] {
		case 'a', 'o', 'u', 'y':
			return false
		case 'á', 'e', 'i', 'ó', 'ú':
			return true
		}
	}
	for _, r := range w.runes[i+1:] {
		switch r {
		case 'a', 'o', 'u', 'y', 'ı', 'q', 'ǵ':
			return false
		case 'á', 'e', 'i', 'ó', 'ú':
			return true
		}
	}
	return true
}

// affricate reads ts: ц before a vowel and at the end of a word, but т+с before the
// suffixes of a verb or noun in -т ("ketse", "aıtsyn", "ultsyz") and before another
// consonant ("otstavka"), т+ш in "hatshy".
func (w *latinWord) affricate(i int) int {
	if w.has(i+2, "h") || w.has(i+2, "'") || w.isConsonant(i+2) || w.isSuffix(i+2) {
		return w.add(i, 1, "т", "")
	}
	return w.add(i, 2, "ц", "тс")
}

// isSuffix reports whether the word goes on at i as suffixes in -с do after the s.
func (w *latinWord) isSuffix(i int) bool {
	rest := w.runes[min(i, len(w.runes)):]
	if len(rest) == 0 {
		return false
	}
	switch rest[0] {
	case 'y':
		return true
	case 'i':
		return w.variant == Lat2018 || w.variant == Lat2017 && !w.has(i, "i'")
	case 'ı':
		return w.variant == Lat2021
	case 'e', 'a':
		return len(rest) == 1 || len(rest) == 2 && strings.ContainsRune("mńñqk", rest[1]) ||
			len(rest) > 3 && strings.ContainsRune("ńñ", rest[1])
	}
	return false
}

func (w *latinWord) isConsonant(i int) bool {
	return i < len(w.runes) && strings.ContainsRune("bcdfgjklmnpqrstvxz", w.runes[i])
}

// looseY reads the y of spellings without a fixed alphabet: nothing between a vowel
// and e ("Tokayev") and before a first e ("Yerlan"), й after a vowel, ы elsewhere.
// It returns 0 where the tables know better.
func (w *latinWord) looseY(i int) int {
	switch {
	case w.has(i, "ye") && (i == 0 || w.afterVowel()):
		return w.add(i, 2, "е", "йе")
	case w.has(i, "ya") && w.variant == AbaiLt && w.before(i) != 0 && !w.afterVowel():
		return w.add(i, 2, "ыа", "я") // "Saryaghash"
	case w.has(i, "ya"), w.has(i, "yu"), w.has(i, "yo") && w.variant == English:
		return 0
	case w.afterVowel():
		return w.add(i, 1, "й", "ы")
	default:
		return w.add(i, 1, "ы", "и")
	}
}

// has reports whether the word goes on with s at rune i.
func (w *latinWord) has(i int, s string) bool {
	for _, r := range s {
		if i >= len(w.runes) || w.runes[i] != r {
			return false
		}
		i++
	}
	return true
}

// before is the rune before the i-th, 0 for the first.
func (w *latinWord) before(i int) rune {
	if i == 0 {
		return 0
	}
	return w.runes[i-1]
}

func (w *latinWord) add(i, n int, first, second string) int {
	w.units = append(w.units, unit{first: first, second: second, end: w.ends[i+n-1]})
	return n
}

func (w *latinWord) addSpelling(i int, s spelling) int {
	n := utf8.RuneCountInString(s.latin)
	second, third, _ := strings.Cut(s.more, " ")
	w.units = append(w.units, unit{first: s.first, second: second, third: third, end: w.ends[i+n-1]})
	return n
}

// afterVowel reports whether the reading so far ends in a vowel other than и and у.
func (w *latinWord) afterVowel() bool {
	r := w.last()
	return isFullVowel(r)
}

// afterGlide reports whether the reading so far ends in и.
func (w *latinWord) afterGlide() bool { return w.last() == 'и' }

func (w *latinWord) last() rune {
	if len(w.units) == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(w.units[len(w.units)-1].first)
	return r
}

func (w *latinWord) anyVowel() bool {
	for _, u := range w.units {
		for _, r := range u.first {
			if isFullVowel(r) || r == 'и' || r == 'у' {
				return true
			}
		}
	}
	return false
}

// isFullVowel reports whether r is a Cyrillic vowel other than и and у.
func isFullVowel(r rune) bool {
	switch r {
	case 'а', 'ә', 'е', 'ё', 'о', 'ө', 'ұ', 'ү', 'ы', 'і', 'э', 'ю', 'я':
		return true
	}
	return false
}
