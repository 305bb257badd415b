package archive

import (
	"context"
	"database/sql"
	"iter"
	"strings"
)

// An EntityMember points an entity of an article to its identity. Seed is the id that
// the identity would have if the entity alone were all of it, and may have had before
// it was found to be one with others; Identity takes it, too, if it had.
type EntityMember struct{ Article, Entity, Identity, Seed string }

// An ArticleSource is a source of an article.
type ArticleSource struct {
	Article string
	Source
}

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

// AllIdentities gives all identities without Members and Apart: those of several members,
// then the others block by block, so that every block is read once. The identities are
// those of one moment. An error is the last pair.
func (a *Archive) AllIdentities(ctx context.Context) iter.Seq2[Identity, error] {
	return func(yield func(Identity, error) bool) {
		tx, end, err := a.moment(ctx)
		if err != nil {
			yield(Identity{}, err)
			return
		}
		defer end()
		several := stream(ctx, tx, scanIdentity, "SELECT "+identityColumns+" FROM identities ORDER BY n")
		for _, all := range []iter.Seq2[storedIdentity, error]{several, allSingles(ctx, tx)} {
			for s, err := range all {
				if !yield(s.identity, err) || err != nil {
					return
				}
			}
		}
	}
}

// singlesBatch is how many members are looked up at once, at least; those of one block
// always are.
const singlesBatch = 1000

// allSingles gives the identities of one member.
func allSingles(ctx context.Context, db querier) iter.Seq2[storedIdentity, error] {
	return func(yield func(storedIdentity, error) bool) {
		var batch []seeded
		give := func() bool {
			list, err := singles(ctx, db, batch)
			batch = batch[:0]
			for i := range list {
				if !yield(list[i], nil) {
					return false
				}
			}
			return err == nil || yield(storedIdentity{}, err) && false
		}
		for m, err := range stream(ctx, db, scanSeeded, "SELECT "+seededColumns+" FROM members m WHERE m.identity = 0 ORDER BY m.block, m.article, m.entity") {
			if err != nil {
				yield(storedIdentity{}, err)
				return
			}
			if len(batch) >= singlesBatch && batch[len(batch)-1].block != m.block && !give() {
				return
			}
			batch = append(batch, m)
		}
		give()
	}
}

// AllSources gives the sources of all articles, articles by id as in Documents, and those
// of an article by id. An error is the last pair.
func (a *Archive) AllSources(ctx context.Context) iter.Seq2[ArticleSource, error] {
	return stream(ctx, a.read, func(r *sql.Rows, v *ArticleSource) error {
		return scanSource(r, &v.Source, &v.Article)
	}, `SELECT id, `+sourceColumns+` FROM articles
		UNION ALL SELECT a.id, f.`+strings.ReplaceAll(sourceColumns, " ", " f.")+` FROM further f JOIN articles a ON a.n = f.article
		ORDER BY 1, 2`)
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
