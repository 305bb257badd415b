package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/evaluate"
)

// goldEntries are n articles with the annotation of the gold articles; each has a text
// of its own.
func goldEntries(b *testing.B, n int) (entries []Entry, bytes int64) {
	b.Helper()
	gold, err := corpus.GoldArticles()
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		doc := evaluate.Document(gold[i%len(gold)])
		doc.ID = fmt.Sprint(i)
		doc.Text += "\n" + doc.ID
		bytes += int64(len(doc.Text))
		entries = append(entries, entry(doc))
	}
	return entries, bytes
}

func BenchmarkPut(b *testing.B) {
	entries, bytes := goldEntries(b, 1000)
	b.SetBytes(bytes)
	var a *Archive
	for b.Loop() {
		var err error
		if a, err = Open(b.TempDir(), Options{}); err != nil {
			b.Fatal(err)
		}
		if _, err := a.Put(b.Context(), day1, "lex1", entries); err != nil {
			b.Fatal(err)
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	info, err := os.Stat(filepath.Join(a.Dir(), recordFile))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(len(entries)), "B/article")
	b.ReportMetric(float64(info.Size())/float64(bytes), "size/text")
}

func BenchmarkDocuments(b *testing.B) {
	entries, bytes := goldEntries(b, 1000)
	a, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	if _, err := a.Put(b.Context(), day1, "lex1", entries); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(bytes)
	for b.Loop() {
		for doc, err := range a.Documents(b.Context(), Filter{}) {
			if err != nil || strings.TrimSpace(doc.Text) == "" {
				b.Fatal(doc.ID, err)
			}
		}
	}
}
