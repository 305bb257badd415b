// Package archive keeps annotated articles on disk: the record of derek.
//
// It takes articles with their documents and gives them back exactly as stored,
// beside counts, the list of failed input and the log of runs. It keeps one
// article per text and one text per id, so that reading the same input twice
// changes nothing. Who is who across articles is derived from them, name by name, and
// kept beside them with what users decided about it. The search index is derived from
// the record and belongs to internal/search; the record only tells it what has changed.
package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The reasons for which a folder does not open, or not for writing.
var (
	ErrLocked     = errors.New("archive: another process is writing")
	ErrNewer      = errors.New("archive: written by a newer derek")
	ErrOlder      = errors.New("archive: written by an older derek; to be opened once for writing")
	ErrNotArchive = errors.New("archive: not an archive")
	ErrReadOnly   = errors.New("archive: not writable")
	ErrNotFound   = errors.New("archive: no such article")
)

// What may happen to any call.
var (
	ErrFull    = errors.New("archive: the disk is full")
	ErrDisk    = errors.New("archive: the disk refuses to be read or written") // a limit, a quota, a fault
	ErrDamaged = errors.New("archive: damaged")
)

const (
	recordFile = "derek.db"
	lockFile   = "writer.db"
)

// Options says how to open an archive. The zero value opens it for writing and
// makes it when the folder is empty or missing.
type Options struct {
	ReadOnly bool // neither make nor lock it
}

// An Archive is an open archive. All methods are safe for concurrent use. Reads
// see what was committed when they began and never wait for the writer.
type Archive struct {
	dir      string
	id       string
	read     *sql.DB
	known    *sql.Stmt // knownQuery, on read
	original *sql.Stmt // originalQuery, likewise
	write    *sql.DB   // nil when opened read-only; has one connection
	lock     *sql.DB   // nil when opened read-only; holds the writer lock
	kept     *reading
}

// Open opens the archive in dir. A folder has any number of readers and one
// writer, in whatever process; a second writer gets ErrLocked at once. The other
// errors to tell apart are ErrNewer, ErrOlder (opened read-only), ErrNotArchive and
// ErrReadOnly.
func Open(dir string, opts Options) (*Archive, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("archive %s: %w", dir, err)
	}
	a := &Archive{dir: dir, kept: newReading()}
	if opts.ReadOnly {
		err = a.openRead()
	} else {
		err = a.openWrite()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("archive %s: %w", dir, Explain(err)), a.Close())
	}
	return a, nil
}

// Dir is the folder of the archive, absolute.
func (a *Archive) Dir() string { return a.dir }

// ID is the random name that the archive got when it was made.
func (a *Archive) ID() string { return a.id }

// Close ends all access and gives up the writer lock.
func (a *Archive) Close() error {
	var errs []error
	for _, s := range []*sql.Stmt{a.known, a.original} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	for _, db := range []*sql.DB{a.read, a.write, a.lock} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

func (a *Archive) openRead() error {
	if _, err := os.Stat(a.path(recordFile)); err != nil && !errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w", ErrNotArchive, err)
	}
	a.read = openReaders(a.path(recordFile), "_pragma=busy_timeout(5000)")
	err := a.check(a.read)
	if errors.Is(readOnly(err), ErrReadOnly) && !a.journalLeft() {
		// A read-only medium has no room for WAL's shared memory; without a
		// writer the file alone is whole.
		if err := a.read.Close(); err != nil {
			return err
		}
		a.read = openReaders(a.path(recordFile), "immutable=1")
		err = a.check(a.read)
	}
	return err
}

func (a *Archive) openWrite() error {
	if err := a.makeDir(); err != nil {
		return err
	}
	if err := a.takeLock(); err != nil {
		return err
	}
	// The size of pages is that of a new file only; the driver sets the journal after it.
	a.write = openDB(a.path(recordFile), "_pragma=busy_timeout(5000)", "_pragma=page_size(8192)", "_pragma=foreign_keys(1)",
		"_journal_mode=WAL", "_pragma=journal_size_limit(33554432)", "_pragma=synchronous(FULL)", "_txlock=immediate")
	a.write.SetMaxOpenConns(1)
	if err := a.migrate(context.Background()); err != nil {
		return err
	}
	a.read = openReaders(a.path(recordFile), "_pragma=busy_timeout(5000)")
	return a.check(a.read)
}

// makeDir makes the folder. One that holds other people's files is refused: a
// mistyped path must not scatter an archive into it.
func (a *Archive) makeDir() error {
	if err := os.MkdirAll(a.dir, 0o755); err != nil {
		return readOnly(err)
	}
	list, err := os.ReadDir(a.dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Name() == recordFile || e.Name() == lockFile {
			return nil
		}
	}
	if len(list) > 0 {
		return fmt.Errorf("%w: the folder holds other files", ErrNotArchive)
	}
	return nil
}

// takeLock opens a transaction that lasts as long as the archive is open. The lock
// of an SQLite file works on every system that SQLite works on, between processes
// and within one, and dies with its process.
func (a *Archive) takeLock() error {
	a.lock = openDB(a.path(lockFile), "_pragma=busy_timeout(0)", "_pragma=journal_mode(MEMORY)")
	a.lock.SetMaxOpenConns(1)
	_, err := a.lock.ExecContext(context.Background(), "BEGIN EXCLUSIVE")
	if isCode(err, sqlite3.SQLITE_BUSY) {
		return ErrLocked
	}
	return readOnly(err)
}

// version reads the format from the header, 0 for an empty database.
func (a *Archive) version(ctx context.Context, db *sql.DB) (int, error) {
	var app, version, tables int
	row := db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`)
	if err := row.Scan(&app, &version, &tables); err != nil {
		if isCode(err, sqlite3.SQLITE_NOTADB) {
			return 0, fmt.Errorf("%w: %s is no SQLite database", ErrNotArchive, recordFile)
		}
		return 0, err
	}
	switch {
	case app == 0 && version == 0 && tables == 0:
		return 0, nil
	case app != applicationID || version < 1:
		return 0, fmt.Errorf("%w: %s is another program's database", ErrNotArchive, recordFile)
	case version > FormatVersion:
		return 0, fmt.Errorf("%w: format %d, this one reads up to %d", ErrNewer, version, FormatVersion)
	}
	return version, nil
}

// check opens the first connection and makes sure of the format.
func (a *Archive) check(db *sql.DB) error {
	ctx := context.Background()
	version, err := a.version(ctx, db)
	if err != nil {
		return err
	}
	if version == 0 {
		return fmt.Errorf("%w: %s is empty", ErrNotArchive, recordFile)
	}
	if version < FormatVersion {
		return fmt.Errorf("%w: format %d, this one reads %d", ErrOlder, version, FormatVersion)
	}
	if err := db.QueryRowContext(ctx, "SELECT value FROM meta WHERE key='archive'").Scan(&a.id); err != nil {
		return err
	}
	if a.known, err = db.PrepareContext(ctx, knownQuery); err != nil {
		return err
	}
	a.original, err = db.PrepareContext(ctx, originalQuery)
	return err
}

func (a *Archive) path(name string) string { return filepath.Join(a.dir, name) }

// journalLeft tells whether a writer left changes outside the main file.
func (a *Archive) journalLeft() bool {
	info, err := os.Stat(a.path(recordFile) + "-wal")
	return err == nil && info.Size() > 0
}

// openDB prepares access to a database file; the first use connects.
func openDB(path string, params ...string) *sql.DB {
	name := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: strings.Join(params, "&")}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		panic(err) // the driver is linked in: sql.Open knows its name
	}
	return db
}

// maxIdle is how many connections are kept for reading, with up to 4 MB of pages each.
// To open one costs as much as answering a question; there are as many as need be, for a
// question may take several at a time.
const maxIdle = 12

// openReaders prepares reading from a database file.
func openReaders(path string, params ...string) *sql.DB {
	db := openDB(path, append(params, "mode=ro", "_pragma=cache_size(-4096)")...)
	db.SetMaxIdleConns(maxIdle)
	return db
}

// isCode tells whether err is SQLite's with that primary result code.
func isCode(err error, code int) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == code
}

// readOnly marks the errors that mean "you may not write here".
func readOnly(err error) error {
	if errors.Is(err, ErrReadOnly) {
		return err
	}
	if errors.Is(err, fs.ErrPermission) || isCode(err, sqlite3.SQLITE_READONLY) || isCode(err, sqlite3.SQLITE_CANTOPEN) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// Explain puts before an error what users can do something about: ErrFull, ErrDisk,
// ErrDamaged or ErrReadOnly. Other errors come back as they are.
func Explain(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrFull), errors.Is(err, ErrDisk), errors.Is(err, ErrDamaged):
		return err
	case isCode(err, sqlite3.SQLITE_FULL), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case isCode(err, sqlite3.SQLITE_IOERR), errors.Is(err, syscall.EFBIG), errors.Is(err, syscall.EIO):
		return fmt.Errorf("%w: %w", ErrDisk, err)
	case isCode(err, sqlite3.SQLITE_CORRUPT):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return readOnly(err)
}

// stamp writes a moment as the record keeps it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
