package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/tagger"
)

func (a *app) trainCommand() *cobra.Command {
	var files []string
	var out string
	var opts tagger.Options
	cmd := &cobra.Command{
		Use:   "train --iob FILE... -o MODEL",
		Short: "Train the tagger, the model that votes where the rules are silent",
		Long: `Reads sentences in IOB2 with the classes of KazNERD, one token and its label a line,
and writes a model. The same sentences, tables and seed give the same model, byte for
byte. Use it with --model; score it with derek evaluate tagger.`,
		Example: `  derek train --iob valid.iob2 -o my.model
  derek extract --model my.model release.txt`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			samples, err := a.readSamples(files)
			if err != nil {
				return fmt.Errorf("train: %w", err)
			}
			opts.Progress = func(epoch int, loss float64) { fmt.Fprintf(a.stderr, "epoch %d: loss %.3f a sentence\n", epoch, loss) }
			return a.train(samples, opts, out)
		},
	}
	cmd.Flags().StringArrayVar(&files, "iob", nil, "`FILE` of sentences in IOB2; may be given more than once")
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` for the model")
	cmd.Flags().IntVar(&opts.Epochs, "epochs", 0, "how often to go over the sentences; 0 for the usual number")
	cmd.Flags().Uint64Var(&opts.Seed, "seed", 0, "of the order of sentences")
	cmd.Flags().StringVar(&opts.Data, "data", "", "name of the training data, kept in the model")
	cmd.Flags().StringVar(&opts.Licence, "licence", "", "its licence and attribution, kept in the model")
	requireFlag(cmd, "iob")
	requireFlag(cmd, "output")
	return cmd
}

func (a *app) train(samples []tagger.Sample, opts tagger.Options, out string) error {
	lex, err := a.loadLexicon()
	if err != nil {
		return err
	}
	file, err := tagger.Train(lex, samples, opts).MarshalBinary()
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if err := writeWhole(out, file); err != nil {
		return fmt.Errorf("train: write the model: %w", err)
	}
	fmt.Fprintf(a.stdout, "%s: trained on %d sentences, %d bytes\n", out, len(samples), len(file))
	return nil
}

// writeWhole writes a file so that under its name stands all of it or what was there
// before.
func writeWhole(name string, data []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// readSamples reads sentences as the tagger sees them: with hints of rules alone.
func (a *app) readSamples(files []string) ([]tagger.Sample, error) {
	lex, err := a.loadLexicon()
	if err != nil {
		return nil, err
	}
	p := pipeline.New(lex, nil)
	var samples []tagger.Sample
	for _, name := range files {
		if samples, err = appendSamples(samples, p, name); err != nil {
			return nil, err
		}
	}
	if len(samples) == 0 {
		return nil, errors.New("there are no sentences")
	}
	return samples, nil
}

func appendSamples(samples []tagger.Sample, p *pipeline.Pipeline, name string) (_ []tagger.Sample, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, usage("%w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for s, err := range tagger.ReadIOB(file) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		samples = append(samples, p.Sample(s))
	}
	return samples, nil
}
