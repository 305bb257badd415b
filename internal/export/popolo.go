package export

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// popoloFormat writes one object with the lists of Popolo, each of which is gathered in
// a file of its own. Memberships are tenures.
type popoloFormat struct {
	dir   folder
	parts *parts
	rows  [len(popoloLists)]int
	post  popoloPost
	who   *popoloThing      // waits for its earlier ids
	list  int               // that it belongs to
	held  *popoloMembership // waits for its sources
}

// popoloLists are the lists in their order.
var popoloLists = [...]string{"persons", "organizations", "areas", "posts", "memberships", "events"}

const (
	popoloPersons = iota
	popoloOrganizations
	popoloAreas
	popoloPosts
	popoloMemberships
	popoloEvents
)

type popoloName struct {
	Name string `json:"name"`
}

type popoloIdentifier struct {
	Scheme     string `json:"scheme"`
	Identifier string `json:"identifier"`
}

// formerScheme is the scheme of ids that something had before it was found to be one
// with others.
const formerScheme = "derek, earlier id"

// A popoloThing is a person, an organization or an area. Areas have one identifier in
// Popolo, of another kind; their identifiers are ours.
type popoloThing struct {
	ID             string             `json:"id"`
	Name           string             `json:"name"`
	OtherNames     []popoloName       `json:"other_names,omitempty"`
	Identifiers    []popoloIdentifier `json:"identifiers,omitempty"`
	Classification string             `json:"classification,omitempty"`
	ParentID       string             `json:"parent_id,omitempty"`
}

type popoloPost struct {
	ID             string `json:"id"`
	Label          string `json:"label"`
	Role           string `json:"role"`
	OrganizationID string `json:"organization_id,omitempty"`
	AreaID         string `json:"area_id,omitempty"`
}

type popoloLink struct {
	URL  string `json:"url"`
	Note string `json:"note"`
}

type popoloMembership struct {
	ID             string       `json:"id"`
	Label          string       `json:"label"`
	Role           string       `json:"role"`
	PersonID       string       `json:"person_id"`
	PostID         string       `json:"post_id"`
	OrganizationID string       `json:"organization_id,omitempty"`
	AreaID         string       `json:"area_id,omitempty"`
	StartDate      string       `json:"start_date,omitempty"`
	EndDate        string       `json:"end_date,omitempty"`
	Sources        []popoloLink `json:"sources"`
}

type popoloEvent struct {
	ID             string           `json:"id"`
	Name           string           `json:"name"`
	Description    string           `json:"description"`
	Classification string           `json:"classification"`
	StartDate      string           `json:"start_date,omitempty"`
	Location       string           `json:"location,omitempty"`
	OrganizationID string           `json:"organization_id,omitempty"`
	Attendees      []popoloAttendee `json:"attendees,omitempty"`
	Status         string           `json:"status"`
	Sources        []popoloLink     `json:"sources"`
}

type popoloAttendee struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func newPopolo(_ *run, dir folder, _ *Options) (format, error) {
	p, err := newParts(dir, popoloLists[:]...)
	return &popoloFormat{dir: dir, parts: p}, err
}

func (p *popoloFormat) article(*article) error { return nil }

// add appends an object to a list.
func (p *popoloFormat) add(list int, v any) error {
	begin := ",\n    "
	if p.rows[list] == 0 {
		begin = "\n    "
	}
	p.rows[list]++
	if _, err := p.parts.files[list].Write([]byte(begin)); err != nil {
		return err
	}
	data, err := json.Marshal(v)
	if err == nil {
		_, err = p.parts.files[list].Write(data)
	}
	return err
}

func (p *popoloFormat) row(r row) error {
	switch r.table {
	case identitiesTable:
		return p.identity(r)
	case redirectsTable:
		if p.who != nil {
			p.who.Identifiers = append(p.who.Identifiers, popoloIdentifier{formerScheme, r.text("id")})
		}
	case eventsTable:
		return p.event(r)
	case postsTable:
		p.post = popoloPost{ID: r.text("id"), Label: postLabel(r), Role: r.text("post")}
		if org := r.text("organization_id"); isBody(org) {
			p.post.OrganizationID = org
		}
		if area := r.text("place_id"); isArea(area) {
			p.post.AreaID = area
		}
		return p.add(popoloPosts, p.post)
	case tenuresTable:
		return p.tenure(r)
	case evidenceTable:
		p.held.Sources = append(p.held.Sources, popoloSource(r.text("url"), r.text("article"), r.text("evidence")))
	}
	return nil
}

func isArea(id string) bool { return strings.HasPrefix(id, "L-") }

// popoloSource names an article by its address; one that has none by its id.
func popoloSource(address, article, note string) popoloLink {
	if address = webAddress(address); address == "" {
		address = "urn:derek:article:" + url.PathEscape(article)
	}
	return popoloLink{address, note}
}

func (p *popoloFormat) identity(r row) error {
	if err := p.flush(); err != nil {
		return err
	}
	list, ok := map[string]int{"PERSON": popoloPersons, "ORG": popoloOrganizations, "PLACE": popoloAreas}[r.text("type")]
	if !ok {
		return nil
	}
	t := &popoloThing{ID: r.text("id"), Name: r.text("name"), Classification: r.text("kind")}
	if parent := r.text("parent_id"); list == popoloOrganizations && isBody(parent) {
		t.ParentID = parent
	}
	if list != popoloAreas { // which have one name in Popolo
		for _, alias := range r.otherNames() {
			t.OtherNames = append(t.OtherNames, popoloName{alias})
		}
	}
	p.who, p.list = t, list
	return nil
}

func (p *popoloFormat) event(r row) error {
	ev := popoloEvent{
		ID: r.text("id"), Name: r.text("type"), Classification: r.text("type"), Description: r.text("evidence"),
		StartDate: r.text("date"), Location: r.text("place_name"), Status: r.text("modality"),
		Sources: []popoloLink{popoloSource(r.text("url"), r.text("article"), r.text("evidence"))},
	}
	if r.text("post") != "" {
		ev.Name += ": " + r.text("post")
	}
	if org := r.text("organization_id"); isBody(org) {
		ev.OrganizationID = org
	}
	if id := r.text("person_id"); id != "" {
		ev.Attendees = []popoloAttendee{{id, r.text("person_name")}}
	}
	return p.add(popoloEvents, ev)
}

func (p *popoloFormat) tenure(r row) error {
	if err := p.flush(); err != nil {
		return err
	}
	label := p.post.Label
	if r.is("acting") {
		label += " (acting)"
	}
	p.held = &popoloMembership{
		ID: r.text("id"), Label: label, Role: p.post.Role, PersonID: r.text("person_id"), PostID: p.post.ID,
		OrganizationID: p.post.OrganizationID, AreaID: p.post.AreaID, StartDate: r.text("start"), EndDate: r.text("end"),
	}
	return nil
}

// flush writes what waits. A tenure whose holder has no identity is left out.
func (p *popoloFormat) flush() (err error) {
	if p.who != nil {
		err = p.add(p.list, p.who)
	}
	if p.held != nil && p.held.PersonID != "" && err == nil {
		err = p.add(popoloMemberships, p.held)
	}
	p.who, p.held = nil, nil
	return err
}

func (p *popoloFormat) finish() ([]resource, error) {
	if err := p.flush(); err != nil {
		return nil, err
	}
	out, err := p.dir.create("popolo.json")
	if err != nil {
		return nil, err
	}
	sep := "{"
	for i, list := range popoloLists {
		if _, err := fmt.Fprintf(out, "%s\n  %q: [", sep, list); err != nil {
			return nil, err
		}
		if err := p.parts.join(out, i); err != nil {
			return nil, err
		}
		if _, err := out.Write([]byte("]")); err != nil {
			return nil, err
		}
		sep = ","
	}
	if _, err := out.Write([]byte("\n}\n")); err != nil {
		return nil, err
	}
	done, err := out.close()
	return []resource{{written: done, format: "json", media: "application/json", about: "Popolo lists"}}, err
}

func (p *popoloFormat) abandon() { p.parts.abandon() }
