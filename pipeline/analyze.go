package pipeline

import (
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
)

// Key returns the search key of one word in any script: the stem under which the
// index files it, so that two words with one key find each other.
func (p *Pipeline) Key(word string) string {
	clean := kazakh.Normalize(word).Clean
	return p.morph.Stem(kazakh.Read(clean, kazakh.DetectVariant(clean)).Form)
}

// PersonNominative returns the nominative of a person's name as it stands in a
// text, in the script and capitals of the name.
func (p *Pipeline) PersonNominative(name string) string {
	return p.morph.Nominative(kazakh.Normalize(name).Clean, morph.PersonName)
}

// OrgNominative is PersonNominative for an organization; the possessive that
// belongs to its name stays.
func (p *Pipeline) OrgNominative(name string) string {
	return p.morph.Nominative(kazakh.Normalize(name).Clean, morph.OrgName)
}

// Cut returns the sentences and tokens of a text, in code points of the text.
func (p *Pipeline) Cut(text string) (sentences, tokens []Span) {
	clean := kazakh.Normalize(text)
	points := newCodePoints(text)
	span := func(start, end int) Span {
		start, end = clean.Span(start, end)
		return Span{points.at(start), points.at(end)}
	}
	toks := p.tokens.Tokenize(clean.Clean)
	sentences, tokens = []Span{}, []Span{}
	for _, s := range p.tokens.Sentences(clean.Clean, toks) {
		sentences = append(sentences, span(s.Start, s.End))
	}
	for _, t := range toks {
		tokens = append(tokens, span(t.Start, t.End))
	}
	return sentences, tokens
}
