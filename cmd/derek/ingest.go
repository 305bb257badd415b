package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ingest"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
)

// ingestFlags are the flags of derek ingest.
type ingestFlags struct {
	dir     string
	reindex bool
	workers int
}

func (a *app) ingestCommand() *cobra.Command {
	var f ingestFlags
	cmd := &cobra.Command{
		Use:   "ingest --archive FOLDER PATH...",
		Short: "Articles in, archive out: extracted, stored and indexed",
		Long: `Reads articles, extracts what they say, keeps them in the archive and indexes them
for search. Paths are files, folders or - for standard input: plain text, HTML pages,
JSON lines, CSV, TSV, RSS, Atom and WARC, and each of these in gzip, zstd, bzip2, zip
or tar (see derek extract). It is safe to stop and run again: what the archive already holds is
passed over. What cannot be read is reported, kept in the archive's list of
failures, and makes the exit code 1; everything else goes in.`,
		Example: `  derek ingest --archive news releases/ more.jsonl
  cat articles.jsonl | derek ingest --archive news -
  derek ingest --archive news --reindex`,
		Args: arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, paths []string) error { return a.ingest(cmd.Context(), f, paths) },
	}
	archiveFlag(cmd, &f.dir)
	cmd.Flags().BoolVar(&f.reindex, "reindex", false, "rebuild from the archive what is derived of it: the search index, and who is who")
	cmd.Flags().IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "`N` articles are annotated at the same time")
	return cmd
}

func (a *app) ingest(ctx context.Context, f ingestFlags, paths []string) (err error) {
	if len(paths) == 0 && !f.reindex {
		return usage("ingest: nothing to read; name files or folders, or - for standard input")
	}
	if f.workers < 1 {
		return usage("ingest: --workers must be at least 1")
	}
	st, err := a.openStore(ctx, f.dir, archive.Options{})
	if err != nil {
		return err
	}
	defer st.close(&err)
	if f.reindex {
		n, err := st.index.Rebuild(ctx)
		if err != nil {
			return err
		}
		p, err := a.pipelineOf(st.lexicon)
		if err != nil {
			return err
		}
		if _, err := st.archive.Identify(ctx, p); err != nil {
			return err
		}
		if _, err := st.archive.Group(ctx, p); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "index rebuilt: %s\n", articles(n))
		if len(paths) == 0 {
			return nil
		}
	}
	report, err := a.ingestInto(ctx, st, corpus.Read(ctx, paths, corpus.Options{Stdin: a.stdin}), f.workers)
	fmt.Fprintln(a.stdout, ingestLine(report))
	if err != nil {
		return err
	}
	if report.Failed > 0 {
		return errPartly
	}
	return nil
}

// ingestInto runs the articles into an open store, reporting failures and now and
// then the progress on standard error.
func (a *app) ingestInto(ctx context.Context, st *store, articles iter.Seq2[corpus.Article, error], workers int) (ingest.Report, error) {
	p, err := a.pipelineOf(st.lexicon)
	if err != nil {
		return ingest.Report{}, err
	}
	var shown time.Time
	return ingest.Run(ctx, st.archive, st.index, p, articles, ingest.Options{
		Workers: workers,
		Now:     a.now,
		Failed:  a.report,
		Progress: func(r ingest.Report) {
			if now := a.now(); now.Sub(shown) > 5*time.Second {
				if !shown.IsZero() {
					fmt.Fprintln(a.stderr, ingestLine(r))
				}
				shown = now
			}
		},
	})
}

func ingestLine(r ingest.Report) string {
	return fmt.Sprintf("%s read: %d new, %d updated, %d unchanged, %d duplicates, %d failed",
		articles(r.Read), r.Added, r.Updated, r.Unchanged, r.Duplicates, r.Failed)
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
