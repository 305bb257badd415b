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
	key   string  // folded key of the stem, the same in all scripts: the term
	term  []byte  // key
	form  string  // as written, in lower case
	print imprint // of form
}

// maxLexeme is the length in bytes from which a run of letters is no word but data.
const maxLexeme = 200

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

// minPassage is how long a line must be, in bytes, to tell its own tongue.
const minPassage = 150

// passages gives the tongues of a text, line by line: a Russian statement may stand in
// a Kazakh article. Short lines have the tongue of the whole.
func passages(text string) func(at int) tongue {
	whole := tongueOf(text)
	end, in := 0, whole
	return func(at int) tongue {
		for at >= end {
			line := text[end:]
			if i := strings.IndexByte(line, '\n'); i >= 0 {
				line = line[:i+1]
			}
			end += len(line)
			if in = whole; len(line) >= minPassage && len(line) < len(text) {
				in = tongueOf(line)
			}
		}
		return in
	}
}

// tongueOf says how the words of a text are to be stemmed.
func tongueOf(text string) tongue {
	if hasSteppeLetters(text) {
		return tongue{lang: 'k'}
	}
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

// hasSteppeLetters looks at the beginning of a text for the letters that Kazakh has
// and Russian has not. They are every sixth letter in Kazakh, so this settles most
// texts, twenty times as fast as a look at the words.
func hasSteppeLetters(text string) bool {
	letters, own := 0, 0
	for _, r := range text[:min(len(text), 1000)] {
		switch {
		case r >= 0x490 && r <= 0x4ff || r == 0x456 || r == 0x406:
			own++
			letters++
		case r >= 0x400 && r < 0x460:
			letters++
		}
	}
	return letters > 20 && own*20 >= letters
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
		for i, l := range lx.cut(clean, func(int) tongue { return in }) {
			if i == len(pats) {
				pats = append(pats, pattern{form: l.form, print: l.print, weight: lx.weight(l.form)})
			}
			pats[i].add(l.key)
		}
	}
	for i := range pats {
		p := &pats[i]
		spellings := kazakh.QueryKeys(p.form)
		if whole || i < len(pats)-1 {
			for _, key := range spellings {
				p.add(key)
			}
			continue
		}
		p.begins = spellings
		for _, key := range spellings {
			if voiceless, ok := voicelessEnd[key[len(key)-1]]; ok {
				p.begins = append(p.begins, key[:len(key)-1]+voiceless)
			}
		}
	}
	return pats
}

// voicelessEnd is what the end of a stem, voiced before a suffix, is at the end of
// the word: "мектеб*" means мектеп too.
var voicelessEnd = map[byte]string{'b': "p", 'g': "k"}

// weightStop is the weight of words that say nothing about the subject ("қай", "туралы").
// Rare as they are in news, questions are full of them.
const weightStop = 0.25

func (lx *lexer) weight(form string) float64 {
	if lx.stop[form] || kazakh.ScriptOf(form) != kazakh.Cyrillic && lx.stop[kazakh.Key(form)] {
		return weightStop
	}
	return 1
}

func (p *pattern) add(key string) {
	if key != "" && len(p.keys) < maxKeys && !slices.Contains(p.keys, key) {
		p.keys = append(p.keys, key)
	}
}
