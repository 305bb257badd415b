package ingest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
)

func sized(n int) item {
	return item{Entry: archive.Entry{Article: corpus.Article{Text: strings.Repeat("\n", n)}}}
}

// Whatever the size of the articles, the queue holds no more than its bound, or one
// article that is larger; everything comes out, and batches are no larger than needed.
func TestQueueBound(t *testing.T) {
	for _, size := range []int{10, 100 << 10, 3 << 20, 8 << 20, 20 << 20} {
		q, n := newQueue(), min(64, 3*queueBytes/size+3)
		text := sized(size)
		var producer sync.WaitGroup
		producer.Go(func() {
			defer q.close()
			for range n {
				if !q.put(t.Context(), text) {
					t.Error("put was refused")
				}
			}
		})
		got := 0
		for {
			batch, cost := q.take(t.Context())
			if len(batch) == 0 {
				break
			}
			if limit := batchBytes + text.cost(); cost > limit || cost != len(batch)*text.cost() {
				t.Errorf("articles of %d bytes: a batch of %d cost %d, want at most %d", size, len(batch), cost, limit)
			}
			got += len(batch)
			q.release(cost)
		}
		producer.Wait()
		if got != n {
			t.Errorf("articles of %d bytes: %d came out, want %d", size, got, n)
		}
		if limit := max(queueBytes, text.cost()); q.most > limit || q.bytes != 0 {
			t.Errorf("articles of %d bytes: held %d bytes, want at most %d, and %d in the end", size, q.most, limit, q.bytes)
		}
	}
}

// What trickles in is stored after a while; who waits ends with the context.
func TestQueueWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		ctx, cancel := context.WithCancel(t.Context())
		defer q.wakeWhen(ctx)()
		q.put(ctx, sized(1))
		began := time.Now() //nolint:forbidigo // the clock of the bubble
		if batch, _ := q.take(ctx); len(batch) != 1 || time.Since(began) != maxAge {
			t.Errorf("got %d items after %v, want 1 after %v", len(batch), time.Since(began), maxAge)
		}
		time.AfterFunc(time.Minute, cancel)
		if batch, _ := q.take(ctx); batch != nil {
			t.Errorf("got %d items of a stopped queue", len(batch))
		}
		if q.put(ctx, sized(1)) {
			t.Error("a stopped queue took an item")
		}
	})
}
