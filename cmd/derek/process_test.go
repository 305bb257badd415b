package main

import (
	"bufio"
	"bytes"
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
	p := prepare(t, args...)
	p.begin()
	return p
}

func prepare(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{T: t, cmd: exec.CommandContext(t.Context(), "derek", args...), lines: make(chan string, 1)}
	p.cmd.Stderr = &p.stderr
	return p
}

func (p *process) begin() {
	p.Helper()
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.Fatal(err)
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
	return k
}

// unharmed has derek archive check look at an archive: it may find that the search index
// is not there or is behind, and nothing else. sound tells whether it finds nothing.
func unharmed(t *testing.T, dir string) (sound bool) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "derek", "archive", "check", "--archive", dir).Output()
	for line := range strings.Lines(string(out)) {
		index := strings.HasPrefix(line, "fault: no search index") || strings.HasPrefix(line, "fault: the search index is ")
		if sound = strings.HasSuffix(line, ": sound\n"); !sound && !index {
			t.Errorf("check: %s", line)
		}
	}
	if sound != (err == nil) {
		t.Errorf("check: %v: %s", err, out)
	}
	return sound
}

// whole makes sure that an archive has n articles, all of them in the index, and that
// check finds nothing.
func whole(t *testing.T, dir string, n int) {
	t.Helper()
	if k := holdings(t, dir); len(k.ids) != n || k.indexed != n {
		t.Errorf("got %d articles, %d in the index, want %d", len(k.ids), k.indexed, n)
	}
	if !unharmed(t, dir) {
		t.Error("check finds faults")
	}
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
		if n%3 == 0 || n >= kills*9/10 {
			unharmed(t, dir)
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
	whole(t, dir, articles)
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
	if err := os.WriteFile(long, bytes.Repeat([]byte("Ерлан Сәдуақасов Сарыағаш ауданының әкімі болып тағайындалды. Айгүл Мұратқызы кетті.\n"), 45_000), 0o600); err != nil {
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
	whole(t, dir, articles)
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
	whole(t, dir, articles)
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
derek archive check --archive %[1]s/news
mount -o remount,size=100m %[1]s
derek ingest --archive %[1]s/news %[2]s; echo "exit $?"
derek archive check --archive %[1]s/news
derek search --archive %[1]s/news хабар | head -1`, disk, input, size)
		out, err := exec.CommandContext(t.Context(), "unshare", "-rm", "sh", "-c", script).CombinedOutput()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 77 {
			t.Skipf("no file system of one's own here: %s", out)
		}
		t.Logf("%s: %s", size, out)
		if strings.Contains(string(out), "derek: the disk is full: ") && strings.Contains(string(out), "make room and run the same again\nexit 1\n") {
			times++
		}
		if want := fmt.Sprintf(" 0 failed\nexit 0\n%[1]d articles: sound\n%[1]d articles", articles); !strings.Contains(string(out), want) {
			t.Errorf("%s: %q is missing", size, want)
		}
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "fault: ") && !strings.HasPrefix(line, "fault: no search index") && !strings.HasPrefix(line, "fault: the search index is ") {
				t.Errorf("%s: %s", size, line)
			}
		}
	}
	if times < 2 {
		t.Errorf("the disk was full %d times: the test shows nothing", times)
	}
}

// A file that may not grow any more, by a limit or a quota, ends a run with a clear error
// at whatever moment; what was stored is safe, and without the limit the run goes on.
func TestFileLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("long: runs without -short")
	}
	const articles = 600
	input, times := crowd(t, articles), 0
	for _, kilobytes := range []int{300, 650, 900} { // while the archive is made, while articles are stored, afterwards
		dir := filepath.Join(t.TempDir(), "news")
		script := fmt.Sprintf("ulimit -f %d; exec derek ingest --archive %s %s", kilobytes, dir, input)
		out, err := exec.CommandContext(t.Context(), "bash", "-c", script).CombinedOutput()
		t.Logf("%d KB: %s", kilobytes, out)
		if err != nil {
			times++
			if !strings.Contains(string(out), "the disk refuses to be read or written: ") || !strings.Contains(string(out), "look at the disk, its quota and the limits of this session") {
				t.Errorf("%d KB: got %s", kilobytes, out)
			}
		}
		if s, code := start(t, "ingest", "--archive", dir, "--json", input).rest(); code != exitDone || s.Stored != articles {
			t.Errorf("%d KB: without the limit: exit code %d, %+v", kilobytes, code, s)
		}
		whole(t, dir, articles)
	}
	if times < 2 {
		t.Errorf("the limit was met %d times: the test shows nothing", times)
	}
}

// nobody has a process run without root's right to write everywhere, and gives it the
// folder. It does nothing for others.
func nobody(t *testing.T, cmd *exec.Cmd, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const id = 65534
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: id, Gid: id}}
	cmd.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir)
	for _, path := range []string{cmd.Path, dir} { // temporary folders are shut for others
		for p := filepath.Dir(path); p != filepath.Dir(p) && p != filepath.Clean(os.TempDir()); p = filepath.Dir(p) {
			if err := os.Chmod(p, 0o755); err != nil { //nolint:gosec // that is the point
				t.Fatal(err)
			}
		}
	}
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, id, id))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// allow sets the permissions of all folders below dir.
func allow(t *testing.T, dir string, mode os.FileMode) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chmod(path, mode)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

const readable, writable = 0o555, 0o755

// A folder that may only be read is told at once, to those who write; the others read.
func TestReadOnlyFolder(t *testing.T) {
	dir := news(t)
	t.Cleanup(func() { allow(t, dir, writable) })
	derek := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "derek", args...)
		nobody(t, cmd, dir)
		allow(t, dir, readable)
		for _, file := range []string{"derek.db", "writer.db"} {
			if err := os.Chmod(filepath.Join(dir, file), 0o444); err != nil { //nolint:gosec // that is the point
				t.Fatal(err)
			}
		}
		cmd.Stdin = strings.NewReader("Хабар.")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, args := range [][]string{{"ingest", "--archive", dir, "-"}, {"archive", "compact", "--archive", dir}} {
		if out, err := derek(args...); err == nil || !strings.Contains(out, "not writable: ") || !strings.Contains(out, dir) || !strings.Contains(out, "check the folder's permissions and the disk") {
			t.Errorf("%s: got %q, %v", args[0], out, err)
		}
	}
	for _, args := range [][]string{{"archive", "check", "--archive", dir}, {"search", "--archive", dir, "әкім"}} {
		if out, err := derek(args...); err != nil {
			t.Errorf("%s: got %q, %v", args[0], out, err)
		}
	}
}

// A folder that may not be written any more ends a run under way in the same way; what
// was stored is safe, and once it may be written the run goes on.
func TestFolderBecomesReadOnly(t *testing.T) {
	if testing.Short() {
		t.Skip("long: runs without -short")
	}
	const articles = 2500
	home := t.TempDir()
	dir, input := filepath.Join(home, "news"), crowd(t, articles)
	if err := os.Rename(input, filepath.Join(home, "in.jsonl")); err != nil {
		t.Fatal(err)
	}
	input = filepath.Join(home, "in.jsonl")
	p := prepare(t, "ingest", "--archive", dir, "--json", input)
	nobody(t, p.cmd, home)
	p.begin()
	told, ok := p.status(time.Minute)
	if !ok {
		t.Fatalf("no status: %s", &p.stderr)
	}
	t.Cleanup(func() { allow(t, dir, writable) })
	allow(t, dir, readable)
	s, code := p.rest()
	t.Logf("told %d, then %+v: %s", told.Stored, s, &p.stderr)
	if code != exitFailed || !strings.Contains(p.stderr.String(), dir) || !strings.Contains(p.stderr.String(), "check the folder's permissions and the disk, and run the same again") {
		t.Errorf("exit code %d, %s", code, &p.stderr)
	}
	allow(t, dir, writable)
	unharmed(t, dir)
	if k := holdings(t, dir); len(k.ids) < max(told.Stored, s.Stored) {
		t.Errorf("got %d articles, %d were told to be stored", len(k.ids), s.Stored)
	}
	if s, code := start(t, "ingest", "--archive", dir, "--json", input).rest(); code != exitDone || s.Stored != articles {
		t.Errorf("again: exit code %d, %+v", code, s)
	}
	whole(t, dir, articles)
}

// An index of another derek is not touched by those who read; they say what helps, and
// the next ingest makes one.
func TestForeignIndex(t *testing.T) {
	dir := news(t)
	list, err := filepath.Glob(filepath.Join(dir, "index", "kk_v*"))
	if err != nil || len(list) != 1 {
		t.Fatalf("got %q, %v", list, err)
	}
	name := filepath.Base(list[0])
	current := filepath.Join(dir, "index", "current")
	data, err := os.ReadFile(current)
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.Replace(data, []byte(name), []byte("kk_v99.1-abc"), 1)
	if err := errors.Join(os.Rename(list[0], filepath.Join(dir, "index", "kk_v99.1-abc")), os.WriteFile(current, data, 0o600)); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "derek", "search", "--archive", dir, "әкім").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "no index for this derek and its word tables; make it with: derek ingest --archive "+dir+" --reindex") {
		t.Errorf("search: got %s, %v", out, err)
	}
	if unharmed(t, dir) {
		t.Error("check finds the index sound")
	}
	if after, err := os.ReadFile(current); err != nil || !bytes.Equal(data, after) {
		t.Errorf("the index was changed to %s, %v", after, err)
	}
	if _, code := start(t, "ingest", "--archive", dir, "--json", "--reindex").rest(); code != exitDone {
		t.Errorf("reindex: exit code %d", code)
	}
	if !unharmed(t, dir) {
		t.Error("check finds faults after the index was made anew")
	}
}
