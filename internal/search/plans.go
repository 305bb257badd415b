package search

import (
	"context"
	"errors"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

// A plan opens a part of a compiled query on a snapshot of the index.
type plan func(context.Context, index.IndexReader, search.SearcherOptions) (search.Searcher, error)

// Searcher implements bleve's query.Query.
func (p plan) Searcher(ctx context.Context, r index.IndexReader, _ mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	return p(ctx, r, o)
}

// unscored are the options of what only restricts.
var unscored = search.SearcherOptions{Score: "none"}

// muted takes the score away from what only restricts.
func muted(p plan) plan {
	return func(ctx context.Context, r index.IndexReader, _ search.SearcherOptions) (search.Searcher, error) {
		s, err := p(ctx, r, unscored)
		if err != nil {
			return nil, err
		}
		return muteSearcher{s}, nil
	}
}

// openAll opens several plans or none.
func openAll(ctx context.Context, r index.IndexReader, o search.SearcherOptions, plans []plan) ([]search.Searcher, error) {
	var open []search.Searcher
	for _, p := range plans {
		s, err := p(ctx, r, o)
		if err != nil {
			for _, s := range open {
				err = errors.Join(err, s.Close())
			}
			return nil, err
		}
		open = append(open, s)
	}
	return open, nil
}

// anyPlan finds what any plan finds, the more the better.
func anyPlan(plans []plan) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		parts, err := openAll(ctx, r, o, plans)
		if err != nil {
			return nil, err
		}
		return sum(parts), nil
	}
}

// allPlan finds what all plans find.
func allPlan(plans []plan) plan {
	if len(plans) == 1 {
		return plans[0]
	}
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		parts, err := openAll(ctx, r, o, plans)
		if err != nil {
			return nil, err
		}
		return searcher.NewConjunctionSearcher(ctx, r, parts, o)
	}
}

// but is the plan that finds all articles but those that p finds.
func (v *view) but(p plan) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		parts, err := openAll(ctx, r, o, []plan{v.every, p})
		if err != nil {
			return nil, err
		}
		return searcher.NewBooleanSearcher(ctx, r, parts[0], nil, parts[1], o)
	}
}

// wordPlan searches title and text for a word.
func wordPlan(p pattern, lengths means) plan {
	return func(ctx context.Context, r index.IndexReader, _ search.SearcherOptions) (search.Searcher, error) {
		terms, err := p.expand(r, "body")
		if err != nil {
			return nil, err
		}
		return newWord(ctx, r, p, terms, lengths)
	}
}

// phrasePlan finds the words of patterns one after the other.
func phrasePlan(field string, pats []pattern) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		var words [][]weighed
		for i := range pats {
			terms, err := pats[i].expand(r, field)
			if err != nil {
				return nil, err
			}
			if len(terms) == 0 {
				return searcher.NewMatchNoneSearcher(r)
			}
			words = append(words, terms)
		}
		if len(words) > 1 {
			return newPhrase(ctx, r, field, pats, words)
		}
		terms := make([]string, len(words[0]))
		for i, t := range words[0] {
			terms[i] = t.term
		}
		return searcher.NewMultiTermSearcher(ctx, r, terms, field, 1, o, false)
	}
}

// valuePlan finds a value of a facet, or all that begin so.
func valuePlan(field, value string, prefix bool) plan {
	term := termOf(field, value)
	p := pattern{keys: []string{term}}
	if prefix {
		p = pattern{begins: []string{term}}
	}
	return phrasePlan(field, []pattern{p})
}
