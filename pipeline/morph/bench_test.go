package morph

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/token"
)

// BenchmarkWords reads the words of news text, with the word cache as articles meet
// it and without any.
func BenchmarkWords(b *testing.B) {
	an := testAnalyzer(b)
	text := benchText(b)
	toks := tokenize(b, text)
	b.Run("cached", func(b *testing.B) {
		an.Words(text, toks)
		b.ReportAllocs()
		for b.Loop() {
			an.Words(text, toks)
		}
		b.ReportMetric(float64(len(toks))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
	})
	b.Run("uncached", func(b *testing.B) {
		bare := *an
		bare.cache, bare.keys, bare.marks = &Cache[[]Analysis]{}, &Cache[string]{}, &Cache[keep]{}
		for i := range bare.words {
			bare.words[i] = &Cache[wordReading]{}
		}
		b.ReportAllocs()
		for b.Loop() {
			bare.Words(text, toks)
		}
		b.ReportMetric(float64(len(toks))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
	})
}

func benchText(tb testing.TB) string {
	tb.Helper()
	var parts []string
	files, err := filepath.Glob(filepath.Join(sharedDir(), "data", "gold", "texts", "*.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		parts = append(parts, string(data))
	}
	if len(parts) == 0 {
		parts = append(parts, strings.Repeat(sampleText, 50))
	}
	return strings.Join(parts, "\n")
}

const sampleText = `Түркістан облыстық қоғамдық даму басқармасының басшысы Аңсар Өсербаев жиында Қоғамдық
келісім кеңесінің төрағасы болып Созақбай Әбдіқұлов сайланғанын жеткізді. Жиынға аудандық мәслихаттардың
депутаттары мен этномәдени бірлестіктердің жетекшілері қатысты. `

func tokenize(tb testing.TB, text string) []token.Token {
	tb.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return token.New(lex).Tokenize(text)
}
