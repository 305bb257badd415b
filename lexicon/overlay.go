package lexicon

import (
	"fmt"
	"slices"
	"strings"
)

// lay puts the rows of an overlay table on top of the embedded table of the same
// name and returns what does not fit. Only a table that fits whole is laid.
func (l *Lexicon) lay(over *Table) []error {
	base, known := l.find(over.Name)
	if !known {
		return []error{fmt.Errorf("%s.tsv:1: unknown table, an overlay changes the embedded ones only", over.Name)}
	}
	if problems := base.misfits(over); len(problems) > 0 {
		return problems
	}
	var rows []Row
	for _, r := range base.Rows {
		if _, replaced := over.index[r.Key]; replaced {
			continue
		}
		if _, removed := over.index[removal+r.Key]; removed {
			continue
		}
		rows = append(rows, r)
	}
	for _, r := range over.Rows {
		if !isRemoval(r.Key) {
			r.table = base
			rows = append(rows, r)
		}
	}
	base.setRows(rows)
	return nil
}

// misfits lists why over cannot be laid on t.
func (t *Table) misfits(over *Table) []error {
	if !slices.Equal(t.Columns, over.Columns) {
		return []error{fmt.Errorf("%s.tsv:1: columns %q, the embedded table has %q", over.Name, over.Columns, t.Columns)}
	}
	var problems []error
	for _, r := range over.Rows {
		key, found := strings.CutPrefix(r.Key, removal)
		if _, known := t.index[key]; found && isRemoval(r.Key) && !known {
			problems = append(problems, fmt.Errorf("%s.tsv:%d: no row %q to remove", over.Name, r.Line, key))
		}
	}
	return problems
}

func (t *Table) setRows(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	t.Rows = rows
	t.index = make(map[string]int, len(rows))
	for i, r := range rows {
		t.index[r.Key] = i
	}
}
