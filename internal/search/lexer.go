package search

import (
	"hash/fnv"
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

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
	term  []byte  // key
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

	// known remembers entries, each at the place that its word hashes to; news
	// repeats itself, and a word thrown out by another is computed again.
	known [1 << 16]atomic.Pointer[entry]
	seed  maphash.Seed
}

func newLexer(lex *lexicon.Lexicon) *lexer {
	lx := &lexer{tokens: token.New(lex), morph: morph.New(lex), stop: map[string]bool{}, seed: maphash.MakeSeed()}
	for _, row := range lex.Table("stopwords").Rows {
		lx.stop[row.Key] = true
		lx.stop[kazakh.Key(row.Key)] = true
	}
	return lx
}

// lexemes returns the words of a text in order.
func (lx *lexer) lexemes(text string) []lexeme {
	clean := kazakh.Normalize(text)
	list := lx.cut(clean.Clean, passages(clean.Clean))
	for i := range list {
		list[i].start, list[i].end = clean.Span(list[i].start, list[i].end)
	}
	return list
}

// cut gives the lexemes of clean text; in says which tongue stands at an offset.
// Offsets come in order.
func (lx *lexer) cut(text string, in func(at int) tongue) []lexeme {
	toks := lx.tokens.Tokenize(text)
	list := make([]lexeme, 0, len(toks))
	for _, tok := range toks {
		if tok.End-tok.Start > maxLexeme {
			continue
		}
		switch tok.Kind {
		case token.Word, token.Acronym:
			list = lx.parts(list, text, tok, in(tok.Start))
		case token.Number, token.Roman, token.Initial, token.Abbreviation, token.Address:
			list = lx.add(list, tok.Start, tok.End, spelling{tongue{}, text[tok.Start:tok.End], tok.Base - tok.Start})
		case token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash, token.Symbol:
		}
	}
	return list
}

// parts appends the parts of a word between its hyphens. A suffix after a hyphen
// ("KEGOC-қа") belongs to the last part.
func (lx *lexer) parts(list []lexeme, text string, tok token.Token, in tongue) []lexeme {
	start := tok.Start
	for {
		end, base := tok.End, tok.Base
		if i := strings.IndexByte(text[start:tok.Base], '-'); i >= 0 {
			end, base = start+i, start+i
		}
		list = lx.add(list, start, end, spelling{in, text[start:end], base - start})
		if end == tok.End {
			return list
		}
		start = end + 1
	}
}

// add appends the lexeme of a spelling, unless it has no letters or digits.
func (lx *lexer) add(list []lexeme, start, end int, sp spelling) []lexeme {
	place := &lx.known[maphash.String(lx.seed, sp.word)%uint64(len(lx.known))]
	e := place.Load()
	if e == nil || e.spelling != sp {
		sp.word = strings.Clone(sp.word)
		e = lx.entry(sp)
		place.Store(e)
	}
	if e.key == "" {
		return list
	}
	return append(list, lexeme{start, end, e})
}

func (lx *lexer) entry(sp spelling) *entry {
	key := lx.key(sp.word[:sp.base], sp.tongue)
	form := kazakh.Lower(sp.word)
	return &entry{spelling: sp, key: key, term: []byte(key), form: form, print: fingerprint(form)}
}

// An imprint is a fingerprint of a form: above, 14 bits of its folded key, which tell the
// forms of one stem apart; below, 7 bits of the very spelling. It takes three bytes in
// the index, is never 0 and is the same on every machine.
type imprint uint32

const spellingBits = 7

func fingerprint(form string) imprint {
	folded := fnv.New32a()
	folded.Write([]byte(kazakh.Key(form)))
	spelled := fnv.New32a()
	spelled.Write([]byte(form))
	return imprint(folded.Sum32()%(1<<14-1)+1)<<spellingBits | imprint(spelled.Sum32()%(1<<spellingBits))
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
	return kazakh.Key(lx.morph.Stem(lx.read(word, in.variant)))
}

// read gives the Cyrillic reading of a word, one that the lexicon knows if there is
// one.
func (lx *lexer) read(word string, v kazakh.Variant) string {
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
