package token

import (
	"strings"
	"unicode/utf8"
)

// A Boundary is a place where a sentence might end, and what was decided there.
type Boundary struct {
	At    int    // byte offset: the end of the token before it
	Split bool   // whether a sentence ends here
	Rule  string // the rule that decided
}

// Sentences cuts the tokens of text into sentences: runs that follow one another
// without a gap, so that every token is in exactly one. toks must be what
// Tokenize returned for the text.
func (t *Tokenizer) Sentences(text string, toks []Token) []Sentence {
	if len(toks) == 0 {
		return nil
	}
	sents := make([]Sentence, 0, len(toks)/12+1)
	first := 0
	end := func(last int) {
		sents = append(sents, Sentence{
			Start: toks[first].Start, End: toks[last-1].End, First: first, Last: last,
		})
		first = last
	}
	t.decide(text, toks, func(g *gap, split bool, _ string) {
		if split {
			end(g.right)
		}
	})
	end(len(toks))
	return sents
}

// Boundaries tells for every place where Sentences considered an end which rule
// decided, in text order. The end of the text is not among them.
func (t *Tokenizer) Boundaries(text string, toks []Token) []Boundary {
	var all []Boundary
	t.decide(text, toks, func(g *gap, split bool, rule string) {
		all = append(all, Boundary{At: toks[g.right-1].End, Split: split, Rule: rule})
	})
	return all
}

// A gap is a place between two tokens with what the rules ask about it.
type gap struct {
	*Tokenizer
	text  string
	toks  []Token
	right int // the token after the gap
	first int // the first token of the sentence
	line  int // the first token of the line
	stop  int // the token that may end the sentence (. ? ! … or an abbreviation), -1 if none
	lines int // line breaks in the gap
	depth int // brackets open at the gap on this line
	quote int // the opening quotation mark last seen if it is not closed, else -1
}

// decide walks over the gaps that may end a sentence and reports each decision.
func (t *Tokenizer) decide(text string, toks []Token, report func(g *gap, split bool, rule string)) {
	g := gap{Tokenizer: t, text: text, toks: toks, stop: -1, quote: -1}
	for i := 1; i < len(toks); i++ {
		g.right = i
		g.pass(i - 1)
		g.lines = lineBreaks(text[toks[i-1].End:toks[i].Start])
		if g.lines > 0 || g.stop >= 0 {
			split, rule := g.ask()
			report(&g, split, rule)
			if split {
				g.first, g.stop = i, -1
			}
		}
		if g.lines > 0 {
			g.line, g.depth, g.quote = i, 0, -1
		}
	}
}

// pass takes note of token i, which now lies before the gap.
func (g *gap) pass(i int) {
	kind, r := g.kind(i), g.rune(i)
	closing := kind == QuoteClose || kind == Punct && (r == ')' || r == ']')
	ended := kind == Punct && isTerminal(r) ||
		(kind == Initial || kind == Abbreviation) && g.text[g.toks[i].End-1] == '.'
	switch {
	case ended:
		g.stop = i
	case !closing:
		g.stop = -1
	}
	switch {
	case kind == QuoteOpen:
		g.quote = i
	case kind == QuoteClose:
		g.quote = -1
	case kind == Punct && (r == '(' || r == '['):
		g.depth++
	case closing:
		g.depth = max(0, g.depth-1)
	}
}

// ask lets the rules vote; the first that does not abstain decides.
func (g *gap) ask() (split bool, rule string) {
	for i := range sentenceRules {
		if v := sentenceRules[i].vote(g); v != abstain {
			return v == cut, sentenceRules[i].name
		}
	}
	panic("token: no rule voted")
}

type vote uint8

const (
	abstain vote = iota
	cut
	join
)

// when turns a condition into a vote or an abstention.
func when(condition bool, v vote) vote {
	if condition {
		return v
	}
	return abstain
}

// sentenceRules are asked in this order. A | marks the gap in the examples.
var sentenceRules = []struct {
	name string
	vote func(*gap) vote
}{
	// Lines. A title ends with its line; news texts have a paragraph a line.
	{"blank line", func(g *gap) vote { return when(g.lines > 1, cut) }},
	{"wrapped line", wrappedLine},
	{"line break", func(g *gap) vote { return when(g.lines > 0, cut) }},

	// What follows goes on with the sentence.
	{"closing mark", closingMark}, // Алға!|» партиясы
	{"punctuation", goesOn},       // Алға!»|, – деді
	{"suffix", suffixOf},          // Омаров А.|-ға; т.б.|-ның
	{"lower case", lowerCase},     // 5 шақырым.|қашықтықта; ?» |– деді
	{"open bracket", openBracket}, // (ред. А.Б.| Алматы, 2019)
	{"quoted name", quotedName},   // «Еуразия: Диалог.| Сенім» тақырыбында

	// The full stop of an abbreviation.
	{"opener", opener},            // Өсербаев А.Б.| Ол
	{"initial", initial},          // А.| Өсербаев
	{"abbreviation", abbreviated}, // проф.| Сейтов
	{"middle", middle},            // 1919 ж.| Александр
	{"list number", listNumber},   // 1.| Комиссия құрамы
	{"dateline", dateline},        // АСТАНА.| KAZINFORM –

	{"full stop", func(*gap) vote { return cut }},
}

// rune returns the first rune of token i, 0 beyond the last.
func (g *gap) rune(i int) rune {
	if i >= len(g.toks) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(g.text[g.toks[i].Start:])
	return r
}

func (g *gap) class(i int) class {
	if i >= len(g.toks) {
		return other
	}
	return classAt(g.text, g.toks[i].Start)
}

func (g *gap) word(i int) string { return g.text[g.toks[i].Start:g.toks[i].End] }

func (g *gap) kind(i int) Kind { return g.toks[i].Kind }

// startsLower reports whether token i begins with a small letter of a script that
// has capitals. Addresses do not count.
func (g *gap) startsLower(i int) bool {
	return g.class(i) == lower && g.kind(i) != Address && !caseless(g.text[g.toks[i].Start:])
}

func lineBreaks(space string) int { return strings.Count(space, "\n") }

// wrappedLine: a line that does not end in punctuation goes on in a line that
// begins with a small letter.
func wrappedLine(g *gap) vote {
	return when(g.stop < 0 && g.startsLower(g.right), join)
}

// closingMark: a closing quotation mark or bracket or one more full stop belongs
// to the sentence before it.
func closingMark(g *gap) vote {
	if g.kind(g.right) == QuoteClose {
		return join
	}
	r := g.rune(g.right)
	return when(g.kind(g.right) == Punct && (r == ')' || r == ']' || r == '}' || isTerminal(r)), join)
}

// goesOn: no sentence begins with a comma, a colon or a symbol such as %.
func goesOn(g *gap) vote {
	return when(strings.ContainsRune(",;:/\u060c\u061b%\u2030\u00b0", g.rune(g.right)), join)
}

// suffixOf: the suffix of an abbreviation or initial goes on with it.
func suffixOf(g *gap) vote {
	return when(g.suffixed(g.right) && g.toks[g.right-1].End == g.toks[g.right].Start, join)
}

// lowerCase: no sentence begins with a small letter, nor with a dash before one:
// «…!» – деді ол.
func lowerCase(g *gap) vote {
	next := g.right
	if g.kind(next) == Dash || g.kind(next) == Punct && g.class(next) == hyphen {
		next++
	}
	return when(next < len(g.toks) && g.startsLower(next), join)
}

// maxBracket is how far, in tokens, the end of a bracket may be.
const maxBracket = 40

// openBracket: a full stop of an abbreviation or initial in a bracket that is
// closed further on in the line does not end the sentence around it.
func openBracket(g *gap) vote {
	if g.depth == 0 || g.kind(g.stop) == Punct {
		return abstain
	}
	for i := g.right; i < min(len(g.toks), g.right+maxBracket); i++ {
		if g.kind(i) == Punct && g.rune(i) == ')' {
			return join
		}
	}
	return abstain
}

// maxQuotedName is how long a name in quotation marks is at most, in tokens.
const maxQuotedName = 12

// quotedName: a full stop in a short quotation does not end the sentence if that
// goes on after it otherwise than after direct speech.
func quotedName(g *gap) vote {
	if g.quote < 0 {
		return abstain
	}
	for i := g.right; i < min(len(g.toks)-1, g.quote+maxQuotedName+2); i++ {
		if g.kind(i) == QuoteClose {
			speech := !g.startsLower(i+1) && !g.suffixed(i+1) || g.reporting.has(g.word(i+1))
			return when(!speech && lineBreaks(g.text[g.toks[g.stop].End:g.toks[i+1].Start]) == 0, join)
		}
	}
	return abstain
}

// suffixed reports whether token i is the suffix of the token before it.
func (g *gap) suffixed(i int) bool {
	return g.kind(i) == Word && g.class(i) == hyphen
}

// opener: a pronoun or conjunction after initials is no name: a new sentence. After
// an abbreviation too, but for a prefix ("проф."), which must be followed by more,
// and a year that begins its clause.
func opener(g *gap) vote {
	if !g.openers.has(g.word(g.right)) {
		return abstain
	}
	switch stop := g.kind(g.stop); {
	case stop == Initial:
		return cut
	case stop != Abbreviation, g.abbreviationClass() == prefixAbbr:
		return abstain
	}
	number := g.stop - 1
	opensClause := number >= g.first && g.kind(number) == Number && (number == g.first || g.kind(number-1) != Word)
	return when(!opensClause, cut)
}

// initial: a name follows its initials, a dash may.
func initial(g *gap) vote {
	return when(g.kind(g.stop) == Initial && (letters.has(g.class(g.right)) || g.kind(g.right) == Dash), join)
}

func (g *gap) abbreviationClass() byte {
	if a, ok := g.abbreviations.lookup(g.word(g.stop)); ok {
		return a.class
	}
	return prefixAbbr
}

// abbreviated: after some abbreviations more must follow.
func abbreviated(g *gap) vote {
	if g.kind(g.stop) != Abbreviation {
		return abstain
	}
	c := g.abbreviationClass()
	return when(c == prefixAbbr || c == wordAbbr || c == unitAbbr, join)
}

// middle: Kazakh sentences end in a verb, so a year or a street does not end one,
// even before a name.
func middle(g *gap) vote {
	return when(g.kind(g.stop) == Abbreviation && g.abbreviationClass() == middleAbbr, join)
}

// listNumber: a number with a full stop at the start of the sentence counts items.
func listNumber(g *gap) vote {
	if g.stop != g.first+1 || g.right != g.stop+1 || g.rune(g.stop) != '.' {
		return abstain
	}
	number := g.toks[g.first]
	return when((number.Kind == Number || number.Kind == Roman) && number.End-number.Start <= 8, join)
}

// dateline: a city in capitals at the start of a line, and a dash after the agency.
func dateline(g *gap) vote {
	if g.first != g.line || g.stop-g.first > 3 || g.stop == g.first || g.rune(g.stop) != '.' || g.right != g.stop+1 {
		return abstain
	}
	for i := g.first; i < g.stop; i++ {
		if n := count(g.word(i)); n.letters < 3 || 10*n.uppers < 8*n.letters {
			return abstain
		}
	}
	for i := g.right; i < min(len(g.toks), g.right+5); i++ {
		if g.kind(i) == Dash {
			return join
		}
	}
	return abstain
}
