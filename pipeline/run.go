package pipeline

import (
	"context"
	"iter"
	"sync"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// An Annotated is an article with its document and fingerprint.
type Annotated struct {
	Article  corpus.Article
	Document Document
	Print    fingerprint.Print
}

// Run annotates articles in parallel, with at least one worker, and gives them in
// their order. An article that could not be read passes through as its error; the
// stream goes on. At most 2*workers+2 articles are held at once. The stream ends
// early, with the context's error as its last pair, when ctx is done. It can be
// ranged over once.
func (p *Pipeline) Run(ctx context.Context, articles iter.Seq2[corpus.Article, error], workers int) iter.Seq2[Annotated, error] {
	workers = max(1, workers)
	return func(yield func(Annotated, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		jobs := make(chan *job)
		ordered := make(chan *job, 2*workers)
		var group sync.WaitGroup
		defer group.Wait()
		defer cancel()
		group.Go(func() { feed(ctx, articles, jobs, ordered) })
		for range workers {
			group.Go(func() {
				for j := range jobs {
					j.Document, j.Print = p.annotate(j.Article, true)
					close(j.done)
				}
			})
		}
		for j := range ordered {
			select {
			case <-j.done:
			case <-ctx.Done():
				yield(Annotated{}, ctx.Err())
				return
			}
			if !yield(j.Annotated, j.err) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Annotated{}, err)
		}
	}
}

// A job is one article, or the error in its place.
type job struct {
	Annotated
	err  error
	done chan struct{}
}

// feed hands articles to the workers and, in their order, to the consumer.
func feed(ctx context.Context, articles iter.Seq2[corpus.Article, error], jobs, ordered chan<- *job) {
	defer close(ordered)
	defer close(jobs)
	for art, err := range articles {
		j := &job{Annotated: Annotated{Article: art}, err: err, done: make(chan struct{})}
		select {
		case ordered <- j:
		case <-ctx.Done():
			return
		}
		if err != nil {
			close(j.done)
			continue
		}
		select {
		case jobs <- j:
		case <-ctx.Done():
			return
		}
	}
}
