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
	// Cut are words of the query, as "сай*" or "сайлау~2", that stand for more words of the
	// articles than are searched for: only the nearest, and of those the most frequent.
	Cut []string
	// Generation names the state of the index that was searched, as Index.Generation does.
	Generation string
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
	var result Result
	var places []place
	var marks [][]pattern
	err := ix.open(&req, func(s *searched) (err error) {
		marks = s.query.marks
		places, err = s.answer(ctx, &req, &result)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	result.Hits, err = ix.hits(ctx, places, marks, req.Snippets)
	return result, err
}

// answer fills in everything but hits, and returns their places.
func (s *searched) answer(ctx context.Context, req *Request, result *Result) ([]place, error) {
	after, err := s.order.place(req.After)
	if err != nil {
		return nil, err
	}
	c := collector{view: s.view, order: s.order, limit: req.From + req.Size, after: after}
	places, err := c.collect(ctx, s.plan)
	if err != nil {
		return nil, err
	}
	if req.Group {
		if places, err = s.distinct(ctx, &c, places); err != nil {
			return nil, err
		}
	}
	places = places[min(req.From, len(places)):]
	result.Total, result.Generation, result.Cut = c.total, s.view.name(), s.query.cut
	if n := len(places); n > 0 && n == req.Size {
		result.Next = s.order.cursor(&places[n-1])
	}
	return places, result.count(s.view, req, &c)
}

// check refuses what is out of bounds, and fills in what is left to us.
func (req *Request) check() error {
	if req.Size == 0 {
		req.Size = 10
	}
	if req.From < 0 || req.Size < 0 || req.From+req.Size > MaxHits {
		return fmt.Errorf("search: hits %d to %d are out of reach, the last is %d", req.From+1, req.From+req.Size, MaxHits)
	}
	for _, field := range slices.Concat(req.Facets, slices.Sorted(maps.Keys(req.Filters))) {
		if !slices.Contains(facetFields, field) {
			return fmt.Errorf("search: no facet %q", field)
		}
	}
	if req.FacetSize <= 0 {
		req.FacetSize = 10
	}
	req.FacetSize = min(req.FacetSize, 100)
	return nil
}

// count fills in facets and months of the articles found.
func (r *Result) count(v *view, req *Request, c *collector) (err error) {
	r.Facets = map[string][]archive.Count{}
	if len(req.Facets) == 0 && !req.Months {
		return nil
	}
	found := v.newSet(c.found)
	for _, field := range req.Facets {
		if r.Facets[field], err = v.facet(field, found, req.FacetSize); err != nil {
			return err
		}
	}
	if req.Months {
		r.Months, err = v.months(found)
	}
	return err
}

// hits makes hits of places.
func (ix *Index) hits(ctx context.Context, places []place, marks [][]pattern, snippets int) (list []Hit, err error) {
	for i := range places {
		hit := Hit{ID: places[i].id, Score: places[i].score}
		if snippets > 0 {
			if err := ix.fill(ctx, &hit, marks, snippets); err != nil {
				return nil, err
			}
		}
		list = append(list, hit)
	}
	if snippets > 0 {
		err = ix.mark(ctx, list)
	}
	return list, err
}

// parse reads the query.
func (req *Request) parse() (node, error) {
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

// A searched is a request made ready for a view.
type searched struct {
	index *Index
	view  *view
	plan  *plan
	order order
	query compiler // with what snippets mark
}

// open makes a request ready for the current view, which is there while do runs.
func (ix *Index) open(req *Request, do func(*searched) error) error {
	parsed, err := req.parse()
	if err != nil {
		return err
	}
	if err := req.check(); err != nil {
		return err
	}
	v, err := ix.acquire()
	if err != nil {
		return err
	}
	defer v.release() //nolint:errcheck // of closing what was only read
	s := &searched{index: ix, view: v}
	if err := s.compile(req, parsed); err != nil {
		return err
	}
	if err := do(s); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return nil
}

// compile makes the plan.
func (s *searched) compile(req *Request, parsed node) error {
	s.query = compiler{lexer: s.index.lexer, view: s.view}
	root := s.query.plan(parsed)
	if root == nil && parsed != nil {
		return noWord.at(0)
	}
	var plans []*plan
	for _, field := range slices.Sorted(maps.Keys(req.Filters)) {
		for _, value := range req.Filters[field] {
			plans = append(plans, s.query.value(field, value, false))
		}
	}
	if req.Since != "" || req.Until != "" {
		plans = append(plans, s.view.days(req.Since, req.Until))
	}
	if root != nil {
		plans = append(plans, root)
	}
	if len(plans) == 0 {
		plans = append(plans, every())
	}
	if parsed == nil || parsed.restricts() || req.Sort == ByDate {
		s.order = newestFirst
	}
	s.plan = allPlan(plans)
	return nil
}

// fill fetches from the archive what a hit shows. An article that the archive has
// lost since it was indexed stays bare.
func (ix *Index) fill(ctx context.Context, hit *Hit, marks [][]pattern, snippets int) error {
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
