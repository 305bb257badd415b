package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain FILE...",
		Short: "Why: the rule, lexicon rows and suffixes behind every mention and fact",
		Example: `  derek explain release.txt
  derek explain - < release.txt`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, paths []string) error {
			p, err := a.pipeline()
			if err != nil {
				return err
			}
			skipped := false
			for art, err := range corpus.Read(cmd.Context(), paths, corpus.Options{Stdin: a.stdin}) {
				if err != nil {
					skipped = true
					a.report(err)
					continue
				}
				if err := printExplanation(a.stdout, p.Explain(art)); err != nil {
					return err
				}
			}
			if skipped {
				return errPartly
			}
			return nil
		},
	}
}

// printExplanation writes an explanation for people: what was found, and under it
// why.
func printExplanation(w io.Writer, ex pipeline.Explanation) error {
	out := bufio.NewWriter(w)
	doc := ex.Document
	names := map[string]string{"": "-"}
	for _, e := range doc.Entities {
		names[e.ID] = e.Name
	}
	fmt.Fprintf(out, "%s  %s\n  language %s, script %s, published %s\n", doc.ID, doc.Title, doc.Lang, doc.Script, orDash(doc.Published))
	fmt.Fprintf(out, "\nmentions\n")
	for i, m := range doc.Mentions {
		fmt.Fprintf(out, "  %-8s %5d-%-5d %s\n", m.Type, m.Start, m.End, oneLine(m.Text))
		fmt.Fprintf(out, "           = %s", orDash(m.Lemma))
		if m.Entity != "" {
			fmt.Fprintf(out, "  [%s %s]", m.Entity, names[m.Entity])
		}
		fmt.Fprintf(out, "\n           rule %s%s\n", m.Rule, rowList(ex.Mentions[i].Rows))
		for _, word := range ex.Mentions[i].Words {
			if word.Suffixes != "-" {
				fmt.Fprintf(out, "           %s = %s + %s\n", word.Text, word.Lemma, word.Suffixes)
			}
		}
	}
	explainEntities(out, ex)
	explainFacts(out, ex, names)
	return out.Flush()
}

func explainEntities(out io.Writer, ex pipeline.Explanation) {
	fmt.Fprintf(out, "\nentities\n")
	for i, e := range ex.Document.Entities {
		fmt.Fprintf(out, "  %-4s %s", e.ID, e.Name)
		if len(e.Aliases) > 0 {
			fmt.Fprintf(out, "  (also %s)", strings.Join(e.Aliases, ", "))
		}
		fmt.Fprintln(out)
		for _, why := range ex.Entities[i] {
			fmt.Fprintf(out, "       merged: %s\n", why)
		}
	}
}

func explainFacts(out io.Writer, ex pipeline.Explanation, names map[string]string) {
	doc := ex.Document
	fmt.Fprintf(out, "\nmemberships\n")
	for i, m := range doc.Memberships {
		fmt.Fprintf(out, "  %s: %s, %s%s\n", names[m.Person], m.Title, place(names, m.Organization, m.Place), past(m))
		fmt.Fprintf(out, "       rule %s%s\n       %q\n", m.Rule, rowList(ex.Memberships[i]), slice(doc.Text, m.Evidence))
	}
	fmt.Fprintf(out, "\nevents\n")
	for i, e := range doc.Events {
		fmt.Fprintf(out, "  %s (%s): %s, %s, %s  date %s  confidence %.2f\n", e.Type, e.Modality,
			names[e.Person], orDash(e.Post), place(names, e.Organization, e.Place), orDash(e.Date), e.Confidence)
		fmt.Fprintf(out, "       trigger %s, rule %s%s\n       %q\n", e.Trigger.Text, e.Rule, rowList(ex.Events[i]), slice(doc.Text, e.Evidence))
	}
	fmt.Fprintf(out, "\nrefused\n")
	for _, r := range ex.Refused {
		fmt.Fprintf(out, "  %5d-%-5d %s: %s\n", r.At.Start, r.At.End, oneLine(slice(doc.Text, r.At)), r.Why)
	}
	fmt.Fprintln(out)
}

func place(names map[string]string, org, place string) string {
	if org == "" {
		return names[place]
	}
	return names[org]
}

func past(m pipeline.Membership) string {
	s := ""
	if m.Past {
		s = " (past)"
	}
	if m.From != "" || m.To != "" {
		s += fmt.Sprintf(" %s..%s", m.From, m.To)
	}
	return s
}

func rowList(rows []string) string {
	if len(rows) == 0 {
		return ""
	}
	return "; lexicon " + strings.Join(rows, ", ")
}

// slice cuts code points out of a text.
func slice(text string, s pipeline.Span) string {
	r := []rune(text)
	if s.Start < 0 || s.End > len(r) || s.Start > s.End {
		return ""
	}
	return string(r[s.Start:s.End])
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
