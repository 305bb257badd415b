package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// All small files are there after wait, and that one is not to be had is said.
func TestSaver(t *testing.T) {
	dir := folder{dir: t.TempDir()}
	s := newSaver(dir)
	for i := range 3 * saverFiles {
		text := strconv.Itoa(i)
		if done, err := s.save(text, []byte(text)); err != nil || done.name != text || done.bytes != int64(len(text)) {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	if err := s.wait(); err != nil {
		t.Fatal(err)
	}
	for i := range 3 * saverFiles {
		text := strconv.Itoa(i)
		if got, err := os.ReadFile(dir.path(text)); err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	s.save(filepath.Join("missing", "file"), nil) //nolint:errcheck // it may not be known yet
	for range 2 {
		if err := s.wait(); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a folder is missing: %v", err)
		}
	}
	_, err := s.save("late", nil)
	s.wait() //nolint:errcheck // said before
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after it: %v", err)
	}
}
