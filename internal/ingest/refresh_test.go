package ingest

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// Other tables: only what the old ones have made is annotated anew, from the texts in
// the archive; what that says otherwise is told; failures and sources stay.
func TestRefresh(t *testing.T) {
	p := open(t)
	same, other := article("1", "Бүгін күн жылы."), article("2", "Аудан қолбасқары Ерлан Сәдуақасов келді.")
	p.run(of(same, other, broken("other.jsonl:9", "bad")))
	sources, err := p.archive.Sources(t.Context(), "2")
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon.Load(fstest.MapFS{"title_heads.tsv": {Data: []byte("head\tkind\tgender\tflags\tgloss\nқолбасқар\tpost\t\t\tmade up\n")}})
	if err != nil {
		t.Fatal(err)
	}
	p.pipe = pipeline.New(lex, nil)
	p.run(of(article("3", "Үшінші хабар.")))
	old, all, err := p.archive.Outdated(t.Context(), p.pipe.Version())
	if old != 2 || all != 3 || err != nil {
		t.Errorf("outdated: got %d of %d, %v", old, all, err)
	}
	var told []Difference
	report, err := Refresh(t.Context(), p.archive, p.index, p.pipe, Options{Workers: 2, Now: p.now}, func(d Difference) { told = append(told, d) })
	if err != nil {
		t.Fatal(err)
	}
	if want := (archive.Changes{Updated: 1, Unchanged: 1}); report.Changes != want || report.Read != 2 || report.Phase != Done {
		t.Errorf("got %+v", report)
	}
	if len(told) != 1 || told[0].Article != "2" || len(told[0].Gained) == 0 {
		t.Fatalf("told of %+v", told)
	}
	if old, _, err := p.archive.Outdated(t.Context(), p.pipe.Version()); old != 0 || err != nil {
		t.Errorf("outdated afterwards: got %d, %v", old, err)
	}
	after, err := p.archive.Sources(t.Context(), "2")
	if diff := cmp.Diff(sources, after); diff != "" || err != nil {
		t.Errorf("sources (-before +after): %v\n%s", err, diff)
	}
	if got := p.failures(); !cmp.Equal(got, []string{"other.jsonl:9: bad"}) {
		t.Errorf("got failures %q", got)
	}
	// What an ingest from the start gives is the same.
	fresh := open(t)
	fresh.pipe = p.pipe
	fresh.run(of(same, other, article("3", "Үшінші хабар.")))
	if diff := cmp.Diff(fresh.documents(), p.documents()); diff != "" {
		t.Errorf("documents (-fresh +refreshed):\n%s", diff)
	}
	if report, err := Refresh(t.Context(), p.archive, p.index, p.pipe, Options{Now: p.now}, nil); err != nil || report.Read != 0 {
		t.Errorf("again: got %+v, %v", report, err)
	}
}

func TestCompare(t *testing.T) {
	votes, share := 12, 54.5
	old := pipeline.Document{
		ID:          "a",
		Entities:    []pipeline.Entity{{ID: "p1", Type: "PERSON", Name: "Ерлан"}, {ID: "o1", Type: "ORG", Name: "Мәслихат"}},
		Memberships: []pipeline.Membership{{Person: "p1", Title: "төраға", Organization: "o1"}},
	}
	renewed := pipeline.Document{
		ID:          "a", // the ids of entities have moved
		Entities:    []pipeline.Entity{{ID: "p2", Type: "PERSON", Name: "Ерлан"}, {ID: "o1", Type: "ORG", Name: "Мәслихат"}},
		Memberships: []pipeline.Membership{{Person: "p2", Title: "төраға", Organization: "o1", From: "2024"}},
		Events:      []pipeline.Event{{Type: "elected", Modality: "asserted", Person: "p2", Post: "төраға", By: "o1", Votes: &votes, Percent: &share}},
	}
	want := Difference{
		Article: "a",
		Lost:    []Fact{{"membership", "төраға", "Ерлан, Мәслихат"}},
		Gained: []Fact{
			{"event", "elected", "asserted, Ерлан, төраға, by Мәслихат, 12 votes, 54.5 %"},
			{"membership", "төраға", "Ерлан, Мәслихат, from 2024"},
		},
	}
	if diff := cmp.Diff(want, Compare(old, renewed)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if d := Compare(renewed, renewed); len(d.Gained)+len(d.Lost) != 0 {
		t.Errorf("with itself: got %+v", d)
	}
	if d := Compare(renewed, old); len(d.Gained) != 1 || len(d.Lost) != 2 {
		t.Errorf("the other way round: got %+v", d)
	}
}
