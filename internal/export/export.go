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

// A format writes files. It gets the rows of each article before the article, and keeps
// nothing of a row.
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
	values []any // of the last row
	report Report
}

// emit passes on the row that a table makes from something.
func (r *run) emit(t *table, from any) error {
	r.values = r.values[:0]
	for i := range t.columns {
		r.values = append(r.values, t.columns[i].of(from))
	}
	r.counts[t]++
	return r.format.row(row{t, r.values, from})
}

// write runs the export into dir and returns its resources.
func (r *run) write(k kind, dir folder) (all []resource, err error) {
	r.counts = map[*table]int{}
	if k.tables {
		stem := r.from.Pipeline.Key
		r.places = newGazetteer(r.from.Lexicon, stem)
		r.shelf, err = newShelf(dir.dir, ledger.NewNamer(r.from.Lexicon, stem))
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
	about, done := r.beside()
	defer done()
	for doc, err := range r.documents() {
		if err = errors.Join(err, r.ctx.Err()); err != nil {
			return err
		}
		sources, who, err := about(doc.ID)
		if err != nil {
			return err
		}
		if err := r.one(newArticle(&doc, sources, who)); err != nil {
			return fmt.Errorf("article %q: %w", doc.ID, err)
		}
		r.report.Articles++
	}
	return nil
}

// beside gives what tells the sources of an article and, where the format has any, the
// identities of its entities; and what ends it.
func (r *run) beside() (about func(id string) ([]archive.Source, []archive.EntityMember, error), done func()) {
	arc, people := r.from.Archive, r.shelf != nil
	if r.from.IDs != nil { // perhaps few
		return func(id string) (sources []archive.Source, who []archive.EntityMember, err error) {
			if sources, err = arc.Sources(r.ctx, id); err == nil && people {
				who, err = arc.ArticleMembers(r.ctx, id)
			}
			return sources, who, err
		}, func() {}
	}
	published := newWalk(arc.AllSources(r.ctx), func(s *archive.ArticleSource) string { return s.Article })
	var members *walk[archive.EntityMember]
	if people {
		members = newWalk(arc.EntityMembers(r.ctx), func(m *archive.EntityMember) string { return m.Article })
	}
	about = func(id string) (sources []archive.Source, who []archive.EntityMember, err error) {
		own, err := published.of(id)
		for _, s := range own {
			sources = append(sources, s.Source)
		}
		if err == nil && people {
			who, err = members.of(id)
		}
		return sources, who, err
	}
	return about, func() {
		published.stop()
		if people {
			members.stop()
		}
	}
}

func (r *run) one(a *article) error {
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
	if err := r.shelf.put(a); err != nil {
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
	if err := errors.Join(r.shelf.full(), r.names()); err != nil {
		return err
	}
	named := func(id string) (archive.Identity, error) { return r.from.Archive.NameOf(r.ctx, id) }
	if err := r.shelf.identities(named, r.tellIdentity); err != nil {
		return err
	}
	return r.shelf.seats(func(s *seat) error {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		return r.tellSeat(s)
	})
}

// fewArticles is one in how many articles of the archive are so few that to look up the
// names of their identities one by one is faster than to go through all.
const fewArticles = 8

// names puts the names of identities on the shelf, unless few are wanted.
func (r *run) names() error {
	if r.from.IDs != nil {
		all, err := r.from.Archive.CountArticles(r.ctx)
		if err != nil || r.report.Articles < all/fewArticles {
			return err
		}
	}
	for id, err := range r.from.Archive.AllIdentities(r.ctx) {
		if err == nil {
			err = r.shelf.putNames(&id)
		}
		if err = errors.Join(err, r.ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) tellIdentity(id *identityOf) error {
	if id.Type == "ORG" {
		id.kind = r.places.kind(id.Name)
	}
	err := r.emit(identitiesTable, id)
	for i := 0; i < len(id.former) && err == nil; i++ {
		err = r.emit(redirectsTable, &redirectOf{id.former[i], id.ID})
	}
	return errors.Join(err, r.ctx.Err())
}

// A walk goes through what belongs to articles beside a walk over the articles by id, so
// that only what belongs to one article is held.
type walk[T any] struct {
	next    func() (T, error, bool)
	stop    func()
	article func(*T) string
	ahead   T // the first of the articles to come
	more    bool
	err     error
}

func newWalk[T any](all iter.Seq2[T, error], article func(*T) string) *walk[T] {
	w := &walk[T]{article: article}
	w.next, w.stop = iter.Pull2(all)
	w.step()
	return w
}

func (w *walk[T]) step() {
	var err error
	if w.ahead, err, w.more = w.next(); err != nil {
		w.err, w.more = err, false
	}
}

// of returns what belongs to an article. Articles must come by id.
func (w *walk[T]) of(id string) (own []T, err error) {
	for w.more && w.article(&w.ahead) <= id {
		if w.article(&w.ahead) == id {
			own = append(own, w.ahead)
		}
		w.step()
	}
	return own, w.err
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
