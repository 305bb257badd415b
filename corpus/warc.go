package corpus

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// WARC 1.0 and 1.1 (ISO 28500): a file of records, each a version line, header lines,
// an empty line, Content-Length bytes and two line ends. Read are successful HTTP
// responses, resources and conversions that are HTML or plain text; requests, metadata,
// images and the like are passed over. Record ids name the articles, WARC-Target-URI
// is their address unless a page says another. WARC-Date is when the page was fetched,
// which is not when it was published, and is not used.
//
// A record that does not hold together costs itself: reading goes on at the next line
// that begins a record and, in gzip, where every record is a member of its own, at the
// next member.

const (
	maxWARCHeader = 64 << 10
	warcAdvice    = "the crawl is damaged there"
)

var (
	errRecordHead   = errors.New("no record begins where the one before it ends")
	errRecordType   = errors.New("the record has no type")
	errRecordLength = errors.New("the record has no right length")
	errRecordShort  = errors.New("the record is shorter than it says")
	errRecordEnd    = errors.New("the WARC file ends in the middle of a record")
)

func readWARC(ctx context.Context, in *input, yield yielder) bool {
	w := &warc{in: in, yield: yield}
	for {
		if !yield.alive(ctx) {
			return false
		}
		err := w.next(ctx)
		switch {
		case errors.Is(err, io.EOF):
			if !w.told {
				return yield.fail(in.place, "the WARC file holds no page and no text", "", nil)
			}
			return true
		case errors.Is(err, errStopped):
			return false
		case err != nil:
			if !w.fail(err) {
				return false
			}
			if !w.recover(err) {
				return true
			}
		}
	}
}

// errStopped says that nobody wants more.
var errStopped = errors.New("stopped")

// A warc is a WARC file that is read.
type warc struct {
	in    *input
	yield yielder
	n     int  // records met
	told  bool // of an article or a failure
	body  bytes.Buffer
}

func (w *warc) place() string { return fmt.Sprintf("%s:%d", w.in.place, w.n) }

func (w *warc) fail(err error) bool {
	w.told = true
	for _, e := range []error{errRecordHead, errRecordType, errRecordLength, errRecordShort, errRecordEnd} {
		if errors.Is(err, e) {
			return w.yield.fail(w.place(), e.Error(), warcAdvice, nil)
		}
	}
	return w.yield.unreadable(w.place(), err)
}

// recover finds the next record after damage and reports whether there is one.
func (w *warc) recover(err error) bool {
	if errors.Is(err, errRecordShort) {
		return true // it was found already
	}
	for {
		if w.in.src.failed() != nil && w.in.r.Buffered() == 0 && (w.in.skip == nil || !w.in.skip()) {
			return false
		}
		head, err := w.in.r.Peek(len(recordStart))
		if bytes.HasPrefix(head, []byte("WARC/1.")) || bytes.HasPrefix(head, []byte("WARC/0.")) {
			return true
		}
		if err == nil {
			_, err = w.in.r.ReadSlice('\n')
		}
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && (w.in.skip == nil || !w.in.skip()) {
			return false
		}
	}
}

const recordStart = "WARC/1."

// next reads one record.
func (w *warc) next(ctx context.Context) error {
	w.n++
	head, err := w.header()
	if err != nil {
		return err
	}
	if head["warc-type"] == "" {
		return errRecordType
	}
	length, err := strconv.ParseInt(head["content-length"], 10, 64)
	if err != nil || length < 0 {
		return errRecordLength
	}
	block := &recordBlock{r: w.in.r, left: length}
	doc, wanted, bad := w.read(head, block)
	if _, err := io.Copy(io.Discard, block); err != nil {
		return err
	}
	if err := w.end(); err != nil {
		return err
	}
	switch {
	case !wanted:
		return nil
	case errors.Is(bad, errTooLarge):
		w.told = true
		return w.goOn(w.yield.tooLarge(w.place(), w.in.max))
	case bad != nil:
		return w.goOn(w.fail(bad))
	}
	w.told = true
	return w.goOn(w.document(ctx, doc))
}

func (w *warc) goOn(ok bool) error {
	if !ok {
		return errStopped
	}
	return nil
}

// header reads the version line and the header, its names in lower case.
func (w *warc) header() (map[string]string, error) {
	if _, err := w.skipLineEnds(); err != nil {
		return nil, err
	}
	start, err := w.in.r.Peek(len(recordStart))
	if !bytes.HasPrefix(start, []byte("WARC/")) {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, errRecordHead
	}
	head, last, size := map[string]string{}, "", 0
	for first := true; ; first = false {
		line, err := readLine(w.in.r, maxWARCHeader)
		size += len(line)
		switch {
		case errors.Is(err, errTooLarge), size > maxWARCHeader:
			return nil, errRecordHead
		case errors.Is(err, io.EOF):
			return nil, errRecordEnd
		case err != nil:
			return nil, err
		case first:
			continue
		case len(bytes.TrimSpace(line)) == 0:
			return head, nil
		case line[0] == ' ' || line[0] == '\t':
			head[last] += " " + strings.TrimSpace(string(line))
			continue
		}
		name, value, _ := strings.Cut(string(line), ":")
		last = strings.ToLower(strings.TrimSpace(name))
		head[last] = strings.TrimSpace(value)
	}
}

// skipLineEnds gives how many bytes of line ends it passed over.
func (w *warc) skipLineEnds() (n int, err error) {
	for ; ; n++ {
		b, err := w.in.r.Peek(1)
		if err != nil || b[0] != '\r' && b[0] != '\n' {
			return n, err
		}
		if _, err := w.in.r.Discard(1); err != nil {
			return n, err
		}
	}
}

// end goes to where the next record should begin. An error is that of the record
// behind, which then does not end as it should; what is wrong with the next one will
// be met again.
func (w *warc) end() error {
	n, err := w.skipLineEnds()
	if err == nil && n < len("\r\n\r\n") {
		var next []byte
		if next, err = w.in.r.Peek(len(recordStart)); !bytes.HasPrefix(next, []byte("WARC/")) && len(next) == len(recordStart) {
			return errRecordHead
		}
	}
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, errNextMember) {
		return nil
	}
	return err
}

// A webDocument is what a record holds of an article.
type webDocument struct {
	id, url string
	page    bool // called HTML
}

// read takes the document out of a record into w.body. It is wanted when it should be
// an article; bad is then what is wrong with it.
func (w *warc) read(head map[string]string, block *recordBlock) (doc webDocument, wanted bool, bad error) {
	doc = webDocument{id: recordName(head["warc-record-id"]), url: strings.Trim(head["warc-target-uri"], "<> ")}
	if ofCrawler(doc.url) {
		return doc, false, nil
	}
	kind := mediaType(head["content-type"])
	body := io.Reader(block)
	switch head["warc-type"] {
	case "response":
		if kind != "application/http" {
			return doc, false, nil
		}
		status, answer, err := block.httpHeader()
		if err != nil {
			return doc, true, err
		}
		if status != "200" && status != "203" {
			return doc, false, nil
		}
		kind = mediaType(answer.Get("Content-Type"))
		if !isDocument(kind) {
			return doc, false, nil
		}
		decoded, done, err := w.decode(block, answer)
		if err != nil {
			return doc, true, err
		}
		defer done()
		body = decoded
	case "resource", "conversion":
	default:
		return doc, false, nil
	}
	if !isDocument(kind) {
		return doc, false, nil
	}
	doc.page = kind != "text/plain"
	w.body.Reset()
	n, err := io.Copy(&w.body, io.LimitReader(body, w.in.max+1))
	if err == nil && n > w.in.max {
		err = errTooLarge
	}
	return doc, true, err
}

// ofCrawler reports whether the address is that of something a crawler keeps for
// itself: rules for crawlers, look-ups of names, its own log ("metadata:").
func ofCrawler(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Path == "/robots.txt" || !slices.Contains([]string{"", "http", "https", "ftp", "file"}, u.Scheme))
}

func recordName(id string) string {
	return strings.TrimPrefix(strings.Trim(id, "<> "), "urn:uuid:")
}

func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

func isDocument(kind string) bool {
	return slices.Contains([]string{"text/html", "application/xhtml+xml", "text/plain"}, kind)
}

// document reads the article out of w.body.
func (w *warc) document(ctx context.Context, doc webDocument) bool {
	in := newInput(w.place(), "", &w.body, w.in.budget)
	defer in.close()
	in.id = doc.id
	found := func(art Article, err error) bool {
		if err == nil && art.URL == "" {
			art.URL = doc.url
		}
		return w.yield(art, err)
	}
	isPage := func(head []byte, _ string) bool { return doc.page || looksHTML(head) }
	return readPlain(ctx, in, found, []format{
		{"HTML", isPage, readPage},
		{"plain text", func([]byte, string) bool { return true }, readText},
	})
}

// decode undoes the encodings of an HTTP answer. Some crawlers have undone them
// already and kept the header, so each is looked for in the bytes.
func (w *warc) decode(block io.Reader, answer textproto.MIMEHeader) (r io.Reader, done func(), err error) {
	b, done := bufio.NewReader(block), func() {}
	if strings.EqualFold(answer.Get("Transfer-Encoding"), "chunked") && chunked(b) {
		b = bufio.NewReader(&worded{httputil.NewChunkedReader(b), "chunked"})
	}
	head, _ := b.Peek(4)
	u := &unpacker{r: b, packed: func() int64 { return w.in.src.n }, budget: w.in.budget}
	switch coding := strings.ToLower(answer.Get("Content-Encoding")); {
	case coding == "br" || coding == "compress" || strings.Contains(coding, ","):
		return nil, nil, &damageError{"packed as " + coding + ", which derek cannot unpack", "", nil}
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		u.r, u.format = &gunzip{src: b}, "gzip"
	case coding == "deflate" && len(head) > 1 && head[0]&0xf == 8 && (int(head[0])<<8|int(head[1]))%31 == 0:
		z, err := zlib.NewReader(b)
		if err != nil {
			return nil, nil, damaged("deflate", err)
		}
		u.r, u.format = z, "deflate"
	case coding == "zstd" && looksZstd(head):
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, damaged("zstd", err)
		}
		u.r, u.format, done = z, "zstd", z.Close
	default:
		return b, done, nil
	}
	return u, done, nil
}

// chunked reports whether the bytes begin with the length of a chunk.
func chunked(b *bufio.Reader) bool {
	head, _ := b.Peek(32)
	line, _, ok := bytes.Cut(head, []byte("\n"))
	size, _, _ := strings.Cut(string(line), ";")
	_, err := strconv.ParseUint(strings.TrimSpace(size), 16, 32)
	return ok && err == nil
}

// A recordBlock reads the block of a record. A record that begins inside of it shows
// that the length was wrong: it then stops there with errRecordShort.
type recordBlock struct {
	r    *bufio.Reader
	left int64
	cut  bool
}

const nextRecord = "\r\n\r\n" + recordStart

func (b *recordBlock) Read(p []byte) (int, error) {
	switch {
	case b.cut:
		return 0, errRecordShort
	case b.left == 0:
		return 0, io.EOF
	}
	if _, err := b.r.Peek(int(min(b.left, int64(len(nextRecord))))); err != nil {
		if errors.Is(err, io.EOF) {
			err = errRecordEnd
		}
		return 0, err
	}
	buf, _ := b.r.Peek(min(b.r.Buffered(), len(p)+len(nextRecord)-1))
	if int64(len(buf)) >= b.left {
		buf = buf[:b.left]
	}
	switch i := bytes.Index(buf, []byte(nextRecord)); {
	case i == 0:
		b.cut = true
		return 0, errRecordShort
	case i > 0:
		buf = buf[:i]
	case int64(len(buf)) < b.left:
		buf = buf[:len(buf)-len(nextRecord)+1]
	}
	n := copy(p, buf)
	b.left -= int64(n)
	_, err := b.r.Discard(n)
	return n, err
}

// httpHeader reads the status and the header of an HTTP answer.
func (b *recordBlock) httpHeader() (status string, header textproto.MIMEHeader, err error) {
	head, err := b.r.Peek(int(min(b.left, sniffLen)))
	end, gap := bytes.Index(head, []byte("\r\n\r\n")), 4
	if end < 0 {
		end, gap = bytes.Index(head, []byte("\n\n")), 2
	}
	if end < 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return "", nil, err
		}
		return "", nil, &damageError{"a broken HTTP header", warcAdvice, nil}
	}
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(head[:end+gap])))
	line, err := r.ReadLine()
	if err != nil {
		return "", nil, &damageError{"a broken HTTP header", warcAdvice, err}
	}
	_, rest, _ := strings.Cut(line, " ")
	status, _, _ = strings.Cut(strings.TrimSpace(rest), " ")
	header, err = r.ReadMIMEHeader()
	if err != nil || !strings.HasPrefix(line, "HTTP/") {
		return "", nil, &damageError{"a broken HTTP header", warcAdvice, err}
	}
	b.left -= int64(end + gap)
	_, err = b.r.Discard(end + gap)
	return status, header, err
}
