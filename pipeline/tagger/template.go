package tagger

// A template is a kind of attribute: something that may be said of a token, such as
// its lemma or the lemma after the quotation marks around it. Each distance of its
// window makes a feature of an attribute: "the lemma, two tokens before".
type template uint8

// The templates, by phenomenon.
const (
	_ template = iota

	// The sentence's edge; stands two tokens before it and behind.
	tEdge

	// The word by itself.
	tForm
	tText // as written
	tLemma
	tOtherLemma // of the second and third analysis
	tPrefix     // 1 to 5 letters of the form
	tPrefix4
	tSuffix // 1 to 5 letters of the form
	tSuffix3
	tLemmaSuffix // 2 to 4 letters of the lemma
	tLength

	// How it is written.
	tShape
	tOutline
	tDigits
	tPlace // first or last of the sentence
	tLemmaShape

	// Its grammar.
	tChain
	tGrammar // case, possessive, plural, part of speech
	tKnown

	// The lexicon.
	tType
	tNoType
	tTypeShape
	tNameEnding

	// Pairs and triples of neighbours.
	tLemmas
	tShapes
	tOutlineBefore
	tGrammars
	tOutlineAfter
	tLemmaBefore

	// The word that a number counts, and the one before the number.
	tCounted
	tBeforeNumber
	tAroundNumber
	tCountedAt
	tNumberLength
	tCountedPair
	tCountedForm
	tCountedChain
	tCountedType

	// The words around a run of capitalised words.
	tAfterRun
	tBeforeRun
	tAfterRunPair
	tInRun
	tAfterRunType
	tBeforeRunType

	// The words around quotation marks.
	tInQuote
	tAfterQuote
	tBeforeQuote
	tSecondAfterQuote
	tQuoteLength
	tInQuoteAt
	tAfterQuoteLength
	tAfterQuoteType
	tSecondAfterQuoteType

	// The heads along the phrase.
	tPath
	tPathLemma
	tPathAt
	tPathShape
	tPathEnd
	tPathKinds

	// What the rules found, and the posts that their titles and bodies make.
	tPost
	tPostLemma
	tPostShape
	tHint
	tNoHint
	tHintRule
	tHintShape
	tHintHead
	tHintFirst
	tHintLength
	tHintNext
	tHintNextKind
	tHintBefore
	tHintBeforeKind

	templates // how many there are
)

// A window says at which tokens an attribute counts: those for which the attribute's
// own token is from lo to hi tokens ahead.
type window struct{ lo, hi int8 }

// reach is how far a window goes at most.
const reach = 2

var windows = [templates]window{
	tEdge: {-2, 2}, tForm: {-2, 2}, tLemma: {-2, 2}, tPrefix4: {-1, 1}, tSuffix3: {-1, 1},
	tShape: {-2, 2}, tOutline: {-1, 1}, tDigits: {-1, 1}, tChain: {-1, 1}, tGrammar: {-2, 2}, tKnown: {-1, 1},
	tType: {-2, 2}, tNoType: {-1, 1}, tNameEnding: {-1, 1},
	tPost: {-1, 1}, tHint: {-2, 2}, tNoHint: {-1, 1}, tHintRule: {-1, 1},
	tLemmas: {0, 1},
}

// An attribute is the hash of a template and what it says; its lowest byte is the
// template.
type attribute uint64

func attributeOf(t template, value uint64) attribute {
	return attribute(join(uint64(t), value)&^0xFF | uint64(t))
}

func (a attribute) window() window { return windows[a&0xFF] }

// keyBits is how much of an attribute a model keeps. Among the 60,000 attributes of
// the built-in model, an unknown one is taken for one of them once in 18 million times.
const keyBits = 40

// key is what a model knows the attribute by.
func (a attribute) key() uint64 { return uint64(a) >> (64 - keyBits) }
