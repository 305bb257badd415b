package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
)

func (a *app) checkCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "check --archive FOLDER",
		Short: "Whether an archive is sound",
		Long: `Reads everything: the database file, every text and what was extracted from it, what is
derived of that (counts, who is who, groups of reposts), and whether the search index is
that of the archive. It changes nothing. What is wrong is told with what helps, and makes
the exit code 1.`,
		Example: "  derek archive check --archive news",
		Args:    arguments(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context(), dir) },
	}
	archiveFlag(cmd, &dir)
	return cmd
}

func (a *app) check(ctx context.Context, dir string) (err error) {
	st, err := a.openStore(ctx, dir, archive.Options{ReadOnly: true})
	if errors.Is(err, archive.ErrDamaged) {
		fmt.Fprintln(a.stdout, "fault: derek.db: not even its first pages can be read")
		fmt.Fprintln(a.stderr, faultAdvice(archive.FaultFile, dir))
		return errPartly
	}
	if err != nil {
		return err
	}
	defer st.close(&err)
	faults, n, err := st.archive.Check(ctx)
	if err != nil {
		return err
	}
	kinds := map[archive.FaultKind]bool{}
	for _, f := range faults {
		fmt.Fprintf(a.stdout, "fault: %s\n", oneLine(f.What))
		kinds[f.Kind] = true
	}
	for _, kind := range []archive.FaultKind{archive.FaultFile, archive.FaultBody, archive.FaultCounts, archive.FaultDerived} {
		if kinds[kind] {
			fmt.Fprintln(a.stderr, faultAdvice(kind, dir))
		}
	}
	if kinds[archive.FaultFile] {
		return errPartly // nothing more can be said
	}
	indexed, err := a.checkIndex(ctx, st, dir, n)
	if err != nil {
		return err
	}
	if len(faults) > 0 || !indexed {
		return errPartly
	}
	fmt.Fprintf(a.stdout, "%s: sound\n", articles(n))
	return nil
}

// faultAdvice says what to do about faults of a kind.
func faultAdvice(kind archive.FaultKind, dir string) string {
	switch kind {
	case archive.FaultFile:
		return "the database file is damaged: put back a copy, or ingest the sources into a new archive; what can still be read,\n" +
			"derek export --archive " + dir + " writes. Look at the disk: such damage comes from there."
	case archive.FaultBody:
		return "those articles cannot be read, all others can: put back a copy, or ingest the sources into a new archive"
	case archive.FaultCounts:
		return "rows do not agree: put back a copy, or ingest the sources into a new archive; all articles can be read"
	case archive.FaultDerived:
		return "what is derived of the articles does not agree; no article is harmed: derive it anew with: derek ingest --archive " + dir + " --reindex"
	}
	return ""
}

// checkIndex tells whether the index is sound and that of the archive with n articles.
func (a *app) checkIndex(ctx context.Context, st *store, dir string, n int) (bool, error) {
	s, err := st.index.Status(ctx)
	advice := "; the next derek ingest mends it, or now: derek ingest --archive " + dir + " --reindex"
	switch {
	case errors.Is(err, search.ErrNoIndex) && n == 0:
		return true, nil
	case errors.Is(err, search.ErrNoIndex):
		fmt.Fprintf(a.stdout, "fault: no search index: %v\n", oneLine(err.Error()))
	case err != nil:
		return false, err
	case s.Change != s.Last:
		fmt.Fprintf(a.stdout, "fault: the search index is %d changes behind\n", s.Last-s.Change)
	case s.Documents != n:
		fmt.Fprintf(a.stdout, "fault: the search index has %s, the archive %d\n", articles(s.Documents), n)
	default:
		return true, nil
	}
	fmt.Fprintln(a.stderr, "articles are not lost"+advice)
	return false, nil
}

func (a *app) compactCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "compact --archive FOLDER",
		Short: "Make an archive as small as it can be",
		Long: `Drops what nothing needs any more and writes the database anew without gaps; removes
what earlier versions of the search index have left. Worth it after many articles have
changed, or after an update of derek. It needs up to twice as much free disk as the
database takes; when that is missing, nothing is changed.`,
		Example: "  derek archive compact --archive news",
		Args:    arguments(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.compact(cmd.Context(), dir) },
	}
	archiveFlag(cmd, &dir)
	return cmd
}

func (a *app) compact(ctx context.Context, dir string) (err error) {
	arc, err := openExisting(ctx, dir)
	if err != nil {
		return err
	}
	lex, err := a.loadLexicon()
	if err != nil {
		return errors.Join(err, arc.Close())
	}
	st := &store{archive: arc, index: search.Open(arc, lex), lexicon: lex}
	defer st.close(&err)
	indexBefore, err := st.index.Size()
	if err != nil {
		return err
	}
	before, after, err := arc.Compact(ctx)
	if err != nil {
		return archiveAdvice(dir, err)
	}
	if err := st.index.Clean(); err != nil {
		return err
	}
	indexAfter, err := st.index.Size()
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "record  %9s -> %9s\nindex   %9s -> %9s\n", megabytes(before), megabytes(after), megabytes(indexBefore), megabytes(indexAfter))
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func (a *app) archiveStatsCommand() *cobra.Command {
	var dir string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "stats --archive FOLDER",
		Short:   "What an archive holds, and what it takes on disk",
		Example: "  derek archive stats --archive news\n  derek archive stats --archive news --json | jq .disk",
		Args:    arguments(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.archiveStats(cmd.Context(), dir, asJSON) },
	}
	archiveFlag(cmd, &dir)
	cmd.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	return cmd
}

// An account is what derek archive stats tells.
type account struct {
	Articles    int            `json:"articles"`
	Sources     int            `json:"sources"`
	Failures    int            `json:"failures"`
	Persons     int            `json:"persons"` // across articles
	Mentions    map[string]int `json:"mentions"`
	Entities    map[string]int `json:"entities"`
	Events      map[string]int `json:"events"`
	Memberships int            `json:"memberships"`
	Parents     int            `json:"parents"`
	Scripts     map[string]int `json:"scripts"`
	Languages   map[string]int `json:"languages"`
	Years       map[string]int `json:"years"`
	Publishers  map[string]int `json:"publishers"`
	Versions    map[string]int `json:"versions"` // of lexicon and model, articles each
	Disk        []diskPart     `json:"disk"`
	Index       *search.Status `json:"index"` // null when there is none
	LastRun     *lastRun       `json:"last_run"`
}

type diskPart struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
}

type lastRun struct {
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished,omitzero"` // left out while it runs, or when it was killed
	Version  string    `json:"version"`
	archive.Changes
	Failed int `json:"failed"`
}

func (a *app) archiveStats(ctx context.Context, dir string, asJSON bool) (err error) {
	st, err := a.openStore(ctx, dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer st.close(&err)
	acc, err := takeAccount(ctx, st)
	if err != nil {
		return err
	}
	if asJSON {
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(acc)
	}
	return acc.print(a.stdout)
}

func takeAccount(ctx context.Context, st *store) (*account, error) {
	s, err := st.archive.Stats(ctx)
	if err != nil {
		return nil, err
	}
	versions, err := st.archive.Lexicons(ctx)
	if err != nil {
		return nil, err
	}
	acc := &account{
		Articles: s.Articles, Sources: s.Sources, Failures: s.Failures, Persons: s.Persons, Memberships: s.Memberships, Parents: s.Parents,
		Mentions: byName(s.Mentions), Entities: byName(s.Entities), Events: byName(s.Events), Scripts: byName(s.Scripts),
		Languages: byName(s.Languages), Years: byName(s.Years), Publishers: byName(s.Publishers), Versions: byName(versions),
	}
	parts, err := st.archive.Parts(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		acc.Disk = append(acc.Disk, diskPart(p))
	}
	size, err := st.index.Size()
	if err != nil {
		return nil, err
	}
	acc.Disk = append(acc.Disk, diskPart{"search index", size})
	if status, err := st.index.Status(ctx); err == nil {
		acc.Index = &status
	} else if !errors.Is(err, search.ErrNoIndex) {
		return nil, err
	}
	runs, err := st.archive.Runs(ctx)
	if len(runs) > 0 {
		r := runs[0]
		acc.LastRun = &lastRun{r.Started, r.Finished, r.Lexicon, r.Changes, r.Failed}
	}
	return acc, err
}

func byName(list []archive.Count) map[string]int {
	m := make(map[string]int, len(list))
	for _, c := range list {
		m[c.Name] = c.N
	}
	return m
}

// print writes the account as a table.
func (acc *account) print(w io.Writer) error {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%-12s %s\n", name, value) }
	line("articles", fmt.Sprintf("%d, under %d addresses", acc.Articles, acc.Sources))
	line("people", fmt.Sprintf("%d across articles", acc.Persons))
	for _, row := range []struct {
		name   string
		counts map[string]int
	}{
		{"mentions", acc.Mentions},
		{"entities", acc.Entities},
		{"events", acc.Events},
		{"scripts", acc.Scripts},
		{"languages", acc.Languages},
		{"years", acc.Years},
		{"publishers", acc.Publishers},
		{"versions", acc.Versions},
	} {
		line(row.name, tableRow(row.counts))
	}
	line("posts", fmt.Sprintf("%d memberships, %d bodies under others", acc.Memberships, acc.Parents))
	line("failures", fmt.Sprint(acc.Failures))
	if r := acc.LastRun; r != nil {
		end := "not finished"
		if !r.Finished.IsZero() {
			end = "to " + r.Finished.UTC().Format("2006-01-02 15:04:05")
		}
		line("last run", fmt.Sprintf("%s %s UTC: %d new, %d updated, %d unchanged, %d duplicates, %d failed",
			r.Started.UTC().Format("2006-01-02 15:04:05"), end, r.Added, r.Updated, r.Unchanged, r.Duplicates, r.Failed))
	}
	switch i := acc.Index; {
	case i == nil:
		line("index", "none")
	case i.Change == i.Last:
		line("index", fmt.Sprintf("%s, up to date", articles(i.Documents)))
	default:
		line("index", fmt.Sprintf("%s, %d changes behind", articles(i.Documents), i.Last-i.Change))
	}
	sum := int64(0)
	for _, p := range acc.Disk {
		sum += p.Bytes
	}
	line("disk", megabytes(sum))
	for _, p := range acc.Disk {
		fmt.Fprintf(&b, "    %-24s %10s\n", p.Name, megabytes(p.Bytes))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// maxValues is how many values of a kind the table shows.
const maxValues = 12

// tableRow lists the most frequent values; unknown is "-".
func tableRow(counts map[string]int) string {
	list := make([]archive.Count, 0, len(counts))
	for name, n := range counts {
		list = append(list, archive.Count{Name: name, N: n})
	}
	slices.SortFunc(list, func(a, b archive.Count) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Name, b.Name)
	})
	var out []string
	for i, c := range list {
		if i == maxValues {
			out = append(out, fmt.Sprintf("and %d more", len(list)-i))
			break
		}
		out = append(out, fmt.Sprintf("%s %d", orDash(oneLine(c.Name)), c.N))
	}
	return orDash(strings.Join(out, ", "))
}
