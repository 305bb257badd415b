package archive

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/seed50815598/derek/pipeline"
)

// migrate leads the record, perhaps empty, to the current format. Each step is one
// transaction: stopped at any point, the archive is as it was before the step.
func (a *Archive) migrate(ctx context.Context) error {
	version, err := a.version(ctx, a.write)
	if err != nil {
		return readOnly(err)
	}
	for v := version; v < FormatVersion; v++ {
		err := a.transact(ctx, func(t *transaction) error {
			header := fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d;", applicationID, v+1)
			if _, err := t.tx.ExecContext(ctx, migrations[v]+header); err != nil {
				return err
			}
			if convert := conversions[v]; convert != nil {
				return convert(ctx, t)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("format %d: %w", v+1, readOnly(err))
		}
	}
	return nil
}

// packBodies carries the bodies of format 2, plain text beside JSON deflated, to those
// of format 3, one by one, and makes sure of each that it says the same. What identities
// are made of is made anew by the next Identify.
func packBodies(ctx context.Context, t *transaction) error {
	tally := tallies{}
	for last := int64(0); ; {
		doc := pipeline.Document{}
		var deflated []byte
		err := t.queryRow(ctx, "SELECT article, text, document FROM bodies2 WHERE article > ? ORDER BY article LIMIT 1", last).
			Scan(&last, &doc.Text, &deflated)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err == nil {
			err = inflateInto(&doc, deflated)
		}
		if err == nil {
			err = t.packBody(ctx, last, &doc)
		}
		if err != nil {
			return fmt.Errorf("body %d: %w", last, err)
		}
		tally.add(&doc, 1)
	}
	if err := tally.store(ctx, t); err != nil {
		return err
	}
	return t.exec(ctx, "DROP TABLE bodies2")
}

func inflateInto(doc *pipeline.Document, deflated []byte) error {
	text := doc.Text
	data, err := io.ReadAll(flate.NewReader(bytes.NewReader(deflated)))
	if err != nil {
		return err
	}
	err = json.Unmarshal(data, doc)
	doc.Text = text
	return err
}

func (t *transaction) packBody(ctx context.Context, n int64, doc *pipeline.Document) error {
	b := encode(doc)
	again := header(doc)
	if err := b.decode(&again); err != nil {
		return err
	}
	if !reflect.DeepEqual(*doc, again) {
		return errors.New("the document cannot be packed")
	}
	return errors.Join(t.exec(ctx, "INSERT INTO bodies VALUES (?, ?, ?)", n, b.text, b.document), t.putEvents(ctx, n, doc))
}

// header is what the row of an article says of its document.
func header(doc *pipeline.Document) pipeline.Document {
	return pipeline.Document{
		ID: doc.ID, URL: doc.URL, Source: doc.Source, Title: doc.Title, Published: doc.Published,
		Lang: doc.Lang, Script: doc.Script,
	}
}

// splitBuckets carries the passages of format 4, whose buckets are named by 12 bits, to
// those of format 5. An entry had the other 12 bits, and a sixteenth that marked a head.
func splitBuckets(ctx context.Context, t *transaction) error {
	type row struct {
		n    int64
		data []byte
	}
	const rest4, head4, size4 = 12, 1 << 15, 2
	for v, err := range stream(ctx, t, func(r *sql.Rows, v *row) error { return r.Scan(&v.n, &v.data) }, "SELECT bucket, articles FROM passages4 ORDER BY bucket") {
		if err != nil {
			return err
		}
		var parts [1 << (rest4 - restBits)]bucket
		article := int64(0)
		for data := v.data; len(data) > 0; {
			delta, n := binary.Uvarint(data)
			if n <= 0 || len(data) < n+size4 {
				return errBucket
			}
			article += int64(delta) //nolint:gosec // a number of an article
			rest := binary.BigEndian.Uint16(data[n:])
			part := &parts[rest&^head4>>restBits]
			part.posts = append(part.posts, post{article, restOf(uint32(rest)), rest&head4 != 0})
			data = data[n+size4:]
		}
		for i := range parts {
			if err := t.writeBucket(ctx, v.n<<(rest4-restBits)+int64(i), &parts[i]); err != nil {
				return err
			}
		}
	}
	return t.exec(ctx, "DROP TABLE passages4")
}
