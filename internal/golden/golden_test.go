package golden

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A fake stands in for a failing test. Fatalf and Skipf end the goroutine, as those of a test do.
type fake struct {
	testing.TB
	failed, skipped bool
}

func (f *fake) Helper() {}

func (f *fake) Errorf(string, ...any) { f.failed = true }

func (f *fake) Fatalf(string, ...any) {
	f.failed = true
	runtime.Goexit()
}

func (f *fake) Skipf(string, ...any) {
	f.skipped = true
	runtime.Goexit()
}

// try runs fn the way the test runner would.
func try(tb testing.TB, fn func(testing.TB)) *fake {
	tb.Helper()
	f := &fake{TB: tb}
	done := make(chan bool)
	go func() {
		defer close(done)
		fn(f)
	}()
	<-done
	return f
}

func TestGlob(t *testing.T) {
	dir := t.TempDir()
	if f := try(t, func(tb testing.TB) { tb.Helper(); Glob(tb, filepath.Join(dir, "*.txt")) }); !f.failed {
		t.Error("an empty glob must fail")
	}
	file := filepath.Join(dir, "a.txt")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Glob(t, filepath.Join(dir, "*.txt")); len(got) != 1 || got[0] != file {
		t.Errorf("got %v, want [%s]", got, file)
	}
}

func TestCheck(t *testing.T) {
	if Update() {
		t.Skip("compares files, and -update would rewrite them")
	}
	file := filepath.Join(t.TempDir(), "want.txt")
	if f := try(t, func(tb testing.TB) { tb.Helper(); Check(tb, file, []byte("a")) }); !f.failed {
		t.Error("a missing expected file must fail")
	}
	if err := os.WriteFile(file, []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f := try(t, func(tb testing.TB) { tb.Helper(); Check(tb, file, []byte("a")) }); f.failed {
		t.Error("equal bytes must pass")
	}
	if f := try(t, func(tb testing.TB) { tb.Helper(); Check(tb, file, []byte("b")) }); !f.failed {
		t.Error("other bytes must fail")
	}
}

func TestSharedFromEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(SharedEnv, dir)
	if got := Shared(t); got != dir {
		t.Errorf("got %s, want %s", got, dir)
	}
	t.Setenv(SharedEnv, filepath.Join(dir, "missing"))
	if f := try(t, func(tb testing.TB) { tb.Helper(); Shared(tb) }); !f.failed {
		t.Error("a folder that is not there must fail")
	}
}
