package search

import (
	"sync"

	"github.com/seed50815598/derek/internal/archive"
)

// feedBytes bounds what a Feed holds, in bytes of text; a change takes twice its text.
const feedBytes = 4 << 20

// A Feed hands an Index what a writer has just stored, so that it need not be read back
// and unpacked. It is an offer: what does not fit while the index lags is left to the
// record, from which the index takes all that no feed gives it. A nil Feed gives nothing.
// It is safe for one writer beside one Follow.
type Feed struct {
	wake chan struct{}

	mu      sync.Mutex
	changes []change // by number
	bytes   int      // of their texts
}

// A change is what became of an article: its fields, or none when it was removed.
type change struct {
	number int64
	id     string
	record *record
}

// NewFeed makes an empty feed.
func NewFeed() *Feed { return &Feed{wake: make(chan struct{}, 1)} }

// Add offers what Put has stored, and wakes the index. It does not wait.
func (f *Feed) Add(stored []archive.Entry) {
	if f == nil {
		return
	}
	for i := range stored {
		if e := &stored[i]; e.Number != 0 && !f.offer(change{e.Number, e.Document.ID, newRecord(&e.Document)}) {
			break
		}
	}
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// offer takes a change, when there is room.
func (f *Feed) offer(c change) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bytes > 0 && f.bytes+len(c.record.Body) > feedBytes {
		return false
	}
	f.changes = append(f.changes, c)
	f.bytes += len(c.record.Body)
	return true
}

// Close says that nothing more is stored.
func (f *Feed) Close() {
	if f != nil {
		close(f.wake)
	}
}

// take gives the change of a number, if it is there, and drops what is older.
func (f *Feed) take(number int64) (c change, ok bool) {
	if f == nil {
		return change{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.changes) > 0 && f.changes[0].number <= number {
		c, ok = f.changes[0], f.changes[0].number == number
		f.changes[0] = change{}
		f.changes = f.changes[1:]
		f.bytes -= len(c.record.Body)
	}
	return c, ok
}

// begins tells whether the change of that number is the next to be taken.
func (f *Feed) begins(number int64) bool {
	if f == nil {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.changes) > 0 && f.changes[0].number == number
}
