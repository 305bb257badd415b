package corpus

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// sniffLen is how much of a file is looked at to tell what it holds.
const sniffLen = 64 << 10

// An input is one open file or stream, or one of the things in it.
type input struct {
	place string // path, names in archives behind "!"
	name  string // of the file, with its folders when it is in an archive; "" without one
	id    string // what a whole-file article is called, "" to call it by its content
	r     *bufio.Reader
	buf   *bufio.Reader // r, unless the bytes are decoded on their way
	src   *source       // what buf reads from
	at    io.ReaderAt   // the same bytes for random access, nil when there is none
	size  int64         // of at
	max   int64
	wide  bool // decoded from UTF-16, in which damage shows as U+FFFD

	budget *budget
	depth  int  // archives and compressions around it
	member bool // it lies in an archive
	// skip goes on behind damaged data, where that can be; nil or false: it cannot.
	skip func() bool
}

func newInput(place, name string, r io.Reader, b *budget) *input {
	src := &source{r: r, stop: b.stop}
	in := &input{place: place, name: name, id: stem(name), max: b.opts.MaxArticle, budget: b, src: src}
	in.buf = buffers.Get().(*bufio.Reader)
	in.buf.Reset(src)
	in.r = in.buf
	return in
}

// buffers serve one input after the other: an archive may hold a million.
var buffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, sniffLen) }}

// close gives the buffer back. Nothing is read of the input after that.
func (in *input) close() {
	in.buf.Reset(nil)
	buffers.Put(in.buf)
	in.buf, in.r = nil, nil
}

// stem is a name without its ending.
func stem(name string) string {
	base := path.Base(name)
	if ext := path.Ext(base); len(ext) < len(base) {
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// A format is one way in which a file may hold articles.
type format struct {
	name string
	// match tells by the first bytes of the file, byte order mark and leading space
	// taken off, and where they leave a doubt by its name.
	match func(head []byte, name string) bool
	read  func(ctx context.Context, in *input, yield yielder) bool
}

// formats of text are tried in order; the last one takes what is left.
var formats = []format{
	{"JSON array", byHead(jsonArray), refuse("a JSON array, not JSON lines", linesAdvice)},
	{"JSON lines", byHead(jsonObject), readRecords},
	{"feed", byHead(looksFeed), readFeed},
	{"HTML", byHead(looksHTML), readPage},
	{"XML", byHead(looksXML), refuse("an XML document of an unknown kind", "")},
	{"table", looksTable, readTable},
	{"plain text", func([]byte, string) bool { return true }, readText},
}

// containers hold bytes, not text, and in them other inputs. A function, because
// what they hold is looked up here again.
func containers() [6]format {
	return [...]format{
		{"gzip", isGzip, readGzip},
		{"zstd", isZstd, readZstd},
		{"bzip2", isBzip2, readBzip2},
		{"zip", isZip, readZip},
		{"tar", isTar, readTar},
		{"WARC", isWARC, readWARC},
	}
}

var (
	isGzip  = byHead(magic("\x1f\x8b"))
	isZstd  = byHead(looksZstd)
	isBzip2 = byHead(looksBzip2)
	isZip   = byHead(magic("PK\x03\x04", "PK\x05\x06"))
	isTar   = byHead(looksTar)
	isWARC  = byHead(magic("WARC/0.", "WARC/1."))
)

func byHead(match func([]byte) bool) func([]byte, string) bool {
	return func(head []byte, _ string) bool { return match(head) }
}

// magic matches first bytes.
func magic(prefixes ...string) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return bytes.HasPrefix(head, []byte(p)) })
	}
}

// readContent finds out what the input holds and reads it.
func readContent(ctx context.Context, in *input, yield yielder) bool {
	if !yield.alive(ctx) {
		return false
	}
	head, err := in.peek()
	if err != nil {
		return yield.unreadable(in.place, err)
	}
	for _, f := range containers() {
		if f.match(head, in.name) {
			return f.read(ctx, in, yield)
		}
	}
	return readPlain(ctx, in, yield, formats)
}

// readPlain reads what is not packed as the first of the formats that matches.
func readPlain(ctx context.Context, in *input, yield yielder, formats []format) bool {
	head, err := in.open()
	switch {
	case err != nil:
		return yield.unreadable(in.place, err)
	case len(head) == 0:
		return yield.fail(in.place, "the file is empty", "", nil)
	}
	if what, advice := binary(head); what != "" {
		return yield.fail(in.place, what+", not text", advice, nil)
	}
	head = bytes.TrimLeft(head, " \t\r\n\v\f")
	for _, f := range formats {
		if f.match(head, in.name) {
			return f.read(ctx, in, yield)
		}
	}
	return true // not reached: the last format matches everything
}

// open makes the input UTF-8, if it is UTF-16, takes a byte order mark off and
// gives the first bytes.
func (in *input) open() ([]byte, error) {
	head, err := in.peek()
	if err != nil {
		return nil, err
	}
	if dec := utf16Decoder(head); dec != nil {
		in.r, in.wide = bufio.NewReaderSize(dec.Reader(in.r), sniffLen), true
		return in.peek()
	}
	if bytes.HasPrefix(head, utf8BOM) {
		_, err := in.r.Discard(len(utf8BOM))
		return head[len(utf8BOM):], err
	}
	return head, nil
}

// peek gives the first bytes. Damage behind them is met again when they are read.
func (in *input) peek() ([]byte, error) {
	head, err := in.r.Peek(sniffLen)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return nil, err
	}
	return head, nil
}

// texts are what whole articles are read into before they are decoded.
var texts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const maxPooled = 1 << 20

// all reads the rest of the input as one text and reports whether the article can
// be had; if not, the failure is yielded and goOn says whether to read on.
func (in *input) all(yield yielder) (text string, ok, goOn bool) {
	buf := texts.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= maxPooled {
			texts.Put(buf)
		}
	}()
	buf.Reset()
	_, err := buf.ReadFrom(io.LimitReader(in.r, in.max+1))
	raw := buf.Bytes()
	switch {
	case err != nil:
		return "", false, yield.unreadable(in.place, err)
	case int64(len(raw)) > in.max:
		return "", false, yield.tooLarge(in.place, in.max)
	}
	text, err = decode(raw)
	if err == nil && in.wide && strings.ContainsRune(text, utf8.RuneError) {
		err = errBrokenWide
	}
	switch {
	case err != nil:
		return "", false, yield.fail(in.place, err.Error(), encodingAdvice, nil)
	case strings.TrimSpace(text) == "":
		return "", false, yield.fail(in.place, "the file holds nothing but white space", "", nil)
	}
	return text, true, true
}

// refuse makes a reader for what is recognised but not read.
func refuse(reason, advice string) func(context.Context, *input, yielder) bool {
	return func(_ context.Context, in *input, yield yielder) bool {
		return yield.fail(in.place, reason, advice, nil)
	}
}

// readText reads a plain text: one article, its first line the title.
func readText(_ context.Context, in *input, yield yielder) bool {
	text, ok, goOn := in.all(yield)
	if !ok {
		return goOn
	}
	title, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	art := Article{ID: in.id, Title: strings.TrimSpace(title), Text: text, Place: in.place}
	return yield(art.named(), nil)
}

// named gives an article without an ID a hash of its content.
func (a Article) named() Article {
	if a.ID == "" {
		sum := sha256.Sum256([]byte(a.Text))
		a.ID = hex.EncodeToString(sum[:8])
	}
	return a
}

// withTitle puts the title before the body, unless the body begins with it.
func withTitle(title, body string) string {
	start := strings.TrimLeft(body, " \t\r\n")
	if title == "" || strings.HasPrefix(start, title) && findWord(start, title, 0) == 0 {
		return body
	}
	return title + "\n\n" + body
}
