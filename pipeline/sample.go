package pipeline

import (
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/tagger"
	"github.com/seed50815598/derek/pipeline/token"
)

// Sample reads a sentence of training data, whose tokens are given, as the tagger
// sees it. The hints are those of the pipeline's mentions, so a pipeline of rules
// only makes the samples to train with and to measure by.
func (p *Pipeline) Sample(s tagger.Sentence) tagger.Sample {
	text, toks := p.layOut(s.Tokens)
	t := &mention.Text{
		Clean:     text,
		Words:     p.morph.Words(text, toks),
		Sentences: []token.Sentence{{End: len(text), Last: len(toks)}},
		Script:    kazakh.ScriptOf(text),
	}
	return tagger.Sample{Words: t.Words, Hints: mention.Hints(p.mentions().Find(t)), Labels: s.Labels, Group: s.Group()}
}

// layOut writes tokens as running text, with spaces where they stand in print.
func (p *Pipeline) layOut(tokens []string) (string, []token.Token) {
	var text strings.Builder
	toks := make([]token.Token, len(tokens))
	for i, s := range tokens {
		if i > 0 && !joined(tokens[i-1], s) {
			text.WriteByte(' ')
		}
		at := text.Len()
		text.WriteString(s)
		tok := token.Token{End: len(s), Base: len(s), Kind: token.Word}
		if cut := p.tokens.Tokenize(s); len(cut) == 1 {
			tok = cut[0]
		} else if len(cut) > 1 {
			tok.Kind = cut[0].Kind
		}
		toks[i] = token.Token{Start: at + tok.Start, End: at + tok.End, Base: at + tok.Base, Kind: tok.Kind}
	}
	return text.String(), toks
}

// joined reports whether no space stands between two tokens of running text.
func joined(before, after string) bool {
	const opening, closing = "«([", "».,)]:;!?%"
	return strings.Contains(opening, before) || strings.Contains(closing, after)
}
