package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/evaluate"
	"github.com/seed50815598/derek/internal/search"
)

// A measure scores one part of derek against a file of gold.
type measure struct {
	name, file, short, example string
	score                      func(gold io.Reader) (scored, error)
}

// A scored prints itself.
type scored interface{ Text() string }

// measures are the parts that a file of gold can measure.
func (a *app) measures() []measure {
	return []measure{
		{
			"stem", "lemma<TAB>form lines", "Search keys: do all forms of a word, and no others, share one?",
			"  derek evaluate stem forms.tsv", a.scoreStems,
		},
		{
			"names", "type<TAB>surface<TAB>nominative<TAB>case lines", "Names put into the nominative",
			"  derek evaluate names names.tsv", a.scoreNames,
		},
		{
			"tokens", "JSON lines with text, tokens, ends", "Token and sentence boundaries",
			"  derek evaluate tokens sentences.jsonl", a.scoreTokens,
		},
		{
			"events", "JSON lines with text and events", "Events in single sentences",
			"  derek evaluate events sentences.jsonl", a.scoreEvents,
		},
	}
}

// command makes the subcommand of a measure.
func (m measure) command(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     m.name + " FILE",
		Short:   m.short,
		Long:    m.short + "\n\nFILE holds " + m.file + ".",
		Example: m.example,
		Args:    arguments(1, 1, "the file of gold"),
		RunE: func(_ *cobra.Command, files []string) (err error) {
			gold, err := os.Open(files[0])
			if err != nil {
				return usage("evaluate %s: %w", m.name, err)
			}
			defer func() { err = errors.Join(err, gold.Close()) }()
			result, err := m.score(gold)
			if err != nil {
				return fmt.Errorf("evaluate %s: %s: %w", m.name, files[0], err)
			}
			_, err = fmt.Fprint(a.stdout, result.Text())
			return err
		},
	}
}

func (a *app) scoreStems(gold io.Reader) (scored, error) {
	lex, err := a.loadLexicon()
	if err != nil {
		return nil, err
	}
	return evaluate.Stem(gold, search.NewKeys(lex).Key)
}

func (a *app) scoreNames(gold io.Reader) (scored, error) {
	p, err := a.pipeline()
	if err != nil {
		return nil, err
	}
	return evaluate.Names(gold, func(kind, surface string) string {
		if kind == "PERSON" {
			return p.PersonNominative(surface)
		}
		return p.OrgNominative(surface)
	})
}

func (a *app) scoreTokens(gold io.Reader) (scored, error) {
	p, err := a.pipeline()
	if err != nil {
		return nil, err
	}
	return evaluate.Tokens(gold, p.Cut)
}

func (a *app) scoreEvents(gold io.Reader) (scored, error) {
	p, err := a.pipeline()
	if err != nil {
		return nil, err
	}
	p = p.WithGroups() // which the guidelines of the sentences count
	sentences, err := evaluate.ReadEventSentences(gold)
	if err != nil {
		return nil, err
	}
	predicted := make([]evaluate.EventSentence, 0, len(sentences))
	for _, s := range sentences {
		if strings.TrimSpace(s.Text) == "" {
			return nil, fmt.Errorf("sentence %q has no text: put that of its corpus into the field \"text\" first", s.ID)
		}
		doc := p.Annotate(corpus.Article{ID: s.ID, Text: s.Text})
		predicted = append(predicted, evaluate.EventSentence{ID: s.ID, Text: s.Text, Events: evaluate.SentenceEvents(doc)})
	}
	return evaluate.EventSentences(sentences, predicted)
}

// evaluateSearchCommand scores a TREC run.
func (a *app) evaluateSearchCommand() *cobra.Command {
	var run, qrels, topics string
	cmd := &cobra.Command{
		Use:   "search --run FILE --qrels FILE [--topics FILE]",
		Short: "A search run against relevance judgments: nDCG@10, MRR@10, recall@100",
		Example: `  derek search --archive news --topics topics.tsv --format trec --limit 100 > run.txt
  derek evaluate search --run run.txt --qrels qrels.tsv --topics topics.tsv`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) (err error) {
			e := evaluate.Retrieval{}
			for _, f := range []struct {
				name string
				into *io.Reader
			}{{run, &e.Run}, {qrels, &e.Qrels}, {topics, &e.Topics}} {
				if f.name == "" {
					continue
				}
				file, openErr := os.Open(f.name)
				if openErr != nil {
					return usage("evaluate search: %w", openErr)
				}
				defer func() { err = errors.Join(err, file.Close()) }()
				*f.into = file
			}
			score, err := e.Score()
			if err != nil {
				return fmt.Errorf("evaluate search: %w", err)
			}
			_, err = fmt.Fprint(a.stdout, score.Text())
			return err
		},
	}
	cmd.Flags().StringVar(&run, "run", "", "`FILE` of the run: topic Q0 document rank score name")
	cmd.Flags().StringVar(&qrels, "qrels", "", "`FILE` of judgments: topic 0 document relevance")
	cmd.Flags().StringVar(&topics, "topics", "", "score only the topics of this `FILE`")
	requireFlag(cmd, "run")
	requireFlag(cmd, "qrels")
	return cmd
}
