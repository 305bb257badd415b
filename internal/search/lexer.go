package search

import (
	"hash/fnv"
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"

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
	key   string // folded key of the stem, the same in all scripts: the term
	term  []byte // key
	form  string // as written, in lower case
	print uint16 // fingerprint of form, never 0
}

// A tongue decides how a word is stemmed.
type tongue struct {
	lang    byte           // 'k', 'r' or 'e'; plain for numbers and the like
	variant kazakh.Variant // the Latin alphabet
}

const plain = 'n'

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

	// known remembers entries, each at the place that its word hashes to; news
	// repeats itself, and a word thrown out by another is computed again.
	known [1 << 16]atomic.Pointer[entry]
	seed  maphash.Seed
}

func newLexer(lex *lexicon.Lexicon) *lexer {
	return &lexer{tokens: token.New(lex), morph: morph.New(lex), seed: maphash.MakeSeed()}
}

// lexemes returns the words of a text in order.
func (lx *lexer) lexemes(text string) []lexeme {
	clean := kazakh.Normalize(text)
	list := lx.cut(clean.Clean, tongueOf(clean.Clean))
	for i := range list {
		list[i].start, list[i].end = clean.Span(list[i].start, list[i].end)
	}
	return list
}

// cut gives the lexemes of clean text.
func (lx *lexer) cut(text string, in tongue) []lexeme {
	toks := lx.tokens.Tokenize(text)
	list := make([]lexeme, 0, len(toks))
	for _, tok := range toks {
		if tok.End-tok.Start > maxLexeme {
			continue
		}
		switch tok.Kind {
		case token.Word, token.Acronym:
			list = lx.parts(list, text, tok, in)
		case token.Number, token.Roman, token.Initial, token.Abbreviation, token.Address:
			list = lx.add(list, tok.Start, tok.End, spelling{tongue{lang: plain}, text[tok.Start:tok.End], tok.Base - tok.Start})
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

// fingerprint tells the forms of a stem apart. It takes two bytes in the index and is
// the same on every machine.
func fingerprint(form string) uint16 {
	h := fnv.New32a()
	h.Write([]byte(form))
	return uint16(h.Sum32()%(1<<14-1)) + 1
}

// key folds the stem of a word.
func (lx *lexer) key(word string, in tongue) string {
	switch in.lang {
	case plain:
		return strings.ReplaceAll(kazakh.Key(strings.Trim(word, "#@. ")), " ", "")
	case 'r':
		return kazakh.Key(snowball(russian.Stem, kazakh.Lower(word)))
	case 'e':
		return kazakh.Key(snowball(english.Stem, kazakh.Lower(word)))
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

func snowball(stem func(*snowballstem.Env) bool, word string) string {
	env := snowballstem.NewEnv(word)
	stem(env)
	return env.Current()
}

// tongueOf says how the words of a text are to be stemmed.
func tongueOf(text string) tongue {
	switch kazakh.Language(text) {
	case "ru":
		return tongue{lang: 'r'}
	case "other":
		return tongue{lang: 'e'}
	}
	if kazakh.DocumentScript(text) == kazakh.Latin {
		return tongue{'k', kazakh.DetectVariant(text)}
	}
	return tongue{lang: 'k'}
}

// A word of a query does not say in which language and alphabet it is.
var (
	cyrillicTongues = []tongue{{lang: 'k'}, {lang: 'r'}}
	latinTongues    = []tongue{
		{'k', kazakh.Lat2018},
		{'k', kazakh.Lat2021},
		{'k', kazakh.Qaz2000},
		{'k', kazakh.AbaiLt},
		{'k', kazakh.English},
		{lang: 'e'},
	}
)

// maxKeys bounds the keys that a word of a query may stand for.
const maxKeys = 12

// patterns reads a piece of a query. whole is false when the last word is only the
// beginning of one, which has no stem.
func (lx *lexer) patterns(text string, whole bool) []pattern {
	clean := kazakh.Normalize(text).Clean
	tongues := cyrillicTongues
	if kazakh.ScriptOf(clean) == kazakh.Latin {
		tongues = latinTongues
	}
	var pats []pattern
	for _, in := range tongues {
		for i, l := range lx.cut(clean, in) {
			if i == len(pats) {
				pats = append(pats, pattern{form: l.form, print: l.print})
			}
			pats[i].add(l.key)
		}
	}
	for i := range pats {
		p := &pats[i]
		if !whole && i == len(pats)-1 {
			p.prefix = true
		}
		for _, key := range kazakh.QueryKeys(p.form) {
			p.add(key)
		}
	}
	return pats
}

func (p *pattern) add(key string) {
	if key != "" && len(p.keys) < maxKeys && !slices.Contains(p.keys, key) {
		p.keys = append(p.keys, key)
	}
}
