// Package golden helps tests with expected files: it finds and rewrites them and
// finds the folder of shared measuring data. Only tests import it.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expected files of the tests that run")

// SharedEnv names the environment variable that holds the folder of shared data.
const SharedEnv = "DEREK_SHARED"

// Update reports whether the test run was asked to rewrite expected files.
func Update() bool { return *update }

// Glob returns the files that match the pattern, sorted, and fails the test when
// none does: a test over no files tests nothing.
func Glob(tb testing.TB, pattern string) []string {
	tb.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		tb.Fatalf("glob %s: %v", pattern, err)
	}
	if len(files) == 0 {
		tb.Fatalf("glob %s: no file matches", pattern)
	}
	return files
}

// Check compares got with the expected file; with -update it writes the file
// instead, and its folder too.
func Check(tb testing.TB, file string, got []byte) {
	tb.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			tb.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		tb.Fatalf("%v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(lines(got), lines(want)); diff != "" {
		tb.Errorf("%s differs (-got +want); go test -update rewrites it:\n%s", file, diff)
	}
}

// lines makes a difference show as lines.
func lines(data []byte) []string { return strings.SplitAfter(string(data), "\n") }

// Shared returns the folder of shared measuring data: the one that SharedEnv names,
// else a folder "shared" beside the module or one level above. It skips the test
// when there is none, and fails it when SharedEnv names something else.
func Shared(tb testing.TB) string {
	tb.Helper()
	if dir := os.Getenv(SharedEnv); dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			tb.Fatalf("%s=%s is no folder", SharedEnv, dir)
		}
		return dir
	}
	root := Root(tb)
	for _, rel := range []string{"../shared", "../../shared"} {
		dir := filepath.Join(root, filepath.FromSlash(rel))
		if info, err := os.Stat(filepath.Join(dir, "data")); err == nil && info.IsDir() {
			return dir
		}
	}
	tb.Skipf("no shared measuring data: %s is not set and no folder stands beside the module", SharedEnv)
	return ""
}

// Root returns the folder of the module that the test runs in.
func Root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			tb.Fatal("no go.mod above the test's folder")
		}
		dir = up
	}
}
