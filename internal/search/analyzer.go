package search

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"github.com/seed50815598/derek/lexicon"
)

// AnalyzerName is the name under which bleve knows the Kazakh analyzer. An index
// stores it: whatever changes the terms of a text takes a new name, and indexes
// with another name are built anew.
//
//	kk_v1: form and folded stem at each position.
const AnalyzerName = "kk_v1"

// The analyzer puts two terms on the position of a word: its form as written, and
// the folded key of its stem, which is the same for all its inflections and in all
// scripts. A separate term for the unfolded stem would add a third of index for
// nearly nothing: the key parts all but 1.8 % of running words as the stem does
// (kazakh.md 2.5). Function words and bare numbers, a fourth of all words, have the
// key only. Offsets are left out: snippets are made from the text itself, and the
// index is smaller for it.
type analyzer struct{ lexer *lexer }

// Analyze implements analysis.Analyzer.
func (a *analyzer) Analyze(text []byte) analysis.TokenStream {
	lexemes := a.lexer.lexemes(string(text))
	tokens := make([]analysis.Token, 0, 2*len(lexemes))
	for i, l := range lexemes {
		for _, term := range [...]string{l.exact, l.key} {
			if term != "" {
				tokens = append(tokens, analysis.Token{Term: []byte(term), Position: i + 1})
			}
		}
	}
	stream := make(analysis.TokenStream, len(tokens))
	for i := range tokens {
		stream[i] = &tokens[i]
	}
	return stream
}

// lexers holds the lexers by the version of their lexicon: bleve makes analyzers from
// a configuration in JSON, which can name a lexicon but not hold it.
var lexers sync.Map

// lexerFor returns the lexer of a lexicon, made once.
func lexerFor(lex *lexicon.Lexicon) *lexer {
	if lx, ok := lexers.Load(lex.Version()); ok {
		return lx.(*lexer)
	}
	lx, _ := lexers.LoadOrStore(lex.Version(), newLexer(lex))
	return lx.(*lexer)
}

// newAnalyzer makes an analyzer for bleve. "lexicon" in config is the version of a
// lexicon in use; without it the built-in one serves.
func newAnalyzer(config map[string]any, _ *registry.Cache) (analysis.Analyzer, error) {
	version, ok := config["lexicon"].(string)
	if !ok {
		lex, err := lexicon.Default()
		if err != nil {
			return nil, err
		}
		return &analyzer{lexerFor(lex)}, nil
	}
	lx, ok := lexers.Load(version)
	if !ok {
		return nil, fmt.Errorf("search: analyzer %s: lexicon %s is not loaded", AnalyzerName, version)
	}
	return &analyzer{lx.(*lexer)}, nil
}

func init() {
	if err := registry.RegisterAnalyzer(AnalyzerName, newAnalyzer); err != nil {
		panic(err) // the name is taken twice
	}
}
