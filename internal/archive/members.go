package archive

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"iter"
)

// An EntityMember points an entity of an article to its identity. Seed is the id that
// the identity would have if the entity alone were all of it, and may have had before
// it was found to be one with others; Identity takes it, too, if it had.
type EntityMember struct{ Article, Entity, Identity, Seed string }

// EntityMembers gives the identity of every entity, articles by id as in Documents,
// entities by id. What Identify has not seen yet is left out. An error is the last
// pair.
func (a *Archive) EntityMembers(ctx context.Context) iter.Seq2[EntityMember, error] {
	return a.entityMembers(ctx, "ORDER BY a.id, m.entity")
}

// AllIdentities gives all identities by id, bytewise, without Members and Apart. An error
// is the last pair.
func (a *Archive) AllIdentities(ctx context.Context) iter.Seq2[Identity, error] {
	return func(yield func(Identity, error) bool) {
		for s, err := range stream(ctx, a.read, scanIdentity, "SELECT "+identityColumns+" FROM identities ORDER BY id, block") {
			if !yield(s.identity, err) {
				return
			}
		}
	}
}

// ArticleMembers is EntityMembers for one article.
func (a *Archive) ArticleMembers(ctx context.Context, article string) ([]EntityMember, error) {
	var list []EntityMember
	for m, err := range a.entityMembers(ctx, "WHERE a.id = ? ORDER BY m.entity", article) {
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

func (a *Archive) entityMembers(ctx context.Context, which string, args ...any) iter.Seq2[EntityMember, error] {
	type row struct {
		EntityMember
		packed []byte
	}
	rows := stream(ctx, a.read, func(r *sql.Rows, v *row) error {
		return r.Scan(&v.Article, &v.Entity, &v.Identity, &v.packed)
	}, `SELECT a.id, m.entity, i.id, m.packed FROM articles a JOIN members m ON m.article = a.n
		JOIN identities i ON i.n = m.identity `+which, args...)
	return func(yield func(EntityMember, error) bool) {
		reader := newProfileReader(a.read)
		for v, err := range rows {
			if err == nil {
				if v.Seed, err = reader.seed(ctx, v.packed, v.Article); err != nil {
					err = fmt.Errorf("archive: %s of article %q: %w", v.Entity, v.Article, err)
				}
			}
			if !yield(v.EntityMember, err) || err != nil {
				return
			}
		}
	}
}

// maxSpellings bounds the spellings that are remembered while seeds are read.
const maxSpellings = 1 << 13

// seed reads of a member no more than its seed needs.
func (r *profileReader) seed(ctx context.Context, packed []byte, article string) (string, error) {
	if len(packed) < 8 {
		return "", errPacked
	}
	if len(r.kept) >= maxSpellings {
		clear(r.kept)
	}
	spelling, err := r.part(ctx, binary.BigEndian.Uint64(packed), false)
	if err != nil {
		return "", err
	}
	p := spelling.spelling
	p.Article = article
	c := coder{decoding: true, data: packed[8:], symbols: symbols()}
	if len(c.data) > 0 {
		c.int(&p.Twin)
	}
	if c.damaged {
		return "", errPacked
	}
	p.SetSeed()
	return p.Seed, nil
}
