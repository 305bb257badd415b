// Package lexicon holds derek's word tables: strict tab-separated files that a
// linguist can read and edit, their one reader, their lint and the overlay of a
// user's own tables.
//
// It takes the embedded *.tsv files and, optionally, a folder of tables with the
// same names; it gives read-only tables. What the words mean for a stage is the
// stage's business: each stage compiles the tables it needs when it is made.
//
// README.md in this folder says of every table what it holds, where it came from
// and what in it is doubtful; reader.go says what a table file looks like.
package lexicon

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed *.tsv
var builtin embed.FS

// Lexicon is the set of all tables. It is read-only and safe for concurrent use.
type Lexicon struct {
	tables  []*Table // sorted by name
	version string
}

// Default returns the embedded tables, parsed once.
var Default = sync.OnceValues(func() (*Lexicon, error) { return Load(nil) })

// Load reads the embedded tables and lays those of overlay (nil for none) over
// them: rows with a known key replace, a row whose key is "-" and a known key
// removes it, others are added. The error names the first problem of each table
// that has any; [Lint] names all of them.
func Load(overlay fs.FS) (*Lexicon, error) {
	tables, errs := readAll(builtin, false)
	lex := &Lexicon{tables: tables}
	if overlay != nil {
		over, problems := readAll(overlay, true)
		errs = append(errs, problems...)
		for _, t := range over {
			errs = append(errs, firstOf(lex.lay(t))...)
		}
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("lexicon: %w", errors.Join(errs...))
	}
	lex.version = lex.hash()
	return lex, nil
}

// Table returns the named table ("org_heads", without ".tsv"). It panics on a
// name that is not among the embedded tables.
func (l *Lexicon) Table(name string) *Table {
	t, ok := l.find(name)
	if !ok {
		panic(fmt.Sprintf("lexicon: no table %q", name))
	}
	return t
}

// Version is a short hash of all tables, the overlay included.
func (l *Lexicon) Version() string { return l.version }

// A TableStat says how large a table is.
type TableStat struct {
	Name    string   // file name without ".tsv"
	Rows    int      // with the overlay, if there is one
	Columns []string // header row
}

// Stats lists all tables by name.
func (l *Lexicon) Stats() []TableStat {
	stats := make([]TableStat, 0, len(l.tables))
	for _, t := range l.tables {
		stats = append(stats, TableStat{t.Name, len(t.Rows), slices.Clone(t.Columns)})
	}
	return stats
}

func (l *Lexicon) find(name string) (*Table, bool) {
	i, ok := slices.BinarySearchFunc(l.tables, name, func(t *Table, name string) int {
		return strings.Compare(t.Name, name)
	})
	if !ok {
		return nil, false
	}
	return l.tables[i], true
}

func (l *Lexicon) hash() string {
	h := sha256.New()
	for _, t := range l.tables {
		fmt.Fprintf(h, "%s\t%s\n", t.Name, strings.Join(t.Columns, "\t"))
		for _, r := range t.Rows {
			fmt.Fprintf(h, "%s\n", strings.Join(r.fields, "\t"))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// readAll reads the tables of a folder, sorted by name, with the first problem
// of each table that has one. A table with problems is not among the tables.
func readAll(fsys fs.FS, overlay bool) ([]*Table, []error) {
	names, err := tableFiles(fsys)
	if err != nil {
		return nil, []error{err}
	}
	var tables []*Table
	var errs []error
	for _, name := range names {
		t, problems := readTable(fsys, name, overlay)
		if len(problems) > 0 {
			errs = append(errs, problems[0])
			continue
		}
		tables = append(tables, t)
	}
	return tables, errs
}

// tableFiles lists the *.tsv files of a folder by table name. A folder without any
// is an error: most likely it is the wrong folder.
func tableFiles(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) == ".tsv" {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil, errors.New("list tables: no *.tsv file in the folder")
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(tableName(a), tableName(b)) })
	return names, nil
}

func tableName(file string) string { return strings.TrimSuffix(path.Base(file), ".tsv") }

func firstOf(errs []error) []error { return errs[:min(1, len(errs))] }
