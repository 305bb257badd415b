package morph

import (
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A roster knows how names of people look.
type roster struct {
	people  map[string]bool // given names and surnames, lower case
	endings []string        // of surnames, patronymics and two-part given names
	shapes  *shapes         // of their letters
}

func newRoster(lex *lexicon.Lexicon) *roster {
	r := &roster{people: map[string]bool{}}
	var letters shapeCounter
	add := func(table string) {
		for _, row := range lex.Table(table).Rows {
			for part := range strings.FieldsFuncSeq(kazakh.Lower(row.Key), func(c rune) bool { return c == ' ' || c == '-' }) {
				r.people[part] = true
				var snd kazakh.Sounds
				if snd.Scan(part) {
					letters.add(&snd, 1)
				}
			}
		}
	}
	add("given_names")
	add("surnames")
	add("foreign_names")
	add("people")
	for _, row := range lex.Table("name_endings").Rows {
		if kind := row.Get("kind"); kind == "surname" || kind == "patronymic" {
			r.endings = append(r.endings, row.Key)
		}
	}
	for _, row := range lex.Table("name_suffixes").Rows {
		if row.Get("kind") == "compound" {
			r.endings = append(r.endings, row.Key)
		}
	}
	r.shapes = letters.shapes()
	return r
}

// shaped reports whether the lower-case word ends like a surname, a patronymic or a
// given name of two parts.
func (r *roster) shaped(word string) bool {
	for _, end := range r.endings {
		if len(word) >= len(end)+4 && strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}
