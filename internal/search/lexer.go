package search

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// The index has one term for a word: the folded key of its stem, which is the same
// for all its forms and in all scripts. The form itself is a fingerprint in the place
// of the offsets, which nobody else needs: snippets are made from the text. So
// a search for the exact form, and its preference in ranking, look at the fingerprints
// in the postings of the key. A second term for each form, at the same position, took
// 1.6 times the time and 1.5 times the space of bleve's Russian analyzer (2 MB of
// Wikipedia, 2026-11); one for the unfolded stem besides would add nearly nothing, as
// the key parts all but 1.8 % of running words as the stem does.

// A lexeme is a word of a text as the index knows it. A token with hyphens is a
// lexeme for each part, so that a name is found with and without its hyphen.
type lexeme struct {
	start, end int // bytes of the text as given, half open
	*entry
}

// An entry is what the index keeps of a word. It is shared and read-only.
type entry struct {
	spelling
	key   string  // folded key of the stem, the same in all scripts: the term
	form  string  // as written, in lower case
	print imprint // of form
}

// maxLexeme is the length in bytes from which a run of letters is no word but data.
const maxLexeme = 200

// A spelling is a word as a text has it.
type spelling struct {
	tongue
	word string // with its suffix after a hyphen
	base int    // bytes before that suffix
}

// A lexer cuts text into lexemes. It is safe for concurrent use.
type lexer struct {
	tokens *token.Tokenizer
	morph  *morph.Analyzer
	stop   map[string]bool // stop words and, for other scripts, their keys

	// known remembers entries, each at one of two places that its word hashes to, the
	// one asked for last first; news repeats itself, and a word thrown out by others is
	// computed again.
	known [1 << 15]atomic.Pointer[entry]
	short [1 << 13]atomic.Pointer[brief] // likewise short texts: names are repeated
	seed  maphash.Seed
}

// A brief is a short text with its lexemes. It is shared and read-only.
type brief struct {
	text string
	list []lexeme
}

// longestBrief is the length in bytes up to which texts are remembered as a whole.
const longestBrief = 120

func newLexer(lex *lexicon.Lexicon) *lexer {
	lx := &lexer{tokens: token.New(lex), morph: morph.Shared(lex), stop: map[string]bool{}, seed: maphash.MakeSeed()}
	for _, row := range lex.Table("stopwords").Rows {
		lx.stop[row.Key] = true
		lx.stop[kazakh.Key(row.Key)] = true
	}
	return lx
}

// lexers holds the lexers by the version of their lexicon.
var lexers sync.Map

// lexerFor returns the lexer of a lexicon, made once.
func lexerFor(lex *lexicon.Lexicon) *lexer {
	if lx, ok := lexers.Load(lex.Version()); ok {
		return lx.(*lexer)
	}
	lx, _ := lexers.LoadOrStore(lex.Version(), newLexer(lex))
	return lx.(*lexer)
}

// lexemes returns the words of a text in order. The list may be shared: do not modify
// it.
func (lx *lexer) lexemes(text string) []lexeme {
	if len(text) > longestBrief {
		return lx.read(text)
	}
	place := &lx.short[maphash.String(lx.seed, text)%uint64(len(lx.short))]
	if b := place.Load(); b != nil && b.text == text {
		return b.list
	}
	text = strings.Clone(text)
	list := lx.read(text)
	place.Store(&brief{text, list})
	return list
}

// read is lexemes of a text that is not remembered.
func (lx *lexer) read(text string) []lexeme {
	return lx.readFor(text, nil)
}

// readFor is read, but words that cannot be what is sought have no keys: they take longest.
func (lx *lexer) readFor(text string, sought *initials) []lexeme {
	clean := kazakh.Normalize(text)
	list := lx.cut(nil, clean.Clean, passages(clean.Clean), sought)
	for i := range list {
		list[i].start, list[i].end = clean.Span(list[i].start, list[i].end)
	}
	return list
}

// words are the lexemes of a text without their places.
func (lx *lexer) words(text string) []*entry {
	clean := kazakh.Normalize(text).Clean
	buf := lexemeBuffers.Get().(*[]lexeme)
	list := lx.cut((*buf)[:0], clean, passages(clean), nil)
	words := make([]*entry, len(list))
	for i := range list {
		words[i] = list[i].entry
	}
	clear(list)
	*buf = list
	lexemeBuffers.Put(buf)
	return words
}

// lexemeBuffers hold the lexemes of a text while its words are taken.
var lexemeBuffers = sync.Pool{New: func() any { return new([]lexeme) }}

// cut appends the lexemes of clean text to list; in says which tongue stands at an offset.
// Offsets come in order. Words that sought passes over have no keys; nil is all words.
func (lx *lexer) cut(list []lexeme, text string, in func(at int) tongue, sought *initials) []lexeme {
	buf := tokenBuffers.Get().(*[]token.Token)
	toks := lx.tokens.AppendTokens((*buf)[:0], text)
	defer func() {
		*buf = toks
		tokenBuffers.Put(buf)
	}()
	list = slices.Grow(list, len(toks))
	for _, tok := range toks {
		if tok.End-tok.Start > maxLexeme {
			continue
		}
		switch tok.Kind {
		case token.Word, token.Acronym:
			list = lx.parts(list, text, tok, in(tok.Start), sought)
		case token.Number, token.Roman, token.Initial, token.Abbreviation, token.Address:
			list = lx.add(list, tok.Start, tok.End, spelling{tongue{}, text[tok.Start:tok.End], tok.Base - tok.Start}, nil)
		case token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash, token.Symbol:
		}
	}
	return list
}

// tokenBuffers hold the tokens of a text while it is cut.
var tokenBuffers = sync.Pool{New: func() any { return new([]token.Token) }}

// parts appends the parts of a word between its hyphens. A suffix after a hyphen
// ("KEGOC-қа") belongs to the last part.
func (lx *lexer) parts(list []lexeme, text string, tok token.Token, in tongue, sought *initials) []lexeme {
	start := tok.Start
	for {
		end, base := tok.End, tok.Base
		if i := strings.IndexByte(text[start:tok.Base], '-'); i >= 0 {
			end, base = start+i, start+i
		}
		list = lx.add(list, start, end, spelling{in, text[start:end], base - start}, sought)
		if end == tok.End {
			return list
		}
		start = end + 1
	}
}

// add appends the lexeme of a spelling, unless it has no letters or digits.
func (lx *lexer) add(list []lexeme, start, end int, sp spelling, sought *initials) []lexeme {
	if sought.passOver(sp.word) {
		return append(list, lexeme{start, end, &passedOver})
	}
	e := lx.entryOf(sp)
	if e.key == "" {
		return list
	}
	return append(list, lexeme{start, end, e})
}

// entryOf gives the entry of a spelling, remembered or made.
func (lx *lexer) entryOf(sp spelling) *entry {
	at := maphash.String(lx.seed, sp.word) % uint64(len(lx.known)) &^ 1
	first := lx.known[at].Load()
	if first != nil && first.spelling == sp {
		return first
	}
	e := lx.known[at+1].Load()
	if e == nil || e.spelling != sp {
		sp.word = strings.Clone(sp.word)
		e = lx.entry(sp)
	}
	lx.known[at].Store(e)
	lx.known[at+1].Store(first)
	return e
}

func (lx *lexer) entry(sp spelling) *entry {
	key := lx.key(sp.word[:sp.base], sp.tongue)
	form := kazakh.Lower(sp.word)
	return &entry{spelling: sp, key: key, form: form, print: fingerprint(form)}
}

// An imprint is a fingerprint of a form: above, 14 bits of its folded key, which tell the
// forms of one stem apart; below, 7 bits of the very spelling. It takes three bytes in
// the index, where an end of one would be in any case, is never 0 and is the same on every machine.
type imprint uint32

const spellingBits = 7

// offsets are those that an imprint has in the index.
func (p imprint) offsets() (start, end int) {
	return int(p >> spellingBits), int(p & (1<<spellingBits - 1))
}

// imprintOf is the imprint with these offsets.
func imprintOf(start, end uint64) imprint { return imprint(start<<spellingBits | end) }

func fingerprint(form string) imprint {
	var buf [64]byte
	folded, spelled := fnv1a(kazakh.AppendKey(buf[:0], form)), fnv1a(form)
	return imprint(folded%(1<<14-1)+1)<<spellingBits | imprint(spelled%(1<<spellingBits))
}

// fnv1a is the hash of hash/fnv, without a place of its own in memory.
func fnv1a[T string | []byte](s T) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// sameForm tells whether two imprints are of one form, in whatever script.
func (p imprint) sameForm(q imprint) bool { return p>>spellingBits == q>>spellingBits }

// key folds the stem of a word.
func (lx *lexer) key(word string, in tongue) string {
	switch in.language {
	case plain:
		return strings.ReplaceAll(kazakh.Key(strings.Trim(word, "#@. ")), " ", "")
	case russianWords:
		return kazakh.Key(morph.RussianStem(kazakh.Lower(word)))
	case englishWords:
		return kazakh.Key(morph.EnglishStem(kazakh.Lower(word)))
	case kazakhWords:
	}
	return kazakh.Key(lx.morph.Stem(lx.form(word, in.variant)))
}

// form gives the Cyrillic reading of a word, one that the lexicon knows if there is
// one.
func (lx *lexer) form(word string, v kazakh.Variant) string {
	form := kazakh.Read(word, v).Form
	if lx.knows(form) {
		return form
	}
	for _, other := range kazakh.Candidates(word, v) {
		if lx.knows(other) {
			return other
		}
	}
	return form
}

func (lx *lexer) knows(form string) bool {
	analyses := lx.morph.Analyze(form)
	return len(analyses) > 0 && analyses[0].Known
}
