package archive

import (
	"cmp"
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
	g := &gathering{had: map[int64]bool{}}
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
		for _, group := range groups {
			for _, r := range group {
				g.had[r.identity] = true
			}
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
	had   map[int64]bool // numbers of identities that members had
}

// blockOf is the block of a member.
func (g *gathering) blockOf(r *record) int64 {
	for _, v := range g.rolls[1:] {
		if slices.Contains(v.records(), r) {
			return v.block
		}
	}
	return g.rolls[0].block
}

// gather reads a block with its new members.
func (s *settler) gather(ctx context.Context, g *gathering, block int64, whole bool) error {
	v, err := s.roll(ctx, block)
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
	g.all = append(g.all, v.records()...)
	return nil
}

// dropLost drops the members whose articles have them no longer, and what stands for the
// same entity twice: the last is what its article says now.
func (s *settler) dropLost(ctx context.Context, v *roll, whole bool) error {
	records := v.records()
	slices.SortStableFunc(records, compareEntities)
	gone := map[*record]bool{}
	for i, r := range records {
		if i+1 < len(records) && compareEntities(r, records[i+1]) == 0 {
			gone[r] = true
			continue
		}
		if !whole || r.fresh {
			continue
		}
		list, err := numbers(ctx, s, "SELECT ifnull(identity, ?) FROM members WHERE article = ? AND entity = ? AND block = ?",
			unsettled, r.article, r.entity, v.block)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			gone[r] = true
		} else if list[0] != r.identity {
			r.identity = unsettled
		}
	}
	if len(gone) > 0 {
		v.drop(func(r *record) bool { return gone[r] })
	}
	return nil
}

// compareEntities orders members by the entity that they are.
func compareEntities(a, b *record) int {
	return cmp.Or(cmp.Compare(a.article, b.article), strings.Compare(a.entity, b.entity))
}

// rows reads those of identities by number, as far as they are of the blocks.
func (s *settler) rows(ctx context.Context, had map[int64]bool, blocks []int64) (map[int64]identityRow, error) {
	list := slices.DeleteFunc(sortedKeys(had), func(n int64) bool { return n <= 0 })
	if len(list) == 0 {
		return nil, nil //nolint:nilnil // there are none
	}
	wanted, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	old := make(map[int64]identityRow, len(list))
	for row, err := range stream(ctx, s, scanRow, "SELECT "+rowColumns+" FROM identities WHERE n IN (SELECT value FROM json_each(?))", string(wanted)) {
		if err != nil {
			return nil, err
		}
		if slices.Contains(blocks, row.block) {
			old[row.n] = row
		}
	}
	return old, nil
}

// clusters says which members of the groups are one.
func (s *settler) clusters(ctx context.Context, groups [][]*record, decided bool, all int) ([]cluster, error) {
	list := make([]cluster, 0, len(groups))
	for _, group := range groups {
		if len(group) == 1 && !decided {
			list = append(list, cluster{members: group})
			continue
		}
		profiles, err := s.profiles(ctx, group)
		if err != nil {
			return nil, err
		}
		if len(group) == all && !decided {
			if c, ok := asOne(group, profiles); ok {
				return append(list, c), nil
			}
		}
		var decisions []resolve.Decision
		if decided {
			decisions = s.made.about(profiles)
		}
		list = append(list, resolved(group, profiles, decisions)...)
	}
	return list, nil
}

// profiles are those of members, until they are asked for again.
func (s *settler) profiles(ctx context.Context, group []*record) ([]resolve.Profile, error) {
	m := &s.memory
	m.list, m.seats, m.company = slices.Grow(m.list[:0], len(group)), m.seats[:0], m.company[:0]
	for _, r := range group {
		info, err := s.info(ctx, r.article)
		if err != nil {
			return nil, err
		}
		m.list = append(m.list, m.profile(r, info))
	}
	return m.list, nil
}

// asOne is all members as one identity, if they are of one body or place.
func asOne(group []*record, profiles []resolve.Profile) (cluster, bool) {
	census := &resolve.Census{}
	head := 0
	for i := range profiles {
		p := &profiles[i]
		if p.Type == mention.Person || !fits(census, p) {
			return cluster{}, false
		}
		if census.Add(p); census.Head.Article == p.Article && census.Head.Entity == p.Entity {
			head = i
		}
	}
	id := census.Identity()
	c := cluster{members: slices.Clone(group), identity: &id, census: census}
	c.members[0], c.members[head] = c.members[head], c.members[0]
	return c, true
}

// resolved makes identities of members. What is all of its identity has no need of one.
func resolved(group []*record, profiles []resolve.Profile, decisions []resolve.Decision) []cluster {
	found := resolve.Clusters(profiles, decisions)
	list, members := make([]cluster, len(found)), make([]*record, 0, len(group))
	for k, of := range found {
		from := len(members)
		for _, i := range of {
			members = append(members, group[i])
		}
		list[k].members = slices.Clip(members[from:])
		if len(of) > 1 {
			id := of.Identity(profiles)
			list[k].identity = &id
		}
	}
	return list
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
	var m profileMemory
	return m.profile(r, of)
}

// A profileMemory is memory for profiles, their posts and companions.
type profileMemory struct {
	list    []resolve.Profile
	seats   []resolve.Seat
	company []resolve.Companion
	tokens  []byte
}

func (m *profileMemory) profile(r *record, of articleInfo) resolve.Profile {
	p := *r.names.profile()
	p.Article, p.Entity, p.Date, p.Source, p.Twin = of.id, r.entity, of.date, of.source, r.twin
	from := len(m.seats)
	for _, h := range r.seats {
		m.seats = append(m.seats, *h.seat)
		seat := &m.seats[len(m.seats)-1]
		seat.From, seat.To = of.date, of.date
		if h.term != nil {
			seat.From, seat.To = h.term.from, h.term.to
		}
	}
	p.Seats, p.Company = slices.Clip(m.seats[from:]), m.companions(r.company)
	p.SetSeed()
	return p
}

// companions are known by their tokens, of which all are in one string.
func (m *profileMemory) companions(numbers []uint32) []resolve.Companion {
	if len(numbers) == 0 {
		return nil
	}
	m.tokens = m.tokens[:0]
	for _, n := range numbers {
		m.tokens = appendToken(m.tokens, n)
	}
	from, tokens := len(m.company), string(m.tokens)
	for len(tokens) > 0 {
		token := tokens[:tokenSize]
		m.company = append(m.company, resolve.Companion{Key: token, Name: token})
		tokens = tokens[tokenSize:]
	}
	return slices.Clip(m.company[from:])
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

// A tying finds out which members have something to do with each other.
type tying struct {
	sets   forest
	seen   map[string]int    // the first that has a tie
	before map[statement]int // the first that says it, untied for what ties nothing
}

// A statement is a name, alone or with a post.
type statement struct {
	names *spelling
	seat  *resolve.Seat
}

const untied = -1

// tied puts members that share something that rules compare in one set.
func tied(all []*record) forest {
	t := tying{make(forest, len(all)), make(map[string]int, len(all)), make(map[statement]int, len(all))}
	for i, r := range all {
		t.sets[i] = i
		t.add(i, statement{r.names, nil})
		for _, h := range r.seats {
			t.add(i, statement{r.names, h.seat})
		}
	}
	return t.sets
}

// add ties a member by a statement.
func (t *tying) add(i int, v statement) {
	if other, ok := t.before[v]; ok {
		if other != untied {
			t.sets[t.sets.find(i)] = t.sets.find(other)
		}
		return
	}
	t.before[v] = untied
	names := v.names.profile()
	ties := [2]string{names.NameTie()}
	if v.seat != nil {
		ties = names.PostTies(v.seat)
	}
	for _, tie := range ties {
		if tie == "" {
			continue
		}
		t.before[v] = i
		if other, ok := t.seen[tie]; ok {
			t.sets[t.sets.find(i)] = t.sets.find(other)
		} else {
			t.seen[tie] = i
		}
	}
}

// kin parts members into those that have something to do with each other, be it through
// others. Unless all is to be looked at, what no new member has to do with is left out.
func kin(all []*record, whole bool) [][]*record {
	if len(all) == 1 && (whole || all[0].fresh) {
		return [][]*record{all}
	}
	sets := tied(all)
	wanted, size := make([]bool, len(all)), make([]int, len(all)) // of sets, at what find gives
	for i, r := range all {
		set := sets.find(i)
		size[set]++
		wanted[set] = wanted[set] || whole || r.fresh || r.identity == unsettled
	}
	groups := make([][]*record, 0, len(all))
	place := make([]int, len(all)) // of sets in groups, counted from 1
	for i, r := range all {
		set := sets.find(i)
		if !wanted[set] {
			continue
		}
		if place[set] == 0 {
			groups = append(groups, make([]*record, 0, size[set]))
			place[set] = len(groups)
		}
		groups[place[set]-1] = append(groups[place[set]-1], r)
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
			row, err := c.row(g.blockOf(c.members[0]))
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
