package archive

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// Stats counts what an archive holds.
type Stats struct {
	Articles, Sources, Memberships, Parents, Failures int
	Distinct                                          int     // articles, reposts of one another counted once
	Mentions, Entities, Events                        []Count // per type, by name
	Persons                                           int     // across articles, as Identify found them
	Languages, Scripts, Years, Publishers             []Count // articles per value, by name; "" is unknown
}

// A Count is a value and how often it occurs.
type Count struct {
	Name string
	N    int
}

// Stats counts everything, in one snapshot.
func (a *Archive) Stats(ctx context.Context) (Stats, error) {
	var s Stats
	tx, end, err := a.moment(ctx)
	if err != nil {
		return s, err
	}
	defer end()
	err = tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM sources), (SELECT count(*) FROM failures),
		(SELECT coalesce(sum(n), 0) FROM tallies WHERE kind = 'membership'), (SELECT coalesce(sum(n), 0) FROM tallies WHERE kind = 'parent'),
		(SELECT count(*) FROM articles) - (SELECT count(leader) - count(DISTINCT leader) FROM fingerprints)`).
		Scan(&s.Articles, &s.Sources, &s.Failures, &s.Memberships, &s.Parents, &s.Distinct)
	if err != nil {
		return s, err
	}
	who, err := countIdentities(ctx, tx)
	if err != nil {
		return s, err
	}
	for _, c := range who {
		if c.Name == "PERSON" {
			s.Persons = c.N
		}
	}
	for _, c := range []struct {
		into  *[]Count
		query string
	}{
		{&s.Mentions, "SELECT type, n FROM tallies WHERE kind = 'mention' ORDER BY 1"},
		{&s.Entities, "SELECT type, n FROM tallies WHERE kind = 'entity' ORDER BY 1"},
		{&s.Events, "SELECT type, n FROM tallies WHERE kind = 'event' ORDER BY 1"},
		{&s.Languages, "SELECT lang, count(*) FROM articles GROUP BY 1 ORDER BY 1"},
		{&s.Scripts, "SELECT script, count(*) FROM articles GROUP BY 1 ORDER BY 1"},
		{&s.Years, "SELECT substr(published, 1, 4), count(*) FROM articles GROUP BY 1 ORDER BY 1"},
		{&s.Publishers, "SELECT source, count(*) FROM articles GROUP BY 1 ORDER BY 1"},
	} {
		*c.into, err = collect(ctx, tx, func(r *sql.Rows, v *Count) error { return r.Scan(&v.Name, &v.N) }, c.query)
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// A Part is a part of the record, and the bytes that it takes.
type Part struct {
	Name  string
	Bytes int64
}

// parts of the record by table; the rest is "other".
var partNames = map[string]string{
	"bodies": "texts and annotation", "articles": "articles and sources", "further": "articles and sources",
	"events": "events and parents", "parents": "events and parents",
	"members": "who is who", "blocks": "who is who", "identities": "who is who", "seeds": "who is who", "stale_blocks": "who is who",
}

// Parts tells what takes the space of the record, the largest first, indexes with their
// tables, unused pages as "free". It reads the whole file.
func (a *Archive) Parts(ctx context.Context) ([]Part, error) {
	sum := map[string]int64{}
	for v, err := range stream(ctx, a.read, func(r *sql.Rows, p *Part) error { return r.Scan(&p.Name, &p.Bytes) },
		"SELECT coalesce(s.tbl_name, d.name), sum(d.pgsize) FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name GROUP BY 1") {
		if err != nil {
			return nil, err
		}
		sum[cmp.Or(partNames[v.Name], "other")] += v.Bytes
	}
	free, err := numbers(ctx, a.read, "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")
	if err != nil {
		return nil, err
	}
	sum["free"] = free[0]
	var list []Part
	for name, n := range sum {
		list = append(list, Part{name, n})
	}
	slices.SortFunc(list, func(a, b Part) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Name, b.Name)) })
	return list, nil
}

// Lexicons counts the articles by the version of the tables that annotated them.
func (a *Archive) Lexicons(ctx context.Context) ([]Count, error) {
	return collect(ctx, a.read, func(r *sql.Rows, v *Count) error { return r.Scan(&v.Name, &v.N) },
		"SELECT v.name, count(*) FROM articles a JOIN versions v ON v.n = a.version GROUP BY 1 ORDER BY 1")
}
