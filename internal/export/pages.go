package export

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// pages keep what waits for the end of a row group on disk: a file for each column that
// has any, used again for others. It is a folder in that of the unfinished export and
// goes with it. It is a pool of buffers for the Parquet library.
type pages struct {
	dir  string
	all  []*os.File
	free []*os.File
}

// pagesName is the folder of the pages.
const pagesName = "pages"

func newPages(dir string) (*pages, error) {
	p := &pages{dir: filepath.Join(dir, pagesName)}
	return p, os.Mkdir(p.dir, 0o700)
}

// GetBuffer implements parquet.BufferPool. What goes wrong is said when the file is used.
func (p *pages) GetBuffer() io.ReadWriteSeeker {
	n := len(p.free) - 1
	if n < 0 {
		f, err := os.OpenFile(filepath.Join(p.dir, strconv.Itoa(len(p.all))), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return noPages{err}
		}
		p.all = append(p.all, f)
		return f
	}
	f := p.free[n]
	p.free = p.free[:n]
	if err := f.Truncate(0); err != nil {
		return noPages{err}
	}
	return f
}

// PutBuffer implements parquet.BufferPool.
func (p *pages) PutBuffer(b io.ReadWriteSeeker) {
	if f, ok := b.(*os.File); ok {
		p.free = append(p.free, f)
	}
}

// close removes the pages.
func (p *pages) close() error {
	var err error
	for _, f := range p.all {
		err = errors.Join(err, f.Close())
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}

// noPages are those for which there is no file.
type noPages struct{ err error }

// Read implements io.Reader.
func (n noPages) Read([]byte) (int, error) { return 0, n.err }

// Write implements io.Writer.
func (n noPages) Write([]byte) (int, error) { return 0, n.err }

// Seek implements io.Seeker.
func (n noPages) Seek(int64, int) (int64, error) { return 0, n.err }
