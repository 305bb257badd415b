package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// content is every file below a path, by name; nil when nothing is there.
func content(t *testing.T, path string) map[string]string {
	t.Helper()
	var all map[string]string
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if all == nil {
			all = map[string]string{}
		}
		all[name[len(path):]] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// exportFor runs derek export, to its end for 0, or kills it after that long. It gives
// the time that it took.
func exportFor(t *testing.T, wait time.Duration, args ...string) (took time.Duration) {
	t.Helper()
	begin := time.Now() //nolint:forbidigo // it is measured
	p := start(t, append([]string{"export"}, args...)...)
	killed := false
	if wait > 0 {
		time.Sleep(wait)
		killed = p.cmd.Process.Kill() == nil
	}
	if _, code := p.rest(); code > 0 || code < 0 && !killed {
		t.Fatalf("export %v: %d: %s", args, code, p.stderr.String())
	}
	return time.Since(begin)
}

// An export that is killed leaves nothing under its name, or all of it; what was there
// before stays; and run again it gives the same bytes.
func TestExportKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	archive := filepath.Join(dir, "news")
	start(t, "ingest", "--json", "--archive", archive, crowd(t, 200)).rest()
	kills := 2
	if full() {
		kills = 20
	}
	for _, format := range []string{"csv", "sqlite", "brat"} {
		options := []string{"--archive", archive, "--format", format, "-o"}
		whole := filepath.Join(dir, format+"-whole")
		took := exportFor(t, 0, append(options, whole)...)
		want := content(t, whole)
		exportFor(t, 0, append(options, whole, "--force", "--as-of", "2026-11-23")...)
		other := content(t, whole)
		unfinished := 0
		for i := range kills {
			target := filepath.Join(dir, format)
			exportFor(t, took*time.Duration(i+1)/time.Duration(kills+1), append(options, target)...)
			got := content(t, target)
			if got == nil {
				unfinished++
				exportFor(t, 0, append(options, target)...)
				got = content(t, target)
			}
			if !maps.Equal(got, want) {
				t.Errorf("%s: killed and run again, it is another", format)
			}
			exportFor(t, took/2, append(options, target, "--force", "--as-of", "2026-11-23")...)
			if got := content(t, target); !maps.Equal(got, want) && !maps.Equal(got, other) {
				t.Errorf("%s: killed while it was replaced, it is neither", format)
			}
			if err := os.RemoveAll(target); err != nil {
				t.Fatal(err)
			}
		}
		if unfinished == 0 {
			t.Errorf("%s: no export was killed before it had come to its end", format)
		}
	}
}

// On a disk that fills up an export ends with a clear error and leaves nothing, and what
// it was to replace stays. The disk is a small file system in memory, as in TestDiskFull.
func TestExportDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	if err := exec.CommandContext(t.Context(), "unshare", "-rm", "true").Run(); err != nil {
		t.Skipf("no file system of one's own here: %v", err)
	}
	dir := t.TempDir()
	start(t, "ingest", "--json", "--archive", filepath.Join(dir, "news"), crowd(t, 300)).rest()
	script := `mkdir disk
mount -t tmpfs -o size=3m none disk || exit 77
derek export --archive news --format ftm -o disk/old nothing 2>/dev/null
for format in csv parquet sqlite brat popolo; do
	head -c 3m /dev/zero >disk/filler 2>/dev/null
	truncate -s -32K disk/filler
	derek export --archive news --format $format -o disk/new; echo "exit $?"
	derek export --archive news --format $format --force -o disk/old; echo "exit $?"
	rm disk/filler
	echo "left:" $(ls -A disk) $(wc -l <disk/old/entities.ftm.jsonl)
done`
	cmd := exec.CommandContext(t.Context(), "unshare", "-rm", "sh", "-c", script)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 77 {
		t.Skipf("no file system of one's own here: %s", out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for i, line := range lines {
		want := []string{"derek: the disk is full: export ", "exit 1", "derek: the disk is full: export ", "exit 1", "left: old 0"}[i%5]
		if !strings.HasPrefix(line, want) || i%5 == 4 && line != want {
			t.Errorf("%q, want %q", line, want)
		}
	}
	if len(lines) != 25 {
		t.Errorf("%d lines:\n%s", len(lines), out)
	}
}
