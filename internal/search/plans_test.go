package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/pipeline"
)

// In whatever way a query is put together, it finds the articles that one finds by reading
// them, and the best few are the first of all, each with the score that it has among all.
func TestPlans(t *testing.T) {
	ix, docs := formsIndex(t)
	for _, test := range planTests {
		var want []string
		for id, doc := range docs {
			if test.match(" " + doc.Text + " ") {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		for _, order := range []Sort{ByScore, ByDate} {
			all := checkAll(t, ix, Request{Query: test.query, Sort: order}, want)
			checkFirst(t, ix, Request{Query: test.query, Sort: order}, all)
		}
	}
}

// A word of a part that is not found there is worth nothing.
func TestPartScores(t *testing.T) {
	ix, docs := formsIndex(t)
	alone := map[string]float64{}
	for hit, err := range ix.All(t.Context(), Request{Query: "мектеп"}) {
		if err != nil {
			t.Fatal(err)
		}
		alone[hit.ID] = hit.Score
	}
	n := 0
	for hit, err := range ix.All(t.Context(), Request{Query: "(жарыс AND облыс) OR мектеп"}) {
		if err != nil {
			t.Fatal(err)
		}
		text := " " + docs[hit.ID].Text
		if has("облыс")(text) || !has("жарыс")(text) {
			continue
		}
		if n++; hit.Score != alone[hit.ID] {
			t.Errorf("%s: score %f, want %f", hit.ID, hit.Score, alone[hit.ID])
		}
	}
	if n == 0 {
		t.Error("the test shows nothing")
	}
}

// formsIndex is an index of several segments, with articles that were changed.
func formsIndex(t *testing.T) (*Index, map[string]pipeline.Document) {
	t.Helper()
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	random := rand.New(rand.NewPCG(11, 12))
	docs := map[string]pipeline.Document{}
	for round := range 4 {
		var list []pipeline.Document
		for i := range 90 {
			doc := formsDocument(random, fmt.Sprint("a", i+round*60), round) // a third are changed by the next round
			docs[doc.ID], list = doc, append(list, doc)
		}
		put(t, arch, list...)
		if _, err := ix.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return ix, docs
}

func formsDocument(random *rand.Rand, id string, round int) pipeline.Document {
	forms := []string{"жарыс", "жарысты", "жарысқа", "мектеп", "мектепке", "қала", "қалада", "қаланың", "облыс"}
	words := []string{id, fmt.Sprint(round)} // the archive keeps a text once
	for range 1 + random.IntN(14) {
		words = append(words, forms[min(random.IntN(len(forms)), random.IntN(len(forms)))])
	}
	doc := pipeline.Document{ID: id, Text: strings.Join(words, " "), Lang: "kk", Script: "cyrl"}
	if random.IntN(3) > 0 {
		doc.Title = forms[random.IntN(len(forms))]
		doc.Text = doc.Title + " " + doc.Text
	}
	if random.IntN(5) > 0 {
		doc.Published = fmt.Sprintf("2024-01-%02d", 1+random.IntN(4))
	}
	return doc
}

// has tells which texts have a word that begins so.
func has(begin string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, " "+begin) }
}

var planTests = []struct {
	query string
	match func(text string) bool
}{
	{"жарыс", has("жарыс")},
	{"=жарысты", has("жарысты ")},
	{"жарыз~", has("жарыс")},
	{"мек*", has("мектеп")},
	{"жарыс AND қала", func(s string) bool { return has("жарыс")(s) && has("қала")(s) }},
	{"жарыс қала мектеп", func(s string) bool { return has("жарыс")(s) || has("қала")(s) || has("мектеп")(s) }},
	{"(жарыс AND облыс) OR мектеп", func(s string) bool { return has("жарыс")(s) && has("облыс")(s) || has("мектеп")(s) }},
	{"жарыс -облыс", func(s string) bool { return has("жарыс")(s) && !has("облыс")(s) }},
	{"жарыс AND NOT (облыс OR қала)", func(s string) bool { return has("жарыс")(s) && !has("облыс")(s) && !has("қала")(s) }},
	{"-жарыс", func(s string) bool { return !has("жарыс")(s) }},
	{`="жарысты мектепке" OR =қалада`, func(s string) bool { return has("жарысты мектепке ")(s) || has("қалада ")(s) }},
	{"мек* жарыз~ қала", func(s string) bool { return has("жарыс")(s) || has("қала")(s) || has("мектеп")(s) }},
	{`-"қалада жарысты" жарыс`, func(s string) bool { return has("жарыс")(s) && !phraseIn(s, "қала", "жарыс") }},
}

// phraseIn tells whether two words that begin so stand side by side.
func phraseIn(text, one, other string) bool {
	words := strings.Fields(text)
	for i := 1; i < len(words); i++ {
		if strings.HasPrefix(words[i-1], one) && strings.HasPrefix(words[i], other) {
			return true
		}
	}
	return false
}

// checkAll gives all hits, which must be those wanted.
func checkAll(t *testing.T, ix *Index, req Request, want []string) []Hit {
	t.Helper()
	var all []Hit
	var ids []string
	for hit, err := range ix.All(t.Context(), req) {
		if err != nil {
			t.Fatal(err)
		}
		all, ids = append(all, hit), append(ids, hit.ID)
	}
	slices.Sort(ids)
	if len(want) == 0 || !slices.Equal(ids, want) {
		t.Errorf("%s: found %v, want %v", req.Query, ids, want)
	}
	return all
}

// checkFirst checks that some hits, and those after them, are the first of all.
func checkFirst(t *testing.T, ix *Index, req Request, all []Hit) {
	t.Helper()
	for _, req.Size = range []int{1, 3, 10} {
		req.After = ""
		for from := 0; from < 2*req.Size && from < len(all); from += req.Size {
			got, err := ix.Search(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			want := all[from:min(from+req.Size, len(all))]
			if diff := gocmp.Diff(want, got.Hits); diff != "" || got.Total != len(all) {
				t.Errorf("%s, order %d, %d hits from %d of %d, want %d (-want +got):\n%s", req.Query, req.Sort, req.Size, from, got.Total, len(all), diff)
			}
			req.After = got.Next
		}
	}
}

// A search says when it has left out words that a word of the query stands for.
func TestCut(t *testing.T) {
	ix, _ := formsIndex(t)
	for query, want := range map[string][]string{
		"қала": nil, "қал*": nil, "қала~": nil,
		"a1*": {"a1*"}, "a1* OR a1* OR қал*": {"a1*"}, "a122~2 қала": {"a122~2"}, `-"a1*"`: nil, "-a1*": {"a1*"},
	} {
		got, err := ix.Search(t.Context(), Request{Query: query})
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got.Cut); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	// The word itself comes first, be it as rare as the others.
	if got := find(t, ix, Request{Query: "a122~2"}); !slices.Contains(got, "a122") {
		t.Errorf("a122 is not among %v", got)
	}
}
