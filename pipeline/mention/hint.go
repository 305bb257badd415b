package mention

import "github.com/seed50815598/derek/pipeline/tagger"

// Hints are the mentions of a sentence as the tagger wants them; they count words
// from the sentence's first.
func Hints(ms []Mention) []tagger.Hint { return hintsFrom(ms, 0) }

func hintsFrom(ms []Mention, first int) []tagger.Hint {
	hints := make([]tagger.Hint, 0, len(ms))
	for _, m := range ms {
		hints = append(hints, tagger.Hint{First: m.First - first, Last: m.Last - first, Kind: kinds[m.Type], Rule: m.Rule})
	}
	return hints
}

var kinds = [...]tagger.Kind{
	Person: tagger.Person, Title: tagger.Title, Org: tagger.Org,
	Place: tagger.Place, Facility: tagger.Facility, Date: tagger.Date,
}
