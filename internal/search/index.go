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

	"github.com/blevesearch/bleve/v2"

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

	mu      sync.RWMutex // held for reading during a search
	reader  bleve.Index  // nil before the first search
	serving state        // of reader
}

// Open prepares the index of an archive for searching; the archive must stay open
// while the index is. It does not look at the disk yet.
func Open(arch *archive.Archive, lex *lexicon.Lexicon) *Index {
	return &Index{
		archive: arch,
		lexer:   lexerFor(lex),
		store:   newStore(filepath.Join(arch.Dir(), "index"), lex.Version()),
	}
}

// Close waits for searches to end and frees the index.
func (ix *Index) Close() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.reader == nil {
		return nil
	}
	err := ix.reader.Close()
	ix.reader = nil
	return err
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
	_, _, release, err := ix.acquire()
	if err != nil {
		return true, false, nil //nolint:nilerr // likewise
	}
	release()
	return true, true, nil
}

// serve makes searches use a published generation.
func (ix *Index) serve(st state) error {
	reader, err := ix.store.openGeneration(st)
	if err != nil {
		return fmt.Errorf("search: open the index: %w", err)
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	old := ix.reader
	ix.reader, ix.serving = reader, st
	if old != nil {
		return old.Close()
	}
	return nil
}

// acquire gives the current index, opened again when another process has published a
// newer one. The caller gives it back with release.
func (ix *Index) acquire() (reader bleve.Index, lengths means, release func(), err error) {
	for range 3 { // between reading current and opening it, a writer may replace it
		var st state
		if st, err = ix.store.current(); err != nil {
			break
		}
		ix.mu.RLock()
		if ix.reader != nil && ix.serving == st {
			return ix.reader, st.Lengths, ix.mu.RUnlock, nil
		}
		ix.mu.RUnlock()
		if err = ix.serve(st); err == nil {
			continue
		}
	}
	ix.mu.RLock()
	if ix.reader != nil { // better an old index than none
		return ix.reader, ix.serving.Lengths, ix.mu.RUnlock, nil
	}
	ix.mu.RUnlock()
	return nil, means{}, nil, fmt.Errorf("%w: %w", ErrNoIndex, err)
}
