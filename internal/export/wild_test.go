package export

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
)

// everyArchive runs a test over the built-in articles, and over documents that no rule
// has made, of values that formats break on.
func everyArchive(t *testing.T, test func(t *testing.T, from Selection)) {
	t.Helper()
	t.Run("corpus", func(t *testing.T) { test(t, bench(t)) })
	t.Run("wild", func(t *testing.T) {
		from, err := wild()
		if err != nil {
			t.Fatal(err)
		}
		test(t, from)
	})
}

// wildPieces are what texts and names are made of: signs of all formats, line ends, control
// characters, characters beyond 16 bits and beyond XML, and what changes the direction of
// writing.
var wildPieces = []string{
	"сайлау", "Әкім", "мәслихат", "төраға", "Saılaý", "اكىم", "a", " ", " ", " ", " ", "\"", "\"\"", "'", ",", ";", "|", "\\", "\\n", "/", "#", "%00", "$(x)", "*", "~",
	"\n", "\n\n", "\r\n", "\r", "\t", "\v", "\f", "\x00", "\x01", "\x1b", "\x1f", "\x7f", "\u0085", "\u00a0", "\u200b", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\ufffd",
	"🎉", "👩‍👩‍👧‍👦", "🇰🇿", "е\u0301", "\u0301", "\u0334\u0335\u0336", "\u202eсыз\u202c", "\u200f", "\u2066", "\U0010ffff", "\ue000", "ﷺ", `\ud83d`, `\udc00`,
	"=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "<script>", "</data>", "&amp;", "&", "]]>", "<!--", "'; DROP TABLE articles;--", "T1\tPERSON 0 1\t", "E1\telected:T1", "-DOCSTART-", "O", "B-PERSON",
	"null", "NaN", "1e9", "000", "TRUE", "{\"a\":[1]}", "…", "№", "«", "»",
}

// A wilderness makes documents. The same seed makes the same.
type wilderness struct{ *rand.Rand }

func (w wilderness) pick(list ...string) string { return list[w.IntN(len(list))] }

// text is of n pieces.
func (w wilderness) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(w.pick(wildPieces...))
	}
	return b.String()
}

// name has something to see in it, as all that articles name.
func (w wilderness) name() string {
	return w.text(w.IntN(3)) + w.pick("Серік", "Айым", "🎉", "Аудан", "O'Brien", "b") + w.text(w.IntN(4))
}

func (w wilderness) date() string {
	return w.pick("", "2024", "2024-02", "2024-02-29", "1999-12-31", "0001")
}

func (w wilderness) share() *float64 {
	if w.IntN(2) == 0 {
		return nil
	}
	v := []float64{0, 100, 51.3, 1.0 / 3, 1e-9}[w.IntN(5)]
	return &v
}

// A wildText is the text of a document and where things may be in it.
type wildText struct {
	runes []rune
	spans []pipeline.Span // disjoint, in order
}

func (x *wildText) at(s pipeline.Span) string { return string(x.runes[s.Start:s.End]) }

// document has mentions, entities and statements of all kinds, in sentences that are
// its paragraphs.
func (w wilderness) document(n int) pipeline.Document {
	id := w.pick("", "=", "\"", ",", "\n", "|", "🎉", "/../", "\x00", "a b") + fmt.Sprint(n) + w.text(w.IntN(2))
	doc := pipeline.Document{
		ID: id, URL: w.pick("", "https://a.example/"+fmt.Sprint(n), "https://a.example/?a=\"б\"&c", "=cmd", "not an address\n", "javascript:alert(1)", "http://[::1]/%d0"),
		Source: w.text(w.IntN(3)), Title: w.text(w.IntN(6)), Published: w.pick("", "2024-02-29", "1999-12-31"),
		Lang: w.pick("kk", "ru", "mixed", "other"), Script: w.pick("cyrl", "latn", "arab", "mixed"), Text: w.text(5+w.IntN(200)) + "соңы",
		Sentences: []pipeline.Span{}, Mentions: []pipeline.Mention{}, Entities: []pipeline.Entity{}, Memberships: []pipeline.Membership{},
		Parents: []pipeline.Parent{}, Events: []pipeline.Event{},
	}
	if n%wildLong == 1 {
		doc.Text += strings.Repeat(w.pick("ұ", "🎉", "<", "\""), 50_000) + w.text(9) + "."
	}
	for i, kind := range []string{"PERSON", "ORG", "PLACE", "FACILITY", "PERSON", "ORG"} {
		e := pipeline.Entity{ID: kind[:1] + fmt.Sprint(i), Type: kind, Name: w.name(), Aliases: []string{}}
		for range w.IntN(3) {
			e.Aliases = append(e.Aliases, w.name())
		}
		if i == 1 || i == 2 { // found to be one in several documents
			e.Name = w.pick("Сарыағаш \"ауданы\"", "Түркістан, облыс\x00ы", e.Name)
		}
		doc.Entities = append(doc.Entities, e)
	}
	x := wildText{runes: []rune(doc.Text)}
	for at := w.IntN(4); at < len(x.runes); {
		end := min(len(x.runes), at+1+w.IntN(12))
		if w.IntN(40) == 0 {
			end = len(x.runes)
		}
		if s := (pipeline.Span{Start: at, End: end}); strings.TrimSpace(x.at(s)) != "" {
			x.spans = append(x.spans, s)
		}
		at = end + w.IntN(20)
	}
	if len(x.spans) == 0 {
		x.spans = []pipeline.Span{{Start: 0, End: len(x.runes)}}
	}
	doc.Sentences = append(doc.Sentences, pipeline.Span{Start: 0, End: len(x.runes)})
	w.mentions(&doc, &x)
	if n%wildLong == 0 {
		doc.Entities[n/wildLong%len(doc.Entities)].Name += strings.Repeat(w.pick("ұ", "🎉", "<", "\""), 50_000)
	}
	w.statements(&doc, &x)
	return doc
}

func (w wilderness) mentions(doc *pipeline.Document, x *wildText) {
	for _, s := range x.spans {
		kind := w.pick("PERSON", "TITLE", "ORG", "PLACE", "FACILITY", "DATE")
		m := pipeline.Mention{Type: kind, Start: s.Start, End: s.End, Text: x.at(s), Rule: w.pick("tagger", "a|b", ""), Lemma: w.pick("", w.text(2), w.date())}
		if i := slices.IndexFunc(doc.Entities, func(e pipeline.Entity) bool { return e.Type == kind }); i >= 0 {
			m.Entity = doc.Entities[i].ID
		}
		doc.Mentions = append(doc.Mentions, m)
		if inner := (pipeline.Span{Start: s.Start + 1, End: s.End}); kind == "ORG" && s.End-s.Start > 2 && strings.TrimSpace(x.at(inner)) != "" {
			doc.Mentions = append(doc.Mentions, pipeline.Mention{Type: "ORG", Start: inner.Start, End: inner.End, Text: x.at(inner), Entity: "O5", Rule: "nested"})
		}
	}
}

func (w wilderness) statements(doc *pipeline.Document, x *wildText) {
	maybe := func(ids ...string) string { return w.pick(append(ids, "")...) }
	where := func() pipeline.Span { return x.spans[w.IntN(len(x.spans))] }
	for range w.IntN(4) {
		doc.Memberships = append(doc.Memberships, pipeline.Membership{
			Person: maybe("P0", "P4"), Title: w.name(), Organization: maybe("O1", "O5"), Place: maybe("P2"), From: w.date(), To: w.date(),
			Past: w.IntN(2) == 0, Evidence: where(), Rule: w.name(),
		})
	}
	if w.IntN(2) == 0 {
		doc.Parents = append(doc.Parents, pipeline.Parent{Child: "O1", Parent: "O5", Evidence: where()})
	}
	for range w.IntN(4) {
		at := where()
		ev := pipeline.Event{
			Type: w.pick(eventTypes...), Modality: w.pick("asserted", "planned", "negated", "conditional", "reported"), Person: maybe("P0", "P4"),
			Post: maybe(w.name()), Organization: maybe("O1", "O5"), Place: maybe("P2"), Date: w.date(), Percent: w.share(), Turnout: w.share(), By: maybe("O5", w.name()),
			Trigger: pipeline.Trigger{Start: at.Start, End: at.End, Text: x.at(at)}, Background: w.IntN(2) == 0, Evidence: where(), Confidence: w.Float64(), Rule: w.name(),
		}
		if votes := w.IntN(1 << 40); w.IntN(2) == 0 {
			ev.Votes = &votes
		}
		doc.Events = append(doc.Events, ev)
	}
}

// wildDocuments is how many documents the wilderness has.
const wildDocuments = 80

// wildLong is how often one has a word of more than 100 KB, in its text or as a name.
const wildLong = 16

var wild = sync.OnceValues(func() (Selection, error) {
	ctx := context.Background()
	from, err := filled()
	if err != nil {
		return from, err
	}
	if from.Archive, err = archive.Open(benchFolder+"/wild", archive.Options{}); err != nil {
		return from, err
	}
	w := wilderness{rand.New(rand.NewPCG(8, 13))}
	var entries []archive.Entry
	for i := range wildDocuments {
		doc := w.document(i)
		entries = append(entries, archive.Entry{Document: doc, Article: corpus.Article{
			ID: doc.ID, URL: doc.URL, Source: doc.Source, Title: doc.Title, Published: doc.Published, Text: doc.Text, Author: w.text(w.IntN(2)), Place: "wild",
		}})
	}
	if _, err = from.Archive.Put(ctx, noon, from.Pipeline.Version(), entries); err == nil {
		_, err = from.Archive.Identify(ctx, from.Pipeline)
	}
	return from, err
})
