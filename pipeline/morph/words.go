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
	return an.AppendWords(make([]Word, 0, len(toks)), text, toks)
}

// AppendWords is Words for callers that reuse a buffer: it appends to dst.
func (an *Analyzer) AppendWords(dst []Word, text string, toks []token.Token) []Word {
	variant := kazakh.English // foreign words in Cyrillic text
	if !mostlyCyrillic(text) {
		variant = kazakh.DetectVariant(text)
	}
	for _, tok := range toks {
		dst = append(dst, an.word(text[tok.Start:tok.End], tok, variant))
	}
	return dst
}

// mostlyCyrillic compares the Cyrillic letters, by their first bytes, with those of
// the English alphabet, which make up most of Kazakh Latin.
func mostlyCyrillic(text string) bool {
	cyrillic, latin := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0xD0 && c <= 0xD3:
			cyrillic++
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			latin++
		}
	}
	return cyrillic > latin
}

// A wordReading is what the letters of a token tell. It is shared: not modified once
// it is made.
type wordReading struct {
	reading  kazakh.Reading
	other    *string // a further reading that the lexicon knows, nil for none
	analyses []Analysis
	keep     keep
	base     int32 // of the token
	shape    Shape
}

// form is the reading that the analyses are of.
func (r *wordReading) form() string {
	if r.other != nil {
		return *r.other
	}
	return r.reading.Form
}

func (an *Analyzer) word(text string, tok token.Token, variant kazakh.Variant) Word {
	w := Word{Token: tok, Text: text, Form: text}
	switch tok.Kind {
	case token.Word, token.Number, token.Roman, token.Acronym, token.Initial, token.Abbreviation:
		r := an.readWord(text, tok.Base-tok.Start, variant)
		w.Form, w.Shape, w.Analyses, w.reading = r.form(), r.shape, r.analyses, &r.reading
		w.keep = &r.keep
	case token.Address, token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash, token.Symbol:
		w.keep = an.mark(text)
	}
	return w
}

// mark returns what memos keep of a token that is not read.
func (an *Analyzer) mark(text string) *keep {
	if k := an.marks.Get(text); k != nil {
		return k
	}
	e := &cached[keep]{key: strings.Clone(text)}
	an.marks.keep(e)
	return &e.value
}

// readWord reads a token whose suffix, if it stands after a hyphen, begins at byte
// base.
func (an *Analyzer) readWord(text string, base int, variant kazakh.Variant) *wordReading {
	words := an.words[variant]
	r := words.Get(text)
	if r != nil && int(r.base) == base {
		return r
	}
	e := &cached[wordReading]{key: strings.Clone(text)}
	an.read(&e.value, e.key, base, variant)
	if r == nil {
		words.keep(e)
	}
	return &e.value
}

// Form is the [Word.Form] of a word that stands in a text of variant v.
func (an *Analyzer) Form(word string, v kazakh.Variant) string {
	return an.readWord(word, len(word), v).form()
}

// read fills in what a text of this alphabet tells by a token.
func (an *Analyzer) read(r *wordReading, text string, base int, variant kazakh.Variant) {
	r.base, r.reading, r.shape = int32(base), kazakh.Read(text, variant), shapeOf(text[:base])
	if base < len(text) {
		r.analyses = an.analyzeSplit(text[:base], text[base:], r.reading.Form, variant)
		return
	}
	r.analyses = an.Analyze(r.reading.Form)
	if len(r.analyses) == 0 || r.analyses[0].Known || len(text) > cacheLongest {
		return
	}
	for _, form := range kazakh.Candidates(text, variant) {
		if as := an.Analyze(form); as[0].Known {
			r.other, r.analyses = &form, as
			return
		}
	}
	if variant == kazakh.English && kazakh.ScriptOf(text) == kazakh.Latin {
		own := Analysis{Lemma: strings.ToLower(text), POS: Latin, Stem: len(r.reading.Form)}
		r.analyses = append([]Analysis{own}, r.analyses...)
	}
}

// analyzeSplit reads a token in two parts, "KEGOC" and "-qa". A foreign name keeps
// its own letters for a lemma. What stands before a particle is read on its own.
func (an *Analyzer) analyzeSplit(base, suffix, form string, variant kazakh.Variant) []Analysis {
	base = strings.TrimSuffix(base, "-")
	if !foreignBase(base) {
		return an.Analyze(kazakh.Read(base, variant).Form)
	}
	lemma := kazakh.Read(base, variant).Form
	a := Analysis{Lemma: lemma, POS: basePOS(base), Stem: min(len(lemma), len(form))}
	if kazakh.ScriptOf(base) == kazakh.Latin && (variant == kazakh.English || kazakh.ScriptOf(suffix) == kazakh.Cyrillic) {
		a.Lemma, a.POS = strings.ToLower(base), Latin
	}
	if i := strings.LastIndexByte(form, '-'); i >= 0 {
		a.Chain, _ = an.suffixChain(form[i+1:])
	}
	return []Analysis{a}
}

// basePOS is the part of speech of what stands before a hyphen.
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
func (w Word) read() kazakh.Reading {
	if w.reading != nil {
		return *w.reading
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

// Case is the case of the best analysis, NoTag for none.
func (w Word) Case() Tag { return w.Best().Case() }

// HasCase reports whether the best analysis is in the case.
func (w Word) HasCase(t Tag) bool { return w.Case() == t }

// Plural reports whether the best analysis has a plural suffix.
func (w Word) Plural() bool { return w.Best().Has(PL) }

// Poss is the possessive tag of the best analysis, or NoTag.
func (w Word) Poss() Tag { return w.Best().Poss() }

// ReadAs is the best analysis with the lemma, and whether there is one: a rule that
// waits for a word asks for it whatever else the form may be.
func (w Word) ReadAs(lemma string) (Analysis, bool) {
	for _, a := range w.Analyses {
		if a.Lemma == lemma {
			return a, true
		}
	}
	return Analysis{}, false
}

// ReadWith is the best analysis that holds the tag, and whether there is one.
func (w Word) ReadWith(t Tag) (Analysis, bool) {
	for _, a := range w.Analyses {
		if a.Has(t) {
			return a, true
		}
	}
	return Analysis{}, false
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
