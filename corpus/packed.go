package corpus

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Compressed data: gzip of any number of members, zstd, bzip2. What comes out is an
// input of its own with the same place and the name less the compression's ending.

// maxWindow is how far back zstd data may refer, and so what one decoder may take of
// memory: what "zstd --long" and "--ultra -22" need.
const maxWindow = 128 << 20

// deeper reports whether one more layer is allowed; if not, that is yielded.
func (in *input) deeper(yield yielder) (ok, goOn bool) {
	if most := in.budget.opts.MaxDepth; in.depth >= most {
		return false, yield.fail(in.place, fmt.Sprintf("archives in archives, more than %d deep", most), "unpack it first", nil)
	}
	return true, true
}

// unpack reads what the decoder gives of the input.
func (in *input) unpack(ctx context.Context, format string, decoder io.Reader, yield yielder) bool {
	inner := in.unpacked(format, decoder)
	defer inner.close()
	return readContent(ctx, inner, yield)
}

func (in *input) unpacked(format string, decoder io.Reader) *input {
	packed := func() int64 { return in.src.n }
	u := &unpacker{r: decoder, format: format, packed: packed, budget: in.budget}
	inner := newInput(in.place, unpackedName(in.name), u, in.budget)
	if in.id == "" {
		inner.id = ""
	}
	inner.depth, inner.member = in.depth+1, in.member
	return inner
}

// unpackedName takes the ending off that a compression has put to a name.
func unpackedName(name string) string {
	low := strings.ToLower(name)
	for _, e := range []struct{ packed, plain string }{
		{".tgz", ".tar"},
		{".tzst", ".tar"},
		{".tbz2", ".tar"},
		{".gz", ""},
		{".zst", ""},
		{".bz2", ""},
	} {
		if strings.HasSuffix(low, e.packed) && len(low) > len(e.packed) {
			return name[:len(name)-len(e.packed)] + e.plain
		}
	}
	return name
}

func readGzip(ctx context.Context, in *input, yield yielder) bool {
	if ok, goOn := in.deeper(yield); !ok {
		return goOn
	}
	z := &gunzip{src: in.r, credit: maxGoingBack}
	if in.at != nil {
		z.back = in.back
		z.offset = func() int64 { return in.src.n - int64(in.r.Buffered()) }
	}
	inner := in.unpacked("gzip", z)
	defer inner.close()
	inner.skip = func() bool {
		if in.budget.err != nil || stopped(inner.src.err) || !z.skip() {
			return false
		}
		u := inner.src.r.(*unpacker)
		u.err, inner.src.err = nil, nil
		inner.r.Reset(inner.src)
		return true
	}
	return readContent(ctx, inner, yield)
}

// back makes the input go on at the offset of its file.
func (in *input) back(offset int64) {
	in.src.r, in.src.n, in.src.err = io.NewSectionReader(in.at, offset, in.size-offset), offset, nil
	in.r.Reset(in.src)
}

func looksZstd(head []byte) bool {
	if magic("\x28\xb5\x2f\xfd")(head) {
		return true
	}
	// A skippable frame, with which parallel compressors begin.
	return len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte("\x2a\x4d\x18"))
}

func readZstd(ctx context.Context, in *input, yield yielder) bool {
	if ok, goOn := in.deeper(yield); !ok {
		return goOn
	}
	z, err := zstd.NewReader(in.r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return yield.unreadable(in.place, damaged("zstd", err))
	}
	defer z.Close()
	return in.unpack(ctx, "zstd", z, yield)
}

// looksBzip2 wants the block size and the first block's number behind the letters.
func looksBzip2(head []byte) bool {
	return len(head) >= 10 && string(head[:3]) == "BZh" && head[3] >= '1' && head[3] <= '9' &&
		(string(head[4:10]) == "1AY&SY" || string(head[4:10]) == "\x17\x72\x45\x38\x50\x90")
}

func readBzip2(ctx context.Context, in *input, yield yielder) bool {
	if ok, goOn := in.deeper(yield); !ok {
		return goOn
	}
	return in.unpack(ctx, "bzip2", bzip2.NewReader(in.r), yield)
}

// errNextMember marks damage of a gzip member of which nothing could be read yet: what
// was read before it is whole.
var errNextMember = errors.New("the next gzip member")

// A gunzip reads gzip members one after the other. Other than with a multistream
// reader, zeros behind the last member, as tapes and disks leave them, are no error,
// and a broken member can be left behind.
type gunzip struct {
	src  *bufio.Reader
	z    *gzip.Reader
	open bool // a member is
	bare bool // nothing of it has been read
	err  error

	// In a file, where the member began and how to go back there: a decoder that met
	// damage may have run on into the next members. Nil elsewhere.
	offset func() int64
	back   func(offset int64)
	began  int64
	credit int64 // bytes that may still be read again
}

// maxGoingBack bounds what damaged gzip data may cost beyond reading them once.
const maxGoingBack = 64 << 20

func (g *gunzip) Read(p []byte) (int, error) {
	for g.err == nil {
		if !g.open {
			g.err = g.next()
			continue
		}
		n, err := g.z.Read(p)
		g.bare = g.bare && n == 0
		switch {
		case errors.Is(err, io.EOF):
			g.open = false
		case err != nil:
			g.err = g.damaged(err)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, g.err
}

// next opens the member at which the source stands.
func (g *gunzip) next() error {
	first := g.z == nil
	if first {
		g.z = new(gzip.Reader)
	} else if err := skipZeros(g.src); err != nil {
		return err
	}
	if g.offset != nil {
		g.began = g.offset()
	}
	err := g.z.Reset(g.src)
	switch {
	case err == nil:
		g.z.Multistream(false)
		g.open, g.bare = true, true
		return nil
	case errors.Is(err, gzip.ErrHeader) && !first:
		return &damageError{"after the gzip data come other bytes", repackAdvice, errNextMember}
	}
	g.bare = true
	return g.damaged(err)
}

func (g *gunzip) damaged(err error) error {
	if g.bare && !stopped(err) {
		err = fmt.Errorf("%w: %w", errNextMember, err)
	}
	return damaged("gzip", err)
}

// skip leaves the broken member and opens the next one. It reports whether there is one.
func (g *gunzip) skip() bool {
	for {
		if g.back != nil && g.offset()-g.began <= g.credit {
			g.credit -= g.offset() - g.began
			g.back(g.began + 1)
		}
		if !find(g.src, []byte("\x1f\x8b\x08")) {
			return false
		}
		g.open = false
		if g.err = g.next(); g.err == nil {
			return true
		}
	}
}

// skipZeros passes over zero bytes; at the end it returns io.EOF.
func skipZeros(r *bufio.Reader) error {
	for {
		if _, err := r.Peek(1); err != nil {
			return err
		}
		buf, _ := r.Peek(r.Buffered())
		zeros := len(buf) - len(bytes.TrimLeft(buf, "\x00"))
		if _, err := r.Discard(zeros); err != nil || zeros < len(buf) {
			return err
		}
	}
}

// find goes to the next place of sep and reports whether there is one.
func find(r *bufio.Reader, sep []byte) bool {
	for {
		if _, err := r.Peek(len(sep)); err != nil {
			return false
		}
		buf, _ := r.Peek(r.Buffered())
		if i := bytes.Index(buf, sep); i >= 0 {
			_, err := r.Discard(i)
			return err == nil
		}
		if _, err := r.Discard(len(buf) - len(sep) + 1); err != nil {
			return false
		}
	}
}
