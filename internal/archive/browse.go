package archive

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
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

// ArticlesOf returns the articles that name an identity, newest first, undated last:
// those behind the article after (zero for the first page), at most limit.
func (a *Archive) ArticlesOf(ctx context.Context, identity string, after Heading, limit int) ([]Heading, error) {
	o, err := a.own(ctx, a.read, identity)
	if err != nil {
		return nil, err
	}
	places, err := a.newest(ctx, o.articles, after)
	if err != nil {
		return nil, err
	}
	var list []Heading
	for part := range slices.Chunk(places, max(1, limit)) {
		found, err := a.headings(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, n := range part {
			if h, ok := found[n]; ok && len(list) < limit { // else it is gone since it was read
				list = append(list, h)
			}
		}
		if len(list) == limit {
			break
		}
	}
	return list, nil
}

// headings reads the headings of articles by their numbers.
func (a *Archive) headings(ctx context.Context, articles []int64) (map[int64]Heading, error) {
	list, err := collect(ctx, a.read, scanHeading, "SELECT "+headingColumns+" FROM json_each(?) j CROSS JOIN articles a ON a.n = j.value", listed(articles))
	found := make(map[int64]Heading, len(list))
	for _, h := range list {
		found[h.N] = h
	}
	return found, err
}

// A Related is an identity that has to do with another: how many articles say so.
type Related struct {
	ID, Type, Name string
	Articles       int
}

// A tally is a member of an identity, and how many articles say that it has to do with
// another.
type tallied struct {
	seeded
	articles int
}

// countedMembers reads a query of columns of members and a number of articles.
func countedMembers(ctx context.Context, db querier, query string, args ...any) ([]tallied, error) {
	return collect(ctx, db, func(r *sql.Rows, v *tallied) error {
		return r.Scan(&v.article, &v.entity, &v.block, &v.seed, &v.identity, &v.articles)
	}, query, args...)
}

// most are the identities of a type, "" for any, with the most articles, but for one; the
// rows are in that order. Only the names of those that are given are read.
func most(ctx context.Context, db querier, rows []tallied, but int64, kind string, limit int) ([]Related, error) {
	var members []seeded
	articles := map[string]int{}
	for _, v := range rows {
		if kind != "" && typeOf(v.seed) != kind || len(members) > limit {
			continue
		}
		articles[seedText(v.seed)] = v.articles
		members = append(members, v.seeded)
	}
	found, err := identitiesOf(ctx, db, members)
	if err != nil {
		return nil, err
	}
	var list []Related
	for i, s := range found {
		if s.seed != but && len(list) < limit {
			list = append(list, Related{s.identity.ID, s.identity.Type, s.identity.Name, articles[seedText(members[i].seed)]})
		}
	}
	slices.SortFunc(list, func(a, b Related) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// counted counts the articles of members, given article by article, for each identity:
// those with most first, with one member of each.
func counted(members []seeded) []tallied {
	type last struct {
		at      int // in the list
		article int64
	}
	seen := make(map[int64]last, len(members))
	var list []tallied
	for _, m := range members {
		who := m.identity.Int64
		if who == alone {
			who = -m.seed
		}
		v, ok := seen[who]
		switch {
		case !ok:
			v.at = len(list)
			list = append(list, tallied{m, 1})
		case v.article != m.article:
			list[v.at].articles++
		}
		v.article = m.article
		seen[who] = v
	}
	slices.SortFunc(list, func(v, w tallied) int {
		return cmp.Or(cmp.Compare(w.articles, v.articles), cmp.Compare(v.seed, w.seed))
	})
	return list
}

// oneIdentity groups members o by their identity.
const oneIdentity = "CASE o.identity WHEN 0 THEN -o.seed ELSE o.identity END"

// maxScan bounds the articles that are looked at for what an article has to do with, and
// maxCompany those for an identity: the president is named in every third article.
const (
	maxScan    = 1000
	maxCompany = 250
)

// Company returns, for each of some types, the identities that are named together with an
// identity in the most articles, of the newest 250 that name it; at most limit of a type.
func (a *Archive) Company(ctx context.Context, identity string, types []string, limit int) (map[string][]Related, error) {
	o, err := a.own(ctx, a.read, identity)
	if err != nil {
		return nil, err
	}
	members, err := collect(ctx, a.read, scanSeeded, "SELECT "+seededColumns+` FROM json_each(?) own
		CROSS JOIN members m ON m.article = own.value WHERE m.identity IS NOT NULL`, listed(o.last(maxCompany)))
	if err != nil {
		return nil, err
	}
	near := counted(members)
	company := make(map[string][]Related, len(types))
	for _, kind := range types {
		if company[kind], err = most(ctx, a.read, near, o.seed, kind, limit); err != nil {
			return nil, err
		}
	}
	return company, nil
}

// A Neighbour is an article that names people whom another names.
type Neighbour struct {
	Heading
	Shared int // how many people
}

// Neighbours returns the articles that share most people with an article; people whom
// fewer articles name count before those whom all name.
func (a *Archive) Neighbours(ctx context.Context, id string, limit int) ([]Neighbour, error) {
	people, err := collect(ctx, a.read, scanIdentity, "WITH self AS (SELECT article AS n FROM sources WHERE id = ?)\nSELECT DISTINCT "+
		"i.n, i.seed, i.block, i.article, i.type, i.name, i.aliases, i.keys, i.members"+` FROM self CROSS JOIN members m ON m.article = self.n
			CROSS JOIN identities i ON i.n = m.identity WHERE i.type = 'PERSON' AND i.members <= ?
			ORDER BY i.members, i.seed LIMIT 20`, id, maxScan)
	if err != nil {
		return nil, err
	}
	type tally struct {
		article int64
		shared  int
		weight  float64
	}
	near := map[int64]*tally{}
	for i := range people {
		o, err := a.own(ctx, a.read, people[i].identity.ID)
		if err != nil {
			return nil, err
		}
		for _, article := range slices.Compact(slices.Clone(o.articles)) {
			if near[article] == nil {
				near[article] = &tally{article: article}
			}
			near[article].shared++
			near[article].weight += 1 / float64(o.identity.Count)
		}
	}
	self, err := a.Heading(ctx, id)
	if err != nil {
		return nil, err
	}
	delete(near, self.N)
	order := slices.SortedFunc(maps.Values(near), func(v, w *tally) int {
		return cmp.Or(cmp.Compare(w.shared, v.shared), cmp.Compare(w.weight, v.weight), cmp.Compare(v.article, w.article))
	})
	order = order[:min(len(order), limit)]
	articles := make([]int64, len(order))
	for i, v := range order {
		articles[i] = v.article
	}
	found, err := a.headings(ctx, articles)
	var list []Neighbour
	for _, v := range order {
		if h, ok := found[v.article]; ok {
			list = append(list, Neighbour{h, v.shared})
		}
	}
	return list, err
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

// kin are found once for a state of the archive: trees of organizations meet the same
// bodies again and again.
func (a *Archive) kin(ctx context.Context, own, other, identity string, limit int) ([]Related, error) {
	rev, err := a.revision(ctx, a.read)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%s %s %s %d", rev, own, identity, limit)
	if list, ok := a.kept.kin.Get(key); ok {
		return list, nil
	}
	o, err := a.own(ctx, a.read, identity)
	if err != nil {
		return nil, err
	}
	pairs, err := o.pairs()
	if err != nil {
		return nil, err
	}
	rows, err := countedMembers(ctx, a.read, `WITH mine AS MATERIALIZED (SELECT value->>0 AS article, value->>1 AS entity FROM json_each(?))
		SELECT o.article, o.entity, o.block, o.seed, o.identity, count(DISTINCT m.article)
		FROM mine m CROSS JOIN parents p ON p.article = m.article AND p.`+own+` = m.entity
			CROSS JOIN members o ON o.article = m.article AND o.entity = p.`+other+`
		WHERE o.identity IS NOT NULL GROUP BY `+oneIdentity+" ORDER BY 6 DESC, max(o.seed)", pairs)
	if err != nil {
		return nil, err
	}
	list, err := most(ctx, a.read, rows, o.seed, "", limit)
	if err == nil {
		a.kept.kin.Put(key, list, 120*len(list))
	}
	return list, err
}

// A Named is an identity without its members.
type Named struct {
	Identity
	Keys string // the keys of all names, as kazakh.Key makes them, a line each
}

// maxSingles bounds the articles of an archive whose identities of one member are listed.
const maxSingles = 1000

// Identities returns the identities of a type that have all words of name, or beginnings
// of them, those with the most members first. Of an archive of more than 1,000 articles
// those with one member are left out: it takes long to find them.
func (a *Archive) Identities(ctx context.Context, kind, name string, limit int) ([]Named, error) {
	n, err := a.CountArticles(ctx)
	if err != nil {
		return nil, err
	}
	find := listShared
	if n <= maxSingles {
		find = listIdentities
	}
	list, err := find(ctx, a.read, kind, name, limit)
	out := make([]Named, len(list))
	for i, s := range list {
		out[i] = Named{s.identity, s.keys}
	}
	return out, err
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
	v, err := loadRoll(ctx, a.read, s.block)
	if err != nil {
		return nil, err
	}
	if len(v.records()) > maxApart {
		return s.largest(ctx, v, a.read)
	}
	made, err := decidedBy(ctx, a.read)
	if err != nil {
		return nil, err
	}
	_, parts, err := s.parts(ctx, a.read, made)
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	return apart(parts[0]), nil
}

// largest are other identities of the block with the most members.
func (s *storedIdentity) largest(ctx context.Context, v *roll, db querier) ([]Apart, error) {
	seen := map[int64]bool{}
	for _, r := range v.records() {
		if r.identity > 0 && r.identity != s.n {
			seen[r.identity] = true
		}
	}
	list, err := json.Marshal(sortedKeys(seen))
	if err != nil {
		return nil, err
	}
	return collect(ctx, db, func(r *sql.Rows, v *Apart) error {
		var seed int64
		err := r.Scan(&seed, &v.Name)
		v.ID = seedText(seed)
		return err
	}, "SELECT seed, name FROM identities WHERE n IN (SELECT value FROM json_each(?)) ORDER BY members DESC, seed LIMIT 20", string(list))
}

// Quote returns a stretch of an article's text, offsets in code points; "" for an
// article that is gone.
func (a *Archive) Quote(ctx context.Context, article string, start, end int) (string, error) {
	rev, err := a.revision(ctx, a.read)
	if err != nil {
		return "", err
	}
	key := rev.String() + " " + article
	text, ok := a.kept.texts.Get(key)
	if !ok {
		if text, err = a.text(ctx, article); err != nil {
			return "", fmt.Errorf("archive: quote of %q: %w", article, Explain(err))
		}
		a.kept.texts.Put(key, text, len(text))
	}
	return cut(text, start, end), nil
}

// text reads the text of an article, "" for one that is gone.
func (a *Archive) text(ctx context.Context, article string) (string, error) {
	var b body
	err := a.read.QueryRowContext(ctx, `SELECT b.text FROM articles a JOIN bodies b ON b.article = a.n WHERE a.id = ?`, article).Scan(&b.text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return b.decodeText()
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
	return readRevision(ctx, a.read, a.id)
}

// pinned is the key of a revision in a context.
type pinned struct{ archive *Archive }

// Pin makes a context for a question that takes many readings: what is kept between
// questions is looked up for the state that the archive has now, which is read only once.
func (a *Archive) Pin(ctx context.Context) (context.Context, error) {
	if _, ok := ctx.Value(pinned{a}).(Revision); ok {
		return ctx, nil
	}
	r, err := a.Revision(ctx)
	return context.WithValue(ctx, pinned{a}, r), err
}

// revision is the pinned revision, or the present one.
func (a *Archive) revision(ctx context.Context, db querier) (Revision, error) {
	if r, ok := ctx.Value(pinned{a}).(Revision); ok {
		return r, nil
	}
	return readRevision(ctx, db, a.id)
}

func readRevision(ctx context.Context, db querier, id string) (Revision, error) {
	list, err := collect(ctx, db, func(rows *sql.Rows, r *Revision) error {
		return rows.Scan(&r.Change, &r.Identified, &r.Decisions, &r.Runs)
	}, `SELECT
		(SELECT value FROM meta WHERE key = 'change'), (SELECT value FROM meta WHERE key = 'identified'),
		(SELECT count(*) || '.' || ifnull(max(n), 0) FROM decisions) || '.' || (SELECT count(*) FROM stale_blocks),
		(SELECT ifnull(max(n), 0) || ifnull((SELECT finished FROM runs ORDER BY n DESC LIMIT 1), '') FROM runs) || '.' || (SELECT count(*) FROM failures)`)
	if err != nil {
		return Revision{}, fmt.Errorf("archive: revision: %w", err)
	}
	list[0].Archive = id
	return list[0], nil
}

// CountIdentities counts identities per type, by name.
func (a *Archive) CountIdentities(ctx context.Context) ([]Count, error) {
	return countIdentities(ctx, a.read)
}

// countIdentities counts the entities of articles less those that are one with others;
// what Identify has not looked at counts as it is.
func countIdentities(ctx context.Context, db querier) ([]Count, error) {
	return collect(ctx, db, func(r *sql.Rows, c *Count) error { return r.Scan(&c.Name, &c.N) },
		`SELECT t.type, t.n - ifnull((SELECT sum(i.members) - count(*) FROM identities i WHERE i.type = t.type), 0)
		FROM tallies t WHERE t.kind = 'entity' AND t.n > 0 ORDER BY 1`)
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
