// Package morph gives each token its lemma and suffix chain.
//
// It takes the tokens of a text and gives words: the token, its lower-case
// Cyrillic reading whatever script it was written in, and its analyses, best
// first. It also holds the generator that the analyses are verified with, the
// normaliser of names to the nominative, and the search stem. Which words make a
// name or a post is left to pipeline/mention.
//
// A word is read from its end: every suffix that the table suffixes knows is taken
// off where the base before it would take that suffix in just that shape (class of
// its last sound, vowel harmony, seam), which is what regenerating the form asks.
// What is left is a stem of the lexicon, a stem made of one (derivations), or an
// unknown one that a letter model of the lexicon weighs; readings are ranked by
// likelihood (score.go). No reading depends on the document.
package morph

import (
	"slices"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/token"
)

// Shape is how a word is capitalised.
type Shape uint8

// The shapes of words.
const (
	NoCase Shape = iota // no cased letters (digits, Arabic script, punctuation)
	Lower               // all lower case
	Title               // first letter (of each hyphen part) upper case
	Upper               // at least 80 % of its letters upper case, three or more letters
	Mixed               // anything else
)

// A Word is a token with its reading and analyses.
type Word struct {
	token.Token
	Text  string // as written in the clean text
	Form  string // lower-case Cyrillic reading, suffix after a hyphen included without the hyphen's loss
	Shape Shape
	// Analyses of Form, best first; empty for punctuation and the like. For a
	// word it holds at least one analysis (the unanalysed form itself).
	Analyses []Analysis

	reading *kazakh.Reading // Form with the way back to Text; shared, nil for none
	keep    *keep           // what memos keep of the word; nil if Words did not make it
}

// POS is a coarse part of speech.
type POS uint8

// The parts of speech that the analyser tells apart.
const (
	Unknown POS = iota
	Noun        // nouns, adjectives and names
	Verb
	Closed // pronouns, postpositions, conjunctions, particles, copulas: never analysed further
	Numeral
	Russian // a Russian word, stemmed by snowball
	Latin   // a word of another Latin-script language
)

// A Tag is one suffix class of a chain. The names are those of the brief.
type Tag uint8

// The tags of nouns and verbs, in slot order.
const (
	NoTag Tag = iota
	PL        // plural
	P1S       // my
	P2S       // thy
	P2F       // your, polite
	P3        // his, her, its, their
	P1P       // our
	GEN       // genitive
	DAT       // dative
	ACC       // accusative
	LOC       // locative
	ABL       // ablative
	INS       // instrumental
	REL       // -gy: which is in, of
	SIM       // -dai: like
	EQU       // -sha: according to
	LYK       // -lyq derivation
	ORD       // ordinal
	COLL      // collective numeral
	COP       // person ending of a predicate noun
	PASS      // passive or reflexive voice
	CAUS      // causative
	RECP      // reciprocal
	NEG       // negation
	PAST      // definite past
	PFV       // -gan participle
	EVID      // -ypty inferential past
	AOR       // present-future
	HAB       // -atyn participle
	INT       // -maq intention
	FUT       // -ar
	NFUT      // -mas
	COND      // -sa
	IMP3      // -syn
	IMP2      // bare or -ingiz imperative
	DES       // -gy desire
	VN        // -u verbal noun
	CVP       // -yp converb
	CVA       // -a converb
	AGT       // -ushy agent
	S1        // first person singular
	S2        // second person
	S3        // third person
	PL1       // first person plural
	KI        // -niki: that of
	IMP1      // -aiyn, -aiyq: let me, let us
	CVG       // -galy converb: since, in order to
	CVS       // -ysymen converb: as soon as
	UNL       // -maiynsha converb: unless
)

// An Analysis is one way to read a word.
type Analysis struct {
	Lemma string // dictionary form, lower-case Cyrillic; of a verb its voice-less root
	Chain []Tag  // suffixes from the stem outward; nil for a bare form. Shared: do not modify.
	Stem  int    // bytes of Form before the first suffix of Chain (the surface stem: "azhyr" of a voiced stem keeps its voicing)
	POS   POS
	Known bool // the lemma stands in the lexicon
	Name  bool // it stands there as a name only: given name, surname, place
}

// Has reports whether the chain holds the tag.
func (a Analysis) Has(t Tag) bool { return slices.Contains(a.Chain, t) }

// Case returns the outermost case tag of the chain, or NoTag.
func (a Analysis) Case() Tag { return a.outermost(GEN, INS) }

// Poss returns the outermost possessive tag of the chain, or NoTag.
func (a Analysis) Poss() Tag { return a.outermost(P1S, P1P) }

// outermost is the last tag of the chain between two tags.
func (a Analysis) outermost(from, to Tag) Tag {
	for _, t := range slices.Backward(a.Chain) {
		if t >= from && t <= to {
			return t
		}
	}
	return NoTag
}
