package archive

import (
	"context"
	"database/sql"
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
	return stream(ctx, a.read, scanEntityMember, entityMembers+"ORDER BY a.id, m.entity")
}

// ArticleMembers is EntityMembers for one article.
func (a *Archive) ArticleMembers(ctx context.Context, article string) ([]EntityMember, error) {
	return collect(ctx, a.read, scanEntityMember, entityMembers+"WHERE a.id = ? ORDER BY m.entity", article)
}

const entityMembers = `SELECT a.id, m.entity, m.seed, ifnull(i.seed, m.seed) FROM articles a
	CROSS JOIN members m ON m.article = a.n AND m.identity IS NOT NULL
	LEFT JOIN identities i ON i.n = m.identity `

func scanEntityMember(r *sql.Rows, v *EntityMember) error {
	var seed, identity int64
	err := r.Scan(&v.Article, &v.Entity, &seed, &identity)
	v.Seed, v.Identity = seedText(seed), seedText(identity)
	return err
}

// allBatch is how many identities are read at once; those of one member are spread over
// all blocks.
const allBatch = 1 << 16

// AllIdentities gives all identities by id, bytewise, without Members and Apart. An error
// is the last pair.
func (a *Archive) AllIdentities(ctx context.Context) iter.Seq2[Identity, error] {
	return func(yield func(Identity, error) bool) {
		var batch []seeded
		give := func() bool {
			list, err := identitiesOf(ctx, a.read, batch)
			batch = batch[:0]
			for i := range list {
				if !yield(list[i].identity, nil) {
					return false
				}
			}
			return err == nil || yield(Identity{}, err) && false
		}
		for m, err := range stream(ctx, a.read, scanSeeded, `SELECT article, entity, block, seed, identity FROM members WHERE identity = 0
			UNION ALL SELECT article, '', block, seed, n FROM identities ORDER BY seed`) {
			if err != nil {
				yield(Identity{}, err)
				return
			}
			if batch = append(batch, m); len(batch) == allBatch && !give() {
				return
			}
		}
		give()
	}
}

// identitiesOf are those that members belong to, in their order.
func identitiesOf(ctx context.Context, db querier, members []seeded) ([]storedIdentity, error) {
	var lone []seeded
	for _, m := range members {
		if m.identity.Int64 == alone {
			lone = append(lone, m)
		}
	}
	rest, err := singles(ctx, db, lone)
	if err != nil {
		return nil, err
	}
	list := make([]storedIdentity, 0, len(members))
	for i := range members {
		if members[i].identity.Int64 == alone {
			list, rest = append(list, rest[0]), rest[1:]
			continue
		}
		found, err := identityOf(ctx, db, &members[i])
		if err != nil {
			return nil, err
		}
		if found != nil {
			list = append(list, *found)
		}
	}
	return list, nil
}
