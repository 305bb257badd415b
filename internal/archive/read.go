package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

// headerColumns are what articles (as a) says of a document; bodyColumns add what
// bodies (as b) says.
const (
	headerColumns = "a.id, a.url, a.source, a.title, a.published, a.lang, a.script"
	bodyColumns   = headerColumns + ", b.text, b.document"
)

// scanHeader are the targets of headerColumns.
func scanHeader(doc *pipeline.Document) []any {
	return []any{&doc.ID, &doc.URL, &doc.Source, &doc.Title, &doc.Published, &doc.Lang, &doc.Script}
}

// scanDocument reads bodyColumns after other columns.
func scanDocument(scan func(...any) error, doc *pipeline.Document, before ...any) error {
	var b body
	if err := scan(append(append(before, scanHeader(doc)...), &b.text, &b.document)...); err != nil {
		return err
	}
	if err := b.decode(doc); err != nil {
		return fmt.Errorf("article %q: %w", doc.ID, err)
	}
	return nil
}

// Article returns the document of the article with that id, exactly as stored. A
// further id of a text gives the article that has the text. The error is
// ErrNotFound when the id is unknown.
func (a *Archive) Article(ctx context.Context, id string) (pipeline.Document, error) {
	var doc pipeline.Document
	row := a.read.QueryRowContext(ctx, "SELECT "+bodyColumns+` FROM sources s JOIN articles a ON a.n = s.article
		JOIN bodies b ON b.article = a.n WHERE s.id = ?`, id)
	err := scanDocument(row.Scan, &doc)
	if errors.Is(err, sql.ErrNoRows) {
		return doc, fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	if err != nil {
		return doc, fmt.Errorf("archive: %w", Explain(err))
	}
	return doc, nil
}

// Original returns an article as it was read, without the annotation, which makes it
// faster than Article.
func (a *Archive) Original(ctx context.Context, id string) (corpus.Article, error) {
	var art corpus.Article
	var b body
	err := a.original.QueryRowContext(ctx, id).Scan(&art.ID, &art.URL, &art.Source, &art.Title, &art.Published, &b.text, &art.Author, &art.Place)
	if errors.Is(err, sql.ErrNoRows) {
		return art, fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	if err == nil {
		art.Text, err = b.decodeText()
	}
	if err != nil {
		return art, fmt.Errorf("archive: article %q: %w", id, Explain(err))
	}
	return art, nil
}

const originalQuery = `SELECT a.id, a.url, a.source, a.title, a.published, b.text, a.author, a.place
	FROM sources s JOIN articles a ON a.n = s.article JOIN bodies b ON b.article = a.n WHERE s.id = ?`

// A Source is one id under which the text of an article was seen.
type Source struct {
	ID, URL, Source, Title, Published, Author, Place string
	FirstSeen, LastSeen                              string // RFC 3339, UTC
}

// Sources returns all sources of the article with that id, by id.
func (a *Archive) Sources(ctx context.Context, id string) ([]Source, error) {
	return collect(ctx, a.read, func(r *sql.Rows, s *Source) error { return scanSource(r, s) }, `SELECT `+sourceColumns+` FROM sources
		WHERE article = (SELECT article FROM sources WHERE id = ?) ORDER BY id`, id)
}

const sourceColumns = "id, url, source, title, published, author, place, first_seen, last_seen"

// scanSource reads a source, and what the row has before it.
func scanSource(r *sql.Rows, s *Source, before ...any) error {
	var first, last int64
	err := r.Scan(append(before, &s.ID, &s.URL, &s.Source, &s.Title, &s.Published, &s.Author, &s.Place, &first, &last)...)
	s.FirstSeen, s.LastSeen = stamp(time.Unix(first, 0)), stamp(time.Unix(last, 0))
	return err
}

// A Filter chooses articles. Empty fields choose all.
type Filter struct {
	Source string // exactly this source
	From   string // published on or after this day, YYYY[-MM[-DD]]
	To     string // published on or before it, the whole month or year when cut short
	Lang   string
}

func (f Filter) where() (string, []any) {
	conds, args := []string{"1"}, []any{}
	add := func(value, cond string) {
		if value != "" {
			conds, args = append(conds, cond), append(args, value)
		}
	}
	add(f.Source, "a.source = ?")
	add(f.Lang, "a.lang = ?")
	add(f.From, "a.published >= ?")
	if f.To != "" {
		add(f.To+"~", "a.published <> '' AND a.published < ?") // "~" sorts after "-" and digits
	}
	return strings.Join(conds, " AND "), args
}

// Documents gives the chosen articles by id, bytewise. It holds a snapshot: what is
// written meanwhile does not show. An error is the last pair. It may be ranged over
// again.
func (a *Archive) Documents(ctx context.Context, f Filter) iter.Seq2[pipeline.Document, error] {
	where, args := f.where()
	query := "SELECT " + bodyColumns + " FROM articles a JOIN bodies b ON b.article = a.n WHERE " + where + " ORDER BY a.id"
	return stream(ctx, a.read, func(r *sql.Rows, doc *pipeline.Document) error { return scanDocument(r.Scan, doc) }, query, args...)
}

// A Change is what became of an article.
type Change struct {
	Number   int64 // grows from change to change
	ID       string
	Removed  bool              // the id is no article any more
	Document pipeline.Document // empty when Removed
}

// Changed gives the last change of every article that changed after change number
// after (0 for all), in order: what a derived index has to catch up on. An error is
// the last pair.
func (a *Archive) Changed(ctx context.Context, after int64) iter.Seq2[Change, error] {
	return stream(ctx, a.read, func(r *sql.Rows, c *Change) error {
		var b body
		targets := append([]any{&c.Number, &c.Removed}, scanHeader(&c.Document)...)
		if err := r.Scan(append(targets, &b.text, &b.document)...); err != nil {
			return err
		}
		c.ID = c.Document.ID
		if c.Removed {
			c.Document = pipeline.Document{}
			return nil
		}
		if err := b.decode(&c.Document); err != nil {
			return fmt.Errorf("article %q: %w", c.ID, err)
		}
		return nil
	}, "SELECT a.change, 0, "+bodyColumns+` FROM articles a JOIN bodies b ON b.article = a.n WHERE a.change > ?1
		UNION ALL SELECT change, 1, id, '', '', '', '', '', '', NULL, NULL FROM removed WHERE change > ?1 ORDER BY change`, after)
}

// LastChange is the number of the last change, 0 in an empty archive.
func (a *Archive) LastChange(ctx context.Context) (int64, error) {
	var n int64
	if err := a.read.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'change'").Scan(&n); err != nil {
		return 0, fmt.Errorf("archive: last change: %w", err)
	}
	return n, nil
}

// stream runs a query and gives its rows one by one.
func stream[T any](ctx context.Context, db querier, scan func(*sql.Rows, *T) error, query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := db.QueryContext(ctx, query, args...)
		if err != nil {
			yield(zero, fmt.Errorf("archive: %w", Explain(err)))
			return
		}
		defer rows.Close() //nolint:errcheck // rows.Err tells what went wrong
		for rows.Next() {
			var v T
			if err := scan(rows, &v); err != nil {
				yield(zero, fmt.Errorf("archive: %w", Explain(err)))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, fmt.Errorf("archive: %w", Explain(err)))
		}
	}
}

// collect is stream for small answers.
func collect[T any](ctx context.Context, db querier, scan func(*sql.Rows, *T) error, query string, args ...any) ([]T, error) {
	var all []T
	for v, err := range stream(ctx, db, scan, query, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// A querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}
