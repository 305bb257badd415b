package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
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

	Number int64 // set by Put: that of the change, as Changed gives it; 0 for none
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
// caller and fails the call. Entries of a call that fails have numbers that are void.
func (a *Archive) Put(ctx context.Context, now time.Time, lexicon string, entries []Entry) (Changes, error) {
	var changes Changes
	err := a.transact(ctx, func(t *transaction) error {
		p := putter{transaction: t, now: now.Unix(), lexicon: lexicon, tally: tallies{}}
		if err := p.start(ctx); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		for i := range entries {
			if err := ctx.Err(); err != nil {
				return err
			}
			e := &entries[i]
			if err := p.put(ctx, e); err != nil {
				return fmt.Errorf("archive: article %q (%s): %w", e.Article.ID, e.Article.Place, err)
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

// Known reports whether the article, with that text, was stored under its id with
// that version of the lexicon, so that annotating it again would change nothing.
func (a *Archive) Known(ctx context.Context, lexicon string, art corpus.Article) (bool, error) {
	var known bool
	err := a.known.QueryRowContext(ctx, art.ID, art.URL, art.Source, art.Title, art.Published, art.Author, hashOf(art.Text), lexicon).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("archive: article %q: %w", art.ID, err)
	}
	return known, nil
}

const knownQuery = `SELECT EXISTS (
	SELECT 1 FROM sources s CROSS JOIN articles a ON a.n = s.article CROSS JOIN versions v ON v.n = a.version
	WHERE s.id = ? AND s.url = ? AND s.source = ? AND s.title = ? AND s.published = ? AND s.author = ? AND a.hash = ? AND v.name = ?)`

// hashBytes is how much of the SHA-256 of a text is kept: no two texts of all that were
// ever written agree in so much by chance.
const hashBytes = 16

func hashOf(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:hashBytes]
}

// A putter stores entries within one transaction.
type putter struct {
	*transaction
	now     int64 // seconds
	lexicon string
	version int64 // of the lexicon, its number
	changes Changes
	prints  string  // version of the archive's fingerprints, "" until it is asked for
	change  int64   // the last number given to a change
	tally   tallies // what has come and gone
	// What is seldom there costs nothing when it is not.
	anyRemoved, anyFailures bool
}

func (p *putter) start(ctx context.Context) error {
	err := p.queryRow(ctx, "INSERT INTO versions (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = name RETURNING n", p.lexicon).Scan(&p.version)
	if err != nil {
		return err
	}
	return p.queryRow(ctx, `SELECT value, EXISTS (SELECT 1 FROM removed), EXISTS (SELECT 1 FROM failures)
		FROM meta WHERE key = 'change'`).Scan(&p.change, &p.anyRemoved, &p.anyFailures)
}

func (p *putter) finish(ctx context.Context) error {
	if err := p.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'change' AND value <> ?1", p.change); err != nil {
		return err
	}
	return p.tally.store(ctx, p.transaction)
}

// A place of an id in the record: the article that has it, whether it is that
// article's own id, and when it was first seen.
type holder struct {
	n     int64
	own   bool
	first int64
}

func (p *putter) put(ctx context.Context, e *Entry) error {
	e.Number = 0
	doc := e.Document
	if doc.ID == "" || doc.ID != e.Article.ID {
		return fmt.Errorf("the article is %q and its document %q", e.Article.ID, doc.ID)
	}
	if err := dangling(&doc); err != nil {
		return err
	}
	hash := hashOf(doc.Text)
	byID, err := p.holder(ctx, `SELECT n, 1, first_seen FROM articles WHERE id = ?1
		UNION ALL SELECT article, 0, first_seen FROM further WHERE id = ?1`, doc.ID)
	if err != nil {
		return err
	}
	byText, err := p.holder(ctx, "SELECT n, id = ?, first_seen FROM articles WHERE hash = ?", doc.ID, hash)
	if err != nil {
		return err
	}
	switch {
	case byText.n != 0 && !byText.own:
		p.changes.Duplicates++
		err = errors.Join(p.adopt(ctx, byID, byText.n, doc.ID), p.source(ctx, byText.n, e.Article))
	case byID.own:
		err = errors.Join(p.update(ctx, byID.n, hash, e), p.own(ctx, byID.n, e.Article))
	default:
		p.changes.Added++
		err = p.insert(ctx, byID, hash, e)
	}
	if err != nil || e.Article.Place == "" || !p.anyFailures {
		return err
	}
	return p.exec(ctx, "DELETE FROM failures WHERE place = ?", e.Article.Place)
}

func (p *putter) holder(ctx context.Context, query string, args ...any) (holder, error) {
	var h holder
	err := p.queryRow(ctx, query, args...).Scan(&h.n, &h.own, &h.first)
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
	doc, err := p.document(ctx, old.n)
	if err != nil {
		return err
	}
	p.tally.add(&doc, -1)
	p.anyRemoved = true
	return errors.Join(
		p.exec(ctx, "UPDATE further SET article = ? WHERE article = ?", n, old.n),
		p.exec(ctx, `INSERT INTO further SELECT id, ?, url, source, title, published, author, place, first_seen, last_seen
			FROM articles WHERE n = ?`, n, old.n),
		p.exec(ctx, "DELETE FROM articles WHERE n = ?", old.n),
		p.exec(ctx, "INSERT INTO removed VALUES (?, ?)", id, p.nextChange()))
}

// insert stores a new article. The id may have been a further one of another.
func (p *putter) insert(ctx context.Context, old holder, hash []byte, e *Entry) error {
	doc := e.Document
	e.Number = p.nextChange()
	if p.anyRemoved {
		if err := p.exec(ctx, "DELETE FROM removed WHERE id = ?", doc.ID); err != nil {
			return err
		}
	}
	first := p.now
	if old.n != 0 {
		first = old.first
		if err := p.exec(ctx, "DELETE FROM further WHERE id = ?", doc.ID); err != nil {
			return err
		}
	}
	var n int64
	err := p.queryRow(ctx, `INSERT INTO articles
		(id, hash, change, version, url, source, title, published, lang, script, author, place, first_seen, last_seen)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`,
		doc.ID, hash, e.Number, p.version, doc.URL, doc.Source, doc.Title, doc.Published, doc.Lang, doc.Script,
		e.Article.Author, e.Article.Place, first, p.now).Scan(&n)
	if err != nil {
		return err
	}
	p.tally.add(&doc, 1)
	b := encode(&doc)
	return errors.Join(
		p.exec(ctx, "INSERT INTO bodies VALUES (?, ?, ?)", n, b.text, b.document),
		p.putEvents(ctx, n, &doc),
		p.fingerprint(ctx, n, e.Print))
}

func (p *putter) update(ctx context.Context, n int64, hash []byte, e *Entry) error {
	doc := e.Document
	old, err := p.document(ctx, n)
	if err != nil {
		return err
	}
	if old.Text == doc.Text && bytes.Equal(pack(nil, &old), pack(nil, &doc)) && reflect.DeepEqual(header(&old), header(&doc)) {
		p.changes.Unchanged++
		return p.exec(ctx, "UPDATE articles SET version = ?1 WHERE n = ?2 AND version <> ?1", p.version, n)
	}
	p.changes.Updated++
	e.Number = p.nextChange()
	p.tally.add(&old, -1)
	p.tally.add(&doc, 1)
	b := encode(&doc)
	return errors.Join(
		p.exec(ctx, `UPDATE articles SET hash = ?, change = ?, url = ?, source = ?, title = ?, published = ?,
			lang = ?, script = ?, version = ? WHERE n = ?`,
			hash, e.Number, doc.URL, doc.Source, doc.Title, doc.Published, doc.Lang, doc.Script, p.version, n),
		p.exec(ctx, "UPDATE bodies SET text = ?, document = ? WHERE article = ?", b.text, b.document, n),
		p.dropEvents(ctx, n),
		p.putEvents(ctx, n, &doc),
		p.exec(ctx, "DELETE FROM members WHERE article = ?", n),
		p.exec(ctx, "DELETE FROM fingerprints WHERE article = ?", n),
		p.fingerprint(ctx, n, e.Print))
}

// own notes that the article was read again under its own id.
func (p *putter) own(ctx context.Context, n int64, art corpus.Article) error {
	return p.exec(ctx, "UPDATE articles SET author = ?, place = ?, last_seen = ? WHERE n = ?", art.Author, art.Place, p.now, n)
}

// source notes that the article gave the text of article n under a further id.
func (p *putter) source(ctx context.Context, n int64, art corpus.Article) error {
	return p.exec(ctx, `INSERT INTO further
		(id, article, url, source, title, published, author, place, first_seen, last_seen)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET article = excluded.article, url = excluded.url, source = excluded.source,
		title = excluded.title, published = excluded.published,
		author = excluded.author, place = excluded.place, last_seen = excluded.last_seen`,
		art.ID, n, art.URL, art.Source, art.Title, art.Published, art.Author, art.Place, p.now, p.now)
}

func (p *putter) nextChange() int64 {
	p.change++
	return p.change
}

// dangling complains of an entity that the document names and does not have.
func dangling(doc *pipeline.Document) error {
	known := make(map[string]bool, len(doc.Entities)+1)
	known[""] = true
	for i := range doc.Entities {
		known[doc.Entities[i].ID] = true
	}
	check := func(what string, i int, ids ...string) error {
		for _, id := range ids {
			if !known[id] {
				return fmt.Errorf("%s %d speaks of entity %q, which is not in the document", what, i, id)
			}
		}
		return nil
	}
	var errs []error
	for i := range doc.Mentions {
		if m := &doc.Mentions[i]; !known[m.Entity] {
			errs = append(errs, check("mention", i, m.Entity))
		}
	}
	for i, m := range doc.Memberships {
		errs = append(errs, check("membership", i, m.Person, m.Organization, m.Place))
	}
	for i, r := range doc.Parents {
		errs = append(errs, check("parent", i, r.Child, r.Parent))
	}
	for i, e := range doc.Events {
		errs = append(errs, check("event", i, e.Person, e.Organization, e.Place))
	}
	return errors.Join(errs...)
}
