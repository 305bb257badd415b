package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/internal/register"
)

// Kinds of suggestions.
const (
	SuggestPerson = "person"
	SuggestOrg    = "organization"
	SuggestPlace  = "place"
	SuggestPost   = "post"
)

// A Suggestion is what somebody may be typing.
type Suggestion struct {
	Kind  string `json:"kind"` // person, organization, place or post
	ID    string `json:"id"`
	Name  string `json:"name"`
	Count int    `json:"count"` // articles; for a post, statements
}

// Bounds of the names that suggestions come from: those that most articles name.
const (
	maxSuggestNames = 60_000 // of a kind
	maxSuggestion   = 80     // code points that are typed
	maxSuggestions  = 20
)

// A nameList finds names by the beginnings of their words. Its zero value is empty.
type nameList struct {
	mu      sync.RWMutex
	names   []Suggestion // the most frequent first
	words   []nameWord   // by text, then name
	version string
}

// A nameWord is the key of a word of a name.
type nameWord struct {
	text string
	name int32
}

// refreshNames reads the names anew when they have changed.
func (d *Desk) refreshNames(ctx context.Context) error {
	version, err := d.state(ctx)
	if err != nil {
		return err
	}
	d.names.mu.RLock()
	same := d.names.version == version
	d.names.mu.RUnlock()
	if same {
		return nil
	}
	fresh := nameList{version: version}
	for _, k := range []struct{ kind, name string }{{kindPerson, SuggestPerson}, {kindOrg, SuggestOrg}, {kindPlace, SuggestPlace}} {
		list, err := d.archive.Identities(ctx, k.kind, "", maxSuggestNames)
		if err != nil {
			return err
		}
		for _, n := range list {
			fresh.add(Suggestion{k.name, n.ID, n.Name, n.Count}, n.Keys)
		}
	}
	var after *register.Seat
	for len(fresh.names) < 4*maxSuggestNames {
		seats, err := d.register.Seats(ctx, register.SeatFilter{}, after, 1000)
		if err != nil {
			return err
		}
		if len(seats) == 0 {
			break
		}
		for _, s := range seats {
			fresh.add(Suggestion{SuggestPost, s.ID, s.Label(), s.Facts}, kazakh.Key(s.Label()))
		}
		after = seats[len(seats)-1]
	}
	slices.SortFunc(fresh.words, func(a, b nameWord) int { return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.name, b.name)) })
	fresh.words = slices.Clip(slices.Compact(fresh.words))
	d.names.mu.Lock()
	defer d.names.mu.Unlock()
	d.names.names, d.names.words, d.names.version = fresh.names, fresh.words, fresh.version
	return nil
}

func (l *nameList) add(s Suggestion, keys string) {
	at := int32(len(l.names))
	l.names = append(l.names, s)
	for word := range strings.FieldsSeq(keys) {
		if word = strings.Trim(word, "-,()"); word != "" {
			l.words = append(l.words, nameWord{word, at})
		}
	}
}

// Suggest returns the people, organizations, places and posts of whose names all words
// of text are words, or beginnings of them, in any script: the most frequent first, at
// most limit of each kind (0 for five).
func (d *Desk) Suggest(_ context.Context, text string, limit int) ([]Suggestion, error) {
	if utf8.RuneCountInString(text) > maxSuggestion {
		return nil, bad("q", "a name has at most %d characters", maxSuggestion)
	}
	if limit < 0 || limit > maxSuggestions {
		return nil, bad("limit", "there are 1 to %d suggestions of a kind", maxSuggestions)
	}
	limit = cmp.Or(limit, 5)
	keys := typedKeys(text)
	if len(keys) == 0 {
		return []Suggestion{}, nil
	}
	d.names.mu.RLock()
	defer d.names.mu.RUnlock()
	found := d.names.find(keys)
	out := []Suggestion{}
	for _, kind := range []string{SuggestPerson, SuggestOrg, SuggestPlace, SuggestPost} {
		n := 0
		for _, at := range found {
			if s := d.names.names[at]; s.Kind == kind && n < limit {
				out = append(out, s)
				n++
			}
		}
	}
	return out, nil
}

// maxTyped bounds the words that are looked at.
const maxTyped = 6

// typedKeys are the keys that each word of a text may begin with. A final y may be that
// of "tokayev", which is no letter of its own.
func typedKeys(text string) [][]string {
	var list [][]string
	for word := range strings.FieldsSeq(text) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		keys := kazakh.QueryKeys(word)
		if short, ok := strings.CutSuffix(word, "y"); ok {
			keys = append(keys, kazakh.QueryKeys(short)...)
		}
		if len(keys) > 0 && len(list) < maxTyped {
			list = append(list, keys)
		}
	}
	slices.SortFunc(list, func(a, b []string) int { return cmp.Compare(len(b[0]), len(a[0])) }) // the longest leaves fewest
	return list
}

// find returns the numbers of the names that have all words, in order.
func (l *nameList) find(words [][]string) []int32 {
	var have map[int32]bool
	for _, keys := range words {
		next := map[int32]bool{}
		for _, key := range keys {
			i, _ := slices.BinarySearchFunc(l.words, key, func(w nameWord, key string) int { return cmp.Compare(w.text, key) })
			for ; i < len(l.words) && strings.HasPrefix(l.words[i].text, key); i++ {
				if at := l.words[i].name; have == nil || have[at] {
					next[at] = true
				}
			}
		}
		have = next
	}
	return slices.Sorted(maps.Keys(have))
}
