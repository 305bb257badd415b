package archive

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

var day1, day2 = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2026, 1, 3, 3, 4, 5, 0, time.UTC)

func open(t *testing.T, dir string, opts Options) *Archive {
	t.Helper()
	a, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func entry(d pipeline.Document) Entry {
	return Entry{Document: d, Article: corpus.Article{
		ID: d.ID, URL: d.URL, Source: d.Source, Title: d.Title, Published: d.Published, Author: "Мөлдір Бақыт", Text: d.Text, Place: "in/" + d.ID,
	}}
}

func put(t *testing.T, a *Archive, now time.Time, docs ...pipeline.Document) Changes {
	t.Helper()
	var entries []Entry
	for _, d := range docs {
		entries = append(entries, entry(d))
	}
	c, err := a.Put(t.Context(), now, "lex1", entries)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ids(t *testing.T, a *Archive, f Filter) []string {
	t.Helper()
	var ids []string
	for doc, err := range a.Documents(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, doc.ID)
	}
	return ids
}

// sample has something in every list and every kind of character in its text.
func sample(id, text string) pipeline.Document {
	votes, percent := 12482, 87.15
	return pipeline.Document{
		ID: id, URL: "https://news.example/" + id, Source: "Жаршы", Title: "Тақырып <&>", Published: "2024-03-05",
		Lang: "kk", Script: "cyrl", Text: "Әсет Болатов әкім болып сайланды. " + text,
		Sentences: []pipeline.Span{{Start: 0, End: 33}},
		Mentions: []pipeline.Mention{
			{Type: "PERSON", Start: 0, End: 12, Text: "Әсет Болатов", Entity: "e1", Lemma: "Әсет Болатов", Rule: "given+family"},
			{Type: "TITLE", Start: 13, End: 17, Text: "әкім", Lemma: "әкім", Rule: "head"},
		},
		Entities: []pipeline.Entity{
			{ID: "e1", Type: "PERSON", Name: "Әсет Болатов", Aliases: []string{"Болатов"}},
			{ID: "e2", Type: "ORG", Name: "Мәжіліс", Aliases: []string{}},
			{ID: "e3", Type: "PLACE", Name: "Көкшетау", Aliases: []string{}},
			{ID: "e4", Type: "ORG", Name: "Парламент", Aliases: []string{}},
		},
		Memberships: []pipeline.Membership{{Person: "e1", Title: "әкім", Place: "e3", From: "2024", Evidence: pipeline.Span{End: 33}, Rule: "event"}},
		Parents:     []pipeline.Parent{{Child: "e2", Parent: "e4", Evidence: pipeline.Span{End: 33}}},
		Events: []pipeline.Event{{
			Type: "elected", Modality: "asserted", Person: "e1", Post: "әкім", Place: "e3", Date: "2024-03", Votes: &votes, Percent: &percent,
			Trigger: pipeline.Trigger{Start: 24, End: 32, Text: "сайланды"}, Evidence: pipeline.Span{End: 33}, Confidence: 0.9, Rule: "elected",
		}},
	}
}

// bare is an article in which nothing was found.
func bare(id, text string) pipeline.Document {
	return pipeline.Document{
		ID: id, Text: text, Lang: "other", Script: "cyrl",
		Sentences: []pipeline.Span{}, Mentions: []pipeline.Mention{}, Entities: []pipeline.Entity{},
		Memberships: []pipeline.Membership{}, Parents: []pipeline.Parent{}, Events: []pipeline.Event{},
	}
}

func TestRoundTrip(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "new"), Options{})
	for _, want := range []pipeline.Document{
		sample("a", "Қосымша: «<script>&\u2028\U0001F5F3️»\r\n\tсоңы\x00."), bare("b", "Бос мәтін"), bare("c", ""),
	} {
		put(t, a, day1, want)
		got, err := a.Article(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.ID, diff)
		}
	}
	if _, err := a.Article(t.Context(), "zz"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown id: got %v", err)
	}
	got, err := a.Original(t.Context(), "b")
	if diff := cmp.Diff(entry(bare("b", "Бос мәтін")).Article, got); diff != "" || err != nil {
		t.Errorf("original: %v (-want +got):\n%s", err, diff)
	}
	if _, err := a.Original(t.Context(), "zz"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown original: got %v", err)
	}
}

func TestPut(t *testing.T) {
	type step struct {
		doc  pipeline.Document
		want Changes
	}
	tests := []struct {
		name    string
		steps   []step
		ids     []string // articles at the end
		removed []string
	}{
		{
			"same again",
			[]step{{sample("a", "1"), Changes{Added: 1}}, {sample("a", "1"), Changes{Unchanged: 1}}},
			[]string{"a"},
			nil,
		},
		{
			"new text under a known id",
			[]step{{sample("a", "1"), Changes{Added: 1}}, {sample("a", "2"), Changes{Updated: 1}}, {sample("a", "2"), Changes{Unchanged: 1}}},
			[]string{"a"},
			nil,
		},
		{
			"same text, other annotation",
			[]step{{sample("a", "1"), Changes{Added: 1}}, {bare("a", sample("a", "1").Text), Changes{Updated: 1}}},
			[]string{"a"},
			nil,
		},
		{
			"known text under a new id",
			[]step{{sample("a", "1"), Changes{Added: 1}}, {sample("b", "1"), Changes{Duplicates: 1}}, {sample("b", "1"), Changes{Duplicates: 1}}},
			[]string{"a"},
			nil,
		},
		{
			"further id gets its own text",
			[]step{{sample("a", "1"), Changes{Added: 1}}, {sample("b", "1"), Changes{Duplicates: 1}}, {sample("b", "2"), Changes{Added: 1}}},
			[]string{"a", "b"},
			nil,
		},
		{
			"article becomes a copy of another",
			[]step{{sample("a", "1"), Changes{Added: 1}}, {sample("b", "2"), Changes{Added: 1}}, {sample("b", "1"), Changes{Duplicates: 1}}},
			[]string{"a"},
			[]string{"b"},
		},
		{
			"a removed id comes back",
			[]step{
				{sample("a", "1"), Changes{Added: 1}},
				{sample("b", "2"), Changes{Added: 1}},
				{sample("b", "1"), Changes{Duplicates: 1}},
				{sample("b", "3"), Changes{Added: 1}},
			},
			[]string{"a", "b"},
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := open(t, t.TempDir(), Options{})
			for i, s := range tt.steps {
				if got := put(t, a, day1, s.doc); got != s.want {
					t.Errorf("step %d: got %+v, want %+v", i, got, s.want)
				}
			}
			if diff := cmp.Diff(tt.ids, ids(t, a, Filter{})); diff != "" {
				t.Errorf("articles (-want +got):\n%s", diff)
			}
			var removed []string
			for c, err := range a.Changed(t.Context(), 0) {
				if err != nil {
					t.Fatal(err)
				}
				if c.Removed {
					removed = append(removed, c.ID)
				}
			}
			if diff := cmp.Diff(tt.removed, removed); diff != "" {
				t.Errorf("removed (-want +got):\n%s", diff)
			}
			checkIntegrity(t, a)
		})
	}
}

// checkIntegrity asks SQLite whether rows dangle, and counts orphans.
func checkIntegrity(t *testing.T, a *Archive) {
	t.Helper()
	var n int
	err := a.read.QueryRowContext(t.Context(), "SELECT count(*) FROM pragma_foreign_key_check").Scan(&n)
	if err != nil || n != 0 {
		t.Errorf("%d dangling rows, %v", n, err)
	}
	var ok string
	if err := a.read.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&ok); err != nil || ok != "ok" {
		t.Errorf("integrity: %s, %v", ok, err)
	}
}

func TestPutIsAllOrNothing(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	dangling := sample("b", "2")
	dangling.Events[0].Person = "e99"
	for name, bad := range map[string]Entry{
		"dangling entity": entry(dangling), "no id": entry(bare("", "x")), "no article": {Document: bare("b", "x")},
	} {
		_, err := a.Put(t.Context(), day1, "lex1", []Entry{entry(sample("a", "1")), bad})
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Put(ctx, day1, "lex1", []Entry{entry(sample("a", "1"))}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	if got := ids(t, a, Filter{}); got != nil {
		t.Errorf("articles left: %v", got)
	}
	if n, err := a.LastChange(t.Context()); n != 0 || err != nil {
		t.Errorf("changes left: %d, %v", n, err)
	}
}

func TestChanged(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	put(t, a, day1, sample("a", "1"), sample("b", "2"), sample("c", "3"))
	put(t, a, day2, sample("a", "1"), sample("b", "4"))
	changed := func(after int64) []string {
		var got []string
		for c, err := range a.Changed(t.Context(), after) {
			if err != nil {
				t.Fatal(err)
			}
			if !c.Removed && c.Document.Text == "" {
				t.Errorf("%s: no document", c.ID)
			}
			got = append(got, c.ID)
		}
		return got
	}
	if diff := cmp.Diff([]string{"a", "c", "b"}, changed(0)); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"b"}, changed(3)); diff != "" {
		t.Errorf("after 3 (-want +got):\n%s", diff)
	}
	last, err := a.LastChange(t.Context())
	if err != nil || changed(last) != nil {
		t.Errorf("after the last change %d: %v, %v", last, changed(last), err)
	}
}

func TestDocuments(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	for id, published := range map[string]string{"e": "", "d": "2024-12-31", "c": "2024-03-05", "b": "2024-04-01", "a": "2023-01-01"} {
		doc := sample(id, id)
		doc.Published = published
		put(t, a, day1, doc)
	}
	for _, tt := range []struct {
		name string
		f    Filter
		want []string
	}{
		{"all", Filter{}, []string{"a", "b", "c", "d", "e"}},
		{"from", Filter{From: "2024-04"}, []string{"b", "d"}},
		{"to a month", Filter{To: "2024-03"}, []string{"a", "c"}},
		{"within a year", Filter{From: "2024", To: "2024"}, []string{"b", "c", "d"}},
		{"source", Filter{Source: "Жаршы", To: "2023"}, []string{"a"}},
		{"nothing", Filter{Lang: "ru"}, nil},
	} {
		if diff := cmp.Diff(tt.want, ids(t, a, tt.f)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	seq := a.Documents(t.Context(), Filter{})
	for range 2 { // stopping early must free the connection, and the range starts anew
		for doc, err := range seq {
			if doc.ID != "a" || err != nil {
				t.Errorf("first is %s, %v", doc.ID, err)
			}
			break
		}
	}
}

func TestKnown(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	doc := sample("a", "1")
	art := entry(doc).Article
	known := func(lexicon string, art corpus.Article) bool {
		k, err := a.Known(t.Context(), lexicon, art)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	if known("lex1", art) {
		t.Error("known before Put")
	}
	put(t, a, day1, doc)
	if !known("lex1", art) {
		t.Error("unknown after Put")
	}
	if known("lex2", art) {
		t.Error("known to another lexicon")
	}
	if _, err := a.Put(t.Context(), day2, "lex2", []Entry{entry(doc)}); err != nil {
		t.Fatal(err)
	}
	if !known("lex2", art) {
		t.Error("unknown after Put with the other lexicon")
	}
	unsigned := art
	unsigned.Author = ""
	if known("lex2", unsigned) {
		t.Error("known with another author")
	}
	if again, err := a.Original(t.Context(), "a"); err != nil || !cmp.Equal(again, art) {
		t.Errorf("got %+v, %v, want %+v", again, err, art)
	}
	art.Text += "!"
	if known("lex2", art) {
		t.Error("known with another text")
	}
}

func TestSources(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	put(t, a, day1, sample("a", "1"))
	put(t, a, day2, sample("b", "1"), sample("a", "1"))
	got, err := a.Sources(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	source := func(id, first, last string) Source {
		return Source{id, "https://news.example/" + id, "Жаршы", "Тақырып <&>", "2024-03-05", "Мөлдір Бақыт", "in/" + id, first, last}
	}
	want := []Source{source("a", stamp(day1), stamp(day2)), source("b", stamp(day2), stamp(day2))}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	put(t, a, day2, sample("aa", "2"))
	var all []ArticleSource
	for s, err := range a.AllSources(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	listed := []ArticleSource{{"a", want[0]}, {"a", want[1]}, {"aa", source("aa", stamp(day2), stamp(day2))}}
	if diff := cmp.Diff(listed, all); diff != "" {
		t.Errorf("of all articles (-want +got):\n%s", diff)
	}
	doc, err := a.Article(t.Context(), "b")
	if err != nil || doc.ID != "a" {
		t.Errorf("article by its further id: got %q, %v", doc.ID, err)
	}
}

func TestFailures(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	add := func(place, reason string, at time.Time) {
		t.Helper()
		if err := a.AddFailure(t.Context(), Failure{Place: place, Stage: "read", Reason: reason, Last: at}); err != nil {
			t.Fatal(err)
		}
	}
	add("in/a", "empty", day1)
	add("in/b", "empty", day1)
	add("in/b", "not text", day2)
	add("in/c", "empty", day2)
	if err := a.ResolveFailure(t.Context(), "in/c"); err != nil {
		t.Fatal(err)
	}
	put(t, a, day2, sample("a", "1")) // read from in/a
	got, err := a.Failures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []Failure{{Place: "in/b", Stage: "read", Reason: "not text", First: day1, Last: day2, Times: 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRuns(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	first, err := a.StartRun(t.Context(), day1, "lex1")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.FinishRun(t.Context(), first, day2, Changes{1, 2, 3, 4}, 5); err != nil {
		t.Fatal(err)
	}
	second, err := a.StartRun(t.Context(), day2, "lex2")
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Runs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []Run{
		{ID: second, Started: day2, Lexicon: "lex2"},
		{ID: first, Started: day1, Finished: day2, Lexicon: "lex1", Changes: Changes{1, 2, 3, 4}, Failed: 5},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStats(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	put(t, a, day1, sample("a", "1"), sample("b", "2"), bare("c", "3"), sample("d", "1"), sample("e", "5"), bare("f", "6"))
	put(t, a, day2, sample("e", "1"), bare("f", "7")) // e has become a copy, f has another text
	put(t, a, day2, sample("f", "2"))
	identify(t, a)
	got, err := a.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Stats{
		Articles: 3, Distinct: 3, Sources: 6, Memberships: 2, Parents: 2, Persons: 1,
		Mentions: []Count{{"PERSON", 2}, {"TITLE", 2}}, Entities: []Count{{"ORG", 4}, {"PERSON", 2}, {"PLACE", 2}},
		Events: []Count{{"elected", 2}}, Languages: []Count{{"kk", 2}, {"other", 1}}, Scripts: []Count{{"cyrl", 3}},
		Years: []Count{{"", 1}, {"2024", 2}}, Publishers: []Count{{"", 1}, {"Жаршы", 2}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("second writer: got %v", err)
	}
	reader := open(t, dir, Options{ReadOnly: true})
	if reader.ID() != a.ID() || a.ID() == "" {
		t.Errorf("ids %q and %q", a.ID(), reader.ID())
	}
	if _, err := reader.Put(t.Context(), day1, "", nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("put of a reader: got %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir, Options{}) // the lock is free again
}

func TestReadWhileWriting(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	put(t, w, day1, sample("a", "1"), sample("b", "2"))
	r := open(t, dir, Options{ReadOnly: true})
	var seen []string
	for doc, err := range r.Documents(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		put(t, w, day1, sample("c"+doc.ID, doc.ID)) // between two rows of the reader
		seen = append(seen, doc.ID)
	}
	if diff := cmp.Diff([]string{"a", "b"}, seen); diff != "" {
		t.Errorf("snapshot (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a", "b", "ca", "cb"}, ids(t, r, Filter{})); diff != "" {
		t.Errorf("afterwards (-want +got):\n%s", diff)
	}
}

func TestOpenErrors(t *testing.T) {
	noDatabase := func(dir string) error {
		return os.WriteFile(filepath.Join(dir, recordFile), slices.Repeat([]byte("text"), 100), 0o600)
	}
	newer := func(dir string) error {
		a, err := Open(dir, Options{})
		if err != nil {
			return err
		}
		_, err = a.write.ExecContext(t.Context(), "PRAGMA user_version = 99")
		return errors.Join(err, a.Close())
	}
	tests := []struct {
		name  string
		setup func(dir string) error
		opts  Options
		want  error
	}{
		{"no folder, reading", os.Remove, Options{ReadOnly: true}, ErrNotArchive},
		{"empty folder, reading", func(string) error { return nil }, Options{ReadOnly: true}, ErrNotArchive},
		{"other people's folder", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "thesis.doc"), nil, 0o600)
		}, Options{}, ErrNotArchive},
		{"no database", noDatabase, Options{}, ErrNotArchive},
		{"no database, reading", noDatabase, Options{ReadOnly: true}, ErrNotArchive},
		{"empty file, reading", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, recordFile), nil, 0o600)
		}, Options{ReadOnly: true}, ErrNotArchive},
		{"another program's", func(dir string) error {
			db := openDB(filepath.Join(dir, recordFile))
			_, err := db.ExecContext(t.Context(), "CREATE TABLE a (b)")
			return errors.Join(err, db.Close())
		}, Options{}, ErrNotArchive},
		{"newer", newer, Options{}, ErrNewer},
		{"newer, reading", newer, Options{ReadOnly: true}, ErrNewer},
		{"folder is a file", func(dir string) error {
			return errors.Join(os.Remove(dir), os.WriteFile(dir, nil, 0o600))
		}, Options{ReadOnly: true}, ErrNotArchive},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "мұрағат 100%? a#b")
			must(t, os.Mkdir(dir, 0o750))
			must(t, tt.setup(dir))
			a, err := Open(dir, tt.opts)
			if err == nil {
				must(t, a.Close())
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestOpenReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the superuser may write everywhere")
	}
	dir := t.TempDir()
	a, err := Open(dir, Options{})
	must(t, err)
	put(t, a, day1, sample("a", "1"))
	must(t, a.Close())
	must(t, os.Chmod(dir, 0o500))
	t.Cleanup(func() { must(t, os.Chmod(dir, 0o700)) })
	for _, file := range []string{recordFile, lockFile} {
		must(t, os.Chmod(filepath.Join(dir, file), 0o400))
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing: got %v", err)
	}
	if _, err := Open(filepath.Join(dir, "new"), Options{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("making: got %v", err)
	}
	if got := ids(t, open(t, dir, Options{ReadOnly: true}), Filter{}); len(got) != 1 {
		t.Errorf("reading: got %v", got)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
