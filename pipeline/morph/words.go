package morph

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	reading  kazakh.Reading
	shape    Shape
	analyses []Analysis
}

func (an *Analyzer) word(text string, tok token.Token, variant kazakh.Variant) Word {
	w := Word{Token: tok, Text: text, Form: text}
	switch tok.Kind {
	case token.Word, token.Number, token.Roman, token.Acronym, token.Initial, token.Abbreviation:
		r := an.readWord(text, tok.Base-tok.Start, variant)
		w.Form, w.Shape, w.Analyses, w.reading = r.reading.Form, r.shape, r.analyses, r.reading
	case token.Address, token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash, token.Symbol:
	}
	return w
}

// readWord reads a token whose suffix, if it stands after a hyphen, begins at byte
// base.
func (an *Analyzer) readWord(text string, base int, variant kazakh.Variant) wordReading {
	words := an.words[variant]
	if r, ok := words.get(text); ok {
		return r
	}
	r := wordReading{reading: kazakh.Read(text, variant), shape: shapeOf(text)}
	if base < len(text) {
		r.analyses = an.analyzeSplit(text[:base], r.reading, variant)
	} else {
		r.analyses = an.Analyze(r.reading.Form)
	}
	r.analyses = foreign(text[:base], variant, r.analyses)
	words.put(text, r)
	return r
}

// analyzeSplit reads a token in two parts: "KEGOC" and "qa".
func (an *Analyzer) analyzeSplit(base string, whole kazakh.Reading, variant kazakh.Variant) []Analysis {
	base = strings.TrimSuffix(base, "-")
	lemma := kazakh.Read(base, variant).Form
	a := Analysis{Lemma: lemma, POS: basePOS(base), Stem: len(lemma)}
	if i := strings.LastIndexByte(whole.Form, '-'); i >= 0 {
		a.Chain, _ = an.suffixChain(whole.Form[i+1:])
	}
	return []Analysis{a}
}

// foreign gives a Latin word that is no word of the lexicon, in a text that is not in
// Kazakh Latin, its own letters for a lemma.
func foreign(base string, variant kazakh.Variant, as []Analysis) []Analysis {
	if variant != kazakh.English || len(as) == 0 || as[0].Known || kazakh.ScriptOf(base) != kazakh.Latin {
		return as
	}
	own := as[0]
	own.Lemma, own.POS = strings.ToLower(strings.TrimSuffix(base, "-")), Latin
	if own.Stem == len(own.Lemma) || len(own.Chain) == 0 {
		return []Analysis{own}
	}
	return append([]Analysis{own}, as...)
}

func basePOS(base string) POS {
	r, _ := utf8.DecodeLastRuneInString(base)
	switch {
	case unicode.IsDigit(r) || r == '%':
		return Numeral
	case kazakh.ScriptOf(base) == kazakh.Latin:
		return Latin
	}
	return Noun
}

// read is the reading of the word, made anew for a word that Words did not make.
func (w *Word) read() kazakh.Reading {
	if w.reading.Form != "" {
		return w.reading
	}
	return kazakh.Read(w.Text, kazakh.DetectVariant(w.Text))
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isLowerLetter(r rune) bool {
	return unicode.IsLower(r) || unicode.IsLetter(r) && !unicode.IsUpper(r)
}

// isInner reports whether the rune may stand within a word.
func isInner(r rune) bool { return r == '-' || r == '\'' || r == '.' || unicode.IsMark(r) }

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
