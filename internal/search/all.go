package search

import (
	"context"
	"fmt"
	"iter"

	"github.com/blevesearch/bleve/v2"
)

// idPage is how many ids AllIDs holds at a time. Each page costs a pass over the articles
// that the query finds.
const idPage = 10_000

// AllIDs gives the ids of all articles that a query finds, however many, bytewise. Only
// Query, Plain, Exact, Filters, Since and Until of the request count. It reads the index as it is when it
// begins. An error, as of Search, is the last pair.
func (ix *Index) AllIDs(ctx context.Context, req Request) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if err := ix.all(ctx, req, idPage, func(id string) bool { return yield(id, nil) }); err != nil {
			yield("", err)
		}
	}
}

func (ix *Index) all(ctx context.Context, req Request, size int, yield func(string) bool) error {
	parsed, err := req.parse()
	if err != nil {
		return err
	}
	reader, lengths, release, err := ix.acquire()
	if err != nil {
		return err
	}
	defer release()
	c := compiler{lexer: ix.lexer, lengths: lengths}
	root := c.plan(parsed)
	if root == nil && parsed != nil {
		return noWord.at(0)
	}
	for last := ""; ; {
		breq, err := newRequest(Request{Filters: req.Filters, Since: req.Since, Until: req.Until, Size: size}, root, false)
		if err != nil {
			return err
		}
		breq.SortBy([]string{"_id"})
		if last != "" {
			breq.SetSearchAfter([]string{last})
		}
		page, err := ids(ctx, reader, breq)
		if err != nil {
			return err
		}
		for _, id := range page {
			if !yield(id) {
				return nil
			}
		}
		if len(page) < size {
			return nil
		}
		last = page[len(page)-1]
	}
}

func ids(ctx context.Context, reader bleve.Index, breq *bleve.SearchRequest) ([]string, error) {
	found, err := reader.SearchInContext(ctx, breq)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	list := make([]string, len(found.Hits))
	for i, hit := range found.Hits {
		list[i] = hit.ID
	}
	return list, nil
}
