package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
)

// SearchFacets are the values by which a search can be narrowed, in the order in which
// they are shown. Each is also the name of a parameter of addresses.
var SearchFacets = []string{"person", "org", "title", "event", "place", "source", "year"}

// Orders of hits.
const (
	ByRelevance = "relevance"
	ByDate      = "date"
)

// maxQuery bounds what is typed, in code points; the query language has narrower bounds
// for words, parentheses, * and ~, and no regular expressions.
const maxQuery = 500

// A SearchQuery asks for articles. The zero query asks for all, newest first.
type SearchQuery struct {
	Text    string              // in the query language
	Exact   bool                // words as written, not inflected or respelled
	Filters map[string][]string // by SearchFacets: all of the values must hold
	From    string              // published then or later, YYYY[-MM[-DD]]
	To      string              // published then or before
	Sort    string              // ByRelevance or ByDate, "" for relevance
	Cursor  string              // Next of the page before
	Limit   int                 // hits of a page, 0 for 20, at most MaxPage
	Facets  bool                // count values and months
}

// A SearchPage is a page of what was found.
type SearchPage struct {
	Total     int     `json:"total"` // articles found, on all pages
	Hits      []Hit   `json:"hits"`
	Facets    []Facet `json:"facets"`    // in the order of SearchFacets; empty unless asked for
	Histogram []Count `json:"histogram"` // articles per month of publication (YYYY-MM); empty unless asked for
	Next      string  `json:"next"`      // cursor of the next page, "" on the last
	// Cut are words of the query with * or ~ that stand for more words than are sought: the
	// nearest are, of those the most frequent.
	Cut []string `json:"cut"`
}

// A Hit is an article that was found.
type Hit struct {
	ArticleRef
	Score    float64   `json:"score"`
	Snippets []Snippet `json:"snippets"`
	Group    string    `json:"group"`   // names the reposts of one text, "" for none; not in exports
	Reposts  int       `json:"reposts"` // other articles of the group
}

// A Snippet is a piece of the text with what was found in it.
type Snippet struct {
	Pieces []Piece `json:"pieces"`
	Before bool    `json:"before"` // the text goes on before it
	After  bool    `json:"after"`
}

// A Piece is a stretch of a snippet.
type Piece struct {
	Text  string `json:"text"`
	Match bool   `json:"match"` // this is what was found
}

// A Facet is the values that narrow a search, the most frequent first.
type Facet struct {
	Field  string  `json:"field"`
	Values []Count `json:"values"`
}

var dayForm = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)

// checkDays refuses what is no day, month or year.
func checkDays(from, to string) error {
	for _, p := range []struct{ name, value string }{{"from", from}, {"to", to}} {
		if p.value != "" && !dayForm.MatchString(p.value) {
			return noDate(p.name)
		}
	}
	return nil
}

// noDate says of a parameter that it is no day, month or year.
func noDate(parameter string) error {
	const code = "date_needed"
	return &RequestError{Parameter: parameter, Reason: search.Mistakes()[code], Pos: -1, Code: code}
}

// Check refuses a query that is out of bounds, whatever the archive.
func (q *SearchQuery) Check() error {
	if utf8.RuneCountInString(q.Text) > maxQuery {
		return bad("q", "a query has at most %d characters", maxQuery)
	}
	if q.Sort != "" && q.Sort != ByRelevance && q.Sort != ByDate {
		return bad("sort", "the order is %s or %s", ByRelevance, ByDate)
	}
	n := 0
	for field, values := range q.Filters {
		if !slices.Contains(SearchFacets, field) {
			return bad(field, "there is no such filter")
		}
		n += len(values)
		for _, v := range values {
			if utf8.RuneCountInString(v) > maxQuery {
				return bad(field, "a value has at most %d characters", maxQuery)
			}
		}
	}
	if n > maxFilters {
		return bad("", "at most %d filters at a time", maxFilters)
	}
	return checkDays(q.From, q.To)
}

// maxFilters bounds the values of all filters together.
const maxFilters = 30

func (q *SearchQuery) request() search.Request {
	req := search.Request{
		Query: q.Text, Exact: q.Exact, Filters: q.Filters, Since: q.From, Until: q.To, After: q.Cursor,
	}
	if q.Sort == ByDate {
		req.Sort = search.ByDate
	}
	return req
}

// Search answers a query. A query that cannot be read is a *RequestError.
func (d *Desk) Search(ctx context.Context, q SearchQuery) (*SearchPage, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	limit, err := page(q.Limit)
	if err != nil {
		return nil, err
	}
	req := q.request()
	req.Size, req.Snippets = limit, 2
	var counted *counts
	if q.Facets {
		// The counts of one page are those of the next.
		if v, ok := d.counted.Get(q.key(d.index.Generation())); ok {
			counted = v
		} else {
			req.Facets, req.Months, req.FacetSize = SearchFacets, true, facetSize
		}
	}
	found, err := d.index.Search(ctx, req)
	if err != nil {
		return nil, searchError(err)
	}
	out := &SearchPage{Total: found.Total, Hits: []Hit{}, Facets: []Facet{}, Histogram: []Count{}, Next: found.Next, Cut: append([]string{}, found.Cut...)}
	for _, h := range found.Hits {
		out.Hits = append(out.Hits, hit(h))
	}
	if req.Months {
		counted = &counts{facets(found), countsOf(found.Months)}
		d.counted.Put(q.key(found.Generation), counted, 4096+32*len(counted.histogram))
	}
	if counted != nil {
		out.Facets, out.Histogram = counted.facets, counted.histogram
	}
	return out, nil
}

// counts are what is counted of the articles that a search finds.
type counts struct {
	facets    []Facet
	histogram []Count
}

// facetSize is how many values a facet has.
const facetSize = 12

// key names what a query counts in a state of the index: not its order or page.
func (q *SearchQuery) key(generation string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q %t %q %q", generation, q.Text, q.Exact, q.From, q.To)
	for _, field := range slices.Sorted(maps.Keys(q.Filters)) {
		fmt.Fprintf(&b, " %s=%q", field, q.Filters[field])
	}
	return b.String()
}

func facets(found search.Result) []Facet {
	list := make([]Facet, 0, len(SearchFacets))
	for _, field := range SearchFacets {
		list = append(list, Facet{field, countsOf(found.Facets[field])})
	}
	return list
}

func hit(h search.Hit) Hit {
	out := Hit{ArticleRef: ArticleRef{h.ID, h.Title, h.Source, h.Published}, Score: h.Score, Snippets: []Snippet{}, Group: h.Group, Reposts: h.Similar}
	for _, s := range h.Snippets {
		sn := Snippet{Pieces: []Piece{}, Before: s.Before, After: s.After}
		for _, p := range s.Pieces {
			sn.Pieces = append(sn.Pieces, Piece{p.Text, p.Match})
		}
		out.Snippets = append(out.Snippets, sn)
	}
	return out
}

// searchError tells mistakes of the user from ours.
func searchError(err error) error {
	if wrong, ok := errors.AsType[*search.QueryError](err); ok {
		return &RequestError{Parameter: "q", Reason: wrong.Msg, Pos: wrong.Pos, Code: wrong.Code, Values: wrong.Values}
	}
	if errors.Is(err, search.ErrCursor) {
		return bad("cursor", "it is none that this search has given")
	}
	return err
}

// SearchAll gives every article that a query finds, in its order, without snippets,
// facets and limit. An error is the last pair.
func (d *Desk) SearchAll(ctx context.Context, q SearchQuery) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		err := q.Check()
		if err != nil {
			yield(Hit{}, err)
			return
		}
		for h, err := range d.index.All(ctx, q.request()) {
			if err != nil {
				yield(Hit{}, searchError(err))
				return
			}
			head, err := d.archive.Heading(ctx, h.ID)
			if errors.Is(err, archive.ErrNotFound) { // gone since it was indexed
				continue
			}
			if !yield(Hit{ArticleRef: articleRef(head), Score: h.Score, Snippets: []Snippet{}}, err) || err != nil {
				return
			}
		}
	}
}
