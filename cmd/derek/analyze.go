package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

// maxLine is the longest line that derek analyze reads, in bytes.
const maxLine = 16 << 20

func (a *app) analyzeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "analyze",
		Short: "Words to search keys, names to the nominative, text to tokens",
		Long:  "Reads one item a line on standard input and prints its analysis, one line each.",
		Example: `  derek analyze key < words.txt
  derek analyze name --type person < names.txt
  derek analyze tokens < texts.jsonl`,
	}
	group(cmd, a.analyzeKeyCommand(), a.analyzeNameCommand(), a.analyzeTokensCommand())
	return cmd
}

func (a *app) analyzeKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "key",
		Short:   "The search key of each word: words with one key find each other",
		Example: "  derek analyze key < words.txt",
		Args:    arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			lex, err := a.loadLexicon()
			if err != nil {
				return err
			}
			keys := search.NewKeys(lex)
			return a.eachLine(func(line string) (string, error) { return keys.Key(line), nil })
		},
	}
}

func (a *app) analyzeNameCommand() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use:     "name --type person|org",
		Short:   "The nominative of each name",
		Example: "  derek analyze name --type person < names.txt",
		Args:    arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.pipeline()
			if err != nil {
				return err
			}
			switch kind {
			case "person":
				return a.eachLine(func(line string) (string, error) { return p.PersonNominative(line), nil })
			case "org":
				return a.eachLine(func(line string) (string, error) { return p.OrgNominative(line), nil })
			default:
				return usage("analyze name: --type is person or org, not %q", kind)
			}
		},
	}
	cmd.Flags().StringVar(&kind, "type", "person", "what the names are of: person or org")
	return cmd
}

func (a *app) analyzeTokensCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "tokens",
		Short:   "Sentences and tokens of each JSON string, in code points",
		Example: "  derek analyze tokens < texts.jsonl",
		Args:    arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.pipeline()
			if err != nil {
				return err
			}
			return a.eachLine(func(line string) (string, error) { return cutLine(p, line) })
		},
	}
}

// cutLine cuts the text of one JSON string.
func cutLine(p *pipeline.Pipeline, line string) (string, error) {
	var text string
	if err := json.Unmarshal([]byte(line), &text); err != nil {
		return "", fmt.Errorf("not a JSON string: %w", err)
	}
	sentences, tokens := p.Cut(text)
	pairs := func(spans []pipeline.Span) [][2]int {
		out := make([][2]int, 0, len(spans))
		for _, s := range spans {
			out = append(out, [2]int{s.Start, s.End})
		}
		return out
	}
	b, err := json.Marshal(struct {
		Sentences [][2]int `json:"sentences"`
		Tokens    [][2]int `json:"tokens"`
	}{pairs(sentences), pairs(tokens)})
	return string(b), err
}

// eachLine prints what work makes of every line of standard input. A line that it
// refuses is reported with its number and costs that line only; its place in the
// output stays empty, so that the lines of both still correspond.
func (a *app) eachLine(work func(string) (string, error)) (err error) {
	out := bufio.NewWriter(a.stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	in := bufio.NewScanner(a.stdin)
	in.Buffer(nil, maxLine)
	n, skipped := 1, false
	for ; in.Scan(); n++ {
		result, err := work(strings.TrimSuffix(in.Text(), "\r"))
		if err != nil {
			skipped = true
			a.report(fmt.Errorf("line %d: %w", n, err))
		}
		if _, err := io.WriteString(out, result+"\n"); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n, err)
	}
	if skipped {
		return errPartly
	}
	return nil
}
