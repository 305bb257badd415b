package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// An Entry is an article as read and its annotation, of the same id.
type Entry struct {
	Article  corpus.Article
	Document pipeline.Document
	Print    *fingerprint.Print // of the document; nil for Group to make it
}

// Changes counts what became of entries.
type Changes struct {
	Added      int // new articles
	Updated    int // known id with another text, other data or another annotation
	Unchanged  int // everything as before
	Duplicates int // a text that is kept under another id
}

// Add returns the sums.
func (c Changes) Add(d Changes) Changes {
	return Changes{c.Added + d.Added, c.Updated + d.Updated, c.Unchanged + d.Unchanged, c.Duplicates + d.Duplicates}
}

// Put stores entries annotated with that version of the lexicon, all or none, and
// resolves the failures of their places. Hundreds of entries a call are best: each
// call waits once for the disk. It is idempotent: the same entries again are
// Unchanged. A known id with a new text replaces the old one; a known text under a
// new id adds a source to the article that has it. An entry with dangling entity
// ids, or whose article and document differ in id or have none, is a mistake of the
// caller and fails the call.
func (a *Archive) Put(ctx context.Context, now time.Time, lexicon string, entries []Entry) (Changes, error) {
	var changes Changes
	err := a.transact(ctx, func(t *transaction) error {
		p := putter{transaction: t, now: stamp(now), lexicon: lexicon}
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := p.put(ctx, e); err != nil {
				return fmt.Errorf("archive: article %q (%s): %w", e.Article.ID, e.Article.Place, err)
			}
		}
		changes = p.changes
		return nil
	})
	return changes, err
}

// Known reports whether the article, with that text, was stored under its id with
// that version of the lexicon, so that annotating it again would change nothing.
func (a *Archive) Known(ctx context.Context, lexicon string, art corpus.Article) (bool, error) {
	var known bool
	hash := sha256.Sum256([]byte(art.Text))
	err := a.read.QueryRowContext(ctx, `SELECT EXISTS (
		SELECT 1 FROM sources s JOIN articles a ON a.n = s.article
		WHERE s.id = ? AND s.url = ? AND s.source = ? AND s.title = ? AND s.published = ? AND s.author = ? AND a.hash = ? AND a.lexicon = ?)`,
		art.ID, art.URL, art.Source, art.Title, art.Published, art.Author, hash[:], lexicon).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("archive: article %q: %w", art.ID, err)
	}
	return known, nil
}

// A putter stores entries within one transaction.
type putter struct {
	*transaction
	now, lexicon string
	changes      Changes
	prints       string // version of the archive's fingerprints, "" until it is asked for
}

// A place of an id in the record: the article that has it, and whether it is that
// article's own id.
type holder struct {
	n   int64
	own bool
}

func (p *putter) put(ctx context.Context, e Entry) error {
	doc := e.Document
	if doc.ID == "" || doc.ID != e.Article.ID {
		return fmt.Errorf("the article is %q and its document %q", e.Article.ID, doc.ID)
	}
	hash := sha256.Sum256([]byte(doc.Text))
	byID, err := p.holder(ctx, "SELECT a.n, a.id = s.id FROM sources s JOIN articles a ON a.n = s.article WHERE s.id = ?", doc.ID)
	if err != nil {
		return err
	}
	byText, err := p.holder(ctx, "SELECT n, id = ? FROM articles WHERE hash = ?", doc.ID, hash[:])
	if err != nil {
		return err
	}
	var n int64
	switch {
	case byText.n != 0 && !byText.own:
		n = byText.n
		p.changes.Duplicates++
		err = p.adopt(ctx, byID, n, doc.ID)
	case byID.own:
		n = byID.n
		err = p.update(ctx, n, hash[:], e)
	default:
		p.changes.Added++
		n, err = p.insert(ctx, hash[:], e)
	}
	if err != nil {
		return err
	}
	return p.source(ctx, n, e.Article)
}

func (p *putter) holder(ctx context.Context, query string, args ...any) (holder, error) {
	var h holder
	err := p.queryRow(ctx, query, args...).Scan(&h.n, &h.own)
	if errors.Is(err, sql.ErrNoRows) {
		return holder{}, nil
	}
	return h, err
}

// adopt makes way for the id as a further source of article n: when it was an
// article of its own, that one ends and all its sources follow.
func (p *putter) adopt(ctx context.Context, old holder, n int64, id string) error {
	if !old.own {
		return nil
	}
	change, err := p.nextChange(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		p.exec(ctx, "UPDATE sources SET article = ? WHERE article = ?", n, old.n),
		p.exec(ctx, "DELETE FROM articles WHERE n = ?", old.n),
		p.exec(ctx, "INSERT INTO removed VALUES (?, ?)", id, change))
}

func (p *putter) insert(ctx context.Context, hash []byte, e Entry) (int64, error) {
	doc := e.Document
	change, err := p.nextChange(ctx)
	if err != nil {
		return 0, err
	}
	if err := p.exec(ctx, "DELETE FROM removed WHERE id = ?", doc.ID); err != nil {
		return 0, err
	}
	var n int64
	err = p.queryRow(ctx, `INSERT INTO articles
		(id, hash, change, url, source, title, published, lang, script, lexicon, added, changed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`,
		doc.ID, hash, change, doc.URL, doc.Source, doc.Title, doc.Published, doc.Lang, doc.Script,
		p.lexicon, p.now, p.now).Scan(&n)
	if err != nil {
		return 0, err
	}
	data, err := encode(doc)
	if err != nil {
		return 0, err
	}
	return n, p.contents(ctx, n, e, data)
}

func (p *putter) update(ctx context.Context, n int64, hash []byte, e Entry) error {
	doc := e.Document
	data, err := encode(doc)
	if err != nil {
		return err
	}
	same, err := p.holds(ctx, n, doc.Text, data)
	if err != nil {
		return err
	}
	if same {
		p.changes.Unchanged++
		return p.exec(ctx, "UPDATE articles SET lexicon = ? WHERE n = ? AND lexicon <> ?", p.lexicon, n, p.lexicon)
	}
	p.changes.Updated++
	change, err := p.nextChange(ctx)
	if err != nil {
		return err
	}
	err = p.exec(ctx, `UPDATE articles SET hash = ?, change = ?, url = ?, source = ?, title = ?, published = ?,
		lang = ?, script = ?, lexicon = ?, changed = ? WHERE n = ?`,
		hash, change, doc.URL, doc.Source, doc.Title, doc.Published, doc.Lang, doc.Script, p.lexicon, p.now, n)
	if err != nil {
		return err
	}
	// Those that refer to entities go first.
	for _, table := range []string{"fingerprints", "members", "profiles", "mentions", "memberships", "parents", "events", "entities"} {
		if err := p.exec(ctx, "DELETE FROM "+table+" WHERE article = ?", n); err != nil {
			return err
		}
	}
	return p.contents(ctx, n, e, data)
}

// holds tells whether article n has this text and this document already.
func (p *putter) holds(ctx context.Context, n int64, text string, data []byte) (bool, error) {
	var oldText string
	var deflated []byte
	err := p.queryRow(ctx, "SELECT text, document FROM bodies WHERE article = ?", n).Scan(&oldText, &deflated)
	if err != nil || oldText != text {
		return false, err
	}
	old, err := inflate(deflated)
	return bytes.Equal(old, data), err
}

// contents writes what an article says; data is its encoded document.
func (p *putter) contents(ctx context.Context, n int64, e Entry, data []byte) error {
	deflated, err := deflate(data)
	if err != nil {
		return err
	}
	if err := p.exec(ctx, "INSERT OR REPLACE INTO bodies VALUES (?, ?, ?)", n, e.Document.Text, deflated); err != nil {
		return err
	}
	if err := p.fingerprint(ctx, n, e.Print); err != nil {
		return err
	}
	return p.parts(ctx, n, e.Document)
}

// source notes that the article gave the text of article n, and resolves the failures
// of its place.
func (p *putter) source(ctx context.Context, n int64, art corpus.Article) error {
	err := p.exec(ctx, `INSERT INTO sources
		(id, article, url, source, title, published, author, place, first_seen, last_seen)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET article = excluded.article, url = excluded.url, source = excluded.source,
		title = excluded.title, published = excluded.published,
		author = excluded.author, place = excluded.place, last_seen = excluded.last_seen`,
		art.ID, n, art.URL, art.Source, art.Title, art.Published, art.Author, art.Place, p.now, p.now)
	if err != nil || art.Place == "" {
		return err
	}
	return p.exec(ctx, "DELETE FROM failures WHERE place = ?", art.Place)
}

func (p *putter) nextChange(ctx context.Context) (int64, error) {
	var change int64
	err := p.queryRow(ctx, "UPDATE meta SET value = value + 1 WHERE key = 'change' RETURNING value").Scan(&change)
	return change, err
}
