package kazakh

// A Variant is one of the Latin alphabets that Kazakh has been written in. The same
// letter stands for different sounds in them (section 2.2 of the brief), so reading
// and writing need it; matching does not, see [Key].
type Variant uint8

// The Latin alphabets, see section 2.1 for where each is met.
const (
	Lat2018 Variant = iota // acute: á ǵ ı ń ó ú ý, sh ch; the largest archives
	Lat2021                // umlaut: ä ö ü ū ğ ñ ş ı İ; newer portals
	Lat2017                // apostrophe: a' g' i' n' o' u' y' s' c'
	Qaz2000                // QazAqparat and Wikipedia converter: ä ö ü ğ ñ ş ç ı ï w y
	AbaiLt                 // abai.kz: gh ng ó ú ý ә
	English                // passports, English pages, everyday typing without diacritics
)

// String names the variant as the brief does.
func (v Variant) String() string {
	return [...]string{"lat2018", "lat2021", "lat2017", "qaz2000", "abai-lt", "en"}[min(v, English)]
}

// DetectVariant guesses the alphabet of a Latin text from its tell-tale letters.
// Text without any is English.
func DetectVariant(text string) Variant {
	var n [English + 1]int
	var prev rune
	for _, r := range text {
		r = lowerRune(r)
		switch r {
		case 'ǵ', 'ń', 'á':
			n[Lat2018]++
		case 'ı':
			n[Lat2018]++
			n[Lat2021]++
			n[Qaz2000]++
		case 'ý', 'ó', 'ú':
			n[Lat2018]++
			n[AbaiLt]++
		case 'ū', 'ŋ':
			n[Lat2021] += 4
		case 'ä', 'ö', 'ü', 'ğ', 'ñ', 'ş':
			n[Lat2021]++
			n[Qaz2000]++
		case 'ï', 'ç':
			n[Qaz2000] += 3
		case 'w':
			n[Qaz2000]++
		case 'ə', 'ә':
			n[AbaiLt] += 3
		case 'h':
			if prev == 'g' {
				n[AbaiLt] += 3
			}
		case '\'', '’', 'ʼ', '‘', '`', '´', '′':
			switch prev {
			case 'a', 'g', 'n', 'o', 'u', 'y', 's', 'c', 'i':
				n[Lat2017] += 2
			}
		}
		prev = r
	}
	best := English
	for v := range English {
		if n[v] > n[best] {
			best = v
		}
	}
	return best
}
