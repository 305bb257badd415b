package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/desk"
)

// hostile is an article that tries everything, at every place where an article can.
var hostile = corpus.Article{
	ID: `h"><img src=x onerror=alert(1)>`, Published: "2024-03-07", Source: `"><svg onload=alert(2)>`, URL: "javascript:alert(3)",
	Title: "\u202e" + `Сайлау <script>alert(4)</script>`,
	Text: "\u202e" + `Сайлау <script>alert(4)</script>` + "\n" + `<a href="data:text/html,<script>alert(5)</script>">Сарыағаш</a> ауданының әкімі болып «<b onmouseover=alert(6)>» Әсет Болатов сайланды.` +
		"\n{{.}} ${alert(7)} </textarea></title></style><!-- <iframe src=//evil.example> 2024 жылғы 5 наурызда Сарыағаш ауданының әкімі болып Марат Серіков сайланды.",
}

// places looks up the addresses of one of each kind.
func (b *bench) places(t *testing.T) map[string]string {
	t.Helper()
	places := map[string]string{"conflict": "/posts/" + into[desk.PostPage](t, b.ask(t, "/posts?conflicts=true")).Posts[0].ID}
	for _, p := range into[desk.NamePage](t, b.ask(t, "/persons?q=Ишанов")).Names {
		places["person"] = pageOf(p.ID)
	}
	for _, o := range into[desk.NamePage](t, b.ask(t, "/organizations?limit=100")).Names {
		found := into[desk.Organization](t, b.ask(t, "/organizations/"+o.ID))
		if places["body"] == "" && len(found.Leaders) > 0 && len(found.Parents)+len(found.Children) > 0 {
			places["body"] = pageOf(o.ID)
		}
	}
	places["place"] = pageOf(into[desk.NamePage](t, b.ask(t, "/places?q=Сарыағаш")).Names[0].ID)
	for _, p := range into[desk.PostPage](t, b.ask(t, "/posts?gaps=true")).Posts {
		places["gap"] = "/posts/" + p.ID
	}
	for name, at := range places {
		if at == "" {
			t.Fatalf("there is no %s", name)
		}
	}
	return places
}

// page asks for a page as a browser does that speaks a language.
func (b *bench) page(tb testing.TB, address, tongue string) (*httptest.ResponseRecorder, string) {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "http://localhost"+address, nil)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", tongue)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w, w.Body.String()
}

// What a person sees on each page.
func TestSubjects(t *testing.T) {
	b := newBench(t, Options{})
	at := b.places(t)
	tests := []struct {
		name, address string
		want          []string
	}{
		{"search", "/?q=saylau&event=elected", []string{"<mark>", "Events: elected", `class="bars"`, `href="/api/v1/search/export?event=elected&amp;format=csv&amp;q=saylau"`, `name="event" value="elected"`, "exact=true", "sort=date"}},
		{"days", "/?from=2024-01&to=2024-06", []string{"Days: 2024-01–2024-06", `value="2024-06"`}},
		{"person", at["person"], []string{"Өмірзақ Ишанов", `<figure class="timeline"`, `class="sure`, "2024-11-12", "Evidence", "elected", `href="/organizations/O-`, "All events"}},
		{"body", at["body"], []string{`<ul class="tree">`, "Who led it", `<figure class="timeline"`, "Structure"}},
		{"place", at["place"], []string{"Сарыағаш", `href="/posts/s`}},
		{"post with contradictions", at["conflict"], []string{"Contradictions", "Two", "Әсет Болатов", "Марат Серіков", `name="on"`}},
		{"post on a day", at["conflict"] + "?on=2024-03-06", []string{"Who held it on 2024-03-06", "Марат Серіков", "no end is known"}},
		{"post long before", at["conflict"] + "?on=1950", []string{"Nobody is known to have held it then."}},
		{"post with gaps", at["gap"], []string{"Gaps"}},
		{"posts", "/posts?conflicts=true", []string{`href="` + at["conflict"], "checked"}},
		{"people", "/people?q=ishanov", []string{"Өмірзақ Ишанов"}},
		{"organizations", "/organizations", []string{`href="/organizations/O-`, "rel=\"next\""}},
		{"places", "/places", []string{`href="/places/L-`}},
		{"events", "/events?type=elected&votes=true&from=2024", []string{"58.6\u00a0%", "96.9\u00a0%", "Өмірзақ Ишанов", `value="elected" selected`, "why?", "format=json"}},
		{"events of somebody", "/events?person=" + strings.TrimPrefix(at["person"], "/people/"), []string{"Person: Өмірзақ Ишанов"}},
		{"events by a name", "/events?type=elected&who=ishanov", []string{`value="ishanov"`, `<a href="/events?person=P-`, "type=elected", "Өмірзақ Ишанов"}},
		{"events by no name", "/events?who=zzzzqq", []string{"Type only the beginning of a name"}},
		{"elections", "/elections", []string{`class="results"`, `class="bar" width="58.6"`, "Turnout"}},
		{"statistics", "/stats", []string{"Events per month", "Kazakh", "Cyrillic", "Version of the lexicon", "None."}},
		{"help", "/help", []string{"сайлау~", `href="/?q=person%3a%d1%82`, "Keys"}},
		{"saved", "/saved", []string{`id="saved"`}},
		{"why of a mention", "/why?id=053&kind=mention&index=0", []string{"<code>", ".tsv:", "Dictionary form"}},
		{"why of an event", "/why?id=053&kind=event&index=0", []string{"сайлады", ".tsv:"}},
		{"article", "/article?id=053", []string{`class="no" href="#e1"`, `id="e1"`, `class="m PERSON said" href="/people/P-`, `id="show-PERSON"`, "All mentions", `href="/why?id=053&amp;index=0&amp;kind=event"`}},
		{"article that tells why", "/article?id=053&tell=why", []string{`class="m PERSON said" href="/why?id=053`}},
		{"neighbours", "/article?id=x2", []string{"Articles naming the same people"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, body := b.page(t, tt.address, "en")
			if w.Code != http.StatusOK {
				t.Errorf("status %d", w.Code)
			}
			for _, want := range tt.want {
				if !strings.Contains(body, want) {
					t.Errorf("no %q in\n%s", want, body)
				}
			}
			if len(body) > 100_000 {
				t.Errorf("%d bytes", len(body))
			}
			for _, tongue := range tongues {
				w, body := b.page(t, tt.address, tongue+"-KZ,en;q=0.5")
				if w.Code != http.StatusOK || !strings.Contains(body, `<html lang="`+tongue+`">`) || !strings.Contains(body, ">"+spoken()[tongue]["nav.elections"]+"</a>") {
					t.Errorf("in %s: status %d", tongue, w.Code)
				}
			}
		})
	}
}

// risky is what no tag of ours has: script and style inside, handlers; foreign are
// addresses that run something.
var (
	risky   = regexp.MustCompile(`(?i)<script(?: [^>]*)?>[^<]|<[^>]*\son\w+\s*=|<[^>]*\sstyle\s*=|<style|<iframe|<(?:img|object|embed|base)\b`)
	foreign = regexp.MustCompile(`(?i)(?:href|src|action)="(?:javascript|data|vbscript):|src="//|ZgotmplZ`)
)

// Whatever an article says is text, on every page that shows it.
func TestHostilePages(t *testing.T) {
	b := newBench(t, Options{})
	err := b.ingest(t, func(yield func(corpus.Article, error) bool) { yield(hostile, nil) })
	if err != nil {
		t.Fatal(err)
	}
	if err := b.desk.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := url.QueryEscape(hostile.ID)
	addresses := []string{
		"/?q=" + url.QueryEscape("сайлау"), "/?source=" + url.QueryEscape(hostile.Source), "/?q=" + url.QueryEscape(`"><script>alert(8)</script>`),
		"/?from=" + url.QueryEscape(`"><b>`), "/?person=" + url.QueryEscape(`"><script>alert(9)</script>`), "/article?id=" + id, "/article?tell=why&id=" + id,
		"/events?from=2024-03", "/elections", "/stats", "/people?q=" + url.QueryEscape(`"><script>`), "/posts?q=" + url.QueryEscape(`"><script>`),
		"/why?kind=event&index=0&id=" + id, "/why?kind=mention&index=0&id=" + id, "/nothing/" + url.PathEscape(`"><script>`), "/login?next=" + url.QueryEscape("javascript:alert(1)"),
	}
	for _, at := range b.places(t) {
		addresses = append(addresses, at)
	}
	seen := 0
	for _, address := range addresses {
		_, body := b.page(t, address, "en")
		own := regexp.MustCompile(`<script src="/app\.js\?v=[\w-]+" defer></script>`).ReplaceAllString(body, "")
		bare := regexp.MustCompile(`="[^"]*"`).ReplaceAllString(own, `="_"`)
		if found := risky.FindString(bare) + foreign.FindString(own); found != "" || strings.Contains(own, "<script") {
			t.Errorf("%s: %q in\n%s", address, found, own)
		}
		seen += strings.Count(own, "&lt;script&gt;alert(4)")
		if strings.ContainsRune(body, '\u202e') {
			t.Errorf("%s: an article turns the direction of writing", address)
		}
	}
	if seen < 3 {
		t.Errorf("the hostile article shows %d times", seen)
	}
}

// Choices are kept by the browser, set by a form of ours only, and win over what the
// browser asks for.
func TestSettings(t *testing.T) {
	s := newServer(t)
	send := func(form url.Values, site string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/settings", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		r.Header.Set("Sec-Fetch-Mode", "navigate")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	w := send(url.Values{"lang": {"kk"}, "theme": {"dark"}, "next": {"/?q=%D1%81"}}, "same-origin")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/?q=%D1%81" || len(w.Result().Cookies()) != 2 {
		t.Fatalf("status %d: %q", w.Code, w.Header())
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/?q=%D1%81", nil)
	r.Header.Set("Accept-Language", "ru")
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	page := httptest.NewRecorder()
	s.ServeHTTP(page, r)
	if body := page.Body.String(); !strings.Contains(body, `<html lang="kk" data-theme="dark">`) {
		t.Errorf("%.300s", body)
	}
	if again := send(url.Values{"lang": {"zz"}, "next": {"//evil.example/"}}, "same-origin"); len(again.Result().Cookies()) != 0 || again.Header().Get("Location") != "/" {
		t.Errorf("%q", again.Header())
	}
	if other := send(url.Values{"lang": {"ru"}}, "cross-site"); other.Code != http.StatusForbidden || len(other.Result().Cookies()) != 0 {
		t.Errorf("from another site: status %d", other.Code)
	}
}

// A page that a browser has is not sent again, unless it would look otherwise.
func TestPageTags(t *testing.T) {
	b := newBench(t, Options{})
	w, _ := b.page(t, "/stats", "en")
	tag := w.Header().Get("ETag")
	ask := func(tongue string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/stats", nil)
		r.Header.Set("Accept-Language", tongue)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		b.ServeHTTP(w, r)
		return w.Code
	}
	if got := ask("en"); tag == "" || got != http.StatusNotModified {
		t.Errorf("tag %q: status %d", tag, got)
	}
	if got := ask("ru"); got != http.StatusOK {
		t.Errorf("in another language: status %d", got)
	}
	if w, _ := b.page(t, asset("app.js"), "en"); !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%q", w.Header())
	}
}

func TestColumns(t *testing.T) {
	months := []desk.Count{{Name: "2024-03", Count: 4}, {Name: "2023-12", Count: 1}, {Name: "", Count: 9}}
	c := columnsOf(months, func(from, to string) string { return from + ".." + to })
	if c == nil || len(c.Bars) != 2 || c.First != "2023-12" || c.Last != "2024-03" || c.Most != 4 || c.Yearly {
		t.Fatalf("%+v", c)
	}
	if b := c.Bars[1]; b.H != "100.0" || b.Y != "0.0" || b.X != "375.0" || b.Address != "2024-03..2024-03" || b.Count != 4 {
		t.Errorf("%+v", b)
	}
	c = columnsOf([]desk.Count{{Name: "1999-05", Count: 2}, {Name: "1999-07", Count: 1}, {Name: "2024-01", Count: 3}}, nil)
	if !c.Yearly || len(c.Bars) != 2 || c.Bars[0].Label != "1999" || c.Bars[0].Count != 3 || c.Bars[0].Address != "" {
		t.Errorf("%+v", c)
	}
	if columnsOf(nil, nil) != nil {
		t.Error("a chart of nothing")
	}
}

func TestTimeline(t *testing.T) {
	limit := func(basis, date, from, to string) desk.Limit {
		return desk.Limit{Basis: basis, Date: date, From: from, To: to}
	}
	list := []desk.Tenure{
		{Start: limit("stated", "2020", "2020-01-01", "2020-12-31"), End: limit("stated", "2022-07-01", "2022-07-01", "2022-07-01")},
		{Start: limit("bounded", "", "", "2022-09-10"), End: limit("open", "", "", ""), FirstSeen: "2022-09-10", LastSeen: "2023-02-01", Acting: true},
		{Start: limit("open", "", "", ""), End: limit("open", "", "", "")},
	}
	line := timelineOf(spoken()["en"], list, func(*desk.Tenure) (string, string) { return "a", "/b" })
	if line == nil || len(line.Rows) != 2 || line.More != 1 || len(line.Years) < 4 || line.Years[0].Name != "2020" {
		t.Fatalf("%+v", line)
	}
	if r := line.Rows[0]; r.X != "10.0" || r.W == "" || r.Days != "2020 – 2022-07-01" || r.Open {
		t.Errorf("%+v", r)
	}
	if r := line.Rows[1]; !r.Open || !r.Acting || r.Days != "by 2022-09-10 – …, last seen 2023-02-01" || !r.End {
		t.Errorf("%+v", r)
	}
	list = []desk.Tenure{
		{Start: limit("stated", "2020", "2020-01-01", "2020-12-31"), End: limit("stated", "2030-12-01", "2030-12-01", "2030-12-01")},
		{Start: limit("stated", "2025-01-01", "2025-01-01", "2025-01-01"), End: limit("stated", "2025-06-01", "2025-06-01", "2025-06-01")},
		{Start: limit("open", "", "", ""), End: limit("open", "", "", "")},
	}
	long := timelineOf(spoken()["en"], list, func(*desk.Tenure) (string, string) { return strings.Repeat("ш", 200), "" })
	if r := long.Rows[1]; !r.End || r.TextX < coordinate(r.wide()) {
		t.Errorf("a long label is cut: %+v", r)
	}
	if timelineOf(spoken()["en"], list[2:], nil) != nil {
		t.Error("a picture of nothing")
	}
}

func TestTree(t *testing.T) {
	branch := func(name string, below ...desk.Branch) desk.Branch {
		return desk.Branch{Related: desk.Related{Ref: desk.Ref{ID: "O-" + name, Name: name}}, Branches: below}
	}
	o := &desk.Organization{Parents: []desk.Branch{branch("p", branch("top")), branch("q")}, Children: []desk.Branch{branch("c")}}
	o.Name = "self"
	var show func(list []*treeNode) string
	show = func(list []*treeNode) string {
		s := ""
		for _, n := range list {
			s += fmt.Sprintf("(%s%s)", n.Name, show(n.Nodes))
		}
		return s
	}
	if got, want := show(treeOf(o)), "(top(p(self(c))))(q(self))"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The title is not shown twice, and keeps its marks.
func TestHit(t *testing.T) {
	h := &desk.Hit{ArticleRef: desk.ArticleRef{ID: "1", Title: "Әкім сайланды"}, Snippets: []desk.Snippet{
		{Pieces: []desk.Piece{{Text: "Әкім "}, {Text: "сайланды", Match: true}, {Text: " Ауданда "}, {Text: "сайлау", Match: true}}, After: true},
		{Pieces: []desk.Piece{{Text: "тағы"}}, Before: true},
	}}
	v := hitOf(h)
	if got, want := fmt.Sprint(v.Heading, v.Rest), "[{Әкім  false} {сайланды true}] [{[{Ауданда  false} {сайлау true}] false true} {[{тағы false}] true false}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	h.Snippets[0].Pieces = h.Snippets[0].Pieces[:2]
	if v := hitOf(h); len(v.Rest) != 1 || len(v.Heading) != 2 {
		t.Errorf("of the title alone: %+v", v)
	}
	h.Title = "Басқа"
	if v := hitOf(h); len(v.Rest) != 2 || v.Heading[0].Text != "Басқа" {
		t.Errorf("of another title: %+v", v)
	}
	h.Title = ""
	if v := hitOf(h); v.Heading[0].Text != "1" {
		t.Errorf("of no title: %+v", v)
	}
}

func TestPlain(t *testing.T) {
	if got := plain("a\u202eb\u2066c\u200fd"); got != "abcd" {
		t.Errorf("%q", got)
	}
	for address, want := range map[string]bool{"https://a.example/x": true, "http://a.example": true, "javascript:alert(1)": false, "data:text/html,x": false, "//a.example": false, "": false, "https:": false} {
		if got := webAddress(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	if got := grouped(-1234567); got != "-1\u202f234\u202f567" {
		t.Errorf("%q", got)
	}
}

// Every example of the query help can be asked, and finds something here, save what
// speaks of names that the built-in articles lack.
func TestExamples(t *testing.T) {
	b := newBench(t, Options{})
	found := 0
	for _, e := range examples("en") {
		w, body := b.page(t, "/?q="+url.QueryEscape(e.Query), "en")
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", e.Query, w.Code)
		}
		if !strings.Contains(body, "Nothing found.") {
			found++
		}
	}
	if n := len(examples("en")); found < n-3 {
		t.Errorf("%d of %d examples find something", found, n)
	}
}
