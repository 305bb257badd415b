package register

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// A bench is an archive with its register.
type bench struct {
	*testing.T
	lex  *lexicon.Lexicon
	pipe *pipeline.Pipeline
	arch *archive.Archive
	reg  *Register
	docs []pipeline.Document
}

func newBench(t *testing.T) *bench {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, lex: lex, pipe: pipeline.New(lex, nil)}
	if b.arch, err = archive.Open(t.TempDir(), archive.Options{}); err != nil {
		t.Fatal(err)
	}
	if b.reg, err = Open(t.Context(), b.arch, lex, b.pipe.Key); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(b.reg.Close(), b.arch.Close()); err != nil {
			t.Error(err)
		}
	})
	b.docs = slices.Clone(documents())
	return b
}

// documents are the built-in articles, annotated once.
var documents = sync.OnceValue(func() []pipeline.Document {
	lex, err := lexicon.Default()
	if err != nil {
		panic(err)
	}
	pipe := pipeline.New(lex, nil)
	var docs []pipeline.Document
	for _, art := range corpus.Builtin() {
		docs = append(docs, pipe.Annotate(art))
	}
	return docs
})

// put stores documents and brings identities and register up to date.
func (b *bench) put(docs ...pipeline.Document) {
	b.Helper()
	var entries []archive.Entry
	for _, doc := range docs {
		entries = append(entries, archive.Entry{
			Article:  corpus.Article{ID: doc.ID, URL: doc.URL, Source: doc.Source, Title: doc.Title, Published: doc.Published, Text: doc.Text},
			Document: doc,
		})
	}
	if _, err := b.arch.Put(b.Context(), time.Unix(0, 0), "v", entries); err != nil {
		b.Fatal(err)
	}
	if _, err := b.arch.Identify(b.Context(), b.pipe); err != nil {
		b.Fatal(err)
	}
	b.catchUp()
}

func (b *bench) catchUp() {
	b.Helper()
	if _, _, err := b.reg.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// book is the ledger that a reading of the whole archive gives.
func (b *bench) book() *ledger.Ledger {
	b.Helper()
	ids := map[string]string{}
	for e, err := range b.arch.EntityIdentities(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		ids[e.Article+"/"+e.Entity] = e.Identity
	}
	reader := ledger.NewReader(ledger.NewNamer(b.lex, b.pipe.Key), func(article, entity string) string { return ids[article+"/"+entity] })
	book, err := ledger.Gather(b.Context(), b.arch.Documents(b.Context(), archive.Filter{}), reader)
	if err != nil {
		b.Fatal(err)
	}
	return book
}

// check compares the register with a reading of the whole archive.
func (b *bench) check() {
	b.Helper()
	book := b.book()
	want := map[string]*ledger.Seat{}
	for i := range book.Seats {
		want[seatID(book.Seats[i].Key)] = &book.Seats[i]
	}
	got := map[string]*Seat{}
	var after *Seat
	for {
		page, err := b.reg.Seats(b.Context(), SeatFilter{}, after, 100)
		if err != nil {
			b.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, s := range page {
			if got[s.ID] != nil {
				b.Errorf("seat %s comes twice", s.Label())
			}
			if s.Holders > 0 {
				got[s.ID] = s
			}
		}
		after = page[len(page)-1]
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		b.Fatalf("seats (-want +got):\n%s", diff)
	}
	for id, s := range got {
		w := want[id]
		if s.Label() != w.Label() || !slices.Equal(s.Names, w.Names) {
			b.Errorf("seat %q, also %q; want %q, also %q", s.Label(), s.Names, w.Label(), w.Names)
		}
		list, err := b.reg.Tenures(b.Context(), s, 0, 10_000)
		if err != nil {
			b.Fatal(err)
		}
		var tenures []ledger.Tenure
		for _, t := range list {
			tenures = append(tenures, t.Tenure)
		}
		options := cmp.Options{
			cmpopts.IgnoreUnexported(ledger.Tenure{}), cmpopts.IgnoreFields(ledger.Evidence{}, "Quote"),
			cmp.FilterValues(func(a, b []ledger.Evidence) bool { return len(a) > maxEvidence || len(b) > maxEvidence }, cmp.Ignore()),
		}
		if diff := cmp.Diff(w.Tenures, tenures, options); diff != "" {
			b.Errorf("%s (-want +got):\n%s", s.Label(), diff)
		}
	}
	state, err := b.reg.State(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if state.Conflicts != len(book.Conflicts) || state.Stale != 0 {
		b.Errorf("%d conflicts, %d stale; want %d and 0", state.Conflicts, state.Stale, len(book.Conflicts))
	}
}

// What is kept is what a reading of the whole archive gives, whatever was stored when.
func TestSameAsLedger(t *testing.T) {
	b := newBench(t)
	b.put(b.docs[:60]...)
	b.check()
	for i := 60; i < len(b.docs); i += 45 {
		b.put(b.docs[i:min(i+45, len(b.docs))]...)
	}
	b.check()

	// An article that says something else now, and one that is gone: its text has
	// become that of another.
	changed := b.docs[0]
	changed.Events, changed.Memberships = nil, nil
	gone := b.docs[1]
	gone.Text, gone.Sentences, gone.Mentions, gone.Entities, gone.Memberships, gone.Parents, gone.Events = b.docs[2].Text, nil, nil, nil, nil, nil, nil
	b.put(changed, gone)
	b.check()
}

// Who is decided to be one person holds the tenures of both.
func TestDecision(t *testing.T) {
	b := newBench(t)
	b.put(b.docs...)
	people, err := b.arch.FindIdentities(t.Context(), "PERSON", "", 0, false)
	if err != nil {
		t.Fatal(err)
	}
	var with []archive.Identity
	for _, p := range people {
		list, err := b.reg.TenuresOf(t.Context(), p.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) > 0 {
			with = append(with, p)
		}
	}
	if len(with) < 2 {
		t.Fatal("no two people with posts")
	}
	if _, err := b.arch.Join(t.Context(), time.Unix(1, 0), with[0].ID, with[1].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.arch.Identify(t.Context(), b.pipe); err != nil {
		t.Fatal(err)
	}
	b.catchUp()
	b.check()
}

func TestFind(t *testing.T) {
	b := newBench(t)
	b.put(b.docs...)
	for _, words := range []string{"аумақтық сайлау комиссиясының төрағасы", "aumaqtyq sailau komissiasy", "tóraǵa"} {
		list, err := b.reg.Seats(t.Context(), SeatFilter{Words: words}, nil, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			t.Errorf("%q finds no post", words)
		}
		for _, s := range list {
			again, err := b.reg.Seat(t.Context(), s.ID)
			if diff := cmp.Diff(s, again, cmp.AllowUnexported(Seat{})); err != nil || diff != "" {
				t.Errorf("%v, %s", err, diff)
			}
		}
	}
	if list, err := b.reg.Seats(t.Context(), SeatFilter{Words: "100% _"}, nil, 10); err != nil || len(list) > 0 {
		t.Errorf("%d posts of a wildcard, %v", len(list), err)
	}
	if _, err := b.reg.Seat(t.Context(), "s0"); !errors.Is(err, ErrNotFound) {
		t.Errorf("no post: %v", err)
	}
	contests, last, err := b.reg.Contests(t.Context(), ContestFilter{}, nil, 3)
	if err != nil || len(contests) != 3 {
		t.Fatalf("%d elections, %v", len(contests), err)
	}
	more, _, err := b.reg.Contests(t.Context(), ContestFilter{}, last, 3)
	if err != nil || len(more) == 0 || more[0].Day > contests[2].Day && contests[2].Day != "" {
		t.Errorf("the next elections: %v, %v", more, err)
	}
}

// A register of other rules is made anew; one that cannot be written is temporary.
func TestAnew(t *testing.T) {
	b := newBench(t)
	b.put(b.docs[:20]...)
	b.reg.version = "other"
	b.catchUp()
	b.check()
}

// A register that has not followed yet is empty, not broken.
func TestEmpty(t *testing.T) {
	b := newBench(t)
	if rev, err := b.reg.Revision(t.Context()); err != nil || rev != "" {
		t.Errorf("revision %q, %v", rev, err)
	}
	if state, err := b.reg.State(t.Context()); err != nil || state != (State{}) {
		t.Errorf("%+v, %v", state, err)
	}
	if n, err := b.reg.Change(t.Context()); err != nil || n != 0 {
		t.Errorf("change %d, %v", n, err)
	}
}
