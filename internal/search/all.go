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
			var err error
			ids, err = s.ids(ctx)
			return err
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

// ids are those of all articles that are found, by their numbers.
func (s *searched) ids(ctx context.Context) (ids []string, err error) {
	parts, err := s.view.find(ctx, s.plan)
	for i := range parts {
		for n, it := 0, parts[i].articles.Iterator(); err == nil && it.HasNext(); n++ {
			if n%often == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			var id string
			id, err = s.view.snapshot.ExternalID(index.NewIndexInternalID(nil, s.view.segments[i].first+uint64(it.Next())))
			ids = append(ids, id)
		}
	}
	return ids, err
}
