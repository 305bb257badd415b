package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/load"
)

func (a *app) evaluateLoadCommand() *cobra.Command {
	var o load.Options
	var out string
	cmd := &cobra.Command{
		Use:   "load ADDRESS",
		Short: "How fast a running derek serve answers many readers",
		Long: `Asks a running derek serve as many readers would, each once a second: searches with
facets and filters, suggestions, articles, people, organizations, places, posts and
events of its archive. Prints how long the answers took, and what they cost the server
in processor time and memory. Ends with 1 when an answer failed.`,
		Example: `  derek evaluate load http://127.0.0.1:8080
  derek evaluate load --readers 50 --for 60s --out internal/evaluate/runs http://127.0.0.1:8080`,
		Args: arguments(1, 1, "the address of the server"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.evaluateLoad(cmd.Context(), args[0], out, o) },
	}
	flags := cmd.Flags()
	flags.IntVar(&o.Readers, "readers", 50, "`N` readers at a time")
	flags.DurationVar(&o.Every, "every", time.Second, "`TIME` between two questions of a reader")
	flags.DurationVar(&o.For, "for", time.Minute, "`TIME` to go on")
	flags.Uint64Var(&o.Seed, "seed", 1, "`NUMBER` that chooses the questions")
	flags.StringVar(&out, "out", "", "write DATE-load.md and .json into this `FOLDER`")
	flags.StringVar(&o.Token, "token", "", "`TOKEN` of the server")
	return cmd
}

func (a *app) evaluateLoad(ctx context.Context, address, out string, o load.Options) error {
	if o.Readers < 1 || o.Every <= 0 || o.For <= 0 {
		return usage("evaluate load: --readers, --every and --for must be more than nothing")
	}
	if out != "" {
		if err := isFolder(out); err != nil { // a minute earlier than otherwise
			return usage("evaluate load: %w", err)
		}
	}
	r, err := load.Run(ctx, address, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%-20s %7s %7s %8s %8s %8s %8s %9s\n", "", "asked", "failed", "p50 ms", "p95 ms", "p99 ms", "max ms", "KB each")
	for _, k := range r.Kinds {
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		fmt.Fprintf(a.stdout, "%-20s %7d %7d %8.1f %8.1f %8.1f %8.1f %9.1f\n", k.Name, k.Asked, k.Failed,
			ms(k.P50), ms(k.P95), ms(k.P99), ms(k.Max), float64(k.Bytes)/float64(max(1, k.Asked))/1024)
	}
	fmt.Fprintf(a.stdout, "server: %.1f s of processor time in %.0f s; memory %.0f MB before, %.0f MB at half, %.0f MB after\n",
		r.CPU.Seconds(), r.Took.Seconds(), mb(r.MemoryBefore), mb(r.MemoryHalf), mb(r.MemoryAfter))
	for _, e := range r.Errors {
		fmt.Fprintf(a.stderr, "derek: %s\n", oneLine(e))
	}
	if err := a.noteLoad(out, o, r); err != nil {
		return err
	}
	if r.Kinds[0].Failed > 0 {
		return errPartly
	}
	return nil
}

// noteLoad writes the result into a folder, "" for none.
func (a *app) noteLoad(folder string, o load.Options, r *load.Report) error {
	if folder == "" {
		return nil
	}
	note := load.NewNote(a.now(), o, r)
	data, err := note.JSON()
	if err != nil {
		return err
	}
	return recordRun(filepath.Join(folder, note.Date+"-load"), note.Markdown(), data)
}

// recordRun writes a measurement for people and for programs.
func recordRun(name, text string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(name+".md", []byte(text), 0o644), os.WriteFile(name+".json", data, 0o644))
}

func mb(bytes float64) float64 { return bytes / (1 << 20) }
