package search

import (
	"context"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
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

// A plan opens a part of a compiled query on a snapshot of the index.
type plan func(context.Context, index.IndexReader, search.SearcherOptions) (search.Searcher, error)

// Searcher implements bleve's query.Query.
func (p plan) Searcher(ctx context.Context, r index.IndexReader, _ mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	return p(ctx, r, o)
}

// unscored are the options of what only restricts.
var unscored = search.SearcherOptions{Score: "none"}

// lengthsKey is under which a search carries the means of its index to the searchers,
// which bleve makes.
type lengthsKey struct{}

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
			at := imprint(v.Start)
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
	sources []*source
	idf     float64
	found   uint64 // articles, at most
	started bool
}

// newWord opens the postings of all terms of a word in both fields of text. Only the
// body tells forms, so =word looks nowhere else.
func newWord(ctx context.Context, r index.IndexReader, p pattern, terms []weighed) (search.Searcher, error) {
	total, err := r.DocCount()
	if err != nil {
		return nil, err
	}
	w := &wordSearcher{pattern: p}
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
	lengths, _ := ctx.Value(lengthsKey{}).(means)
	s.length = lengths.mean(field)
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

// searcherBase answers what bleve's own scoring asks of a searcher.
type searcherBase struct{}

func (searcherBase) Weight() float64      { return 1 }
func (searcherBase) SetQueryNorm(float64) {}
func (searcherBase) Min() int             { return 0 }
func (searcherBase) Size() int            { return 0 }

// muted is mute for plans.
func muted(p plan) plan {
	return func(ctx context.Context, r index.IndexReader, _ search.SearcherOptions) (search.Searcher, error) {
		s, err := p(ctx, r, unscored)
		if err != nil {
			return nil, err
		}
		return muteSearcher{s}, nil
	}
}

// every is the plan that finds all articles.
func every(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
	return searcher.NewMatchAllSearcher(ctx, r, 1, o)
}

// open opens several plans or none.
func openAll(ctx context.Context, r index.IndexReader, o search.SearcherOptions, plans []plan) ([]search.Searcher, error) {
	var open []search.Searcher
	for _, p := range plans {
		s, err := p(ctx, r, o)
		if err != nil {
			for _, s := range open {
				err = errors.Join(err, s.Close())
			}
			return nil, err
		}
		open = append(open, s)
	}
	return open, nil
}

// anyPlan finds what any plan finds, the more the better.
func anyPlan(plans []plan) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		parts, err := openAll(ctx, r, o, plans)
		if err != nil {
			return nil, err
		}
		return sum(parts), nil
	}
}

// allPlan finds what all plans find.
func allPlan(plans []plan) plan {
	if len(plans) == 1 {
		return plans[0]
	}
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		parts, err := openAll(ctx, r, o, plans)
		if err != nil {
			return nil, err
		}
		return searcher.NewConjunctionSearcher(ctx, r, parts, o)
	}
}

// butPlan finds all articles but those that p finds.
func butPlan(p plan) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		parts, err := openAll(ctx, r, o, []plan{every, p})
		if err != nil {
			return nil, err
		}
		return searcher.NewBooleanSearcher(ctx, r, parts[0], nil, parts[1], o)
	}
}

// An exactPhrase passes on the articles in which a phrase stands in the very forms of
// the query.
type exactPhrase struct {
	search.Searcher
	pats []pattern
}

// Next implements search.Searcher.
func (s exactPhrase) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Next(ctx)
	return s.exact(ctx, m, err)
}

// Advance implements search.Searcher.
func (s exactPhrase) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Advance(ctx, id)
	return s.exact(ctx, m, err)
}

func (s exactPhrase) exact(ctx *search.SearchContext, m *search.DocumentMatch, err error) (*search.DocumentMatch, error) {
	for err == nil && m != nil && !s.holds(m) {
		ctx.DocumentMatchPool.Put(m)
		m, err = s.Searcher.Next(ctx)
	}
	return m, err
}

// holds looks for the fingerprints of the query at positions in a row.
func (s exactPhrase) holds(m *search.DocumentMatch) bool {
	prints := map[uint64]imprint{} // by position
	for _, l := range m.FieldTermLocations {
		prints[l.Location.Pos] = imprint(l.Location.Start)
	}
	for at := range prints {
		i := 0
		for i < len(s.pats) && prints[at+uint64(i)] == s.pats[i].print {
			i++
		}
		if i == len(s.pats) {
			return true
		}
	}
	return false
}
