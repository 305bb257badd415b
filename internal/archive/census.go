package archive

import (
	"context"
	"database/sql"
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
	k := coder{symbols: symbols(), data: make([]byte, 0, 32*(1+len(c.Names)))}
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
	names := slices.Grow([]used(nil), len(v.Names))
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

// An enrolment is a census with what is stored of it.
type enrolment struct {
	resolve.Census

	n         int64   // of its row in identities, 0 when it has none yet
	name      string  // in that row
	spellings int     // in that row
	article   int64   // of its head
	only      *record // the member that is stored, if it is one
}

// enrol counts the new members of a body or place into its identity. It reports false, and
// has done nothing, when its block has to be looked at.
func (s *settler) enrol(ctx context.Context, block int64, list []*record) (bool, error) {
	c, err := s.census(ctx, block, s.parts(list[0].names).Key)
	if c == nil || err != nil {
		return false, err
	}
	for _, r := range list {
		info, err := s.info(ctx, r.article)
		if err != nil {
			return false, err
		}
		p := *s.parts(r.names)
		p.Article, p.Entity, p.Date, p.Seed = info.id, r.entity, info.date, seedText(r.seed)
		if p.Key == "" || !fits(&c.Census, &p) {
			return false, nil
		}
		c.Add(&p)
		if c.Head.Article == p.Article {
			c.article = r.article
		}
	}
	identity := int64(alone)
	if c.Members > 1 {
		if identity, err = s.storeCensus(ctx, block, c); err != nil {
			return false, err
		}
	}
	for _, r := range list {
		r.identity = identity
	}
	key := max(s.lastSheet[block], sheetKey(block, 0))
	if c.only != nil {
		s.belong(c.only, identity)
		s.sheets.reset()
		s.sheets.add(c.only)
	}
	return true, s.storeSheets(ctx, key, list, maxSheet)
}

// parts are what a new member has of its names, until others are asked for.
func (s *settler) parts(n *spelling) *resolve.Profile {
	if s.spelled.names != n {
		s.spelled.names, s.spelled.parts = n, resolve.Profile{}
		c := coder{decoding: true, data: s.packed(func(c *coder) { c.spelling(n) }), symbols: symbols()}
		c.nameParts(&s.spelled.parts)
	}
	return &s.spelled.parts
}

// census reads that of a block, and takes up the last sheet of its roll, which tells
// where it is. That of a single member is made; it is empty for a new block, nil for one that
// has to be looked at.
func (s *settler) census(ctx context.Context, block int64, key string) (*enrolment, error) {
	if s.absent(block) {
		s.sheets.reset()
		return &enrolment{}, nil
	}
	last, members, err := s.takeUp(ctx, s.lastSheet[block])
	switch {
	case err != nil || members == 0:
		return nil, err
	case last.identity == alone && members == 1 && s.lastSheet[block] == sheetKey(block, 0) && last.names.kind != mention.Person:
		info, err := s.info(ctx, last.article)
		if err != nil {
			return nil, err
		}
		p := last.profile(info)
		c := &enrolment{article: last.article, only: last}
		c.Add(&p)
		return c, nil
	case last.identity > 0:
		return s.storedCensus(ctx, last.identity, key)
	}
	return nil, nil //nolint:nilnil // it has to be looked at
}

// takeUp has members written behind those of a sheet.
func (s *settler) takeUp(ctx context.Context, key int64) (last *record, members int, err error) {
	scan := func(r *sql.Rows, _ *struct{}) error {
		var stored sql.RawBytes
		err := r.Scan(&stored)
		if err == nil {
			last, members, err = s.sheets.resume(stored)
		}
		return err
	}
	_, err = collect(short(ctx), s, scan, "SELECT packed FROM blocks WHERE n = ?", key)
	return last, members, err
}

// storedCensus is that of an identity, nil when there is none of that key.
func (s *settler) storedCensus(ctx context.Context, identity int64, key string) (*enrolment, error) {
	scan := func(r *sql.Rows, c *enrolment) error {
		var seed int64
		var packed sql.RawBytes
		err := r.Scan(&seed, &c.article, &c.name, &packed, &c.Head.Article, &c.Head.Date)
		if err != nil || len(packed) == 0 {
			return err
		}
		c.Head.Seed = seedText(seed)
		ok, err := unpackCensus(packed, &c.Census, key, c.name)
		if ok {
			c.n, c.spellings = identity, len(c.Names)
		}
		return err
	}
	found, err := collect(short(ctx), s, scan, "SELECT i.seed, i.article, i.name, i.census, a.id, a.published FROM identities i JOIN articles a ON a.n = i.article WHERE i.n = ?", identity)
	if err != nil || len(found) == 0 || found[0].n == 0 {
		return nil, err
	}
	return &found[0], nil
}

// storeCensus writes the row of a body or place and returns its number. Unless there are
// other names than before, what is made of them stays.
func (s *settler) storeCensus(ctx context.Context, block int64, c *enrolment) (int64, error) {
	id := c.Identity()
	if c.n != 0 && id.Name == c.name && len(id.Names) == c.spellings {
		seed, _ := seedNumber(id.ID)
		return c.n, s.exec(ctx, "UPDATE identities SET seed = ?2, article = ?3, members = ?4, census = ?5 WHERE n = ?1",
			c.n, seed, c.article, c.Members, packCensus(&c.Census, id.Name))
	}
	row, err := rowOf(&id, block, c.article, c.Members)
	if err != nil {
		return 0, err
	}
	row.n, row.census = c.n, string(packCensus(&c.Census, row.name))
	return s.storeIdentity(ctx, row)
}

// fits tells whether a profile is of what a census counts.
func fits(c *resolve.Census, p *resolve.Profile) bool {
	return c.Members == 0 || c.Key == p.Key && c.Type == p.Type
}
