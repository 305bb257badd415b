package main

import (
	"context"
	"io"
)

// interruptible makes reads of r end when ctx does: a terminal or an idle pipe would
// otherwise hold derek back from stopping in good order. Not for concurrent use.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	if r == nil {
		return nil
	}
	return &interruptibleReader{done: ctx.Done(), err: ctx.Err, r: r}
}

type interruptibleReader struct {
	done <-chan struct{}
	err  func() error // why done was closed
	r    io.Reader
	buf  []byte // a read that nobody waits for any more must not write into the caller's
}

// Read implements io.Reader.
func (i *interruptibleReader) Read(p []byte) (int, error) {
	if len(i.buf) < len(p) {
		i.buf = make([]byte, len(p))
	}
	type result struct {
		n   int
		err error
	}
	read, buf := make(chan result, 1), i.buf[:len(p)]
	go func() {
		n, err := i.r.Read(buf)
		read <- result{n, err}
	}()
	select {
	case got := <-read:
		return copy(p, buf[:got.n]), got.err
	case <-i.done:
		i.buf = nil
		return 0, i.err()
	}
}
