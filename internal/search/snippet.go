package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

const (
	// snippetLength is what a snippet aims at, in code points: a fourth before what
	// was found. Words are never cut.
	snippetLength = 200
	// maxRun is how much is shown of a run without any white space, which is no word.
	maxRun = 400
	// maxHits is how many hits of an article are looked at: a stop word has thousands.
	maxHits = 300
)

// snippets cuts a text into the snippets to show, in text order.
func (lx *lexer) snippets(text string, marks [][]pattern, most int) []Snippet {
	p := page{text: text, lexemes: lx.readFor(text, initialsOf(marks))}
	p.find(marks)
	var list []Snippet
	for _, s := range p.choose(most) {
		list = append(list, p.cut(s))
	}
	return list
}

// A span is a half-open range of bytes.
type span struct{ start, end int }

// A hit is a run of lexemes that a mark matches.
type hit struct {
	span
	mark int // which
}

// A page is a text to be cut.
type page struct {
	text    string
	lexemes []lexeme
	hits    []hit // in text order
}

// find fills in all hits of marks.
func (p *page) find(marks [][]pattern) {
	for i, l := range p.lexemes {
		for n, mark := range marks {
			if len(mark) > 0 && i+len(mark) <= len(p.lexemes) && matchAll(p.lexemes[i:], mark) {
				p.hits = append(p.hits, hit{span{l.start, p.lexemes[i+len(mark)-1].end}, n})
			}
		}
	}
}

// choose finds the windows that show most of what was searched for: as many different
// words as possible, then as many words. They come in text order and do not overlap.
// Without any hit it is the beginning of the text.
func (p *page) choose(most int) []span {
	if len(p.hits) == 0 {
		first := p.forward(0)
		return []span{p.around(first, first)}
	}
	var chosen []span
	left := slices.Clone(p.hits[:min(len(p.hits), maxHits)])
	for len(chosen) < most && len(left) > 0 {
		best := p.best(left)
		for _, c := range chosen {
			if c.start >= best.start {
				best.end = min(best.end, c.start)
			} else {
				best.start = max(best.start, c.end)
			}
		}
		chosen = append(chosen, best)
		left = slices.DeleteFunc(left, func(h hit) bool { return h.start < best.end && h.end > best.start })
	}
	slices.SortFunc(chosen, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	return chosen
}

func matchAll(lexemes []lexeme, mark []pattern) bool {
	for i := range mark {
		if !mark[i].match(lexemes[i]) {
			return false
		}
	}
	return true
}

// best is the window with the most different marks, then the most hits, then the
// first.
func (p *page) best(hits []hit) span {
	var best span
	bestMarks, bestHits := 0, 0
	for i, h := range hits {
		win := p.around(h.start, h.end)
		marks, n := map[int]bool{}, 0
		for _, other := range hits[i:] {
			if other.start >= win.end {
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

// around grows a window from a range, word by word: first back, not beyond the
// beginning of a line, then on.
func (p *page) around(start, end int) span {
	win := p.whole(span{start, end})
	length := func(start, end int) int { return utf8.RuneCountInString(p.text[start:end]) }
	before := length(win.start, start)
	for {
		back := p.whole(span{p.backward(win.start), win.end})
		before += length(back.start, win.start)
		if back.start == win.start || before > snippetLength/4 || strings.Contains(p.text[back.start:win.start], "\n") {
			break
		}
		win = back
	}
	total := length(win.start, win.end)
	for {
		on := p.whole(span{win.start, p.forward(win.end)})
		total += length(win.end, on.end)
		if on.end == win.end || total > snippetLength {
			return win
		}
		win = on
	}
}

// whole widens a range to whole runs without white space, and to whole lexemes: a
// hyphen at the end of a line can have white space in a word.
func (p *page) whole(s span) span {
	s = span{p.runStart(s.start), p.runEnd(s.end)}
	i, _ := slices.BinarySearchFunc(p.lexemes, s.start, func(l lexeme, at int) int { return cmp.Compare(l.end, at+1) })
	if i < len(p.lexemes) && p.lexemes[i].start < s.start {
		s.start = p.runStart(p.lexemes[i].start)
	}
	i, _ = slices.BinarySearchFunc(p.lexemes, s.end, func(l lexeme, at int) int { return cmp.Compare(l.end, at+1) })
	if i < len(p.lexemes) && p.lexemes[i].start < s.end {
		s.end = p.runEnd(p.lexemes[i].end)
	}
	return s
}

// runStart is where the run without white space begins that reaches up to at.
func (p *page) runStart(at int) int {
	for n := 0; at > 0 && n < maxRun; n++ {
		r, size := utf8.DecodeLastRuneInString(p.text[:at])
		if unicode.IsSpace(r) {
			break
		}
		at -= size
	}
	return at
}

// runEnd is where the run without white space ends that goes on at at.
func (p *page) runEnd(at int) int {
	for n := 0; at < len(p.text) && n < maxRun; n++ {
		r, size := utf8.DecodeRuneInString(p.text[at:])
		if unicode.IsSpace(r) {
			break
		}
		at += size
	}
	return at
}

// forward is the end of the run after at, backward the start of the one before it;
// both are at itself when there is none.
func (p *page) forward(at int) int {
	rest := strings.TrimLeftFunc(p.text[at:], unicode.IsSpace)
	if rest == "" {
		return at
	}
	return p.runEnd(len(p.text) - len(rest))
}

func (p *page) backward(at int) int {
	rest := strings.TrimRightFunc(p.text[:at], unicode.IsSpace)
	if rest == "" {
		return at
	}
	return p.runStart(len(rest))
}

// cut makes the snippet of a window.
func (p *page) cut(s span) Snippet {
	s.start = s.end - len(strings.TrimLeftFunc(p.text[s.start:s.end], unicode.IsSpace))
	s.end = s.start + len(strings.TrimRightFunc(p.text[s.start:s.end], unicode.IsSpace))
	sn := Snippet{
		Before: strings.TrimSpace(p.text[:s.start]) != "",
		After:  strings.TrimSpace(p.text[s.end:]) != "",
	}
	at := s.start
	add := func(to int, match bool) {
		if to > at {
			sn.Pieces = append(sn.Pieces, Piece{squeeze(p.text[at:to]), match})
			at = to
		}
	}
	for _, h := range p.hits {
		if h.start >= s.start && h.end <= s.end {
			add(h.start, false)
			add(h.end, true)
		}
	}
	add(s.end, false)
	return sn
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
