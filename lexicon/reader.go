package lexicon

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// A table file is UTF-8 text without a byte order mark; every line, the last one
// too, ends in one LF.
//
//	# a comment: any line that starts with '#'; it may stand anywhere
//	head	kind	gloss            the header: the first line that is no comment
//	әкім	post	akim             rows: as many fields as the header has
//
// Fields are separated by one tab, have no space at either end and may be empty,
// except the first: it is the key, unique in its table. Rows of the embedded
// tables stand sorted bytewise by key, so that a doublet is seen in review and
// two editors seldom touch the same lines. An overlay may order its rows as it likes.
// There are no quotes and no escapes.

// removal marks, in an overlay, a row that takes a key away. The embedded tables
// have no key that starts with it and goes on.
const removal = "-"

const byteOrderMark = "\ufeff"

// reader parses one table file and collects what is wrong with it.
type reader struct {
	file     string
	overlay  bool
	table    *Table
	problems []error
	line     int // number of the current line, from 1
}

// readTable reads one file. The table is whole only if there are no problems, and
// nil if the file cannot be read at all.
func readTable(fsys fs.FS, file string, overlay bool) (*Table, []error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, []error{fmt.Errorf("read table: %w", err)}
	}
	return parse(file, data, overlay)
}

func parse(file string, data []byte, overlay bool) (*Table, []error) {
	r := &reader{file: file, overlay: overlay, table: &Table{Name: tableName(file), index: map[string]int{}}}
	r.line = 1
	if rest, found := bytes.CutPrefix(data, []byte(byteOrderMark)); found {
		r.complain("byte order mark, tables are plain UTF-8")
		data = rest
	}
	for line := range bytes.Lines(data) {
		r.readLine(line)
		r.line++
	}
	if r.table.Columns == nil {
		r.complain("no header row, the first line must name the columns")
	}
	return r.table, r.problems
}

// complain records a problem of the current line as "file:line: what, why".
func (r *reader) complain(format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s:%d: %s", r.file, r.line, fmt.Sprintf(format, args...)))
}

func (r *reader) readLine(raw []byte) {
	body, ended := bytes.CutSuffix(raw, []byte("\n"))
	if !ended {
		r.complain("no line feed at the end of the file, the next editor's row would join this one")
	}
	if !utf8.Valid(body) {
		r.complain("not UTF-8, save the table in UTF-8")
		return
	}
	if bytes.ContainsRune(body, '\r') {
		r.complain("carriage return, lines end in LF alone")
		body = bytes.ReplaceAll(body, []byte("\r"), nil)
	}
	line := string(body)
	switch {
	case strings.HasPrefix(line, "#"):
	case line == "":
		r.complain("empty line, use a line with # to separate rows")
	case r.table.Columns == nil:
		r.readHeader(strings.Split(line, "\t"))
	default:
		r.readRow(strings.Split(line, "\t"))
	}
}

func (r *reader) readHeader(columns []string) {
	for i, name := range columns {
		if name == "" || strings.TrimSpace(name) != name {
			r.complain("column %d has the name %q, it needs one without spaces around it", i+1, name)
		}
		if slices.Contains(columns[:i], name) {
			r.complain("column %q stands twice", name)
		}
	}
	r.table.Columns = columns
}

func (r *reader) readRow(fields []string) {
	key := fields[0]
	if r.overlay && isRemoval(key) && len(fields) == 1 {
		fields = append(fields, make([]string, len(r.table.Columns)-1)...)
	}
	if len(fields) != len(r.table.Columns) {
		r.complain("%d fields, the header has %d", len(fields), len(r.table.Columns))
		return
	}
	for i, field := range fields {
		if strings.TrimSpace(field) != field {
			r.complain("space around %q in column %q, it would never match", field, r.table.Columns[i])
		}
	}
	r.checkKey(key)
	r.table.index[key] = len(r.table.Rows)
	r.table.Rows = append(r.table.Rows, Row{Key: key, Line: r.line, fields: fields, table: r.table, overlay: r.overlay})
}

func (r *reader) checkKey(key string) {
	if key == "" {
		r.complain("empty key, the first field names the row")
		return
	}
	if first, dup := r.table.Lookup(key); dup {
		r.complain("key %q stands twice, first in line %d", key, first.Line)
		return
	}
	if r.overlay {
		return
	}
	if isRemoval(key) {
		r.complain("key %q starts with %q, which in an overlay means removal", key, removal)
	}
	if n := len(r.table.Rows); n > 0 && key < r.table.Rows[n-1].Key {
		r.complain("key %q stands after %q, rows are sorted bytewise by key", key, r.table.Rows[n-1].Key)
	}
}

func isRemoval(key string) bool { return len(key) > len(removal) && strings.HasPrefix(key, removal) }
