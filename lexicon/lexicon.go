// Package lexicon holds derek's word tables: strict tab-separated files that a
// linguist can read and edit, their one reader, their lint and the overlay of a
// user's own tables.
//
// It takes the embedded *.tsv files and, optionally, a folder of tables with the
// same names; it gives read-only tables. What the words mean for a stage is the
// stage's business: each stage compiles the tables it needs when it is made.
package lexicon

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed *.tsv
var builtin embed.FS

// A Row is one line of a table.
type Row struct {
	Key    string // first column
	Line   int    // line number in its file, from 1
	fields []string
	table  *Table
}

// Get returns the field of the named column. It panics on a column that the
// table does not have: column names are fixed by the embedded tables.
func (r Row) Get(column string) string {
	i := slices.Index(r.table.Columns, column)
	if i < 0 {
		panic(fmt.Sprintf("lexicon: table %s has no column %q", r.table.Name, column))
	}
	return r.fields[i]
}

// Ref names the row for explanations: "titles.tsv:12".
func (r Row) Ref() string { return fmt.Sprintf("%s.tsv:%d", r.table.Name, r.Line) }

// A Table is one word table. It is read-only after Load and safe for concurrent use.
type Table struct {
	Name    string   // file name without ".tsv"
	Columns []string // header row; Columns[0] is the key
	Rows    []Row    // sorted by Key
	index   map[string]int
}

// Lookup finds the row with the given key.
func (t *Table) Lookup(key string) (Row, bool) {
	i, ok := t.index[key]
	if !ok {
		return Row{}, false
	}
	return t.Rows[i], true
}

// Lexicon is the set of all tables. It is read-only and safe for concurrent use.
type Lexicon struct {
	tables  map[string]*Table
	version string
}

// Table returns the named table. It panics on a name that is not among the
// embedded tables.
func (l *Lexicon) Table(name string) *Table {
	t, ok := l.tables[name]
	if !ok {
		panic(fmt.Sprintf("lexicon: no table %q", name))
	}
	return t
}

// Version is a short hash of all tables, the overlay included.
func (l *Lexicon) Version() string { return l.version }

// Default returns the embedded tables, parsed once.
var Default = sync.OnceValues(func() (*Lexicon, error) { return Load(nil) })

// Load reads the embedded tables and lays those of overlay (nil for none) over
// them: rows with a known key replace, others are added.
func Load(overlay fs.FS) (*Lexicon, error) {
	lex := &Lexicon{tables: map[string]*Table{}}
	if err := lex.read(builtin); err != nil {
		return nil, err
	}
	if overlay != nil {
		if err := lex.read(overlay); err != nil {
			return nil, err
		}
	}
	lex.seal()
	return lex, nil
}

func (l *Lexicon) read(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*.tsv")
	if err != nil {
		return fmt.Errorf("lexicon: list tables: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("lexicon: read table: %w", err)
		}
		t, err := parse(name, data)
		if err != nil {
			return err
		}
		if base, ok := l.tables[t.Name]; ok {
			base.lay(t)
		} else {
			l.tables[t.Name] = t
		}
	}
	return nil
}

// lay puts the rows of over on top of t.
func (t *Table) lay(over *Table) {
	for _, r := range over.Rows {
		r.table = t
		if i, ok := t.index[r.Key]; ok {
			t.Rows[i] = r
			continue
		}
		t.index[r.Key] = len(t.Rows)
		t.Rows = append(t.Rows, r)
	}
}

// seal sorts the rows again and computes the version.
func (l *Lexicon) seal() {
	h := sha256.New()
	names := make([]string, 0, len(l.tables))
	for name := range l.tables {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		t := l.tables[name]
		slices.SortStableFunc(t.Rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
		for i, r := range t.Rows {
			t.index[r.Key] = i
			fmt.Fprintf(h, "%s\t%s\n", name, strings.Join(r.fields, "\t"))
		}
	}
	l.version = hex.EncodeToString(h.Sum(nil))[:12]
}

func parse(name string, data []byte) (*Table, error) {
	t := &Table{Name: strings.TrimSuffix(path.Base(name), ".tsv"), index: map[string]int{}}
	sc := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if t.Columns == nil {
			t.Columns = fields
			continue
		}
		if len(fields) != len(t.Columns) {
			return nil, fmt.Errorf("lexicon %s:%d: %d fields, the header has %d", name, n, len(fields), len(t.Columns))
		}
		if _, dup := t.index[fields[0]]; dup {
			return nil, fmt.Errorf("lexicon %s:%d: key %q stands twice", name, n, fields[0])
		}
		t.index[fields[0]] = len(t.Rows)
		t.Rows = append(t.Rows, Row{Key: fields[0], Line: n, fields: fields, table: t})
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("lexicon %s: %w", name, err)
	}
	if t.Columns == nil {
		return nil, fmt.Errorf("lexicon %s: no header row", name)
	}
	return t, nil
}
