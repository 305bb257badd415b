package corpus

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/golden"
)

// minGold guards against an embed pattern that matches too little.
const minGold = 81

func gold(t *testing.T) []Gold {
	t.Helper()
	all, err := GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < minGold {
		t.Fatalf("got %d gold articles, want at least %d", len(all), minGold)
	}
	return all
}

func TestBuiltinIsGoldWithoutGold(t *testing.T) {
	arts := Builtin()
	for i, g := range gold(t) {
		if diff := cmp.Diff(arts[i], g.Article); diff != "" {
			t.Errorf("article %s (-got +want):\n%s", g.Article.ID, diff)
		}
	}
}

// TestGoldAgainstShared compares every field with the file that the sources were made from.
func TestGoldAgainstShared(t *testing.T) {
	dir := filepath.Join(golden.Shared(t), "data", "gold")
	data, err := os.ReadFile(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	all := gold(t)
	if len(lines) != len(all) {
		t.Fatalf("got %d articles, want %d", len(all), len(lines))
	}
	for i, g := range all {
		var want map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(t, g), want); diff != "" {
			t.Errorf("article %s (-got +want):\n%s", g.Article.ID, diff)
		}
		text, err := os.ReadFile(filepath.Join(dir, "texts", g.Article.ID+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if g.Article.Text != string(text) {
			t.Errorf("article %s: the text differs", g.Article.ID)
		}
	}
}

// asJSON writes g the way gold.jsonl does: optional fields are left out.
func asJSON(t *testing.T, g Gold) map[string]any {
	t.Helper()
	type object = map[string]any
	set := func(o object, key string, v any, given bool) {
		if given {
			o[key] = v
		}
	}
	mentions, holds, parents, aliases, events := []object{}, []object{}, []object{}, []object{}, []object{}
	for _, m := range g.Mentions {
		o := object{"type": m.Type, "start": m.Start, "end": m.End, "text": m.Text}
		set(o, "entity", m.Entity, m.Type == "PERSON" || m.Type == "ORG")
		mentions = append(mentions, o)
	}
	for _, h := range g.Holds {
		o := object{"person": h.Person, "title": h.Title, "org": h.Org}
		set(o, "place", h.Place, h.Place != "")
		set(o, "from", h.From, h.From != "")
		set(o, "to", h.To, h.To != "")
		set(o, "past", true, h.Past)
		holds = append(holds, o)
	}
	for _, r := range g.Parents {
		parents = append(parents, object{"child": r.Child, "parent": r.Parent})
	}
	for _, a := range g.Aliases {
		aliases = append(aliases, object{"person": a.Person, "as": a.As})
	}
	for _, e := range g.Events {
		o := object{
			"type": e.Type, "person": e.Person, "post": e.Post, "org": e.Org, "place": e.Place, "date": e.Date,
			"votes": e.Votes, "percent": e.Percent, "turnout": e.Turnout, "modality": e.Modality, "trigger": e.Trigger,
		}
		set(o, "background", true, e.Background)
		events = append(events, o)
	}
	data, err := json.Marshal(object{
		"id": g.Article.ID, "published": g.Article.Published, "script": g.Script, "genre": g.Genre,
		"mentions": mentions, "persons": append([]string{}, g.Persons...), "orgs": append([]string{}, g.Orgs...),
		"holds": holds, "org_parents": parents, "aliases": aliases, "events": events,
	})
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]any
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestGoldTriggersStandWhereTheySay(t *testing.T) {
	for _, g := range gold(t) {
		text := []rune(g.Article.Text)
		for _, ev := range g.Events {
			end := ev.TriggerStart + len([]rune(ev.Trigger))
			if end > len(text) || string(text[ev.TriggerStart:end]) != ev.Trigger {
				t.Errorf("%s: trigger %q is not at %d", g.Article.ID, ev.Trigger, ev.TriggerStart)
			}
		}
	}
}

func TestGoldIDsAreUnbroken(t *testing.T) {
	for i, g := range gold(t) {
		want := string([]byte{byte('0' + i/100), byte('0' + i/10%10), byte('0' + i%10)})
		if g.Article.ID != want {
			t.Fatalf("got id %s, want %s", g.Article.ID, want)
		}
	}
}
