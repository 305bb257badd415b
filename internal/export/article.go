package export

import (
	"strconv"
	"strings"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline"
)

// An article is a document with what the archive knows of it beyond its text.
type article struct {
	doc     *pipeline.Document
	sources []archive.Source
	who     map[string]archive.EntityMember // identities, by entity
	named   map[string]*pipeline.Entity
	runes   []rune   // of the text, once they are asked for
	places  *setting // for formats with tables
}

func newArticle(doc *pipeline.Document, who map[string]archive.EntityMember) *article {
	a := &article{doc: doc, who: who, named: make(map[string]*pipeline.Entity, len(doc.Entities))}
	for i := range doc.Entities {
		a.named[doc.Entities[i].ID] = &doc.Entities[i]
	}
	return a
}

// name is that of an entity, "" for none.
func (a *article) name(entity string) string {
	if e := a.named[entity]; e != nil {
		return e.Name
	}
	return ""
}

// author is that of the article itself, "" when unknown.
func (a *article) author() string {
	for _, s := range a.sources {
		if s.ID == a.doc.ID {
			return s.Author
		}
	}
	return ""
}

// slice cuts code points out of the text.
func (a *article) slice(start, end int) string {
	if a.runes == nil {
		a.runes = []rune(a.doc.Text)
	}
	if start < 0 || end > len(a.runes) || start > end {
		return ""
	}
	return string(a.runes[start:end])
}

// sentence is a stretch of text on one line.
func (a *article) sentence(s pipeline.Span) string {
	return strings.Join(strings.Fields(a.slice(s.Start, s.End)), " ")
}

// across gives an entity's identity and name.
func (a *article) across(entity string) (id, name any) {
	return known(a.who[entity].Identity), known(a.name(entity))
}

// tell gives the rows that an article has in the tables of single articles.
func (r *run) tell(a *article) error {
	doc, n := a.doc, numberer{}
	if err := r.emit(articlesTable, doc.ID, known(doc.URL), known(doc.Source), known(doc.Title), known(doc.Published), doc.Lang, doc.Script, doc.Text); err != nil {
		return err
	}
	for _, s := range a.sources {
		if err := r.emit(sourcesTable, doc.ID, s.ID, known(s.URL), known(s.Source), known(s.Title), known(s.Published), known(s.Author)); err != nil {
			return err
		}
	}
	for _, e := range doc.Entities {
		m := a.who[e.ID]
		if err := r.emit(entitiesTable, doc.ID, e.ID, e.Type, e.Name, known(strings.Join(e.Aliases, "|")), known(m.Identity)); err != nil {
			return err
		}
		if m.Seed != m.Identity {
			if err := r.emit(redirectsTable, m.Seed, m.Identity); err != nil {
				return err
			}
		}
	}
	for _, m := range doc.Mentions {
		if err := r.emit(mentionsTable, doc.ID, m.Type, m.Start, m.End, m.Text, known(m.Entity), known(m.Lemma), known(m.Rule)); err != nil {
			return err
		}
	}
	for i := range doc.Parents {
		if err := r.parent(a, n, &doc.Parents[i]); err != nil {
			return err
		}
	}
	for i := range doc.Memberships {
		if err := r.membership(a, n, &doc.Memberships[i]); err != nil {
			return err
		}
	}
	for i := range doc.Events {
		if err := r.event(a, n, &doc.Events[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) parent(a *article, n numberer, p *pipeline.Parent) error {
	child, childName := a.across(p.Child)
	parent, parentName := a.across(p.Parent)
	return r.emit(parentsTable, a.doc.ID, p.Child, p.Parent, p.Evidence.Start, p.Evidence.End, n.parent(a, p),
		child, childName, parent, parentName, a.sentence(p.Evidence))
}

func (r *run) membership(a *article, n numberer, m *pipeline.Membership) error {
	person, personName := a.across(m.Person)
	org, orgName := a.across(m.Organization)
	place, placeName := a.across(m.Place)
	return r.emit(membershipsTable, a.doc.ID, known(m.Person), m.Title, known(m.Organization), known(m.Place),
		known(m.From), known(m.To), m.Past, m.Evidence.Start, m.Evidence.End, m.Rule, n.membership(a, m),
		person, personName, org, orgName, place, placeName,
		known(a.places.region(a.name(m.Place), a.name(m.Organization))), a.sentence(m.Evidence))
}

func (r *run) event(a *article, n numberer, ev *pipeline.Event) error {
	person, personName := a.across(ev.Person)
	org, orgName := a.across(ev.Organization)
	place, placeName := a.across(ev.Place)
	return r.emit(eventsTable, a.doc.ID, ev.Type, ev.Modality, known(ev.Person), known(ev.Post), known(ev.Organization), known(ev.Place),
		known(ev.Date), given(ev.Votes), given(ev.Percent), given(ev.Turnout), known(ev.By),
		ev.Trigger.Text, ev.Trigger.Start, ev.Trigger.End, ev.Background, ev.Evidence.Start, ev.Evidence.End, ev.Confidence, ev.Rule,
		n.event(a, ev), person, personName, org, orgName, place, placeName,
		known(a.places.region(a.name(ev.Place), a.name(ev.Organization))), yearOf(ev, a.doc.Published), a.sentence(ev.Evidence),
		known(a.doc.Published), known(a.doc.URL), known(kazakh.Key(ev.Post)))
}

// yearOf is the year of an event; news without a date tell of what has just happened.
func yearOf(ev *pipeline.Event, published string) any {
	day := ev.Date
	if day == "" && !ev.Background {
		day = published
	}
	if len(day) < 4 {
		return nil
	}
	year, err := strconv.Atoi(day[:4])
	if err != nil {
		return nil
	}
	return year
}
