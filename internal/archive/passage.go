package archive

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/fnv"
	"maps"
	"math"
	"slices"

	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// A bucket holds the articles of some passages: those whose names have the same upper 17
// bits. With 200,000 articles that is about eight entries of four bytes, besides those of
// stock phrases; as rows of a table of their own they would take four times the space.
type bucket struct {
	posts   []post // by article and rest
	changed bool
}

// A post says that an article has a passage.
type post struct {
	article int64
	rest    uint8 // lower 7 bits of the passage's name
	head    bool
}

const (
	restBits = 7
	headBit  = 1 << restBits
)

var errBucket = errors.New("archive: the table of passages is broken")

func restOf(name uint32) uint8 { return uint8(name & (1<<restBits - 1)) }

// bucket returns the bucket of a passage.
func (g *grouper) bucket(ctx context.Context, name uint32) (*bucket, error) {
	number := name >> restBits
	if b, ok := g.buckets[number]; ok {
		return b, nil
	}
	var data []byte
	err := g.queryRow(ctx, "SELECT articles FROM passages WHERE bucket = ?", number).Scan(&data)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	b, err := parseBucket(data)
	if err != nil {
		return nil, err
	}
	g.buckets[number] = b
	return b, nil
}

// fetchBuckets reads at once the buckets of all passages.
func (g *grouper) fetchBuckets(ctx context.Context, prints []fingerprint.Print) error {
	missing := map[int64]bool{}
	for i := range prints {
		for _, name := range prints[i].Passages {
			missing[int64(name>>restBits)] = true
		}
	}
	numbers := sortedKeys(missing)
	list, err := json.Marshal(numbers)
	if err != nil {
		return err
	}
	type row struct {
		n    int64
		data sql.RawBytes
	}
	for v, err := range stream(ctx, g.tx, func(r *sql.Rows, v *row) error { return r.Scan(&v.n, &v.data) },
		"SELECT p.bucket, p.articles FROM json_each(?) j CROSS JOIN passages p ON p.bucket = j.value", string(list)) {
		if err != nil {
			return err
		}
		if g.buckets[uint32(v.n)], err = parseBucket(v.data); err != nil { //nolint:gosec // 17 bits
			return err
		}
	}
	for _, n := range numbers {
		if g.buckets[uint32(n)] == nil { //nolint:gosec // 17 bits
			g.buckets[uint32(n)] = &bucket{} //nolint:gosec // 17 bits
		}
	}
	return nil
}

// writeBuckets stores what has changed.
func (g *grouper) writeBuckets(ctx context.Context) error {
	for _, number := range slices.Sorted(maps.Keys(g.buckets)) {
		b := g.buckets[number]
		if !b.changed {
			continue
		}
		b.changed = false
		if err := g.writeBucket(ctx, int64(number), b); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) writeBucket(ctx context.Context, number int64, b *bucket) error {
	if len(b.posts) == 0 {
		return t.exec(ctx, "DELETE FROM passages WHERE bucket = ?", number)
	}
	return t.exec(ctx, "INSERT OR REPLACE INTO passages VALUES (?, ?)", number, b.bytes())
}

func (b *bucket) bytes() []byte {
	out := make([]byte, 0, 4*len(b.posts))
	last := int64(0)
	for _, p := range b.posts {
		out = binary.AppendUvarint(out, uint64(p.article-last))
		last = p.article
		rest := p.rest
		if p.head {
			rest |= headBit
		}
		out = append(out, rest)
	}
	return out
}

func parseBucket(data []byte) (*bucket, error) {
	b := &bucket{posts: make([]post, 0, len(data)/4)}
	last := int64(0)
	for len(data) > 0 {
		delta, n := binary.Uvarint(data)
		if n <= 0 || len(data) == n {
			return nil, errBucket
		}
		last += int64(delta)
		b.posts = append(b.posts, post{last, data[n] &^ headBit, data[n]&headBit != 0})
		data = data[n+1:]
	}
	return b, nil
}

// find is the place of an article with a passage, or where it belongs.
func (b *bucket) find(name uint32, article int64) (int, bool) {
	return slices.BinarySearchFunc(b.posts, post{article: article, rest: restOf(name)}, func(p, q post) int {
		return cmp.Or(cmp.Compare(p.article, q.article), cmp.Compare(p.rest, q.rest))
	})
}

// add reports whether the article was not there before.
func (b *bucket) add(name uint32, article int64) bool {
	at, found := b.find(name, article)
	if !found {
		b.posts = slices.Insert(b.posts, at, post{article: article, rest: restOf(name)})
	}
	return !found
}

func (b *bucket) remove(name uint32, article int64) {
	if at, found := b.find(name, article); found {
		b.posts = slices.Delete(b.posts, at, at+1)
	}
}

// appendPassage lists the articles with a passage.
func (b *bucket) appendPassage(list []int64, name uint32) []int64 {
	for _, p := range b.posts {
		if p.rest == restOf(name) {
			list = append(list, p.article)
		}
	}
	return list
}

// heads lists the heads of a passage.
func (b *bucket) heads(name uint32) []int64 {
	var list []int64
	for _, p := range b.posts {
		if p.head && p.rest == restOf(name) {
			list = append(list, p.article)
		}
	}
	return list
}

// size is how many articles a passage has.
func (b *bucket) size(name uint32) int {
	n := 0
	for _, p := range b.posts {
		if p.rest == restOf(name) {
			n++
		}
	}
	return n
}

// setHead makes an article a head of a passage that it has, or has it cease to be one.
func (b *bucket) setHead(name uint32, article int64, head bool) {
	if at, found := b.find(name, article); found {
		b.posts[at].head = head
	}
}

// A turnover is what a batch does to a passage.
type turnover struct {
	heads []int64 // before
	size  int     // likewise
	came  []int64
}

// touch returns the bucket of a passage, which is to be changed, and what the batch has done to the passage.
func (g *grouper) touch(ctx context.Context, name uint32) (*bucket, *turnover, error) {
	b, err := g.bucket(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	b.changed = true
	t := g.touched[name]
	if t == nil {
		t = &turnover{heads: b.heads(name), size: b.size(name)}
		g.touched[name] = t
	}
	return b, t, nil
}

// settleHeads chooses the heads of a passage and notes those that ceased to be one, or
// became one.
func (g *grouper) settleHeads(ctx context.Context, name uint32) error {
	b, t, err := g.touch(ctx, name)
	if err != nil {
		return err
	}
	candidates := slices.Concat(t.heads, t.came)
	if len(b.heads(name)) < min(maxHeads, t.size) { // one is gone: any can follow
		candidates = b.appendPassage(nil, name)
	}
	if len(candidates) > maxHeads {
		if candidates, err = g.first(ctx, candidates, maxHeads); err != nil {
			return err
		}
	}
	for _, n := range t.heads {
		if !slices.Contains(candidates, n) {
			b.setHead(name, n, false)
			g.dirty[n] = true
		}
	}
	for _, n := range candidates {
		if !slices.Contains(t.heads, n) {
			b.setHead(name, n, true)
			g.dirty[n] = true
		}
	}
	return nil
}

// first returns the n articles whose ids have the smallest hashes.
func (g *grouper) first(ctx context.Context, articles []int64, n int) ([]int64, error) {
	type ranked struct {
		article int64
		rank    uint64
		id      string
	}
	list := make([]ranked, len(articles))
	for i, article := range articles {
		id, err := g.id(ctx, article)
		if err != nil {
			return nil, err
		}
		h := fnv.New64a()
		h.Write([]byte(id))
		list[i] = ranked{article, h.Sum64(), id}
		if id == "" {
			list[i].rank = math.MaxUint64 // gone; the next batch takes it out
		}
	}
	slices.SortFunc(list, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id)) })
	out := make([]int64, n)
	for i := range out {
		out[i] = list[i].article
	}
	return out, nil
}

// appendSharers lists the articles that one with the passage is compared with, perhaps itself
// among them: the heads, and all if it is one itself. It is asked once the heads are
// settled, and so keeps them: a bucket with a stock phrase is long.
func (g *grouper) appendSharers(ctx context.Context, list []int64, name uint32, article int64) ([]int64, error) {
	b, err := g.bucket(ctx, name)
	if err != nil {
		return nil, err
	}
	at, found := b.find(name, article)
	if !found {
		return list, nil
	}
	if b.posts[at].head {
		return b.appendPassage(list, name), nil
	}
	heads, ok := g.heads[name]
	if !ok {
		heads = b.heads(name)
		g.heads[name] = heads
	}
	return append(list, heads...), nil
}
