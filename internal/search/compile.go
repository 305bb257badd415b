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

// A pattern says which lexemes a word of a query means: those with its key, its exact
// form, or what * and ~ make of them.
type pattern struct {
	exact  string   // term, "" for none
	keys   []string // terms: alternatives where a spelling may be read in several ways
	prefix bool
	fuzzy  int
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
	last := &pats[len(pats)-1]
	last.prefix, last.fuzzy = w.prefix, w.fuzzy
	if w.exact {
		for i := range pats {
			if pats[i].exact != "" { // function words have only a key
				pats[i].keys = nil
			}
		}
	}
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
		return muted(termsPlan("event", strings.ToLower(f.value), f.prefix))
	}
	pats := c.lexer.patterns(f.value, !f.prefix)
	if len(pats) == 0 {
		return nil
	}
	pats[len(pats)-1].prefix = f.prefix
	return muted(phrasePlan(nameFields[f.field], pats))
}

// wordPlan searches title and text for a word.
func wordPlan(p pattern) plan {
	return func(ctx context.Context, r index.IndexReader, _ search.SearcherOptions) (search.Searcher, error) {
		terms, err := p.weighed(r)
		if err != nil {
			return nil, err
		}
		return newWord(ctx, r, terms)
	}
}

// weighed lists the terms of a pattern in both fields of text.
func (p pattern) weighed(r index.IndexReader) ([]weighed, error) {
	var terms []weighed
	keys, err := p.expand(r, "body", p.keys)
	if err != nil {
		return nil, err
	}
	for _, t := range keys {
		terms = append(terms, weighed{"body", t.term, t.weight}, weighed{"head", t.term, weightHead * t.weight})
	}
	if p.exact == "" || p.fuzzy > 0 {
		return terms, nil
	}
	weight := weightExact
	if len(p.keys) == 0 {
		weight = 1
	}
	forms, err := p.expand(r, "body", []string{p.exact})
	for _, t := range forms {
		terms = append(terms, weighed{"body", t.term, weight})
	}
	return terms, err
}

// expand replaces terms by those of the index that * or ~ makes of them.
func (p pattern) expand(r index.IndexReader, field string, terms []string) ([]weighed, error) {
	var all []weighed
	for _, t := range terms {
		var dict index.FieldDict
		var err error
		switch fuzzy, ok := r.(index.IndexReaderFuzzy); {
		case p.prefix:
			dict, err = r.FieldDictPrefix(field, []byte(t))
		case p.fuzzy > 0 && ok:
			dict, err = fuzzy.FieldDictFuzzy(field, t, p.fuzzy, t[:1])
		default:
			all = append(all, weighed{field, t, 1})
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := frequent(dict)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			all = append(all, weighed{field, e.Term, 1 / float64(1+e.EditDistance)})
		}
	}
	return all, nil
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
		for _, p := range pats {
			var terms []string
			for _, t := range p.terms() {
				expanded, err := p.expand(r, field, []string{t})
				if err != nil {
					return nil, err
				}
				for _, e := range expanded {
					terms = append(terms, e.term)
				}
			}
			if len(terms) == 0 {
				return searcher.NewMatchNoneSearcher(r)
			}
			positions = append(positions, terms)
		}
		if len(positions) == 1 {
			return searcher.NewMultiTermSearcher(ctx, r, positions[0], field, 1, o, false)
		}
		return searcher.NewMultiPhraseSearcher(ctx, r, positions, 0, false, field, 1, o)
	}
}

// terms are those that stand for the pattern: its keys, or its exact form alone.
func (p pattern) terms() []string {
	if len(p.keys) > 0 {
		return p.keys
	}
	return []string{p.exact}
}

// termsPlan finds a value of a facet, or all with that beginning.
func termsPlan(field, value string, prefix bool) plan {
	return phrasePlan(field, []pattern{{exact: value, prefix: prefix}})
}

// rangePlan finds values from..to, both included with all that begins with them.
func rangePlan(field, from, to string) plan {
	return func(ctx context.Context, r index.IndexReader, o search.SearcherOptions) (search.Searcher, error) {
		lowest := cmp.Or(from, "0") // the unknown date is ""
		var highest []byte
		if to != "" {
			highest = []byte(to + "~") // after digits and "-"
		}
		return searcher.NewTermRangeSearcher(ctx, r, []byte(lowest), highest, nil, nil, field, 1, o)
	}
}
