// Package token cuts text into tokens and sentences.
//
// It takes clean text (see internal/kazakh.Normalize) in Cyrillic, Latin or Arabic
// script and gives tokens and sentences as half-open byte offsets into that very
// string; nothing but white space lies between two tokens. What a token means is
// left to pipeline/morph.
//
// The tokenizer of github.com/jdkato/prose/v2 makes the first cut, behind a wrapper
// that keeps its offsets and shields it from what it was not made for (shape.go).
// On its pieces work ordered lists of named rules: those of a token join and cut
// again (rules), those of a sentence vote on every place where one might end
// (sentenceRules). The words that the rules know stand in the tables abbreviations,
// hyphen_suffixes, initials, name_particles, sentence_openers and reporting_verbs.
package token

// Kind is the class of a token. It follows from how the token is written: whether
// a short word in capitals is an acronym only the words around it tell.
type Kind uint8

// The kinds of token.
const (
	Word         Kind = iota // letters, perhaps with inner hyphens or apostrophes
	Number                   // digits with inner separators, a sign that touches them, a suffix: 87,15, 51%, 15-i
	Roman                    // a Roman numeral, Cyrillic look-alikes included
	Acronym                  // two to six letters, half or more of them capitals, perhaps with a suffix after a hyphen
	Initial                  // one or two letters and a full stop that stand for a name
	Abbreviation             // a listed abbreviation with its full stops
	Address                  // URL, e-mail, hashtag, @user
	Punct                    // any other punctuation
	QuoteOpen                // an opening quotation mark
	QuoteClose               // a closing quotation mark
	Dash                     // a dash, a hyphen with space on a side or between numbers
	Symbol                   // %, №, currency and other symbols
)

// A Token is one token of a text.
//
// Groups of thousands are tokens of their own (12 482 is two Numbers), and so are
// digits and the word that a hyphen ties to them (15-mamyr is Number, Punct, Word).
type Token struct {
	Start, End int // byte offsets into the text, half open
	// Base is the end of the part before a suffix that is written after a hyphen
	// (acronyms, digits, signs, Latin words, before particles: the end of "KEGOC"
	// in "KEGOC-qa"); it equals End when there is none. Start < Base <= End.
	//
	// The suffix of a quoted name, of a bracket or of initials is a Word of its own that begins
	// with the hyphen, at the End of the token before it; its Base is the end of
	// the hyphen. Without a hyphen it is an ordinary Word that follows QuoteClose
	// without a space.
	Base int
	Kind Kind
}

// A Sentence is a run of tokens.
type Sentence struct {
	Start, End  int // byte offsets of its first and last token
	First, Last int // its tokens: tokens[First:Last]
}
