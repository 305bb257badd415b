package search

import (
	"context"
	"errors"
	"slices"

	"github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"
)

// A phraseSearcher finds the articles in which words stand one after the other, without
// a score. bleve's own keeps what it has found of each article in maps, at 4 µs an article.
type phraseSearcher struct {
	searcherBase
	words   []phraseWord
	target  index.IndexInternalID // the article that the words are moved to
	started bool
}

// A phraseWord is one word of a phrase: any of its terms.
type phraseWord struct {
	sources []*source
	exact   bool // only the form with that print
	print   imprint
	places  []uint64 // in the article that is looked at, in order
}

// newPhrase opens the postings of the terms of all words, one list for each pattern.
func newPhrase(ctx context.Context, r index.IndexReader, field string, pats []pattern, words [][]weighed) (search.Searcher, error) {
	s := &phraseSearcher{words: make([]phraseWord, len(words))}
	for i := range words {
		w := &s.words[i]
		w.exact, w.print = pats[i].exact, pats[i].print
		for _, t := range words[i] {
			postings, err := r.TermFieldReader(ctx, []byte(t.term), field, true, false, true)
			if err != nil {
				return nil, errors.Join(err, s.Close())
			}
			w.sources = append(w.sources, &source{postings: postings})
		}
	}
	return s, nil
}

// first is the article that the word stands on, nil behind the last one.
func (w *phraseWord) first() (id index.IndexInternalID) {
	for _, s := range w.sources {
		if s.doc != nil && (id == nil || s.doc.ID.Compare(id) < 0) {
			id = s.doc.ID
		}
	}
	return id
}

// advance moves the word to an article, or behind it where it is missing.
func (w *phraseWord) advance(to index.IndexInternalID) error {
	for _, s := range w.sources {
		if s.doc != nil && s.doc.ID.Compare(to) < 0 {
			if err := s.advance(to); err != nil {
				return err
			}
		}
	}
	return nil
}

// read fills in where the word stands in an article.
func (w *phraseWord) read(id index.IndexInternalID) {
	w.places = w.places[:0]
	for _, s := range w.sources {
		if s.doc == nil || !s.doc.ID.Equals(id) {
			continue
		}
		for _, v := range s.doc.Vectors {
			if w.exact && imprintOf(v.Start, v.End) != w.print {
				continue
			}
			w.places = append(w.places, v.Pos)
		}
	}
	slices.Sort(w.places)
}

// holds tells whether the words stand one after the other in an article.
func (s *phraseSearcher) holds(id index.IndexInternalID) bool {
	s.words[0].read(id)
	ends := s.words[0].places
	for i := 1; i < len(s.words) && len(ends) > 0; i++ {
		s.words[i].read(id)
		n := 0 // of ends that the next word follows
		for _, end := range ends {
			if _, ok := slices.BinarySearch(s.words[i].places, end+1); ok {
				ends[n] = end + 1
				n++
			}
		}
		ends = ends[:n]
	}
	return len(ends) > 0
}

// Next implements search.Searcher.
func (s *phraseSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	if !s.started {
		return s.Advance(ctx, nil)
	}
	return s.match(ctx)
}

// Advance implements search.Searcher. A nil id means the start.
func (s *phraseSearcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	for i := range s.words {
		w := &s.words[i]
		if s.started {
			if err := w.advance(id); err != nil {
				return nil, err
			}
			continue
		}
		for _, src := range w.sources {
			if err := src.advance(id); err != nil {
				return nil, err
			}
		}
	}
	s.started = true
	return s.match(ctx)
}

// match finds the first article from where the words stand on, and moves them behind it.
func (s *phraseSearcher) match(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	for s.target = s.target[:0]; ; {
		for i := range s.words {
			first := s.words[i].first()
			if first == nil {
				return nil, nil
			}
			if len(s.target) == 0 || first.Compare(s.target) > 0 {
				s.target = index.NewIndexInternalIDFrom(s.target, first)
			}
		}
		together := true
		for i := range s.words {
			w := &s.words[i]
			if err := w.advance(s.target); err != nil {
				return nil, err
			}
			first := w.first()
			together = together && first != nil && first.Equals(s.target)
		}
		if !together {
			continue
		}
		held := s.holds(s.target)
		if err := s.pass(s.target); err != nil {
			return nil, err
		}
		if held {
			m := ctx.DocumentMatchPool.Get()
			m.IndexInternalID = index.NewIndexInternalIDFrom(m.IndexInternalID, s.target)
			return m, nil
		}
	}
}

// pass moves all words behind an article.
func (s *phraseSearcher) pass(id index.IndexInternalID) error {
	for i := range s.words {
		for _, src := range s.words[i].sources {
			if src.doc != nil && src.doc.ID.Equals(id) {
				if err := src.advance(nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Close implements search.Searcher.
func (s *phraseSearcher) Close() error {
	var errs []error
	for i := range s.words {
		for _, src := range s.words[i].sources {
			errs = append(errs, src.postings.Close())
		}
	}
	return errors.Join(errs...)
}

// Count implements search.Searcher: as many as the rarest word has, at most.
func (s *phraseSearcher) Count() uint64 {
	var least uint64
	for i := range s.words {
		var n uint64
		for _, src := range s.words[i].sources {
			n += src.postings.Count()
		}
		if i == 0 || n < least {
			least = n
		}
	}
	return least
}

// DocumentMatchPoolSize implements search.Searcher.
func (s *phraseSearcher) DocumentMatchPoolSize() int { return 1 }
