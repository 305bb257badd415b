// Package web serves an archive to browsers and programs: pages, and a JSON API under
// /api/v1 that openapi.json describes.
//
// It takes a desk, which answers, and only reads. It answers to this machine alone
// unless it is told otherwise; articles, queries and addresses are hostile input. The
// pages are made here: nothing is fetched from elsewhere. What is found and what is
// said of it is left to internal/desk.
//
// A request goes through guard.go (who may ask, how much, how long), token.go (with
// what token), metrics.go, and then to a page (pages.go and page_*.go, one file a
// subject) or to the API (api.go and api_*.go, likewise). export.go writes lists as they
// are found, data.go articles with all that they state, as derek export does. What pages
// look like is in pages/; what they say, in Kazakh, Russian and English, in strings.tsv
// and help.tsv. They work without script; how somebody wants them is kept by the browser
// (strings.go).
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

	"github.com/seed50815598/derek/internal/desk"
)

// Options say how to serve. Desk is required.
type Options struct {
	Desk *desk.Desk
	Log  *slog.Logger // nil for none
	// Token must come with every request, save those to /healthz, /login and the files
	// of the pages; "" for none.
	Token string
	// Hosts are names under which the server may be reached, besides localhost and
	// addresses of machines: a name that is not here may be another site's that
	// resolves to this machine.
	Hosts []string
	// Public allows addresses of machines other than this one as Host; a server that
	// listens on another address than this machine's own sets it.
	Public bool
	Limits Limits
}

// Limits bound what one request and all requests may cost. Zero fields have the usual
// value.
type Limits struct {
	Query      time.Duration // of one answer; 10 s
	Export     time.Duration // of one export; 10 min
	Requests   int           // answered at a time; 64
	Exports    int           // of them; 4
	Wait       time.Duration // for others to end, before a request is refused; 2 s
	QueryBytes int           // of the part of an address behind the question mark; 8 KiB
	BodyBytes  int64         // of a request; 16 KiB
}

func (l Limits) usual() Limits {
	set := func(d *time.Duration, usual time.Duration) {
		if *d == 0 {
			*d = usual
		}
	}
	count := func(n *int, usual int) {
		if *n == 0 {
			*n = usual
		}
	}
	set(&l.Query, 10*time.Second)
	set(&l.Export, 10*time.Minute)
	set(&l.Wait, 2*time.Second)
	count(&l.Requests, 64)
	count(&l.Exports, 4)
	count(&l.QueryBytes, 8<<10)
	if l.BodyBytes == 0 {
		l.BodyBytes = 16 << 10
	}
	return l
}

// Limits of connections. Nothing that a reader does takes longer in earnest.
const (
	headerTime   = 5 * time.Second
	readTime     = 10 * time.Second
	writeTime    = 30 * time.Second // an export goes on as long as it is read
	idleTime     = time.Minute
	shutdownTime = 5 * time.Second
	headerBytes  = 64 << 10
)

// A Server answers requests about one archive. It is safe for concurrent use.
type Server struct {
	desk    *desk.Desk
	log     *slog.Logger
	options Options
	limits  Limits
	mux     *http.ServeMux
	routes  []string     // of the API, behind its root
	guarded http.Handler // mux behind the guards
	metrics *metrics
	slots   chan struct{} // one for each request that is answered
	exports chan struct{}
}

// New makes a server.
func New(o Options) *Server {
	s := &Server{desk: o.Desk, log: o.Log, options: o, limits: o.Limits.usual(), mux: http.NewServeMux()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.slots, s.exports = make(chan struct{}, s.limits.Requests), make(chan struct{}, s.limits.Exports)
	s.metrics = newMetrics(s)
	s.routePages()
	s.routeAPI()
	s.routeSelf()
	s.guarded = s.guard(s.mux)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.guarded.ServeHTTP(w, r) }

// Loopback reports whether an address to listen on is one of this machine alone: an
// empty one is.
func Loopback(address string) bool {
	ip := net.ParseIP(address)
	return address == "" || address == "localhost" || ip != nil && ip.IsLoopback()
}

// Listen opens a port for Run, 0 for any free one, on an address, "" for 127.0.0.1.
func Listen(ctx context.Context, address string, port int) (net.Listener, error) {
	if address == "" || address == "localhost" {
		address = "127.0.0.1"
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(port)))
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
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
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
