package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/ingest"
	"github.com/seed50815598/derek/internal/register"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// further articles name people of each other, contradict each other and are hostile.
var further = []corpus.Article{
	{ID: "x/1 &?", Published: "2024-03-06", Source: "=cmd", Title: "=1+1 " + evil, Text: "=1+1 " + evil + "\nҚасым-Жомарт Тоқаев Сарыағаш ауданына келді. 2024 жылғы 5 наурызда Сарыағаш ауданының әкімі болып Әсет Болатов сайланды."},
	{ID: "x2", Published: "2024-03-06", Title: "Ауданда жаңа әкім", Text: "Ауданда жаңа әкім\nПрезидент Қасым-Жомарт Тоқаев құттықтады. 2024 жылғы 5 наурызда Сарыағаш ауданының әкімі болып Марат Серіков сайланды."},
}

// A bench is a server over the built-in articles, and what it is made of.
type bench struct {
	*Server
	arch *archive.Archive
	ix   *search.Index
	pipe *pipeline.Pipeline
}

func builtin(yield func(corpus.Article, error) bool) {
	for _, art := range append(corpus.Builtin(), further...) {
		if !yield(art, nil) {
			return
		}
	}
}

func newBench(tb testing.TB, o Options) *bench {
	tb.Helper()
	arch, err := archive.Open(tb.TempDir(), archive.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	b := &bench{arch: arch, ix: search.Open(arch, lex), pipe: pipeline.New(lex, nil)}
	reg, err := register.Open(tb.Context(), arch, lex, b.pipe.Key)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := errors.Join(reg.Close(), b.ix.Close(), arch.Close()); err != nil {
			tb.Error(err)
		}
	})
	if err := b.ingest(tb, builtin); err != nil {
		tb.Fatal(err)
	}
	o.Desk = desk.New(arch, b.ix, reg, lex, desk.Options{Explain: func() (desk.Explainer, error) { return b.pipe, nil }})
	if err := o.Desk.CatchUp(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	b.Server = New(o)
	return b
}

func (b *bench) ingest(tb testing.TB, articles func(func(corpus.Article, error) bool)) error {
	tb.Helper()
	_, err := ingest.Run(tb.Context(), b.arch, b.ix, b.pipe, articles, ingest.Options{Now: func() time.Time { return time.Unix(0, 0) }})
	return err
}

// ask sends a request to the API; the address begins behind /api/v1.
func (b *bench) ask(tb testing.TB, address string, headers ...string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "http://127.0.0.1"+apiRoot+address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}

// into reads a JSON answer.
func into[T any](tb testing.TB, w *httptest.ResponseRecorder) (v T) {
	tb.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != http.StatusOK {
		tb.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
	}
	return v
}

// A description is openapi.json, as far as it is checked.
type description struct {
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name, In string
			Schema   struct {
				Type    string
				Enum    []string
				Maximum *int
				Pattern string
			}
		}
		Responses map[string]struct {
			Content map[string]struct{ Schema json.RawMessage }
		}
	}
}

// A checker validates answers against the description.
type checker struct {
	description
	compiler *jsonschema.Compiler
}

const docURL = "https://derek.invalid/openapi.json"

func newChecker(t *testing.T) *checker {
	t.Helper()
	c := &checker{compiler: jsonschema.NewCompiler()}
	if err := json.Unmarshal(openapi, &c.description); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(openapi))
	if err != nil {
		t.Fatal(err)
	}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource(docURL, doc); err != nil {
		t.Fatal(err)
	}
	return c
}

// check validates an answer of a path.
func (c *checker) check(t *testing.T, path string, w *httptest.ResponseRecorder) {
	t.Helper()
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	at := docURL + "#/components/responses/Problem/content/application~1problem+json/schema"
	if w.Code == http.StatusOK {
		if _, ok := c.Paths[path]["get"].Responses["200"].Content[kind]; !ok {
			t.Errorf("%s: %s is not described", path, kind)
			return
		}
		escaped := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path)
		at = docURL + "#/paths/" + escaped + "/get/responses/200/content/" + strings.ReplaceAll(kind, "/", "~1") + "/schema"
	} else if kind != "application/problem+json" {
		t.Errorf("%s: status %d as %s", path, w.Code, kind)
		return
	}
	schema, err := c.compiler.Compile(at)
	if err != nil {
		t.Fatal(err)
	}
	bodies := [][]byte{w.Body.Bytes()}
	if kind == "application/jsonl" {
		bodies = slices.Collect(bytes.Lines(w.Body.Bytes()))
	}
	for _, body := range bodies {
		var value any = string(body)
		if strings.Contains(kind, "json") {
			if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(body)); err != nil {
				t.Fatal(err)
			}
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s, status %d: %v", path, w.Code, err)
		}
	}
}

// samples are requests of each path that use every parameter with a good value; $name
// stands for an id that is looked up.
var samples = map[string][]string{
	"/search": {
		"/search", "/search?q=сайлау&facets=true&limit=3", "/search?q=saılaý&exact=true&sort=date&cursor=", "/search?person=Тоқаев&org=a&title=b&place=c&source=d",
		"/search?event=elected&event=appointed&year=2024&from=2024-01&to=2024-12-31", "/search?limit=2&cursor=$search",
	},
	"/search/export": {"/search/export?q=сайлау", "/search/export?format=json&sort=date", "/search/export?format=jsonl&exact=1&from=2020&to=2025&person=a&org=a&title=a&event=a&place=a&source=a&year=2024"},
	"/export": {
		"/export?q=сайлау", "/export?format=csv&exact=1&from=2024&to=2025&person=a&org=a&title=a&event=elected&place=a&source=a&year=2024", "/export?format=ftm&from=2024-11",
	},
	"/articles/{id}/export":      {"/articles/000/export?format=popolo", "/articles/x%2F1%20&%3F/export?format=brat", "/articles/x2/export"},
	"/persons/{id}/export":       {"/persons/$person/export?format=dossier", "/persons/$person/export?format=conll"},
	"/organizations/{id}/export": {"/organizations/$organization/export?format=graphml"},
	"/places/{id}/export":        {"/places/$place/export?format=sqlite", "/places/$place/export?format=parquet"},
	"/suggest":                   {"/suggest?q=tok", "/suggest?q=комис&limit=2", "/suggest"},
	"/articles/{id}":             {"/articles/000", "/articles/x%2F1%20&%3F", "/articles/x2"},
	"/articles/{id}/explain":     {"/articles/000/explain?kind=event", "/articles/000/explain?kind=mention&index=3", "/articles/x2/explain?kind=membership&index=0"},
	"/persons":                   {"/persons?limit=2", "/persons?q=toqaev", "/persons?limit=2&cursor=$persons"},
	"/persons/{id}":              {"/persons/$person?limit=1", "/persons/$person?limit=1&cursor=$person_next"},
	"/organizations":             {"/organizations?q=komissia&limit=2&cursor=", "/organizations"},
	"/organizations/{id}":        {"/organizations/$organization?limit=3&cursor="},
	"/places":                    {"/places?limit=3&q=&cursor=", "/places"},
	"/places/{id}":               {"/places/$place?limit=2&cursor="},
	"/posts":                     {"/posts?limit=2", "/posts?q=әкім&gaps=false&conflicts=true", "/posts?home=$place&gaps=1", "/posts?cursor=$posts"},
	"/posts/{id}":                {"/posts/$post", "/posts/$post?on=2024&limit=2&cursor=", "/posts/$conflict"},
	"/events": {
		"/events", "/events?type=elected&modality=asserted&from=2024&to=2024&votes=true&foreground=true&limit=5&cursor=", "/events?person=$person",
		"/events?organization=$organization&place=$place", "/events?cursor=$events",
	},
	"/events/export": {
		"/events/export", "/events/export?format=json&type=elected&modality=asserted&from=2024&to=2024&votes=1&foreground=1",
		"/events/export?format=jsonl", "/events/export?person=$person", "/events/export?organization=$organization&place=$place",
	},
	"/elections":        {"/elections", "/elections?from=2024&to=2024-12&flagged=false&limit=1&cursor=", "/elections?home=$place", "/elections?post=$post"},
	"/elections/export": {"/elections/export", "/elections/export?format=json", "/elections/export?format=jsonl&from=2020&to=2025&flagged=false", "/elections/export?home=$place&post=$post"},
	"/stats":            {"/stats"},
	"/openapi.json":     {"/openapi.json"},
}

// ids looks up what the samples speak of.
func (b *bench) ids(t *testing.T) *strings.Replacer {
	t.Helper()
	var person desk.NameHit
	for _, p := range into[desk.NamePage](t, b.ask(t, "/persons?q=Тоқаев")).Names {
		if p.Articles > person.Articles {
			person = p
		}
	}
	posts := into[desk.PostPage](t, b.ask(t, "/posts?limit=1"))
	return strings.NewReplacer(
		"$person_next", into[desk.Person](t, b.ask(t, "/persons/"+person.ID+"?limit=1")).Next,
		"$persons", into[desk.NamePage](t, b.ask(t, "/persons?limit=2")).Next,
		"$person", person.ID,
		"$organization", into[desk.NamePage](t, b.ask(t, "/organizations?limit=1")).Names[0].ID,
		"$place", into[desk.NamePage](t, b.ask(t, "/places?q=Сарыағаш")).Names[0].ID,
		"$posts", posts.Next, "$post", posts.Posts[0].ID,
		"$conflict", into[desk.PostPage](t, b.ask(t, "/posts?conflicts=true")).Posts[0].ID,
		"$events", into[desk.EventPage](t, b.ask(t, "/events?limit=3")).Next,
		"$search", into[desk.SearchPage](t, b.ask(t, "/search?limit=2")).Next,
	)
}

// encode writes the address of a sample as a browser does.
func encode(address string) string {
	path, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	return path + "?" + values.Encode()
}

func TestAPI(t *testing.T) {
	b := newBench(t, Options{})
	ids := b.ids(t)
	c := newChecker(t)
	t.Run("described", func(t *testing.T) { testDescribed(t, b, c, ids) })
	t.Run("wrong", func(t *testing.T) { testWrong(t, b, c, ids) })
	t.Run("tags", func(t *testing.T) { testTags(t, b) })
	t.Run("exports", func(t *testing.T) { testExports(t, b) })
	t.Run("hostile", func(t *testing.T) { testHostile(t, b, ids) })
	t.Run("metrics", func(t *testing.T) { testMetrics(t, b) })
}

// Every path of the description is answered as described, with every parameter, and
// nothing else is.
func testDescribed(t *testing.T, b *bench, c *checker, ids *strings.Replacer) {
	t.Helper()
	for path, ops := range c.Paths {
		var declared []string
		for _, p := range ops["get"].Parameters {
			if p.In == "query" {
				declared = append(declared, p.Name)
			}
		}
		slices.Sort(declared)
		used := map[string]bool{}
		for _, sample := range samples[path] {
			address := encode(ids.Replace(sample))
			w := b.ask(t, address)
			if w.Code != http.StatusOK {
				t.Errorf("%s: status %d: %s", address, w.Code, w.Body)
			}
			c.check(t, path, w)
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			for name := range u.Query() {
				used[name] = true
			}
		}
		if got := slices.Sorted(maps.Keys(used)); !slices.Equal(got, declared) {
			t.Errorf("%s: samples use %q, described are %q", path, got, declared)
		}
		if path == "/openapi.json" {
			continue
		}
		w := b.ask(t, encode(ids.Replace(samples[path][0]))+"&zz=1")
		c.check(t, path, w)
		want := "zz: there is no such parameter; there are " + strings.Join(declared, ", ")
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: got %s, want %q", path, w.Body, want)
		}
	}
	for _, route := range b.routes {
		if c.Paths[route]["get"].Responses == nil {
			t.Errorf("%s is not described", route)
		}
	}
	if len(b.routes)+1 != len(c.Paths) {
		t.Errorf("%d routes, %d described", len(b.routes)+1, len(c.Paths))
	}
}

// Bad values of parameters are told as problems, and no id of nothing is found.
func testWrong(t *testing.T, b *bench, c *checker, ids *strings.Replacer) {
	t.Helper()
	for path, ops := range c.Paths {
		for _, p := range ops["get"].Parameters {
			var value string
			switch {
			case p.In == "path":
				continue
			case p.Schema.Type == "array": // any text is a value
				continue
			case p.Name == "cursor":
				value = "§"
			case p.Schema.Enum != nil, p.Schema.Pattern != "", p.Schema.Type == "integer", p.Schema.Type == "boolean":
				value = "x y"
			case p.Name == "q":
				value = strings.Repeat("ә", 501)
			default: // an id
				continue
			}
			base := ids.Replace(samples[path][0])
			sep := "?"
			if strings.Contains(base, "?") {
				sep = "&"
			}
			u, err := url.Parse(base)
			if err != nil {
				t.Fatal(err)
			}
			values := u.Query()
			values.Set(p.Name, value)
			address := u.EscapedPath() + "?" + values.Encode()
			w := b.ask(t, address)
			if w.Code != http.StatusBadRequest {
				t.Errorf("%s: status %d: %.200s", address, w.Code, w.Body)
			}
			c.check(t, path, w)
			if p.Schema.Maximum != nil {
				w = b.ask(t, base+sep+p.Name+"="+fmt.Sprint(*p.Schema.Maximum+1))
				if w.Code != http.StatusBadRequest {
					t.Errorf("%s of %s: status %d beyond the largest", p.Name, path, w.Code)
				}
			}
		}
		if strings.Contains(path, "{id}") {
			w := b.ask(t, strings.Replace(path, "{id}", "zz", 1)+"?"+map[bool]string{true: "kind=event"}[strings.HasSuffix(path, "explain")])
			if w.Code != http.StatusNotFound {
				t.Errorf("%s of nothing: status %d", path, w.Code)
			}
			c.check(t, path, w)
		}
	}
	for address, status := range map[string]int{
		"/search?q=" + url.QueryEscape("(а"): http.StatusBadRequest, "/events?person=P-zz": http.StatusNotFound, "/nothing": http.StatusNotFound,
		"/search?q=a&q=b": http.StatusBadRequest, "/search?q=%ff": http.StatusBadRequest, "/search?q=%zz": http.StatusBadRequest, "/search?limit=0": http.StatusBadRequest,
		"/persons/" + into[desk.NamePage](t, b.ask(t, "/places?limit=1")).Names[0].ID: http.StatusNotFound,
	} {
		w := b.ask(t, address)
		if p := w.Body.String(); w.Code != status || !strings.Contains(p, `"title"`) {
			t.Errorf("%s: status %d, want %d: %s", address, w.Code, status, p)
		}
	}
	var p problem
	if err := json.Unmarshal(b.ask(t, "/search?q="+url.QueryEscape("сайлау (а")).Body.Bytes(), &p); err != nil || p.Parameter != "q" || p.Position == nil || *p.Position != 7 {
		t.Errorf("%+v, %v", p, err)
	}
}

// An answer has a tag, which changes with the archive.
func testTags(t *testing.T, b *bench) {
	t.Helper()
	first := b.ask(t, "/events?limit=2")
	tag := first.Header().Get("ETag")
	if again := b.ask(t, "/events?limit=2", "If-None-Match", `"x", W/`+tag); tag == "" || again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("tag %q: status %d", tag, again.Code)
	}
	if other := b.ask(t, "/events?limit=3", "If-None-Match", tag); other.Code != http.StatusOK {
		t.Errorf("another question: status %d", other.Code)
	}
	if w := b.ask(t, "/events?type=zz"); w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a problem has the tag %q", w.Header().Get("ETag"))
	}
	err := b.ingest(t, func(yield func(corpus.Article, error) bool) {
		yield(corpus.Article{ID: "new", Published: "2025-01-01", Text: "Жаңа мақала\nМарат Серіков әкім болып тағайындалды."}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if later := b.ask(t, "/events?limit=2", "If-None-Match", tag); later.Code != http.StatusOK || later.Header().Get("ETag") == tag {
		t.Errorf("after an ingest: status %d", later.Code)
	}
	if err := b.desk.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if health := into[desk.Health](t, b.get(t, "/healthz")); health.Articles != len(corpus.Builtin())+len(further)+1 || health.Pending != 0 || !health.Index {
		t.Errorf("%+v", health)
	}
}

func (b *bench) get(tb testing.TB, address string) *httptest.ResponseRecorder {
	tb.Helper()
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "http://localhost"+address, nil))
	return w
}

// An export has everything, in every format the same.
func testExports(t *testing.T, b *bench) {
	t.Helper()
	total := into[desk.SearchPage](t, b.ask(t, "/search")).Total
	rows, err := csv.NewReader(b.ask(t, "/search/export").Body).ReadAll()
	if err != nil || len(rows) != total+1 {
		t.Errorf("%d rows of %d articles, %v", len(rows), total, err)
	}
	formula := false
	for _, row := range rows {
		if row[0] == "x/1 &?" {
			formula = true
			if row[1] != "'=1+1 "+evil || row[2] != "'=cmd" {
				t.Errorf("a formula: %q", row)
			}
		}
	}
	if !formula {
		t.Error("the hostile article is missing")
	}
	list := into[[]desk.Event](t, b.ask(t, "/events/export?format=json"))
	lines := strings.Count(b.ask(t, "/events/export?format=jsonl").Body.String(), "\n")
	table, err := csv.NewReader(b.ask(t, "/events/export?format=csv").Body).ReadAll()
	if err != nil || len(list) == 0 || lines != len(list) || len(table) != len(list)+1 {
		t.Errorf("%d events, %d lines, %d rows, %v", len(list), lines, len(table), err)
	}
	if none := into[[]desk.Hit](t, b.ask(t, "/search/export?format=json&q=zzzz")); len(none) != 0 {
		t.Errorf("%d of nothing", len(none))
	}
	if w := b.ask(t, "/search/export"); !strings.Contains(w.Header().Get("Content-Disposition"), `filename="derek-articles.csv"`) {
		t.Errorf("%q", w.Header())
	}
}

// No answer can be taken for markup, whatever articles say.
func testHostile(t *testing.T, b *bench, ids *strings.Replacer) {
	t.Helper()
	for path, list := range samples {
		for _, sample := range list {
			w := b.ask(t, encode(ids.Replace(sample)))
			kind := w.Header().Get("Content-Type")
			if w.Header().Get("X-Content-Type-Options") != "nosniff" || strings.HasPrefix(kind, "text/html") || kind == "" {
				t.Errorf("%s is %q", path, kind)
			}
			if w.Header().Get("Content-Disposition") == "" && strings.Contains(w.Body.String(), "<script") { // what is saved is not shown
				t.Errorf("%s has markup", path)
			}
		}
	}
}

func testMetrics(t *testing.T, b *bench) {
	t.Helper()
	w := b.get(t, "/metrics")
	for _, want := range []string{
		`derek_http_requests_total{code="200",route="GET /api/v1/events"}`, `derek_http_request_seconds_bucket{route="GET /api/v1/search",le="0.15"}`,
		"derek_archive_articles 8", "derek_http_requests_running 1", `derek_http_rejected_total{reason="slow"} 0`, "go_goroutines",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in\n%s", want, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "zzzz") {
		t.Error("questions are in the metrics")
	}
}
