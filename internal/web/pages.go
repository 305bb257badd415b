package web

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

//go:embed pages
var files embed.FS

var (
	searchPage  = page("search.html")
	articlePage = page("article.html")
	errorPage   = page("error.html")
)

func page(name string) *template.Template {
	return template.Must(template.ParseFS(files, "pages/layout.html", "pages/"+name))
}

// render writes a page, or the error page when the page fails: nothing is sent before
// it is complete.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, t *template.Template, data any) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", data); err != nil {
		s.log.ErrorContext(r.Context(), "render", "page", t.Name(), "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(b.Bytes()); err != nil {
		s.log.DebugContext(r.Context(), "reader left", "err", err)
	}
}

// fail tells the reader what went wrong, and the log as far as it is our fault.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, err error) {
	message := err.Error()
	if status >= http.StatusInternalServerError {
		s.log.ErrorContext(r.Context(), "request failed", "url", r.URL.String(), "err", err)
	}
	s.render(w, r, status, errorPage, struct{ Title, Query, Message string }{http.StatusText(status), "", message})
}

func (s *Server) style(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, files, "pages/style.css")
}

// perPage is how many hits a page shows.
const perPage = 20

// facets are the facets beside the hits, and the parameters of the address that
// choose a value of one.
var facets = []struct{ Field, Name string }{
	{"person", "People"},
	{"org", "Organizations"},
	{"title", "Posts"},
	{"place", "Places"},
	{"event", "Events"},
	{"source", "Sources"},
	{"year", "Years"},
}

// A searchView is what search.html shows.
type searchView struct {
	Title, Query string
	Problem      string // what is wrong with the query
	ByDate       bool
	Result       search.Result
	First, Last  int    // numbers of the hits shown
	Prev, Next   string // addresses, "" for none
	Facets       []facetView
	Chosen       []link // filters in force; the address takes one away
}

type facetView struct {
	Name   string
	Values []link
}

type link struct {
	Text, Address string
	Count         int
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	params := r.URL.Query()
	from, err := strconv.Atoi(params.Get("from"))
	if err != nil || from < 0 || from > search.MaxHits-perPage {
		from = 0
	}
	req := search.Request{Query: params.Get("q"), Filters: map[string][]string{}, From: from, Size: perPage, Snippets: 2}
	view := searchView{Title: req.Query, Query: req.Query, ByDate: params.Get("sort") == "date"}
	if view.ByDate {
		req.Sort = search.ByDate
	}
	for _, f := range facets {
		req.Facets = append(req.Facets, f.Field)
		for _, value := range params[f.Field] {
			req.Filters[f.Field] = append(req.Filters[f.Field], value)
			view.Chosen = append(view.Chosen, link{Text: f.Name + ": " + value, Address: without(params, f.Field, value)})
		}
	}
	view.Result, err = s.index.Search(r.Context(), req)
	var wrong *search.QueryError
	switch {
	case errors.As(err, &wrong):
		view.Problem = wrong.Error()
		s.render(w, r, http.StatusBadRequest, searchPage, view)
		return
	case errors.Is(err, search.ErrNoIndex):
		s.fail(w, r, http.StatusServiceUnavailable, err)
		return
	case err != nil:
		s.fail(w, r, http.StatusInternalServerError, err)
		return
	}
	view.turn(params, from)
	view.choose(params, req.Filters)
	s.render(w, r, http.StatusOK, searchPage, view)
}

// turn fills in what leads to the other pages.
func (v *searchView) turn(params url.Values, from int) {
	if n := len(v.Result.Hits); n > 0 {
		v.First, v.Last = from+1, from+n
	}
	if from > 0 {
		v.Prev = with(params, "from", strconv.Itoa(max(0, from-perPage)))
	}
	if v.Last < v.Result.Total && v.Last <= search.MaxHits-perPage {
		v.Next = with(params, "from", strconv.Itoa(v.Last))
	}
}

// choose fills in the values that narrow the result further.
func (v *searchView) choose(params url.Values, chosen map[string][]string) {
	for _, f := range facets {
		fv := facetView{Name: f.Name}
		for _, c := range v.Result.Facets[f.Field] {
			if c.N < v.Result.Total || len(chosen[f.Field]) == 0 {
				fv.Values = append(fv.Values, link{Text: c.Name, Count: c.N, Address: plus(params, f.Field, c.Name)})
			}
		}
		if len(fv.Values) > 0 {
			v.Facets = append(v.Facets, fv)
		}
	}
}

// The addresses of a search with one parameter changed, on its first page.

func with(params url.Values, name, value string) string {
	return change(params, func(p url.Values) { p.Set(name, value) })
}

func plus(params url.Values, name, value string) string {
	return change(params, func(p url.Values) { p.Add(name, value) })
}

func without(params url.Values, name, value string) string {
	return change(params, func(p url.Values) {
		kept := p[name][:0]
		for _, v := range p[name] {
			if v != value {
				kept = append(kept, v)
			}
		}
		p[name] = kept
	})
}

func change(params url.Values, edit func(url.Values)) string {
	p := url.Values{}
	for name, values := range params {
		if name != "from" {
			p[name] = append([]string(nil), values...)
		}
	}
	edit(p)
	return "/?" + p.Encode()
}

// An articleView is what article.html shows.
type articleView struct {
	Title, Query string
	Doc          pipeline.Document
	Paragraphs   [][]piece
	People       []personView
	Orgs, Places []pipeline.Entity
	Events       []eventView
	Sources      []archive.Source
}

func (s *Server) article(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	doc, err := s.archive.Article(r.Context(), id)
	if errors.Is(err, archive.ErrNotFound) {
		s.fail(w, r, http.StatusNotFound, err)
		return
	}
	if err != nil {
		s.fail(w, r, http.StatusInternalServerError, err)
		return
	}
	sources, err := s.archive.Sources(r.Context(), id)
	if err != nil {
		s.fail(w, r, http.StatusInternalServerError, err)
		return
	}
	view := newArticleView(doc)
	view.Sources = sources
	s.render(w, r, http.StatusOK, articlePage, view)
}
