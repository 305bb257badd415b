package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
)

// An Identity is one person, organization, place or facility across articles.
type Identity struct {
	ID      string   `json:"id"`
	Type    string   `json:"type"` // as of entities
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"` // all spellings, the name's own among them
	Count   int      `json:"count"`   // of members
	// Members are entities of articles, by date. An article may have two of one identity.
	Members []Member `json:"members"`
	Apart   []Apart  `json:"apart"` // others of the same name
}

// A Member is an entity of an article. Every member but the first says by what rule
// and evidence it is the same as another member, With.
type Member struct {
	Article   string `json:"article"`
	Entity    string `json:"entity"`
	Name      string `json:"name"`
	Published string `json:"published"`
	Rule      string `json:"rule"`
	Evidence  string `json:"evidence"`
	With      string `json:"with"` // "article/entity", "" for the first
}

// Apart is another identity of the same name, and why it is another.
type Apart struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// IdentityOf returns the id of the identity of an article's entity: the same for all
// entities that are one person or body. It is "" for an unknown entity, and for an
// article that Identify has not seen yet. The id of an identity may change when
// articles come or go; each id that it ever had leads to it as long as the article is
// kept that gave it.
func (a *Archive) IdentityOf(ctx context.Context, article, entity string) (string, error) {
	all, err := a.ArticleIdentities(ctx, article)
	return all[entity], err
}

// ArticleIdentities returns the identities of all entities of an article, by entity
// id.
func (a *Archive) ArticleIdentities(ctx context.Context, article string) (map[string]string, error) {
	list, err := collect(ctx, a.read, func(r *sql.Rows, v *[2]string) error { return r.Scan(&v[0], &v[1]) },
		"SELECT m.entity, m.identity FROM articles a JOIN members m ON m.article = a.n WHERE a.id = ? AND m.identity <> ''", article)
	all := make(map[string]string, len(list))
	for _, v := range list {
		all[v[0]] = v[1]
	}
	return all, err
}

// An EntityIdentity points an entity of an article to its identity.
type EntityIdentity struct{ Article, Entity, Identity string }

// EntityIdentities gives the identity of every entity, articles by id as in Documents,
// entities by id. What Identify has not seen yet is left out. An error is the last
// pair.
func (a *Archive) EntityIdentities(ctx context.Context) iter.Seq2[EntityIdentity, error] {
	return stream(ctx, a.read, func(r *sql.Rows, v *EntityIdentity) error {
		return r.Scan(&v.Article, &v.Entity, &v.Identity)
	}, `SELECT a.id, m.entity, m.identity FROM articles a JOIN members m ON m.article = a.n
		WHERE m.identity <> '' ORDER BY a.id, m.entity`)
}

// Identity returns an identity by its id or that of any of its members. The error is
// ErrNoIdentity when there is none.
func (a *Archive) Identity(ctx context.Context, id string) (Identity, error) {
	return identity(ctx, a.read, id)
}

// FindIdentities returns the identities of a type (PERSON, ORG, PLACE, FACILITY) that
// have all words of name, or beginnings of them, in one of their spellings, in any
// script; all of the type for an empty name. Those with most members come first; limit
// bounds them, 0 for none. Members and Apart are left out unless full.
func (a *Archive) FindIdentities(ctx context.Context, kind, name string, limit int, full bool) ([]Identity, error) {
	where, args := "type = ?", []any{kind}
	if name != "" {
		for word := range strings.FieldsSeq(plainKey(name)) {
			where += " AND keys LIKE ?"
			args = append(args, "% "+word+"%")
		}
	}
	if limit <= 0 {
		limit = -1
	}
	list, err := collect(ctx, a.read, scanIdentity,
		"SELECT id, type, name, aliases, members FROM identities WHERE "+where+" ORDER BY members DESC, name, id LIMIT ?", append(args, limit)...)
	if err != nil || !full {
		return list, err
	}
	for i := range list {
		if err := fill(ctx, a.read, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Unsettled counts the blocks of names that Identify has to look at, and the articles
// that it has not seen.
func (a *Archive) Unsettled(ctx context.Context) (n int, err error) {
	err = a.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM stale_blocks) +
		(SELECT count(*) FROM articles WHERE change > (SELECT value FROM meta WHERE key = 'identified'))`).Scan(&n)
	return n, err
}

func scanIdentity(r *sql.Rows, id *Identity) error {
	var aliases string
	if err := r.Scan(&id.ID, &id.Type, &id.Name, &aliases, &id.Count); err != nil {
		return err
	}
	id.Members, id.Apart = []Member{}, []Apart{}
	return json.Unmarshal([]byte(aliases), &id.Aliases)
}

// identity finds and fills an identity.
func identity(ctx context.Context, db reader, id string) (Identity, error) {
	var found string
	err := db.QueryRowContext(ctx, `SELECT id FROM identities WHERE id = ?1
		UNION ALL SELECT identity FROM members WHERE seed = ?1 AND identity <> '' LIMIT 1`, id).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return Identity{}, fmt.Errorf("%w: %q", ErrNoIdentity, id)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("archive: identity %q: %w", id, err)
	}
	list, err := collect(ctx, db, scanIdentity, "SELECT id, type, name, aliases, members FROM identities WHERE id = ? LIMIT 1", found)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%w: %q", ErrNoIdentity, id)
	}
	if err != nil {
		return Identity{}, err
	}
	return list[0], fill(ctx, db, &list[0])
}

// A reader is a database or a transaction.
type reader interface {
	querier
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// fill reads the members of an identity and what was kept apart from it.
func fill(ctx context.Context, db querier, id *Identity) (err error) {
	id.Members, err = collect(ctx, db, func(r *sql.Rows, m *Member) error {
		return r.Scan(&m.Article, &m.Entity, &m.Name, &m.Published, &m.Rule, &m.Evidence, &m.With)
	}, `SELECT a.id, m.entity, e.name, a.published, m.rule, m.evidence,
			CASE m.with_entity WHEN '' THEN '' ELSE m.with_article || '/' || m.with_entity END
		FROM members m JOIN articles a ON a.n = m.article JOIN entities e ON e.article = m.article AND e.id = m.entity
		WHERE m.identity = ? ORDER BY a.published = '', a.published, a.id, m.seed`, id.ID)
	if err != nil {
		return err
	}
	apart, err := collect(ctx, db, func(r *sql.Rows, v *Apart) error { return r.Scan(&v.ID, &v.Name, &v.Reason) },
		"SELECT other, name, reason FROM apart WHERE id = ? ORDER BY other, reason", id.ID)
	id.Apart = append(id.Apart, apart...)
	return err
}
