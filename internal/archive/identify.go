package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// A Profiler says of a document's entities what helps to know them again in other
// articles. Its version changes when it would say something else of old documents.
type Profiler interface {
	Profiles(pipeline.Document) []resolve.Profile
	IdentityVersion() string
}

// How much is done in one transaction.
const (
	profileBatch = 256 // articles
	blockBatch   = 512 // blocks
)

// Identify brings the identities up to date with the articles: it looks again at the
// names that came or went since the last time, and at all of them when p is of
// another version. It returns how many blocks it looked at. It may be stopped at any
// time and goes on from there when called again; the result does not depend on the
// order in which articles were stored. It needs memory for the largest block.
func (a *Archive) Identify(ctx context.Context, p Profiler) (blocks int, err error) {
	if err := a.startIdentities(ctx, p.IdentityVersion()); err != nil {
		return 0, fmt.Errorf("archive: identities: %w", err)
	}
	for more := true; more; {
		if err = ctx.Err(); err == nil {
			err = a.transact(ctx, func(t *transaction) (err error) {
				more, err = t.addMembers(ctx, p)
				return err
			})
		}
		if err != nil {
			return 0, fmt.Errorf("archive: members of identities: %w", err)
		}
	}
	for {
		var n int
		if err = ctx.Err(); err == nil {
			err = a.transact(ctx, func(t *transaction) (err error) {
				n, err = t.settle(ctx)
				return err
			})
		}
		if err != nil {
			return blocks, fmt.Errorf("archive: identities: %w", err)
		}
		if n == 0 {
			return blocks, nil
		}
		blocks += n
	}
}

// startIdentities forgets what another version has made.
func (a *Archive) startIdentities(ctx context.Context, version string) error {
	return a.transact(ctx, func(t *transaction) error {
		var old string
		if err := t.queryRow(ctx, "SELECT value FROM meta WHERE key = 'identity_version'").Scan(&old); err != nil || old == version {
			return err
		}
		for _, query := range []string{
			"DELETE FROM members", "DELETE FROM profiles", "DELETE FROM stale_blocks", "DELETE FROM identities", "DELETE FROM apart",
			"UPDATE meta SET value = 0 WHERE key = 'identified'",
		} {
			if err := t.exec(ctx, query); err != nil {
				return err
			}
		}
		return t.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'identity_version'", version)
	})
}

// An unread article is one whose entities have no profiles yet.
type unread struct {
	n, change int64
	doc       pipeline.Document
}

// addMembers reads a batch of articles that have changed; more tells whether there
// may be others.
func (t *transaction) addMembers(ctx context.Context, p Profiler) (more bool, err error) {
	list, err := collect(ctx, t.tx, func(r *sql.Rows, u *unread) error {
		var body []byte
		var text string
		if err := r.Scan(&u.n, &u.change, &body, &text); err != nil {
			return err
		}
		var err error
		u.doc, err = decode(body, text)
		return err
	}, `SELECT a.n, a.change, b.document, b.text FROM articles a JOIN bodies b ON b.article = a.n
		WHERE a.change > (SELECT value FROM meta WHERE key = 'identified') ORDER BY a.change LIMIT ?`, profileBatch)
	if err != nil || len(list) == 0 {
		return false, err
	}
	for _, u := range list {
		for _, profile := range p.Profiles(u.doc) {
			if err := t.addMember(ctx, u.n, profile); err != nil {
				return false, fmt.Errorf("article %q: %w", u.doc.ID, err)
			}
		}
	}
	return true, t.exec(ctx, "UPDATE meta SET value = ? WHERE key = 'identified'", list[len(list)-1].change)
}

func (t *transaction) addMember(ctx context.Context, article int64, p resolve.Profile) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	err = t.exec(ctx, "INSERT INTO members VALUES (?, ?, ?, ?, ?, '', '', '', '', '')", article, p.Entity, p.Block, p.Seed, p.Type.String())
	if err != nil {
		return err
	}
	return t.exec(ctx, "INSERT INTO profiles VALUES (?, ?, ?)", article, p.Entity, string(data))
}

// settle looks at a batch of stale blocks and returns how many there were.
func (t *transaction) settle(ctx context.Context) (int, error) {
	stale, err := column(ctx, t.tx, "SELECT block FROM stale_blocks ORDER BY block LIMIT ?", blockBatch)
	if err != nil || len(stale) == 0 {
		return 0, err
	}
	made, err := t.decided(ctx)
	if err != nil {
		return 0, err
	}
	done := map[string]bool{}
	for _, block := range stale {
		if done[block] {
			continue
		}
		group := made.group(block)
		for _, b := range group {
			done[b] = true
		}
		if err := t.settleBlocks(ctx, group, made); err != nil {
			return 0, fmt.Errorf("block %q: %w", block, err)
		}
	}
	return len(stale), nil
}

// decided is what users have decided, by what it concerns.
type decided struct {
	bySeed map[string][]resolve.Decision
	joined [][]string // blocks that joins tie together
}

func (t *transaction) decided(ctx context.Context) (decided, error) {
	d := decided{bySeed: map[string][]resolve.Decision{}}
	list, err := decisions(ctx, t.tx)
	if err != nil {
		return d, err
	}
	for _, made := range list {
		rule := resolve.Decision{Number: made.Number, Join: made.Kind == kindJoin, A: made.A.Seed, B: made.B.Seed}
		d.bySeed[rule.A] = append(d.bySeed[rule.A], rule)
		d.bySeed[rule.B] = append(d.bySeed[rule.B], rule)
		if !rule.Join {
			continue
		}
		blocks, err := column(ctx, t.tx, "SELECT DISTINCT block FROM members WHERE seed IN (?, ?) ORDER BY block", rule.A, rule.B)
		if err != nil {
			return d, err
		}
		if len(blocks) > 1 {
			d.tie(blocks)
		}
	}
	return d, nil
}

// tie notes that blocks belong together.
func (d *decided) tie(blocks []string) {
	rest := d.joined[:0:0]
	for _, group := range d.joined {
		if slices.ContainsFunc(group, func(b string) bool { return slices.Contains(blocks, b) }) {
			blocks = append(blocks, group...)
		} else {
			rest = append(rest, group)
		}
	}
	slices.Sort(blocks)
	d.joined = append(rest, slices.Compact(blocks))
}

// group is the blocks that are looked at together with a block, itself included.
func (d *decided) group(block string) []string {
	for _, group := range d.joined {
		if slices.Contains(group, block) {
			return group
		}
	}
	return []string{block}
}

// about lists the decisions that concern any of the profiles.
func (d *decided) about(members []member) []resolve.Decision {
	if len(d.bySeed) == 0 {
		return nil
	}
	var list []resolve.Decision
	for i := range members {
		for _, made := range d.bySeed[members[i].profile.Seed] {
			if !slices.Contains(list, made) {
				list = append(list, made)
			}
		}
	}
	return list
}

// A member is a row of members.
type member struct {
	n        int64
	profile  resolve.Profile
	identity string
	because  resolve.Member // what is stored of why it belongs
}

// settleBlocks works out the identities of blocks and writes what has changed.
func (t *transaction) settleBlocks(ctx context.Context, blocks []string, made decided) error {
	var members []member
	blockOf := map[string]string{} // by seed
	for _, block := range blocks {
		list, err := t.members(ctx, block)
		if err != nil {
			return err
		}
		for _, m := range list {
			blockOf[m.profile.Seed] = block
		}
		members = append(members, list...)
		for _, query := range []string{"DELETE FROM identities WHERE block = ?", "DELETE FROM apart WHERE block = ?", "DELETE FROM stale_blocks WHERE block = ?"} {
			if err := t.exec(ctx, query, block); err != nil {
				return err
			}
		}
	}
	profiles := make([]resolve.Profile, len(members))
	at := make(map[[2]string]*member, len(members))
	for i := range members {
		profiles[i] = members[i].profile
		at[[2]string{profiles[i].Article, profiles[i].Entity}] = &members[i]
	}
	for _, id := range resolve.Identities(profiles, made.about(members)) {
		if err := t.writeIdentity(ctx, blockOf[id.ID], id, at); err != nil {
			return err
		}
	}
	return nil
}

// members reads a block.
func (t *transaction) members(ctx context.Context, block string) ([]member, error) {
	return collect(ctx, t.tx, func(r *sql.Rows, m *member) error {
		var kind, profile, aliases string
		p := resolve.Profile{Block: block}
		err := r.Scan(&m.n, &p.Article, &p.Date, &p.Source, &p.Entity, &p.Name, &aliases, &p.Seed, &kind, &profile, &m.identity, &m.because.Rule, &m.because.Evidence,
			&m.because.WithArticle, &m.because.WithEntity)
		if err != nil {
			return err
		}
		p.Type = typeOf(kind)
		if aliases != "[]" {
			err = json.Unmarshal([]byte(aliases), &p.Aliases)
		}
		err = errors.Join(err, json.Unmarshal([]byte(profile), &p))
		m.profile = p
		return err
	}, `SELECT m.article, a.id, a.published, a.source, m.entity, e.name, e.aliases, m.seed, m.type, p.profile,
			m.identity, m.rule, m.evidence, m.with_article, m.with_entity
		FROM members m JOIN articles a ON a.n = m.article JOIN profiles p USING (article, entity)
			JOIN entities e ON e.article = m.article AND e.id = m.entity
		WHERE m.block = ? ORDER BY a.id, m.entity`, block)
}

func typeOf(name string) mention.Type {
	for _, t := range []mention.Type{mention.Org, mention.Place, mention.Facility} {
		if t.String() == name {
			return t
		}
	}
	return mention.Person
}

// writeIdentity stores an identity and points its members to it.
func (t *transaction) writeIdentity(ctx context.Context, block string, id resolve.Identity, at map[[2]string]*member) error {
	aliases, err := json.Marshal(id.Names)
	if err != nil {
		return err
	}
	err = t.exec(ctx, "INSERT INTO identities VALUES (?, ?, ?, ?, ?, ?, ?)",
		block, id.ID, id.Type.String(), id.Name, string(aliases), searchKeys(id), len(id.Members))
	if err != nil {
		return err
	}
	for _, other := range id.Apart {
		if err := t.exec(ctx, "INSERT OR IGNORE INTO apart VALUES (?, ?, ?, ?, ?)", block, id.ID, other.ID, other.Name, other.Reason); err != nil {
			return err
		}
	}
	for _, m := range id.Members {
		old := at[[2]string{m.Article, m.Entity}]
		because := resolve.Member{Rule: m.Rule, Evidence: m.Evidence, WithArticle: m.WithArticle, WithEntity: m.WithEntity}
		if old.identity == id.ID && old.because == because {
			continue
		}
		err := t.exec(ctx, `UPDATE members SET identity = ?, rule = ?, evidence = ?, with_article = ?, with_entity = ?
			WHERE article = ? AND entity = ?`, id.ID, m.Rule, m.Evidence, m.WithArticle, m.WithEntity, old.n, m.Entity)
		if err != nil {
			return err
		}
	}
	return nil
}

// searchKeys are the keys of all names, each with a space before every word.
func searchKeys(id resolve.Identity) string {
	var keys []string
	for _, name := range append([]string{id.Name}, id.Names...) {
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

// column collects the only column of a query.
func column(ctx context.Context, db querier, query string, args ...any) ([]string, error) {
	return collect(ctx, db, func(r *sql.Rows, s *string) error { return r.Scan(s) }, query, args...)
}
