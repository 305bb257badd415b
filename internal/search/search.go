package search

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2"

	"github.com/seed50815598/derek/internal/archive"
)

// A Request asks for articles. The zero Request asks for all, newest first.
type Request struct {
	Query string // as QUERY.md describes; "" is all articles
	// Plain takes Query for a piece of text: any of its words, whatever else is in it.
	Plain bool
	// Exact takes every word for its form as written, as if = stood before it.
	Exact bool
	// Filters demand, per field, exactly these values of facets: all of them.
	Filters map[string][]string
	// Since and Until bound the day of publication: YYYY[-MM[-DD]], both included.
	Since, Until string
	// After is the Next of the page before: hits behind it. It goes with the same
	// query and order, and with From 0.
	After  string
	From   int      // hits to skip, up to MaxHits
	Size   int      // hits to give, 0 for ten, up to MaxHits
	Sort   Sort     // order of hits
	Facets []string // fields to count: person, org, title, event, place, source, year
	// FacetSize is how many values of a facet to give, 0 for ten, up to 100.
	FacetSize int
	// Snippets is how many snippets a hit may have; 0 leaves out title and date as
	// well and is faster, for runs that only rank.
	Snippets int
	// Group gives of articles that are reposts of each other only the best hit. From and
	// Size then count groups; Total still counts articles. Among more than MaxHits articles
	// the last ones are not looked at.
	Group bool
	// Months counts the articles found per month of publication.
	Months bool

	sample func(plan) plan // what of the articles found is looked at, nil for all
}

// MaxHits bounds From+Size.
const MaxHits = 10_000

// Sort is an order of hits.
type Sort int

// The orders. Ties go by id.
const (
	ByScore Sort = iota // best first; newest first where the query has no words
	ByDate              // newest first, undated last
)

// A Result is what was found.
type Result struct {
	Total  int // articles found, also those not given
	Hits   []Hit
	Facets map[string][]archive.Count // per field asked for: the most frequent values first
	Months []archive.Count            // YYYY-MM (or YYYY), in order; undated articles are not in it
	Next   string                     // leads to the hits after these, "" when there are none
}

// A Hit is an article that was found.
type Hit struct {
	ID        string
	Title     string
	Source    string
	Published string
	Score     float64
	Snippets  []Snippet
	Group     string // id of its group of reposts, "" when it has none; set as the title is
	Similar   int    // how many other articles that group has
}

// Search finds articles. A mistake in the query is a *QueryError; ErrNoIndex says that
// CatchUp has to run first.
func (ix *Index) Search(ctx context.Context, req Request) (Result, error) {
	parsed, err := req.parse()
	if err != nil {
		return Result{}, err
	}
	reader, lengths, release, err := ix.acquire()
	if err != nil {
		return Result{}, err
	}
	defer release()
	c := compiler{lexer: ix.lexer, lengths: lengths}
	root := c.plan(parsed)
	if root == nil && parsed != nil {
		return Result{}, noWord.at(0)
	}
	breq, err := newRequest(req, root, parsed == nil || parsed.restricts())
	if err != nil {
		return Result{}, err
	}
	found, err := reader.SearchInContext(ctx, breq)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	if req.Group {
		if found.Hits, err = ix.distinct(ctx, reader, breq, found); err != nil {
			return Result{}, err
		}
	}
	result := Result{Total: int(found.Total), Facets: map[string][]archive.Count{}}
	for _, field := range req.Facets {
		result.Facets[field] = counts(found, field)
	}
	if req.Months {
		result.Months = months(found)
	}
	if n := len(found.Hits); n > 0 && n == breq.Size {
		result.Next = cursorOf(breq.Sort, found.Hits[n-1])
	}
	for _, match := range found.Hits {
		hit := Hit{ID: match.ID, Score: match.Score}
		if req.Snippets > 0 {
			if err := ix.show(ctx, &hit, c.marks, req.Snippets); err != nil {
				return Result{}, err
			}
		}
		result.Hits = append(result.Hits, hit)
	}
	if req.Snippets > 0 {
		err = ix.mark(ctx, result.Hits)
	}
	return result, err
}

// parse reads the query.
func (req Request) parse() (node, error) {
	if !req.Plain {
		n, err := parse(req.Query)
		if err == nil && req.Exact {
			n = exactly(n)
		}
		return n, err
	}
	var list mixOf
	for _, word := range strings.FieldsFunc(req.Query, func(r rune) bool { return r == '-' || unicode.IsSpace(r) }) {
		list = append(list, words{text: word})
	}
	switch {
	case len(list) == 0:
		return nil, nil
	case len(list) > maxTerms:
		return nil, tooManyWords.at(0, strconv.Itoa(maxTerms))
	}
	return list, nil
}

// newRequest puts the plan, nil for all, together with the rest of the request.
func newRequest(req Request, root plan, byDate bool) (*bleve.SearchRequest, error) {
	size := req.Size
	if size == 0 {
		size = 10
	}
	if req.From < 0 || size < 0 || req.From+size > MaxHits {
		return nil, fmt.Errorf("search: hits %d to %d are out of reach, the last is %d", req.From+1, req.From+size, MaxHits)
	}
	var plans []plan
	for _, field := range slices.Sorted(maps.Keys(req.Filters)) {
		if !slices.Contains(facetFields, field) {
			return nil, fmt.Errorf("search: no facet %q", field)
		}
		for _, value := range req.Filters[field] {
			plans = append(plans, muted(valuePlan(field, value, false)))
		}
	}
	if req.Since != "" || req.Until != "" {
		plans = append(plans, muted(rangePlan("date", req.Since, req.Until)))
	}
	if root != nil {
		plans = append(plans, root)
	}
	if len(plans) == 0 {
		plans = append(plans, muted(every))
	}
	whole := allPlan(plans)
	if req.sample != nil {
		whole = req.sample(whole)
	}
	breq := bleve.NewSearchRequestOptions(whole, size, req.From, false)
	if breq.SortBy([]string{"-_score", "_id"}); byDate || req.Sort == ByDate {
		breq.SortBy([]string{"-date", "-_score", "_id"})
	}
	if req.After != "" {
		if err := goOn(breq, req.After); err != nil {
			return nil, err
		}
	}
	if req.Months {
		breq.AddFacet(histogramFacet, bleve.NewFacetRequest(histogramFacet, maxDays))
	}
	for _, field := range req.Facets {
		if !slices.Contains(facetFields, field) {
			return nil, fmt.Errorf("search: no facet %q", field)
		}
		n := req.FacetSize
		if n <= 0 {
			n = 10
		}
		breq.AddFacet(field, bleve.NewFacetRequest(field, min(n, 100)))
	}
	return breq, nil
}

func counts(found *bleve.SearchResult, field string) []archive.Count {
	var list []archive.Count
	if f := found.Facets[field]; f != nil && f.Terms != nil {
		for _, t := range f.Terms.Terms() {
			list = append(list, archive.Count{Name: valueOf(field, t.Term), N: t.Count})
		}
	}
	return list
}

// show fetches from the archive what a hit shows. An article that the archive has
// lost since it was indexed stays bare.
func (ix *Index) show(ctx context.Context, hit *Hit, marks [][]pattern, snippets int) error {
	art, err := ix.archive.Original(ctx, hit.ID)
	if errors.Is(err, archive.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	hit.Title, hit.Source, hit.Published = art.Title, art.Source, art.Published
	hit.Snippets = ix.lexer.snippets(art.Text, marks, snippets)
	return nil
}
