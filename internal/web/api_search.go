package web

import (
	"net/http"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/desk"
)

func validText(s string) bool { return utf8.ValidString(s) }

// foundQuery reads which articles a search finds.
func foundQuery(p *params) desk.SearchQuery {
	q := desk.SearchQuery{Text: p.text("q"), Exact: p.flag("exact"), Filters: map[string][]string{}, From: p.text("from"), To: p.text("to")}
	for _, field := range desk.SearchFacets {
		if values := p.list(field); len(values) > 0 {
			q.Filters[field] = values
		}
	}
	return q
}

// searchQuery reads what a search asks for; page says whether it asks for a page.
func searchQuery(p *params, page bool) desk.SearchQuery {
	q := foundQuery(p)
	q.Sort = p.text("sort")
	if page {
		q.Cursor, q.Limit, q.Facets = p.text("cursor"), p.size(), p.flag("facets")
	}
	return q
}

func (s *Server) apiSearch(r *http.Request, p *params) (any, error) {
	q := searchQuery(p, true)
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Search(r.Context(), q)
}

type suggestions struct {
	Suggestions []desk.Suggestion `json:"suggestions"`
}

func (s *Server) apiSuggest(r *http.Request, p *params) (any, error) {
	q, limit := p.text("q"), p.size()
	if err := p.fault(); err != nil {
		return nil, err
	}
	list, err := s.desk.Suggest(r.Context(), q, limit)
	return suggestions{list}, err
}

func (s *Server) apiArticle(r *http.Request, p *params) (any, error) {
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Article(r.Context(), r.PathValue("id"))
}

func (s *Server) apiExplain(r *http.Request, p *params) (any, error) {
	kind, index := p.text("kind"), p.number("index")
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Explain(r.Context(), r.PathValue("id"), kind, index)
}

func (s *Server) apiStats(r *http.Request, p *params) (any, error) {
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Stats(r.Context())
}
