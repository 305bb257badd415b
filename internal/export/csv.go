package export

import (
	"encoding/csv"
	"strings"
)

// csvFormat writes one file a table: RFC 4180, UTF-8, header row, lines end in LF. With
// a byte order mark it is meant for a spreadsheet, and no text in it is a formula.
type csvFormat struct {
	tables map[*table]*csvFile
	cell   func(any) string
}

type csvFile struct {
	*file
	csv    *csv.Writer
	fields []string
}

func newCSV(_ *run, dir folder, opts *Options) (format, error) {
	c := &csvFormat{tables: map[*table]*csvFile{}, cell: asText}
	if opts.BOM {
		c.cell = harmless
	}
	for _, t := range tables {
		f, err := dir.create(t.name + ".csv")
		if err != nil {
			c.abandon()
			return nil, err
		}
		own := &csvFile{file: f, csv: csv.NewWriter(f), fields: make([]string, len(t.columns))}
		c.tables[t] = own
		for i, col := range t.columns {
			own.fields[i] = col.name
		}
		if opts.BOM {
			own.fields[0] = "\ufeff" + own.fields[0]
		}
		if err := own.csv.Write(own.fields); err != nil {
			c.abandon()
			return nil, err
		}
	}
	return c, nil
}

func (c *csvFormat) article(*article) error { return nil }

func (c *csvFormat) row(r row) error {
	f := c.tables[r.table]
	for i, v := range r.values {
		f.fields[i] = c.cell(v)
	}
	return f.csv.Write(f.fields)
}

// harmless sets an apostrophe before a text that a spreadsheet would take for a formula.
func harmless(v any) string {
	s := asText(v)
	if _, text := v.(string); text && s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func (c *csvFormat) finish() ([]resource, error) {
	var all []resource
	for _, t := range tables {
		f := c.tables[t]
		if f.csv.Flush(); f.csv.Error() != nil {
			return nil, f.csv.Error()
		}
		done, err := f.close()
		if err != nil {
			return nil, err
		}
		all = append(all, resource{written: done, table: t, format: "csv", media: "text/csv"})
	}
	return all, nil
}

func (c *csvFormat) abandon() {
	for _, f := range c.tables {
		f.abandon()
	}
}
