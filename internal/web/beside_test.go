package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/ingest"
	"github.com/seed50815598/derek/internal/load"
	"github.com/seed50815598/derek/internal/register"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// ingestEnv is the folder of the archive that a child of the test writes to.
const ingestEnv = "DEREK_TEST_INGEST"

// fill ingests the built-in articles in small runs, as a nightly job does.
func fill(ctx context.Context, dir string) (err error) {
	lex, err := lexicon.Default()
	if err != nil {
		return err
	}
	arch, err := archive.Open(dir, archive.Options{}) //nolint:contextcheck // it waits for nothing
	if err != nil {
		return err
	}
	ix := search.Open(arch, lex)
	defer func() { err = errors.Join(err, ix.Close(), arch.Close()) }()
	pipe := pipeline.New(lex, nil)
	for chunk := range slices.Chunk(corpus.Builtin(), 20) {
		articles := func(yield func(corpus.Article, error) bool) {
			for _, art := range chunk {
				if !yield(art, nil) {
					return
				}
			}
		}
		if _, err := ingest.Run(ctx, arch, ix, pipe, articles, ingest.Options{Now: func() time.Time { return time.Unix(0, 0) }}); err != nil {
			return err
		}
	}
	return nil
}

// TestIngestChild is the other process of TestIngestBeside.
func TestIngestChild(t *testing.T) {
	dir := os.Getenv(ingestEnv)
	if dir == "" {
		t.Skip("it is run by TestIngestBeside")
	}
	if err := fill(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
}

// An archive can be ingested into, by this process or by another one, while it is
// served: every question is answered, and in the end everything shows.
func TestIngestBeside(t *testing.T) {
	t.Run("this process", func(t *testing.T) {
		beside(t, func(dir string) error { return fill(t.Context(), dir) })
	})
	t.Run("another process", func(t *testing.T) {
		beside(t, func(dir string) error {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestIngestChild$")
			cmd.Env = append(os.Environ(), ingestEnv+"="+dir)
			out, err := cmd.CombinedOutput()
			if err != nil {
				return fmt.Errorf("%w: %s", err, out)
			}
			return nil
		})
	})
}

func beside(t *testing.T, write func(dir string) error) {
	t.Helper()
	dir := t.TempDir()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	pipe := pipeline.New(lex, nil)
	made, err := archive.Open(dir, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	empty := search.Open(made, lex)
	if _, err := empty.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(empty.Close(), made.Close()); err != nil {
		t.Fatal(err)
	}
	arch, err := archive.Open(dir, archive.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	ix := search.Open(arch, lex)
	reg, err := register.Open(t.Context(), arch, lex, pipe.Key)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Server: New(Options{Desk: desk.New(arch, ix, reg, lex, desk.Options{})})}
	ctx, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() { b.desk.Follow(ctx, time.Millisecond, func(err error) { t.Errorf("following: %v", err) }) })
	for _, address := range []string{"/search?facets=true", "/events?limit=100", "/persons?limit=50", "/posts", "/stats", "/events/export?format=json", "/suggest?q=a"} {
		wait.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if w := b.ask(t, address); w.Code != http.StatusOK { //nolint:contextcheck // an answer that has begun shall end
					t.Errorf("%s, time %d: status %d: %s", address, n, w.Code, w.Body)
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	err = write(dir)
	stop()
	wait.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.desk.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	stats := into[desk.Stats](t, b.ask(t, "/stats"))
	found := into[desk.SearchPage](t, b.ask(t, "/search"))
	if want := len(corpus.Builtin()); stats.Articles != want || found.Total != want || stats.Posts == 0 || stats.Pending != (desk.Pending{}) {
		t.Errorf("%d articles, %d found, %d posts, pending %+v; want %d", stats.Articles, found.Total, stats.Posts, stats.Pending, want)
	}
	if err := errors.Join(reg.Close(), ix.Close(), arch.Close()); err != nil {
		t.Error(err)
	}
}

// A few readers get answers to everything that they ask.
func TestLoad(t *testing.T) {
	b := newBench(t, Options{Token: token})
	srv := httptest.NewServer(b)
	defer srv.Close()
	r, err := load.Run(t.Context(), srv.URL, load.Options{Readers: 8, Every: 10 * time.Millisecond, For: 500 * time.Millisecond, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	if all := r.Kinds[0]; all.Asked < 20 || all.Failed > 0 || all.P50 <= 0 || all.P50 > all.P95 || all.P95 > all.Max || all.Bytes == 0 {
		t.Errorf("%+v, %q", all, r.Errors)
	}
	if _, err := load.Run(t.Context(), srv.URL, load.Options{}); err == nil {
		t.Error("no error without a token")
	}
}
