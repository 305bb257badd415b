package mention

import "github.com/seed50815598/derek/pipeline/tagger"

// Hints are the mentions of a text of one sentence as the tagger wants them.
func Hints(ms []Mention) []tagger.Hint {
	hints := make([]tagger.Hint, 0, len(ms))
	for k := range ms {
		hints = append(hints, hintOf(&ms[k], 0))
	}
	return hints
}

// hintOf is a mention of the sentence that begins with word first.
func hintOf(m *Mention, first int) tagger.Hint {
	return tagger.Hint{First: m.First - first, Last: m.Last - first, Kind: kinds[m.Type], Rule: m.Rule}
}

var kinds = [...]tagger.Kind{
	Person: tagger.Person, Title: tagger.Title, Org: tagger.Org,
	Place: tagger.Place, Facility: tagger.Facility, Date: tagger.Date,
}
