package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

var shared = sync.OnceValues(func() (*pipeline.Pipeline, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	return pipeline.New(lex, nil), nil
})

// A place is an open archive with its index.
type place struct {
	*testing.T
	archive *archive.Archive
	index   *search.Index
	pipe    *pipeline.Pipeline
	clock   time.Time
}

func open(t *testing.T) *place {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	pipe, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	arc, err := archive.Open(filepath.Join(t.TempDir(), "news"), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := &place{T: t, archive: arc, index: search.Open(arc, lex), pipe: pipe, clock: time.Unix(1_700_000_000, 0)}
	t.Cleanup(func() {
		if err := errors.Join(p.index.Close(), arc.Close()); err != nil {
			t.Error(err)
		}
	})
	return p
}

// now is a clock that moves with every look.
func (p *place) now() time.Time {
	p.clock = p.clock.Add(time.Second)
	return p.clock
}

// run ingests without a mishap.
func (p *place) run(articles iter.Seq2[corpus.Article, error]) Report {
	p.Helper()
	report, err := Run(p.Context(), p.archive, p.index, p.pipe, articles, Options{Workers: 2, Now: p.now})
	if err != nil {
		p.Fatal(err)
	}
	return report
}

// documents gives all that the archive holds.
func (p *place) documents() (docs []pipeline.Document) {
	p.Helper()
	for doc, err := range p.archive.Documents(p.Context(), archive.Filter{}) {
		if err != nil {
			p.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// indexed is how many articles a search for all of them finds.
func (p *place) indexed() int {
	p.Helper()
	result, err := p.index.Search(p.Context(), search.Request{})
	if err != nil {
		p.Fatal(err)
	}
	return result.Total
}

// last is the log of the last run.
func (p *place) last() archive.Run {
	p.Helper()
	runs, err := p.archive.Runs(p.Context())
	if err != nil || len(runs) == 0 {
		p.Fatalf("got runs %v, %v", runs, err)
	}
	return runs[0]
}

// of streams articles and, where an element is an error, that.
func of(list ...any) iter.Seq2[corpus.Article, error] {
	return func(yield func(corpus.Article, error) bool) {
		for _, item := range list {
			art, _ := item.(corpus.Article)
			err, _ := item.(error)
			if !yield(art, err) {
				return
			}
		}
	}
}

func article(id, text string) corpus.Article {
	return corpus.Article{ID: id, Text: text, Place: "news.jsonl:" + id}
}

func builtin() []any {
	var list []any
	for _, art := range corpus.Builtin()[:20] {
		list = append(list, art)
	}
	return list
}

func TestTwiceChangesNothing(t *testing.T) {
	p := open(t)
	list := builtin()
	first := p.run(of(list...))
	if want := (archive.Changes{Added: len(list)}); first.Changes != want || first.Read != len(list) || first.Failed != 0 || first.Bytes == 0 {
		t.Errorf("first run: got %+v, want %+v", first, want)
	}
	before := p.documents()
	change, err := p.archive.LastChange(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second := p.run(of(list...))
	if want := (archive.Changes{Unchanged: len(list)}); second.Changes != want || second.Read != len(list) || second.Bytes != first.Bytes {
		t.Errorf("second run: got %+v, want %+v", second, want)
	}
	if diff := cmp.Diff(before, p.documents()); diff != "" {
		t.Errorf("documents (-first +second):\n%s", diff)
	}
	if again, err := p.archive.LastChange(t.Context()); again != change {
		t.Errorf("got change %d, %v, want %d", again, err, change)
	}
	if got := p.indexed(); got != len(list) {
		t.Errorf("got %d articles in the index, want %d", got, len(list))
	}
	if got := p.last(); got.Changes != second.Changes || got.Lexicon != p.pipe.Version() || !got.Finished.After(got.Started) {
		t.Errorf("got run %+v", got)
	}
}

func TestOrderAndWorkersDoNotMatter(t *testing.T) {
	a, b := open(t), open(t)
	list := builtin()
	a.run(of(list...))
	for i := range list {
		if _, err := Run(t.Context(), b.archive, nil, b.pipe, of(list[len(list)-1-i]), Options{Now: b.now}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(a.documents(), b.documents()); diff != "" {
		t.Errorf("documents (-at once +one by one):\n%s", diff)
	}
}

func TestChangesAreCounted(t *testing.T) {
	p := open(t)
	p.run(of(article("1", "Бірінші хабар."), article("2", "Екінші хабар.")))
	got := p.run(of(article("1", "Бірінші хабар."), article("2", "Екінші хабар, жаңа."), article("3", "Бірінші хабар."), article("4", "Соңғы хабар.")))
	if want := (archive.Changes{Added: 1, Updated: 1, Unchanged: 1, Duplicates: 1}); got.Changes != want || got.Read != 4 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := p.indexed(); got != 3 {
		t.Errorf("got %d articles in the index, want 3", got)
	}
}

func TestFailuresAreKept(t *testing.T) {
	p := open(t)
	broken := &corpus.ReadError{Place: "news.jsonl:2", Reason: "broken JSON", Advice: "mend it"}
	strange := errors.New("struck by lightning")
	var told []error
	report, err := Run(t.Context(), p.archive, p.index, p.pipe, of(article("1", "Бір."), broken, article("3", "Үш."), fmt.Errorf("disk: %w", strange)),
		Options{Workers: 2, Now: p.now, Failed: func(err error) { told = append(told, err) }})
	if err != nil {
		t.Fatal(err)
	}
	if want := (archive.Changes{Added: 2}); report.Changes != want || report.Read != 2 || report.Failed != 2 {
		t.Errorf("got %+v", report)
	}
	if len(told) != 2 || !errors.Is(told[0], broken) || !errors.Is(told[1], strange) {
		t.Errorf("told of %v", told)
	}
	if got := p.failures(); !cmp.Equal(got, []string{"input: disk: struck by lightning", "news.jsonl:2: broken JSON"}) {
		t.Errorf("got failures %q", got)
	}
	if got := p.last(); got.Failed != 2 {
		t.Errorf("got run %+v", got)
	}

	p.run(of(broken))
	if got := p.failures(); !cmp.Equal(got, []string{"input: disk: struck by lightning", "news.jsonl:2: broken JSON, 2 times"}) {
		t.Errorf("failed again: got failures %q", got)
	}
	p.run(of(article("2", "Екі.")))
	if got := p.failures(); !cmp.Equal(got, []string{"input: disk: struck by lightning"}) {
		t.Errorf("mended: got failures %q", got)
	}
	p.run(of(&corpus.ReadError{Place: "news.jsonl:1", Reason: "permission denied", Advice: "allow it"}))
	p.run(of(article("1", "Бір."))) // known already: nothing to store, but the place can be read again
	if got := p.failures(); !cmp.Equal(got, []string{"input: disk: struck by lightning"}) {
		t.Errorf("mended without news: got failures %q", got)
	}
}

func (p *place) failures() (all []string) {
	p.Helper()
	list, err := p.archive.Failures(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	for _, f := range list {
		s := f.Place + ": " + f.Reason
		if f.Times > 1 {
			s += fmt.Sprintf(", %d times", f.Times)
		}
		all = append(all, s)
	}
	return all
}

// long streams articles, each a quarter of a batch, mostly of white space so that
// they cost no time, and calls stop before the nth.
func long(n int, stop func()) iter.Seq2[corpus.Article, error] {
	return func(yield func(corpus.Article, error) bool) {
		for i := range 12 {
			if i == n {
				stop()
			}
			art := article(fmt.Sprint(i), fmt.Sprintf("Хабар %d.%s", i, strings.Repeat("\n", batchBytes/4)))
			if !yield(art, nil) {
				return
			}
		}
	}
}

func TestStoppedRunKeepsWhatItStored(t *testing.T) {
	p := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var told Report
	report, err := Run(ctx, p.archive, p.index, p.pipe, long(11, cancel), Options{
		Workers: 1, Now: p.now,
		Progress: func(r Report) { told = r },
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v", err)
	}
	if report.Added == 0 || report.Added >= 12 || told.Added != report.Added {
		t.Errorf("got %+v, told of %+v: the test needs some articles stored and some not", report, told)
	}
	if docs := p.documents(); len(docs) != report.Added {
		t.Errorf("got %d articles in the archive, want %d", len(docs), report.Added)
	}
	if got := p.last(); got.Changes != report.Changes || got.Finished.IsZero() {
		t.Errorf("got run %+v, want %+v", got, report.Changes)
	}

	again := p.run(long(-1, nil))
	if want := (archive.Changes{Added: 12 - report.Added, Unchanged: report.Added}); again.Changes != want {
		t.Errorf("run again: got %+v, want %+v", again, want)
	}
	if got := p.indexed(); got != 12 {
		t.Errorf("run again: got %d articles in the index, want 12", got)
	}
}

// An index that fell behind, or was lost, is caught up by the next run, even one
// that brings nothing new.
func TestIndexIsCaughtUp(t *testing.T) {
	p := open(t)
	if _, err := Run(t.Context(), p.archive, nil, p.pipe, of(article("1", "Бір.")), Options{Now: p.now}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.index.Search(t.Context(), search.Request{}); !errors.Is(err, search.ErrNoIndex) {
		t.Errorf("got error %v, want %v", err, search.ErrNoIndex)
	}
	p.run(of())
	if got := p.indexed(); got != 1 {
		t.Errorf("got %d articles in the index, want 1", got)
	}
}

// With other tables everything is annotated again.
func TestOtherLexicon(t *testing.T) {
	p := open(t)
	same, other := article("1", "Бүгін күн жылы."), article("2", "Аудан қолбасқары Ерлан Сәдуақасов келді.")
	p.run(of(same, other))
	lex, err := lexicon.Load(fstest.MapFS{"title_heads.tsv": {Data: []byte("head\tkind\tgender\tflags\tgloss\nқолбасқар\tpost\t\t\tmade up\n")}})
	if err != nil {
		t.Fatal(err)
	}
	p.pipe = pipeline.New(lex, nil)
	if got, want := p.run(of(same, other)).Changes, (archive.Changes{Updated: 1, Unchanged: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := p.run(of(same, other)).Changes, (archive.Changes{Unchanged: 2}); got != want {
		t.Errorf("the same tables again: got %+v, want %+v", got, want)
	}
}

func TestArchiveFails(t *testing.T) {
	p := open(t)
	if err := p.archive.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := Run(t.Context(), p.archive, nil, p.pipe, of(article("1", "Бір.")), Options{Now: p.now})
	if err == nil || report.Added != 0 {
		t.Errorf("got %+v, %v, want an error", report, err)
	}
}
