package search

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
)

// A plan is a part of a query made ready for a view. It finds articles segment by segment:
// all of them first, as sets, which takes microseconds where going from article to article
// took bleve as many for a hundred of them. Only of articles found are words ranked
// (bm25.go), and only of some of those is it looked at where they have their words.
type plan struct {
	// find gives the articles of a segment. within, nil for all, says of which it is asked:
	// of others it may say anything.
	find func(ctx context.Context, s *segment, within *roaring.Bitmap) (found, error)
	// slow says that it looks at articles one by one, so that it had better know within.
	slow bool
}

// found are articles of a segment.
type found struct {
	articles *roaring.Bitmap // not to be changed: it may lie in the file
	words    []ranking       // what their scores are the sum of
}

// often is how many articles are looked at between two looks at the clock.
const often = 1024

// find gives what a plan finds in all segments.
func (v *view) find(ctx context.Context, p *plan) ([]found, error) {
	list := make([]found, len(v.segments))
	for i, seg := range v.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if list[i], err = p.find(ctx, seg, nil); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// muted takes the score away from what only restricts.
func muted(p *plan) *plan {
	return &plan{slow: p.slow, find: func(ctx context.Context, s *segment, within *roaring.Bitmap) (found, error) {
		f, err := p.find(ctx, s, within)
		return found{articles: f.articles}, err
	}}
}

// anyPlan finds what any plan finds, the more the better.
func anyPlan(plans []*plan) *plan {
	if len(plans) == 1 {
		return plans[0]
	}
	return &plan{slow: anySlow(plans), find: func(ctx context.Context, s *segment, within *roaring.Bitmap) (found, error) {
		var all found
		sets := make([]*roaring.Bitmap, len(plans))
		for i, p := range plans {
			f, err := p.find(ctx, s, within)
			if err != nil {
				return found{}, err
			}
			sets[i], all.words = f.articles, append(all.words, f.words...)
		}
		all.articles = roaring.FastOr(sets...)
		return all, nil
	}}
}

func anySlow(plans []*plan) bool {
	for _, p := range plans {
		if p.slow {
			return true
		}
	}
	return false
}

// allPlan finds what all plans find; slow ones see only what the others have found.
func allPlan(plans []*plan) *plan {
	if len(plans) == 1 {
		return plans[0]
	}
	return &plan{slow: anySlow(plans), find: func(ctx context.Context, s *segment, within *roaring.Bitmap) (found, error) {
		parts := make([]found, len(plans))
		for _, slow := range []bool{false, true} {
			for i, p := range plans {
				if p.slow != slow {
					continue
				}
				var err error
				if parts[i], err = p.find(ctx, s, within); err != nil {
					return found{}, err
				}
				if within == nil {
					within = parts[i].articles
				} else {
					within = roaring.And(within, parts[i].articles)
				}
			}
		}
		all := found{articles: within}
		for _, f := range parts {
			for _, r := range f.words { // a part is worth something only where all are found
				r.within = within
				all.words = append(all.words, r)
			}
		}
		return all, nil
	}}
}
