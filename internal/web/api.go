package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/internal/desk"
)

// openapi describes the API for programs; TestDescription holds the handlers to it.
//
//go:embed openapi.json
var openapi []byte

const apiRoot = "/api/v1"

// routeAPI sets up what programs ask. Every route is in openapi.json.
func (s *Server) routeAPI() {
	for path, h := range map[string]answer{
		"/search":                s.apiSearch,
		"/suggest":               s.apiSuggest,
		"/articles/{id}":         s.apiArticle,
		"/articles/{id}/explain": s.apiExplain,
		"/persons":               s.apiPersons,
		"/persons/{id}":          s.apiPerson,
		"/organizations":         s.apiOrganizations,
		"/organizations/{id}":    s.apiOrganization,
		"/places":                s.apiPlaces,
		"/places/{id}":           s.apiPlace,
		"/posts":                 s.apiPosts,
		"/posts/{id}":            s.apiPost,
		"/events":                s.apiEvents,
		"/elections":             s.apiElections,
		"/stats":                 s.apiStats,
	} {
		s.mux.Handle("GET "+apiRoot+path, s.api(h))
		s.routes = append(s.routes, path)
	}
	for path, h := range map[string]tabling{
		"/search":    s.exportSearch,
		"/events":    s.exportEvents,
		"/elections": s.exportElections,
	} {
		s.mux.Handle("GET "+apiRoot+path+exportSuffix, s.streamed(h))
		s.routes = append(s.routes, path+exportSuffix)
	}
	for path, choose := range exported {
		s.mux.Handle("GET "+apiRoot+path+exportSuffix, s.data(choose))
		s.routes = append(s.routes, path+exportSuffix)
	}
	s.mux.HandleFunc("GET "+apiRoot+"/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		s.write(w, r, http.StatusOK, openapi)
	})
	s.mux.HandleFunc("GET /api/", func(w http.ResponseWriter, r *http.Request) {
		s.problem(w, r, problem{Status: http.StatusNotFound, Detail: "there is no such question; " + apiRoot + "/openapi.json lists them"})
	})
}

// routeSelf sets up what is asked about the server itself.
func (s *Server) routeSelf() {
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		health, err := s.desk.Health(r.Context())
		if err != nil {
			s.fail(w, r, err)
			return
		}
		status := http.StatusOK
		if !health.Index {
			status = http.StatusServiceUnavailable
		}
		s.writeJSON(w, r, status, health)
	})
	s.mux.Handle("GET /metrics", s.metrics.handler())
}

// An answer answers a request with a value to be written as JSON.
type answer func(r *http.Request, p *params) (any, error)

// api makes a handler of an answer: parameters are checked, and an answer that the
// asker has already is not worked out again.
func (s *Server) api(h answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.fresh(w, r) {
			return
		}
		p := newParams(r)
		value, err := h(r, p)
		if wrong := p.fault(); wrong != nil {
			err = wrong
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.writeJSON(w, r, http.StatusOK, value)
	})
}

// fresh sets the tag of an answer, and answers at once whoever has that answer.
func (s *Server) fresh(w http.ResponseWriter, r *http.Request) bool {
	rev, err := s.desk.Revision(r.Context())
	if err != nil { // the answer will say so
		return false
	}
	asked := []string{assetVersion(), rev, r.URL.RequestURI(), tongueOf(r), themeOf(r)}
	sum := sha256.Sum256([]byte(strings.Join(asked, "\n")))
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if !matches(r.Header.Get("If-None-Match"), tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// matches compares tags as If-None-Match does.
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return true
		}
	}
	return false
}

func (s *Server) writeJSON(w http.ResponseWriter, r *http.Request, status int, value any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b) // < > & are escaped: harmless even where a browser guesses the type
	if err := enc.Encode(value); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	s.write(w, r, status, b.Bytes())
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		s.log.DebugContext(r.Context(), "reader left", "err", err)
	}
}

// params reads the parameters of an address. What is wrong or unknown is kept until
// fault: a mistyped filter must not be taken for none.
type params struct {
	values url.Values
	known  []string
	wrong  error
}

func newParams(r *http.Request) *params {
	values, err := url.ParseQuery(r.URL.RawQuery)
	p := &params{values: values}
	if err != nil {
		p.blame("", "the address cannot be read")
	}
	return p
}

func (p *params) blame(name, reason string) {
	if p.wrong == nil {
		p.wrong = &desk.RequestError{Parameter: name, Reason: reason, Pos: -1}
	}
}

// fault is the first thing that was wrong.
func (p *params) fault() error {
	for name := range p.values {
		if !slices.Contains(p.known, name) {
			slices.Sort(p.known)
			p.blame(name, "there is no such parameter; there are "+strings.Join(slices.Compact(p.known), ", "))
		}
	}
	return p.wrong
}

// list reads a parameter that may stand several times.
func (p *params) list(name string) []string {
	p.known = append(p.known, name)
	return slices.DeleteFunc(slices.Clone(p.values[name]), func(v string) bool { return v == "" })
}

// text reads a parameter that stands once, "" when it is missing.
func (p *params) text(name string) string {
	list := p.list(name)
	if len(list) > 1 {
		p.blame(name, "it stands more than once")
	}
	if len(list) == 0 {
		return ""
	}
	if strings.ContainsRune(list[0], 0) || !validText(list[0]) {
		p.blame(name, "it is not UTF-8 text")
	}
	return list[0]
}

// number reads a whole number, 0 when it is missing.
func (p *params) number(name string) int {
	v := p.text(name)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		p.blame(name, "it is no whole number")
	}
	return n
}

// size reads how many things a page shall have, 0 when that is left to us.
func (p *params) size() int {
	n := p.number("limit")
	if p.values.Get("limit") != "" && n < 1 {
		p.blame("limit", "it is at least 1")
	}
	return n
}

// flag reads yes or no, no when it is missing.
func (p *params) flag(name string) bool {
	switch p.text(name) {
	case "", "0", "false":
		return false
	case "1", "true":
		return true
	}
	p.blame(name, "it is true or false")
	return false
}
