package kazakh

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		v          Variant
		word, want string
	}{
		// Cyrillic is put in lower case.
		{Lat2018, "ТҮРКІСТАН", "түркістан"},
		{Lat2018, "Қасым-Жомарт", "қасым-жомарт"},
		{Lat2018, "15-і", "15-і"},
		{Lat2018, "", ""},
		// 2018: ı is й after a vowel, и elsewhere, and forms я and ю.
		{Lat2018, "tóraǵasy", "төрағасы"},
		{Lat2018, "Túımebaev", "түймебаев"},
		{Lat2018, "mınıstrligi", "министрлігі"},
		{Lat2018, "taǵaıyndaldy", "тағайындалды"},
		{Lat2018, "deıin", "дейін"},
		{Lat2018, "saıası", "саяси"},
		{Lat2018, "Zoıa", "зоя"},
		{Lat2018, "Iadvıga", "ядвига"},
		{Lat2018, "partııa", "партия"},
		{Lat2018, "komısıasy", "комисиясы"},
		{Lat2018, "bıýdjet", "бюджет"},
		{Lat2018, "Vıtalıı", "виталий"},
		{Lat2018, "radıo", "радио"},
		{Lat2018, "raıon", "район"},
		{Lat2018, "medıatsııa", "медиация"},
		{Lat2018, "jarııalady", "жариялады"},
		{Lat2018, "tıisti", "тиісті"},
		{Lat2018, "qoıý", "қою"},
		// ts is ц or т+с, and no ц in tsh.
		{Lat2018, "konferentsııa", "конференция"},
		{Lat2018, "ketse", "кетсе"},
		{Lat2018, "aıtsyn", "айтсын"},
		{Lat2018, "ultsyz", "ұлтсыз"},
		{Lat2018, "hatshysy", "хатшысы"},
		{Lat2018, "otstavka", "отставка"},
		{Lat2018, "protsent", "процент"},
		// The capital I of 2018 is the one of ı and of i.
		{Lat2018, "TÚRKISTAN", "түркістан"},
		{Lat2018, "Irına", "ирина"},
		{Lat2018, "Ishki", "ішкі"},
		{Lat2018, "SAILAÝ", "сайлау"},
		{Lat2018, "ASSAMBLEIASY", "ассамблеясы"},
		// э begins words only.
		{Lat2018, "etnomádenı", "этномәдени"},
		{Lat2018, "Energo", "энерго"},
		{Lat2018, "Eseı", "есей"},
		// 2021: i is и and й, ı is і; the capitals are İ and I.
		{Lat2021, "kelısım", "келісім"},
		{Lat2021, "tağaiyndaldy", "тағайындалды"},
		{Lat2021, "Irgeles", "іргелес"},
		{Lat2021, "İgnat", "игнат"},
		{Lat2021, "tehnologialar", "технологиялар"},
		{Lat2021, "konferensia", "конференция"},
		{Lat2021, "aksioner", "акционер"},
		{Lat2021, "sessia", "сессия"},
		{Lat2021, "ūlttyq", "ұлттық"},
		{Lat2021, "usynu", "усыну"},
		{Lat2021, "şeşım", "шешім"},
		{Lat2021, "Asia", "асия"},
		{Lat2021, "zañy", "заңы"},
		{Lat2021, "zaŋy", "заңы"},
		// 2017, with any apostrophe.
		{Lat2017, "to'rag'asy", "төрағасы"},
		{Lat2017, "sai’lay’", "сайлау"},
		{Lat2017, "s'es'im", "шешім"},
		{Lat2017, "hats'y", "хатшы"},
		{Lat2017, "pa'rti'i'a", "пәртия"},
		{Qaz2000, "sayasï", "саяси"},
		{Qaz2000, "wäkil", "уәкіл"},
		{Qaz2000, "şarwaşılıq", "шаруашылық"},
		{Qaz2000, "partïya", "партия"},
		{AbaiLt, "mәslihat", "мәсліхат"},
		{AbaiLt, "ghylymy", "ғылымы"},
		{AbaiLt, "jýyesi", "жүесі"},
		{AbaiLt, "búrynghy", "бұрынғы"},
		{English, "Tokayev", "тоқаев"},
		{English, "Yerlan", "ерлан"},
		{English, "Zhambyl", "жамбыл"},
		{English, "toragasy", "торағасы"},
		{English, "saylau", "сайлау"},
		{English, "oblysynyn", "облысының"},
		{English, "kerek", "керек"},
		{English, "kyzmet", "қызмет"},
		// A part in Cyrillic is kept.
		{Lat2018, "KEGOC-қа", "кегоц-қа"},
		// Arabic script, R-2.2.
		{0, "ٴتوراعاسى", "төрағасы"},
		{0, "ءتوراعاسى", "төрағасы"},
		{0, "اكىمى", "әкімі"},
		{0, "وبلىسىنىڭ", "облысының"},
		{0, "كەڭەسىنىڭ", "кеңесінің"},
		{0, "قىزمەتىنەن", "қызметінен"},
		{0, "تۇركىستان", "түркістан"},
		{0, "نۇراحمەت", "нұрахмет"},
		{0, "سەرىكۇلى", "серікұлы"},
		{0, "ماسەلە", "мәселе"},
		{0, "ٴماسليحات", "мәслихат"},
		{0, "جاريالادى", "жариялады"},
		{0, "پارتيا", "партия"},
		{0, "سايلاۋ", "сайлау"},
		{0, "كونستيتۋتسيا", "конституция"},
		{0, "مەيراموۆتى", "мейрамовты"},
		{0, "اكىمىمەن", "әкімімен"},
		{0, "سونىمەن", "сонымен"},
		{0, "كومپانيا", "компания"},
		{0, "ديرەكتورى", "директоры"},
		{0, "قـالا", "қала"},
		{0, "15-ناۋرىزدا", "15-наурызда"},
		{0, "تiزiم", "тызым"},
		{0, "گۇلنار", "гүлнар"},
		{0, "بوكەەۆ", "бөкеев"},
	} {
		got := Read(tt.word, tt.v)
		if got.Form != tt.want {
			t.Errorf("Read(%q, %v) = %q, want %q", tt.word, tt.v, got.Form, tt.want)
		}
		checkReading(t, tt.word, got)
	}
}

func TestCandidates(t *testing.T) {
	for _, tt := range []struct {
		v          Variant
		word, want string
	}{
		{Lat2018, "polıak", "поляк"},
		{Lat2018, "fılıal", "филиал"},
		{Lat2018, "qaharman", "қаһарман"},
		{Lat2018, "shetki", "щеткі"},
		{Lat2018, "ekspert", "експерт"},
		{Lat2018, "aktıor", "актёр"},
		{Lat2018, "poema", "поэма"},
		{Lat2021, "vise", "вице"},
		{English, "omir", "омір"},
		{English, "oskemen", "оскемен"},
		{English, "nur", "нур"},
		{0, "باپكەر", "бапкер"},
		{0, "ٴابدىقۇلوۆ", "әбдіқұлов"},
		{0, "ٴباسپاسوز", "баспасөз"},
	} {
		got := Candidates(tt.word, tt.v)
		if !slices.Contains(got, tt.want) {
			t.Errorf("Candidates(%q, %v) = %q, without %q", tt.word, tt.v, got, tt.want)
		}
		if len(got) > 16 || slices.Contains(got, Read(tt.word, tt.v).Form) {
			t.Errorf("Candidates(%q, %v) = %q: too many, or the reading among them", tt.word, tt.v, got)
		}
	}
	if got := Candidates("қала", Lat2018); got != nil {
		t.Errorf("a Cyrillic word has candidates %q", got)
	}
}

func TestReadingSource(t *testing.T) {
	for _, tt := range []struct {
		v    Variant
		word string
		form string // as far as asked for
		want string // the part of the word it came from
	}{
		{Lat2018, "saıasatyn", "саясат", "saıasat"},
		{Lat2018, "tóraǵasyn", "төраға", "tóraǵa"},
		{Lat2018, "ÁKIMINIŃ", "әкімі", "ÁKIMI"},
		{Lat2018, "partııasy", "партия", "partııa"},
		{Lat2017, "to'rag'asy", "төраға", "to'rag'a"},
		{0, "ٴتوراعاسى", "төраға", "ٴتوراعا"},
		{0, "پارتياسى", "партия", "پارتيا"},
		{0, "پارتياسى", "парти", "پارتيا"}, // within what one group gave
		{Lat2018, "ТӨРАҒАСЫН", "төраға", "ТӨРАҒА"},
	} {
		r := Read(tt.word, tt.v)
		if !strings.HasPrefix(r.Form, tt.form) {
			t.Errorf("Read(%q) = %q", tt.word, r.Form)
			continue
		}
		if got := tt.word[:r.Source(len(tt.form))]; got != tt.want {
			t.Errorf("%q: %q came from %q, want %q", tt.word, tt.form, got, tt.want)
		}
	}
}

// checkReading holds what is true of every reading.
func checkReading(tb testing.TB, word string, r Reading) {
	tb.Helper()
	prev := 0
	for i := range len(r.Form) + 1 {
		n := r.Source(i)
		if n < prev || n > len(word) {
			tb.Fatalf("%q, read %q: Source(%d) = %d after %d", word, r.Form, i, n, prev)
		}
		prev = n
	}
	if r.Source(0) != 0 || r.Form != "" && prev != len(word) {
		tb.Errorf("%q, read %q: from %d to %d", word, r.Form, r.Source(0), prev)
	}
}

// A pair is a word of a published text and the Cyrillic one it was made from.
type pair struct{ word, form string }

// pairs lines up the words of two texts.
func pairs(tb testing.TB, published, cyrillic string) []pair {
	tb.Helper()
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' })
	}
	words, forms := split(published), split(cyrillic)
	if len(words) != len(forms) {
		tb.Fatalf("%d words and %d of %.60q", len(words), len(forms), cyrillic)
	}
	list := make([]pair, len(words))
	for i := range words {
		list[i] = pair{words[i], forms[i]}
	}
	return list
}

// A score counts words whose reading, or one of whose readings, is right.
type score struct{ words, read, found int }

func (s *score) count(tb testing.TB, p pair, v Variant) {
	tb.Helper()
	s.words++
	want := Lower(p.form)
	switch {
	case Read(p.word, v).Form == want:
		s.read++
		s.found++
	case slices.Contains(Candidates(p.word, v), want):
		s.found++
	}
}

func (s *score) check(t *testing.T, name string, read, found float64) {
	t.Helper()
	gotRead, gotFound := 100*float64(s.read)/float64(s.words), 100*float64(s.found)/float64(s.words)
	t.Logf("%-28s %5d words, %5.1f %% read right, %5.1f %% with candidates", name, s.words, gotRead, gotFound)
	if gotRead < read || gotFound < found {
		t.Errorf("%s: %.1f %% and %.1f %%, want at least %.1f %% and %.1f %%", name, gotRead, gotFound, read, found)
	}
}

var styles = map[string]struct {
	script Script
	v      Variant
}{"latn-a": {Latin, Lat2018}, "latn-b": {Latin, Lat2021}, "arab": {Arabic, 0}}

func TestReadEditions(t *testing.T) {
	scores := map[string]*score{}
	for _, row := range readTable(t, "testdata/editions.tsv")[1:] {
		s := scores[row[0]]
		if s == nil {
			s = &score{}
			scores[row[0]] = s
		}
		for _, p := range pairs(t, row[2], row[1]) {
			s.count(t, p, styles[row[0]].v)
		}
	}
	scores["latn-a"].check(t, "acute", 98, 99)
	scores["latn-b"].check(t, "2021", 95, 97)
	scores["arab"].check(t, "arabic", 94.5, 99)
}

// Round trips of the Cyrillic gold articles through every alphabet.
func TestReadWhatIsWritten(t *testing.T) {
	for _, tt := range []struct {
		name        string
		s           Script
		v           Variant
		read, found float64
	}{
		{"2018", Latin, Lat2018, 98, 98.5},
		{"2021", Latin, Lat2021, 98, 98.5},
		{"2017", Latin, Lat2017, 98, 98.5},
		{"qaz2000", Latin, Qaz2000, 98.5, 99},
		{"abai-lt", Latin, AbaiLt, 96, 97},
		{"english", Latin, English, 70, 95},
		{"arabic", Arabic, 0, 95, 98.5},
	} {
		var s score
		for _, art := range goldArticles(t) {
			if art.Style != "cyrl" {
				continue
			}
			for _, p := range pairs(t, Write(art.Source, tt.s, tt.v), art.Source) {
				s.count(t, p, tt.v)
			}
		}
		s.check(t, tt.name, tt.read, tt.found)
	}
}

// Topics in four Latin spellings; the last two are nobody's alphabet.
func TestReadTopics(t *testing.T) {
	for _, tt := range []struct {
		name        string
		v           Variant
		read, found float64
	}{
		{"latn2018", Lat2018, 98, 98.5},
		{"latn2021", Lat2021, 98, 98.5},
		{"ascii-informal", English, 75, 95},
		{"ascii-strip", English, 70, 87},
	} {
		var s score
		for _, p := range topicPairs(t, tt.name) {
			s.count(t, p, tt.v)
		}
		s.check(t, tt.name, tt.read, tt.found)
	}
}

// topicPairs are the words of the development topics in a Latin spelling.
func topicPairs(tb testing.TB, spelling string) []pair {
	tb.Helper()
	dir := filepath.Join(sharedDir(tb), "data", "sets", "dev")
	topics := map[string]string{}
	for _, row := range readTable(tb, filepath.Join(dir, "topics.dev.tsv")) {
		topics[row[0]] = row[1]
	}
	var list []pair
	for _, row := range readTable(tb, filepath.Join(dir, "topics.dev."+spelling+".tsv")) {
		for _, p := range pairs(tb, row[1], topics[row[0]]) {
			if Key(p.form) != "" {
				list = append(list, p)
			}
		}
	}
	return list
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"", "Túrkistan", "tóraǵasy", "IIIAÝ", "ııaıý", "to'rag'asy'", "ٴتوراعاسى", "ـٴ-ء", "KEGOC-қа", "تiزiم", "\xff\xfea", "\x9d\x9dӤ\x9e", "tstsh'ts",
		strings.Repeat("ıa", 50), strings.Repeat("ٴ", 90), "ẞ", "yeyoya",
	} {
		for v := Lat2018; v <= English; v++ {
			f.Add(s, uint8(v))
		}
	}
	f.Fuzz(func(t *testing.T, word string, v uint8) {
		r := Read(word, Variant(v))
		checkReading(t, word, r)
		if utf8.ValidString(word) && !utf8.ValidString(r.Form) {
			t.Errorf("Read(%q) = %q", word, r.Form)
		}
		if c := Candidates(word, Variant(v)); len(c) > maxCandidates {
			t.Errorf("Candidates(%q): %d", word, len(c))
		}
	})
}
