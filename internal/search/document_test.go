package search

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// A phrase does not reach from one name into the next, and a name that stands within
// another is found in it.
func TestNames(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	doc := plainText("a", "мәтін")
	doc.Entities = []pipeline.Entity{
		{ID: "e1", Type: "PERSON", Name: "Асқар Мамин", Aliases: []string{"Мамин"}},
		{ID: "e2", Type: "PERSON", Name: "Ерлан Қошанов", Aliases: []string{"Е. Қошанов", "Ерлан Қошанов"}},
		{ID: "e3", Type: "PERSON", Name: "Абай"},
		{ID: "e4", Type: "PLACE", Name: "Абай ауданы", Aliases: []string{"Абай"}},
		{ID: "e5", Type: "PLACE", Name: "Шу"},
	}
	put(t, arch, doc)
	catchUp(t, ix, 1)
	for query, want := range map[string]int{
		`person:"Асқар Мамин"`: 1, `person:Мамин`: 1, `person:"Мамин Ерлан"`: 0, `person:"Қошанов Абай"`: 0,
		`person:"Е. Қошанов"`: 1, `person:Қошановтың`: 1, `person:Абай`: 1, `person:"Абай ауданы"`: 0,
		`place:"Абай ауданы"`: 1, `place:Абай`: 1, `place:"Абай Шу"`: 0, `place:Шу`: 1, `person:Шу`: 0,
	} {
		if got := find(t, ix, Request{Query: query}); len(got) != want {
			t.Errorf("%s found %v, want %d", query, got, want)
		}
	}
}

// occurrences are the terms of a field with their places, for comparison.
func occurrences(f *field) map[string]string {
	all := map[string]string{}
	for term, freq := range f.AnalyzedTokenFrequencies() {
		s := fmt.Sprint(freq.Frequency(), ":")
		for _, l := range freq.Locations {
			s += fmt.Sprintf(" %d/%x/%x", l.Position, l.Start, l.End)
		}
		all[term] = s
	}
	return all
}

// The terms of an article do not depend on those that stood in the same place before.
func TestDraft(t *testing.T) {
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	var long strings.Builder
	for i := range 2 * maxKept {
		fmt.Fprintf(&long, "сөз%d сөздің ", i)
	}
	ix, err := bleve.NewMemOnly(newMapping())
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close() //nolint:errcheck // nothing is in it
	shared := newBatch(ix, lexerFor(lex))
	for i, text := range []string{"сайлау өтті, сайлаудың күні", long.String(), "сөз", "сайлауы сөз сөздің"} {
		for _, f := range []field{
			{name: "body", kind: running, options: positions, texts: []string{text}},
			{name: "head", kind: running, options: frequencies, texts: []string{text}},
			{name: "person_names", kind: listed, options: positions, texts: strings.Fields(text)},
			{name: "person", kind: exact, options: values, texts: strings.Fields(text)},
		} {
			fresh := f
			f.batch, fresh.batch = shared, newBatch(ix, lexerFor(lex))
			f.Analyze()
			fresh.Analyze()
			if diff := cmp.Diff(occurrences(&fresh), occurrences(&f)); diff != "" {
				t.Errorf("text %d, %s (-fresh +shared):\n%s", i, f.name, diff)
			}
		}
	}
	body := field{name: "body", kind: running, options: positions, texts: []string{"сайлау өтті, сайлаудың күні"}, batch: shared}
	body.Analyze()
	words := body.words
	start, end := words[2].print.offsets()
	want := index.TokenLocation{Start: start, End: end, Position: 3}
	if l := body.AnalyzedTokenFrequencies()[words[0].key].Locations; len(l) != 2 || !cmp.Equal(*l[1], want) {
		t.Errorf("the second one of the word: %+v, want %+v", l, want)
	}
	if imprintOf(uint64(start), uint64(end)) != words[2].print {
		t.Error("the offsets are not those of the imprint")
	}
}

// Bare indexing by several submitters takes in what the archive's index has.
func TestBare(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	var docs []pipeline.Document
	for i := range 2*batchArticles + 1 {
		docs = append(docs, plainText(fmt.Sprint(i), fmt.Sprint("жарыс ", i)))
	}
	put(t, arch, docs...)
	var records bytes.Buffer
	if n, err := ix.WriteRecords(t.Context(), &records); n != len(docs) || err != nil {
		t.Fatalf("wrote %d records, %v", n, err)
	}
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "bare")
	if n, err := BuildBare(t.Context(), lex, folder, &records, 2); n != len(docs) || err != nil {
		t.Fatalf("indexed %d records, %v", n, err)
	}
	bare, err := bleve.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer bare.Close() //nolint:errcheck // it is only read
	if n, err := bare.DocCount(); n != uint64(len(docs)) || err != nil {
		t.Errorf("%d documents, %v", n, err)
	}
}
