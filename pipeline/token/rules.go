package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// simple returns a token without a suffix.
func simple(start, end int, kind Kind) (Token, bool) {
	return Token{Start: start, End: end, Base: end, Kind: kind}, true
}

// run returns the end of the word at text[at], hyphens excluded: letters, digits,
// marks and apostrophes between them, up to the end of the piece. An apostrophe at
// the end belongs to the word if the Latin alphabet of 2017 may have put it there
// (soń was written son').
func (c *cursor) run(at int) int {
	i := at
	for i < c.end {
		class, n := decode(c.text, i)
		switch {
		case wordInner.has(class):
		case class != apostrophe || i == at:
			return i
		case i+n < c.end && letters.has(classAt(c.text, i+n)):
		case !c.open.single && strings.IndexByte("agnouysciAGNOUYSCI", c.text[i-1]) >= 0:
			return i + n
		default:
			return i
		}
		i += n
	}
	return i
}

// tail returns the letters after the hyphen at text[at], and the length of the hyphen.
func (c *cursor) tail(at int) (tail string, hyphenLen int) {
	class, n := decode(c.text, at)
	if class != hyphen {
		return "", 0
	}
	end := skip(c.text, at+n, min(len(c.text), at+n+maxSuffix+1), letters)
	if wordInner.has(classAt(c.text, end)) {
		return "", 0
	}
	return c.text[at+n : end], n
}

// inflected extends a token by a hyphen and a chain of suffixes that follow it.
func (c *cursor) inflected(tok Token) Token {
	if tok.End >= len(c.text) {
		return tok
	}
	if tail, n := c.tail(tok.End); n > 0 && c.suffixes.chain(tail) {
		tok.End += n + len(tail)
	}
	return tok
}

// word makes a word of letters with its inner hyphens: іс-шара, Қасым-Жомарт,
// COVID-19-дың, АҚШ-тың. The suffix of an acronym, of a name with digits and of a
// Latin word in Cyrillic text is marked; a Roman numeral is treated as a number.
func (c *cursor) word(at int) (Token, bool) {
	end := c.run(at)
	n := count(c.text[at:end])
	if n.kind(c.text[at:end]) == Roman {
		return c.inflected(Token{Start: at, End: end, Base: end, Kind: Roman}), true
	}
	base := 0
	for end < c.end {
		class, size := decode(c.text, end)
		if class != hyphen || !wordStart.has(classAt(c.text, end+size)) || end+size >= c.end {
			break
		}
		base = end
		end = c.run(end + size)
	}
	if base == 0 || !c.takesSuffix(at, base, end) {
		return Token{Start: at, End: end, Base: end, Kind: c.wordKind(at, end)}, true
	}
	return Token{Start: at, End: end, Base: base, Kind: c.wordKind(at, base)}, true
}

func (c *cursor) wordKind(at, end int) Kind {
	first := c.text[at:end]
	if i := strings.IndexFunc(first, func(r rune) bool { return classOf(r) == hyphen }); i >= 0 {
		n := count(first[i:])
		if n.letters > 0 { // IT-маман
			return Word
		}
		first = first[:i] // COVID-19
	}
	n := count(first)
	return n.kind(first)
}

// takesSuffix reports whether what follows the hyphen at text[base] is a suffix of
// what precedes it, not the second part of a compound.
func (c *cursor) takesSuffix(at, base, end int) bool {
	_, size := decode(c.text, base)
	tail := c.text[base+size : end]
	if c.suffixes.particle(tail) {
		return !c.openers.has(c.text[at:end])
	}
	head := c.text[at:base]
	if i := strings.LastIndexFunc(head, func(r rune) bool { return classOf(r) == hyphen }); i >= 0 {
		_, size := decode(head, i)
		head = head[i+size:]
	}
	n := count(head)
	foreign := head != "" && head[0] < utf8.RuneSelf && tail[0] >= utf8.RuneSelf && !isLatin(tail)
	return (n.acronym() || n.digits > 0 || foreign || c.isUnit(head)) && c.suffixes.chain(tail)
}

// isUnit reports whether word is an abbreviation that lost its stop: млн-нан.
func (c *cursor) isUnit(word string) bool {
	for _, a := range c.abbreviations.heads(word, 0, len(word)) {
		if !a.single && len(a.key) == len(word)+1 {
			return true
		}
	}
	return false
}

func isLatin(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Latin, r)
}

// number makes a number of digits with inner separators (87,15; 19.03.2023; 18:00;
// 2023/24), a sign that touches it (51%) and a suffix (15-і, 90%-ына, 1ші). Digits
// and a word stay apart (15-наурызда, 2023жылы), as do the ends of a range and
// groups of thousands (12 482).
func (c *cursor) number(at int) (Token, bool) {
	end := skip(c.text, at, c.end, setOf(digit))
	for end+1 < c.end && strings.IndexByte(".,:/", c.text[end]) >= 0 && classAt(c.text, end+1) == digit {
		end = skip(c.text, end+1, c.end, setOf(digit))
	}
	if tok, ok := c.glued(at, end); ok {
		return tok, true
	}
	end += signLen(c.text[end:])
	return c.inflected(Token{Start: at, End: end, Base: end, Kind: Number}), true
}

// glued makes the token of digits with letters right behind them: a suffix (1ші)
// belongs to the number, a word of three or more letters or a listed abbreviation
// (2019ж.) does not, anything else is a name (4G, 5а).
func (c *cursor) glued(at, digits int) (Token, bool) {
	end := c.run(digits)
	if end == digits {
		return Token{}, false
	}
	tail := c.text[digits:end]
	n := count(tail)
	switch {
	case utf8.RuneCountInString(tail) > 1 && c.suffixes.chain(tail):
		return Token{Start: at, End: end, Base: digits, Kind: Number}, true
	case n.digits == 0 && n.uppers == 0 && (n.letters > 2 || c.listed(digits)):
		return Token{}, false
	}
	return c.inflected(Token{Start: at, End: end, Base: end, Kind: Word}), true
}

// signLen returns the length of the percent or degree sign that begins s.
func signLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '%', '\u2030', '\u00b0':
		return n
	}
	return 0
}

// initial makes an initial: a letter, or one of the table, and a full stop beside
// a name: А.Өсербаев, Қ.-Ж. Тоқаев, Сарсенова М.Т.
func (c *cursor) initial(at int) (Token, bool) {
	end := c.initialEnd(at)
	if end < 0 {
		return Token{}, false
	}
	for end < len(c.text) {
		class, n := decode(c.text, end)
		if class != hyphen || end+n >= len(c.text) || c.initialEnd(end+n) < 0 {
			break
		}
		end = c.initialEnd(end + n)
	}
	if !c.nameFollows(at, end) && !c.followsName(at) {
		return Token{}, false
	}
	return simple(at, end, Initial)
}

// initialEnd returns the end of the letters and the full stop at text[at], or -1.
func (c *cursor) initialEnd(at int) int {
	class, n := decode(c.text, at)
	if !letters.has(class) || class == lower && !caseless(c.text[at:]) {
		return -1
	}
	end := at + n
	if isHamza(c.text[at:]) && letters.has(classAt(c.text, end)) {
		_, n := decode(c.text, end)
		end += n
	}
	if letters.has(classAt(c.text, end)) {
		end = skip(c.text, end, min(len(c.text), at+8), letters)
		if _, ok := c.initials[c.text[at:end]]; !ok {
			return -1
		}
	}
	if end >= len(c.text) || c.text[end] != '.' {
		return -1
	}
	return end + 1
}

// nameFollows reports whether a capital follows the initial text[at:end], perhaps
// after a space. In the Arabic script, which has none, any letter will do unless a
// number precedes: then the letter is a unit or a year.
func (c *cursor) nameFollows(at, end int) bool {
	next := end
	if next < len(c.text) && c.text[next] == ' ' {
		next++
	}
	class := classAt(c.text, next)
	if class != lower {
		return class == upper
	}
	if next > end && c.particlesLead(next) {
		return true
	}
	return caseless(c.text[at:]) && caseless(c.text[next:]) && !c.afterNumber()
}

// maxParticles is how many small words a surname begins with at most: "де ла Круз".
const maxParticles = 2

// maxParticle is how many bytes of a word are looked at: no small word has more.
const maxParticle = 16

// particlesLead reports whether small words of a surname stand at text[at:] and a capital
// follows them: П. ван Дамм.
func (c *cursor) particlesLead(at int) bool {
	for range maxParticles {
		end := skip(c.text, at, min(len(c.text), at+maxParticle), letters)
		if _, ok := c.particles[c.text[at:end]]; !ok || end >= len(c.text) || c.text[end] != ' ' {
			return false
		}
		if at = end + 1; classAt(c.text, at) == upper {
			return true
		}
	}
	return false
}

// followsName reports whether a capitalised word or another initial stands before text[at].
func (c *cursor) followsName(at int) bool {
	prev, ok, _ := c.last(at)
	if !ok || at-prev.End > 1 {
		return false
	}
	class, n := decode(c.text, prev.Start)
	return prev.Kind == Initial ||
		prev.Kind == Word && class == upper && prev.Start+n < prev.End && at > prev.End
}

// afterNumber reports whether the last token is a number, perhaps with a hyphen.
func (c *cursor) afterNumber() bool {
	i := len(c.toks) - 1
	if i > c.line && c.toks[i].Kind == Punct && classAt(c.text, c.toks[i].Start) == hyphen {
		i--
	}
	return i >= c.line && (c.toks[i].Kind == Number || c.toks[i].Kind == Roman)
}

// caseless reports whether s begins with a letter of the Arabic script.
func caseless(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x600 && unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r)
}

// isHamza reports whether s begins with the sign that makes the vowels of an
// Arabic-script word front; it is written before the first letter.
func isHamza(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r == '\u0674' || r == '\u0621'
}

// abbreviation makes a listed abbreviation with its stops.
func (c *cursor) abbreviation(at int) (Token, bool) {
	end, ok := c.abbreviationEnd(at)
	if !ok {
		return Token{}, false
	}
	return simple(at, end, Abbreviation)
}

// listed reports whether an abbreviation begins at text[at].
func (c *cursor) listed(at int) bool {
	end := skip(c.text, at, min(len(c.text), at+maxHead+1), letters)
	for _, a := range c.abbreviations.heads(c.text, at, end) {
		if a.matchEnd(c.text, at) > 0 {
			return true
		}
	}
	return false
}

func (c *cursor) abbreviationEnd(at int) (int, bool) {
	head := skip(c.text, at, min(len(c.text), at+maxHead+1), letters)
	if head >= len(c.text) || strings.IndexByte("./-", c.text[head]) < 0 {
		return 0, false
	}
	for _, a := range c.abbreviations.heads(c.text, at, head) {
		if end := a.matchEnd(c.text, at); end > 0 && c.admits(a, at, end) {
			return end, true
		}
	}
	return 0, false
}

// admits reports whether the abbreviation text[at:end] may be one where it stands.
func (c *cursor) admits(a abbreviation, at, end int) bool {
	next := end
	if next < len(c.text) && c.text[next] == ' ' {
		next++
	}
	class := classAt(c.text, next)
	switch {
	case a.single && caseless(c.text[at:]):
		return c.afterNumber()
	case a.single && !c.afterNumber() && class != digit && class != upper && !c.followsName(at):
		return false
	}
	switch a.class {
	case wordAbbr:
		ends := class == upper || class == space || next >= len(c.text)
		return class == digit || class == lower || c.afterNumber() && !ends || next == end && class == punct && c.text[next] != '.'
	case unitAbbr:
		return class != upper && class != space && next < len(c.text) && !isOpening(c.text[next:])
	}
	return true
}

// isOpening reports whether s begins with an opening quotation mark or a quote.
func isOpening(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r == '"' || unicode.Is(unicode.Pi, r)
}
