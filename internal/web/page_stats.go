package web

import (
	"context"
	"net/http"

	"github.com/seed50815598/derek/internal/desk"
)

// A statsBody is what stats.html shows.
type statsBody struct {
	*desk.Stats
	Tables []countTable
	Months *columns
	Last   *desk.Run
}

// A countTable is counts with bars; Kind is that of their names' texts.
type countTable struct {
	Heading, Kind string
	Rows          []countRow
}

type countRow struct {
	Name, Bar string
	Count     int
}

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
		}{
			{"stats.entities", "type", found.Entities},
			{"stats.mentions", "type", found.Mentions},
			{"stats.events", "event", found.Events},
			{"stats.languages", "language", found.Languages},
			{"stats.scripts", "script", found.Scripts},
			{"stats.publishers", "", found.Publishers},
			{"stats.years", "", found.Years},
		} {
			b.Tables = append(b.Tables, countTable{t.heading, t.kind, barsOf(t.list)})
		}
		if len(found.Runs) > 0 {
			b.Last = &found.Runs[0]
		}
		return &view{Title: text(r, "nav.stats"), Section: "stats", Body: b}, nil
	})
}

func barsOf(list []desk.Count) []countRow {
	most := 1
	for _, c := range list {
		most = max(most, c.Count)
	}
	rows := make([]countRow, 0, len(list))
	for _, c := range list {
		rows = append(rows, countRow{c.Name, coordinate(100 * float64(c.Count) / float64(most)), c.Count})
	}
	return rows
}
