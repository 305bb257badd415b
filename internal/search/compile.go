package search

import "strings"

// A compiler turns nodes into plans, and collects what snippets shall mark.
type compiler struct {
	lexer *lexer
	view  *view
	marks [][]pattern // phrases, most of one word
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
		inner := compiler{lexer: c.lexer, view: c.view} // what must be missing is not marked
		if p := inner.plan(n.node); p != nil {
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
		return c.view.wordPlan(pats[0])
	}
	var parts []*plan
	for _, p := range pats {
		parts = append(parts, c.view.wordPlan(p))
	}
	return allPlan(append(parts, c.view.phrasePlan("body", pats)))
}

func (c *compiler) filter(f filter) *plan {
	switch f.field {
	case "date", "year":
		return c.view.days(f.from, f.to)
	case "event":
		return c.view.valuePlan("event", strings.ToLower(f.value), f.prefix)
	}
	pats := c.lexer.patterns(f.value, !f.prefix)
	if len(pats) == 0 {
		return nil
	}
	return c.view.phrasePlan(nameFields[f.field], pats)
}
