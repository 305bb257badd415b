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

// MappingVersion is the version of the fields below. An index with another version,
// like one with another analyzer, is built anew.
//
//	1: the first.
const MappingVersion = 1

// A record is an article as bleve indexes it: two fields of text, then what filters
// and facets need. Nothing is stored: the archive has it.
type record struct {
	Body string `json:"body"` // with positions, for phrases
	Head string `json:"head"` // the title again, for its weight

	// Facets: values as shown. What is unknown has no value.
	Person []string `json:"person"`
	Org    []string `json:"org"`
	Place  []string `json:"place"`
	Title  []string `json:"title"` // posts and titles
	Event  []string `json:"event"` // type, or type/modality when not asserted
	Source []string `json:"source"`
	Year   []string `json:"year"`
	Date   []string `json:"date"`

	// What the filters of the same names search: all names and aliases, analyzed.
	PersonNames []string `json:"person_names"`
	OrgNames    []string `json:"org_names"`
	PlaceNames  []string `json:"place_names"`
	TitleNames  []string `json:"title_names"`
	SourceNames []string `json:"source_names"`
}

// facetFields are the fields that can be counted and chosen.
var facetFields = []string{"person", "org", "title", "event", "place", "source", "year"}

// nameFields says which analyzed field answers a filter.
var nameFields = map[string]string{
	"person": "person_names", "org": "org_names", "place": "place_names", "title": "title_names", "source": "source_names",
}

func newRecord(doc pipeline.Document) record {
	r := record{Body: doc.Text, Head: doc.Title}
	if doc.Source != "" {
		r.Source = []string{doc.Source}
		r.SourceNames = r.Source
	}
	if year, _, _ := strings.Cut(doc.Published, "-"); year != "" {
		r.Year, r.Date = []string{year}, []string{doc.Published}
	}
	for _, e := range doc.Entities {
		switch e.Type {
		case "PERSON":
			r.Person = append(r.Person, e.Name)
			r.PersonNames = append(append(r.PersonNames, e.Name), e.Aliases...)
		case "ORG":
			r.Org = append(r.Org, e.Name)
			r.OrgNames = append(append(r.OrgNames, e.Name), e.Aliases...)
		case "PLACE", "FACILITY":
			r.Place = append(r.Place, e.Name)
			r.PlaceNames = append(append(r.PlaceNames, e.Name), e.Aliases...)
		}
	}
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
	r.TitleNames = r.Title
	r.Event = slices.Sorted(maps.Keys(events))
	return r
}

// eventValue is what event: finds. A planned dismissal is no dismissal.
func eventValue(ev pipeline.Event) string {
	if ev.Modality == "asserted" {
		return ev.Type
	}
	return ev.Type + "/" + ev.Modality
}

// newMapping tells bleve about the fields of a record; text is analyzed by the named
// analyzer.
func newMapping(analyzerName string, config map[string]any) (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	if config != nil {
		if err := m.AddCustomAnalyzer(analyzerName, config); err != nil {
			return nil, err
		}
	}
	doc := bleve.NewDocumentStaticMapping()
	text := func(positions bool) *mapping.FieldMapping {
		return &mapping.FieldMapping{Type: "text", Analyzer: analyzerName, Index: true, IncludeTermVectors: positions}
	}
	doc.AddFieldMappingsAt("body", text(true))
	doc.AddFieldMappingsAt("head", text(false))
	for _, field := range nameFields {
		doc.AddFieldMappingsAt(field, text(true))
	}
	for _, field := range append([]string{"date"}, facetFields...) {
		doc.AddFieldMappingsAt(field, &mapping.FieldMapping{
			Type: "text", Analyzer: keyword.Name, Index: true, DocValues: true, SkipFreqNorm: true,
		})
	}
	m.DefaultMapping = doc
	m.DefaultAnalyzer = keyword.Name
	return m, nil
}
