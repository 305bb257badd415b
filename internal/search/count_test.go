package search

import (
	"fmt"
	"testing"

	"github.com/seed50815598/derek/pipeline"
)

// A count looks at so many articles and no more, and tells whether those are all.
func TestCount(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	var docs []pipeline.Document
	for i := range 12 {
		docs = append(docs, pipeline.Document{ID: fmt.Sprint("a", i), Title: "Сайлау", Text: fmt.Sprint("Сайлау\n", i), Source: "s", Published: "2024-03-15"})
	}
	put(t, arch, docs...)
	ix := openIndex(t, arch)
	if _, err := ix.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"", "сайлау"} {
		for _, tt := range []struct {
			limit, want int
			all         bool
		}{{5, 5, false}, {11, 11, false}, {12, 12, true}, {100, 12, true}} {
			got, all, err := ix.Count(t.Context(), Request{Query: query, Facets: []string{"source"}, Months: true}, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			if all != tt.all || len(got.Facets["source"]) != 1 || got.Facets["source"][0].N != tt.want || len(got.Months) != 1 || got.Months[0].N != tt.want {
				t.Errorf("%q, at most %d: got %+v, all %t", query, tt.limit, got, all)
			}
		}
	}
}
