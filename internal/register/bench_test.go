package register

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// BenchmarkCatchUp takes in 1,000 articles, the built-in ones again and again, and then
// one article more; both count the time of an article, and the bytes that are kept.
func BenchmarkCatchUp(b *testing.B) {
	const articles = 1000
	lex, err := lexicon.Default()
	if err != nil {
		b.Fatal(err)
	}
	pipe := pipeline.New(lex, nil)
	arch, err := archive.Open(b.TempDir(), archive.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := arch.Close(); err != nil {
			b.Error(err)
		}
	}()
	put := func(from, to int) {
		var entries []archive.Entry
		for i := from; i < to; i++ {
			doc := documents()[i%len(documents())]
			doc.ID, doc.Text = fmt.Sprint("copy", i), fmt.Sprint(doc.Text, "\n", i)
			entries = append(entries, archive.Entry{Article: corpus.Article{ID: doc.ID, Text: doc.Text, Title: doc.Title}, Document: doc})
		}
		if _, err := arch.Put(b.Context(), time.Unix(0, 0), "v", entries); err != nil {
			b.Fatal(err)
		}
		if _, err := arch.Identify(b.Context(), pipe); err != nil {
			b.Fatal(err)
		}
	}
	put(0, articles)
	last := articles
	for b.Loop() {
		reg, err := Open(b.Context(), arch, lex, pipe.Key)
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now() //nolint:forbidigo // a benchmark
		if _, _, err := reg.CatchUp(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds()*1e6/float64(last), "µs/article")
		put(last, last+1)
		last++
		start = time.Now() //nolint:forbidigo // a benchmark
		if _, _, err := reg.CatchUp(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds()*1e3, "ms/further")
		dir := filepath.Join(arch.Dir(), "ledger")
		if err := reg.Close(); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, "posts.db"))
		if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/float64(last), "bytes/article")
	}
}
