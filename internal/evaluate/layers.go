package evaluate

import (
	"fmt"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// An item is one thing that a layer counts.
type item struct {
	key  string        // equal keys are the same thing
	show string        // for people to read
	at   pipeline.Span // where it stands in the text
	rule string        // who made it
}

// A layer says what is compared.
type layer struct {
	name  string
	items func(*facts) []item
	set   bool // an article has each key once, however often it is said
	// like scores how much two keys that differ resemble each other: 0 for not at
	// all. A layer without it compares keys only.
	like func(a, b string) float64
}

// layers are all layers in the order of the report.
//
//	persons             names of persons, once an article
//	aliases             person and other form of the name
//	orgs                names of organizations, once an article; quotation marks of any kind are equal
//	orgs lenient        the same, matched one to one by likeness (see alike)
//	person+title        memberships by person and title, past ones too
//	person+title+body   the same and the organization, or the place when the membership has no organization
//	membership          all fields: person, title, organization, place, from, to, past
//	parents             child and parent
//	event type+person   asserted events by type and person
//	event +post+body    the same and post and organization, or place when the event has no organization
//	event modality      all events by type, person and modality
//	event full          all events by all fields but trigger, by and confidence
//	link PERSON, ORG    mentions by span and the name of their entity
//	PERSON … DATE       mentions by type and exact span
var layers = []layer{
	{name: "persons", items: func(f *facts) []item { return f.names("PERSON", fold) }, set: true},
	{name: "aliases", items: (*facts).aliases, set: true},
	{name: "orgs", items: func(f *facts) []item { return f.names("ORG", orgKey) }, set: true},
	{name: "orgs lenient", items: func(f *facts) []item { return f.names("ORG", orgKey) }, set: true, like: alike},
	{name: "person+title", items: func(f *facts) []item { return f.memberships(0) }},
	{name: "person+title+body", items: func(f *facts) []item { return f.memberships(1) }},
	{name: "membership", items: func(f *facts) []item { return f.memberships(2) }},
	{name: "parents", items: (*facts).parents, set: true},
	{name: "event type+person", items: func(f *facts) []item { return f.events(eventPerson) }},
	{name: "event +post+body", items: func(f *facts) []item { return f.events(eventPost) }},
	{name: "event modality", items: func(f *facts) []item { return f.events(eventModality) }},
	{name: "event full", items: func(f *facts) []item { return f.events(eventFull) }},
	{name: "link PERSON", items: func(f *facts) []item { return f.links("PERSON") }},
	{name: "link ORG", items: func(f *facts) []item { return f.links("ORG") }},
	{name: "PERSON", items: func(f *facts) []item { return f.spans("PERSON") }},
	{name: "TITLE", items: func(f *facts) []item { return f.spans("TITLE") }},
	{name: "ORG", items: func(f *facts) []item { return f.spans("ORG") }},
	{name: "PLACE", items: func(f *facts) []item { return f.spans("PLACE") }},
	{name: "DATE", items: func(f *facts) []item { return f.spans("DATE") }},
}

// Layers names what a report counts, in its order.
func Layers() []string {
	names := make([]string, len(layers))
	for i, l := range layers {
		names[i] = l.name
	}
	return names
}

var eventTypes = []string{
	"elected", "reelected", "appointed", "dismissed", "resigned", "nominated", "registered",
	"election_scheduled", "election_held",
}

// facts is a document with its ids resolved.
type facts struct {
	doc      pipeline.Document
	text     []rune
	entities map[string]pipeline.Entity
	first    map[string]pipeline.Mention // first mention of each entity
}

func newFacts(doc pipeline.Document) *facts {
	f := &facts{
		doc: doc, text: []rune(doc.Text),
		entities: map[string]pipeline.Entity{}, first: map[string]pipeline.Mention{},
	}
	for _, e := range doc.Entities {
		f.entities[e.ID] = e
	}
	for _, m := range doc.Mentions {
		if _, ok := f.first[m.Entity]; !ok {
			f.first[m.Entity] = m
		}
	}
	return f
}

// name is the name behind an id; an id without an entity stands for itself, so
// that it is wrong rather than empty.
func (f *facts) name(id string) string {
	if e, ok := f.entities[id]; ok {
		return e.Name
	}
	return id
}

func (f *facts) span(id string) pipeline.Span {
	m := f.first[id]
	return pipeline.Span{Start: m.Start, End: m.End}
}

func (f *facts) names(kind string, key func(string) string) []item {
	var out []item
	for _, e := range f.doc.Entities {
		if e.Type == kind {
			out = append(out, item{key(e.Name), e.Name, f.span(e.ID), f.first[e.ID].Rule})
		}
	}
	return out
}

func (f *facts) aliases() []item {
	var out []item
	for _, e := range f.doc.Entities {
		if e.Type != "PERSON" {
			continue
		}
		for _, a := range e.Aliases {
			out = append(out, item{join(fold(e.Name), fold(a)), e.Name + " / " + a, f.span(e.ID), f.first[e.ID].Rule})
		}
	}
	return out
}

// memberships keys by person and title (detail 0), by body too (1), or by all (2).
func (f *facts) memberships(detail int) []item {
	var out []item
	for _, m := range f.doc.Memberships {
		person, org, place := f.name(m.Person), f.name(m.Organization), f.name(m.Place)
		parts := []string{fold(person), fold(m.Title)}
		switch detail {
		case 1:
			parts = append(parts, body(org, place))
		case 2:
			parts = append(parts, orgKey(org), fold(place), m.From, m.To, fmt.Sprint(m.Past))
		}
		show := line(person, m.Title, org, place, m.From, m.To, when(m.Past, "past"))
		out = append(out, item{join(parts...), show, f.span(m.Person), m.Rule})
	}
	return out
}

func (f *facts) parents() []item {
	var out []item
	for _, p := range f.doc.Parents {
		child, parent := f.name(p.Child), f.name(p.Parent)
		out = append(out, item{join(orgKey(child), orgKey(parent)), child + " < " + parent, f.span(p.Child), ""})
	}
	return out
}

func (f *facts) links(kind string) []item {
	var out []item
	for _, m := range f.doc.Mentions {
		if m.Type == kind {
			name := f.name(m.Entity)
			out = append(out, item{
				fmt.Sprintf("%d\t%d\t%s", m.Start, m.End, orgKey(name)), m.Text + " = " + name,
				pipeline.Span{Start: m.Start, End: m.End},
				m.Rule,
			})
		}
	}
	return out
}

func (f *facts) spans(kind string) []item {
	var out []item
	for _, m := range f.doc.Mentions {
		if m.Type == kind {
			out = append(out, item{
				fmt.Sprintf("%d\t%d", m.Start, m.End), m.Text, pipeline.Span{Start: m.Start, End: m.End}, m.Rule,
			})
		}
	}
	return out
}

// body keys what a post belongs to: the organization, or the place of a post
// without one.
func body(org, place string) string {
	if org != "" {
		return join("org", orgKey(org))
	}
	return join("place", fold(place))
}

// orgKey is the name of an organization with all double quotation marks made equal
// and a pair around the whole name taken off.
func orgKey(name string) string {
	key := strings.Map(func(r rune) rune {
		if strings.ContainsRune("«»“”„\"", r) {
			return '"'
		}
		return r
	}, fold(name))
	if len(key) > 2 && key[0] == '"' && key[len(key)-1] == '"' && strings.Count(key, `"`) == 2 {
		return fold(key[1 : len(key)-1])
	}
	return key
}

func join(parts ...string) string { return strings.Join(parts, "\t") }

// line shows fields with bars between, "-" for an empty one.
func line(parts ...string) string {
	for i, p := range parts {
		if p == "" {
			parts[i] = "-"
		}
	}
	return strings.Join(parts, " | ")
}

func when(is bool, word string) string {
	if is {
		return word
	}
	return ""
}
