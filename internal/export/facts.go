package export

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // keeps what does not fit into memory

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/pipeline"
)

// A shelf keeps on disk what has to be put in another order than that of the
// articles: the facts of the ledger, to be read seat by seat, and the identities of
// entities, to be counted. It is a database in the folder of the unfinished export and
// goes with it.
type shelf struct {
	db     *sql.DB
	tx     *sql.Tx
	facts  *sql.Stmt
	people *sql.Stmt
	links  *sql.Stmt
	n      int // rows in tx
	namer  func() *ledger.Namer
	reader *ledger.Reader
	read   int                         // articles that reader has read
	art    *article                    // the last one
	places map[*ledger.SeatName]string // names of the territories of the reader's seats
}

// A kept is a fact on the shelf, with the identities of the body and the territory in
// the statement that it rests on, and where the article was published.
type kept struct {
	ledger.Fact
	Org, Land, Region string
	URL, Source       string
}

// batch is how many rows go into one transaction.
const batch = 50_000

// readerLife is how many articles one reader reads: it keeps what it has seen of names.
const readerLife = 20_000

func newShelf(ctx context.Context, dir string, namer func() *ledger.Namer) (*shelf, error) {
	db, err := openScratch(ctx, filepath.Join(dir, "shelf.db"), 4096)
	if err != nil {
		return nil, err
	}
	s := &shelf{db: db, namer: namer}
	_, err = db.ExecContext(ctx, "CREATE TABLE facts (seat TEXT, fact BLOB); CREATE TABLE people (id TEXT); CREATE TABLE parents (child TEXT, parent TEXT)")
	if err == nil {
		err = s.begin(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// openScratch makes a database that nobody reads until it is finished, and that is
// thrown away when it is not: without a journal. It uses one connection.
func openScratch(ctx context.Context, path string, cachedKB int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path)))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
		PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE; PRAGMA cache_size=-%d`, cachedKB))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	return db, nil
}

func (s *shelf) close() error {
	if s.tx != nil {
		s.tx.Rollback() //nolint:errcheck // the database is thrown away
	}
	return s.db.Close()
}

func (s *shelf) begin(ctx context.Context) (err error) {
	if s.tx, err = s.db.BeginTx(ctx, nil); err != nil {
		return err
	}
	if s.facts, err = s.tx.PrepareContext(ctx, "INSERT INTO facts VALUES (?, ?)"); err != nil {
		return err
	}
	if s.people, err = s.tx.PrepareContext(ctx, "INSERT INTO people VALUES (?)"); err != nil {
		return err
	}
	s.links, err = s.tx.PrepareContext(ctx, "INSERT INTO parents VALUES (?, ?)")
	return err
}

func (s *shelf) commit() error {
	tx := s.tx
	s.tx, s.n = nil, 0
	return tx.Commit()
}

// put keeps what an article says.
func (s *shelf) put(ctx context.Context, a *article, places *setting) error {
	if err := s.putPeople(ctx, a); err != nil {
		return err
	}
	if s.art = a; s.read%readerLife == 0 {
		s.reader = ledger.NewReader(s.namer(), func(_, entity string) string { return s.art.who[entity].Identity })
		s.places = map[*ledger.SeatName]string{}
	}
	s.read++
	facts, _ := s.reader.Read(a.doc)
	for _, f := range facts {
		if err := s.putFact(ctx, a, places, f); err != nil {
			return err
		}
	}
	if s.n += len(facts); s.n < batch {
		return nil
	}
	if err := s.commit(); err != nil {
		return err
	}
	return s.begin(ctx)
}

func (s *shelf) putPeople(ctx context.Context, a *article) error {
	for _, e := range a.doc.Entities {
		if id := a.who[e.ID].Identity; id != "" {
			if _, err := s.people.ExecContext(ctx, id); err != nil {
				return err
			}
			s.n++
		}
	}
	for _, p := range a.doc.Parents {
		child, parent := a.who[p.Child].Identity, a.who[p.Parent].Identity
		if child != "" && parent != "" && child != parent {
			if _, err := s.links.ExecContext(ctx, child, parent); err != nil {
				return err
			}
			s.n++
		}
	}
	return nil
}

func (s *shelf) putFact(ctx context.Context, a *article, places *setting, f ledger.Fact) error {
	org, land := statedFor(a, &f)
	k := kept{Fact: f, Org: a.who[org].Identity, Land: a.who[land].Identity, Region: places.region(a.name(land), a.name(org)), URL: a.doc.URL, Source: a.doc.Source}
	name := *f.Seat
	name.Place = s.place(f.Seat)
	k.Seat = &name
	data, err := json.Marshal(k)
	if err != nil {
		return err
	}
	_, err = s.facts.ExecContext(ctx, f.Seat.Key, data)
	return err
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

// seats calls f for each seat with the facts of all articles, by key.
func (s *shelf) seats(ctx context.Context, f func([]kept) error) (err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT seat, fact FROM facts ORDER BY seat, rowid")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var key string
	var seat []kept
	for rows.Next() {
		var own string
		var data []byte
		if err := rows.Scan(&own, &data); err != nil {
			return err
		}
		if own != key && len(seat) > 0 {
			if err := f(seat); err != nil {
				return err
			}
			seat = seat[:0]
		}
		var k kept
		if err := json.Unmarshal(data, &k); err != nil {
			return err
		}
		key, seat = own, append(seat, k)
	}
	if err := rows.Err(); err != nil || len(seat) == 0 {
		return err
	}
	return f(seat)
}

// identities goes through those of the archive that the exported articles have.
func (s *shelf) identities(ctx context.Context, arc *archive.Archive, f func(id archive.Identity, entities int, parent string) error) (err error) {
	if _, err := s.db.ExecContext(ctx, "CREATE INDEX parents_child ON parents (child, parent)"); err != nil {
		return err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT id, count(*), coalesce((SELECT parent FROM parents WHERE child = people.id
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
func tellSeat(facts []kept, emit func(*table, ...any) error) error {
	plain := make([]ledger.Fact, len(facts))
	var orgs, lands, regions []string
	from := map[string]*kept{} // by article
	for i := range facts {
		k := &facts[i]
		plain[i], from[k.Evidence.Article] = k.Fact, k
		orgs, lands, regions = append(orgs, k.Org), append(lands, k.Land), append(regions, k.Region)
	}
	book := ledger.Build(plain, nil)
	for i := range book.Seats {
		s := &book.Seats[i]
		id := stableID(postLetter, s.Key)
		err := emit(postsTable, id, s.Post, known(s.Body), known(s.Place), known(mostFrequent(orgs)), known(mostFrequent(lands)),
			known(mostFrequent(regions)), s.Many, known(strings.Join(s.Names, "|")), kazakh.Key(s.Post))
		if err != nil {
			return err
		}
		held := map[string]int{}
		for j := range s.Tenures {
			t := &s.Tenures[j]
			who := t.Person + "\x00" + strconv.FormatBool(t.Acting)
			held[who]++
			if err := tellTenure(t, stableID(tenureLetter, s.Key, who, strconv.Itoa(held[who])), id, from, emit); err != nil {
				return err
			}
		}
	}
	return nil
}

func tellTenure(t *ledger.Tenure, id, post string, from map[string]*kept, emit func(*table, ...any) error) error {
	var before, after any
	if t.Predecessor != nil {
		before = identityKey(t.Predecessor.Person)
	}
	if t.Successor != nil {
		after = identityKey(t.Successor.Person)
	}
	err := emit(tenuresTable, id, post, identityKey(t.Person), t.Name, t.Acting,
		string(t.Start.Basis), known(t.Start.Date), known(t.Start.From), known(t.Start.To),
		string(t.End.Basis), known(t.End.Date), known(t.End.From), known(t.End.To),
		known(t.FirstSeen), known(t.LastSeen), before, after, len(t.Evidence))
	if err != nil {
		return err
	}
	for i, e := range t.Evidence {
		art := from[e.Article]
		err := emit(evidenceTable, id, i+1, e.Article, e.Start, e.End, string(e.Says), known(e.Date), e.Rule, e.Quote,
			known(e.Published), known(art.URL), known(art.Source))
		if err != nil {
			return err
		}
	}
	return nil
}

// identityKey is the identity that the ledger knows a person by; others it knows by
// name alone.
func identityKey(person string) any {
	if strings.HasPrefix(person, "P-") && !strings.ContainsAny(person, " #") {
		return person
	}
	return nil
}

// mostFrequent gives the value that occurs most often, "" not counted; of several the
// first in order.
func mostFrequent(list []string) string {
	count := map[string]int{}
	best := ""
	for _, v := range slices.Sorted(slices.Values(list)) {
		if v == "" {
			continue
		}
		if count[v]++; best == "" || count[v] > count[best] {
			best = v
		}
	}
	return best
}
