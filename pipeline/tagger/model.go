package tagger

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// A model file is
//
//	derek tagger 1               the format's version
//	lexicon: 0123456789ab        version of the tables it was trained with
//	data: KazNERD, validation    what it was trained on
//	licence: CC BY 4.0, ...      of the data, with the attribution it asks for
//	                             (an empty line)
//	gzip of
//	  classes                    count, then of each its length and bytes
//	  transitions                one weight for each, in the order of lattice.go
//	  attributes                 count, then of each the difference to the key before,
//	                             the number of its votes, and the votes:
//	                             distance and slot (two bytes) and weight
//
// Counts, lengths and differences are unsigned varints, weights signed ones in units
// of 1/256. Keys grow strictly; so do distance and slot within an attribute. The
// checksum of gzip tells a damaged file. The built-in model has 60,000 attributes with
// 384,000 votes in 1 MB.
const magic = "derek tagger 1\n"

// unit is the step of a stored weight.
const unit = 1.0 / 256

// A Model is what was learnt. It is read-only and safe for concurrent use.
type Model struct {
	Lexicon string // version of the tables it was trained with
	Data    string // name of the training data
	Licence string // of the training data, with attribution

	version string
	labels  labelSet
	steps   []int32  // transitions
	keys    []uint64 // of attributes, ascending
	starts  []uint32 // of each attribute's votes; one more than keys
	votes   []vote
}

// A vote is a weight of an attribute: distance, slot and weight in one word, so that
// votes of one attribute sort by distance and slot.
type vote uint32

func voteOf(offset int, slot uint8, weight int16) vote {
	return vote(uint32(offset)<<24 | uint32(slot)<<16 | uint32(uint16(weight)))
}

func (v vote) offset() int   { return int(v >> 24) }
func (v vote) slot() uint8   { return uint8(v >> 16) }
func (v vote) weight() int16 { return int16(uint16(v)) }

// Version names the model: the first letters of the SHA-256 of its file.
func (m *Model) Version() string { return m.version }

// ErrModel is the error of a file that is not a whole model of this version.
var ErrModel = errors.New("tagger: not a model")

// MarshalBinary gives the bytes of a model file.
func (m *Model) MarshalBinary() ([]byte, error) {
	var file bytes.Buffer
	oneLine := strings.NewReplacer("\n", " ", "\r", " ")
	fmt.Fprintf(&file, "%slexicon: %s\ndata: %s\nlicence: %s\n\n", magic,
		oneLine.Replace(m.Lexicon), oneLine.Replace(m.Data), oneLine.Replace(m.Licence))
	zip, err := gzip.NewWriterLevel(&file, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("write model: %w", err)
	}
	if _, err := zip.Write(m.body()); err != nil {
		return nil, fmt.Errorf("write model: %w", err)
	}
	if err := zip.Close(); err != nil {
		return nil, fmt.Errorf("write model: %w", err)
	}
	return file.Bytes(), nil
}

func (m *Model) body() []byte {
	b := binary.AppendUvarint(nil, uint64(len(m.labels.classes)))
	for _, c := range m.labels.classes {
		b = binary.AppendUvarint(b, uint64(len(c)))
		b = append(b, c...)
	}
	for _, w := range m.steps {
		b = binary.AppendVarint(b, int64(w))
	}
	b = binary.AppendUvarint(b, uint64(len(m.keys)))
	before := uint64(0)
	for i, key := range m.keys {
		votes := m.votes[m.starts[i]:m.starts[i+1]]
		b = binary.AppendUvarint(b, key-before)
		b = binary.AppendUvarint(b, uint64(len(votes)))
		for _, v := range votes {
			b = append(b, byte(v.offset()), v.slot())
			b = binary.AppendVarint(b, int64(v.weight()))
		}
		before = key
	}
	return b
}

// largestBody is the most bytes that a model may unpack to.
const largestBody = 64 << 20

// ReadModel reads a model file. The error wraps [ErrModel] and says what is wrong.
func ReadModel(file []byte) (*Model, error) {
	m, err := readModel(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	m.version = fmt.Sprintf("%x", sha256.Sum256(file))[:8]
	return m, nil
}

func readModel(file []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok {
		return nil, fmt.Errorf("it does not begin with %q", magic)
	}
	m := &Model{}
	for _, field := range []struct {
		name string
		to   *string
	}{{"lexicon: ", &m.Lexicon}, {"data: ", &m.Data}, {"licence: ", &m.Licence}} {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		value, ok := bytes.CutPrefix(line, []byte(field.name))
		if !ok {
			return nil, fmt.Errorf("its head has no line %q", field.name)
		}
		*field.to, rest = string(value), after
	}
	rest, ok = bytes.CutPrefix(rest, []byte("\n"))
	if !ok {
		return nil, errors.New("no empty line ends its head")
	}
	zip, err := gzip.NewReader(bytes.NewReader(rest))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(zip, largestBody+1))
	if err != nil {
		return nil, err
	}
	if len(body) > largestBody {
		return nil, fmt.Errorf("more than %d bytes", largestBody)
	}
	p := &bodyReader{rest: body}
	p.read(m)
	if p.err == nil && len(p.rest) > 0 {
		p.fail("%d bytes too many", len(p.rest))
	}
	return m, p.err
}

// A bodyReader takes a body apart. After the first error it gives zeros.
type bodyReader struct {
	rest []byte
	err  error
}

func (p *bodyReader) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
		p.rest = nil
	}
}

func (p *bodyReader) uvarint() uint64 {
	v, n := binary.Uvarint(p.rest)
	if n <= 0 {
		p.fail("it ends too early")
		return 0
	}
	p.rest = p.rest[n:]
	return v
}

// count reads a number of things that take at least one byte each.
func (p *bodyReader) count(what string) int {
	n := p.uvarint()
	if n > uint64(len(p.rest)) {
		p.fail("%d %s do not fit", n, what)
		return 0
	}
	return int(n)
}

// weight reads a weight whose size is at most limit.
func (p *bodyReader) weight(limit int64) int64 {
	v, n := binary.Varint(p.rest)
	if n <= 0 {
		p.fail("it ends too early")
		return 0
	}
	if v > limit || v < -limit-1 {
		p.fail("weight %d is too large", v)
		return 0
	}
	p.rest = p.rest[n:]
	return v
}

func (p *bodyReader) bytes(n int) []byte {
	if n > len(p.rest) {
		p.fail("it ends too early")
		return make([]byte, n)
	}
	b := p.rest[:n]
	p.rest = p.rest[n:]
	return b
}

func (p *bodyReader) read(m *Model) {
	n := p.count("classes")
	if n > maxClasses {
		p.fail("%d classes, at most %d are possible", n, maxClasses)
		return
	}
	for range n {
		class := string(p.bytes(p.count("letters")))
		if k := len(m.labels.classes); k > 0 && class <= m.labels.classes[k-1] {
			p.fail("class %q is out of order", class)
		}
		m.labels.classes = append(m.labels.classes, class)
	}
	for range m.labels.transitions() {
		m.steps = append(m.steps, int32(p.weight(math.MaxInt16)))
	}
	key := uint64(0)
	for i := range p.count("attributes") {
		d := p.uvarint()
		if d == 0 && i > 0 || d >= 1<<keyBits {
			p.fail("attribute %d is out of order", i)
			return
		}
		if key += d; key >= 1<<keyBits {
			p.fail("attribute %d is out of range", i)
			return
		}
		m.keys, m.starts = append(m.keys, key), append(m.starts, uint32(len(m.votes)))
		p.readVotes(m)
		if p.err != nil {
			return
		}
	}
	m.starts = append(m.starts, uint32(len(m.votes)))
	if len(m.votes)+len(m.keys) > mostBallots {
		p.fail("%d votes are too many", len(m.votes))
	}
}

func (p *bodyReader) readVotes(m *Model) {
	before := -1
	for range p.count("votes") {
		at := p.bytes(2)
		offset, slot := int(at[0]), at[1]
		if offset > 2*reach || int(slot) >= m.labels.slots() || offset<<8|int(slot) <= before {
			p.fail("a vote for %d, %d is out of place", offset, slot)
			return
		}
		before = offset<<8 | int(slot)
		m.votes = append(m.votes, voteOf(offset, slot, int16(p.weight(math.MaxInt16))))
	}
}
