package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// entityOf names an entity by the id of its article.
type entityOf struct{ article, entity string }

// A cluster is members that are one.
type cluster struct {
	members  []*record // the first is the head
	identity *resolve.Identity
	census   *resolve.Census // of a body or place that is all of its block
}

// settle works out the identities of blocks, of which new members are fresh, and writes
// what has changed. Unless all is to be looked at as a whole, only what new members may
// have to do with is.
func (s *settler) settle(ctx context.Context, blocks []int64, whole bool) error {
	g := &gathering{of: map[*record]int64{}, had: map[int64]bool{}}
	for _, block := range blocks {
		if err := s.gather(ctx, g, block, whole); err != nil {
			return err
		}
	}
	decided := s.made.concern(blocks)
	groups := [][]*record{g.all}
	if !decided {
		groups = kin(g.all, whole)
	}
	if !whole {
		clear(g.had)
		for _, r := range slices.Concat(groups...) {
			g.had[r.identity] = true
		}
	}
	old, err := s.rows(ctx, g.had, blocks)
	if err != nil {
		return err
	}
	clusters, err := s.clusters(ctx, groups, decided, len(g.all))
	if err != nil {
		return err
	}
	if err := s.write(ctx, clusters, old, g); err != nil {
		return err
	}
	for _, v := range g.rolls {
		if err := v.store(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// A gathering is blocks that are looked at together.
type gathering struct {
	rolls []*roll
	all   []*record
	of    map[*record]int64 // blocks
	had   map[int64]bool    // numbers of identities that members had
}

// gather reads a block with its new members.
func (s *settler) gather(ctx context.Context, g *gathering, block int64, whole bool) error {
	v, err := s.roll(ctx, block, false)
	if err != nil {
		return err
	}
	v.gather()
	g.rolls = append(g.rolls, v)
	for _, r := range v.records() {
		g.had[r.identity] = true
	}
	for _, r := range s.fresh[block] {
		v.add(r)
	}
	if whole || len(s.fresh[block]) > 0 && len(g.had) > 0 {
		if err := s.dropLost(ctx, v, whole); err != nil {
			return err
		}
	}
	for _, r := range v.records() {
		g.of[r] = block
		g.all = append(g.all, r)
	}
	return nil
}

// dropLost drops the members whose articles have them no longer, and what stands for the
// same entity twice: the last is what its article says now.
func (s *settler) dropLost(ctx context.Context, v *roll, whole bool) error {
	type key struct {
		article int64
		entity  string
	}
	last := map[key]*record{}
	gone := map[*record]bool{}
	for _, r := range v.records() {
		k := key{r.article, r.entity}
		if before := last[k]; before != nil {
			gone[before] = true
		}
		last[k] = r
	}
	for _, r := range last {
		if !whole || r.fresh {
			continue
		}
		list, err := numbers(ctx, s, "SELECT ifnull(identity, ?) FROM members WHERE article = ? AND entity = ? AND block = ?",
			unsettled, r.article, r.entity, v.block)
		if err != nil {
			return err
		}
		if gone[r] = len(list) == 0; !gone[r] && list[0] != r.identity {
			r.identity = unsettled
		}
	}
	v.drop(func(r *record) bool { return gone[r] })
	return nil
}

// rows reads those of identities by number, as far as they are of the blocks.
func (s *settler) rows(ctx context.Context, had map[int64]bool, blocks []int64) (map[int64]identityRow, error) {
	old := map[int64]identityRow{}
	for _, n := range sortedKeys(had) {
		if n <= 0 {
			continue
		}
		rows, err := collect(ctx, s, scanRow, "SELECT "+rowColumns+" FROM identities WHERE n = ?", n)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 && slices.Contains(blocks, rows[0].block) {
			old[n] = rows[0]
		}
	}
	return old, nil
}

// clusters says which members of the groups are one.
func (s *settler) clusters(ctx context.Context, groups [][]*record, decided bool, all int) (list []cluster, err error) {
	for _, group := range groups {
		if len(group) == 1 && !decided {
			list = append(list, cluster{members: group})
			continue
		}
		found, err := s.resolve(ctx, group, decided, len(group) == all)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// resolve makes identities of members.
func (s *settler) resolve(ctx context.Context, group []*record, decided, all bool) ([]cluster, error) {
	profiles := make([]resolve.Profile, len(group))
	at := make(map[entityOf]*record, len(group))
	census := &resolve.Census{}
	one := all && !decided
	for i, r := range group {
		info, err := s.info(ctx, r.article)
		if err != nil {
			return nil, err
		}
		profiles[i] = r.profile(info)
		at[entityOf{info.id, r.entity}] = r
		if one = one && r.names.kind != mention.Person && fits(census, &profiles[i]); one {
			census.Add(&profiles[i])
		}
	}
	if one {
		id := census.Identity()
		c := cluster{members: slices.Clone(group), identity: &id, census: census}
		head := at[entityOf{census.Head.Article, census.Head.Entity}]
		i := slices.Index(c.members, head)
		c.members[0], c.members[i] = c.members[i], c.members[0]
		return []cluster{c}, nil
	}
	var decisions []resolve.Decision
	if decided {
		decisions = s.made.about(profiles)
	}
	var list []cluster
	for _, id := range resolve.Identities(profiles, decisions) {
		c := cluster{identity: &id}
		for _, m := range id.Members {
			c.members = append(c.members, at[entityOf{m.Article, m.Entity}])
		}
		list = append(list, c)
	}
	return list, nil
}

// info is what is known of an article.
func (s *settler) info(ctx context.Context, n int64) (articleInfo, error) {
	if v, ok := s.articles.get(n); ok {
		return v, nil
	}
	list, err := collect(ctx, s, func(r *sql.Rows, v *articleInfo) error { return r.Scan(&v.id, &v.date, &v.source) },
		"SELECT id, published, source FROM articles WHERE n = ?", n)
	if err != nil {
		return articleInfo{}, err
	}
	if len(list) == 0 {
		return articleInfo{}, fmt.Errorf("article number %d is not there: %w", n, errPacked)
	}
	s.articles.put(n, list[0])
	return list[0], nil
}

// profile is what the article says of a member.
func (r *record) profile(of articleInfo) resolve.Profile {
	p := *r.names.profile()
	p.Article, p.Entity, p.Date, p.Source, p.Twin = of.id, r.entity, of.date, of.source, r.twin
	for _, h := range r.seats {
		seat := *h.seat
		seat.From, seat.To = of.date, of.date
		if h.term != nil {
			seat.From, seat.To = h.term.from, h.term.to
		}
		p.Seats = append(p.Seats, seat)
	}
	for _, n := range r.company {
		token := companionToken(n)
		p.Company = append(p.Company, resolve.Companion{Key: token, Name: token})
	}
	p.SetSeed()
	return p
}

// A forest is sets of numbers, each of which points towards one of its set.
type forest []int

func (f forest) find(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// tied puts members that share something that rules compare in one set.
func tied(all []*record) forest {
	parts := make(forest, len(all))
	seen := make(map[string]int, len(all))
	type stated struct {
		names *spelling
		seat  *resolve.Seat
	}
	before := map[stated]int{} // the first that says it, -1 for what ties nothing
	for i, r := range all {
		parts[i] = i
		tie := func(v stated) {
			if other, ok := before[v]; ok {
				if other >= 0 {
					parts[parts.find(i)] = parts.find(other)
				}
				return
			}
			before[v] = -1
			names := v.names.profile()
			p := resolve.Profile{Type: names.Type, Key: names.Key, Person: names.Person}
			if v.seat != nil {
				p.Seats = []resolve.Seat{*v.seat}
			}
			for _, t := range p.Ties() {
				before[v] = i
				if other, ok := seen[t]; ok {
					parts[parts.find(i)] = parts.find(other)
				} else {
					seen[t] = i
				}
			}
		}
		tie(stated{names: r.names})
		for _, h := range r.seats {
			tie(stated{r.names, h.seat})
		}
	}
	return parts
}

// kin parts members into those that have something to do with each other, be it through
// others. Unless all is to be looked at, what no new member has to do with is left out.
func kin(all []*record, whole bool) [][]*record {
	parts := tied(all)
	news := map[int]bool{}
	for i, r := range all {
		if whole || r.fresh || r.identity == unsettled {
			news[parts.find(i)] = true
		}
	}
	at := map[int]int{}
	var groups [][]*record
	for i, r := range all {
		root := parts.find(i)
		if !news[root] {
			continue
		}
		k, ok := at[root]
		if !ok {
			k = len(groups)
			at[root] = k
			groups = append(groups, nil)
		}
		groups[k] = append(groups[k], r)
	}
	return groups
}

// An identityRow is a row of identities: one that has more than one member.
type identityRow struct {
	n, seed, block, article int64
	kind                    string
	name, aliases, keys     string
	members                 int
	census                  string
}

const rowColumns = "n, seed, block, article, type, name, aliases, keys, members, census"

func scanRow(r *sql.Rows, v *identityRow) error {
	return r.Scan(&v.n, &v.seed, &v.block, &v.article, &v.kind, &v.name, &v.aliases, &v.keys, &v.members, &v.census)
}

// write brings the rows of identities from what they are to what they shall be, and the
// members to theirs.
func (s *settler) write(ctx context.Context, clusters []cluster, old map[int64]identityRow, g *gathering) error {
	taken := assign(clusters, old)
	for i := range clusters {
		c := &clusters[i]
		n := int64(alone)
		if len(c.members) > 1 {
			row, err := c.row(g.of[c.members[0]])
			if err != nil {
				return err
			}
			row.n = taken[i]
			n = row.n
			if before := old[n]; before != row {
				if n, err = s.storeIdentity(ctx, row); err != nil {
					return err
				}
			}
			delete(old, row.n)
		}
		for _, r := range c.members {
			s.belong(r, n)
		}
	}
	for _, n := range sortedKeys(old) {
		if err := s.exec(ctx, "DELETE FROM identities WHERE n = ?", n); err != nil {
			return err
		}
	}
	for _, v := range g.rolls {
		for _, sh := range v.sheets {
			sh.changed = sh.changed || slices.ContainsFunc(sh.records, func(r *record) bool { return r.moved })
		}
	}
	return nil
}

// belong points a member to its identity.
func (s *settler) belong(r *record, n int64) {
	if r.identity == n {
		return
	}
	r.identity = n
	if !r.fresh {
		r.moved = true
		s.moved = append(s.moved, r)
	}
}

// assign gives each identity the number of an old one: of that with its id, else of
// one that a member belonged to; 0 when there is none.
func assign(clusters []cluster, old map[int64]identityRow) []int64 {
	bySeed := make(map[int64]int64, len(old))
	free := make(map[int64]bool, len(old))
	for _, row := range old {
		bySeed[row.seed], free[row.n] = row.n, true
	}
	taken := make([]int64, len(clusters))
	for i := range clusters {
		if c := &clusters[i]; len(c.members) > 1 {
			seed, _ := seedNumber(c.identity.ID)
			if n := bySeed[seed]; free[n] {
				taken[i], free[n] = n, false
			}
		}
	}
	for i := range clusters {
		c := &clusters[i]
		for _, r := range c.members {
			if taken[i] == 0 && len(c.members) > 1 && free[r.identity] {
				taken[i], free[r.identity] = r.identity, false
			}
		}
	}
	return taken
}

// row is that of an identity whose head is in a block.
func (c *cluster) row(block int64) (identityRow, error) {
	row, err := rowOf(c.identity, block, c.members[0].article, len(c.members))
	if c.census != nil {
		row.census = string(packCensus(c.census, row.name))
	}
	return row, err
}

// rowOf is the row of an identity.
func rowOf(id *resolve.Identity, block, article int64, members int) (identityRow, error) {
	seed, ok := seedNumber(id.ID)
	if !ok {
		return identityRow{}, fmt.Errorf("%q is no id of an identity", id.ID)
	}
	row := identityRow{seed: seed, block: block, article: article, kind: id.Type.String(), name: id.Name, keys: searchKeys(id.Name, id.Names), members: members}
	if len(id.Names) == 1 && id.Names[0] == id.Name {
		return row, nil
	}
	aliases, err := json.Marshal(id.Names)
	row.aliases = string(aliases)
	return row, err
}

// storeIdentity writes a row, a new one when its number is 0, and returns its number.
func (s *settler) storeIdentity(ctx context.Context, row identityRow) (int64, error) {
	if row.n == 0 {
		s.share.last += s.share.gap
		row.n = s.share.last
		return row.n, s.exec(ctx, `INSERT INTO identities (n, seed, block, article, type, name, aliases, keys, members, census)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			row.n, row.seed, row.block, row.article, row.kind, row.name, row.aliases, row.keys, row.members, []byte(row.census))
	}
	return row.n, s.exec(ctx, `UPDATE identities SET seed = ?2, block = ?3, article = ?4, type = ?5, name = ?6, aliases = ?7, keys = ?8, members = ?9, census = ?10
		WHERE n = ?1`, row.n, row.seed, row.block, row.article, row.kind, row.name, row.aliases, row.keys, row.members, []byte(row.census))
}

// searchKeys are the keys of all names, each with a space before every word.
func searchKeys(name string, names []string) string {
	var keys []string
	for _, name := range append([]string{name}, names...) {
		if key := " " + plainKey(name); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, "\n")
}

// plainKey is the key of a name without full stops and quotation marks.
func plainKey(name string) string {
	return kazakh.Key(strings.Map(func(r rune) rune {
		switch {
		case r == '.':
			return ' '
		case kazakh.IsQuoteOpen(r), kazakh.IsQuoteClose(r), r == '"', r == '%', r == '_':
			return -1
		}
		return r
	}, name))
}
