package search

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
)

// Values and months are counted as one would by hand, whatever the number of articles
// found, with several segments and changed articles.
func TestCounts(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	random := rand.New(rand.NewPCG(1, 2))
	kept := map[string]pipeline.Document{}
	for round := range 6 {
		for i := range 60 {
			id := fmt.Sprint("a", i+round*40) // a third are changed by the next round
			kept[id] = randomDocument(random, id, round)
			put(t, arch, kept[id])
		}
		if _, err := ix.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, query := range []string{"", "сайлау", "жарыс", "event:elected", "person:адам1", "-сайлау", "year:2021"} {
		for _, n := range []int{1, 3, 10, 100} {
			got, err := ix.Search(t.Context(), Request{Query: query, Facets: facetFields, FacetSize: n, Months: true, Size: 1000})
			if err != nil {
				t.Fatal(err)
			}
			if got.Total != len(got.Hits) || got.Total == 0 {
				t.Fatalf("%q: %d hits of %d", query, len(got.Hits), got.Total)
			}
			facets, months := countByHand(t, kept, got.Hits, n)
			if diff := gocmp.Diff(facets, got.Facets); diff != "" {
				t.Errorf("%q, %d values (-want +got):\n%s", query, n, diff)
			}
			if diff := gocmp.Diff(months, got.Months); diff != "" {
				t.Errorf("%q, months (-want +got):\n%s", query, diff)
			}
		}
	}
	v, err := ix.acquire()
	if err != nil {
		t.Fatal(err)
	}
	if len(v.segments) < 2 {
		t.Errorf("%d segments: the test shows nothing", len(v.segments))
	}
	if err := v.release(); err != nil {
		t.Error(err)
	}
}

func randomDocument(random *rand.Rand, id string, round int) pipeline.Document {
	doc := pipeline.Document{
		ID: id, Text: fmt.Sprint(id, " ", round, " ", []string{"сайлау", "жарыс", "сайлау жарыс"}[random.IntN(3)]), Lang: "kk", Script: "cyrl",
		Source: fmt.Sprint("дерек", random.IntN(4)),
	}
	if random.IntN(10) > 0 {
		doc.Published = fmt.Sprintf("202%d-0%d-1%d", random.IntN(3), 1+random.IntN(9), random.IntN(10))
	}
	for i := range random.IntN(5) {
		doc.Entities = append(doc.Entities, pipeline.Entity{ID: fmt.Sprint("e", i), Type: "PERSON", Name: fmt.Sprint("адам", random.IntN(4)*random.IntN(9)*10+i)})
	}
	if random.IntN(3) == 0 {
		doc.Events = append(doc.Events, pipeline.Event{Type: []string{"elected", "appointed"}[random.IntN(2)], Modality: "asserted"})
	}
	return doc
}

// countByHand counts in the records of the hits.
func countByHand(t *testing.T, kept map[string]pipeline.Document, hits []Hit, n int) (map[string][]archive.Count, []archive.Count) {
	t.Helper()
	sums := map[string]map[string]int{"month": {}}
	for _, hit := range hits {
		doc, ok := kept[hit.ID]
		if !ok {
			t.Fatalf("%s was removed", hit.ID)
		}
		r := newRecord(&doc)
		for i, values := range [][]string{r.Person, r.Org, r.Title, r.Event, r.Place, r.Source, r.Year} {
			field := facetFields[i]
			if sums[field] == nil {
				sums[field] = map[string]int{}
			}
			for _, v := range values {
				sums[field][v]++
			}
		}
		for _, day := range r.Date {
			sums["month"][day[:7]]++
		}
	}
	months := []archive.Count{}
	for _, month := range slices.Sorted(maps.Keys(sums["month"])) {
		months = append(months, archive.Count{Name: month, N: sums["month"][month]})
	}
	facets := map[string][]archive.Count{}
	for _, field := range facetFields {
		list := []archive.Count{}
		for name, n := range sums[field] {
			list = append(list, archive.Count{Name: name, N: n})
		}
		slices.SortFunc(list, func(a, b archive.Count) int { return cmp.Or(b.N-a.N, strings.Compare(a.Name, b.Name)) })
		facets[field] = list[:min(n, len(list))]
	}
	return facets, months
}

// The most frequent values are the same whether all are brought together or only those
// that can be among them.
func TestMost(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		whole := &tally{}
		for range 1 + random.IntN(6) {
			p := part{column: &column{}}
			names := map[string]bool{}
			for range 1 + random.IntN(300) {
				names[fmt.Sprintf("v%03d", random.IntN(400))] = true
			}
			p.slots = make([]uint32, 64)
			for _, name := range slices.Sorted(maps.Keys(names)) {
				p.add([]byte(name))
				n := uint32(random.ExpFloat64() * 900 * float64(random.IntN(3)))
				p.counts, p.sum = append(p.counts, n), p.sum+int(n)
			}
			whole.parts, whole.sum = append(whole.parts, p), whole.sum+p.sum
		}
		for _, n := range []int{1, 5, 50} {
			want := best(whole.sums(func(name []byte) []byte { return name }), n)
			if diff := gocmp.Diff(want, whole.most(n)); diff != "" {
				t.Fatalf("%d values of %d in %d parts (-want +got):\n%s", n, whole.sum, len(whole.parts), diff)
			}
		}
	}
}
