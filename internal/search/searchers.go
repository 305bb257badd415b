package search

import (
	"errors"

	"github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"
)

// searcherBase answers what bleve's own scoring asks of a searcher.
type searcherBase struct{}

func (searcherBase) Weight() float64      { return 1 }
func (searcherBase) SetQueryNorm(float64) {}
func (searcherBase) Min() int             { return 0 }
func (searcherBase) Size() int            { return 0 }

// A sumSearcher finds what any of its parts finds and adds up their scores.
type sumSearcher struct {
	searcherBase
	parts   []search.Searcher
	at      []*search.DocumentMatch
	started bool
}

// sum joins parts; it takes them over.
func sum(parts []search.Searcher) search.Searcher {
	if len(parts) == 1 {
		return parts[0]
	}
	return &sumSearcher{parts: parts, at: make([]*search.DocumentMatch, len(parts))}
}

// Next implements search.Searcher.
func (s *sumSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	if !s.started {
		return s.Advance(ctx, nil)
	}
	return s.match(ctx)
}

// Advance implements search.Searcher. A nil id means the start.
func (s *sumSearcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	var err error
	for i, part := range s.parts {
		switch {
		case id == nil:
			s.at[i], err = part.Next(ctx)
		case !s.started:
			s.at[i], err = part.Advance(ctx, id)
		case s.at[i] != nil && s.at[i].IndexInternalID.Compare(id) < 0:
			ctx.DocumentMatchPool.Put(s.at[i])
			s.at[i], err = part.Advance(ctx, id)
		}
		if err != nil {
			return nil, err
		}
	}
	s.started = true
	return s.match(ctx)
}

func (s *sumSearcher) match(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	var first *search.DocumentMatch
	for _, m := range s.at {
		if m != nil && (first == nil || m.IndexInternalID.Compare(first.IndexInternalID) < 0) {
			first = m
		}
	}
	if first == nil {
		return nil, nil
	}
	var err error
	for i, m := range s.at {
		if m == nil || !m.IndexInternalID.Equals(first.IndexInternalID) {
			continue
		}
		if m != first {
			first.Score += m.Score
			ctx.DocumentMatchPool.Put(m)
		}
		if s.at[i], err = s.parts[i].Next(ctx); err != nil {
			return nil, err
		}
	}
	return first, nil
}

// Close implements search.Searcher.
func (s *sumSearcher) Close() error {
	var errs []error
	for _, p := range s.parts {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}

// Count implements search.Searcher.
func (s *sumSearcher) Count() uint64 {
	var n uint64
	for _, p := range s.parts {
		n += p.Count()
	}
	return n
}

// DocumentMatchPoolSize implements search.Searcher.
func (s *sumSearcher) DocumentMatchPoolSize() int {
	n := len(s.parts)
	for _, p := range s.parts {
		n += p.DocumentMatchPoolSize()
	}
	return n
}

// A muteSearcher takes the score away from what only restricts.
type muteSearcher struct {
	search.Searcher
}

func (s muteSearcher) SetQueryNorm(float64) {}
func (s muteSearcher) Weight() float64      { return 1 }

// Next implements search.Searcher.
func (s muteSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Next(ctx)
	return silenced(m), err
}

// Advance implements search.Searcher.
func (s muteSearcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Advance(ctx, id)
	return silenced(m), err
}

func silenced(m *search.DocumentMatch) *search.DocumentMatch {
	if m != nil {
		m.Score = 0
	}
	return m
}
