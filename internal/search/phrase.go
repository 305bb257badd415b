package search

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// A phrase finds the articles in which words stand one after the other.
type phrase struct {
	field string
	pats  []pattern
	terms []func() ([]weighed, error) // for each pattern
}

// find implements plan. Where words stand it reads only of articles that have them all.
func (p *phrase) find(ctx context.Context, s *segment, within *roaring.Bitmap) (found, error) {
	words := make([]phraseWord, len(p.pats))
	for i := range words {
		w := &words[i]
		w.pattern = &p.pats[i]
		terms, err := p.terms[i]()
		if err != nil {
			return found{}, err
		}
		for _, t := range terms {
			list, err := s.postings(p.field, t.term)
			if err != nil {
				return found{}, err
			}
			w.postings = append(w.postings, list)
		}
		if all := union(w.postings); within == nil {
			within = all
		} else {
			within = roaring.And(within, all)
		}
	}
	if len(words) == 1 && !p.pats[0].exact {
		return found{articles: within}, nil
	}
	articles, err := sideBySide(ctx, words, within)
	return found{articles: articles}, err
}

// A phraseWord is one word of a phrase in a segment: any of its terms.
type phraseWord struct {
	pattern  *pattern
	postings []postings
	readers  []*reader
	places   []uint64 // in the article that is looked at, in order
}

// sideBySide are the articles among some in which words stand one after the other.
func sideBySide(ctx context.Context, words []phraseWord, among *roaring.Bitmap) (*roaring.Bitmap, error) {
	for i := range words {
		w := &words[i]
		for k := range w.postings {
			w.readers = append(w.readers, w.postings[k].read(among, true))
		}
	}
	var list []uint32
	for n, it := 0, among.Iterator(); it.HasNext(); n++ {
		if n%often == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		article := it.Next()
		ok, err := follow(words, article)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, article)
		}
	}
	return roaring.BitmapOf(list...), nil
}

// follow tells whether the words stand one after the other in an article.
func follow(words []phraseWord, article uint32) (bool, error) {
	if err := words[0].read(article); err != nil {
		return false, err
	}
	ends := words[0].places
	for i := 1; i < len(words) && len(ends) > 0; i++ {
		if err := words[i].read(article); err != nil {
			return false, err
		}
		n := 0 // of ends that the next word follows
		for _, end := range ends {
			if _, ok := slices.BinarySearch(words[i].places, end+1); ok {
				ends[n] = end + 1
				n++
			}
		}
		ends = ends[:n]
	}
	return len(ends) > 0, nil
}

// read fills in where the word stands in an article.
func (w *phraseWord) read(article uint32) error {
	w.places = w.places[:0]
	for _, r := range w.readers {
		if ok, err := r.to(article); err != nil || !ok {
			if err != nil {
				return err
			}
			continue
		}
		for _, at := range r.at.Locations() {
			if w.pattern.exact && imprintOf(at.Start(), at.End()) != w.pattern.print {
				continue
			}
			w.places = append(w.places, at.Pos())
		}
	}
	if len(w.readers) > 1 {
		slices.Sort(w.places)
	}
	return nil
}
