package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
)

// The tests of this file run derek as processes of its own, kill them, stop them and
// take the disk away from them.

// full reports whether the long forms are to be run, as CI does.
func full() bool { return os.Getenv("DEREK_TEST_FULL") != "" }

// crowd writes n short articles with different texts, ids 0 to n-1, as JSON lines.
func crowd(t *testing.T, n int) (path string) {
	t.Helper()
	names := []string{"Ерлан", "Айгүл", "Бауыржан", "Гүлнар", "Дәурен", "Жанар", "Қайрат", "Мәдина"}
	path = filepath.Join(t.TempDir(), "crowd.jsonl")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	for i := range n {
		text := fmt.Sprintf("Хабар %d. Бүгін күн жылы болды, жаңбыр жауған жоқ.", i)
		if i%10 == 0 {
			text = fmt.Sprintf("Хабар %d. %s Сәдуақасов %d-мектептің директоры болып тағайындалды.", i, names[i/10%len(names)], i)
		}
		fmt.Fprintf(out, `{"id":"%d","published":"2024-05-01","text":%q}`+"\n", i, text)
	}
	if err := errors.Join(out.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// A process is a running derek.
type process struct {
	*testing.T
	cmd    *exec.Cmd
	lines  chan string // of its standard output
	last   string      // the last line of it that was complete
	stderr bytes.Buffer
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{T: t, cmd: exec.CommandContext(t.Context(), "derek", args...), lines: make(chan string, 1)}
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		r := bufio.NewReader(out)
		for {
			line, err := r.ReadString('\n')
			if err != nil { // what is not a whole line was not said
				return
			}
			p.lines <- line
		}
	}()
	return p
}

// status waits for a status line, for at most that long; ok is false when none came.
func (p *process) status(wait time.Duration) (s status, ok bool) {
	p.Helper()
	select {
	case line, open := <-p.lines:
		if !open {
			return s, false
		}
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			p.Fatalf("status %q: %v", line, err)
		}
		p.last = line
		return s, true
	case <-time.After(wait):
		return s, false
	}
}

// rest reads what is left of the output, waits for the end and gives the last status.
func (p *process) rest() (s status, code int) {
	p.Helper()
	for line := range p.lines {
		p.last = line
	}
	if p.last != "" {
		if err := json.Unmarshal([]byte(p.last), &s); err != nil {
			p.Fatalf("status %q: %v", p.last, err)
		}
	}
	err := p.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return s, exit.ExitCode()
	} else if err != nil {
		p.Fatal(err)
	}
	return s, 0
}

// kept is what an archive holds, checked for being whole.
type kept struct {
	ids     map[string]bool
	indexed int // -1 without an index
}

func holdings(t *testing.T, dir string) kept {
	t.Helper()
	ctx := t.Context()
	arc, err := archive.Open(dir, archive.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	ix := search.Open(arc, lex)
	k := kept{ids: map[string]bool{}}
	for doc, err := range arc.Documents(ctx, archive.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		k.ids[doc.ID] = true
	}
	result, err := ix.Search(ctx, search.Request{})
	switch {
	case errors.Is(err, search.ErrNoIndex):
		k.indexed = -1
	case err != nil:
		t.Error(err)
	default:
		k.indexed = result.Total
	}
	if err := errors.Join(ix.Close(), arc.Close()); err != nil {
		t.Error(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "derek.db"))
	if err != nil {
		t.Fatal(err)
	}
	var fault string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&fault); err != nil || fault != "ok" {
		t.Errorf("integrity: %s, %v", fault, err)
	}
	var dangling int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM pragma_foreign_key_check").Scan(&dangling); err != nil || dangling > 0 {
		t.Errorf("%d dangling rows, %v", dangling, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	return k
}

// killAfter waits for a status, if wait is not nil, and then that long, kills the
// process and gives how much it has told to be stored.
func (p *process) killAfter(wait func(status) bool, delay time.Duration) (told int) {
	p.Helper()
	var deadline <-chan time.Time
	if wait == nil {
		deadline = time.After(delay)
	}
	for running := true; running; {
		select {
		case <-deadline:
			running = false
		case line, open := <-p.lines:
			if running = open; !open { // it has come to its end
				break
			}
			var s status
			if err := json.Unmarshal([]byte(line), &s); err != nil {
				p.Fatalf("status %q: %v", line, err)
			}
			told = s.Stored
			if deadline == nil && wait(s) {
				deadline = time.After(delay)
			}
		}
	}
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.Fatal(err)
	}
	for range p.lines { // said after the last look: it may be in the archive or not
	}
	p.cmd.Wait() //nolint:errcheck // killed
	return told
}

// Killed at any moment, an archive opens, holds what was said to be stored, and the
// next run goes on; in the end everything is there once. The full form is 25 kills
// during an ingest of 20 thousand articles.
func TestKilled(t *testing.T) {
	articles, kills := 1500, 3
	if testing.Short() {
		articles, kills = 300, 1
	}
	if full() {
		articles, kills = 20_000, 25
	}
	dir, input := filepath.Join(t.TempDir(), "news"), crowd(t, articles)
	random := rand.New(rand.NewPCG(6, 25)) //nolint:gosec // moments, not secrets
	early, acknowledged := 0, 0
	for n := range kills {
		p := start(t, "ingest", "--archive", dir, "--json", input)
		// A third are killed at any moment, the others soon after something new was
		// stored, and the last ones while identities and index are brought up to date.
		wait := func(s status) bool { return s.New > 0 }
		switch {
		case n >= kills*9/10:
			wait = func(s status) bool { return s.State != "reading" }
		case n%3 == 0:
			wait = nil
			early++
		}
		told := p.killAfter(wait, time.Duration(random.IntN(400))*time.Millisecond)
		if _, err := os.Stat(filepath.Join(dir, "derek.db")); errors.Is(err, os.ErrNotExist) && told == 0 {
			continue
		}
		got, err := archive.Open(dir, archive.Options{}) // for writing: killed while it was made, it has no tables yet
		if err != nil {
			t.Fatalf("kill %d: %v", n, err)
		}
		if err := got.Close(); err != nil {
			t.Fatal(err)
		}
		k := holdings(t, dir)
		for i := range told {
			if !k.ids[fmt.Sprint(i)] {
				t.Fatalf("kill %d: article %d of %d that were told to be stored is lost", n, i, told)
			}
		}
		acknowledged = max(acknowledged, told)
		t.Logf("kill %2d: %5d told, %5d stored, %5d indexed", n, told, len(k.ids), k.indexed)
	}
	p := start(t, "ingest", "--archive", dir, "--json", input)
	s, code := p.rest()
	if code != exitDone || s.State != "done" || s.Read != articles || s.Stored != articles || s.New+s.Unchanged != articles {
		t.Errorf("last run: exit code %d, %+v, %s", code, s, &p.stderr)
	}
	if kills > 1 && s.Unchanged == 0 {
		t.Error("no kill left anything: the test shows nothing")
	}
	k := holdings(t, dir)
	if len(k.ids) != articles || k.indexed != articles {
		t.Errorf("got %d articles, %d in the index, want %d", len(k.ids), k.indexed, articles)
	}
	t.Logf("%d kills, %d of them early; at most %d told", kills, early, acknowledged)
}

// Ctrl-C ends a run within two seconds; what was told to be stored is there, the
// message says how to go on, and the same command goes on.
func TestInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("long: runs without -short")
	}
	dir := filepath.Join(t.TempDir(), "news")
	const articles = 3000
	input := crowd(t, articles)
	// One article that takes longer than two seconds to annotate comes first in a folder.
	long := filepath.Join(t.TempDir(), "long.txt")
	if err := os.WriteFile(long, bytes.Repeat([]byte("Ерлан Сәдуақасов Сарыағаш ауданының әкімі болып тағайындалды. Айгүл Мұратқызы кетті.\n"), 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for n, paths := range [][]string{{input}, {long, input}} {
		p := start(t, append([]string{"ingest", "--archive", dir, "--json"}, paths...)...)
		var told status
		if n == 0 {
			told, _ = p.status(time.Minute)
		} else {
			time.Sleep(1500 * time.Millisecond)
		}
		began := time.Now() //nolint:forbidigo // what is tested is how long it takes
		if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		s, code := p.rest()
		took := time.Since(began)
		t.Logf("stopped in %v", took)
		limit := 10 * time.Second // a machine that tests other packages at the same time is slow
		if full() {
			limit = 2 * time.Second
		}
		if took > limit {
			t.Errorf("%q: stopped after %v, want at most %v", paths, took, limit)
		}
		if code != exitFailed || n == 0 && s.State != "stopped" || s.Stored < told.Stored {
			t.Errorf("%q: exit code %d, %+v after %+v", paths, code, s, told)
		}
		if want := "derek: stopped; what is stored is safe; to go on, run the same again:\n  derek ingest --archive " + dir + " " + strings.Join(paths, " "); n == 0 && !strings.Contains(p.stderr.String(), want) {
			t.Errorf("%q: got %q, want %q", paths, &p.stderr, want)
		}
		if k := holdings(t, dir); len(k.ids) < s.Stored {
			t.Errorf("%q: got %d articles, %d were told", paths, len(k.ids), s.Stored)
		}
	}
	p := start(t, "ingest", "--archive", dir, "--json", input)
	if s, code := p.rest(); code != exitDone || s.Stored != articles {
		t.Errorf("run again: exit code %d, %+v", code, s)
	}
	if k := holdings(t, dir); len(k.ids) != articles || k.indexed != articles {
		t.Errorf("run again: got %d articles, %d in the index, want %d", len(k.ids), k.indexed, articles)
	}
}

// While one process ingests, another searches, and a third that would write is told so.
func TestSearchWhileIngesting(t *testing.T) {
	if testing.Short() {
		t.Skip("long: runs without -short")
	}
	dir := filepath.Join(t.TempDir(), "news")
	const articles = 2500
	input := crowd(t, articles)
	if s, code := start(t, "ingest", "--archive", dir, "--json", crowd(t, 10)).rest(); code != exitDone {
		t.Fatalf("exit code %d, %+v", code, s)
	}
	p := start(t, "ingest", "--archive", dir, "--json", input)
	if s, ok := p.status(time.Minute); !ok || s.Stored == 0 {
		t.Fatalf("got %+v, %s", s, &p.stderr)
	}
	ctx := t.Context()
	out, err := exec.CommandContext(ctx, "derek", "ingest", "--archive", dir, input).CombinedOutput()
	if !strings.Contains(string(out), "another process is writing; wait for the other derek to end, or stop it") || err == nil {
		t.Errorf("second writer: got %q, %v", out, err)
	}
	searches := 0
	for during := true; during; searches++ {
		if out, err := exec.CommandContext(ctx, "derek", "search", "--archive", dir, "хабар").CombinedOutput(); err != nil {
			t.Errorf("search %d: %v: %s", searches, err, out)
		}
		for ok := true; ok && during; {
			select {
			case _, during = <-p.lines:
			default:
				ok = false
			}
		}
	}
	if _, code := p.rest(); code != exitDone {
		t.Errorf("exit code %d, %s", code, &p.stderr)
	}
	t.Logf("%d searches meanwhile", searches)
	if k := holdings(t, dir); len(k.ids) != articles || k.indexed != articles {
		t.Errorf("got %d articles, %d in the index, want %d", len(k.ids), k.indexed, articles)
	}
}

// On a disk that fills up a run ends with a clear error; what was stored is safe, and
// with room again the run goes on. The disk is a small file system in memory, in a
// name space of the process's own.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("long: runs without -short")
	}
	if err := exec.CommandContext(t.Context(), "unshare", "-rm", "true").Run(); err != nil {
		t.Skipf("no file system of one's own here: %v", err)
	}
	const articles = 2500
	input, times := crowd(t, articles), 0
	for _, size := range []string{"1m", "2m", "3m"} { // full at different moments
		disk := t.TempDir()
		script := fmt.Sprintf(`mount -t tmpfs -o size=%[3]s none %[1]s || exit 77
derek ingest --archive %[1]s/news %[2]s; echo "exit $?"
mount -o remount,size=100m %[1]s
derek ingest --archive %[1]s/news %[2]s; echo "exit $?"
derek search --archive %[1]s/news хабар | head -1`, disk, input, size)
		out, err := exec.CommandContext(t.Context(), "unshare", "-rm", "sh", "-c", script).CombinedOutput()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 77 {
			t.Skipf("no file system of one's own here: %s", out)
		}
		t.Logf("%s: %s", size, out)
		if strings.Contains(string(out), "derek: the disk is full: ") && strings.Contains(string(out), "make room and run the same again\nexit 1\n") {
			times++
		}
		if want := fmt.Sprintf(" 0 failed\nexit 0\n%d articles", articles); !strings.Contains(string(out), want) {
			t.Errorf("%s: %q is missing", size, want)
		}
	}
	if times < 2 {
		t.Errorf("the disk was full %d times: the test shows nothing", times)
	}
}

// A folder that may be read only is told at once, and so is one that becomes so.
func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := news(t)
	if err := os.Chmod(dir, 0o555); err != nil { //nolint:gosec // that is the point
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) }) //nolint:errcheck,gosec // a temporary folder
	var stdout, stderr bytes.Buffer
	code := run(context.WithoutCancel(t.Context()), []string{"ingest", "--archive", dir, "-"}, strings.NewReader("Хабар."), &stdout, &stderr)
	if code != exitFailed || !strings.Contains(stderr.String(), "check the folder's permissions and the disk") {
		t.Errorf("got exit code %d, %q", code, &stderr)
	}
}
