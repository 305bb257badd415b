package search

import (
	"errors"
	"slices"
	"testing"
)

// All finds what Search finds, whatever the size of its pages, by id.
func TestAllIDs(t *testing.T) {
	ix := notice(t)
	for _, query := range []string{"", "сайлау", "event:elected", "date:2024", "nothing"} {
		found, err := ix.Search(t.Context(), Request{Query: query, Size: 100})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, hit := range found.Hits {
			want = append(want, hit.ID)
		}
		slices.Sort(want)
		for size := 1; size < 7; size++ {
			var got []string
			err := ix.all(t.Context(), Request{Query: query}, size, func(id string) bool {
				got = append(got, id)
				return true
			})
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q by %d: %v, %v, want %v", query, size, got, err, want)
			}
		}
	}
	n := 0
	for _, err := range ix.AllIDs(t.Context(), Request{}) {
		if n++; err != nil {
			t.Error(err)
		}
		break
	}
	if n != 1 {
		t.Error("nothing came, or too much")
	}
	for _, query := range []string{"—", "date:never"} {
		for _, err := range ix.AllIDs(t.Context(), Request{Query: query}) {
			if _, ok := errors.AsType[*QueryError](err); !ok {
				t.Errorf("%q: %v", query, err)
			}
		}
	}
}
