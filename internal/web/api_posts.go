package web

import (
	"net/http"

	"github.com/seed50815598/derek/internal/desk"
)

func (s *Server) apiPosts(r *http.Request, p *params) (any, error) {
	q := desk.PostQuery{
		Text: p.text("q"), Home: p.text("home"), Gaps: p.flag("gaps"), Conflicts: p.flag("conflicts"), Cursor: p.text("cursor"), Limit: p.size(),
	}
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Posts(r.Context(), q)
}

func (s *Server) apiPost(r *http.Request, p *params) (any, error) {
	q := desk.HolderQuery{On: p.text("on"), Cursor: p.text("cursor"), Limit: p.size()}
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Post(r.Context(), r.PathValue("id"), q)
}

// electionQuery reads which elections are asked for.
func electionQuery(p *params, page bool) desk.ElectionQuery {
	q := desk.ElectionQuery{From: p.text("from"), To: p.text("to"), Home: p.text("home"), Post: p.text("post"), Flagged: p.flag("flagged")}
	if page {
		q.Cursor, q.Limit = p.text("cursor"), p.size()
	}
	return q
}

func (s *Server) apiElections(r *http.Request, p *params) (any, error) {
	q := electionQuery(p, true)
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Elections(r.Context(), q)
}

// eventQuery reads which events are asked for.
func eventQuery(p *params, page bool) desk.EventQuery {
	q := desk.EventQuery{
		Type: p.text("type"), Modality: p.text("modality"), Person: p.text("person"), Organization: p.text("organization"), Place: p.text("place"),
		From: p.text("from"), To: p.text("to"), Votes: p.flag("votes"), Foreground: p.flag("foreground"),
	}
	if page {
		q.Cursor, q.Limit = p.text("cursor"), p.size()
	}
	return q
}

func (s *Server) apiEvents(r *http.Request, p *params) (any, error) {
	q := eventQuery(p, true)
	if err := p.fault(); err != nil {
		return nil, err
	}
	return s.desk.Events(r.Context(), q)
}
