package kazakh

import (
	"sort"
	"unicode/utf8"
)

// An edit says that out[outStart:outEnd] of a rewritten string was made of
// in[inStart:inEnd]. Between two edits the strings are the same.
type edit struct{ outStart, outEnd, inStart, inEnd int }

// A layer is the way back through one pass of Normalize. Its edits are in order and
// do not overlap; at any place of the output there is one deletion (an edit with
// outStart == outEnd) at most.
type layer struct {
	edits   []edit
	in, out int // lengths in bytes
}

// side says which end of a gap, where something was deleted, is meant.
type side uint8

const (
	before side = iota // of what was deleted
	after
)

// source gives the place in the input of a place in the output, and the side to take
// there in the layer below. A place within what came of one edit is the start of
// what it came from, behind anything deleted there.
func (l *layer) source(off int, s side) (int, side) {
	switch {
	case off <= 0 && s == before:
		return 0, s
	case off >= l.out && s == after:
		return l.in, s
	}
	i := sort.Search(len(l.edits), func(i int) bool { return l.edits[i].outEnd >= off })
	if i == len(l.edits) {
		return l.in - (l.out - off), s
	}
	e := l.edits[i]
	switch {
	case off < e.outStart:
		return e.inStart - (e.outStart - off), s
	case off > e.outStart && off < e.outEnd:
		return e.inStart, after
	case off < e.outEnd || e.outStart == e.outEnd && s == before:
		return e.inStart, s
	case s == after && i+1 < len(l.edits) && l.edits[i+1].outEnd == off:
		return l.edits[i+1].inEnd, s
	}
	return e.inEnd, s
}

// A rewriter copies a string with edits, without copying before the first one.
type rewriter struct {
	in    string
	out   []byte
	done  int // in[:done] is in out
	edits []edit
}

// replace puts with in the place of in[start:end]; calls come in order of start.
func (w *rewriter) replace(start, end int, with string) {
	if w.in[start:end] == with {
		return
	}
	if w.edits == nil {
		w.out = make([]byte, 0, len(w.in)+len(w.in)/8)
	}
	w.out = append(w.out, w.in[w.done:start]...)
	e := edit{len(w.out), len(w.out) + len(with), start, end}
	w.out = append(w.out, with...)
	w.done = end
	if n := len(w.edits); n > 0 && with == "" {
		if last := &w.edits[n-1]; last.outStart == last.outEnd && last.outEnd == e.outStart && last.inEnd == start {
			last.inEnd = end
			return
		}
	}
	w.edits = append(w.edits, e)
}

func (w *rewriter) delete(start, end int) { w.replace(start, end, "") }

func (w *rewriter) replaceRune(start, end int, r rune) {
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	if w.in[start:end] != string(buf[:n]) {
		w.replace(start, end, string(buf[:n]))
	}
}

// finish returns the rewritten string and its layer; nil when nothing was edited.
func (w *rewriter) finish() (string, *layer) {
	if w.edits == nil {
		return w.in, nil
	}
	w.out = append(w.out, w.in[w.done:]...)
	return string(w.out), &layer{w.edits, len(w.in), len(w.out)}
}
