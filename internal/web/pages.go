package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"

	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/pipeline"
)

//go:embed pages
var files embed.FS

var (
	searchPage  = page("search.html")
	articlePage = page("article.html")
	problemPage = page("error.html")
	entryPage   = page("login.html")
)

func page(name string) *template.Template {
	return template.Must(template.ParseFS(files, "pages/layout.html", "pages/"+name))
}

// routePages sets up what people look at.
func (s *Server) routePages() {
	s.mux.HandleFunc("GET /{$}", s.search)
	s.mux.HandleFunc("GET /article", s.article)
	s.mux.HandleFunc("GET /style.css", s.style)
	s.mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		s.loginPage(w, r, http.StatusOK, ownPath(r.URL.Query().Get("next")), false)
	})
	s.mux.HandleFunc("POST /login", s.login)
	s.mux.HandleFunc("POST /logout", s.logout)
	s.mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		s.problem(w, r, problem{Status: http.StatusNotFound, Detail: "there is no such page"})
	})
}

// render writes a page, or an error when the page fails: nothing is sent before it is
// complete.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, t *template.Template, data any) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", data); err != nil {
		s.log.ErrorContext(r.Context(), "render", "page", t.Name(), "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.write(w, r, status, b.Bytes())
}

// errorPage tells a person what went wrong.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, p problem) {
	s.render(w, r, p.Status, problemPage, struct{ Title, Query, Message string }{p.Title, "", p.Detail})
}

// loginPage asks for the token.
func (s *Server) loginPage(w http.ResponseWriter, r *http.Request, status int, next string, wrong bool) {
	w.Header().Set("Cache-Control", "no-store")
	s.render(w, r, status, entryPage, struct {
		Title, Query, Next string
		Wrong              bool
	}{"", "", next, wrong})
}

func (s *Server) style(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, files, "pages/style.css")
}

// facetNames are the headings of the facets, by desk.SearchFacets.
var facetNames = map[string]string{
	"person": "People", "org": "Organizations", "title": "Posts", "place": "Places", "event": "Events", "source": "Sources", "year": "Years",
}

// A searchView is what search.html shows.
type searchView struct {
	Title, Query string
	Problem      string // what is wrong with the query
	Result       *desk.SearchPage
	Next         string // address, "" for none
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
	p := newParams(r)
	q := searchQuery(p, true)
	q.Facets = true
	view := searchView{Title: q.Text, Query: q.Text}
	for _, field := range desk.SearchFacets {
		for _, value := range q.Filters[field] {
			view.Chosen = append(view.Chosen, link{Text: facetNames[field] + ": " + value, Address: without(p.values, field, value)})
		}
	}
	err := p.wrong
	if err == nil {
		view.Result, err = s.desk.Search(r.Context(), q)
	}
	if problem := problemOf(r.Context(), err); err != nil && problem.Status == http.StatusBadRequest {
		view.Problem = problem.Detail
		s.render(w, r, problem.Status, searchPage, view)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if view.Result.Next != "" {
		view.Next = with(p.values, "cursor", view.Result.Next)
	}
	view.choose(p.values, q.Filters)
	s.render(w, r, http.StatusOK, searchPage, view)
}

// choose fills in the values that narrow the result further.
func (v *searchView) choose(params url.Values, chosen map[string][]string) {
	for _, f := range v.Result.Facets {
		fv := facetView{Name: facetNames[f.Field]}
		for _, c := range f.Values {
			if c.Count < v.Result.Total || len(chosen[f.Field]) == 0 {
				fv.Values = append(fv.Values, link{Text: c.Name, Count: c.Count, Address: plus(params, f.Field, c.Name)})
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
		if name != "cursor" {
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
	Sources      []desk.Source
}

func (s *Server) article(w http.ResponseWriter, r *http.Request) {
	found, err := s.desk.Article(r.Context(), r.URL.Query().Get("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view := newArticleView(found.Document)
	view.Sources = found.Sources
	s.render(w, r, http.StatusOK, articlePage, view)
}
