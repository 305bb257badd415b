package kazakh

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestKeyGroups(t *testing.T) {
	groups, variants := 0, 0
	for _, row := range readTable(t, "testdata/keys.tsv")[1:] {
		groups++
		for word := range strings.SplitSeq(row[1], " | ") {
			variants++
			if got := Key(word); got != row[0] {
				t.Errorf("Key(%q) = %q, want %q", word, got, row[0])
			}
		}
	}
	if groups != 54 || variants != 313 {
		t.Errorf("%d groups with %d variants, want 54 with 313", groups, variants)
	}
}

func TestKeyNearPairs(t *testing.T) {
	rows := readTable(t, "testdata/near.tsv")[1:]
	if len(rows) != 14 {
		t.Errorf("%d pairs, want 14", len(rows))
	}
	yes := map[bool]string{true: "yes", false: "no"}
	for _, row := range rows {
		a, b := row[0], row[1]
		if got := yes[Key(a) == Key(b)]; got != row[2] {
			t.Errorf("Key equates %s and %s: %s, want %s", a, b, got, row[2])
		}
		if got := yes[LooseKey(a) == LooseKey(b)]; got != row[3] {
			t.Errorf("LooseKey equates %s (%s) and %s (%s): %s, want %s", a, LooseKey(a), b, LooseKey(b), got, row[3])
		}
	}
}

func TestKey(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"digits stay", "2022 жылғы 11-сынып", "2022 jilgi 11 sinip"},
		{"hyphens and spaces", "  іс-шара \u00a0– ", "is shara"},
		{"decomposed", "y\u0301kimet s\u0327esim и\u0306", "ukimet shesim i"},
		{"invisible", "Ас\u00adта\u200bна", "astana"},
		{"dotted and dotless", "İstIı", "istii"[:4]},
		{"all digraphs", "Shchukin Zhandos Djamal Kadyr Gharib", "shukin jandos jamal kadir garib"},
		{"repeated pairs", "ашшы тұщшы", "ashi tushi"},
		{"glides", "Yerzhan Dauletiyev Baeiev", "erjan dauletiev baev"},
		{"w and x", "wax", "vaks"},
		{"other scripts", "Αθήνα ßæø", "αθηνα saeo"},
		{"bad bytes", "а\xffб", "a\ufffdb"},
		{"arabic hamza forms", "أئؤ", "aio"},
	} {
		if got := Key(tt.in); got != tt.want {
			t.Errorf("%s: Key(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

// A reading has the key of what it was read from, but for letters that K1 folds
// otherwise than the alphabet at hand.
func TestKeyOfReading(t *testing.T) {
	for _, row := range readTable(t, "testdata/editions.tsv")[1:] {
		for _, p := range pairs(t, row[2], row[1]) {
			if got, want := Key(Read(p.word, styles[row[0]].v).Form), Key(p.word); got != want {
				t.Errorf("%s: the key of the reading is %q, that of the word %q", p.word, got, want)
			}
		}
	}
}

func TestQueryKeys(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"?!", []string{"?!"}},
		{"сайлау", []string{"sailau"}},
		{"saylay", []string{"sailai", "saulai", "sailau", "saulau"}},
		{"Tyraly", []string{"tirali", "turali", "tiralu", "turalu"}},
		{"ۇكىمەت", []string{"ukimet"}},
		{"web", []string{"veb", "ueb"}},
	} {
		if got := QueryKeys(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("QueryKeys(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// The share of words of the development topics, typed in four ways, that are found
// under the key of the Cyrillic word.
func TestQueryKeysOfTopics(t *testing.T) {
	for _, tt := range []struct {
		spelling string
		key      float64 // at least, in percent, with Key alone
	}{
		{"latn2018", 100}, {"latn2021", 100}, {"ascii-informal", 100}, {"ascii-strip", 92},
	} {
		same, found, keys := 0, 0, 0
		list := topicPairs(t, tt.spelling)
		for _, p := range list {
			got := QueryKeys(p.word)
			keys += len(got)
			if got[0] == Key(p.form) {
				same++
			}
			if slices.Contains(got, Key(p.form)) {
				found++
			} else {
				t.Errorf("%s: %q has the keys %q, %q has %q", tt.spelling, p.word, got, p.form, Key(p.form))
			}
		}
		percent := func(n int) float64 { return 100 * float64(n) / float64(len(list)) }
		t.Logf("%-15s %d words: Key alone %.1f %%, QueryKeys %.1f %% with %.2f keys a word",
			tt.spelling, len(list), percent(same), percent(found), float64(keys)/float64(len(list)))
		if percent(same) < tt.key {
			t.Errorf("%s: Key alone %.1f %%, want at least %.1f %%", tt.spelling, percent(same), tt.key)
		}
	}
}

func FuzzKey(f *testing.F) {
	for _, s := range []string{"", "Тоқаев", "Tokayev", "توقايەۆ", "shshchch", "iyieie", "y'\u0301s\u0327", "zhzhdjkhghtsqxphwyng", "\xff", "- -", "Ǆ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := Key(s)
		if !utf8.ValidString(key) {
			t.Errorf("Key(%q) = %q", s, key)
		}
		if strings.HasPrefix(key, " ") || strings.HasSuffix(key, " ") || strings.Contains(key, "  ") {
			t.Errorf("Key(%q) = %q: stray spaces", s, key)
		}
		if got := string(AppendKey([]byte("x"), s)); got != "x"+key {
			t.Errorf("AppendKey(x, %q) = %q, want %q", s, got, "x"+key)
		}
		if got := Key(norm.NFD.String(s)); got != Key(norm.NFC.String(s)) {
			t.Errorf("Key of %q depends on the normal form: %q, %q", s, got, Key(norm.NFC.String(s)))
		}
		LooseKey(s)
		if n := len(QueryKeys(s)); n > maxQueryKeys {
			t.Errorf("QueryKeys(%q): %d", s, n)
		}
	})
}
