// Package search finds articles in an archive.
//
// It takes an archive and queries in a small language of its own (QUERY.md) and gives
// ranked hits with marked snippets, and facets. The index is derived: it is built
// from the archive, knows how far it has come and can be deleted at any time. This is
// the only package that knows bleve.
package search

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/lexicon"
)

var (
	// ErrLocked says that another process is updating the index.
	ErrLocked = errors.New("search: another process is indexing")
	// ErrNoIndex says that the archive has no index, or none that this version of
	// derek with its lexicon can read; CatchUp makes one.
	ErrNoIndex = errors.New("search: no index")
)

// An Index is the search index of an archive. It is safe for concurrent use; searches
// go on while CatchUp or Rebuild runs, in this process or in another.
type Index struct {
	archive *archive.Archive
	lexer   *lexer
	store   store

	writing sync.Mutex // one CatchUp or Rebuild at a time

	opening   sync.Mutex // one generation is opened at a time
	unreadNow int        // as the constant says

	mu      sync.Mutex
	view    *view // what searches use; nil before the first one
	reading bool  // the columns of a newer view are being read

	background sync.WaitGroup
	closing    context.Context
	stop       context.CancelFunc
}

// Open prepares the index of an archive for searching; the archive must stay open
// while the index is. It does not look at the disk yet.
func Open(arch *archive.Archive, lex *lexicon.Lexicon) *Index {
	ix := &Index{
		archive: arch,
		lexer:   lexerFor(lex),
		store:   newStore(filepath.Join(arch.Dir(), "index"), lex.Version()),

		unreadNow: unreadNow,
	}
	ix.closing, ix.stop = context.WithCancel(context.Background())
	return ix
}

// Close frees the index. Searches that are under way end as they would.
func (ix *Index) Close() error {
	ix.stop()
	ix.background.Wait()
	return ix.show(nil)
}

// CatchUp brings the index to the state of the archive and returns how many changes
// it took in. Stopped at any point, even killed, it goes on from there the next time.
// The error is ErrLocked when another process is at it.
func (ix *Index) CatchUp(ctx context.Context) (int, error) { return ix.catchUp(ctx, false) }

// Rebuild makes the index anew from the archive. The old one serves until the new one
// is done.
func (ix *Index) Rebuild(ctx context.Context) (int, error) { return ix.catchUp(ctx, true) }

func (ix *Index) catchUp(ctx context.Context, anew bool) (n int, err error) {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	fresh, usable, err := ix.status(ctx)
	if err != nil || fresh && usable && !anew {
		return 0, err
	}
	lock, err := ix.store.lock()
	if err != nil {
		return 0, fmt.Errorf("search: index: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	// What was published and cannot be opened may be so because its source is broken.
	u := &updater{ix: ix, anew: anew || fresh && !usable}
	defer func() { err = errors.Join(err, u.close()) }()
	if err := u.update(ctx); err != nil {
		return u.n, fmt.Errorf("search: index: %w", err)
	}
	return u.n, u.publish()
}

// status tells whether the published index is that of the archive as it is, and
// whether it opens.
func (ix *Index) status(ctx context.Context) (fresh, usable bool, err error) {
	last, err := ix.archive.LastChange(ctx)
	if err != nil {
		return false, false, err
	}
	st, err := ix.store.current()
	if err != nil || st.Archive != ix.archive.ID() || st.Change != last {
		return false, false, nil //nolint:nilerr // a broken or missing index is to be made, not reported
	}
	v, err := ix.acquire()
	if err != nil {
		return true, false, nil //nolint:nilerr // likewise
	}
	return true, true, v.release()
}

// serve makes searches use a published generation.
func (ix *Index) serve(st state) error {
	ix.opening.Lock()
	defer ix.opening.Unlock()
	v, err := ix.store.openView(st, ix.shown())
	if err != nil {
		return err
	}
	return ix.show(v)
}

// shown is the view that searches use; who opens the next one need not hold it.
func (ix *Index) shown() *view {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.view
}

// show makes searches use a view, nil for none, and lets the one before go.
func (ix *Index) show(v *view) error {
	ix.mu.Lock()
	old := ix.view
	ix.view = v
	ix.mu.Unlock()
	if old == nil {
		return nil
	}
	return old.release()
}

// unreadNow is up to how many new articles a search waits for until their columns are
// read: some milliseconds. For more of them the view before serves meanwhile.
const unreadNow = 2000

// follow makes searches use the generation of a state, at once or soon.
func (ix *Index) follow(st state) error {
	ix.opening.Lock()
	defer ix.opening.Unlock()
	ix.mu.Lock()
	old, reading := ix.view, ix.reading
	ix.mu.Unlock()
	if old != nil && (reading || old.state == st) {
		return nil
	}
	v, err := ix.store.openView(st, old)
	if err != nil {
		return err
	}
	articles, read := v.unread()
	if old == nil || articles <= ix.unreadNow {
		return ix.show(v)
	}
	ix.mu.Lock()
	ix.reading = true
	ix.mu.Unlock()
	ix.background.Go(func() {
		err := read(ix.closing) // what it could not read, a search will try to
		ix.opening.Lock()
		defer ix.opening.Unlock()
		if err == nil && ix.shown() == old {
			err = ix.show(v)
		} else {
			err = v.release()
		}
		_ = err // of closing what was only read
		ix.mu.Lock()
		ix.reading = false
		ix.mu.Unlock()
	})
	return nil
}

// acquire gives the current view, following another process that has published a newer
// generation. The caller releases it.
func (ix *Index) acquire() (*view, error) {
	var err error
	for range 3 { // between reading current and opening it, a writer may replace it
		var st state
		if st, err = ix.store.current(); err != nil {
			break
		}
		if v, reading := ix.held(); v != nil {
			if reading || v.state == st {
				return v, nil
			}
			if err = v.release(); err != nil {
				return nil, err
			}
		}
		err = ix.follow(st)
	}
	if v, _ := ix.held(); v != nil { // better an old index than none
		return v, nil
	}
	return nil, fmt.Errorf("%w: %w", ErrNoIndex, err)
}

// held holds the view that searches use, nil for none, and tells whether a newer one
// is coming.
func (ix *Index) held() (v *view, reading bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.view == nil || !ix.view.hold() {
		return nil, false
	}
	return ix.view, ix.reading
}

// Generation names the state of the index that searches see, "" for none: another one
// may find something else.
func (ix *Index) Generation() string {
	v, err := ix.acquire()
	if err != nil {
		return ""
	}
	defer v.release() //nolint:errcheck // of closing what was only read
	return v.name()
}
