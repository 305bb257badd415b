package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/pipeline"
)

// A TokenScore counts token spans and sentence ends.
type TokenScore struct {
	Texts  int   `json:"texts"`
	Tokens Count `json:"tokens"` // exact spans
	// Ends of sentences, save the end of the text, which every cutter gets right.
	Ends  Count       `json:"ends"`
	Wrong []TokenMiss `json:"wrong"`
}

// A TokenMiss is a token that was missed or made up, or a sentence end.
type TokenMiss struct {
	Line int    `json:"line"`
	Kind string `json:"kind"` // missed token, spurious token, missed end, spurious end
	Text string `json:"text"` // the token, or the words around the end
}

// A Cutter gives the sentences and tokens of a text in code points.
type Cutter func(text string) (sentences, tokens []pipeline.Span)

// Tokens scores a cutter against JSON lines {"text", "tokens":[[start,end,…],…]} or
// {"text", "ends":[…]}, offsets in code points; a line may have either or both. A
// token in which the gold has several words counts as it stands.
func Tokens(r io.Reader, cut Cutter) (TokenScore, error) {
	var s TokenScore
	err := eachLine(r, func(n int, line string) error {
		var gold struct {
			Text   string              `json:"text"`
			Tokens [][]json.RawMessage `json:"tokens"`
			Ends   []int               `json:"ends"`
		}
		if err := json.Unmarshal([]byte(line), &gold); err != nil {
			return err
		}
		want, err := spans(gold.Tokens)
		if err != nil {
			return err
		}
		s.Texts++
		sentences, tokens := cut(gold.Text)
		l := tokenLine{n, []rune(gold.Text), &s}
		if gold.Tokens != nil {
			l.tokens(tokens, want)
		}
		if gold.Ends != nil {
			l.ends(sentences, gold.Ends)
		}
		return nil
	})
	if err != nil {
		return TokenScore{}, fmt.Errorf("tokens: %w", err)
	}
	if s.Texts == 0 {
		return TokenScore{}, errors.New("tokens: no texts")
	}
	return s, nil
}

func spans(raw [][]json.RawMessage) ([]pipeline.Span, error) {
	var out []pipeline.Span
	for _, t := range raw {
		if len(t) < 2 {
			return nil, errors.New("a token has no start and end")
		}
		var s pipeline.Span
		if err := errors.Join(json.Unmarshal(t[0], &s.Start), json.Unmarshal(t[1], &s.End)); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// A tokenLine compares one line and adds to the score.
type tokenLine struct {
	line  int
	text  []rune
	score *TokenScore
}

func (l tokenLine) tokens(got, want []pipeline.Span) {
	for _, g := range got {
		if slices.Contains(want, g) {
			l.score.Tokens.TP++
		} else {
			l.score.Tokens.FP++
			l.miss("spurious token", g.Start, g.End)
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			l.score.Tokens.FN++
			l.miss("missed token", w.Start, w.End)
		}
	}
}

func (l tokenLine) ends(sentences []pipeline.Span, want []int) {
	last := utf8.RuneCountInString(strings.TrimRight(string(l.text), " \t\r\n"))
	var got []int
	for _, s := range sentences {
		got = append(got, s.End)
	}
	for _, end := range got {
		switch {
		case end >= last:
		case slices.Contains(want, end):
			l.score.Ends.TP++
		default:
			l.score.Ends.FP++
			l.miss("spurious end", end-margin/2, end+margin/2)
		}
	}
	for _, end := range want {
		if end < last && !slices.Contains(got, end) {
			l.score.Ends.FN++
			l.miss("missed end", end-margin/2, end+margin/2)
		}
	}
}

func (l tokenLine) miss(kind string, start, end int) {
	end = max(0, min(len(l.text), end))
	start = min(max(0, start), end)
	text := strings.Join(strings.Fields(string(l.text[start:end])), " ")
	l.score.Wrong = append(l.score.Wrong, TokenMiss{l.line, kind, text})
}

// Text renders the score as plain aligned tables, misses last.
func (s TokenScore) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "texts %d\n\n", s.Texts)
	writeScores(&b, "layer", []Score{{"tokens", s.Tokens}, {"sentence ends", s.Ends}})
	if len(s.Wrong) > 0 {
		rows := [][]string{{"line", "kind", "text"}}
		for _, m := range s.Wrong {
			rows = append(rows, []string{fmt.Sprint(m.Line), m.Kind, m.Text})
		}
		writeTable(&b, rows)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
