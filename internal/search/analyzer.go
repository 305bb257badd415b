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
//	kk_v1: folded stems, forms as fingerprints.
const AnalyzerName = "kk_v1"

// The analyzer gives one term to a word: the folded key of its stem, which is the same
// for all its forms and in all scripts. The form itself is a fingerprint in the place
// of the start offset, which nobody else needs: snippets are made from the text. So
// a search for the exact form, and its preference in ranking, look at the fingerprints
// in the postings of the key. A second term for each form, at the same position, took
// 1.6 times the time and 1.5 times the space of bleve's Russian analyzer (2 MB of
// Wikipedia, 2026-11); one for the unfolded stem besides would add nearly nothing, as
// the key parts all but 1.8 % of running words as the stem does.
type analyzer struct{ lexer *lexer }

// Analyze implements analysis.Analyzer.
func (a *analyzer) Analyze(text []byte) analysis.TokenStream {
	lexemes := a.lexer.lexemes(string(text))
	tokens := make([]analysis.Token, len(lexemes))
	stream := make(analysis.TokenStream, len(lexemes))
	for i, l := range lexemes {
		tokens[i] = analysis.Token{Term: l.term, Start: int(l.print), Position: i + 1}
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
