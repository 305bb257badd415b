package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/tagger"
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

// A stoppedError ends a command that was stopped and can go on; advice says how.
type stoppedError struct {
	error

	advice string
}

// Unwrap gives the cause.
func (e stoppedError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// An app is one invocation: its streams and global flags.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	lexiconDir     string
	modelFile      string
	rulesOnly      bool
}

// run is main without the process: arguments and streams in, exit code out.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: interruptible(ctx, stdin), stdout: stdout, stderr: stderr, now: time.Now} //nolint:forbidigo // the one clock of the program
	root := a.root()                                                                           //nolint:contextcheck // cobra hands the context to each command
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	return a.exitCode(cmd, err)
}

// exitCode reports an error, if any, and turns it into the process's exit code.
func (a *app) exitCode(cmd *cobra.Command, err error) int {
	_, wrong := errors.AsType[usageError](err)
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE): // the reader of our output has had enough
		return exitDone
	case errors.Is(err, errPartly):
		return exitFailed
	case errors.Is(err, context.Canceled):
		advice := ""
		if stopped, ok := errors.AsType[stoppedError](err); ok {
			advice = "; " + stopped.advice
		}
		fmt.Fprintf(a.stderr, "derek: stopped%s\n", advice)
		return exitFailed
	case wrong:
		fmt.Fprintf(a.stderr, "derek: %v\nSee '%s'.\n", err, helpFor(cmd))
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

Exit codes: 0 done, 1 something failed or was skipped, 2 wrong use.`,
		Example: `  derek demo                                   see it work on the built-in releases
  derek extract release.txt                    one article -> JSON
  derek ingest --archive news releases/        a folder -> archive
  derek search --archive news 'toraga sailandy'`,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		PersistentPreRunE:          requireFlags,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usage("%s: %w", cmd.Name(), err) })
	root.PersistentFlags().StringVar(&a.lexiconDir, "lexicon", "", "`FOLDER` of your own word tables, laid over the built-in ones")
	root.PersistentFlags().StringVar(&a.modelFile, "model", "", "`FILE` of a tagger of your own, made by derek train, instead of the built-in one")
	root.PersistentFlags().BoolVar(&a.rulesOnly, "rules-only", false, "extract by rules alone, without the tagger")
	root.MarkFlagsMutuallyExclusive("model", "rules-only")
	group(root, a.demoCommand(), a.extractCommand(), a.explainCommand(), a.ingestCommand(), a.searchCommand(), a.whoCommand(),
		a.archiveCommand(), a.exportCommand(), a.serveCommand(), a.evaluateCommand(), a.analyzeCommand(), a.trainCommand(), a.lexiconCommand())
	root.SetHelpCommand(helpCommand(root))
	return root
}

// group makes cmd a command that only holds others: by itself it shows its help.
func group(cmd *cobra.Command, others ...*cobra.Command) {
	cmd.AddCommand(others...)
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, list []string) error {
		if len(list) > 0 {
			return unknown(cmd, list[0])
		}
		return cmd.Help()
	}
}

// unknown is the error of a name that is no command of cmd.
func unknown(cmd *cobra.Command, name string) error {
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		return usage("%s has no command %q; did you mean %s?", cmd.CommandPath(), name, strings.Join(near, " or "))
	}
	return usage("%s has no command %q", cmd.CommandPath(), name)
}

// helpFor is how to ask for the help of a command.
func helpFor(cmd *cobra.Command) string {
	path := strings.Fields(cmd.CommandPath())
	if path = slices.Insert(path, 1, "help"); path[len(path)-1] == "help" && len(path) > 2 {
		path = path[:2]
	}
	return strings.Join(path, " ")
}

func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "What a command does, its flags, and an example",
		Example: "  derek help search",
		RunE: func(_ *cobra.Command, path []string) error {
			cmd, rest, err := root.Find(path)
			if err != nil || len(rest) > 0 {
				return unknown(cmd, strings.Join(rest, " "))
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// arguments checks the number of positional arguments; there is no upper bound when
// most is negative. what names those that are needed.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, list []string) error {
		if len(list) < least {
			return usage("%s: name %s; for example:\n%s", cmd.Name(), what, cmd.Example)
		}
		if most >= 0 && len(list) > most {
			return usage("%s: %q is one argument too many", cmd.Name(), list[most])
		}
		return nil
	}
}

// requireFlags looks for missing flags before cobra does, whose error could not be
// told from others.
func requireFlags(cmd *cobra.Command, _ []string) error {
	var missing []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if _, required := f.Annotations[cobra.BashCompOneRequiredFlag]; required && !f.Changed {
			missing = append(missing, "--"+f.Name)
		}
	})
	if len(missing) > 0 {
		return usage("%s: %s is missing; for example:\n%s", cmd.Name(), strings.Join(missing, " and "), cmd.Example)
	}
	return nil
}

// requireFlag marks a flag that requireFlags shall look for.
func requireFlag(cmd *cobra.Command, name string) {
	if err := cmd.MarkFlagRequired(name); err != nil {
		panic(err) // the caller has just defined the flag
	}
}

// archiveFlag adds the flag that most commands need.
func archiveFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "archive", "", "`FOLDER` of the archive")
	requireFlag(cmd, "archive")
}

// loadLexicon reads the tables, with the user's own over them if --lexicon is given.
func (a *app) loadLexicon() (*lexicon.Lexicon, error) {
	if a.lexiconDir == "" {
		return lexicon.Default()
	}
	if err := isFolder(a.lexiconDir); err != nil {
		return nil, usage("--lexicon: %w", err)
	}
	lex, err := lexicon.Load(os.DirFS(a.lexiconDir))
	if err != nil {
		return nil, fmt.Errorf("--lexicon %s: %w", a.lexiconDir, err)
	}
	return lex, nil
}

func isFolder(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("there is no folder %s", path)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", path)
	}
	return nil
}

// pipeline makes the pipeline with the chosen tables.
func (a *app) pipeline() (*pipeline.Pipeline, error) {
	lex, err := a.loadLexicon()
	if err != nil {
		return nil, err
	}
	return a.pipelineOf(lex)
}

// pipelineOf makes the pipeline with these tables and the chosen model.
func (a *app) pipelineOf(lex *lexicon.Lexicon) (*pipeline.Pipeline, error) {
	if a.rulesOnly {
		return pipeline.New(lex, nil), nil
	}
	model, err := a.model()
	if err != nil {
		return nil, err
	}
	return pipeline.New(lex, model), nil
}

// model reads the chosen model of the tagger.
func (a *app) model() (*tagger.Model, error) {
	if a.modelFile == "" {
		return tagger.Builtin()
	}
	file, err := os.ReadFile(a.modelFile)
	if err != nil {
		return nil, usage("--model: %w", err)
	}
	m, err := tagger.ReadModel(file)
	if err != nil {
		return nil, usage("--model %s: %w; make one with derek train", a.modelFile, err)
	}
	return m, nil
}
