package archive

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// Bodies and places make up most members, and some of their blocks hold every second
// article of an archive. The members of such a block are one identity, unless a user
// has decided otherwise, so new ones are counted in and the others are not looked at.

// packCensus writes a census of an identity of that name, beyond head, which is in
// columns of its own. Of the key, 32 bits of a hash are enough.
func packCensus(c *resolve.Census, name string) []byte {
	k := coder{symbols: symbols()}
	k.census(c, name)
	return k.data
}

// unpackCensus reads a census that has its head already. The key must be the one that
// it was packed with; else it is no census of that key, and ok is false.
func unpackCensus(packed []byte, c *resolve.Census, key, name string) (ok bool, err error) {
	k := coder{decoding: true, data: packed, symbols: symbols()}
	c.Key = key
	ok = k.census(c, name)
	if k.damaged || len(k.data) > 0 {
		return false, errPacked
	}
	return ok, nil
}

func (c *coder) census(v *resolve.Census, name string) bool {
	kind, members, key := uint64(v.Type), uint64(v.Members), uint64(uint32(blockNumber(v.Key))) //nolint:gosec // its bits
	same := key
	c.uint(&kind)
	c.uint(&members)
	c.uint(&key)
	v.Type, v.Members = mention.Type(kind), int(members) //nolint:gosec // a number of rows
	c.like(name, &v.Title)
	type used struct {
		name string
		use  resolve.NameUse
	}
	var names []used
	for name, use := range v.Names {
		names = append(names, used{name, use})
	}
	slices.SortFunc(names, func(a, b used) int { return strings.Compare(a.name, b.name) })
	list(c, &names, func(u *used) {
		c.like(name, &u.name)
		n := uint64(u.use.Members)
		c.uint(&n)
		u.use.Members = int(n)
		c.str(&u.use.Last)
	})
	v.Names = make(map[string]resolve.NameUse, len(names))
	for _, u := range names {
		v.Names[u.name] = u.use
	}
	return key == same
}

// A newcomer is a member of a body or place that is not stored yet.
type newcomer struct {
	n       int64
	packed  []byte
	profile resolve.Profile
}

// enrol stores the new members of a block of a body or place. They are counted in if
// nothing speaks against it; else the block is stale.
func (w *profilePacker) enrol(ctx context.Context, made *decided, block int64, list []newcomer) error {
	census, row, err := w.census(ctx, made, block, list[0].profile.Key)
	if err != nil {
		return err
	}
	one := census != nil
	for i := range list {
		p := &list[i].profile
		if one = one && fits(census, p) && len(made.bySeed[p.Seed]) == 0; !one {
			break
		}
		census.Add(p)
		if census.Head.Article == p.Article {
			row.article = list[i].n
		}
	}
	identity := sql.NullInt64{}
	if one {
		identity.Valid = true
		if identity.Int64, err = w.storeCensus(ctx, block, row, census); err != nil {
			return err
		}
	} else if err := w.stale(ctx, block); err != nil {
		return err
	}
	for _, m := range list {
		if err := w.exec(ctx, "INSERT INTO members VALUES (?, ?, ?, ?, ?)", m.n, m.profile.Entity, block, identity, m.packed); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) stale(ctx context.Context, block int64) error {
	return t.exec(ctx, "INSERT OR IGNORE INTO stale_blocks VALUES (?)", block)
}

// census reads that of a block, of entities with that key, and the row that holds it; an empty one for a new
// block, nil for one that has to be looked at as a whole.
func (w *profilePacker) census(ctx context.Context, made *decided, block int64, key string) (*resolve.Census, identityRow, error) {
	if made.blocks[block] {
		return nil, identityRow{}, nil
	}
	type stored struct {
		row         identityRow
		census      []byte
		stale       bool
		head        resolve.Head
		known, gone bool
	}
	rows, err := collect(ctx, w, func(r *sql.Rows, s *stored) error {
		v := &s.row
		return r.Scan(&s.stale, &s.known, &s.gone, &v.n, &v.id, &v.article, &v.kind, &v.name, &v.aliases, &v.keys, &v.members, &s.census, &s.head.Article, &s.head.Date)
	}, `SELECT EXISTS (SELECT 1 FROM stale_blocks WHERE block = ?1), i.n IS NOT NULL, a.n IS NULL, ifnull(i.n, 0), ifnull(i.id, ''),
			ifnull(i.article, 0), ifnull(i.type, ''), ifnull(i.name, ''), ifnull(i.aliases, ''), ifnull(i.keys, ''), ifnull(i.members, 0), i.census,
			ifnull(a.id, ''), ifnull(a.published, '')
		FROM (SELECT 1) LEFT JOIN identities i ON i.block = ?1 LEFT JOIN articles a ON a.n = i.article`, block)
	if err != nil || len(rows) != 1 || rows[0].stale {
		return nil, identityRow{}, err
	}
	s := rows[0]
	s.row.block = block
	census := &resolve.Census{Head: s.head}
	census.Head.Seed = s.row.id
	switch {
	case !s.known:
		return &resolve.Census{}, s.row, nil
	case len(s.census) == 0 || s.gone:
		return nil, s.row, nil
	}
	if ok, err := unpackCensus(s.census, census, key, s.row.name); err != nil {
		return nil, s.row, fmt.Errorf("identity %q: %w", s.row.id, err)
	} else if !ok {
		return nil, s.row, nil
	}
	s.row.census = string(s.census)
	return census, s.row, nil
}

// storeCensus brings the row of a body or place up to date and returns its number.
func (w *profilePacker) storeCensus(ctx context.Context, block int64, old identityRow, c *resolve.Census) (int64, error) {
	row, err := censusRow(block, old.article, c)
	if err != nil {
		return 0, err
	}
	row.n = old.n
	before := old
	if before.id != "" && before.id != row.id {
		if err := w.exec(ctx, "INSERT OR REPLACE INTO former SELECT ?, article FROM identities WHERE n = ?", before.id, before.n); err != nil {
			return 0, err
		}
	}
	return w.storeIdentity(ctx, row)
}

// censusRow is the row of an identity whose head is in an article.
func censusRow(block, article int64, c *resolve.Census) (identityRow, error) {
	id := c.Identity()
	row, err := rowOf(&id, block, article, c.Members)
	row.census = string(packCensus(c, row.name))
	return row, err
}

// storeIdentity writes a row, a new one when its number is 0, and returns its number.
func (t *transaction) storeIdentity(ctx context.Context, row identityRow) (int64, error) {
	if row.n == 0 {
		err := t.queryRow(ctx, `INSERT INTO identities (id, block, article, type, name, aliases, keys, members, census)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`,
			row.id, row.block, row.article, row.kind, row.name, row.aliases, row.keys, row.members, []byte(row.census)).Scan(&row.n)
		return row.n, err
	}
	return row.n, t.exec(ctx, `UPDATE identities SET id = ?, block = ?, article = ?, type = ?, name = ?, aliases = ?, keys = ?, members = ?, census = ?
		WHERE n = ?`, row.id, row.block, row.article, row.kind, row.name, row.aliases, row.keys, row.members, []byte(row.census), row.n)
}

// recount looks at a block of a body or place as a whole, one member after another. It
// reports false, and has changed nothing, when the members are not all of one key or a
// decision concerns one.
func (t *transaction) recount(ctx context.Context, block int64, made *decided) (bool, error) {
	w := identityWriter{transaction: t, old: map[int64]identityRow{}, free: map[int64]bool{}}
	if err := w.take(ctx, block); err != nil {
		return false, err
	}
	r := recounting{n: slices.Min(append(slices.Collect(maps.Keys(w.old)), math.MaxInt64))}
	if uniform, err := r.count(ctx, t, block, made); !uniform || err != nil {
		return false, err
	}
	if r.census.Members > 0 {
		old, known := w.old[r.n]
		row, err := censusRow(block, r.head, &r.census)
		if known {
			row.n = r.n
		}
		if err == nil && known && old.id != row.id {
			err = w.former(ctx, old)
		}
		if err == nil {
			w.free[r.n] = false
			r.n, err = t.storeIdentity(ctx, row)
		}
		if err != nil {
			return false, err
		}
	}
	for _, m := range r.wrong {
		if err := t.exec(ctx, "UPDATE members SET identity = ? WHERE article = ? AND entity = ?", r.n, m.n, m.entity); err != nil {
			return false, err
		}
	}
	return true, w.finish(ctx, []int64{block})
}

// A recounting is the census of a whole block.
type recounting struct {
	n      int64 // number of the identity, one that is not there for none
	census resolve.Census
	head   int64 // article of the first member
	wrong  []misplaced
}

// A misplaced member belongs to another identity, or to none.
type misplaced struct {
	n      int64 // of its article
	entity string
}

// count reads the members; uniform is false when they are not all of one key or a
// decision concerns one.
func (r *recounting) count(ctx context.Context, t *transaction, block int64, made *decided) (uniform bool, err error) {
	for m, err := range newProfileReader(t).scan(ctx, "members m JOIN articles a ON a.n = m.article WHERE m.block = ?", block) {
		if err != nil {
			return false, err
		}
		p := &m.profile
		if p.Type == mention.Person || !fits(&r.census, p) || len(made.bySeed[p.Seed]) > 0 {
			return false, nil
		}
		r.census.Add(p)
		if r.census.Head.Article == p.Article {
			r.head = m.n
		}
		if m.identity.Int64 != r.n {
			r.wrong = append(r.wrong, misplaced{m.n, p.Entity})
		}
	}
	return true, nil
}

// fits tells whether a profile is of what a census counts.
func fits(c *resolve.Census, p *resolve.Profile) bool {
	return c.Members == 0 || c.Key == p.Key && c.Type == p.Type
}
