package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

// maxExpansion bounds the words that word* and word~ stand for; the most frequent
// ones count.
const maxExpansion = 64

// A pattern says which lexemes a word of a query means: those with one of its keys,
// only its exact form, or what * and ~ make of them.
type pattern struct {
	form   string   // as typed, in lower case
	print  imprint  // of form
	keys   []string // alternatives: a spelling may be read in several ways
	begins []string // beginnings of keys, for word*
	exact  bool     // =word
	fuzzy  int      // word~n
	weight float64  // in ranking
}

// A compiler turns nodes into plans, and collects what snippets shall mark.
type compiler struct {
	lexer *lexer
	marks [][]pattern // phrases, most of one word
}

// plan compiles a node; nil when nothing in it can be searched for, as in "—".
func (c *compiler) plan(n node) plan {
	switch n := n.(type) {
	case words:
		return c.words(n)
	case filter:
		return c.filter(n)
	case allOf:
		return join(c.plans(n), allPlan)
	case anyOf:
		return join(c.plans(n), anyPlan)
	case mixOf:
		return c.mix(n)
	case notOf:
		inner := compiler{lexer: c.lexer} // what must be missing is not marked
		if p := inner.plan(n.node); p != nil {
			return muted(butPlan(p))
		}
	}
	return nil
}

func (c *compiler) plans(nodes []node) []plan {
	var plans []plan
	for _, n := range nodes {
		if p := c.plan(n); p != nil {
			plans = append(plans, p)
		}
	}
	return plans
}

func join(plans []plan, by func([]plan) plan) plan {
	if len(plans) == 0 {
		return nil
	}
	return by(plans)
}

// mix demands every restriction and any of the rest.
func (c *compiler) mix(nodes []node) plan {
	var must, may []node
	for _, n := range nodes {
		if n.restricts() {
			must = append(must, n)
		} else {
			may = append(may, n)
		}
	}
	plans := c.plans(must)
	if p := join(c.plans(may), anyPlan); p != nil {
		plans = append(plans, p)
	}
	return join(plans, allPlan)
}

func (c *compiler) words(w words) plan {
	pats := c.lexer.patterns(w.text, !w.prefix)
	if len(pats) == 0 {
		return nil
	}
	for i := range pats {
		pats[i].exact = w.exact
	}
	pats[len(pats)-1].fuzzy = w.fuzzy
	c.marks = append(c.marks, pats)
	if len(pats) == 1 {
		return wordPlan(pats[0])
	}
	var parts []plan
	for _, p := range pats {
		parts = append(parts, wordPlan(p))
	}
	return allPlan(append(parts, muted(phrasePlan("body", pats))))
}

func (c *compiler) filter(f filter) plan {
	switch f.field {
	case "date", "year":
		return muted(rangePlan("date", f.from, f.to))
	case "event":
		return muted(valuePlan("event", strings.ToLower(f.value), f.prefix))
	}
	pats := c.lexer.patterns(f.value, !f.prefix)
	if len(pats) == 0 {
		return nil
	}
	return muted(phrasePlan(nameFields[f.field], pats))
}

// wordPlan searches title and text for a word.
func wordPlan(p pattern) plan {
	return func(ctx context.Context, r index.IndexReader, _ search.SearcherOptions) (search.Searcher, error) {
		terms, err := p.expand(r, "body")
		if err != nil {
			return nil, err
		}
		return newWord(ctx, r, p, terms)
	}
}

// A weighed term is one that a pattern stands for, and how nearly.
type weighed struct {
	term   string
	weight float64
}

// expand lists the terms of a field that the pattern stands for.
func (p *pattern) expand(r index.IndexReader, field string) ([]weighed, error) {
	var terms []weighed
	from := func(dict index.FieldDict, err error) error {
		if err != nil {
			return err
		}
		found, err := frequent(dict)
		for _, e := range found {
			if !slices.ContainsFunc(terms, func(w weighed) bool { return w.term == e.Term }) {
				terms = append(terms, weighed{e.Term, 1 / float64(1+e.EditDistance)})
			}
		}
		return err
	}
	fuzzy, ok := r.(index.IndexReaderFuzzy)
	for _, key := range p.keys {
		if p.fuzzy == 0 || !ok {
			terms = append(terms, weighed{key, 1})
			continue
		}
		if err := from(fuzzy.FieldDictFuzzy(field, key, p.fuzzy, "")); err != nil {
			return nil, err
		}
	}
	for _, begin := range p.begins {
		if err := from(r.FieldDictPrefix(field, []byte(begin))); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

// frequent reads a dictionary to its end, closes it and returns its most frequent
// words.
func frequent(dict index.FieldDict) (found []index.DictEntry, err error) {
	defer func() { err = errors.Join(err, dict.Close()) }()
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		found = append(found, *e)
	}
	slices.SortFunc(found, func(a, b index.DictEntry) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Term, b.Term))
	})
	return found[:min(len(found), maxExpansion)], nil
}

// phrasePlan finds the words of patterns one after the other.
func phrasePlan(field string, pats []pattern) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		var positions [][]string
		for i := range pats {
			expanded, err := pats[i].expand(r, field)
			if err != nil {
				return nil, err
			}
			if len(expanded) == 0 {
				return searcher.NewMatchNoneSearcher(r)
			}
			var terms []string
			for _, t := range expanded {
				terms = append(terms, t.term)
			}
			positions = append(positions, terms)
		}
		if len(positions) == 1 {
			return searcher.NewMultiTermSearcher(ctx, r, positions[0], field, 1, o, false)
		}
		phrase, err := searcher.NewMultiPhraseSearcher(ctx, r, positions, 0, false, field, 1, o)
		if err != nil || !pats[0].exact {
			return phrase, err
		}
		return exactPhrase{phrase, pats}, nil
	}
}

// valuePlan finds a value of a facet, or all that begin so.
func valuePlan(field, value string, prefix bool) plan {
	p := pattern{keys: []string{value}}
	if prefix {
		p = pattern{begins: []string{value}}
	}
	return phrasePlan(field, []pattern{p})
}

// rangePlan finds values from..to, both included with all that begins with them.
func rangePlan(field, from, to string) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		var highest []byte
		if to != "" {
			highest = []byte(to + "~") // after digits and "-"
		}
		return searcher.NewTermRangeSearcher(ctx, r, []byte(from), highest, nil, nil, field, 1, o)
	}
}
