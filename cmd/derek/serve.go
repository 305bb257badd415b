package main

import (
	"context"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/web"
)

func (a *app) serveCommand() *cobra.Command {
	var dir string
	var port int
	cmd := &cobra.Command{
		Use:   "serve --archive FOLDER",
		Short: "A search page over an archive, on this machine only",
		Long: `Serves a search page over an archive until Ctrl-C. It answers to this machine only:
the page has no passwords.`,
		Example: "  derek serve --archive news --port 8080",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ln, err := listen(cmd.Context(), port)
			if err != nil {
				return err
			}
			defer ln.Close() //nolint:errcheck // closed by the server when it has come so far
			st, err := a.openStore(cmd.Context(), dir, archive.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer st.close(&err)
			return a.serve(cmd.Context(), st, ln)
		},
	}
	archiveFlag(cmd, &dir)
	portFlag(cmd, &port)
	return cmd
}

func portFlag(cmd *cobra.Command, port *int) {
	cmd.Flags().IntVar(port, "port", 8080, "`PORT` to serve on, 0 for any free one")
}

// listen opens the port first of all: whether it is free shows before any work is done.
func listen(ctx context.Context, port int) (net.Listener, error) {
	if port < 0 || port > 65535 {
		return nil, usage("--port %d is none; ports go up to 65535", port)
	}
	ln, err := web.Listen(ctx, port)
	if err != nil {
		return nil, fmt.Errorf("%w; choose another port with --port, 0 for any free one", err)
	}
	return ln, nil
}

// serve serves until ctx ends.
func (a *app) serve(ctx context.Context, st *store, ln net.Listener) error {
	fmt.Fprintf(a.stderr, "serving on http://%s/ until Ctrl-C\n", ln.Addr())
	return web.New(st.archive, st.index, nil).Run(ctx, ln)
}
