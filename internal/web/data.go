package web

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/export"
)

// exported says, for each path below which there is an export of articles in the formats
// of derek export, which articles those are.
var exported = map[string]func(r *http.Request, p *params) desk.ExportQuery{
	"": func(_ *http.Request, p *params) desk.ExportQuery { return desk.ExportQuery{Search: foundQuery(p)} },
	"/articles/{id}": func(r *http.Request, _ *params) desk.ExportQuery {
		return desk.ExportQuery{Article: r.PathValue("id")}
	},
	"/persons/{id}": func(r *http.Request, _ *params) desk.ExportQuery {
		return desk.ExportQuery{Person: r.PathValue("id")}
	},
	"/organizations/{id}": func(r *http.Request, _ *params) desk.ExportQuery {
		return desk.ExportQuery{Organization: r.PathValue("id")}
	},
	"/places/{id}": func(r *http.Request, _ *params) desk.ExportQuery {
		return desk.ExportQuery{Place: r.PathValue("id")}
	},
}

// usualFormat is the one of an export that names none.
const usualFormat = "jsonl"

// dataKinds are the media types of formats that are one file; the others are packed.
var dataKinds = map[string]string{
	"jsonl": "application/jsonl", "ftm": "application/jsonl", "conll": "text/plain; charset=utf-8", "sqlite": "application/vnd.sqlite3",
	"popolo": "application/json", "graphml": "application/xml",
}

// packedKind is the media type of a packed folder.
const packedKind = "application/zip"

// data makes a handler of an export of articles. What can be written as it is read goes
// out at once, the rest is put together on disk first: memory does not grow with it.
func (s *Server) data(choose func(*http.Request, *params) desk.ExportQuery) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.fresh(w, r) {
			return
		}
		p := newParams(r)
		q := choose(r, p)
		q.Format = cmp.Or(p.text("format"), usualFormat)
		if err := p.fault(); err != nil {
			s.fail(w, r, err)
			return
		}
		from, opts, err := s.desk.Export(r.Context(), q)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		subject := "articles"
		if id := cmp.Or(q.Person, q.Organization, q.Place); id != "" {
			subject = id
		} else if q.Article != "" {
			subject = "article"
		}
		out := &delivery{patient: newPatient(w), header: w.Header(), name: "derek-" + plainName(subject) + "-" + q.Format}
		if err = deliver(r.Context(), out, from, opts); err == nil {
			return
		}
		if !out.begun {
			s.fail(w, r, errors.Join(err, out.extend()))
			return
		}
		s.log.DebugContext(r.Context(), "export broken off", "path", r.URL.Path, "err", err)
		panic(http.ErrAbortHandler) // nobody takes a part for the whole
	})
}

// plainName keeps of an id what may stand in the name of a file.
func plainName(id string) string {
	name := []byte(id)
	for i, c := range name {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			name[i] = '_'
		}
	}
	return string(name)
}

// A delivery is an answer that begins with its first byte.
type delivery struct {
	*patient
	header http.Header
	name   string // of the file, without its ending
	kind   string
	ending string
	begun  bool
}

// Write implements io.Writer.
func (d *delivery) Write(b []byte) (int, error) {
	d.begin()
	return d.patient.Write(b)
}

func (d *delivery) begin() {
	if d.begun {
		return
	}
	d.begun = true
	d.header.Set("Content-Type", d.kind)
	d.header.Set("Content-Disposition", `attachment; filename="`+d.name+d.ending+`"`)
}

// deliver writes an export.
func deliver(ctx context.Context, out *delivery, from export.Selection, opts export.Options) error {
	out.kind, out.ending = dataKinds[opts.Format], export.Extension(opts.Format)
	if export.Streams(opts.Format) {
		_, err := export.Stream(ctx, out, from, opts)
		if err == nil {
			out.begin() // there may be nothing to write
		}
		return err
	}
	dir, err := os.MkdirTemp("", "derek-export-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the system clears its folder
	target := filepath.Join(dir, "derek"+out.ending)
	if _, err := export.Write(ctx, target, from, opts); err != nil {
		return err
	}
	if out.ending != "" {
		return sendFile(out, target)
	}
	out.kind, out.ending = packedKind, ".zip"
	return pack(ctx, out, target)
}

func sendFile(out *delivery, name string) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	out.header.Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	_, err = io.Copy(out, f)
	return err
}

// packedAt is the age of packed files: the first day that the format knows.
var packedAt = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack writes the files of a folder as a ZIP archive, the same one every time.
func pack(ctx context.Context, out io.Writer, dir string) error {
	z := zip.NewWriter(out)
	from := os.DirFS(dir)
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil || d.IsDir() {
			return err
		}
		f, err := from.Open(name)
		if err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: packedAt})
		if err == nil {
			_, err = io.Copy(w, f)
		}
		return errors.Join(err, f.Close())
	})
	return errors.Join(err, z.Close())
}

// exportLinks lead to the exports below a path of the API. Names of formats are texts.
func exportLinks(r *http.Request, path string, params url.Values, more ...string) []link {
	var list []link
	for _, format := range append(more, export.Formats()...) {
		list = append(list, link{Text: word(r, "format", format), Address: with(apiRoot+path+exportSuffix, params, "format", format)})
	}
	return list
}
