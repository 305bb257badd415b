package export

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/pipeline"
)

// A shelf keeps on disk what has to be put in another order than that of the
// articles: the facts of the ledger, to be read seat by seat, and the identities of
// entities, to be counted. It is a folder in that of the unfinished export and
// goes with it. What is in memory is one seat at a time, without the sentences that its
// facts rest on.
type shelf struct {
	dir    string
	facts  *sorter // by seat
	people *sorter // by identity
	proofs *proofs
	namer  *ledger.Namer
	reader *ledger.Reader
	read   int                         // articles that reader has read
	art    *article                    // the last one
	names  map[*ledger.SeatName][]byte // of the reader's seats, packed
	buf    []byte
}

// readerLife is how many articles one reader reads: it keeps what they call seats.
const readerLife = 500

// shelfName is the folder of the shelf.
const shelfName = "shelf"

func newShelf(dir string, namer *ledger.Namer) (*shelf, error) {
	s := &shelf{dir: filepath.Join(dir, shelfName), namer: namer}
	err := os.Mkdir(s.dir, 0o700)
	if err == nil {
		s.proofs, err = newProofs(filepath.Join(s.dir, "proofs"))
	}
	if err == nil {
		s.facts, err = newSorter(filepath.Join(s.dir, "facts"))
	}
	if err == nil {
		s.people, err = newSorter(filepath.Join(s.dir, "people"))
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// close removes the shelf.
func (s *shelf) close() error {
	var err error
	for _, of := range []*sorter{s.facts, s.people} {
		if of != nil {
			err = errors.Join(err, of.close())
		}
	}
	if s.proofs != nil {
		err = errors.Join(err, s.proofs.close())
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// put keeps what an article says.
func (s *shelf) put(a *article) error {
	if err := s.putPeople(a); err != nil {
		return err
	}
	if s.art = a; s.read%readerLife == 0 {
		s.reader = ledger.NewReader(s.namer, func(_, entity string) string { return s.art.who[entity].Identity })
		s.names = map[*ledger.SeatName][]byte{}
	}
	s.read++
	for _, f := range s.reader.Facts(a.doc) {
		if err := s.putFact(a, f); err != nil {
			return err
		}
	}
	return nil
}

// full lets go of what served to put articles.
func (s *shelf) full() error {
	s.namer, s.reader, s.names, s.art = nil, nil, nil, nil
	return s.facts.rest()
}

func (s *shelf) putFact(a *article, f ledger.Fact) error {
	org, land := statedFor(a, &f)
	k := kept{&f, s.name(f.Seat), a.who[org].Identity, a.who[land].Identity, a.places.region(a.name(land), a.name(org))}
	var err error
	if k.Evidence.Quote, err = s.proofs.put(proof{f.Evidence.Quote, a.doc.URL, a.doc.Source}); err != nil {
		return err
	}
	s.buf = k.pack(s.buf[:0])
	return s.facts.put(f.Seat.Key, s.buf)
}

// name is what the shelf has for the name of a seat, with the territory under which the
// ledger shows a seat of that name: it may be the article's own.
func (s *shelf) name(seat *ledger.SeatName) []byte {
	packed := s.names[seat]
	if packed == nil {
		own := *seat
		own.Place = ledger.Seats([]*ledger.Fact{{Kind: ledger.Holds, Person: "?", Seat: seat}})[0].Place
		packed = packSeat(&own)
		s.names[seat] = packed
	}
	return packed
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
	facts                []*ledger.Fact
	names                map[string]*ledger.SeatName // by what they are on the shelf
	words                map[string]string           // that facts share
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
	return &seat{key: key, names: map[string]*ledger.SeatName{}, words: map[string]string{}, orgs: tally{}, lands: tally{}, regions: tally{}}
}

// add takes a fact from the shelf.
func (s *seat) add(data []byte) error {
	k := kept{Fact: &ledger.Fact{}}
	if err := k.unpack(data, s.word); err != nil {
		return err
	}
	if k.Seat = s.names[string(k.seat)]; k.Seat == nil {
		name, err := unpackSeat(k.seat)
		if err != nil {
			return err
		}
		k.Seat, s.names[string(k.seat)] = name, name
	}
	s.facts = append(s.facts, k.Fact)
	s.orgs[k.org]++
	s.lands[k.land]++
	s.regions[k.region]++
	return nil
}

// word makes a string, the same one for the same bytes.
func (s *seat) word(raw []byte) string {
	w, known := s.words[string(raw)]
	if !known {
		w = string(raw)
		s.words[w] = w
	}
	return w
}

// seats calls f for each seat with the facts of all articles, by key.
func (s *shelf) seats(f func(*seat) error) error {
	last := newSeat("")
	for r, err := range s.facts.all() {
		if err != nil {
			return err
		}
		if string(r.key) != last.key {
			if err := f(last); err != nil {
				return err
			}
			last = newSeat(string(r.key))
		}
		if err := last.add(r.value); err != nil {
			return err
		}
	}
	return f(last)
}

// tellSeat gives the rows of one seat and its tenures.
func (r *run) tellSeat(from *seat) error {
	seats := ledger.Seats(from.facts)
	from.facts = nil // of which the evidence is left
	for i := range seats {
		s := &seats[i]
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
		p, err := r.shelf.proofs.get(e.Quote)
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
