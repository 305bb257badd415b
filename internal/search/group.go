package search

import (
	"context"
	"fmt"
)

// distinct gives the first places of which each group of reposts has only one. The groups
// are not in the index: it looks at the places found and, while there are too few groups
// among them, searches again for twice as many, so that every page continues the one
// before it. places are what the collector has found.
func (s *searched) distinct(ctx context.Context, c *collector, places []place) ([]place, error) {
	want := c.limit
	for limit := want; ; {
		first, err := s.index.firstOfGroups(ctx, places)
		if err != nil {
			return nil, err
		}
		if len(first) >= want || len(places) < limit || limit == MaxHits {
			return first[:min(want, len(first))], nil
		}
		limit = min(2*limit, MaxHits)
		more := collector{view: c.view, order: c.order, limit: limit, after: c.after}
		if places, err = more.collect(ctx, s.plan); err != nil {
			return nil, err
		}
	}
}

// firstOfGroups leaves out what is a repost of one before it.
func (ix *Index) firstOfGroups(ctx context.Context, places []place) ([]place, error) {
	ids := make([]string, len(places))
	for i := range places {
		ids[i] = places[i].id
	}
	groups, err := ix.archive.Reposts(ctx, ids)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var first []place
	for _, p := range places {
		group, ok := groups[p.id]
		if ok && seen[group.ID] {
			continue
		}
		seen[group.ID] = ok
		first = append(first, p)
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
