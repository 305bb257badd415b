package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

func (a *app) extractCommand() *cobra.Command {
	groups := false
	cmd := &cobra.Command{
		Use:   "extract [FILE|FOLDER|-]...",
		Short: "Articles in, annotated articles out: one JSON object a line",
		Long: `Reads articles and prints each with its mentions, entities, memberships, parents and
events as one line of JSON, in the order in which they were read. Without a path it
reads standard input. Told apart by content, not by name, are plain text, HTML pages,
JSON lines, CSV and TSV with a header, RSS and Atom, WARC, and each of these in gzip,
zstd, bzip2, zip or tar. JSON fields and table columns are id, url, source, title,
published, author, and text or html.
What cannot be read is reported on standard error and skipped; the exit code is then 1.`,
		Example: `  derek extract release.txt | jq .events
  cat articles.jsonl | derek extract - > annotated.jsonl
  derek extract --groups release.txt | jq '.events[] | select(.rule | startswith("group"))'`,
		Args: arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, paths []string) error { return a.extract(cmd, paths, groups) },
	}
	groupsFlag(cmd, &groups)
	return cmd
}

// groupsFlag adds --groups.
func groupsFlag(cmd *cobra.Command, groups *bool) {
	cmd.Flags().BoolVar(groups, "groups", false, "state also what happened to several people whom nobody names; their rules begin with \"group\"")
}

// extractor is the pipeline for articles that are only shown, not kept.
func (a *app) extractor(groups bool) (*pipeline.Pipeline, error) {
	p, err := a.pipeline()
	if err != nil || !groups {
		return p, err
	}
	return p.WithGroups(), nil
}

func (a *app) extract(cmd *cobra.Command, paths []string, groups bool) (err error) {
	p, err := a.extractor(groups)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	out := bufio.NewWriter(a.stdout)
	defer func() { err = errors.Join(err, out.Flush()) }() // whole lines, however it ends
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	articles := corpus.Read(cmd.Context(), paths, corpus.Options{Stdin: a.stdin})
	done := p.Run(cmd.Context(), articles, runtime.GOMAXPROCS(0))
	return each(cmd.Context(), a, done, func(r pipeline.Annotated) error {
		if err := enc.Encode(r.Document); err != nil {
			return fmt.Errorf("extract: write: %w", err)
		}
		return nil
	})
}

// each hands a stream to use, item by item. What could not be read is reported and
// skipped; the error is then errPartly.
func each[T any](ctx context.Context, a *app, items iter.Seq2[T, error], use func(T) error) error {
	skipped := false
	for item, err := range items {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			skipped = true
			a.report(err)
			continue
		}
		if err := use(item); err != nil {
			return err
		}
	}
	if skipped {
		return errPartly
	}
	return nil
}

// report prints what cost one article only.
func (a *app) report(err error) { fmt.Fprintf(a.stderr, "derek: skipped: %s\n", oneLine(err.Error())) }
