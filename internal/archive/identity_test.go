package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/resolve"
)

var shared = sync.OnceValue(func() *pipeline.Pipeline {
	lex, err := lexicon.Default()
	if err != nil {
		panic(err)
	}
	return pipeline.New(lex, nil)
})

// news are articles about people who share names; the key is the id.
var news = map[string]string{
	"a1": "2024-03-01 Көктал ауданының әкімі Аңсар Өсербаев жиын өткізді.",
	"a2": "2024-03-02 Kóktal aýdanynyń ákimi Ańsar Óserbaev jıyn ótkizdi.",
	"a3": "2024-03-03 كوكتال اۋدانىنىڭ اكىمى اڭسار وسەرباەۆ جيىن وتكىزدى.",
	"a4": "2024-03-04 Көктал ауданының әкімі А.Өсербаев есеп берді.",
	"b1": "2024-03-01 Сарыжаз ауданының әкімі Аңсар Өсербаев тұрғындармен кездесті.",
	"b2": "2024-05-01 Сарыжаз ауданының әкімі Аңсар Өсербаев мектеп ашты.",
	"c1": "2024-05-02 Оңтүстік Қазақстан облыстық мәслихаты жиналды. Айгүл Оспанова сөйледі.",
	"c2": "2024-05-03 Түркістан облыстық мәслихаты жиналды. Айгүл Тілеуғазы сөйледі.",
}

func annotated(id, line string) pipeline.Document {
	date, text, _ := strings.Cut(line, " ")
	return shared().Annotate(corpus.Article{ID: id, Published: date, Text: text, Source: "Жаршы"})
}

func identify(t *testing.T, a *Archive) int {
	t.Helper()
	n, err := a.Identify(t.Context(), shared())
	must(t, err)
	if left, err := a.Unsettled(t.Context()); err != nil || left != 0 {
		t.Errorf("got %d unsettled, %v", left, err)
	}
	return n
}

// newsArchive stores news in that order and identifies after every batch.
func newsArchive(t *testing.T, ids []string, batch int) *Archive {
	t.Helper()
	a := open(t, t.TempDir(), Options{})
	for part := range slices.Chunk(ids, batch) {
		var docs []pipeline.Document
		for _, id := range part {
			docs = append(docs, annotated(id, news[id]))
		}
		put(t, a, day1, docs...)
		identify(t, a)
	}
	return a
}

func newsIDs() []string {
	var ids []string
	for id := range news {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// dump writes all that is derived of identities, without row numbers.
func dump(t *testing.T, a *Archive) string {
	t.Helper()
	var b strings.Builder
	lines, err := column(t.Context(), a.read, `SELECT i.seed || '|' || i.block || '|' || a.id || '|' || i.type || '|' || i.name || '|' || i.aliases || '|' || i.keys || '|' || i.members
		FROM identities i JOIN articles a ON a.n = i.article ORDER BY 1`)
	must(t, err)
	fmt.Fprintln(&b, strings.Join(lines, "\n"))
	for v, err := range a.EntityMembers(t.Context()) {
		must(t, err)
		m, err := findSeed(t.Context(), a.read, v.Seed)
		must(t, err)
		r, err := loadRoll(t.Context(), a.read, m.block)
		must(t, err)
		fmt.Fprintf(&b, "%v %d %+v\n", v, m.block, r.find(m.article, m.entity).profile(articleInfo{id: v.Article}))
	}
	for _, kind := range []string{"PERSON", "ORG", "PLACE", "FACILITY"} {
		list, err := a.FindIdentities(t.Context(), kind, "", 0, true)
		must(t, err)
		for _, id := range list {
			fmt.Fprintf(&b, "%+v\n", id)
		}
	}
	return b.String()
}

// people writes the articles of each person of a name, one a line.
func people(t *testing.T, a *Archive, name string) []string {
	t.Helper()
	list, err := a.FindIdentities(t.Context(), "PERSON", name, 0, true)
	must(t, err)
	var out []string
	for _, id := range list {
		var members []string
		for _, m := range id.Members {
			members = append(members, m.Article)
		}
		out = append(out, strings.Join(members, " "))
	}
	slices.Sort(out)
	return out
}

func wantPeople(t *testing.T, a *Archive, when string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, people(t, a, "Өсербаев")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
	checkIntegrity(t, a)
}

func TestIngestOrderDoesNotMatter(t *testing.T) {
	ids := newsIDs()
	want := dump(t, newsArchive(t, ids, len(ids)))
	slices.Reverse(ids)
	for _, batch := range []int{1, 3, len(ids)} {
		if diff := cmp.Diff(want, dump(t, newsArchive(t, ids, batch))); diff != "" {
			t.Errorf("in reversed order, %d at a time (-want +got):\n%s", batch, diff)
		}
	}
}

// testLone compares the identities of one member of each article with those of all.
func testLone(t *testing.T, a *Archive) {
	t.Helper()
	all, err := a.FindIdentities(t.Context(), "PERSON", "", 0, true)
	must(t, err)
	found := 0
	for _, id := range all {
		if id.Count > 1 {
			continue
		}
		found++
		list, err := a.LoneIdentities(t.Context(), "PERSON", id.Name, []string{id.Members[0].Article})
		must(t, err)
		if !slices.ContainsFunc(list, func(v Identity) bool {
			return v.ID == id.ID && v.Name == id.Name && slices.Equal(v.Aliases, id.Aliases)
		}) {
			t.Errorf("%s %s is not found in its article: %+v", id.ID, id.Name, list)
		}
		if list, err = a.LoneIdentities(t.Context(), "PERSON", "Басқа", []string{id.Members[0].Article}); err != nil || len(list) > 0 {
			t.Errorf("under another name: %+v, %v", list, err)
		}
	}
	if found == 0 {
		t.Error("nobody is named once")
	}
}

func TestPeople(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	wantPeople(t, a, "all", "a1 a2 a3 a4", "b1 b2")
	for _, name := range []string{"Ańsar", "аңсар өсербаев", "óserbaev ansar", "Өсер"} {
		if got := people(t, a, name); len(got) != 2 {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if got := people(t, a, "Айгүл"); len(got) != 2 {
		t.Errorf("got %v, want two of one given name", got)
	}
	testLone(t, a)
	orgs, err := a.FindIdentities(t.Context(), "ORG", "мәслихат", 1, true)
	must(t, err)
	if len(orgs) != 1 || len(orgs[0].Members) != 2 || orgs[0].Name != "Түркістан облыстық мәслихаты" {
		t.Errorf("got %+v, want the renamed oblast's council as one", orgs)
	}
	list, err := a.FindIdentities(t.Context(), "PERSON", "Өсербаев", 0, true)
	must(t, err)
	if len(list[0].Apart) != 1 || list[0].Apart[0].ID != list[1].ID || !strings.Contains(list[0].Apart[0].Reason, "Көктал ауданы / Сарыжаз ауданы") {
		t.Errorf("got apart %+v", list[0].Apart)
	}
	for _, m := range list[0].Members {
		id, err := a.IdentityOf(t.Context(), m.Article, m.Entity)
		if err != nil || id != list[0].ID {
			t.Errorf("%s/%s: got %q, %v, want %q", m.Article, m.Entity, id, err, list[0].ID)
		}
	}
	all := map[[2]string]string{}
	for v, err := range a.EntityIdentities(t.Context()) {
		must(t, err)
		all[[2]string{v.Article, v.Entity}] = v.Identity
	}
	for _, m := range list[0].Members {
		if got := all[[2]string{m.Article, m.Entity}]; got != list[0].ID {
			t.Errorf("%s/%s among all: got %q, want %q", m.Article, m.Entity, got, list[0].ID)
		}
	}
	if id, err := a.IdentityOf(t.Context(), "a1", "p9"); id != "" || err != nil {
		t.Errorf("unknown entity: got %q, %v", id, err)
	}
	if _, err := a.Identity(t.Context(), "P-none"); !errors.Is(err, ErrNoIdentity) {
		t.Errorf("unknown id: got %v", err)
	}
}

// An article that is removed, or says something else, takes exactly its members.
func TestArticleGone(t *testing.T) {
	ids := newsIDs()
	a := newsArchive(t, ids, 100)
	whole := dump(t, a)
	gone := annotated("a1", news["b1"]) // its text is that of b1 now: a1 is no article any more
	put(t, a, day2, gone)
	wantPeople(t, a, "before it is looked at again", "a2 a3 a4", "b1 b2")
	identify(t, a)
	wantPeople(t, a, "removed", "a2 a3 a4", "b1 b2")
	if diff := cmp.Diff(dump(t, newsArchive(t, slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "a1" }), 2)), dump(t, a)); diff != "" {
		t.Errorf("as if it had never been (-want +got):\n%s", diff)
	}
	put(t, a, day2, annotated("a1", news["a1"]))
	identify(t, a)
	if diff := cmp.Diff(whole, dump(t, a)); diff != "" {
		t.Errorf("back again (-want +got):\n%s", diff)
	}
	put(t, a, day2, annotated("a4", "2024-03-04 Ештеңе болған жоқ."))
	identify(t, a)
	wantPeople(t, a, "updated", "a1 a2 a3", "b1 b2")
}

// Only names that come or go are looked at again.
func TestOnlyWhatIsTouched(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	if n := identify(t, a); n != 0 {
		t.Errorf("looked at %d blocks with nothing new", n)
	}
	put(t, a, day2, annotated("d1", "2024-06-01 Ғарифолла Өтеғалиев кітап жазды."))
	if n := identify(t, a); n != 1 {
		t.Errorf("looked at %d blocks for one new name", n)
	}
}

// interrupted stops an Identify after a number of profiles or blocks.
type interrupted struct {
	*pipeline.Pipeline
	left int
	stop func()
}

func (p *interrupted) AppendProfiles(profiles []resolve.Profile, doc *pipeline.Document) []resolve.Profile {
	if p.left--; p.left < 0 {
		p.stop()
	}
	return p.Pipeline.AppendProfiles(profiles, doc)
}

func (p *interrupted) IdentityVersion() string { return "interrupted" }

func TestNewVersionStartsOver(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	want := dump(t, a)
	blocks, err := a.Identify(t.Context(), &interrupted{shared(), 1000, nil})
	if err != nil || blocks < 3 {
		t.Errorf("got %d blocks, %v", blocks, err)
	}
	if diff := cmp.Diff(want, dump(t, a)); diff != "" {
		t.Errorf("after starting over (-want +got):\n%s", diff)
	}
}

// meddling does something at the first profile of each article.
type meddling struct {
	*pipeline.Pipeline
	once map[string]func()
}

func (p *meddling) AppendProfiles(profiles []resolve.Profile, doc *pipeline.Document) []resolve.Profile {
	if f := p.once[doc.ID]; f != nil {
		delete(p.once, doc.ID)
		f()
	}
	return p.Pipeline.AppendProfiles(profiles, doc)
}

// What is stored, replaced or decided while Identify is at work does not get lost.
func TestIdentifyBesideWriter(t *testing.T) {
	ids := newsIDs()
	changed := annotated("a2", "2024-03-02 Сарыжаз ауданының әкімі Аңсар Өсербаев келді.")
	a := newsArchive(t, ids, 100)
	put(t, a, day1, changed, annotated("d1", "2024-06-01 Ғарифолла Өтеғалиев кітап жазды."), annotated("d2", "2024-07-01 Көктал ауданының әкімі Аңсар Өсербаев келді."))
	identify(t, a)
	want := dump(t, a)

	b := open(t, t.TempDir(), Options{})
	for _, id := range ids {
		put(t, b, day1, annotated(id, news[id]))
	}
	p := &meddling{shared(), map[string]func(){
		"a1": func() {
			put(t, b, day1, annotated("d2", "2024-07-01 Көктал ауданының әкімі Аңсар Өсербаев келді."))
		},
		"b2": func() { put(t, b, day1, changed) }, // which has been read
		"c1": func() {
			put(t, b, day1, annotated("d1", "2024-06-01 Ғарифолла Өтеғалиев кітап жазды."))
		},
	}}
	for range 2 {
		if _, err := b.Identify(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.once) > 0 {
		t.Errorf("%d articles were not looked at", len(p.once))
	}
	if diff := cmp.Diff(want, dump(t, b)); diff != "" {
		t.Errorf("stored beside (-want +got):\n%s", diff)
	}
	checkIntegrity(t, b)

	var joined Decision
	p.once["e1"] = func() {
		list, err := b.FindIdentities(t.Context(), "PERSON", "", 0, true)
		must(t, err)
		joined, err = b.Join(t.Context(), day2, list[0].ID, list[1].ID)
		must(t, err)
	}
	put(t, b, day2, annotated("e1", "2024-08-01 Көктал ауданының әкімі Аңсар Өсербаев қайта келді."))
	if _, err := b.Identify(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	x, err := b.Identity(t.Context(), joined.A.Seed)
	must(t, err)
	if y, err := b.Identity(t.Context(), joined.B.Seed); err != nil || x.ID != y.ID {
		t.Errorf("joined meanwhile, and they are %s and %s, %v", x.ID, y.ID, err)
	}
}

// What a crash leaves half done is done by the next Identify.
func TestIdentifyGoesOn(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	want := dump(t, a)
	_, err := a.write.ExecContext(t.Context(), `DELETE FROM identities WHERE type = 'PERSON';
		UPDATE members SET identity = NULL WHERE entity LIKE 'p%';
		INSERT INTO stale_blocks SELECT DISTINCT block, 1 FROM members WHERE identity IS NULL;`)
	must(t, err)
	if left, err := a.Unsettled(t.Context()); err != nil || left == 0 {
		t.Errorf("got %d unsettled, %v", left, err)
	}
	identify(t, a)
	if diff := cmp.Diff(want, dump(t, a)); diff != "" {
		t.Errorf("after going on (-want +got):\n%s", diff)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := a.Identify(ctx, &interrupted{shared(), 3, cancel}); err == nil {
		t.Error("stopped, and no error")
	}
	if _, err := a.Identify(t.Context(), &interrupted{shared(), 1000, nil}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, dump(t, a)); diff != "" {
		t.Errorf("after a stop (-want +got):\n%s", diff)
	}
}

func TestJoinApartUndo(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	rules := dump(t, a)
	list, err := a.FindIdentities(t.Context(), "PERSON", "Өсербаев", 0, true)
	must(t, err)
	one, other := list[0], list[1]

	joined, err := a.Join(t.Context(), day2, one.ID, other.ID)
	must(t, err)
	identify(t, a)
	wantPeople(t, a, "joined", "a1 b1 a2 a3 a4 b2")
	if got, err := a.Identity(t.Context(), other.ID); err != nil || got.ID != min2(one, other) {
		t.Errorf("the other id leads to %q, %v", got.ID, err)
	}
	if _, err := a.Join(t.Context(), day2, one.ID, other.ID); !errors.Is(err, ErrSame) {
		t.Errorf("joined again: got %v", err)
	}

	apart, err := a.KeepApart(t.Context(), day2, one.ID, "a4", "p1")
	must(t, err)
	identify(t, a)
	wantPeople(t, a, "one of them apart", "a1 b1 a2 a3 b2", "a4")

	// Decisions are data: they hold when all is worked out again, and when the article
	// comes back.
	before := dump(t, a)
	put(t, a, day2, annotated("a4", "2024-03-04 Ештеңе болған жоқ."))
	identify(t, a)
	put(t, a, day2, annotated("a4", news["a4"]))
	identify(t, a)
	if diff := cmp.Diff(before, dump(t, a)); diff != "" {
		t.Errorf("after a4 was gone (-want +got):\n%s", diff)
	}
	decided, err := a.Decisions(t.Context())
	if diff := cmp.Diff([]Decision{joined, apart}, decided); diff != "" || err != nil {
		t.Errorf("decisions: %v (-want +got):\n%s", err, diff)
	}

	undone, err := a.Undo(t.Context(), joined.Number)
	must(t, err)
	if diff := cmp.Diff(joined, undone); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
	identify(t, a)
	wantPeople(t, a, "join undone", "a1 a2 a3", "a4", "b1 b2")
	_, err = a.Undo(t.Context(), 0)
	must(t, err)
	identify(t, a)
	if diff := cmp.Diff(rules, dump(t, a)); diff != "" {
		t.Errorf("all undone (-want +got):\n%s", diff)
	}
	if _, err := a.Undo(t.Context(), 0); !errors.Is(err, ErrNoDecision) {
		t.Errorf("nothing to undo: got %v", err)
	}
}

// A join may tie together names that the rules never compare.
func TestJoinOfOtherNames(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	rules := dump(t, a)
	list, err := a.FindIdentities(t.Context(), "PERSON", "Айгүл", 0, true)
	must(t, err)
	_, err = a.Join(t.Context(), day2, list[0].ID, list[1].ID)
	must(t, err)
	identify(t, a)
	if diff := cmp.Diff([]string{"c1 c2"}, people(t, a, "Айгүл")); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
	put(t, a, day2, annotated("c3", "2024-06-02 Айгүл Тілеуғазы кітап жазды."))
	identify(t, a)
	if diff := cmp.Diff([]string{"c1 c2 c3"}, people(t, a, "Айгүл")); diff != "" {
		t.Errorf("with a new article (-want +got):\n%s", diff)
	}
	put(t, a, day2, annotated("c3", "2024-06-02 Ештеңе болған жоқ."))
	_, err = a.Undo(t.Context(), 0)
	must(t, err)
	identify(t, a)
	put(t, a, day2, annotated("c3", news["c1"]))
	identify(t, a)
	if diff := cmp.Diff(rules, dump(t, a)); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
}

func TestRefusedDecisions(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	person, err := a.FindIdentities(t.Context(), "PERSON", "Тілеуғазы", 1, true)
	must(t, err)
	org, err := a.FindIdentities(t.Context(), "ORG", "", 1, true)
	must(t, err)
	if _, err := a.Join(t.Context(), day2, person[0].ID, org[0].ID); !errors.Is(err, ErrTypes) {
		t.Errorf("a person and a body: got %v", err)
	}
	if _, err := a.Join(t.Context(), day2, person[0].ID, "P-none"); !errors.Is(err, ErrNoIdentity) {
		t.Errorf("unknown: got %v", err)
	}
	if _, err := a.KeepApart(t.Context(), day2, person[0].ID, "c2", "p1"); !errors.Is(err, ErrOnly) {
		t.Errorf("the only member: got %v", err)
	}
	if _, err := a.KeepApart(t.Context(), day2, person[0].ID, "a1", "p1"); !errors.Is(err, ErrNotMember) {
		t.Errorf("no member: got %v", err)
	}
	if list, err := a.Decisions(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("got decisions %v, %v", list, err)
	}
	reading := open(t, a.Dir(), Options{ReadOnly: true})
	if _, err := reading.Undo(t.Context(), 0); !errors.Is(err, ErrReadOnly) {
		t.Errorf("read-only: got %v", err)
	}
}

// min2 is the id that a join leaves: that of the one with the earlier first article.
func min2(x, y Identity) string {
	if y.Members[0].Article < x.Members[0].Article {
		return y.ID
	}
	return x.ID
}
