package pipeline

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// How far Run reads ahead of its consumer. Annotating needs 60 to 90 times the
// memory of the text, so the bytes matter more than the number; that many articles
// keep all workers busy while one of ten times the usual length is at its turn.
const (
	aheadBytes    = 4 << 20
	aheadArticles = 16 // for each worker
)

// An Annotated is an article with its document and fingerprint.
type Annotated struct {
	Article  corpus.Article
	Document Document
	Print    fingerprint.Print
}

// Run annotates articles in parallel, with at least one worker, and gives them in
// their order. An article that could not be read passes through as its error; the
// stream goes on. It holds at most 4 MB of text, or one larger article, beside the
// article that was read last, and at most 16*workers+2 articles. The stream ends
// early, with the context's error as its last pair, when ctx is done; the source is
// then read no more, but an annotation that is under way is not waited for: it ends
// by itself and its result is dropped. It can be ranged over once.
func (p *Pipeline) Run(ctx context.Context, articles iter.Seq2[corpus.Article, error], workers int) iter.Seq2[Annotated, error] {
	workers = max(1, workers)
	return func(yield func(Annotated, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		f := &feeder{
			jobs:    make(chan *job),
			ordered: make(chan *job, aheadArticles*workers),
			freed:   make(chan struct{}, 1),
		}
		var reading sync.WaitGroup
		defer reading.Wait()
		defer cancel()
		reading.Go(func() { f.feed(ctx, articles) })
		for range workers {
			go func() {
				for j := range f.jobs {
					p.attempt(j)
					close(j.done)
				}
			}()
		}
		for j := range f.ordered {
			select {
			case <-j.done:
			case <-ctx.Done():
				yield(Annotated{}, ctx.Err())
				return
			}
			if !yield(j.Annotated, j.err) {
				return
			}
			f.release(len(j.Article.Text))
		}
		if err := ctx.Err(); err != nil {
			yield(Annotated{}, err)
		}
	}
}

// A FaultError says that the stages broke down over an article: a mistake in a rule, which
// costs that article only.
type FaultError struct {
	ID, Place string
	Reason    string // what the runtime said, with the line of the program
}

func (f *FaultError) Error() string {
	return f.Place + ": article " + strconv.Quote(f.ID) + " broke a rule: " + f.Reason +
		" (please report it with the article; all others go on)"
}

// attempt annotates the article of a job. A rule that panics leaves a FaultError.
func (p *Pipeline) attempt(j *job) {
	defer func() {
		if r := recover(); r != nil {
			j.Document, j.Print = Document{}, fingerprint.Print{}
			j.err = &FaultError{j.Article.ID, j.Article.Place, fmt.Sprint(r) + at(debug.Stack())}
		}
	}()
	j.Document, j.Print = p.annotate(j.Article, true)
}

// at finds in the stack of a panic the line that caused it: the first of this program
// behind those of the runtime.
func at(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, line := range slices.Backward(lines) {
		if strings.HasPrefix(line, "panic(") {
			lines = lines[i+2:]
			break
		}
	}
	for _, line := range lines {
		if file, _, _ := strings.Cut(strings.TrimSpace(line), " +0x"); strings.Contains(file, ".go:") && !strings.Contains(file, "/runtime/") {
			return " at " + filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file)
		}
	}
	return ""
}

// A job is one article, or the error in its place.
type job struct {
	Annotated
	err  error
	done chan struct{}
}

// A feeder hands articles to the workers and, in their order, to the consumer.
type feeder struct {
	jobs, ordered chan *job

	mu    sync.Mutex
	held  int           // bytes of text taken in and not released
	freed chan struct{} // has an element when some were released
}

func (f *feeder) feed(ctx context.Context, articles iter.Seq2[corpus.Article, error]) {
	defer close(f.ordered)
	defer close(f.jobs)
	for art, err := range articles {
		j := &job{Annotated: Annotated{Article: art}, err: err, done: make(chan struct{})}
		if !f.take(ctx, len(art.Text)) {
			return
		}
		select {
		case f.ordered <- j:
		case <-ctx.Done():
			return
		}
		if err != nil {
			close(j.done)
			continue
		}
		select {
		case f.jobs <- j:
		case <-ctx.Done():
			return
		}
	}
}

// take waits until there is room for n bytes, and reports false when ctx is done first.
func (f *feeder) take(ctx context.Context, n int) bool {
	for {
		f.mu.Lock()
		room := f.held == 0 || f.held+n <= aheadBytes
		if room {
			f.held += n
		}
		f.mu.Unlock()
		if room {
			return true
		}
		select {
		case <-f.freed:
		case <-ctx.Done():
			return false
		}
	}
}

// release gives back the room that take gave.
func (f *feeder) release(n int) {
	f.mu.Lock()
	f.held -= n
	f.mu.Unlock()
	select {
	case f.freed <- struct{}{}:
	default:
	}
}
