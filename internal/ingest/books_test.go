package ingest

import (
	"encoding/json"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
)

func TestFileOf(t *testing.T) {
	for place, want := range map[string]string{
		"a.txt": "a.txt", "dir/a.jsonl:12": "dir/a.jsonl", "a.zip!b.jsonl:3": "a.zip!b.jsonl", "a.zip!b.txt": "a.zip!b.txt",
		"C:": "C:", "a:b": "a:b", ":7": ":7", "": "", "-:4": "-", "a:1:2": "a:1",
	} {
		if got := FileOf(place); got != want {
			t.Errorf("%q: got %q, want %q", place, got, want)
		}
	}
}

func (p *place) files() (all []string) {
	p.Helper()
	list, err := p.archive.Files(p.Context(), "")
	if err != nil {
		p.Fatal(err)
	}
	for _, f := range list {
		s := fmt.Sprintf("%s %s %d/%d run %d", f.Path, f.State, f.Articles, f.Failed, f.Run)
		if f.Reason != "" {
			s += ": " + f.Stage + ": " + f.Reason
		}
		all = append(all, s)
	}
	return all
}

func at(place, id string) corpus.Article {
	return corpus.Article{ID: id, Text: "Хабар " + id + ".", Place: place}
}

func broken(place, reason string) error {
	return &corpus.ReadError{Place: place, Reason: reason}
}

func TestLedgerOfFiles(t *testing.T) {
	p := open(t)
	p.run(of(at("a.txt", "a"), at("b.jsonl:1", "b1"), broken("b.jsonl:2", "bad"), broken("b.jsonl:3", "worse"), at("b.jsonl:4", "b4"),
		broken("c.pdf", "a PDF"), at("d.zip!x.txt", "x"), broken("d.zip!y.txt", "empty"), broken("shut", "no permission")))
	want := []string{
		"a.txt done 1/0 run 1", "b.jsonl partly 2/2 run 1: read: bad", "c.pdf failed 0/1 run 1: read: a PDF",
		"d.zip!x.txt done 1/0 run 1", "d.zip!y.txt failed 0/1 run 1: read: empty", "shut failed 0/1 run 1: read: no permission",
	}
	if diff := cmp.Diff(want, p.files()); diff != "" {
		t.Errorf("first run (-want +got):\n%s", diff)
	}
	// One line is mended and another moved: the file is whole, so nothing is left of it.
	p.run(of(at("b.jsonl:1", "b1"), at("b.jsonl:2", "b2"), at("b.jsonl:5", "b4"), at("shut/e.txt", "e")))
	want[1], want[5] = "b.jsonl done 3/0 run 2", "shut failed 0/1 run 1: read: no permission"
	want = append(want, "shut/e.txt done 1/0 run 2")
	if diff := cmp.Diff(want, p.files()); diff != "" {
		t.Errorf("second run (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"c.pdf: a PDF", "d.zip!y.txt: empty"}, p.failures()); diff != "" {
		t.Errorf("failures after the second run (-want +got):\n%s", diff)
	}
	list, err := p.archive.Files(t.Context(), archive.FileDone)
	if err != nil || len(list) != 4 || !list[1].Last.After(list[1].First) {
		t.Errorf("done: got %+v, %v", list, err)
	}
}

// dump gives all tables as text, without what counts runs.
func (p *place) dump() string {
	p.Helper()
	var b strings.Builder
	for doc, err := range p.archive.Documents(p.Context(), archive.Filter{}) {
		if err != nil {
			p.Fatal(err)
		}
		sources, err := p.archive.Sources(p.Context(), doc.ID)
		if err != nil {
			p.Fatal(err)
		}
		text, err := json.Marshal(doc)
		if err != nil {
			p.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n%+v\n", text, sources)
	}
	for c, err := range p.archive.Changed(p.Context(), 0) {
		if err != nil {
			p.Fatal(err)
		}
		fmt.Fprintln(&b, c.Number, c.ID, c.Removed)
	}
	failures, err := p.archive.Failures(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	files, err := p.archive.Files(p.Context(), "")
	if err != nil {
		p.Fatal(err)
	}
	people, err := p.archive.FindIdentities(p.Context(), "PERSON", "", 0, true)
	if err != nil {
		p.Fatal(err)
	}
	fmt.Fprintf(&b, "%+v\n%+v\n%+v\n", failures, files, people)
	return b.String()
}

// With any number of workers the archive is the same: articles, their changes and
// sources, duplicates, failures, files and identities.
func TestWorkersDoNotMatter(t *testing.T) {
	var input []any
	for i, art := range corpus.Builtin() {
		art.Place = fmt.Sprintf("f%d.jsonl:%d", i/10, i%10+1)
		input = append(input, art)
		if i%7 == 0 {
			input = append(input, broken(fmt.Sprintf("f%d.jsonl:%d", i/10, 100+i), "bad"))
		}
		if i%9 == 0 { // the text again under another id
			art.ID += "-copy"
			input = append(input, art)
		}
	}
	var want string
	for _, workers := range []int{1, 2, 5} {
		p := open(t)
		report, err := Run(t.Context(), p.archive, p.index, p.pipe, of(input...), Options{Workers: workers, Now: func() time.Time { return p.clock }})
		if err != nil {
			t.Fatal(err)
		}
		if report.Duplicates == 0 || report.Failed == 0 {
			t.Errorf("%+v: the test shows less than it should", report)
		}
		got := p.dump()
		if want == "" {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d workers (-one +these):\n%s", workers, diff)
		}
	}
}

// One text under three ids and addresses is one article with three sources.
func TestDuplicates(t *testing.T) {
	p := open(t)
	text := "Бірдей хабар."
	report := p.run(of(
		corpus.Article{ID: "1", URL: "https://a.kz/1", Source: "a.kz", Text: text, Place: "a.jsonl:1"},
		corpus.Article{ID: "2", URL: "https://b.kz/9", Source: "b.kz", Text: text, Place: "b.jsonl:1"},
		corpus.Article{ID: "3", Text: text, Place: "c.txt"}))
	if report.Added != 1 || report.Duplicates != 2 || p.indexed() != 1 {
		t.Errorf("got %+v, %d in the index", report, p.indexed())
	}
	sources, err := p.archive.Sources(t.Context(), "2")
	if err != nil || len(sources) != 3 || sources[1].URL != "https://b.kz/9" || sources[2].Place != "c.txt" {
		t.Errorf("got sources %+v, %v", sources, err)
	}
	if got := p.run(of(corpus.Article{ID: "2", URL: "https://b.kz/9", Source: "b.kz", Text: text, Place: "b.jsonl:1"})); got.Unchanged != 1 {
		t.Errorf("the second again: got %+v", got)
	}
}

// However large the articles are, what is read runs ahead of what is stored by no more
// than the bounds of annotators, queue and writer and the article that was read last.
func TestBytesInFlight(t *testing.T) {
	const size, n = 8 << 20, 7
	p := open(t)
	read, most := 0, 0
	stored := make(chan int, n+1)
	stored <- 0
	var articles iter.Seq2[corpus.Article, error] = func(yield func(corpus.Article, error) bool) {
		for i := range n {
			art := article(fmt.Sprint(i), fmt.Sprintf("Хабар %d.%s", i, strings.Repeat("\n", size)))
			read++
			done := <-stored
			stored <- done
			most = max(most, read-done)
			if !yield(art, nil) {
				return
			}
		}
	}
	_, err := Run(t.Context(), p.archive, nil, p.pipe, articles, Options{Workers: 2, Now: p.now, Progress: func(r Report) {
		<-stored
		stored <- r.Added
	}})
	if err != nil {
		t.Fatal(err)
	}
	// One with the annotators, one with the queue or the writer, one that was read, and
	// one between the moment it is stored and that of telling so.
	if most > 4 {
		t.Errorf("%d articles of 8 MB were held, want at most 4", most)
	}
	if docs := p.documents(); len(docs) != n {
		t.Errorf("got %d articles, want %d", len(docs), n)
	}
}

func TestParent(t *testing.T) {
	for path, want := range map[string]string{
		"a.txt": "", filepath.FromSlash("d/a.txt"): "d", filepath.FromSlash("/a"): "/", "/": "", "a.zip!b.txt": "a.zip",
	} {
		if got := parent(path); got != filepath.FromSlash(want) {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}
