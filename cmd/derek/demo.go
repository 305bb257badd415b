package main

import (
	"context"
	"errors"
	"fmt"
	"net"
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
// Cyrillic and Arabic text.
const demoQuery = "toraga sailandy"

// demoFlags are the flags of derek demo.
type demoFlags struct {
	dir     string
	port    int
	noServe bool
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
  derek demo --archive news --port 0`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.dir, "archive", "", "keep the archive in this `FOLDER` (default: a temporary one)")
	portFlag(cmd, &f.port)
	cmd.Flags().BoolVar(&f.noServe, "no-serve", false, "end after the account")
	return cmd
}

func (a *app) demo(ctx context.Context, f demoFlags) (err error) {
	var ln net.Listener
	if !f.noServe && a.terminal() {
		if ln, err = listen(ctx, "", f.port); err != nil {
			return err
		}
		defer ln.Close() //nolint:errcheck // closed by the server when it has come so far
	}
	if f.dir == "" {
		if f.dir, err = os.MkdirTemp("", "derek-demo-"); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(f.dir)) }()
	}
	st, err := a.openStore(ctx, f.dir, archive.Options{})
	if err != nil {
		return err
	}
	defer st.close(&err)
	report, err := a.ingestInto(ctx, st, builtin, runtime.GOMAXPROCS(0), a.newProgress(ctx, false, nil))
	if err != nil {
		return err
	}
	if report.Failed > 0 {
		return errPartly
	}
	if err := a.account(ctx, st); err != nil || ln == nil {
		return err
	}
	fmt.Fprintln(a.stderr)
	return a.serve(ctx, st, ln, serveFlags{})
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
	stats, err := st.archive.Stats(ctx)
	if err != nil {
		return err
	}
	result, err := st.index.Search(ctx, search.Request{Query: demoQuery, Size: 3, Snippets: 1})
	if err != nil {
		return err
	}
	fmt.Fprint(a.stdout, foundIn(doc))
	fmt.Fprintf(a.stdout, "\nIn all %s%s\n  persons   %d different ones\n  mentions  %s\n  events    %s\n",
		articles(stats.Articles), distinct(stats), stats.Persons, countList(stats.Mentions), countList(stats.Events))
	fmt.Fprintf(a.stdout, "\nSearching for %q finds ", demoQuery)
	return a.printHits(result, 0)
}

// distinct says how many different articles there are, if some are reposts of others.
func distinct(stats archive.Stats) string {
	if stats.Distinct == stats.Articles {
		return ""
	}
	return fmt.Sprintf(", %d without reposts", stats.Distinct)
}

// countList writes counts, the highest first.
func countList(counts []archive.Count) string {
	if len(counts) == 0 {
		return "none"
	}
	counts = slices.Clone(counts)
	slices.SortStableFunc(counts, func(a, b archive.Count) int { return b.N - a.N })
	parts := make([]string, 0, len(counts))
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", c.N, c.Name))
	}
	return strings.Join(parts, ", ")
}

// foundIn tells for people what a document says.
func foundIn(doc pipeline.Document) string {
	names := names(doc)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nPeople, their posts and bodies\n", oneLine(doc.Title))
	for _, e := range doc.Entities {
		if e.Type == "PERSON" {
			writePerson(&b, doc, e, names)
		}
	}
	heading(&b, "Bodies that belong to others", len(doc.Parents))
	for _, p := range doc.Parents {
		fmt.Fprintf(&b, "  %s\n      belongs to %s\n", oneLine(names[p.Child]), oneLine(names[p.Parent]))
	}
	heading(&b, "Events", len(doc.Events))
	for _, e := range doc.Events {
		fmt.Fprintf(&b, "  %s (%s): %s, %s, %s\n      «%s»\n", e.Type, e.Modality, oneLine(names[e.Person]), orDash(e.Post),
			body(names, e.Organization, e.Place), oneLine(slice(doc.Text, e.Evidence)))
	}
	return b.String()
}

// writePerson tells who a person is: other names, and the posts.
func writePerson(b *strings.Builder, doc pipeline.Document, person pipeline.Entity, names map[string]string) {
	fmt.Fprintf(b, "  %s", oneLine(person.Name))
	if len(person.Aliases) > 0 {
		fmt.Fprintf(b, ", also written %s", oneLine(strings.Join(person.Aliases, ", ")))
	}
	fmt.Fprintln(b)
	for _, m := range doc.Memberships {
		if m.Person == person.ID {
			fmt.Fprintf(b, "      %s%s: %s\n", m.Title, tenure(m), body(names, m.Organization, m.Place))
		}
	}
}
