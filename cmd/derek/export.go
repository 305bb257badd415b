package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/export"
)

func (a *app) exportCommand() *cobra.Command {
	var dir, format, target string
	cmd := &cobra.Command{
		Use:   "export --archive FOLDER --format jsonl|csv -o OUT",
		Short: "The archive as files: JSON lines, or a folder of CSV tables",
		Example: `  derek export --archive news --format jsonl -o news.jsonl
  derek export --archive news --format jsonl -o - | jq .title
  derek export --archive news --format csv -o tables/`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.export(cmd.Context(), dir, format, target) },
	}
	archiveFlag(cmd, &dir)
	cmd.Flags().StringVar(&format, "format", "jsonl", "jsonl or csv")
	cmd.Flags().StringVarP(&target, "output", "o", "", "file (jsonl, - for standard output) or new folder (csv)")
	if err := cmd.MarkFlagRequired("output"); err != nil {
		panic(err) // the flag was defined one line above
	}
	return cmd
}

func (a *app) export(ctx context.Context, dir, format, target string) (err error) {
	if format != "jsonl" && format != "csv" {
		return usageError{fmt.Errorf("export: unknown format %q; there are jsonl and csv", format)}
	}
	arc, err := archive.Open(dir, archive.Options{ReadOnly: true})
	if err != nil {
		return archiveAdvice(err)
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	docs := arc.Documents(ctx, archive.Filter{})
	if format == "csv" {
		return export.CSV(ctx, target, docs)
	}
	if target == "-" {
		return export.JSONL(ctx, a.stdout, docs)
	}
	return writeNew(target, func(w io.Writer) error { return export.JSONL(ctx, w, docs) })
}

// writeNew writes a file that does not exist yet; under its name it stands only
// when it is whole.
func writeNew(target string, write func(io.Writer) error) error {
	if _, err := os.Stat(target); err == nil {
		return usageError{fmt.Errorf("export: %s exists; name a new file", target)}
	}
	part := target + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, target)
}
