// Package web serves an archive to a browser on the same machine: a search page and
// a page for each article with what was found in it.
//
// It takes an archive and its index and only reads. The pages are plain HTML made
// here: no scripts, nothing fetched from elsewhere. What is searched for and how is
// left to internal/search.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
)

// Limits of the server. Nothing that it answers takes longer in earnest.
const (
	headerTime   = 5 * time.Second
	requestTime  = 20 * time.Second // to read the request, to search
	answerTime   = 30 * time.Second // to write the answer
	idleTime     = time.Minute
	shutdownTime = 5 * time.Second
	headerBytes  = 64 << 10
)

// A Server answers requests about one archive.
type Server struct {
	archive *archive.Archive
	index   *search.Index
	log     *slog.Logger
	mux     *http.ServeMux
}

// New makes a server; log may be nil. Archive and index stay the caller's to close.
func New(arch *archive.Archive, ix *search.Index, log *slog.Logger) *Server {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Server{archive: arch, index: ix, log: log, mux: http.NewServeMux()}
	s.mux.HandleFunc("GET /{$}", s.search)
	s.mux.HandleFunc("GET /article", s.article)
	s.mux.HandleFunc("GET /style.css", s.style)
	return s
}

// Listen opens a port for Run, 0 for any free one. It answers to this machine only.
func Listen(ctx context.Context, port int) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return ln, nil
}

// Run serves until ctx is done, then lets running requests end. It closes ln. Being
// told to stop is no error.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	select {
	case err := <-served:
		return fmt.Errorf("web: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	err := srv.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	if err != nil {
		return fmt.Errorf("web: stop: %w", err)
	}
	return nil
}

// policy lets a page load its own style sheet and send its own form, nothing else.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if !isLocal(r.Host) {
		// Another site's name that resolves to this machine would let its pages read ours.
		http.Error(w, "derek answers to 127.0.0.1 and localhost only", http.StatusForbidden)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), requestTime)
	defer cancel()
	s.log.DebugContext(ctx, "request", "method", r.Method, "url", r.URL.String())
	s.mux.ServeHTTP(w, r.WithContext(ctx))
}

// isLocal tells whether a Host header names this machine.
func isLocal(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
