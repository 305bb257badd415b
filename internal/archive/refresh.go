package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

// Outdated counts the articles that another version of the lexicon, the model or the
// rules has made, and all of them.
func (a *Archive) Outdated(ctx context.Context, version string) (outdated, all int, err error) {
	err = a.read.QueryRowContext(ctx, "SELECT count(*) FILTER (WHERE version IS NOT (SELECT n FROM versions WHERE name = ?)), count(*) FROM articles", version).Scan(&outdated, &all)
	if err != nil {
		return 0, 0, fmt.Errorf("archive: outdated articles: %w", err)
	}
	return outdated, all, nil
}

// outdatedBatch is how many articles OutdatedArticles looks up at once; it reads
// their texts one by one.
const outdatedBatch = 256

// OutdatedArticles gives the articles that Outdated counts, as they were read, in the
// order in which they were stored. It holds no snapshot, so that they may be renewed
// meanwhile. An error is the last pair.
func (a *Archive) OutdatedArticles(ctx context.Context, version string) iter.Seq2[corpus.Article, error] {
	type numbered struct {
		n  int64
		id string
	}
	return func(yield func(corpus.Article, error) bool) {
		for after, more := int64(0), true; more; {
			list, err := collect(ctx, a.read, func(r *sql.Rows, v *numbered) error { return r.Scan(&v.n, &v.id) },
				"SELECT n, id FROM articles WHERE n > ? AND version IS NOT (SELECT n FROM versions WHERE name = ?) ORDER BY n LIMIT ?", after, version, outdatedBatch)
			if err != nil {
				yield(corpus.Article{}, err)
				return
			}
			for _, v := range list {
				art, err := a.Original(ctx, v.id)
				if errors.Is(err, ErrNotFound) { // it became a source of another
					continue
				}
				if !yield(art, err) || err != nil {
					return
				}
				after = v.n
			}
			more = len(list) == outdatedBatch
		}
	}
}

// Renew replaces the annotation of articles by one of that version, all or none. The
// texts must be those of the archive; an article that is gone or has another text by
// now is passed over. Sources and failures stay as they are: nothing was read.
func (a *Archive) Renew(ctx context.Context, now time.Time, version string, docs []pipeline.Document) (Changes, error) {
	var changes Changes
	err := a.transact(ctx, func(t *transaction) error {
		p := putter{transaction: t, now: now.Unix(), lexicon: version, tally: tallies{}}
		if err := p.start(ctx); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		for _, doc := range docs {
			if err := ctx.Err(); err != nil {
				return err
			}
			hash := hashOf(doc.Text)
			h, err := p.holder(ctx, "SELECT n, 1, first_seen FROM articles WHERE id = ? AND hash = ?", doc.ID, hash)
			if err == nil && h.n != 0 {
				err = p.update(ctx, h.n, hash, &Entry{Document: doc})
			}
			if err != nil {
				return fmt.Errorf("archive: article %q: %w", doc.ID, err)
			}
		}
		changes = p.changes
		if err := p.finish(ctx); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		return nil
	})
	return changes, err
}
