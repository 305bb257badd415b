// Package token cuts text into tokens and sentences.
//
// It takes clean text (see internal/kazakh.Normalize) in Cyrillic, Latin or Arabic
// script and gives tokens and sentences as half-open byte offsets into that very
// string; nothing but white space lies between two tokens. What a token means is
// left to pipeline/morph.
package token

// Kind is the class of a token.
type Kind uint8

// The kinds of token.
const (
	Word         Kind = iota // letters, perhaps with inner hyphens or apostrophes
	Number                   // digits, perhaps with inner separators and a suffix: 12 482, 87,15, 15-i
	Roman                    // a Roman numeral
	Acronym                  // two or more capitals, perhaps with a suffix after a hyphen
	Initial                  // one or two letters and a full stop that stand for a name
	Abbreviation             // a listed abbreviation with its full stops
	Address                  // URL, e-mail, hashtag, @user
	Punct                    // any other punctuation
	QuoteOpen                // an opening quotation mark
	QuoteClose               // a closing quotation mark
	Dash                     // a dash, or a hyphen with space on both sides
	Symbol                   // %, №, currency and other symbols
)

// A Token is one token of a text.
type Token struct {
	Start, End int // byte offsets into the text, half open
	// Base is the end of the part before a suffix that is written after a hyphen
	// (acronyms, digits, Latin words, quoted names: the end of "KEGOC" in
	// "KEGOC-qa"); it equals End when there is none. Start < Base <= End.
	Base int
	Kind Kind
}

// A Sentence is a run of tokens.
type Sentence struct {
	Start, End  int // byte offsets of its first and last token
	First, Last int // its tokens: tokens[First:Last]
}
