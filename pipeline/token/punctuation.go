package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// quotes are the quotation marks that are open on a line, of those that look the
// same at both ends.
type quotes struct {
	double, single bool // " and '
	low            bool // „, which “ closes
}

// suffix makes the suffix of a quoted name, of a bracket, of an abbreviation or of an
// initial, its hyphen included: «Атамекен»-нің, (ҚХА)-ның, т.б.-ға, Омаров А.-ға. It is
// a word of its own whose Base is the end of the hyphen.
func (c *cursor) suffix(at int) (Token, bool) {
	prev, _, adjacent := c.last(at)
	if !adjacent || prev.Kind != QuoteClose && prev.Kind != Abbreviation && prev.Kind != Initial && !c.isBracket(prev) {
		return Token{}, false
	}
	tail, n := c.tail(at)
	if tail == "" || len(tail) > maxSuffix || !c.suffixes.follows(strings.ToLower(tail), pluralSlot-1) {
		return Token{}, false
	}
	return Token{Start: at, End: at + n + len(tail), Base: at + n, Kind: Word}, true
}

func (c *cursor) isBracket(tok Token) bool {
	return tok.Kind == Punct && strings.IndexByte(")]}", c.text[tok.Start]) >= 0
}

// hyphen makes a dash of a hyphen with space on a side, of two or more hyphens and
// of one between numbers (10-15) or after a closing mark (»-деді); else it is Punct.
func (c *cursor) hyphen(at int) (Token, bool) {
	end := skip(c.text, at, c.end, setOf(hyphen))
	_, n := decode(c.text, at)
	if end > at+n {
		return simple(at, end, Dash)
	}
	prev, _, adjacent := c.last(at)
	if !adjacent || end == len(c.text) || classAt(c.text, end) == space {
		return simple(at, end, Dash)
	}
	switch kind := prev.Kind; {
	case kind == QuoteClose, kind == Punct, kind == Symbol,
		kind == Number && classAt(c.text, end) == digit,
		kind == Roman && isRoman(c.text[end:c.run(end)]):
		return simple(at, end, Dash)
	}
	return simple(at, end, Punct)
}

// quote makes a quotation mark and decides which way it faces.
func (c *cursor) quote(at int) (Token, bool) {
	r, n := utf8.DecodeRuneInString(c.text[at:])
	switch r {
	case '\u00ab', '\u2039': // « ‹
		return simple(at, at+n, QuoteOpen)
	case '\u00bb', '\u203a', '\u201d': // » › ”
		return simple(at, at+n, QuoteClose)
	case '\u201e': // „
		c.open.low = true
		return simple(at, at+n, QuoteOpen)
	case '\u201c': // “ closes „
		return simple(at, at+n, face(!c.open.low && !c.closes(at, n), &c.open.low))
	case '<', '>':
		if !strings.HasPrefix(c.text[at+1:], c.text[at:at+1]) {
			return Token{}, false
		}
		if r == '>' {
			return simple(at, at+2, QuoteClose)
		}
		return simple(at, at+2, QuoteOpen)
	case '"', '\u2033': // " ″
		opens := !c.closes(at, n) && (c.opens(at, n) || !c.open.double)
		return simple(at, at+n, face(opens, &c.open.double))
	}
	if classOf(r) != apostrophe {
		return Token{}, false
	}
	if c.opens(at, n) {
		return simple(at, at+n, face(true, &c.open.single))
	}
	if c.open.single {
		return simple(at, at+n, face(false, &c.open.single))
	}
	return simple(at, at+n, Punct)
}

func face(opens bool, state *bool) Kind {
	*state = opens
	if opens {
		return QuoteOpen
	}
	return QuoteClose
}

// opens reports whether the mark at text[at] has nothing or an opening before it
// and a word behind it.
func (c *cursor) opens(at, n int) bool {
	prev, _, adjacent := c.last(at)
	free := !adjacent || prev.Kind == QuoteOpen || prev.Kind == Dash ||
		prev.Kind == Punct && strings.IndexByte("([{", c.text[prev.Start]) >= 0
	after := classAt(c.text, at+n)
	return free && at+n < len(c.text) && after != space && (after != punct || isOpening(c.text[at+n:]))
}

// closes reports whether the mark at text[at] has a word before it and space,
// punctuation or nothing behind it.
func (c *cursor) closes(at, n int) bool {
	_, _, adjacent := c.last(at)
	if !adjacent || c.opens(at, n) {
		return false
	}
	after := classAt(c.text, at+n)
	return at+n >= len(c.text) || after == space || after == punct || after == hyphen
}

// ellipsis makes one token of three or more full stops.
func (c *cursor) ellipsis(at int) (Token, bool) {
	i := at
	for i < len(c.text) && c.text[i] == '.' {
		i++
	}
	if i-at < 3 {
		return Token{}, false
	}
	return simple(at, i, Punct)
}

// mark makes a token of one character: a dash, a symbol (with its suffix: 40 %-ін)
// or other punctuation. An invalid byte is a symbol.
func (c *cursor) mark(at int) (Token, bool) {
	r, n := utf8.DecodeRuneInString(c.text[at:])
	switch r {
	case '\u2012', '\u2013', '\u2014', '\u2015', '\u2212': // ‒ – — ― −
		return simple(at, at+n, Dash)
	case '%', '\u2030', '\u00b0':
		return c.inflected(Token{Start: at, End: at + n, Base: at + n, Kind: Symbol}), true
	case '&', '*', '#', '@', '\u00a7':
		return simple(at, at+n, Symbol)
	}
	if unicode.IsPunct(r) {
		return simple(at, at+n, Punct)
	}
	return simple(at, at+n, Symbol)
}
