package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// A view is a published generation, open for searches. It is closed when the last of
// those that hold it lets it go.
type view struct {
	state    state
	index    bleve.Index
	snapshot *scorch.IndexSnapshot
	segments []*segment
	size     uint64 // numbers of articles end before it
	holders  atomic.Int64
	counted  sync.Map // by countKey, what was counted of all articles
}

// A segment is a part of a view. Its articles are numbered from 0 on, and in the view
// from first on.
type segment struct {
	*columns

	live  *scorch.SegmentSnapshot
	first uint64
	size  uint32
}

// openView opens a generation. Columns that old, which may be nil, has of the same
// segments are taken over. The caller holds the view.
func (s store) openView(st state, old *view) (*view, error) {
	ix, err := s.openGeneration(st)
	if err != nil {
		return nil, fmt.Errorf("search: open the index: %w", err)
	}
	v := &view{state: st, index: ix}
	v.holders.Store(1)
	if err := v.look(filepath.Join(s.root, filepath.FromSlash(st.Generation), "store"), old); err != nil {
		return nil, errors.Join(fmt.Errorf("search: open the index: %w", err), v.release())
	}
	return v, nil
}

// look finds the segments in the files of a folder.
func (v *view) look(folder string, old *view) error {
	ix, err := v.index.Advanced()
	if err != nil {
		return err
	}
	r, err := ix.Reader()
	if err != nil {
		return err
	}
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return errors.Join(fmt.Errorf("an index of another kind: %T", r), r.Close())
	}
	v.snapshot = snapshot
	for _, live := range snapshot.Segments() {
		seg := &segment{live: live, first: v.size, size: uint32(live.FullSize())} //nolint:gosec // bleve's own bound
		v.size += uint64(seg.size)
		var file os.FileInfo
		if on, ok := live.Segment().(interface{ Path() string }); ok {
			if file, err = os.Stat(filepath.Join(folder, filepath.Base(on.Path()))); err != nil {
				return err
			}
		}
		seg.columns = old.columnsOf(file)
		v.segments = append(v.segments, seg)
	}
	return nil
}

// columnsOf returns the columns that belong to a file, empty ones when it is new.
func (v *view) columnsOf(file os.FileInfo) *columns {
	if v != nil && file != nil {
		for _, seg := range v.segments {
			if f := seg.file; f != nil && os.SameFile(f, file) && f.Size() == file.Size() && f.ModTime().Equal(file.ModTime()) {
				return seg.columns
			}
		}
	}
	return &columns{file: file, fields: map[string]*column{}}
}

// release lets a view go.
func (v *view) release() error {
	if v.holders.Add(-1) > 0 {
		return nil
	}
	var err error
	if v.snapshot != nil {
		err = v.snapshot.Close()
	}
	return errors.Join(err, v.index.Close())
}

// hold keeps a view open, unless it is closed already.
func (v *view) hold() bool {
	for {
		n := v.holders.Load()
		if n == 0 {
			return false
		}
		if v.holders.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// name tells the view from others of the same archive.
func (v *view) name() string {
	return v.state.Generation + "/" + strconv.FormatInt(v.state.Change, 10)
}

// unread are how many articles of a view have no columns, of those fields that others
// of its segments have; read makes them.
func (v *view) unread() (articles int, read func(context.Context) error) {
	var fields []string
	for _, seg := range v.segments {
		fields = append(fields, seg.known()...)
	}
	slices.Sort(fields)
	fields = slices.Compact(fields)
	for _, seg := range v.segments {
		if len(seg.known()) < len(fields) {
			articles += int(seg.size)
		}
	}
	return articles, func(ctx context.Context) error {
		for _, seg := range v.segments {
			for _, field := range fields {
				if _, err := v.column(seg, field); err != nil {
					return err
				}
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
		return nil
	}
}
