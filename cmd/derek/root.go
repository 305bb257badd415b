package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// Exit codes of the contract.
const (
	exitDone   = 0
	exitFailed = 1 // something failed or was skipped
	exitUsage  = 2 // wrong use
)

// errPartly ends a command that did its work but skipped something; what was
// skipped has been reported already.
var errPartly = errors.New("some input was skipped")

// A usageError is a mistake in how the command was called.
type usageError struct{ error }

// Unwrap gives the cause.
func (e usageError) Unwrap() error { return e.error }

// An app is one invocation: its streams and global flags.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	lexiconDir     string
}

// run is main without the process: arguments and streams in, exit code out.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now} //nolint:forbidigo // the one clock of the program
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.exitCode(root.ExecuteContext(ctx))
}

// exitCode reports an error, if any, and turns it into the process's exit code.
func (a *app) exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE): // the reader of our output has had enough
		return exitDone
	case errors.Is(err, errPartly):
		return exitFailed
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.stderr, "derek: stopped")
		return exitFailed
	case errors.As(err, &usage):
		fmt.Fprintf(a.stderr, "derek: %v\nSee 'derek help'.\n", err)
		return exitUsage
	default:
		fmt.Fprintf(a.stderr, "derek: %v\n", err)
		return exitFailed
	}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "derek",
		Short: "Find people, posts, organizations and elections in Kazakh news, and search it",
		Long: `derek reads Kazakh news articles in Cyrillic, Latin and Arabic script, finds the
people, posts, organizations and election events in them, and makes them searchable.

  derek demo                                   see it work on the built-in releases
  derek extract release.txt                    one article -> JSON
  derek ingest --archive news releases/        a folder -> archive
  derek search --archive news 'төраға сайланды'`,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("unknown command %q", args[0])}
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentFlags().StringVar(&a.lexiconDir, "lexicon", "", "folder of your own word tables, laid over the built-in ones")
	root.AddCommand(a.demoCommand(), a.extractCommand(), a.explainCommand(), a.ingestCommand(), a.searchCommand(),
		a.exportCommand(), a.serveCommand(), a.evaluateCommand(), a.lexiconCommand())
	return root
}

// args wraps a check of positional arguments so that its error counts as wrong use.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, list []string) error {
		if err := check(cmd, list); err != nil {
			return usageError{fmt.Errorf("%s: %w; for example:\n%s", cmd.Name(), err, strings.TrimRight(cmd.Example, "\n"))}
		}
		return nil
	}
}

// loadLexicon reads the tables, with the user's own over them if --lexicon is given.
func (a *app) loadLexicon() (*lexicon.Lexicon, error) {
	if a.lexiconDir == "" {
		return lexicon.Default()
	}
	if info, err := os.Stat(a.lexiconDir); err != nil {
		return nil, usageError{fmt.Errorf("--lexicon: %w", err)}
	} else if !info.IsDir() {
		return nil, usageError{fmt.Errorf("--lexicon: %s is not a folder", a.lexiconDir)}
	}
	return lexicon.Load(os.DirFS(a.lexiconDir))
}

// pipeline makes the pipeline with the chosen tables.
func (a *app) pipeline() (*pipeline.Pipeline, error) {
	lex, err := a.loadLexicon()
	if err != nil {
		return nil, err
	}
	return pipeline.New(lex), nil
}
