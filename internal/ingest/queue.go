package ingest

import (
	"context"
	"sync"
	"time"

	"github.com/seed50815598/derek/internal/archive"
)

// How much waits between the annotators and the writer, in bytes of text; a document
// takes about three times its text beside it. A batch is stored in one transaction:
// large enough that waiting for the disk does not count, small enough that stopping
// does not take long. The queue holds the batch that is being stored, too, so that
// the annotators go on meanwhile.
const (
	batchBytes = 2 << 20
	queueBytes = 8 << 20
	itemBytes  = 512         // what an item costs beside its text
	maxAge     = time.Second // after which a batch is stored although it is small
)

// An item is one pair of the input: an annotated article, one that the archive knows
// already, or a failure.
type item struct {
	archive.Entry
	known bool
	err   error
}

func (it *item) cost() int { return itemBytes + len(it.Article.Text) }

// A queue holds items between one producer and one writer: at most queueBytes of
// them, or one larger item.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	items   []item
	bytes   int  // of all items that were put in and not released
	queued  int  // of those in items
	due     bool // the first item is old enough
	waiting bool // the producer waits for room
	closed  bool
	most    int // the largest bytes there ever were
}

func newQueue() *queue {
	q := &queue{}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// wakeWhen makes both sides look at ctx when it ends.
func (q *queue) wakeWhen(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})
}

// put adds an item, as soon as there is room. It reports false when ctx is done first.
func (q *queue) put(ctx context.Context, it item) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.bytes > 0 && q.bytes+it.cost() > queueBytes && ctx.Err() == nil {
		q.waiting = true
		q.changed.Broadcast()
		q.changed.Wait()
	}
	q.waiting = false
	if ctx.Err() != nil {
		return false
	}
	if len(q.items) == 0 {
		time.AfterFunc(maxAge, q.ripen)
	}
	q.items = append(q.items, it)
	q.bytes += it.cost()
	q.queued += it.cost()
	q.most = max(q.most, q.bytes)
	q.changed.Broadcast()
	return true
}

func (q *queue) ripen() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.due = true
	q.changed.Broadcast()
}

// close says that nothing more comes.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// take waits for a batch and gives it with its cost, which the caller releases when it
// is stored. It gives none when the queue is closed and empty, or ctx is done.
func (q *queue) take(ctx context.Context) (batch []item, cost int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.ready() && ctx.Err() == nil {
		if q.closed && len(q.items) == 0 {
			return nil, 0
		}
		q.changed.Wait()
	}
	if ctx.Err() != nil {
		return nil, 0
	}
	n := 0
	for n < len(q.items) && cost < batchBytes {
		cost += q.items[n].cost()
		n++
	}
	batch = q.items[:n:n]
	q.items = append([]item(nil), q.items[n:]...)
	q.queued -= cost
	q.due = false
	if len(q.items) > 0 {
		time.AfterFunc(maxAge, q.ripen)
	}
	return batch, cost
}

// ready tells whether there is a batch.
func (q *queue) ready() bool {
	return len(q.items) > 0 && (q.closed || q.waiting || q.due || q.queued >= batchBytes)
}

// release makes room.
func (q *queue) release(cost int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.bytes -= cost
	q.changed.Broadcast()
}
