package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/search"
)

// A problem is an error as RFC 9457 writes it. Type and Title follow from Status.
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Parameter string `json:"parameter,omitempty"` // which is wrong
	Position  *int   `json:"position,omitempty"`  // where in its value, in code points
	// Code is that of a mistake in a question, and Values what it is about.
	Code   string   `json:"code,omitempty"`
	Values []string `json:"values,omitempty"`
}

// problemOf says what an error means to whoever asked.
func problemOf(ctx context.Context, err error) problem {
	var wrong *desk.RequestError
	switch {
	case errors.As(err, &wrong):
		p := problem{Status: http.StatusBadRequest, Detail: wrong.Error(), Parameter: wrong.Parameter, Code: wrong.Code, Values: wrong.Values}
		if wrong.Pos >= 0 {
			p.Position = &wrong.Pos
			p.Detail = fmt.Sprintf("%s, character %d: %s", wrong.Parameter, wrong.Pos+1, wrong.Reason)
		}
		return p
	case errors.Is(err, desk.ErrNotFound):
		return problem{Status: http.StatusNotFound, Detail: err.Error()}
	case errors.Is(context.Cause(ctx), errSlow):
		return problem{Status: http.StatusServiceUnavailable, Detail: errSlow.Error()}
	case errors.Is(err, search.ErrNoIndex):
		return problem{Status: http.StatusServiceUnavailable, Detail: "the archive has no index that this derek can read; make it with derek ingest --reindex"}
	case ctx.Err() != nil: // whoever asked has left
		return problem{Status: statusLeft}
	}
	return problem{Status: http.StatusInternalServerError}
}

// statusLeft is for the log: nobody reads it.
const statusLeft = 499

// fail answers with an error: as a problem to programs, as a page to people.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(r.Context(), err)
	switch p.Status {
	case http.StatusInternalServerError:
		s.log.ErrorContext(r.Context(), "request failed", "path", r.URL.Path, "err", err)
	case http.StatusServiceUnavailable:
		s.metrics.rejected.WithLabelValues("slow").Inc()
		w.Header().Set("Retry-After", "5")
	}
	s.problem(w, r, p)
}

// problem writes a problem.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, p problem) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	if p.Detail == "" {
		p.Detail = p.Title
	}
	h := w.Header()
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	if wantsPage(r) {
		s.errorPage(w, r, p)
		return
	}
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		s.log.DebugContext(r.Context(), "reader left", "err", err)
	}
}

// wantsPage tells people from programs.
func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/api/") && r.URL.Path != "/metrics" && r.URL.Path != "/healthz" &&
		!strings.HasPrefix(r.Header.Get("Accept"), "application/")
}
