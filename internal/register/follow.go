package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"iter"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ledger"
)

// How much is done in one transaction.
const (
	batchArticles = 256
	batchSeats    = 128
)

// readerArticles is how many articles a reader reads: it keeps the name of every post that
// it has seen.
const readerArticles = 32 * batchArticles

// CatchUp brings the register to the state of the archive. Stopped at any point, it goes
// on from there the next time. It returns how many articles and posts it looked at.
// Another process may do the same at the same time; they take turns.
func (r *Register) CatchUp(ctx context.Context) (articles, seats int, err error) {
	r.catching.Lock()
	defer r.catching.Unlock()
	defer func() { r.reader = nil }()
	for more := true; more && err == nil; {
		if articles%readerArticles == 0 {
			r.reader = ledger.NewReader(r.namer, func(_, entity string) string { return entity })
		}
		err = r.transact(ctx, func(t *transaction) (err error) {
			var n int
			n, err = t.follow(ctx)
			articles += n
			more = n == batchArticles
			return err
		})
	}
	if err == nil {
		err = r.transact(ctx, func(t *transaction) error { return t.identify(ctx) })
	}
	for more := true; more && err == nil; {
		err = r.transact(ctx, func(t *transaction) (err error) {
			var n int
			n, err = t.settle(ctx)
			seats += n
			more = n == batchSeats
			return err
		})
	}
	if err != nil {
		return articles, seats, fmt.Errorf("register: %w", err)
	}
	return articles, seats, nil
}

// A transaction writes; it prepares each statement once.
type transaction struct {
	*Register
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
}

func (r *Register) transact(ctx context.Context, f func(*transaction) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := r.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(&transaction{Register: r, tx: tx, stmts: map[string]*sql.Stmt{}}); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (t *transaction) exec(ctx context.Context, query string, args ...any) error {
	s, err := t.prepare(ctx, query)
	if err == nil {
		_, err = s.ExecContext(ctx, args...)
	}
	return err
}

func (t *transaction) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := t.stmts[query]; ok {
		return s, nil
	}
	s, err := t.tx.PrepareContext(ctx, query)
	if err == nil {
		t.stmts[query] = s
	}
	return s, err
}

// number runs a statement that gives one number, 0 for none.
func (t *transaction) number(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := t.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	var n int64
	if err = s.QueryRowContext(ctx, args...).Scan(&n); errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, err
}

func (t *transaction) meta(ctx context.Context, key string) (string, error) {
	var s string
	err := t.tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", key).Scan(&s)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return s, err
}

func (t *transaction) setMeta(ctx context.Context, key string, value any) error {
	return t.exec(ctx, "INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)
}

// begin makes sure that the register is of this archive and these rules.
func (t *transaction) begin(ctx context.Context) (change int64, err error) {
	want := t.version + " " + t.archive.ID()
	have, err := t.meta(ctx, "version")
	if err != nil {
		return 0, err
	}
	if have == want {
		return t.number(ctx, "SELECT value FROM meta WHERE key = 'change'")
	}
	for _, table := range contents {
		if err := t.exec(ctx, "DELETE FROM "+table); err != nil {
			return 0, err
		}
	}
	return 0, t.setMeta(ctx, "version", want)
}

// follow takes in a batch of changed articles.
func (t *transaction) follow(ctx context.Context) (n int, err error) {
	change, err := t.begin(ctx)
	if err != nil {
		return 0, err
	}
	for c, err := range t.archive.Changed(ctx, change) {
		if err != nil {
			return n, err
		}
		if err := t.article(ctx, &c); err != nil {
			return n, fmt.Errorf("article %q: %w", c.ID, err)
		}
		change = c.Number
		if n++; n == batchArticles {
			break
		}
	}
	return n, t.setMeta(ctx, "change", change)
}

// article replaces what an article says.
func (t *transaction) article(ctx context.Context, c *archive.Change) error {
	n, err := t.number(ctx, "SELECT n FROM articles WHERE id = ?", c.ID)
	if err != nil {
		return err
	}
	if n != 0 {
		for _, query := range []string{
			"INSERT OR IGNORE INTO stale SELECT seat FROM facts WHERE article = ?", "DELETE FROM facts WHERE article = ?",
			"DELETE FROM parties WHERE article = ?", "DELETE FROM articles WHERE n = ?",
		} {
			if err := t.exec(ctx, query, n); err != nil {
				return err
			}
		}
	}
	if c.Removed {
		return nil
	}
	facts, counts := t.reader.Read(&c.Document)
	if len(facts)+len(counts) == 0 {
		return nil
	}
	if n, err = t.number(ctx, "INSERT INTO articles (id, published) VALUES (?, ?) RETURNING n", c.ID, c.Document.Published); err != nil {
		return err
	}
	w := articleWriter{transaction: t, n: n}
	for i := range facts {
		if err := w.add(ctx, facts[i].Seat, facts[i].Person, facts[i].Org, facts[i].Place, keepFact(&facts[i])); err != nil {
			return err
		}
	}
	for i := range counts {
		if err := w.add(ctx, counts[i].Seat, counts[i].Person, "", "", keepCount(&counts[i])); err != nil {
			return err
		}
	}
	return w.parties(ctx, c.ID)
}

// An articleWriter writes the facts of one article.
type articleWriter struct {
	*transaction
	n        int64
	ord      int
	entities []string
}

func (w *articleWriter) add(ctx context.Context, seat *ledger.SeatName, person, org, place string, k kept) error {
	s, err := w.seat(ctx, seat.Key)
	if err != nil {
		return err
	}
	name, err := w.name(ctx, seat)
	if err != nil {
		return err
	}
	data, err := pack(k)
	if err != nil {
		return err
	}
	w.ord++
	for _, e := range []string{person, org, place} {
		if e != "" {
			w.entities = append(w.entities, e)
		}
	}
	err = w.exec(ctx, "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", w.n, w.ord, s, name, person, org, place, data)
	if err != nil {
		return err
	}
	return w.exec(ctx, "INSERT OR IGNORE INTO stale VALUES (?)", s)
}

func (w *articleWriter) parties(ctx context.Context, article string) error {
	if len(w.entities) == 0 {
		return nil
	}
	known, err := w.archive.ArticleIdentities(ctx, article)
	if err != nil {
		return err
	}
	for _, e := range w.entities {
		if err := w.exec(ctx, "INSERT OR IGNORE INTO parties VALUES (?, ?, ?)", w.n, e, known[e]); err != nil {
			return err
		}
	}
	return nil
}

// seat is the number of a seat, which may be new.
func (t *transaction) seat(ctx context.Context, key string) (int64, error) {
	n, err := t.number(ctx, "SELECT n FROM seats WHERE key = ?", key)
	if n != 0 || err != nil {
		return n, err
	}
	return t.number(ctx, "INSERT INTO seats (key, id, facts, holders, gaps, conflicts, leads, words, data) VALUES (?, ?, 0, 0, 0, 0, 0, '', x'') RETURNING n", key, seatID(key))
}

// name is the number of what articles call a seat.
func (t *transaction) name(ctx context.Context, s *ledger.SeatName) (int64, error) {
	data, err := pack(keepName(s))
	if err != nil {
		return 0, err
	}
	hash := crc32.ChecksumIEEE(data)
	n, err := t.number(ctx, "SELECT n FROM names WHERE hash = ? AND name = ?", hash, data)
	if n != 0 || err != nil {
		return n, err
	}
	return t.number(ctx, "INSERT INTO names (hash, name) VALUES (?, ?) RETURNING n", hash, data)
}

// identify compares the identities of all entities of facts with the archive's, when
// those have changed, and marks the seats of those that differ.
func (t *transaction) identify(ctx context.Context) error {
	rev, err := t.archive.Revision(ctx)
	if err != nil {
		return err
	}
	want := fmt.Sprintf("%d-%s-%d", rev.Identified, rev.Decisions, rev.Change)
	have, err := t.meta(ctx, "identities")
	if err != nil || have == want {
		return err
	}
	changed, err := t.moved(ctx)
	if err != nil {
		return err
	}
	for _, p := range changed {
		if err := t.exec(ctx, "UPDATE parties SET identity = ? WHERE article = ? AND entity = ?", p.identity, p.article, p.entity); err != nil {
			return err
		}
		err := t.exec(ctx, "INSERT OR IGNORE INTO stale SELECT seat FROM facts WHERE article = ?1 AND ?2 IN (person, org, place)", p.article, p.entity)
		if err != nil {
			return err
		}
	}
	return t.setMeta(ctx, "identities", want)
}

// A party is an entity of a fact with its identity.
type party struct {
	article          int64
	entity, identity string
}

// moved lists the entities of facts whose identity is another than before. Both sides
// come in the order of articles and entities.
func (t *transaction) moved(ctx context.Context) ([]party, error) {
	next, stop := iter.Pull2(t.archive.EntityIdentities(ctx))
	defer stop()
	now, err, more := next()
	rows, qerr := t.tx.QueryContext(ctx, "SELECT a.id, p.article, p.entity, p.identity FROM articles a JOIN parties p ON p.article = a.n ORDER BY a.id, p.entity")
	if qerr != nil {
		return nil, qerr
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells what went wrong
	var list []party
	for rows.Next() {
		var id string
		var p party
		var old string
		if err := rows.Scan(&id, &p.article, &p.entity, &old); err != nil {
			return nil, err
		}
		for more && err == nil && (now.Article < id || now.Article == id && now.Entity < p.entity) {
			now, err, more = next()
		}
		if more && err != nil {
			return nil, err
		}
		if more && now.Article == id && now.Entity == p.entity {
			p.identity = now.Identity
		}
		if p.identity != old {
			list = append(list, p)
		}
	}
	return list, rows.Err()
}
