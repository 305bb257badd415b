package register

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/ledger"
)

// A Seat is a post of one body or territory.
type Seat struct {
	ID        string // short, for addresses; the same as long as the seat is found
	N         int64  // number in this register, for going on behind it
	Facts     int    // sentences that it rests on
	Conflicts int
	seatData
}

type seatData struct {
	Post         string       `json:"post"`
	Organization string       `json:"organization"`
	Place        string       `json:"place"`
	Names        []string     `json:"names"` // other names that articles have for it
	Many         bool         `json:"many"`  // several may hold it at a time
	Leads        bool         `json:"leads"` // who holds it leads the body or territory
	Holders      int          `json:"holders"`
	From         string       `json:"from"` // the first and last day that anybody is known to have held it
	To           string       `json:"to"`
	Gaps         []ledger.Gap `json:"gaps"`
}

// Label names the seat in one line.
func (s *Seat) Label() string {
	seat := ledger.Seat{Post: s.Post, Body: s.Organization, Place: s.Place}
	return seat.Label()
}

// see widens the days of the seat to those of a tenure.
func (s *seatData) see(t *ledger.Tenure) {
	for _, day := range []string{t.Start.From, t.FirstSeen, t.LastSeen} {
		if day != "" && (s.From == "" || day < s.From) {
			s.From = day
		}
		s.To = max(s.To, day)
	}
}

// A Tenure is the time for which somebody held a seat. Of its evidence the first and
// last sentences are there, without quotations; More are left out.
type Tenure struct {
	Seat *Seat
	Ord  int // place in the order of the seat
	tenureData
}

type tenureData struct {
	ledger.Tenure
	More int `json:"more,omitempty"`
}

// A Conflict is what sentences say of a seat that cannot all be true.
type Conflict struct {
	Seat *Seat
	conflictData
}

type conflictData struct {
	ledger.Conflict
	People []string `json:"people"`
}

// A Contest is one election.
type Contest struct {
	Seat *Seat
	Ord  int
	contestData
}

type contestData struct {
	Day        string             `json:"day"`
	Published  string             `json:"published"`
	Turnout    float64            `json:"turnout"`
	Listed     int                `json:"listed"`
	Voted      int                `json:"voted"`
	Candidates []ledger.Candidate `json:"candidates"`
	Flags      []conflictData     `json:"flags"`
	Evidence   []ledger.Evidence  `json:"evidence"`
}

func keepContest(c *ledger.Contest) contestData {
	d := contestData{Day: c.Day, Published: c.Published, Turnout: c.Turnout, Listed: c.Listed, Voted: c.Voted, Candidates: c.Candidates}
	d.Evidence, _ = trimEvidence(c.Evidence)
	for i := range c.Flags {
		f := conflictData{Conflict: c.Flags[i], People: c.Flags[i].People()}
		f.Evidence, _ = trimEvidence(f.Evidence)
		d.Flags = append(d.Flags, f)
	}
	for i := range d.Candidates {
		d.Candidates[i].Evidence, _ = trimEvidence(d.Candidates[i].Evidence)
	}
	return d
}

const seatColumns = "s.id, s.n, s.facts, s.conflicts, s.data"

func scanSeat(scan func(...any) error, more ...any) (*Seat, error) {
	var s Seat
	var data []byte
	if err := scan(append([]any{&s.ID, &s.N, &s.Facts, &s.Conflicts, &data}, more...)...); err != nil {
		return nil, err
	}
	return &s, unpack(data, &s.seatData)
}

// Seat returns the seat with that id. The error is ErrNotFound when there is none.
func (r *Register) Seat(ctx context.Context, id string) (*Seat, error) {
	row := r.read.QueryRowContext(ctx, "SELECT "+seatColumns+" FROM seats s WHERE s.id = ? AND s.data <> x''", id)
	s, err := scanSeat(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	return s, err
}

// Tenures returns the tenures of a seat in their order, from place from on, at most
// limit.
func (r *Register) Tenures(ctx context.Context, s *Seat, from, limit int) ([]Tenure, error) {
	return r.tenures(ctx, "t.seat = ? AND t.ord >= ? ORDER BY t.ord LIMIT ?", s.N, from, limit)
}

// TenuresOf returns the tenures of a person by their beginning, at most limit.
func (r *Register) TenuresOf(ctx context.Context, person string, limit int) ([]Tenure, error) {
	list, err := r.tenures(ctx, "t.person = ? ORDER BY s.facts DESC, t.seat, t.ord LIMIT ?", person, limit)
	slices.SortStableFunc(list, func(a, b Tenure) int { return cmp.Compare(a.first(), b.first()) })
	return list, err
}

// first is when a tenure begins, as far as is known.
func (t *Tenure) first() string {
	return cmp.Or(t.Start.From, t.Start.To, t.FirstSeen, t.End.From, t.End.To, "~")
}

// Leaders returns the tenures of the seats of a body or territory whose holders lead it, by
// seat and order, at most limit.
func (r *Register) Leaders(ctx context.Context, identity string, limit int) ([]Tenure, error) {
	return r.tenures(ctx, `t.seat IN (SELECT seat FROM homes WHERE identity = ?) AND s.leads
		ORDER BY s.facts DESC, t.seat, t.ord LIMIT ?`, identity, limit)
}

func (r *Register) tenures(ctx context.Context, where string, args ...any) ([]Tenure, error) {
	rows, err := r.read.QueryContext(ctx, "SELECT "+seatColumns+", t.ord, t.data FROM tenures t JOIN seats s ON s.n = t.seat WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells what went wrong
	var list []Tenure
	for rows.Next() {
		var t Tenure
		var data []byte
		if t.Seat, err = scanSeat(rows.Scan, &t.Ord, &data); err != nil {
			return nil, err
		}
		if err := unpack(data, &t.tenureData); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// A SeatFilter chooses seats. Empty fields choose all.
type SeatFilter struct {
	Words     string // all of them are in the names of the post, body or place, in any script and form
	Home      string // identity of the body or territory
	Gaps      bool   // that have gaps
	Conflicts bool   // that have contradictions
}

// Seats returns the chosen seats, those that most sentences speak of first, from behind
// the seat after on (nil for all), at most limit.
func (r *Register) Seats(ctx context.Context, f SeatFilter, after *Seat, limit int) ([]*Seat, error) {
	conds, args := []string{"s.facts > 0"}, []any{} // others are not put together yet
	add := func(cond string, arg ...any) { conds, args = append(conds, cond), append(args, arg...) }
	for _, stem := range r.stems(f.Words) {
		add("s.words LIKE ? ESCAPE '\\'", "% "+strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(stem)+"%")
	}
	if f.Home != "" {
		add("s.n IN (SELECT seat FROM homes WHERE identity = ?)", f.Home)
	}
	if f.Gaps {
		add("s.gaps > 0")
	}
	if f.Conflicts {
		add("s.conflicts > 0")
	}
	if after != nil {
		add("(s.facts, s.n) < (?, ?)", after.Facts, after.N)
	}
	rows, err := r.read.QueryContext(ctx, "SELECT "+seatColumns+" FROM (SELECT s.n FROM seats s WHERE "+strings.Join(conds, " AND ")+
		" ORDER BY s.facts DESC, s.n DESC LIMIT ?) chosen CROSS JOIN seats s ON s.n = chosen.n ORDER BY s.facts DESC, s.n DESC", append(args, limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells what went wrong
	var list []*Seat
	for rows.Next() {
		s, err := scanSeat(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// stems are the stems of a question.
func (r *Register) stems(question string) []string {
	r.asking.Lock()
	defer r.asking.Unlock()
	if question == "" {
		return nil
	}
	return r.asked.Stems(question)
}

// Conflicts returns the contradictions about a seat.
func (r *Register) Conflicts(ctx context.Context, s *Seat) ([]Conflict, error) {
	rows, err := r.read.QueryContext(ctx, "SELECT data FROM conflicts WHERE seat = ? ORDER BY ord", s.N)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells what went wrong
	var list []Conflict
	for rows.Next() {
		c := Conflict{Seat: s}
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return nil, err
		}
		if err := unpack(data, &c.conflictData); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// A ContestFilter chooses elections. Empty fields choose all.
type ContestFilter struct {
	Since, Until string // day of the election, or of the first article; YYYY[-MM[-DD]], both included
	Home         string // identity of the body or territory
	Seat         string // id
	Flagged      bool   // whose results cannot all be true
}

// A ContestPlace is a place in the order of elections.
type ContestPlace struct {
	Day  string
	Seat int64
	Ord  int
}

// Contests returns the chosen elections, the latest first, from behind a place on (nil
// for all), at most limit. Last is the place of the last one.
func (r *Register) Contests(ctx context.Context, f ContestFilter, after *ContestPlace, limit int) (list []Contest, last *ContestPlace, err error) {
	conds, args := []string{"1"}, []any{}
	add := func(cond string, arg ...any) { conds, args = append(conds, cond), append(args, arg...) }
	if f.Since != "" {
		add("c.day >= ?", f.Since)
	}
	if f.Until != "" {
		add("c.day <> '' AND c.day < ?", f.Until+"~")
	}
	if f.Home != "" {
		add("c.seat IN (SELECT seat FROM homes WHERE identity = ?)", f.Home)
	}
	if f.Seat != "" {
		add("s.id = ?", f.Seat)
	}
	if f.Flagged {
		add("c.flags > 0")
	}
	if after != nil {
		add("(c.day, c.seat, c.ord) < (?, ?, ?)", after.Day, after.Seat, after.Ord)
	}
	rows, err := r.read.QueryContext(ctx, "SELECT "+seatColumns+", c.ord, c.day, c.data FROM contests c JOIN seats s ON s.n = c.seat WHERE "+
		strings.Join(conds, " AND ")+" ORDER BY c.day DESC, c.seat DESC, c.ord DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells what went wrong
	for rows.Next() {
		var c Contest
		var day string
		var data []byte
		if c.Seat, err = scanSeat(rows.Scan, &c.Ord, &day, &data); err != nil {
			return nil, nil, err
		}
		if err := unpack(data, &c.contestData); err != nil {
			return nil, nil, err
		}
		list, last = append(list, c), &ContestPlace{day, c.Seat.N, c.Ord}
	}
	return list, last, rows.Err()
}

// State says how far the register has come.
type State struct {
	Change       int64 // of the archive, that is taken in
	Stale        int   // posts to be put together anew
	Seats        int
	Tenures      int
	Conflicts    int
	Elections    int
	FlaggedVotes int
}

// State reads how far the register has come and what it holds.
func (r *Register) State(ctx context.Context) (s State, err error) {
	err = r.read.QueryRowContext(ctx, `SELECT ifnull((SELECT value FROM meta WHERE key = 'change'), 0), (SELECT count(*) FROM stale),
		(SELECT count(*) FROM seats), (SELECT count(*) FROM tenures), (SELECT count(*) FROM conflicts), (SELECT count(*) FROM contests),
		(SELECT count(*) FROM contests WHERE flags > 0)`).
		Scan(&s.Change, &s.Stale, &s.Seats, &s.Tenures, &s.Conflicts, &s.Elections, &s.FlaggedVotes)
	return s, err
}

// Change is the number of the archive's last change that the register has taken in.
func (r *Register) Change(ctx context.Context) (n int64, err error) {
	err = r.read.QueryRowContext(ctx, "SELECT ifnull((SELECT value FROM meta WHERE key = 'change'), 0)").Scan(&n)
	return n, err
}
