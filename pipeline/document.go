package pipeline

// A Document is one annotated article, as the contract describes it. All offsets
// count Unicode code points of Text, half open. It marshals to the JSON object
// that derek extract prints; slices are never nil.
type Document struct {
	ID          string       `json:"id"`
	URL         string       `json:"url"`
	Source      string       `json:"source"`
	Title       string       `json:"title"`
	Published   string       `json:"published"` // YYYY-MM-DD or ""
	Lang        string       `json:"lang"`      // kk, ru, mixed or other
	Script      string       `json:"script"`    // cyrl, latn, arab or mixed
	Text        string       `json:"text"`      // the article exactly as read
	Sentences   []Span       `json:"sentences"`
	Mentions    []Mention    `json:"mentions"`
	Entities    []Entity     `json:"entities"`
	Memberships []Membership `json:"memberships"`
	Parents     []Parent     `json:"parents"`
	Events      []Event      `json:"events"`
}

// A Span is a half-open range of code points.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// A Mention is a stretch of text that names something.
type Mention struct {
	Type   string `json:"type"` // PERSON, TITLE, ORG, PLACE, FACILITY or DATE
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Text   string `json:"text"`
	Entity string `json:"entity"` // id of its entity, "" for TITLE and DATE
	Lemma  string `json:"lemma"`  // dictionary form, for DATE the ISO value
	Rule   string `json:"rule"`   // who decided
}

// An Entity is a person, organization, place or facility of the article. A place may
// be named only within the name of an organization; it then has no mention.
type Entity struct {
	ID      string   `json:"id"`
	Type    string   `json:"type"` // PERSON, ORG, PLACE or FACILITY
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
}

// A Membership says that a person holds, or held, a post.
type Membership struct {
	Person       string `json:"person"`       // entity id
	Title        string `json:"title"`        // dictionary form, lower case
	Organization string `json:"organization"` // entity id or ""
	Place        string `json:"place"`        // entity id or ""
	From         string `json:"from"`         // YYYY[-MM[-DD]] or ""
	To           string `json:"to"`
	Past         bool   `json:"past"` // the post is no longer held
	Evidence     Span   `json:"evidence"`
	Rule         string `json:"rule"`
}

// A Parent says that one organization belongs to another.
type Parent struct {
	Child    string `json:"child"`  // entity id
	Parent   string `json:"parent"` // entity id
	Evidence Span   `json:"evidence"`
}

// An Event is a stated change in one post, or one election.
type Event struct {
	Type         string   `json:"type"`
	Modality     string   `json:"modality"`
	Person       string   `json:"person"` // entity id or ""
	Post         string   `json:"post"`
	Organization string   `json:"organization"` // entity id or ""
	Place        string   `json:"place"`        // entity id or ""
	Date         string   `json:"date"`
	Votes        *int     `json:"votes"`
	Percent      *float64 `json:"percent"`
	Turnout      *float64 `json:"turnout"`
	By           string   `json:"by"` // who elected or appointed: entity id, or the words of the article
	Trigger      Trigger  `json:"trigger"`
	Background   bool     `json:"background"`
	Evidence     Span     `json:"evidence"`
	Confidence   float64  `json:"confidence"`
	Rule         string   `json:"rule"`
}

// A Trigger is the word that states an event.
type Trigger struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}
