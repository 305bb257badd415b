package token

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentences(t *testing.T) {
	tok := newTokenizer(t)
	decided := map[string]bool{}
	cases(t, "sentences.txt", func(t *testing.T, line string) string {
		t.Helper()
		text := strings.NewReplacer("⏎ / ", "\n", " / ", " ", "⏎", "\n").Replace(line)
		toks := tok.Tokenize(text)
		sents := tok.Sentences(text, toks)
		if err := contiguous(toks, sents); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		for _, b := range tok.Boundaries(text, toks) {
			decided[b.Rule] = true
		}
		return drawSentences(text, sents)
	})
	for _, rule := range sentenceRules {
		if !decided[rule.name] {
			t.Errorf("no case for the rule %q", rule.name)
		}
	}
}

// drawSentences writes out a text in the manner of testdata/sentences.txt.
func drawSentences(text string, sents []Sentence) string {
	var b strings.Builder
	for i, s := range sents {
		if i > 0 {
			gap := text[sents[i-1].End:s.Start]
			b.WriteString(strings.TrimSuffix(gap, " ") + " / ")
		}
		b.WriteString(text[s.Start:s.End])
	}
	return strings.ReplaceAll(b.String(), "\n", "⏎")
}

func TestBoundaries(t *testing.T) {
	text := "Жиынды А. Өсербаев ашты. Ол кетті.\n\n«Жоқ!» – деді."
	tok := newTokenizer(t)
	got := tok.Boundaries(text, tok.Tokenize(text))
	at := func(prefix string) int { return strings.Index(text, prefix) + len(prefix) }
	want := []Boundary{
		{At: at("А."), Split: false, Rule: "initial"},
		{At: at("ашты."), Split: true, Rule: "full stop"},
		{At: at("кетті."), Split: true, Rule: "blank line"},
		{At: at("Жоқ!"), Split: false, Rule: "closing mark"},
		{At: at("Жоқ!»"), Split: false, Rule: "lower case"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("boundaries (-want +got):\n%s", diff)
	}
}

func TestNoTokens(t *testing.T) {
	tok := newTokenizer(t)
	for _, text := range []string{"", " \n\t\u00a0"} {
		toks := tok.Tokenize(text)
		if sents := tok.Sentences(text, toks); len(toks) != 0 || len(sents) != 0 {
			t.Errorf("%q has %d tokens, %d sentences, want none", text, len(toks), len(sents))
		}
	}
}
