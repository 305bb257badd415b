package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
)

// failuresFlags are the flags of derek archive failures.
type failuresFlags struct {
	dir    string
	json   bool
	forget []string
}

func (a *app) failuresCommand() *cobra.Command {
	var f failuresFlags
	cmd := &cobra.Command{
		Use:   "failures --archive FOLDER",
		Short: "What could not be read, and why",
		Long: `Lists the input that gave no article: when it failed last, how often, at which stage,
where and why. What could be read later is not in the list any more. Read it again with
derek ingest --retry failed; what is gone for good can be forgotten.`,
		Example: `  derek archive failures --archive news
  derek archive failures --archive news --json | jq -r .reason | sort | uniq -c
  derek archive failures --archive news --forget old/lost.txt`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.failures(cmd.Context(), f) },
	}
	archiveFlag(cmd, &f.dir)
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line")
	cmd.Flags().StringArrayVar(&f.forget, "forget", nil, "take the failures of this `PLACE` off the list, \"all\" for all of them")
	return cmd
}

func (a *app) failures(ctx context.Context, f failuresFlags) (err error) {
	var arc *archive.Archive
	if f.forget == nil {
		arc, err = openArchive(ctx, f.dir, archive.Options{ReadOnly: true})
	} else {
		arc, err = openExisting(ctx, f.dir)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	list, err := arc.Failures(ctx)
	if err != nil {
		return err
	}
	if f.forget != nil {
		return a.forget(ctx, arc, list, f.forget)
	}
	out := bufio.NewWriter(a.stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	if f.json {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, v := range list {
			err := enc.Encode(struct {
				Place  string `json:"place"`
				Stage  string `json:"stage"`
				Reason string `json:"reason"`
				First  string `json:"first"`
				Last   string `json:"last"`
				Times  int    `json:"times"`
			}{v.Place, v.Stage, v.Reason, when(v.First), when(v.Last), v.Times})
			if err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(a.stderr, "nothing has failed")
	}
	for _, v := range list {
		fmt.Fprintf(out, "%s  %dx  %s  %s: %s\n", when(v.Last), v.Times, v.Stage, oneLine(v.Place), oneLine(v.Reason))
	}
	return nil
}

// forget takes places off the list of failures.
func (a *app) forget(ctx context.Context, arc *archive.Archive, list []archive.Failure, places []string) error {
	var mended []string
	for _, f := range list {
		if slices.Contains(places, f.Place) || slices.Contains(places, "all") {
			mended = append(mended, f.Place)
		}
	}
	for _, place := range places {
		if place != "all" && !slices.Contains(mended, place) {
			return fmt.Errorf("no failure of %s is known; derek archive failures lists them", oneLine(place))
		}
	}
	if err := arc.Note(ctx, archive.Notes{Mended: mended}); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%d forgotten\n", len(mended))
	return nil
}

// when writes a moment as people and programs read it.
func when(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// fileStates are what --state takes.
var fileStates = []string{archive.FileReading, archive.FileDone, archive.FileFailed, archive.FilePartly}

// filesFlags are the flags of derek archive files.
type filesFlags struct {
	dir, state string
	json       bool
}

func (a *app) filesCommand() *cobra.Command {
	var f filesFlags
	cmd := &cobra.Command{
		Use:   "files --archive FOLDER",
		Short: "What became of every file that was read",
		Long: `Lists the files that derek ingest has read, as they were read last: done (everything in
it is in the archive), partly, failed (nothing of it is), or reading: it was not read to
its end, because that goes on, or was stopped; the same derek ingest again goes on.`,
		Example: `  derek archive files --archive news
  derek archive files --archive news --state partly --json`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.files(cmd.Context(), f) },
	}
	archiveFlag(cmd, &f.dir)
	cmd.Flags().StringVar(&f.state, "state", "", "only those in this `STATE`: "+strings.Join(fileStates, ", "))
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line")
	return cmd
}

func (a *app) files(ctx context.Context, f filesFlags) (err error) {
	if f.state != "" && !slices.Contains(fileStates, f.state) {
		return usage("files: --state is one of %s", strings.Join(fileStates, ", "))
	}
	arc, err := openArchive(ctx, f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	list, err := arc.Files(ctx, f.state)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, v := range list {
		if !f.json {
			fmt.Fprintf(out, "%-8s %7d  %s%s\n", v.State, v.Articles, oneLine(v.Path), orNothing(": ", oneLine(v.Reason)))
			continue
		}
		err := enc.Encode(struct {
			Path     string `json:"path"`
			State    string `json:"state"`
			Articles int    `json:"articles"`
			Failed   int    `json:"failed"`
			Stage    string `json:"stage"`
			Reason   string `json:"reason"`
			Run      int64  `json:"run"`
			First    string `json:"first"`
			Last     string `json:"last"`
		}{v.Path, v.State, v.Articles, v.Failed, v.Stage, v.Reason, v.Run, when(v.First), when(v.Last)})
		if err != nil {
			return err
		}
	}
	return nil
}
