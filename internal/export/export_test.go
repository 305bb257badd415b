package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/pipeline"
)

func sample() []pipeline.Document {
	votes, percent := 12482, 87.15
	return []pipeline.Document{
		{
			ID: "a", URL: "https://news.example/a", Source: "Жаршы", Title: "«Сайлау», \"2024\"", Published: "2024-03-05",
			Lang: "kk", Script: "cyrl", Text: "«Сайлау», \"2024\"\nӘсет Болатов <әкім>.",
			Sentences:   []pipeline.Span{{Start: 0, End: 16}},
			Mentions:    []pipeline.Mention{{Type: "PERSON", Start: 17, End: 29, Text: "Әсет Болатов", Entity: "e1", Lemma: "Әсет Болатов", Rule: "given"}},
			Entities:    []pipeline.Entity{{ID: "e1", Type: "PERSON", Name: "Әсет Болатов", Aliases: []string{"Болатов", "Ә. Болатов"}}, {ID: "e2", Type: "ORG", Name: "Мәжіліс", Aliases: []string{}}},
			Memberships: []pipeline.Membership{{Person: "e1", Title: "әкім", From: "2024", Past: true, Evidence: pipeline.Span{Start: 17, End: 37}, Rule: "title"}},
			Parents:     []pipeline.Parent{{Child: "e2", Parent: "e2", Evidence: pipeline.Span{Start: 1, End: 2}}},
			Events: []pipeline.Event{{
				Type: "elected", Modality: "asserted", Person: "e1", Post: "әкім", Date: "2024-03", Votes: &votes, Percent: &percent,
				Trigger: pipeline.Trigger{Start: 3, End: 9, Text: "Сайлау"}, Evidence: pipeline.Span{Start: 1, End: 2}, Confidence: 0.9, Rule: "r",
			}},
		},
		{ID: "b", Text: "", Sentences: []pipeline.Span{}, Mentions: []pipeline.Mention{}, Entities: []pipeline.Entity{}, Memberships: []pipeline.Membership{}, Parents: []pipeline.Parent{}, Events: []pipeline.Event{}},
	}
}

// docs gives all and then err, when there is one.
func docs(all []pipeline.Document, err error) iter.Seq2[pipeline.Document, error] {
	return func(yield func(pipeline.Document, error) bool) {
		for _, d := range all {
			if !yield(d, nil) {
				return
			}
		}
		if err != nil {
			yield(pipeline.Document{}, err)
		}
	}
}

func TestJSONL(t *testing.T) {
	var b bytes.Buffer
	if err := JSONL(t.Context(), &b, docs(sample(), nil)); err != nil {
		t.Fatal(err)
	}
	var got []pipeline.Document
	for line := range strings.Lines(b.String()) {
		var doc pipeline.Document
		if err := json.Unmarshal([]byte(line), &doc); err != nil {
			t.Fatal(err)
		}
		got = append(got, doc)
	}
	if diff := cmp.Diff(sample(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(b.String(), "<әкім>") {
		t.Error("angle brackets are escaped")
	}
}

func TestCSV(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if err := CSV(t.Context(), dir, docs(sample(), nil)); err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{ // all rows after the header, fields joined by ";"
		"articles":    {"a;https://news.example/a;Жаршы;«Сайлау», \"2024\";2024-03-05;kk;cyrl;«Сайлау», \"2024\"\nӘсет Болатов <әкім>.", "b;;;;;;;"},
		"mentions":    {"a;PERSON;17;29;Әсет Болатов;e1;Әсет Болатов;given"},
		"entities":    {"a;e1;PERSON;Әсет Болатов;Болатов|Ә. Болатов", "a;e2;ORG;Мәжіліс;"},
		"memberships": {"a;e1;әкім;;;2024;;true;17;37;title"},
		"parents":     {"a;e2;e2;1;2"},
		"events":      {"a;elected;asserted;e1;әкім;;;2024-03;12482;87.15;;;Сайлау;3;9;false;1;2;0.9;r"},
	}
	for _, table := range tables {
		f, err := os.Open(filepath.Join(dir, table.name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(f).ReadAll() // every row as long as the first
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range records[1:] {
			got = append(got, strings.Join(r, ";"))
		}
		if diff := cmp.Diff(want[table.name], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table.name, diff)
		}
	}
	if err := CSV(t.Context(), dir, docs(sample(), nil)); !errors.Is(err, fs.ErrExist) {
		t.Errorf("second export into the same folder: got %v", err)
	}
}

func TestErrors(t *testing.T) {
	broken := errors.New("broken record")
	var b bytes.Buffer
	if err := JSONL(t.Context(), &b, docs(sample(), broken)); !errors.Is(err, broken) {
		t.Errorf("jsonl: got %v", err)
	}
	if n := strings.Count(b.String(), "\n"); n != len(sample()) {
		t.Errorf("jsonl: %d whole lines before the error", n)
	}
	if err := JSONL(t.Context(), full{}, docs(sample(), nil)); !errors.Is(err, errFull) {
		t.Errorf("jsonl to a full disk: got %v", err)
	}
	if err := CSV(t.Context(), t.TempDir(), docs(sample(), broken)); !errors.Is(err, broken) {
		t.Errorf("csv: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := CSV(ctx, t.TempDir(), docs(sample(), nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("csv, cancelled: got %v", err)
	}
}

var errFull = errors.New("disk full")

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
