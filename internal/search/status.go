package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// A Status says how the published index stands to its archive.
type Status struct {
	Change     int64  `json:"change"`     // of the archive, up to which it has come
	Last       int64  `json:"last"`       // change of the archive
	Documents  int    `json:"documents"`  // articles in it
	Generation string `json:"generation"` // analyzer, mapping version, lexicon and serial number
}

// Status looks at the published index. The error is ErrNoIndex when there is none of
// this archive that this derek with its lexicon can read, and says why.
func (ix *Index) Status(ctx context.Context) (Status, error) {
	last, err := ix.archive.LastChange(ctx)
	if err != nil {
		return Status{}, err
	}
	st, err := ix.store.current()
	if err == nil && st.Archive != ix.archive.ID() {
		err = errors.New("the index is that of another archive")
	}
	if err != nil {
		return Status{Last: last}, fmt.Errorf("%w: %w", ErrNoIndex, err)
	}
	s := Status{Change: st.Change, Last: last, Generation: st.Generation}
	v, err := ix.acquire()
	if err != nil {
		return s, err
	}
	defer v.release() //nolint:errcheck // of closing what was only read
	n, err := v.snapshot.DocCount()
	s.Documents = int(n) //nolint:gosec // a number of articles
	return s, err
}

// Size is how many bytes the index takes on disk, 0 when there is none. Files that
// generations share count once.
func (ix *Index) Size() (int64, error) {
	var sum int64
	seen := map[string]bool{} // segments that generations share have the same name and size
	err := filepath.WalkDir(ix.store.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		key := fmt.Sprint(filepath.Base(path), " ", info.Size(), " ", info.ModTime().UnixNano())
		if filepath.Ext(path) == ".zap" && seen[key] {
			return nil
		}
		seen[key] = true
		sum += info.Size()
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return sum, err
}

// Clean removes what earlier generations, other lexicons and killed processes have left
// in the folder of the index. The error is ErrLocked when another process is indexing.
func (ix *Index) Clean() (err error) {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	st, err := ix.store.current()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	lock, err := ix.store.lock()
	if err != nil {
		return err
	}
	ix.store.clean(st)
	return lock.Close()
}
