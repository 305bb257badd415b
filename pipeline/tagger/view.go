package tagger

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/token"
)

// A view is a word in its sentence.
type view struct {
	*record
	more        []uint64 // types of phrases of several words, with the word's part in them
	kinds       uint8    // the kinds of head that end here, one bit each
	open, close int      // the quotation marks around it; equal if there are none
}

// lookUp notes the phrases of several words in the views.
func (x *extractor) lookUp() {
	x.matches = x.gazetteer.find(x.matches[:0], x.views)
	for _, m := range x.matches {
		for i := m.first; i <= m.last; i++ {
			v := &x.views[i]
			for _, typ := range m.types {
				if t := join(typ, uint64(partAt(i, m.first, m.last+1))); !slices.Contains(v.more, t) {
					v.more = append(v.more, t)
				}
				if k := slices.Index(x.heads, typ); k >= 0 && i == m.last {
					v.kinds |= 1 << k
				}
			}
		}
	}
}

// pairQuotes finds the quotation marks around each word, the nearest on both sides.
func (x *extractor) pairQuotes() {
	open := -1
	for i := range x.views {
		if x.views[i].kind == token.QuoteOpen {
			open = i
		}
		if x.views[i].kind != token.QuoteClose {
			continue
		}
		for k := open + 1; open >= 0 && k < i; k++ {
			x.views[k].open, x.views[k].close = open, i
		}
		open = -1
	}
}
