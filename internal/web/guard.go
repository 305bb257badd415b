package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// policy lets a page load style, script, pictures and data from this server and send
// forms to it, nothing else: no inline script, no other host, no frame around it.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers that every answer has.
var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
}

// isOpen tells the paths that need no token and no free slot: whether the server lives,
// how to get in and out, how pages look and in which language.
func isOpen(path string) bool {
	return path == "/healthz" || changing(path) || path != "" && slices.Contains(assets, path[1:])
}

// guard puts the rules that hold for every request around a handler, the first one
// outermost.
func (s *Server) guard(next http.Handler) http.Handler {
	next = s.withToken(next)
	next = s.limit(next)
	next = s.lawful(next)
	next = s.metrics.measure(s.mux, next)
	next = s.recovered(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range headers {
			h.Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// recovered answers for what has broken, and logs it.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.caught(w, r)
		next.ServeHTTP(w, r)
	})
}

// caught is to be deferred.
func (s *Server) caught(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v) // the way to break off an answer
	}
	s.log.ErrorContext(r.Context(), "panic", "path", r.URL.Path, "value", v, "stack", string(debug.Stack()))
	s.problem(w, r, problem{Status: http.StatusInternalServerError})
}

// lawful refuses requests under another site's name, from another site's page, that
// want to change something, or that are too large.
func (s *Server) lawful(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !s.knows(r.Host):
			// Another site's name that resolves to this machine would let its pages read ours.
			s.problem(w, r, problem{Status: http.StatusForbidden, Detail: "this server does not answer to that name; start it with --host NAME to allow one"})
			return
		case r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate":
			s.problem(w, r, problem{Status: http.StatusForbidden, Detail: "other sites may link here, but not read"})
			return
		case len(r.URL.RawQuery) > s.limits.QueryBytes:
			s.problem(w, r, problem{Status: http.StatusRequestURITooLong, Detail: fmt.Sprintf("the address has more than %d bytes behind the question mark", s.limits.QueryBytes)})
			return
		case r.ContentLength > s.limits.BodyBytes:
			s.problem(w, r, problem{Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("a request has at most %d bytes", s.limits.BodyBytes)})
			return
		case r.Method != http.MethodGet && r.Method != http.MethodHead && (r.Method != http.MethodPost || !changing(r.URL.Path)):
			w.Header().Set("Allow", "GET, HEAD")
			s.problem(w, r, problem{Status: http.StatusMethodNotAllowed, Detail: "this server only reads"})
			return
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, s.limits.BodyBytes)
		}
		next.ServeHTTP(w, r)
	})
}

// changing are the paths to which something may be sent: all of it is kept by the
// browser, not here.
func changing(path string) bool { return path == "/login" || path == "/logout" || path == "/settings" }

// knows tells whether a Host header names this server.
func (s *Server) knows(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || slices.ContainsFunc(s.options.Hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && (ip.IsLoopback() || s.options.Public) // a name that is rebound is no number
}

// limit bounds how many requests are answered at a time and how long one takes.
func (s *Server) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isOpen(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		slots, long := s.slots, s.limits.Query
		if strings.HasSuffix(r.URL.Path, exportSuffix) {
			slots, long = s.exports, s.limits.Export
		}
		if !enter(r.Context(), slots, s.limits.Wait) {
			s.metrics.rejected.WithLabelValues("busy").Inc()
			w.Header().Set("Retry-After", "2")
			s.problem(w, r, problem{Status: http.StatusServiceUnavailable, Detail: "too many requests at a time; try again in a moment"})
			return
		}
		defer func() { <-slots }()
		ctx, cancel := context.WithTimeoutCause(r.Context(), long, errSlow)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// errSlow is why an answer is cut off.
var errSlow = errors.New("the answer takes too long; narrow the question")

// enter takes a slot, waiting for one for a while.
func enter(ctx context.Context, slots chan<- struct{}, wait time.Duration) bool {
	select {
	case slots <- struct{}{}:
		return true
	default:
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case slots <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}
