package archive

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// A bucket holds the articles of some passages: those whose names have the same upper 12
// bits. With 200,000 articles that is about 250 entries of four bytes; as rows
// of a table of their own they would take four times the space.
type bucket struct {
	posts   []post // by article and rest
	changed bool
}

// A post says that an article has a passage.
type post struct {
	article int64
	rest    uint16 // lower 12 bits of the passage's name
	head    bool
}

const (
	restBits = 12
	headBit  = 1 << 15
)

var errBucket = errors.New("archive: the table of passages is broken")

func restOf(name uint32) uint16 { return uint16(name & (1<<restBits - 1)) }

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

// writeBuckets stores what has changed.
func (g *grouper) writeBuckets(ctx context.Context) error {
	for _, number := range slices.Sorted(maps.Keys(g.buckets)) {
		b := g.buckets[number]
		if !b.changed {
			continue
		}
		b.changed = false
		var err error
		if len(b.posts) == 0 {
			err = g.exec(ctx, "DELETE FROM passages WHERE bucket = ?", number)
		} else {
			err = g.exec(ctx, "INSERT OR REPLACE INTO passages VALUES (?, ?)", number, b.bytes())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bucket) bytes() []byte {
	out := make([]byte, 0, 4*len(b.posts)+2)
	last := int64(0)
	for _, p := range b.posts {
		out = binary.AppendUvarint(out, uint64(p.article-last))
		last = p.article
		rest := p.rest
		if p.head {
			rest |= headBit
		}
		out = binary.BigEndian.AppendUint16(out, rest)
	}
	return out
}

func parseBucket(data []byte) (*bucket, error) {
	b := &bucket{posts: make([]post, 0, len(data)/4)}
	last := int64(0)
	for len(data) > 0 {
		delta, n := binary.Uvarint(data)
		if n <= 0 || len(data) < n+2 {
			return nil, errBucket
		}
		rest := binary.BigEndian.Uint16(data[n:])
		last += int64(delta)
		b.posts = append(b.posts, post{last, rest &^ headBit, rest&headBit != 0})
		data = data[n+2:]
	}
	return b, nil
}

// find is the place of an article with a passage, or where it belongs.
func (b *bucket) find(name uint32, article int64) (int, bool) {
	return slices.BinarySearchFunc(b.posts, post{article: article, rest: restOf(name)}, func(p, q post) int {
		return cmp.Or(cmp.Compare(p.article, q.article), cmp.Compare(p.rest, q.rest))
	})
}

func (b *bucket) add(name uint32, article int64) {
	if at, found := b.find(name, article); !found {
		b.posts = slices.Insert(b.posts, at, post{article: article, rest: restOf(name)})
	}
}

func (b *bucket) remove(name uint32, article int64) {
	if at, found := b.find(name, article); found {
		b.posts = slices.Delete(b.posts, at, at+1)
	}
}

// passage lists the articles with a passage.
func (b *bucket) passage(name uint32) []post {
	var list []post
	for _, p := range b.posts {
		if p.rest == restOf(name) {
			list = append(list, p)
		}
	}
	return list
}

// setHeads makes these articles the heads of a passage.
func (b *bucket) setHeads(name uint32, heads map[int64]bool) {
	for i := range b.posts {
		if p := &b.posts[i]; p.rest == restOf(name) {
			p.head = heads[p.article]
		}
	}
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

// partners lists the articles that one with the passage is compared with, perhaps itself
// among them: the heads, and all if it is one itself. It is asked once the heads are
// settled, and so keeps them: a bucket with a stock phrase is long.
func (g *grouper) partners(ctx context.Context, name uint32, article int64) ([]int64, error) {
	b, err := g.bucket(ctx, name)
	if err != nil {
		return nil, err
	}
	at, found := b.find(name, article)
	if !found {
		return nil, nil
	}
	if b.posts[at].head {
		var all []int64
		for _, p := range b.passage(name) {
			all = append(all, p.article)
		}
		return all, nil
	}
	heads, ok := g.heads[name]
	if !ok {
		heads = b.heads(name)
		g.heads[name] = heads
	}
	return heads, nil
}
