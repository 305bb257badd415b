package evaluate

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

// goldRule is the rule that stands on everything that comes from gold.
const goldRule = "gold"

// Document turns gold into the document that a perfect pipeline would give. What
// gold does not say is filled in plainly: each line is a sentence; places get
// entities named as relations name them, else as written; the lemma of a title is
// ""; evidence is the line around a trigger or around the first mention.
func Document(g corpus.Gold) pipeline.Document {
	b := builder{gold: g, text: []rune(g.Article.Text), ids: map[string]string{}, first: map[string]pipeline.Span{}}
	b.doc = pipeline.Document{
		ID: g.Article.ID, URL: g.Article.URL, Source: g.Article.Source, Title: g.Article.Title,
		Published: g.Article.Published, Lang: "kk", Script: g.Script, Text: g.Article.Text,
		Sentences: []pipeline.Span{}, Mentions: []pipeline.Mention{}, Entities: []pipeline.Entity{},
		Memberships: []pipeline.Membership{}, Parents: []pipeline.Parent{}, Events: []pipeline.Event{},
	}
	if g.Script == "mixed" {
		b.doc.Lang = "mixed"
	}
	b.sentences()
	b.entities()
	b.mentions()
	b.relations()
	b.events()
	return b.doc
}

// A builder fills one document. ids holds entity ids by type and name, first the
// first mention of each entity.
type builder struct {
	gold  corpus.Gold
	text  []rune
	doc   pipeline.Document
	ids   map[string]string
	first map[string]pipeline.Span
}

func (b *builder) sentences() {
	start := 0
	for i := 0; i <= len(b.text); i++ {
		if i < len(b.text) && b.text[i] != '\n' {
			continue
		}
		if strings.TrimSpace(string(b.text[start:i])) != "" {
			b.doc.Sentences = append(b.doc.Sentences, pipeline.Span{Start: start, End: i})
		}
		start = i + 1
	}
}

// entity returns the id of the entity, which it adds when new; "" for no name.
func (b *builder) entity(kind, name string) string {
	if name == "" {
		return ""
	}
	key := kind + "\t" + name
	if id, ok := b.ids[key]; ok {
		return id
	}
	id := fmt.Sprintf("e%d", len(b.doc.Entities)+1)
	b.ids[key] = id
	b.doc.Entities = append(b.doc.Entities, pipeline.Entity{ID: id, Type: kind, Name: name, Aliases: []string{}})
	return id
}

func (b *builder) entities() {
	for _, name := range b.gold.Persons {
		b.entity("PERSON", name)
	}
	for _, a := range b.gold.Aliases {
		for i := range b.doc.Entities {
			if b.doc.Entities[i].Name == a.Person {
				b.doc.Entities[i].Aliases = append(b.doc.Entities[i].Aliases, a.As...)
			}
		}
	}
	for _, name := range b.gold.Orgs {
		b.entity("ORG", name)
	}
	for _, h := range b.gold.Holds {
		b.entity("PLACE", h.Place)
	}
	for _, ev := range b.gold.Events {
		b.entity("PLACE", ev.Place)
	}
}

func (b *builder) mentions() {
	for _, m := range b.gold.Mentions {
		out := pipeline.Mention{Type: m.Type, Start: m.Start, End: m.End, Text: m.Text, Rule: goldRule}
		name := m.Entity
		if m.Type == "PLACE" {
			name = b.place(m.Text)
		}
		if out.Entity = b.entity(m.Type, name); out.Entity != "" {
			out.Lemma = name
			if _, ok := b.first[out.Entity]; !ok {
				b.first[out.Entity] = pipeline.Span{Start: m.Start, End: m.End}
			}
		}
		b.doc.Mentions = append(b.doc.Mentions, out)
	}
}

// place names a mentioned place as relations name it: the longest known name whose
// letters but the last two begin the mention.
func (b *builder) place(text string) string {
	best := ""
	for _, e := range b.doc.Entities {
		stem := e.Name
		for range 2 {
			_, n := utf8.DecodeLastRuneInString(stem)
			stem = stem[:len(stem)-n]
		}
		if e.Type == "PLACE" && len(e.Name) > len(best) && strings.HasPrefix(fold(text), fold(stem)) {
			best = e.Name
		}
	}
	if best == "" {
		return text
	}
	return best
}

// around returns the sentence that holds the code point.
func (b *builder) around(pos int) pipeline.Span {
	for _, s := range b.doc.Sentences {
		if s.Start <= pos && pos < s.End {
			return s
		}
	}
	return pipeline.Span{}
}

func (b *builder) relations() {
	for _, h := range b.gold.Holds {
		person := b.entity("PERSON", h.Person)
		b.doc.Memberships = append(b.doc.Memberships, pipeline.Membership{
			Person: person, Title: h.Title, Organization: b.entity("ORG", h.Org), Place: b.entity("PLACE", h.Place),
			From: h.From, To: h.To, Past: h.Past, Evidence: b.around(b.first[person].Start), Rule: goldRule,
		})
	}
	for _, r := range b.gold.Parents {
		child := b.entity("ORG", r.Child)
		b.doc.Parents = append(b.doc.Parents, pipeline.Parent{
			Child: child, Parent: b.entity("ORG", r.Parent), Evidence: b.around(b.first[child].Start),
		})
	}
}

func (b *builder) events() {
	for _, ev := range b.gold.Events {
		end := ev.TriggerStart + utf8.RuneCountInString(ev.Trigger)
		b.doc.Events = append(b.doc.Events, pipeline.Event{
			Type: ev.Type, Modality: ev.Modality, Person: b.entity("PERSON", ev.Person), Post: ev.Post,
			Organization: b.entity("ORG", ev.Org), Place: b.entity("PLACE", ev.Place), Date: ev.Date,
			Votes: ev.Votes, Percent: ev.Percent, Turnout: ev.Turnout,
			Trigger:    pipeline.Trigger{Start: ev.TriggerStart, End: end, Text: ev.Trigger},
			Background: ev.Background, Evidence: b.around(ev.TriggerStart), Confidence: 1, Rule: goldRule,
		})
	}
}

// fold makes names comparable: lower case, single spaces.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
