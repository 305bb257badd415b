package export

import (
	"errors"
	"io"
	"os"
)

// parts are the sections of a file that are written side by side and then put one
// after the other.
type parts struct {
	dir   folder
	files []*file
}

func newParts(dir folder, names ...string) (*parts, error) {
	p := &parts{dir: folder{dir: dir.dir, wrap: dir.wrap}}
	for _, name := range names {
		f, err := p.dir.create(name + ".part")
		if err != nil {
			p.abandon()
			return nil, err
		}
		p.files = append(p.files, f)
	}
	return p, nil
}

func (p *parts) abandon() {
	for _, f := range p.files {
		f.abandon()
	}
}

// join appends section i to w and removes it.
func (p *parts) join(w io.Writer, i int) error {
	name := p.dir.path(p.files[i].name)
	if err := errors.Join(p.files[i].buf.Flush(), p.files[i].f.Close()); err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return errors.Join(err, f.Close(), os.Remove(name))
}
