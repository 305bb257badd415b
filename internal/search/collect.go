package search

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
)

// ErrCursor says that a cursor is none that a search in this order has given.
var ErrCursor = errors.New("search: that is no place to go on from in this order")

// A place is an article found, with all that its place among others depends on.
type place struct {
	article uint64
	score   float64
	day     []byte
	id      string // "" until it is asked for
}

// An order sorts places: by day, newest first, or not; then by score, best first; then
// by id.
type order int

const (
	bestFirst order = iota
	newestFirst
)

// A collector takes what a search finds and keeps the places that come first.
type collector struct {
	*view

	order order
	limit int     // places to keep
	after *place  // only places behind it, nil for all
	found []found // in each segment
	total int
	heap  []place // the last one in front, when there are as many as limit
	least float64 // by score: what a place needs to be kept
	err   error   // of an id
}

// collect runs a plan. The places come in their order; total and found are of all
// articles that the plan finds.
func (c *collector) collect(ctx context.Context, p *plan) ([]place, error) {
	var err error
	if c.found, err = c.find(ctx, p); err != nil {
		return nil, err
	}
	for i := range c.found {
		c.total += int(c.found[i].articles.GetCardinality()) //nolint:gosec // a number of articles
	}
	for i, seg := range c.segments {
		if c.limit == 0 || c.found[i].articles.IsEmpty() {
			continue
		}
		if err := c.keep(ctx, seg, &c.found[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(c.heap, func(a, b place) int { return c.compare(&a, &b) })
	for i := range c.heap {
		c.idOf(&c.heap[i])
	}
	return c.heap, c.err
}

// keep keeps the first places of a segment.
func (c *collector) keep(ctx context.Context, seg *segment, f *found) (err error) {
	var days *column
	if c.order == newestFirst {
		if days, err = c.column(seg, "date"); err != nil {
			return err
		}
	}
	if len(f.words) == 0 && days != nil && c.limit < c.total {
		return c.keepNewest(seg, days, f.articles)
	}
	score, err := newScorer(seg, f.words, c.limit >= c.total)
	defer score.free()
	if err != nil {
		return err
	}
	for n, it := 0, f.articles.Iterator(); it.HasNext(); n++ {
		if n%often == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		article := it.Next()
		if !score.reaches(article, c.least) {
			continue
		}
		one := place{article: seg.first + uint64(article)}
		if days != nil {
			if one.day = days.one(article); !c.timely(one.day, article, score) {
				continue
			}
		}
		if one.score, err = score.score(article); err != nil {
			return err
		}
		if c.offer(&one); c.err != nil {
			return c.err
		}
	}
	return nil
}

// timely tells whether an article of a day can be among the first by day, then by score.
func (c *collector) timely(day []byte, article uint32, score *scorer) bool {
	if len(c.heap) < c.limit {
		return true
	}
	n := bytes.Compare(day, c.heap[0].day)
	return n > 0 || n == 0 && score.reaches(article, c.heap[0].score)
}

// keepNewest is keep by the day alone: it begins with the newest articles and stops when
// none that comes can be among the first.
func (c *collector) keepNewest(seg *segment, days *column, articles *roaring.Bitmap) error {
	for _, article := range days.newest() {
		if !articles.Contains(article) {
			continue
		}
		one := place{article: seg.first + uint64(article), day: days.one(article)}
		if len(c.heap) == c.limit && bytes.Compare(one.day, c.heap[0].day) < 0 {
			break
		}
		if c.offer(&one); c.err != nil {
			break
		}
	}
	return c.err
}

// offer keeps a place if it is among the first ones.
func (c *collector) offer(one *place) {
	if c.after != nil && c.compare(one, c.after) <= 0 {
		return
	}
	switch {
	case len(c.heap) < c.limit-1:
		c.heap = append(c.heap, *one)
		return
	case len(c.heap) < c.limit:
		c.heap = append(c.heap, *one)
		for i := c.limit/2 - 1; i >= 0; i-- {
			c.sink(i)
		}
	case c.compare(one, &c.heap[0]) < 0:
		c.heap[0] = *one
		c.sink(0)
	}
	if c.order == bestFirst {
		c.least = c.heap[0].score
	}
}

// sink moves a place down the heap to where it belongs.
func (c *collector) sink(i int) {
	for {
		last := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(c.heap) && c.compare(&c.heap[child], &c.heap[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		c.heap[i], c.heap[last] = c.heap[last], c.heap[i]
		i = last
	}
}

// compare is below 0 when a comes before b.
func (c *collector) compare(a, b *place) int {
	if c.order == newestFirst {
		if n := bytes.Compare(b.day, a.day); n != 0 {
			return n
		}
	}
	if a.score != b.score {
		return cmp.Compare(b.score, a.score)
	}
	return strings.Compare(c.idOf(a), c.idOf(b))
}

func (c *collector) idOf(p *place) string {
	if p.id == "" && c.err == nil {
		p.id, c.err = c.snapshot.ExternalID(index.NewIndexInternalID(nil, p.article))
	}
	return p.id
}

// A cursor is the place of a hit in its order. It stays good when articles come or go.
type cursor struct {
	Order order   `json:"o"`
	Day   string  `json:"d,omitempty"`
	Score float64 `json:"s"`
	ID    string  `json:"i"`
}

func (o order) cursor(p *place) string {
	data, err := json.Marshal(cursor{o, string(p.day), p.score, p.id})
	if err != nil {
		panic(err) // plain values
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// place reads a cursor, nil for "".
func (o order) place(text string) (*place, error) {
	if text == "" {
		return nil, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	var c cursor
	if err != nil || json.Unmarshal(data, &c) != nil || c.Order != o || c.ID == "" {
		return nil, ErrCursor
	}
	return &place{score: c.Score, day: []byte(c.Day), id: c.ID}, nil
}
