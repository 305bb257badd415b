package search

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"
)

// distinct gives the hits that a request asks for when of each group of reposts only the
// first hit counts. The groups are not in the index: it reads hits from the first on until
// there are enough, twice as many each time, so that every page continues the one
// before it. found is the answer to the request itself.
func (ix *Index) distinct(ctx context.Context, in bleve.Index, breq *bleve.SearchRequest, found *bleve.SearchResult) (blevesearch.DocumentMatchCollection, error) {
	from, size := breq.From, breq.Size
	hits := found.Hits
	for n := from + size; ; n *= 2 {
		n = min(n, MaxHits)
		if from > 0 || n > from+size {
			more := *breq
			more.From, more.Size, more.Facets = 0, n, nil
			answer, err := in.SearchInContext(ctx, &more)
			if err != nil {
				return nil, fmt.Errorf("search: %w", err)
			}
			hits = answer.Hits
		}
		first, err := ix.firstOfGroups(ctx, hits)
		if err != nil {
			return nil, err
		}
		if len(first) >= from+size || len(hits) < n || n == MaxHits {
			return first[min(from, len(first)):min(from+size, len(first))], nil
		}
	}
}

// firstOfGroups leaves out hits that are reposts of one before them.
func (ix *Index) firstOfGroups(ctx context.Context, hits blevesearch.DocumentMatchCollection) (blevesearch.DocumentMatchCollection, error) {
	ids := make([]string, len(hits))
	for i, hit := range hits {
		ids[i] = hit.ID
	}
	groups, err := ix.archive.Reposts(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	seen := map[string]bool{}
	var first blevesearch.DocumentMatchCollection
	for _, hit := range hits {
		group, ok := groups[hit.ID]
		if ok && seen[group.ID] {
			continue
		}
		seen[group.ID] = ok
		first = append(first, hit)
	}
	return first, nil
}

// mark says of hits which have reposts.
func (ix *Index) mark(ctx context.Context, hits []Hit) error {
	ids := make([]string, len(hits))
	for i, hit := range hits {
		ids[i] = hit.ID
	}
	groups, err := ix.archive.Reposts(ctx, ids)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	for i, id := range ids {
		if g, ok := groups[id]; ok {
			hits[i].Group, hits[i].Similar = g.ID, g.N-1
		}
	}
	return nil
}
