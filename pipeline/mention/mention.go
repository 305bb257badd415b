// Package mention finds the spans that name people, posts, organizations, places,
// facilities and dates.
//
// It takes an article's words and sentences and gives mentions in text order; an
// organization may nest in an organization or in a title, nothing else overlaps.
// Each finder is an ordered list of small named rules over lexicon and morphology.
// Which mentions mean the same thing is left to pipeline/resolve, what is said
// about them to pipeline/event.
package mention

import (
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/tagger"
	"github.com/seed50815598/derek/pipeline/token"
)

// Type is what a mention names.
type Type uint8

// The types of mention.
const (
	Person Type = iota
	Title
	Org
	Place
	Facility
	Date
)

// String gives the contract's name of the type.
func (t Type) String() string {
	return [...]string{"PERSON", "TITLE", "ORG", "PLACE", "FACILITY", "DATE"}[t]
}

// A Text is an article ready for the rules.
type Text struct {
	Clean     string // normalised text; all offsets point into it
	Words     []morph.Word
	Sentences []token.Sentence
	Script    kazakh.Script
	Variant   kazakh.Variant // Latin alphabet of the article
	Published string         // YYYY-MM-DD or ""
}

// A Mention is a span of words that names something.
type Mention struct {
	Type        Type
	Start, End  int    // bytes of Clean, half open
	First, Last int    // words, half open
	Head        int    // its head word: surname or last name word, title or organization head, place type noun
	Lemma       string // dictionary form in the article's script; of a date its ISO value
	Canon       string // the same in lower-case Cyrillic, for comparing; of a date its ISO value
	Rule        string // the rule that made it
	Rows        []string
	Kind        string  // lemma of the head of an ORG: council, maslihat …; "" when it has none
	Rank        string  // of a PLACE with its type noun: region, district, city …
	Bare        string  // of such a PLACE the name alone, lower-case Cyrillic
	Land        *Land   // the territory that the name of an ORG begins with, nil for none
	Levels      int     // how many levels (oblast, district) classify an ORG and its parents
	Country     bool    // an ORG whose name begins with a country
	Russian     bool    // it stands in a Russian passage
	Name        Name    // parts of a PERSON
	Date        DateVal // parts of a DATE
	Plural      bool    // a plural title or family name
	Vote        *Vote   // the tagger's part; nil if rules alone decided
}

// A Land is a territory within the name of a body.
type Land struct {
	Lemma, Canon string // as of a PLACE
}

// Name holds the parts of a person's name, lower-case Cyrillic, in the nominative.
// Parts that the mention does not spell out are "".
type Name struct {
	Given, Surname, Patronymic string
	Initials                   string // letters of the initials, in order: "ab"
}

// DateVal is a date as far as it is stated; 0 means not stated.
type DateVal struct {
	Year, Month, Day int
	YearTo           int // end of a span of years
}

// A Finder finds mentions. It is read-only after New and safe for concurrent use.
type Finder struct {
	morph    *morph.Analyzer
	words    tables
	orgRules []orgRule
	orgSteps []orgStep
	facts    *morph.Memo[wordFacts, plainFacts]
	parts    *morph.Memo[namePart, plainPart]
	declined *morph.Memo[bool, bool] // whether a word may be part of a name in an oblique case of Russian
	tagger   *tagger.Tagger          // nil for none
}

// New compiles the lexicon's tables for the rules. The tagger votes where they are
// silent; without one, nil, they are alone.
func New(lex *lexicon.Lexicon, analyzer *morph.Analyzer, votes *tagger.Tagger) *Finder {
	f := &Finder{morph: analyzer, words: compile(lex, analyzer), orgRules: orgRules(), orgSteps: orgSteps(), tagger: votes}
	f.facts = morph.NewMemo(analyzer, f.words.learn, plainOf)
	f.parts = morph.NewMemo(analyzer, f.words.knownPart, namePart.none)
	f.declined = morph.NewMemo(analyzer, f.words.oblique, func(b bool) (bool, bool) { return b, true })
	return f
}

// Find returns the mentions of a text in text order, the longer first where two
// start together. The result does not share memory with the text.
func (f *Finder) Find(t *Text) []Mention { return f.AppendMentions(nil, t) }

// AppendMentions is Find for callers that reuse a buffer: it appends to dst.
func (f *Finder) AppendMentions(dst []Mention, t *Text) []Mention {
	sc := scans.Get().(*scan)
	sc.start(f, t)
	for _, stage := range stages {
		stage.run(sc)
	}
	dst = sc.appendResult(dst)
	sc.release()
	scans.Put(sc)
	return dst
}

// stages is the order of the finders: what stands earlier claims its words first.
var stages = []struct {
	name string
	run  func(*scan)
}{
	{"date", findDates},
	{"place", findPlaces},
	{"full name", findFullNames},
	{"facility", findFacilities},
	{"organization", findOrgs},
	{"title", findTitles},
	{"other name", findOtherNames},
	{"bare place", findBarePlaces},
	{"vote", findVoted},
}
