package evaluate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

// A Score is the count of one layer.
type Score struct {
	Name  string `json:"name"`
	Count Count  `json:"count"`
}

// An Attribute is how often one field of the matched events is right.
type Attribute struct {
	Name     string   `json:"name"`
	Accuracy Accuracy `json:"accuracy"`
}

// A Group holds the scores of some of the articles.
type Group struct {
	Name       string      `json:"name"` // all, or a script, or a genre
	Articles   int         `json:"articles"`
	Scores     []Score     `json:"scores"`      // one per layer, in the order of Layers
	EventTypes []Score     `json:"event_types"` // the layer "event modality" by event type
	Attributes []Attribute `json:"attributes"`  // of matched events
}

// A Report is the result of comparing documents with gold.
type Report struct {
	All     Group   `json:"all"`
	Scripts []Group `json:"scripts"`
	Genres  []Group `json:"genres"`

	faults []Fault
	rules  map[ruleKey]*RuleCount
}

// Gold scores documents against the gold of the same articles, by ID. A gold
// article without a document counts as one in which nothing was found; documents
// without gold do not count. Names compare in lower case with single spaces.
// Layers says what is counted.
//
// It fails when there is no gold, when two documents share an ID and when a
// document's text is not that of its gold article, which would make offsets lie.
func Gold(docs []pipeline.Document, gold []corpus.Gold) (Report, error) {
	if len(gold) == 0 {
		return Report{}, errors.New("evaluate: no gold articles")
	}
	byID := map[string]pipeline.Document{}
	for _, doc := range docs {
		if _, dup := byID[doc.ID]; dup {
			return Report{}, fmt.Errorf("evaluate: two documents have the id %q", doc.ID)
		}
		byID[doc.ID] = doc
	}
	t := newTally()
	for _, g := range gold {
		doc, ok := byID[g.Article.ID]
		if ok && doc.Text != g.Article.Text {
			return Report{}, fmt.Errorf("evaluate: document %q is not the gold article: the texts differ", doc.ID)
		}
		t.article(g, newFacts(doc), newFacts(Document(g)))
	}
	return t.report(), nil
}

// A tally sums up article by article.
type tally struct {
	all             *sums
	scripts, genres map[string]*sums
	faults          []Fault
	rules           map[ruleKey]*RuleCount
}

// sums are the numbers of one group.
type sums struct {
	articles   int
	layers     []Count
	types      []Count
	attributes []Accuracy
}

func newTally() *tally {
	return &tally{
		all: newSums(), scripts: map[string]*sums{}, genres: map[string]*sums{},
		rules: map[ruleKey]*RuleCount{},
	}
}

func newSums() *sums {
	return &sums{
		layers: make([]Count, len(layers)), types: make([]Count, len(eventTypes)),
		attributes: make([]Accuracy, len(attributes)),
	}
}

func (s *sums) add(o *sums) {
	s.articles += o.articles
	for i := range o.layers {
		s.layers[i] = s.layers[i].plus(o.layers[i])
	}
	for i := range o.types {
		s.types[i] = s.types[i].plus(o.types[i])
	}
	for i := range o.attributes {
		s.attributes[i] = s.attributes[i].plus(o.attributes[i])
	}
}

// article compares one document with its gold.
func (t *tally) article(g corpus.Gold, got, want *facts) {
	s := newSums()
	s.articles = 1
	for i, l := range layers {
		m := l.compare(got, want)
		s.layers[i] = m.count()
		t.note(l.name, g, m)
	}
	for i, kind := range eventTypes {
		s.types[i] = layer{items: func(f *facts) []item { return f.eventsOf(kind) }}.compare(got, want).count()
	}
	for _, pair := range pairEvents(got, want) {
		for i, a := range attributes {
			s.attributes[i] = s.attributes[i].plus(a.judge(got, want, pair))
		}
	}
	t.all.add(s)
	group(t.scripts, g.Script).add(s)
	group(t.genres, g.Genre).add(s)
}

func group(groups map[string]*sums, name string) *sums {
	if groups[name] == nil {
		groups[name] = newSums()
	}
	return groups[name]
}

func (t *tally) report() Report {
	r := Report{All: t.all.group("all"), faults: t.faults, rules: t.rules}
	for _, name := range sortedBy(t.scripts, []string{"cyrl", "latn", "arab", "mixed"}) {
		r.Scripts = append(r.Scripts, t.scripts[name].group(name))
	}
	for _, name := range sortedBy(t.genres, nil) {
		r.Genres = append(r.Genres, t.genres[name].group(name))
	}
	return r
}

// sortedBy returns the keys in the given order, the rest by name.
func sortedBy(groups map[string]*sums, order []string) []string {
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if x, y := slices.Index(order, a), slices.Index(order, b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return names
}

func (s *sums) group(name string) Group {
	g := Group{Name: name, Articles: s.articles}
	for i, l := range layers {
		g.Scores = append(g.Scores, Score{l.name, s.layers[i]})
	}
	for i, kind := range eventTypes {
		if s.types[i] != (Count{}) {
			g.EventTypes = append(g.EventTypes, Score{kind, s.types[i]})
		}
	}
	for i, a := range attributes {
		g.Attributes = append(g.Attributes, Attribute{a.name, s.attributes[i]})
	}
	return g
}
