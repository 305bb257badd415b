package archive

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// A Profiler says of a document's entities what helps to know them again in other
// articles, and appends it to a list. Its version changes when it would say something else of old documents.
type Profiler interface {
	AppendProfiles([]resolve.Profile, *pipeline.Document) []resolve.Profile
	IdentityVersion() string
}

// How much is done in one step.
const (
	profileBatch = 4096    // articles
	moveBatch    = 64      // members, with one statement
	blockBatch   = 4096    // blocks
	blockBytes   = 4 << 20 // of rolls and rows of them, about
)

// Identify brings the identities up to date with the articles: it looks again at the
// names that came or went since the last time, and at all of them when p is of
// another version. It returns how many blocks it looked at as more than a count. It may be
// stopped at any time and goes on from there when called again; the result does not depend
// on the order in which articles were stored. It needs memory for the members of four
// thousand articles, and for two blocks, which may be the largest. Articles may be stored meanwhile: all is worked
// out beside the writer, who waits only while the outcome is written.
func (a *Archive) Identify(ctx context.Context, p Profiler) (blocks int, err error) {
	return a.identify(ctx, p, profileBatch)
}

// identify reads that many articles at once.
func (a *Archive) identify(ctx context.Context, p Profiler, batch int) (blocks int, err error) {
	if err := a.startIdentities(ctx, p.IdentityVersion()); err != nil {
		return 0, err
	}
	later := false // whether there are more articles than one step takes
	articles := newArticleInfos()
	for more := true; more; {
		var n int
		n, more, err = a.settleStep(ctx, articles, wholeShare(), func(s *settler) (int, bool, error) {
			n, more, err := s.enter(ctx, p, batch, later)
			later = later || more
			return n, more, err
		})
		blocks += n
		if err != nil {
			return blocks, fmt.Errorf("archive: members of identities: %w", err)
		}
	}
	n, err := a.settleAll(ctx, articles)
	if blocks += n; err != nil {
		return blocks, fmt.Errorf("archive: identities: %w", err)
	}
	return blocks, nil
}

// settleAll looks at all stale blocks, at each half of them by itself. Blocks that users
// have joined across them wait for the end.
func (a *Archive) settleAll(ctx context.Context, articles *articleInfos) (blocks int, err error) {
	low, high := wholeShare(), wholeShare()
	if err := a.read.QueryRowContext(ctx, "SELECT ifnull(max(n), 0) FROM identities").Scan(&low.last); err != nil {
		return 0, Explain(err)
	}
	low.to, low.gap = -1, 2
	high.from, high.gap, high.last = 0, 2, low.last+1
	var counts [2]int
	var errs [2]error
	var halves sync.WaitGroup
	for i, half := range []*share{low, high} {
		halves.Go(func() { counts[i], errs[i] = a.settleShare(ctx, articles, half) })
	}
	halves.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return counts[0] + counts[1], err
	}
	n, err := a.settleShare(ctx, articles, wholeShare())
	return counts[0] + counts[1] + n, err
}

func (a *Archive) settleShare(ctx context.Context, articles *articleInfos, of *share) (blocks int, err error) {
	for more := true; more && err == nil; {
		var n int
		n, more, err = a.settleStep(ctx, articles, of, func(s *settler) (int, bool, error) { return s.settleStale(ctx) })
		blocks += n
	}
	return blocks, err
}

// IdentifyNext does a part of what Identify does, so that less is left for it: it brings in
// the members of the next articles, at most that many and four thousand. Names of people
// that are known already are only noted.
func (a *Archive) IdentifyNext(ctx context.Context, p Profiler, articles int) error {
	if err := a.startIdentities(ctx, p.IdentityVersion()); err != nil {
		return err
	}
	_, _, err := a.settleStep(ctx, newArticleInfos(), wholeShare(), func(s *settler) (int, bool, error) { return s.enter(ctx, p, min(articles, profileBatch), true) })
	if err != nil {
		return fmt.Errorf("archive: members of identities: %w", err)
	}
	return nil
}

// startIdentities forgets what another version has made.
func (a *Archive) startIdentities(ctx context.Context, version string) error {
	err := a.transact(ctx, func(t *transaction) error {
		var old string
		if err := t.queryRow(ctx, "SELECT value FROM meta WHERE key = 'identity_version'").Scan(&old); err != nil || old == version {
			return err
		}
		for _, query := range []string{
			"DELETE FROM members", "DELETE FROM blocks", "DELETE FROM seeds", "DELETE FROM stale_blocks", "DELETE FROM identities",
			"UPDATE meta SET value = 0 WHERE key = 'identified'",
		} {
			if err := t.exec(ctx, query); err != nil {
				return err
			}
		}
		return t.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'identity_version'", version)
	})
	if err != nil {
		return fmt.Errorf("archive: identities: %w", err)
	}
	return nil
}

// An unread article is one whose entities have no profiles yet.
type unread struct {
	n, change int64
	doc       *pipeline.Document // until the next is read in its place
}

// An arrival is an article with its members.
type arrival struct {
	n       int64
	members []record
	blocks  []int64
}

// enter reads articles that have changed; more tells whether there may be others. When
// there are more than fit, or later says that there will be, names that have a roll already are only entered there, to be settled
// once at the end.
func (s *settler) enter(ctx context.Context, p Profiler, batch int, later bool) (blocks int, more bool, err error) {
	came, err := s.arrivals(ctx, p, batch)
	if err != nil || len(came) == 0 {
		return 0, false, err
	}
	more = len(came) == batch
	if err := s.lookUp(ctx); err != nil {
		return 0, false, err
	}
	for _, block := range sortedKeys(s.fresh) {
		looked, err := s.receive(ctx, block, later || more)
		if err = errors.Join(ctx.Err(), err); err != nil {
			return 0, false, fmt.Errorf("block %d: %w", block, err)
		}
		blocks += looked
		s.letGo(block)
	}
	if err := errors.Join(s.insert(ctx, came), s.move(ctx)); err != nil {
		return 0, false, err
	}
	return blocks, more, s.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'identified'", s.last)
}

// letGo keeps of the new members of a block only what their rows say.
func (s *settler) letGo(block int64) {
	for _, r := range s.fresh[block] {
		r.names, r.seats, r.company = nil, nil, nil
	}
	delete(s.fresh, block)
}

// arrivals reads the next articles that have changed.
func (s *settler) arrivals(ctx context.Context, p Profiler, batch int) (came []arrival, err error) {
	s.entities, s.names, s.seats = map[string]string{}, map[string]*spelling{}, map[string]*resolve.Seat{}
	var profiles []resolve.Profile
	var doc pipeline.Document
	read := func(r *sql.Rows, u *unread) error {
		u.doc = &doc
		return scanDocument(r.Scan, u.doc, &u.n, &u.change)
	}
	for u, err := range stream(ctx, s, read,
		"SELECT a.n, a.change, "+bodyColumns+` FROM articles a JOIN bodies b ON b.article = a.n
		WHERE a.change > (SELECT value FROM meta WHERE key = 'identified') ORDER BY a.change LIMIT ?`, batch) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		profiles = p.AppendProfiles(profiles[:0], u.doc)
		came = append(came, s.arrive(u.n, profiles))
		s.articles.put(u.n, articleInfo{u.doc.ID, u.doc.Published, u.doc.Source})
		s.last = u.change
	}
	s.entities, s.names, s.seats = nil, nil, nil // no others share them
	return came, ctx.Err()
}

// arrive makes members of profiles. Those of an article lie together, and so do their posts
// and companions: a step has a hundred thousand.
func (s *settler) arrive(n int64, profiles []resolve.Profile) arrival {
	v := arrival{n: n, members: make([]record, len(profiles)), blocks: make([]int64, len(profiles))}
	seats, company := 0, 0
	for i := range profiles {
		seats, company = seats+len(profiles[i].Seats), company+len(profiles[i].Company)
	}
	posts, others := make([]held, 0, seats), make([]uint32, 0, company)
	for i := range profiles {
		p := &profiles[i]
		from, first := len(posts), len(others)
		for k := range p.Seats {
			posts = append(posts, s.hold(p.Seats[k], p.Date))
		}
		for _, other := range p.Company {
			if other.Key != p.Key {
				others = append(others, companion(other.Key))
			}
		}
		r := &v.members[i]
		*r = record{
			article: n, entity: s.entityID(p.Entity), identity: unsettled, twin: p.Twin, names: s.namesOf(p),
			seats: slices.Clip(posts[from:]), company: slices.Clip(others[first:]), fresh: true,
		}
		r.seed, _ = seedNumber(p.Seed)
		block := blockNumber(p)
		s.fresh[block] = append(s.fresh[block], r)
		v.blocks[i] = block
	}
	return v
}

// entityID is one copy of the id of an entity: most are those of all articles.
func (s *settler) entityID(id string) string {
	if same, ok := s.entities[id]; ok {
		return same
	}
	id = strings.Clone(id) // not the document that it is of
	s.entities[id] = id
	return id
}

// namesOf is the part of a profile that many have.
func (s *settler) namesOf(p *resolve.Profile) *spelling {
	packed := s.packed(func(c *coder) { c.nameParts(p) })
	names := s.names[string(packed)]
	if names == nil {
		names = &spelling{kind: p.Type, packed: string(packed)}
		s.names[names.packed] = names
	}
	return names
}

func (s *settler) hold(seat resolve.Seat, date string) held {
	var h held
	if seat.From != date || seat.To != date {
		h.term = &term{seat.From, seat.To}
	}
	seat.From, seat.To = "", ""
	packed := s.packed(func(c *coder) { c.seat(&seat) })
	if h.seat = s.seats[string(packed)]; h.seat == nil {
		h.seat = &resolve.Seat{}
		c := coder{decoding: true, data: packed, symbols: symbols()}
		c.seat(h.seat)
		s.seats[string(packed)] = h.seat
	}
	return h
}

// packed is what was written, until something else is.
func (s *settler) packed(write func(*coder)) []byte {
	s.scratch.data = s.scratch.data[:0]
	write(&s.scratch)
	return s.scratch.data
}

// lookUp finds the last sheets of the blocks of new members.
func (s *settler) lookUp(ctx context.Context) error {
	type last struct{ block, key int64 }
	for v, err := range stream(ctx, s, func(r *sql.Rows, v *last) error { return r.Scan(&v.block, &v.key) },
		`SELECT value, ifnull((SELECT max(n) FROM blocks WHERE n BETWEEN (value & ?2) << ?3 AND ((value & ?2) << ?3) + (1 << ?3) - 1), ?4)
		FROM json_each(?1)`, listed(sortedKeys(s.fresh)), int64(math.MaxUint32), sheetBits, noSheet) {
		if err != nil {
			return err
		}
		s.lastSheet[v.block] = v.key
	}
	return nil
}

// roll reads that of a block.
func (s *settler) roll(ctx context.Context, block int64) (*roll, error) {
	if s.absent(block) {
		return &roll{block: block}, nil
	}
	return s.reader.roll(ctx, s, block)
}

// absent tells whether a block is known to have no roll.
func (s *settler) absent(block int64) bool {
	key, ok := s.lastSheet[block]
	return ok && key == noSheet
}

// receive takes the new members of a block in: they are counted where that is enough,
// looked at otherwise, or left for later if others may come to the block.
func (s *settler) receive(ctx context.Context, block int64, later bool) (looked int, err error) {
	list := s.fresh[block]
	decided := s.made.blocks[block] || len(s.made.bySeed) > 0 && slices.ContainsFunc(list, func(r *record) bool { return len(s.made.bySeed[seedText(r.seed)]) > 0 })
	if !decided && !s.stale[block] {
		if s.absent(block) && len(list) == 1 {
			list[0].identity = alone
			return 1, s.newSheet(ctx, block, list)
		}
		if list[0].names.kind != mention.Person {
			if done, err := s.enrol(ctx, block, list); done || err != nil {
				return 0, err
			}
		}
		if !later || s.absent(block) {
			return 1, s.settle(ctx, []int64{block}, false)
		}
	}
	if decided {
		err = s.exec(ctx, "INSERT OR REPLACE INTO stale_blocks VALUES (?, 1)", block)
	} else if !s.stale[block] {
		err = s.exec(ctx, "INSERT INTO stale_blocks VALUES (?, 0)", block)
	}
	return 0, errors.Join(err, s.newSheet(ctx, block, list))
}

// newSheet stores new members behind the last sheet of a block.
func (s *settler) newSheet(ctx context.Context, block int64, list []*record) error {
	key := sheetKey(block, 0)
	if !s.absent(block) {
		key = s.lastSheet[block] + 1
	}
	s.sheets.reset()
	return s.storeSheets(ctx, key, list, maxSheet)
}

// insert writes the rows of members, and makes their seeds known.
func (s *settler) insert(ctx context.Context, came []arrival) error {
	index := seedIndex{}
	rows := newRowWriter()
	slices.SortFunc(came, func(a, b arrival) int { return cmp.Compare(a.n, b.n) })
	for k, v := range came {
		for i := range v.members {
			rows.add(&v.members[i], v.blocks[i])
			index.add(v.members[i].seed, v.n)
		}
		came[k] = arrival{} // there are many
		if err := s.exec(ctx, `INSERT INTO members SELECT ?, value->>0, value->>1, value->>2, value->>3 FROM json_each(?) ORDER BY 2`, v.n, rows.list()); err != nil {
			return err
		}
	}
	return index.store(ctx, s)
}

// A rowWriter writes rows of members for json_each: lists of entity, block or article, seed
// and identity.
type rowWriter struct {
	out    []byte
	quoted map[string][]byte // ids of entities, most of which are those of all articles
}

func newRowWriter() *rowWriter { return &rowWriter{quoted: map[string][]byte{}} }

func (w *rowWriter) add(r *record, of int64) {
	id, ok := w.quoted[r.entity]
	if !ok {
		id, _ = json.Marshal(r.entity) // a string always can be
		w.quoted[r.entity] = id
	}
	if len(w.out) > 0 {
		w.out = append(w.out, ',')
	}
	w.out = append(append(append(w.out, '['), id...), ',')
	w.out = append(strconv.AppendInt(w.out, of, 10), ',')
	w.out = append(strconv.AppendInt(w.out, r.seed, 10), ',')
	if r.identity == unsettled {
		w.out = append(w.out, "null"...)
	} else {
		w.out = strconv.AppendInt(w.out, r.identity, 10)
	}
	w.out = append(w.out, ']')
}

// list is what was written since the last time.
func (w *rowWriter) list() string {
	list := "[" + string(w.out) + "]"
	w.out = w.out[:0]
	return list
}

// move writes what members that were there belong to now, some with each statement, which
// begins with the first article, as writes are put in order by that.
func (s *settler) move(ctx context.Context) error {
	slices.SortFunc(s.moved, func(a, b *record) int {
		return cmp.Or(cmp.Compare(a.article, b.article), cmp.Compare(a.entity, b.entity))
	})
	rows := newRowWriter()
	for part := range slices.Chunk(s.moved, moveBatch) {
		for _, r := range part {
			rows.add(r, r.article)
		}
		if err := s.exec(ctx, `UPDATE members SET identity = value->>3 FROM json_each(?2)
			WHERE article = value->>1 AND entity = value->>0 AND article >= ?1`, part[0].article, rows.list()); err != nil {
			return err
		}
	}
	return nil
}

// settleStale looks at a batch of stale blocks.
func (s *settler) settleStale(ctx context.Context) (blocks int, more bool, err error) {
	type staleBlock struct {
		block int64
		whole bool
	}
	stale, err := collect(ctx, s, func(r *sql.Rows, v *staleBlock) error { return r.Scan(&v.block, &v.whole) },
		"SELECT block, whole FROM stale_blocks WHERE block BETWEEN ? AND ? ORDER BY block LIMIT ?", s.share.from, s.share.to, blockBatch)
	if err != nil || len(stale) == 0 || !s.share.whole() && len(s.made.joined) > 0 {
		return 0, false, err
	}
	done := map[int64]bool{}
	for _, v := range stale {
		if s.bytes > blockBytes {
			break
		}
		blocks++
		if done[v.block] {
			continue
		}
		group := s.made.group(v.block)
		for _, b := range group {
			done[b] = true
		}
		if err := errors.Join(ctx.Err(), s.settle(ctx, group, v.whole || len(group) > 1)); err != nil {
			return 0, false, fmt.Errorf("block %d: %w", v.block, err)
		}
	}
	for _, block := range slices.Sorted(maps.Keys(done)) {
		if err := s.exec(ctx, "DELETE FROM stale_blocks WHERE block = ?", block); err != nil {
			return 0, false, err
		}
	}
	return blocks, true, s.move(ctx)
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
		m, err := findSeed(ctx, db, party.Seed)
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

// concern reports whether a decision concerns one of the blocks.
func (d *decided) concern(blocks []int64) bool {
	return slices.ContainsFunc(blocks, func(b int64) bool { return d.blocks[b] })
}

// about lists the decisions that concern any of the profiles.
func (d *decided) about(profiles []resolve.Profile) []resolve.Decision {
	if len(d.bySeed) == 0 {
		return nil
	}
	var list []resolve.Decision
	for i := range profiles {
		for _, made := range d.bySeed[profiles[i].Seed] {
			if !slices.Contains(list, made) {
				list = append(list, made)
			}
		}
	}
	return list
}

// sortedKeys is never nil, so that it is a list in JSON.
func sortedKeys[V any](m map[int64]V) []int64 {
	keys := slices.AppendSeq(make([]int64, 0, len(m)), maps.Keys(m))
	slices.Sort(keys)
	return keys
}

// column collects the only column of a query.
func column(ctx context.Context, db querier, query string) ([]string, error) {
	return collect(ctx, db, func(r *sql.Rows, s *string) error { return r.Scan(s) }, query)
}

// numbers collects the only column of a query.
func numbers(ctx context.Context, db querier, query string, args ...any) ([]int64, error) {
	return collect(ctx, db, func(r *sql.Rows, n *int64) error { return r.Scan(n) }, query, args...)
}
