package register

import (
	"github.com/seed50815598/derek/internal/ledger"
)

// A kept is a fact or count as a row keeps it: what is not in the columns.
type kept struct {
	Kind       ledger.Kind  `json:"k"` // Counted for a count
	Name       string       `json:"n,omitempty"`
	Acting     bool         `json:"a,omitempty"`
	When       ledger.Range `json:"w,omitzero"`
	Stated     string       `json:"s,omitempty"`
	Elected    bool         `json:"e,omitempty"`
	Background bool         `json:"b,omitempty"`

	Day     string  `json:"y,omitempty"`
	Votes   int     `json:"v,omitempty"`
	Share   float64 `json:"h,omitempty"`
	Turnout float64 `json:"u,omitempty"`
	Listed  int     `json:"l,omitempty"`
	Voted   int     `json:"o,omitempty"`

	Start int    `json:"f"`
	End   int    `json:"t"`
	Date  string `json:"d,omitempty"`
	Rule  string `json:"r"`
}

func (k *kept) evidence(e ledger.Evidence) {
	k.Start, k.End, k.Date, k.Rule = e.Start, e.End, e.Date, e.Rule
}

func keepFact(f *ledger.Fact) kept {
	k := kept{Kind: f.Kind, Name: f.Name, Acting: f.Acting, When: f.When, Stated: f.Stated, Elected: f.Elected, Background: f.Background}
	k.evidence(f.Evidence)
	return k
}

func keepCount(c *ledger.Count) kept {
	k := kept{Kind: ledger.Counted, Name: c.Name, Day: c.Day, Votes: c.Votes, Share: c.Share, Turnout: c.Turnout, Listed: c.Listed, Voted: c.Voted}
	k.evidence(c.Evidence)
	return k
}

// A row is a kept fact with what the columns say of it.
type row struct {
	kept
	seat            *ledger.SeatName
	article         string
	published       string
	entity, org, at string // entity ids
	person          string // key
	orgID, placeID  string // identities, "" if not known
}

func (r *row) proof() ledger.Evidence {
	return ledger.Evidence{Article: r.article, Published: r.published, Start: r.Start, End: r.End, Says: r.Kind, Date: r.Date, Rule: r.Rule}
}

func (r *row) fact() ledger.Fact {
	return ledger.Fact{
		Kind: r.Kind, Person: r.person, Name: r.Name, Seat: r.seat, Org: r.org, Place: r.at, Acting: r.Acting,
		When: r.When, Stated: r.Stated, Elected: r.Elected, Background: r.Background, Evidence: r.proof(),
	}
}

func (r *row) count() ledger.Count {
	return ledger.Count{
		Seat: r.seat, Day: r.Day, Person: r.person, Name: r.Name, Votes: r.Votes, Share: r.Share, Turnout: r.Turnout,
		Listed: r.Listed, Voted: r.Voted, Evidence: r.proof(),
	}
}

// A keptName is what articles call a seat.
type keptName struct {
	Key       string `json:"key"`
	PostKey   string `json:"post_key"`
	Post      string `json:"post"`
	Body      string `json:"body,omitempty"`
	Place     string `json:"place,omitempty"`
	Territory string `json:"territory,omitempty"`
	Many      bool   `json:"many,omitempty"`
	Scoped    bool   `json:"scoped,omitempty"`
	Words     string `json:"words"`
}

func keepName(s *ledger.SeatName) keptName {
	return keptName{s.Key, s.PostKey, s.Post, s.Body, s.Place, s.Territory(), s.Many, s.Scoped, s.Words()}
}

func (k *keptName) name() *ledger.SeatName {
	return ledger.Kept(ledger.SeatName{
		Key: k.Key, PostKey: k.PostKey, Post: k.Post, Body: k.Body, Place: k.Place, Many: k.Many, Scoped: k.Scoped,
	}, k.Territory)
}
