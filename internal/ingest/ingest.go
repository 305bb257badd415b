// Package ingest carries articles into an archive.
//
// It takes a stream of articles, annotates what the archive does not know yet,
// stores it in batches, brings the identities of people and bodies and the groups of
// reposts up to date and catches the search index up. What failed is noted in the
// archive and reported; it never stops the run. Reading, annotating, storing and indexing themselves belong to
// corpus, pipeline, internal/archive and internal/search.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

// batchBytes is how much article text is stored in one transaction: large enough
// that waiting for the disk does not count, small enough to bound memory.
const batchBytes = 2 << 20

// Options say how to run. Now is required.
type Options struct {
	Workers  int // parallel annotators; 0 means one
	Now      func() time.Time
	Progress func(Report) // called after every batch; nil for none
	Failed   func(error)  // called for every failed input, in order; nil for none
}

// A Report is what became of the input so far.
type Report struct {
	archive.Changes
	Read   int   // articles read
	Bytes  int64 // their text
	Failed int   // input that gave no article
}

// Run ingests the articles. The error is one that ended the run (the archive or
// the index failed, or ctx is done); failures of single articles are counted in
// the report and kept in the archive. What the report counts as stored is safe on
// disk when Run returns, whatever the error.
func Run(ctx context.Context, arc *archive.Archive, ix *search.Index, p *pipeline.Pipeline, articles iter.Seq2[corpus.Article, error], opts Options) (Report, error) {
	r := &run{arc: arc, pipe: p, opts: opts}
	id, err := arc.StartRun(ctx, opts.Now(), p.Version())
	if err != nil {
		return r.report, err
	}
	if r.failing, err = failingPlaces(ctx, arc); err != nil {
		return r.report, err
	}
	err = r.store(ctx, articles)
	if err == nil {
		err = r.flush(ctx)
	}
	// A stopped run still closes its books and indexes what it stored.
	quiet := context.WithoutCancel(ctx)
	err = errors.Join(err, arc.FinishRun(quiet, id, opts.Now(), r.total().Changes, r.report.Failed))
	if ctx.Err() == nil { // otherwise the next run goes on
		if _, identifyErr := arc.Identify(ctx, p); identifyErr != nil {
			err = errors.Join(err, fmt.Errorf("ingest: %w", identifyErr))
		}
		if _, groupErr := arc.Group(ctx, p); groupErr != nil {
			err = errors.Join(err, fmt.Errorf("ingest: %w", groupErr))
		}
	}
	if ix != nil {
		if _, indexErr := ix.CatchUp(quiet); indexErr != nil {
			err = errors.Join(err, fmt.Errorf("ingest: index: %w", indexErr))
		}
	}
	return r.total(), err
}

// A run is the state of one ingest.
type run struct {
	arc    *archive.Archive
	pipe   *pipeline.Pipeline
	opts   Options
	batch  []archive.Entry
	bytes  int
	report Report
	// failing are the places that gave no article in an earlier run.
	failing map[string]bool
	// Counted while reading, beside the goroutine that stores.
	read, readBytes, known atomic.Int64
}

// store annotates the articles in order and writes full batches.
func (r *run) store(ctx context.Context, articles iter.Seq2[corpus.Article, error]) error {
	for done, err := range r.pipe.Run(ctx, r.unknown(ctx, articles), max(1, r.opts.Workers)) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if err := r.fail(ctx, err); err != nil {
				return err
			}
			continue
		}
		r.batch = append(r.batch, archive.Entry{Article: done.Article, Document: done.Document, Print: &done.Print})
		if r.bytes += len(done.Article.Text); r.bytes >= batchBytes {
			if err := r.flush(ctx); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// unknown passes on what the archive does not hold yet under this lexicon.
func (r *run) unknown(ctx context.Context, articles iter.Seq2[corpus.Article, error]) iter.Seq2[corpus.Article, error] {
	return func(yield func(corpus.Article, error) bool) {
		for art, err := range articles {
			if err == nil {
				r.read.Add(1)
				r.readBytes.Add(int64(len(art.Text)))
				var known bool
				if known, err = r.arc.Known(ctx, r.pipe.Version(), art); known && err == nil {
					r.known.Add(1)
					if err = r.mended(ctx, art.Place); err == nil {
						continue
					}
				}
			}
			if !yield(art, err) {
				return
			}
		}
	}
}

// failingPlaces lists where earlier runs failed.
func failingPlaces(ctx context.Context, arc *archive.Archive) (map[string]bool, error) {
	list, err := arc.Failures(ctx)
	if err != nil {
		return nil, err
	}
	places := make(map[string]bool, len(list))
	for _, f := range list {
		places[f.Place] = true
	}
	return places, nil
}

// mended forgets the failure of a place that can be read again although its article
// was known all along. Put does it for what is stored anew.
func (r *run) mended(ctx context.Context, place string) error {
	if !r.failing[place] {
		return nil
	}
	return r.arc.ResolveFailure(ctx, place)
}

// flush stores the batch.
func (r *run) flush(ctx context.Context) error {
	if len(r.batch) > 0 {
		changes, err := r.arc.Put(ctx, r.opts.Now(), r.pipe.Version(), r.batch)
		if err != nil {
			return fmt.Errorf("ingest: store: %w", err)
		}
		r.report.Changes = r.report.Add(changes)
		r.batch, r.bytes = r.batch[:0], 0
	}
	r.progress()
	return nil
}

// fail notes one failed input.
func (r *run) fail(ctx context.Context, cause error) error {
	r.report.Failed++
	f := archive.Failure{Place: "input", Stage: "read", Reason: cause.Error(), Last: r.opts.Now()}
	if read, ok := errors.AsType[*corpus.ReadError](cause); ok {
		f.Place, f.Reason = read.Place, read.Reason
	}
	if r.opts.Failed != nil {
		r.opts.Failed(cause)
	}
	return r.arc.AddFailure(ctx, f)
}

// total is the report with what reading has counted.
func (r *run) total() Report {
	t := r.report
	t.Read, t.Bytes = int(r.read.Load()), r.readBytes.Load()
	t.Unchanged += int(r.known.Load())
	return t
}

func (r *run) progress() {
	if r.opts.Progress != nil {
		r.opts.Progress(r.total())
	}
}
