package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/web"
)

func (a *app) serveCommand() *cobra.Command {
	var dir, addr string
	cmd := &cobra.Command{
		Use:     "serve --archive FOLDER",
		Short:   "A search page over an archive, on this machine only",
		Example: "  derek serve --archive news --addr 127.0.0.1:8080",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			st, err := a.openStore(dir, archive.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer st.close(&err)
			return a.serveStore(cmd.Context(), st, addr)
		},
	}
	archiveFlag(cmd, &dir)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "where to serve; only addresses of this machine")
	return cmd
}

// serveStore serves until ctx ends. Other addresses than this machine's own are
// refused: the page has no passwords.
func (a *app) serveStore(ctx context.Context, st *store, addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usageError{fmt.Errorf("serve: --addr: %w", err)}
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usageError{fmt.Errorf("serve: --addr %s is not an address of this machine alone; use 127.0.0.1:PORT", addr)}
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("serve: %w; choose another port with --addr", err)
	}
	fmt.Fprintf(a.stderr, "\nserving on http://%s/ until Ctrl-C\n", listener.Addr())
	if err := web.Serve(ctx, listener, st.archive, st.index); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
