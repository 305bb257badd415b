package token

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// benchText returns about 100 KB of the given testdata text.
func benchText(b *testing.B, name string) string {
	b.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		b.Fatal(err)
	}
	return strings.Repeat(string(data), 100_000/len(data)+1)
}

var benchNames = []string{"article", "latin", "arabic", "noisy"}

func BenchmarkTokenize(b *testing.B) {
	tok := newTokenizer(b)
	for _, name := range benchNames {
		text := benchText(b, name)
		b.Run(name+"/derek", func(b *testing.B) {
			var toks []Token
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				toks = tok.AppendTokens(toks[:0], text)
			}
			b.ReportMetric(float64(len(toks)*b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
		b.Run(name+"/naive", func(b *testing.B) {
			n := 0
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				n = len(strings.Fields(text))
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}

func BenchmarkSentences(b *testing.B) {
	tok := newTokenizer(b)
	for _, name := range benchNames {
		text := benchText(b, name)
		toks := tok.Tokenize(text)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = len(tok.Sentences(text, toks))
			}
			b.ReportMetric(float64(len(toks)*b.N)/b.Elapsed().Seconds(), "tokens/s")
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "sentences/s")
		})
	}
}
