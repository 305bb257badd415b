package search

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// A planned segment has so many articles of so many bytes each.
type planned struct {
	id             uint64
	articles, size int64
}

func (p planned) Id() uint64 { return p.id } //nolint:staticcheck,revive // bleve's name

func (p planned) FullSize() int64     { return p.articles }
func (p planned) LiveSize() int64     { return p.articles }
func (p planned) FileSize() int64     { return p.size }
func (p planned) LiveFileSize() int64 { return p.size }
func (p planned) HasVector() bool     { return false }

// An archive that grows batch by batch, or article by article, is merged little, never
// much at once, and is left with few segments.
func TestMerging(t *testing.T) {
	options := mergeplan.DefaultMergePlanOptions
	data, err := json.Marshal(merging())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &options); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name        string
		articles    int64
		least, most int64 // articles that come at a time
		bytes       int64 // of the index for each
		merged      float64
		segments    int
		once        int64 // bytes
	}{
		{"batches", 200_000, 1000, 1000, 5600, 1, 30, 60e6},
		{"small batches", 200_000, 100, 1000, 5600, 1.6, 30, 112e6},
		{"long articles", 20_000, 70, 100, 56_000, 1.5, 25, 100e6},
		{"some a day", 50_000, 5, 50, 5600, 7, 20, 112e6},
	} {
		g := growing{options: options, random: rand.New(rand.NewPCG(9, 10))}
		for g.articles < test.articles {
			n := test.least + g.random.Int64N(test.most-test.least+1)
			g.add(t, n, n*test.bytes)
		}
		times := float64(g.merged) / float64(g.articles)
		t.Logf("%s: an article is merged %.1f times, up to %d MB at once; %d segments", test.name, times, g.once/1e6, len(g.segments))
		if times > test.merged || len(g.segments) > test.segments || g.once > test.once {
			t.Errorf("%s: want at most %.1f times, %d MB and %d segments", test.name, test.merged, test.once/1e6, test.segments)
		}
	}
}

// A growing index is merged as bleve plans it.
type growing struct {
	options  mergeplan.MergePlanOptions
	random   *rand.Rand
	segments []mergeplan.Segment
	last     uint64 // id
	articles int64
	merged   int64 // articles, once for each time
	once     int64 // bytes that were merged into one file at most
}

func (g *growing) add(t *testing.T, articles, size int64) {
	t.Helper()
	g.last++
	g.articles += articles
	g.segments = append(g.segments, planned{g.last, articles, size})
	plan, err := mergeplan.Plan(g.segments, &g.options)
	if err != nil {
		t.Fatal(err)
	}
	if plan == nil {
		return
	}
	for _, task := range plan.Tasks {
		g.last++
		sum := planned{id: g.last}
		for _, s := range task.Segments {
			sum.articles, sum.size = sum.articles+s.FullSize(), sum.size+s.FileSize()
		}
		g.segments = slices.DeleteFunc(g.segments, func(s mergeplan.Segment) bool { return slices.Contains(task.Segments, s) })
		g.segments = append(g.segments, sum)
		g.merged, g.once = g.merged+sum.articles, max(g.once, sum.size)
	}
}
