package search

import (
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"
)

// A scanner finds the articles that pass a test by looking at one after the other.
type scanner struct {
	searcherBase
	*view

	tests []func(article uint32) bool // for each segment, nil for all of its articles
	at    int                         // segment
	next  uint32                      // article
}

// every is the plan that finds all articles.
func (v *view) every(context.Context, index.IndexReader, search.SearcherOptions) (search.Searcher, error) {
	return &scanner{view: v, tests: make([]func(uint32) bool, len(v.segments))}, nil
}

// days is the plan that finds what was published from..to, both included with all that
// begins with them; "" is open.
func (v *view) days(from, to string) plan {
	return func(context.Context, index.IndexReader, search.SearcherOptions) (search.Searcher, error) {
		s := &scanner{view: v}
		for _, seg := range v.segments {
			c, err := v.column(seg, "date")
			if err != nil {
				return nil, err
			}
			within := make([]bool, len(c.ends))
			for value := range within {
				day := string(c.term(uint32(value)))                      //nolint:gosec // as there are
				within[value] = day >= from && (to == "" || day < to+"~") // after digits and "-"
			}
			s.tests = append(s.tests, func(article uint32) bool {
				return slices.ContainsFunc(c.of(article), func(value uint32) bool { return within[value] })
			})
		}
		return s, nil
	}
}

// Next implements search.Searcher.
func (s *scanner) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	for ; s.at < len(s.segments); s.at, s.next = s.at+1, 0 {
		seg, test := s.segments[s.at], s.tests[s.at]
		gone := seg.live.Deleted()
		for ; s.next < seg.size; s.next++ {
			if (test == nil || test(s.next)) && (gone == nil || !gone.Contains(s.next)) {
				m := ctx.DocumentMatchPool.Get()
				m.IndexInternalID = index.NewIndexInternalID(m.IndexInternalID, seg.first+uint64(s.next))
				s.next++
				return m, nil
			}
		}
	}
	return nil, nil
}

// Advance implements search.Searcher.
func (s *scanner) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	to := id.Value()
	for s.at < len(s.segments) && to >= s.segments[s.at].first+uint64(s.segments[s.at].size) {
		s.at, s.next = s.at+1, 0
	}
	if s.at < len(s.segments) && to > s.segments[s.at].first+uint64(s.next) {
		s.next = uint32(to - s.segments[s.at].first) //nolint:gosec // below the segment's size
	}
	return s.Next(ctx)
}

// Close implements search.Searcher.
func (s *scanner) Close() error { return nil }

// Count implements search.Searcher.
func (s *scanner) Count() uint64 { return s.size }

// DocumentMatchPoolSize implements search.Searcher.
func (s *scanner) DocumentMatchPoolSize() int { return 1 }
