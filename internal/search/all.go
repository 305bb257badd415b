package search

import (
	"context"
	"iter"
	"math"
	"slices"

	index "github.com/blevesearch/bleve_index_api"
)

// All gives every hit of a request in its order, one after the other, whatever its
// Size, From and After; facets, histogram and snippets are left out. It reads the index as
// it is when it begins, and holds some 80 bytes for each article found. An error, as of
// Search, is the last pair.
func (ix *Index) All(ctx context.Context, req Request) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		var places []place
		err := ix.open(&req, func(s *searched) (err error) {
			c := collector{view: s.view, order: s.order, limit: math.MaxInt}
			places, err = c.collect(ctx, s.plan)
			return err
		})
		if err != nil {
			yield(Hit{}, err)
			return
		}
		for i := range places {
			if !yield(Hit{ID: places[i].id, Score: places[i].score}, nil) {
				return
			}
		}
	}
}

// AllIDs gives the ids of all articles that a query finds, however many, bytewise. Only
// Query, Plain, Exact, Filters, Since and Until of the request count. It reads the index as it is when it
// begins, and holds the ids found. An error, as of Search, is the last pair.
func (ix *Index) AllIDs(ctx context.Context, req Request) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var ids []string
		err := ix.open(&req, func(s *searched) error {
			return s.view.run(ctx, s.plan, func(article uint64, _ float64) error {
				id, err := s.view.snapshot.ExternalID(index.NewIndexInternalID(nil, article))
				ids = append(ids, id)
				return err
			})
		})
		if err != nil {
			yield("", err)
			return
		}
		slices.Sort(ids)
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	}
}
