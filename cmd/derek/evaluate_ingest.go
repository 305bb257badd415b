package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/growth"
)

// growthFlags are the flags of derek evaluate ingest.
type growthFlags struct {
	sizes   []int
	work    string
	out     string
	seed    uint64
	queries int
	workers int
	bare    bool
}

func (a *app) evaluateIngestCommand() *cobra.Command {
	var f growthFlags
	cmd := &cobra.Command{
		Use:   "ingest [--articles N,N...] [--out FOLDER]",
		Short: "Time, memory, disk and searches as an archive grows",
		Long: `Makes articles that look like news, as many as asked for, and measures for each number
what derek ingest takes on them: time against that of putting the same fields into a
bare index, processor time per article, peak memory, disk, and how long searches take
at rest and while more articles are ingested. All of it in one run; the corpus is the
same every time. Two hundred thousand articles need 650 MB for themselves, three times
that for the archive, and some twenty minutes.`,
		Example: `  derek evaluate ingest --articles 10000,50000,200000 --out internal/evaluate/runs`,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.bare {
				return a.bareIndex(cmd.Context(), f, args)
			}
			if len(args) > 0 {
				return usage("evaluate ingest: unexpected %q", args[0])
			}
			return a.evaluateIngest(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.IntSliceVar(&f.sizes, "articles", []int{10_000}, "`NUMBERS` of articles, each measured in an archive of its own")
	flags.StringVar(&f.work, "work", "", "make corpora and archives in this `FOLDER`, which must be empty, instead of a temporary one, and leave those of the last number there")
	flags.StringVar(&f.out, "out", "", "write DATE-growth.md and .json into this `FOLDER`")
	flags.Uint64Var(&f.seed, "seed", 1, "of the corpus")
	flags.IntVar(&f.queries, "queries", 500, "`N` searches at rest")
	flags.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "`N` workers, and as many submitters of the bare index")
	flags.BoolVar(&f.bare, "bare", false, "index records, for the measurement itself")
	if err := flags.MarkHidden("bare"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func (a *app) evaluateIngest(ctx context.Context, f growthFlags) (err error) {
	for _, n := range f.sizes {
		if n < 1 {
			return usage("evaluate ingest: --articles must be at least 1")
		}
	}
	// Not os.Executable: a link to the program has a name that it may go by.
	derek, err := exec.LookPath(os.Args[0])
	if err != nil {
		return err
	}
	keep := f.work != ""
	if !keep {
		if f.work, err = os.MkdirTemp("", "derek-growth"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(f.work)) }()
	}
	sizes, err := growth.Run(ctx, growth.Options{
		Sizes: f.sizes, Folder: f.work, Seed: f.seed, Workers: f.workers, Queries: f.queries, Keep: keep,
		Derek: derek, Bare: []string{"evaluate", "ingest", "--bare", "--workers", fmt.Sprint(f.workers)},
		Log: func(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) },
	})
	if err != nil {
		return err
	}
	report := growth.NewReport(a.now(), f.workers, sizes)
	fmt.Fprint(a.stdout, report.Markdown())
	if f.out == "" {
		return nil
	}
	data, err := report.JSON()
	if err != nil {
		return err
	}
	return recordRun(filepath.Join(f.out, report.Date+"-growth"), report.Markdown(), data)
}

// bareIndex is the process that the measurement compares with.
func (a *app) bareIndex(ctx context.Context, f growthFlags, args []string) error {
	if len(args) != 2 {
		return usage("evaluate ingest --bare RECORDS FOLDER")
	}
	useBatchMemory() // as ingest does
	lex, err := a.loadLexicon()
	if err != nil {
		return err
	}
	_, err = growth.BuildBare(ctx, lex, args[0], args[1], f.workers)
	return err
}
