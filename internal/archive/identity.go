package archive

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/mention"
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
	list, err := a.ArticleMembers(ctx, article)
	all := make(map[string]string, len(list))
	for _, m := range list {
		all[m.Entity] = m.Identity
	}
	return all, err
}

// An EntityIdentity points an entity of an article to its identity.
type EntityIdentity struct{ Article, Entity, Identity string }

// EntityIdentities gives the identity of every entity, articles by id as in Documents,
// entities by id. What Identify has not seen yet is left out. An error is the last
// pair.
func (a *Archive) EntityIdentities(ctx context.Context) iter.Seq2[EntityIdentity, error] {
	return func(yield func(EntityIdentity, error) bool) {
		for m, err := range a.EntityMembers(ctx) {
			if !yield(EntityIdentity{m.Article, m.Entity, m.Identity}, err) {
				return
			}
		}
	}
}

// Identity returns an identity by its id or the seed of a member: one that it had, or could have had. It reads all articles
// that name anybody of that name. The error is ErrNoIdentity when there is none.
func (a *Archive) Identity(ctx context.Context, id string) (Identity, error) {
	return identity(ctx, a.read, id)
}

// FindIdentities returns the identities of a type (PERSON, ORG, PLACE, FACILITY) that
// have all words of name, or beginnings of them, in one of their spellings, in any
// script; all of the type for an empty name. Those with most members come first; limit
// bounds them, 0 for none. Members and Apart are left out unless full.
func (a *Archive) FindIdentities(ctx context.Context, kind, name string, limit int, full bool) ([]Identity, error) {
	list, err := listIdentities(ctx, a.read, kind, name, limit)
	out := make([]Identity, len(list))
	for i := range list {
		out[i] = list[i].identity
	}
	if err != nil || !full {
		return out, err
	}
	made, err := decidedBy(ctx, a.read)
	for i := range list {
		if err == nil {
			out[i], err = list[i].full(ctx, a.read, made)
		}
	}
	return out, err
}

// Unsettled counts the blocks of names that Identify has to look at, and the articles
// that it has not seen.
func (a *Archive) Unsettled(ctx context.Context) (n int, err error) {
	err = a.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM stale_blocks) +
		(SELECT count(*) FROM articles WHERE change > (SELECT value FROM meta WHERE key = 'identified'))`).Scan(&n)
	return n, err
}

// A storedIdentity is a row of identities, or the only member of one that has no row.
type storedIdentity struct {
	n, seed, block int64
	article        int64  // of the first member
	entity         string // of the only member
	identity       Identity
	keys           string
}

const identityColumns = "n, seed, block, article, type, name, aliases, keys, members"

func scanIdentity(r *sql.Rows, s *storedIdentity) error {
	var aliases string
	id := &s.identity
	if err := r.Scan(&s.n, &s.seed, &s.block, &s.article, &id.Type, &id.Name, &aliases, &s.keys, &id.Count); err != nil {
		return err
	}
	id.ID = seedText(s.seed)
	id.Members, id.Apart, id.Aliases = []Member{}, []Apart{}, []string{id.Name}
	if aliases == "" {
		return nil
	}
	return json.Unmarshal([]byte(aliases), &id.Aliases)
}

// single is the identity of a member that is all of it.
func single(m *seeded, names *resolve.Profile) storedIdentity {
	c := resolve.Census{}
	c.Add(names)
	id := c.Identity()
	return storedIdentity{
		n: alone, seed: m.seed, block: m.block, article: m.article, entity: m.entity, keys: searchKeys(id.Name, id.Names),
		identity: Identity{ID: seedText(m.seed), Type: names.Type.String(), Name: id.Name, Aliases: id.Names, Count: 1, Members: []Member{}, Apart: []Apart{}},
	}
}

// singles are the identities of members that are all of them, in their order. Each block is
// read once.
func singles(ctx context.Context, db querier, members []seeded) ([]storedIdentity, error) {
	type place struct {
		article int64
		entity  string
	}
	wanted := map[int64]map[place]int{}
	for i, m := range members {
		if wanted[m.block] == nil {
			wanted[m.block] = map[place]int{}
		}
		wanted[m.block][place{m.article, m.entity}] = i
	}
	list := make([]storedIdentity, len(members))
	for _, block := range sortedKeys(wanted) {
		v, err := loadRoll(ctx, db, block)
		if err != nil {
			return nil, err
		}
		for _, r := range v.records() {
			if i, ok := wanted[block][place{r.article, r.entity}]; ok {
				list[i] = single(&members[i], r.names.profile())
				delete(wanted[block], place{r.article, r.entity})
			}
		}
		for at := range wanted[block] {
			return nil, fmt.Errorf("archive: %s of article number %d is not in its block: %w", at.entity, at.article, errPacked)
		}
	}
	return list, nil
}

// listIdentities is what FindIdentities finds. Those with one member come last and have no
// rows, so that they are looked for only where others are too few.
func listIdentities(ctx context.Context, db querier, kind, name string, limit int) ([]storedIdentity, error) {
	list, err := listShared(ctx, db, kind, name, limit)
	if err != nil || limit > 0 && len(list) == limit {
		return list, err
	}
	more, err := listSingles(ctx, db, kind, wordsOf(name))
	if err != nil {
		return nil, err
	}
	sortByName(more)
	if limit > 0 {
		more = more[:min(len(more), limit-len(list))]
	}
	return append(list, more...), nil
}

// wordsOf are the words that a name must have.
func wordsOf(name string) []string { return strings.Fields(plainKey(name)) }

func sortByName(list []storedIdentity) {
	slices.SortFunc(list, func(a, b storedIdentity) int {
		return cmp.Or(cmp.Compare(a.identity.Name, b.identity.Name), cmp.Compare(a.seed, b.seed))
	})
}

// listShared are those of listIdentities that have two members or more.
func listShared(ctx context.Context, db querier, kind, name string, limit int) ([]storedIdentity, error) {
	where, args := "type = ?", []any{kind}
	for _, word := range wordsOf(name) {
		where += " AND keys LIKE ?"
		args = append(args, "% "+word+"%")
	}
	if limit <= 0 {
		limit = -1
	}
	return collect(ctx, db, scanIdentity,
		"SELECT "+identityColumns+" FROM identities WHERE "+where+" ORDER BY members DESC, name, seed LIMIT ?", append(args, limit)...)
}

// LoneIdentities is FindIdentities for those of one member that are named in some
// articles, by name. To look for them in all articles takes long in a large archive.
func (a *Archive) LoneIdentities(ctx context.Context, kind, name string, articles []string) ([]Identity, error) {
	ids, err := json.Marshal(articles)
	if err != nil {
		return nil, err
	}
	from, to := seedRange(kind)
	members, err := collect(ctx, a.read, scanSeeded, "SELECT "+seededColumns+` FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value
		CROSS JOIN members m ON m.article = a.n WHERE m.identity = 0 AND m.seed >= ? AND m.seed < ?`, string(ids), from, to)
	if err != nil {
		return nil, err
	}
	list, err := singles(ctx, a.read, members)
	if err != nil {
		return nil, err
	}
	words := wordsOf(name)
	list = slices.DeleteFunc(list, func(s storedIdentity) bool { return !containsWords(s.keys, words) })
	sortByName(list)
	out := make([]Identity, len(list))
	for i := range list {
		out[i] = list[i].identity
	}
	return out, nil
}

// listSingles looks for identities of one member in all blocks.
func listSingles(ctx context.Context, db querier, kind string, words []string) ([]storedIdentity, error) {
	var list []storedIdentity
	var reader sheetReader
	for row, err := range stream(ctx, db, scanSheet, "SELECT n, packed FROM blocks") {
		if err != nil {
			return nil, err
		}
		s, err := reader.sheet(row.key, row.packed)
		if err != nil {
			return nil, fmt.Errorf("archive: block %d: %w", blockOf(row.key), err)
		}
		for _, r := range s.records {
			if r.identity != alone || r.names.kind.String() != kind {
				continue
			}
			m := seeded{article: r.article, entity: r.entity, block: blockOf(row.key)}
			if v := single(&m, r.names.profile()); containsWords(v.keys, words) {
				list = append(list, v)
			}
		}
	}
	kept := list[:0]
	for _, v := range list {
		m, err := collect(ctx, db, scanSeeded, "SELECT "+seededColumns+" FROM members m WHERE article = ? AND entity = ? AND block = ? AND identity = 0", v.article, v.entity, v.block)
		if err != nil {
			return nil, err
		}
		if len(m) > 0 {
			v.seed, v.identity.ID = m[0].seed, seedText(m[0].seed)
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// containsWords reports whether each word begins one of the keys'.
func containsWords(keys string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(keys, " "+w) })
}

// identityOf is what a member belongs to; nil for one that Identify has not looked at.
func identityOf(ctx context.Context, db querier, m *seeded) (*storedIdentity, error) {
	switch {
	case !m.identity.Valid:
		return nil, nil //nolint:nilnil // there is none
	case m.identity.Int64 == alone:
		list, err := singles(ctx, db, []seeded{*m})
		return first(list), err
	}
	list, err := collect(ctx, db, scanIdentity, "SELECT "+identityColumns+" FROM identities WHERE n = ?", m.identity.Int64)
	return first(list), err
}

// findIdentity finds an identity by its id or the seed of a member.
func findIdentity(ctx context.Context, db querier, id string) (storedIdentity, error) {
	m, err := findSeed(ctx, db, id)
	var found *storedIdentity
	if err == nil && m != nil {
		found, err = identityOf(ctx, db, m)
	}
	switch {
	case err != nil:
		return storedIdentity{}, fmt.Errorf("archive: identity %q: %w", id, err)
	case found == nil:
		return storedIdentity{}, fmt.Errorf("%w: %q", ErrNoIdentity, id)
	}
	return *found, nil
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

// entityOf names an entity by the id of its article.
type entityOf struct{ article, entity string }

// A member is one of a block that its article has.
type member struct {
	record  *record
	profile resolve.Profile
}

// has reports whether a member belongs to an identity.
func (s *storedIdentity) has(r *record) bool {
	if s.n == alone {
		return r.article == s.article && r.entity == s.entity
	}
	return r.identity == s.n
}

// blockMembers reads blocks.
func blockMembers(ctx context.Context, db querier, blocks []int64) ([]member, error) {
	var all []member
	for _, block := range blocks {
		v, err := loadRoll(ctx, db, block)
		if err != nil {
			return nil, err
		}
		records := v.records()
		list, err := placesOf(records)
		if err != nil {
			return nil, err
		}
		type found struct {
			at int
			articleInfo
		}
		for v, err := range stream(ctx, db, func(rows *sql.Rows, v *found) error { return rows.Scan(&v.at, &v.id, &v.date, &v.source) },
			`SELECT j.key, a.id, a.published, a.source FROM json_each(?) j
				CROSS JOIN members m ON m.article = j.value->>0 AND m.entity = j.value->>1 AND m.block = ?
				CROSS JOIN articles a ON a.n = m.article ORDER BY j.key`, list, block) {
			if err != nil {
				return nil, err
			}
			all = append(all, member{records[v.at], records[v.at].profile(v.articleInfo)})
		}
	}
	return all, nil
}

// placesOf writes records for json_each: lists of an article's number and an entity.
func placesOf(records []*record) (string, error) {
	list := make([][2]any, len(records))
	for i, r := range records {
		list[i] = [2]any{r.article, r.entity}
	}
	out, err := json.Marshal(list)
	return string(out), err
}

// full adds the members, the reason for each and what was kept apart: who belongs is
// stored, why is worked out again.
func (s *storedIdentity) full(ctx context.Context, db querier, made decided) (Identity, error) {
	id := s.identity
	at, parts, err := s.parts(ctx, db, made)
	if err != nil {
		return id, err
	}
	for i, part := range parts {
		if i == 0 {
			id.Apart = apart(part)
		}
		for _, m := range part.Members {
			if of := at[entityOf{m.Article, m.Entity}]; of != nil {
				v, err := memberOf(ctx, db, m, of.profile.Date)
				if err != nil {
					return id, err
				}
				id.Members = append(id.Members, v)
			}
		}
	}
	return id, nil
}

// parts works out anew the identities of the names that this one has, and returns those
// that have members of it, with its members.
func (s *storedIdentity) parts(ctx context.Context, db querier, made decided) (at map[entityOf]*member, parts []resolve.Identity, err error) {
	members, err := blockMembers(ctx, db, made.group(s.block))
	if err != nil {
		return nil, nil, fmt.Errorf("archive: identity %q: %w", s.identity.ID, err)
	}
	at = map[entityOf]*member{}
	profiles := make([]resolve.Profile, len(members))
	for i := range members {
		m := &members[i]
		profiles[i] = m.profile
		if s.has(m.record) {
			at[entityOf{m.profile.Article, m.profile.Entity}] = m
		}
	}
	for _, found := range resolve.Identities(profiles, made.about(profiles)) {
		if slices.ContainsFunc(found.Members, func(m resolve.Member) bool { return at[entityOf{m.Article, m.Entity}] != nil }) {
			parts = append(parts, found)
		}
	}
	return at, parts, nil
}

func apart(of resolve.Identity) []Apart {
	var list []Apart
	for _, other := range of.Apart {
		list = append(list, Apart(other))
	}
	return list
}

func memberOf(ctx context.Context, db querier, m resolve.Member, published string) (Member, error) {
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
			if name, err = companionName(ctx, db, m.Evidence, article); name != "" {
				v.Evidence = name
			}
		}
	}
	return v, err
}

// companionName is the name that an article has for a companion, "" when it has none.
func companionName(ctx context.Context, db querier, token, article string) (string, error) {
	from, to := seedRange(mention.Person.String())
	list, err := collect(ctx, db, scanSeeded, "SELECT "+seededColumns+
		" FROM articles a JOIN members m ON m.article = a.n WHERE a.id = ? AND m.seed >= ? AND m.seed < ?", article, from, to)
	for _, m := range list {
		v, err := loadRoll(ctx, db, m.block)
		if err != nil {
			return "", err
		}
		if r := v.find(m.article, m.entity); r != nil && token == companionToken(companion(r.names.profile().Key)) {
			return r.names.profile().Name, nil
		}
	}
	return "", err
}
