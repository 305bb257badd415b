package search

import (
	"context"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	scorch "github.com/blevesearch/scorch_segment_api/v2"
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

// A word is a word of a query: any of its terms, in title and text.
type word struct {
	view    *view
	pattern pattern
	forms   bool // it makes a difference which forms an article has
	terms   func() ([]weighed, error)
	found   uint64 // how often segments have told of an article whose text has a term
}

// A ranking is what ranks articles of a segment by a word.
type ranking struct {
	word    *word
	sources []source
	within  *roaring.Bitmap // only these articles, nil for all
}

// A source is one of the postings in which a word is looked up.
type source struct {
	postings
	weight float64
	length float64 // mean length of the field
	forms  bool    // the postings have fingerprints of forms
}

// find implements plan. Only the body tells forms, so =word looks nowhere else.
func (w *word) find(ctx context.Context, s *segment, within *roaring.Bitmap) (found, error) {
	terms, err := w.terms()
	if err != nil {
		return found{}, err
	}
	r := ranking{word: w}
	for _, t := range terms {
		n, err := r.look(s, "body", t.term, source{weight: t.weight, forms: w.forms})
		w.found += n
		if err == nil && !w.pattern.exact {
			_, err = r.look(s, "head", t.term, source{weight: weightHead * t.weight})
		}
		if err != nil {
			return found{}, err
		}
	}
	lists := make([]postings, len(r.sources))
	for i := range r.sources {
		lists[i] = r.sources[i].postings
	}
	articles := union(lists)
	if w.pattern.exact {
		if within != nil {
			articles = roaring.And(articles, within)
		}
		articles, err = sideBySide(ctx, []phraseWord{{pattern: &w.pattern, postings: lists}}, articles)
		r.within = articles
	}
	return found{articles: articles, words: []ranking{r}}, err
}

// look adds the postings of a term, if the segment has it, and returns in how many articles.
func (r *ranking) look(s *segment, field, term string, src source) (n uint64, err error) {
	if src.postings, err = s.postings(field, term); err != nil {
		return 0, err
	}
	if n = src.articles.GetCardinality(); n > 0 {
		src.length = r.word.view.state.Lengths.mean(field)
		r.sources = append(r.sources, src)
	}
	return n, nil
}

// idf tells how much the word is worth. All segments must have been looked at.
func (w *word) idf() (float64, error) {
	total, err := w.view.snapshot.DocCount()
	df := min(w.found, total)
	return w.pattern.weight * math.Log(1+(float64(total-df)+0.5)/(float64(df)+0.5)), err
}

// frequency of the word where a source stands, weighed and set against the length of the field.
func (s *source) frequency(p *pattern, at scorch.Posting) float64 {
	n := float64(at.Frequency())
	if s.forms {
		exact := 0
		for _, v := range at.Locations() {
			at := imprintOf(v.Start(), v.End())
			if at == p.print || !p.exact && at.sameForm(p.print) {
				exact++
			}
		}
		n = formed(p, n, float64(exact))
	}
	return s.against(at, n)
}

// most is the highest that frequency can be, whatever forms there are.
func (s *source) most(p *pattern, at scorch.Posting) float64 {
	n := float64(at.Frequency())
	if s.forms {
		n = formed(p, n, n)
	}
	return s.against(at, n)
}

// formed weighs how often the word and its exact form are there.
func formed(p *pattern, n, exact float64) float64 {
	if p.exact {
		return exact
	}
	return n + weightExact*exact
}

func (s *source) against(at scorch.Posting, n float64) float64 {
	return s.weight * n / (1 - bm25B + bm25B*lengthOf(at)/s.length)
}

// lengthOf is the length of a field of an article, as exact as bleve keeps it.
func lengthOf(at scorch.Posting) float64 {
	if whole, ok := at.(interface{ NormUint64() uint64 }); ok {
		if n := whole.NormUint64(); n < uint64(len(lengths)) {
			return lengths[n]
		}
	}
	norm := at.Norm()
	return 1 / (norm * norm)
}

// lengths are what lengthOf is for the common ones.
var lengths = func() (list [4096]float64) {
	for n := range list {
		norm := float64(float32(1 / math.Sqrt(float64(n))))
		list[n] = 1 / (norm * norm)
	}
	return list
}()

// saturated turns the frequency of a word into its part of the score.
func saturated(idf, tf float64) float64 { return idf * tf * (bm25K + 1) / (tf + bm25K) }
