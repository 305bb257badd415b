package search

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
)

// every is the plan that finds all articles.
func every() *plan {
	return &plan{find: func(_ context.Context, s *segment, _ *roaring.Bitmap) (found, error) {
		return found{articles: s.all()}, nil
	}}
}

// all are the articles of a segment that are not removed.
func (s *segment) all() *roaring.Bitmap {
	all := roaring.New()
	all.AddRange(0, uint64(s.size))
	if gone := s.live.Deleted(); gone != nil {
		all.AndNot(gone)
	}
	return all
}

// but is the plan that finds all articles but those that p finds.
func but(p *plan) *plan {
	return &plan{slow: p.slow, find: func(ctx context.Context, s *segment, within *roaring.Bitmap) (found, error) {
		f, err := p.find(ctx, s, within)
		if err != nil {
			return found{}, err
		}
		if within == nil {
			within = s.all()
		}
		return found{articles: roaring.AndNot(within, f.articles)}, nil
	}}
}

// days is the plan that finds what was published from..to, both included with all that
// begins with them; "" is open.
func (v *view) days(from, to string) *plan {
	return &plan{find: func(_ context.Context, s *segment, _ *roaring.Bitmap) (found, error) {
		c, err := v.column(s, "date")
		if err != nil {
			return found{}, err
		}
		within := make([]bool, len(c.ends))
		for value := range within {
			day := string(c.term(uint32(value)))                      //nolint:gosec // as there are
			within[value] = day >= from && (to == "" || day < to+"~") // after digits and "-"
		}
		var list []uint32
		for a := range s.size {
			for _, value := range c.of(a) {
				if within[value] {
					list = append(list, a)
					break
				}
			}
		}
		articles := roaring.BitmapOf(list...)
		if gone := s.live.Deleted(); gone != nil {
			articles.AndNot(gone)
		}
		return found{articles: articles}, nil
	}}
}
