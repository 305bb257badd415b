package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
)

// duplicatesFlags are the flags of derek archive duplicates.
type duplicatesFlags struct {
	dir       string
	json, all bool
	limit     int
}

func (a *app) duplicatesCommand() *cobra.Command {
	var f duplicatesFlags
	cmd := &cobra.Command{
		Use:   "duplicates --archive FOLDER [ARTICLE]",
		Short: "Reposts: articles that are one but for headline, tail or date line",
		Long: `Lists the groups of articles that are reposts of each other, the largest first, or the
group of one article: with another headline, lead or tail, shortened, in another script or with
other sentence order. Articles of one template that differ in a name, a post, a number or a date are
not reposts. Each article tells with which of its group it has most in common, how much
of the shorter text that is, and what differs. The same text twice is one article with two sources and
not listed here.`,
		Example: "  derek archive duplicates --archive news\n  derek archive duplicates --archive news --json 023 | jq -r '.articles[].id'",
		Args:    arguments(0, 1, ""),
		RunE: func(cmd *cobra.Command, ids []string) error {
			return a.duplicates(cmd.Context(), f, strings.Join(ids, ""))
		},
	}
	archiveFlag(cmd, &f.dir)
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line for each group")
	cmd.Flags().BoolVar(&f.all, "all", false, "show all groups")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "show at most `N` groups")
	return cmd
}

func (a *app) duplicates(ctx context.Context, f duplicatesFlags, id string) (err error) {
	if f.limit < 1 {
		return usage("archive: --limit must be at least 1")
	}
	arc, err := openArchive(ctx, f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	if n, err := arc.Ungrouped(ctx); err != nil {
		return err
	} else if n > 0 {
		fmt.Fprintf(a.stderr, "derek: %d articles have not been looked at yet; the next derek ingest does it\n", n)
	}
	groups, err := findGroups(ctx, arc, f, id)
	if err != nil {
		return err
	}
	if len(groups) == 0 {
		fmt.Fprintln(a.stderr, "no reposts")
	}
	out := bufio.NewWriter(a.stdout)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, g := range groups {
		if f.json {
			err = errors.Join(err, enc.Encode(g))
		} else {
			writeGroup(out, g)
		}
	}
	return errors.Join(err, out.Flush())
}

func findGroups(ctx context.Context, arc *archive.Archive, f duplicatesFlags, id string) ([]archive.Group, error) {
	if id != "" {
		g, err := arc.GroupOf(ctx, id)
		if err != nil || len(g.Articles) == 0 {
			return nil, err
		}
		return []archive.Group{g}, nil
	}
	limit := f.limit
	if f.all {
		limit = 0
	}
	return arc.Groups(ctx, limit)
}

// writeGroup prints a group, its first article whole, of the others what differs.
func writeGroup(out *bufio.Writer, g archive.Group) {
	fmt.Fprintf(out, "%s  %s\n", oneLine(g.ID), articles(len(g.Articles)))
	byID := make(map[string]archive.Repost, len(g.Articles))
	for _, r := range g.Articles {
		byID[r.ID] = r
	}
	for i, r := range g.Articles {
		fmt.Fprintf(out, "    %s  %s  %s  %s\n", oneLine(r.ID), orDash(r.Published), orDash(oneLine(r.Source)), orDash(oneLine(r.Title)))
		if i > 0 {
			fmt.Fprintf(out, "        %s\n", oneLine(difference(r, byID[r.Like])))
		}
	}
}

// difference says what an article and the one that is most like it do not share.
func difference(r, like archive.Repost) string {
	list := []string{fmt.Sprintf("%d %% of the shorter text as in %s", r.Share, r.Like)}
	for _, d := range []struct {
		what    string
		differs bool
	}{
		{"another title", r.Title != like.Title},
		{"another day", r.Published != like.Published},
		{"another source", r.Source != like.Source},
		{"another script", r.Script != like.Script},
		{fmt.Sprintf("%d letters for %d", r.Length, like.Length), r.Length != like.Length},
	} {
		if d.differs {
			list = append(list, d.what)
		}
	}
	return strings.Join(list, ", ")
}
