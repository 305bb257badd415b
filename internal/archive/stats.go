package archive

import (
	"context"
	"database/sql"
)

// Stats counts what an archive holds.
type Stats struct {
	Articles, Sources, Memberships, Parents, Failures int
	Distinct                                          int     // articles, reposts of one another counted once
	Mentions, Entities, Events                        []Count // per type, by name
	Persons                                           int     // distinct cross-script names of persons
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
	tx, err := a.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s, err
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	err = tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM sources),
		(SELECT count(*) FROM memberships), (SELECT count(*) FROM parents), (SELECT count(*) FROM failures),
		(SELECT count(DISTINCT key) FROM entities WHERE type = 'PERSON'),
		(SELECT count(*) FROM articles) - (SELECT count(leader) - count(DISTINCT leader) FROM fingerprints)`).
		Scan(&s.Articles, &s.Sources, &s.Memberships, &s.Parents, &s.Failures, &s.Persons, &s.Distinct)
	if err != nil {
		return s, err
	}
	for _, c := range []struct {
		into  *[]Count
		query string
	}{
		{&s.Mentions, "SELECT type, count(*) FROM mentions GROUP BY 1 ORDER BY 1"},
		{&s.Entities, "SELECT type, count(*) FROM entities GROUP BY 1 ORDER BY 1"},
		{&s.Events, "SELECT type, count(*) FROM events GROUP BY 1 ORDER BY 1"},
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

// Names returns the entities of a type (PERSON, ORG, PLACE, FACILITY) that most
// articles name, at most limit of them. Spellings with the same cross-script key count
// as one, under the most frequent spelling.
func (a *Archive) Names(ctx context.Context, kind string, limit int) ([]Count, error) {
	return collect(ctx, a.read, func(r *sql.Rows, c *Count) error {
		var most int // SQLite takes the name from the row with the maximum
		return r.Scan(&c.Name, &c.N, &most)
	}, `SELECT name, sum(n), max(n) FROM (
			SELECT key, name, count(DISTINCT article) AS n FROM entities WHERE type = ? GROUP BY key, name ORDER BY key, name
		) GROUP BY key ORDER BY 2 DESC, 1 LIMIT ?`, kind, limit)
}
