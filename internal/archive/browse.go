package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Reading by what is known across articles: what people who look through an archive
// ask for. All lists are bounded by the caller and go on from a place, so that the cost
// of a page does not grow with the archive.

// A Heading is what a list shows of an article.
type Heading struct {
	N         int64 // number in this archive, for going on behind it
	ID        string
	Title     string
	Source    string
	Published string
}

const headingColumns = "a.n, a.id, a.title, a.source, a.published"

func scanHeading(r *sql.Rows, h *Heading) error {
	return r.Scan(&h.N, &h.ID, &h.Title, &h.Source, &h.Published)
}

// Heading returns the heading of the article with that id. The error is ErrNotFound
// when there is none.
func (a *Archive) Heading(ctx context.Context, id string) (Heading, error) {
	list, err := collect(ctx, a.read, scanHeading, "SELECT "+headingColumns+
		" FROM sources s JOIN articles a ON a.n = s.article WHERE s.id = ?", id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	if err != nil {
		return Heading{}, err
	}
	return list[0], nil
}

// Annotated tells by which version of tables and model an article was annotated.
func (a *Archive) Annotated(ctx context.Context, id string) (version string, err error) {
	err = a.read.QueryRowContext(ctx, "SELECT v.name FROM sources s JOIN articles a ON a.n = s.article JOIN versions v ON v.n = a.version WHERE s.id = ?", id).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	return version, err
}

// joinBlocks are the blocks that joins of users may tie together: those of the articles
// that they name.
const joinBlocks = `SELECT j.block FROM decisions d
	JOIN articles t ON t.id IN (d.a_article, d.b_article) JOIN members j ON j.article = t.n WHERE d.kind = 'join'`

// memberBlocks are the blocks that members of an identity may be in, whose own block is
// the argument.
const memberBlocks = "SELECT ? UNION ALL " + joinBlocks

// ownMembers are the members of an identity by its id, for WITH.
const ownMembers = `ids AS (SELECT n, block FROM identities WHERE id = ?1),
	blocks AS (SELECT block FROM ids UNION ` + joinBlocks + `),
	mine AS (SELECT m.article, m.entity FROM ids CROSS JOIN blocks CROSS JOIN members m ON m.block = blocks.block AND m.identity = ids.n)
`

// ArticlesOf returns the articles that name an identity, newest first, undated last:
// those behind the article after (zero for the first page), at most limit.
func (a *Archive) ArticlesOf(ctx context.Context, identity string, after Heading, limit int) ([]Heading, error) {
	where, args := "", []any{identity}
	if after.N != 0 {
		where = " AND (a.published, a.n) < (?, ?)"
		args = append(args, after.Published, after.N)
	}
	return collect(ctx, a.read, scanHeading, "WITH "+ownMembers+"SELECT DISTINCT "+headingColumns+
		" FROM mine m JOIN articles a ON a.n = m.article WHERE 1"+where+
		" ORDER BY a.published DESC, a.n DESC LIMIT ?", append(args, limit)...)
}

// A Related is an identity that has to do with another: how many articles say so.
type Related struct {
	ID, Type, Name string
	Articles       int
}

func scanRelated(r *sql.Rows, v *Related) error { return r.Scan(&v.ID, &v.Type, &v.Name, &v.Articles) }

// maxScan bounds the articles that are looked at for what an identity has to do with:
// the president is named in every third article.
const maxScan = 1000

// Company returns the identities of a type that are named together with an identity
// in the most articles, of the newest thousand that name it.
func (a *Archive) Company(ctx context.Context, identity, kind string, limit int) ([]Related, error) {
	return collect(ctx, a.read, scanRelated, "WITH "+ownMembers+`,
			own AS MATERIALIZED (SELECT DISTINCT article FROM mine ORDER BY article DESC LIMIT ?4),
			near AS MATERIALIZED (SELECT o.identity AS who, count(DISTINCT o.article) AS articles
				FROM own CROSS JOIN members o ON o.article = own.article WHERE o.identity IS NOT NULL GROUP BY 1)
		SELECT i.id, i.type, i.name, near.articles FROM near CROSS JOIN identities i ON i.n = near.who
		WHERE i.type = ?2 AND i.id <> ?1 ORDER BY near.articles DESC, i.name, i.id LIMIT ?3`,
		identity, kind, limit, maxScan)
}

// A Neighbour is an article that names people whom another names.
type Neighbour struct {
	Heading
	Shared int // how many people
}

// Neighbours returns the articles that share most people with an article; people whom
// fewer articles name count before those whom all name.
func (a *Archive) Neighbours(ctx context.Context, id string, limit int) ([]Neighbour, error) {
	return collect(ctx, a.read, func(r *sql.Rows, v *Neighbour) error {
		return r.Scan(&v.N, &v.ID, &v.Title, &v.Source, &v.Published, &v.Shared)
	}, `WITH self AS (SELECT article AS n FROM sources WHERE id = ?1),
			people AS MATERIALIZED (SELECT DISTINCT i.n, i.id, i.block, i.members FROM self JOIN members m ON m.article = self.n
				JOIN identities i ON i.n = m.identity WHERE i.type = 'PERSON' AND i.members BETWEEN 2 AND ?3
				ORDER BY i.members, i.id LIMIT 20),
			near AS (SELECT o.article AS n, count(DISTINCT people.id) AS shared, sum(1.0/people.members) AS weight
				FROM people CROSS JOIN members o ON o.block = people.block AND o.identity = people.n
				WHERE o.article <> (SELECT n FROM self) GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT ?2)
		SELECT `+headingColumns+`, near.shared FROM near JOIN articles a ON a.n = near.n
		ORDER BY near.shared DESC, near.weight DESC, a.n`, id, limit, maxScan)
}

// Parents returns the organizations that an organization belongs to, those that most
// articles say so of first; Children those that belong to it.
func (a *Archive) Parents(ctx context.Context, identity string, limit int) ([]Related, error) {
	return a.kin(ctx, "child", "parent", identity, limit)
}

// Children returns the organizations that belong to an organization.
func (a *Archive) Children(ctx context.Context, identity string, limit int) ([]Related, error) {
	return a.kin(ctx, "parent", "child", identity, limit)
}

func (a *Archive) kin(ctx context.Context, own, other, identity string, limit int) ([]Related, error) {
	return collect(ctx, a.read, scanRelated, "WITH "+ownMembers+`
		SELECT i.id, i.type, i.name, count(DISTINCT m.article)
		FROM mine m CROSS JOIN parents p ON p.article = m.article AND p.`+own+` = m.entity
			CROSS JOIN members o ON o.article = m.article AND o.entity = p.`+other+` CROSS JOIN identities i ON i.n = o.identity
		WHERE i.id <> ?1 GROUP BY i.n ORDER BY 4 DESC, i.name, i.id LIMIT ?2`, identity, limit)
}

// A Named is the name of an identity.
type Named struct {
	ID, Type, Name string
	Members        int
	Keys           string // the keys of all names, as kazakh.Key makes them, a line each
}

// Identities returns the identities of a type with the most members.
func (a *Archive) Identities(ctx context.Context, kind string, limit int) ([]Named, error) {
	return collect(ctx, a.read, func(r *sql.Rows, v *Named) error {
		return r.Scan(&v.ID, &v.Type, &v.Name, &v.Members, &v.Keys)
	}, "SELECT id, type, name, members, keys FROM identities WHERE type = ? ORDER BY members DESC, name, id LIMIT ?", kind, limit)
}

// NameOf returns the identity without its members. The error is ErrNoIdentity when
// there is none.
func (a *Archive) NameOf(ctx context.Context, id string) (Identity, error) {
	s, err := findIdentity(ctx, a.read, id)
	return s.identity, err
}

// maxApart bounds the members of a name that are compared for the reasons why its
// identities are apart.
const maxApart = 500

// ApartFrom returns the identities that have a name of this one and are others. Where
// a name has more than 500 members, they are up to twenty with the most members, and the
// reasons are "".
func (a *Archive) ApartFrom(ctx context.Context, id string) ([]Apart, error) {
	s, err := findIdentity(ctx, a.read, id)
	if err != nil {
		return nil, err
	}
	many, err := numbers(ctx, a.read, "SELECT count(*) FROM (SELECT 1 FROM members WHERE block = ? LIMIT ?)", s.block, maxApart+1)
	if err != nil {
		return nil, err
	}
	if many[0] > maxApart {
		return collect(ctx, a.read, func(r *sql.Rows, v *Apart) error { return r.Scan(&v.ID, &v.Name) },
			"SELECT id, name FROM identities WHERE block = ? AND n <> ? ORDER BY members DESC, id LIMIT 20", s.block, s.n)
	}
	made, err := decidedBy(ctx, a.read)
	if err != nil {
		return nil, err
	}
	found, err := s.full(ctx, a.read, made)
	return found.Apart, err
}

// Quote returns a stretch of an article's text, offsets in code points; "" for an
// article that is gone.
func (a *Archive) Quote(ctx context.Context, article string, start, end int) (string, error) {
	var b body
	err := a.read.QueryRowContext(ctx, `SELECT b.text FROM articles a JOIN bodies b ON b.article = a.n WHERE a.id = ?`, article).Scan(&b.text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("archive: quote of %q: %w", article, Explain(err))
	}
	text, err := b.decodeText()
	if err != nil {
		return "", fmt.Errorf("archive: quote of %q: %w", article, err)
	}
	return cut([]rune(text), start, end), nil
}

// A Revision says which state an archive is in. Equal revisions of one archive mean
// that all that it says is equal.
type Revision struct {
	Archive    string
	Change     int64 // of articles
	Identified int64 // what identities were made from
	Decisions  string
	Runs       string
}

// String writes all of it.
func (r Revision) String() string {
	return fmt.Sprintf("%s-%d-%d-%s-%s", r.Archive, r.Change, r.Identified, r.Decisions, r.Runs)
}

// Revision reads the state of the archive.
func (a *Archive) Revision(ctx context.Context) (Revision, error) {
	r := Revision{Archive: a.id}
	err := a.read.QueryRowContext(ctx, `SELECT
		(SELECT value FROM meta WHERE key = 'change'), (SELECT value FROM meta WHERE key = 'identified'),
		(SELECT count(*) || '.' || ifnull(max(n), 0) FROM decisions) || '.' || (SELECT count(*) FROM stale_blocks),
		(SELECT ifnull(max(n), 0) || ifnull((SELECT finished FROM runs ORDER BY n DESC LIMIT 1), '') FROM runs) || '.' || (SELECT count(*) FROM failures)`).
		Scan(&r.Change, &r.Identified, &r.Decisions, &r.Runs)
	if err != nil {
		return r, fmt.Errorf("archive: revision: %w", err)
	}
	return r, nil
}

// CountIdentities counts identities per type, by name.
func (a *Archive) CountIdentities(ctx context.Context) ([]Count, error) {
	return collect(ctx, a.read, func(r *sql.Rows, c *Count) error { return r.Scan(&c.Name, &c.N) },
		"SELECT type, count(*) FROM identities GROUP BY 1 ORDER BY 1")
}

// LastFailures returns the unresolved failures that were seen last, at most limit.
func (a *Archive) LastFailures(ctx context.Context, limit int) ([]Failure, error) {
	return collect(ctx, a.read, func(r *sql.Rows, f *Failure) error {
		return r.Scan(&f.Place, &f.Stage, &f.Reason, moment{&f.First}, moment{&f.Last}, &f.Times)
	}, "SELECT place, stage, reason, first_seen, last_seen, times FROM failures ORDER BY last_seen DESC, place, stage LIMIT ?", limit)
}

// CountArticles counts articles.
func (a *Archive) CountArticles(ctx context.Context) (n int, err error) {
	err = a.read.QueryRowContext(ctx, "SELECT count(*) FROM articles").Scan(&n)
	return n, err
}
