package search

import (
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// Keys gives single words the keys under which the index files them. It is safe for
// concurrent use.
type Keys struct{ lexer *lexer }

// NewKeys compiles the lexicon.
func NewKeys(lex *lexicon.Lexicon) *Keys { return &Keys{lexerFor(lex)} }

// Key returns the key of a word of a Kazakh text, in any script: words with one key
// find each other.
func (k *Keys) Key(word string) string {
	clean := kazakh.Normalize(word).Clean
	return k.lexer.key(clean, tongue{kazakhWords, kazakh.DetectVariant(clean)})
}
