package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed50815598/derek/pipeline"
)

// A phrase finds the texts in which its words stand one after the other, and no name that
// only begins where another ends.
func TestPhrases(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	words := []string{"жарыс", "сайлау", "ауыл", "қала"}
	sequence := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = words[random.IntN(len(words))]
		}
		return strings.Join(list, " ")
	}
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	texts, names := map[string]string{}, map[string][]string{}
	for i := range 120 {
		id := fmt.Sprint("a", i)
		doc := pipeline.Document{ID: id, Text: fmt.Sprint(i, " ", sequence(1+random.IntN(7))), Lang: "kk", Script: "cyrl"}
		for k := range random.IntN(3) {
			doc.Entities = append(doc.Entities, pipeline.Entity{ID: fmt.Sprint("e", k), Type: "PERSON", Name: sequence(1 + random.IntN(3))})
			names[id] = append(names[id], doc.Entities[k].Name)
		}
		texts[id] = doc.Text
		put(t, arch, doc)
		if i%40 == 39 {
			if _, err := ix.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	within := func(phrase, text string) bool { return strings.Contains(" "+text+" ", " "+phrase+" ") }
	for range 60 {
		phrase := sequence(2 + random.IntN(2))
		var inText, inName []string
		for id, text := range texts {
			if within(phrase, text) {
				inText = append(inText, id)
			}
			if slices.ContainsFunc(names[id], func(name string) bool { return within(phrase, name) }) {
				inName = append(inName, id)
			}
		}
		for query, want := range map[string][]string{`"` + phrase + `"`: inText, `="` + phrase + `"`: inText, `person:"` + phrase + `"`: inName} {
			got := find(t, ix, Request{Query: query, Size: 200})
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", query, got, want)
			}
		}
	}
}
