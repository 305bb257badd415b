package archive

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// schema3Events lets a table of events be read from any day on.
const schema3Events = `
CREATE INDEX events_date ON events(date, article, ord);
`

// An EventFilter chooses events. Empty fields choose all.
type EventFilter struct {
	Type, Modality string
	Since, Until   string // stated day of the event, YYYY[-MM[-DD]], both included
	// Identities that take part.
	Person, Organization, Place string
	Article                     string // id
	Votes                       bool   // votes, a share or a turnout is stated
	Foreground                  bool   // not what is told as history
}

// An EventRow is an event of an article with the identities that take part in it; an
// identity is empty where none is known.
type EventRow struct {
	Heading
	Ord                         int // place in the article's list of events
	Event                       pipeline.Event
	Person, Organization, Place Partaker
	By                          Partaker // Name is the words of the article when it is no entity
	Quote                       string   // the sentence
}

// A Partaker is who takes part: an entity's name and its identity.
type Partaker struct{ Identity, Name string }

// An EventPlace is a place in the order of events: latest first, undated last.
type EventPlace struct {
	Date    string
	Article int64
	Ord     int
}

// After is the place of a row.
func (r *EventRow) After() *EventPlace { return &EventPlace{r.Event.Date, r.N, r.Ord} }

const eventColumns = headingColumns + `, e.ord, e.type, e.modality, e.post, e.date, e.votes, e.percent, e.turnout, e."by",
	e.trigger_start, e.trigger_end, e.background, e.evidence_start, e.evidence_end, e.confidence, e.rule,
	ifnull(e.person, ''), ifnull(e.organization, ''), ifnull(e.place, ''),
	ifnull(pn.name, ''), ifnull(pm.identity, ''), ifnull(o.name, ''), ifnull(om.identity, ''),
	ifnull(l.name, ''), ifnull(lm.identity, ''), ifnull(bn.name, ''), ifnull(bm.identity, ''),
	substr(b.text, e.evidence_start+1, e.evidence_end-e.evidence_start), substr(b.text, e.trigger_start+1, e.trigger_end-e.trigger_start)`

const eventJoins = ` JOIN articles a ON a.n = e.article JOIN bodies b ON b.article = e.article
	LEFT JOIN entities pn ON pn.article = e.article AND pn.id = e.person LEFT JOIN members pm ON pm.article = e.article AND pm.entity = e.person
	LEFT JOIN entities o ON o.article = e.article AND o.id = e.organization LEFT JOIN members om ON om.article = e.article AND om.entity = e.organization
	LEFT JOIN entities l ON l.article = e.article AND l.id = e.place LEFT JOIN members lm ON lm.article = e.article AND lm.entity = e.place
	LEFT JOIN entities bn ON bn.article = e.article AND bn.id = e."by" LEFT JOIN members bm ON bm.article = e.article AND bm.entity = e."by"`

// Events gives the chosen events, the latest first and those without a day last, from
// behind a place on (nil for all), at most limit (0 for all). An error is the last pair.
func (a *Archive) Events(ctx context.Context, f EventFilter, after *EventPlace, limit int) iter.Seq2[EventRow, error] {
	from, conds, args := f.source()
	if after != nil {
		conds, args = append(conds, "(e.date, e.article, e.ord) < (?, ?, ?)"), append(args, after.Date, after.Article, after.Ord)
	}
	if limit <= 0 {
		limit = -1
	}
	query := "SELECT " + eventColumns + " FROM " + from + eventJoins + " WHERE " + strings.Join(conds, " AND ") +
		" ORDER BY e.date DESC, e.article DESC, e.ord DESC LIMIT ?"
	return stream(ctx, a.read, scanEvent, query, append(args, limit)...)
}

// CountEvents counts the chosen events per type, by name.
func (a *Archive) CountEvents(ctx context.Context, f EventFilter) ([]Count, error) {
	from, conds, args := f.source()
	return collect(ctx, a.read, func(r *sql.Rows, c *Count) error { return r.Scan(&c.Name, &c.N) },
		"SELECT e.type, count(*) FROM "+from+" WHERE "+strings.Join(conds, " AND ")+" GROUP BY 1 ORDER BY 1", args...)
}

// EventMonths counts asserted events that are not told as history per month, YYYY-MM or
// YYYY; those without a day are not in it.
func (a *Archive) EventMonths(ctx context.Context) ([]Count, error) {
	return collect(ctx, a.read, func(r *sql.Rows, c *Count) error { return r.Scan(&c.Name, &c.N) },
		`SELECT substr(date, 1, 7), count(*) FROM events WHERE date <> '' AND modality = 'asserted' AND NOT background GROUP BY 1 ORDER BY 1`)
}

// source is where the chosen events are looked for, and the conditions. The narrowest
// filter leads: an identity has few events.
func (f EventFilter) source() (from string, conds []string, args []any) {
	from, conds = "events e", []string{"1"}
	add := func(cond string, arg ...any) { conds, args = append(conds, cond), append(args, arg...) }
	lead := false
	for _, by := range []struct{ column, identity string }{{"person", f.Person}, {"organization", f.Organization}, {"place", f.Place}} {
		switch {
		case by.identity == "":
		case !lead:
			lead = true
			from = "members who CROSS JOIN events e ON e.article = who.article AND e." + by.column + " = who.entity"
			add("who.identity = ?", by.identity)
		default:
			add("EXISTS (SELECT 1 FROM members x WHERE x.article = e.article AND x.entity = e."+by.column+" AND x.identity = ?)", by.identity)
		}
	}
	if f.Article != "" {
		add("e.article = (SELECT article FROM sources WHERE id = ?)", f.Article)
	}
	if f.Type != "" {
		add("e.type = ?", f.Type)
	}
	if f.Modality != "" {
		add("e.modality = ?", f.Modality)
	}
	if f.Since != "" {
		add("e.date >= ?", f.Since)
	}
	if f.Until != "" {
		add("e.date <> '' AND e.date < ?", f.Until+"~") // "~" sorts after "-" and digits
	}
	if f.Votes {
		add("(e.votes IS NOT NULL OR e.percent IS NOT NULL OR e.turnout IS NOT NULL)")
	}
	if f.Foreground {
		add("NOT e.background")
	}
	return from, slices.Clip(conds), args
}

func scanEvent(r *sql.Rows, v *EventRow) error {
	e := &v.Event
	var quote string
	err := r.Scan(&v.N, &v.ID, &v.Title, &v.Source, &v.Published, &v.Ord, &e.Type, &e.Modality, &e.Post, &e.Date,
		&e.Votes, &e.Percent, &e.Turnout, &e.By, &e.Trigger.Start, &e.Trigger.End, &e.Background, &e.Evidence.Start, &e.Evidence.End, &e.Confidence, &e.Rule,
		&e.Person, &e.Organization, &e.Place, &v.Person.Name, &v.Person.Identity, &v.Organization.Name, &v.Organization.Identity,
		&v.Place.Name, &v.Place.Identity, &v.By.Name, &v.By.Identity, &quote, &e.Trigger.Text)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	if v.By.Name == "" {
		v.By.Name = e.By
	}
	v.Quote = strings.Join(strings.Fields(quote), " ")
	return nil
}
