package desk

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/internal/register"
)

// A PostRef points to a post of one body or territory.
type PostRef struct {
	ID           string `json:"id"`
	Label        string `json:"label"` // post, body and place in one line
	Post         string `json:"post"`
	Organization string `json:"organization"`
	Place        string `json:"place"`
}

// A PostSummary is a post in a list.
type PostSummary struct {
	PostRef
	Holders    int    `json:"holders"`    // tenures
	Statements int    `json:"statements"` // sentences that it rests on
	Many       bool   `json:"many"`       // several may hold it at a time
	Leads      bool   `json:"leads"`      // its holder leads the body or territory
	From       string `json:"from"`       // first and last day on which a holder is known
	To         string `json:"to"`
	Gaps       int    `json:"gaps"`
	Conflicts  int    `json:"conflicts"`
}

// A Post is a post with those who held it.
type Post struct {
	PostSummary
	Names        []string   `json:"names"`   // other names that articles have for it
	Tenures      []Tenure   `json:"tenures"` // in order, a page of them
	GapList      []Gap      `json:"gap_list"`
	ConflictList []Conflict `json:"conflict_list"`
	Elections    []Election `json:"elections"` // the latest ones
	Next         string     `json:"next"`      // cursor of the tenures after these
}

// A Limit is the first or last day of a tenure. Basis says what it is known by: open
// (it is not), stated (a sentence says so), bounded (it had begun, or was over, by To)
// or inferred (from the successor). The day is not before From and not after To.
type Limit struct {
	Basis string `json:"basis"`
	Date  string `json:"date"` // as stated: YYYY-MM-DD, YYYY-MM, YYYY, ""
	From  string `json:"from"`
	To    string `json:"to"`
}

// A Tenure is the time for which somebody held a post.
type Tenure struct {
	Post        PostRef    `json:"post"`
	Person      Ref        `json:"person"`
	Acting      bool       `json:"acting"`
	Start       Limit      `json:"start"`
	End         Limit      `json:"end"`
	FirstSeen   string     `json:"first_seen"` // first and last day on which it is stated, "" for none
	LastSeen    string     `json:"last_seen"`
	On          string     `json:"on"` // how surely it covers the day asked for: stated, open, possible; "" when none was
	Predecessor *Ref       `json:"predecessor"`
	Successor   *Ref       `json:"successor"`
	Evidence    []Evidence `json:"evidence"`
	More        int        `json:"more_evidence"` // sentences that are left out of Evidence
}

// An Evidence is a sentence of an article that states something of a post.
type Evidence struct {
	Article   string `json:"article"`
	Published string `json:"published"`
	Start     int    `json:"start"` // code points of the article's text
	End       int    `json:"end"`
	Quote     string `json:"quote"`
	Says      string `json:"says"` // began, renewed, holds, ended, held or counted
	Date      string `json:"date"` // of the change as stated, or ""
	Rule      string `json:"rule"`
}

// A Gap is a time for which nobody is known to have held a post.
type Gap struct {
	Kind     string     `json:"kind"` // nobody, or only_ended: somebody left who was not known to have it
	From     string     `json:"from"`
	To       string     `json:"to"`
	After    *Ref       `json:"after"`
	Before   *Ref       `json:"before"`
	Evidence []Evidence `json:"evidence"`
}

// A Conflict is what sentences say that cannot all be true.
type Conflict struct {
	Kind     string     `json:"kind"` // two_holders, two_winners, began_twice, ended_first, dates, seen_after, shares, votes, turnout or counts
	Post     PostRef    `json:"post"`
	Reason   string     `json:"reason"` // why it is one, a code below the kind
	Values   []string   `json:"values"` // names and numbers that the reason is about, in the order of What
	What     string     `json:"what"`   // in English
	People   []string   `json:"people"`
	Evidence []Evidence `json:"evidence"`
}

// A PostQuery asks for posts.
type PostQuery struct {
	Text      string // words of the post, body or place, in any script and form
	Home      string // id of the organization or place that it belongs to
	Gaps      bool   // only those with gaps
	Conflicts bool   // only those with contradictions
	Cursor    string
	Limit     int
}

// A PostPage is a page of posts, those that most sentences speak of first.
type PostPage struct {
	Posts []PostSummary `json:"posts"`
	Next  string        `json:"next"`
}

type seatPlace struct {
	Facts int   `json:"f"`
	N     int64 `json:"n"`
}

// Posts answers a query.
func (d *Desk) Posts(ctx context.Context, q PostQuery) (*PostPage, error) {
	limit, err := page(q.Limit)
	if err != nil {
		return nil, err
	}
	if len(q.Text) > maxQuery {
		return nil, bad("q", "a question has at most %d bytes", maxQuery)
	}
	place, err := decodeCursor[seatPlace](q.Cursor)
	if err != nil {
		return nil, err
	}
	var after *register.Seat
	if place != nil {
		after = &register.Seat{Facts: place.Facts, N: place.N}
	}
	home, err := d.current(ctx, q.Home)
	if err != nil {
		return nil, err
	}
	seats, err := d.register.Seats(ctx, register.SeatFilter{Words: q.Text, Home: home, Gaps: q.Gaps, Conflicts: q.Conflicts}, after, limit+1)
	if err != nil {
		return nil, err
	}
	out := &PostPage{Posts: []PostSummary{}}
	if len(seats) > limit {
		last := seats[limit-1]
		seats, out.Next = seats[:limit], encodeCursor(seatPlace{last.Facts, last.N})
	}
	for _, s := range seats {
		out.Posts = append(out.Posts, summary(s))
	}
	return out, nil
}

// current is the id that an identity has now; it may have had others before.
func (d *Desk) current(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	found, err := d.archive.NameOf(ctx, id)
	return found.ID, missing(err)
}

// A HolderQuery asks for the holders of a post.
type HolderQuery struct {
	On     string // who held it then, YYYY[-MM[-DD]]; "" for all
	Cursor string
	Limit  int
}

type tenurePlace struct {
	Ord int `json:"o"`
}

// Post returns a post. The error is ErrNotFound when there is none.
func (d *Desk) Post(ctx context.Context, id string, q HolderQuery) (*Post, error) {
	ctx, err := d.archive.Pin(ctx)
	if err != nil {
		return nil, err
	}
	limit, err := page(q.Limit)
	if err != nil {
		return nil, err
	}
	if q.On != "" && !dayForm.MatchString(q.On) {
		return nil, noDate("on")
	}
	place, err := decodeCursor[tenurePlace](q.Cursor)
	if err != nil {
		return nil, err
	}
	s, err := d.register.Seat(ctx, id)
	if errors.Is(err, register.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	p := &Post{PostSummary: summary(s), Names: s.Names, Tenures: []Tenure{}, GapList: []Gap{}, ConflictList: []Conflict{}}
	from := 0
	if place != nil {
		from = place.Ord
	}
	if p.Tenures, p.Next, err = d.holders(ctx, s, q.On, from, limit); err != nil {
		return nil, err
	}
	for _, g := range s.Gaps {
		gap := Gap{Kind: g.Kind, From: g.From, To: g.To, After: neighbour(g.After), Before: neighbour(g.Before)}
		if gap.Evidence, err = d.evidence(ctx, g.Evidence); err != nil {
			return nil, err
		}
		p.GapList = append(p.GapList, gap)
	}
	if p.ConflictList, err = d.conflicts(ctx, s); err != nil {
		return nil, err
	}
	page, err := d.Elections(ctx, ElectionQuery{Post: id})
	if err != nil {
		return nil, err
	}
	p.Elections = page.Elections
	return p, nil
}

// holders reads a page of tenures; with a day, all that cover it.
func (d *Desk) holders(ctx context.Context, s *register.Seat, on string, from, limit int) (list []Tenure, next string, err error) {
	list = []Tenure{}
	most := limit + 1
	if on != "" {
		most = maxTenures
	}
	rows, err := d.register.Tenures(ctx, s, from, most)
	if err != nil {
		return nil, "", err
	}
	if on == "" && len(rows) > limit {
		rows, next = rows[:limit], encodeCursor(tenurePlace{rows[limit].Ord})
	}
	for i := range rows {
		how := ledger.No
		if on != "" {
			if how = rows[i].On(ledger.Days(on)); how == ledger.No {
				continue
			}
		}
		t, err := d.tenure(ctx, &rows[i])
		if err != nil {
			return nil, "", err
		}
		t.On = string(how)
		list = append(list, t)
	}
	return list, next, nil
}

// maxTenures bounds the tenures that are looked at for a day, and those of one person.
const maxTenures = 2000

func (d *Desk) conflicts(ctx context.Context, s *register.Seat) ([]Conflict, error) {
	found, err := d.register.Conflicts(ctx, s)
	if err != nil {
		return nil, err
	}
	list := make([]Conflict, 0, len(found))
	for _, c := range found {
		v, err := d.conflict(ctx, postRef(s), &c.Conflict, c.People)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

func (d *Desk) conflict(ctx context.Context, post PostRef, c *ledger.Conflict, people []string) (v Conflict, err error) {
	v = Conflict{Kind: c.Kind, Post: post, Reason: c.Reason, Values: c.Values, What: c.What, People: append([]string{}, people...)}
	v.Evidence, err = d.evidence(ctx, c.Evidence)
	return v, err
}

func postRef(s *register.Seat) PostRef {
	return PostRef{ID: s.ID, Label: s.Label(), Post: s.Post, Organization: s.Organization, Place: s.Place}
}

func summary(s *register.Seat) PostSummary {
	return PostSummary{
		PostRef: postRef(s), Holders: s.Holders, Statements: s.Facts, Many: s.Many, Leads: s.Leads, From: s.From, To: s.To,
		Gaps: len(s.Gaps), Conflicts: s.Conflicts,
	}
}

// tenures shows rows of the register; without any the list is empty, not nil.
func (d *Desk) tenures(ctx context.Context, rows []register.Tenure) ([]Tenure, error) {
	list := make([]Tenure, len(rows))
	for i := range rows {
		var err error
		if list[i], err = d.tenure(ctx, &rows[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (d *Desk) tenure(ctx context.Context, t *register.Tenure) (Tenure, error) {
	out := Tenure{
		Post: postRef(t.Seat), Person: Ref{identityID(t.Person), t.Name}, Acting: t.Acting, Start: limit(t.Start), End: limit(t.End),
		FirstSeen: t.FirstSeen, LastSeen: t.LastSeen, Predecessor: neighbour(t.Predecessor), Successor: neighbour(t.Successor), More: t.More,
	}
	var err error
	out.Evidence, err = d.evidence(ctx, t.Evidence)
	return out, err
}

func limit(l ledger.Limit) Limit { return Limit{string(l.Basis), l.Date, l.From, l.To} }

func neighbour(n *ledger.Neighbour) *Ref {
	if n == nil {
		return nil
	}
	return &Ref{identityID(n.Person), n.Name}
}

// identityID is the id of a key of a person, "" when the key is only of a name.
func identityID(key string) string {
	if !strings.HasPrefix(key, "P-") || strings.ContainsAny(key, " #") {
		return ""
	}
	return key
}

// evidence adds the quotations.
func (d *Desk) evidence(ctx context.Context, list []ledger.Evidence) ([]Evidence, error) {
	out := make([]Evidence, 0, len(list))
	for _, e := range list {
		quote := e.Quote
		if quote == "" {
			var err error
			if quote, err = d.archive.Quote(ctx, e.Article, e.Start, e.End); err != nil {
				return nil, err
			}
		}
		out = append(out, Evidence{e.Article, e.Published, e.Start, e.End, quote, string(e.Says), e.Date, e.Rule})
	}
	return out, nil
}

// An Election is one election to a post with its results.
type Election struct {
	Post       PostRef     `json:"post"`
	Date       string      `json:"date"`      // YYYY-MM-DD, "" when no article says
	Published  string      `json:"published"` // of the first article that reports it
	Turnout    *float64    `json:"turnout"`   // percent
	Listed     *int        `json:"listed"`    // voters on the list
	Voted      *int        `json:"voted"`
	Candidates []Candidate `json:"candidates"` // most votes first
	Flags      []Conflict  `json:"flags"`      // what cannot be true of it
	Evidence   []Evidence  `json:"evidence"`
}

// A Candidate is somebody with a result in an election.
type Candidate struct {
	Person   Ref        `json:"person"`
	Votes    *int       `json:"votes"`
	Percent  *float64   `json:"percent"`
	Evidence []Evidence `json:"evidence"`
}

// An ElectionQuery asks for elections with results.
type ElectionQuery struct {
	From    string // held then or later, YYYY[-MM[-DD]]
	To      string
	Home    string // id of the organization or place
	Post    string // id
	Flagged bool   // only those whose results cannot all be true
	Cursor  string
	Limit   int
}

// An ElectionPage is a page of elections, the latest first.
type ElectionPage struct {
	Elections []Election `json:"elections"`
	Next      string     `json:"next"`
}

// Elections answers a query. Those of which no article gives the day stand where the
// first article that reports them does.
func (d *Desk) Elections(ctx context.Context, q ElectionQuery) (*ElectionPage, error) {
	ctx, err := d.archive.Pin(ctx)
	if err != nil {
		return nil, err
	}
	limit, err := page(q.Limit)
	if err == nil {
		err = checkDays(q.From, q.To)
	}
	if err != nil {
		return nil, err
	}
	place, err := decodeCursor[register.ContestPlace](q.Cursor)
	if err != nil {
		return nil, err
	}
	home, err := d.current(ctx, q.Home)
	if err != nil {
		return nil, err
	}
	f := register.ContestFilter{Since: q.From, Until: q.To, Home: home, Seat: q.Post, Flagged: q.Flagged}
	found, last, err := d.register.Contests(ctx, f, place, limit)
	if err != nil {
		return nil, err
	}
	out := &ElectionPage{Elections: []Election{}}
	if len(found) == limit {
		out.Next = encodeCursor(last)
	}
	for i := range found {
		e, err := d.election(ctx, &found[i])
		if err != nil {
			return nil, err
		}
		out.Elections = append(out.Elections, e)
	}
	return out, nil
}

func (d *Desk) election(ctx context.Context, c *register.Contest) (e Election, err error) {
	e = Election{
		Post: postRef(c.Seat), Date: c.Day, Published: c.Published, Turnout: stated(c.Turnout), Listed: stated(c.Listed), Voted: stated(c.Voted),
		Candidates: []Candidate{}, Flags: []Conflict{},
	}
	if e.Evidence, err = d.evidence(ctx, c.Evidence); err != nil {
		return e, err
	}
	for _, o := range c.Candidates {
		v := Candidate{Person: Ref{identityID(o.Person), o.Name}, Votes: stated(o.Votes), Percent: stated(o.Share)}
		if v.Evidence, err = d.evidence(ctx, o.Evidence); err != nil {
			return e, err
		}
		e.Candidates = append(e.Candidates, v)
	}
	for _, f := range c.Flags {
		v, err := d.conflict(ctx, e.Post, &f.Conflict, f.People)
		if err != nil {
			return e, err
		}
		e.Flags = append(e.Flags, v)
	}
	return e, nil
}

// stated is nil for what no article states.
func stated[V int | float64](v V) *V {
	if cmp.Compare(v, 0) == 0 {
		return nil
	}
	return &v
}
