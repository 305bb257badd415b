package archive

import (
	"context"
	"database/sql"
)

// Stats counts what an archive holds.
type Stats struct {
	Articles, Sources, Memberships, Parents, Failures int
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
		(SELECT count(DISTINCT key) FROM entities WHERE type = 'PERSON')`).
		Scan(&s.Articles, &s.Sources, &s.Memberships, &s.Parents, &s.Failures, &s.Persons)
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
