package archive

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/pipeline"
)

// A mended file takes all failures within it along, and no others; a failure that is
// noted again counts; the first time a file was read is kept.
func TestNote(t *testing.T) {
	ctx := t.Context()
	a := open(t, t.TempDir(), Options{})
	var notes Notes
	for _, place := range []string{"a", "a:1", "a:12", "a!b", "a!b:3", "a.b", "a b:1", "ab:1", "b", "A:1"} {
		notes.Failures = append(notes.Failures, Failure{Place: place, Stage: "read", Reason: "bad", Last: day1})
	}
	notes.Files = []File{{Path: "a", State: FileReading, Run: 1, Last: day1}}
	must(t, a.Note(ctx, notes))
	must(t, a.Note(ctx, Notes{
		MendedFiles: []string{"a"}, Mended: []string{"ab:1", "unknown"},
		Failures: []Failure{{Place: "b", Stage: "read", Reason: "worse", Last: day2}, {Place: "a:1", Stage: "read", Reason: "new", Last: day2}},
		Files:    []File{{Path: "a", State: FilePartly, Stage: "read", Reason: "new", Articles: 3, Failed: 1, Run: 2, Last: day2}, {Path: "b", State: FileFailed, Failed: 1, Run: 2, Last: day2}},
	}))
	failures, err := a.Failures(ctx)
	must(t, err)
	var got []string
	for _, f := range failures {
		got = append(got, fmt.Sprint(f.Place, " ", f.Reason, " ", f.Times))
	}
	if diff := cmp.Diff([]string{"A:1 bad 1", "a b:1 bad 1", "a.b bad 1", "a:1 new 1", "b worse 2"}, got); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	files, err := a.Files(ctx, "")
	must(t, err)
	want := []File{
		{Path: "a", State: FilePartly, Stage: "read", Reason: "new", Articles: 3, Failed: 1, Run: 2, First: day1, Last: day2},
		{Path: "b", State: FileFailed, Failed: 1, Run: 2, First: day2, Last: day2},
	}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if files, err := a.Files(ctx, FileFailed); len(files) != 1 || err != nil {
		t.Errorf("failed: got %+v, %v", files, err)
	}
	must(t, a.Close())
	reading := open(t, a.Dir(), Options{ReadOnly: true})
	if err := reading.Note(ctx, notes); !errors.Is(err, ErrReadOnly) {
		t.Errorf("read-only: got %v", err)
	}
}

// Renew passes over what is gone or has another text by now.
func TestRenew(t *testing.T) {
	ctx := t.Context()
	a := open(t, t.TempDir(), Options{})
	put(t, a, day1, sample("a", "1"), bare("b", "2"))
	if n, all, err := a.Outdated(ctx, "other"); n != 2 || all != 2 || err != nil {
		t.Errorf("outdated: got %d of %d, %v", n, all, err)
	}
	var ids []string
	for art, err := range a.OutdatedArticles(ctx, "other") {
		must(t, err)
		ids = append(ids, art.ID)
	}
	if !cmp.Equal(ids, []string{"a", "b"}) {
		t.Errorf("outdated articles: got %q", ids)
	}
	changed := sample("a", "1")
	changed.Events = changed.Events[:0]
	c, err := a.Renew(ctx, day2, "other", []pipeline.Document{changed, bare("b", "another text"), bare("gone", "4")})
	if want := (Changes{Updated: 1}); c != want || err != nil {
		t.Errorf("got %+v, %v, want %+v", c, err, want)
	}
	if doc, err := a.Article(ctx, "a"); err != nil || len(doc.Events) != 0 {
		t.Errorf("got %d events, %v", len(doc.Events), err)
	}
	if n, _, err := a.Outdated(ctx, "other"); n != 1 || err != nil {
		t.Errorf("outdated afterwards: got %d, %v", n, err)
	}
	checkIntegrity(t, a)
}
