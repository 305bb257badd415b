package ledger

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline"
)

// Kind is what a fact says of a person and a post.
type Kind string

// The kinds of fact.
const (
	Began   Kind = "began"   // elected or appointed
	Renewed Kind = "renewed" // elected again by those who had elected before
	Holds   Kind = "holds"   // called by the post on the day of the article
	Ended   Kind = "ended"   // dismissed or resigned
	Held    Kind = "held"    // held it at some time before the article
	Counted Kind = "counted" // no fact on a post: what Evidence says of votes
)

// A Fact is one sentence's word on who holds a post. Facts are values; their order
// has no meaning.
type Fact struct {
	Kind       Kind
	Person     string // key
	Name       string // as the article has it
	Seat       *SeatName
	Org, Place string // entities of the article that the post belongs to, "" for none
	Acting     bool
	When       Range // of the change; for Held and Holds the tenure's first and last year
	Stated     string
	Elected    bool
	Background bool // told as history: the day of the article says nothing about when
	Evidence   Evidence

	placed string // where an undated end stands in time, if its article tells who came then
}

// A SeatName is a seat as some facts name it. They share it and never change it.
type SeatName struct {
	Key               string // the same for all names of the seat
	Post, Body, Place string // as the article has them
	PostKey           string
	Many              bool   // may have several holders at a time
	Scoped            bool   // the territory is the article's, not the name's
	placeName         string // that territory
	territories       []territory
	words, placeWords string // stems, for searching
	bodyWords         string
}

// Evidence is where a fact stands.
type Evidence struct {
	Article   string `json:"article"`
	Published string `json:"published"` // YYYY-MM-DD or ""
	Start     int    `json:"start"`     // code points of the article's text
	End       int    `json:"end"`
	Quote     string `json:"quote"`
	Says      Kind   `json:"says"`
	Date      string `json:"date"` // of the change as the article gives it, or ""
	Rule      string `json:"rule"`
	Reposts   int    `json:"reposts,omitempty"` // of the article, that say the same
}

// Identify names the person behind an entity of an article by a key that is the same
// in all articles, "" if it does not know.
type Identify func(article, entity string) string

// A Reader takes the facts and election counts out of annotated articles. It is not
// safe for concurrent use.
type Reader struct {
	namer    *Namer
	identify Identify
	seats    map[seatWords]*SeatName // so far
}

// seatWords tell the names of seats apart.
type seatWords struct{ key, post, body, place, placeName string }

// NewReader makes a reader; without identify, people are told apart by their names
// alone: by given name and surname in any order and script.
func NewReader(namer *Namer, identify Identify) *Reader {
	return &Reader{namer, identify, map[seatWords]*SeatName{}}
}

// A reading is one article while it is read.
type reading struct {
	*Reader
	doc     *pipeline.Document
	names   map[string]pipeline.Entity
	text    []rune
	quotes  map[pipeline.Span]string
	setting *setting
	facts   []Fact
}

// Read returns what the article says of posts, and the counts of elections that it
// reports. Nothing of it shares memory with the document.
func (r *Reader) Read(doc *pipeline.Document) (facts []Fact, counts []Count) {
	r.read(doc, func(a *reading) { counts = a.counts(); facts = a.facts })
	return facts, counts
}

// Facts is Read without the counts, which take longer: they look at every word.
func (r *Reader) Facts(doc *pipeline.Document) (facts []Fact) {
	r.read(doc, func(a *reading) { facts = a.facts })
	return facts
}

// read calls f with the facts of an article that states any.
func (r *Reader) read(doc *pipeline.Document, f func(*reading)) {
	if len(doc.Memberships) == 0 && len(doc.Events) == 0 {
		return
	}
	r.namer.reading(doc)
	defer func() { r.namer.latin, r.namer.split = nil, nil }() // what is asked for is not part of an article
	a := &reading{Reader: r, doc: doc, names: map[string]pipeline.Entity{}, quotes: map[pipeline.Span]string{}}
	for _, e := range doc.Entities {
		a.names[e.ID] = e
	}
	a.setting = r.namer.settingOf(doc)
	for i := range doc.Events {
		a.event(&doc.Events[i])
	}
	for i := range doc.Memberships {
		a.membership(&doc.Memberships[i])
	}
	f(a)
}

// settingOf collects the territories that an article names with their types. The one
// that the text names first is the one it is about.
func (n *Namer) settingOf(doc *pipeline.Document) *setting {
	c := &setting{ranks: map[string][]territory{}, names: map[string]string{}}
	in := map[string][]territory{}
	for _, e := range doc.Entities {
		in[e.ID] = n.territoriesOf(e, c)
	}
	c.addRegions(n)
	end := -1
	for _, m := range doc.Mentions {
		all := in[m.Entity]
		switch {
		case len(all) == 0 || m.Entity == "":
		case !c.lead.known():
			c.lead, end = all[len(all)-1], m.End
		case end >= 0 && m.Start <= end+1 && m.Type == "PLACE": // "Qaraghandy oblysy Temirtau qalasy": the narrower one
			c.lead, end = all[len(all)-1], m.End
		default:
			end = -1
		}
	}
	return c
}

// territoriesOf reads the territories in the name of an entity and notes them.
func (n *Namer) territoriesOf(e pipeline.Entity, c *setting) []territory {
	ws := n.words(e.Name)
	var out []territory
	note := func(t territory, name string, better bool) {
		if slices.Contains(homes, n.rank(t)) {
			c.add(n.rank(t), t)
			if better || c.names[t.key()] == "" {
				c.names[t.key()] = name
			}
			out = append(out, t)
		}
	}
	switch e.Type {
	case "PLACE":
		if t := n.territory(e.Name); n.country(t) {
			c.home, c.abroad = c.home || n.places.own[t.name], c.abroad || !n.places.own[t.name]
		}
		if _, size := n.typeAt(ws, len(ws)); size > 0 && size < len(ws) {
			note(n.territory(e.Name), e.Name, true)
		}
	case "ORG":
		c.home = c.home || slices.ContainsFunc(ws, func(w word) bool { return n.places.own[w.stem] || n.places.own[w.key] })
		for i := range ws {
			if t, from, size := n.territoryAt(ws, i, territory{}, nil); size > 0 && from < i {
				note(t, joined(ws[from:i+size], func(w word) string { return w.text }), false)
			}
		}
	}
	return out
}

// kinds says what an asserted event tells of the person.
var kinds = map[string]Kind{
	"elected": Began, "appointed": Began, "reelected": Renewed, "dismissed": Ended, "resigned": Ended,
}

func (a *reading) event(e *pipeline.Event) {
	kind, ok := kinds[e.Type]
	if !ok || e.Modality != "asserted" || e.Person == "" || e.Post == "" {
		return
	}
	f := a.fact(kind, e.Person, e.Post, e.Organization, e.Place, e.Evidence, e.Rule)
	f.When, f.Stated, f.Evidence.Date = Days(e.Date), e.Date, strings.Clone(e.Date)
	f.Background = e.Background
	f.Elected = e.Type == "elected" || e.Type == "reelected"
	a.add(f)
}

// membership reads a post that an article states. Those that rest on an event are
// that event's to tell, save the mandate that somebody was registered for.
func (a *reading) membership(m *pipeline.Membership) {
	rule, _, _ := strings.Cut(m.Rule, "/")
	event, byEvent := strings.CutPrefix(rule, "event-")
	kind := Holds
	switch {
	case m.Past:
		kind = Held
	case byEvent && kinds[event] != "" && m.From == "":
		return
	case byEvent && kinds[event] == "":
		kind = Began
	}
	f := a.fact(kind, m.Person, m.Title, m.Organization, m.Place, m.Evidence, m.Rule)
	f.When = Range{Days(m.From).From, Days(m.To).To}
	f.Stated = m.From
	if m.From != "" || m.To != "" {
		f.Evidence.Date = strings.Trim(m.From+"/"+m.To, "/")
	}
	if kind == Began {
		f.When, f.Stated, f.Evidence.Date = a.registered(m, event)
	}
	a.add(f)
}

// registered finds when a mandate was registered.
func (a *reading) registered(m *pipeline.Membership, event string) (Range, string, string) {
	for _, e := range a.doc.Events {
		if e.Type == event && e.Person == m.Person && e.Modality == "asserted" {
			return Days(e.Date), e.Date, strings.Clone(e.Date)
		}
	}
	return Range{}, "", ""
}

func (a *reading) add(f Fact) {
	if f.Person != "" && !slices.ContainsFunc(a.facts, func(o Fact) bool {
		return o.Kind == f.Kind && o.Person == f.Person && o.Seat.Key == f.Seat.Key && o.Acting == f.Acting && o.Stated == f.Stated
	}) {
		a.facts = append(a.facts, f)
	}
}

func (a *reading) fact(kind Kind, person, title, org, place string, span pipeline.Span, rule string) Fact {
	name := strings.Clone(a.names[person].Name)
	seat, acting := a.seat(title, org, place)
	return Fact{
		Kind: kind, Person: a.person(person), Name: name, Acting: acting, Seat: seat, Org: strings.Clone(org), Place: strings.Clone(place),
		Evidence: Evidence{
			Article: strings.Clone(a.doc.ID), Published: strings.Clone(a.doc.Published),
			Start: span.Start, End: span.End, Quote: a.quote(span), Says: kind, Rule: strings.Clone(rule),
		},
	}
}

func (a *reading) seat(title, org, place string) (name *SeatName, acting bool) {
	n := a.namer
	body, at := a.names[org].Name, a.names[place].Name
	p, h := n.seat(n.post(title), body, at, a.settingFor(org), a.doc.ID+"/"+cmp.Or(org, place))
	w := seatWords{key: p.key + " | " + h.key, post: title, body: body, place: at}
	if k := len(h.territories); k > 0 && h.scoped {
		w.placeName = a.setting.names[h.territories[k-1].key()]
	}
	s := a.seats[w]
	if s == nil {
		w = seatWords{w.key, strings.Clone(title), strings.Clone(body), strings.Clone(at), strings.Clone(w.placeName)}
		s = n.seatName(w, p, h)
		a.seats[w] = s
	}
	return s, p.acting
}

func (n *Namer) seatName(w seatWords, p post, h home) *SeatName {
	s := &SeatName{
		Key: w.key, PostKey: p.key, Many: p.many, Scoped: h.scoped, Post: w.post, Body: w.body, Place: w.place,
		placeName: w.placeName, territories: h.territories, bodyWords: n.phrase(w.body), placeWords: n.phrase(w.place),
	}
	for _, t := range h.territories {
		s.placeWords += " " + t.name + " " + t.kind
	}
	s.words = p.key + " " + n.phrase(w.post) + " " + s.bodyWords + " " + s.placeWords
	return s
}

// settingFor is the setting for a body: the territory of the body that it belongs to
// is a better guess than the one that the article begins with.
func (a *reading) settingFor(org string) *setting {
	for child, n := org, 0; child != "" && n < 4; n++ {
		i := slices.IndexFunc(a.doc.Parents, func(p pipeline.Parent) bool { return p.Child == child })
		if i < 0 {
			break
		}
		child = a.doc.Parents[i].Parent
		var own setting
		own.ranks, own.names = map[string][]territory{}, map[string]string{}
		if all := a.namer.territoriesOf(a.names[child], &own); len(all) > 0 {
			s := *a.setting
			s.lead = all[len(all)-1]
			return &s
		}
	}
	return a.setting
}

// quote cuts the sentence out of the text.
func (a *reading) quote(span pipeline.Span) string {
	if q, ok := a.quotes[span]; ok {
		return q
	}
	if a.text == nil {
		a.text = []rune(a.doc.Text)
	}
	q := ""
	if 0 <= span.Start && span.Start <= span.End && span.End <= len(a.text) {
		q = strings.Join(strings.Fields(string(a.text[span.Start:span.End])), " ")
	}
	a.quotes[span] = q
	return q
}

// person names who an entity is. By the name alone only those are told whose given
// name and surname are known; others are somebody in this article.
func (a *reading) person(entity string) string {
	if entity == "" {
		return ""
	}
	if a.identify != nil {
		if key := a.identify(a.doc.ID, entity); key != "" {
			return strings.Clone(key)
		}
	}
	if key, ok := a.namer.nameKey(a.names[entity].Name); ok {
		return key
	}
	return a.doc.ID + "#" + entity
}

// nameKey folds a full name: given name and surname in either order, without the
// patronymic beside them. ok is false for initials and single names.
func (n *Namer) nameKey(name string) (key string, ok bool) {
	if strings.ContainsRune(name, '.') {
		return "", false
	}
	var parts, rest []string
	for f := range strings.FieldsSeq(name) {
		k := kazakh.Key(f)
		parts = append(parts, k)
		if !slices.ContainsFunc(n.patronymics, func(end string) bool { return len(k) > len(end)+2 && strings.HasSuffix(k, end) }) {
			rest = append(rest, k)
		}
	}
	if len(parts) < 2 {
		return "", false
	}
	if len(parts) == 3 && len(rest) == 2 {
		parts = rest
	}
	slices.Sort(parts)
	return strings.Join(parts, " "), true
}
