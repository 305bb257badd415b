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
// by id. Or by id alone.
type order int

const (
	bestFirst order = iota
	newestFirst
	byID
)

// A collector takes what a search finds and keeps the places that come first.
type collector struct {
	*view

	order order
	limit int    // places to keep
	after *place // only places behind it, nil for all
	found set    // articles, nil when nobody asks for them
	total int
	days  []*column // of the segments, where the order needs them
	heap  []place   // the last one in front, when there are as many as limit
	err   error     // of an id
}

// collect runs a plan. The places come in their order; total and found are of all
// articles that the plan finds.
func (c *collector) collect(ctx context.Context, p plan) ([]place, error) {
	if c.order == newestFirst {
		for _, seg := range c.segments {
			col, err := c.column(seg, "date")
			if err != nil {
				return nil, err
			}
			c.days = append(c.days, col)
		}
	}
	at := 0
	err := c.run(ctx, p, func(article uint64, score float64) error {
		c.total++
		if c.found != nil {
			c.found.add(article)
		}
		if c.limit == 0 {
			return nil
		}
		one := place{article: article, score: score}
		if c.days != nil {
			for article >= c.segments[at].first+uint64(c.segments[at].size) {
				at++
			}
			one.day = c.days[at].one(uint32(article - c.segments[at].first)) //nolint:gosec // below the segment's size
		}
		c.offer(&one)
		return c.err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(c.heap, func(a, b place) int { return c.compare(&a, &b) })
	for i := range c.heap {
		c.idOf(&c.heap[i])
	}
	return c.heap, c.err
}

// offer keeps a place if it is among the first ones.
func (c *collector) offer(one *place) {
	if c.after != nil && c.compare(one, c.after) <= 0 {
		return
	}
	if len(c.heap) < c.limit {
		c.heap = append(c.heap, *one)
		if len(c.heap) == c.limit {
			for i := c.limit/2 - 1; i >= 0; i-- {
				c.sink(i)
			}
		}
		return
	}
	if c.compare(one, &c.heap[0]) < 0 {
		c.heap[0] = *one
		c.sink(0)
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
	if c.order != byID && a.score != b.score {
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
