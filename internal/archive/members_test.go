package archive

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The streams over all identities say what the look-ups say.
func TestMembers(t *testing.T) {
	a := newsArchive(t, newsIDs(), 3)
	identify(t, a)
	n, last := 0, ""
	for m, err := range a.EntityMembers(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		id, err := a.IdentityOf(t.Context(), m.Article, m.Entity)
		if err != nil || id != m.Identity {
			t.Errorf("%v: %q, %v", m, id, err)
		}
		found, err := findSeed(t.Context(), a.read, m.Seed)
		if err != nil || found == nil || found.entity != m.Entity {
			t.Errorf("%v: the seed leads to %v, %v", m, found, err)
		}
		bySeed, err := a.Identity(t.Context(), m.Seed)
		if err != nil || bySeed.ID != m.Identity {
			t.Errorf("%v: the seed leads to %q, %v", m, bySeed.ID, err)
		}
		if m.Article < last {
			t.Errorf("%s comes after %s", m.Article, last)
		}
		last = m.Article
		own, err := a.ArticleMembers(t.Context(), m.Article)
		if err != nil || !slices.Contains(own, m) {
			t.Errorf("%s: %v, %v", m.Article, own, err)
		}
	}
	members, seen := 0, map[string]bool{}
	for id, err := range a.AllIdentities(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if members += id.Count; seen[id.ID] {
			t.Errorf("%s comes twice", id.ID)
		}
		if named, err := a.NameOf(t.Context(), id.ID); err != nil || !cmp.Equal(named, id) {
			t.Errorf("%+v is %+v by its id, %v", id, named, err)
		}
		seen[id.ID] = true
	}
	if n == 0 || n != members {
		t.Errorf("%d entities, %d members of identities", n, members)
	}
}
