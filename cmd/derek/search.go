package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
)

// searchFlags are the flags of derek search.
type searchFlags struct {
	dir                              string
	person, org, title, event, place []string
	source, date                     []string
	size, from                       int
	byDate, facets                   bool
	topics, format                   string
}

func (a *app) searchCommand() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search --archive FOLDER QUERY...",
		Short: "Ranked hits with highlights and filters",
		Long: "Searches an archive. A word finds all its forms, in Cyrillic, Latin and Arabic script.\n\n" + search.QueryHelp +
			"\nThe flags --person, --org and so on are the same filters as person:, org: in the query.",
		Example: `  derek search --archive news 'төраға сайланды'
  derek search --archive news --event elected --date 2024-01..2024-06 'мәслихат'
  derek search --archive news --topics topics.tsv --format trec --limit 100 > run.txt`,
		Args: args(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, words []string) error { return a.search(cmd.Context(), f, words) },
	}
	archiveFlag(cmd, &f.dir)
	flags := cmd.Flags()
	flags.StringSliceVar(&f.person, "person", nil, "articles that name this person")
	flags.StringSliceVar(&f.org, "org", nil, "… this organization")
	flags.StringSliceVar(&f.title, "title", nil, "… this post")
	flags.StringSliceVar(&f.event, "event", nil, "… in which this happened: elected, appointed, dismissed …")
	flags.StringSliceVar(&f.place, "place", nil, "… this place")
	flags.StringSliceVar(&f.source, "source", nil, "articles of this source")
	flags.StringSliceVar(&f.date, "date", nil, "published then: 2024, 2024-03, 2024-01..2024-06")
	flags.IntVar(&f.size, "limit", 10, "number of hits")
	flags.IntVar(&f.from, "from", 0, "hits to skip")
	flags.BoolVar(&f.byDate, "newest", false, "newest first instead of best first")
	flags.BoolVar(&f.facets, "facets", false, "count persons, organizations, posts, events, places and years")
	flags.StringVar(&f.topics, "topics", "", "run the queries of a file, id<TAB>query a line")
	flags.StringVar(&f.format, "format", "text", "text, or trec for a run with --topics")
	return cmd
}

// facetFields are what --facets counts.
var facetFields = []string{"person", "org", "title", "event", "place", "year"}

func (a *app) search(ctx context.Context, f searchFlags, words []string) (err error) {
	if (f.topics == "") != (f.format == "text") || f.format != "text" && f.format != "trec" {
		return usageError{errors.New("search: --topics goes with --format trec")}
	}
	if f.size < 1 || f.from < 0 || f.from+f.size > search.MaxHits {
		return usageError{fmt.Errorf("search: --limit must be at least 1, --from at least 0, together at most %d", search.MaxHits)}
	}
	st, err := a.openStore(f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer st.close(&err)
	if f.topics != "" {
		return a.runTopics(ctx, st.index, f)
	}
	req := search.Request{Query: f.query(words), From: f.from, Size: f.size, Snippets: 2}
	if f.byDate {
		req.Sort = search.ByDate
	}
	if f.facets {
		req.Facets = facetFields
	}
	result, err := st.index.Search(ctx, req)
	if err != nil {
		return queryAdvice(err, req.Query)
	}
	return a.printHits(result, f.from)
}

// query joins the words of the command line with the filter flags.
func (f searchFlags) query(words []string) string {
	q := strings.Join(words, " ")
	parts := []string{}
	if q != "" {
		parts = append(parts, "("+q+")")
	}
	for _, filter := range []struct {
		field  string
		values []string
	}{{"person", f.person}, {"org", f.org}, {"title", f.title}, {"event", f.event}, {"place", f.place}, {"source", f.source}, {"date", f.date}} {
		for _, v := range filter.values {
			if strings.ContainsAny(v, " \t") {
				v = `"` + strings.ReplaceAll(v, `"`, "") + `"`
			}
			parts = append(parts, filter.field+":"+v)
		}
	}
	return strings.Join(parts, " AND ")
}

// queryAdvice shows where a query is wrong.
func queryAdvice(err error, query string) error {
	var q *search.QueryError
	if errors.As(err, &q) {
		return usageError{fmt.Errorf("search: %w\n  %s", err, query)}
	}
	if errors.Is(err, search.ErrNoIndex) {
		return fmt.Errorf("%w; make it with: derek ingest --archive FOLDER --reindex", err)
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
	fmt.Fprintf(out, "%d articles\n", result.Total)
	for i, hit := range result.Hits {
		fmt.Fprintf(out, "\n%3d. %s\n     %s  %s  score %.2f\n", from+i+1, orDash(oneLine(hit.Title)), hit.ID, orDash(hit.Published), hit.Score)
		for _, s := range hit.Snippets {
			fmt.Fprintf(out, "     %s\n", s.Text(begin, end, nil))
		}
	}
	for _, field := range facetFields {
		if counts := result.Facets[field]; len(counts) > 0 {
			fmt.Fprintf(out, "\n%s:\n", field)
			for _, c := range counts {
				fmt.Fprintf(out, "  %6d  %s\n", c.N, c.Name)
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
		return usageError{fmt.Errorf("search: --topics: %w", err)}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := bufio.NewWriter(a.stdout)
	in := bufio.NewScanner(file)
	for n := 1; in.Scan(); n++ {
		id, query, ok := strings.Cut(in.Text(), "\t")
		if !ok {
			return fmt.Errorf("search: %s:%d: no tab; a line is id<TAB>query", f.topics, n)
		}
		result, err := ix.Search(ctx, search.Request{Query: plainQuery(query), Size: f.size})
		if err != nil {
			return fmt.Errorf("search: %s:%d: %w", f.topics, n, err)
		}
		if err := writeRun(out, id, result); err != nil {
			return err
		}
	}
	return errors.Join(in.Err(), out.Flush())
}

func writeRun(out io.Writer, topic string, result search.Result) error {
	for i, hit := range result.Hits {
		if _, err := fmt.Fprintf(out, "%s Q0 %s %d %.6f derek\n", topic, hit.ID, i+1, hit.Score); err != nil {
			return err
		}
	}
	return nil
}

// plainQuery takes the meaning from everything but the words.
func plainQuery(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		if r == '\'' || r == '’' || r == 'ʼ' {
			return r
		}
		return ' '
	}, text)
}
