package export

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A proof is the sentence that a fact rests on, and where that was published.
type proof struct{ quote, url, source string }

// proofs are kept in a file. All are put before the first is got.
type proofs struct {
	file *os.File
	out  *bufio.Writer
	size int64
	buf  []byte
}

func newProofs(path string) (*proofs, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &proofs{file: f, out: bufio.NewWriterSize(f, 1<<16)}, nil
}

// put gives the place of what it keeps.
func (p *proofs) put(what proof) (place string, err error) {
	p.buf = packTexts(p.buf[:0], what.quote, what.url, what.source)
	place = strconv.FormatInt(p.size, 10) + "+" + strconv.Itoa(len(p.buf))
	p.size += int64(len(p.buf))
	if _, err = p.out.Write(p.buf); err != nil {
		err = fmt.Errorf("keep a proof: %w", err)
	}
	return place, err
}

var errProof = errors.New("there is no such proof")

// get reads what is kept in a place.
func (p *proofs) get(place string) (what proof, err error) {
	start, length, _ := strings.Cut(place, "+")
	at, err := strconv.ParseInt(start, 10, 64)
	size, err2 := strconv.Atoi(length)
	if err != nil || err2 != nil {
		return what, errProof
	}
	if p.out.Buffered() > 0 {
		if err := p.out.Flush(); err != nil {
			return what, fmt.Errorf("keep a proof: %w", err)
		}
	}
	buf := make([]byte, size)
	if _, err := p.file.ReadAt(buf, at); err != nil {
		return what, fmt.Errorf("read a proof: %w", err)
	}
	texts, err := unpackTexts(buf)
	if err != nil || len(texts) != 3 {
		return what, errors.Join(errProof, err)
	}
	return proof{texts[0], texts[1], texts[2]}, nil
}

func (p *proofs) close() error { return p.file.Close() }

// packText appends a text with its length before it.
func packText[T string | []byte](to []byte, text T) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

func packTexts(to []byte, texts ...string) []byte {
	for _, t := range texts {
		to = packText(to, t)
	}
	return to
}

var errCut = errors.New("a text is cut short")

// cutText reads a text that packText has written, and gives what follows.
func cutText(from []byte) (text, rest []byte, err error) {
	n, width := binary.Uvarint(from)
	if width <= 0 || n > uint64(len(from)-width) {
		return nil, nil, errCut
	}
	from = from[width:]
	return from[:n], from[n:], nil
}

func unpackTexts(from []byte) (texts []string, err error) {
	var text []byte
	for len(from) > 0 {
		if text, from, err = cutText(from); err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
	return texts, nil
}
