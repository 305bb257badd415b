package export

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // writes the database
)

// sqliteName is the file of an SQLite export.
const sqliteName = "derek.sqlite"

// sqliteFormat writes one database with all tables, keys, indexes and views.
type sqliteFormat struct {
	ctx     context.Context //nolint:containedctx // of the one export that it lives for
	dir     folder
	db      *sql.DB
	tx      *sql.Tx
	inserts map[*table]*sql.Stmt
}

// views join what one looks at together.
//
//go:embed views.sql
var views string

func newSQLite(r *run, dir folder, _ *Options) (format, error) {
	db, err := openScratch(r.ctx, dir.path(sqliteName))
	if err != nil {
		return nil, err
	}
	s := &sqliteFormat{ctx: r.ctx, dir: dir, db: db, inserts: map[*table]*sql.Stmt{}}
	for _, t := range tables {
		if _, err := db.ExecContext(r.ctx, createTable(t)); err != nil {
			s.abandon()
			return nil, fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if err := s.begin(); err != nil {
		s.abandon()
		return nil, err
	}
	return s, nil
}

// scratchCache bounds the pages of such a database in memory, and what it sorts there.
const scratchCache = 4096 // KB

// openScratch makes a database that nobody reads until it is finished, and that is
// thrown away when it is not: without a journal, so one transaction may be of any size.
// It uses one connection.
func openScratch(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path)))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
		PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE; PRAGMA cache_size=-%d`, scratchCache))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	return db, nil
}

// quoted writes names as SQL: some are words of it.
func quoted(names ...string) string { return `"` + strings.Join(names, `", "`) + `"` }

func createTable(t *table) string {
	var lines []string
	for _, c := range t.columns {
		line := quoted(c.name) + map[valueType]string{anInt: " INTEGER", aNumber: " REAL", aBool: " INTEGER"}[c.kind]
		if !strings.HasSuffix(line, "R") && !strings.HasSuffix(line, "L") {
			line += " TEXT"
		}
		if c.required {
			line += " NOT NULL"
		}
		lines = append(lines, line)
	}
	if len(t.key) > 0 {
		lines = append(lines, "PRIMARY KEY ("+quoted(t.key...)+")")
	}
	for _, r := range t.refs {
		lines = append(lines, fmt.Sprintf("FOREIGN KEY (%s) REFERENCES %s (%s)", quoted(r.columns...), quoted(r.table), quoted(r.to...)))
	}
	return fmt.Sprintf("CREATE TABLE %s (\n\t%s\n) STRICT", quoted(t.name), strings.Join(lines, ",\n\t"))
}

// begin prepares the one transaction of all rows.
func (s *sqliteFormat) begin() (err error) {
	if s.tx, err = s.db.BeginTx(s.ctx, nil); err != nil {
		return err
	}
	for _, t := range tables {
		marks := strings.TrimSuffix(strings.Repeat("?,", len(t.columns)), ",")
		if s.inserts[t], err = s.tx.PrepareContext(s.ctx, "INSERT INTO "+quoted(t.name)+" VALUES ("+marks+")"); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteFormat) article(*article) error { return nil }

// row stores a row. SQLite's functions and shell take a NUL for the end of a text: it
// becomes the sign for what cannot be shown, and offsets stay.
func (s *sqliteFormat) row(r row) error {
	for i, v := range r.values {
		if text, ok := v.(string); ok && strings.IndexByte(text, 0) >= 0 {
			r.values[i] = strings.ReplaceAll(text, "\x00", "\ufffd")
		}
	}
	// That the export is stopped is seen between articles; to watch for it costs as much as an insert.
	if _, err := s.inserts[r.table].ExecContext(context.WithoutCancel(s.ctx), r.values...); err != nil {
		return fmt.Errorf("table %s: %w", r.name, err)
	}
	return nil
}

func (s *sqliteFormat) finish() ([]resource, error) {
	tx := s.tx
	s.tx = nil
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	for _, query := range append(indexes(), views) {
		if _, err := s.db.ExecContext(s.ctx, query); err != nil {
			return nil, fmt.Errorf("%s: %w", sqliteName, err)
		}
	}
	if err := s.db.Close(); err != nil {
		return nil, err
	}
	done, err := s.dir.hashed(sqliteName)
	var all []resource
	for _, t := range tables {
		all = append(all, resource{written: done, table: t, format: "sqlite", media: "application/vnd.sqlite3"})
	}
	return all, err
}

// indexes serve the foreign keys that no primary key serves.
func indexes() []string {
	var all []string
	for _, t := range tables {
		for _, r := range t.refs {
			if len(t.key) > 0 && t.key[0] == r.columns[0] && len(r.columns) == 1 {
				continue
			}
			name := t.name + "_" + strings.Join(r.columns, "_")
			all = append(all, fmt.Sprintf("CREATE INDEX %s ON %s (%s)", quoted(name), quoted(t.name), quoted(r.columns...)))
		}
	}
	return all
}

func (s *sqliteFormat) abandon() {
	if s.tx != nil {
		s.tx.Rollback() //nolint:errcheck // the file is thrown away
	}
	errors.Join(s.db.Close()) //nolint:errcheck // likewise
}
