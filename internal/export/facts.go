package export

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // keeps what does not fit into memory

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/pipeline"
)

// A shelf keeps on disk what has to be put in another order than that of the
// articles: the facts of the ledger, to be read seat by seat, and the identities of
// entities, to be counted. It is a database in the folder of the unfinished export and
// goes with it. What is in memory is one seat at a time, without the sentences that its
// facts rest on.
type shelf struct {
	db     *sql.DB
	conn   *sql.Conn // the only one
	facts  *sql.Stmt
	proofs *sql.Stmt
	proven *sql.Stmt // reads a proof
	people *sql.Stmt
	links  *sql.Stmt
	namer  *ledger.Namer
	reader *ledger.Reader
	read   int                         // articles that reader has read
	art    *article                    // the last one
	places map[*ledger.SeatName]string // names of the territories of the reader's seats
}

// A kept is a fact on the shelf, with the identities of the body and the territory in
// the statement that it rests on. The quotation of its evidence is the number of its
// proof. Facts of one seat share its names.
type kept struct {
	ledger.Fact

	Seat              json.RawMessage
	Org, Land, Region string
}

// A proof is the sentence that a fact rests on, and where that was published.
type proof struct{ quote, url, source string }

// readerLife is how many articles one reader reads: it keeps what they call seats.
const readerLife = 500

const shelfTables = `CREATE TABLE facts (seat TEXT, fact BLOB); CREATE TABLE proofs (n INTEGER PRIMARY KEY, quote TEXT, url TEXT, source TEXT);
	CREATE TABLE people (id TEXT); CREATE TABLE parents (child TEXT, parent TEXT); BEGIN`

func newShelf(ctx context.Context, dir string, namer *ledger.Namer) (*shelf, error) {
	db, err := openScratch(ctx, filepath.Join(dir, "shelf.db"))
	if err != nil {
		return nil, err
	}
	s := &shelf{db: db, namer: namer}
	if s.conn, err = db.Conn(ctx); err == nil {
		err = s.prepare(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *shelf) prepare(ctx context.Context) error {
	if _, err := s.conn.ExecContext(ctx, shelfTables); err != nil {
		return err
	}
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&s.facts, "INSERT INTO facts VALUES (?, ?)"},
		{&s.proofs, "INSERT INTO proofs (quote, url, source) VALUES (?, ?, ?)"},
		{&s.proven, "SELECT quote, url, source FROM proofs WHERE n = ?"},
		{&s.people, "INSERT INTO people VALUES (?)"},
		{&s.links, "INSERT INTO parents VALUES (?, ?)"},
	} {
		var err error
		if *p.to, err = s.conn.PrepareContext(ctx, p.query); err != nil {
			return err
		}
	}
	return nil
}

// scratchCache bounds the pages of such a database in memory, and what it sorts there.
const scratchCache = 4096 // KB

// openScratch makes a database that nobody reads until it is finished, and that is
// thrown away when it is not: without a journal, so one transaction may be of any size.
// It uses one connection.
func openScratch(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path)))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
		PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE; PRAGMA cache_size=-%d`, scratchCache))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	return db, nil
}

func (s *shelf) close() error {
	if s.conn != nil {
		s.conn.Close() //nolint:errcheck // the database is thrown away
	}
	return s.db.Close()
}

// put keeps what an article says.
func (s *shelf) put(ctx context.Context, a *article) error {
	if err := s.putPeople(ctx, a); err != nil {
		return err
	}
	if s.art = a; s.read%readerLife == 0 {
		s.reader = ledger.NewReader(s.namer, func(_, entity string) string { return s.art.who[entity].Identity })
		s.places = map[*ledger.SeatName]string{}
	}
	s.read++
	for _, f := range s.reader.Facts(a.doc) {
		if err := s.putFact(ctx, a, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) putPeople(ctx context.Context, a *article) error {
	for _, e := range a.doc.Entities {
		if id := a.who[e.ID].Identity; id != "" {
			if _, err := s.people.ExecContext(ctx, id); err != nil {
				return err
			}
		}
	}
	for _, p := range a.doc.Parents {
		child, parent := a.who[p.Child].Identity, a.who[p.Parent].Identity
		if child != "" && parent != "" && child != parent {
			if _, err := s.links.ExecContext(ctx, child, parent); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shelf) putFact(ctx context.Context, a *article, f ledger.Fact) error {
	done, err := s.proofs.ExecContext(ctx, f.Evidence.Quote, a.doc.URL, a.doc.Source)
	if err != nil {
		return err
	}
	n, err := done.LastInsertId()
	if err != nil {
		return err
	}
	name := *f.Seat
	name.Place = s.place(f.Seat)
	seat, err := json.Marshal(name)
	if err != nil {
		return err
	}
	org, land := statedFor(a, &f)
	f.Evidence.Quote = strconv.FormatInt(n, 10)
	data, err := json.Marshal(kept{f, seat, a.who[org].Identity, a.who[land].Identity, a.places.region(a.name(land), a.name(org))})
	if err == nil {
		_, err = s.facts.ExecContext(ctx, f.Seat.Key, data)
	}
	return err
}

// proof finds the one that a fact's evidence has in place of its quotation.
func (s *shelf) proof(ctx context.Context, e *ledger.Evidence) (p proof, err error) {
	err = s.proven.QueryRowContext(ctx, e.Quote).Scan(&p.quote, &p.url, &p.source)
	return p, err
}

// place is the territory under which the ledger shows a seat of that name, which may
// be the article's own.
func (s *shelf) place(name *ledger.SeatName) string {
	place, ok := s.places[name]
	if !ok {
		place = ledger.Build([]ledger.Fact{{Kind: ledger.Holds, Person: "?", Seat: name}}, nil).Seats[0].Place
		s.places[name] = place
	}
	return place
}

// statedFor finds the body and the territory, entities of the article, in the
// statement that a fact rests on.
func statedFor(a *article, f *ledger.Fact) (org, land string) {
	at := pipeline.Span{Start: f.Evidence.Start, End: f.Evidence.End}
	for _, ev := range a.doc.Events {
		if ev.Evidence == at && ev.Post == f.Seat.Post && a.name(ev.Organization) == f.Seat.Body && a.name(ev.Place) == f.Seat.Place {
			return ev.Organization, ev.Place
		}
	}
	for _, m := range a.doc.Memberships {
		if m.Evidence == at && m.Title == f.Seat.Post && a.name(m.Organization) == f.Seat.Body && a.name(m.Place) == f.Seat.Place {
			return m.Organization, m.Place
		}
	}
	return "", ""
}

// A seat is what the exported articles say of one seat.
type seat struct {
	key                  string
	facts                []ledger.Fact
	names                map[string]*ledger.SeatName // by what they are on the shelf
	orgs, lands, regions tally
}

// A tally counts values.
type tally map[string]int

// most is the value that occurs most often, "" not counted; of several the first in
// order.
func (t tally) most() string {
	best := ""
	for v, n := range t {
		if v != "" && (best == "" || n > t[best] || n == t[best] && v < best) {
			best = v
		}
	}
	return best
}

func newSeat(key string) *seat {
	return &seat{key: key, names: map[string]*ledger.SeatName{}, orgs: tally{}, lands: tally{}, regions: tally{}}
}

// add takes a fact from the shelf.
func (s *seat) add(data []byte) error {
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return err
	}
	name := s.names[string(k.Seat)]
	if name == nil {
		name = &ledger.SeatName{}
		if err := json.Unmarshal(k.Seat, name); err != nil {
			return err
		}
		s.names[string(k.Seat)] = name
	}
	k.Fact.Seat = name
	s.facts = append(s.facts, k.Fact)
	s.orgs[k.Org]++
	s.lands[k.Land]++
	s.regions[k.Region]++
	return nil
}

// seats calls f for each seat with the facts of all articles, by key.
func (s *shelf) seats(ctx context.Context, f func(*seat) error) (err error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT seat, fact FROM facts ORDER BY seat, rowid")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var last *seat
	for rows.Next() {
		var key string
		var data sql.RawBytes
		if err := rows.Scan(&key, &data); err != nil {
			return err
		}
		if last != nil && last.key != key {
			if err := f(last); err != nil {
				return err
			}
			last = nil
		}
		if last == nil {
			last = newSeat(key)
		}
		if err := last.add(data); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil || last == nil {
		return err
	}
	return f(last)
}

// identities goes through those of the archive that the exported articles have.
func (s *shelf) identities(ctx context.Context, arc *archive.Archive, f func(id archive.Identity, entities int, parent string) error) (err error) {
	if _, err := s.conn.ExecContext(ctx, "CREATE INDEX parents_child ON parents (child, parent)"); err != nil {
		return err
	}
	rows, err := s.conn.QueryContext(ctx, `SELECT id, count(*), coalesce((SELECT parent FROM parents WHERE child = people.id
		GROUP BY parent ORDER BY count(*) DESC, parent LIMIT 1), '') FROM people GROUP BY id ORDER BY id`)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	next, parent, count := "", "", 0
	step := func() error {
		if !rows.Next() {
			next = ""
			return rows.Err()
		}
		return rows.Scan(&next, &count, &parent)
	}
	if err := step(); err != nil {
		return err
	}
	for id, err := range arc.AllIdentities(ctx) {
		if err != nil {
			return err
		}
		for next != "" && next < id.ID {
			if err := step(); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		if next != id.ID {
			continue
		}
		if err := f(id, count, parent); err != nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// tellSeat gives the rows of one seat and its tenures.
func (r *run) tellSeat(from *seat) error {
	book := ledger.Build(from.facts, nil)
	for i := range book.Seats {
		s := &book.Seats[i]
		post := stableID(postLetter, s.Key)
		if err := r.emit(postsTable, &postOf{s, from, post}); err != nil {
			return err
		}
		held := map[string]int{}
		for j := range s.Tenures {
			t := &s.Tenures[j]
			who := t.Person + "\x00" + strconv.FormatBool(t.Acting)
			held[who]++
			if err := r.tellTenure(&tenureOf{t, stableID(tenureLetter, s.Key, who, strconv.Itoa(held[who])), post}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) tellTenure(t *tenureOf) error {
	if err := r.emit(tenuresTable, t); err != nil {
		return err
	}
	for i := range t.Evidence {
		e := &t.Evidence[i]
		p, err := r.shelf.proof(r.ctx, e)
		if err == nil {
			err = r.emit(evidenceTable, &evidenceOf{e, t.id, i + 1, p})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// neighbour is the identity of who held a post before or after, "" for none.
func neighbour(n *ledger.Neighbour) string {
	if n == nil {
		return ""
	}
	return identityKey(n.Person)
}

// identityKey is the identity that the ledger knows a person by; others it knows by
// name alone.
func identityKey(person string) string {
	if strings.HasPrefix(person, "P-") && !strings.ContainsAny(person, " #") {
		return person
	}
	return ""
}
