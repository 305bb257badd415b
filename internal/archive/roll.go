package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// How blocks are kept
//
// A block is what entities must share to be one by the rules: a surname, the name of a
// body. Its roll, all members with what their articles say of them (resolve.Profile), is
// kept in one place, so that names and posts, which come again and again, are there
// once, and a block is read at the price of a few rows. A roll is rows of blocks, its
// sheets, each of which can be read alone; new members go to the last.
//
//	sheet     entries, each begun by a number: 0 for names, 1 for a post, else a member and
//	          the number of its names plus 2
//	names     type, name, aliases and title, both like the name, row, and the key or what a
//	          person's name is read as
//	member    article, counted from the one before; number of the entity; identity plus 1,
//	          1 for a member that is all of its identity, 0 before it is looked at; then,
//	          of a person or with a twin, four times the number of companions plus 2 for
//	          posts plus 1 for a twin; the twin; companions; number of posts and posts
//	post      number, 1 if its dates are not those of the article, and these
//	companion 32 bits of a hash of its key
//
// Numbers and strings are as in documents (pack.go), what is as written squeezed
// (letters.go). What the article says, block and
// seed are left out.

// A record is a member of a roll.
type record struct {
	article  int64
	entity   string
	identity int64     // number in identities, or one of these:
	names    *spelling // shared
	twin     int
	seats    []held
	company  []uint32

	fresh bool  // not stored yet
	moved bool  // stored with another identity
	seed  int64 // of a fresh one
}

const (
	alone     = 0  // it is all of its identity
	unsettled = -1 // not looked at yet
)

// A spelling is what a profile has of its names alone. A step has tens of thousands that it
// only hands on, so they are unpacked when they are asked for.
type spelling struct {
	kind   mention.Type
	packed string           // "" when only parts is there
	parts  *resolve.Profile // nil when only packed is there
}

func (n *spelling) profile() *resolve.Profile {
	if n.parts == nil {
		n.parts = &resolve.Profile{}
		c := coder{decoding: true, data: []byte(n.packed), symbols: symbols()}
		c.nameParts(n.parts)
	}
	return n.parts
}

func (c *coder) spelling(n *spelling) {
	if n.packed != "" {
		c.data = append(c.data, n.packed...)
	} else {
		c.nameParts(n.parts)
	}
}

// held is a post with its dates, unless they are that of the article.
type held struct {
	seat *resolve.Seat
	term *term
}

type term struct{ from, to string }

// A roll is the members of a block.
type roll struct {
	block  int64
	sheets []*sheet
}

// maxSheet is about how many bytes a sheet has before it is pressed, so that a page holds
// it; new members go to another then.
const maxSheet = 4400

// Keys of sheets are the block and their number in it, which may have gaps.
const (
	sheetBits = 17
	noSheet   = -1 // key of none: the lowest ones are positive
)

func sheetKey(block int64, number int) int64 {
	return int64(uint32(block))<<sheetBits | int64(number) //nolint:gosec // its bits
}

func blockOf(key int64) int64 { return int64(int32(key >> sheetBits)) } //nolint:gosec // its bits

type sheetRow struct {
	key    int64
	packed []byte
}

func scanSheet(r *sql.Rows, v *sheetRow) error { return r.Scan(&v.key, &v.packed) }

// loadRoll reads a block.
func loadRoll(ctx context.Context, db querier, block int64) (*roll, error) {
	return new(sheetReader).roll(ctx, db, block)
}

// roll reads a block.
func (u *sheetReader) roll(ctx context.Context, db querier, block int64) (*roll, error) {
	v := &roll{block: block}
	clear(u.names) // other blocks have others
	scan := func(r *sql.Rows, s **sheet) error {
		var key int64
		var stored sql.RawBytes
		err := r.Scan(&key, &stored)
		if err == nil {
			*s, err = u.sheet(key, stored)
		}
		return err
	}
	for s, err := range stream(ctx, db, scan, "SELECT n, packed FROM blocks WHERE n BETWEEN ? AND ? ORDER BY n", sheetKey(block, 0), sheetKey(block, 1<<sheetBits-1)) {
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", block, err)
		}
		v.sheets = append(v.sheets, s)
	}
	return v, nil
}

// gather puts neighbouring sheets together that have room in one.
func (v *roll) gather() {
	var to *sheet
	for _, s := range v.sheets {
		if to == nil || to.size+s.size > maxSheet {
			to = s
			continue
		}
		to.records, to.size, to.changed = append(to.records, s.records...), to.size+s.size, true
		s.records, s.size, s.changed = nil, 0, true
	}
}

// records are all that the roll has.
func (v *roll) records() []*record {
	n := 0
	for _, s := range v.sheets {
		n += len(s.records)
	}
	all := make([]*record, 0, n)
	for _, s := range v.sheets {
		all = append(all, s.records...)
	}
	return all
}

// find finds a member.
func (v *roll) find(article int64, entity string) *record {
	for _, s := range v.sheets {
		for _, r := range s.records {
			if r.article == article && r.entity == entity {
				return r
			}
		}
	}
	return nil
}

// add puts a member at the end.
func (v *roll) add(r *record) {
	if len(v.sheets) == 0 {
		v.sheets = []*sheet{{key: sheetKey(v.block, 0)}}
	}
	last := v.sheets[len(v.sheets)-1]
	last.records, last.changed = append(last.records, r), true
}

// drop removes members.
func (v *roll) drop(gone func(*record) bool) {
	for _, s := range v.sheets {
		kept := s.records[:0:0]
		for _, r := range s.records {
			if !gone(r) {
				kept = append(kept, r)
			}
		}
		if len(kept) < len(s.records) {
			s.records, s.changed = kept, true
		}
	}
}

// store writes the sheets that have changed. Of the last, what finds no room goes to others
// behind it.
func (v *roll) store(ctx context.Context, s *settler) error {
	for i, sh := range v.sheets {
		if !sh.changed {
			continue
		}
		if len(sh.records) == 0 {
			if err := s.exec(ctx, "DELETE FROM blocks WHERE n = ?", sh.key); err != nil {
				return err
			}
			continue
		}
		room := math.MaxInt
		if i == len(v.sheets)-1 {
			room = maxSheet
		}
		s.sheets.reset()
		if err := s.storeSheets(ctx, sh.key, sh.records, room); err != nil {
			return err
		}
	}
	return nil
}

// storeSheets puts records behind what is written of a sheet, and stores it. When it has
// more bytes than there is room for, the next are put into another behind it.
func (s *settler) storeSheets(ctx context.Context, key int64, list []*record, room int) error {
	store := func() error {
		return s.exec(ctx, "INSERT OR REPLACE INTO blocks VALUES (?, ?)", key, s.sheets.stored())
	}
	for _, r := range list {
		if len(s.sheets.data) > room {
			if err := store(); err != nil {
				return err
			}
			s.sheets.reset()
			key++
		}
		s.sheets.add(r)
	}
	return store()
}

// hashed is 63 bits of a hash, positive.
func hashed(data []byte) uint64 {
	sum := sha256.Sum256(data)
	return binary.BigEndian.Uint64(sum[:]) >> 1
}

// companion is the number of a companion by key, of 32 bits.
func companion(key string) uint32 { return uint32(hashed([]byte(key)) >> 31) } //nolint:gosec // 32 of 63 bits

// companionMark begins what stands for the name of a companion, who is looked up when it
// is shown.
const companionMark = "\x00"

// tokenSize is that of what stands for a name: the mark and eight digits.
const tokenSize = len(companionMark) + 2*companionSize

func companionToken(n uint32) string { return string(appendToken(nil, n)) }

func appendToken(to []byte, n uint32) []byte {
	var number [companionSize]byte
	binary.BigEndian.PutUint32(number[:], n)
	return hex.AppendEncode(append(to, companionMark...), number[:])
}

// blockNumber is the number of a profile's block: 32 bits are enough, as it is no harm
// when two blocks share one. All of an article that can be one with nothing share one.
func blockNumber(p *resolve.Profile) int64 {
	block := p.Block
	if block == "="+p.Seed {
		block = "=" + p.Article
	}
	return int64(int32(hash32(block))) //nolint:gosec // its bits
}

func hash32(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}
