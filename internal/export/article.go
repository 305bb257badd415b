package export

import (
	"strconv"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
)

// An article is a document with what the archive knows of it beyond its text.
type article struct {
	doc     *pipeline.Document
	sources []archive.Source
	who     map[string]archive.EntityMember // identities, by entity
	named   map[string]*pipeline.Entity
	runes   []rune                   // of the text, once they are asked for
	quotes  map[pipeline.Span]string // sentences, once they are asked for
	places  *setting                 // for formats with tables
}

func newArticle(doc *pipeline.Document, sources []archive.Source, who []archive.EntityMember) *article {
	a := &article{
		doc: doc, sources: sources,
		who: make(map[string]archive.EntityMember, len(who)), named: make(map[string]*pipeline.Entity, len(doc.Entities)),
	}
	for _, m := range who {
		a.who[m.Entity] = m
	}
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
	quote, known := a.quotes[s]
	if !known {
		quote = oneField(a.slice(s.Start, s.End))
		if a.quotes == nil {
			a.quotes = map[pipeline.Span]string{}
		}
		a.quotes[s] = quote
	}
	return quote
}

// tell gives the rows that an article has in the tables of single articles.
func (r *run) tell(a *article) error {
	doc, n := a.doc, numberer{}
	err := r.emit(articlesTable, a)
	each := func(t *table, size int, from func(i int) any) {
		for i := 0; i < size && err == nil; i++ {
			err = r.emit(t, from(i))
		}
	}
	each(sourcesTable, len(a.sources), func(i int) any { return &sourceOf{a, a.sources[i]} })
	each(entitiesTable, len(doc.Entities), func(i int) any { return &entityOf{a, &doc.Entities[i]} })
	each(mentionsTable, len(doc.Mentions), func(i int) any { return &mentionOf{a, &doc.Mentions[i]} })
	each(parentsTable, len(doc.Parents), func(i int) any { p := &doc.Parents[i]; return &parentOf{a, p, n.parent(a, p)} })
	each(membershipsTable, len(doc.Memberships), func(i int) any {
		m := &doc.Memberships[i]
		return &membershipOf{a, m, n.membership(a, m)}
	})
	each(eventsTable, len(doc.Events), func(i int) any { e := &doc.Events[i]; return &eventOf{a, e, n.event(a, e)} })
	return err
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
