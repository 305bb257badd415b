package archive

import (
	"context"
	"database/sql"
	"encoding/binary"
	"hash/fnv"

	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// groups looks at what Group has made of the articles up to the change that it has come to:
// every article has its print, the table of passages is that of the prints, reposts are so
// of each other, and a group is what hangs together, under its smallest id. While articles
// that went or changed are to be taken out, nothing is said.
func (c *checker) groups(ctx context.Context, _ tallies) error {
	if waiting, err := numbers(ctx, c.db, "SELECT count(*) FROM lost_fingerprints"); err != nil || waiting[0] > 0 {
		return err
	}
	for _, check := range []struct{ what, query string }{
		{"article %s has no print", `SELECT a.id FROM articles a LEFT JOIN fingerprints f ON f.article = a.n
			WHERE f.article IS NULL AND a.change <= (SELECT value FROM meta WHERE key = 'grouped')`},
		{"article %s is a repost of one that is none of it", `SELECT DISTINCT ifnull(a.id, r.article) FROM reposts r LEFT JOIN articles a ON a.n = r.article
			WHERE NOT EXISTS (SELECT 1 FROM reposts s WHERE s.article = r.other AND s.other = r.article AND s.share = r.share)`},
		{"article %s has reposts in another group", `SELECT DISTINCT a.id FROM reposts r JOIN articles a ON a.n = r.article
			LEFT JOIN fingerprints f ON f.article = r.article LEFT JOIN fingerprints g ON g.article = r.other
			WHERE f.leader IS NULL OR f.leader IS NOT g.leader`},
		{"article %s is in a group and has no reposts", `SELECT a.id FROM fingerprints f JOIN articles a ON a.n = f.article
			WHERE f.leader IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reposts r WHERE r.article = f.article)`},
		{"the group of article %s bears another name than it should", `SELECT a.id FROM fingerprints f JOIN articles a ON a.n = f.article
			LEFT JOIN articles l ON l.n = f.leader LEFT JOIN fingerprints g ON g.article = f.leader
			WHERE f.leader IS NOT NULL AND (l.id IS NULL OR a.id < l.id OR g.leader IS NOT f.leader)`},
	} {
		ids, err := column(ctx, c.db, check.query)
		if err != nil {
			return err
		}
		for _, id := range ids {
			c.fault(FaultDerived, check.what, id)
		}
	}
	return c.passages(ctx)
}

// passages compares the table of passages with the prints by a sum over both.
func (c *checker) passages(ctx context.Context) error {
	type row struct {
		n    int64
		data []byte
	}
	scan := func(r *sql.Rows, v *row) error { return r.Scan(&v.n, &v.data) }
	sum := uint64(0)
	for v, err := range stream(ctx, c.db, scan, `SELECT f.article, f.print FROM fingerprints f JOIN articles a ON a.n = f.article
		WHERE a.change <= (SELECT value FROM meta WHERE key = 'grouped')`) {
		if err != nil {
			return err
		}
		mark, err := fingerprint.Parse(v.data)
		if err != nil {
			c.fault(FaultDerived, "article number %d: %v", v.n, err)
		}
		for _, name := range mark.Passages {
			sum += entryHash(v.n, name)
		}
	}
	for v, err := range stream(ctx, c.db, scan, "SELECT bucket, articles FROM passages") {
		if err != nil {
			return err
		}
		b, err := parseBucket(v.data)
		if err != nil {
			c.fault(FaultDerived, "bucket %d: %v", v.n, err)
			continue
		}
		all, heads := map[uint8]int{}, map[uint8]int{}
		for _, p := range b.posts {
			sum -= entryHash(p.article, uint32(v.n)<<restBits|uint32(p.rest)) //nolint:gosec // 17 bits
			all[p.rest]++
			if p.head {
				heads[p.rest]++
			}
		}
		for rest, n := range all {
			if heads[rest] != min(n, maxHeads) {
				c.fault(FaultDerived, "bucket %d: passage %d has %d heads of %d articles", v.n, rest, heads[rest], n)
			}
		}
	}
	if sum != 0 {
		c.fault(FaultDerived, "the table of passages is not that of the prints")
	}
	return nil
}

func entryHash(article int64, name uint32) uint64 {
	h := fnv.New64a()
	h.Write(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(nil, uint64(article)), name)) //nolint:gosec // a number of an article
	return h.Sum64()
}
