package archive

import (
	"context"
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
	kind, members, key := uint64(v.Type), uint64(v.Members), uint64(hash32(v.Key))
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

// enrol counts the new members of a body or place into its identity. It reports false, and
// has done nothing, when its block has to be looked at.
func (s *settler) enrol(ctx context.Context, block int64, list []*record) (bool, error) {
	v, err := s.roll(ctx, block, true)
	if err != nil {
		return false, err
	}
	census, row, only, err := s.census(ctx, v, list[0].names.profile().Key)
	if census == nil || err != nil {
		return false, err
	}
	row.block = block
	for _, r := range list {
		info, err := s.info(ctx, r.article)
		if err != nil {
			return false, err
		}
		p := r.profile(info)
		if p.Key == "" || !fits(census, &p) {
			return false, nil
		}
		census.Add(&p)
		if census.Head.Article == p.Article {
			row.article = r.article
		}
	}
	identity := int64(alone)
	if census.Members > 1 {
		if identity, err = s.storeCensus(ctx, row, census); err != nil {
			return false, err
		}
	}
	if only != nil && identity != alone {
		s.belong(only, identity)
	}
	for _, r := range list {
		r.identity = identity
		v.add(r)
	}
	return true, v.store(ctx, s)
}

// census reads that of a block by the last sheet of its roll, and the row that holds it: of a
// single member, only, it is made; it is empty for a new block, nil for one that has to be
// looked at.
func (s *settler) census(ctx context.Context, v *roll, key string) (census *resolve.Census, row identityRow, only *record, err error) {
	records := v.records()
	if len(v.sheets) == 0 {
		return &resolve.Census{}, row, nil, nil
	}
	if len(records) == 0 {
		return nil, row, nil, nil
	}
	last := records[len(records)-1]
	switch {
	case last.identity == alone && len(records) == 1 && v.sheets[0].key == sheetKey(v.block, 0) && last.names.kind != mention.Person:
		info, err := s.info(ctx, last.article)
		if err != nil {
			return nil, row, nil, err
		}
		p := last.profile(info)
		census = &resolve.Census{}
		census.Add(&p)
		return census, identityRow{article: last.article}, last, nil
	case last.identity > 0:
		rows, err := collect(ctx, s, scanRow, "SELECT "+rowColumns+" FROM identities WHERE n = ?", last.identity)
		if err != nil || len(rows) == 0 || rows[0].census == "" {
			return nil, row, nil, err
		}
		row = rows[0]
		info, err := s.info(ctx, row.article)
		if err != nil {
			return nil, row, nil, err
		}
		census = &resolve.Census{Head: resolve.Head{Article: info.id, Date: info.date, Seed: seedText(row.seed)}}
		if ok, err := unpackCensus([]byte(row.census), census, key, row.name); err != nil || !ok {
			return nil, row, nil, err
		}
		return census, row, nil, nil
	}
	return nil, row, nil, nil
}

// storeCensus writes the row of a body or place and returns its number.
func (s *settler) storeCensus(ctx context.Context, old identityRow, c *resolve.Census) (int64, error) {
	id := c.Identity()
	row, err := rowOf(&id, old.block, old.article, c.Members)
	if err != nil {
		return 0, err
	}
	row.n, row.census = old.n, string(packCensus(c, row.name))
	return s.storeIdentity(ctx, row)
}

// fits tells whether a profile is of what a census counts.
func fits(c *resolve.Census, p *resolve.Profile) bool {
	return c.Members == 0 || c.Key == p.Key && c.Type == p.Type
}
