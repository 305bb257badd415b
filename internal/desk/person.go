package desk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
)

// Kinds of identities, as the archive names them.
const (
	kindPerson   = "PERSON"
	kindOrg      = "ORG"
	kindPlace    = "PLACE"
	kindFacility = "FACILITY"
)

// An Identity is what persons, organizations and places have in common.
type Identity struct {
	Ref
	Type     string       `json:"type"`     // PERSON, ORG, PLACE or FACILITY
	Aliases  []string     `json:"aliases"`  // all spellings
	Articles int          `json:"articles"` // that name it (one that has it twice counts twice)
	Recent   []ArticleRef `json:"recent"`   // a page of the articles, newest first
	Next     string       `json:"next"`     // cursor of the articles after these
	Apart    []Apart      `json:"apart"`    // others of the same name
}

// Apart is another identity of the same name, and why it is another.
type Apart struct {
	Ref
	Reason string `json:"reason"`
}

// A Person is a person across articles.
type Person struct {
	Identity
	Tenures       []Tenure  `json:"tenures"`       // posts by their beginning, for a timeline
	Events        []Event   `json:"events"`        // the latest ones; Events has all
	Together      []Related `json:"together"`      // people named in the same articles
	Organizations []Related `json:"organizations"` // bodies named in the same articles
	Places        []Related `json:"places"`
}

// An Organization is a body across articles.
type Organization struct {
	Identity
	Former   []FormerName  `json:"former"`   // names that the same body has or had at other times
	Parents  []Branch      `json:"parents"`  // what it belongs to, with what those belong to
	Children []Branch      `json:"children"` // what belongs to it, with what belongs to those
	Leaders  []Tenure      `json:"leaders"`  // of the posts whose holder leads it
	Posts    []PostSummary `json:"posts"`    // all its posts, a page; Posts has all
	Events   []Event       `json:"events"`   // the latest ones
	People   []Related     `json:"people"`   // named in the same articles
}

// A Branch is a part of a tree of organizations.
type Branch struct {
	Related
	Branches []Branch `json:"branches"`
}

// A Place is a place or facility across articles.
type Place struct {
	Identity
	Posts         []PostSummary `json:"posts"` // posts of the territory, a page
	Events        []Event       `json:"events"`
	People        []Related     `json:"people"`
	Organizations []Related     `json:"organizations"`
}

// How much of a list stands on the page of an identity.
const (
	maxTogether = 20
	maxLatest   = 20
	maxBranches = 30
	maxTimeline = 200
)

// An IdentityQuery asks for a page of the articles of an identity.
type IdentityQuery struct {
	Cursor string
	Limit  int
}

type articlePlace struct {
	Published string `json:"p"`
	N         int64  `json:"n"`
}

// Person returns the person with that id. The error is ErrNotFound when there is none.
func (d *Desk) Person(ctx context.Context, id string, q IdentityQuery) (*Person, error) {
	ctx, err := d.archive.Pin(ctx)
	if err != nil {
		return nil, err
	}
	p := &Person{}
	if p.Identity, err = d.identity(ctx, id, q, kindPerson); err != nil {
		return nil, err
	}
	rows, err := d.register.TenuresOf(ctx, p.ID, maxTimeline)
	if err != nil {
		return nil, err
	}
	if p.Tenures, err = d.tenures(ctx, rows); err != nil {
		return nil, err
	}
	if p.Events, err = d.latest(ctx, archive.EventFilter{Person: p.ID}); err != nil {
		return nil, err
	}
	err = d.company(ctx, p.ID, map[string]*[]Related{kindPerson: &p.Together, kindOrg: &p.Organizations, kindPlace: &p.Places})
	return p, err
}

// Organization returns the organization with that id. The error is ErrNotFound when
// there is none.
func (d *Desk) Organization(ctx context.Context, id string, q IdentityQuery) (*Organization, error) {
	ctx, err := d.archive.Pin(ctx)
	if err != nil {
		return nil, err
	}
	o := &Organization{}
	if o.Identity, err = d.identity(ctx, id, q, kindOrg); err != nil {
		return nil, err
	}
	o.Former = d.former().of(o.Name, o.Aliases)
	seen := map[string]bool{o.ID: true}
	if o.Parents, err = d.branches(ctx, d.archive.Parents, o.ID, 3, seen); err != nil {
		return nil, err
	}
	if o.Children, err = d.branches(ctx, d.archive.Children, o.ID, 2, seen); err != nil {
		return nil, err
	}
	rows, err := d.register.Leaders(ctx, o.ID, maxTimeline)
	if err != nil {
		return nil, err
	}
	if o.Leaders, err = d.tenures(ctx, rows); err != nil {
		return nil, err
	}
	if o.Posts, err = d.postsOf(ctx, o.ID); err != nil {
		return nil, err
	}
	if o.Events, err = d.latest(ctx, archive.EventFilter{Organization: o.ID}); err != nil {
		return nil, err
	}
	return o, d.company(ctx, o.ID, map[string]*[]Related{kindPerson: &o.People})
}

// Place returns the place or facility with that id. The error is ErrNotFound when there
// is none.
func (d *Desk) Place(ctx context.Context, id string, q IdentityQuery) (*Place, error) {
	ctx, err := d.archive.Pin(ctx)
	if err != nil {
		return nil, err
	}
	p := &Place{}
	if p.Identity, err = d.identity(ctx, id, q, kindPlace, kindFacility); err != nil {
		return nil, err
	}
	if p.Posts, err = d.postsOf(ctx, p.ID); err != nil {
		return nil, err
	}
	if p.Events, err = d.latest(ctx, archive.EventFilter{Place: p.ID}); err != nil {
		return nil, err
	}
	return p, d.company(ctx, p.ID, map[string]*[]Related{kindPerson: &p.People, kindOrg: &p.Organizations})
}

// identity reads what all kinds have in common.
func (d *Desk) identity(ctx context.Context, id string, q IdentityQuery, kinds ...string) (v Identity, err error) {
	limit, err := page(q.Limit)
	if err != nil {
		return v, err
	}
	place, err := decodeCursor[articlePlace](q.Cursor)
	if err != nil {
		return v, err
	}
	found, err := d.archive.NameOf(ctx, id)
	if err != nil {
		return v, missing(err)
	}
	ok := false
	for _, kind := range kinds {
		ok = ok || found.Type == kind
	}
	if !ok {
		return v, ErrNotFound
	}
	v = Identity{Ref: Ref{found.ID, found.Name}, Type: found.Type, Aliases: append([]string{}, found.Aliases...), Articles: found.Count, Recent: []ArticleRef{}, Apart: []Apart{}}
	apart, err := d.archive.ApartFrom(ctx, found.ID)
	if err != nil {
		return v, err
	}
	for _, a := range apart {
		v.Apart = append(v.Apart, Apart{Ref{a.ID, a.Name}, a.Reason})
	}
	var after archive.Heading
	if place != nil {
		after = archive.Heading{Published: place.Published, N: place.N}
	}
	list, err := d.archive.ArticlesOf(ctx, found.ID, after, limit+1)
	if err != nil {
		return v, err
	}
	if len(list) > limit {
		last := list[limit-1]
		list, v.Next = list[:limit], encodeCursor(articlePlace{last.Published, last.N})
	}
	for _, h := range list {
		v.Recent = append(v.Recent, articleRef(h))
	}
	return v, nil
}

// company fills in who is named together with an identity, by kind.
func (d *Desk) company(ctx context.Context, id string, into map[string]*[]Related) error {
	found, err := d.archive.Company(ctx, id, slices.Sorted(maps.Keys(into)), maxTogether)
	for kind, list := range into {
		*list = related(found[kind])
	}
	return err
}

func (d *Desk) postsOf(ctx context.Context, home string) ([]PostSummary, error) {
	page, err := d.Posts(ctx, PostQuery{Home: home, Limit: maxBranches})
	if err != nil {
		return nil, err
	}
	return page.Posts, nil
}

// branches grows a tree up or down; an organization stands in it once, and of one name
// only that which most articles put at a place.
func (d *Desk) branches(ctx context.Context, kin func(context.Context, string, int) ([]archive.Related, error), id string, depth int, seen map[string]bool) ([]Branch, error) {
	list := []Branch{}
	if depth == 0 {
		return list, nil
	}
	found, err := kin(ctx, id, maxBranches)
	if err != nil {
		return nil, err
	}
	var fresh []archive.Related
	names := map[string]bool{}
	for _, r := range found {
		if !seen[r.ID] && !names[r.Name] {
			seen[r.ID], names[r.Name] = true, true
			fresh = append(fresh, r)
		}
	}
	for _, r := range related(fresh) {
		b := Branch{Related: r}
		if b.Branches, err = d.branches(ctx, kin, r.ID, depth-1, seen); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}

// A NameQuery asks for names by beginnings of their words, in any script.
type NameQuery struct {
	Text   string
	Cursor string
	Limit  int
}

// A NamePage is a page of identities, those that most articles name first.
type NamePage struct {
	Names []NameHit `json:"names"`
	Next  string    `json:"next"`
}

// A NameHit is a person, organization or place in a list.
type NameHit struct {
	Ref
	Type     string   `json:"type"`
	Aliases  []string `json:"aliases"`
	Articles int      `json:"articles"`
}

type namePlace struct {
	Skip int `json:"s"`
}

// maxNames bounds how far a list of names goes: beyond it a longer name is needed.
const maxNames = 10_000

// Persons lists persons by name.
func (d *Desk) Persons(ctx context.Context, q NameQuery) (*NamePage, error) {
	return d.namesOf(ctx, kindPerson, q)
}

// Organizations lists organizations by name.
func (d *Desk) Organizations(ctx context.Context, q NameQuery) (*NamePage, error) {
	return d.namesOf(ctx, kindOrg, q)
}

// Places lists places by name.
func (d *Desk) Places(ctx context.Context, q NameQuery) (*NamePage, error) {
	return d.namesOf(ctx, kindPlace, q)
}

func (d *Desk) namesOf(ctx context.Context, kind string, q NameQuery) (*NamePage, error) {
	limit, err := page(q.Limit)
	if err != nil {
		return nil, err
	}
	if len(q.Text) > maxQuery {
		return nil, bad("q", "a name has at most %d bytes", maxQuery)
	}
	place, err := decodeCursor[namePlace](q.Cursor)
	if err != nil {
		return nil, err
	}
	skip := 0
	if place != nil {
		skip = min(max(place.Skip, 0), maxNames)
	}
	found, err := d.named(ctx, kind, q.Text, skip+limit+1)
	if err != nil {
		return nil, err
	}
	out := &NamePage{Names: []NameHit{}}
	if len(found) > skip+limit {
		found, out.Next = found[:skip+limit], encodeCursor(namePlace{skip + limit})
	}
	for _, f := range found[min(skip, len(found)):] {
		out.Names = append(out.Names, NameHit{Ref{f.ID, f.Name}, f.Type, append([]string{}, f.Aliases...), f.Count})
	}
	return out, nil
}

// maxLone is how many articles are looked at for names that only one article has.
const maxLone = 50

// named finds identities by name, at most limit. Those that one article names come last;
// in a large archive they are those of the first articles that name somebody so.
func (d *Desk) named(ctx context.Context, kind, name string, limit int) ([]archive.Identity, error) {
	list, err := d.archive.Identities(ctx, kind, name, limit)
	if err != nil {
		return nil, err
	}
	found, seen := make([]archive.Identity, 0, len(list)), map[string]bool{}
	for i := range list {
		found, seen[list[i].ID] = append(found, list[i].Identity), true
	}
	query := nameQuery(kind, name)
	if len(found) == limit || query == "" {
		return found, nil
	}
	articles, err := d.index.Search(ctx, search.Request{Query: query, Size: maxLone})
	if wrong := (*search.QueryError)(nil); errors.As(err, &wrong) || errors.Is(err, search.ErrNoIndex) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(articles.Hits))
	for i := range articles.Hits {
		ids[i] = articles.Hits[i].ID
	}
	lone, err := d.archive.LoneIdentities(ctx, kind, name, ids)
	for _, v := range lone {
		if !seen[v.ID] && len(found) < limit {
			found = append(found, v)
		}
	}
	return found, err
}

// nameQuery asks for the articles that name somebody so, "" for no name.
func nameQuery(kind, name string) string {
	field := map[string]string{kindPerson: "person", kindOrg: "org", kindPlace: "place"}[kind]
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		words[i] = field + ":" + w + "*"
	}
	return strings.Join(words, " AND ")
}
