package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// A Group is articles that are reposts of each other, two or more. Its id is the smallest
// of theirs, and the first of them has it.
type Group struct {
	ID       string   `json:"id"`
	Articles []Repost `json:"articles"` // by id
}

// A Repost is an article of a group.
type Repost struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Source    string `json:"source"`
	Title     string `json:"title"`
	Published string `json:"published"` // YYYY-MM-DD or ""
	Script    string `json:"script"`    // cyrl, latn, arab or mixed
	Length    int    `json:"length"`    // code points of the text
	// Like is the article of the group that has most in common with it, Share what that
	// is of the shorter text of the two, in percent.
	Like  string `json:"like"`
	Share int    `json:"share"`
}

// Groups returns the groups of reposts, the largest first, at most limit of them; 0 is all.
func (a *Archive) Groups(ctx context.Context, limit int) ([]Group, error) {
	if limit <= 0 {
		limit = -1
	}
	leaders, err := collect(ctx, a.read, func(r *sql.Rows, n *int64) error { return r.Scan(n) },
		`SELECT f.leader FROM fingerprints f JOIN articles l ON l.n = f.leader WHERE f.leader IS NOT NULL
		GROUP BY f.leader ORDER BY count(*) DESC, l.id LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("archive: groups: %w", err)
	}
	groups := make([]Group, 0, len(leaders))
	for _, n := range leaders {
		g, err := a.group(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("archive: groups: %w", err)
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// GroupOf returns the group of an article, under any of its ids. An article without reposts
// is a group of no articles, with the article's own id.
func (a *Archive) GroupOf(ctx context.Context, id string) (Group, error) {
	var own string
	var leader sql.NullInt64
	err := a.read.QueryRowContext(ctx, `SELECT a.id, f.leader FROM sources s JOIN articles a ON a.n = s.article
		LEFT JOIN fingerprints f ON f.article = a.n WHERE s.id = ?`, id).Scan(&own, &leader)
	if errors.Is(err, sql.ErrNoRows) {
		return Group{}, fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	if err != nil {
		return Group{}, fmt.Errorf("archive: group of %q: %w", id, err)
	}
	if !leader.Valid {
		return Group{ID: own, Articles: []Repost{}}, nil
	}
	g, err := a.group(ctx, leader.Int64)
	if err != nil {
		return g, fmt.Errorf("archive: group of %q: %w", id, err)
	}
	return g, nil
}

// group reads the group of that leader.
func (a *Archive) group(ctx context.Context, leader int64) (Group, error) {
	list, err := collect(ctx, a.read, func(r *sql.Rows, v *Repost) error {
		var b body
		err := r.Scan(&v.ID, &v.URL, &v.Source, &v.Title, &v.Published, &v.Script, &b.text, &v.Like, &v.Share)
		if err != nil {
			return err
		}
		text, err := b.decodeText()
		v.Length = utf8.RuneCountInString(text)
		return err
	}, `SELECT a.id, a.url, a.source, a.title, a.published, a.script, b.text, o.id, r.share
		FROM fingerprints f JOIN articles a ON a.n = f.article JOIN bodies b ON b.article = a.n
			JOIN reposts r ON r.article = a.n JOIN articles o ON o.n = r.other
		WHERE f.leader = ? ORDER BY a.id, r.share DESC, o.id`, leader)
	if err != nil || len(list) == 0 {
		return Group{}, err
	}
	list = slices.CompactFunc(list, func(v, w Repost) bool { return v.ID == w.ID }) // the first has most in common
	return Group{ID: list[0].ID, Articles: list}, nil
}

// Reposts tells of which group every one of the articles with these ids is, and how many
// articles that group has; those without reposts are not in it.
func (a *Archive) Reposts(ctx context.Context, ids []string) (map[string]GroupSize, error) {
	data, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	type row struct {
		id string
		GroupSize
	}
	list, err := collect(ctx, a.read, func(r *sql.Rows, v *row) error { return r.Scan(&v.id, &v.ID, &v.N) },
		`SELECT a.id, l.id, (SELECT count(*) FROM fingerprints g WHERE g.leader = f.leader)
		FROM json_each(?) j JOIN articles a ON a.id = j.value JOIN fingerprints f ON f.article = a.n JOIN articles l ON l.n = f.leader`, string(data))
	if err != nil {
		return nil, fmt.Errorf("archive: reposts: %w", err)
	}
	sizes := make(map[string]GroupSize, len(list))
	for _, v := range list {
		sizes[v.id] = v.GroupSize
	}
	return sizes, nil
}

// A GroupSize names a group of reposts and says how many articles it has.
type GroupSize struct {
	ID string
	N  int
}

// Ungrouped is how many articles came, changed or went since Group was called last.
func (a *Archive) Ungrouped(ctx context.Context) (int, error) {
	var n int
	err := a.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM lost_fingerprints) +
		(SELECT count(*) FROM articles WHERE change > (SELECT value FROM meta WHERE key = 'grouped'))`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("archive: groups: %w", err)
	}
	return n, nil
}
