package archive

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// Seeds as numbers
//
// A seed is a letter for the type and ten digits of 32 values. As a number it is the
// place of the letter among letters and the digits, the first the highest, so that numbers
// have the order of seeds.

const (
	seedLetters = "FLOP"
	seedDigits  = "0123456789abcdefghjkmnpqrstvwxyz"
	seedLength  = 10
	digitBits   = 5
	seedBits    = seedLength * digitBits
)

// seedTypes are the types of entities by letter.
var seedTypes = [...]string{"FACILITY", "PLACE", "ORG", "PERSON"}

// seedNumber is a seed as a number; false for what is none.
func seedNumber(seed string) (int64, bool) {
	letter, digits, ok := strings.Cut(seed, "-")
	at := strings.Index(seedLetters, letter)
	if !ok || len(letter) != 1 || at < 0 || len(digits) != seedLength {
		return 0, false
	}
	n := int64(at)
	for _, d := range []byte(digits) {
		v := strings.IndexByte(seedDigits, d)
		if v < 0 {
			return 0, false
		}
		n = n<<digitBits | int64(v)
	}
	return n, true
}

// seedText is the seed of a number.
func seedText(n int64) string {
	out := []byte("?-0123456789")
	for i := len(out) - 1; i >= len(out)-seedLength; i-- {
		out[i] = seedDigits[n&(1<<digitBits-1)]
		n >>= digitBits
	}
	out[0] = seedLetters[n&3]
	return string(out)
}

// typeOf is the type of entities with that seed.
func typeOf(seed int64) string { return seedTypes[seed>>seedBits&3] }

// seedRange are the seeds of a type: from the first to before the second.
func seedRange(kind string) (from, to int64) {
	at := int64(slices.Index(seedTypes[:], kind))
	return at << seedBits, (at + 1) << seedBits
}

// The rows of seeds tell in which articles the seeds with the same first bits are, each
// by sixteen bits more and the number of the article.
const (
	bucketBits   = 13
	seedEntry    = 6
	seedHashBits = 16
)

func seedPlace(seed int64) (bucket int64, hash uint16) {
	low := seed & (1<<seedBits - 1)
	return low >> (seedBits - bucketBits), uint16(low >> (seedBits - bucketBits - seedHashBits)) //nolint:gosec // 16 bits
}

// A seedIndex collects seeds that are to be found.
type seedIndex map[int64][]byte // by bucket

func (x seedIndex) add(seed, article int64) {
	bucket, hash := seedPlace(seed)
	b := binary.BigEndian.AppendUint16(x[bucket], hash)
	x[bucket] = binary.BigEndian.AppendUint32(b, uint32(article)) //nolint:gosec // SQLite numbers them from 1
}

func (x seedIndex) store(ctx context.Context, to executor) error {
	for _, bucket := range sortedKeys(x) {
		if err := to.exec(ctx, `INSERT INTO seeds VALUES (?, ?)
			ON CONFLICT DO UPDATE SET packed = CAST(packed || excluded.packed AS BLOB)`, bucket, x[bucket]); err != nil {
			return err
		}
	}
	return nil
}

// listSeeds makes the rows of seeds anew, without those that are gone.
func (t *transaction) listSeeds(ctx context.Context) error {
	index := seedIndex{}
	for m, err := range stream(ctx, t, scanSeeded, "SELECT "+seededColumns+" FROM members m") {
		if err != nil {
			return err
		}
		index.add(m.seed, m.article)
	}
	return errors.Join(t.exec(ctx, "DELETE FROM seeds"), index.store(ctx, t))
}

// A seeded is a row of members.
type seeded struct {
	article  int64
	entity   string
	block    int64
	seed     int64
	identity sql.NullInt64
}

const seededColumns = "m.article, m.entity, m.block, m.seed, m.identity"

func scanSeeded(r *sql.Rows, v *seeded) error {
	return r.Scan(&v.article, &v.entity, &v.block, &v.seed, &v.identity)
}

// findSeed finds the member with that seed, nil when there is none.
func findSeed(ctx context.Context, db querier, id string) (*seeded, error) {
	seed, ok := seedNumber(id)
	if !ok {
		return nil, nil //nolint:nilnil // there is none
	}
	bucket, hash := seedPlace(seed)
	var packed []byte
	rows, err := collect(ctx, db, func(r *sql.Rows, b *[]byte) error { return r.Scan(b) }, "SELECT packed FROM seeds WHERE bucket = ?", bucket)
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		packed = rows[0]
	}
	if len(packed)%seedEntry != 0 {
		return nil, errPacked
	}
	for ; len(packed) > 0; packed = packed[seedEntry:] {
		if binary.BigEndian.Uint16(packed) != hash {
			continue
		}
		list, err := collect(ctx, db, scanSeeded, "SELECT "+seededColumns+" FROM members m WHERE m.article = ? AND m.seed = ?",
			int64(binary.BigEndian.Uint32(packed[2:])), seed)
		if err != nil || len(list) > 0 {
			return first(list), err
		}
	}
	return nil, nil //nolint:nilnil // there is none
}

func first[T any](list []T) *T {
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}
