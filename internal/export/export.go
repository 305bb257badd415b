// Package export writes an archive to files for other tools.
//
// It takes an archive, the articles that were chosen, and a format, and writes a folder
// that says what it holds: the files, datapackage.json, a README and a citation line.
// The articles go by one at a time, by id, and are never held together; what needs
// another order, or counts over all articles, waits on disk. Csv, parquet and sqlite,
// and the formats of people and bodies, are all written from the same tables; jsonl,
// conll and brat from the articles. The same archive and options give the same bytes.
// A target stands under its name only when it is whole.
package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// The reasons for which an export may not stand under its name. Each ErrForeign is an
// ErrExists.
var (
	ErrExists  = errors.New("exists already")
	ErrForeign = fmt.Errorf("%w and is no export of derek", ErrExists)
)

// Options say what to write. Format is required.
type Options struct {
	Format string
	// Labels are those of conll: "" for the contract's types, kaznerd for those of
	// KazNERD.
	Labels string
	BOM    bool   // csv: begin files with a byte order mark, for Excel
	Force  bool   // replace an export of the same name
	Query  string // how the articles were chosen, for the record
	AsOf   string // YYYY-MM-DD of the export, for the record; "" for none
	Derek  string // version of the program, for the record
	// Person is the identity whose dossier is written, for the format dossier.
	Person string
}

// A Selection is the articles to export. IDs gives them bytewise; nil means all.
type Selection struct {
	Archive  *archive.Archive
	IDs      iter.Seq2[string, error]
	Lexicon  *lexicon.Lexicon
	Pipeline *pipeline.Pipeline // with that lexicon; the model does not matter
}

// A Report counts what was written.
type Report struct {
	Articles int
	Changed  bool // the archive changed meanwhile: tables may not quite fit together
	Unknown  int  // entities whose identity the archive has not looked at yet; 0 for formats of articles alone
}

// A kind is one of the formats.
type kind struct {
	name, about string
	single      string // name of its only file, "" when there are several
	tables      bool   // it is written from the tables
	stream      bool   // its only file can be written to a pipe
	make        func(*run, folder, *Options) (format, error)
}

// kinds are the formats that an archive can be written in.
var kinds = []kind{
	{"jsonl", "annotated articles, one JSON object a line", "articles.jsonl", false, true, newJSONL},
	{"csv", "tables as CSV files", "", true, false, newCSV},
	{"parquet", "tables as Parquet files, typed, zstd", "", true, false, newParquet},
	{"sqlite", "tables in one SQLite database with keys and views", sqliteName, true, false, newSQLite},
	{"conll", "one token and its IOB2 label a line", "articles.conll", false, true, newCoNLL},
	{"brat", "standoff annotation for brat", "", false, false, newBrat},
	{"popolo", "people, bodies, posts, memberships and events as Popolo JSON", "popolo.json", true, false, newPopolo},
	{"ftm", "FollowTheMoney entities, one JSON object a line", "entities.ftm.jsonl", true, true, newFtM},
	{"graphml", "people and bodies as a graph", "graph.graphml", true, false, newGraphML},
}

// Formats returns the names of the formats.
func Formats() []string {
	var list []string
	for _, k := range kinds {
		list = append(list, k.name)
	}
	return list
}

// About says in a line what a format is.
func About(name string) string {
	k, err := kindOf(name)
	if err != nil {
		return ""
	}
	return k.about
}

// Streams tells whether a format can be written to a pipe.
func Streams(name string) bool {
	k, err := kindOf(name)
	return err == nil && k.stream
}

// Extension is the ending by which a target is known to be a file of that format, and
// not a folder; "" for formats of several files.
func Extension(name string) string {
	k, err := kindOf(name)
	if err != nil || k.single == "" {
		return ""
	}
	return k.single[strings.LastIndexByte(k.single, '.'):]
}

func kindOf(name string) (kind, error) {
	if name == dossierKind.name {
		return dossierKind, nil
	}
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })
	if i < 0 {
		return kind{}, fmt.Errorf("there is no format %q; there are %s", name, strings.Join(Formats(), ", "))
	}
	return kinds[i], nil
}

// A format writes files. It gets the rows of each article before the article.
type format interface {
	article(*article) error
	row(row) error
	// finish writes the rest and gives what there is.
	finish() ([]resource, error)
	abandon()
}

// A resource is a file, or a table in a file, as datapackage.json lists it.
type resource struct {
	written
	table  *table // nil for what is no table
	rows   int
	format string
	media  string
	about  string
}

// A run is one export.
type run struct {
	ctx    context.Context //nolint:containedctx // it lives for one call
	from   Selection
	opts   *Options
	format format
	shelf  *shelf     // nil for formats without tables
	places *gazetteer // likewise
	counts map[*table]int
	report Report
}

// emit passes on the row that a table makes from something.
func (r *run) emit(t *table, from any) error {
	values := make([]any, len(t.columns))
	for i := range values {
		values[i] = t.columns[i].of(from)
	}
	r.counts[t]++
	return r.format.row(row{t, values})
}

// write runs the export into dir and returns its resources.
func (r *run) write(k kind, dir folder) (all []resource, err error) {
	r.counts = map[*table]int{}
	if k.tables {
		stem := r.from.Pipeline.Key
		r.places = newGazetteer(r.from.Lexicon, stem)
		r.shelf, err = newShelf(r.ctx, dir.dir, ledger.NewNamer(r.from.Lexicon, stem))
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, r.shelf.close()) }()
	}
	if r.format, err = k.make(r, dir, r.opts); err != nil {
		return nil, err
	}
	before, err := r.from.Archive.LastChange(r.ctx)
	if err == nil {
		err = r.articles()
	}
	if err == nil && k.tables {
		err = r.across()
	}
	if err != nil {
		r.format.abandon()
		return nil, err
	}
	after, err := r.from.Archive.LastChange(r.ctx)
	if err != nil {
		r.format.abandon()
		return nil, err
	}
	r.report.Changed = before != after
	if all, err = r.format.finish(); err != nil {
		r.format.abandon()
	}
	for i := range all {
		if all[i].table != nil {
			all[i].rows = r.counts[all[i].table]
		}
	}
	return all, err
}

// articles goes through the chosen articles.
func (r *run) articles() error {
	members, done := r.whoIsWho()
	defer done()
	for doc, err := range r.documents() {
		if err = errors.Join(err, r.ctx.Err()); err != nil {
			return err
		}
		who, err := members(doc.ID)
		if err != nil {
			return err
		}
		if err := r.one(newArticle(&doc, who)); err != nil {
			return fmt.Errorf("article %q: %w", doc.ID, err)
		}
		r.report.Articles++
	}
	return nil
}

// whoIsWho gives what tells the identities of an article's entities, where the format
// has any, and what ends it.
func (r *run) whoIsWho() (of func(id string) (map[string]archive.EntityMember, error), done func()) {
	switch {
	case r.shelf == nil:
		return func(string) (map[string]archive.EntityMember, error) { return nil, nil }, func() {}
	case r.from.IDs != nil: // perhaps few
		return r.members, func() {}
	}
	people := walkMembers(r.from.Archive.EntityMembers(r.ctx))
	return people.of, people.stop
}

func (r *run) members(id string) (map[string]archive.EntityMember, error) {
	list, err := r.from.Archive.ArticleMembers(r.ctx, id)
	who := make(map[string]archive.EntityMember, len(list))
	for _, m := range list {
		who[m.Entity] = m
	}
	return who, err
}

func (r *run) one(a *article) (err error) {
	if a.sources, err = r.from.Archive.Sources(r.ctx, a.doc.ID); err != nil {
		return err
	}
	if r.shelf == nil {
		return r.format.article(a)
	}
	for _, e := range a.doc.Entities {
		if a.who[e.ID].Identity == "" {
			r.report.Unknown++
		}
	}
	a.places = r.places.setting(a)
	if err := r.tell(a); err != nil {
		return err
	}
	if err := r.shelf.put(r.ctx, a); err != nil {
		return err
	}
	return r.format.article(a)
}

// documents gives the chosen articles by id. Those that have gone since they were
// chosen are left out.
func (r *run) documents() iter.Seq2[pipeline.Document, error] {
	if r.from.IDs == nil {
		return r.from.Archive.Documents(r.ctx, archive.Filter{})
	}
	return func(yield func(pipeline.Document, error) bool) {
		for id, err := range r.from.IDs {
			var doc pipeline.Document
			if err == nil {
				doc, err = r.from.Archive.Article(r.ctx, id)
				if errors.Is(err, archive.ErrNotFound) || err == nil && doc.ID != id {
					continue
				}
			}
			if !yield(doc, err) || err != nil {
				return
			}
		}
	}
}

// across gives the rows that rest on all articles.
func (r *run) across() error {
	err := r.shelf.identities(r.ctx, r.from.Archive, func(id archive.Identity, n int, parent string) error {
		from := &identityOf{Identity: id, parent: parent, entities: n}
		if id.Type == "ORG" {
			from.kind = r.places.kind(id.Name)
		}
		return r.emit(identitiesTable, from)
	})
	if err != nil {
		return err
	}
	return r.shelf.seats(r.ctx, func(s *seat) error {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		return r.tellSeat(s)
	})
}

// A memberWalk tells the identities of entities beside a walk over the articles by id,
// so that only those of one article are held.
type memberWalk struct {
	next  func() (archive.EntityMember, error, bool)
	stop  func()
	ahead archive.EntityMember // the first of the articles to come
	more  bool
	err   error
}

func walkMembers(all iter.Seq2[archive.EntityMember, error]) *memberWalk {
	w := &memberWalk{}
	w.next, w.stop = iter.Pull2(all)
	w.step()
	return w
}

func (w *memberWalk) step() {
	var err error
	if w.ahead, err, w.more = w.next(); err != nil {
		w.err, w.more = err, false
	}
}

// of returns the identities of an article's entities. Articles must come by id.
func (w *memberWalk) of(id string) (map[string]archive.EntityMember, error) {
	held := map[string]archive.EntityMember{}
	for w.more && w.ahead.Article <= id {
		if w.ahead.Article == id {
			held[w.ahead.Entity] = w.ahead
		}
		w.step()
	}
	return held, w.err
}

// Stream writes the only file of a format to w, without what describes it. The error
// names the formats when this one has several files, or has to be put together.
func Stream(ctx context.Context, w io.Writer, from Selection, opts Options) (Report, error) {
	k, err := kindOf(opts.Format)
	if err != nil {
		return Report{}, fmt.Errorf("export: %w", err)
	}
	if !k.stream {
		return Report{}, fmt.Errorf("export: %s cannot go to standard output; name a new folder", opts.Format)
	}
	r := &run{ctx: ctx, from: from, opts: &opts}
	err = inScratch("", func(dir string) error {
		_, err := r.write(k, folder{dir: dir, out: w})
		return err
	})
	if err != nil {
		return r.report, fmt.Errorf("export %s: %w", opts.Format, err)
	}
	return r.report, nil
}
