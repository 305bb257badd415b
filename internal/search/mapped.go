package search

import (
	"errors"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// bleve maps the files of segments into memory. Who reads a byte of one gets up to a
// megabyte around it, and keeps that as long as the file is open: to open a segment of
// 40 MB takes 10 MB, so that the memory of an ingest would grow with the index. But it
// reads little of them, and the system has the pages at hand when they are read again.

// unmapEvery is how often pages are given back while an index is written: merging of
// segments reads all of them, at 100 MB a second and more.
const unmapEvery = 100 * time.Millisecond

// keepUnmapped gives pages back again and again until it is stopped, which is to be before
// the index is closed.
func keepUnmapped(ix bleve.Index) (stop func() error) {
	stopped, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		next := time.NewTicker(unmapEvery)
		defer next.Stop()
		for {
			if err := unmap(ix); err != nil {
				failed <- err
				return
			}
			select {
			case <-next.C:
			case <-stopped:
				failed <- nil
				return
			}
		}
	}()
	return func() error {
		close(stopped)
		return <-failed
	}
}

// unmap gives back the pages of all segments of an index. What is read of them afterwards
// is mapped anew.
func unmap(ix bleve.Index) (err error) {
	inner, err := ix.Advanced()
	if err != nil {
		return err
	}
	r, err := inner.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if snapshot, ok := r.(*scorch.IndexSnapshot); ok {
		for _, s := range snapshot.Segments() {
			// Others have no file behind them.
			if file, ok := s.Segment().(interface {
				Path() string
				Data() []byte
			}); ok {
				dropPages(file.Data())
			}
		}
	}
	return nil
}
