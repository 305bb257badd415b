package desk

import (
	"context"
	"iter"
	"slices"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
)

// EventTypes and Modalities are the values that events can have, in the order of the
// contract.
var (
	EventTypes = []string{
		"elected", "reelected", "appointed", "dismissed", "resigned", "nominated", "registered", "election_scheduled", "election_held",
	}
	Modalities = []string{"asserted", "planned", "negated", "conditional", "reported"}
)

// An Event is an event of an article with who takes part.
type Event struct {
	Article      ArticleRef `json:"article"`
	Index        int        `json:"index"` // in the document's list of events
	Type         string     `json:"type"`
	Modality     string     `json:"modality"`
	Person       *Ref       `json:"person"` // null where nobody is named
	Post         string     `json:"post"`
	Organization *Ref       `json:"organization"`
	Place        *Ref       `json:"place"`
	Date         string     `json:"date"`
	Votes        *int       `json:"votes"`
	Percent      *float64   `json:"percent"`
	Turnout      *float64   `json:"turnout"`
	By           *Ref       `json:"by"` // who elected or appointed; ID "" when it is only words
	Trigger      string     `json:"trigger"`
	Background   bool       `json:"background"` // told as history
	Confidence   float64    `json:"confidence"`
	Rule         string     `json:"rule"`
	Quote        string     `json:"quote"` // the sentence that states it
	Start        int        `json:"start"` // of the sentence, code points of the article's text
	End          int        `json:"end"`
	Reposts      int        `json:"reposts"` // other articles with nearly the text that state it, too; they are not in the list
}

// An EventQuery asks for events. Empty fields choose all.
type EventQuery struct {
	Type         string
	Modality     string
	Person       string // ids
	Organization string
	Place        string
	From         string // stated day then or later, YYYY[-MM[-DD]]
	To           string
	Votes        bool // with votes, a share or a turnout
	Foreground   bool // not told as history
	Cursor       string
	Limit        int
}

// An EventPage is a page of events, the latest first, those without a day last.
type EventPage struct {
	Events []Event `json:"events"`
	Next   string  `json:"next"`
}

type eventPlace struct {
	Date    string `json:"d"`
	Article int64  `json:"a"`
	Ord     int    `json:"o"`
}

// filter checks a query and makes it one of the archive.
func (d *Desk) filter(ctx context.Context, q *EventQuery) (f archive.EventFilter, err error) {
	if q.Type != "" && !slices.Contains(EventTypes, q.Type) {
		return f, bad("type", "there is no such type of event")
	}
	if q.Modality != "" && !slices.Contains(Modalities, q.Modality) {
		return f, bad("modality", "there is no such modality")
	}
	if err := checkDays(q.From, q.To); err != nil {
		return f, err
	}
	f = archive.EventFilter{Type: q.Type, Modality: q.Modality, Since: q.From, Until: q.To, Votes: q.Votes, Foreground: q.Foreground, Once: true}
	for _, by := range []struct {
		into *string
		id   string
	}{{&f.Person, q.Person}, {&f.Organization, q.Organization}, {&f.Place, q.Place}} {
		if *by.into, err = d.current(ctx, by.id); err != nil {
			return f, err
		}
	}
	return f, nil
}

// Events answers a query. The error is ErrNotFound for the id of nobody.
func (d *Desk) Events(ctx context.Context, q EventQuery) (*EventPage, error) {
	ctx, err := d.archive.Pin(ctx)
	if err != nil {
		return nil, err
	}
	limit, err := page(q.Limit)
	if err != nil {
		return nil, err
	}
	place, err := decodeCursor[eventPlace](q.Cursor)
	if err != nil {
		return nil, err
	}
	f, err := d.filter(ctx, &q)
	if err != nil {
		return nil, err
	}
	var after *archive.EventPlace
	if place != nil {
		after = &archive.EventPlace{Date: place.Date, Article: place.Article, Ord: place.Ord}
	}
	out := &EventPage{Events: []Event{}}
	var last *archive.EventPlace
	for row, err := range d.archive.Events(ctx, f, after, limit+1) {
		if err != nil {
			return nil, err
		}
		if len(out.Events) == limit {
			out.Next = encodeCursor(eventPlace{last.Date, last.Article, last.Ord})
			break
		}
		out.Events, last = append(out.Events, event(&row)), row.After()
	}
	return out, nil
}

// EventsAll gives all events that a query finds. An error is the last pair.
func (d *Desk) EventsAll(ctx context.Context, q EventQuery) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		f, err := d.filter(ctx, &q)
		if err != nil {
			yield(Event{}, err)
			return
		}
		for row, err := range d.archive.Events(ctx, f, nil, 0) {
			if !yield(event(&row), err) || err != nil {
				return
			}
		}
	}
}

// latest are the events at the head of a list.
func (d *Desk) latest(ctx context.Context, f archive.EventFilter) ([]Event, error) {
	list := []Event{}
	f.Once = true
	for row, err := range d.archive.Events(ctx, f, nil, maxLatest) {
		if err != nil {
			return nil, err
		}
		list = append(list, event(&row))
	}
	return list, nil
}

func event(row *archive.EventRow) Event {
	e := &row.Event
	return Event{
		Article: articleRef(row.Heading), Index: row.Ord, Type: e.Type, Modality: e.Modality, Person: partaker(row.Person), Post: e.Post,
		Organization: partaker(row.Organization), Place: partaker(row.Place), Date: e.Date, Votes: e.Votes, Percent: e.Percent, Turnout: e.Turnout,
		By: partaker(row.By), Trigger: e.Trigger.Text, Background: e.Background, Confidence: e.Confidence, Rule: e.Rule, Quote: row.Quote,
		Start: e.Evidence.Start, End: e.Evidence.End, Reposts: row.Reposts,
	}
}

func partaker(p archive.Partaker) *Ref {
	if p.Name == "" {
		return nil
	}
	return &Ref{p.Identity, p.Name}
}

// Facts of a document that can be explained.
const (
	FactMention    = "mention"
	FactMembership = "membership"
	FactEvent      = "event"
)

// An Explanation says why a fact of an article is as it is.
type Explanation struct {
	Article string       `json:"article"`
	Kind    string       `json:"kind"`  // mention, membership or event
	Index   int          `json:"index"` // in the document's list
	Rule    string       `json:"rule"`
	Rows    []LexiconRow `json:"rows"`   // of the word tables that it rests on
	Words   []Word       `json:"words"`  // how the words of a mention were read
	Vote    string       `json:"vote"`   // the tagger's part, "" for none
	Merged  []string     `json:"merged"` // why the mentions of a mention's entity are one
	Quote   string       `json:"quote"`
	Version string       `json:"version"` // of the tables and model that explain
	Current bool         `json:"current"` // they are those that made the document
}

// A LexiconRow is a row of a word table.
type LexiconRow struct {
	Place string `json:"place"` // title_heads.tsv:12
	Text  string `json:"text"`  // its columns, "" when the table has changed
}

// A Word is how a word was read.
type Word struct {
	Text     string `json:"text"`
	Lemma    string `json:"lemma"`
	Suffixes string `json:"suffixes"` // P3+GEN, "-" for none
}

// Explain says why the fact of that kind and index is in an article. The error is
// ErrNotFound when there is no such article or fact.
func (d *Desk) Explain(ctx context.Context, id, kind string, index int) (*Explanation, error) {
	doc, err := d.archive.Article(ctx, id)
	if err != nil {
		return nil, missing(err)
	}
	art, err := d.archive.Original(ctx, id)
	if err != nil {
		return nil, missing(err)
	}
	version, err := d.archive.Annotated(ctx, id)
	if err != nil {
		return nil, missing(err)
	}
	x := &Explanation{Article: doc.ID, Kind: kind, Index: index, Rows: []LexiconRow{}, Words: []Word{}, Merged: []string{}}
	if err := x.find(&doc); err != nil {
		return nil, err
	}
	if d.explainer == nil {
		return x, nil
	}
	ex, err := d.explainer()
	if err != nil {
		return nil, err
	}
	why, ok := d.computed.Get(doc.ID + "\x00" + art.Text)
	if !ok {
		why = ex.Explain(art)
		d.computed.Put(doc.ID+"\x00"+art.Text, why, 40*len(art.Text))
	}
	x.Version, x.Current = ex.Version(), ex.Version() == version
	x.explain(d, &doc, why)
	return x, nil
}

// find fills in what the document says of the fact itself.
func (x *Explanation) find(doc *pipeline.Document) error {
	within := func(n int) bool { return x.Index >= 0 && x.Index < n }
	text := []rune(doc.Text)
	cut := func(s pipeline.Span) string {
		start := min(max(s.Start, 0), len(text))
		return string(text[start:min(max(s.End, start), len(text))])
	}
	switch {
	case x.Kind == FactMention && within(len(doc.Mentions)):
		m := doc.Mentions[x.Index]
		x.Rule, x.Quote = m.Rule, m.Text
	case x.Kind == FactMembership && within(len(doc.Memberships)):
		m := doc.Memberships[x.Index]
		x.Rule, x.Quote = m.Rule, cut(m.Evidence)
	case x.Kind == FactEvent && within(len(doc.Events)):
		e := doc.Events[x.Index]
		x.Rule, x.Quote = e.Rule, cut(e.Evidence)
	case slices.Contains([]string{FactMention, FactMembership, FactEvent}, x.Kind):
		return ErrNotFound
	default:
		return bad("kind", "it is %s, %s or %s", FactMention, FactMembership, FactEvent)
	}
	return nil
}

// explain finds the fact in an explanation, which other tables may have made.
func (x *Explanation) explain(d *Desk, doc *pipeline.Document, why pipeline.Explanation) {
	now := why.Document
	switch x.Kind {
	case FactMention:
		i := slices.Index(now.Mentions, doc.Mentions[x.Index])
		if i < 0 {
			return
		}
		m := why.Mentions[i]
		x.Rows, x.Vote = d.rows(m.Rows), m.Vote
		for _, w := range m.Words {
			x.Words = append(x.Words, Word{w.Text, w.Lemma, w.Suffixes})
		}
		for k, e := range now.Entities {
			if e.ID == now.Mentions[i].Entity {
				x.Merged = append(x.Merged, why.Entities[k]...)
			}
		}
	case FactMembership:
		if i := slices.Index(now.Memberships, doc.Memberships[x.Index]); i >= 0 {
			x.Rows = d.rows(why.Memberships[i])
		}
	case FactEvent:
		was := doc.Events[x.Index]
		i := slices.IndexFunc(now.Events, func(e pipeline.Event) bool {
			return e.Type == was.Type && e.Modality == was.Modality && e.Trigger == was.Trigger && e.Person == was.Person && e.Post == was.Post
		})
		if i >= 0 {
			x.Rows = d.rows(why.Events[i])
		}
	}
}
