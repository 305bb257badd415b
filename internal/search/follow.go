package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/blevesearch/bleve/v2"
)

// How often Follow publishes: soon at first, so that a search finds something, then
// ever more rarely, because publishing closes the work index and that interrupts
// bleve's merging of segments.
const (
	firstPublish  = 3 * time.Second
	publishGrowth = 1.25
)

// Follow keeps the index close behind an archive that is being written: whenever
// something is added to the feed it indexes what has been stored, and it publishes now and
// then. It returns when the feed is closed and everything is indexed and published, or
// when ctx is done, which is no error: what is on disk until then is published, and the
// next CatchUp goes on from there. A batch that is under way is finished; with articles of
// 3 KB that takes about half a second. The error is ErrLocked when another process is
// indexing.
func (ix *Index) Follow(ctx context.Context, feed *Feed) (err error) {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	// Stopped, it finishes what it has begun.
	stop, ctx := ctx.Done(), context.WithoutCancel(ctx)
	fresh, usable, err := ix.status(ctx)
	if err != nil {
		return err
	}
	lock, err := ix.store.lock()
	if err != nil {
		return fmt.Errorf("search: index: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	u := &updater{ix: ix, feed: feed, anew: fresh && !usable}
	defer func() { err = errors.Join(err, u.close()) }()
	if fresh && usable {
		if u.next, err = ix.store.current(); err != nil {
			return fmt.Errorf("search: index: %w", err)
		}
		u.done = u.next
	} else if err := u.open(ctx); err != nil {
		return fmt.Errorf("search: index: %w", err)
	}
	return u.follow(ctx, stop)
}

// follow is the loop of Follow.
func (u *updater) follow(ctx context.Context, stop <-chan struct{}) error {
	pause := firstPublish
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		open, due := true, false
		select {
		case _, open = <-u.feed.wake:
		case <-timer.C:
			due = true
		case <-stop:
		}
		if err := u.take(ctx, stop); err != nil {
			return fmt.Errorf("search: index: %w", err)
		}
		if stopped(stop) {
			return u.publish()
		}
		if !open || due {
			if err := u.flush(); err != nil {
				return fmt.Errorf("search: index: %w", err)
			}
			if err := u.publish(); err != nil || !open {
				return err
			}
			pause = time.Duration(float64(pause) * publishGrowth)
			timer.Reset(pause)
		}
	}
}

func stopped(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}

// An updater brings the work index up to date. Who uses it holds the lock.
type updater struct {
	ix            *Index
	feed          *Feed       // nil for what is in the record already
	anew          bool        // the work index is to be made anew when it is opened
	work          bleve.Index // nil while it is closed
	stopUnmapping func() error
	batch         *batch
	next          state // with what is in batch
	done          state // what is on disk
	dirty         bool  // done is not published
	n             int   // changes taken in
}

// open opens the work index.
func (u *updater) open(ctx context.Context) error {
	last, err := u.ix.archive.LastChange(ctx)
	if err != nil {
		return err
	}
	if u.work, u.done, err = u.ix.store.openWork(u.ix.archive.ID(), last, u.anew); err != nil {
		return err
	}
	u.anew, u.dirty, u.next, u.batch = false, true, u.done, newBatch(u.work, u.ix.lexer)
	u.stopUnmapping = keepUnmapped(u.work)
	return nil
}

// close gives the work index up; what is in the batch is lost.
func (u *updater) close() error {
	if u.work == nil {
		return nil
	}
	err := errors.Join(u.stopUnmapping(), u.work.Close())
	u.work, u.next = nil, u.done
	return err
}

// update opens the work index and brings it up to date.
func (u *updater) update(ctx context.Context) error {
	if err := u.open(ctx); err != nil {
		return err
	}
	if err := u.take(ctx, ctx.Done()); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return u.flush()
}

// take puts what has changed since the last time into batches and writes those that
// are full.
func (u *updater) take(ctx context.Context, stop <-chan struct{}) error {
	last, err := u.ix.archive.LastChange(ctx)
	if err != nil || last == u.next.Change && u.work == nil {
		return err
	}
	if u.work == nil {
		if err := u.open(ctx); err != nil {
			return err
		}
	}
	for more := true; more && !stopped(stop); {
		if more, err = u.fill(ctx, stop, last); err == nil && u.batch.full() {
			err = u.flush()
		}
		if err != nil {
			return err
		}
	}
	if !stopped(stop) {
		// Changes that later ones undid leave no trace: the state ends at the last number.
		u.next.Change = max(u.next.Change, last)
	}
	return nil
}

// fill puts changes into the batch until it is full or there are no more up to the last
// one. It takes them from the feed; what is missing there it reads from the record, one
// batch a query, lest a long query keep the archive's write-ahead log from being reused.
func (u *updater) fill(ctx context.Context, stop <-chan struct{}, last int64) (more bool, err error) {
	for !u.batch.full() && !stopped(stop) {
		c, ok := u.feed.take(u.next.Change + 1)
		switch {
		case ok:
			err = u.add(c)
		case u.next.Change < last:
			more, err = u.read(ctx, stop)
		default:
			return false, nil
		}
		if err != nil || !ok && !more {
			return false, err
		}
	}
	return true, nil
}

// read puts changes of the record into the batch until it is full, the feed goes on from
// there, or there are no more.
func (u *updater) read(ctx context.Context, stop <-chan struct{}) (more bool, err error) {
	for c, err := range u.ix.archive.Changed(ctx, u.next.Change) {
		read := change{number: c.Number, id: c.ID}
		if err == nil {
			if !c.Removed {
				read.record = newRecord(&c.Document)
			}
			err = u.add(read)
		}
		if err != nil {
			return false, err
		}
		if u.batch.full() || u.feed.begins(c.Number+1) || stopped(stop) {
			return true, nil
		}
	}
	return false, nil
}

// add puts one change into the batch.
func (u *updater) add(c change) error {
	if c.record == nil {
		u.batch.Delete(c.id)
	} else {
		u.next.Lengths.add(c.record)
		if err := u.batch.add(c.id, c.record); err != nil {
			return fmt.Errorf("article %q: %w", c.id, err)
		}
	}
	u.next.Change = c.number
	u.n++
	return nil
}

// flush writes the batch.
func (u *updater) flush() error {
	if u.work == nil || u.next == u.done {
		return nil
	}
	data, err := json.Marshal(u.next)
	if err != nil {
		return err
	}
	u.batch.SetInternal(stateKey, data)
	if err := u.work.Batch(u.batch.Batch); err != nil {
		return err
	}
	// Not Reset: bleve may still be ranging over a batch when Batch has returned.
	u.batch, u.done, u.dirty = newBatch(u.work, u.ix.lexer), u.next, true
	return nil
}

// publish closes the work index and makes it what searches use.
func (u *updater) publish() error {
	if err := u.close(); err != nil {
		return fmt.Errorf("search: index: %w", err)
	}
	if !u.dirty {
		return nil
	}
	st, err := u.ix.store.publish(u.done)
	if err != nil {
		return fmt.Errorf("search: publish the index: %w", err)
	}
	u.dirty = false
	if err := u.ix.serve(st); err != nil {
		return err
	}
	if v, _ := u.ix.held(); v != nil {
		if err := errors.Join(unmap(v.index), v.release()); err != nil {
			return fmt.Errorf("search: index: %w", err)
		}
	}
	u.ix.store.clean(st)
	return nil
}
