package search

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/evaluate"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// benchDocs are the articles to index: the gold articles again and again, or, with
// DEREK_SHARED, the retrieval collection, whose vocabulary is that of real news.
func benchDocs(b *testing.B) []pipeline.Document {
	b.Helper()
	var docs []pipeline.Document
	if shared := os.Getenv("DEREK_SHARED"); shared != "" {
		f, err := os.Open(filepath.Join(shared, "data/sets/collection.jsonl"))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // it is only read
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var r struct{ ID, Title, Text string }
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				b.Fatal(err)
			}
			docs = append(docs, pipeline.Document{ID: r.ID, Title: r.Title, Text: r.Title + "\n" + r.Text})
		}
		if err := lines.Err(); err != nil {
			b.Fatal(err)
		}
		return docs
	}
	gold, err := corpus.GoldArticles()
	if err != nil {
		b.Fatal(err)
	}
	for i := range 2000 {
		doc := evaluate.Document(gold[i%len(gold)])
		doc.ID = fmt.Sprint(i)
		docs = append(docs, doc)
	}
	return docs
}

// BenchmarkIndex compares kk_v1 with bleve's Russian analyzer, which is what a
// Kazakh archive would otherwise be indexed with, in the same mapping.
func BenchmarkIndex(b *testing.B) {
	lex, err := lexicon.Default()
	if err != nil {
		b.Fatal(err)
	}
	lexerFor(lex)
	docs := benchDocs(b)
	for _, analyzer := range []string{AnalyzerName, ru.AnalyzerName} {
		b.Run(analyzer, func(b *testing.B) {
			m, err := newMapping(analyzer, nil)
			if err != nil {
				b.Fatal(err)
			}
			bytes := 0
			for _, doc := range docs {
				bytes += len(doc.Text)
			}
			b.SetBytes(int64(bytes))
			for b.Loop() {
				dir := filepath.Join(b.TempDir(), "index")
				ix, err := bleve.New(dir, m)
				if err != nil {
					b.Fatal(err)
				}
				batch := ix.NewBatch()
				for _, doc := range docs {
					if err := batch.Index(doc.ID, newRecord(doc)); err != nil {
						b.Fatal(err)
					}
					if batch.Size() == batchArticles {
						if err := ix.Batch(batch); err != nil {
							b.Fatal(err)
						}
						batch = ix.NewBatch()
					}
				}
				if err := ix.Batch(batch); err != nil {
					b.Fatal(err)
				}
				if err := ix.Close(); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(size(b, dir))/float64(bytes), "index/text")
			}
		})
	}
}

func size(b *testing.B, dir string) (n int64) {
	b.Helper()
	err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		n += info.Size()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkSearch measures whole requests, archive and snippets included.
func BenchmarkSearch(b *testing.B) {
	arch := newArchive(b, b.TempDir())
	docs := benchDocs(b)
	for i := range docs {
		docs[i].Text += fmt.Sprintf("\n%d", i) // the archive keeps a text once
	}
	put(b, arch, docs...)
	ix := openIndex(b, arch)
	if _, err := ix.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, bm := range []struct {
		name string
		req  Request
	}{
		{"word", Request{Query: "сайлау"}},
		{"latin", Request{Query: "saılaý"}},
		{"question", Request{Query: "Орталық сайлау комиссиясының төрағасы кім болды", Plain: true, Size: 100}},
		{"and", Request{Query: "сайлау AND әкім"}},
		{"phrase", Request{Query: `"сайлау комиссиясы"`}},
		{"exact", Request{Query: "=сайлауы"}},
		{"prefix", Request{Query: "сай*"}},
		{"fuzzy", Request{Query: "сайлоу~"}},
		{"filter", Request{Query: "сайлау year:2024"}},
		{"snippets", Request{Query: "сайлау комиссиясы", Snippets: 2}},
		{"facets", Request{Query: "сайлау", Facets: facetFields}},
		{"all", Request{Facets: facetFields}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			total := 0
			for b.Loop() {
				res, err := ix.Search(b.Context(), bm.req)
				if err != nil {
					b.Fatal(err)
				}
				total = res.Total
			}
			b.ReportMetric(float64(total), "found")
		})
	}
}
