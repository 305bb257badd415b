package search

import (
	_ "embed"
	"fmt"
)

// QueryHelp explains the query language to users, in Markdown.
//
//go:embed QUERY.md
var QueryHelp string

// A QueryError says what is wrong with a query, and where.
type QueryError struct {
	Pos    int      // code points before the place
	Msg    string   // in English
	Code   string   // of the mistake, one of Mistakes
	Values []string // what the mistake is about, in the order of Msg
}

// Error implements error.
func (e *QueryError) Error() string {
	return fmt.Sprintf("query, character %d: %s", e.Pos+1, e.Msg)
}

// The bounds of a query: beyond them it is a mistake or an attack.
const (
	maxQuery = 2000 // code points
	maxTerms = 200  // words, phrases and filters
	maxDepth = 20   // nested parentheses
)

// A node is a part of a parsed query. Positions count code points of the query.
type node interface {
	// restricts tells whether the node only filters: it must hold, and adds nothing
	// to the score.
	restricts() bool
}

type (
	// words searches the text for one word or, quoted, a phrase.
	words struct {
		text   string
		pos    int
		phrase bool // quoted
		exact  bool // =word: as written, not inflected or respelled
		prefix bool // word*
		fuzzy  int  // word~n: up to n letters wrong
	}
	// filter searches a field.
	filter struct {
		field    string
		value    string // for date and year empty
		pos      int
		prefix   bool
		from, to string // for date and year: YYYY[-MM[-DD]], both included, "" is open
	}
	allOf []node // AND
	anyOf []node // OR
	mixOf []node // side by side: restrictions must hold, of the others at least one
	notOf struct{ node node }
)

func (words) restricts() bool   { return false }
func (filter) restricts() bool  { return true }
func (notOf) restricts() bool   { return true }
func (n allOf) restricts() bool { return restrictsAll(n) }
func (n anyOf) restricts() bool { return restrictsAll(n) }
func (n mixOf) restricts() bool { return restrictsAll(n) }

func restrictsAll(nodes []node) bool {
	for _, n := range nodes {
		if !n.restricts() {
			return false
		}
	}
	return true
}

// exactly makes all words of a query mean their form as written, save those with * or ~.
func exactly(n node) node {
	list := func(nodes []node) []node {
		out := make([]node, len(nodes))
		for i := range nodes {
			out[i] = exactly(nodes[i])
		}
		return out
	}
	switch n := n.(type) {
	case words:
		n.exact = n.exact || !n.prefix && n.fuzzy == 0
		return n
	case allOf:
		return allOf(list(n))
	case anyOf:
		return anyOf(list(n))
	case mixOf:
		return mixOf(list(n))
	case notOf:
		return notOf{exactly(n.node)}
	}
	return n
}
