// Package event says what an article states about its entities: events with their
// modality, memberships (who holds or held which post) and the organizations that
// belong to others.
//
// It takes an article's words and its resolved mentions and gives facts whose
// persons, bodies and places are entity indexes. Rules are ordered lists of small
// named functions over clauses; their words stand in the tables triggers,
// trigger_guards and event_*. Facts of several articles are put together elsewhere.
package event

import (
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// Type is what happened.
type Type string

// The types of event, as the contract names them.
const (
	Elected           Type = "elected"
	Reelected         Type = "reelected"
	Appointed         Type = "appointed"
	Dismissed         Type = "dismissed"
	Resigned          Type = "resigned"
	Nominated         Type = "nominated"
	Registered        Type = "registered"
	ElectionScheduled Type = "election_scheduled"
	ElectionHeld      Type = "election_held"
)

// Modality is how an event is stated. Only asserted events make memberships.
type Modality string

// The modalities; where several fit, the first of them holds.
const (
	Negated     Modality = "negated"
	Conditional Modality = "conditional"
	Reported    Modality = "reported"
	Planned     Modality = "planned"
	Asserted    Modality = "asserted"
)

// A Span is a half-open range of bytes of the clean text.
type Span struct{ Start, End int }

// A Trigger is the word that states an event.
type Trigger struct {
	Word int // index into the text's words
	Span
}

// An Event is a stated change in one post, or one election. Person, Organization,
// Place, By and Previous are indexes into the entities of the article, or
// [resolve.NoEntity].
type Event struct {
	Type         Type
	Modality     Modality
	Person       int
	Post         string // dictionary form in the article's script, "" when unknown
	Organization int    // the body the post belongs to, never the one that acts
	Place        int    // territory of a territorial post, or the constituency
	Date         string // YYYY-MM-DD, YYYY-MM, YYYY or ""
	Votes        *int   // cast for the person; nil when not stated, as are the percentages
	Percent      *float64
	Turnout      *float64
	By           int    // who elected or appointed, if that is an entity
	ByText       string // the same as written, when it is no entity
	Previous     int    // whom the person replaces
	Acting       bool   // the post is held for the time being
	Trigger      Trigger
	Background   bool // told as history, not as news
	Evidence     Span // the sentence that states it
	Confidence   float64
	Rule         string   // the rule that found it
	Rows         []string // the lexicon rows that it rests on
}

// A Membership says that a person holds, or held, a post.
type Membership struct {
	Person       int
	Title        string // dictionary form in the article's script
	Organization int
	Place        int
	From, To     string // YYYY or ""
	Past         bool   // the post is no longer held
	Evidence     Span
	Rule         string
	Rows         []string
}

// A Parent says that one organization belongs to another.
type Parent struct {
	Child, Parent int
	Evidence      Span
	Rule          string
}

// A Refusal is a word that might have stated an event and why it does not.
type Refusal struct {
	Trigger Trigger
	Reason  string
	Rows    []string
}

// Facts is what an article states. Events come in the order of their triggers,
// memberships and parents in the order of their evidence.
type Facts struct {
	Events      []Event
	Memberships []Membership
	Parents     []Parent
	// Groups are changes of several people whom nobody names, in the order of their
	// triggers. Events does not have them: they are of no one post and no one person.
	Groups  []Event
	Refused []Refusal
}

// An Extractor finds facts. It is read-only after New and safe for concurrent use.
type Extractor struct {
	tab   *tables
	morph *morph.Analyzer
	facts *morph.Memo[wordFacts, plainFacts]
}

// New compiles the lexicon's tables for the rules.
func New(lex *lexicon.Lexicon, an *morph.Analyzer) *Extractor {
	tab := compile(lex, an)
	return &Extractor{tab, an, morph.NewMemo(an, tab.learn, wordFacts.plain)}
}

// Extract returns what the text states about the entities of r. The result does
// not share memory with either.
func (x *Extractor) Extract(t *mention.Text, r resolve.Result) Facts {
	d := newDoc(x, t, r)
	d.findClauses()
	d.findParents()
	d.findPosts()
	d.findHolders()
	d.findEvents()
	d.findMemberships()
	d.release()
	return d.facts
}
