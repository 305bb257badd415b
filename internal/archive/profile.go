package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"iter"
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// How profiles are packed
//
// The same names and posts come again and again. A spelling (type, name, aliases and
// what they are read as) and a seat (without its dates) are rows of parts, numbered by
// 63 bits of a hash of them. A member holds the numbers: eight bytes of its spelling,
// Twin, its seats, each with its dates unless both are that of the article, and for
// each companion, but namesakes, 48 bits of a hash of its key. All is written as in
// documents (pack.go). What the article says, block and seed are left out.

// A part is a spelling or a seat.
type part struct {
	spelling resolve.Profile
	seat     resolve.Seat
}

// packSpelling writes what a profile has of its names alone.
func packSpelling(p *resolve.Profile) []byte {
	c := coder{symbols: symbols()}
	c.spelling(p)
	return c.data
}

func packSeat(s *resolve.Seat) []byte {
	c := coder{symbols: symbols()}
	c.seat(s)
	return c.data
}

func (c *coder) spelling(p *resolve.Profile) {
	kind := uint64(p.Type)
	c.uint(&kind)
	p.Type = mention.Type(kind)
	c.str(&p.Name)
	list(c, &p.Aliases, func(s *string) { c.like(p.Name, s) })
	c.str(&p.Title)
	c.str(&p.Row)
	if p.Type != mention.Person {
		c.str(&p.Key)
		if c.decoding {
			p.SetKey(p.Key)
		}
		return
	}
	n := &p.Person
	for _, s := range []*string{&n.Given, &n.Surname, &n.Ending, &n.Patronymic, &n.PatronymicAs, &n.Initials, &n.Gender} {
		c.str(s)
	}
	c.flag(&n.Common)
	c.flag(&n.Known)
	if c.decoding {
		p.SetPerson(*n)
	}
}

func (c *coder) seat(s *resolve.Seat) {
	for _, v := range []*string{&s.Title, &s.TitleAs, &s.Body, &s.BodyAs, &s.Kind, &s.Place, &s.PlaceAs, &s.Like, &s.Region} {
		c.str(v)
	}
	sole := uint64(s.Sole)
	c.uint(&sole)
	s.Sole = resolve.Sole(sole)
	c.flag(&s.Land)
	c.flag(&s.Past)
}

// hashed is 63 bits of a hash, positive.
func hashed(data []byte) uint64 {
	sum := sha256.Sum256(data)
	return binary.BigEndian.Uint64(sum[:]) >> 1
}

// A profilePacker packs profiles and keeps the parts that are new.
type profilePacker struct {
	*transaction
	stored map[uint64]bool      // parts that are there for certain
	bodies map[int64][]newcomer // members by block that are to be counted
	people map[int64]bool       // blocks of persons that have got members
}

// maxStored bounds what is remembered of parts.
const maxStored = 1 << 18

// part stores a part and gives its number.
func (w *profilePacker) part(ctx context.Context, packed []byte) (uint64, error) {
	n := hashed(packed)
	if w.stored[n] {
		return n, nil
	}
	if len(w.stored) >= maxStored {
		clear(w.stored)
	}
	w.stored[n] = true
	return n, w.exec(ctx, "INSERT OR IGNORE INTO parts VALUES (?, ?)", int64(n), packed)
}

// pack writes what a member holds of its profile.
func (w *profilePacker) pack(ctx context.Context, p *resolve.Profile) ([]byte, error) {
	spelling, err := w.part(ctx, packSpelling(p))
	if err != nil {
		return nil, err
	}
	c := coder{data: binary.BigEndian.AppendUint64(nil, spelling), symbols: symbols()}
	if p.Type != mention.Person && p.Twin == 0 {
		return c.data, nil
	}
	c.int(&p.Twin)
	n := uint64(len(p.Seats))
	c.uint(&n)
	for i := range p.Seats {
		s := &p.Seats[i]
		seat, err := w.part(ctx, packSeat(s))
		if err != nil {
			return nil, err
		}
		c.data = binary.BigEndian.AppendUint64(c.data, seat)
		c.dates(s, p.Date)
	}
	for _, other := range p.Company {
		if other.Key != p.Key {
			token := binary.BigEndian.AppendUint64(nil, companion(other.Key))
			c.data = append(c.data, token[2:]...)
		}
	}
	return c.data, nil
}

// companion is the number of a companion by key, of 48 bits.
func companion(key string) uint64 { return hashed([]byte(key)) >> 15 }

// dates are those of a seat, mostly that of the article.
func (c *coder) dates(s *resolve.Seat, date string) {
	other := s.From != date || s.To != date
	c.flag(&other)
	if other {
		c.str(&s.From)
		c.str(&s.To)
	} else {
		s.From, s.To = date, date
	}
}

// A profileReader reads profiles. Parts that come again are shared.
type profileReader struct {
	db      querier
	kept    map[uint64]*part
	touched map[uint64]bool // if not nil, parts are noted here and not read
}

func newProfileReader(db querier) *profileReader {
	return &profileReader{db: db, kept: map[uint64]*part{}}
}

// maxKept bounds the parts that a reader remembers.
const maxKept = 1 << 16

// part reads a part: a spelling or a seat.
func (r *profileReader) part(ctx context.Context, n uint64, isSeat bool) (*part, error) {
	if r.touched != nil {
		r.touched[n] = true
		return &part{}, nil
	}
	if p := r.kept[n]; p != nil {
		return p, nil
	}
	list, err := collect(ctx, r.db, func(rows *sql.Rows, b *[]byte) error { return rows.Scan(b) }, "SELECT packed FROM parts WHERE n = ?", int64(n))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errPacked
	}
	c := coder{decoding: true, data: list[0], symbols: symbols()}
	p := &part{}
	if isSeat {
		c.seat(&p.seat)
	} else {
		c.spelling(&p.spelling)
	}
	if c.damaged || len(c.data) > 0 {
		return nil, errPacked
	}
	if len(r.kept) >= maxKept {
		clear(r.kept)
	}
	r.kept[n] = p
	return p, nil
}

// read completes the profile of a member: article, entity, date and source are there.
func (r *profileReader) read(ctx context.Context, packed []byte, p *resolve.Profile) error {
	if len(packed) < 8 {
		return errPacked
	}
	spelling, err := r.part(ctx, binary.BigEndian.Uint64(packed), false)
	if err != nil {
		return err
	}
	q := spelling.spelling
	q.Article, q.Entity, q.Date, q.Source = p.Article, p.Entity, p.Date, p.Source
	*p = q
	c := coder{decoding: true, data: packed[8:], symbols: symbols()}
	if len(c.data) > 0 {
		c.int(&p.Twin)
		var n uint64
		for c.uint(&n); n > 0 && !c.damaged; n-- {
			if len(c.data) < 8 {
				return errPacked
			}
			seat, err := r.part(ctx, binary.BigEndian.Uint64(c.data), true)
			if err != nil {
				return err
			}
			c.data = c.data[8:]
			s := seat.seat
			c.dates(&s, p.Date)
			p.Seats = append(p.Seats, s)
		}
		for ; len(c.data) >= companionSize; c.data = c.data[companionSize:] {
			token := companionMark + hex.EncodeToString(c.data[:companionSize])
			p.Company = append(p.Company, resolve.Companion{Key: token, Name: token})
		}
	}
	if c.damaged || len(c.data) > 0 {
		return errPacked
	}
	p.SetSeed()
	return nil
}

// partsOf notes the parts that a member has.
func partsOf(ctx context.Context, packed []byte, used map[uint64]bool) error {
	r := profileReader{kept: map[uint64]*part{}, touched: used}
	return r.read(ctx, packed, &resolve.Profile{})
}

// A companion is known by its number alone; who it is, is looked up when it is shown.
const (
	companionSize = 6
	companionMark = "\x00"
)

// blockNumber is the number of a block: 32 bits are enough, as it is no harm when two
// blocks share one.
func blockNumber(block string) int64 {
	h := fnv.New32a()
	h.Write([]byte(block))
	return int64(int32(h.Sum32()))
}

// A member is a row of members with its profile.
type member struct {
	n        int64 // of its article
	block    int64
	identity sql.NullInt64
	profile  resolve.Profile
}

// blockMembers reads blocks.
func (r *profileReader) blockMembers(ctx context.Context, blocks []int64) ([]member, error) {
	var all []member
	for _, block := range blocks {
		list, err := r.members(ctx, "members m JOIN articles a ON a.n = m.article WHERE m.block = ?", block)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// articleMembers reads the entities of the article with that id.
func (r *profileReader) articleMembers(ctx context.Context, id string) ([]member, error) {
	return r.members(ctx, "articles a JOIN members m ON m.article = a.n WHERE a.id = ?", id)
}

func (r *profileReader) members(ctx context.Context, from string, arg any) ([]member, error) {
	var list []member
	for m, err := range r.scan(ctx, from, arg) {
		if err != nil {
			return nil, err
		}
		list = append(list, *m)
	}
	return list, nil
}

// scan reads members one by one. What it gives is good until the next.
func (r *profileReader) scan(ctx context.Context, from string, arg any) iter.Seq2[*member, error] {
	type row struct {
		member
		packed []byte
	}
	rows := stream(ctx, r.db, func(rows *sql.Rows, v *row) error {
		p := &v.profile
		return rows.Scan(&v.n, &v.block, &v.identity, &p.Entity, &p.Article, &p.Date, &p.Source, &v.packed)
	}, "SELECT m.article, m.block, m.identity, m.entity, a.id, a.published, a.source, m.packed FROM "+from, arg)
	return func(yield func(*member, error) bool) {
		for v, err := range rows {
			if err == nil {
				if err = r.read(ctx, v.packed, &v.profile); err != nil {
					err = fmt.Errorf("%s of article %q: %w", v.profile.Entity, v.profile.Article, err)
				}
			}
			if !yield(&v.member, err) || err != nil {
				return
			}
		}
	}
}

// seedMember finds the member that a seed names in the article with that id or, for
// "", in the one that is known to have given an identity this id. It is nil when there
// is none.
func seedMember(ctx context.Context, db querier, seed, article string) (*member, error) {
	r := newProfileReader(db)
	if article == "" {
		ids, err := column(ctx, db, "SELECT a.id FROM former f JOIN articles a ON a.n = f.article WHERE f.id = ?", seed)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		article = ids[0]
	}
	list, err := r.articleMembers(ctx, article)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(m member) bool { return m.profile.Seed == seed })
	if i < 0 {
		return nil, nil //nolint:nilnil // there is none
	}
	return &list[i], nil
}

// companionName is the name that an article has for a companion, "" when it has none.
func (r *profileReader) companionName(ctx context.Context, token, article string) (string, error) {
	list, err := r.articleMembers(ctx, article)
	for i := range list {
		p := &list[i].profile
		if p.Type == mention.Person && token == companionMark+fmt.Sprintf("%012x", companion(p.Key)) {
			return p.Name, err
		}
	}
	return "", err
}
