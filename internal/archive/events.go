package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// schema3Events keeps of events and parents what they are looked for by. The rest is in
// the documents. Entities are as in members, NULL for none; events.go says what kind and
// day are.
const schema3Events = `
CREATE TABLE events (
	article      INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	ord          INTEGER NOT NULL,
	day          INTEGER NOT NULL,
	kind         INTEGER NOT NULL,
	person       TEXT,
	organization TEXT,
	place        TEXT,
	PRIMARY KEY (day, article, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_article ON events(article);

CREATE TABLE parents (
	article INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	child   TEXT NOT NULL,
	parent  TEXT NOT NULL,
	PRIMARY KEY (article, child, parent)
) STRICT, WITHOUT ROWID;
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

// Events gives the chosen events, the latest first and those without a day last, from
// behind a place on (nil for all), at most limit (0 for all). It reads the document of
// each article that it gives events of. An error is the last pair.
func (a *Archive) Events(ctx context.Context, f EventFilter, after *EventPlace, limit int) iter.Seq2[EventRow, error] {
	return func(yield func(EventRow, error) bool) {
		tx, err := a.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			yield(EventRow{}, fmt.Errorf("archive: events: %w", Explain(err)))
			return
		}
		defer tx.Rollback() //nolint:errcheck // it only read
		from, conds, args, err := f.source(ctx, tx)
		if err != nil || from == "" {
			if err != nil {
				yield(EventRow{}, err)
			}
			return
		}
		if after != nil {
			conds, args = append(conds, "(e.day, e.article, e.ord) < (?, ?, ?)"), append(args, eventDay(after.Date), after.Article, after.Ord)
		}
		if limit <= 0 {
			limit = -1
		}
		type place struct {
			article int64
			ord     int
		}
		r := eventReader{db: tx, kept: map[int64]*eventArticle{}}
		for at, err := range stream(ctx, tx, func(rows *sql.Rows, v *place) error { return rows.Scan(&v.article, &v.ord) },
			"SELECT e.article, e.ord FROM "+from+" WHERE "+strings.Join(conds, " AND ")+
				" ORDER BY e.day DESC, e.article DESC, e.ord DESC LIMIT ?", append(args, limit)...) {
			var row EventRow
			if err == nil {
				row, err = r.row(ctx, at.article, at.ord)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// CountEvents counts the chosen events per type, by name.
func (a *Archive) CountEvents(ctx context.Context, f EventFilter) ([]Count, error) {
	from, conds, args, err := f.source(ctx, a.read)
	if err != nil || from == "" {
		return nil, err
	}
	list, err := collect(ctx, a.read, func(r *sql.Rows, c *Count) error {
		var kind int
		err := r.Scan(&kind, &c.N)
		c.Name = nameOf(eventTypes, kind)
		return err
	}, fmt.Sprintf("SELECT e.kind & %d, count(*) FROM %s WHERE %s GROUP BY 1", typeMask, from, strings.Join(conds, " AND ")), args...)
	slices.SortFunc(list, func(a, b Count) int { return strings.Compare(a.Name, b.Name) })
	return list, err
}

// EventMonths counts asserted events that are not told as history per month, YYYY-MM or
// YYYY; those without a day are not in it.
func (a *Archive) EventMonths(ctx context.Context) ([]Count, error) {
	mask, value := modalityMask|backgroundFlag, numberOf(eventModalities, "asserted")<<modalityShift
	return collect(ctx, a.read, func(r *sql.Rows, c *Count) error {
		var month int
		err := r.Scan(&month, &c.N)
		if c.Name = fmt.Sprintf("%04d-%02d", month/100, month%100); month%100 == 0 {
			c.Name = c.Name[:len("2006")]
		}
		return err
	}, "SELECT day / 100, count(*) FROM events WHERE day > 0 AND kind & ? = ? GROUP BY 1 ORDER BY 1", mask, value)
}

// A kind is the type of an event, its modality and two flags. The numbers of types and
// modalities are part of the format; 0 is one that is not listed.
var (
	eventTypes = []string{
		"", "elected", "reelected", "appointed", "dismissed", "resigned", "nominated", "registered", "election_scheduled", "election_held",
	}
	eventModalities = []string{"", "asserted", "planned", "negated", "conditional", "reported"}
)

const (
	typeMask       = 15
	modalityShift  = 4
	modalityMask   = 7 << modalityShift
	backgroundFlag = 1 << 7
	countsFlag     = 1 << 8 // votes, a share or a turnout
)

func numberOf(names []string, name string) int { return max(0, slices.Index(names, name)) }

func nameOf(names []string, n int) string {
	if n < len(names) {
		return names[n]
	}
	return ""
}

func eventKind(e *pipeline.Event) int {
	kind := numberOf(eventTypes, e.Type) | numberOf(eventModalities, e.Modality)<<modalityShift
	if e.Background {
		kind |= backgroundFlag
	}
	if e.Votes != nil || e.Percent != nil || e.Turnout != nil {
		kind |= countsFlag
	}
	return kind
}

// eventDay is a stated day as the number YYYYMMDD, with 00 for what is not said and 0 for
// no day: in the order of the dates.
func eventDay(date string) int {
	n := 0
	for i, size := range []int{4, 2, 2} {
		part, rest, _ := strings.Cut(date, "-")
		v := 0
		if date != "" {
			var err error
			if v, err = strconv.Atoi(part); err != nil || len(part) != size || v < 0 {
				return 0
			}
		}
		date = rest
		if i > 0 {
			n *= 100
		}
		n += v
	}
	if date != "" {
		return 0
	}
	return n
}

// lastDay is the greatest number of a day in a year, month or day.
func lastDay(date string) int {
	n := eventDay(date)
	switch len(date) {
	case len("2006"):
		return n + 9999
	case len("2006-01"):
		return n + 99
	}
	return n
}

// source is where the chosen events are looked for, and the conditions. The first
// identity leads: it has few events. from is "" when an identity is not there.
func (f EventFilter) source(ctx context.Context, db querier) (from string, conds []string, args []any, err error) {
	from, conds = "events e", []string{"1"}
	add := func(cond string, arg ...any) { conds, args = append(conds, cond), append(args, arg...) }
	lead := false
	for _, by := range []struct{ column, identity string }{{"person", f.Person}, {"organization", f.Organization}, {"place", f.Place}} {
		if by.identity == "" {
			continue
		}
		who, own, err := ownMembers(ctx, db, by.identity)
		if err != nil || who.seed == 0 {
			return "", nil, nil, err
		}
		if !lead {
			lead = true
			from = "json_each(?) who CROSS JOIN events e ON e.article = who.value->>0 AND e." + by.column + " = who.value->>1"
			args = append(args, own)
		} else {
			add("(e.article, e."+by.column+") IN (SELECT value->>0, value->>1 FROM json_each(?))", own)
		}
	}
	mask, value := f.mask()
	add("e.kind & ? = ?", mask, value)
	if f.Article != "" {
		add("e.article = (SELECT article FROM sources WHERE id = ?)", f.Article)
	}
	if f.Since != "" {
		add("e.day >= ?", eventDay(f.Since))
	}
	if f.Until != "" {
		add("e.day > 0 AND e.day <= ?", lastDay(f.Until))
	}
	if f.Votes {
		add("e.kind & ? <> 0", countsFlag)
	}
	return from, conds, args, nil
}

// mask is what the kinds of the chosen events have in common.
func (f EventFilter) mask() (mask, value int) {
	if f.Type != "" {
		mask, value = mask|typeMask, value|numberOf(eventTypes, f.Type)
	}
	if f.Modality != "" {
		mask, value = mask|modalityMask, value|numberOf(eventModalities, f.Modality)<<modalityShift
	}
	if f.Foreground {
		mask |= backgroundFlag
	}
	return mask, value
}

// An eventArticle is what the rows of an article's events need.
type eventArticle struct {
	heading    Heading
	doc        pipeline.Document
	text       []rune
	names      map[string]string // of entities
	identities map[string]string // of entities
}

// An eventReader makes rows of events. Articles that come again are kept.
type eventReader struct {
	db   querier
	kept map[int64]*eventArticle
}

// maxEventArticles bounds the articles that a reader keeps.
const maxEventArticles = 64

func (r *eventReader) article(ctx context.Context, n int64) (*eventArticle, error) {
	if v := r.kept[n]; v != nil {
		return v, nil
	}
	v := &eventArticle{names: map[string]string{}, identities: map[string]string{}}
	list, err := collect(ctx, r.db, func(rows *sql.Rows, doc *pipeline.Document) error { return scanDocument(rows.Scan, doc) },
		"SELECT "+bodyColumns+" FROM articles a JOIN bodies b ON b.article = a.n WHERE a.n = ?", n)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("archive: article number %d has no body", n)
	}
	v.doc = list[0]
	v.heading, v.text = Heading{N: n, ID: v.doc.ID, Title: v.doc.Title, Source: v.doc.Source, Published: v.doc.Published}, []rune(v.doc.Text)
	for i := range v.doc.Entities {
		v.names[v.doc.Entities[i].ID] = v.doc.Entities[i].Name
	}
	members, err := collect(ctx, r.db, scanEntityMember, entityMembers+"WHERE a.n = ?", n)
	for _, m := range members {
		v.identities[m.Entity] = m.Identity
	}
	if len(r.kept) >= maxEventArticles {
		clear(r.kept)
	}
	r.kept[n] = v
	return v, err
}

func (r *eventReader) row(ctx context.Context, article int64, ord int) (EventRow, error) {
	v, err := r.article(ctx, article)
	if err != nil {
		return EventRow{}, err
	}
	if ord >= len(v.doc.Events) {
		return EventRow{}, fmt.Errorf("archive: article %q has no event %d", v.doc.ID, ord)
	}
	e := v.doc.Events[ord]
	who := func(entity string) Partaker { return Partaker{v.identities[entity], v.names[entity]} }
	row := EventRow{
		Heading: v.heading, Ord: ord, Event: e, Person: who(e.Person), Organization: who(e.Organization), Place: who(e.Place), By: who(e.By),
		Quote: cut(v.text, e.Evidence.Start, e.Evidence.End),
	}
	if row.By.Name == "" {
		row.By.Name = e.By
	}
	return row, nil
}

// cut is a stretch of a text without line breaks, offsets in code points.
func cut(text []rune, start, end int) string {
	start = min(max(start, 0), len(text))
	return strings.Join(strings.Fields(string(text[start:min(max(end, start), len(text))])), " ")
}

// An eventPart is a row of events without its article.
type eventPart struct {
	ord, day, kind              int
	person, organization, place string
}

func eventParts(doc *pipeline.Document) []eventPart {
	var list []eventPart
	for i := range doc.Events {
		e := &doc.Events[i]
		list = append(list, eventPart{i, eventDay(e.Date), eventKind(e), e.Person, e.Organization, e.Place})
	}
	return list
}

// kinOf are the children and parents of a document, sorted, each pair once.
func kinOf(doc *pipeline.Document) [][2]string {
	var list [][2]string
	for _, p := range doc.Parents {
		if p.Child != "" && p.Parent != "" {
			list = append(list, [2]string{p.Child, p.Parent})
		}
	}
	slices.SortFunc(list, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(list)
}

// rowsAtOnce is how many rows one statement stores at most: most articles have no more
// events, and a statement costs as much as two rows.
const rowsAtOnce = 8

// values is a list of n rows for a statement.
func values(row string, n int) string { return " VALUES " + row + strings.Repeat(", "+row, n-1) }

// putEvents stores the rows of a document whose article has none.
func (t *transaction) putEvents(ctx context.Context, n int64, doc *pipeline.Document) error {
	var args []any
	for part := range slices.Chunk(eventParts(doc), rowsAtOnce) {
		args = args[:0]
		for _, e := range part {
			args = append(args, n, e.ord, e.day, e.kind, e.person, e.organization, e.place)
		}
		row := "(?, ?, ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''))"
		if err := t.exec(ctx, "INSERT INTO events"+values(row, len(part)), args...); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(kinOf(doc), rowsAtOnce) {
		args = args[:0]
		for _, kin := range part {
			args = append(args, n, kin[0], kin[1])
		}
		if err := t.exec(ctx, "INSERT INTO parents"+values("(?, ?, ?)", len(part)), args...); err != nil {
			return err
		}
	}
	return nil
}

// dropEvents deletes the rows of an article.
func (t *transaction) dropEvents(ctx context.Context, n int64) error {
	return errors.Join(t.exec(ctx, "DELETE FROM events WHERE article = ?", n), t.exec(ctx, "DELETE FROM parents WHERE article = ?", n))
}

// events compares the rows of an article with its document.
func (c *checker) events(ctx context.Context, n int64, doc *pipeline.Document) error {
	rows, err := collect(ctx, c.db, func(r *sql.Rows, e *eventPart) error {
		return r.Scan(&e.ord, &e.day, &e.kind, &e.person, &e.organization, &e.place)
	}, "SELECT ord, day, kind, ifnull(person, ''), ifnull(organization, ''), ifnull(place, '') FROM events WHERE article = ? ORDER BY ord", n)
	if err != nil {
		return err
	}
	if !slices.Equal(rows, eventParts(doc)) {
		c.fault(FaultDerived, "article %q: its events are listed otherwise than it says", doc.ID)
	}
	kin, err := collect(ctx, c.db, func(r *sql.Rows, p *[2]string) error { return r.Scan(&p[0], &p[1]) },
		"SELECT child, parent FROM parents WHERE article = ? ORDER BY child, parent", n)
	if err == nil && !slices.Equal(kin, kinOf(doc)) {
		c.fault(FaultDerived, "article %q: its parents are listed otherwise than it says", doc.ID)
	}
	return err
}
