package resolve

import (
	"sync"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A scratch holds what is needed while the mentions of an article are grouped and not
// after it. Its memory is used again for the next article.
type scratch struct {
	candidates   []candidate
	names        index[mention.Name] // of the candidates
	people       []group
	orgNames     []orgName
	keys, canons index[string] // of the names of organizations; several canons may have one key
	ofCanon      []int         // name of each canon
	orgs         []group
	placeKeys    index[string]
	places       []group
}

var resting = sync.Pool{New: func() any { return new(scratch) }}

// rest ends the use for an article: a scratch at rest does not point to it.
func (s *scratch) rest() {
	s.candidates, s.people = emptied(s.candidates), emptied(s.people)
	s.orgNames, s.ofCanon, s.orgs = emptied(s.orgNames), emptied(s.ofCanon), emptied(s.orgs)
	s.places = emptied(s.places)
	s.names.empty()
	s.keys.empty()
	s.canons.empty()
	s.placeKeys.empty()
	resting.Put(s)
}

// emptied is the memory of a list, all zero.
func emptied[T any](list []T) []T {
	clear(list)
	return list[:0]
}

// foldedWords keeps the keys of names and of their words: articles repeat most of them.
var foldedWords = morph.NewCache[string](1 << 14)

// fold is [kazakh.Key], kept for frequent names.
func fold(name string) string {
	if key := foldedWords.Get(name); key != nil {
		return *key
	}
	key := kazakh.Key(name)
	foldedWords.Put(name, key)
	return key
}
