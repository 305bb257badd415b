package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
)

// searchFlags are the flags of derek search.
type searchFlags struct {
	dir                   string
	filters               filterValues
	size, from            int
	byDate, facets, group bool
	topics, format        string
}

// filterValues are the values of the flags that choose articles.
type filterValues struct{ person, org, title, event, place, source, date []string }

func (a *app) searchCommand() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search --archive FOLDER [QUERY...]",
		Short: "Ranked hits with highlights and filters",
		Long: "Searches an archive; without a query and filters it lists all articles, newest first.\n" +
			"The flags --person, --org and so on are the same filters as person:, org: in a query.\n\n" +
			strings.TrimSpace(search.QueryHelp),
		Example: `  derek search --archive news 'toraga sailandy'
  derek search --archive news --event elected --date 2024-01..2024-06 maslihat
  derek search --archive news --topics topics.tsv --format trec --limit 100 > run.txt`,
		Args: arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, words []string) error { return a.search(cmd.Context(), f, words) },
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usage("search: %w; if that is a word of the query, put the whole query in quotes, or -- before it", err)
	})
	archiveFlag(cmd, &f.dir)
	flags := cmd.Flags()
	filterFlags(cmd, &f.filters)
	flags.IntVar(&f.size, "limit", 10, "show `N` hits")
	flags.IntVar(&f.from, "from", 0, "skip the first `N` hits")
	flags.BoolVar(&f.byDate, "newest", false, "newest first instead of best first")
	flags.BoolVar(&f.facets, "facets", false, "count persons, organizations, posts, events, places and years")
	flags.BoolVar(&f.group, "group", false, "of articles that are reposts of each other show only the best hit")
	flags.StringVar(&f.topics, "topics", "", "run the queries of `FILE`, id<TAB>query a line")
	flags.StringVar(&f.format, "format", "text", "`FORMAT`: text, or trec for a run with --topics")
	return cmd
}

// filterFlags adds the flags that choose articles.
func filterFlags(cmd *cobra.Command, f *filterValues) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.person, "person", nil, "articles that name this person: `NAME`")
	flags.StringArrayVar(&f.org, "org", nil, "… this organization: `NAME`")
	flags.StringArrayVar(&f.title, "title", nil, "… this post: `POST`")
	flags.StringArrayVar(&f.event, "event", nil, "… in which this happened, `TYPE`: elected, appointed, dismissed …")
	flags.StringArrayVar(&f.place, "place", nil, "… this place: `NAME`")
	flags.StringArrayVar(&f.source, "source", nil, "articles of this source: `NAME`")
	flags.StringArrayVar(&f.date, "date", nil, "published then, `WHEN`: 2024, 2024-03, 2024-01..2024-06")
}

// facetFields are what --facets counts.
var facetFields = []string{"person", "org", "title", "event", "place", "year"}

func (a *app) search(ctx context.Context, f searchFlags, words []string) (err error) {
	if (f.topics == "") != (f.format == "text") || f.format != "text" && f.format != "trec" {
		return usage("search: --topics goes with --format trec, and nothing else does")
	}
	if f.size < 1 || f.from < 0 || f.from+f.size > search.MaxHits {
		return usage("search: --limit must be at least 1, --from at least 0, together at most %d", search.MaxHits)
	}
	st, err := a.openStore(ctx, f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer st.close(&err)
	if f.topics != "" {
		return a.runTopics(ctx, st.index, f)
	}
	req := search.Request{Query: f.filters.query(words), From: f.from, Size: f.size, Snippets: 2, Group: f.group}
	if f.byDate {
		req.Sort = search.ByDate
	}
	if f.facets {
		req.Facets = facetFields
	}
	result, err := st.index.Search(ctx, req)
	if err != nil {
		return a.searchAdvice(err, f.dir, req.Query)
	}
	return a.printHits(result, f.from)
}

// query puts the filter flags before the words of the command line. Side by side is
// the weakest way to join: the words keep their meaning, whatever they are.
func (f filterValues) query(words []string) string {
	var parts []string
	for _, filter := range []struct {
		field  string
		values []string
	}{{"person", f.person}, {"org", f.org}, {"title", f.title}, {"event", f.event}, {"place", f.place}, {"source", f.source}, {"date", f.date}} {
		for _, v := range filter.values {
			if !strings.HasSuffix(v, "*") {
				v = `"` + strings.ReplaceAll(v, `"`, "") + `"`
			}
			parts = append(parts, filter.field+":"+v)
		}
	}
	return strings.Join(append(parts, words...), " ")
}

// searchAdvice shows where a query is wrong, or how to get an index.
func (a *app) searchAdvice(err error, dir, query string) error {
	if q, ok := errors.AsType[*search.QueryError](err); ok {
		return usage("search: %w\n  %s\n  %s^", err, query, strings.Repeat(" ", q.Pos))
	}
	if errors.Is(err, search.ErrNoIndex) {
		tables := ""
		if a.lexiconDir != "" {
			tables = " --lexicon " + a.lexiconDir
		}
		return fmt.Errorf("search: the archive has no index for this derek and its word tables; make it with: derek ingest --archive %s%s --reindex", dir, tables)
	}
	return err
}

// printHits writes hits for people; on a terminal what was found stands out.
func (a *app) printHits(result search.Result, from int) error {
	begin, end := "[", "]"
	if a.terminal() {
		begin, end = "\x1b[1;33m", "\x1b[0m"
	}
	out := bufio.NewWriter(a.stdout)
	fmt.Fprint(out, articles(result.Total))
	if shown := len(result.Hits); shown < result.Total && shown > 0 {
		fmt.Fprintf(out, ", %d to %d shown", from+1, from+shown)
	}
	fmt.Fprintln(out)
	for _, word := range result.Cut {
		fmt.Fprintf(out, "%s stands for too many words: the nearest were searched for, of those the most frequent\n", oneLine(word))
	}
	for i, hit := range result.Hits {
		fmt.Fprintf(out, "\n%3d. %s\n     %s  %s", from+i+1, orDash(oneLine(hit.Title)), oneLine(hit.ID), orDash(hit.Published))
		if hit.Score > 0 { // filters alone do not rank
			fmt.Fprintf(out, "  score %.2f", hit.Score)
		}
		if hit.Similar > 0 {
			fmt.Fprintf(out, "  +%d similar", hit.Similar)
		}
		fmt.Fprintln(out)
		for _, s := range hit.Snippets {
			fmt.Fprintf(out, "     %s\n", s.Text(begin, end, harmless))
		}
	}
	for _, field := range facetFields {
		if counts := result.Facets[field]; len(counts) > 0 {
			fmt.Fprintf(out, "\n%s\n", field)
			for _, c := range counts {
				fmt.Fprintf(out, "  %6d  %s\n", c.N, oneLine(c.Name))
			}
		}
	}
	return out.Flush()
}

// terminal reports whether results go to a person's screen.
func (a *app) terminal() bool { return isTerminal(a.stdout) }

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// runTopics runs the queries of a file and writes a TREC run. Topics are plain
// text: their punctuation has no meaning.
func (a *app) runTopics(ctx context.Context, ix *search.Index, f searchFlags) (err error) {
	file, err := os.Open(f.topics)
	if err != nil {
		return usage("search: --topics: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := bufio.NewWriter(a.stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	in := bufio.NewScanner(file)
	n := 1
	for ; in.Scan(); n++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		topic, text, _ := strings.Cut(in.Text(), "\t")
		if strings.TrimSpace(text) == "" || strings.TrimSpace(topic) == "" {
			return fmt.Errorf("search: %s:%d: a line is id<TAB>query", f.topics, n)
		}
		result, err := ix.Search(ctx, search.Request{Query: text, Plain: true, Size: f.size})
		if errors.Is(err, search.ErrNoIndex) {
			return a.searchAdvice(err, f.dir, text)
		}
		if err != nil {
			return fmt.Errorf("search: %s:%d: %w", f.topics, n, err)
		}
		if err := writeRun(out, topic, result); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("search: %s:%d: %w", f.topics, n, err)
	}
	return nil
}

func writeRun(out io.Writer, topic string, result search.Result) error {
	for i, hit := range result.Hits {
		if _, err := fmt.Fprintf(out, "%s Q0 %s %d %.6f derek\n", topic, hit.ID, i+1, hit.Score); err != nil {
			return err
		}
	}
	return nil
}
