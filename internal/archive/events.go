package archive

import (
	"cmp"
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
	// Once leaves out what a repost of the article states, too, if it came later.
	Once bool
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
	Reposts                     int      // with Once: other articles with nearly the text that state it

	leader int64 // of the article's group of reposts, 0 for none
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
// behind a place on (nil for all), at most limit (0 for all). An error is the last pair.
func (a *Archive) Events(ctx context.Context, f EventFilter, after *EventPlace, limit int) iter.Seq2[EventRow, error] {
	return func(yield func(EventRow, error) bool) {
		tx, end, err := a.moment(ctx)
		if err != nil {
			yield(EventRow{}, fmt.Errorf("events: %w", err))
			return
		}
		defer end()
		rev, err := a.revision(ctx, tx)
		if err != nil {
			yield(EventRow{}, err)
			return
		}
		r := eventReader{archive: a, db: tx, revision: rev.String()}
		n := 0
		for at, err := range a.eventPlaces(ctx, tx, f, after, limit > 0) {
			row, again := EventRow{}, false
			if err == nil {
				row, err = r.row(ctx, at.article, at.ord)
			}
			if err == nil && f.Once {
				row.Reposts, again, err = r.reposts(ctx, &row)
			}
			if again && err == nil {
				continue
			}
			n++
			if !yield(row, err) || err != nil || n == limit {
				return
			}
		}
	}
}

// An eventAt is a place in the table of events, with the entities that take part.
type eventAt struct {
	day                         int
	article                     int64
	ord                         int
	person, organization, place string
}

func scanEventAt(r *sql.Rows, v *eventAt) error {
	return r.Scan(&v.day, &v.article, &v.ord, &v.person, &v.organization, &v.place)
}

const eventAtColumns = "e.day, e.article, e.ord, ifnull(e.person, ''), ifnull(e.organization, ''), ifnull(e.place, '')"

// From manyMembers on, the events of an identity are sought among all events, the latest
// first, as long as no more than walkedEvents are read for each member: finding those of a
// member takes as long.
const (
	manyMembers  = 200
	walkedEvents = 5
)

// eventPlaces gives the places of the chosen events in their order; few when it is the
// first of them that count.
func (a *Archive) eventPlaces(ctx context.Context, db querier, f EventFilter, after *EventPlace, few bool) iter.Seq2[eventAt, error] {
	return func(yield func(eventAt, error) bool) {
		s, err := f.source(ctx, a, db)
		if err != nil || s == nil {
			if err != nil {
				yield(eventAt{}, err)
			}
			return
		}
		var from *eventAt
		if after != nil {
			from = &eventAt{day: eventDay(after.Date), article: after.Article, ord: after.Ord}
		}
		give := func(v eventAt, err error) bool { return yield(v, err) && err == nil }
		if few && len(s.parts) > 0 && len(s.parts[0].who.articles) >= manyMembers {
			last, done := s.walk(ctx, db, from, walkedEvents*len(s.parts[0].who.articles), give)
			if done {
				return
			}
			from = last
		}
		for v, err := range s.rows(ctx, db, from, true) {
			if err != nil || s.chooses(&v) {
				if !give(v, err) {
					return
				}
			}
		}
	}
}

// walk gives what is chosen of that many events, whoever takes part. It returns behind
// which to go on, or that it is done.
func (s *eventSource) walk(ctx context.Context, db querier, from *eventAt, steps int, give func(eventAt, error) bool) (last *eventAt, done bool) {
	for v, err := range s.rows(ctx, db, from, false) {
		if err != nil || s.chooses(&v) {
			if !give(v, err) {
				return nil, true
			}
		}
		last = &v
		if steps--; steps == 0 {
			return last, false
		}
	}
	return nil, true
}

// An eventSource is how the chosen events are looked for.
type eventSource struct {
	conds []string
	args  []any
	parts []eventPartaker // whom they must concern
}

// An eventPartaker is an identity in a column of events.
type eventPartaker struct {
	column string
	of     func(*eventAt) string
	who    *own
}

// chooses tells whether an event concerns all that it must.
func (s *eventSource) chooses(v *eventAt) bool {
	return !slices.ContainsFunc(s.parts, func(p eventPartaker) bool { return !p.who.names(v.article, p.of(v)) })
}

// rows gives the events in question behind a place, those of the first identity's members
// if led.
func (s *eventSource) rows(ctx context.Context, db querier, after *eventAt, led bool) iter.Seq2[eventAt, error] {
	from, conds, args := "events e", slices.Clone(s.conds), []any{}
	if led && len(s.parts) > 0 {
		p := s.parts[0]
		pairs, err := p.who.pairs()
		if err != nil {
			return func(yield func(eventAt, error) bool) { yield(eventAt{}, err) }
		}
		from = "json_each(?) who CROSS JOIN events e ON e.article = who.value->>0 AND e." + p.column + " = who.value->>1"
		args = append(args, pairs)
	} else if len(s.parts) > 0 {
		conds = append(conds, "e."+s.parts[0].column+" IS NOT NULL")
	}
	args = append(args, s.args...)
	if after != nil {
		conds, args = append(conds, "(e.day, e.article, e.ord) < (?, ?, ?)"), append(args, after.day, after.article, after.ord)
	}
	return stream(ctx, db, scanEventAt, "SELECT "+eventAtColumns+" FROM "+from+" WHERE "+strings.Join(conds, " AND ")+
		" ORDER BY e.day DESC, e.article DESC, e.ord DESC", args...)
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

// source says how to look for the chosen events; nil when an identity is not there.
func (f EventFilter) source(ctx context.Context, a *Archive, db querier) (*eventSource, error) {
	mask, value := f.mask()
	s := &eventSource{conds: []string{"e.kind & ? = ?"}, args: []any{mask, value}}
	add := func(cond string, arg ...any) { s.conds, s.args = append(s.conds, cond), append(s.args, arg...) }
	for _, by := range []struct {
		identity string
		eventPartaker
	}{
		{f.Person, eventPartaker{column: "person", of: func(v *eventAt) string { return v.person }}},
		{f.Organization, eventPartaker{column: "organization", of: func(v *eventAt) string { return v.organization }}},
		{f.Place, eventPartaker{column: "place", of: func(v *eventAt) string { return v.place }}},
	} {
		if by.identity == "" {
			continue
		}
		var err error
		if by.who, err = a.own(ctx, db, by.identity); err != nil || by.who.seed == 0 {
			return nil, err
		}
		s.parts = append(s.parts, by.eventPartaker)
	}
	slices.SortStableFunc(s.parts, func(p, q eventPartaker) int { return cmp.Compare(len(p.who.articles), len(q.who.articles)) })
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
	return s, nil
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

// An eventReader makes rows of events. Those of an article are read together and kept.
type eventReader struct {
	archive  *Archive
	db       querier
	revision string
}

// row is an event of an article.
func (r *eventReader) row(ctx context.Context, article int64, ord int) (EventRow, error) {
	rows, err := r.of(ctx, article)
	if err != nil {
		return EventRow{}, err
	}
	if ord >= len(rows) {
		return EventRow{}, fmt.Errorf("archive: article number %d has no event %d", article, ord)
	}
	return rows[ord], nil
}

// of are all events of an article, which are kept.
func (r *eventReader) of(ctx context.Context, article int64) ([]EventRow, error) {
	key := r.revision + " " + strconv.FormatInt(article, 10)
	rows, ok := r.archive.kept.events.Get(key)
	if !ok {
		var err error
		if rows, err = r.rows(ctx, article); err != nil {
			return nil, err
		}
		size := 0
		for i := range rows {
			size += eventRowSize + len(rows[i].Quote)
		}
		r.archive.kept.events.Put(key, rows, size)
	}
	return rows, nil
}

// maxFolded bounds the articles of a group of reposts that are compared: those that came
// last.
const maxFolded = 50

// reposts counts the reposts of a row's article that state the same; again says that one
// of them came later, so that it is listed before.
func (r *eventReader) reposts(ctx context.Context, row *EventRow) (n int, again bool, err error) {
	if row.leader == 0 {
		return 0, false, nil
	}
	group, err := numbers(ctx, r.db, "SELECT article FROM fingerprints WHERE leader = ? ORDER BY article DESC LIMIT ?", row.leader, maxFolded)
	if err != nil {
		return 0, false, err
	}
	for _, article := range group {
		if article == row.N {
			continue
		}
		rows, err := r.of(ctx, article)
		if err != nil {
			return 0, false, err
		}
		if slices.ContainsFunc(rows, func(other EventRow) bool { return row.same(&other) }) {
			n, again = n+1, again || article > row.N
		}
	}
	return n, again, nil
}

// same tells whether two articles state the same event.
func (r *EventRow) same(o *EventRow) bool {
	e, f := &r.Event, &o.Event
	return e.Type == f.Type && e.Modality == f.Modality && e.Date == f.Date && e.Post == f.Post && e.Background == f.Background &&
		r.Person == o.Person && r.Organization == o.Organization && r.Place == o.Place &&
		equal(e.Votes, f.Votes) && equal(e.Percent, f.Percent) && equal(e.Turnout, f.Turnout)
}

// equal compares what may be unknown.
func equal[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// eventRowSize is about what a row takes besides its quotation, in bytes.
const eventRowSize = 1000

// rows reads all events of an article.
func (r *eventReader) rows(ctx context.Context, n int64) ([]EventRow, error) {
	list, err := collect(ctx, r.db, func(rows *sql.Rows, doc *pipeline.Document) error { return scanDocument(rows.Scan, doc) },
		"SELECT "+bodyColumns+" FROM articles a JOIN bodies b ON b.article = a.n WHERE a.n = ?", n)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("archive: article number %d has no body", n)
	}
	doc := &list[0]
	members, err := collect(ctx, r.db, scanEntityMember, entityMembers+"WHERE a.n = ?", n)
	if err != nil {
		return nil, err
	}
	known := make(map[string]Partaker, len(doc.Entities))
	for i := range doc.Entities {
		known[doc.Entities[i].ID] = Partaker{Name: strings.Clone(doc.Entities[i].Name)}
	}
	for _, m := range members {
		known[m.Entity] = Partaker{m.Identity, known[m.Entity].Name}
	}
	leaders, err := numbers(ctx, r.db, "SELECT leader FROM fingerprints WHERE article = ? AND leader IS NOT NULL", n)
	if err != nil {
		return nil, err
	}
	leader := int64(0)
	if len(leaders) > 0 {
		leader = leaders[0]
	}
	heading := Heading{N: n, ID: doc.ID, Title: doc.Title, Source: doc.Source, Published: doc.Published}
	rows := make([]EventRow, len(doc.Events))
	for i, e := range doc.Events {
		e.Trigger.Text, e.Post = strings.Clone(e.Trigger.Text), strings.Clone(e.Post) // else the row would keep the whole text
		rows[i] = EventRow{
			Heading: heading, Ord: i, Event: e, Person: known[e.Person], Organization: known[e.Organization], Place: known[e.Place], By: known[e.By],
			Quote: cut(doc.Text, e.Evidence.Start, e.Evidence.End), leader: leader,
		}
		if rows[i].By.Name == "" {
			rows[i].By.Name = e.By
		}
	}
	return rows, nil
}

// cut is a stretch of a text without line breaks, offsets in code points.
func cut(text string, start, end int) string {
	start, end = max(start, 0), max(start, end)
	from, to, points := len(text), len(text), 0
	for i := range text {
		if points == start {
			from = i
		}
		if points == end {
			to = i
			break
		}
		points++
	}
	return strings.Join(strings.Fields(text[min(from, to):to]), " ")
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
