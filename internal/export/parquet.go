package export

import (
	"bytes"
	"fmt"
	"reflect"
	"time"

	"github.com/parquet-go/parquet-go"
)

// parquetFormat writes one file a table: typed columns in the order of the table,
// optional where values may be missing, zstd, days as DATE. A row group has up to 32 MB of
// values, before they are encoded, or a million rows; its pages wait on disk, so that what
// is in memory is one page of each column, and the index of those that are written.
type parquetFormat struct {
	tables map[*table]*parquetFile
	pages  *pages
	late   bool // there are no more articles
}

type parquetFile struct {
	*file
	out  *parquet.GenericWriter[any]
	row  parquet.Row
	held int      // bytes of the rows of this row group
	rows int      // and how many they are
	done *written // what is finished
}

// Bounds of a row group, and of a page of one column: small ones make readers slow, and
// the list of those that are written long.
const (
	groupBytes = 32 << 20
	groupRows  = 1_000_000
	pageBytes  = 64 << 10
)

func newParquet(_ *run, dir folder, _ *Options) (format, error) {
	waiting, err := newPages(dir.dir)
	if err != nil {
		return nil, err
	}
	p := &parquetFormat{tables: map[*table]*parquetFile{}, pages: waiting}
	for _, t := range tables {
		f, err := dir.create(t.name + ".parquet")
		if err != nil {
			p.abandon()
			return nil, err
		}
		out := parquet.NewGenericWriter[any](f, parquet.NewSchema(t.name, parquetNode(t)),
			parquet.DataPageVersion(1), parquet.DefaultEncoding(&parquet.Plain), // which every reader knows
			parquet.CreatedBy("derek", "", ""), parquet.Compression(&parquet.Zstd),
			parquet.PageBufferSize(pageBytes), parquet.ColumnPageBuffers(waiting),
			parquet.DataPageStatistics(false)) // of which the index of the file has what is needed
		p.tables[t] = &parquetFile{file: f, out: out}
	}
	return p, nil
}

// parquetNode describes a table by a struct made for it: the library sorts the columns
// of everything else by name.
func parquetNode(t *table) parquet.Node {
	fields := make([]reflect.StructField, len(t.columns))
	for i, c := range t.columns {
		tag := c.name
		kind := reflect.TypeFor[string]()
		switch c.kind {
		case anInt:
			kind = reflect.TypeFor[int64]()
		case aNumber:
			kind = reflect.TypeFor[float64]()
		case aBool:
			kind = reflect.TypeFor[bool]()
		case aDate:
			kind = reflect.TypeFor[int32]()
			tag += ",date"
		case aText, aPartial:
		}
		if !c.required {
			tag += ",optional"
		}
		fields[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: kind, Tag: reflect.StructTag(`parquet:"` + tag + `"`)}
	}
	return parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface())
}

func (p *parquetFormat) article(*article) error { return nil }

func (p *parquetFormat) row(r row) error {
	if r.late && !p.late {
		p.late = true
		if err := p.end(func(t *table) bool { return !t.late }); err != nil {
			return err
		}
	}
	f := p.tables[r.table]
	f.row = f.row[:0]
	for i, v := range r.values {
		value, size, err := parquetValue(r.columns[i], v)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", r.name, r.columns[i].name, err)
		}
		level := 0
		if !r.columns[i].required && v != nil {
			level = 1
		}
		f.row = append(f.row, value.Level(0, level, i))
		f.held += size
	}
	if _, err := f.out.WriteRows([]parquet.Row{f.row}); err != nil {
		return err
	}
	f.rows++
	if f.held < groupBytes && f.rows < groupRows {
		return nil
	}
	return f.flush()
}

// flush ends a row group. The index of its pages, which stays in memory until the end, has
// the beginnings of the least and the greatest value of each: cut out of the values, which
// can be whole articles, and keeping them.
func (f *parquetFile) flush() error {
	f.held, f.rows = 0, 0
	if err := f.out.Flush(); err != nil {
		return err
	}
	for _, index := range f.out.File().ColumnIndexes() {
		for _, values := range [][][]byte{index.MinValues, index.MaxValues} {
			for i, v := range values {
				values[i] = bytes.Clone(v)
			}
		}
	}
	return nil
}

// parquetValue gives a value, and about how much memory it takes.
func parquetValue(c column, v any) (parquet.Value, int, error) {
	switch v := v.(type) {
	case nil:
		return parquet.NullValue(), 1, nil
	case string:
		if c.kind != aDate {
			return parquet.ValueOf(v), len(v) + 8, nil
		}
		day, err := time.Parse(time.DateOnly, v)
		return parquet.Int32Value(int32(day.Unix() / 86400)), 4, err
	case int:
		return parquet.Int64Value(int64(v)), 8, nil
	case float64:
		return parquet.DoubleValue(v), 8, nil
	case bool:
		return parquet.BooleanValue(v), 1, nil
	}
	return parquet.Value{}, 0, fmt.Errorf("a %T", v)
}

// end finishes the files of some tables, which lets go of their memory.
func (p *parquetFormat) end(which func(*table) bool) error {
	for _, t := range tables {
		f := p.tables[t]
		if f.done != nil || !which(t) {
			continue
		}
		if err := f.out.Close(); err != nil {
			return err
		}
		done, err := f.close()
		if err != nil {
			return err
		}
		p.tables[t] = &parquetFile{file: f.file, done: &done}
	}
	return nil
}

func (p *parquetFormat) finish() ([]resource, error) {
	if err := p.end(func(*table) bool { return true }); err != nil {
		return nil, err
	}
	var all []resource
	for _, t := range tables {
		all = append(all, resource{written: *p.tables[t].done, table: t, format: "parquet", media: "application/vnd.apache.parquet"})
	}
	return all, p.pages.close()
}

func (p *parquetFormat) abandon() {
	p.pages.close() //nolint:errcheck // the folder is removed
	for _, f := range p.tables {
		f.abandon()
	}
}
