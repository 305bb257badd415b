package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// Event sentences: JSON lines {"sent_id","text","events":[…]}, one sentence a line,
// null for an unknown field.

// An EventSentence is one line.
type EventSentence struct {
	ID     string          `json:"sent_id"`
	Text   string          `json:"text"`
	Events []SentenceEvent `json:"events"`
}

// A SentenceEvent is one event of a sentence. In gold an optional event neither
// costs nor earns, and a prediction of one of AltTypes is as good as one of Type.
type SentenceEvent struct {
	Type     string   `json:"type"`
	AltTypes []string `json:"alt_types,omitempty"`
	Person   *string  `json:"person"`
	Post     *string  `json:"post"`
	Org      *string  `json:"org"`
	Place    *string  `json:"place"`
	Date     *string  `json:"date"`
	Modality *string  `json:"modality"`
	Optional bool     `json:"optional,omitempty"`
}

// SentenceEvents puts a document's events into the form that sentences are scored
// in: names for ids, nil for what is unknown.
func SentenceEvents(doc pipeline.Document) []SentenceEvent {
	f := newFacts(doc)
	value := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	out := make([]SentenceEvent, len(doc.Events))
	for i, ev := range doc.Events {
		out[i] = SentenceEvent{
			Type: sentenceType(ev), Person: value(f.name(ev.Person)), Post: value(ev.Post), Org: value(f.name(ev.Organization)),
			Place: value(f.name(ev.Place)), Date: value(ev.Date), Modality: value(ev.Modality),
		}
	}
	return out
}

// sentenceType: an election that is yet to take place is held, and planned, in a
// document; the guidelines of the sentences call it scheduled.
func sentenceType(ev pipeline.Event) string {
	if ev.Type == "election_held" && ev.Modality == "planned" {
		return "election_scheduled"
	}
	return ev.Type
}

// ReadEventSentences reads event sentences. An error names the line.
func ReadEventSentences(r io.Reader) ([]EventSentence, error) {
	var all []EventSentence
	seen := map[string]bool{}
	err := eachLine(r, func(_ int, line string) error {
		var s EventSentence
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			return err
		}
		if seen[s.ID] {
			return fmt.Errorf("sentence %q stands twice", s.ID)
		}
		seen[s.ID] = true
		all = append(all, s)
		return nil
	})
	return all, err
}

// sentenceFields are the compared fields in the order of the report.
var sentenceFields = []struct {
	name  string
	value func(SentenceEvent) *string
}{
	{"person", func(e SentenceEvent) *string { return e.Person }},
	{"post", func(e SentenceEvent) *string { return e.Post }},
	{"org", func(e SentenceEvent) *string { return e.Org }},
	{"place", func(e SentenceEvent) *string { return e.Place }},
	{"date", func(e SentenceEvent) *string { return e.Date }},
	{"modality", func(e SentenceEvent) *string { return e.Modality }},
}

// A SentenceReport is the result of scoring event sentences.
type SentenceReport struct {
	Type        Count       `json:"type"`
	TypePerson  Count       `json:"type_person"`
	Attributes  []Attribute `json:"attributes"`   // of matched events; a field counts when both sides leave it unknown too
	PostHead    Accuracy    `json:"post_head"`    // last word of the post, of matched events whose gold names a post
	Recall      []Attribute `json:"recall"`       // found events by gold type, types by name
	FalseAlarms Accuracy    `json:"false_alarms"` // sentences without events for which some were given: Right is how many
}

// EventSentences scores predictions against gold as tools/event_score.py does:
// within a sentence each gold event, optional ones last, takes the free prediction
// of its type, or one of its other types, with the most equal fields. A prediction
// that an optional event takes does not count; a sentence without predictions
// counts as one with none.
func EventSentences(gold, predicted []EventSentence) (SentenceReport, error) {
	if len(gold) == 0 {
		return SentenceReport{}, errors.New("evaluate: no gold sentences")
	}
	byID := map[string][]SentenceEvent{}
	for _, s := range predicted {
		byID[s.ID] = s.Events
	}
	t := sentenceTally{attributes: make([]Accuracy, len(sentenceFields)), recall: map[string]Accuracy{}}
	for _, s := range gold {
		t.sentence(s.Events, byID[s.ID])
	}
	return t.report(), nil
}

type sentenceTally struct {
	matched, spurious, missed int
	attributes                []Accuracy
	head                      Accuracy
	recall                    map[string]Accuracy
	alarms                    Accuracy
}

func (t *sentenceTally) sentence(gold, predicted []SentenceEvent) {
	if len(gold) == 0 {
		t.alarms = t.alarms.plus(hit(len(predicted) > 0))
	}
	gold = slices.Clone(gold)
	slices.SortStableFunc(gold, func(a, b SentenceEvent) int { return order(a.Optional) - order(b.Optional) })
	used := make([]bool, len(predicted))
	taken := 0
	for _, g := range gold {
		best := bestEvent(g, predicted, used)
		if best >= 0 {
			used[best] = true
			taken++
		}
		if g.Optional {
			continue
		}
		t.recall[g.Type] = t.recall[g.Type].plus(hit(best >= 0))
		if best < 0 {
			t.missed++
			continue
		}
		t.match(g, predicted[best])
	}
	t.spurious += len(predicted) - taken
}

func (t *sentenceTally) match(gold, predicted SentenceEvent) {
	t.matched++
	for i, f := range sentenceFields {
		t.attributes[i] = t.attributes[i].plus(hit(sameField(f.value(gold), f.value(predicted))))
	}
	if gold.Post != nil {
		t.head = t.head.plus(hit(predicted.Post != nil && lastWord(*gold.Post) == lastWord(*predicted.Post)))
	}
}

func (t *sentenceTally) report() SentenceReport {
	person := t.attributes[0].Right
	r := SentenceReport{
		Type:       Count{t.matched, t.spurious, t.missed},
		TypePerson: Count{person, t.matched + t.spurious - person, t.matched + t.missed - person},
		PostHead:   t.head, FalseAlarms: t.alarms,
	}
	for i, f := range sentenceFields {
		r.Attributes = append(r.Attributes, Attribute{f.name, t.attributes[i]})
	}
	r.Recall = listed(t.recall)
	return r
}

// bestEvent is the index of the free prediction that fits best, -1 for none; of
// equal ones the first.
func bestEvent(gold SentenceEvent, predicted []SentenceEvent, used []bool) int {
	best, most := -1, -1
	for i, p := range predicted {
		if used[i] || p.Type != gold.Type && !slices.Contains(gold.AltTypes, p.Type) {
			continue
		}
		equal := 0
		for _, f := range sentenceFields {
			equal += order(sameField(f.value(gold), f.value(p)))
		}
		if equal > most {
			best, most = i, equal
		}
	}
	return best
}

// sameField compares without regard to case, spaces and angled quotation marks; an
// unknown field is equal to an unknown one only.
func sameField(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return plain(*a) == plain(*b)
}

func plain(s string) string { return fold(strings.NewReplacer("«", "", "»", "").Replace(s)) }

func lastWord(s string) string {
	words := strings.Fields(plain(s))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

func hit(right bool) Accuracy { return Accuracy{order(right), 1} }

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Text renders the report as plain aligned tables.
func (r SentenceReport) Text() string {
	var b strings.Builder
	writeScores(&b, "events", []Score{{"type", r.Type}, {"type+person", r.TypePerson}})
	writeAttributes(&b, "matched events", append(slices.Clone(r.Attributes), Attribute{"post head", r.PostHead}))
	writeAttributes(&b, "recall", r.Recall)
	fmt.Fprintf(&b, "false alarms on sentences without events: %d of %d\n", r.FalseAlarms.Right, r.FalseAlarms.Of)
	return b.String()
}
