package archive

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/seed50815598/derek/pipeline"
)

// A Fault is something that is not as it should be.
type Fault struct {
	Kind FaultKind
	What string
}

// A FaultKind says what helps.
type FaultKind int

// The kinds of faults.
const (
	FaultFile    FaultKind = iota // the file is damaged: only another copy, or reading everything anew, helps
	FaultBody                     // an article cannot be read: the others can
	FaultCounts                   // rows do not agree with each other
	FaultDerived                  // what is derived does not agree; deriving it anew helps
)

// maxFaults bounds how many faults of a kind Check tells.
const maxFaults = 20

// Check looks at everything that the record holds: whether SQLite finds the file sound
// and no row dangling, whether every text and document can be read and every text is
// the one of its hash, and whether what is derived agrees: counts, lists of events,
// identities, groups of reposts. It sees one moment of an archive that is being written. The error is one that kept it from looking; articles is how
// many it read.
func (a *Archive) Check(ctx context.Context) (faults []Fault, articles int, err error) {
	tx, end, err := a.moment(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("check: %w", err)
	}
	defer end()
	c := checker{db: tx, told: map[FaultKind]int{}}
	if err := c.file(ctx); err != nil || len(c.faults) > 0 {
		return c.faults, 0, err // a damaged file says nothing that can be relied on
	}
	tally := tallies{}
	for _, check := range []func(context.Context, tallies) error{c.bodies, c.counts, c.identities, c.groups} {
		if err := check(ctx, tally); err != nil {
			return c.faults, c.articles, fmt.Errorf("archive: check: %w", err)
		}
	}
	for kind, n := range c.told {
		if n > maxFaults {
			c.faults = append(c.faults, Fault{kind, fmt.Sprintf("and %d more", n-maxFaults)})
		}
	}
	return c.faults, c.articles, nil
}

// A checker collects faults.
type checker struct {
	db       querier
	articles int
	faults   []Fault
	told     map[FaultKind]int
}

func (c *checker) fault(kind FaultKind, format string, args ...any) {
	if c.told[kind]++; c.told[kind] <= maxFaults {
		c.faults = append(c.faults, Fault{kind, fmt.Sprintf(format, args...)})
	}
}

// file asks SQLite. What it cannot even answer is a fault, too.
func (c *checker) file(ctx context.Context) error {
	for _, query := range []string{
		fmt.Sprintf("PRAGMA integrity_check(%d)", maxFaults),
		`SELECT 'a row of ' || "table" || ' speaks of one of ' || parent || ' that is not there' FROM pragma_foreign_key_check`,
	} {
		lines, err := column(ctx, c.db, query)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for _, line := range lines {
			if line == "ok" {
				continue
			}
			c.fault(FaultFile, "%s: %s", recordFile, line)
		}
		if err != nil {
			c.fault(FaultFile, "%s: %v", recordFile, err)
		}
	}
	return nil
}

// bodies reads all texts and documents.
func (c *checker) bodies(ctx context.Context, tally tallies) error {
	type row struct {
		n    int64
		doc  pipeline.Document
		hash []byte
		body body
	}
	for r, err := range stream(ctx, c.db, func(rows *sql.Rows, r *row) error {
		targets := append([]any{&r.n, &r.hash}, scanHeader(&r.doc)...)
		return rows.Scan(append(targets, &r.body.text, &r.body.document)...)
	}, "SELECT a.n, a.hash, "+headerColumns+", ifnull(b.text, x''), ifnull(b.document, x'') FROM articles a LEFT JOIN bodies b ON b.article = a.n ORDER BY a.n") {
		if err != nil {
			return err
		}
		c.articles++
		if err := r.body.decode(&r.doc); err != nil {
			c.fault(FaultBody, "article %q: %v", r.doc.ID, err)
			continue
		}
		if !bytes.Equal(hashOf(r.doc.Text), r.hash) {
			c.fault(FaultBody, "article %q: its text is not the one that was stored", r.doc.ID)
		}
		if err := dangling(&r.doc); err != nil {
			c.fault(FaultBody, "article %q: %v", r.doc.ID, err)
		}
		tally.add(&r.doc, 1)
		if err := c.events(ctx, r.n, &r.doc); err != nil {
			return err
		}
	}
	return nil
}

// counts compares what rows say of each other.
func (c *checker) counts(ctx context.Context, tally tallies) error {
	for kept, err := range stream(ctx, c.db, func(r *sql.Rows, v *struct {
		key [2]string
		n   int
	},
	) error {
		return r.Scan(&v.key[0], &v.key[1], &v.n)
	}, "SELECT kind, type, n FROM tallies") {
		if err != nil {
			return err
		}
		tally[kept.key] -= kept.n
	}
	for key, n := range tally {
		if n != 0 && c.told[FaultBody] == 0 {
			c.fault(FaultDerived, "the count of %s %s is wrong by %d", key[0], key[1], n)
		}
	}
	for what, query := range map[string]string{
		"id %s is both an article and a further id":    "SELECT id FROM articles JOIN further USING (id)",
		"article %s is of a version that is not there": "SELECT id FROM articles WHERE version NOT IN (SELECT n FROM versions)",
		"id %s is both an article and removed":         "SELECT id FROM articles JOIN removed USING (id)",
		"article %s has a change yet to come":          "SELECT id FROM articles WHERE change > (SELECT value FROM meta WHERE key = 'change')",
		"the body of article number %s has no article": "SELECT article FROM bodies WHERE article NOT IN (SELECT n FROM articles)",
	} {
		ids, err := column(ctx, c.db, query)
		if err != nil {
			return err
		}
		for _, id := range ids {
			c.fault(FaultCounts, what, id)
		}
	}
	return nil
}

// identities counts the members of identities and blocks, unless they are to be looked at
// anyway.
func (c *checker) identities(ctx context.Context, _ tallies) error {
	if n, err := numbers(ctx, c.db, "SELECT count(*) FROM stale_blocks"); err != nil || n[0] > 0 {
		return err // joined blocks are not all stale when one is
	}
	wrong, err := numbers(ctx, c.db, `SELECT i.seed FROM identities i LEFT JOIN
		(SELECT identity, count(*) AS n FROM members WHERE identity > 0 GROUP BY identity) m ON m.identity = i.n WHERE ifnull(m.n, 0) <> i.members`)
	if err != nil {
		return err
	}
	for _, seed := range wrong {
		c.fault(FaultDerived, "identity %s has another number of members than it says", seedText(seed))
	}
	lost, err := numbers(ctx, c.db, `SELECT m.article FROM members m LEFT JOIN identities i ON i.n = m.identity
		WHERE m.identity IS NULL OR m.identity > 0 AND i.n IS NULL ORDER BY m.article`)
	if err != nil {
		return err
	}
	for _, n := range lost {
		c.fault(FaultDerived, "a member in article number %d belongs to no identity", n)
	}
	return c.rolls(ctx)
}

// rolls compares the rolls of blocks with the rows of members.
func (c *checker) rolls(ctx context.Context) error {
	type count struct{ block, n, identities int64 }
	left := map[int64]count{}
	for v, err := range stream(ctx, c.db, func(r *sql.Rows, v *count) error { return r.Scan(&v.block, &v.n, &v.identities) },
		"SELECT block, count(*), sum(identity) FROM members GROUP BY block") {
		if err != nil {
			return err
		}
		left[v.block] = v
	}
	var reader sheetReader
	for row, err := range stream(ctx, c.db, scanSheet, "SELECT n, packed FROM blocks") {
		if err != nil {
			return err
		}
		s, err := reader.sheet(row.key, row.packed)
		if err != nil {
			c.fault(FaultDerived, "block %d: %v", blockOf(row.key), err)
			return nil
		}
		v := left[blockOf(row.key)]
		v.block = blockOf(row.key)
		for _, r := range s.records {
			v.n--
			v.identities -= r.identity
		}
		left[v.block] = v
	}
	for _, block := range sortedKeys(left) {
		if v := left[block]; v.n != 0 || v.identities != 0 {
			c.fault(FaultDerived, "block %d has other members than articles say", block)
		}
	}
	return nil
}

// Rebuild makes counts and lists of events anew from the documents, and has the next
// Identify and Group forget what they have made: what helps against FaultDerived.
func (a *Archive) Rebuild(ctx context.Context) error {
	err := a.transact(ctx, func(t *transaction) error {
		for _, query := range []string{
			"DELETE FROM events", "DELETE FROM parents", "DELETE FROM tallies",
			"UPDATE meta SET value = '' WHERE key IN ('identity_version', 'print_version')",
		} {
			if err := t.exec(ctx, query); err != nil {
				return err
			}
		}
		all, err := numbers(ctx, t, "SELECT n FROM articles")
		if err != nil {
			return err
		}
		tally := tallies{}
		for _, n := range all {
			doc, err := t.document(ctx, n)
			if err == nil {
				err = errors.Join(ctx.Err(), t.putEvents(ctx, n, &doc))
			}
			if err != nil {
				return err
			}
			tally.add(&doc, 1)
		}
		return tally.store(ctx, t)
	})
	if err != nil {
		return fmt.Errorf("archive: rebuild: %w", err)
	}
	return nil
}

// Compact makes the record as small as it can be: it drops what nothing needs any
// more, has SQLite write all anew without gaps and empties the journal. It needs as
// much free disk as the record has bytes, twice for a moment; when that is missing, the
// error is ErrFull and the record as before. Readers may go on.
func (a *Archive) Compact(ctx context.Context) (before, after int64, err error) {
	if a.write == nil {
		return 0, 0, ErrReadOnly
	}
	if before, err = a.Size(); err != nil {
		return 0, 0, err
	}
	err = a.transact(ctx, func(t *transaction) error { return t.listSeeds(ctx) })
	for _, query := range []string{"VACUUM", "PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if err == nil {
			_, err = a.write.ExecContext(ctx, query)
		}
	}
	if err != nil {
		return before, before, fmt.Errorf("archive: compact: %w", Explain(err))
	}
	after, err = a.Size()
	return before, after, err
}

// Size is how many bytes the record takes on disk.
func (a *Archive) Size() (int64, error) {
	var sum int64
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(a.path(recordFile) + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("archive: %w", err)
		}
		sum += info.Size()
	}
	return sum, nil
}
