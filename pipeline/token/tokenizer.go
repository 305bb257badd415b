package token

import (
	"sync"

	"github.com/seed50815598/derek/lexicon"
)

// A Tokenizer cuts texts into tokens and sentences. It is read-only after New but
// for a bounded cache of prose's answers, and safe for concurrent use.
type Tokenizer struct {
	abbreviations abbreviations
	suffixes      suffixes
	initials      words // more than one letter, as written: "Дж"
	particles     words // lower-case words before a surname: "ван"
	openers       words
	reporting     words
	prose         splitter
}

// spellings are the columns that write a Kazakh word in the other alphabets.
var spellings = []string{"latin2018", "latin2021", "qaz2000", "arabic"}

// New compiles the tables abbreviations, hyphen_suffixes, initials, name_particles,
// sentence_openers and reporting_verbs.
func New(lex *lexicon.Lexicon) *Tokenizer {
	in := func(key string) []string { return append([]string{key}, spellings...) }
	return &Tokenizer{
		abbreviations: compileAbbreviations(lex.Table("abbreviations")),
		suffixes:      compileSuffixes(lex.Table("hyphen_suffixes"), in("suffix")),
		initials:      compileWords(lex.Table("initials"), []string{"initial"}),
		particles:     compileWords(lex.Table("name_particles"), []string{"particle"}),
		openers:       compileWords(lex.Table("sentence_openers"), in("word")),
		reporting:     compileWords(lex.Table("reporting_verbs"), in("verb")),
	}
}

// Tokenize returns the tokens of text in order. They do not overlap, and nothing
// but white space (unicode.IsSpace) lies outside of them, whatever the text holds:
// an invalid byte is a Symbol. The time taken is linear in the length of the text.
func (t *Tokenizer) Tokenize(text string) []Token {
	return t.AppendTokens(make([]Token, 0, len(text)/10+8), text)
}

// AppendTokens is Tokenize for callers that reuse a buffer: it appends to dst.
func (t *Tokenizer) AppendTokens(dst []Token, text string) []Token {
	c := cursors.Get().(*cursor)
	c.start(t, dst, text)
	for at := c.space(0); at < len(text); at = c.space(at) {
		at = c.span(at)
	}
	c.endLine()
	toks := c.toks
	c.start(nil, nil, "")
	cursors.Put(c)
	return toks
}

var cursors = sync.Pool{New: func() any { return new(cursor) }}

// A cursor walks over one text.
type cursor struct {
	*Tokenizer
	text  string
	toks  []Token
	line  int    // the first token of the line
	caps  int    // the acronyms of the line
	end   int    // the end of prose's piece
	open  quotes // the quotation marks open on the line
	shape shape
}

func (c *cursor) start(t *Tokenizer, dst []Token, text string) {
	c.Tokenizer, c.toks, c.text = t, dst, text
	c.newLine()
}

func (c *cursor) newLine() { c.line, c.open, c.caps = len(c.toks), quotes{}, 0 }

// endLine ends a line. In one written in capitals throughout, a headline, words of
// four letters and more are not acronyms.
func (c *cursor) endLine() {
	if c.caps > 0 {
		c.headline(c.toks[c.line:])
	}
	c.newLine()
}

func (c *cursor) headline(toks []Token) {
	cased := 0
	for _, tok := range toks {
		if tok.Kind != Word && tok.Kind != Acronym {
			continue
		}
		n := count(c.text[tok.Start:tok.Base])
		if n.uppers < n.letters {
			return
		}
		cased++
	}
	for i := range toks {
		if tok := &toks[i]; cased > 1 && tok.Kind == Acronym && tok.Base == tok.End {
			if n := count(c.text[tok.Start:tok.End]); n.letters > 3 {
				tok.Kind = Word
			}
		}
	}
}

// space skips white space.
func (c *cursor) space(at int) int {
	for at < len(c.text) {
		class, n := decode(c.text, at)
		if class != space {
			break
		}
		if c.text[at] == '\n' {
			c.endLine()
		}
		at += n
	}
	return at
}

// span cuts what stands at text[at] up to the next white space and returns the end.
// A plain word or number is a token; the rest is cut by prose, piece by piece.
func (c *cursor) span(at int) int {
	if tok, ok := c.plain(at); ok {
		return c.add(tok)
	}
	for at < len(c.text) && classAt(c.text, at) != space {
		end := c.shape.read(c.text, at)
		for _, units := range c.prose.split(&c.shape) {
			c.end = c.shape.end[units-1]
			for at < c.end {
				at = c.next(at)
			}
		}
		at = max(at, end)
	}
	return at
}

// plain returns the token at text[at] if it is a span of letters, digits and marks
// alone. Prose never cuts such a span, so it is not asked.
func (c *cursor) plain(at int) (Token, bool) {
	text, i := c.text, at
	var n tally
	for i < len(text) {
		var class class
		size := 1
		if b := text[i]; b < 0x80 {
			class = classTable[b]
		} else {
			class, size = decode(text, i)
		}
		if !wordInner.has(class) {
			if class == space {
				break
			}
			return Token{}, false
		}
		n.add(class)
		i += size
	}
	if !n.word() || n.mixed() {
		return Token{}, false
	}
	return Token{Start: at, End: i, Base: i, Kind: n.kind(text[at:i])}, true
}

// A rule makes the token that begins at text[at], within the piece of prose or
// joining what follows it, or abstains.
type rule struct {
	name  string
	first set // the classes its first character may have
	token func(c *cursor, at int) (Token, bool)
}

// The rules are asked in this order, the first that answers wins. The last of them
// answers always.
var rules = []rule{
	{"address", setOf(lower, upper, digit, punct), (*cursor).address},
	{"initial", letters, (*cursor).initial},
	{"abbreviation", letters, (*cursor).abbreviation},
	{"number", setOf(digit), (*cursor).number},
	{"word", letters, (*cursor).word},
	{"suffix", setOf(hyphen), (*cursor).suffix},
	{"hyphen", setOf(hyphen), (*cursor).hyphen},
	{"quote", setOf(punct, apostrophe), (*cursor).quote},
	{"ellipsis", setOf(punct), (*cursor).ellipsis},
	{"mark", ^set(0), (*cursor).mark},
}

// rulesOf holds, for each class, the rules that may answer.
var rulesOf = func() (of [punct + 1][]rule) {
	for c := range of {
		for _, r := range rules {
			if r.first.has(class(c)) {
				of[c] = append(of[c], r)
			}
		}
	}
	return of
}()

// next appends the token at text[at] and returns its end.
func (c *cursor) next(at int) int {
	class, _ := decode(c.text, at)
	candidates := rulesOf[class]
	for i := range candidates {
		if tok, ok := candidates[i].token(c, at); ok {
			return c.add(tok)
		}
	}
	panic("token: no rule made a token")
}

// add appends the token and returns its end.
func (c *cursor) add(tok Token) int {
	if tok.Kind == Acronym {
		c.caps++
	}
	c.toks = append(c.toks, tok)
	return tok.End
}

// last returns the last token of the line and whether it ends where text[at] begins.
func (c *cursor) last(at int) (tok Token, ok, adjacent bool) {
	if len(c.toks) <= c.line {
		return Token{}, false, false
	}
	tok = c.toks[len(c.toks)-1]
	return tok, true, tok.End == at
}
