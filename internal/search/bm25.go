package search

import (
	"context"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"
)

// Ranking is BM25F (Robertson, Zaragoza, Taylor, CIKM 2004): a word is one thing
// whichever of its terms and fields it was found in, so that their frequencies are
// weighed and added before they saturate. bleve's own "bm25" takes the root of the
// frequency, multiplies by the idf twice, takes the number of different terms for the
// length of a field, and multiplies every disjunction by the share of its clauses that
// match. k and b are those of Anserini; of the weights, what counts is that they are
// not 0 (from 0.5 to 2 the nDCG of questions about Wikipedia stays within 0.005).
const (
	bm25K = 0.9
	bm25B = 0.4

	weightHead  = 1.5 // of the title, on top of its place in the text
	weightExact = 0.7 // of the form as typed, on top of its key
)

// A source is one of the postings in which a word is looked up.
type source struct {
	postings index.TermFieldReader
	weight   float64
	length   float64 // mean length of the field
	forms    bool    // the postings have fingerprints of forms
	doc      *index.TermFieldDoc
	buffer   index.TermFieldDoc
}

func (s *source) advance(to index.IndexInternalID) (err error) {
	if to == nil {
		s.doc, err = s.postings.Next(s.buffer.Reset())
	} else {
		s.doc, err = s.postings.Advance(to, s.buffer.Reset())
	}
	return err
}

// frequency of the word, weighed and set against the length of the field.
func (s *source) frequency(p *pattern) float64 {
	n := float64(s.doc.Freq)
	if s.forms {
		exact := 0
		for _, v := range s.doc.Vectors {
			at := imprintOf(v.Start, v.End)
			if at == p.print || !p.exact && at.sameForm(p.print) {
				exact++
			}
		}
		if p.exact {
			n = float64(exact)
		} else {
			n += weightExact * float64(exact)
		}
	}
	length := 1 / (s.doc.Norm * s.doc.Norm) // how bleve keeps it
	return s.weight * n / (1 - bm25B + bm25B*length/s.length)
}

// A wordSearcher finds and scores one word.
type wordSearcher struct {
	searcherBase
	pattern pattern
	lengths means
	sources []*source
	idf     float64
	found   uint64 // articles, at most
	started bool
}

// newWord opens the postings of all terms of a word in both fields of text. Only the
// body tells forms, so =word looks nowhere else.
func newWord(ctx context.Context, r index.IndexReader, p pattern, terms []weighed, lengths means) (search.Searcher, error) {
	total, err := r.DocCount()
	if err != nil {
		return nil, err
	}
	w := &wordSearcher{pattern: p, lengths: lengths}
	forms := p.fuzzy == 0 && len(p.begins) == 0
	var df uint64
	for _, t := range terms {
		n, err := w.open(ctx, r, "body", t.term, source{weight: t.weight, forms: forms})
		df += n
		if err == nil && !p.exact {
			_, err = w.open(ctx, r, "head", t.term, source{weight: weightHead * t.weight})
		}
		if err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	w.found = min(w.found, total)
	df = min(df, total)
	w.idf = p.weight * math.Log(1+(float64(total-df)+0.5)/(float64(df)+0.5))
	return w, nil
}

// open adds the postings of a term and returns how many articles they list.
func (w *wordSearcher) open(ctx context.Context, r index.IndexReader, field, term string, s source) (uint64, error) {
	s.length = w.lengths.mean(field)
	var err error
	if s.postings, err = r.TermFieldReader(ctx, []byte(term), field, true, true, s.forms); err != nil {
		return 0, err
	}
	w.sources = append(w.sources, &s)
	n := s.postings.Count()
	w.found += n
	return n, nil
}

// Next implements search.Searcher.
func (w *wordSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	if !w.started {
		return w.Advance(ctx, nil)
	}
	return w.match(ctx)
}

// Advance implements search.Searcher. A nil id means the start.
func (w *wordSearcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	for _, s := range w.sources {
		if !w.started || s.doc != nil && s.doc.ID.Compare(id) < 0 {
			if err := s.advance(id); err != nil {
				return nil, err
			}
		}
	}
	w.started = true
	return w.match(ctx)
}

// match scores the first article that any source stands on and moves those on.
func (w *wordSearcher) match(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	for {
		var first index.IndexInternalID
		for _, s := range w.sources {
			if s.doc != nil && (first == nil || s.doc.ID.Compare(first) < 0) {
				first = s.doc.ID
			}
		}
		if first == nil {
			return nil, nil
		}
		m := ctx.DocumentMatchPool.Get()
		m.IndexInternalID = index.NewIndexInternalIDFrom(m.IndexInternalID, first)
		tf := 0.0
		for _, s := range w.sources {
			if s.doc != nil && s.doc.ID.Equals(m.IndexInternalID) {
				tf += s.frequency(&w.pattern)
				if err := s.advance(nil); err != nil {
					return nil, err
				}
			}
		}
		if tf > 0 {
			m.Score = w.idf * tf * (bm25K + 1) / (tf + bm25K)
			return m, nil
		}
		ctx.DocumentMatchPool.Put(m) // =word: here it has other forms only
	}
}

// Close implements search.Searcher.
func (w *wordSearcher) Close() error {
	var errs []error
	for _, s := range w.sources {
		errs = append(errs, s.postings.Close())
	}
	return errors.Join(errs...)
}

// Count implements search.Searcher.
func (w *wordSearcher) Count() uint64 { return w.found }

// DocumentMatchPoolSize implements search.Searcher.
func (w *wordSearcher) DocumentMatchPoolSize() int { return 1 }
