package morph

import (
	"unicode"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/token"
)

// Words reads the tokens of a text, one word for each token. It reads the Latin
// alphabet that the text as a whole is written in.
func (an *Analyzer) Words(text string, toks []token.Token) []Word {
	variant := kazakh.DetectVariant(text)
	words := make([]Word, len(toks))
	for i, tok := range toks {
		words[i] = an.word(text[tok.Start:tok.End], tok, variant)
	}
	return words
}

// A wordReading is what the letters of a token tell.
type wordReading struct {
	form     string
	shape    Shape
	analyses []Analysis
}

func (an *Analyzer) word(text string, tok token.Token, variant kazakh.Variant) Word {
	w := Word{Token: tok, Text: text}
	switch tok.Kind {
	case token.Word, token.Number, token.Roman, token.Acronym, token.Initial, token.Abbreviation:
		r := an.readWord(text, variant)
		w.Form, w.Shape, w.Analyses = r.form, r.shape, r.analyses
	case token.Address, token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash, token.Symbol:
		w.Form = text
	}
	return w
}

func (an *Analyzer) readWord(text string, variant kazakh.Variant) wordReading {
	words := an.words[variant]
	if r, ok := words.get(text); ok {
		return r
	}
	r := wordReading{form: kazakh.Read(text, variant).Form, shape: shapeOf(text)}
	r.analyses = an.Analyze(r.form)
	words.put(text, r)
	return r
}

// Best is the first analysis, or the zero Analysis if there is none.
func (w Word) Best() Analysis {
	if len(w.Analyses) == 0 {
		return Analysis{}
	}
	return w.Analyses[0]
}

// MayHave reports whether any analysis holds the tag, be it the best or not.
func (w Word) MayHave(t Tag) bool {
	for _, a := range w.Analyses {
		if a.Has(t) {
			return true
		}
	}
	return false
}

// HasCase reports whether the best analysis has the case, NoTag for none.
func (w Word) HasCase(t Tag) bool { return w.Best().Case() == t }

// Poss is the possessive tag of the best analysis, or NoTag.
func (w Word) Poss() Tag {
	for _, t := range w.Best().Chain {
		if t >= P1S && t <= P1P {
			return t
		}
	}
	return NoTag
}

func shapeOf(text string) Shape {
	upper, lower, firstUpper := 0, 0, false
	start, titled := true, true
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			upper++
			if start {
				firstUpper = true
			} else {
				titled = false
			}
		case unicode.IsLower(r):
			lower++
			if start {
				titled = false
			}
		}
		start = r == '-' || r == '\''
	}
	switch {
	case upper+lower == 0:
		return NoCase
	case upper == 0:
		return Lower
	case upper+lower >= 3 && upper*5 >= (upper+lower)*4:
		return Upper
	case firstUpper && (titled || lower > 0 && upper == 1):
		return Title
	}
	return Mixed
}
