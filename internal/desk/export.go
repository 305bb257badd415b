package desk

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/internal/export"
)

// DossierFormat is the format of exports that only persons have.
const DossierFormat = "dossier"

// An ExportQuery chooses articles to export: one, those that name an identity, or those
// that a search finds.
type ExportQuery struct {
	Format string // one of export.Formats, or DossierFormat for a person
	// The id of one of these, or of none.
	Article, Person, Organization, Place string
	// Search chooses when there is no id; its order, cursor and size do not matter.
	Search SearchQuery
}

// Export returns what export.Write and export.Stream need. The error is ErrNotFound when
// there is no article or identity of the id.
func (d *Desk) Export(ctx context.Context, q ExportQuery) (from export.Selection, opts export.Options, err error) {
	formats := export.Formats()
	if q.Person != "" {
		formats = append(formats, DossierFormat)
	}
	if !slices.Contains(formats, q.Format) {
		return from, opts, bad("format", "it is one of %s", strings.Join(formats, ", "))
	}
	opts = export.Options{Format: q.Format, Derek: d.program}
	from = export.Selection{Archive: d.archive, Lexicon: d.lexicon}
	switch {
	case q.Article != "":
		var id string
		id, err = d.articleID(ctx, q.Article)
		opts.Query, from.IDs = "article "+id, each([]string{id})
	case q.Person != "":
		opts.Person, from.IDs, err = d.naming(ctx, q.Person, kindPerson)
		opts.Query = opts.Person
	case q.Organization != "":
		opts.Query, from.IDs, err = d.naming(ctx, q.Organization, kindOrg)
	case q.Place != "":
		opts.Query, from.IDs, err = d.naming(ctx, q.Place, kindPlace, kindFacility)
	default:
		err = q.Search.Check()
		if opts.Query = q.Search.describe(); opts.Query != "" {
			from.IDs = d.found(ctx, &q.Search)
		}
	}
	if err != nil {
		return from, opts, err
	}
	from.Pipeline = d.plain()
	if q.Format != DossierFormat {
		opts.Person = ""
	}
	return from, opts, nil
}

// articleID is the own id of the article that was seen under an id.
func (d *Desk) articleID(ctx context.Context, id string) (string, error) {
	doc, err := d.archive.Article(ctx, id)
	return doc.ID, missing(err)
}

// naming gives the articles that name an identity, and its id.
func (d *Desk) naming(ctx context.Context, id string, kinds ...string) (string, iter.Seq2[string, error], error) {
	found, err := d.archive.Identity(ctx, id)
	if err != nil {
		return "", nil, missing(err)
	}
	if !slices.Contains(kinds, found.Type) {
		return "", nil, ErrNotFound
	}
	list := make([]string, 0, len(found.Members))
	for _, m := range found.Members {
		list = append(list, m.Article)
	}
	slices.Sort(list)
	return found.ID, each(slices.Compact(list)), nil
}

func each(list []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range list {
			if !yield(id, nil) {
				return
			}
		}
	}
}

// found gives the ids of what a search finds.
func (d *Desk) found(ctx context.Context, q *SearchQuery) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for id, err := range d.index.AllIDs(ctx, q.request()) {
			if !yield(id, searchError(err)) {
				return
			}
		}
	}
}

// describe writes a search as the query language has it, for the record; "" for all
// articles.
func (q *SearchQuery) describe() string {
	var parts []string
	if q.Text != "" {
		parts = append(parts, q.Text)
	}
	if q.Text != "" && q.Exact {
		parts = append(parts, "(exact forms)")
	}
	for _, field := range slices.Sorted(maps.Keys(q.Filters)) {
		for _, value := range q.Filters[field] {
			parts = append(parts, field+":"+strconv.Quote(value))
		}
	}
	if q.From != "" || q.To != "" {
		parts = append(parts, "date:"+q.From+".."+q.To)
	}
	return strings.Join(parts, " ")
}
