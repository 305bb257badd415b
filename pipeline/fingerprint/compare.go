package fingerprint

import (
	"slices"
	"strings"
	"sync"
)

// A Kind says what a word is to a comparison.
type Kind uint8

// The kinds of words.
const (
	Plain  Kind = iota
	Name        // part of the name of a person, body or place, or of a post
	Figure      // a number or part of a date
)

// A Word is a word of a text.
type Word struct {
	Key  string // of its stem, the same in all scripts
	Form string // key of the whole word
	Kind Kind
	// Post is the number, from 1, of the post's name that the word belongs to, 0 for none.
	Post int
}

// A Text is what Compare looks at: the sentences of an article without the date line,
// and what happens in it, each event as its type and the key of its person.
type Text struct {
	Sentences [][]Word
	Events    []string
}

// The shares of words that reposts have in common, chosen on one half of the test
// pairs (pipeline/testdata/similar.txt).
const (
	// minShare is of the shorter text: what is left is its own headline, lead and tail.
	minShare = 0.65
	// minLonger is of the longer one: an article that prints three releases in a row
	// must not make one of all three.
	minLonger = 0.3
)

// A Verdict is what came of a comparison.
type Verdict struct {
	Same   bool
	Share  float64 // of the shorter text's words that the other has as well, 0 to 1
	Differ string  // what makes them different articles: "text", "names", "figures", "post", "events"; "" for Same
}

// Compare tells whether one text is a repost of the other. It does not matter which is
// which.
func Compare(a, b *Text) Verdict {
	short, long := a, b
	if n, m := a.words(), b.words(); n > m || n == m && less(b, a) {
		short, long = b, a
	}
	n, m := short.words(), long.words()
	if n == 0 {
		return Verdict{Differ: "text"}
	}
	common, differ := 0, ""
	inLong, inShort := bigrams(long), bigrams(short)
	defer inLong.rest()
	defer inShort.rest()
	for i, s := range short.Sentences {
		t := inLong.best(s)
		if t < 0 || inShort.best(long.Sentences[t]) != i {
			continue // a sentence of its own, or one that is another one's copy
		}
		same, why := align(s, long.Sentences[t])
		if 2*same < len(s) {
			continue // another sentence with a phrase of it
		}
		common += same
		if differ == "" {
			differ = why
		}
	}
	v := Verdict{Share: float64(common) / float64(n), Differ: differ}
	switch {
	case v.Share < minShare || float64(common)/float64(m) < minLonger:
		v.Differ = "text"
	case differ == "" && disjoint(a.Events, b.Events):
		v.Differ = "events"
	}
	v.Same = v.Differ == ""
	return v
}

func (t *Text) words() int {
	n := 0
	for _, s := range t.Sentences {
		n += len(s)
	}
	return n
}

// less orders texts of equal length.
func less(a, b *Text) bool {
	return slices.CompareFunc(a.Sentences, b.Sentences, func(s, t []Word) int {
		return slices.CompareFunc(s, t, func(v, w Word) int { return strings.Compare(v.Key, w.Key) })
	}) < 0
}

// disjoint tells whether both texts report something, and nothing that is the same: the
// appointment and the dismissal of one man come with one biography.
func disjoint(a, b []string) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(e string) bool {
		return slices.ContainsFunc(b, func(f string) bool { return e == f || misread(e, f) })
	})
}

// An index knows which sentences of a text hold a pair of neighbouring words. Its memory is
// used again for another text.
type index struct {
	text   *Text
	last   map[[2]string]int // where a pair stands last: its place in places, from 1
	places []place
	votes  map[int]int // for sentences
}

// A place is a sentence that holds a pair.
type place struct {
	sentence int
	before   int // the place of the same pair before it, 0 for none
}

var restingIndexes = sync.Pool{New: func() any { return &index{last: map[[2]string]int{}, votes: map[int]int{}} }}

// maxKept is the number of pairs from which an index is not used again: emptying it would
// cost every text after it.
const maxKept = 4000

// rest ends the use for a text: an index at rest does not point to it.
func (x *index) rest() {
	if len(x.last) > maxKept {
		return
	}
	clear(x.last)
	x.text, x.places = nil, x.places[:0]
	restingIndexes.Put(x)
}

func bigrams(t *Text) *index {
	x := restingIndexes.Get().(*index)
	x.text = t
	for i, s := range t.Sentences {
		for j := 1; j < len(s); j++ {
			pair := [2]string{s[j-1].Key, s[j].Key}
			if n := x.last[pair]; n == 0 || x.places[n-1].sentence != i {
				x.places = append(x.places, place{i, n})
				x.last[pair] = len(x.places)
			}
		}
	}
	return x
}

// best is the sentence with most pairs in common with s: the one of nearest length if
// there are several, -1 if there is none.
func (x *index) best(s []Word) int {
	clear(x.votes)
	for j := 1; j < len(s); j++ {
		for n := x.last[[2]string{s[j-1].Key, s[j].Key}]; n > 0; n = x.places[n-1].before {
			x.votes[x.places[n-1].sentence]++
		}
	}
	best := -1
	for i, n := range x.votes {
		if best < 0 || n > x.votes[best] || n == x.votes[best] && x.closer(i, best, len(s)) {
			best = i
		}
	}
	return best
}

func (x *index) closer(i, j, n int) bool {
	di, dj := abs(len(x.text.Sentences[i])-n), abs(len(x.text.Sentences[j])-n)
	return di < dj || di == dj && i < j
}

func abs(n int) int { return max(n, -n) }
