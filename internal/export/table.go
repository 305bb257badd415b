package export

import (
	"slices"
	"strconv"

	"github.com/seed50815598/derek/pipeline"
)

// A valueType is the type of the values of a column. All may be missing, save where
// the column is required.
type valueType string

// The types of values. A partial date is YYYY, YYYY-MM or YYYY-MM-DD, a text in
// every format.
const (
	aText    valueType = "string"
	anInt    valueType = "integer"
	aNumber  valueType = "number"
	aBool    valueType = "boolean"
	aDate    valueType = "date"
	aPartial valueType = "partial date"
)

// A column describes the values of one column, and says where they come from.
type column struct {
	name     string
	kind     valueType
	required bool
	unit     string // "" for none
	about    string
	of       func(from any) any // the value in what a row is made from
}

// A table is what csv, parquet, sqlite and datapackage.json have in common.
type table struct {
	name    string
	about   string
	columns []column
	key     []string // names of the columns that tell rows apart
	refs    []reference
	late    bool // its rows follow the last article

	at map[string]int // column by name
}

// A reference says that the values of columns are those of the key of another table.
type reference struct {
	columns []string
	table   string
	to      []string
}

// A row holds the values of a table's columns: string, int, float64, bool, or nil for
// what is not known; and what they were made from.
type row struct {
	*table
	values []any
	from   any
}

// text gives a value as CSV writes it, "" for nil.
func (r row) text(name string) string { return asText(r.values[r.at[name]]) }

func (r row) is(name string) bool { return r.values[r.at[name]] == true }

func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// given turns what may be missing into a value.
func given[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func (t *table) indexed() *table {
	t.at = make(map[string]int, len(t.columns))
	for i, c := range t.columns {
		t.at[c.name] = i
	}
	return t
}

// mayMiss tells whether a row may have no value in one of the columns.
func (t *table) mayMiss(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return !t.columns[t.at[name]].required })
}

// must describes a column that has a value in every row: of is given what a row is made
// from.
func must[T any](name string, kind valueType, about string, of func(*T) any) column {
	return column{name: name, kind: kind, required: true, about: about, of: func(from any) any { return of(from.(*T)) }}
}

// may describes a column whose values may be missing: nil, or the contract's "".
func may[T any](name string, kind valueType, about string, of func(*T) any) column {
	return column{name: name, kind: kind, about: about, of: func(from any) any {
		if v := of(from.(*T)); v != "" {
			return v
		}
		return nil
	}}
}

func (c column) in(unit string) column {
	c.unit = unit
	return c
}

// span describes the beginning and the end of a stretch of text.
func span[T any](start, end, what string, of func(*T) pipeline.Span) []column {
	return []column{
		must(start, anInt, "first character of "+what, func(from *T) any { return of(from).Start }).in(codePoints),
		must(end, anInt, "character after the last of "+what, func(from *T) any { return of(from).End }).in(codePoints),
	}
}

const codePoints = "Unicode code points of the article's text, from 0"

func columns(parts ...any) []column {
	var all []column
	for _, p := range parts {
		switch p := p.(type) {
		case column:
			all = append(all, p)
		case []column:
			all = append(all, p...)
		}
	}
	return all
}
