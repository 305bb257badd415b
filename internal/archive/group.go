package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// Groups of reposts
//
// A group is what connects articles that Compare calls reposts of each other. Which
// articles are compared is a function of the articles alone, so that neither the order
// nor the batches of ingest matter: two that share a passage, one of which at least
// is among the heads of the passage, and whose prints are near. All articles of a
// passage are its heads as long as there are no more than maxHeads; of more, the
// maxHeads whose ids have the smallest hashes. So a stock phrase of a hundred thousand
// releases costs each of them maxHeads look-ups of a print and not a hundred thousand, and a
// text that was reposted thousands of times is one group all the same, each copy
// being compared with the heads. A change of heads costs a look at every article of
// the passage; the nth article changes them with probability maxHeads/n.

const schema3Groups = `
CREATE TABLE fingerprints (
	article INTEGER PRIMARY KEY REFERENCES articles(n) ON DELETE CASCADE,
	print   BLOB NOT NULL, -- fingerprint.Print
	leader  INTEGER        -- article with the smallest id of its group, NULL when it is alone
) STRICT;
CREATE INDEX fingerprints_leader ON fingerprints(leader) WHERE leader IS NOT NULL;

CREATE TABLE passages (
	bucket   INTEGER PRIMARY KEY, -- upper 12 bits of the passage's name
	articles BLOB NOT NULL        -- by number: its difference, the lower 12 bits, whether it is a head
) STRICT;

CREATE TABLE reposts (
	article INTEGER NOT NULL,
	other   INTEGER NOT NULL,
	share   INTEGER NOT NULL, -- percent of the shorter text
	PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE lost_fingerprints (article INTEGER NOT NULL, print BLOB NOT NULL) STRICT;
CREATE TRIGGER fingerprints_go AFTER DELETE ON fingerprints BEGIN
	INSERT INTO lost_fingerprints VALUES (old.article, old.print);
END;

INSERT INTO meta VALUES ('grouped', 0), ('print_version', '');
`

// A Comparer makes the fingerprints of documents and says what decides between two.
// PrintVersion changes when it would say something else of old documents.
type Comparer interface {
	Print(pipeline.Document) fingerprint.Print
	Comparable(pipeline.Document) *fingerprint.Text
	PrintVersion() string
}

const (
	groupBatch   = 2048 // articles in one transaction
	examineBatch = 256  // articles whose partners are listed at once
	maxHeads     = 16
	maxTexts     = 256 // texts held for comparisons
)

// Group brings the groups of reposts up to date with the articles: it looks at those that
// came, changed or went since the last time, and at all when c is of another version. It
// returns how many came or changed. It may be stopped at any time and goes on from there
// when called again; the result does not depend on the order in which articles were stored.
func (a *Archive) Group(ctx context.Context, c Comparer) (n int, err error) {
	if err := a.startGroups(ctx, c.PrintVersion()); err != nil {
		return 0, fmt.Errorf("archive: groups: %w", err)
	}
	for more := true; more; {
		if err = ctx.Err(); err == nil {
			err = a.transact(ctx, func(t *transaction) error {
				g := newGrouper(t, c)
				var came int
				came, more, err = g.step(ctx)
				n += came
				return err
			})
		}
		if err != nil {
			return n, fmt.Errorf("archive: groups: %w", err)
		}
	}
	return n, nil
}

// startGroups forgets what another version has made.
func (a *Archive) startGroups(ctx context.Context, version string) error {
	return a.transact(ctx, func(t *transaction) error {
		var old string
		if err := t.queryRow(ctx, "SELECT value FROM meta WHERE key = 'print_version'").Scan(&old); err != nil || old == version {
			return err
		}
		for _, query := range []string{
			"DELETE FROM fingerprints", "DELETE FROM lost_fingerprints", "DELETE FROM passages", "DELETE FROM reposts",
			"UPDATE meta SET value = 0 WHERE key = 'grouped'",
		} {
			if err := t.exec(ctx, query); err != nil {
				return err
			}
		}
		return t.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'print_version'", version)
	})
}

// fingerprint stores the fingerprint of an article, if it is of the version that the
// archive has; Group makes those that are missing.
func (p *putter) fingerprint(ctx context.Context, n int64, made *fingerprint.Print) error {
	if made == nil {
		return nil
	}
	version := fingerprint.Version + "-" + p.lexicon
	if p.prints == "" {
		err := p.queryRow(ctx, `UPDATE meta SET value = CASE value WHEN '' THEN ? ELSE value END
			WHERE key = 'print_version' RETURNING value`, version).Scan(&p.prints)
		if err != nil {
			return err
		}
	}
	if p.prints != version {
		return nil
	}
	return p.exec(ctx, "INSERT INTO fingerprints VALUES (?, ?, NULL)", n, made.Bytes())
}

// A grouper works on one batch.
type grouper struct {
	*transaction
	compare  Comparer
	buckets  map[uint32]*bucket
	prints   map[int64]fingerprint.Print
	ids      map[int64]string
	texts    map[int64]*fingerprint.Text
	verdicts map[[2]int64]int     // percent, 0 for different articles
	touched  map[uint32]*turnover // passages that gained or lost articles
	heads    map[uint32][]int64   // of passages, once they are settled
	dirty    map[int64]bool       // articles whose partners may be others now
	moved    map[int64]bool       // articles with other reposts than before
	partners []int64              // those of a batch, one article after the other
}

func newGrouper(t *transaction, c Comparer) *grouper {
	return &grouper{
		transaction: t, compare: c, buckets: map[uint32]*bucket{}, prints: map[int64]fingerprint.Print{}, ids: map[int64]string{},
		texts: map[int64]*fingerprint.Text{}, verdicts: map[[2]int64]int{}, touched: map[uint32]*turnover{}, heads: map[uint32][]int64{},
		dirty: map[int64]bool{}, moved: map[int64]bool{},
	}
}

// step works on a batch. What is gone goes first: a new article may bear its number.
func (g *grouper) step(ctx context.Context) (came int, more bool, err error) {
	gone, err := g.takeLost(ctx)
	if err == nil && gone == 0 {
		came, err = g.takeNew(ctx)
	}
	if err != nil || gone+came == 0 {
		return came, false, err
	}
	for _, name := range slices.Sorted(maps.Keys(g.touched)) {
		if err := g.settleHeads(ctx, name); err != nil {
			return came, true, err
		}
	}
	if err := g.writeBuckets(ctx); err != nil {
		return came, true, err
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(g.dirty)), examineBatch) {
		if err := g.examineAll(ctx, part); err != nil {
			return came, true, err
		}
	}
	return came, true, g.regroup(ctx)
}

// A printed is an article with its fingerprint.
type printed struct {
	n, change int64
	print     []byte // nil as well when it says nothing
	made      bool
}

// takeLost takes articles that are gone, or were something else, out of the passages.
func (g *grouper) takeLost(ctx context.Context) (int, error) {
	list, err := collect(ctx, g.tx, func(r *sql.Rows, p *printed) error { return r.Scan(&p.change, &p.n, &p.print) },
		"SELECT rowid, article, print FROM lost_fingerprints ORDER BY rowid LIMIT ?", groupBatch)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	prints := make([]fingerprint.Print, len(list))
	for i, p := range list {
		if prints[i], err = fingerprint.Parse(p.print); err != nil {
			return 0, err
		}
	}
	if err := g.fetchBuckets(ctx, prints); err != nil {
		return 0, err
	}
	for i, p := range list {
		for _, name := range prints[i].Passages {
			b, _, err := g.touch(ctx, name)
			if err != nil {
				return 0, err
			}
			b.remove(name, p.n)
		}
		linked, err := g.neighbours(ctx, p.n)
		if err == nil {
			err = g.link(ctx, p.n, linked, nil)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(list), g.exec(ctx, "DELETE FROM lost_fingerprints WHERE rowid <= ?", list[len(list)-1].change)
}

// takeNew puts articles that came or changed into the passages.
func (g *grouper) takeNew(ctx context.Context) (int, error) {
	list, err := collect(ctx, g.tx, func(r *sql.Rows, p *printed) error { return r.Scan(&p.n, &p.change, &p.print, &p.made) },
		`SELECT a.n, a.change, f.print, f.article IS NOT NULL FROM articles a LEFT JOIN fingerprints f ON f.article = a.n
		WHERE a.change > (SELECT value FROM meta WHERE key = 'grouped') ORDER BY a.change LIMIT ?`, groupBatch)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	prints := make([]fingerprint.Print, len(list))
	for i, p := range list {
		if prints[i], err = g.printOf(ctx, p); err != nil {
			return 0, err
		}
		g.prints[p.n] = prints[i]
		g.dirty[p.n] = true
	}
	if err := g.fetchBuckets(ctx, prints); err != nil {
		return 0, err
	}
	for i, p := range list {
		for _, name := range prints[i].Passages {
			b, t, err := g.touch(ctx, name)
			if err != nil {
				return 0, err
			}
			if b.add(name, p.n) {
				t.came = append(t.came, p.n)
			}
		}
	}
	return len(list), g.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'grouped'", list[len(list)-1].change)
}

// printOf reads a fingerprint, or makes it.
func (g *grouper) printOf(ctx context.Context, p printed) (fingerprint.Print, error) {
	if p.made {
		return fingerprint.Parse(p.print)
	}
	doc, err := g.document(ctx, p.n)
	if err != nil {
		return fingerprint.Print{}, err
	}
	made := g.compare.Print(doc)
	return made, g.exec(ctx, "INSERT INTO fingerprints VALUES (?, ?, NULL)", p.n, made.Bytes())
}

// id is the id of an article, "" when it is gone.
func (g *grouper) id(ctx context.Context, n int64) (string, error) {
	if id, ok := g.ids[n]; ok {
		return id, nil
	}
	var id string
	err := g.queryRow(ctx, "SELECT id FROM articles WHERE n = ?", n).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	g.ids[n] = id
	return id, err
}

// printFor is the fingerprint of an article in the passages, zero when it is gone.
func (g *grouper) printFor(ctx context.Context, n int64) (fingerprint.Print, error) {
	if p, ok := g.prints[n]; ok {
		return p, nil
	}
	var data []byte
	err := g.queryRow(ctx, "SELECT print FROM fingerprints WHERE article = ?", n).Scan(&data)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fingerprint.Print{}, err
	}
	p, err := fingerprint.Parse(data)
	g.prints[n] = p
	return p, err
}

// examineAll finds the reposts of articles anew.
func (g *grouper) examineAll(ctx context.Context, articles []int64) error {
	g.partners = g.partners[:0]
	lists := make([][]int64, len(articles))
	for i, n := range articles {
		from := len(g.partners)
		if err := g.addPartners(ctx, n); err != nil {
			return err
		}
		lists[i] = slices.Clip(g.partners[from:])
	}
	if err := g.fetchPrints(ctx, lists); err != nil {
		return err
	}
	for i, n := range articles {
		if err := g.examine(ctx, n, lists[i]); err != nil {
			return err
		}
	}
	return nil
}

// addPartners lists the articles that one is compared with, by number.
func (g *grouper) addPartners(ctx context.Context, n int64) error {
	own, err := g.printFor(ctx, n)
	if err != nil {
		return err
	}
	from := len(g.partners)
	for _, name := range own.Passages {
		if g.partners, err = g.appendSharers(ctx, g.partners, name, n); err != nil {
			return err
		}
	}
	list := g.partners[from:]
	slices.Sort(list)
	list = slices.Compact(list)
	if at, found := slices.BinarySearch(list, n); found {
		list = slices.Delete(list, at, at+1)
	}
	g.partners = g.partners[:from+len(list)]
	return nil
}

// fetchPrints reads at once the fingerprints that articles are compared with: one by one,
// asking costs more than reading.
func (g *grouper) fetchPrints(ctx context.Context, partners [][]int64) error {
	missing := []int64{}
	for _, list := range partners {
		for _, p := range list {
			if _, ok := g.prints[p]; !ok {
				missing = append(missing, p)
			}
		}
	}
	slices.Sort(missing)
	list, err := json.Marshal(slices.Compact(missing))
	if err != nil {
		return err
	}
	type row struct {
		n     int64
		print sql.RawBytes
	}
	for v, err := range stream(ctx, g.tx, func(r *sql.Rows, v *row) error { return r.Scan(&v.n, &v.print) },
		"SELECT f.article, f.print FROM json_each(?) j CROSS JOIN fingerprints f ON f.article = j.value", string(list)) {
		if err != nil {
			return err
		}
		if g.prints[v.n], err = fingerprint.Parse(v.print); err != nil {
			return err
		}
	}
	return nil
}

// examine finds the reposts of an article among its partners.
func (g *grouper) examine(ctx context.Context, n int64, partners []int64) error {
	old, err := g.neighbours(ctx, n)
	if err != nil {
		return err
	}
	for _, v := range old { // neither has changed: takeLost has unlinked those that have
		g.verdicts[pairOf(n, v.n)] = v.share
	}
	found := map[int64]int{}
	for _, other := range partners {
		share, err := g.judge(ctx, n, other)
		if err != nil {
			return err
		}
		if share > 0 {
			found[other] = share
		}
	}
	return g.link(ctx, n, old, found)
}

func pairOf(n, other int64) [2]int64 { return [2]int64{min(n, other), max(n, other)} }

// judge tells how much of the shorter of two articles the other has, in percent, 0 when
// they are no reposts of each other.
func (g *grouper) judge(ctx context.Context, n, other int64) (int, error) {
	a, err := g.printFor(ctx, n)
	if err != nil {
		return 0, err
	}
	b, err := g.printFor(ctx, other)
	if err != nil || !a.Near(b) {
		return 0, err
	}
	pair := pairOf(n, other)
	if share, ok := g.verdicts[pair]; ok {
		return share, nil
	}
	x, err := g.text(ctx, n)
	if err != nil {
		return 0, err
	}
	y, err := g.text(ctx, other)
	if err != nil {
		return 0, err
	}
	share := 0
	if v := fingerprint.Compare(x, y); v.Same {
		share = int(math.Round(100 * v.Share))
	}
	g.verdicts[pair] = share
	return share, nil
}

func (g *grouper) text(ctx context.Context, n int64) (*fingerprint.Text, error) {
	if t, ok := g.texts[n]; ok {
		return t, nil
	}
	doc, err := g.document(ctx, n)
	if err != nil {
		return nil, err
	}
	if len(g.texts) >= maxTexts {
		clear(g.texts)
	}
	g.texts[n] = g.compare.Comparable(doc)
	return g.texts[n], nil
}

// document reads the document of an article.
func (t *transaction) document(ctx context.Context, n int64) (doc pipeline.Document, err error) {
	row := t.queryRow(ctx, "SELECT "+bodyColumns+" FROM articles a JOIN bodies b ON b.article = a.n WHERE a.n = ?", n)
	return doc, scanDocument(row.Scan, &doc)
}

// A neighbour is a repost of an article.
type neighbour struct {
	n     int64
	share int
}

func (g *grouper) neighbours(ctx context.Context, n int64) ([]neighbour, error) {
	return collect(ctx, g.tx, func(r *sql.Rows, v *neighbour) error { return r.Scan(&v.n, &v.share) },
		"SELECT other, share FROM reposts WHERE article = ? ORDER BY other", n)
}

// link makes these, with their shares, all the reposts of an article that had the old ones.
func (g *grouper) link(ctx context.Context, n int64, old []neighbour, found map[int64]int) error {
	for _, v := range old {
		if found[v.n] == v.share {
			delete(found, v.n)
			continue
		}
		g.moved[n], g.moved[v.n] = true, true
		for _, pair := range [][2]int64{{n, v.n}, {v.n, n}} {
			if err := g.exec(ctx, "DELETE FROM reposts WHERE article = ? AND other = ?", pair[0], pair[1]); err != nil {
				return err
			}
		}
	}
	for other, share := range found {
		g.moved[n], g.moved[other] = true, true
		for _, pair := range [][2]int64{{n, other}, {other, n}} {
			if err := g.exec(ctx, "INSERT INTO reposts VALUES (?, ?, ?)", pair[0], pair[1], share); err != nil {
				return err
			}
		}
	}
	return nil
}

// regroup names the groups of all articles whose reposts have changed. Every part of a
// group that fell apart holds one of them.
func (g *grouper) regroup(ctx context.Context) error {
	done := map[int64]bool{}
	for _, n := range slices.Sorted(maps.Keys(g.moved)) {
		if done[n] {
			continue
		}
		group, err := g.connected(ctx, n, done)
		if err != nil {
			return err
		}
		if err := g.name(ctx, group); err != nil {
			return err
		}
	}
	return nil
}

// connected lists what hangs together with an article.
func (g *grouper) connected(ctx context.Context, n int64, done map[int64]bool) ([]int64, error) {
	done[n] = true
	group := []int64{n}
	for i := 0; i < len(group); i++ {
		list, err := g.neighbours(ctx, group[i])
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			if !done[v.n] {
				done[v.n] = true
				group = append(group, v.n)
			}
		}
	}
	return group, nil
}

// name gives a group its leader.
func (g *grouper) name(ctx context.Context, group []int64) error {
	if len(group) == 1 {
		return g.exec(ctx, "UPDATE fingerprints SET leader = NULL WHERE article = ? AND leader IS NOT NULL", group[0])
	}
	leader, least := int64(0), ""
	for _, n := range group {
		id, err := g.id(ctx, n)
		if err != nil {
			return err
		}
		if leader == 0 || id < least {
			leader, least = n, id
		}
	}
	for _, n := range group {
		if err := g.exec(ctx, "UPDATE fingerprints SET leader = ? WHERE article = ? AND leader IS NOT ?", leader, n, leader); err != nil {
			return err
		}
	}
	return nil
}
