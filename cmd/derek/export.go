package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/export"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

// exportFlags are the flags of derek export.
type exportFlags struct {
	dir           string
	filters       filterValues
	format        string
	target        string
	labels, as    string
	person        string
	bom, force    bool
	formatChanged bool
}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export --archive FOLDER --format FORMAT -o OUT [QUERY...]",
		Short: "The archive, or what a query finds, as files for other tools",
		Long: `Writes the articles of an archive, or those that a query finds (as derek search does, with
its filters, but all of them), and what they say, into a new folder with datapackage.json, a
README that explains every column, and a line to cite it by. Nothing is cut off. The same
archive and options give the same bytes.

` + formatList() + `
The tables are articles, sources, mentions, entities, identities (people, organizations and
places across articles), memberships, parents, events, posts, tenures with their evidence,
and redirects from ids that were found to be one with others.

derek ingest reads jsonl back, a file or the folder, into a new archive or another one: texts,
sources, and what derek archive join and apart decided. What the texts say is extracted anew.

Formats of one file can also go to a file of its own ending (-o news.jsonl), and jsonl, conll
and ftm to standard output (-o -). What exists already is replaced only with --force, and
only when derek has written it.`,
		Example: `  derek export --archive news --format csv -o tables
  derek export --archive news --format sqlite -o elections.sqlite --event elected --date 2024
  derek export --archive news --format jsonl -o - maslihat | jq .title
  derek export --archive news --dossier 'Ansar Oserbaev' -o dossier`,
		Args: arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, words []string) error {
			f.formatChanged = cmd.Flags().Changed("format")
			return a.export(cmd.Context(), f, words)
		},
	}
	archiveFlag(cmd, &f.dir)
	filterFlags(cmd, &f.filters)
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "jsonl", "`FORMAT`: "+strings.Join(export.Formats(), ", "))
	flags.StringVarP(&f.target, "output", "o", "", "new folder; a file of the format's ending; or - for standard output: `OUT`")
	flags.StringVar(&f.person, "dossier", "", "pages on one person instead: posts, events, quoted evidence; `PERSON` is a name or an id")
	flags.StringVar(&f.labels, "labels", "", "conll: labels of another corpus: `SET`, kaznerd")
	flags.StringVar(&f.as, "as-of", "", "`DATE` of the export for its description, 2026-11-22; without it there is none")
	flags.BoolVar(&f.bom, "bom", false, "csv: for Excel: begin files with a byte order mark, and let no text be a formula")
	flags.BoolVar(&f.force, "force", false, "replace an export of that name")
	requireFlag(cmd, "output")
	return cmd
}

func formatList() string {
	var b strings.Builder
	for _, name := range export.Formats() {
		fmt.Fprintf(&b, "  %-8s %s\n", name, export.About(name))
	}
	return b.String()
}

// check finds what is wrong with the flags before anything is opened.
func (f *exportFlags) check() error {
	_, dateErr := time.Parse(time.DateOnly, f.as)
	switch {
	case f.person != "" && f.formatChanged:
		return usage("export: --dossier has its own format; leave --format out")
	case f.person == "" && export.About(f.format) == "":
		return usage("export: there is no format %q; there are %s", f.format, strings.Join(export.Formats(), ", "))
	case f.as != "" && dateErr != nil:
		return usage("export: --as-of %q is no day; write it as 2026-11-22", f.as)
	case f.labels != "" && (f.format != "conll" || f.labels != "kaznerd"):
		return usage("export: --labels goes with --format conll, and is kaznerd")
	case f.bom && f.format != "csv":
		return usage("export: --bom goes with --format csv")
	case f.person != "" && f.target == "-":
		return usage("export: a dossier is a folder of pages; name a new folder with -o")
	case f.target == "-" && !export.Streams(f.format):
		return usage("export: %s is a folder of files; name a new folder with -o", f.format)
	case f.target == "-":
		return nil
	}
	if f.person != "" {
		f.format = "dossier"
	}
	if err := isFolder(filepath.Dir(filepath.Clean(f.target))); err != nil {
		return usage("export: %w", err)
	}
	if err := export.Vacant(filepath.Clean(f.target), f.force); err != nil {
		return existsAdvice(err)
	}
	return nil
}

// existsAdvice says what to do about a target that is there already.
func existsAdvice(err error) error {
	switch {
	case errors.Is(err, export.ErrForeign):
		return usage("export: %w; name something new with -o", err)
	case errors.Is(err, export.ErrExists):
		return usage("export: %w; name something new with -o, or replace it with --force", err)
	}
	return err
}

// targetAdvice says what to do about a target that cannot be written.
func targetAdvice(err error) error {
	switch {
	case errors.Is(archive.Explain(err), archive.ErrFull), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("the disk is full: %w; nothing was left there: make room, or name another folder with -o", err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w; check the folder's permissions, or name another with -o", err)
	}
	return existsAdvice(err)
}

// exportMemory is where the garbage collector begins to work harder, in bytes. An export
// keeps 40 to 70 MB, most of it word tables and what is remembered of words, and of one
// post at a time all that is said of it; without a limit the heap would go to twice that.
// SQLite and the program itself take 60 MB more: all is below 200 MB.
const exportMemory = 110 << 20

func (a *app) export(ctx context.Context, f exportFlags, words []string) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(min(exportMemory, debug.SetMemoryLimit(-1))))
	lex, err := a.loadLexicon()
	if err != nil {
		return err
	}
	arc, err := openArchive(ctx, f.dir, archive.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	from := export.Selection{Archive: arc, Lexicon: lex, Pipeline: pipeline.New(lex, nil)}
	opts := export.Options{
		Format: f.format, Labels: f.labels, BOM: f.bom, Force: f.force, AsOf: f.as, Derek: version(), Query: f.filters.query(words),
	}
	if opts.Query != "" {
		if f.person != "" {
			return usage("export: --dossier takes all articles that name the person; leave the query out")
		}
		index := search.Open(arc, lex)
		defer func() { err = errors.Join(err, index.Close()) }()
		from.IDs = index.AllIDs(ctx, search.Request{Query: opts.Query})
	}
	if f.person != "" {
		if opts.Person, from.IDs, err = a.dossier(ctx, arc, f.person); err != nil {
			return err
		}
	}
	var report export.Report
	if f.target == "-" {
		report, err = export.Stream(ctx, a.stdout, from, opts)
	} else {
		report, err = export.Write(ctx, f.target, from, opts)
	}
	if err != nil {
		return a.searchAdvice(targetAdvice(err), f.dir, opts.Query)
	}
	a.exported(f, report)
	return nil
}

// exported says what was written, and what is doubtful about it.
func (a *app) exported(f exportFlags, r export.Report) {
	if f.target != "-" {
		fmt.Fprintf(a.stderr, "%s written to %s\n", articles(r.Articles), f.target)
	}
	if r.Unknown > 0 {
		fmt.Fprintf(a.stderr, "derek: %d names have no identity yet; derek ingest --archive %s --reindex gives them one\n", r.Unknown, f.dir)
	}
	if r.Changed {
		fmt.Fprintln(a.stderr, "derek: the archive changed during the export; export again when nothing writes to it")
	}
}

// version names the build of derek.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "(devel)" {
		return ""
	}
	return info.Main.Version
}
