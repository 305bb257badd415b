package main

import (
	"fmt"
	"io/fs"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/lexicon"
)

func (a *app) lexiconCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lexicon",
		Short: "Lint and count the word tables",
		Example: `  derek lexicon check
  derek lexicon check my-tables
  derek lexicon stats`,
	}
	group(cmd,
		&cobra.Command{
			Use:     "check [FOLDER]",
			Short:   "Lint the built-in tables, or a folder of your own",
			Example: "  derek lexicon check my-tables",
			Args:    arguments(0, 1, ""),
			RunE:    func(_ *cobra.Command, dirs []string) error { return a.lexiconCheck(dirs) },
		},
		&cobra.Command{
			Use:     "stats [FOLDER]",
			Short:   "Rows and columns of each table",
			Example: "  derek lexicon stats",
			Args:    arguments(0, 1, ""),
			RunE:    func(_ *cobra.Command, dirs []string) error { return a.lexiconStats(dirs) },
		},
	)
	return cmd
}

// overlay opens the user's folder of tables, nil for none.
func (a *app) overlay(dirs []string) (fs.FS, error) {
	dir := a.lexiconDir
	if len(dirs) > 0 {
		dir = dirs[0]
	}
	if dir == "" {
		return nil, nil
	}
	if err := isFolder(dir); err != nil {
		return nil, usage("lexicon: %w", err)
	}
	return os.DirFS(dir), nil
}

func (a *app) lexiconCheck(dirs []string) error {
	over, err := a.overlay(dirs)
	if err != nil {
		return err
	}
	faults := lexicon.Lint(over)
	for _, fault := range faults {
		fmt.Fprintln(a.stderr, fault)
	}
	if len(faults) > 0 {
		return fmt.Errorf("lexicon check: %d faults", len(faults))
	}
	lex, err := lexicon.Load(over)
	if err != nil {
		return err
	}
	rows := 0
	for _, t := range lex.Stats() {
		rows += t.Rows
	}
	_, err = fmt.Fprintf(a.stdout, "lexicon %s: %d tables, %d rows, no faults\n", lex.Version(), len(lex.Stats()), rows)
	return err
}

func (a *app) lexiconStats(dirs []string) error {
	over, err := a.overlay(dirs)
	if err != nil {
		return err
	}
	lex, err := lexicon.Load(over)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "table\trows\tcolumns")
	for _, t := range lex.Stats() {
		fmt.Fprintf(w, "%s\t%d\t%v\n", t.Name, t.Rows, t.Columns)
	}
	return w.Flush()
}
