package search

import (
	"slices"
	"strings"
	"sync"
)

// A compiler turns nodes into plans, and collects what snippets shall mark.
type compiler struct {
	lexer *lexer
	view  *view
	marks [][]pattern // phrases, most of one word
	cut   []string    // words that stand for too many, once the plan has been used
}

// plan compiles a node; nil when nothing in it can be searched for, as in "—".
func (c *compiler) plan(n node) *plan {
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
		marks := c.marks
		p := c.plan(n.node)
		c.marks = marks // what must be missing is not marked
		if p != nil {
			return muted(but(p))
		}
	}
	return nil
}

func (c *compiler) plans(nodes []node) []*plan {
	var plans []*plan
	for _, n := range nodes {
		if p := c.plan(n); p != nil {
			plans = append(plans, p)
		}
	}
	return plans
}

func join(plans []*plan, by func([]*plan) *plan) *plan {
	if len(plans) == 0 {
		return nil
	}
	return by(plans)
}

// mix demands every restriction and any of the rest.
func (c *compiler) mix(nodes []node) *plan {
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

func (c *compiler) words(w words) *plan {
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
		return c.word(pats[0])
	}
	var parts []*plan
	for _, p := range pats {
		parts = append(parts, c.word(p))
	}
	return allPlan(append(parts, c.phrase("body", pats)))
}

func (c *compiler) filter(f filter) *plan {
	switch f.field {
	case "date", "year":
		return c.view.days(f.from, f.to)
	case "event":
		return c.value("event", strings.ToLower(f.value), f.prefix)
	}
	pats := c.lexer.patterns(f.value, !f.prefix)
	if len(pats) == 0 {
		return nil
	}
	return c.phrase(nameFields[f.field], pats)
}

// word searches title and text for a word.
func (c *compiler) word(p pattern) *plan {
	w := &word{pattern: p, view: c.view, terms: c.terms(&p, "body"), forms: p.fuzzy == 0 && len(p.begins) == 0}
	return &plan{find: w.find, slow: p.exact}
}

// phrase finds the words of patterns one after the other.
func (c *compiler) phrase(field string, pats []pattern) *plan {
	p := &phrase{field: field, pats: pats}
	for i := range pats {
		p.terms = append(p.terms, c.terms(&pats[i], field))
	}
	return &plan{find: p.find, slow: len(pats) > 1}
}

// value finds a value of a facet, or all that begin so.
func (c *compiler) value(field, value string, prefix bool) *plan {
	term := termOf(field, value)
	p := pattern{form: value, keys: []string{term}}
	if prefix {
		p = pattern{form: value, begins: []string{term}}
	}
	return c.phrase(field, []pattern{p})
}

// terms gives a function that lists the terms of a field that a pattern stands for.
func (c *compiler) terms(p *pattern, field string) func() ([]weighed, error) {
	return sync.OnceValues(func() ([]weighed, error) {
		list, more, err := p.expand(c.view.snapshot, field)
		if sign := p.form + p.sign(); more && !slices.Contains(c.cut, sign) {
			c.cut = append(c.cut, sign)
		}
		return list, err
	})
}
