package evaluate

import (
	"math"
	"strconv"

	"github.com/seed50815598/derek/pipeline"
)

// eventKey gives the key of an event; ok is false when the layer leaves it out.
type eventKey func(f *facts, ev pipeline.Event) (key string, ok bool)

func eventPerson(f *facts, ev pipeline.Event) (string, bool) {
	return join(ev.Type, fold(f.name(ev.Person))), ev.Modality == "asserted"
}

func eventPost(f *facts, ev pipeline.Event) (string, bool) {
	key, ok := eventPerson(f, ev)
	return join(key, fold(ev.Post), body(f.name(ev.Organization), f.name(ev.Place))), ok
}

func eventModality(f *facts, ev pipeline.Event) (string, bool) {
	return join(ev.Type, fold(f.name(ev.Person)), ev.Modality), true
}

func eventFull(f *facts, ev pipeline.Event) (string, bool) {
	key, _ := eventModality(f, ev)
	return join(key, fold(ev.Post), orgKey(f.name(ev.Organization)), fold(f.name(ev.Place)), ev.Date,
		votes(ev), number(ev.Percent), number(ev.Turnout), when(ev.Background, "background")), true
}

func (f *facts) events(key eventKey) []item {
	var out []item
	for _, ev := range f.doc.Events {
		if k, ok := key(f, ev); ok {
			out = append(out, f.event(k, ev))
		}
	}
	return out
}

func (f *facts) eventsOf(kind string) []item {
	return f.events(func(f *facts, ev pipeline.Event) (string, bool) {
		key, _ := eventModality(f, ev)
		return key, ev.Type == kind
	})
}

func (f *facts) event(key string, ev pipeline.Event) item {
	show := line(ev.Type, ev.Modality, f.name(ev.Person), ev.Post, f.name(ev.Organization), f.name(ev.Place), ev.Date,
		votes(ev), number(ev.Percent), number(ev.Turnout), when(ev.Background, "background"))
	return item{key, show, pipeline.Span{Start: ev.Trigger.Start, End: ev.Trigger.End}, ev.Rule}
}

func votes(ev pipeline.Event) string {
	if ev.Votes == nil {
		return ""
	}
	return strconv.Itoa(*ev.Votes)
}

// number writes percents to four digits, "" for none.
func number(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(math.Round(*n*1e4)/1e4, 'f', -1, 64)
}

// An attribute is a field of matched events. Right is counted among the pairs in
// which gold or output states a value.
type attribute struct {
	name  string
	value func(*facts, pipeline.Event) string
}

var attributes = []attribute{
	{"post", func(_ *facts, ev pipeline.Event) string { return fold(ev.Post) }},
	{"organization", func(f *facts, ev pipeline.Event) string { return orgKey(f.name(ev.Organization)) }},
	{"place", func(f *facts, ev pipeline.Event) string { return fold(f.name(ev.Place)) }},
	{"date", func(_ *facts, ev pipeline.Event) string { return ev.Date }},
	{"votes", func(_ *facts, ev pipeline.Event) string { return votes(ev) }},
	{"percent", func(_ *facts, ev pipeline.Event) string { return number(ev.Percent) }},
	{"turnout", func(_ *facts, ev pipeline.Event) string { return number(ev.Turnout) }},
	{"background", func(_ *facts, ev pipeline.Event) string { return when(ev.Background, "background") }},
	{"trigger", func(_ *facts, ev pipeline.Event) string { return fold(ev.Trigger.Text) }},
}

func (a attribute) judge(got, want *facts, pair eventPair) Accuracy {
	g, w := a.value(got, pair.got), a.value(want, pair.want)
	switch {
	case g == "" && w == "":
		return Accuracy{}
	case g == w:
		return Accuracy{1, 1}
	}
	return Accuracy{0, 1}
}

// An eventPair is a found event and the gold event that it is.
type eventPair struct{ got, want pipeline.Event }

// pairEvents matches events of one type, person and modality, those with the most
// equal fields first; of equal pairs, those that stand first in gold.
func pairEvents(got, want *facts) []eventPair {
	var pairs []eventPair
	used := make([]bool, len(got.doc.Events))
	taken := make([]bool, len(want.doc.Events))
	for equal := len(attributes); equal >= 0; equal-- {
		for i, w := range want.doc.Events {
			for j, g := range got.doc.Events {
				if taken[i] || used[j] || !samePerson(got, want, g, w) || agreement(got, want, g, w) != equal {
					continue
				}
				taken[i], used[j] = true, true
				pairs = append(pairs, eventPair{g, w})
			}
		}
	}
	return pairs
}

func samePerson(got, want *facts, g, w pipeline.Event) bool {
	a, _ := eventModality(got, g)
	b, _ := eventModality(want, w)
	return a == b
}

func agreement(got, want *facts, g, w pipeline.Event) int {
	n := 0
	for _, a := range attributes {
		if a.value(got, g) == a.value(want, w) {
			n++
		}
	}
	return n
}
