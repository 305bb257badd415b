package web

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seed50815598/derek/internal/desk"
)

// exportSuffix ends the address of a whole result, which is written as it is found:
// memory does not grow with it.
const exportSuffix = "/export"

// A tabling makes a table: its name, its columns, and its rows with the value that each
// is in JSON.
type tabling func(r *http.Request, p *params) (table, error)

type table struct {
	name    string
	columns []string
	rows    iter.Seq2[line, error]
}

type line struct {
	value any
	cells []string
}

// Formats of exports.
const (
	formatCSV   = "csv"
	formatJSON  = "json"  // a list
	formatLines = "jsonl" // a value a line
)

// streamed makes a handler of an export.
func (s *Server) streamed(h tabling) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.fresh(w, r) {
			return
		}
		p := newParams(r)
		format := p.text("format")
		if format == "" {
			format = formatCSV
		}
		t, err := h(r, p)
		if wrong := p.fault(); wrong != nil {
			err = wrong
		}
		kinds := map[string]string{formatCSV: "text/csv; charset=utf-8; header=present", formatJSON: "application/json", formatLines: "application/jsonl"}
		if err == nil && kinds[format] == "" {
			err = &desk.RequestError{Parameter: "format", Reason: "it is csv, json or jsonl", Pos: -1}
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.stream(w, r, &t, format, kinds[format])
	})
}

// stream writes the rows. Until the first one is there an error still is a problem;
// afterwards the answer is broken off, so that nobody takes a part for the whole.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, t *table, format, kind string) {
	next, stop := iter.Pull2(t.rows)
	defer stop()
	first, err, more := next()
	slow := newPatient(w)
	if more && err != nil {
		err = errors.Join(err, slow.extend())
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="derek-`+t.name+"."+format+`"`)
	out := newTableWriter(slow, format, t.columns)
	for ; more && err == nil; first, err, more = next() {
		if err = out.write(first); err != nil {
			break
		}
	}
	if err = errors.Join(err, out.end()); err == nil {
		return
	}
	s.log.DebugContext(r.Context(), "export broken off", "path", r.URL.Path, "err", err)
	panic(http.ErrAbortHandler)
}

// patient lets an answer take as long as its reader goes on reading: each piece has
// its own time.
type patient struct {
	io.Writer
	control *http.ResponseController
}

func newPatient(w http.ResponseWriter) *patient {
	return &patient{Writer: w, control: http.NewResponseController(w)}
}

// extend gives the answer its time anew.
func (p *patient) extend() error {
	deadline := time.Now().Add(writeTime) //nolint:forbidigo // of a connection, in no answer
	if err := p.control.SetWriteDeadline(deadline); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// Write implements io.Writer.
func (p *patient) Write(b []byte) (int, error) {
	if err := p.extend(); err != nil {
		return 0, err
	}
	return p.Writer.Write(b)
}

// A tableWriter writes rows in a format.
type tableWriter struct {
	format string
	out    *bufio.Writer
	csv    *csv.Writer
	json   *json.Encoder
	rows   int
	err    error // of the head
}

// exportBuffer is how much of an export is held back.
const exportBuffer = 32 << 10

func newTableWriter(w io.Writer, format string, columns []string) *tableWriter {
	t := &tableWriter{format: format, out: bufio.NewWriterSize(w, exportBuffer)}
	if format == formatCSV {
		t.csv = csv.NewWriter(t.out)
		t.err = t.csv.Write(columns)
		return t
	}
	t.json = json.NewEncoder(t.out)
	if format == formatJSON {
		_, t.err = t.out.WriteString("[\n")
	}
	return t
}

func (t *tableWriter) write(l line) error {
	if t.err != nil {
		return t.err
	}
	t.rows++
	if t.csv != nil {
		cells := make([]string, len(l.cells))
		for i, c := range l.cells {
			cells[i] = harmlessCell(c)
		}
		return t.csv.Write(cells)
	}
	if t.format == formatJSON && t.rows > 1 {
		if err := t.out.WriteByte(','); err != nil {
			return err
		}
	}
	return t.json.Encode(l.value)
}

func (t *tableWriter) end() error {
	if t.csv != nil {
		t.csv.Flush()
		return errors.Join(t.csv.Error(), t.out.Flush())
	}
	if t.format == formatJSON {
		if _, err := t.out.WriteString("]\n"); err != nil {
			return err
		}
	}
	return t.out.Flush()
}

// harmlessCell keeps spreadsheets from taking the text of an article for a formula.
func harmlessCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			return "'" + s
		}
	}
	return s
}

// lines makes rows of values.
func lines[T any](values iter.Seq2[T, error], cells func(*T) []string) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		for v, err := range values {
			if err != nil {
				yield(line{}, err)
				return
			}
			if !yield(line{v, cells(&v)}, nil) {
				return
			}
		}
	}
}

func (s *Server) exportSearch(r *http.Request, p *params) (table, error) {
	q := searchQuery(p, false)
	rows := lines(s.desk.SearchAll(r.Context(), q), func(h *desk.Hit) []string {
		return []string{h.ID, h.Title, h.Source, h.Published, number(&h.Score)}
	})
	return table{"articles", []string{"id", "title", "source", "published", "score"}, rows}, q.Check()
}

func (s *Server) exportEvents(r *http.Request, p *params) (table, error) {
	q := eventQuery(p, false)
	columns := []string{
		"type", "modality", "date", "person", "person_id", "post", "organization", "organization_id", "place", "place_id",
		"votes", "percent", "turnout", "by", "by_id", "background", "confidence", "quote", "article", "title", "source", "published", "index", "rule", "reposts",
	}
	return table{"events", columns, lines(s.desk.EventsAll(r.Context(), q), eventCells)}, nil
}

func eventCells(e *desk.Event) []string {
	person, org, place, by := refCells(e.Person), refCells(e.Organization), refCells(e.Place), refCells(e.By)
	return []string{
		e.Type, e.Modality, e.Date, person[1], person[0], e.Post, org[1], org[0], place[1], place[0],
		number(e.Votes), number(e.Percent), number(e.Turnout), by[1], by[0], strconv.FormatBool(e.Background), number(&e.Confidence),
		e.Quote, e.Article.ID, e.Article.Title, e.Article.Source, e.Article.Published, strconv.Itoa(e.Index), e.Rule, strconv.Itoa(e.Reposts),
	}
}

func refCells(r *desk.Ref) [2]string {
	if r == nil {
		return [2]string{}
	}
	return [2]string{r.ID, r.Name}
}

// number writes a number, "" for none.
func number[V int | float64](v *V) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(float64(*v), 'f', -1, 64)
}

// exportElections has a line for each candidate in CSV, and one without for an election
// of which no candidate is known.
func (s *Server) exportElections(r *http.Request, p *params) (table, error) {
	q := electionQuery(p, false)
	q.Limit = desk.MaxPage
	all := func(yield func(desk.Election, error) bool) {
		for {
			page, err := s.desk.Elections(r.Context(), q)
			if err != nil {
				yield(desk.Election{}, err)
				return
			}
			for i := range page.Elections {
				if !yield(page.Elections[i], nil) {
					return
				}
			}
			if q.Cursor = page.Next; page.Next == "" {
				return
			}
		}
	}
	columns := []string{"date", "published", "post", "organization", "place", "person", "person_id", "votes", "percent", "turnout", "listed", "voted", "flags"}
	if p.values.Get("format") == formatJSON || p.values.Get("format") == formatLines {
		return table{"elections", columns, lines(all, func(*desk.Election) []string { return nil })}, nil
	}
	return table{"elections", columns, lines(perCandidate(all), electionCells)}, nil
}

// A result is one candidate of an election, or none.
type result struct {
	*desk.Election
	candidate desk.Candidate
}

func perCandidate(all iter.Seq2[desk.Election, error]) iter.Seq2[result, error] {
	return func(yield func(result, error) bool) {
		for e, err := range all {
			candidates := e.Candidates
			if len(candidates) == 0 {
				candidates = []desk.Candidate{{}}
			}
			for _, c := range candidates {
				if !yield(result{&e, c}, err) {
					return
				}
			}
		}
	}
}

func electionCells(x *result) []string {
	var flags []string
	for _, f := range x.Flags {
		flags = append(flags, f.Kind)
	}
	c := &x.candidate
	return []string{
		x.Date, x.Published, x.Post.Post, x.Post.Organization, x.Post.Place, c.Person.Name, c.Person.ID,
		number(c.Votes), number(c.Percent), number(x.Turnout), number(x.Listed), number(x.Voted), strings.Join(flags, " "),
	}
}
