package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
)

func (a *app) archiveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "archive",
		Short: "Who is who in an archive, reposts, what became of its input, and whether it is sound",
		Long: `failures and files tell what became of what derek ingest has read, duplicates which
articles are reposts of others; check, compact and stats look after the archive itself.
The others say which people, organizations and places of different articles are one,
and why: every merge has its rule and evidence. What the rules got wrong is put right
with join and apart; such a decision overrides the rules for good and can be taken back.`,
		Example: `  derek archive people --archive news
  derek archive people --archive news 'Ańsar Óserbaev'
  derek archive join --archive news P-3f9a1c2b7k P-81v0d2m4qs
  derek archive undo --archive news
  derek archive failures --archive news
  derek archive check --archive news`,
	}
	group(cmd,
		a.identitiesCommand("people", "PERSON", "People across articles, and why they are one",
			"  derek archive people --archive news\n  derek archive people --archive news 'Ańsar Óserbaev'\n  derek archive people --archive news --json Óserbaev | jq .members"),
		a.identitiesCommand("orgs", "ORG", "Organizations across articles, and why they are one",
			"  derek archive orgs --archive news\n  derek archive orgs --archive news máslıhat"),
		a.identitiesCommand("places", "PLACE", "Places across articles, and why they are one",
			"  derek archive places --archive news 'Saryaǵash aýdany'"),
		a.joinCommand(), a.apartCommand(), a.undoCommand(), a.decisionsCommand(),
		a.duplicatesCommand(), a.failuresCommand(), a.filesCommand(),
		a.checkCommand(), a.compactCommand(), a.archiveStatsCommand())
	return cmd
}

// identitiesFlags are the flags of derek archive people, orgs and places.
type identitiesFlags struct {
	dir       string
	json, all bool
	limit     int
}

// maxMembers is how many members of an identity are shown unless all are asked for.
const maxMembers = 20

func (a *app) identitiesCommand(name, kind, short, example string) *cobra.Command {
	var f identitiesFlags
	cmd := &cobra.Command{
		Use:   name + " --archive FOLDER [NAME|ID]",
		Short: short,
		Long: `Without a name: those that most articles name. With a name, in any script, or the
beginnings of its words: all who bear it, with the articles that name them, the reason
for every merge, and who of the same name was kept apart and why. An id shows one.`,
		Example: example,
		Args:    arguments(0, 1, ""),
		RunE: func(cmd *cobra.Command, names []string) error {
			return a.identities(cmd.Context(), f, kind, strings.Join(names, ""))
		},
	}
	archiveFlag(cmd, &f.dir)
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line, with all members")
	cmd.Flags().BoolVar(&f.all, "all", false, "show all of them, and all their articles")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "show at most `N`")
	return cmd
}

func (a *app) identities(ctx context.Context, f identitiesFlags, kind, name string) (err error) {
	if f.limit < 1 {
		return usage("archive: --limit must be at least 1")
	}
	arc, err := openArchive(ctx, f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	if err := a.warnUnsettled(ctx, arc); err != nil {
		return err
	}
	list, err := findIdentities(ctx, arc, f, kind, name)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("the archive knows no such name%s", orNothing(": ", name))
	}
	enc := json.NewEncoder(a.stdout)
	enc.SetEscapeHTML(false)
	for _, id := range list {
		switch {
		case f.json:
			if err := enc.Encode(id); err != nil {
				return err
			}
		case name == "":
			fmt.Fprintf(a.stdout, "%s  %5d  %s\n", id.ID, id.Count, oneLine(id.Name))
		default:
			a.showIdentity(id, f.all)
		}
	}
	return nil
}

// findIdentities looks for an id first, then for a name.
func findIdentities(ctx context.Context, arc *archive.Archive, f identitiesFlags, kind, name string) ([]archive.Identity, error) {
	if name != "" {
		id, err := arc.Identity(ctx, name)
		if err == nil {
			return []archive.Identity{id}, nil
		}
		if !errors.Is(err, archive.ErrNoIdentity) {
			return nil, err
		}
	}
	limit := f.limit
	if f.all {
		limit = 0
	}
	return arc.FindIdentities(ctx, kind, name, limit, f.json || name != "")
}

// warnUnsettled says so when the archive has not caught up with its articles.
func (a *app) warnUnsettled(ctx context.Context, arc *archive.Archive) error {
	n, err := arc.Unsettled(ctx)
	if n > 0 {
		fmt.Fprintf(a.stderr, "derek: %d names or articles have not been looked at yet; the next derek ingest or derek archive join, apart or undo does it\n", n)
	}
	return err
}

func orNothing(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

// showIdentity prints an identity with its members and reasons.
func (a *app) showIdentity(id archive.Identity, all bool) {
	fmt.Fprintf(a.stdout, "%s  %s\n", id.ID, oneLine(id.Name))
	if len(id.Aliases) > 1 {
		fmt.Fprintf(a.stdout, "    spelled: %s\n", oneLine(strings.Join(id.Aliases, ", ")))
	}
	for i, m := range id.Members {
		if i == maxMembers && !all {
			fmt.Fprintf(a.stdout, "    and %d more; --all shows them\n", len(id.Members)-i)
			break
		}
		fmt.Fprintf(a.stdout, "    %s/%s  %s  %s%s\n", harmless(m.Article), m.Entity, orDash(m.Published), oneLine(m.Name), because(m))
	}
	for _, other := range id.Apart {
		fmt.Fprintf(a.stdout, "    not %s %s: %s\n", other.ID, oneLine(other.Name), oneLine(other.Reason))
	}
}

// because says why a member belongs, after a colon.
func because(m archive.Member) string {
	if m.Rule == "" {
		return ""
	}
	s := ": " + m.Rule
	if m.Evidence != "" {
		s += " (" + m.Evidence + ")"
	}
	return oneLine(s + ", as " + m.With)
}

func (a *app) joinCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "join --archive FOLDER ID OTHER-ID",
		Short:   "Decide that two are one",
		Example: "  derek archive join --archive news P-3f9a1c2b7k P-81v0d2m4qs",
		Args:    arguments(2, 2, "two ids, as derek archive people shows them"),
		RunE: func(cmd *cobra.Command, ids []string) error {
			ctx := cmd.Context()
			return a.change(ctx, dir, "", func(arc *archive.Archive) (archive.Decision, error) {
				return arc.Join(ctx, a.now(), ids[0], ids[1])
			})
		},
	}
	archiveFlag(cmd, &dir)
	return cmd
}

func (a *app) apartCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "apart --archive FOLDER ID ARTICLE/ENTITY",
		Short: "Decide that somebody in an article is another",
		Long: `Takes an entity of an article out of the person or body that the rules put it into. It
then stands alone; derek archive join gives it to another.`,
		Example: "  derek archive apart --archive news P-3f9a1c2b7k 023/p4",
		Args:    arguments(2, 2, "an id and an article's entity, as derek archive people shows them"),
		RunE: func(cmd *cobra.Command, list []string) error {
			i := strings.LastIndexByte(list[1], '/')
			if i <= 0 || i == len(list[1])-1 {
				return usage("apart: %q is not ARTICLE/ENTITY; for example:\n%s", list[1], cmd.Example)
			}
			ctx := cmd.Context()
			return a.change(ctx, dir, "", func(arc *archive.Archive) (archive.Decision, error) {
				return arc.KeepApart(ctx, a.now(), list[0], list[1][:i], list[1][i+1:])
			})
		},
	}
	archiveFlag(cmd, &dir)
	return cmd
}

func (a *app) undoCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "undo --archive FOLDER [NUMBER]",
		Short:   "Take back the last decision, or the one of that number",
		Example: "  derek archive undo --archive news\n  derek archive undo --archive news 3",
		Args:    arguments(0, 1, ""),
		RunE: func(cmd *cobra.Command, list []string) error {
			number := int64(0)
			if len(list) > 0 {
				n, err := strconv.ParseInt(list[0], 10, 64)
				if err != nil || n < 1 {
					return usage("undo: %q is no number of a decision; derek archive decisions lists them", list[0])
				}
				number = n
			}
			ctx := cmd.Context()
			return a.change(ctx, dir, "taken back: ", func(arc *archive.Archive) (archive.Decision, error) {
				d, err := arc.Undo(ctx, number)
				if errors.Is(err, archive.ErrNoDecision) && number == 0 {
					err = errors.New("there is no decision to take back")
				}
				return d, err
			})
		},
	}
	archiveFlag(cmd, &dir)
	return cmd
}

func (a *app) decisionsCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "decisions --archive FOLDER",
		Short:   "What was joined and kept apart by hand",
		Example: "  derek archive decisions --archive news",
		Args:    arguments(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.decisions(cmd.Context(), dir) },
	}
	archiveFlag(cmd, &dir)
	return cmd
}

// change makes a decision or takes one back, carries it out and shows what became of
// the people or bodies concerned.
func (a *app) change(ctx context.Context, dir, what string, f func(*archive.Archive) (archive.Decision, error)) (err error) {
	p, err := a.pipeline()
	if err != nil {
		return err
	}
	arc, err := openExisting(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	if _, err := arc.Identify(ctx, p); err != nil { // what the ids mean must not change meanwhile
		return err
	}
	d, err := f(arc)
	if err != nil {
		return decisionAdvice(dir, err)
	}
	if _, err := arc.Identify(ctx, p); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s%s\n", what, decisionLine(d))
	shown := map[string]bool{}
	for _, party := range []archive.Party{d.A, d.B} {
		id, err := arc.Identity(ctx, party.Seed)
		if errors.Is(err, archive.ErrNoIdentity) || shown[id.ID] { // its article is gone
			continue
		}
		if err != nil {
			return err
		}
		shown[id.ID] = true
		a.showIdentity(id, false)
	}
	return nil
}

// openExisting opens an archive for writing, but does not make one.
func openExisting(ctx context.Context, dir string) (*archive.Archive, error) {
	reading, err := openArchive(ctx, dir, archive.Options{ReadOnly: true})
	if errors.Is(err, archive.ErrOlder) {
		err = nil
	} else if err == nil {
		err = reading.Close()
	}
	if err != nil {
		return nil, err
	}
	return openArchive(ctx, dir, archive.Options{})
}

// decisionAdvice says what to do about a decision that is refused.
func decisionAdvice(dir string, err error) error {
	switch {
	case errors.Is(err, archive.ErrNoIdentity):
		return fmt.Errorf("%w; find ids with: derek archive people --archive %s NAME", err, dir)
	case errors.Is(err, archive.ErrNoDecision):
		return fmt.Errorf("%w; list them with: derek archive decisions --archive %s", err, dir)
	}
	return err
}

func decisionLine(d archive.Decision) string {
	verb := map[string]string{"join": "is", "apart": "is not"}[d.Kind]
	return fmt.Sprintf("decision %d: %s (%s in %s) %s %s (%s in %s)", d.Number,
		d.A.Seed, oneLine(d.A.Name), harmless(d.A.Article), verb, d.B.Seed, oneLine(d.B.Name), harmless(d.B.Article))
}

func (a *app) decisions(ctx context.Context, dir string) (err error) {
	arc, err := openArchive(ctx, dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	list, err := arc.Decisions(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(a.stderr, "no decisions; the rules alone say who is who")
	}
	for _, d := range list {
		fmt.Fprintf(a.stdout, "%s  %s\n", d.Made.UTC().Format("2006-01-02"), decisionLine(d))
	}
	return nil
}
