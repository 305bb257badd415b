package archive

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The reasons for which a decision about identities is refused.
var (
	ErrNoIdentity = errors.New("archive: no such identity")
	ErrSame       = errors.New("archive: they are one already")
	ErrTypes      = errors.New("archive: they are of different types")
	ErrNotMember  = errors.New("archive: it does not belong to that identity")
	ErrOnly       = errors.New("archive: it is all that there is of that identity")
	ErrNoDecision = errors.New("archive: no such decision")
)

// Kinds of decisions.
const (
	kindJoin  = "join"
	kindApart = "apart"
)

// A Decision is what a user said about identities. It overrides the rules until it is
// taken back. Joined identities are one, whatever speaks against it. An entity kept
// apart (A) is taken out of everything the rules make of it; it belongs to another
// only where a later decision joins it.
type Decision struct {
	Number int64     `json:"number"`
	Kind   string    `json:"kind"` // join or apart
	A      Party     `json:"a"`
	B      Party     `json:"b"`
	Made   time.Time `json:"made"`
}

// A Party is one side of a decision: an identity as it was then, by the entity whose
// seed was, or could have been, its id.
type Party struct {
	Article string `json:"article"`
	Seed    string `json:"id"`
	Name    string `json:"name"`
}

// Join decides that two identities, given by their ids, are one. Identify carries it
// out.
func (a *Archive) Join(ctx context.Context, now time.Time, one, other string) (Decision, error) {
	d := Decision{Kind: kindJoin, Made: now}
	err := a.transact(ctx, func(t *transaction) error {
		x, err := identity(ctx, t, one)
		if err != nil {
			return err
		}
		y, err := identity(ctx, t, other)
		if err != nil {
			return err
		}
		switch {
		case x.ID == y.ID:
			return fmt.Errorf("%w: %s is %s", ErrSame, one, other)
		case x.Type != y.Type:
			return fmt.Errorf("%w: %s is a %s, %s a %s", ErrTypes, one, x.Type, other, y.Type)
		}
		d.A, d.B = partyOf(x, 0, x.ID), partyOf(y, 0, y.ID)
		return t.decide(ctx, &d)
	})
	return d, err
}

// KeepApart decides that an entity of an article is not that identity. Identify
// carries it out.
func (a *Archive) KeepApart(ctx context.Context, now time.Time, id, article, entity string) (Decision, error) {
	d := Decision{Kind: kindApart, Made: now}
	err := a.transact(ctx, func(t *transaction) error {
		x, err := identity(ctx, t, id)
		if err != nil {
			return err
		}
		at, other := -1, -1
		for i, m := range x.Members {
			if m.Article == article && m.Entity == entity {
				at = i
			} else if other < 0 {
				other = i
			}
		}
		if at < 0 {
			return fmt.Errorf("%w: %s/%s, %s", ErrNotMember, article, entity, id)
		}
		if other < 0 {
			return fmt.Errorf("%w: %s/%s", ErrOnly, article, entity)
		}
		for _, p := range []struct {
			to *Party
			at int
		}{{&d.A, at}, {&d.B, other}} {
			seed, err := t.seed(ctx, x.Members[p.at])
			if err != nil {
				return err
			}
			*p.to = partyOf(x, p.at, seed)
		}
		return t.decide(ctx, &d)
	})
	return d, err
}

func partyOf(id Identity, member int, seed string) Party {
	return Party{Article: id.Members[member].Article, Seed: seed, Name: id.Members[member].Name}
}

// seed is what names a member.
func (t *transaction) seed(ctx context.Context, m Member) (string, error) {
	list, err := numbers(ctx, t, "SELECT m.seed FROM articles a JOIN members m ON m.article = a.n WHERE a.id = ? AND m.entity = ?", m.Article, m.Entity)
	if err == nil && len(list) == 0 {
		err = ErrNotMember
	}
	if err != nil {
		return "", err
	}
	return seedText(list[0]), nil
}

// decide stores a decision and has what it concerns looked at again.
func (t *transaction) decide(ctx context.Context, d *Decision) error {
	err := t.queryRow(ctx, `INSERT INTO decisions (kind, a_article, a_seed, a_name, b_article, b_seed, b_name, made)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`, d.Kind, d.A.Article, d.A.Seed, d.A.Name, d.B.Article, d.B.Seed, d.B.Name,
		stamp(d.Made)).Scan(&d.Number)
	if err != nil {
		return err
	}
	return t.lookAgain(ctx, *d)
}

// lookAgain makes stale all blocks that a decision concerns, before and after it.
func (t *transaction) lookAgain(ctx context.Context, d Decision) error {
	made, err := decidedBy(ctx, t)
	if err != nil {
		return err
	}
	blocks, err := blocksOf(ctx, t, d)
	if err != nil {
		return err
	}
	for _, block := range blocks {
		for _, b := range made.group(block) {
			if err := t.exec(ctx, "INSERT OR REPLACE INTO stale_blocks VALUES (?, 1)", b); err != nil {
				return err
			}
		}
	}
	return nil
}

// AddDecisions takes over what users of another archive have decided, in the order in
// which they did, without what is decided here already. What an article that is not here
// is about waits for it. Identify carries out the rest. It gives the number of those
// taken over.
func (a *Archive) AddDecisions(ctx context.Context, list []Decision) (n int, err error) {
	if len(list) == 0 {
		return 0, nil
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(d, e Decision) int { return cmp.Or(d.Made.Compare(e.Made), cmp.Compare(d.Number, e.Number)) })
	err = a.transact(ctx, func(t *transaction) error {
		known, err := decisions(ctx, t)
		if err != nil {
			return err
		}
		for _, d := range list {
			switch {
			case d.Kind != kindJoin && d.Kind != kindApart:
				return fmt.Errorf("archive: there is no decision of the kind %q", d.Kind)
			case slices.ContainsFunc(known, d.same):
				continue
			}
			if err := t.decide(ctx, &d); err != nil {
				return err
			}
			known = append(known, d)
			n++
		}
		return nil
	})
	return n, err
}

// same tells whether two decisions say the same.
func (d Decision) same(e Decision) bool {
	return d.Kind == e.Kind && d.A.Article == e.A.Article && d.A.Seed == e.A.Seed && d.B.Article == e.B.Article && d.B.Seed == e.B.Seed
}

// Undo takes back the decision of that number, the last one for 0. Identify carries it
// out. The error is ErrNoDecision when there is none.
func (a *Archive) Undo(ctx context.Context, number int64) (Decision, error) {
	var d Decision
	err := a.transact(ctx, func(t *transaction) error {
		list, err := decisions(ctx, t)
		if err != nil {
			return err
		}
		for _, made := range list {
			if made.Number == number || number == 0 {
				d = made
			}
		}
		if d.Number == 0 {
			return fmt.Errorf("%w: %d", ErrNoDecision, number)
		}
		if err := t.lookAgain(ctx, d); err != nil {
			return err
		}
		return t.exec(ctx, "DELETE FROM decisions WHERE n = ?", d.Number)
	})
	return d, err
}

// Decisions returns what users have decided, by number.
func (a *Archive) Decisions(ctx context.Context) ([]Decision, error) { return decisions(ctx, a.read) }

func decisions(ctx context.Context, db querier) ([]Decision, error) {
	return collect(ctx, db, func(r *sql.Rows, d *Decision) error {
		return r.Scan(&d.Number, &d.Kind, &d.A.Article, &d.A.Seed, &d.A.Name, &d.B.Article, &d.B.Seed, &d.B.Name, moment{&d.Made})
	}, "SELECT n, kind, a_article, a_seed, a_name, b_article, b_seed, b_name, made FROM decisions ORDER BY n")
}
