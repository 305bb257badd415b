package kazakh

import (
	"slices"
	"testing"
)

func scanned(t *testing.T, word string) *Sounds {
	t.Helper()
	var s Sounds
	if !s.Scan(word) {
		t.Fatalf("%q is no word", word)
	}
	return &s
}

func TestHarmony(t *testing.T) {
	for _, c := range []struct {
		word    string
		takes   Harmony // what is read
		prefers Harmony // what is written
	}{
		{"қала", Back, Back},
		{"кеңес", Front, Front},
		{"кітап", Back, Back},
		{"мұғалім", Front, Front},
		// glides look back for another vowel
		{"су", Back, Back},
		{"ту", Back, Back},
		{"би", Front, Front},
		{"ким", Front, Front},
		{"қи", Back, Back},
		{"сайлау", Back, Back},
		{"тіркеу", Front, Front},
		{"институт", Back, Back},
		{"министр", Front, Front},
		{"туризм", Front, Front},
		{"путин", Front, Front},
		{"мамин", Either, Front},
		{"нығматулин", Either, Front},
		{"журналист", Either, Front},
		{"тарих", Either, Front}, // nouns.tsv says back
		{"мұхит", Either, Back},
		{"саяси", Either, Back},
		{"қали", Back, Back},
		// surnames in -ов, -ев are seen through
		{"назарбаев", Either, Back},
		{"бектенов", Either, Front},
		{"медведев", Front, Front},
		{"құдайбергенов", Either, Front},
		{"қосанов", Back, Back},
		// к, г, ь
		{"банк", Either, Front},
		{"округ", Either, Front},
		{"автомобиль", Either, Front},
		{"факт", Either, Front},
		// я
		{"партия", Back, Back},
		{"корея", Back, Back},
		{"ассамблея", Back, Back},
	} {
		s := scanned(t, c.word)
		if got := s.Harmony[s.N]; got != c.takes {
			t.Errorf("%s: takes %d, want %d", c.word, got, c.takes)
		}
		if got := s.Prefer(s.N); got != c.prefers {
			t.Errorf("%s: prefers %d, want %d", c.word, got, c.prefers)
		}
	}
}

func TestClass(t *testing.T) {
	for _, c := range []struct {
		word string
		want Class
	}{
		{"қала", Vowel},
		{"партия", Vowel},
		{"ту", Glide},
		{"би", Glide},
		{"меню", Glide},
		{"тай", Liquid},
		{"ар", Liquid},
		{"ауыл", Lateral},
		{"автомобиль", Lateral},
		{"орын", Nasal},
		{"таң", Nasal},
		{"париж", Buzz},
		{"жүз", Buzz},
		{"кітап", Voiceless},
		{"назарбаев", Voiceless},
		{"клуб", Voiceless},
		{"съезд", Voiceless},
		{"округ", Voiceless},
	} {
		s := scanned(t, c.word)
		if got := s.Class[s.N]; got != c.want {
			t.Errorf("%s: class %d, want %d", c.word, got, c.want)
		}
	}
}

func TestScanRefuses(t *testing.T) {
	var s Sounds
	for _, word := range []string{"", "a", "ab", "Қала", "вице-министр", "қала ", "15", "\xd0", "\xd0\x00", "ѓ", "қалаa"} {
		if s.Scan(word) {
			t.Errorf("%q is taken for a word", word)
		}
	}
	long := ""
	for range MaxLetters {
		long += "а"
	}
	if !s.Scan(long) || s.Scan(long+"а") {
		t.Errorf("the longest word has not %d letters", MaxLetters)
	}
}

func TestCodes(t *testing.T) {
	seen := map[byte]bool{}
	for _, r := range letters {
		c := Code(r)
		if c == 0 || seen[c] || Letter(c) != r {
			t.Errorf("%c has the code %d of %c", r, c, Letter(max(c, 1)))
		}
		seen[c] = true
	}
	for _, r := range []rune{'a', 'А', 'ѓ', 0, 'ώ', -1, 0x10FFFF} {
		if Code(r) != 0 {
			t.Errorf("%q has a code", r)
		}
	}
}

func TestHasLateral(t *testing.T) {
	for word, want := range map[string]bool{
		"сайла": true, "мақұлда": true, "белгіле": true, "жолда": true, "ал": true,
		"тағайында": false, "тірке": false, "босат": false, "болдыр": false, "келіс": false,
	} {
		if s := scanned(t, word); s.HasLateral(s.N) != want {
			t.Errorf("%s: %v, want %v", word, !want, want)
		}
	}
}

func TestVerbRoots(t *testing.T) {
	for noun, want := range map[string][]string{
		"сайлау": {"сайла"}, "оқу": {"оқ", "оқы", "оқі"}, "табу": {"таб", "табы", "табі", "тап"},
		"қою": {"қой", "қо"}, "қала": nil, "у": nil, "": nil,
	} {
		got := VerbRoots(noun)
		for _, root := range want {
			if !slices.Contains(got, root) {
				t.Errorf("%s: %q lacks %s", noun, got, root)
			}
		}
		if want == nil && got != nil {
			t.Errorf("%s is the noun of %q", noun, got)
		}
	}
}

func TestLooksRussian(t *testing.T) {
	for word, want := range map[string]bool{
		"обязанность": true, "предъявила": true, "народный": true, "общество": true, "развитие": false,
		"партия": false, "қайтадан": false, "зеленский": false, "дом": false, "айтқан": false, "адамдар": false,
	} {
		if got := LooksRussian(word); got != want {
			t.Errorf("%s: %v, want %v", word, got, want)
		}
	}
}

func TestHarmonize(t *testing.T) {
	if back, front := Harmonize("дАғЫ", false), Harmonize("дАҒЫ", true); back != "дағы" || front != "дегі" {
		t.Errorf("got %s and %s", back, front)
	}
}

func FuzzScan(f *testing.F) {
	for _, word := range []string{"қала", "сайлау", "\xd0\xff", "ьььь", "ъ", "иии"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		var s Sounds
		if !s.Scan(word) {
			return
		}
		for i := 1; i <= s.N; i++ {
			if s.Harmony[i] == 0 || s.Harmony[i] > Either || s.Prefer(i) == 0 {
				t.Errorf("%q: no harmony after %d letters", word, i)
			}
		}
		VerbRoots(word)
		Rounded(word)
		LooksRussian(word)
	})
}
