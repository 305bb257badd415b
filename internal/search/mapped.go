package search

import (
	"errors"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// bleve maps the files of segments into memory. Who reads a byte of one gets up to a
// megabyte around it, and keeps that as long as the file is open: to open a segment of
// 40 MB takes 10 MB, so that the memory of an ingest would grow with the index. But it
// reads little of them, and the system has the pages at hand when they are read again.

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
