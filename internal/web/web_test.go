package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/register"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// evil stands wherever foreign text can stand.
const evil = `<script>alert("1")</script>`

func newServer(t *testing.T) *Server {
	t.Helper()
	arch, err := archive.Open(t.TempDir(), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	ix := search.Open(arch, lex)
	pipe := pipeline.New(lex, nil)
	reg, err := register.Open(t.Context(), arch, lex, pipe.Key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(reg.Close(), ix.Close(), arch.Close()); err != nil {
			t.Error(err)
		}
	})
	text := "Сайлау өтті " + evil + "\nӘсет Болатов әкім болып сайланды."
	percent := 87.15
	docs := []pipeline.Document{
		{
			ID: "a/1 &?", URL: "https://news.example/1", Source: "Жаршы " + evil, Title: "Сайлау өтті " + evil, Published: "2024-03-05", Text: text,
			Mentions: []pipeline.Mention{
				{Type: "PERSON", Start: 40, End: 52, Entity: "e1"}, {Type: "TITLE", Start: 53, End: 57},
			},
			Entities: []pipeline.Entity{
				{ID: "e1", Type: "PERSON", Name: "Әсет Болатов"}, {ID: "e2", Type: "ORG", Name: evil}, {ID: "e3", Type: "PLACE", Name: "Көкшетау"},
			},
			Memberships: []pipeline.Membership{{Person: "e1", Title: "әкім", Place: "e3", From: "2024", Past: true}},
			Events: []pipeline.Event{{
				Type: "elected", Modality: "planned", Person: "e1", Post: "әкім " + evil, Percent: &percent, By: evil, Evidence: pipeline.Span{Start: 40, End: 73},
			}},
		},
		{ID: "b", URL: "javascript:alert(1)", Text: "Басқа мақала"},
	}
	for i := range 30 {
		docs = append(docs, pipeline.Document{ID: "n" + string(rune('A'+i)), Text: "Көп мақала " + strings.Repeat("және ", i)})
	}
	var entries []archive.Entry
	for _, doc := range docs {
		entries = append(entries, archive.Entry{Article: corpus.Article{ID: doc.ID, URL: doc.URL, Source: doc.Source}, Document: doc})
	}
	if _, err := arch.Put(t.Context(), time.Unix(0, 0), "lex", entries); err != nil {
		t.Fatal(err)
	}
	if _, err := ix.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := arch.Identify(t.Context(), pipe); err != nil {
		t.Fatal(err)
	}
	d := desk.New(arch, ix, reg, lex, desk.Options{Explain: func() (desk.Explainer, error) { return pipe, nil }})
	if err := d.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return New(Options{Desk: d})
}

func get(t *testing.T, s *Server, method, path string) (w *httptest.ResponseRecorder, body string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:8080"+path, nil)
	w = httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w, w.Body.String()
}

func TestPages(t *testing.T) {
	s := newServer(t)
	article := "/article?id=" + url.QueryEscape("a/1 &?")
	tests := []struct {
		name, path string
		status     int
		want       []string
	}{
		{"all articles", "/", 200, []string{"Articles: <strong>32</strong>", "cursor=", "Әсет Болатов"}},
		{"hits", "/?q=saylau", 200, []string{"Articles: <strong>1</strong>", "<mark>Сайлау</mark>", "/article?id=a%2f1%20%26%3f", `value="saylau"`}},
		{"nothing", "/?q=жоқсөз", 200, []string{"Nothing found."}},
		{"facet", "/?q=сайлау&person=" + url.QueryEscape("Әсет Болатов"), 200, []string{"Articles: <strong>1</strong>", "<bdi>People: Әсет Болатов</bdi>", `href="/?q=%D1%81`}},
		{"by date", "/?q=мақала&sort=date", 200, []string{"Articles: <strong>31</strong>"}},
		{"wrong query", "/?q=" + url.QueryEscape("«"+evil), 400, []string{"This quotation is not closed."}},
		{"no cursor", "/?cursor=x", 400, []string{"cursor: it is none that this search has given"}},
		{"article", article, 200, []string{
			`title="person: Әсет Болатов" data-type="person">Әсет Болатов</a>`, "elected</span>", "planned</span>", "87.15\u00a0%", "әкім, Көкшетау (2024–)",
			`href="https://news.example/1"`, `<span class="said">`,
		}},
		{"why", "/why?kind=event&index=0&id=" + url.QueryEscape("a/1 &?"), 200, []string{"Әсет Болатов әкім болып сайланды.", "Why this is so"}},
		{"dangerous address", "/article?id=b", 200, []string{"<bdi>javascript:alert(1)</bdi>"}},
		{"no article", "/article?id=zz", 404, []string{"there is nothing of that id"}},
		{"no page", "/nothing", 404, nil},
		{"style", "/style.css", 200, []string{"color-scheme"}},
		{"script", "/app.js", 200, []string{"use strict"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res, body := get(t, s, http.MethodGet, tt.path)
			if res.Code != tt.status {
				t.Errorf("status %d, want %d", res.Code, tt.status)
			}
			for _, want := range tt.want {
				if !strings.Contains(body, want) {
					t.Errorf("no %q in\n%s", want, body)
				}
			}
			if strings.Contains(strings.Replace(body, "<script src=\"/app.js?v=", "", 1), "<script") {
				t.Errorf("foreign markup in\n%s", body)
			}
			if got := res.Header().Get("Content-Security-Policy"); got != policy {
				t.Errorf("policy %q", got)
			}
		})
	}
}

func TestOnlyGet(t *testing.T) {
	s := newServer(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		if res, _ := get(t, s, method, "/"); res.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d", method, res.Code)
		}
	}
}

func TestHost(t *testing.T) {
	for _, tt := range []struct {
		host                     string
		local, public, withNames bool
	}{
		{"127.0.0.1:8080", true, true, true},
		{"localhost", true, true, true},
		{"localhost:1", true, true, true},
		{"[::1]:80", true, true, true},
		{"news.example", false, false, false},
		{"127.0.0.1.news.example", false, false, false},
		{"", false, false, false},
		{"192.168.0.1", false, true, true},
		{"derek.example:80", false, false, true},
		{"DEREK.example", false, false, true},
		{"[2001:db8::1]", false, true, true},
	} {
		for name, o := range map[string]struct {
			Options
			want bool
		}{
			"local": {Options{}, tt.local}, "public": {Options{Public: true}, tt.public},
			"named": {Options{Public: true, Hosts: []string{"derek.example"}}, tt.withNames},
		} {
			if got := (&Server{options: o.Options}).knows(tt.host); got != o.want {
				t.Errorf("%s, %q: got %v, want %v", name, tt.host, got, o.want)
			}
		}
	}
	s := newServer(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://news.example/", nil)
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != http.StatusForbidden {
		t.Errorf("another site's name: status %d", w.Code)
	}
}

func TestRun(t *testing.T) {
	s := newServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ln, err := Listen(ctx, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(ln.Addr().String(), "127.0.0.1:") {
		t.Errorf("listens on %s", ln.Addr())
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, ln) }()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+ln.Addr().String()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("status %d, %v", res.StatusCode, err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("stopped: %v", err)
	}
}

func TestNoIndex(t *testing.T) {
	arch, err := archive.Open(t.TempDir(), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	reg, err := register.Open(t.Context(), arch, lex, strings.ToLower)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(reg.Close(), arch.Close()); err != nil {
			t.Error(err)
		}
	})
	s := New(Options{Desk: desk.New(arch, search.Open(arch, lex), reg, lex, desk.Options{})})
	for _, path := range []string{"/", "/api/v1/search"} {
		if res, body := get(t, s, http.MethodGet, path); res.Code != http.StatusServiceUnavailable || !strings.Contains(body, "no index") {
			t.Errorf("%s: status %d: %s", path, res.Code, body)
		}
	}
	if res, _ := get(t, s, http.MethodGet, "/healthz"); res.Code != http.StatusServiceUnavailable {
		t.Errorf("health: status %d", res.Code)
	}
}
