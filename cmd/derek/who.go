package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/pipeline"
)

// whoFlags are the flags of derek who.
type whoFlags struct {
	dir             string
	query           ledger.Query
	conflicts, gaps bool
	json            bool
	limit           int
}

func (a *app) whoCommand() *cobra.Command {
	var f whoFlags
	cmd := &cobra.Command{
		Use:   "who --archive FOLDER [WORDS...]",
		Short: "Who held which post when, with the sentences that say so",
		Long: `Puts together what all articles of an archive say of posts: who got, had and left them.
Names may be in any script and form, and may be names that a place or body had before.
WORDS find a person, post, body or place, whichever they name.

A day that no sentence states is not guessed: "by" is the day of the article that tells,
"seen" the first day on which somebody is called by the post, and a tenure that nothing
ends has no end. An end that only follows from the successor is marked inferred. With
--on, somebody whose tenure is not known to have ended by then is shown as such.

--conflicts lists the statements that cannot all be true: two holders of a post that one
person holds at a time, two winners, somebody who gets a post twice or leaves it first,
dates that differ, shares of more than 100 percent, more votes than voters. --gaps lists
the times between two holders for which none is known, and those of whom only the end is.

People are told apart as derek archive people shows: two of one name are two if their
posts and bodies say so.`,
		Example: `  derek who --archive news --post akim --place 'Saryagash audany' --on 2024-05-01
  derek who --archive news --person 'Saduaqasov'
  derek who --archive news Saryagash audanynyn akimi
  derek who --archive news --org 'aumaqtyq saylau komissiasy' --json | jq .name
  derek who --archive news --conflicts`,
		Args: arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, words []string) error {
			f.query.Words = words
			return a.who(cmd.Context(), f)
		},
	}
	archiveFlag(cmd, &f.dir)
	flags := cmd.Flags()
	flags.StringVar(&f.query.Person, "person", "", "posts of this person: `NAME`")
	flags.StringVar(&f.query.Post, "post", "", "holders of this post: `POST`")
	flags.StringVar(&f.query.Org, "org", "", "… of this body: `NAME`")
	flags.StringVar(&f.query.Place, "place", "", "… of this territory or constituency: `NAME`")
	flags.StringVar(&f.query.On, "on", "", "who held it then, `WHEN`: 2024-05-01, 2024-05, 2024")
	flags.BoolVar(&f.conflicts, "conflicts", false, "statements that cannot all be true, instead of tenures")
	flags.BoolVar(&f.gaps, "gaps", false, "times for which no holder is known, instead of tenures")
	flags.BoolVar(&f.json, "json", false, "one JSON object a line: a tenure, conflict or gap")
	flags.IntVar(&f.limit, "limit", 0, "show `N` posts, conflicts or gaps (default: all)")
	return cmd
}

func (a *app) who(ctx context.Context, f whoFlags) (err error) {
	switch {
	case f.query.On != "" && ledger.Days(f.query.On) == (ledger.Range{}):
		return usage("who: --on %q is no date; write 2024-05-01, 2024-05 or 2024", f.query.On)
	case f.conflicts && f.gaps:
		return usage("who: ask for --conflicts or --gaps, not for both")
	case f.limit < 0:
		return usage("who: --limit must not be negative")
	}
	lex, err := a.loadLexicon()
	if err != nil {
		return err
	}
	arc, err := openArchive(ctx, f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	namer := ledger.NewNamer(lex, pipeline.New(lex, nil).Key)
	people := walkIdentities(arc.EntityIdentities(ctx))
	defer people.stop()
	book, err := ledger.Gather(ctx, arc.Documents(ctx, archive.Filter{}), ledger.NewReader(namer, people.of))
	if err := errors.Join(err, people.err); err != nil {
		return err
	}
	groups, err := arc.Reposts(ctx, book.EvidenceArticles())
	if err != nil {
		return err
	}
	book.CountOnce(func(article string) string { return groups[article].ID })
	out := bufio.NewWriter(a.stdout)
	switch {
	case f.conflicts:
		err = writeList(a, out, "conflicts", book, book.FindConflicts(namer, f.query), f, writeConflict)
	case f.gaps:
		err = writeList(a, out, "gaps", book, book.FindGaps(namer, f.query), f, writeGap)
	default:
		err = a.writeTenures(out, book, book.Find(namer, f.query), f)
	}
	return errors.Join(err, out.Flush())
}

// An identityWalk tells the identities of entities beside a walk over all documents,
// which has the same order, so that only those of one article are held.
type identityWalk struct {
	next    func() (archive.EntityIdentity, error, bool)
	stop    func()
	ahead   archive.EntityIdentity // the first of the articles to come
	more    bool
	article string // whose identities are held
	held    map[string]string
	err     error
}

func walkIdentities(all iter.Seq2[archive.EntityIdentity, error]) *identityWalk {
	w := &identityWalk{held: map[string]string{}}
	w.next, w.stop = iter.Pull2(all)
	w.step()
	return w
}

func (w *identityWalk) step() {
	var err error
	w.ahead, err, w.more = w.next()
	if err != nil {
		w.err, w.more = err, false
	}
}

// of returns the identity of an article's entity, "" for none. Articles must come in
// the order of their ids.
func (w *identityWalk) of(article, entity string) string {
	if article != w.article {
		w.article = article
		clear(w.held)
		for w.more && w.ahead.Article <= article {
			if w.ahead.Article == article {
				w.held[w.ahead.Entity] = w.ahead.Identity
			}
			w.step()
		}
	}
	return w.held[entity]
}

// limited cuts a list and says so.
func limited[T any](a *app, all []T, limit int, what string) []T {
	if limit == 0 || len(all) <= limit {
		return all
	}
	fmt.Fprintf(a.stderr, "%d of %d %s shown\n", limit, len(all), what)
	return all[:limit]
}

// A tenureLine is a tenure as JSON.
type tenureLine struct {
	Seat         string   `json:"seat"`
	Post         string   `json:"post"`
	Organization string   `json:"organization"`
	Place        string   `json:"place"`
	AlsoCalled   []string `json:"also_called"`
	Many         bool     `json:"many"`
	*ledger.Tenure
	On ledger.On `json:"on"`
}

func (a *app) writeTenures(out io.Writer, book *ledger.Ledger, found []ledger.Found, f whoFlags) error {
	if len(found) == 0 {
		a.nobody(book, f)
		return nil
	}
	found = limited(a, found, f.limit, "posts")
	if f.json {
		enc := encoder(out)
		for _, x := range found {
			for _, m := range x.Tenures {
				s := x.Seat
				if err := enc.Encode(tenureLine{s.Key, s.Post, s.Body, s.Place, s.Names, s.Many, m.Tenure, m.On}); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for i, x := range found {
		if i > 0 {
			fmt.Fprintln(out)
		}
		writeSeat(out, x)
	}
	return nil
}

func encoder(out io.Writer) *json.Encoder {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc
}

// nobody says that nothing was found, and what may have been meant.
func (a *app) nobody(book *ledger.Ledger, f whoFlags) {
	switch near := book.Nearest(f.query); {
	case len(book.Seats) == 0:
		fmt.Fprintf(a.stderr, "nobody: the %s of the archive name no holder of a post\n", articles(book.Articles))
	case f.query.On != "":
		fmt.Fprintf(a.stderr, "nobody is known for %s; leave --on out to see all times\n", f.query.On)
	case len(near) > 0:
		fmt.Fprintf(a.stderr, "nobody; did you mean %s?\n", oneLine(strings.Join(near, " or ")))
	default:
		fmt.Fprintln(a.stderr, "nobody; leave out a word or a flag, or write names as the articles do")
	}
}

// A row is a line of the table of one seat.
type row struct {
	from, to, name, note string
	evidence             []ledger.Evidence
}

// writeSeat writes a seat with the tenures that were asked for and the gaps between
// them.
func writeSeat(out io.Writer, x ledger.Found) {
	fmt.Fprintln(out, oneLine(x.Seat.Label()))
	for _, name := range x.Seat.Names {
		fmt.Fprintf(out, "  also: %s\n", oneLine(name))
	}
	rows := make([]row, 0, len(x.Tenures))
	for _, m := range x.Tenures {
		for _, g := range x.Seat.Gaps {
			if len(rows) > 0 && g.Kind == ledger.Nobody && g.Before.Person == m.Person && g.To >= m.Start.From && g.To <= m.Start.To {
				rows = append(rows, row{from: g.From, to: g.To, name: "(nobody known)"})
			}
		}
		rows = append(rows, row{since(m.Start), until(m), oneLine(m.Name), note(m), m.Evidence})
	}
	var from, to, name int
	for _, r := range rows {
		from, to, name = max(from, width(r.from)), max(to, width(r.to)), max(name, width(r.name))
	}
	for _, r := range rows {
		line := "  " + pad(r.from, from) + "  " + pad(r.to, to) + "  " + pad(r.name, name) + "  " + r.note
		fmt.Fprintln(out, strings.TrimRight(line, " "))
		writeEvidence(out, r.evidence)
	}
}

// shownEvidence is how many sentences of a tenure the table shows.
const shownEvidence = 4

func writeEvidence(out io.Writer, all []ledger.Evidence) {
	shown := all[:min(shownEvidence, len(all))]
	for _, e := range shown {
		again := ""
		if e.Reposts > 0 {
			again = fmt.Sprintf(" +%d similar", e.Reposts)
		}
		fmt.Fprintf(out, "      %-7s  %s%s  %s  «%s»\n", e.Says, oneLine(e.Article), again, orDash(e.Published), short(oneLine(e.Quote)))
	}
	if more := len(all) - len(shown); more > 0 {
		fmt.Fprintf(out, "      and %d more; --json has all\n", more)
	}
}

// quoteWidth is how many characters of a sentence the table shows.
const quoteWidth = 160

func short(s string) string {
	r := []rune(s)
	if len(r) <= quoteWidth {
		return s
	}
	cut := string(r[:quoteWidth])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

// since writes the beginning of a tenure.
func since(l ledger.Limit) string {
	switch {
	case l.Date != "":
		return l.Date
	case l.Basis == ledger.Stated && l.To != "":
		return "by " + l.To
	case l.Basis == ledger.Bounded && l.To != "":
		return "seen " + l.To
	}
	return "?"
}

// until writes the end of a tenure.
func until(m ledger.Match) string {
	l := m.End
	switch {
	case l.Date != "":
		return l.Date
	case l.Basis == ledger.Inferred && l.To != "":
		return "by " + l.To + " (inferred)"
	case l.Basis == ledger.Stated && l.To != "":
		return "by " + l.To
	case l.Basis == ledger.Bounded && l.To != "":
		return "over by " + l.To
	case l.Basis == ledger.Stated, l.Basis == ledger.Bounded:
		return "over"
	case m.LastSeen != "" && m.LastSeen != m.Start.To:
		return "… last seen " + m.LastSeen
	}
	return "…"
}

// note says what the table has no column for.
func note(m ledger.Match) string {
	var parts []string
	if m.Acting {
		parts = append(parts, "acting")
	}
	switch m.On {
	case ledger.Assumed:
		parts = append(parts, "not known to have ended")
	case ledger.Possible:
		parts = append(parts, "possible")
	case ledger.Sure, ledger.No:
	}
	if p := m.Predecessor; p != nil {
		parts = append(parts, "after "+oneLine(p.Name))
	}
	if s := m.Successor; s != nil {
		parts = append(parts, "before "+oneLine(s.Name))
	}
	return strings.Join(parts, "; ")
}

func width(s string) int { return utf8.RuneCountInString(s) }

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-width(s))) }

// writeList writes conflicts or gaps.
func writeList[T any](a *app, out io.Writer, what string, book *ledger.Ledger, all []T, f whoFlags, text func(io.Writer, T)) error {
	if len(all) == 0 {
		fmt.Fprintf(a.stderr, "no %s in what %s say of %d posts\n", what, articles(book.Articles), len(book.Seats))
		return nil
	}
	enc := encoder(out)
	for i, x := range limited(a, all, f.limit, what) {
		if f.json {
			if err := enc.Encode(x); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			fmt.Fprintln(out)
		}
		text(out, x)
	}
	return nil
}

func writeConflict(out io.Writer, c ledger.Conflict) {
	fmt.Fprintf(out, "%s: %s\n  %s\n", c.Kind, oneLine(c.Label), oneLine(c.What))
	writeEvidence(out, c.Evidence)
}

func writeGap(out io.Writer, g ledger.SeatGap) {
	fmt.Fprintf(out, "%s: %s\n", g.Kind, oneLine(g.Label))
	if g.Kind == ledger.OnlyEnded {
		fmt.Fprintf(out, "  %s leaves on or before %s; nothing says since when the post was held\n", oneLine(g.Before.Name), g.To)
	} else {
		fmt.Fprintf(out, "  nobody is known from %s, after %s, to %s, before %s\n", g.From, oneLine(g.After.Name), g.To, oneLine(g.Before.Name))
	}
	writeEvidence(out, g.Evidence)
}
