// Package resolve says which mentions mean the same person, organization or place:
// within an article, and across articles.
//
// It takes the mentions of an article and gives its entities, each with its
// canonical name, its other names and the reason for every merge. What is said
// about the entities is left to pipeline/event.
//
// Across articles it takes profiles, what each article says of its entities, and
// gives identities. People of one full name are one when something else ties them
// together (patronymic, body, post and place, company, source) or the name is rare,
// and nothing speaks against it; initials and surnames need the same post in the same
// body, and one person whom they fit; a given name alone is nobody. Bodies and places
// are one when their full name, with its territory, is the same, whatever they were
// called before. What fits two who cannot be one belongs to neither.
package resolve

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// NoEntity marks a mention that belongs to no entity (titles, dates).
const NoEntity = -1

// An Entity is one person, organization, place or facility of an article.
type Entity struct {
	ID       string // "p1", "o2", "l1", "f1": unique in the article, in text order
	Type     mention.Type
	Name     string       // canonical name in the article's script
	Canon    string       // the same in lower-case Cyrillic
	Aliases  []string     // other names, in order of appearance
	Mentions []int        // indexes into Result.Mentions, in text order
	Person   mention.Name // what is known of a person's name
	Reasons  []string     // why mentions beyond the first were merged, one for each merge
}

// A Result is the mentions of an article with their entities.
type Result struct {
	Mentions []mention.Mention
	Entities []Entity
	Of       []int // entity index of each mention, or NoEntity
	Lands    []Land
}

// A Land is a territory that the article names within the name of a body.
type Land struct {
	Mention int // of the body
	Entity  int // of the territory; it may have no mention of its own
}

// Article groups the mentions of one article. Mentions are kept in their order;
// entities come in the order of their first mention.
func Article(ms []mention.Mention) Result {
	r := Result{Mentions: ms, Of: make([]int, len(ms))}
	for i := range r.Of {
		r.Of[i] = NoEntity
	}
	lands := 0
	for i := range ms {
		if ms[i].Land != nil {
			lands++
		}
	}
	s := resting.Get().(*scratch)
	s.resolvePersons(ms)
	s.resolveOrgs(ms)
	s.resolvePlaces(ms)
	r.add(byFirst(s.people, s.orgs, s.places), lands)
	s.rest()
	if lands > 0 {
		r.addLands()
	}
	return r
}

// A group is the mentions of one entity before it has an id.
type group struct {
	kind    mention.Type
	members []int
	name    string
	canon   string
	aliases []string
	person  mention.Name
	reasons []string
}

// byFirst puts lists of groups together by their first mention.
func byFirst(lists ...[]group) []*group {
	n := 0
	for _, list := range lists {
		n += len(list)
	}
	all := make([]*group, 0, n)
	for _, list := range lists {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	slices.SortStableFunc(all, func(a, b *group) int { return cmp.Compare(a.members[0], b.members[0]) })
	return all
}

// add numbers the groups in their order and fills in the entities, with room for those
// of so many lands.
func (r *Result) add(groups []*group, lands int) {
	r.Entities = make([]Entity, 0, len(groups)+lands)
	var counts [mention.Date + 1]int
	for _, g := range groups {
		counts[g.kind]++
		id := prefix(g.kind) + strconv.Itoa(counts[g.kind])
		for _, m := range g.members {
			r.Of[m] = len(r.Entities)
		}
		r.Entities = append(r.Entities, Entity{
			ID: id, Type: g.kind, Name: g.name, Canon: g.canon, Aliases: g.aliases,
			Mentions: g.members, Person: g.person, Reasons: g.reasons,
		})
	}
}

func prefix(t mention.Type) string {
	return [...]string{mention.Person: "p", mention.Org: "o", mention.Facility: "f", mention.Place: "l"}[t]
}

// placeName gives a name in a line of capitals its ordinary spelling.
func placeName(s string) string {
	if !kazakh.IsAllCaps(s) || utf8.RuneCountInString(s) <= 3 {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = titleCase(w)
	}
	return strings.Join(words, " ")
}

// titleCase lowers all but the first letter of each hyphen part.
func titleCase(w string) string {
	parts := strings.Split(w, "-")
	for i, p := range parts {
		_, n := utf8.DecodeRuneInString(p)
		parts[i] = p[:n] + kazakh.Lower(p[n:])
	}
	return strings.Join(parts, "-")
}
