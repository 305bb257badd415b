package search

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/evaluate"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

var today = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func newArchive(t testing.TB, dir string) *archive.Archive {
	t.Helper()
	arch, err := archive.Open(dir, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := arch.Close(); err != nil {
			t.Error(err)
		}
	})
	return arch
}

func put(t testing.TB, arch *archive.Archive, docs ...pipeline.Document) {
	t.Helper()
	var entries []archive.Entry
	for _, doc := range docs {
		entries = append(entries, archive.Entry{Document: doc})
	}
	if _, err := arch.Put(t.Context(), today, "lex", entries); err != nil {
		t.Fatal(err)
	}
}

func openIndex(t testing.TB, arch *archive.Archive) *Index {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	ix := Open(arch, lex)
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	return ix
}

func catchUp(t testing.TB, ix *Index, want int) {
	t.Helper()
	got, err := ix.CatchUp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("caught up on %d changes, want %d", got, want)
	}
}

func found(t testing.TB, ix *Index, req Request) []string {
	t.Helper()
	req.Size = 200
	res, err := ix.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("%+v: %v", req, err)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	if res.Total != len(ids) {
		t.Errorf("%+v: total %d, %d hits", req, res.Total, len(ids))
	}
	return ids
}

// text is a document in which nothing was found.
func text(id, text string) pipeline.Document {
	return pipeline.Document{ID: id, Text: text, Lang: "kk", Script: "cyrl"}
}

func TestGold(t *testing.T) {
	gold, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	var docs []pipeline.Document
	for _, g := range gold {
		docs = append(docs, evaluate.Document(g))
	}
	arch := newArchive(t, t.TempDir())
	put(t, arch, docs...)
	ix := openIndex(t, arch)
	catchUp(t, ix, len(docs))
	for _, q := range []string{"сайлау", "saılaý", "сайлауда", "سايلاۋ", "event:elected", "person:Исахов", "\"сайлау комиссиясы\"", "=сайлау", "сайла*", "саялау~"} {
		res, err := ix.Search(t.Context(), Request{Query: q, Size: 3, Snippets: 2, Facets: []string{"person", "event"}})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d %v", q, res.Total, res.Facets)
		for _, h := range res.Hits {
			t.Logf("   %s %.2f %s", h.ID, h.Score, h.Title)
			for _, s := range h.Snippets {
				t.Logf("       %s", s.Text("[", "]", nil))
			}
		}
	}
	_ = cmp.Diff
	_ = errors.Is
	_ = slices.Sort[[]string]
	_ = strings.Cut
	_ = text
}
