// Package register keeps the ledger of an archive on disk: who held which post when,
// ready to be read post by post and person by person.
//
// It takes an archive and follows its changes: the facts of each article are kept, and
// the posts whose facts or people have changed are put together anew by
// internal/ledger. What it holds is derived from the archive, like the search index: it
// may be deleted at any time, and is made anew when the tables behind it change. Pages
// and formats are left to others.
//
// The folder ledger/ of the archive has one SQLite database in WAL mode, posts.db:
//
//	meta       version, archive, change: what it was made from
//	articles   those that state facts, by the archive's id
//	names      what articles call a seat, each once; hash is of the packed name
//	facts      one row per fact or count: its seat, its entities, and the rest as JSON;
//	           quotations are left out, the archive has them
//	parties    the identity of each entity of a fact
//	stale      seats to be put together anew
//	seats      one row per seat; facts is how many it rests on
//	tenures    of each seat in order, with some of their evidence
//	homes      the bodies and territories of a seat, by identity
//	conflicts  contradictions, per seat
//	contests   elections with results and flags, per seat
//
// It takes 1.2 KB and 0.7 ms of one processor for an article (1,000 gold articles,
// BenchmarkCatchUp on an AMD EPYC shared with other work).
package register

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	// The driver of the database.
	_ "modernc.org/sqlite"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/lexicon"
)

// ErrNotFound says that there is no such post.
var ErrNotFound = errors.New("register: no such post")

// formatVersion is part of what a register is made from.
const formatVersion = "2"

// schemaVersion is that of the tables, in the header of the database.
const schemaVersion = 2

const schema = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, published TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS names (n INTEGER PRIMARY KEY, hash INTEGER NOT NULL, name BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS names_hash ON names(hash);
CREATE TABLE IF NOT EXISTS facts (
	article INTEGER NOT NULL, ord INTEGER NOT NULL, seat INTEGER NOT NULL, name INTEGER NOT NULL,
	person TEXT NOT NULL, org TEXT NOT NULL, place TEXT NOT NULL, data BLOB NOT NULL,
	PRIMARY KEY (article, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS facts_seat ON facts(seat);
CREATE TABLE IF NOT EXISTS parties (
	article INTEGER NOT NULL, entity TEXT NOT NULL, identity TEXT NOT NULL, PRIMARY KEY (article, entity)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stale (seat INTEGER PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS seats (
	n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
	facts INTEGER NOT NULL, holders INTEGER NOT NULL, gaps INTEGER NOT NULL, conflicts INTEGER NOT NULL,
	leads INTEGER NOT NULL, words TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
DROP INDEX IF EXISTS seats_facts;
CREATE INDEX IF NOT EXISTS seats_words ON seats(facts, n, gaps, conflicts, words); -- all that Seats asks for: rows are ten times as large
CREATE TABLE IF NOT EXISTS tenures (
	seat INTEGER NOT NULL, ord INTEGER NOT NULL, person TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (seat, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tenures_person ON tenures(person);
CREATE TABLE IF NOT EXISTS homes (identity TEXT NOT NULL, seat INTEGER NOT NULL, PRIMARY KEY (identity, seat)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS homes_seat ON homes(seat);
CREATE TABLE IF NOT EXISTS conflicts (
	seat INTEGER NOT NULL, ord INTEGER NOT NULL, kind TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (seat, ord)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contests (
	seat INTEGER NOT NULL, ord INTEGER NOT NULL, day TEXT NOT NULL, flags INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (seat, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS contests_day ON contests(day, seat, ord);
`

// contents are the tables that a new version of the rules empties.
var contents = []string{"articles", "names", "facts", "parties", "stale", "seats", "tenures", "homes", "conflicts", "contests", "meta"}

// A Register is the ledger of one archive. It is safe for concurrent use; reads see
// what was committed when they began, and never wait for CatchUp.
type Register struct {
	archive *archive.Archive
	version string
	write   *sql.DB
	read    *sql.DB
	temp    string // the folder to remove, "" when it stays

	catching sync.Mutex // one CatchUp at a time
	namer    *ledger.Namer
	reader   *ledger.Reader // nil when none is at work

	asking sync.Mutex
	asked  *ledger.Namer // for questions
}

// Open opens the register of an archive, making it when there is none. Stem is that of
// ledger.NewNamer. When the folder of the archive cannot be written, the register is a
// temporary one. The archive must stay open while the register is.
func Open(ctx context.Context, arch *archive.Archive, lex *lexicon.Lexicon, stem func(string) string) (*Register, error) {
	r := &Register{archive: arch, version: formatVersion + "-" + dictionarySum() + "-" + ledger.Version + "-" + lex.Version()}
	r.namer, r.asked = ledger.NewNamer(lex, stem), ledger.NewNamer(lex, stem)
	err := r.open(ctx, filepath.Join(arch.Dir(), "ledger"))
	if err != nil { // a read-only medium
		if err = r.Close(); err == nil {
			r.temp, err = os.MkdirTemp("", "derek-ledger-")
		}
		if err == nil {
			err = r.open(ctx, r.temp)
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("register: %w", err), r.Close())
	}
	return r, nil
}

func (r *Register) open(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file := filepath.Join(dir, "posts.db")
	r.write = openDB(file, "_pragma=busy_timeout(2000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(NORMAL)", "_txlock=immediate")
	r.write.SetMaxOpenConns(1)
	if err := r.makeTables(ctx); err != nil {
		return err
	}
	r.read = openDB(file, "mode=ro", "_pragma=busy_timeout(5000)", "_pragma=cache_size(-4096)")
	r.read.SetMaxIdleConns(8) // to open one costs as much as answering a question
	return r.read.PingContext(ctx)
}

// makeTables makes the tables. Those of another format are dropped: all is made anew anyway.
func (r *Register) makeTables(ctx context.Context) error {
	var format int
	if err := r.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&format); err != nil {
		return err
	}
	statements := schema
	if format != schemaVersion {
		var drop strings.Builder
		for _, table := range contents {
			fmt.Fprintf(&drop, "DROP TABLE IF EXISTS %s;\n", table)
		}
		statements = fmt.Sprintf("BEGIN IMMEDIATE;\n%s%sPRAGMA user_version = %d;\nCOMMIT;\nVACUUM;", &drop, schema, schemaVersion)
	}
	_, err := r.write.ExecContext(ctx, statements)
	return err
}

// Close ends all access.
func (r *Register) Close() error {
	var errs []error
	for _, db := range []*sql.DB{r.read, r.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	r.read, r.write = nil, nil
	if r.temp != "" {
		errs = append(errs, os.RemoveAll(r.temp))
	}
	return errors.Join(errs...)
}

// Revision names the state of the register: equal ones of one archive say the same.
func (r *Register) Revision(ctx context.Context) (string, error) {
	var s string
	err := r.read.QueryRowContext(ctx, `SELECT ifnull(group_concat(value, '-'), '') FROM (SELECT value FROM meta WHERE key IN ('change', 'identities', 'serial') ORDER BY key)`).Scan(&s)
	return s, err
}

// seatID is the short name of a seat, for addresses.
func seatID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "s" + hex.EncodeToString(sum[:8])
}

func openDB(path string, params ...string) *sql.DB {
	name := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: strings.Join(params, "&")}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		panic(err) // the driver is linked in: sql.Open knows its name
	}
	return db
}
