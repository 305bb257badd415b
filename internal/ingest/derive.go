package ingest

import (
	"context"
	"sync/atomic"
)

// How many stored articles make it worth to look at who is who in them while others are
// still read: few at first, so that a short run gains, too, and then twice as many each time,
// since what many articles name is the cheaper the more of them come at once.
const (
	firstIdentified = 2048
	mostIdentified  = 4096
)

// A deriver has it worked out while articles are read who is who and what is a repost. It only makes
// less of what is to be done at the end.
type deriver struct {
	stored atomic.Int64 // articles that it has not looked at
	wake   chan struct{}
}

func newDeriver() *deriver { return &deriver{wake: make(chan struct{}, 1)} }

// add tells that articles were stored.
func (d *deriver) add(articles int) {
	d.stored.Add(int64(articles))
	select {
	case d.wake <- struct{}{}:
	default: // it looks anyway
	}
}

// close tells that there will be no more.
func (d *deriver) close() { close(d.wake) }

// run calls derive for as many articles as make it worth, until there are no more.
func (d *deriver) run(ctx context.Context, derive func(ctx context.Context, articles int) error) error {
	batch := firstIdentified
	for range d.wake {
		for ; d.stored.Load() >= int64(batch); batch = min(2*batch, mostIdentified) {
			if err := derive(ctx, batch); err != nil {
				return err
			}
			d.stored.Add(-int64(batch))
		}
	}
	return nil
}
