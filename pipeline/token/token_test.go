package token

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/lexicon"
)

var update = flag.Bool("update", false, "rewrite the expected cuts in testdata")

func newTokenizer(tb testing.TB) *Tokenizer {
	tb.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return New(lex)
}

// cases calls run for every case of a testdata file: the line as it stands. Under
// -update the file is rewritten with what run returns.
func cases(t *testing.T, name string, run func(t *testing.T, line string) (got string)) {
	t.Helper()
	file := filepath.Join("testdata", name)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n := 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			out.WriteString(line + "\n")
			continue
		}
		got := run(t, line)
		out.WriteString(got + "\n")
		if !*update && got != line {
			t.Errorf("%s:\n got %s\nwant %s", file, got, line)
		}
		n++
	}
	if n == 0 {
		t.Fatalf("%s: no cases", file)
	}
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// draw writes out the cuts of a text in the manner of testdata/tokens.txt.
func draw(text string, toks []Token) string {
	var b strings.Builder
	for i, tok := range toks {
		if i > 0 {
			if tok.Start == toks[i-1].End {
				b.WriteByte('|')
			} else {
				b.WriteString(text[toks[i-1].End:tok.Start])
			}
		}
		word := text[tok.Start:tok.Base]
		if tok.Base < tok.End {
			word += "~" + text[tok.Base:tok.End]
		}
		b.WriteString(strings.ReplaceAll(word, " ", "␣"))
	}
	return b.String()
}

func TestTokenize(t *testing.T) {
	tok := newTokenizer(t)
	cases(t, "tokens.txt", func(t *testing.T, line string) string {
		t.Helper()
		text := strings.NewReplacer("|", "", "~", "", "␣", " ").Replace(line)
		toks := tok.Tokenize(text)
		if err := lossless(text, toks); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		return draw(text, toks)
	})
}

func TestAppendTokens(t *testing.T) {
	tok := newTokenizer(t)
	text := "Өсербаев А.Б. келді. 15-і"
	want := tok.Tokenize(text)
	got := tok.AppendTokens(tok.Tokenize("Қ.К. "), text)
	if diff := cmp.Diff(want, got[2:]); diff != "" {
		t.Errorf("appended tokens differ (-want +got):\n%s", diff)
	}
}

func TestKinds(t *testing.T) {
	kinds := map[Kind]string{
		Word:         "сөз іс-шара д'Арк 4G IT-маман KAZINFORM QazAqparat Премьер-Министр",
		Number:       "12 87,15 19.03.2023 15-і 51% ٢٠٢٣",
		Roman:        "VII II ІІІ XXI XIV VIII-де V",
		Acronym:      "АҚШ-тың ҚазҰУ БҰҰ COVID-19 AQSh ЮНЕСКО",
		Address:      "https://a.kz/b press@gov.kz #сайлау @user inform.kz Kaspi.kz-тің",
		Abbreviation: "т.б. проф.",
		QuoteOpen:    "« „ ‹",
		QuoteClose:   "» ” ›",
		Dash:         "— – - --",
		Symbol:       "% № $ ₸ %-ін \xff",
		Punct:        ", . ... ؟ ، (",
	}
	tok := newTokenizer(t)
	for want, text := range kinds {
		for _, got := range tok.Tokenize(text) {
			if got.Kind != want {
				t.Errorf("%q is of kind %d, want %d", text[got.Start:got.End], got.Kind, want)
			}
		}
	}
}

func TestHeadline(t *testing.T) {
	tok := newTokenizer(t)
	text := "АҚШ СЕНАТЫ САЙЛАНДЫ\n«AMANAT» партиясы\nПІКІР ЖАЗУ"
	var got []string
	for _, tok := range tok.Tokenize(text) {
		if tok.Kind == Acronym {
			got = append(got, text[tok.Start:tok.End])
		}
	}
	if diff := cmp.Diff([]string{"АҚШ", "AMANAT"}, got); diff != "" {
		t.Errorf("acronyms (-want +got):\n%s", diff)
	}
}
