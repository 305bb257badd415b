package export

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// popoloSchema is compiled from testdata/popolo.
func popoloSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	schema, err := c.Compile("testdata/popolo/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// readPopolo reads an export, checks it against the schema and that what refers to
// another object finds it, and gives its lists.
func readPopolo(t *testing.T, dir string) map[string][]map[string]any {
	t.Helper()
	data, err := jsonschema.UnmarshalJSON(strings.NewReader(read(t, dir, "popolo.json")))
	if err != nil {
		t.Fatal(err)
	}
	if err := popoloSchema(t).Validate(data); err != nil {
		t.Fatalf("%.3000v", err)
	}
	lists := map[string][]map[string]any{}
	ids := map[any]bool{}
	for list, objects := range data.(map[string]any) { //nolint:forcetypeassert // by the schema
		for _, o := range objects.([]any) { //nolint:forcetypeassert // likewise
			o := o.(map[string]any) //nolint:forcetypeassert // likewise
			lists[list] = append(lists[list], o)
			if ids[o["id"]] {
				t.Errorf("%s: %v twice", list, o["id"])
			}
			ids[o["id"]] = true
		}
	}
	for list, objects := range lists {
		for _, o := range objects {
			for name, v := range o {
				if strings.HasSuffix(name, "_id") && !ids[v] {
					t.Errorf("%s %v: %s %v is missing", list, o["id"], name, v)
				}
			}
			people, _ := o["attendees"].([]any) // other objects have none
			for _, p := range people {
				if p, _ := p.(map[string]any); !ids[p["id"]] {
					t.Errorf("%s %v: %v is missing", list, o["id"], p)
				}
			}
		}
	}
	return lists
}

// The export of the whole corpus is valid by the schema that is written after the
// specification, and has objects of every class.
func TestPopolo(t *testing.T) {
	lists := readPopolo(t, exported(t, bench(t), Options{Format: "popolo"}))
	for _, list := range popoloLists {
		if len(lists[list]) == 0 {
			t.Errorf("no %s", list)
		}
	}
	used := map[string]bool{}
	for list, objects := range lists {
		for _, o := range objects {
			for name := range o {
				used[list+"."+name] = true
			}
		}
	}
	for _, want := range []string{
		"persons.other_names", "organizations.identifiers", "organizations.parent_id", "organizations.classification", "areas.identifiers",
		"posts.organization_id", "posts.area_id", "memberships.start_date", "memberships.end_date", "memberships.sources", "events.start_date",
		"events.attendees", "events.organization_id", "events.location",
	} {
		if !used[want] {
			t.Errorf("nothing has %s", want)
		}
	}
}

// What articles and identities are called, and what was said of whom, is in Popolo as
// the archive has it.
func TestPopoloValues(t *testing.T) {
	everyArchive(t, func(t *testing.T, from Selection) {
		t.Helper()
		lists := readPopolo(t, exported(t, from, Options{Format: "popolo"}))
		for _, o := range slices.Concat(lists["persons"], lists["organizations"]) {
			id, err := from.Archive.Identity(t.Context(), o["id"].(string)) //nolint:forcetypeassert // by the schema
			if err != nil {
				t.Fatal(err)
			}
			got := []string{id.Name}
			others, _ := o["other_names"].([]any) // some have none
			for _, other := range others {
				got = append(got, other.(map[string]any)["name"].(string)) //nolint:forcetypeassert // by the schema
			}
			want := append([]string{id.Name}, slices.DeleteFunc(slices.Clone(id.Aliases), func(a string) bool { return a == id.Name })...)
			if o["name"] != id.Name || !slices.Equal(got, want) {
				t.Errorf("%s is %.300q, want %.300q", id.ID, got, want)
			}
		}
		events := exactRows(t, exported(t, from, Options{Format: "csv"}), "events")
		for i, r := range events {
			ev := lists["events"][i]
			status, description := ev["status"], ev["description"]
			if len(lists["events"]) != len(events) || ev["id"] != r["id"] || status != r["modality"] || description != r["evidence"] {
				t.Fatalf("event %d of %d is %.300v, want %.300v", i, len(lists["events"]), ev, r)
			}
		}
	})
}

// The schema refuses what the specification does not have, so that it proves something.
func TestPopoloSchema(t *testing.T) {
	schema := popoloSchema(t)
	whole := map[string]string{
		"persons":       `{"id":"P-0123456789","name":"n","identifiers":[{"scheme":"s","identifier":"i"}],"other_names":[{"name":"m"}]}`,
		"organizations": `{"id":"O-0123456789","name":"n","parent_id":"O-0123456788"}`,
		"areas":         `{"id":"L-0123456789","name":"n"}`,
		"posts":         `{"id":"S-012345678901","label":"l","role":"r"}`,
		"memberships":   `{"id":"T-012345678901","person_id":"P-0123456789","post_id":"S-012345678901","role":"r","start_date":"2024-02","sources":[{"url":"https://a.example/%D0%B0?b=1","note":"n"}]}`,
		"events":        `{"id":"E-012345678901","name":"n","classification":"c","start_date":"2024","sources":[{"url":"urn:derek:article:1"}]}`,
	}
	validate := func(change func(map[string]string)) error {
		lists := maps.Clone(whole)
		change(lists)
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(lists)) {
			parts = append(parts, `"`+name+`":[`+lists[name]+`]`)
		}
		data, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte("{" + strings.Join(parts, ",") + "}")))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(data)
	}
	if err := validate(func(map[string]string) {}); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []struct{ list, old, new string }{
		{"persons", `"name":"n"`, `"name":null`},
		{"persons", `"name":"n"`, `"name":""`},
		{"persons", `"name":"n"`, `"name":"n","full_name":"n"`},
		{"persons", `"identifier":"i"`, `"id":"i"`},
		{"persons", "P-", "O-"},
		{"organizations", "O-0123456788", "P-0123456788"},
		{"organizations", `"name":"n",`, ""},
		{"areas", `"name":"n"`, `"name":"n","area_id":"L-0123456789"`},
		{"posts", `"role":"r"`, `"person_id":"P-0123456789"`},
		{"memberships", "2024-02", "2024-13"},
		{"memberships", "2024-02", "2024-02-30T"},
		{"memberships", "https://a", "https://a b"},
		{"memberships", "https://a", "/a"},
		{"memberships", "%D0", "%D"},
		{"events", `[{"url":"urn:derek:article:1"}]`, "[]"},
		{"events", `"start_date"`, `"date"`},
	} {
		err := validate(func(lists map[string]string) {
			if lists[wrong.list] = strings.Replace(whole[wrong.list], wrong.old, wrong.new, 1); lists[wrong.list] == whole[wrong.list] {
				t.Errorf("%s has no %s", wrong.list, wrong.old)
			}
		})
		if err == nil {
			t.Errorf("%s: %s for %s is valid", wrong.list, wrong.new, wrong.old)
		}
	}
	for name := range whole {
		if validate(func(lists map[string]string) { delete(lists, name) }) == nil {
			t.Errorf("valid without %s", name)
		}
	}
}
