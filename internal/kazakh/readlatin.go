package kazakh

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A spelling is a letter group of a Latin alphabet and its readings.
type spelling struct{ latin, first, second, third string }

// plainLatin holds for every alphabet unless it says otherwise: letters that are
// the same everywhere, and those of one alphabet met in a text of another. After
// the likeliest reading stand further ones.
const plainLatin = `
	a=а b=б c=ц,с,к d=д e=е,э f=ф g=г
	h=х,һ i=і j=ж k=к l=л m=м n=н
	o=о p=п q=қ r=р s=с t=т u=ұ
	v=в w=у,в x=х,кс y=ы z=з
	á=ә ä=ә ə=ә ǵ=ғ ğ=ғ ń=ң ñ=ң
	ŋ=ң ó=ө ö=ө ɵ=ө ú=ү ü=ү ū=ұ
	ý=у ş=ш,щ ç=ч ï=и ı=і ƣ=ғ
	sh=ш,щ ch=ч ts=ц,тс`

// An orthography is a Latin alphabet made ready for reading.
type orthography struct {
	spellings [0x180][]spelling // by first rune, the longer ones first
	glide     string            // the letter that stands for both и and й, "" if there is none
	labial    string            // the letter у
}

// orthographies are indexed by Variant.
var orthographies = [...]*orthography{
	Lat2018: newOrthography("ı", "ý", ``),
	Lat2021: newOrthography("i", "u", `u=у s=с,ц`),
	Lat2017: newOrthography("i'", "y'", `a'=ә g'=ғ n'=ң o'=ө u'=ү y'=у s'=ш,щ c'=ч`),
	Qaz2000: newOrthography("", "w", `ı=ы w=у y=й ya=я yu=ю yw=ю,йу ïw=ию,ю yo=йо,ё şş=щ,шш`),
	AbaiLt: newOrthography("", "u", `
		gh=ғ ng=ң,нг ngh=нғ,ңғ ý=ү ú=ұ u=у iy=и,ий,ій iya=ия,иа iyya=ия iyy=ий ya=я,ия yu=ю iu=ю,иу io=ио,ё
		ia=ия,я`),
	English: newOrthography("", "u", `
		gh=ғ zh=ж kh=х,қ iia=ия shch=щ ya=я,ия yu=ю iu=ю,иу yo=ё,йо iya=ия ia=ия,я dj=ж,дж dzh=ж,дж ph=ф
		ck=к w=у,в x=кс,х`),
}

// newOrthography makes an alphabet of its own spellings and the plain ones.
func newOrthography(glide, labial, own string) *orthography {
	o := &orthography{glide: glide, labial: labial}
	for entry := range strings.FieldsSeq(own + plainLatin) {
		s := parseSpelling(entry)
		first, _ := utf8.DecodeRuneInString(s.latin)
		if int(first) >= len(o.spellings) { // see otherLatin
			continue
		}
		list := o.spellings[first]
		at := slices.IndexFunc(list, func(t spelling) bool { return len(t.latin) < len(s.latin) })
		if at < 0 {
			at = len(list)
		}
		o.spellings[first] = slices.Insert(list, at, s)
	}
	return o
}

// parseSpelling reads "ts=ц,тс".
func parseSpelling(entry string) spelling {
	latin, readings, _ := strings.Cut(entry, "=")
	first, rest, _ := strings.Cut(readings, ",")
	second, third, _ := strings.Cut(rest, ",")
	return spelling{latin, first, second, third}
}

// A latinWord is a word being read. Its runes are lower case, but capitalI where the
// alphabet of 2018 does not tell which case pair it is.
type latinWord struct {
	*parser
	*orthography
	variant Variant
}

// capitalI stands for the capital of ı or і in the alphabet of 2018.
const capitalI = 'I'

func (p *parser) parseLatin(word string, from int, v Variant) int {
	w := latinWord{p, orthographies[min(v, English)], min(v, English)}
	i := from
	for i < len(word) && p.size < maxRunes {
		r, n := utf8.DecodeRuneInString(word[i:])
		i += n
		p.take(w.lower(r), i)
	}
	for i := 0; i < p.size; {
		i += w.unit(i)
	}
	if w.variant == English {
		harmonize(p.units[:p.n])
	}
	loanE(p.units[:p.n])
	return i
}

// lower is the lower case of a letter in the alphabet at hand; apostrophes are made
// plain.
func (w latinWord) lower(r rune) rune {
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
func (w latinWord) unit(i int) int {
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
func (w latinWord) glideAt(i int) int {
	n := utf8.RuneCountInString(w.glide)
	return w.readGlide(i, n)
}

func (w latinWord) readGlide(i, n int) int {
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
func (w latinWord) glideA(i, n int) int {
	w.softenS()
	if w.has(i+n+1, "ts") || w.has(i+n+1, "sia") { // "medıatsııa"
		return w.addUnit(i, n+1, unit{first: "иа", second: "я", third: "ия"})
	}
	return w.addUnit(i, n+1, unit{first: "ия", second: "я", third: "иа"})
}

// softenS makes the last letter ц in the alphabet of 2021, which writes s for it:
// "konferensia", "aksioner", but not after s and r ("sessia", "versia").
func (w latinWord) softenS() {
	n := w.n
	if w.variant != Lat2021 || n < 2 || w.units[n-1].first != "с" || w.size < 5 {
		return
	}
	if before := w.units[n-2].first; before != "с" && before != "р" {
		w.units[n-1].first, w.units[n-1].second = "ц", "с"
	}
}

// capital reads the capital I of 2018, which is і, и or й.
func (w latinWord) capital(i int) int {
	switch {
	case w.afterVowel(), w.has(i+1, "a") && !w.anyVowel(), w.has(i+1, w.labial):
		return w.readGlide(i, 1)
	case w.isFront(i):
		return w.add(i, 1, "і", "и")
	default:
		n := w.readGlide(i, 1)
		if u := &w.units[w.n-1]; n == 1 && u.second == "" {
			u.second = "і"
		}
		return n
	}
}

// isFront guesses whether the word goes on, or has gone so far, with front vowels.
func (w latinWord) isFront(i int) bool {
	for j := i - 1; j >= 0; j-- {
		switch w.runes[j] {
		case 'a', 'o', 'u', 'y':
			return false
		case 'á', 'e', 'i', 'ó', 'ú':
			return true
		}
	}
	for _, r := range w.runes[i+1 : w.size] {
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
func (w latinWord) affricate(i int) int {
	if w.has(i+2, "h") || w.has(i+2, "'") || w.isConsonant(i+2) || w.isSuffix(i+2) {
		return w.add(i, 1, "т", "")
	}
	return w.add(i, 2, "ц", "тс")
}

// isSuffix reports whether the word goes on at i as suffixes in -с do after the s.
func (w latinWord) isSuffix(i int) bool {
	rest := w.runes[min(i, w.size):w.size]
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

func (w latinWord) isConsonant(i int) bool {
	return i < w.size && strings.ContainsRune("bcdfgjklmnpqrstvxz", w.runes[i])
}

// looseY reads the y of spellings without a fixed alphabet: nothing between a vowel
// and e ("Tokayev") and before a first e ("Yerlan"), й after a vowel, ы elsewhere.
// It returns 0 where the tables know better.
func (w latinWord) looseY(i int) int {
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
func (w latinWord) has(i int, s string) bool {
	for _, r := range s {
		if i >= w.size || w.runes[i] != r {
			return false
		}
		i++
	}
	return true
}

// before is the rune before the i-th, 0 for the first.
func (w latinWord) before(i int) rune {
	if i == 0 {
		return 0
	}
	return w.runes[i-1]
}

func (w latinWord) addSpelling(i int, s spelling) int {
	n := utf8.RuneCountInString(s.latin)
	return w.addUnit(i, n, unit{first: s.first, second: s.second, third: s.third})
}

// afterVowel reports whether the reading so far ends in a vowel other than и and у.
func (w latinWord) afterVowel() bool { return isFullVowel(w.last()) }

// afterGlide reports whether the reading so far ends in и.
func (w latinWord) afterGlide() bool { return w.last() == 'и' }

func (w latinWord) last() rune {
	if w.n == 0 {
		return 0
	}
	return lastOf(w.units[w.n-1].first)
}

func (w latinWord) anyVowel() bool {
	for i := range w.n {
		if isVowelUnit(w.units[i]) {
			return true
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
