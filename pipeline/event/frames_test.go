package event

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// A frame of testdata/frames.jsonl: one sentence (or two) and its events. note says
// where the annotation conventions overrule the language brief that it comes from.
type goldFrame struct {
	ID, Text, Note string
	Want           []goldEvent
}

type goldEvent struct{ Type, Person, Post, Modality string }

// extract runs all stages on a text as published on 10 April 2024.
func (o *oracle) extract(finder *mention.Finder, text string) (resolve.Result, Facts) {
	t := o.text(text, "2024-04-10")
	r := resolve.Article(finder.Find(t))
	return r, o.events.Extract(t, r)
}

func jsonLines[T any](t *testing.T, file string) []T {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, v)
	}
	if len(out) == 0 {
		t.Fatalf("%s is empty", file)
	}
	return out
}

// render writes events as frames do; the post is compared by its head.
func (ev goldEvent) key(an *morph.Analyzer) string {
	post := ev.Post[strings.LastIndexByte(ev.Post, ' ')+1:]
	return fmt.Sprintf("%s %s %q %s", ev.Type, ev.Modality, ev.Person, headForm(an, post))
}

// headForm takes a possessive off the head of a title.
func headForm(an *morph.Analyzer, post string) string {
	for _, a := range an.Analyze(post) {
		if a.POS != morph.Verb && a.Known && a.Has(morph.P3) {
			return a.Lemma
		}
	}
	return post
}

func frameKeys(an *morph.Analyzer, events []goldEvent) []string {
	keys := make([]string, 0, len(events))
	for _, ev := range events {
		keys = append(keys, ev.key(an))
	}
	slices.Sort(keys)
	return keys
}

func foundEvents(r resolve.Result, f Facts) []goldEvent {
	var out []goldEvent
	for _, e := range f.Events {
		g := goldEvent{Type: string(e.Type), Modality: string(e.Modality), Post: e.Post}
		if e.Person >= 0 {
			g.Person = r.Entities[e.Person].Name
		}
		out = append(out, g)
	}
	return out
}

// TestFrames holds the rules to the sentences of the language brief. What they
// still get wrong stands in known_misses.txt, which may only shrink.
func TestFrames(t *testing.T) {
	o := newOracle(t)
	finder := o.finder
	var missed []string
	for _, frame := range jsonLines[goldFrame](t, "testdata/frames.jsonl") {
		r, f := o.extract(finder, frame.Text)
		got, want := frameKeys(o.morph, foundEvents(r, f)), frameKeys(o.morph, frame.Want)
		if !slices.Equal(got, want) {
			missed = append(missed, frame.ID)
			t.Logf("%s %s\n  got  %v\n  want %v", frame.ID, frame.Text, got, want)
		}
	}
	for _, line := range readLines(t, "testdata/no_events.tsv")[1:] {
		text, _, _ := strings.Cut(line, "\t")
		if r, f := o.extract(finder, text); len(f.Events) > 0 {
			missed = append(missed, text)
			t.Logf("no event in %q: got %v", text, frameKeys(o.morph, foundEvents(r, f)))
		}
	}
	compareMisses(t, missed, readLines(t, "testdata/known_misses.txt"))
}

func readLines(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' })
}

func compareMisses(t *testing.T, missed, known []string) {
	t.Helper()
	for _, m := range missed {
		if !slices.Contains(known, m) {
			t.Errorf("new miss: %s", m)
		}
	}
	for _, k := range known {
		if !strings.HasPrefix(k, "#") && !slices.Contains(missed, k) {
			t.Errorf("no longer missed, take it off known_misses.txt: %s", k)
		}
	}
}
