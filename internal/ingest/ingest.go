// Package ingest carries articles into an archive.
//
// It takes a stream of articles, annotates what the archive does not know yet,
// stores it in batches, keeps the ledger of files, and brings the identities of people
// and bodies, the groups of reposts and the search index up to date. What failed is
// noted in the archive and reported; it never stops the run. Reading, annotating,
// storing and indexing themselves belong to corpus, pipeline, internal/archive and
// internal/search.
//
// All of that goes on at the same time, and in the order of the input:
//
//	reader -> annotators (pipeline.Run) -> queue -> writer -> record -> deriver
//	                                                       -> feed -> indexer
//
// The deriver reads from the record what was stored, works out who is who in it, and has
// the writer wait only to write that down.
// The writer hands to the indexer the fields of what it has stored. When the indexer lags,
// so that the feed is full, it reads the rest from the record later: that holds all that
// matters. What is in memory is bounded by bytes of text, and
// does not depend on the number of articles or workers: 4 MB with the annotators, 8 MB
// in the queue and with the writer, 4 MB in the feed, 4 MB with the indexer, and the
// article that was read last; where one article is larger than such a bound, it is there alone. The deriver
// holds the names of four thousand articles, some 60 MB, or those of two surnames, perhaps the largest. A document
// takes about three times the bytes of its text, and annotating 60 to 90 times
// while it lasts. What an archive holds in the end does not depend on the number of
// workers, or on how often a run was stopped.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

// grace is how long a stopped run may go on storing the batch that is under way;
// longer, and the batch is dropped.
const grace = time.Second

// Options say how to run. Now is required.
type Options struct {
	Workers int // parallel annotators; 0 means one
	Now     func() time.Time
	// Progress is called after every batch and Every so often between, one call at a
	// time; nil for none. What a report counts as stored is safe on disk.
	Progress func(Report)
	Every    time.Duration // 0 for after batches only
	Failed   func(error)   // called for every failed input, in order; nil for none
}

// A Phase is what a run is at.
type Phase string

// The phases of a run, in their order.
const (
	Reading     Phase = "reading"    // and all the rest of it
	Identifying Phase = "identities" // who is who across articles
	Indexing    Phase = "index"      // the index catches up
	Done        Phase = "done"
)

// A Report is what became of the input so far.
type Report struct {
	archive.Changes // what is stored
	Phase           Phase
	Place           string // where the article was read that was read last
	Read            int    // articles read
	Bytes           int64  // their text
	Failed          int    // input that gave no article
	Decisions       int    // of users of another archive, taken over
	Unfinished      bool   // stopped before the end of the input
}

// Run ingests the articles. The error is one that ended the run (the archive or
// the index failed, or ctx is done); failures of single articles are counted in
// the report and kept in the archive. What the report counts as stored is safe on
// disk when Run returns, whatever the error. When ctx ends, Run stops reading at once,
// gives the batch that is being stored a second, drops what is not stored, and leaves
// identities and index to the next run.
func Run(ctx context.Context, arc *archive.Archive, ix *search.Index, p *pipeline.Pipeline, articles iter.Seq2[corpus.Article, error], opts Options) (Report, error) {
	r := newRun(arc, ix, p, opts)
	if err := r.books.load(ctx, arc); err != nil {
		return r.report, err
	}
	r.keep = func(ctx context.Context, entries []archive.Entry) (archive.Changes, error) {
		return arc.Put(ctx, opts.Now(), p.Version(), entries)
	}
	return r.run(ctx, r.sift(ctx, articles))
}

// A run is the state of one ingest.
type run struct {
	arc   *archive.Archive
	index *search.Index
	pipe  *pipeline.Pipeline
	opts  Options
	queue *queue
	books books
	feed  *search.Feed // to the indexer, nil without one

	deriver *deriver
	// keep stores annotated articles, all or none.
	keep func(context.Context, []archive.Entry) (archive.Changes, error)

	// Counted while reading, beside the goroutine that stores.
	read, readBytes atomic.Int64
	place           atomic.Pointer[string]

	decided []corpus.Decision // by users of other archives, as far as articles tell

	mu     sync.Mutex
	report Report
	shown  sync.Mutex // held during Progress
}

func newRun(arc *archive.Archive, ix *search.Index, p *pipeline.Pipeline, opts Options) *run {
	r := &run{
		arc: arc, index: ix, pipe: p, opts: opts, queue: newQueue(), books: books{now: opts.Now}, deriver: newDeriver(),
		report: Report{Phase: Reading},
	}
	if ix != nil {
		r.feed = search.NewFeed()
	}
	return r
}

// run does the work and closes the books, whatever happens.
func (r *run) run(ctx context.Context, articles iter.Seq2[corpus.Article, error]) (Report, error) {
	id, err := r.arc.StartRun(ctx, r.opts.Now(), r.pipe.Version())
	if err != nil {
		return r.report, err
	}
	r.books.run = id
	defer r.tick()()
	follow, stopFollowing := context.WithCancel(ctx)
	defer stopFollowing()
	indexed, derived := make(chan error, 1), make(chan error, 1)
	go func() { indexed <- r.follow(follow) }()
	go func() { derived <- r.derive(follow) }()

	quiet := context.WithoutCancel(ctx) // a stopped run still closes its books
	err = r.store(ctx, articles)
	r.update(func(t *Report) { t.Unfinished = err != nil })
	total := r.total()
	err = errors.Join(err, r.arc.FinishRun(quiet, id, r.opts.Now(), total.Changes, total.Failed))
	r.feed.Close()
	r.deriver.close()
	if err != nil {
		stopFollowing()
	} else {
		r.phase(Identifying)
	}
	deriveErr := <-derived // after an error of the run, what it was at is done by the next
	if err == nil {
		if err = r.finish(ctx, deriveErr); err != nil {
			err = fmt.Errorf("ingest: %w", err)
		}
		r.phase(Indexing)
	}
	if indexErr := <-indexed; indexErr != nil {
		err = errors.Join(err, fmt.Errorf("ingest: index: %w", indexErr))
	}
	if err == nil {
		r.phase(Done)
	}
	return r.total(), err
}

// decide takes over the decisions of other archives.
func (r *run) decide(ctx context.Context) error {
	list := make([]archive.Decision, len(r.decided))
	for i, d := range r.decided {
		list[i] = archive.Decision{Number: d.Number, Kind: d.Kind, A: archive.Party{Article: d.A.Article, Seed: d.A.ID, Name: d.A.Name}, B: archive.Party{Article: d.B.Article, Seed: d.B.ID, Name: d.B.Name}, Made: d.Made}
	}
	n, err := r.arc.AddDecisions(ctx, list)
	r.update(func(t *Report) { t.Decisions = n })
	return err
}

// derive looks at who is who, and what is a repost, in what is stored.
func (r *run) derive(ctx context.Context) error {
	return r.deriver.run(ctx, func(ctx context.Context, articles int) error {
		if err := r.arc.IdentifyNext(ctx, r.pipe, articles); err != nil {
			return err
		}
		_, err := r.arc.Group(ctx, r.pipe)
		return err
	})
}

// finish brings up to date what the archive derives from its articles, unless that has
// failed before. There are few words to be read any more, and much to be held at once.
func (r *run) finish(ctx context.Context, err error) error {
	if err == nil {
		err = r.decide(ctx)
	}
	if err != nil {
		return err
	}
	r.pipe.Forget()
	return r.arc.Derive(ctx, r.pipe)
}

// follow keeps the index close behind the record.
func (r *run) follow(ctx context.Context) error {
	if r.index == nil {
		return nil
	}
	return r.index.Follow(ctx, r.feed)
}

// store annotates the articles in order and writes them batch by batch.
func (r *run) store(whole context.Context, articles iter.Seq2[corpus.Article, error]) error {
	ctx, cancel := context.WithCancelCause(whole)
	defer cancel(nil)
	defer r.queue.wakeWhen(ctx)()
	var reading sync.WaitGroup
	reading.Go(func() {
		defer r.queue.close()
		if err := r.annotate(ctx, articles); err != nil {
			cancel(err)
		}
	})
	err := r.write(ctx)
	cancel(err) // ends the reading; without an error it has ended
	reading.Wait()
	if err == nil {
		err = r.note(whole, r.books.end())
	}
	return err
}

// annotate fills the queue. The error ends the run.
func (r *run) annotate(ctx context.Context, articles iter.Seq2[corpus.Article, error]) error {
	for done, err := range r.pipe.Run(ctx, articles, max(1, r.opts.Workers)) {
		it := item{Entry: archive.Entry{Article: done.Article, Document: done.Document, Print: &done.Print}, err: err}
		if known, ok := errors.AsType[*knownError](err); ok {
			it = item{Entry: archive.Entry{Article: corpus.Article{Place: known.place}}, known: true}
		}
		if fatal, ok := errors.AsType[*fatalError](err); ok {
			return fatal.Unwrap()
		}
		if ctx.Err() != nil || !r.queue.put(ctx, it) {
			return context.Cause(ctx)
		}
	}
	return nil
}

// A knownError stands in the stream for an article that the archive holds already, so
// that the annotators pass it on in its place.
type knownError struct{ place string }

func (e *knownError) Error() string { return e.place + ": known" }

// A fatalError in the stream ends the run.
type fatalError struct{ error }

// Unwrap gives the cause.
func (e *fatalError) Unwrap() error { return e.error }

// count notes an article that was read.
func (r *run) count(art corpus.Article) {
	r.read.Add(1)
	r.readBytes.Add(int64(len(art.Text)))
	r.place.Store(&art.Place)
}

// sift tells apart what the archive holds already under this lexicon.
func (r *run) sift(ctx context.Context, articles iter.Seq2[corpus.Article, error]) iter.Seq2[corpus.Article, error] {
	return func(yield func(corpus.Article, error) bool) {
		for art, err := range articles {
			if err == nil {
				r.count(art)
				r.decided = append(r.decided, art.Decisions...)
				known, lookErr := r.arc.Known(ctx, r.pipe.Version(), art)
				switch {
				case lookErr != nil:
					err = &fatalError{lookErr}
				case known:
					art, err = corpus.Article{}, &knownError{art.Place}
				}
			}
			if !yield(art, err) {
				return
			}
		}
	}
}

// write stores batches until there are no more.
func (r *run) write(ctx context.Context) error {
	storing, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, stop) })()
	for {
		batch, cost := r.queue.take(ctx)
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if len(batch) == 0 {
			return nil
		}
		if err := r.flush(storing, batch); err != nil {
			if storing.Err() != nil { // the grace is over
				return ctx.Err()
			}
			return err
		}
		r.queue.release(cost)
	}
}

// flush stores a batch and notes what became of it.
func (r *run) flush(ctx context.Context, batch []item) error {
	var entries []archive.Entry
	var known, failed int
	for i := range batch {
		switch it := &batch[i]; {
		case it.err != nil:
			failed++
		case it.known:
			known++
		default:
			entries = append(entries, it.Entry)
		}
	}
	changes := archive.Changes{}
	if len(entries) > 0 {
		var err error
		if changes, err = r.keep(ctx, entries); err != nil {
			return fmt.Errorf("ingest: store: %w", err)
		}
		r.feed.Add(entries)
		r.deriver.add(changes.Added + changes.Updated)
	}
	changes.Unchanged += known
	r.update(func(t *Report) { t.Changes, t.Failed = t.Add(changes), t.Failed+failed })
	for i := range batch {
		r.books.enter(&batch[i])
	}
	if err := r.note(ctx, r.books.page()); err != nil {
		return err
	}
	for i := range batch {
		if err := batch[i].err; err != nil && r.opts.Failed != nil {
			r.opts.Failed(err)
		}
	}
	r.progress()
	return nil
}

func (r *run) note(ctx context.Context, notes archive.Notes) error {
	if len(notes.Files)+len(notes.Failures)+len(notes.Mended)+len(notes.MendedFiles) == 0 {
		return nil
	}
	if err := r.arc.Note(ctx, notes); err != nil {
		return fmt.Errorf("ingest: %w", err)
	}
	return nil
}

func (r *run) update(f func(*Report)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.report)
}

// total is the report with what reading has counted.
func (r *run) total() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.report
	t.Read, t.Bytes = int(r.read.Load()), r.readBytes.Load()
	if place := r.place.Load(); place != nil {
		t.Place = *place
	}
	return t
}

func (r *run) phase(p Phase) {
	r.update(func(t *Report) { t.Phase = p })
	r.progress()
}

func (r *run) progress() {
	if r.opts.Progress != nil {
		r.shown.Lock()
		defer r.shown.Unlock()
		r.opts.Progress(r.total())
	}
}

// tick reports progress between batches until it is stopped.
func (r *run) tick() (stop func()) {
	if r.opts.Progress == nil || r.opts.Every <= 0 {
		return func() {}
	}
	done := make(chan struct{})
	var ticking sync.WaitGroup
	ticking.Go(func() {
		ticker := time.NewTicker(r.opts.Every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				r.progress()
			case <-done:
				return
			}
		}
	})
	return func() {
		close(done)
		ticking.Wait()
	}
}
