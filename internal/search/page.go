package search

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	bleveSearch "github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/seed50815598/derek/internal/archive"
)

// ErrCursor says that a cursor is none that a search in this order has given.
var ErrCursor = errors.New("search: that is no place to go on from in this order")

// A cursor is the place of a hit in its order: what the hits are sorted by. It stays
// good when articles come or go.
func cursorOf(order bleveSearch.SortOrder, match *bleveSearch.DocumentMatch) string {
	values := slices.Clone(match.Sort)
	for i, by := range order {
		if by.RequiresScoring() {
			values[i] = strconv.FormatFloat(match.Score, 'g', -1, 64)
		}
	}
	data, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings always can be written
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// goOn makes a request begin behind the hit of a cursor.
func goOn(breq *bleve.SearchRequest, cursor string) error {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return ErrCursor
	}
	var values []string
	if err := json.Unmarshal(data, &values); err != nil || len(values) != len(breq.Sort) {
		return ErrCursor
	}
	for i, by := range breq.Sort {
		if by.RequiresScoring() {
			if _, err := strconv.ParseFloat(values[i], 64); err != nil {
				return ErrCursor
			}
		}
	}
	breq.SetSearchAfter(values)
	return nil
}

// The histogram of a result counts articles per day that is known; maxDays bounds the
// days, at sixty years of news.
const (
	histogramFacet = "date"
	maxDays        = 22_000
)

// months adds up days.
func months(found *bleve.SearchResult) []archive.Count {
	sums := map[string]int{}
	for _, c := range counts(found, histogramFacet) {
		sums[c.Name[:min(len(c.Name), len("2006-01"))]] += c.N
	}
	list := make([]archive.Count, 0, len(sums))
	for month, n := range sums {
		list = append(list, archive.Count{Name: month, N: n})
	}
	slices.SortFunc(list, func(a, b archive.Count) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}

// Count counts the values of the fields in Facets and, when Months is set, the articles
// per month, over at most limit of the articles found: those indexed first, as counting
// costs ten times what finding does. all says whether those are all. Hits are left out.
func (ix *Index) Count(ctx context.Context, req Request, limit int) (counted Result, all bool, err error) {
	seen := 0
	req.Size, req.From, req.After, req.Snippets, req.Group = 1, 0, "", 0, false
	req.sample = func(p plan) plan {
		return func(ctx context.Context, r index.IndexReader, _ bleveSearch.SearcherOptions) (bleveSearch.Searcher, error) {
			s, err := p(ctx, r, unscored)
			if err != nil {
				return nil, err
			}
			return &limitSearcher{Searcher: s, limit: limit, seen: &seen}, nil
		}
	}
	counted, err = ix.Search(ctx, req)
	counted.Hits, counted.Next = nil, ""
	if seen > limit {
		return counted, false, err
	}
	return counted, true, err
}

// A limitSearcher finds the first articles only, and notes whether there was one more.
type limitSearcher struct {
	bleveSearch.Searcher
	limit int
	seen  *int
}

// Next implements search.Searcher.
func (s *limitSearcher) Next(ctx *bleveSearch.SearchContext) (*bleveSearch.DocumentMatch, error) {
	if *s.seen > s.limit {
		return nil, nil
	}
	m, err := s.Searcher.Next(ctx)
	return s.pass(ctx, m), err
}

// Advance implements search.Searcher.
func (s *limitSearcher) Advance(ctx *bleveSearch.SearchContext, id index.IndexInternalID) (*bleveSearch.DocumentMatch, error) {
	if *s.seen > s.limit {
		return nil, nil
	}
	m, err := s.Searcher.Advance(ctx, id)
	return s.pass(ctx, m), err
}

func (s *limitSearcher) pass(ctx *bleveSearch.SearchContext, m *bleveSearch.DocumentMatch) *bleveSearch.DocumentMatch {
	if m == nil {
		return nil
	}
	if *s.seen++; *s.seen > s.limit {
		ctx.DocumentMatchPool.Put(m)
		return nil
	}
	return m
}

// pageHits is how many hits All fetches at a time.
const pageHits = 1000

// All gives every hit of a request in its order, one after the other, whatever its
// Size, From and After; facets, histogram and snippets are left out. What the index
// takes in meanwhile may or may not show, but nothing shows twice. An error is the last
// pair.
func (ix *Index) All(ctx context.Context, req Request) iter.Seq2[Hit, error] {
	req.Size, req.From, req.After, req.Facets, req.Months, req.Snippets = pageHits, 0, "", nil, false, 0
	return func(yield func(Hit, error) bool) {
		for {
			page, err := ix.Search(ctx, req)
			if err != nil {
				yield(Hit{}, err)
				return
			}
			for _, hit := range page.Hits {
				if !yield(hit, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			req.After = page.Next
		}
	}
}

// exactly makes all words of a query mean their form as written, save those with * or ~.
func exactly(n node) node {
	list := func(nodes []node) []node {
		out := make([]node, len(nodes))
		for i := range nodes {
			out[i] = exactly(nodes[i])
		}
		return out
	}
	switch n := n.(type) {
	case words:
		n.exact = n.exact || !n.prefix && n.fuzzy == 0
		return n
	case allOf:
		return allOf(list(n))
	case anyOf:
		return anyOf(list(n))
	case mixOf:
		return mixOf(list(n))
	case notOf:
		return notOf{exactly(n.node)}
	}
	return n
}

// Generation names the state of the index that searches see, "" for none: another one
// may find something else.
func (ix *Index) Generation() string {
	st, err := ix.store.current()
	if err != nil {
		return ""
	}
	return st.Generation + "/" + strconv.FormatInt(st.Change, 10)
}
