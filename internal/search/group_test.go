package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
	prints "github.com/seed50815598/derek/pipeline/fingerprint"
)

// A wordComparer compares words as they stand.
type wordComparer struct{}

func (wordComparer) PrintVersion() string { return "words" }

func (wordComparer) Print(doc pipeline.Document) prints.Print {
	var words []uint64
	for word := range strings.FieldsSeq(doc.Text) {
		words = append(words, prints.Hash(word))
	}
	return prints.Of(words)
}

func (wordComparer) Comparable(doc pipeline.Document) *prints.Text {
	var s []prints.Word
	for f := range strings.FieldsSeq(doc.Text) {
		s = append(s, prints.Word{Key: f, Form: f})
	}
	return &prints.Text{Sentences: [][]prints.Word{s}}
}

// Pages of groups follow each other without gaps and repeats, and each group shows once,
// with its best hit.
func TestSearchGroups(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	for kind := range 7 {
		var words []string
		for i := range 30 {
			words = append(words, fmt.Sprintf("сөз%dх%d", kind, i*i%31))
		}
		for copied := range 1 + kind%4*2 {
			text := strings.Join(words, " ") + strings.Repeat(" сайлау", copied+1)
			put(t, arch, pipeline.Document{ID: fmt.Sprintf("%d-%d", kind, copied), Text: text, Lang: "kk", Script: "cyrl"})
		}
	}
	if _, err := arch.Group(t.Context(), wordComparer{}); err != nil {
		t.Fatal(err)
	}
	ix := openIndex(t, arch)
	if _, err := ix.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, sort := range []Sort{ByScore, ByDate} {
		all := groupedHits(t, ix, Request{Query: "сайлау", Size: 100, Snippets: 1, Sort: sort})
		want := firsts(all)
		if len(all) != 25 || len(want) != 7 {
			t.Fatalf("got %d hits of %d groups: %v", len(all), len(want), all)
		}
		for _, size := range []int{1, 2, 3, 7, 100} {
			var got []string
			for from := 0; from < 8; from += size {
				for _, hit := range groupedHits(t, ix, Request{Query: "сайлау", From: from, Size: size, Snippets: 1, Sort: sort, Group: true}) {
					got = append(got, hit.ID)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("pages of %d (-want +got):\n%s", size, diff)
			}
		}
	}
}

func groupedHits(t *testing.T, ix *Index, req Request) []Hit {
	t.Helper()
	result, err := ix.Search(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if result.Total != 25 {
		t.Errorf("got %d in all", result.Total)
	}
	for _, hit := range result.Hits {
		if want := int(hit.ID[0]-'0') % 4 * 2; hit.Similar != want || want > 0 && hit.Group != hit.ID[:2]+"0" {
			t.Errorf("%s: got %d similar, group %q, want %d", hit.ID, hit.Similar, hit.Group, want)
		}
	}
	return result.Hits
}

// firsts lists the first hit of every kind.
func firsts(hits []Hit) []string {
	var kinds, ids []string
	for _, hit := range hits {
		if kind := hit.ID[:1]; !slices.Contains(kinds, kind) {
			kinds, ids = append(kinds, kind), append(ids, hit.ID)
		}
	}
	return ids
}

var _ archive.Comparer = wordComparer{}
