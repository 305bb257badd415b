package ledger

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCountOnce(t *testing.T) {
	groups := map[string]string{"a": "a", "b": "a", "c": "a"}
	l := &Ledger{
		Seats: []Seat{{
			Tenures: []Tenure{{Evidence: []Evidence{
				{Article: "a", Says: Began, Date: "2024-05-01"},
				{Article: "a", Says: Began, Date: "2024-05-01", Start: 90},
				{Article: "b", Says: Began, Date: "2024-05-01"},
				{Article: "b", Says: Holds},
				{Article: "c", Says: Began, Date: "2024-05-01"},
				{Article: "d", Says: Began, Date: "2024-05-01"},
				{Article: "e", Says: Began, Date: "2024-05-01"},
			}}},
			Gaps: []Gap{{Evidence: []Evidence{{Article: "b", Says: Ended}, {Article: "c", Says: Ended}}}},
		}},
		Conflicts: []Conflict{{Evidence: []Evidence{{Article: "a", Says: Began}, {Article: "f", Says: Began}}}},
	}
	ids := l.EvidenceArticles()
	slices.Sort(ids)
	if diff := cmp.Diff([]string{"a", "b", "c", "d", "e", "f"}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	l.CountOnce(func(article string) string { return groups[article] })
	want := []Evidence{
		{Article: "a", Says: Began, Date: "2024-05-01", Reposts: 2},
		{Article: "a", Says: Began, Date: "2024-05-01", Start: 90},
		{Article: "b", Says: Holds},
		{Article: "d", Says: Began, Date: "2024-05-01"},
		{Article: "e", Says: Began, Date: "2024-05-01"},
	}
	if diff := cmp.Diff(want, l.Seats[0].Tenures[0].Evidence); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Evidence{{Article: "b", Says: Ended, Reposts: 1}}, l.Seats[0].Gaps[0].Evidence); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := len(l.Conflicts[0].Evidence); n != 2 {
		t.Errorf("got %d pieces of evidence for a conflict", n)
	}
}
