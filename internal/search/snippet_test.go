package search

import (
	"html"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/lexicon"
)

func newTestLexer(tb testing.TB) *lexer {
	tb.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return lexerFor(lex)
}

// marksOf gives what snippets for a query mark.
func marksOf(tb testing.TB, lx *lexer, query string) [][]pattern {
	tb.Helper()
	n, err := parse(query)
	if err != nil {
		tb.Fatal(err)
	}
	c := compiler{lexer: lx, view: &view{}}
	c.plan(n)
	return c.marks
}

func TestSnippets(t *testing.T) {
	lx := newTestLexer(t)
	filler := strings.Repeat("Облыста жаңа мектеп ашылды. ", 12)
	tests := []struct {
		name, query, text string
		want              []string
	}{
		{
			"inflected", "сайлау", "Әкім сайлауы өтті, «сайлауға» көп адам келді.",
			[]string{"Әкім [сайлауы] өтті, «[сайлауға]» көп адам келді."},
		},
		{"Latin for Cyrillic", "saılaý", "Әкім сайлауы өтті.", []string{"Әкім [сайлауы] өтті."}},
		{"Cyrillic for Latin", "сайлау әкім", "Tólep aýylynda ákim saılaýy ótti.", []string{"Tólep aýylynda [ákim] [saılaýy] ótti."}},
		{"Latin for Arabic", "toqaev", "دەدى قاسىم-جومارت توقايەۆ، بۇگىن.", []string{"دەدى قاسىم-جومارت [توقايەۆ]، بۇگىن."}},
		{"part of a hyphenated name", "жомарт", "Қасым-Жомарт Тоқаев келді", []string{"Қасым-[Жомарт] Тоқаев келді"}},
		{"phrase", `"орталық сайлау"`, "Орталық комиссия. Орталық сайлау комиссиясы сайлау өткізді.", []string{"Орталық комиссия. [Орталық сайлау] комиссиясы сайлау өткізді."}},
		{"exact", "=сайлауы", "Сайлау, сайлауы, САЙЛАУЫ.", []string{"Сайлау, [сайлауы], [САЙЛАУЫ]."}},
		{"prefix", "ком*", "Комиссия мен комитет, бүком.", []string{"[Комиссия] мен [комитет], бүком."}},
		{"fuzzy", "сайлоу~", "Сайлау өтті.", []string{"[Сайлау] өтті."}},
		{"what must be missing is not marked", "әкім -мектеп", "Әкім мектеп ашты.", []string{"[Әкім] мектеп ашты."}},
		{"filters are not marked", "әкім person:болатов", "Әкім Болатов.", []string{"[Әкім] Болатов."}},
		{"no match: the beginning", "person:болатов", "Бірінші\n\n сөйлем.", []string{"Бірінші сөйлем."}},
		{"lines become spaces", "әкім", "Бір\n\nәкім\t келді", []string{"… [әкім] келді"}},
		{"line-end hyphen", "сайлау", "Бұл сай-\nлау күні.", []string{"Бұл [сай- лау] күні."}},
		{
			"far in a long text", "әкім", filler + "Жаңа әкім келді. " + filler,
			[]string{"… мектеп ашылды. Облыста жаңа мектеп ашылды. Жаңа [әкім] келді. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. …"},
		},
		{
			"two places, in text order", "әкім депутат", filler + "Депутат сөйледі. " + filler + "Әкім мен депутат. " + filler,
			[]string{
				"… жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. [Депутат] сөйледі. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп …",
				"… жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. [Әкім] мен [депутат]. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп ашылды. Облыста жаңа мектеп …",
			},
		},
		{"empty text", "әкім", "", []string{""}},
		{"no words", "әкім", "!?…", []string{"!?…"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range lx.snippets(tt.text, marksOf(t, lx, tt.query), 2) {
				got = append(got, s.Text("[", "]", nil))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSnippetText(t *testing.T) {
	s := Snippet{Pieces: []Piece{{"a < ", false}, {"b&c", true}}, Before: true, After: true}
	if got, want := s.Text("<mark>", "</mark>", html.EscapeString), "… a &lt; <mark>b&amp;c</mark> …"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Windows are in order, do not overlap and end between words.
func FuzzSnippets(f *testing.F) {
	for _, seed := range []string{
		"Әкім сайлауы өтті.", "сайлау", "Tólep aýylynda ákim saılaýy ótti", "سايلاۋ ءوتتى", "сай-\nлау сайлау-сайлау",
		strings.Repeat("сайлау ", 100), strings.Repeat("а", 1000) + " сайлау", strings.Repeat("-сайлау", 200),
		"\xff сайлау\x00", "<b>сайлау</b>", "с\u00adайлау", " \u2028сайлау\u00a0", "",
	} {
		f.Add(seed)
	}
	lx := newTestLexer(f)
	marks := marksOf(f, lx, `сайлау "әкім сайлауы" ақ*`)
	f.Fuzz(func(t *testing.T, text string) {
		p := page{text: text, lexemes: lx.lexemes(text)}
		p.find(marks)
		at := 0
		for _, s := range p.choose(3) {
			if s.start < at || s.end < s.start || s.end > len(text) {
				t.Fatalf("%q: window %v after %d", text, s, at)
			}
			at = s.end
			for _, edge := range []int{s.start, s.end} {
				if !between(text, edge) && utf8.RuneCountInString(run(text, edge)) < maxRun {
					t.Fatalf("%q: edge %d of %v is within a run", text, edge, s)
				}
				for _, l := range p.lexemes {
					if l.start < edge && edge < l.end && l.end-l.start < maxRun {
						t.Fatalf("%q: edge %d of %v is within the word %q", text, edge, s, text[l.start:l.end])
					}
				}
			}
			got, want := Snippet{Pieces: p.cut(s).Pieces}.Text("", "", nil), strings.TrimSpace(squeeze(text[s.start:s.end]))
			if got != want {
				t.Fatalf("%q: snippet %q, want %q", text, got, want)
			}
		}
	})
}

// between tells whether an offset lies at the end of a text or beside white space.
func between(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	return at == 0 || at == len(text) || unicode.IsSpace(before) || unicode.IsSpace(after)
}

// run is the run without white space around an offset.
func run(text string, at int) string {
	start := strings.LastIndexFunc(text[:at], unicode.IsSpace) + 1
	end := strings.IndexFunc(text[at:], unicode.IsSpace)
	if end < 0 {
		end = len(text) - at
	}
	return text[start : at+end]
}

// Lexemes stand in order, do not overlap and lie within the text.
func FuzzLexemes(f *testing.F) {
	for _, seed := range []string{"Қасым-Жомарт Тоқаев", "KEGOC-тың 12 482 мың 15-інде", "т.б. Қ. Тоқаев", "сай-\nлау", "\xff", "سايلاۋ ءوتتى", "#сайлау2024 https://a.kz"} {
		f.Add(seed)
	}
	lx := newTestLexer(f)
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, l := range lx.lexemes(text) {
			if l.start < at || l.end < l.start || l.end > len(text) {
				t.Fatalf("%q: lexeme %d-%d after %d", text, l.start, l.end, at)
			}
			if l.key == "" || l.print == 0 {
				t.Fatalf("%q: lexeme %+v without term", text, l)
			}
			at = l.end
		}
		for _, whole := range []bool{true, false} {
			for _, p := range lx.patterns(text, whole) {
				if len(p.keys)+len(p.begins) == 0 {
					t.Fatalf("%q: pattern %+v finds nothing", text, p)
				}
			}
		}
	})
}
