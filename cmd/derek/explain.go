package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

func (a *app) explainCommand() *cobra.Command {
	groups := false
	cmd := &cobra.Command{
		Use:   "explain FILE...",
		Short: "Why: the rule, lexicon rows and suffixes behind every mention and fact",
		Long: `Prints what was found in each article and, under it, why: the rule that decided, the
rows of the word tables that it rests on (file:line), the suffixes that were split
off, the tagger's vote, why mentions were taken for the same person, and which words
that might have been a mention or have stated an event were refused, and why. Offsets
count Unicode code points.`,
		Example: `  derek explain release.txt
  derek explain - < release.txt`,
		Args: arguments(1, -1, "the files to explain, or - for standard input"),
		RunE: func(cmd *cobra.Command, paths []string) error { return a.explain(cmd, paths, groups) },
	}
	groupsFlag(cmd, &groups)
	return cmd
}

func (a *app) explain(cmd *cobra.Command, paths []string, groups bool) (err error) {
	p, err := a.extractor(groups)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	articles := corpus.Read(cmd.Context(), paths, corpus.Options{Stdin: a.stdin})
	return each(cmd.Context(), a, articles, func(art corpus.Article) error {
		writeExplanation(out, p.Explain(art))
		return nil
	})
}

// writeExplanation writes an explanation for people: what was found, and under it
// why.
func writeExplanation(out io.Writer, ex pipeline.Explanation) {
	doc := ex.Document
	names := names(doc)
	fmt.Fprintf(out, "%s  %s\n", doc.ID, oneLine(doc.Title))
	fmt.Fprintf(out, "language %s, script %s, published %s\n", doc.Lang, doc.Script, orDash(doc.Published))
	heading(out, "mentions", len(doc.Mentions))
	for i, m := range doc.Mentions {
		fmt.Fprintf(out, "  %-8s %5d-%-5d %s\n", m.Type, m.Start, m.End, oneLine(m.Text))
		fmt.Fprintf(out, "           = %s", oneLine(orDash(m.Lemma)))
		if m.Entity != "" {
			fmt.Fprintf(out, "  [%s %s]", m.Entity, oneLine(names[m.Entity]))
		}
		fmt.Fprintf(out, "\n           rule %s%s\n", m.Rule, rowList(ex.Mentions[i].Rows))
		if vote := ex.Mentions[i].Vote; vote != "" {
			fmt.Fprintf(out, "           %s\n", vote)
		}
		for _, word := range ex.Mentions[i].Words {
			if word.Suffixes != "-" {
				fmt.Fprintf(out, "           %s = %s + %s\n", oneLine(word.Text), word.Lemma, word.Suffixes)
			}
		}
	}
	explainEntities(out, ex)
	explainFacts(out, ex, names)
}

// heading opens a section and says so when it is empty.
func heading(out io.Writer, name string, n int) {
	fmt.Fprintf(out, "\n%s\n", name)
	if n == 0 {
		fmt.Fprintln(out, "  none")
	}
}

func explainEntities(out io.Writer, ex pipeline.Explanation) {
	heading(out, "entities", len(ex.Document.Entities))
	for i, e := range ex.Document.Entities {
		fmt.Fprintf(out, "  %-4s %s", e.ID, oneLine(e.Name))
		if len(e.Aliases) > 0 {
			fmt.Fprintf(out, "  (also %s)", oneLine(strings.Join(e.Aliases, ", ")))
		}
		fmt.Fprintln(out)
		for _, why := range ex.Entities[i] {
			fmt.Fprintf(out, "       merged: %s\n", oneLine(why))
		}
	}
}

func explainFacts(out io.Writer, ex pipeline.Explanation, names map[string]string) {
	doc := ex.Document
	evidence := func(s pipeline.Span) string { return oneLine(slice(doc.Text, s)) }
	heading(out, "memberships", len(doc.Memberships))
	for i, m := range doc.Memberships {
		fmt.Fprintf(out, "  %s: %s, %s%s\n", oneLine(names[m.Person]), m.Title, body(names, m.Organization, m.Place), tenure(m))
		fmt.Fprintf(out, "       rule %s%s\n       «%s»\n", m.Rule, rowList(ex.Memberships[i]), evidence(m.Evidence))
	}
	heading(out, "parents", len(doc.Parents))
	for _, p := range doc.Parents {
		fmt.Fprintf(out, "  %s\n       belongs to %s\n       «%s»\n", oneLine(names[p.Child]), oneLine(names[p.Parent]), evidence(p.Evidence))
	}
	heading(out, "events", len(doc.Events))
	for i, e := range doc.Events {
		fmt.Fprintf(out, "  %s (%s): %s, %s, %s, date %s, confidence %.2f\n", e.Type, e.Modality,
			oneLine(names[e.Person]), orDash(e.Post), body(names, e.Organization, e.Place), orDash(e.Date), e.Confidence)
		fmt.Fprintf(out, "       trigger %s, rule %s%s\n       «%s»\n",
			oneLine(e.Trigger.Text), e.Rule, rowList(ex.Events[i]), evidence(e.Evidence))
	}
	for _, list := range []struct {
		name string
		of   []pipeline.Refusal
	}{{"no mentions", ex.Unnamed}, {"no events", ex.Refused}} {
		heading(out, list.name, len(list.of))
		for _, r := range list.of {
			fmt.Fprintf(out, "  %5d-%-5d %s: %s\n", r.At.Start, r.At.End, evidence(r.At), r.Why)
		}
	}
	fmt.Fprintln(out)
}

func rowList(rows []string) string {
	if len(rows) == 0 {
		return ""
	}
	return "; lexicon " + strings.Join(rows, ", ")
}
