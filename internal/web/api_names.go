package web

import (
	"context"
	"net/http"

	"github.com/seed50815598/derek/internal/desk"
)

// listed answers with names.
func listed(r *http.Request, p *params, ask func(context.Context, desk.NameQuery) (*desk.NamePage, error)) (any, error) {
	q := desk.NameQuery{Text: p.text("q"), Cursor: p.text("cursor"), Limit: p.size()}
	if err := p.fault(); err != nil {
		return nil, err
	}
	return ask(r.Context(), q)
}

// identityQuery reads which articles of an identity are asked for.
func identityQuery(p *params) (desk.IdentityQuery, error) {
	q := desk.IdentityQuery{Cursor: p.text("cursor"), Limit: p.size()}
	return q, p.fault()
}

func (s *Server) apiPersons(r *http.Request, p *params) (any, error) {
	return listed(r, p, s.desk.Persons)
}

func (s *Server) apiOrganizations(r *http.Request, p *params) (any, error) {
	return listed(r, p, s.desk.Organizations)
}

func (s *Server) apiPlaces(r *http.Request, p *params) (any, error) {
	return listed(r, p, s.desk.Places)
}

func (s *Server) apiPerson(r *http.Request, p *params) (any, error) {
	q, err := identityQuery(p)
	if err != nil {
		return nil, err
	}
	return s.desk.Person(r.Context(), r.PathValue("id"), q)
}

func (s *Server) apiOrganization(r *http.Request, p *params) (any, error) {
	q, err := identityQuery(p)
	if err != nil {
		return nil, err
	}
	return s.desk.Organization(r.Context(), r.PathValue("id"), q)
}

func (s *Server) apiPlace(r *http.Request, p *params) (any, error) {
	q, err := identityQuery(p)
	if err != nil {
		return nil, err
	}
	return s.desk.Place(r.Context(), r.PathValue("id"), q)
}
