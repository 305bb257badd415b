package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search"
)

// A Snippet is a piece of an article with the words that were found. It begins and
// ends between words.
type Snippet struct {
	Pieces []Piece // together the text, in which white space is single spaces
	Before bool    // the article goes on before it
	After  bool    // … and after it
}

// A Piece is a part of a snippet.
type Piece struct {
	Text  string
	Match bool // this is what was found
}

// Text puts the pieces together: marks around what was found, "…" where the article
// goes on. write, if not nil, is applied to the text of each piece, to escape it.
func (s Snippet) Text(begin, end string, write func(string) string) string {
	var b strings.Builder
	if s.Before {
		b.WriteString("… ")
	}
	for _, p := range s.Pieces {
		text := p.Text
		if write != nil {
			text = write(text)
		}
		if p.Match {
			text = begin + text + end
		}
		b.WriteString(text)
	}
	if s.After {
		b.WriteString(" …")
	}
	return b.String()
}

// snippetLength is the length that a snippet aims at, in code points. A word that is
// longer is given whole.
const snippetLength = 200

// snippets chooses the pieces of a text that show most of what was searched for: as
// many different words as possible, then as many words. Without any match it is the
// beginning of the text.
func (lx *lexer) snippets(text string, marks [][]pattern, most int) []Snippet {
	lexemes := lx.lexemes(text)
	hits := matches(lexemes, marks)
	w := windows{text: text, lexemes: lexemes}
	if len(hits) == 0 {
		return []Snippet{w.cut(w.around(0, 0), nil)}
	}
	var chosen []span
	left := slices.Clone(hits)
	for len(chosen) < most && len(left) > 0 {
		best := w.best(left)
		chosen = append(chosen, best)
		left = slices.DeleteFunc(left, func(h hit) bool { return h.first < best.end })
	}
	var list []Snippet
	for _, c := range chosen {
		list = append(list, w.cut(c, hits))
	}
	return list
}

// A hit is a run of lexemes that a mark matches.
type hit struct {
	first, end int // lexemes, half open
	mark       int // which
}

// A span is a half-open range of lexemes.
type span struct{ first, end int }

// matches finds all marks, in text order.
func matches(lexemes []lexeme, marks [][]pattern) []hit {
	var hits []hit
	for i := range lexemes {
		for n, mark := range marks {
			if len(mark) > 0 && i+len(mark) <= len(lexemes) && matchAll(lexemes[i:], mark) {
				hits = append(hits, hit{i, i + len(mark), n})
			}
		}
	}
	return hits
}

func matchAll(lexemes []lexeme, mark []pattern) bool {
	for i, p := range mark {
		if !p.match(lexemes[i]) {
			return false
		}
	}
	return true
}

// match tells whether the pattern finds the lexeme, as the index would.
func (p pattern) match(l lexeme) bool {
	switch {
	case p.exact:
		return l.print == p.print && slices.Contains(p.keys, l.key)
	case p.fuzzy > 0:
		return slices.ContainsFunc(p.keys, func(key string) bool {
			d, over := search.LevenshteinDistanceMax(key, l.key, p.fuzzy)
			return !over && d <= p.fuzzy
		})
	case slices.Contains(p.keys, l.key):
		return true
	}
	return slices.ContainsFunc(p.begins, func(begin string) bool { return strings.HasPrefix(l.key, begin) })
}

// windows cuts a text between its lexemes.
type windows struct {
	text    string
	lexemes []lexeme
}

// best is the window with the most different marks, then the most hits, then the
// first.
func (w windows) best(hits []hit) span {
	var best span
	bestMarks, bestHits := 0, 0
	for i, h := range hits {
		win := w.around(h.first, h.end)
		marks, n := map[int]bool{}, 0
		for _, other := range hits[i:] {
			if other.first >= win.end {
				break
			}
			if other.end <= win.end {
				marks[other.mark] = true
				n++
			}
		}
		if len(marks) > bestMarks || len(marks) == bestMarks && n > bestHits {
			best, bestMarks, bestHits = win, len(marks), n
		}
	}
	return best
}

// around grows a window from lexemes first to end: a fourth of its length before
// them, back to the beginning of a paragraph at most, the rest after them.
func (w windows) around(first, end int) span {
	s := span{first, max(end, first+1)}
	if len(w.lexemes) == 0 {
		return span{}
	}
	for s.first > 0 && w.length(s.first-1, end) <= snippetLength/4 && !w.paragraph(s.first) {
		s.first--
	}
	for s.end < len(w.lexemes) && w.length(s.first, s.end+1) <= snippetLength {
		s.end++
	}
	return s
}

// length is that of the text from one lexeme to before another.
func (w windows) length(first, end int) int {
	if end <= first {
		return 0
	}
	return utf8.RuneCountInString(w.text[w.lexemes[first].start:w.lexemes[end-1].end])
}

// paragraph tells whether a line ends before the lexeme.
func (w windows) paragraph(i int) bool {
	return strings.Contains(w.text[w.lexemes[i-1].end:w.lexemes[i].start], "\n")
}

// cut makes the snippet of a window.
func (w windows) cut(s span, hits []hit) Snippet {
	if s.end == 0 {
		return Snippet{Pieces: []Piece{{Text: squeeze(strings.TrimSpace(w.text))}}}
	}
	start, end := w.edges(s)
	sn := Snippet{
		Before: strings.TrimSpace(w.text[:start]) != "",
		After:  strings.TrimSpace(w.text[end:]) != "",
	}
	at := start
	add := func(to int, match bool) {
		if to > at {
			sn.Pieces = append(sn.Pieces, Piece{squeeze(w.text[at:to]), match})
			at = to
		}
	}
	for _, h := range hits {
		if h.first < s.first || h.end > s.end {
			continue
		}
		add(w.lexemes[h.first].start, false)
		add(w.lexemes[h.end-1].end, true)
	}
	add(end, false)
	return sn
}

// edges are the ends of a window in the text, with the punctuation that touches it.
func (w windows) edges(s span) (start, end int) {
	start, end = w.lexemes[s.first].start, w.lexemes[s.end-1].end
	low, high := 0, len(w.text)
	if s.first > 0 {
		low = w.lexemes[s.first-1].end
	}
	if s.end < len(w.lexemes) {
		high = w.lexemes[s.end].start
	}
	for start > low {
		r, size := utf8.DecodeLastRuneInString(w.text[low:start])
		if unicode.IsSpace(r) {
			break
		}
		start -= size
	}
	for end < high {
		r, size := utf8.DecodeRuneInString(w.text[end:high])
		if unicode.IsSpace(r) {
			break
		}
		end += size
	}
	return start, end
}

// squeeze makes every run of white space one space.
func squeeze(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}
