package corpus

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
)

// Archives: tar, read as a stream, and zip, which needs random access. Each regular
// file in them is an input of its own. Nothing is written under a member's name, so
// names like "../../etc/passwd" are only names; they lose what leads out.

const (
	// maxDirectory is the most that a zip archive's list of files may take, which is
	// held in memory. It is enough for half a million files with names of usual length.
	maxDirectory = 48 << 20
	// spoolInMemory is up to how many bytes a zip archive without random access is
	// held in memory; a longer one goes into a temporary file.
	spoolInMemory = 1 << 20
)

const emptyArchive = "the archive holds no file"

// An opened archive hands its members on.
type opened struct {
	in    *input
	files int                 // members that are not passed over
	taken map[uint64]struct{} // hashes of the ids given
}

func openArchive(in *input) *opened {
	return &opened{in: in, taken: map[uint64]struct{}{}}
}

// add counts a file and gives its place and its path in the archive. Names that are
// passed over in folders, and what a Macintosh adds, are passed over: ok is false.
func (a *opened) add(raw string, ansi bool) (place, name string, ok bool, err error) {
	name = memberName(raw, ansi)
	if hidden(name) {
		return "", "", false, nil
	}
	a.files++
	return a.in.place + "!" + name, name, true, a.in.budget.member()
}

// member makes an input of a file. In an archive that lies in another one its path
// goes on from that archive's.
func (a *opened) member(place, name string, r io.Reader) *input {
	if a.in.member {
		name = stem(a.in.name) + "/" + name
	}
	m := newInput(place, name, r, a.in.budget)
	m.depth, m.member = a.in.depth+1, true
	h := fnv.New64a()
	io.WriteString(h, m.id) //nolint:errcheck // a hash takes everything
	if _, ok := a.taken[h.Sum64()]; ok {
		m.id = "" // two files of one name are two articles
	}
	a.taken[h.Sum64()] = struct{}{}
	return m
}

// close ends the archive.
func (a *opened) close(yield yielder) bool {
	if a.files == 0 {
		return yield.fail(a.in.place, emptyArchive, "", nil)
	}
	return true
}

// memberName makes a path in an archive out of what the archive says: with slashes,
// without what leads out of it, without control characters, in UTF-8. Old programs
// write names in the code page of DOS.
func memberName(raw string, ansi bool) string {
	if ansi || !utf8.ValidString(raw) {
		if s, err := charmap.CodePage866.NewDecoder().String(raw); err == nil {
			raw = s
		}
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case unicode.IsControl(r):
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(raw, string(utf8.RuneError)))
	return cmp.Or(strings.TrimPrefix(path.Clean("/"+name), "/"), "unnamed")
}

func hidden(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part[0] == '.' || part == "__MACOSX" {
			return true
		}
	}
	return false
}

// looksTar wants a header with the right sum; so old archives without a mark count too.
func looksTar(head []byte) bool {
	if len(head) < 512 || head[0] == 0 {
		return false
	}
	field := strings.Trim(string(head[148:156]), " \x00")
	want, err := strconv.ParseInt(field, 8, 64)
	if err != nil {
		return false
	}
	var unsigned, signed int64
	for i, b := range head[:512] {
		if i >= 148 && i < 156 {
			b = ' '
		}
		unsigned += int64(b)
		signed += int64(int8(b)) //nolint:gosec // old programs took bytes for signed
	}
	return want == unsigned || want == signed
}

func readTar(ctx context.Context, in *input, yield yielder) bool {
	if ok, goOn := in.deeper(yield); !ok {
		return goOn
	}
	arch, r := openArchive(in), tar.NewReader(in.r)
	for {
		if !yield.alive(ctx) {
			return false
		}
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			if r, err = in.nextTar(); errors.Is(err, io.EOF) {
				return arch.close(yield)
			}
			if err == nil {
				continue
			}
		}
		if err != nil {
			return yield.unreadable(in.place, damaged("tar", err))
		}
		more, goOn := arch.readTarMember(ctx, h, r, yield)
		if !goOn {
			return false
		}
		if !more {
			return true
		}
	}
}

// nextTar looks behind the end of a tar archive: zeros to fill its last block, and
// perhaps another one, as "cat" joins them. Nothing more is io.EOF.
func (in *input) nextTar() (*tar.Reader, error) {
	if err := skipZeros(in.r); err != nil {
		return nil, err
	}
	if head, _ := in.r.Peek(512); !looksTar(head) {
		return nil, &damageError{"after the tar archive come other bytes", repackAdvice, nil}
	}
	return tar.NewReader(in.r), nil
}

// readTarMember reads one file; more is false when nothing can come after it, which
// has then been said.
func (a *opened) readTarMember(ctx context.Context, h *tar.Header, r *tar.Reader, yield yielder) (more, goOn bool) {
	switch h.Typeflag {
	case tar.TypeDir, tar.TypeXGlobalHeader:
		return true, true
	}
	place, name, ok, err := a.add(h.Name, false)
	switch {
	case !ok:
		return true, true
	case err != nil:
		return false, yield.unreadable(a.in.place, err)
	}
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
	case tar.TypeLink, tar.TypeSymlink:
		return true, yield.fail(place, "a link in an archive is not followed", "pack the file itself", nil)
	default:
		return true, yield.fail(place, "not a regular file", "", nil)
	}
	m := a.member(place, name, &worded{r, "tar"})
	defer m.close()
	told := false
	goOn = readContent(ctx, m, func(art Article, err error) bool {
		told = told || err != nil && m.src.failed() != nil && errors.Is(err, m.src.failed())
		return yield(art, err)
	})
	return !told && a.in.budget.err == nil, goOn
}

func readZip(ctx context.Context, in *input, yield yielder) bool {
	if ok, goOn := in.deeper(yield); !ok {
		return goOn
	}
	at, size, done, err := in.random()
	defer done()
	if err != nil {
		return yield.unreadable(in.place, err)
	}
	list := &zipList{at: at, left: maxDirectory}
	z, err := zip.NewReader(list, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return yield.unreadable(in.place, damaged("zip", err))
	}
	list.left = -1
	addMethods(z)
	if slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" || f.Name == "mimetype" }) {
		return yield.fail(in.place, "an Office document or e-book, not text", "save it as text first", nil)
	}
	arch := openArchive(in)
	for _, f := range z.File {
		if !yield.alive(ctx) {
			return false
		}
		if !arch.readZipMember(ctx, f, yield) {
			return false
		}
		if in.budget.err != nil {
			return true
		}
	}
	return arch.close(yield)
}

// addMethods adds what other packers than the usual ones write.
func addMethods(z *zip.Reader) {
	const methodBzip2 = 12
	z.RegisterDecompressor(methodBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(
		zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)))
}

func (a *opened) readZipMember(ctx context.Context, f *zip.File, yield yielder) bool {
	mode := f.Mode()
	if mode.IsDir() {
		return true
	}
	place, name, ok, err := a.add(f.Name, f.NonUTF8)
	switch {
	case !ok:
		return true
	case err != nil:
		return yield.unreadable(a.in.place, err)
	case mode&fs.ModeSymlink != 0:
		return yield.fail(place, "a link in an archive is not followed", "pack the file itself", nil)
	case !mode.IsRegular():
		return yield.fail(place, "not a regular file", "", nil)
	case f.Flags&1 != 0:
		return yield.fail(place, "it is encrypted", "unpack it first", nil)
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return yield.fail(place, fmt.Sprintf("packed by method %d, which derek cannot unpack", f.Method), "unpack it first", err)
	}
	if err != nil {
		return yield.unreadable(place, damaged("zip", err))
	}
	defer r.Close()                                                         //nolint:errcheck // opened for reading: nothing can be lost
	packed := func() int64 { return int64(min(f.CompressedSize64, 1<<62)) } //nolint:gosec // bounded
	u := &unpacker{r: r, format: "zip", packed: packed, budget: a.in.budget}
	m := a.member(place, name, u)
	defer m.close()
	return readContent(ctx, m, yield)
}

// A zipList bounds what reading the list of files takes; left is negative when that
// is done.
type zipList struct {
	at   io.ReaderAt
	left int
}

func (l *zipList) ReadAt(p []byte, off int64) (int, error) {
	if l.left >= 0 {
		if l.left -= len(p); l.left < 0 {
			l.left = 0
			return 0, &damageError{fmt.Sprintf("its list of files is longer than %d bytes", maxDirectory), splitAdvice, nil}
		}
	}
	return l.at.ReadAt(p, off)
}

// random gives the input's bytes for random access: the file itself, or a copy in
// memory or in a temporary file, which done takes away. The copy counts as unpacked.
func (in *input) random() (at io.ReaderAt, size int64, done func(), err error) {
	if in.at != nil {
		return in.at, in.size, func() {}, nil
	}
	u := &unpacker{r: in.r, format: "zip", packed: func() int64 { return in.src.n }, budget: in.budget}
	var mem bytes.Buffer
	n, err := io.CopyN(&mem, u, spoolInMemory)
	if errors.Is(err, io.EOF) {
		return bytes.NewReader(mem.Bytes()), n, func() {}, nil
	}
	if err != nil {
		return nil, 0, func() {}, err
	}
	return spool(io.MultiReader(&mem, u))
}

func spool(r io.Reader) (at io.ReaderAt, size int64, done func(), err error) {
	f, err := os.CreateTemp("", "derek-*.zip")
	if err != nil {
		return nil, 0, func() {}, setAside(err)
	}
	done = func() {
		f.Close()           //nolint:errcheck // it is thrown away
		os.Remove(f.Name()) //nolint:errcheck // the system clears what is left
	}
	if size, err = io.Copy(f, r); err != nil {
		var damage *damageError
		if !errors.As(err, &damage) && !stopped(err) {
			err = setAside(err)
		}
	}
	return f, size, done, err
}

func setAside(err error) error {
	return &damageError{"no copy for unpacking can be made: " + err.Error(), "unpack it first", err}
}
