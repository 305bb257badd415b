package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/export"
	"github.com/seed50815598/derek/pipeline"
)

// exportFlags are the flags of derek export.
type exportFlags struct{ dir, format, target string }

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export --archive FOLDER --format jsonl|csv -o OUT",
		Short: "The archive as files: JSON lines, or a folder of CSV tables",
		Long: `Writes what an archive holds, articles by id. jsonl is what derek extract prints: one
annotated article a line. csv is a folder of tables (articles, mentions, entities,
memberships, parents, events) that join on the article's and the entity's id. What
exists already is never overwritten.`,
		Example: `  derek export --archive news --format jsonl -o news.jsonl
  derek export --archive news --format jsonl -o - | jq .title
  derek export --archive news --format csv -o tables`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.export(cmd.Context(), f) },
	}
	archiveFlag(cmd, &f.dir)
	cmd.Flags().StringVar(&f.format, "format", "jsonl", "`FORMAT`: jsonl or csv")
	cmd.Flags().StringVarP(&f.target, "output", "o", "", "new file, or - for standard output (jsonl); new folder (csv): `OUT`")
	requireFlag(cmd, "output")
	return cmd
}

func (a *app) export(ctx context.Context, f exportFlags) (err error) {
	switch {
	case f.format != "jsonl" && f.format != "csv":
		return usage("export: there is no format %q; there are jsonl and csv", f.format)
	case f.format == "csv" && f.target == "-":
		return usage("export: CSV is a folder of tables; name a new folder with -o")
	case f.target != "-":
		if err := isNew(f.target); err != nil {
			return err
		}
	}
	arc, err := openArchive(ctx, f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	n := 0
	docs := counted(arc.Documents(ctx, archive.Filter{}), &n)
	switch {
	case f.target == "-":
		return export.JSONL(ctx, a.stdout, docs)
	case f.format == "csv":
		err = export.CSV(ctx, f.target, docs)
	default:
		err = writeNew(f.target, func(w io.Writer) error { return export.JSONL(ctx, w, docs) })
	}
	if err == nil {
		fmt.Fprintf(a.stderr, "%s written to %s\n", articles(n), f.target)
	}
	return err
}

// counted passes documents on and counts them.
func counted(docs iter.Seq2[pipeline.Document, error], n *int) iter.Seq2[pipeline.Document, error] {
	return func(yield func(pipeline.Document, error) bool) {
		for doc, err := range docs {
			if err == nil {
				*n++
			}
			if !yield(doc, err) {
				return
			}
		}
	}
}

// isNew makes sure that target is not there yet and that its folder is.
func isNew(target string) error {
	if _, err := os.Lstat(target); err == nil {
		return usage("export: %s exists already; name something new with -o", target)
	}
	if err := isFolder(filepath.Dir(filepath.Clean(target))); err != nil {
		return usage("export: %w", err)
	}
	return nil
}

// writeNew writes a file; under its name it stands only when it is whole.
func writeNew(target string, write func(io.Writer) error) error {
	part := target + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, target); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}
