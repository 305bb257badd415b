package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/pipeline/tagger"
)

func (a *app) evaluateTaggerCommand() *cobra.Command {
	var files []string
	var predictions string
	var folds int
	cmd := &cobra.Command{
		Use:   "tagger --iob FILE... [--folds N] [--predictions OUT]",
		Short: "Spans of the tagger against sentences in IOB2",
		Long: `Scores exact spans by class: precision, recall, F1 and counts; GPE and LOCATION count
as one class. With --folds the sentences are scored by models that were trained on the
other folds; variants of one sentence (AID7, BID7) stay in one fold. The built-in model
was trained on the validation part of KazNERD: on that, only --folds tells anything.`,
		Example: `  derek evaluate tagger --iob valid_with_ids.iob2 --folds 5
  derek evaluate tagger --iob test.iob2 --predictions predicted.conll`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			samples, err := a.readSamples(files)
			if err != nil {
				return fmt.Errorf("evaluate tagger: %w", err)
			}
			found, err := a.predict(samples, folds)
			if err != nil {
				return fmt.Errorf("evaluate tagger: %w", err)
			}
			if predictions != "" {
				if err := writePredictions(predictions, samples, found); err != nil {
					return fmt.Errorf("evaluate tagger: %w", err)
				}
			}
			gold := make([][]string, len(samples))
			for i, s := range samples {
				gold[i] = s.Labels
			}
			_, err = fmt.Fprint(a.stdout, tagger.Table(tagger.Scores(gold, found)))
			return err
		},
	}
	cmd.Flags().StringArrayVar(&files, "iob", nil, "`FILE` of sentences in IOB2; may be given more than once")
	cmd.Flags().IntVar(&folds, "folds", 0, "cross-validate with that many folds instead of using a model")
	cmd.Flags().StringVar(&predictions, "predictions", "", "`FILE` for lines \"token gold predicted\"")
	requireFlag(cmd, "iob")
	return cmd
}

// predict labels the samples, by cross-validation if there are folds.
func (a *app) predict(samples []tagger.Sample, folds int) ([][]string, error) {
	lex, err := a.loadLexicon()
	if err != nil {
		return nil, err
	}
	switch {
	case folds == 1 || folds < 0:
		return nil, usage("--folds %d: there must be at least two", folds)
	case folds > 1:
		return tagger.CrossValidate(lex, samples, folds, tagger.Options{}), nil
	}
	m, err := a.model()
	if err != nil {
		return nil, err
	}
	t := tagger.New(lex, m)
	found := make([][]string, len(samples))
	for i, s := range samples {
		found[i] = t.Predict(s.Words, s.Hints)
	}
	return found, nil
}

// writePredictions writes lines "token gold predicted", and an empty one after each
// sentence.
func writePredictions(name string, samples []tagger.Sample, found [][]string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	for i, s := range samples {
		for k := range s.Words {
			fmt.Fprintf(out, "%s %s %s\n", s.Words[k].Text, s.Labels[k], found[i][k])
		}
		fmt.Fprintln(out)
	}
	return errors.Join(out.Flush(), file.Close())
}
