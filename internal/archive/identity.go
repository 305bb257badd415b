package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/seed50815598/derek/pipeline/resolve"
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
		`SELECT m.entity, i.id FROM articles a JOIN members m ON m.article = a.n JOIN identities i ON i.n = m.identity
		WHERE a.id = ?`, article)
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
	}, `SELECT a.id, m.entity, i.id FROM articles a JOIN members m ON m.article = a.n JOIN identities i ON i.n = m.identity
		ORDER BY a.id, m.entity`)
}

// Identity returns an identity by its id or one that it had. It reads all articles
// that name anybody of that name. The error is ErrNoIdentity when there is none.
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
	rows, err := collect(ctx, a.read, scanIdentity,
		"SELECT "+identityColumns+" FROM identities WHERE "+where+" ORDER BY members DESC, name, id LIMIT ?", append(args, limit)...)
	list := make([]Identity, len(rows))
	for i := range rows {
		list[i] = rows[i].identity
	}
	if err != nil || !full {
		return list, err
	}
	made, err := decidedBy(ctx, a.read)
	for i := range rows {
		if err == nil {
			list[i], err = rows[i].full(ctx, a.read, made)
		}
	}
	return list, err
}

// Unsettled counts the blocks of names that Identify has to look at, and the articles
// that it has not seen.
func (a *Archive) Unsettled(ctx context.Context) (n int, err error) {
	err = a.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM stale_blocks) +
		(SELECT count(*) FROM articles WHERE change > (SELECT value FROM meta WHERE key = 'identified'))`).Scan(&n)
	return n, err
}

// A storedIdentity is a row of identities.
type storedIdentity struct {
	n, block int64
	identity Identity
}

const identityColumns = "n, block, id, type, name, aliases, members"

func scanIdentity(r *sql.Rows, s *storedIdentity) error {
	var aliases string
	id := &s.identity
	if err := r.Scan(&s.n, &s.block, &id.ID, &id.Type, &id.Name, &aliases, &id.Count); err != nil {
		return err
	}
	id.Members, id.Apart, id.Aliases = []Member{}, []Apart{}, []string{id.Name}
	if aliases == "" {
		return nil
	}
	return json.Unmarshal([]byte(aliases), &id.Aliases)
}

// findIdentity finds the row of an identity by an id that it has or had.
func findIdentity(ctx context.Context, db querier, id string) (storedIdentity, error) {
	list, err := collect(ctx, db, scanIdentity, "SELECT "+identityColumns+" FROM identities WHERE id = ?", id)
	if err == nil && len(list) == 0 {
		var m *member
		if m, err = seedMember(ctx, db, id, ""); m != nil {
			list, err = collect(ctx, db, scanIdentity, "SELECT "+identityColumns+" FROM identities WHERE n = ?", m.identity)
		}
	}
	switch {
	case err != nil:
		return storedIdentity{}, fmt.Errorf("archive: identity %q: %w", id, err)
	case len(list) == 0:
		return storedIdentity{}, fmt.Errorf("%w: %q", ErrNoIdentity, id)
	}
	return list[0], nil
}

// identity finds an identity by an id that it has or had.
func identity(ctx context.Context, db querier, id string) (Identity, error) {
	s, err := findIdentity(ctx, db, id)
	if err != nil {
		return Identity{}, err
	}
	made, err := decidedBy(ctx, db)
	if err != nil {
		return Identity{}, err
	}
	return s.full(ctx, db, made)
}

// full adds the members, the reason for each and what was kept apart: who belongs is
// stored, why is worked out again.
func (s *storedIdentity) full(ctx context.Context, db querier, made decided) (Identity, error) {
	r := newProfileReader(db)
	members, err := r.blockMembers(ctx, made.group(s.block))
	if err != nil {
		return s.identity, fmt.Errorf("archive: identity %q: %w", s.identity.ID, err)
	}
	at := map[entityOf]*member{}
	for i := range members {
		if m := &members[i]; m.identity.Valid && m.identity.Int64 == s.n {
			at[entityOf{m.profile.Article, m.profile.Entity}] = m
		}
	}
	id := s.identity
	for _, found := range made.identities(members) {
		before := len(id.Members)
		for _, m := range found.Members {
			if of := at[entityOf{m.Article, m.Entity}]; of != nil {
				v, err := r.memberOf(ctx, m, of.profile.Date)
				if err != nil {
					return id, err
				}
				id.Members = append(id.Members, v)
			}
		}
		if before == 0 && len(id.Members) > 0 {
			for _, other := range found.Apart {
				id.Apart = append(id.Apart, Apart(other))
			}
		}
	}
	return id, nil
}

func (r *profileReader) memberOf(ctx context.Context, m resolve.Member, published string) (Member, error) {
	v := Member{Article: m.Article, Entity: m.Entity, Name: m.Name, Published: published, Rule: m.Rule, Evidence: m.Evidence}
	if m.WithEntity != "" {
		v.With = m.WithArticle + "/" + m.WithEntity
	}
	if !strings.HasPrefix(v.Evidence, companionMark) {
		return v, nil
	}
	var err error
	for _, article := range []string{m.Article, m.WithArticle} {
		if err == nil && strings.HasPrefix(v.Evidence, companionMark) {
			var name string
			if name, err = r.companionName(ctx, m.Evidence, article); name != "" {
				v.Evidence = name
			}
		}
	}
	return v, err
}
