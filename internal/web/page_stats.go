package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/seed50815598/derek/internal/desk"
)

// A statsBody is what stats.html shows.
type statsBody struct {
	*desk.Stats
	Tables []countTable
	Months *columns
	// The failures that the last run met, and those of runs before it that are left.
	Last, Before []desk.Failure
}

// A countTable is counts with bars; Kind is that of their names' texts. Rest is folded
// away, nil for nothing.
type countTable struct {
	Heading, Kind string
	Rows          []countRow
	Rest          *countTable
}

// A countRow is a count; Address leads to what is counted, "" for nowhere.
type countRow struct {
	Name, Bar, Address string
	Count              int
}

// shownRows is how many rows of a table stand open.
const shownRows = 12

func (s *Server) stats(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, newParams(r), "stats.html", func(ctx context.Context) (*view, error) {
		found, err := s.desk.Stats(ctx)
		if err != nil {
			return nil, err
		}
		b := &statsBody{Stats: found, Months: columnsOf(found.EventMonths, func(from, to string) string {
			return "/events?from=" + from + "&to=" + to
		})}
		for _, t := range []struct {
			heading, kind string
			list          []desk.Count
			address       func(name string) string
		}{
			{"stats.entities", "type", found.Entities, typePage},
			{"stats.mentions", "type", found.Mentions, nil},
			{"stats.events", "event", found.Events, func(name string) string { return "/events?" + url.Values{"type": {name}}.Encode() }},
			{"stats.years", "", found.Years, func(name string) string { return "/?" + url.Values{"year": {name}}.Encode() }},
			{"stats.publishers", "", found.Publishers, func(name string) string { return "/?" + url.Values{"source": {name}}.Encode() }},
			{"stats.languages", "language", found.Languages, nil},
			{"stats.scripts", "script", found.Scripts, nil},
		} {
			rows := barsOf(t.list, t.heading == "stats.years", t.address)
			table := countTable{Heading: t.heading, Kind: t.kind, Rows: rows}
			if len(rows) > shownRows {
				table.Rows, table.Rest = rows[:shownRows], &countTable{Kind: t.kind, Rows: rows[shownRows:]}
			}
			b.Tables = append(b.Tables, table)
		}
		for _, f := range found.Failures {
			if len(found.Runs) > 0 && !f.Last.Before(found.Runs[0].Started) {
				b.Last = append(b.Last, f)
			} else {
				b.Before = append(b.Before, f)
			}
		}
		return &view{Title: text(r, "nav.stats"), Section: "stats", Body: b}, nil
	})
}

// typePage is the list of what has a type of entities.
func typePage(kind string) string {
	return map[string]string{"PERSON": "/people", "ORG": "/organizations", "PLACE": "/places"}[kind]
}

// barsOf makes rows, the highest count first, or the last name first.
func barsOf(list []desk.Count, byName bool, address func(string) string) []countRow {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b desk.Count) int {
		if byName {
			return cmp.Compare(b.Name, a.Name)
		}
		return cmp.Compare(b.Count, a.Count)
	})
	most := 1
	for _, c := range list {
		most = max(most, c.Count)
	}
	rows := make([]countRow, 0, len(list))
	for _, c := range list {
		row := countRow{Name: c.Name, Bar: coordinate(100 * float64(c.Count) / float64(most)), Count: c.Count}
		if address != nil && c.Name != "" {
			row.Address = address(c.Name)
		}
		rows = append(rows, row)
	}
	return rows
}
