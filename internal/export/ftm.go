package export

import (
	"encoding/json"
	"slices"
	"strings"
)

// ftmFormat writes FollowTheMoney entities, one JSON object a line: articles with the
// people and bodies they mention, memberships and asserted events as single articles
// state them, then people, bodies, positions and occupancies. Territories stand as
// names: FollowTheMoney has no schema for them.
type ftmFormat struct {
	*file
	enc  *json.Encoder
	held *ftmEntity // the last tenure, which waits for its evidence, or the last identity, for its earlier ids
}

// An ftmEntity is one object. The names of properties are sorted when it is written.
type ftmEntity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Referents  []string            `json:"referents,omitempty"` // ids of what was merged into it
	Properties map[string][]string `json:"properties"`
}

func newFtMEntity(id, schema string) *ftmEntity {
	return &ftmEntity{ID: id, Schema: schema, Properties: map[string][]string{}}
}

// set adds values that are known.
func (e *ftmEntity) set(property string, values ...string) *ftmEntity {
	for _, v := range values {
		if v != "" {
			e.Properties[property] = append(e.Properties[property], v)
		}
	}
	return e
}

func newFtM(_ *run, dir folder, _ *Options) (format, error) {
	f, err := dir.create("entities.ftm.jsonl")
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	return &ftmFormat{file: f, enc: enc}, nil
}

// ftmLanguages are codes of the languages that articles have.
var ftmLanguages = map[string][]string{"kk": {"kaz"}, "ru": {"rus"}, "mixed": {"kaz", "rus"}}

func (f *ftmFormat) article(a *article) error {
	doc := a.doc
	e := newFtMEntity(articleID(doc.ID), "Article").set("fileName", doc.ID+".txt").set("name", firstKnown(doc.Title, doc.ID)).
		set("title", doc.Title).set("publishedAt", doc.Published).set("publisher", doc.Source).set("author", a.author()).
		set("language", ftmLanguages[doc.Lang]...).set("bodyText", doc.Text)
	if address := webAddress(doc.URL); address != "" {
		e.set("sourceUrl", address)
	} else {
		e.set("notes", doc.URL)
	}
	if err := f.enc.Encode(e); err != nil {
		return err
	}
	names := map[string][]string{} // by entity
	for _, m := range doc.Mentions {
		if name := oneField(m.Text); m.Entity != "" && !slices.Contains(names[m.Entity], name) {
			names[m.Entity] = append(names[m.Entity], name)
		}
	}
	for _, entity := range doc.Entities {
		schema := map[string]string{"PERSON": "Person", "ORG": "Organization"}[entity.Type]
		if schema == "" || len(names[entity.ID]) == 0 {
			continue
		}
		m := newFtMEntity(stableID("N", doc.ID, entity.Type, entity.Name, entity.ID), "Mention").set("name", names[entity.ID]...).
			set("document", articleID(doc.ID)).set("resolved", a.who[entity.ID].Identity).set("detectedSchema", schema)
		if err := f.enc.Encode(m); err != nil {
			return err
		}
	}
	return nil
}

func (f *ftmFormat) row(r row) error {
	switch r.table {
	case membershipsTable:
		return f.membership(r)
	case eventsTable:
		return f.event(r)
	case identitiesTable:
		return f.identity(r)
	case redirectsTable:
		if f.held != nil {
			f.held.Referents = append(f.held.Referents, r.text("id"))
		}
	case postsTable:
		if err := f.flush(); err != nil {
			return err
		}
		e := newFtMEntity(r.text("id"), "Position").set("name", postLabel(r)).set("subnationalArea", firstKnown(r.text("region"), r.text("place")))
		if org := r.text("organization_id"); isBody(org) {
			e.set("organization", org)
		}
		return f.enc.Encode(e)
	case tenuresTable:
		return f.tenure(r)
	case evidenceTable:
		article := articleID(r.text("article"))
		if list := f.held.Properties["proof"]; len(list) == 0 || list[len(list)-1] != article {
			f.held.set("proof", article)
		}
		f.held.set("description", r.text("evidence"))
	}
	return nil
}

// isBody tells the identity of an organization from that of anything else.
func isBody(id string) bool { return strings.HasPrefix(id, "O-") }

// postLabel names a post in one line.
func postLabel(r row) string {
	label := []string{r.text("post")}
	for _, of := range []string{r.text("organization"), r.text("place")} {
		if of != "" {
			label = append(label, of)
		}
	}
	return strings.Join(label, ", ")
}

func firstKnown(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func (f *ftmFormat) identity(r row) error {
	if err := f.flush(); err != nil {
		return err
	}
	schema := map[string]string{"PERSON": "Person", "ORG": "Organization"}[r.text("type")]
	if schema == "" {
		return nil
	}
	if kind := r.text("kind"); kind == "gov" || kind == "elect" {
		schema = "PublicBody"
	}
	e := newFtMEntity(r.text("id"), schema).set("name", r.text("name"))
	e.set("alias", r.otherNames()...)
	if parent := r.text("parent_id"); isBody(parent) {
		e.set("parent", parent)
	}
	f.held = e
	return nil
}

func (f *ftmFormat) membership(r row) error {
	person, org := r.text("person_id"), r.text("organization_id")
	if person == "" || !isBody(org) {
		return nil
	}
	status := ""
	if r.is("past") {
		status = "past"
	}
	return f.enc.Encode(newFtMEntity(r.text("id"), "Membership").set("member", person).set("organization", org).
		set("role", r.text("title")).set("startDate", r.text("from")).set("endDate", r.text("to")).set("status", status).
		set("proof", articleID(r.text("article"))).set("description", r.text("evidence")))
}

func (f *ftmFormat) event(r row) error {
	if r.text("modality") != "asserted" {
		return nil
	}
	name := []string{strings.ReplaceAll(r.text("type"), "_", " ")}
	for _, part := range []string{r.text("person_name"), r.text("post"), r.text("organization_name"), r.text("place_name")} {
		if part != "" {
			name = append(name, part)
		}
	}
	e := newFtMEntity(r.text("id"), "Event").set("name", strings.Join(name, ", ")).set("date", r.text("date")).
		set("involved", r.text("person_id")).set("location", r.text("place_name")).set("keywords", r.text("type")).
		set("proof", articleID(r.text("article"))).set("description", r.text("evidence"))
	if org := r.text("organization_id"); isBody(org) {
		e.set("involved", org)
	}
	return f.enc.Encode(e)
}

func (f *ftmFormat) tenure(r row) error {
	if err := f.flush(); err != nil {
		return err
	}
	e := newFtMEntity(r.text("id"), "Occupancy").set("holder", r.text("person_id")).set("post", r.text("post_id")).
		set("startDate", r.text("start")).set("endDate", r.text("end"))
	if r.text("end_basis") != "open" {
		e.set("status", "ended")
	}
	f.held = e
	return nil
}

// flush writes what waits. A tenure whose holder has no identity is left out.
func (f *ftmFormat) flush() error {
	e := f.held
	f.held = nil
	if e == nil || e.Schema == "Occupancy" && len(e.Properties["holder"]) == 0 {
		return nil
	}
	return f.enc.Encode(e)
}

func (f *ftmFormat) finish() ([]resource, error) {
	if err := f.flush(); err != nil {
		return nil, err
	}
	done, err := f.close()
	return []resource{{written: done, format: "jsonl", media: "application/json+ftm", about: "FollowTheMoney entities"}}, err
}
