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

// save writes a small file at once.
func (d folder) save(name string, data []byte) (written, error) {
	f, err := d.create(name)
	if err != nil {
		return written{}, err
	}
	if _, err := f.Write(data); err != nil {
		f.abandon()
		return written{}, err
	}
	return f.close()
}
