package growth

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/search"
)

// A Latency is how long searches took.
type Latency struct {
	Searches int
	P50, P99 time.Duration
	// Kinds tells the kinds of queries apart, by name.
	Kinds map[string]Quantiles
}

// Quantiles are those of some searches.
type Quantiles struct{ P50, P99 time.Duration }

// think is the pause between two searches while an ingest runs.
const think = 20 * time.Millisecond

// searches measures searches at rest, then while more articles are ingested.
func (r *run) searches(ctx context.Context) (err error) {
	arc, ix, err := r.open() //nolint:contextcheck // it waits for nothing
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ix.Close(), arc.Close()) }()
	q := &querier{run: r, index: ix, random: rand.New(rand.NewPCG(r.Seed, 1)), took: map[string][]time.Duration{}}
	if err := q.warm(ctx); err != nil {
		return err
	}
	r.Log("%d articles: searches at rest", r.size.Articles)
	for range r.Queries {
		if err := q.search(ctx); err != nil {
			return err
		}
	}
	r.size.Rest = q.latency()
	r.Log("%d articles: searches during an ingest of %d more", r.size.Articles, r.size.More)
	wait, err := r.start(ctx, "ingest", "--archive", r.path("archive"), "--workers", fmt.Sprint(r.Workers), r.path("more.jsonl"))
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		_, err := wait()
		ended <- err
	}()
	for {
		select {
		case err := <-ended:
			r.size.Busy = q.latency()
			return err
		case <-time.After(think):
			if err := q.search(ctx); err != nil {
				return errors.Join(err, <-ended)
			}
		}
	}
}

// A querier searches for what stands in the articles.
type querier struct {
	*run
	index  *search.Index
	random *rand.Rand
	took   map[string][]time.Duration
}

// warm opens the index and reads its pages once.
func (q *querier) warm(ctx context.Context) error {
	for range 20 {
		if err := q.search(ctx); err != nil {
			return err
		}
	}
	clear(q.took)
	return nil
}

// kinds are the kinds of queries: how often of twenty, and how one is made of the
// words of an article.
var kinds = []struct {
	name  string
	share int
	make  func(q *querier, words []string) search.Request
}{
	{"term", 5, func(_ *querier, w []string) search.Request { return search.Request{Query: w[0]} }},
	{"two terms", 3, func(_ *querier, w []string) search.Request { return search.Request{Query: w[0] + " AND " + w[1]} }},
	{"phrase", 3, func(_ *querier, w []string) search.Request {
		return search.Request{Query: `"` + w[0] + " " + w[1] + `"`}
	}},
	{"fuzzy", 2, func(_ *querier, w []string) search.Request { return search.Request{Query: w[0] + "~"} }},
	{"prefix", 1, func(_ *querier, w []string) search.Request { return search.Request{Query: prefix(w[0]) + "*"} }},
	{"filter", 3, func(q *querier, w []string) search.Request {
		filters := []string{"event:appointed ", "event:elected ", fmt.Sprintf("year:%d ", 2015+q.random.IntN(10))}
		return search.Request{Query: filters[q.random.IntN(len(filters))] + w[0]}
	}},
	{"facets", 2, func(_ *querier, w []string) search.Request { return search.Request{Query: w[0], Facets: facets} }},
	{"all, facets", 1, func(*querier, []string) search.Request { return search.Request{Facets: facets} }},
}

// facets are what the search page counts.
var facets = []string{"person", "org", "title", "event", "place", "source", "year"}

func prefix(word string) string {
	runes := []rune(word)
	return string(runes[:min(4, len(runes))])
}

// search makes a query of a random article and measures it.
func (q *querier) search(ctx context.Context) error {
	words := q.words()
	n, kind := q.random.IntN(20), 0
	for n >= kinds[kind].share {
		n -= kinds[kind].share
		kind++
	}
	req := kinds[kind].make(q, words)
	req.Snippets = 2
	begin := time.Now() //nolint:forbidigo // measuring time is what this package is for
	if _, err := q.index.Search(ctx, req); err != nil {
		return fmt.Errorf("search %q: %w", req.Query, err)
	}
	took := time.Since(begin)
	q.took[kinds[kind].name] = append(q.took[kinds[kind].name], took)
	return nil
}

// words are two words that stand side by side in an article.
func (q *querier) words() []string {
	for {
		list := strings.Fields(q.gen.Article(q.random.IntN(q.size.Articles)).Text)
		i := q.random.IntN(len(list) - 1)
		if plain(list[i]) && plain(list[i+1]) {
			return list[i : i+2]
		}
	}
}

// plain reports whether a word can stand in a query as it is.
func plain(word string) bool {
	return utf8.RuneCountInString(word) > 3 && !strings.ContainsFunc(word, func(r rune) bool {
		return r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0xc0 || r >= 0x2000 && r < 0x3000
	})
}

// latency sums up and forgets the searches so far.
func (q *querier) latency() Latency {
	l := Latency{Kinds: map[string]Quantiles{}}
	var all []time.Duration
	for name, list := range q.took {
		all = append(all, list...)
		l.Kinds[name] = quantiles(list)
	}
	clear(q.took)
	l.Searches = len(all)
	both := quantiles(all)
	l.P50, l.P99 = both.P50, both.P99
	return l
}

func quantiles(list []time.Duration) Quantiles {
	if len(list) == 0 {
		return Quantiles{}
	}
	slices.Sort(list)
	return Quantiles{list[len(list)/2], list[min(len(list)-1, len(list)*99/100)]}
}
