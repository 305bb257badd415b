package corpusgen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A passage is the body of a gold article.
type passage struct{ sentences []sentence }

// A sentence is text with places where something else may stand.
type sentence []piece

// A piece is a stretch of a sentence.
type piece struct {
	kind  pieceKind
	text  string      // as the gold article has it
	lemma string      // what is replaced: lower-case lemma, name of a person, brand
	chain []morph.Tag // its suffixes
	parts nameParts   // of a person
	sort  string      // of a place: the column kinds
}

type pieceKind uint8

const (
	literal pieceKind = iota
	noun              // a common noun
	name              // a person
	place             // a place of one word
	brand             // a name within quotation marks
	number            // digits
	day               // digits within a date
)

// nameParts says which parts of a person's name a mention has.
type nameParts struct {
	initial, given, surname, female bool
}

// A cutter makes sentences of gold articles.
type cutter struct {
	morph  *morph.Analyzer
	tokens *token.Tokenizer
	stock  *stock
}

// A view is a gold article while it is cut.
type view struct {
	cutter
	text     string
	words    []morph.Word
	mentions []mention // by start
}

// A mention is one of the gold's, in bytes.
type mention struct {
	corpus.GoldMention
	start, end int
}

// cut gives the title and the sentences of an article in Cyrillic; ok is false for
// others.
func (c cutter) cut(gold corpus.Gold) (title sentence, body []sentence, ok bool) {
	text := gold.Article.Text
	if gold.Script != "cyrl" || kazakh.Normalize(text).Clean != text {
		return nil, nil, false
	}
	toks := c.tokens.Tokenize(text)
	v := &view{cutter: c, text: text, words: c.morph.Words(text, toks), mentions: mentionsOf(gold)}
	for _, s := range c.tokens.Sentences(text, toks) {
		switch cut := v.sentence(s); {
		case title == nil:
			title = cut
		case s.Last-s.First > 3:
			body = append(body, cut)
		}
	}
	return title, body, len(body) > 0
}

// mentionsOf turns the code points of a gold article's mentions into bytes.
func mentionsOf(gold corpus.Gold) []mention {
	at := make([]int, 0, len(gold.Article.Text)+1)
	for i := range gold.Article.Text {
		at = append(at, i)
	}
	at = append(at, len(gold.Article.Text))
	list := make([]mention, len(gold.Mentions))
	for i, m := range gold.Mentions {
		list[i] = mention{m, at[m.Start], at[m.End]}
	}
	return list
}

// sentence cuts one sentence into pieces.
func (v *view) sentence(s token.Sentence) sentence {
	var out sentence
	at := s.Start
	for i := s.First; i < s.Last; {
		p, last := v.piece(i, s.Last)
		start, end := v.words[i].Start, v.words[last-1].End
		if p.kind != literal {
			if at < start {
				out = append(out, piece{text: v.text[at:start]})
			}
			p.text = v.text[start:end]
			out = append(out, p)
			at = end
		}
		i = last
	}
	if at < s.End {
		out = append(out, piece{text: v.text[at:s.End]})
	}
	return out
}

// piece reads what begins at token i: it ends before token last.
func (v *view) piece(i, end int) (p piece, last int) {
	w := &v.words[i]
	m, within := v.mentionAt(w.Start)
	if within && m.Type == "PERSON" {
		for last = i + 1; last < end && v.words[last].Start < m.end; last++ {
		}
		return v.person(m), last
	}
	switch {
	case w.Kind == token.Number && within && m.Type == "DATE":
		return piece{kind: day}, i + 1
	case w.Kind == token.Number:
		return piece{kind: number}, i + 1
	case w.Kind == token.QuoteOpen && within && m.Type == "ORG":
		return v.brand(i, end)
	case w.Kind != token.Word || len(w.Analyses) == 0 || strings.Contains(w.Text, "-"):
		return piece{}, i + 1
	case unicode.IsUpper(firstRune(w.Text)):
		return v.place(w), i + 1
	case !within:
		return v.noun(w), i + 1
	}
	return piece{}, i + 1
}

// mentionAt is the person's mention around an offset, else the shortest.
func (v *view) mentionAt(at int) (found mention, ok bool) {
	for _, m := range v.mentions {
		if m.start <= at && at < m.end && (!ok || m.Type == "PERSON") {
			found, ok = m, true
		}
	}
	return found, ok
}

// cases are the endings that a name is looked for with.
var cases = [][]morph.Tag{nil, {morph.GEN}, {morph.DAT}, {morph.ACC}, {morph.LOC}, {morph.ABL}, {morph.INS}}

// person reads a mention of given name and surname, or of one of them.
func (v *view) person(m mention) piece {
	full, words := strings.Fields(m.Entity), strings.Fields(m.Text)
	if len(full) != 2 || len(words) > 2 || len(words) == 0 {
		return piece{}
	}
	p := piece{kind: name, lemma: m.Entity, parts: nameParts{female: v.stock.female[full[0]]}}
	last := words[len(words)-1]
	chain, ok := v.inflected(full[1], last)
	switch {
	case ok && len(words) == 1:
		p.parts.surname = true
	case ok && words[0] == full[0]:
		p.parts.surname, p.parts.given = true, true
	case ok && strings.HasSuffix(words[0], ".") && utf8.RuneCountInString(words[0]) < 4:
		p.parts.surname, p.parts.initial = true, true
	case len(words) == 1:
		chain, ok = v.inflected(full[0], last)
		p.parts.given = true
	default:
		ok = false
	}
	if !ok {
		return piece{}
	}
	p.chain = chain
	return p
}

// inflected tells by which suffixes the form comes from the name.
func (v *view) inflected(name, form string) ([]morph.Tag, bool) {
	lemma, form := kazakh.Lower(name), kazakh.Lower(form)
	for _, chain := range cases {
		if v.makes(lemma, chain, form) {
			return chain, true
		}
	}
	return nil, false
}

func (v *view) makes(lemma string, chain []morph.Tag, form string) bool {
	forms := v.morph.Generate(lemma, chain)
	return len(forms) > 0 && forms[0] == form
}

// brand reads a name in quotation marks within the name of an organization.
func (v *view) brand(i, end int) (piece, int) {
	for j := i + 1; j < min(i+4, end); j++ {
		if v.words[j].Kind == token.QuoteClose && j > i+1 {
			return piece{kind: brand, lemma: v.text[v.words[i+1].Start:v.words[j-1].End]}, j + 1
		}
	}
	return piece{}, i + 1
}

// place reads a place of one word.
func (v *view) place(w *morph.Word) piece {
	for _, a := range w.Analyses {
		if kinds, ok := v.stock.kindsOf[a.Lemma]; ok && a.Name && v.makes(a.Lemma, a.Chain, w.Form) {
			return piece{kind: place, lemma: a.Lemma, chain: a.Chain, sort: kinds}
		}
	}
	return piece{}
}

// noun reads a common noun of the lexicon that can be made again.
func (v *view) noun(w *morph.Word) piece {
	a := w.Analyses[0]
	if !v.stock.isNoun[a.Lemma] || a.POS != morph.Noun || !a.Known || !v.makes(a.Lemma, a.Chain, w.Form) {
		return piece{}
	}
	return piece{kind: noun, lemma: a.Lemma, chain: a.Chain}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// capital writes the first letter large.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
