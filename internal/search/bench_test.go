package search

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/seed50815598/derek/internal/corpusgen"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// benchDocs are the articles to index: generated ones, annotated, or, with DEREK_SHARED,
// the retrieval collection, whose vocabulary is that of real news and in which nothing
// has been found.
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
	lex, err := lexicon.Default()
	if err != nil {
		b.Fatal(err)
	}
	gen, err := corpusgen.New(1)
	if err != nil {
		b.Fatal(err)
	}
	pipe := pipeline.New(lex, nil)
	for i := range 2000 {
		docs = append(docs, pipe.Annotate(gen.Article(i)))
	}
	return docs
}

// BenchmarkIndex compares an index of derek's with one of the same fields that is left to
// bleve and its analyzer of Russian, which is what a Kazakh archive would otherwise be
// indexed with: processor time per article, bytes per byte of text.
func BenchmarkIndex(b *testing.B) {
	lex, err := lexicon.Default()
	if err != nil {
		b.Fatal(err)
	}
	lx := lexerFor(lex)
	docs := benchDocs(b)
	bytes := 0
	for i := range docs {
		bytes += len(docs[i].Text)
	}
	for _, bm := range []struct {
		name    string
		mapping *mapping.IndexMappingImpl
		add     func(*batch, string, *record) error
	}{
		{AnalyzerName, newMapping(), (*batch).add},
		{ru.AnalyzerName, plainMapping(), func(b *batch, id string, r *record) error { return b.Index(id, r) }},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.SetBytes(int64(bytes))
			start := processorTime(b)
			for b.Loop() {
				dir := filepath.Join(b.TempDir(), "index")
				ix, err := bleve.New(dir, bm.mapping)
				if err != nil {
					b.Fatal(err)
				}
				for part := range slices.Chunk(docs, batchArticles) {
					batch := newBatch(ix, lx)
					for i := range part {
						if err := bm.add(batch, part[i].ID, newRecord(&part[i])); err != nil {
							b.Fatal(err)
						}
					}
					if err := ix.Batch(batch.Batch); err != nil {
						b.Fatal(err)
					}
				}
				if err := ix.Close(); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(size(b, dir))/float64(bytes), "index/text")
			}
			b.ReportMetric(float64((processorTime(b)-start).Microseconds())/float64(b.N*len(docs)), "cpu-us/article")
		})
	}
}

// plainMapping leaves the fields of a record to bleve.
func plainMapping() *mapping.IndexMappingImpl {
	doc := bleve.NewDocumentStaticMapping()
	field := func(name, analyzer string, positions, values bool) {
		doc.AddFieldMappingsAt(name, &mapping.FieldMapping{
			Type: "text", Analyzer: analyzer, Index: true, IncludeTermVectors: positions, DocValues: values, SkipFreqNorm: values,
		})
	}
	field("Body", ru.AnalyzerName, true, false)
	field("Head", ru.AnalyzerName, false, false)
	for _, name := range []string{"PersonNames", "OrgNames", "PlaceNames"} {
		field(name, ru.AnalyzerName, true, false)
	}
	for _, name := range []string{"Person", "Org", "Place", "Title", "Event", "Source", "Year", "Date"} {
		field(name, keyword.Name, false, true)
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	return m
}

// processorTime is what the process has used.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
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

// BenchmarkFacets counts all values of all articles, of some of them, and reads the
// columns anew. Names are as frequent as in news: few of them often, most once.
func BenchmarkFacets(b *testing.B) {
	for _, size := range []int{5_000, 20_000} {
		arch := newArchive(b, b.TempDir())
		random := rand.New(rand.NewPCG(7, 8))
		names := rand.NewZipf(random, 1.1, 4, uint64(10*size))
		var docs []pipeline.Document
		for i := range size {
			doc := pipeline.Document{
				ID: fmt.Sprint("a", i), Text: fmt.Sprint(i, " ", []string{"сайлау", "жарыс"}[random.IntN(2)]), Lang: "kk", Script: "cyrl",
				Source: fmt.Sprint("дерек", names.Uint64()%40), Published: fmt.Sprintf("20%02d-%02d-%02d", 15+random.IntN(10), 1+random.IntN(12), 1+random.IntN(28)),
			}
			for k, kind := range []string{"PERSON", "PERSON", "ORG", "PLACE"} {
				for n := range 6 {
					doc.Entities = append(doc.Entities, pipeline.Entity{ID: fmt.Sprint("e", k, "-", n), Type: kind, Name: fmt.Sprint(kind, " ", names.Uint64())})
				}
			}
			docs = append(docs, doc)
		}
		put(b, arch, docs...)
		ix := openIndex(b, arch)
		if _, err := ix.CatchUp(b.Context()); err != nil {
			b.Fatal(err)
		}
		for _, of := range []struct{ name, query string }{{"all", ""}, {"half", "сайлау"}, {"few", `"77 жарыс" OR "77 сайлау"`}, {"source", "source:дерек5 жарыс"}} {
			b.Run(fmt.Sprint(of.name, "/", size), func(b *testing.B) {
				for b.Loop() {
					if _, err := ix.Search(b.Context(), Request{Query: of.query, Facets: facetFields, FacetSize: 12, Months: true}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprint("columns/", size), func(b *testing.B) { benchmarkColumns(b, ix) })
	}
}

func benchmarkColumns(b *testing.B, ix *Index) {
	b.Helper()
	v, err := ix.acquire()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, seg := range v.segments {
			clear(seg.fields)
		}
		for _, field := range facetFields {
			for _, seg := range v.segments {
				if _, err := v.column(seg, field); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	if err := v.release(); err != nil {
		b.Fatal(err)
	}
}
