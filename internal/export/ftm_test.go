package export

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed50815598/derek/pipeline"
)

// An ftmModel is the model of FollowTheMoney as testdata has it.
type ftmModel struct {
	Schemata map[string]struct {
		Extends    []string               `json:"extends"`
		Required   []string               `json:"required"`
		Abstract   bool                   `json:"abstract"`
		Properties map[string]ftmProperty `json:"properties"`
	} `json:"schemata"`
	Languages []string `json:"languages"`
}

type ftmProperty struct {
	Type      string `json:"type"`
	Range     string `json:"range"`
	MaxLength int    `json:"maxLength"`
}

// lineage is a schema and all that it extends.
func (m *ftmModel) lineage(name string) []string {
	s, ok := m.Schemata[name]
	if !ok {
		return nil
	}
	all := []string{name}
	for _, parent := range s.Extends {
		all = append(all, m.lineage(parent)...)
	}
	return all
}

// readFtM reads an export, checks it against the model, and gives its entities.
func readFtM(t *testing.T, dir string) []ftmEntity {
	t.Helper()
	var model ftmModel
	if err := json.Unmarshal([]byte(read(t, "testdata", "followthemoney", "model.json")), &model); err != nil {
		t.Fatal(err)
	}
	schemas := map[string]string{}
	var all []ftmEntity
	for l := range strings.Lines(read(t, dir, "entities.ftm.jsonl")) {
		var e ftmEntity
		dec := json.NewDecoder(strings.NewReader(l))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&e); err != nil {
			t.Fatal(err)
		}
		if schemas[e.ID] != "" || e.ID == "" {
			t.Errorf("%q twice", e.ID)
		}
		schemas[e.ID] = e.Schema
		all = append(all, e)
	}
	for _, e := range all {
		model.check(t, schemas, e)
	}
	return all
}

// check looks at the schema, properties and values of an entity, and whether what it
// refers to is there and of the right schema.
func (m *ftmModel) check(t *testing.T, schemas map[string]string, e ftmEntity) {
	t.Helper()
	above := m.lineage(e.Schema)
	if len(above) == 0 || m.Schemata[e.Schema].Abstract {
		t.Errorf("%s: schema %q", e.ID, e.Schema)
	}
	for _, s := range above {
		for _, required := range m.Schemata[s].Required {
			if len(e.Properties[required]) == 0 {
				t.Errorf("%s %s has no %s", e.Schema, e.ID, required)
			}
		}
	}
	for name, values := range e.Properties {
		i := slices.IndexFunc(above, func(s string) bool { _, ok := m.Schemata[s].Properties[name]; return ok })
		if i < 0 {
			t.Errorf("%s has no property %s", e.Schema, name)
			continue
		}
		p := m.Schemata[above[i]].Properties[name]
		for _, v := range values {
			if !m.valid(p, v) || p.Type == "entity" && !slices.Contains(m.lineage(schemas[v]), p.Range) {
				t.Errorf("%s.%s, a %s %s, is %.200q, a %s", e.ID, name, p.Type, p.Range, v, schemas[v])
			}
		}
	}
}

// valid tells whether a value is one of its type. No value is cut where it is longer than
// the model wants a text to be.
func (m *ftmModel) valid(p ftmProperty, v string) bool {
	if v == "" || !utf8.ValidString(v) || p.Type != "text" && p.Type != "name" && utf8.RuneCountInString(v) > p.MaxLength {
		return false
	}
	switch p.Type {
	case "date":
		return isPartialDate(v)
	case "url":
		u, err := url.Parse(v)
		return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && strings.IndexFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
	case "language":
		return slices.Contains(m.Languages, v)
	case "name", "string", "text", "address", "entity":
		return true
	}
	return false // a type that derek has no values of
}

// isPartialDate tells whether a text is a year, month or day that there is.
func isPartialDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

// Entities of the whole corpus follow the model of FollowTheMoney.
func TestFtM(t *testing.T) {
	counts := map[string]int{}
	for _, e := range readFtM(t, exported(t, bench(t), Options{Format: "ftm"})) {
		counts[e.Schema]++
		for name := range e.Properties {
			counts[e.Schema+"."+name]++
		}
		if len(e.Referents) > 0 {
			counts[e.Schema+" with referents"]++
		}
	}
	for _, s := range []string{
		"Person", "Organization", "PublicBody", "Position", "Occupancy", "Membership", "Event", "Article", "Mention",
		"Article.sourceUrl", "Article.language", "Membership.proof", "Event.proof", "Occupancy.proof", "PublicBody.parent", "Mention.resolved",
		"PublicBody with referents",
	} {
		if counts[s] == 0 {
			t.Errorf("no %s", s)
		}
	}
}

// Articles and names are in FollowTheMoney as the archive has them.
func TestFtMValues(t *testing.T) {
	everyArchive(t, func(t *testing.T, from Selection) {
		t.Helper()
		entities := map[string]ftmEntity{}
		for _, e := range readFtM(t, exported(t, from, Options{Format: "ftm"})) {
			entities[e.ID] = e
		}
		for _, doc := range documents(t, from) {
			p := entities[articleID(doc.ID)].Properties
			if got := p["bodyText"]; len(got) != 1 || got[0] != doc.Text || strings.Join(p["title"], "") != doc.Title {
				t.Errorf("article %q is %.300q", doc.ID, p)
			}
			for _, m := range doc.Mentions {
				i := slices.IndexFunc(doc.Entities, func(e pipeline.Entity) bool { return e.ID == m.Entity })
				if m.Type != "PERSON" && m.Type != "ORG" {
					continue
				}
				e := doc.Entities[i]
				if !slices.Contains(entities[stableID("N", doc.ID, e.Type, e.Name, e.ID)].Properties["name"], oneField(m.Text)) {
					t.Errorf("article %q: no mention %.300q", doc.ID, m.Text)
				}
			}
		}
		for id, err := range from.Archive.AllIdentities(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if id.Type != "PERSON" && id.Type != "ORG" {
				continue
			}
			p := entities[id.ID].Properties
			want := slices.DeleteFunc(slices.Clone(id.Aliases), func(a string) bool { return a == id.Name })
			if !slices.Equal(p["name"], []string{id.Name}) || !slices.Equal(p["alias"], want) {
				t.Errorf("%s is %.300q, want %.300q", id.ID, p, want)
			}
		}
	})
}

// An address of the web is written as it may be, and nothing else is one.
func TestWebAddress(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		"https://a.example":                  "https://a.example",
		" http://a.example/б?в=\"1\"&c=%D0 ": "http://a.example/%D0%B1?%D0%B2=%221%22&c=%D0",
		"https://a.example/%zz":              "",
		"https://a.example/?100%":            "https://a.example/?100%25",
		"https://a.example/a b#c d":          "https://a.example/a%20b#c%20d",
		"https:///a":                         "",
		"javascript:alert(1)":                "",
		"a.example/b":                        "",
		"https://a.example/\n":               "https://a.example/",
		"https://a.example/\x01a":            "",
	} {
		if got := webAddress(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
