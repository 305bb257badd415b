package archive

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed50815598/derek/pipeline"
)

func TestEventDay(t *testing.T) {
	for date, want := range map[string]int{
		"": 0, "2024": 20240000, "2024-05": 20240500, "2024-05-07": 20240507, "24-05-07": 0, "2024-5": 0, "2024-05-07-1": 0, "soon": 0, "2024--1": 0,
	} {
		if got := eventDay(date); got != want {
			t.Errorf("day of %q is %d, want %d", date, got, want)
		}
	}
	if got := lastDay("2024") - lastDay("2024-05"); got != 20249999-20240599 {
		t.Errorf("the last days of a year and of its month differ by %d", got)
	}
}

// testWalk seeks the events of a person among all and then among hers, changing over at
// every place.
func testWalk(t *testing.T, a *Archive, person string, want int) {
	t.Helper()
	s, err := EventFilter{Person: person}.source(t.Context(), a, a.read)
	must(t, err)
	list := func(steps int) (out []eventAt) {
		give := func(v eventAt, err error) bool {
			must(t, err)
			out = append(out, v)
			return true
		}
		from, done := (*eventAt)(nil), false
		if steps > 0 {
			from, done = s.walk(t.Context(), a.read, nil, steps, give)
		}
		for v, err := range s.rows(t.Context(), a.read, from, true) {
			if !done && (err != nil || s.chooses(&v)) {
				give(v, err)
			}
		}
		return out
	}
	led := list(0)
	if len(led) != want {
		t.Errorf("%d events, want %d", len(led), want)
	}
	for steps := range 12 {
		if got := list(steps); !slices.Equal(got, led) {
			t.Errorf("after %d steps: %v, want %v", steps, got, led)
		}
	}
}

// Events are found by all that a filter says, in order, page by page, and follow their
// article when it changes or goes.
func TestEvents(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	var docs []pipeline.Document
	for i := range 9 {
		doc := sample(fmt.Sprint("a", i), fmt.Sprint(i))
		doc.Events[0].Date = []string{"", "2024", "2024-05", "2024-05-07", "2023-12-31"}[i%5]
		doc.Events[0].Background = i%2 == 1
		docs = append(docs, doc)
	}
	put(t, a, day1, docs...)
	identify(t, a)
	list := func(f EventFilter, page int) string {
		var out []string
		for after := (*EventPlace)(nil); ; {
			n := 0
			for row, err := range a.Events(t.Context(), f, after, page) {
				must(t, err)
				out = append(out, row.ID+":"+row.Event.Date)
				after = row.After()
				n++
			}
			if page == 0 || n < page {
				return strings.Join(out, " ")
			}
		}
	}
	person, err := a.IdentityOf(t.Context(), "a0", docs[0].Events[0].Person)
	must(t, err)
	testWalk(t, a, person, 9)
	const all = "a8:2024-05-07 a3:2024-05-07 a7:2024-05 a2:2024-05 a6:2024 a1:2024 a4:2023-12-31 a5: a0:"
	for _, tt := range []struct {
		name string
		f    EventFilter
		want string
	}{
		{"all", EventFilter{}, all},
		{"person", EventFilter{Person: person}, all},
		{"nobody", EventFilter{Person: "P-none"}, ""},
		{"type", EventFilter{Type: docs[0].Events[0].Type, Modality: docs[0].Events[0].Modality}, all},
		{"other type", EventFilter{Type: "registered"}, ""},
		{"from", EventFilter{Since: "2024-05"}, "a8:2024-05-07 a3:2024-05-07 a7:2024-05 a2:2024-05"},
		{"until", EventFilter{Until: "2024"}, "a8:2024-05-07 a3:2024-05-07 a7:2024-05 a2:2024-05 a6:2024 a1:2024 a4:2023-12-31"},
		{"foreground", EventFilter{Foreground: true, Until: "2024-04"}, "a6:2024 a4:2023-12-31"},
		{"article", EventFilter{Article: "a4"}, "a4:2023-12-31"},
	} {
		for _, page := range []int{0, 2} {
			if got := list(tt.f, page); got != tt.want {
				t.Errorf("%s, pages of %d: got %q, want %q", tt.name, page, got, tt.want)
			}
		}
	}
	gone := docs[3]
	gone.Events = gone.Events[:0]
	put(t, a, day2, gone)
	if got := list(EventFilter{Since: "2024-05-07"}, 0); got != "a8:2024-05-07" {
		t.Errorf("after a change: %q", got)
	}
	if got := faults(t, a); got != "" {
		t.Errorf("faults: %s", got)
	}
	bytes, err := numbers(t.Context(), a.read, "SELECT sum(payload) / 8 FROM dbstat WHERE name IN ('events', 'events_article')")
	if err != nil || bytes[0] > 60 {
		t.Errorf("an event takes %d bytes, %v", bytes[0], err)
	}
}
