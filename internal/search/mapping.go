package search

import (
	"maps"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/seed50815598/derek/pipeline"
)

// AnalyzerName names how words become terms. The folder of an index has it in its name:
// whatever changes the terms of a text takes a new name, and the index is built anew.
//
//	kk_v1: folded stems, forms as fingerprints.
const AnalyzerName = "kk_v1"

// MappingVersion is the version of the fields below. An index with another version,
// like one with another analyzer, is built anew.
//
//	1: the first.
//	2: forms in both offsets; names without forms, and without those that stand in others.
const MappingVersion = 2

// A record is an article as bleve indexes it: two fields of text, then what filters
// and facets need. Nothing is stored: the archive has it.
type record struct {
	Body string // with positions, for phrases
	Head string // the title again, for its weight

	// Facets: values as shown. What is unknown has no value.
	Person []string
	Org    []string
	Place  []string
	Title  []string // posts and titles
	Event  []string // type, or type/modality when not asserted
	Source []string
	Year   []string
	Date   []string

	// What the filters of the same names search: all names and aliases, analyzed.
	PersonNames []string
	OrgNames    []string
	PlaceNames  []string
}

// facetFields are the fields that can be counted and chosen.
var facetFields = []string{"person", "org", "title", "event", "place", "source", "year"}

// nameFields says which analyzed field answers a filter.
var nameFields = map[string]string{
	"person": "person_names", "org": "org_names", "place": "place_names", "title": "title_names", "source": "source_names",
}

func newRecord(doc *pipeline.Document) *record {
	r := &record{Body: doc.Text, Head: doc.Title}
	if doc.Source != "" {
		r.Source = []string{doc.Source}
	}
	if year, _, _ := strings.Cut(doc.Published, "-"); year != "" {
		r.Year, r.Date = []string{year}, []string{doc.Published}
	}
	r.Person, r.PersonNames = namesOf(doc, "PERSON", "PERSON")
	r.Org, r.OrgNames = namesOf(doc, "ORG", "ORG")
	r.Place, r.PlaceNames = namesOf(doc, "PLACE", "FACILITY")
	titles, events := map[string]bool{}, map[string]bool{}
	for _, m := range doc.Mentions {
		if m.Type == "TITLE" {
			titles[m.Lemma] = true
		}
	}
	for _, m := range doc.Memberships {
		titles[m.Title] = true
	}
	for _, ev := range doc.Events {
		titles[ev.Post] = true
		events[eventValue(ev)] = true
	}
	delete(titles, "")
	r.Title = slices.Sorted(maps.Keys(titles))
	r.Event = slices.Sorted(maps.Keys(events))
	return r
}

// namesOf are the names of the entities of two types, and all by which they are called.
func namesOf(doc *pipeline.Document, kind, other string) (names, all []string) {
	n, aliases := 0, 0
	for i := range doc.Entities {
		if e := &doc.Entities[i]; e.Type == kind || e.Type == other {
			n++
			aliases += len(e.Aliases)
		}
	}
	if n == 0 {
		return nil, nil
	}
	names, all = make([]string, 0, n), make([]string, 0, n+aliases)
	for i := range doc.Entities {
		if e := &doc.Entities[i]; e.Type == kind || e.Type == other {
			names = append(names, e.Name)
			all = append(append(all, e.Name), e.Aliases...)
		}
	}
	return names, all
}

// eventValue is what event: finds. A planned dismissal is no dismissal.
func eventValue(ev pipeline.Event) string {
	if ev.Modality == "asserted" {
		return ev.Type
	}
	return ev.Type + "/" + ev.Modality
}

// newMapping is what bleve is told of the fields: that it shall add none. The rest is
// decided where they are made (document.go).
func newMapping() *mapping.IndexMappingImpl {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultAnalyzer = keyword.Name
	return m
}
