package resolve

import (
	"slices"
	"strconv"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// resolvePlaces groups places by their dictionary form. A settlement that the article
// names with its type noun is meant where its name stands alone.
func (s *scratch) resolvePlaces(ms []mention.Mention) {
	settlements, groups := settlementsOf(ms), s.places
	for i := range ms {
		m := &ms[i]
		if m.Type != mention.Place && m.Type != mention.Facility {
			continue
		}
		key, reason := m.Type.String()+fold(m.Lemma), "same name"
		if full, ok := settlements[key]; ok && m.Rank == "" {
			key, reason, m = full.key, "the name alone of "+full.mention.Lemma, full.mention
		}
		if g := s.placeKeys.find(key); g >= 0 {
			groups[g].members = append(groups[g].members, i)
			groups[g].reasons = append(groups[g].reasons, reason)
			continue
		}
		s.placeKeys.add(key)
		groups = append(groups, group{kind: m.Type, members: []int{i}, name: placeName(m.Lemma), canon: m.Canon})
	}
	s.places = groups
}

// A settlement is a place with its type noun.
type settlement struct {
	key     string
	mention *mention.Mention
}

// settled are the ranks of places that are known by their name alone. "Almaty" is
// not Almaty oblast, but the town.
var settled = []string{"city", "rural", "settlement"}

// settlementsOf finds the settlements that an article names with their type noun, by
// the key of their name alone. A name that two of them share is left out.
func settlementsOf(ms []mention.Mention) map[string]settlement {
	var found map[string]settlement // most articles have none
	for i := range ms {
		m := &ms[i]
		if m.Type != mention.Place || !slices.Contains(settled, m.Rank) {
			continue
		}
		s := settlement{m.Type.String() + kazakh.Key(m.Lemma), m}
		if found == nil {
			found = map[string]settlement{}
		}
		bare := m.Type.String() + kazakh.Key(m.Bare)
		if old, ok := found[bare]; ok && old.key != s.key {
			s.key = "" // two of one name
		}
		found[bare] = s
	}
	for bare, s := range found {
		if s.key == "" {
			delete(found, bare)
		}
	}
	return found
}

// addLands finds the territories within the names of bodies among the places of the
// article, and makes them places of it if they are none.
func (r *Result) addLands() {
	places, known := map[string]int{}, 0
	for i := range r.Entities {
		if r.Entities[i].Type == mention.Place {
			places[kazakh.Key(r.Entities[i].Name)] = i
			known++
		}
	}
	for i := range r.Mentions {
		m := &r.Mentions[i]
		if m.Type == mention.Place && slices.Contains(settled, m.Rank) {
			if _, taken := places[kazakh.Key(m.Bare)]; !taken {
				places[kazakh.Key(m.Bare)] = r.Of[i]
			}
		}
	}
	for i := range r.Mentions {
		land := r.Mentions[i].Land
		if land == nil {
			continue
		}
		key := kazakh.Key(land.Lemma)
		at, ok := places[key]
		if !ok {
			known++
			at = len(r.Entities)
			places[key] = at
			r.Entities = append(r.Entities, Entity{
				ID: prefix(mention.Place) + strconv.Itoa(known), Type: mention.Place, Name: placeName(land.Lemma), Canon: land.Canon,
				Reasons: []string{"named within " + r.Mentions[i].Lemma},
			})
		}
		r.Lands = append(r.Lands, Land{i, at})
	}
}
