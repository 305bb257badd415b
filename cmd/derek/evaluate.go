package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/evaluate"
	"github.com/seed50815598/derek/pipeline"
)

func (a *app) evaluateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "evaluate",
		Short:   "Score derek against gold files",
		Example: "  derek evaluate gold --errors",
	}
	group(cmd, a.evaluateGoldCommand(), a.evaluateSearchCommand(), a.evaluateTaggerCommand(), a.evaluateIngestCommand(), a.evaluateLoadCommand())
	for _, m := range a.measures() {
		cmd.AddCommand(m.command(a))
	}
	return cmd
}

func (a *app) evaluateGoldCommand() *cobra.Command {
	var faults, asJSON bool
	cmd := &cobra.Command{
		Use:   "gold",
		Short: "Score extraction on the built-in gold articles",
		Long: `Runs the whole extraction on the built-in gold articles and compares it with
their annotation: precision, recall, F1 and raw counts per layer, for all articles
and by script and genre.`,
		Example: `  derek evaluate gold
  derek evaluate gold --errors | less
  derek evaluate gold --json`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return a.evaluateGold(faults, asJSON) },
	}
	cmd.Flags().BoolVar(&faults, "errors", false, "list every miss and every spurious result with its rule")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the scores as JSON")
	return cmd
}

func (a *app) evaluateGold(faults, asJSON bool) error {
	p, err := a.pipeline()
	if err != nil {
		return err
	}
	gold, err := corpus.GoldArticles()
	if err != nil {
		return err
	}
	docs := make([]pipeline.Document, 0, len(gold))
	for _, g := range gold {
		docs = append(docs, p.Annotate(g.Article))
	}
	report, err := evaluate.Gold(docs, gold)
	if err != nil {
		return err
	}
	switch {
	case asJSON:
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(report)
	case faults:
		_, err = fmt.Fprint(a.stdout, report.ErrorText())
	default:
		_, err = fmt.Fprint(a.stdout, report.Text())
	}
	return err
}
