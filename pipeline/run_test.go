package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

// A source gives numbered articles and keeps books.
type source struct {
	n     int          // how many; 0 for as many as are taken
	fails map[int]bool // numbers in whose place stands an error
	given atomic.Int64
	ended atomic.Bool // nobody reads any more
}

var errBroken = errors.New("broken")

func (s *source) articles(yield func(corpus.Article, error) bool) {
	defer s.ended.Store(true)
	texts := corpus.Builtin()
	for i := 0; s.n == 0 || i < s.n; i++ {
		art := corpus.Article{ID: fmt.Sprint(i), Text: texts[i%len(texts)].Title}
		var err error
		if s.fails[i] {
			art, err = corpus.Article{}, fmt.Errorf("article %d: %w", i, errBroken)
		}
		s.given.Add(1)
		if !yield(art, err) {
			return
		}
	}
}

func TestRunKeepsOrder(t *testing.T) {
	p := newPipeline(t)
	for _, workers := range []int{1, 2, 7} {
		t.Run(fmt.Sprint(workers, " workers"), func(t *testing.T) {
			src := &source{n: 300, fails: map[int]bool{0: true, 17: true, 18: true, 299: true}}
			n := 0
			for done, err := range p.Run(t.Context(), src.articles, workers) {
				switch id := fmt.Sprint(n); {
				case src.fails[n]:
					if want := fmt.Sprintf("article %d: broken", n); !errors.Is(err, errBroken) || err.Error() != want {
						t.Errorf("got error %v, want %s", err, want)
					}
				case err != nil:
					t.Errorf("article %d: got error %v", n, err)
				case done.Article.ID != id || done.Document.ID != id:
					t.Errorf("got article %s, document %s, want %s", done.Article.ID, done.Document.ID, id)
				}
				n++
			}
			if n != src.n {
				t.Errorf("got %d pairs, want %d", n, src.n)
			}
		})
	}
}

func TestRunStopsOnCancel(t *testing.T) {
	p := newPipeline(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	src := &source{} // endless
	n, last := 0, error(nil)
	for _, err := range p.Run(ctx, src.articles, 2) {
		if last != nil {
			t.Fatalf("got a pair after the error %v", last)
		}
		last = err
		if n++; n == 20 {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("got last error %v, want %v", last, context.Canceled)
	}
	if !src.ended.Load() {
		t.Error("the source is still being read")
	}
}

func TestRunCancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	src := &source{}
	var last error
	for _, last = range newPipeline(t).Run(ctx, src.articles, 2) {
	}
	if !errors.Is(last, context.Canceled) || !src.ended.Load() {
		t.Errorf("got last error %v, source ended %t", last, src.ended.Load())
	}
}

// A consumer that leaves takes the goroutines with it, and nothing is read far ahead
// of it.
func TestRunConsumerLeaves(t *testing.T) {
	const workers = 3
	src := &source{}
	next, stop := iter.Pull2(newPipeline(t).Run(t.Context(), src.articles, workers))
	for range 10 {
		if _, err, ok := next(); err != nil || !ok {
			t.Fatalf("got %v, %t", err, ok)
		}
	}
	// Beside those in the queue, one is being taken and one waits to get in.
	if held, limit := src.given.Load()-10, int64(16*workers+2); held > limit {
		t.Errorf("%d articles are held, want at most %d", held, limit)
	}
	stop()
	if !src.ended.Load() {
		t.Error("the source is still being read")
	}
}

// TestRunFault: a pipeline without tables breaks down over every article; each is an
// error with its place, and the stream goes on to the end.
func TestRunFault(t *testing.T) {
	n, src := 0, &source{n: 5}
	for _, err := range new(pipeline.Pipeline).Run(t.Context(), src.articles, 2) {
		fault, ok := errors.AsType[*pipeline.FaultError](err)
		if !ok || fault.ID != fmt.Sprint(n) || !strings.Contains(fault.Reason, " at ") || !strings.Contains(fault.Reason, ".go:") {
			t.Errorf("got error %v, want a fault with its article and line", err)
		}
		n++
	}
	if n != src.n {
		t.Errorf("got %d pairs, want %d", n, src.n)
	}
}

func TestRunEmpty(t *testing.T) {
	for done, err := range newPipeline(t).Run(t.Context(), func(func(corpus.Article, error) bool) {}, 1) {
		t.Errorf("got article %q, error %v", done.Article.ID, err)
	}
}

func TestExplainRunsParallel(t *testing.T) {
	p := newPipeline(t)
	for _, art := range corpus.Builtin() {
		ex := p.Explain(art)
		doc := ex.Document
		for _, n := range []struct {
			what      string
			got, want int
		}{
			{"mentions", len(ex.Mentions), len(doc.Mentions)},
			{"entities", len(ex.Entities), len(doc.Entities)},
			{"memberships", len(ex.Memberships), len(doc.Memberships)},
			{"events", len(ex.Events), len(doc.Events)},
		} {
			if n.got != n.want {
				t.Errorf("article %s: %d explanations of %d %s", art.ID, n.got, n.want, n.what)
			}
		}
		checkDocument(t, art, doc)
		for _, r := range ex.Refused {
			if r.Why == "" || r.At.Start >= r.At.End || r.At.End > len([]rune(doc.Text)) {
				t.Errorf("article %s: refused %+v", art.ID, r)
			}
		}
	}
}

// Large articles are held by their bytes, not by their number; one that is larger than
// the bound goes through alone.
func TestRunHoldsFewBytes(t *testing.T) {
	const bound = 4 << 20
	for _, size := range []int{1 << 20, 3 << 20, 8 << 20} {
		text := strings.Repeat("\n", size)
		read, used, most := 0, 0, 0
		var mu sync.Mutex
		articles := func(yield func(corpus.Article, error) bool) {
			for i := range 12 {
				mu.Lock()
				read += size
				most = max(most, read-used)
				mu.Unlock()
				if !yield(corpus.Article{ID: fmt.Sprint(i), Text: text}, nil) {
					return
				}
			}
		}
		n := 0
		for _, err := range newPipeline(t).Run(t.Context(), articles, 2) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			mu.Lock()
			used += size
			mu.Unlock()
		}
		if n != 12 {
			t.Errorf("articles of %d bytes: got %d, want 12", size, n)
		}
		// The article that was read last waits for room.
		if limit := max(bound, size) + size; most > limit {
			t.Errorf("articles of %d bytes: %d bytes were held, want at most %d", size, most, limit)
		}
	}
}
