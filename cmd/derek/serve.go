package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/register"
	"github.com/seed50815598/derek/internal/web"
)

// serveFlags are the flags of derek serve.
type serveFlags struct {
	dir      string
	port     int
	address  string
	token    string
	insecure bool
	hosts    []string
	verbose  bool
}

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve --archive FOLDER",
		Short: "Search pages and a JSON API over an archive, on this machine only",
		Long: `Serves pages and a JSON API over an archive until Ctrl-C; /api/v1/openapi.json describes
the API, /healthz and /metrics tell how the server is. It only reads, and shows what an
ingest beside it stores.

It answers to this machine only. On another --address it starts only with --token, which
every request must then bring (Authorization: Bearer TOKEN, or the form at /login), or
with --insecure, when something in front of it keeps strangers out. The connection is
not encrypted: put a proxy with TLS in front of it, and name it with --host.`,
		Example: `  derek serve --archive news --port 8080
  derek serve --archive news --address 0.0.0.0 --token "$TOKEN" --host news.example`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := f.check(); err != nil {
				return err
			}
			ln, err := listen(cmd.Context(), f.address, f.port)
			if err != nil {
				return err
			}
			defer ln.Close() //nolint:errcheck // closed by the server when it has come so far
			st, err := a.openStore(cmd.Context(), f.dir, archive.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer st.close(&err)
			return a.serve(cmd.Context(), st, ln, f)
		},
	}
	archiveFlag(cmd, &f.dir)
	portFlag(cmd, &f.port)
	flags := cmd.Flags()
	flags.StringVar(&f.address, "address", "", "`ADDRESS` to serve on (default: 127.0.0.1)")
	flags.StringVar(&f.token, "token", "", "what every request must bring: `TOKEN`, at least 16 characters")
	flags.BoolVar(&f.insecure, "insecure", false, "serve on another address without a token")
	flags.StringArrayVar(&f.hosts, "host", nil, "`NAME` under which browsers reach the server, besides localhost and numbers")
	flags.BoolVar(&f.verbose, "verbose", false, "log what fails")
	return cmd
}

// check refuses what would let strangers in.
func (f *serveFlags) check() error {
	switch {
	case f.token != "" && f.insecure:
		return usage("serve: --token or --insecure, not both")
	case f.token != "" && len(f.token) < web.MinToken:
		return usage("serve: a --token has at least %d characters; make one with: openssl rand -hex 16", web.MinToken)
	case addressPort(f.address) != "":
		host, _, _ := net.SplitHostPort(f.address)
		return usage("serve: the port goes into --port: --address %s --port %s", cmp.Or(host, "127.0.0.1"), addressPort(f.address))
	case !web.Loopback(f.address) && f.token == "" && !f.insecure:
		return usage("serve: on --address %s others could read the archive; give a --token, or --insecure if something else keeps them out", f.address)
	}
	return nil
}

// addressPort is the port that somebody put into an address, "" for none: an address
// of six parts has colons of its own.
func addressPort(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil || net.ParseIP(address) != nil {
		return ""
	}
	return port
}

func portFlag(cmd *cobra.Command, port *int) {
	cmd.Flags().IntVar(port, "port", 8080, "`PORT` to serve on, 0 for any free one")
}

// listen opens the port first of all: whether it is free shows before any work is done.
func listen(ctx context.Context, address string, port int) (net.Listener, error) {
	if port < 0 || port > 65535 {
		return nil, usage("--port %d is none; ports go up to 65535", port)
	}
	ln, err := web.Listen(ctx, address, port)
	if err != nil {
		return nil, fmt.Errorf("%w; choose another port with --port, 0 for any free one", err)
	}
	return ln, nil
}

// followEvery is how often the server looks whether the archive has changed.
const followEvery = 2 * time.Second

// serve serves until ctx ends.
func (a *app) serve(ctx context.Context, st *store, ln net.Listener, f serveFlags) (err error) {
	p, err := a.pipelineOf(st.lexicon)
	if err != nil {
		return err
	}
	reg, err := register.Open(ctx, st.archive, st.lexicon, p.Key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reg.Close()) }()
	logger := slog.New(slog.NewTextHandler(logTo(a.stderr, f.verbose), nil))
	d := desk.New(st.archive, st.index, reg, st.lexicon, desk.Options{Explain: func() (desk.Explainer, error) { return p, nil }, Program: version()})
	var following sync.WaitGroup
	quit, stop := context.WithCancel(ctx)
	following.Go(func() {
		d.Follow(quit, followEvery, func(err error) { logger.WarnContext(quit, "posts are not up to date", "err", err) })
	})
	defer following.Wait()
	defer stop()
	fmt.Fprintf(a.stderr, "serving on http://%s/ until Ctrl-C\n", ln.Addr())
	s := web.New(web.Options{Desk: d, Log: logger, Token: f.token, Hosts: f.hosts, Public: !web.Loopback(f.address)})
	return s.Run(ctx, ln)
}

// logTo is where the log goes.
func logTo(w io.Writer, verbose bool) io.Writer {
	if verbose {
		return w
	}
	return io.Discard
}
