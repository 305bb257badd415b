package export

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// A folder is where an export is written before it stands under its name.
type folder struct {
	dir  string
	out  io.Writer                 // takes the only file of the export, if not nil
	wrap func(io.Writer) io.Writer // nil but in tests
}

// A file is one that is being written; it counts and hashes what goes in.
type file struct {
	name string   // within the folder
	f    *os.File // nil when it goes elsewhere
	buf  *bufio.Writer
	sum  hash.Hash
	n    int64
}

// A written is a finished file.
type written struct {
	name, sha256 string
	bytes        int64
}

func (d folder) path(name string) string { return filepath.Join(d.dir, name) }

func (d folder) create(name string) (*file, error) {
	if d.out != nil {
		return &file{name: name, buf: bufio.NewWriterSize(d.out, 1<<16), sum: sha256.New()}, nil
	}
	f, err := os.OpenFile(d.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	w := &file{name: name, f: f, sum: sha256.New()}
	var out io.Writer = f
	if d.wrap != nil {
		out = d.wrap(f)
	}
	w.buf = bufio.NewWriterSize(out, 1<<16)
	return w, nil
}

// Write implements io.Writer.
func (w *file) Write(p []byte) (int, error) {
	n, err := w.buf.Write(p)
	w.sum.Write(p[:n])
	w.n += int64(n)
	if err != nil {
		err = fmt.Errorf("write %s: %w", w.name, err)
	}
	return n, err
}

// close finishes the file: it is on the disk when close returns.
func (w *file) close() (written, error) {
	err := w.buf.Flush()
	if w.f != nil {
		err = errors.Join(err, w.f.Sync(), w.f.Close())
	}
	if err != nil {
		err = fmt.Errorf("write %s: %w", w.name, err)
	}
	return written{w.name, hex.EncodeToString(w.sum.Sum(nil)), w.n}, err
}

// abandon closes a file that will not be finished.
func (w *file) abandon() {
	if w.f != nil {
		w.f.Close() //nolint:errcheck // the folder is removed
	}
}

// hashed reads a file that another library has written and puts it on the disk.
func (d folder) hashed(name string) (written, error) {
	f, err := os.OpenFile(d.path(name), os.O_RDWR, 0)
	if err != nil {
		return written{}, err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		err = fmt.Errorf("read %s: %w", name, err)
	}
	return written{name, hex.EncodeToString(sum.Sum(nil)), n}, err
}

// save writes a small file at once: it is on the disk when save returns.
func (d folder) save(name string, data []byte) (written, error) {
	f, err := os.OpenFile(d.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return written{}, err
	}
	var out io.Writer = f
	if d.wrap != nil {
		out = d.wrap(f)
	}
	if _, err = out.Write(data); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		err = fmt.Errorf("write %s: %w", name, err)
	}
	return writtenOf(name, data), err
}

func writtenOf(name string, data []byte) written {
	sum := sha256.Sum256(data)
	return written{name, hex.EncodeToString(sum[:]), int64(len(data))}
}

// A saver saves small files, several at a time: to wait for the disk takes as long for
// many as for one.
type saver struct {
	dir   folder
	under chan struct{} // has an element for each that is under way
	all   sync.WaitGroup

	mu     sync.Mutex
	failed error // the first error
}

// saverFiles is how many files are under way at most.
const saverFiles = 32

func newSaver(dir folder) *saver { return &saver{dir: dir, under: make(chan struct{}, saverFiles)} }

// save begins to write a file. The error is that of one before it.
func (s *saver) save(name string, data []byte) (written, error) {
	s.under <- struct{}{}
	s.all.Go(func() {
		defer func() { <-s.under }()
		if _, err := s.dir.save(name, data); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.failed == nil {
				s.failed = err
			}
		}
	})
	return writtenOf(name, data), s.err()
}

func (s *saver) err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// wait returns when all files are on the disk, or will not be.
func (s *saver) wait() error {
	s.all.Wait()
	return s.err()
}
