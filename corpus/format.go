package corpus

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// sniffLen is how much of a file is looked at to tell what it holds.
const sniffLen = 64 << 10

// An input is one open file or stream.
type input struct {
	place string // path
	id    string // what a whole-file article is called, "" to call it by its content
	r     *bufio.Reader
	max   int64
	wide  bool // decoded from UTF-16, in which damage shows as U+FFFD
}

func newInput(place, id string, r io.Reader, limit int64) *input {
	return &input{place: place, id: id, r: bufio.NewReaderSize(r, sniffLen), max: limit}
}

// A format is one way in which a file may hold articles.
type format struct {
	name string
	// match tells by the first bytes of the file, byte order mark and leading space taken off.
	match func(head []byte) bool
	read  func(ctx context.Context, in *input, yield yielder) bool
}

// formats are tried in order; the last one takes what is left.
var formats = []format{
	{"JSON array", jsonArray, refuse("a JSON array, not JSON lines", linesAdvice)},
	{"JSON lines", jsonObject, readRecords},
	{"HTML", looksHTML, readPage},
	{"XML", looksXML, refuse("an XML document of an unknown kind", "")},
	{"plain text", func([]byte) bool { return true }, readText},
}

// readContent finds out what the input holds and reads it.
func readContent(ctx context.Context, in *input, yield yielder) bool {
	if !yield.alive(ctx) {
		return false
	}
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
		if f.match(head) {
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

func (in *input) peek() ([]byte, error) {
	head, err := in.r.Peek(sniffLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head, nil
}

// all reads the rest of the input as one text and reports whether the article can
// be had; if not, the failure is yielded and goOn says whether to read on.
func (in *input) all(yield yielder) (text string, ok, goOn bool) {
	raw, err := io.ReadAll(io.LimitReader(in.r, in.max+1))
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
