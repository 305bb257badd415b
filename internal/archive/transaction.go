package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"
)

// A transaction prepares each statement once and closes them all at its end.
type transaction struct {
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
}

// moment begins to read the archive as it is now. The caller calls end.
func (a *Archive) moment(ctx context.Context) (tx *sql.Tx, end func(), err error) {
	tx, err = a.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, nil, fmt.Errorf("archive: %w", Explain(err))
	}
	return tx, func() { _ = tx.Rollback() }, nil // it only read
}

// snapshot runs f on the archive as it is now.
func (a *Archive) snapshot(ctx context.Context, f func(*transaction) error) error {
	tx, end, err := a.moment(ctx)
	if err != nil {
		return err
	}
	defer end()
	return f(&transaction{tx: tx, stmts: map[string]*sql.Stmt{}})
}

// transact runs f in a write transaction and commits when f succeeds. When ctx ends, the
// transaction is rolled back.
func (a *Archive) transact(ctx context.Context, f func(*transaction) error) error {
	if a.write == nil {
		return ErrReadOnly
	}
	tx, err := a.write.BeginTx(ctx, nil)
	if err != nil {
		return Explain(err)
	}
	if err := f(&transaction{tx: tx, stmts: map[string]*sql.Stmt{}}); err != nil {
		// A full disk has SQLite roll back by itself, and then refuse to do it again.
		if undo := tx.Rollback(); undo != nil && !isCode(err, sqlite3.SQLITE_FULL) && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
		if ended := context.Cause(ctx); ended != nil && errors.Is(err, sql.ErrTxDone) {
			err = ended
		}
		return Explain(err)
	}
	return Explain(tx.Commit())
}

// Statements of one row are not interrupted: the driver would watch the context in a
// goroutine for each, which costs as much as a small row. Between them the end of the
// transaction is enough.
func short(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func (t *transaction) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := t.stmts[query]; ok {
		return s, nil
	}
	s, err := t.tx.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	t.stmts[query] = s
	return s, nil
}

// exec is for statements of few rows.
func (t *transaction) exec(ctx context.Context, query string, args ...any) error {
	s, err := t.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(short(ctx), args...)
	return err
}

// queryRow is for statements that give one row.
func (t *transaction) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := t.prepare(ctx, query)
	if err != nil {
		return t.tx.QueryRowContext(ctx, query, args...) // Scan reports the same error
	}
	return s.QueryRowContext(short(ctx), args...)
}

// QueryContext makes a transaction a querier. The rows of one query must be closed
// before the same query is made again.
func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := t.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}
