package morph

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/seed50815598/derek/lexicon"
)

var analyzerOnce = sync.OnceValues(func() (*Analyzer, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	return New(lex), nil
})

func testAnalyzer(tb testing.TB) *Analyzer {
	tb.Helper()
	an, err := analyzerOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return an
}

// sharedDir is the folder of the measuring sets: DEREK_SHARED, or "shared" beside
// the module or above it.
func sharedDir() string {
	if dir := os.Getenv("DEREK_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if try := filepath.Join(dir, "shared"); isDir(try) {
			return try
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

func closeFile(tb testing.TB, f *os.File) {
	tb.Helper()
	if err := f.Close(); err != nil {
		tb.Error(err)
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// devFile is the path of a development set; the test is skipped without it.
func devFile(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join(sharedDir(), "data", "sets", "dev", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("the development set %s is not here: set DEREK_SHARED to the folder of the measuring sets", name)
	}
	return path
}
