package search

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"github.com/seed50815598/derek/lexicon"
)

// What it costs to index at all: the same fields in the same mapping, already
// extracted, put into an empty bleve index by several submitters, which is the fastest
// way there is. It merges segments as the index does, which takes no more time than bleve's
// own settings. Ingest is measured against it.

// A bareRecord is a record with the id of its article.
type bareRecord struct {
	ID     string
	Record *record
}

// WriteRecords writes the fields of every article, in the form that BuildBare reads,
// and returns how many there are.
func (ix *Index) WriteRecords(ctx context.Context, w io.Writer) (n int, err error) {
	buf := bufio.NewWriterSize(w, 1<<20)
	enc := gob.NewEncoder(buf)
	for c, err := range ix.archive.Changed(ctx, 0) {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return n, err
		}
		if c.Removed {
			continue
		}
		if err := enc.Encode(bareRecord{c.ID, newRecord(&c.Document)}); err != nil {
			return n, fmt.Errorf("search: write records: %w", err)
		}
		n++
	}
	return n, buf.Flush()
}

// BuildBare indexes written records into a new folder, for comparison only, and
// returns how many there were.
func BuildBare(ctx context.Context, lex *lexicon.Lexicon, folder string, r io.Reader, submitters int) (n int, err error) {
	lx := lexerFor(lex)
	index, err := newBleve(folder)
	if err != nil {
		return 0, fmt.Errorf("search: bare index: %w", err)
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	records := make(chan []bareRecord)
	var submitting sync.WaitGroup
	for range submitters {
		submitting.Go(func() {
			for list := range records {
				if err := submit(index, lx, list); err != nil {
					stop(err)
				}
			}
		})
	}
	n, err = deal(ctx, r, records)
	close(records)
	submitting.Wait()
	return n, errors.Join(err, context.Cause(ctx))
}

// deal reads records and hands them on in batches.
func deal(ctx context.Context, r io.Reader, out chan<- []bareRecord) (n int, err error) {
	dec := gob.NewDecoder(bufio.NewReaderSize(r, 1<<20))
	for done := false; !done; {
		list := make([]bareRecord, 0, batchArticles)
		for len(list) < batchArticles && !done {
			var rec bareRecord
			switch err := dec.Decode(&rec); {
			case errors.Is(err, io.EOF):
				done = true
			case err != nil:
				return n, fmt.Errorf("search: read records: %w", err)
			default:
				list = append(list, rec)
			}
		}
		select {
		case out <- list:
			n += len(list)
		case <-ctx.Done():
			return n, nil
		}
	}
	return n, nil
}

func submit(index bleve.Index, lx *lexer, list []bareRecord) error {
	batch := newBatch(index, lx)
	for _, rec := range list {
		if err := batch.add(rec.ID, rec.Record); err != nil {
			return fmt.Errorf("article %q: %w", rec.ID, err)
		}
	}
	return index.Batch(batch.Batch)
}
