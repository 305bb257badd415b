package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ingest"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
)

// ingestFlags are the flags of derek ingest.
type ingestFlags struct {
	dir              string
	reindex, refresh bool
	retry            string
	workers          int
	json             bool
	examples         int
}

func (a *app) ingestCommand() *cobra.Command {
	var f ingestFlags
	cmd := &cobra.Command{
		Use:   "ingest --archive FOLDER PATH...",
		Short: "Articles in, archive out: extracted, stored and indexed",
		Long: `Reads articles, extracts what they say, keeps them in the archive and indexes them
for search. Paths are files, folders or - for standard input: plain text, HTML pages,
JSON lines, CSV, TSV, RSS, Atom and WARC, and each of these in gzip, zstd, bzip2, zip
or tar (see derek extract). It is safe to stop (Ctrl-C, or even kill) and run again:
what the archive already holds is passed over. What cannot be read is reported, kept
in the archive's list of failures (derek archive failures), and makes the exit code 1;
everything else goes in. While it runs, others may search the archive; on Linux they
come first when they want a processor. It takes 500 to 600 MB of memory; with more
(GOMEMLIMIT=2GiB derek ingest ...) large archives grow a little faster.

--retry failed reads again the files in which something failed. --refresh annotates
anew, from the texts in the archive, what an older lexicon, model or version of the
rules has made, and prints which facts that gained and lost.`,
		Example: `  derek ingest --archive news releases/ more.jsonl
  cat articles.jsonl | derek ingest --archive news -
  derek ingest --archive news --json releases/ | jq -r '"\(.read) read, \(.failed) failed"'
  derek ingest --archive news --retry failed
  derek ingest --archive news --refresh
  derek ingest --archive news --reindex`,
		Args: arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, paths []string) error { return a.ingest(cmd.Context(), f, paths) },
	}
	archiveFlag(cmd, &f.dir)
	flags := cmd.Flags()
	flags.BoolVar(&f.reindex, "reindex", false, "rebuild from the archive what is derived of it: the search index, counts, who is who, and groups of reposts")
	flags.StringVar(&f.retry, "retry", "", "read again the files in which something `failed`")
	flags.BoolVar(&f.refresh, "refresh", false, "annotate anew what an older lexicon, model or version of the rules has made")
	flags.IntVar(&f.examples, "examples", 10, "with --refresh, show at most `N` gained and lost facts of each kind")
	flags.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "`N` articles are annotated at the same time")
	flags.BoolVar(&f.json, "json", false, "print how far it has come as one JSON object a line, the last one the report; with --refresh all facts, too")
	return cmd
}

// check finds mistakes in how the flags go together.
func (f ingestFlags) check(paths []string) error {
	switch {
	case f.retry != "" && f.refresh, f.reindex && (f.refresh || f.retry != ""):
		return usage("ingest: --reindex, --retry and --refresh go one after the other")
	case f.retry != "" && f.retry != "failed":
		return usage("ingest: --retry %s is nothing; write --retry failed", f.retry)
	case (f.retry != "" || f.refresh) && len(paths) > 0:
		return usage("ingest: --retry and --refresh take what the archive knows; leave out %q, or ingest it without them", paths[0])
	case len(paths) == 0 && !f.reindex && !f.refresh && f.retry == "":
		return usage("ingest: nothing to read; name files or folders, or - for standard input")
	case f.workers < 1:
		return usage("ingest: --workers must be at least 1")
	case f.examples < 0:
		return usage("ingest: --examples must be at least 0")
	}
	return nil
}

func (a *app) ingest(ctx context.Context, f ingestFlags, paths []string) (err error) {
	if err := f.check(paths); err != nil {
		return err
	}
	if f.retry != "" || f.refresh { // these make no archive
		arc, err := openExisting(ctx, f.dir)
		if err != nil {
			return err
		}
		if err := arc.Close(); err != nil {
			return err
		}
	}
	useBatchMemory()
	giveWay()
	st, err := a.openStore(ctx, f.dir, archive.Options{})
	if err != nil {
		return err
	}
	defer st.close(&err)
	if f.reindex {
		if err := a.reindex(ctx, st, f.json); err != nil || len(paths) == 0 {
			return err
		}
	}
	if f.refresh {
		return a.refresh(ctx, st, f)
	}
	var articles iter.Seq2[corpus.Article, error]
	if f.retry != "" {
		if articles, paths, err = a.failed(ctx, st.archive); err != nil {
			return err
		}
	} else {
		articles = corpus.Read(ctx, paths, corpus.Options{Stdin: a.stdin})
	}
	show := a.newProgress(ctx, f.json, paths)
	report, err := a.ingestInto(ctx, st, show.meter(articles), f.workers, show)
	return a.ended(show, f, paths, report, err)
}

// reindex rebuilds what is derived of the record.
func (a *app) reindex(ctx context.Context, st *store, quiet bool) error {
	n, err := st.index.Rebuild(ctx)
	if err != nil {
		return err
	}
	p, err := a.pipelineOf(st.lexicon)
	if err != nil {
		return err
	}
	if err := st.archive.Rebuild(ctx); err != nil {
		return err
	}
	if err := st.archive.Derive(ctx, p); err != nil {
		return err
	}
	out := a.stdout
	if quiet {
		out = a.stderr
	}
	fmt.Fprintf(out, "index rebuilt: %s\n", articles(n))
	return nil
}

// ingestInto runs the articles into an open store.
func (a *app) ingestInto(ctx context.Context, st *store, articles iter.Seq2[corpus.Article, error], workers int, show *progress) (ingest.Report, error) {
	p, err := a.pipelineOf(st.lexicon)
	if err != nil {
		return ingest.Report{}, err
	}
	return ingest.Run(ctx, st.archive, st.index, p, articles, show.options(workers))
}

// ended prints the report of a run, says how to go on after one that was broken off,
// and gives the error of the command.
func (a *app) ended(show *progress, f ingestFlags, paths []string, report ingest.Report, err error) error {
	if err != nil && report.Phase == "" { // it did not begin
		return err
	}
	show.end(report, err)
	switch {
	case errors.Is(err, context.Canceled):
		return stoppedError{err, "what is stored is safe; to go on, run the same again:\n  " + f.command(paths)}
	case err != nil:
		return diskAdvice(err)
	case report.Failed > 0:
		return errPartly
	}
	return nil
}

// command is how the run was called.
func (f ingestFlags) command(paths []string) string {
	words := []string{"derek", "ingest", "--archive", f.dir}
	switch {
	case f.retry != "":
		words, paths = append(words, "--retry", f.retry), nil
	case f.refresh:
		words, paths = append(words, "--refresh"), nil
	}
	words = append(words, paths...)
	for i, w := range words {
		if strings.ContainsAny(w, " \t\n'\"\\$&|;<>()*?[]{}~#!`") {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return oneLine(strings.Join(words, " "))
}

// diskAdvice says what to do when the disk gave out. The search index hands on only the
// words of what kept it from writing.
func diskAdvice(err error) error {
	if err = archive.Explain(err); err == nil {
		return nil
	}
	said := func(numbers ...syscall.Errno) bool {
		return slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return strings.Contains(err.Error(), ": "+n.Error()) })
	}
	switch {
	case errors.Is(err, archive.ErrFull), said(syscall.ENOSPC, syscall.EDQUOT):
		return fmt.Errorf("the disk is full: %w; what was stored is safe: make room and run the same again", err)
	case errors.Is(err, archive.ErrDisk), said(syscall.EFBIG, syscall.EIO):
		return fmt.Errorf("%w; what was stored is safe: look at the disk, its quota and the limits of this session, and run the same again", err)
	case errors.Is(err, archive.ErrReadOnly), errors.Is(err, fs.ErrPermission), said(syscall.EACCES, syscall.EPERM, syscall.EROFS):
		return fmt.Errorf("%w; what was stored is safe: check the folder's permissions and the disk, and run the same again", err)
	}
	return err
}

func ingestLine(r ingest.Report) string {
	line := fmt.Sprintf("%s read: %d new, %d updated, %d unchanged, %d duplicates, %d failed",
		articles(r.Read), r.Added, r.Updated, r.Unchanged, r.Duplicates, r.Failed)
	if r.Decisions > 0 {
		line += fmt.Sprintf(", %d decisions taken over", r.Decisions)
	}
	return line
}

// A store is an open archive with its index.
type store struct {
	archive *archive.Archive
	index   *search.Index
	lexicon *lexicon.Lexicon // that the index was opened with
}

// openStore opens an archive with its index.
func (a *app) openStore(ctx context.Context, dir string, opts archive.Options) (*store, error) {
	lex, err := a.loadLexicon()
	if err != nil {
		return nil, err
	}
	arc, err := openArchive(ctx, dir, opts)
	if err != nil {
		return nil, err
	}
	return &store{archive: arc, index: search.Open(arc, lex), lexicon: lex}, nil
}

// openArchive opens an archive; an error says what to do about it.
func openArchive(ctx context.Context, dir string, opts archive.Options) (*archive.Archive, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	arc, err := archive.Open(dir, opts) //nolint:contextcheck // it waits for nothing
	if err != nil {
		return nil, archiveAdvice(dir, err)
	}
	return arc, nil
}

// archiveAdvice says what to do about an archive that does not open.
func archiveAdvice(dir string, err error) error {
	switch {
	case errors.Is(err, archive.ErrLocked):
		return fmt.Errorf("%w; wait for the other derek to end, or stop it", err)
	case errors.Is(err, archive.ErrOlder):
		return fmt.Errorf("%w; bring it up to date with: derek ingest --archive %s --reindex", err, dir)
	case errors.Is(err, archive.ErrNewer):
		return fmt.Errorf("%w; update derek", err)
	case errors.Is(err, archive.ErrNotArchive) && errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no archive in %s; make one with: derek ingest --archive %s PATH", dir, dir)
	case errors.Is(err, archive.ErrNotArchive):
		return fmt.Errorf("%w; name another folder", err)
	case errors.Is(err, archive.ErrReadOnly):
		return fmt.Errorf("%w; check the folder's permissions and the disk", err)
	case errors.Is(err, archive.ErrFull):
		return fmt.Errorf("%w; nothing is lost: make room and run it again", err)
	case errors.Is(err, archive.ErrDisk):
		return fmt.Errorf("%w; nothing is lost: look at the disk, its quota and the limits of this session, and run it again", err)
	case errors.Is(err, archive.ErrDamaged):
		return fmt.Errorf("%w; see what is left with: derek archive check --archive %s", err, dir)
	default:
		return err
	}
}

// close closes the store and keeps the first error.
func (s *store) close(err *error) {
	*err = errors.Join(*err, closeAll(s.index, s.archive))
}

func closeAll(list ...io.Closer) error {
	var errs []error
	for _, c := range list {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}
