package archive

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Failure is input that gave no article.
type Failure struct {
	Place  string // where it was read, "dir/file.jsonl:12"
	Stage  string // who gave up: "read", "annotate", "store"
	Reason string
	// First and Last say when it failed, Times how often. AddFailure ignores First
	// and Times.
	First, Last time.Time
	Times       int
}

// AddFailure notes a failure. The same place and stage again is the same failure
// with the new reason.
func (a *Archive) AddFailure(ctx context.Context, f Failure) error {
	err := a.transact(ctx, func(t *transaction) error { return t.addFailure(ctx, f) })
	if err != nil {
		return fmt.Errorf("archive: failure of %s: %w", f.Place, err)
	}
	return nil
}

// ResolveFailure forgets the failures of a place; an unknown place is fine. Put does
// it by itself.
func (a *Archive) ResolveFailure(ctx context.Context, place string) error {
	err := a.transact(ctx, func(t *transaction) error {
		return t.exec(ctx, "DELETE FROM failures WHERE place = ?", place)
	})
	if err != nil {
		return fmt.Errorf("archive: failure of %s: %w", place, err)
	}
	return nil
}

// Failures returns the unresolved failures by place.
func (a *Archive) Failures(ctx context.Context) ([]Failure, error) {
	return collect(ctx, a.read, func(r *sql.Rows, f *Failure) error {
		return r.Scan(&f.Place, &f.Stage, &f.Reason, moment{&f.First}, moment{&f.Last}, &f.Times)
	}, "SELECT place, stage, reason, first_seen, last_seen, times FROM failures ORDER BY place, stage")
}

// A Run is one ingest.
type Run struct {
	ID                int64
	Started, Finished time.Time // Finished is zero while it runs, or when it was killed
	Lexicon           string    // version of the tables
	Changes           Changes
	Failed            int
}

// StartRun logs that an ingest begins and returns its number.
func (a *Archive) StartRun(ctx context.Context, now time.Time, lexicon string) (int64, error) {
	var n int64
	err := a.transact(ctx, func(t *transaction) error {
		return t.queryRow(ctx, "INSERT INTO runs (started, finished, lexicon) VALUES (?, '', ?) RETURNING n",
			stamp(now), lexicon).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("archive: start run: %w", err)
	}
	return n, nil
}

// FinishRun logs how an ingest ended.
func (a *Archive) FinishRun(ctx context.Context, run int64, now time.Time, c Changes, failed int) error {
	err := a.transact(ctx, func(t *transaction) error {
		return t.exec(ctx, `UPDATE runs SET finished = ?, added = ?, updated = ?, unchanged = ?, duplicates = ?, failed = ?
			WHERE n = ?`, stamp(now), c.Added, c.Updated, c.Unchanged, c.Duplicates, failed, run)
	})
	if err != nil {
		return fmt.Errorf("archive: finish run %d: %w", run, err)
	}
	return nil
}

// Runs returns the log, last run first.
func (a *Archive) Runs(ctx context.Context) ([]Run, error) {
	return collect(ctx, a.read, func(r *sql.Rows, v *Run) error {
		c := &v.Changes
		return r.Scan(&v.ID, moment{&v.Started}, moment{&v.Finished}, &v.Lexicon,
			&c.Added, &c.Updated, &c.Unchanged, &c.Duplicates, &v.Failed)
	}, "SELECT n, started, finished, lexicon, added, updated, unchanged, duplicates, failed FROM runs ORDER BY n DESC")
}

// moment scans what stamp wrote; ” is the zero time.
type moment struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m moment) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("moment is a %T", src)
	}
	*m.t = time.Time{}
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, s)
	*m.t = t
	return err
}
