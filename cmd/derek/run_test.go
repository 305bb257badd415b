package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed50815598/derek/internal/archive"
)

// news makes an archive of a few articles and returns its folder.
func news(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "news")
	var stderr bytes.Buffer
	lines := strings.NewReader(`{"id":"a","text":"Аудан әкімі жиын өткізді."}` + "\n" + `{"id":"b","text":"Төраға сайланды."}`)
	if code := run(t.Context(), []string{"ingest", "--archive", dir, "-"}, lines, io.Discard, &stderr); code != exitDone {
		t.Fatalf("got exit code %d: %s", code, &stderr)
	}
	return dir
}

func TestStoppedBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := news(t)
	for _, args := range [][]string{
		{"extract"},
		{"explain", "-"},
		{"ingest", "--archive", dir, "-"},
		{"ingest", "--archive", dir, "--reindex"},
		{"export", "--archive", dir, "-o", filepath.Join(t.TempDir(), "out")},
		{"demo", "--no-serve"},
	} {
		var stderr bytes.Buffer
		code := run(ctx, args, strings.NewReader("Хабар."), io.Discard, &stderr)
		if want := "derek: stopped\n"; code != exitFailed || stderr.String() != want {
			t.Errorf("%q: got exit code %d, %q, want %d, %q", args, code, &stderr, exitFailed, want)
		}
	}
}

// endless gives the same line over and over, and calls stop at the nth read.
type endless struct {
	line string
	at   int
	n    int
	stop func()
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n--; e.n == 0 {
		e.stop()
	}
	n := copy(p, e.line[e.at:])
	e.at = (e.at + n) % len(e.line)
	return n, nil
}

// Stopped in the middle, it has printed whole lines.
func TestStoppedMidway(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout, stderr bytes.Buffer
	stdin := &endless{`{"text":"Аудан әкімі Ерлан Сәдуақасов жиын өткізді."}` + "\n", 0, 3000, cancel}
	code := run(ctx, []string{"extract"}, stdin, &stdout, &stderr)
	if code != exitFailed || stderr.String() != "derek: stopped\n" {
		t.Errorf("got exit code %d, %q", code, &stderr)
	}
	if docs := annotated(t, stdout.Bytes()); len(docs) == 0 {
		t.Error("got no articles")
	}
}

// A signal is heeded while standard input is silent.
func TestStoppedWaiting(t *testing.T) {
	for _, args := range [][]string{
		{"extract"},
		{"ingest", "--archive", filepath.Join(t.TempDir(), "news"), "-"},
		{"analyze", "key"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		silent, _ := io.Pipe()
		var stderr bytes.Buffer
		time.AfterFunc(50*time.Millisecond, cancel)
		code := run(ctx, args, silent, io.Discard, &stderr)
		if want := "derek: stopped"; code != exitFailed || !strings.HasPrefix(stderr.String(), want) {
			t.Errorf("%q: got exit code %d, %q, want %d, %q", args, code, &stderr, exitFailed, want)
		}
		cancel()
	}
}

func TestSecondWriter(t *testing.T) {
	dir := news(t)
	arc, err := archive.Open(dir, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := arc.Close(); err != nil {
			t.Error(err)
		}
	}()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"ingest", "--archive", dir, "-"}, strings.NewReader("Хабар."), &stdout, &stderr)
	if want := "another process is writing; wait for the other derek to end, or stop it"; code != exitFailed || !strings.Contains(stderr.String(), want) {
		t.Errorf("got exit code %d, %q", code, &stderr)
	}
	code = run(t.Context(), []string{"search", "--archive", dir, "toraga"}, nil, &stdout, &stderr)
	if code != exitDone || !strings.HasPrefix(stdout.String(), "1 article\n") {
		t.Errorf("searching beside a writer: got exit code %d, %q", code, &stdout)
	}
}

// failing is an output that takes nothing.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, fmt.Errorf("write |1: %w", f.err) }

func TestOutputFails(t *testing.T) {
	dir := news(t)
	for _, args := range [][]string{
		{"extract"},
		{"explain", "-"},
		{"search", "--archive", dir, "toraga"},
		{"export", "--archive", dir, "-o", "-"},
		{"evaluate", "gold"},
		{"lexicon", "check"},
		{"lexicon", "stats"},
	} {
		var stderr bytes.Buffer
		code := run(t.Context(), args, strings.NewReader("Хабар."), failing{syscall.EPIPE}, &stderr)
		if code != exitDone || stderr.Len() > 0 {
			t.Errorf("%q into a closed pipe: got exit code %d, %q", args, code, &stderr)
		}
		code = run(t.Context(), args, strings.NewReader("Хабар."), failing{syscall.ENOSPC}, &stderr)
		if code != exitFailed || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%q onto a full disk: got exit code %d, %q", args, code, &stderr)
		}
	}
}

func TestServe(t *testing.T) {
	dir := news(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stderr, printed := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--archive", dir, "--port", "0"}, nil, io.Discard, printed)
		printed.Close() //nolint:errcheck // never fails, says io
	}()
	lines := bufio.NewScanner(stderr)
	if !lines.Scan() {
		t.Fatalf("it ended with exit code %d", <-code)
	}
	url, ok := strings.CutPrefix(lines.Text(), "serving on ")
	url, _, _ = strings.Cut(url, " ")
	if !ok || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("got %q", lines.Text())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"?q=toraga", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(page), "сайланды") {
		t.Errorf("got %s, %v, %.300s", resp.Status, err, page)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	cancel()
	if lines.Scan() {
		t.Errorf("got %q", lines.Text())
	}
	if got := <-code; got != exitDone {
		t.Errorf("got exit code %d, want %d", got, exitDone)
	}
}
