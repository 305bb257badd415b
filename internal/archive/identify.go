package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// A Profiler says of a document's entities what helps to know them again in other
// articles. Its version changes when it would say something else of old documents.
type Profiler interface {
	Profiles(pipeline.Document) []resolve.Profile
	IdentityVersion() string
}

// How much is done in one transaction.
const (
	profileBatch = 256 // articles
	blockBatch   = 512 // blocks
)

// Identify brings the identities up to date with the articles: it looks again at the
// names that came or went since the last time, and at all of them when p is of
// another version. It returns how many blocks it looked at as a whole. It may be stopped at any
// time and goes on from there when called again; the result does not depend on the
// order in which articles were stored. It needs memory for the largest block.
func (a *Archive) Identify(ctx context.Context, p Profiler) (blocks int, err error) {
	if err := a.startIdentities(ctx, p.IdentityVersion()); err != nil {
		return 0, fmt.Errorf("archive: identities: %w", err)
	}
	for more := true; more; {
		if err = ctx.Err(); err == nil {
			err = a.transact(ctx, func(t *transaction) (err error) {
				more, err = t.addMembers(ctx, p)
				return err
			})
		}
		if err != nil {
			return 0, fmt.Errorf("archive: members of identities: %w", err)
		}
	}
	for {
		var n int
		if err = ctx.Err(); err == nil {
			err = a.transact(ctx, func(t *transaction) (err error) {
				n, err = t.settle(ctx)
				return err
			})
		}
		if err != nil {
			return blocks, fmt.Errorf("archive: identities: %w", err)
		}
		if n == 0 {
			return blocks, nil
		}
		blocks += n
	}
}

// startIdentities forgets what another version has made.
func (a *Archive) startIdentities(ctx context.Context, version string) error {
	return a.transact(ctx, func(t *transaction) error {
		var old string
		if err := t.queryRow(ctx, "SELECT value FROM meta WHERE key = 'identity_version'").Scan(&old); err != nil || old == version {
			return err
		}
		for _, query := range []string{
			"INSERT OR REPLACE INTO former SELECT id, article FROM identities",
			"DELETE FROM members", "DELETE FROM parts", "DELETE FROM stale_blocks", "DELETE FROM identities",
			"UPDATE meta SET value = 0 WHERE key = 'identified'",
		} {
			if err := t.exec(ctx, query); err != nil {
				return err
			}
		}
		return t.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'identity_version'", version)
	})
}

// An unread article is one whose entities have no profiles yet.
type unread struct {
	n, change int64
	doc       pipeline.Document
}

// addMembers reads a batch of articles that have changed; more tells whether there
// may be others.
func (t *transaction) addMembers(ctx context.Context, p Profiler) (more bool, err error) {
	var last int64
	made, err := decidedBy(ctx, t)
	if err != nil {
		return false, err
	}
	w := profilePacker{transaction: t, stored: map[uint64]bool{}, bodies: map[int64][]newcomer{}, people: map[int64]bool{}}
	for u, err := range stream(ctx, t, func(r *sql.Rows, u *unread) error { return scanDocument(r.Scan, &u.doc, &u.n, &u.change) },
		"SELECT a.n, a.change, "+bodyColumns+` FROM articles a JOIN bodies b ON b.article = a.n
		WHERE a.change > (SELECT value FROM meta WHERE key = 'identified') ORDER BY a.change LIMIT ?`, profileBatch) {
		if err != nil {
			return false, err
		}
		if err := errors.Join(ctx.Err(), w.addArticle(ctx, u.n, p.Profiles(u.doc))); err != nil {
			return false, fmt.Errorf("article %q: %w", u.doc.ID, err)
		}
		last = u.change
	}
	if last == 0 {
		return false, nil
	}
	for _, block := range slices.Sorted(maps.Keys(w.bodies)) {
		if err := w.enrol(ctx, &made, block, w.bodies[block]); err != nil {
			return false, fmt.Errorf("block %d: %w", block, err)
		}
	}
	for _, block := range slices.Sorted(maps.Keys(w.people)) {
		if err := t.stale(ctx, block); err != nil {
			return false, err
		}
	}
	return true, t.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'identified'", last)
}

// addArticle stores the persons of an article, and keeps the others for later.
func (w *profilePacker) addArticle(ctx context.Context, n int64, profiles []resolve.Profile) error {
	for i := range profiles {
		p := &profiles[i]
		packed, err := w.pack(ctx, p)
		if err != nil {
			return err
		}
		block := blockNumber(p.Block)
		if p.Type != mention.Person {
			w.bodies[block] = append(w.bodies[block], newcomer{n, packed, *p})
			continue
		}
		w.people[block] = true
		if err := w.exec(ctx, "INSERT INTO members VALUES (?, ?, ?, NULL, ?)", n, p.Entity, block, packed); err != nil {
			return err
		}
	}
	return nil
}

// settle looks at a batch of stale blocks and returns how many there were.
func (t *transaction) settle(ctx context.Context) (int, error) {
	stale, err := numbers(ctx, t, "SELECT block FROM stale_blocks ORDER BY block LIMIT ?", blockBatch)
	if err != nil || len(stale) == 0 {
		return 0, err
	}
	made, err := decidedBy(ctx, t)
	if err != nil {
		return 0, err
	}
	done := map[int64]bool{}
	for _, block := range stale {
		if done[block] {
			continue
		}
		group := made.group(block)
		for _, b := range group {
			done[b] = true
		}
		if err := errors.Join(ctx.Err(), t.settleBlocks(ctx, group, made)); err != nil {
			return 0, fmt.Errorf("block %d: %w", block, err)
		}
	}
	return len(stale), nil
}

// decided is what users have decided, by what it concerns.
type decided struct {
	bySeed map[string][]resolve.Decision
	joined [][]int64      // blocks that joins tie together
	blocks map[int64]bool // all that any decision concerns
}

func decidedBy(ctx context.Context, db querier) (decided, error) {
	d := decided{bySeed: map[string][]resolve.Decision{}, blocks: map[int64]bool{}}
	list, err := decisions(ctx, db)
	if err != nil {
		return d, err
	}
	for _, made := range list {
		rule := resolve.Decision{Number: made.Number, Join: made.Kind == kindJoin, A: made.A.Seed, B: made.B.Seed}
		d.bySeed[rule.A] = append(d.bySeed[rule.A], rule)
		d.bySeed[rule.B] = append(d.bySeed[rule.B], rule)
		blocks, err := blocksOf(ctx, db, made)
		if err != nil {
			return d, err
		}
		for _, b := range blocks {
			d.blocks[b] = true
		}
		if rule.Join && len(blocks) > 1 {
			d.tie(blocks)
		}
	}
	return d, nil
}

// blocksOf are the blocks of what a decision is about, as far as it is there.
func blocksOf(ctx context.Context, db querier, made Decision) ([]int64, error) {
	var blocks []int64
	for _, party := range []Party{made.A, made.B} {
		m, err := seedMember(ctx, db, party.Seed, party.Article)
		if err != nil {
			return nil, err
		}
		if m != nil {
			blocks = append(blocks, m.block)
		}
	}
	slices.Sort(blocks)
	return slices.Compact(blocks), nil
}

// tie notes that blocks belong together.
func (d *decided) tie(blocks []int64) {
	rest := d.joined[:0:0]
	for _, group := range d.joined {
		if slices.ContainsFunc(group, func(b int64) bool { return slices.Contains(blocks, b) }) {
			blocks = append(blocks, group...)
		} else {
			rest = append(rest, group)
		}
	}
	slices.Sort(blocks)
	d.joined = append(rest, slices.Compact(blocks))
}

// group is the blocks that are looked at together with a block, itself included.
func (d *decided) group(block int64) []int64 {
	for _, group := range d.joined {
		if slices.Contains(group, block) {
			return group
		}
	}
	return []int64{block}
}

// about lists the decisions that concern any of the profiles.
func (d *decided) about(members []member) []resolve.Decision {
	if len(d.bySeed) == 0 {
		return nil
	}
	var list []resolve.Decision
	for i := range members {
		for _, made := range d.bySeed[members[i].profile.Seed] {
			if !slices.Contains(list, made) {
				list = append(list, made)
			}
		}
	}
	return list
}

// identities works out who is who among the members of blocks.
func (d *decided) identities(members []member) []resolve.Identity {
	profiles := make([]resolve.Profile, len(members))
	for i := range members {
		profiles[i] = members[i].profile
	}
	return resolve.Identities(profiles, d.about(members))
}

// settleBlocks works out the identities of blocks and writes what has changed.
func (t *transaction) settleBlocks(ctx context.Context, blocks []int64, made decided) error {
	if len(blocks) == 1 && !made.blocks[blocks[0]] {
		if done, err := t.recount(ctx, blocks[0], &made); done || err != nil {
			return err
		}
	}
	members, err := newProfileReader(t).blockMembers(ctx, blocks)
	if err != nil {
		return err
	}
	w := identityWriter{transaction: t, at: make(map[entityOf]*member, len(members)), old: map[int64]identityRow{}, free: map[int64]bool{}}
	for i := range members {
		w.at[entityOf{members[i].profile.Article, members[i].profile.Entity}] = &members[i]
	}
	for _, block := range blocks {
		if err := w.take(ctx, block); err != nil {
			return err
		}
	}
	list := made.identities(members)
	numbers := w.assign(list)
	for i := range list {
		if err := w.write(ctx, numbers[i], &list[i]); err != nil {
			return err
		}
	}
	return w.finish(ctx, blocks)
}

// entityOf names an entity by the id of its article.
type entityOf struct{ article, entity string }

// An identityRow is a row of identities.
type identityRow struct {
	n, block, article   int64
	id, kind            string
	name, aliases, keys string
	census              string
	members             int
}

// An identityWriter brings the rows of some blocks from what they are to what they
// shall be.
type identityWriter struct {
	*transaction
	at   map[entityOf]*member
	old  map[int64]identityRow
	free map[int64]bool // numbers of old rows that nothing uses yet
}

// take reads what is stored of a block.
func (w *identityWriter) take(ctx context.Context, block int64) error {
	rows, err := collect(ctx, w, func(r *sql.Rows, v *identityRow) error {
		return r.Scan(&v.n, &v.id, &v.block, &v.article, &v.kind, &v.name, &v.aliases, &v.keys, &v.members, &v.census)
	}, "SELECT n, id, block, article, type, name, aliases, keys, members, census FROM identities WHERE block = ?", block)
	for _, r := range rows {
		w.old[r.n], w.free[r.n] = r, true
	}
	return err
}

// assign gives each identity the number of an old one: of that with its id, else of
// one that a member belonged to; 0 when there is none.
func (w *identityWriter) assign(list []resolve.Identity) []int64 {
	byID := make(map[string]int64, len(w.old))
	for _, r := range w.old {
		byID[r.id] = r.n
	}
	numbers := make([]int64, len(list))
	take := func(i int, n int64) {
		if w.free[n] {
			numbers[i], w.free[n] = n, false
		}
	}
	for i := range list {
		take(i, byID[list[i].ID])
	}
	for i := range list {
		for _, m := range list[i].Members {
			if numbers[i] != 0 {
				break
			}
			take(i, w.at[entityOf{m.Article, m.Entity}].identity.Int64)
		}
	}
	return numbers
}

// write stores an identity under a number, 0 for a new one, and points its members to
// it.
func (w *identityWriter) write(ctx context.Context, n int64, id *resolve.Identity) error {
	head := w.at[entityOf{id.Members[0].Article, id.Members[0].Entity}]
	row, err := rowOf(id, head.block, head.n, len(id.Members))
	if err != nil {
		return err
	}
	row.n = n
	old, known := w.old[n]
	if known && old.id != row.id {
		err = w.former(ctx, old)
	}
	if err == nil && old != row {
		n, err = w.storeIdentity(ctx, row)
	}
	if err != nil {
		return err
	}
	for _, m := range id.Members {
		at := w.at[entityOf{m.Article, m.Entity}]
		if at.identity.Int64 == n {
			continue
		}
		if err := w.exec(ctx, "UPDATE members SET identity = ? WHERE article = ? AND entity = ?", n, at.n, m.Entity); err != nil {
			return err
		}
	}
	return nil
}

// rowOf is the row of an identity.
func rowOf(id *resolve.Identity, block, article int64, members int) (identityRow, error) {
	row := identityRow{block: block, article: article, id: id.ID, kind: id.Type.String(), name: id.Name, keys: searchKeys(id), members: members}
	if len(id.Names) == 1 && id.Names[0] == id.Name {
		return row, nil
	}
	aliases, err := json.Marshal(id.Names)
	row.aliases = string(aliases)
	return row, err
}

// former notes an id that an identity has no longer.
func (w *identityWriter) former(ctx context.Context, r identityRow) error {
	return w.exec(ctx, "INSERT OR REPLACE INTO former VALUES (?, ?)", r.id, r.article)
}

// finish deletes what is left of the old rows.
func (w *identityWriter) finish(ctx context.Context, blocks []int64) error {
	for _, r := range w.old {
		if !w.free[r.n] {
			continue
		}
		if err := errors.Join(w.former(ctx, r), w.exec(ctx, "DELETE FROM identities WHERE n = ?", r.n)); err != nil {
			return err
		}
	}
	for _, block := range blocks {
		if err := w.exec(ctx, "DELETE FROM stale_blocks WHERE block = ?", block); err != nil {
			return err
		}
	}
	return nil
}

// searchKeys are the keys of all names, each with a space before every word.
func searchKeys(id *resolve.Identity) string {
	var keys []string
	for _, name := range append([]string{id.Name}, id.Names...) {
		if key := " " + plainKey(name); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, "\n")
}

// plainKey is the key of a name without full stops and quotation marks.
func plainKey(name string) string {
	return kazakh.Key(strings.Map(func(r rune) rune {
		switch {
		case r == '.':
			return ' '
		case kazakh.IsQuoteOpen(r), kazakh.IsQuoteClose(r), r == '"', r == '%', r == '_':
			return -1
		}
		return r
	}, name))
}

// column collects the only column of a query.
func column(ctx context.Context, db querier, query string, args ...any) ([]string, error) {
	return collect(ctx, db, func(r *sql.Rows, s *string) error { return r.Scan(s) }, query, args...)
}

// numbers collects the only column of a query.
func numbers(ctx context.Context, db querier, query string, args ...any) ([]int64, error) {
	return collect(ctx, db, func(r *sql.Rows, n *int64) error { return r.Scan(n) }, query, args...)
}
