package corpus

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Tables: CSV and TSV with a header. The delimiter is a comma, a semicolon or a tab.
// A field in quotes may hold the delimiter, line feeds and doubled quotes; quotes in
// a field that does not begin with one are letters like others.

// columns are the names in the header, in lower case, and the fields they mean. Of
// two columns of one meaning the first that is not empty counts.
var columns = map[string]func(*record) *string{
	"id": recordID, "guid": recordID,
	"url": recordURL, "link": recordURL,
	"source": recordSource, "site": recordSource,
	"title": recordTitle, "headline": recordTitle,
	"published": recordPublished, "date": recordPublished, "published_at": recordPublished,
	"author": recordAuthor, "byline": recordAuthor,
	"text": recordText, "body": recordText, "content": recordText,
	"html": recordHTML,
}

func recordID(r *record) *string        { return (*string)(&r.ID) }
func recordURL(r *record) *string       { return &r.URL }
func recordSource(r *record) *string    { return &r.Source }
func recordTitle(r *record) *string     { return &r.Title }
func recordPublished(r *record) *string { return &r.Published }
func recordAuthor(r *record) *string    { return &r.Author }
func recordText(r *record) *string      { return &r.Text }
func recordHTML(r *record) *string      { return &r.HTML }

// maxHeader is how many bytes a first line may have to be taken for a header.
const maxHeader = 4 << 10

const tableAdvice = "begin it with a row of names, one of them text or html"

// looksTable reports whether the first line names columns, two of them known ones,
// or the file calls itself a table.
func looksTable(head []byte, name string) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if len(line) <= maxHeader && bytes.ContainsAny(line, "\t;,") {
		if _, _, known := readHeader(line); known >= 2 {
			return true
		}
	}
	return slices.Contains([]string{".csv", ".tsv"}, strings.ToLower(path.Ext(name)))
}

// readHeader splits the header at the delimiter that gives the most known names.
func readHeader(line []byte) (names []string, delim byte, known int) {
	delim = ','
	for _, d := range []byte("\t;,") {
		fields, err := splitRow(bufio.NewReader(bytes.NewReader(line)), d)
		if err != nil {
			continue
		}
		n := 0
		for i, f := range fields {
			fields[i] = strings.ToLower(strings.TrimSpace(f))
			if columns[fields[i]] != nil {
				n++
			}
		}
		if n > known {
			names, delim, known = fields, d, n
		}
	}
	return names, delim, known
}

// splitRow reads the one row that r holds.
func splitRow(r *bufio.Reader, delim byte) ([]string, error) {
	c := csv.NewReader(r)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = rune(delim), true, -1
	return c.Read()
}

func readTable(ctx context.Context, in *input, yield yielder) bool {
	t := &table{rows: rows{r: in.r, max: in.max, credit: 8 * in.max}, in: in}
	var head []byte
	for len(bytes.TrimSpace(head)) == 0 {
		var err error
		head, err = t.rows.line()
		if errors.Is(err, io.EOF) || errors.Is(err, errTooLarge) {
			return yield.fail(in.place, "a table without a header", tableAdvice, nil)
		}
		if err != nil {
			return yield.unreadable(in.place, err)
		}
	}
	t.names, t.rows.delim, _ = readHeader(head)
	if !slices.ContainsFunc(t.names, isText) {
		return yield.fail(in.place, "a table without a column text or html", tableAdvice, nil)
	}
	return t.read(ctx, yield)
}

func isText(name string) bool {
	field := columns[name]
	var r record
	return field != nil && (field(&r) == &r.Text || field(&r) == &r.HTML)
}

// A table is read row by row. Behind a broken quote nobody can say where the next row
// begins, so the lines after it are passed over up to one that is a whole row.
type table struct {
	in    *input
	names []string
	rows  rows
	buf   *bufio.Reader // over the row at hand
	// lost is the row that broke, nil when the last one was whole.
	lost *lostRow
	told int // rows that gave an article or a failure
}

type lostRow struct {
	first, last int // lines
	reason      string
}

func (t *table) read(ctx context.Context, yield yielder) bool {
	t.buf = bufio.NewReader(nil)
	for {
		if !yield.alive(ctx) {
			return false
		}
		row, first, err := t.rows.next()
		switch {
		case errors.Is(err, io.EOF):
			return t.close(yield)
		case errors.Is(err, errTooLarge):
			t.lose(first, fmt.Sprintf("larger than %d bytes", t.in.max))
		case errors.Is(err, errQuotes):
			t.lose(first, err.Error())
		case err != nil:
			return t.found(yield) && yield.unreadable(t.place(first), err)
		case len(bytes.TrimSpace(row)) == 0:
		default:
			if !t.readRow(row, first, yield) {
				return false
			}
		}
	}
}

func (t *table) place(line int) string { return fmt.Sprintf("%s:%d", t.in.place, line) }

// lose notes that the lines from first to the last one read give no row.
func (t *table) lose(first int, reason string) {
	if t.lost == nil {
		t.lost = &lostRow{first: first, reason: reason}
	}
	t.lost.last = t.rows.n
}

// found reports the lines that were passed over, now that a row is found again.
func (t *table) found(yield yielder) bool {
	lost := t.lost
	if lost == nil {
		return true
	}
	t.lost = nil
	t.told++
	reason := lost.reason
	if lost.last > lost.first {
		reason += fmt.Sprintf(", lines %d to %d are passed over", lost.first, lost.last)
	}
	return yield.fail(t.place(lost.first), reason, "mend that row", nil)
}

func (t *table) readRow(row []byte, first int, yield yielder) bool {
	text, err := decode(row)
	if err != nil {
		t.told++
		return t.found(yield) && yield.fail(t.place(first), err.Error(), encodingAdvice, nil)
	}
	t.buf.Reset(strings.NewReader(text))
	fields, err := splitRow(t.buf, t.rows.delim)
	if err == nil {
		fields = t.cut(fields)
	}
	if err != nil || len(fields) != len(t.names) {
		if t.lost != nil {
			t.lose(first, "")
			return true
		}
		t.told++
		reason := fmt.Sprintf("the row has %d fields, the header %d", len(fields), len(t.names))
		return yield.fail(t.place(first), reason, "mend that row", err)
	}
	if !t.found(yield) {
		return false
	}
	var rec record
	for i, name := range t.names {
		if field := columns[name]; field != nil && *field(&rec) == "" {
			*field(&rec) = fields[i]
		}
	}
	t.told++
	return rec.yield(t.place(first), yield)
}

// cut takes empty fields off that are more than the header has.
func (t *table) cut(fields []string) []string {
	for len(fields) > len(t.names) && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	return fields
}

func (t *table) close(yield yielder) bool {
	if !t.found(yield) {
		return false
	}
	if t.told == 0 {
		return yield.fail(t.in.place, "the table has no row", "", nil)
	}
	return true
}

var errQuotes = errors.New("a quote that is not closed, or not doubled")

// rows cuts a table into rows, holding at most one of them in memory.
type rows struct {
	r     *bufio.Reader
	max   int64
	delim byte
	n     int    // lines read
	back  []byte // lines to be read again
	// credit is how many bytes may still be read again: without it a table of nothing
	// but opening quotes would cost its length squared.
	credit int64
}

// line reads one line, with its end. It is valid until the next call.
func (t *rows) line() ([]byte, error) {
	t.n++
	if len(t.back) == 0 {
		line, err := readLine(t.r, t.max)
		if errors.Is(err, io.EOF) && len(line) > 0 {
			err = nil // the next call gives it again
		}
		return line, err
	}
	end := bytes.IndexByte(t.back, '\n') + 1
	if end == 0 {
		end = len(t.back)
	}
	line := t.back[:end]
	t.back = t.back[end:]
	return line, nil
}

// next gives a row and the line in which it begins. errQuotes and errTooLarge cost
// that row; io.EOF is the end.
func (t *rows) next() (row []byte, first int, err error) {
	line, err := t.line()
	first = t.n
	if err != nil {
		return nil, first, err
	}
	open, ok := scanQuotes(line, t.delim, false)
	if !ok {
		return nil, first, errQuotes
	}
	if !open {
		return line, first, nil
	}
	row = bytes.Clone(line)
	start := len(row)
	for open {
		line, err = t.line()
		switch {
		case err == nil && int64(len(row)+len(line)) > t.max:
			row, err = append(row, line...), errTooLarge
		case errors.Is(err, errTooLarge):
			return nil, first, err
		case errors.Is(err, io.EOF):
			t.n-- // there was no such line
			err = errQuotes
		case err == nil:
			row = append(row, line...)
			if open, ok = scanQuotes(line, t.delim, true); !ok {
				err = errQuotes
			}
		}
		if err != nil {
			t.again(row[start:], first)
			return nil, first, err
		}
	}
	return row, first, nil
}

// again puts lines back that were taken for the rest of the row that began in line
// first, as far as the credit goes.
func (t *rows) again(lines []byte, first int) {
	size := int64(len(lines) + len(t.back))
	if len(lines) == 0 || size > t.credit {
		return
	}
	t.credit -= size
	t.back = slices.Concat(lines, t.back)
	t.n = first
}

// scanQuotes goes through a line of a row and reports whether a quote is open at its
// end; ok is false when a quote inside a quoted field is neither doubled nor its end.
func scanQuotes(line []byte, delim byte, quoted bool) (open, ok bool) {
	for len(line) > 0 {
		if !quoted {
			if line[0] == '"' {
				quoted, line = true, line[1:]
				continue
			}
			i := bytes.IndexByte(line, delim)
			if i < 0 {
				return false, true
			}
			line = line[i+1:]
			continue
		}
		i := bytes.IndexByte(line, '"')
		if i < 0 {
			return true, true
		}
		line = line[i+1:]
		switch {
		case len(line) == 0 || line[0] == '\n' || line[0] == '\r':
			return false, true
		case line[0] == '"':
			line = line[1:]
		case line[0] == delim:
			quoted, line = false, line[1:]
		default:
			return false, false
		}
	}
	return quoted, true
}
