package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/tagger"
)

// shared is the pipeline that the tests of this package use; it is safe for all of
// them at once.
var shared = sync.OnceValues(func() (*pipeline.Pipeline, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	model, err := tagger.Builtin()
	if err != nil {
		return nil, err
	}
	return pipeline.New(lex, model), nil
})

func newPipeline(tb testing.TB) *pipeline.Pipeline {
	tb.Helper()
	p, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// TestPostsOfEvents: an article names the posts of its events, in whatever form: a
// word of each occurs, up to the letters that suffixes change. Who leaves a body
// was its member.
func TestPostsOfEvents(t *testing.T) {
	p := newPipeline(t)
	posts := 0
	for _, art := range corpus.Builtin() {
		text := strings.ToLower(art.Text)
		for _, ev := range p.Annotate(art).Events {
			if ev.Post == "" || strings.HasPrefix(ev.Rule, "ranks/") {
				continue
			}
			posts++
			if !slices.ContainsFunc(strings.Fields(ev.Post), func(word string) bool {
				r := []rune(word)
				return strings.Contains(text, string(r[:min(len(r), 4)]))
			}) {
				t.Errorf("article %s: %s (%s) has post %q, which it does not name", art.ID, ev.Type, ev.Rule, ev.Post)
			}
		}
	}
	if posts < 100 {
		t.Errorf("got %d posts: too few to test anything", posts)
	}
}

func TestBuiltinDocuments(t *testing.T) {
	p := newPipeline(t)
	arts := corpus.Builtin()
	if len(arts) < 80 {
		t.Fatalf("got %d built-in articles: too few to test anything", len(arts))
	}
	scripts := map[string]int{}
	mentions := 0
	for _, art := range arts {
		doc := p.Annotate(art)
		checkDocument(t, art, doc)
		scripts[doc.Script]++
		mentions += len(doc.Mentions)
	}
	for _, script := range []string{"cyrl", "latn", "arab", "mixed"} {
		if scripts[script] == 0 {
			t.Errorf("no article in script %s, got %v", script, scripts)
		}
	}
	if mentions < 10*len(arts) {
		t.Errorf("got %d mentions in %d articles: too few to test anything", mentions, len(arts))
	}
}

// hostile is what articles carry between and inside words beside letters: each
// changes the count of code points, most change what the text is normalised to.
var hostile = []string{
	"\u00ad",           // soft hyphen
	"\u00a0",           // no-break space
	"\u0301",           // combining acute: stress marks of dictionaries
	"\u0306",           // combining breve: й in two code points
	"\u200d", "\ufeff", // zero-width joiner, byte order mark
	"\u200e", "\u202b", // left-to-right mark, right-to-left embedding
	"\u0640",               // tatweel
	"\U0001f5f3\ufe0f",     // ballot box, as an emoji
	"\U0001f1f0\U0001f1ff", // flag of Kazakhstan
	"\U0001d400",           // a mathematical capital, four bytes
	"\u2028", "\r\n", "\x00", "\ufffd",
}

// disturb inserts n hostile strings at random places.
func disturb(text string, n int, r *rand.Rand) string {
	runes := []rune(text)
	cuts := make([]int, n)
	for i := range cuts {
		cuts[i] = r.IntN(len(runes) + 1)
	}
	slices.Sort(cuts)
	var b strings.Builder
	last := 0
	for _, cut := range cuts {
		b.WriteString(string(runes[last:cut]))
		b.WriteString(hostile[r.IntN(len(hostile))])
		last = cut
	}
	b.WriteString(string(runes[last:]))
	return b.String()
}

func TestHostileText(t *testing.T) {
	p := newPipeline(t)
	r := rand.New(rand.NewPCG(1, 2))
	for _, art := range corpus.Builtin() {
		for _, every := range []int{1000, 60, 7} { // one insertion in so many bytes
			noisy := art
			noisy.Text = disturb(art.Text, 1+len(art.Text)/every, r)
			noisy.ID = fmt.Sprintf("%s/%d", art.ID, every)
			checkDocument(t, noisy, p.Annotate(noisy))
		}
	}
}

// What an article says must not depend on what was annotated before it, nor on
// which pipeline did it.
func TestAnnotateRemembersNothing(t *testing.T) {
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	used, arts := newPipeline(t), corpus.Builtin()
	for _, art := range arts {
		used.Annotate(art)
	}
	model, err := tagger.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	fresh := pipeline.New(lex, model)
	for _, art := range slices.Backward(arts) {
		if diff := cmp.Diff(fresh.Annotate(art), used.Annotate(art)); diff != "" {
			t.Errorf("article %s (-fresh +used):\n%s", art.ID, diff)
		}
	}
	used.Forget()
	for _, art := range arts {
		if diff := cmp.Diff(fresh.Annotate(art), used.Annotate(art)); diff != "" {
			t.Errorf("article %s (-fresh +after Forget):\n%s", art.ID, diff)
		}
	}
}

// checkDocument tests what holds for every document of an article in valid UTF-8.
func checkDocument(tb testing.TB, art corpus.Article, doc pipeline.Document) {
	tb.Helper()
	c := checker{TB: tb, id: art.ID, runes: []rune(doc.Text), types: map[string]string{"": ""}}
	if doc.Text != art.Text {
		c.fault("the text is not the article's")
	}
	for _, e := range doc.Entities {
		if _, twice := c.types[e.ID]; twice {
			c.fault("entity id %q stands twice or is empty", e.ID)
		}
		if e.Name == "" {
			c.fault("entity %s has no name", e.ID)
		}
		c.types[e.ID] = e.Type
	}
	c.sentences(doc.Sentences)
	c.mentions(doc)
	c.facts(doc)
}

// A checker collects the faults of one document.
type checker struct {
	testing.TB
	id    string
	runes []rune
	types map[string]string // type of each entity id
}

func (c checker) fault(format string, args ...any) {
	c.Helper()
	c.Errorf("article %s: %s", c.id, fmt.Sprintf(format, args...))
}

// span reports whether a span lies in the text and is not empty.
func (c checker) span(what string, start, end int) bool {
	c.Helper()
	if start < 0 || start >= end || end > len(c.runes) {
		c.fault("%s is %d-%d of %d", what, start, end, len(c.runes))
		return false
	}
	return true
}

func (c checker) text(what string, start, end int, text string) {
	c.Helper()
	if c.span(what, start, end) && string(c.runes[start:end]) != text {
		c.fault("%s is %q but %d-%d is %q", what, text, start, end, string(c.runes[start:end]))
	}
}

// entity tests that an id is known and of one of the types; "" among the types
// allows none.
func (c checker) entity(what, id string, types ...string) {
	c.Helper()
	if got, ok := c.types[id]; !ok || !slices.Contains(types, got) {
		c.fault("%s is entity %q of type %q, want one of %q", what, id, got, types)
	}
}

func (c checker) sentences(list []pipeline.Span) {
	c.Helper()
	end := 0
	for i, s := range list {
		if c.span(fmt.Sprintf("sentence %d", i), s.Start, s.End) && s.Start < end {
			c.fault("sentence %d starts at %d, before the end of the last one", i, s.Start)
		}
		end = s.End
	}
}

func (c checker) mentions(doc pipeline.Document) {
	c.Helper()
	seen := map[string]bool{}
	for i, m := range doc.Mentions {
		what := fmt.Sprintf("mention %d (%s)", i, m.Type)
		c.text(what, m.Start, m.End, m.Text)
		switch m.Type {
		case "TITLE", "DATE":
			c.entity(what, m.Entity, "")
		case "PERSON", "ORG", "PLACE", "FACILITY":
			c.entity(what, m.Entity, m.Type)
		default:
			c.fault("%s has an unknown type", what)
		}
		if m.Lemma == "" && m.Type != "DATE" || m.Rule == "" { // a day without a year has no ISO value
			c.fault("%s %q has lemma %q, rule %q", what, m.Text, m.Lemma, m.Rule)
		}
		seen[m.Entity] = true
		for _, before := range doc.Mentions[:i] {
			c.order(before, m)
		}
	}
	for _, e := range doc.Entities {
		if !seen[e.ID] && (e.Type != "PLACE" || !namedWithin(doc, e.Name)) {
			c.fault("entity %s (%s) has no mention", e.ID, e.Name)
		}
	}
}

// order tests two mentions, the first of which stands before the other: sorted, the
// longer first, and apart unless an organization lies inside an organization or a
// title.
func (c checker) order(a, b pipeline.Mention) {
	c.Helper()
	nests := b.Type == "ORG" && (a.Type == "ORG" || a.Type == "TITLE")
	smaller := b.End <= a.End && b.End-b.Start < a.End-a.Start
	switch {
	case b.Start < a.Start || b.Start == a.Start && b.End > a.End:
		c.fault("mentions %d-%d, %d-%d are out of order", a.Start, a.End, b.Start, b.End)
	case b.Start >= a.End:
	case !nests || !smaller:
		c.fault("%s %q and %s %q overlap", a.Type, a.Text, b.Type, b.Text)
	}
}

var (
	eventTypes = []string{
		"elected", "reelected", "appointed", "dismissed", "resigned", "nominated", "registered",
		"election_scheduled", "election_held",
	}
	modalities = []string{"asserted", "planned", "negated", "conditional", "reported"}
)

func (c checker) facts(doc pipeline.Document) {
	c.Helper()
	for i, m := range doc.Memberships {
		what := fmt.Sprintf("membership %d", i)
		c.entity(what, m.Person, "PERSON")
		c.entity(what, m.Organization, "ORG", "")
		c.entity(what, m.Place, "PLACE", "")
		c.span(what, m.Evidence.Start, m.Evidence.End)
		if m.Title == "" || m.Rule == "" {
			c.fault("%s has title %q, rule %q", what, m.Title, m.Rule)
		}
	}
	for i, p := range doc.Parents {
		what := fmt.Sprintf("parent %d", i)
		c.entity(what, p.Child, "ORG")
		c.entity(what, p.Parent, "ORG")
		c.span(what, p.Evidence.Start, p.Evidence.End)
	}
	for i, ev := range doc.Events {
		what := fmt.Sprintf("event %d (%s)", i, ev.Type)
		if !slices.Contains(eventTypes, ev.Type) || !slices.Contains(modalities, ev.Modality) {
			c.fault("%s has type %q, modality %q", what, ev.Type, ev.Modality)
		}
		c.entity(what, ev.Person, "PERSON", "")
		c.entity(what, ev.Organization, "ORG", "")
		c.entity(what, ev.Place, "PLACE", "")
		c.text(what+" trigger", ev.Trigger.Start, ev.Trigger.End, ev.Trigger.Text)
		if c.span(what, ev.Evidence.Start, ev.Evidence.End) &&
			(ev.Trigger.Start < ev.Evidence.Start || ev.Trigger.End > ev.Evidence.End) {
			c.fault("%s: the trigger lies outside of the evidence", what)
		}
		if ev.Confidence < 0 || ev.Confidence > 1 || ev.Rule == "" {
			c.fault("%s has confidence %g, rule %q", what, ev.Confidence, ev.Rule)
		}
	}
}

// namedWithin reports whether the name of a place stands in that of a body.
func namedWithin(doc pipeline.Document, place string) bool {
	first, _, _ := strings.Cut(place, " ")
	return slices.ContainsFunc(doc.Mentions, func(m pipeline.Mention) bool {
		return m.Type == "ORG" && strings.Contains(kazakh.Lower(m.Lemma), kazakh.Lower(first))
	})
}
