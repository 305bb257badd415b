package search

import "sync"

// To find the best of many articles it is not needed to score them all. How often an article
// has a word tells how good it can be at best; where it has it, and in which forms, is five
// times the work to read. So a scorer first tells the bounds of all articles of a segment,
// word after word, and then scores those that may be among the best, one after the other.

// A scorer scores articles of a segment.
type scorer struct {
	words  []wordScore
	bounds []float64  // of all articles, nil when they were left out
	space  *[]float64 // of bounds
	sure   bool       // the bounds are the scores
}

// A wordScore is the part of one word in scores.
type wordScore struct {
	ranking
	idf     float64
	readers []*reader  // of the sources
	known   *[]float64 // instead: what it is for every article
}

// numbers are for use again, all 0.
var numbers = sync.Pool{New: func() any { return new([]float64) }}

// newNumbers takes as many as a segment has articles.
func newNumbers(s *segment) *[]float64 {
	list := numbers.Get().(*[]float64)
	if cap(*list) < int(s.size) {
		*list = make([]float64, s.size)
	}
	*list = (*list)[:s.size]
	return list
}

// freeNumbers gives them back.
func freeNumbers(list *[]float64) {
	if list != nil {
		clear(*list)
		numbers.Put(list)
	}
}

// newScorer makes ready to score what was found in a segment: all of it, or some. The
// caller frees it.
func newScorer(s *segment, words []ranking, all bool) (*scorer, error) {
	sc := &scorer{sure: !all, words: make([]wordScore, len(words))}
	if !all {
		sc.space = newNumbers(s)
		sc.bounds = *sc.space
	}
	for i := range words {
		w := &sc.words[i]
		w.ranking = words[i]
		var err error
		if w.idf, err = w.word.idf(); err != nil {
			return sc, err
		}
		if !all {
			if w.known, err = w.add(s, sc.bounds); err != nil {
				return sc, err
			}
		}
		if all || w.word.forms {
			sc.sure = false
			freeNumbers(w.known)
			w.known = nil
			for k := range w.sources {
				w.readers = append(w.readers, w.sources[k].read(w.within, w.sources[k].forms))
			}
		}
	}
	return sc, nil
}

// add adds to the bounds what the word is worth at most, and returns that alone.
func (w *wordScore) add(s *segment, bounds []float64) (*[]float64, error) {
	list := newNumbers(s)
	worth := *list
	for i := range w.sources {
		src := &w.sources[i]
		r := src.read(w.within, false)
		for {
			more, err := r.next()
			if err != nil {
				return list, err
			}
			if !more {
				break
			}
			worth[r.at.Number()] += src.most(&w.word.pattern, r.at)
		}
	}
	for a, tf := range worth {
		if tf > 0 {
			worth[a] = saturated(w.idf, tf)
			bounds[a] += worth[a]
		}
	}
	return list, nil
}

// slack is more than what rounding can make of a bound.
const slack = 1 + 1e-9

// reaches tells whether an article can have such a score.
func (s *scorer) reaches(article uint32, score float64) bool {
	return s.bounds == nil || s.bounds[article]*slack >= score
}

// score gives the score of an article. Each must come behind the one before it.
func (s *scorer) score(article uint32) (float64, error) {
	if s.sure {
		return s.bounds[article], nil
	}
	sum := 0.0
	for i := range s.words {
		w := &s.words[i]
		if w.known != nil {
			sum += (*w.known)[article]
			continue
		}
		tf := 0.0
		for k, r := range w.readers {
			at, err := r.to(article)
			if err != nil {
				return 0, err
			}
			if at {
				tf += w.sources[k].frequency(&w.word.pattern, r.at)
			}
		}
		if tf > 0 {
			sum += saturated(w.idf, tf)
		}
	}
	return sum, nil
}

// free gives back what the scorer has taken.
func (s *scorer) free() {
	freeNumbers(s.space)
	for i := range s.words {
		freeNumbers(s.words[i].known)
	}
}
