package search

import (
	"github.com/RoaringBitmap/roaring/v2"
	scorch "github.com/blevesearch/scorch_segment_api/v2"
)

// A postings lists the articles of a segment that have a term.
type postings struct {
	articles *roaring.Bitmap // without those removed; never changed, it may lie in the file
	list     scorch.PostingsList
}

// postings looks a term up; articles are empty when the segment does not have it.
func (s *segment) postings(field, term string) (postings, error) {
	dictionary, err := s.live.Segment().Dictionary(field)
	if err != nil {
		return postings{}, err
	}
	list, err := dictionary.PostingsList([]byte(term), s.live.Deleted(), nil)
	if err != nil {
		return postings{}, err
	}
	p := postings{articles: roaring.New(), list: list}
	if it, ok := list.Iterator(false, false, false, nil).(scorch.OptimizablePostingsIterator); ok {
		if all := it.ActualBitmap(); all != nil {
			p.articles = all
		} else if one, ok := it.DocNum1Hit(); ok { // bleve keeps a single article in another way
			p.articles.Add(uint32(one)) //nolint:gosec // bleve numbers in 32 bits
		}
	}
	return p, nil
}

// A reader goes through postings from article to article.
type reader struct {
	postings scorch.PostingsIterator // nil when there is none any more
	at       scorch.Posting          // nil before the first one
}

// read opens postings. It stops only at articles that are in within, too, nil for all; of
// others it is not even unpacked where they have the term, which is read when places is set.
func (p *postings) read(within *roaring.Bitmap, places bool) *reader {
	part := p.articles
	if within != nil {
		part = roaring.And(p.articles, within)
	}
	if part.IsEmpty() {
		return &reader{}
	}
	it := p.list.Iterator(true, true, places, nil)
	if o, ok := it.(scorch.OptimizablePostingsIterator); ok && o.ActualBitmap() != nil && part.GetCardinality() < p.articles.GetCardinality() {
		o.ReplaceActual(part)
	}
	return &reader{postings: it}
}

// next moves to the next article and tells whether there is one.
func (r *reader) next() (bool, error) {
	if r.postings == nil {
		return false, nil
	}
	var err error
	r.at, err = r.postings.Next()
	return r.at != nil, err
}

// to moves forward to an article, or the next one behind it, and tells whether it has
// come to that article.
func (r *reader) to(article uint32) (bool, error) {
	if r.postings == nil {
		return false, nil
	}
	if r.at == nil || r.at.Number() < uint64(article) {
		var err error
		if r.at, err = r.postings.Advance(uint64(article)); err != nil {
			return false, err
		}
		if r.at == nil {
			r.postings = nil
			return false, nil
		}
	}
	return r.at.Number() == uint64(article), nil
}

// union are the articles of any of the postings.
func union(list []postings) *roaring.Bitmap {
	if len(list) == 1 {
		return list[0].articles
	}
	all := make([]*roaring.Bitmap, len(list))
	for i := range list {
		all[i] = list[i].articles
	}
	return roaring.FastOr(all...)
}
