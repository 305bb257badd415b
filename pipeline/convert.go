package pipeline

import (
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/event"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// A converter turns the stages' byte offsets into code points of the original and
// entity indexes into ids.
type converter struct {
	*work
	points codePoints
}

// document renders finished work as the contract's object.
func document(w *work) Document {
	c := converter{work: w, points: newCodePoints(w.article.Text)}
	art := w.article
	lang, script := kazakh.Describe(w.clean.Clean)
	return Document{
		ID: art.ID, URL: art.URL, Source: art.Source, Title: art.Title, Published: art.Published,
		Lang: lang, Script: script.String(), Text: art.Text,
		Sentences:   c.sentences(),
		Mentions:    c.mentions(),
		Entities:    c.entities(),
		Memberships: c.memberships(),
		Parents:     c.parents(),
		Events:      c.events(),
	}
}

// span maps clean bytes to code points of the original.
func (c converter) span(start, end int) Span {
	start, end = c.clean.Span(start, end)
	return Span{c.points.at(start), c.points.at(end)}
}

// source returns the original text of clean bytes.
func (c converter) source(start, end int) string {
	start, end = c.clean.Span(start, end)
	return c.article.Text[start:end]
}

func (c converter) sentences() []Span {
	out := make([]Span, 0, len(c.text.Sentences))
	for _, s := range c.text.Sentences {
		out = append(out, c.span(s.Start, s.End))
	}
	return out
}

func (c converter) mentions() []Mention {
	out := make([]Mention, 0, len(c.result.Mentions))
	for i, m := range c.result.Mentions {
		s := c.span(m.Start, m.End)
		out = append(out, Mention{
			Type: m.Type.String(), Start: s.Start, End: s.End, Text: c.source(m.Start, m.End),
			Entity: c.entity(c.result.Of[i]), Lemma: m.Lemma, Rule: m.Rule,
		})
	}
	return out
}

// entity returns the id of an entity index, "" for none.
func (c converter) entity(i int) string {
	if i < 0 {
		return ""
	}
	return c.result.Entities[i].ID
}

func (c converter) entities() []Entity {
	out := make([]Entity, 0, len(c.result.Entities))
	for _, e := range c.result.Entities {
		out = append(out, Entity{ID: e.ID, Type: e.Type.String(), Name: e.Name, Aliases: append([]string{}, e.Aliases...)})
	}
	return out
}

func (c converter) memberships() []Membership {
	out := make([]Membership, 0, len(c.facts.Memberships))
	for _, m := range c.facts.Memberships {
		out = append(out, Membership{
			Person: c.entity(m.Person), Title: m.Title, Organization: c.entity(m.Organization), Place: c.entity(m.Place),
			From: m.From, To: m.To, Past: m.Past, Evidence: c.span(m.Evidence.Start, m.Evidence.End), Rule: m.Rule,
		})
	}
	return out
}

func (c converter) parents() []Parent {
	out := make([]Parent, 0, len(c.facts.Parents))
	for _, p := range c.facts.Parents {
		out = append(out, Parent{Child: c.entity(p.Child), Parent: c.entity(p.Parent), Evidence: c.span(p.Evidence.Start, p.Evidence.End)})
	}
	return out
}

func (c converter) events() []Event {
	out := make([]Event, 0, len(c.facts.Events))
	for _, e := range c.facts.Events {
		trigger := c.span(e.Trigger.Start, e.Trigger.End)
		out = append(out, Event{
			Type: string(e.Type), Modality: string(e.Modality), Person: c.entity(e.Person), Post: e.Post,
			Organization: c.entity(e.Organization), Place: c.entity(e.Place), Date: e.Date,
			Votes: e.Votes, Percent: e.Percent, Turnout: e.Turnout, By: c.by(e),
			Trigger:    Trigger{trigger.Start, trigger.End, c.source(e.Trigger.Start, e.Trigger.End)},
			Background: e.Background, Evidence: c.span(e.Evidence.Start, e.Evidence.End),
			Confidence: e.Confidence, Rule: e.Rule,
		})
	}
	return out
}

// by names who acted: an entity if it is one, else the article's words.
func (c converter) by(e event.Event) string {
	if e.By != resolve.NoEntity {
		return c.entity(e.By)
	}
	return e.ByText
}
