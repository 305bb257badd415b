package register

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/ledger"
)

// maxEvidence is how many sentences of a tenure or conflict are kept: the first and
// last half of them. News calls a president by his post a thousand times.
const maxEvidence = 12

// settle puts a batch of stale seats together and returns how many there were.
func (t *transaction) settle(ctx context.Context) (int, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT s.seat, n.key FROM stale s JOIN seats n ON n.n = s.seat ORDER BY s.seat LIMIT ?", batchSeats)
	if err != nil {
		return 0, err
	}
	type seat struct {
		n   int64
		key string
	}
	var stale []seat
	for rows.Next() {
		var s seat
		if err := rows.Scan(&s.n, &s.key); err != nil {
			return 0, err
		}
		stale = append(stale, s)
	}
	if err := rows.Err(); err != nil || len(stale) == 0 {
		return 0, err
	}
	for _, s := range stale {
		if err := t.build(ctx, s.n); err != nil {
			return 0, fmt.Errorf("post %q: %w", s.key, err)
		}
	}
	serial, err := t.meta(ctx, "serial")
	if err != nil {
		return 0, err
	}
	var n int64
	if serial != "" {
		if _, err := fmt.Sscan(serial, &n); err != nil {
			return 0, err
		}
	}
	return len(stale), t.setMeta(ctx, "serial", n+1)
}

// build writes a seat anew.
func (t *transaction) build(ctx context.Context, n int64) error {
	for _, query := range []string{
		"DELETE FROM stale WHERE seat = ?", "DELETE FROM tenures WHERE seat = ?", "DELETE FROM homes WHERE seat = ?",
		"DELETE FROM conflicts WHERE seat = ?", "DELETE FROM contests WHERE seat = ?",
	} {
		if err := t.exec(ctx, query, n); err != nil {
			return err
		}
	}
	list, err := t.rows(ctx, n)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return t.exec(ctx, "DELETE FROM seats WHERE n = ?", n)
	}
	w := seatWriter{transaction: t, n: n, rows: list}
	return w.write(ctx)
}

// rows reads the facts and counts of a seat.
func (t *transaction) rows(ctx context.Context, seat int64) ([]row, error) {
	s, err := t.prepare(ctx, `SELECT a.id, a.published, m.name, f.person, f.org, f.place, f.data,
			ifnull(p.identity, ''), ifnull(o.identity, ''), ifnull(l.identity, '')
		FROM facts f JOIN articles a ON a.n = f.article JOIN names m ON m.n = f.name
			LEFT JOIN parties p ON p.article = f.article AND p.entity = f.person
			LEFT JOIN parties o ON o.article = f.article AND o.entity = f.org
			LEFT JOIN parties l ON l.article = f.article AND l.entity = f.place
		WHERE f.seat = ?`)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, seat)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells what went wrong
	names := map[string]*ledger.SeatName{}
	var list []row
	for rows.Next() {
		var r row
		var name, identity string
		var data []byte
		if err := rows.Scan(&r.article, &r.published, &name, &r.entity, &r.org, &r.at, &data, &identity, &r.orgID, &r.placeID); err != nil {
			return nil, err
		}
		if err := unpack(data, &r.kept); err != nil {
			return nil, err
		}
		if r.seat = names[name]; r.seat == nil {
			var k keptName
			if err := unpack([]byte(name), &k); err != nil {
				return nil, err
			}
			r.seat = k.name()
			names[name] = r.seat
		}
		if r.person = identity; r.person == "" && r.entity != "" {
			r.person = t.namer.Person(r.Name, r.article, r.entity)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// A seatWriter writes one seat.
type seatWriter struct {
	*transaction
	n    int64
	rows []row
}

func (w *seatWriter) write(ctx context.Context) error {
	facts, counts := w.split()
	book := ledger.Build(facts, counts)
	seat := seatData{}
	if len(book.Seats) > 0 {
		s := &book.Seats[0]
		seat = seatData{Post: s.Post, Organization: s.Body, Place: s.Place, Names: s.Names, Many: s.Many, Gaps: trimGaps(s.Gaps)}
		for i := range s.Tenures {
			if err := w.tenure(ctx, i, &s.Tenures[i]); err != nil {
				return err
			}
			seat.see(&s.Tenures[i])
		}
		seat.Holders = len(s.Tenures)
	} else { // only results of elections
		c := counts[0].Seat
		seat = seatData{Post: c.Post, Organization: c.Body, Place: c.Place, Names: []string{}, Many: c.Many, Gaps: []ledger.Gap{}}
	}
	seat.Leads = w.namer.Leads(seat.Post)
	for i := range book.Conflicts {
		c := &book.Conflicts[i]
		data := conflictData{Conflict: *c, People: c.People()}
		data.Evidence, _ = trimEvidence(c.Evidence)
		if err := w.put(ctx, "INSERT INTO conflicts VALUES (?, ?, ?, ?)", data, w.n, i, c.Kind); err != nil {
			return err
		}
	}
	for i, c := range ledger.Contests(counts) {
		data := keepContest(&c)
		if err := w.put(ctx, "INSERT INTO contests VALUES (?, ?, ?, ?, ?)", data, w.n, i, cmp.Or(c.Day, c.Published), len(c.Flags)); err != nil {
			return err
		}
	}
	if err := w.homes(ctx); err != nil {
		return err
	}
	data, err := pack(seat)
	if err != nil {
		return err
	}
	return w.exec(ctx, "UPDATE seats SET facts = ?, holders = ?, gaps = ?, conflicts = ?, leads = ?, words = ?, data = ? WHERE n = ?",
		len(w.rows), seat.Holders, len(seat.Gaps), len(book.Conflicts), seat.Leads, w.words(), data, w.n)
}

// split makes facts and counts of the rows; what an article says twice of one person
// counts once.
func (w *seatWriter) split() (facts []ledger.Fact, counts []ledger.Count) {
	type said struct {
		article, person, stated string
		kind                    ledger.Kind
		acting                  bool
	}
	seen := map[said]bool{}
	for i := range w.rows {
		r := &w.rows[i]
		if r.Kind == ledger.Counted {
			counts = append(counts, r.count())
			continue
		}
		key := said{r.article, r.person, r.Stated, r.Kind, r.Acting}
		if !seen[key] {
			seen[key] = true
			facts = append(facts, r.fact())
		}
	}
	return facts, counts
}

// put runs a statement whose last argument is a value, packed.
func (w *seatWriter) put(ctx context.Context, query string, value any, args ...any) error {
	data, err := pack(value)
	if err != nil {
		return err
	}
	return w.exec(ctx, query, append(args, data)...)
}

func (w *seatWriter) tenure(ctx context.Context, ord int, t *ledger.Tenure) error {
	data := tenureData{Tenure: *t}
	data.Evidence, data.More = trimEvidence(t.Evidence)
	return w.put(ctx, "INSERT INTO tenures VALUES (?, ?, ?, ?)", data, w.n, ord, t.Person)
}

// homes notes the identities of the bodies and territories of the seat.
func (w *seatWriter) homes(ctx context.Context) error {
	seen := map[string]bool{"": true}
	for i := range w.rows {
		for _, id := range []string{w.rows[i].orgID, w.rows[i].placeID} {
			if seen[id] {
				continue
			}
			seen[id] = true
			if err := w.exec(ctx, "INSERT INTO homes VALUES (?, ?)", id, w.n); err != nil {
				return err
			}
		}
	}
	return nil
}

// words are those of all names of the seat, each with a space before it.
func (w *seatWriter) words() string {
	var all []string
	seen := map[*ledger.SeatName]bool{}
	for i := range w.rows {
		if name := w.rows[i].seat; !seen[name] {
			seen[name] = true
			all = append(all, w.namer.Stems(name.Post)...)
			all = append(all, w.namer.Stems(name.Body)...)
			all = append(all, w.namer.Stems(name.Place)...)
			all = append(all, strings.Fields(name.PostKey)...)
		}
	}
	slices.Sort(all)
	return " " + strings.Join(slices.Compact(all), " ") + " "
}

// trimEvidence keeps the first and the last sentences and counts the others.
func trimEvidence(all []ledger.Evidence) (kept []ledger.Evidence, more int) {
	if len(all) <= maxEvidence {
		return all, 0
	}
	kept = append(slices.Clone(all[:maxEvidence/2]), all[len(all)-maxEvidence/2:]...)
	return kept, len(all) - len(kept)
}

func trimGaps(gaps []ledger.Gap) []ledger.Gap {
	for i := range gaps {
		gaps[i].Evidence, _ = trimEvidence(gaps[i].Evidence)
	}
	return gaps
}
