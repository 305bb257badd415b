package search

import (
	"errors"
	"slices"
	"testing"
)

// AllIDs finds what Search finds, by id.
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
		var got []string
		for id, err := range ix.AllIDs(t.Context(), Request{Query: query}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, id)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", query, got, want)
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
