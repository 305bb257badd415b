package mention

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A bench runs the stages up to this one.
type bench struct {
	tokens *token.Tokenizer
	morph  *morph.Analyzer
	find   *Finder
}

func newBench(tb testing.TB) bench {
	tb.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	an := morph.New(lex)
	return bench{token.New(lex), an, New(lex, an, nil)}
}

func (b bench) text(s string) *Text {
	clean := kazakh.Normalize(s).Clean
	toks := b.tokens.Tokenize(clean)
	return &Text{
		Clean: clean, Words: b.morph.Words(clean, toks), Sentences: b.tokens.Sentences(clean, toks),
		Script: kazakh.ScriptOf(clean), Variant: kazakh.DetectVariant(clean), Published: "2024-04-10",
	}
}

// mark writes mentions into their text the way the case file does.
func mark(text string, ms []Mention) string {
	letters := [...]string{"p", "t", "o", "l", "f", "d"}
	var b strings.Builder
	for i := 0; i <= len(text); i++ {
		for _, m := range ms {
			if m.End == i {
				b.WriteByte('}')
			}
		}
		for _, m := range ms {
			if m.Start == i {
				fmt.Fprintf(&b, "{%s|", letters[m.Type])
			}
		}
		if i < len(text) {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// unmark takes the marks out of a case.
func unmark(line string) string {
	for _, l := range "ptolfd" {
		line = strings.ReplaceAll(line, "{"+string(l)+"|", "")
	}
	return strings.ReplaceAll(line, "}", "")
}

func TestCases(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	heading, cases := "", 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if h, ok := strings.CutPrefix(line, "# "); ok {
			heading = h
			continue
		}
		cases++
		text := b.text(unmark(line))
		if got := mark(text.Clean, b.find.Find(text)); got != line {
			t.Errorf("%s:\n got %s\nwant %s", heading, got, line)
		}
	}
	if cases < 30 {
		t.Errorf("%d cases; the file has lost some", cases)
	}
}

func TestDateValues(t *testing.T) {
	b := newBench(t)
	for text, want := range map[string]string{
		"Жиын 2024 жылғы 2 тамызда өтті.":   "2024-08-02",
		"Жиын 06.02.2024 өтті.":             "2024-02-06",
		"Жиын 5 сәуірде өтті.":              "2024-04-05",
		"Жиын 25 желтоқсанда өтті.":         "2023-12-25",
		"Жиын 5 мамырда өтеді.":             "2024-05-05",
		"Ол 1953 жылы туған.":               "1953",
		"Жиын 2023-жылғы 15-наурызда өтті.": "2023-03-15",
		"Есеп маусым айында тапсырылады.":   "2024-06",
	} {
		ms := b.find.Find(b.text(text))
		if len(ms) != 1 || ms[0].Lemma != want {
			t.Errorf("%s: got %v, want one date %s", text, ms, want)
		}
	}
}

func TestLemmas(t *testing.T) {
	b := newBench(t)
	var got []string
	for _, m := range b.find.Find(b.text("Көктал аудандық мәслихатының төрағасының орынбасары Қанат Елеуовтің сөзін Сәуле Оспановаға жеткізді.")) {
		got = append(got, m.Lemma)
	}
	want := []string{"Көктал аудандық мәслихаты", "төрағаның орынбасары", "Қанат Елеуов", "Сәуле Оспанова"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lemmas (-want +got):\n%s", diff)
	}
}

// TestOwnedBodies: the possessive that points to the owner is no part of the name of an
// adjective and a noun.
func TestOwnedBodies(t *testing.T) {
	b := newBench(t)
	for text, want := range map[string]string{
		"Партияның саяси кеңесі жиналды.":          "саяси кеңес",
		"Университеттің Ғылыми кеңесінде шешілді.": "Ғылыми кеңес",
		"Partııanyń saıası keńesi jınaldy.":        "saıası keńes",
		"Қоғамның директорлар кеңесі жиналды.":     "директорлар кеңесі",
		"Ведомствоның баспасөз қызметі хабарлады.": "баспасөз қызметі",
	} {
		ms := b.find.Find(b.text(text))
		if len(ms) != 1 || ms[0].Lemma != want {
			t.Errorf("%s: got %v, want %s", text, ms, want)
		}
	}
}

// checkInvariants: mentions lie inside it, cover whole words,
// are in order and overlap only where an organization nests.
func checkInvariants(t *testing.T, text *Text, ms []Mention) {
	t.Helper()
	for i, m := range ms {
		if m.First < 0 || m.Last <= m.First || m.Last > len(text.Words) ||
			m.Start != text.Words[m.First].Start || m.End != text.Words[m.Last-1].End {
			t.Fatalf("mention %d does not cover its words: %+v", i, m)
		}
		if m.Head < m.First || m.Head >= m.Last || m.Rule == "" {
			t.Fatalf("mention %d has no head inside it or no rule: %+v", i, m)
		}
		for _, n := range ms[i+1:] {
			if n.Start < m.Start {
				t.Fatalf("mentions out of order: %+v, %+v", m, n)
			}
			nested := n.Type == Org && (m.Type == Org || m.Type == Title) && n.End <= m.End
			if n.Start < m.End && !nested {
				t.Fatalf("mentions overlap: %q and %q", text.Clean[m.Start:m.End], text.Clean[n.Start:n.End])
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	b := newBench(f)
	data, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		f.Add(unmark(strings.TrimSpace(line)))
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := b.text(s)
		checkInvariants(t, text, b.find.Find(text))
	})
}
