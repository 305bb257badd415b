package lexicon

import (
	"fmt"
	"slices"
	"strconv"
)

// A Row is one line of a table.
type Row struct {
	Key     string // first column
	Line    int    // line number in its file, from 1
	fields  []string
	table   *Table
	overlay bool // from the user's own table
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

// Ref names the row for explanations: "title_heads.tsv:12", and
// "title_heads.tsv:3 (overlay)" when the row comes from the user's own table.
func (r Row) Ref() string {
	ref := r.table.Name + ".tsv:" + strconv.Itoa(r.Line)
	if r.overlay {
		ref += " (overlay)"
	}
	return ref
}

// A Table is one word table. It is read-only after Load and safe for concurrent use.
type Table struct {
	Name    string   // file name without ".tsv"
	Columns []string // header row; Columns[0] is the key
	Rows    []Row    // sorted bytewise by Key
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
