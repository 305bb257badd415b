package corpus

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Defaults of Options, taken where a field is 0.
const (
	DefaultMaxArticle  = 8 << 20
	DefaultMaxUnpacked = 64 << 30
	DefaultMaxRatio    = 500
	DefaultMaxMembers  = 1_000_000
	DefaultMaxDepth    = 5
)

// ratioFrom is how many unpacked bytes are looked at before their ratio to the
// packed ones counts: small files that are all one letter are nobody's bomb.
const ratioFrom = 64 << 20

// Options say how to read. The zero value is ready to use. A path is whatever one
// of the paths, or one file of a walked folder, holds, archives in archives included.
type Options struct {
	// MaxArticle is the most bytes that one article may take in its file: a whole
	// text or page, one line of records, one row of a table, one item of a feed, one
	// document of a WARC file. What is longer is reported, not read into memory.
	MaxArticle int64
	// MaxUnpacked is the most bytes that compressed data and archives under one path
	// may give, all layers counted; the rest of that path is then not read.
	MaxUnpacked int64
	// MaxRatio is how many times its own size compressed data may give. It counts
	// from 64 MiB on; what gives more is taken for a bomb and not read to its end.
	MaxRatio int
	// MaxMembers is the most files in the archives under one path.
	MaxMembers int
	// MaxDepth is how many archives and compressions may lie in each other: news.tar.gz
	// has two.
	MaxDepth int
	// Stdin is read for the path "-". Nil makes that path an error.
	Stdin io.Reader
}

func (o Options) withDefaults() Options {
	if o.MaxArticle <= 0 {
		o.MaxArticle = DefaultMaxArticle
	}
	if o.MaxUnpacked <= 0 {
		o.MaxUnpacked = DefaultMaxUnpacked
	}
	if o.MaxRatio <= 0 {
		o.MaxRatio = DefaultMaxRatio
	}
	if o.MaxMembers <= 0 {
		o.MaxMembers = DefaultMaxMembers
	}
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	return o
}

// A damageError is what is wrong with packed data, in the words of a ReadError. It
// goes up through the layers unchanged, so that the first reader to meet it reports it.
type damageError struct {
	reason, advice string
	err            error
}

func (e *damageError) Error() string { return e.reason }

func (e *damageError) Unwrap() error { return e.err }

const (
	repackAdvice = "pack it again; what comes after the damage is not read"
	splitAdvice  = "split it"
)

// damaged puts an error of a decoder of the format into words. An error from a layer
// below, and the end of the run, stay what they are.
func damaged(format string, err error) error {
	var below *damageError
	switch {
	case errors.As(err, &below):
		return below
	case stopped(err), errors.Is(err, errRecordShort), errors.Is(err, errRecordEnd):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &damageError{"the " + format + " data end too early", repackAdvice, err}
	}
	reason := "damaged " + format + " data"
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zstd.ErrCRCMismatch) {
		reason += ": their checksum is wrong"
	}
	return &damageError{reason, repackAdvice, err}
}

// worded reads what a decoder gives and puts its errors into words.
type worded struct {
	r      io.Reader
	format string
}

func (w *worded) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(w.format, err)
	}
	return n, err
}

func stopped(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// A budget is what one path may still give.
type budget struct {
	opts     Options
	stop     func() error // the error of the run's context
	unpacked int64
	members  int
	err      error // a limit is reached: nothing more is read of this path
}

func newBudget(opts Options, stop func() error) *budget {
	return &budget{opts: opts, stop: stop}
}

// unpack counts bytes that came out of an archive or compressed data.
func (b *budget) unpack(n int) error {
	b.unpacked += int64(n)
	if b.err == nil && b.unpacked > b.opts.MaxUnpacked {
		b.err = &damageError{fmt.Sprintf("unpacks to more than %d bytes", b.opts.MaxUnpacked), splitAdvice, nil}
	}
	return b.err
}

// member counts a file of an archive.
func (b *budget) member() error {
	b.members++
	if b.err == nil && b.members > b.opts.MaxMembers {
		b.err = &damageError{fmt.Sprintf("more than %d files in it", b.opts.MaxMembers), splitAdvice, nil}
	}
	return b.err
}

// A source is what an input reads from. It counts what was taken, ends with the run
// and gives its first error again and again.
type source struct {
	r    io.Reader
	stop func() error
	n    int64
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err == nil && s.stop != nil {
		s.err = s.stop()
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	s.err = err
	return n, err
}

// failed gives the error that ended the source, nil at its regular end.
func (s *source) failed() error {
	if errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}

// An unpacker reads decompressed data within the limits.
type unpacker struct {
	r      io.Reader
	format string
	packed func() int64 // bytes taken of the packed data
	budget *budget
	n      int64
	err    error
}

func (u *unpacker) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(p)
	u.n += int64(n)
	if over := u.budget.unpack(n); over != nil {
		u.err = over
		return 0, over
	}
	if most := int64(u.budget.opts.MaxRatio); u.n > ratioFrom && u.n/most > u.packed() {
		u.err = &damageError{fmt.Sprintf("unpacks to more than %d times its size", most), "a compression bomb, it seems", nil}
		return 0, u.err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(u.format, err)
	}
	u.err = err
	return n, err
}
