package resolve

import (
	"slices"
	"testing"

	"github.com/seed50815598/derek/pipeline/mention"
)

func place(lemma, rank, bare string) mention.Mention {
	return mention.Mention{Type: mention.Place, Lemma: lemma, Canon: lemma, Rank: rank, Bare: bare}
}

// The name alone is the settlement that the article names in full, never an oblast.
func TestPlacesAlone(t *testing.T) {
	for _, c := range []struct {
		name     string
		mentions []mention.Mention
		want     []string // entity of each mention
	}{
		{"a town", []mention.Mention{place("рудный", "", ""), place("рудный қаласы", "city", "рудный")}, []string{"рудный қаласы", "рудный қаласы"}},
		{"an oblast", []mention.Mention{place("алматы облысы", "region", "алматы"), place("алматы", "", "")}, []string{"алматы облысы", "алматы"}},
		{"two of one name", []mention.Mention{
			place("қаратерек", "", ""), place("қаратерек ауылы", "settlement", "қаратерек"), place("қаратерек ауылдық округі", "rural", "қаратерек"),
		}, []string{"қаратерек", "қаратерек ауылы", "қаратерек ауылдық округі"}},
	} {
		r := Article(c.mentions)
		for i, want := range c.want {
			if got := r.Entities[r.Of[i]].Name; got != want {
				t.Errorf("%s: %s is %s, want %s", c.name, c.mentions[i].Lemma, got, want)
			}
		}
	}
}

// A territory that only the names of bodies tell of is a place of the article, once.
func TestLandsWithinBodies(t *testing.T) {
	body := func(lemma string, land mention.Land) mention.Mention {
		return mention.Mention{Type: mention.Org, Lemma: lemma, Canon: lemma, Kind: lemma, Land: &land}
	}
	oblast := mention.Land{Lemma: "Атырау облысы", Canon: "атырау облысы"}
	town := mention.Land{Lemma: "Рудный", Canon: "рудный"}
	r := Article([]mention.Mention{
		place("рудный қаласы", "city", "рудный"),
		body("Атырау облыстық мәслихаты", oblast), body("Атырау облысының Кеңесі", oblast), body("Рудный қалалық соты", town),
	})
	var got []string
	for _, l := range r.Lands {
		got = append(got, r.Entities[l.Entity].ID+" "+r.Entities[l.Entity].Name)
	}
	want := []string{"l2 Атырау облысы", "l2 Атырау облысы", "l1 рудный қаласы"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
