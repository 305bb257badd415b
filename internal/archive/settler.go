package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/seed50815598/derek/pipeline/resolve"
)

// How identities are worked out beside the writer
//
// A step, some articles or some blocks, reads a snapshot of the archive and lists what is
// to be written. Only then does it take the write transaction, in which it makes sure that
// what it rests on is as it was (articles that came later do not matter) and writes the
// list. If an article of the step was replaced meanwhile, or a user has decided something,
// the step is done again within the transaction.

// A Deriver says all that the archive has to know to derive identities and groups.
type Deriver interface {
	Profiler
	Comparer
}

// Derive brings up to date all that the archive derives from its articles, identities
// beside groups.
func (a *Archive) Derive(ctx context.Context, p Deriver) error {
	grouped := make(chan error, 1)
	go func() {
		_, err := a.Group(ctx, p)
		grouped <- err
	}()
	_, err := a.Identify(ctx, p)
	return errors.Join(err, <-grouped)
}

// A share is the stale blocks that one settler takes, from the first to the last, and the
// numbers that it gives to new identities: so do two at once what they would do one after the other.
type share struct {
	from, to  int64
	last, gap int64 // the last number given, or unnumbered, and the difference to the next
}

const unnumbered = -1 // the highest number that there is counts

// wholeShare is all that is to be done.
func wholeShare() *share {
	return &share{from: math.MinInt32, to: math.MaxInt32, last: unnumbered, gap: 1}
}

func (v *share) whole() bool { return v.from == math.MinInt32 && v.to == math.MaxInt32 }

// A settler works on one step.
type settler struct {
	*transaction // that it reads; it writes by apply
	made         decided
	basis        basis
	last         int64           // change of the last article that was read
	stale        map[int64]bool  // blocks
	lastSheet    map[int64]int64 // keys by block, as far as looked up, or noSheet
	articles     *articleInfos
	entities     map[string]string    // one copy of each id, while members arrive
	names        map[string]*spelling // what comes again is shared
	seats        map[string]*resolve.Seat
	fresh        map[int64][]*record // by block
	moved        []*record           // stored members of another identity than before
	memory       profileMemory
	share        share
	reader       sheetReader
	sheets       *sheetWriter
	scratch      coder
	spelled      struct {
		names *spelling
		parts resolve.Profile
	}

	writes []write
	bytes  int // of what is to be written, about
}

func newSettler(ctx context.Context, t *transaction, articles *articleInfos, of share) (*settler, error) {
	made, err := decidedBy(ctx, t)
	if err != nil {
		return nil, err
	}
	s := &settler{
		transaction: t, made: made, stale: map[int64]bool{}, lastSheet: map[int64]int64{}, articles: articles, fresh: map[int64][]*record{}, share: of,
		sheets: newSheetWriter(), scratch: coder{symbols: symbols()},
	}
	list, err := numbers(ctx, t, "SELECT block FROM stale_blocks")
	if err != nil {
		return nil, err
	}
	for _, block := range list {
		s.stale[block] = true
	}
	if s.share.last == unnumbered {
		err = t.queryRow(ctx, "SELECT ifnull(max(n), 0) FROM identities").Scan(&s.share.last)
	}
	return s, err
}

// settleStep does a step. It adds to what is known of articles, which may be of a step
// before: an article that is replaced is read again, and its blocks are stale.
func (a *Archive) settleStep(ctx context.Context, articles *articleInfos, of *share, do func(*settler) (n int, more bool, err error)) (n int, more bool, err error) {
	if a.write == nil {
		return 0, false, ErrReadOnly
	}
	var s *settler
	work := func(t *transaction) error {
		if s, err = newSettler(ctx, t, articles, *of); err == nil {
			n, more, err = do(s)
		}
		return err
	}
	err = a.snapshot(ctx, func(t *transaction) error {
		err := work(t)
		if err == nil {
			s.basis, err = basisOf(ctx, t, s.last, of)
		}
		return err
	})
	if err != nil || len(s.writes) == 0 {
		return n, more, Explain(err)
	}
	err = a.transact(ctx, func(t *transaction) error {
		now, err := basisOf(ctx, t, s.last, of)
		if err == nil && now != s.basis {
			err = work(t)
		}
		if err != nil {
			return err
		}
		return s.apply(ctx, t)
	})
	if err == nil {
		*of = s.share
	}
	return n, more, err
}

// A basis is what the outcome of a step rests on, beside rows that only steps write.
type basis struct {
	articles, changes int64  // that were not read before, up to the last of the step
	stale             string // blocks that have lost members, or of which a user has decided
	decisions         string
}

func basisOf(ctx context.Context, t *transaction, last int64, of *share) (basis, error) {
	var b basis
	err := t.queryRow(ctx, `SELECT count(*), ifnull(sum(change), 0),
		(SELECT ifnull(group_concat(block), '') FROM (SELECT block FROM stale_blocks WHERE whole AND block BETWEEN ? AND ? ORDER BY block)),
		(SELECT count(*) || '.' || ifnull(max(n), 0) FROM decisions)
		FROM articles WHERE change > (SELECT value FROM meta WHERE key = 'identified') AND change <= ?`, of.from, of.to, last).
		Scan(&b.articles, &b.changes, &b.stale, &b.decisions)
	return b, err
}

// A write is a statement that is to be carried out. Its first argument is, or begins, the
// key of the rows that it concerns.
type write struct {
	query string
	args  []any
}

// exec notes a statement. What it writes is not read again in the same step.
func (s *settler) exec(_ context.Context, query string, args ...any) error {
	s.writes = append(s.writes, write{query, args})
	for _, a := range args {
		switch a := a.(type) {
		case string:
			s.bytes += len(a)
		case []byte:
			s.bytes += len(a)
		}
	}
	return nil
}

// apply writes what was noted, table by table in the order of keys, so that each page is
// visited once: no row is written twice in a step, and none depends on another.
func (s *settler) apply(ctx context.Context, t *transaction) error {
	place := map[string]int{}
	for _, w := range s.writes {
		if _, ok := place[w.query]; !ok {
			place[w.query] = len(place)
		}
	}
	slices.SortStableFunc(s.writes, func(v, w write) int {
		a, _ := v.args[0].(int64)
		b, _ := w.args[0].(int64)
		return cmp.Or(cmp.Compare(place[v.query], place[w.query]), cmp.Compare(a, b))
	})
	for i, w := range s.writes {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := t.exec(ctx, w.query, w.args...); err != nil {
			return fmt.Errorf("%s: %w", w.query, err)
		}
		s.writes[i] = write{} // there are many
	}
	return nil
}

// An executor carries out a statement, now or later.
type executor interface {
	exec(ctx context.Context, query string, args ...any) error
}
