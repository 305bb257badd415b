package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

// founding is the article that the demo tells about: the release derek was founded on.
const founding = "000"

// demoQuery is looked up in the demo's archive; typed in Latin letters, it finds
// Cyrillic text.
const demoQuery = "toraga sailandy"

// demoFlags are the flags of derek demo.
type demoFlags struct {
	dir, addr string
	noServe   bool
}

func (a *app) demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Ingest the built-in releases, show what was found, then serve a search page",
		Long: `Ingests the built-in releases into a temporary archive (or --archive), tells what was
found in the founding release and overall, and, on a terminal, serves a search page
until Ctrl-C. Without a terminal, or with --no-serve, it ends there.`,
		Example: `  derek demo
  derek demo --no-serve
  derek demo --archive news`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.dir, "archive", "", "keep the archive in this folder (default: a temporary one)")
	cmd.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8080", "where to serve")
	cmd.Flags().BoolVar(&f.noServe, "no-serve", false, "end after the account")
	return cmd
}

func (a *app) demo(ctx context.Context, f demoFlags) (err error) {
	if f.dir == "" {
		if f.dir, err = os.MkdirTemp("", "derek-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(f.dir)) }()
	}
	st, err := a.openStore(f.dir, archive.Options{})
	if err != nil {
		return err
	}
	defer st.close(&err)
	report, err := a.ingestInto(ctx, st, builtin, runtime.GOMAXPROCS(0))
	if err != nil {
		return err
	}
	if report.Failed > 0 {
		return errPartly
	}
	if err := a.account(ctx, st); err != nil {
		return err
	}
	if f.noServe || !a.terminal() {
		return nil
	}
	return a.serveStore(ctx, st, f.addr)
}

// builtin streams the articles that come with derek.
func builtin(yield func(corpus.Article, error) bool) {
	for _, art := range corpus.Builtin() {
		if !yield(art, nil) {
			return
		}
	}
}

// account tells what was found: in the founding release, and overall.
func (a *app) account(ctx context.Context, st *store) error {
	doc, err := st.archive.Article(ctx, founding)
	if err != nil {
		return err
	}
	fmt.Fprint(a.stdout, foundIn(doc))
	stats, err := st.archive.Stats(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\nIn all %d built-in articles: %d persons, %s.\nEvents: %s.\n", stats.Articles, stats.Persons,
		countList(stats.Mentions, " mentions of "), countList(stats.Events, " "))
	result, err := st.index.Search(ctx, search.Request{Query: demoQuery, Size: 3, Snippets: 1})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\nSearching for %q: ", demoQuery)
	return a.printHits(result, 0)
}

func countList(counts []archive.Count, between string) string {
	parts := make([]string, 0, len(counts))
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%d%s%s", c.N, between, c.Name))
	}
	return strings.Join(parts, ", ")
}

// foundIn tells for people what a document says.
func foundIn(doc pipeline.Document) string {
	names := map[string]string{"": "-"}
	for _, e := range doc.Entities {
		names[e.ID] = e.Name
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nPeople, posts and bodies\n", oneLine(doc.Title))
	for _, m := range doc.Memberships {
		fmt.Fprintf(&b, "  %s\n      %s%s: %s\n", names[m.Person], m.Title, past(m), place(names, m.Organization, m.Place))
	}
	fmt.Fprintf(&b, "\nBodies that belong to others\n")
	for _, p := range doc.Parents {
		fmt.Fprintf(&b, "  %s\n      < %s\n", names[p.Child], names[p.Parent])
	}
	fmt.Fprintf(&b, "\nEvents\n")
	for _, e := range doc.Events {
		fmt.Fprintf(&b, "  %s (%s): %s, %s, %s\n      «%s»\n", e.Type, e.Modality, names[e.Person], e.Post,
			place(names, e.Organization, e.Place), oneLine(slice(doc.Text, e.Evidence)))
	}
	for _, e := range doc.Entities {
		if len(e.Aliases) > 0 && slices.Contains([]string{"PERSON"}, e.Type) {
			fmt.Fprintf(&b, "\n%s is also written %s\n", e.Name, strings.Join(e.Aliases, ", "))
		}
	}
	return b.String()
}
