package archive

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// schema3Files is the ledger of what was read.
//
//	files        one row per file (path, or path!member within an archive) that an
//	             ingest has begun: what became of it when it was last read, in which
//	             run, and when it was first and last read. articles and failed count
//	             what the last reading gave; stage and reason are those of its first
//	             failure, '' without one. A file in state reading was not read to its
//	             end: that run goes on, or was stopped or killed.
const schema3Files = `
CREATE TABLE files (
	path       TEXT PRIMARY KEY,
	state      TEXT NOT NULL, -- reading, done, failed, partly
	stage      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	articles   INTEGER NOT NULL,
	failed     INTEGER NOT NULL,
	run        INTEGER NOT NULL,
	first_seen TEXT NOT NULL,
	last_seen  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_state ON files(state) WHERE state <> 'done';
`

// The states of a file.
const (
	FileReading = "reading" // begun and not ended
	FileDone    = "done"    // everything in it is in the archive
	FileFailed  = "failed"  // nothing of it is
	FilePartly  = "partly"  // some of it is
)

// A File is what became of a file when it was last read.
type File struct {
	Path          string
	State         string // FileReading, FileDone, FileFailed or FilePartly
	Stage, Reason string // of its first failure, "" without one
	Articles      int    // that it gave, known or new
	Failed        int    // places in it that gave none
	Run           int64  // in which it was read
	// First and Last say when it was read. Note ignores First.
	First, Last time.Time
}

// Notes are what an ingest has to say beside the articles. Mended are places that
// can be read again, MendedFiles files of which everything can.
type Notes struct {
	Files       []File
	Failures    []Failure
	Mended      []string
	MendedFiles []string
}

// Note writes notes, all or none: first what was mended, then the failures as
// AddFailure does, then the files, of which each replaces its older row.
func (a *Archive) Note(ctx context.Context, notes Notes) error {
	err := a.transact(ctx, func(t *transaction) error {
		for _, place := range notes.Mended {
			if err := t.exec(ctx, "DELETE FROM failures WHERE place = ?", place); err != nil {
				return err
			}
		}
		for _, path := range notes.MendedFiles {
			// Places within a file are path:line and path!member; the next byte bounds them.
			err := t.exec(ctx, `DELETE FROM failures WHERE place = ?1 OR place > ?1 || ':' AND place < ?1 || ';'
				OR place > ?1 || '!' AND place < ?1 || '"'`, path)
			if err != nil {
				return err
			}
		}
		for _, f := range notes.Failures {
			if err := t.addFailure(ctx, f); err != nil {
				return fmt.Errorf("failure of %s: %w", f.Place, err)
			}
		}
		for _, f := range notes.Files {
			if err := t.addFile(ctx, f); err != nil {
				return fmt.Errorf("file %s: %w", f.Path, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("archive: note: %w", err)
	}
	return nil
}

func (t *transaction) addFailure(ctx context.Context, f Failure) error {
	now := stamp(f.Last)
	return t.exec(ctx, `INSERT INTO failures VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (place, stage)
		DO UPDATE SET reason = excluded.reason, last_seen = excluded.last_seen, times = times + 1`,
		f.Place, f.Stage, f.Reason, now, now)
}

func (t *transaction) addFile(ctx context.Context, f File) error {
	now := f.Last.Unix()
	return t.exec(ctx, `INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path)
		DO UPDATE SET state = excluded.state, stage = excluded.stage, reason = excluded.reason, articles = excluded.articles,
		failed = excluded.failed, run = excluded.run, last_seen = excluded.last_seen`,
		f.Path, f.State, f.Stage, f.Reason, f.Articles, f.Failed, f.Run, now, now)
}

// Files returns the files in that state by path, all of them when it is "".
func (a *Archive) Files(ctx context.Context, state string) ([]File, error) {
	return collect(ctx, a.read, func(r *sql.Rows, f *File) error {
		var first, last int64
		err := r.Scan(&f.Path, &f.State, &f.Stage, &f.Reason, &f.Articles, &f.Failed, &f.Run, &first, &last)
		f.First, f.Last = time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
		return err
	}, `SELECT path, state, stage, reason, articles, failed, run, first_seen, last_seen FROM files
		WHERE ?1 = '' OR state = ?1 ORDER BY path`, state)
}
