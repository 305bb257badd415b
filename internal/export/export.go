// Package export writes an archive to files for other tools.
//
// It takes documents, one by one and in the order given, and writes them as they
// come, so that an archive of any size fits. JSON lines carry the contract's
// objects; CSV is a folder of tables that join on article and entity id.
package export

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/seed50815598/derek/pipeline"
)

// JSONL writes one JSON object a line, as the contract describes it. The first error
// among docs, or of w, ends it; what was written before is whole lines.
func JSONL(ctx context.Context, w io.Writer, docs iter.Seq2[pipeline.Document, error]) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	err := func() error {
		for doc, err := range docs {
			if err = errors.Join(err, ctx.Err()); err != nil {
				return err
			}
			if err := enc.Encode(doc); err != nil {
				return err
			}
		}
		return nil
	}()
	if err = errors.Join(err, buf.Flush()); err != nil {
		return fmt.Errorf("export jsonl: %w", err)
	}
	return nil
}
