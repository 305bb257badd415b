package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ingest"
	"github.com/seed50815598/derek/internal/register"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// further articles name people of each other and contradict each other.
var further = []corpus.Article{
	{ID: "x1", Published: "2024-03-06", Title: "Әкім сайланды", Text: "Әкім сайланды\nҚасым-Жомарт Тоқаев Сарыағаш ауданына келді. 2024 жылғы 5 наурызда Сарыағаш ауданының әкімі болып Әсет Болатов сайланды."},
	{ID: "x2", Published: "2024-03-06", Title: "Ауданда жаңа әкім", Text: "Ауданда жаңа әкім\nПрезидент Қасым-Жомарт Тоқаев құттықтады. 2024 жылғы 5 наурызда Сарыағаш ауданының әкімі болып Марат Серіков сайланды."},
}

// newDesk is a desk over the built-in articles.
func newDesk(tb testing.TB) *Desk {
	tb.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	pipe := pipeline.New(lex, nil)
	arch, err := archive.Open(tb.TempDir(), archive.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	ix := search.Open(arch, lex)
	reg, err := register.Open(tb.Context(), arch, lex, pipe.Key)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := errors.Join(reg.Close(), ix.Close(), arch.Close()); err != nil {
			tb.Error(err)
		}
	})
	articles := func(yield func(corpus.Article, error) bool) {
		for _, art := range append(corpus.Builtin(), further...) {
			if !yield(art, nil) {
				return
			}
		}
	}
	if _, err := ingest.Run(tb.Context(), arch, ix, pipe, articles, ingest.Options{Now: func() time.Time { return time.Unix(0, 0) }}); err != nil {
		tb.Fatal(err)
	}
	d := New(arch, ix, reg, lex, Options{Explain: func() (Explainer, error) { return pipe, nil }})
	if err := d.CatchUp(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestDesk(t *testing.T) {
	d := newDesk(t)
	t.Run("search", func(t *testing.T) { testSearch(t, d) })
	t.Run("article", func(t *testing.T) { testArticle(t, d) })
	t.Run("people", func(t *testing.T) { testPeople(t, d) })
	t.Run("posts", func(t *testing.T) { testPosts(t, d) })
	t.Run("events", func(t *testing.T) { testEvents(t, d) })
	t.Run("suggest", func(t *testing.T) { testSuggest(t, d) })
	t.Run("statistics", func(t *testing.T) { testStats(t, d) })
	t.Run("explain", func(t *testing.T) { testExplain(t, d) })
	t.Run("refusals", func(t *testing.T) { testRefusals(t, d) })
}

func testSearch(t *testing.T, d *Desk) {
	t.Helper()
	for _, q := range []SearchQuery{
		{Text: "сайлау", Limit: 7},
		{Text: "saılaý", Sort: ByDate, Limit: 9},
		{Limit: 50},
		{Text: "сайлау", From: "2020", To: "2024-06", Limit: 5},
		{Text: "сайлау", Filters: map[string][]string{"event": {"elected"}}, Limit: 4},
		{Text: "әкім", Exact: true, Limit: 6},
	} {
		var ids []string
		var total int
		page := q
		for {
			found, err := d.Search(t.Context(), page)
			if err != nil {
				t.Fatalf("%+v: %v", page, err)
			}
			total = found.Total
			for _, h := range found.Hits {
				ids = append(ids, h.ID)
			}
			if page.Cursor = found.Next; found.Next == "" {
				break
			}
		}
		var all []string
		for h, err := range d.SearchAll(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, h.ID)
			if q.From != "" && (h.Published < q.From || h.Published > q.To+"~") {
				t.Errorf("%+v finds an article of %q", q, h.Published)
			}
		}
		if total == 0 || len(ids) != total || !slices.Equal(ids, all) {
			t.Errorf("%+v: %d in all, %d on pages, %d of all; the same %t", q, total, len(ids), len(all), slices.Equal(ids, all))
		}
	}
	loose, err := d.Search(t.Context(), SearchQuery{Text: "сайлауға", Facets: true})
	if err != nil {
		t.Fatal(err)
	}
	exact, err := d.Search(t.Context(), SearchQuery{Text: "сайлауға", Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	if exact.Total == 0 || exact.Total >= loose.Total {
		t.Errorf("exact finds %d, not exact %d", exact.Total, loose.Total)
	}
	again, err := d.Search(t.Context(), SearchQuery{Text: "сайлауға", Facets: true, Sort: ByDate})
	if err != nil || fmt.Sprint(again.Facets, again.Histogram) != fmt.Sprint(loose.Facets, loose.Histogram) {
		t.Errorf("facets from memory differ, %v", err)
	}
	dated := 0
	for _, c := range loose.Histogram {
		dated += c.Count
	}
	if len(loose.Facets) != len(SearchFacets) || dated == 0 || dated > loose.Total {
		t.Errorf("%d facets, %d of %d articles in the histogram", len(loose.Facets), dated, loose.Total)
	}
	wide, err := d.Search(t.Context(), SearchQuery{Text: "қа* сайлау"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(wide.Cut, []string{"қа*"}) || len(loose.Cut) > 0 {
		t.Errorf("words that stand for too many: %v and %v", wide.Cut, loose.Cut)
	}
}

func testArticle(t *testing.T, d *Desk) {
	t.Helper()
	a, err := d.Article(t.Context(), "000")
	if err != nil {
		t.Fatal(err)
	}
	if a.Document.ID != "000" || len(a.Identities) != len(a.Document.Entities) || len(a.Sources) != 1 || a.Version == "" {
		t.Errorf("%d of %d identities, %d sources, version %q", len(a.Identities), len(a.Document.Entities), len(a.Sources), a.Version)
	}
	near := false
	for id := range d.allArticles(t) {
		a, err := d.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		near = near || len(a.Neighbours) > 0
		for _, n := range a.Neighbours {
			if n.ID == id || n.Shared == 0 {
				t.Errorf("%s has the neighbour %+v", id, n)
			}
		}
		for _, s := range a.Similar {
			if s.ID == id {
				t.Errorf("%s is similar to itself", id)
			}
		}
	}
	if !near {
		t.Error("no article has a neighbour")
	}
	if _, err := d.Article(t.Context(), "zz"); !errors.Is(err, ErrNotFound) {
		t.Errorf("no article: %v", err)
	}
}

func (d *Desk) allArticles(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for h, err := range d.SearchAll(t.Context(), SearchQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		all[h.ID] = true
	}
	return all
}

func testPeople(t *testing.T, d *Desk) {
	t.Helper()
	names, err := d.Persons(t.Context(), NameQuery{Limit: 50})
	if err != nil || len(names.Names) != 50 || names.Next == "" {
		t.Fatalf("%v, %v", names, err)
	}
	tenures, together := 0, 0
	for _, n := range names.Names {
		p, err := d.Person(t.Context(), n.ID, IdentityQuery{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != n.Name || len(p.Recent) == 0 {
			t.Errorf("%s is %s, in %d articles", n.Name, p.Name, len(p.Recent))
		}
		tenures, together = tenures+len(p.Tenures), together+len(p.Together)
		for _, x := range p.Tenures {
			if x.Person.ID != p.ID || x.Post.ID == "" || len(x.Evidence) == 0 || x.Evidence[0].Quote == "" {
				t.Errorf("%s: %+v", p.Name, x)
			}
		}
		for _, e := range p.Events {
			if e.Person == nil || e.Person.ID != p.ID || e.Quote == "" {
				t.Errorf("%s: %+v", p.Name, e)
			}
		}
	}
	if tenures == 0 || together == 0 {
		t.Errorf("%d tenures, %d together", tenures, together)
	}
	testBodies(t, d)
	if _, err := d.Organization(t.Context(), names.Names[0].ID, IdentityQuery{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a person is no organization: %v", err)
	}
}

func testBodies(t *testing.T, d *Desk) {
	t.Helper()
	if found, err := d.Organizations(t.Context(), NameQuery{Text: "komissia"}); err != nil || len(found.Names) == 0 {
		t.Fatalf("%v, %v", found, err)
	}
	orgs, err := d.Organizations(t.Context(), NameQuery{Limit: 100})
	if err != nil || len(orgs.Names) == 0 {
		t.Fatalf("%v, %v", orgs, err)
	}
	kin, leaders := 0, 0
	for _, n := range orgs.Names {
		o, err := d.Organization(t.Context(), n.ID, IdentityQuery{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		kin, leaders = kin+len(o.Parents)+len(o.Children), leaders+len(o.Leaders)
	}
	if kin == 0 || leaders == 0 {
		t.Errorf("%d parents and children, %d leaders", kin, leaders)
	}
	places, err := d.Places(t.Context(), NameQuery{Limit: 5})
	if err != nil || len(places.Names) != 5 {
		t.Fatalf("%v, %v", places, err)
	}
	for _, n := range places.Names {
		first, err := d.Place(t.Context(), n.ID, IdentityQuery{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if first.Next == "" {
			continue
		}
		second, err := d.Place(t.Context(), n.ID, IdentityQuery{Limit: 1, Cursor: first.Next})
		if err != nil || len(second.Recent) != 1 || second.Recent[0] == first.Recent[0] || second.Recent[0].Published > first.Recent[0].Published {
			t.Errorf("%v after %v, %v", second.Recent, first.Recent, err)
		}
	}
}

func testPosts(t *testing.T, d *Desk) {
	t.Helper()
	seen := map[string]bool{}
	q := PostQuery{Limit: 40}
	conflicts, gaps := 0, 0
	for {
		page, err := d.Posts(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Posts {
			if seen[s.ID] {
				t.Errorf("%s comes twice", s.Label)
			}
			seen[s.ID] = true
			p, err := d.Post(t.Context(), s.ID, HolderQuery{Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			if len(p.ConflictList) != s.Conflicts || len(p.GapList) != s.Gaps || p.Next == "" && len(p.Tenures) != s.Holders {
				t.Errorf("%s: %d conflicts, %d gaps, %d tenures; want %+v", s.Label, len(p.ConflictList), len(p.GapList), len(p.Tenures), s)
			}
			conflicts, gaps = conflicts+s.Conflicts, gaps+s.Gaps
			for _, x := range p.Tenures {
				if x.FirstSeen == "" {
					continue
				}
				on, err := d.Post(t.Context(), s.ID, HolderQuery{On: x.FirstSeen})
				if err != nil || !slices.ContainsFunc(on.Tenures, func(y Tenure) bool { return y.Person == x.Person && y.On == "stated" }) {
					t.Errorf("%s, %s on %s: %v, %v", s.Label, x.Person.Name, x.FirstSeen, on, err)
				}
			}
		}
		if q.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if conflicts == 0 || gaps == 0 {
		t.Errorf("%d conflicts, %d gaps", conflicts, gaps)
	}
	elections, err := d.Elections(t.Context(), ElectionQuery{})
	if err != nil || len(elections.Elections) == 0 {
		t.Fatalf("%v, %v", elections, err)
	}
	for _, e := range elections.Elections {
		if len(e.Candidates) == 0 && e.Turnout == nil && e.Listed == nil {
			t.Errorf("an election without results: %+v", e)
		}
	}
}

func testEvents(t *testing.T, d *Desk) {
	t.Helper()
	all := 0
	for e, err := range d.EventsAll(t.Context(), EventQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		all++
		if e.Quote == "" || e.Trigger == "" {
			t.Errorf("%+v", e)
		}
	}
	paged, sum := 0, 0
	q := EventQuery{Limit: 37}
	for last := "~"; ; {
		page, err := d.Events(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			if e.Date > last {
				t.Errorf("%s after %s", e.Date, last)
			}
			last = e.Date
			paged++
		}
		if q.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	for _, kind := range EventTypes {
		for e, err := range d.EventsAll(t.Context(), EventQuery{Type: kind}) {
			if err != nil || e.Type != kind {
				t.Fatalf("%v, %v", e, err)
			}
			sum++
		}
	}
	if all == 0 || paged != all || sum != all {
		t.Errorf("%d events, %d on pages, %d by type", all, paged, sum)
	}
	votes, err := d.Events(t.Context(), EventQuery{Type: "elected", Modality: "asserted", From: "2024", To: "2024", Votes: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range votes.Events {
		if !strings.HasPrefix(e.Date, "2024") || e.Votes == nil && e.Percent == nil && e.Turnout == nil {
			t.Errorf("%+v", e)
		}
	}
}

func testSuggest(t *testing.T, d *Desk) {
	t.Helper()
	for _, text := range []string{"tokay", "Тоқа", "توقا"} {
		list, err := d.Suggest(t.Context(), text, 3)
		if err != nil || !slices.ContainsFunc(list, func(s Suggestion) bool { return s.Kind == SuggestPerson && strings.Contains(s.Name, "Тоқаев") }) {
			t.Errorf("%q: %v, %v", text, list, err)
		}
	}
	for kind, text := range map[string]string{SuggestOrg: "комисс", SuggestPlace: "Қараға", SuggestPost: "төраға"} {
		list, err := d.Suggest(t.Context(), text, 0)
		if err != nil || !slices.ContainsFunc(list, func(s Suggestion) bool { return s.Kind == kind }) {
			t.Errorf("%q: %v, %v", text, list, err)
		}
	}
	if list, err := d.Suggest(t.Context(), " - ", 0); err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}
}

func testStats(t *testing.T, d *Desk) {
	t.Helper()
	s, err := d.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.Articles == 0 || s.Persons == 0 || s.Organizations == 0 || s.Places == 0 || s.Posts == 0 || s.Tenures == 0 || len(s.EventMonths) == 0 ||
		len(s.Runs) != 1 || s.Pending != (Pending{}) {
		t.Errorf("%+v", s)
	}
	if again, err := d.Stats(t.Context()); err != nil || again != s {
		t.Errorf("counted twice, %v", err)
	}
	rev, err := d.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// While the present state is being counted, an earlier one answers, under another tag.
	d.counter = counter{last: &Stats{Articles: 7}, state: "earlier", busy: make(chan struct{})}
	if s, err := d.Stats(t.Context()); err != nil || s.Articles != 7 || !s.Older {
		t.Errorf("%+v, %v", s, err)
	}
	if now, err := d.Revision(t.Context()); err != nil || now == rev {
		t.Errorf("the same revision %q, %v", now, err)
	}
	d.counter = counter{last: &Stats{Articles: 7}, state: "earlier"}
	state, err := d.state(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.counter.busy = make(chan struct{})
	d.recount(t.Context(), state)
	if again, err := d.Stats(t.Context()); err != nil || again.Older || again.Articles != s.Articles {
		t.Errorf("%+v, %v", again, err)
	}
	if now, err := d.Revision(t.Context()); err != nil || now != rev {
		t.Errorf("revision %q, want %q, %v", now, rev, err)
	}
}

func testExplain(t *testing.T, d *Desk) {
	t.Helper()
	a, err := d.Article(t.Context(), "000")
	if err != nil {
		t.Fatal(err)
	}
	for kind, n := range map[string]int{
		FactMention: len(a.Document.Mentions), FactMembership: len(a.Document.Memberships), FactEvent: len(a.Document.Events),
	} {
		rows := 0
		for i := range n {
			x, err := d.Explain(t.Context(), "000", kind, i)
			if err != nil {
				t.Fatal(err)
			}
			if x.Rule == "" || x.Quote == "" || !x.Current {
				t.Errorf("%+v", x)
			}
			for _, r := range x.Rows {
				rows++
				if r.Text == "" {
					t.Errorf("%s %d: no row %s", kind, i, r.Place)
				}
			}
		}
		if n == 0 || rows == 0 {
			t.Errorf("%d of %s, with %d rows", n, kind, rows)
		}
		if _, err := d.Explain(t.Context(), "000", kind, n); !errors.Is(err, ErrNotFound) {
			t.Errorf("one too far: %v", err)
		}
	}
}

func testRefusals(t *testing.T, d *Desk) {
	t.Helper()
	long := strings.Repeat("ә", 1001)
	ctx := t.Context()
	for name, ask := range map[string]func() error{
		"long query": func() error { _, err := d.Search(ctx, SearchQuery{Text: long}); return err },
		"query":      func() error { _, err := d.Search(ctx, SearchQuery{Text: "(a"}); return err },
		"filter": func() error {
			_, err := d.Search(ctx, SearchQuery{Filters: map[string][]string{"x": {"y"}}})
			return err
		},
		"order":         func() error { _, err := d.Search(ctx, SearchQuery{Sort: "x"}); return err },
		"from":          func() error { _, err := d.Search(ctx, SearchQuery{From: "2024-13"}); return err },
		"search cursor": func() error { _, err := d.Search(ctx, SearchQuery{Cursor: "x"}); return err },
		"page":          func() error { _, err := d.Search(ctx, SearchQuery{Limit: MaxPage + 1}); return err },
		"event type":    func() error { _, err := d.Events(ctx, EventQuery{Type: "x"}); return err },
		"modality":      func() error { _, err := d.Events(ctx, EventQuery{Modality: "x"}); return err },
		"event cursor":  func() error { _, err := d.Events(ctx, EventQuery{Cursor: "x"}); return err },
		"posts":         func() error { _, err := d.Posts(ctx, PostQuery{Text: long}); return err },
		"names":         func() error { _, err := d.Persons(ctx, NameQuery{Text: long}); return err },
		"suggest":       func() error { _, err := d.Suggest(ctx, long, 0); return err },
		"fact":          func() error { _, err := d.Explain(ctx, "000", "x", 0); return err },
	} {
		var wrong *RequestError
		if err := ask(); !errors.As(err, &wrong) || wrong.Reason == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, ask := range map[string]func() error{
		"person": func() error { _, err := d.Person(ctx, "P-x", IdentityQuery{}); return err },
		"post":   func() error { _, err := d.Post(ctx, "s0", HolderQuery{}); return err },
		"events": func() error { _, err := d.Events(ctx, EventQuery{Person: "P-x"}); return err },
		"fact":   func() error { _, err := d.Explain(ctx, "zz", FactEvent, 0); return err },
	} {
		if err := ask(); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
