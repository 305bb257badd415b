package archive

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/seed50815598/derek/pipeline"
)

// How a document is packed
//
// The header of a document is in the row of its article, the text in a column of its
// own. The rest is written as numbers (varints, signed ones zigzag) and strings, and
// says only what the text, and what came before, do not say:
//
//	string    length times two and the bytes, or the number of a line of dictionary/symbols.txt
//	          times two plus one
//	like S    how many bytes are those of S, then the rest as a string
//	span      start, counted from the start or end of the span before, and length
//	surface   0 for what the text has there; else 1 and like that
//	entity    0 for "", its number in the list from 1, or length of the list plus 1
//	          and a string
//	title     0 and a string, or the number of the mention from 1 whose lemma it is
//	evidence  the number of its sentence from 1, or 0 and a span
//	number    a string, "" for null
//	list      length plus 1, 0 for null
//
// in this order: sentences; id and type of each entity; mentions but for their lemmas;
// name, like the first mention, and aliases, like the name, of each entity; lemmas,
// like the entity's name, else like the surface; memberships; parents; events.
// The lines of dictionary/symbols.txt never change; more may be added at the end.

//go:embed dictionary/symbols.txt
var symbolFile string

type symbolTable struct {
	list   []string
	number map[string]uint64
}

var symbols = sync.OnceValue(func() symbolTable {
	s := symbolTable{list: strings.Split(strings.TrimSuffix(symbolFile, "\n"), "\n"), number: map[string]uint64{}}
	for i, line := range s.list {
		s.number[line] = uint64(i)
	}
	return s
})

var errPacked = errors.New("the packed document is damaged")

// pack appends what a document says beyond its header and its text.
func pack(dst []byte, doc *pipeline.Document) []byte {
	c := coderOf(doc)
	defer c.rest()
	c.data = slices.Grow(dst, 512+len(doc.Text)/2)
	c.document()
	return c.data
}

// unpack fills a document that has its text already. Lists that it has are used again.
func unpack(data []byte, doc *pipeline.Document) error {
	c := coderOf(doc)
	defer c.rest()
	c.decoding, c.data = true, data
	c.document()
	if c.damaged || len(c.data) > 0 {
		return errPacked
	}
	return nil
}

// A coder packs or unpacks a document: each of its methods does both, so that they
// cannot differ. After damage it reads zeros.
type coder struct {
	decoding bool
	passing  bool // decoding, but strings are only passed over
	damaged  bool
	data     []byte // written, or left to read
	doc      *pipeline.Document
	points   int   // code points of the text
	marks    []int // bytes before every markPointsth of them
	last     int   // where spans are counted from
	symbols  symbolTable
	numbers  map[string]uint64 // of entities
	lemmas   map[string]uint64 // mentions by lemma, empty until it is asked for
	first    []string          // mention of an entity, by its number
	named    []string          // names of entities, by their numbers
}

// markPoints is how many code points lie between two marks.
const markPoints = 32

var restingCoders = sync.Pool{New: func() any {
	return &coder{symbols: symbols(), numbers: map[string]uint64{}, lemmas: map[string]uint64{}}
}}

// coderOf is a coder for a document, in memory that was used for another.
func coderOf(doc *pipeline.Document) *coder {
	c := restingCoders.Get().(*coder)
	c.doc = doc
	for i := range doc.Text {
		if c.points%markPoints == 0 {
			c.marks = append(c.marks, i)
		}
		c.points++
	}
	return c
}

// rest ends the use for a document: a coder at rest does not point to it.
func (c *coder) rest() {
	clear(c.numbers)
	clear(c.lemmas)
	clear(c.first)
	clear(c.named)
	*c = coder{symbols: c.symbols, marks: c.marks[:0], numbers: c.numbers, lemmas: c.lemmas, first: c.first, named: c.named}
	restingCoders.Put(c)
}

// offset is where in bytes a code point of the text begins; of points, the end.
func (c *coder) offset(point int) int {
	if point == c.points {
		return len(c.doc.Text)
	}
	at, skip := c.marks[point/markPoints], point%markPoints
	for i := range c.doc.Text[at:] {
		if skip == 0 {
			return at + i
		}
		skip--
	}
	return len(c.doc.Text)
}

func (c *coder) document() {
	d := c.doc
	list(c, &d.Sentences, func(s *pipeline.Span) {
		c.span(&s.Start, &s.End)
		c.last = s.End
	})
	n := uint64(0)
	list(c, &d.Entities, func(e *pipeline.Entity) {
		c.str(&e.ID)
		c.str(&e.Type)
		if n++; c.numbers[e.ID] == 0 {
			c.numbers[e.ID] = n
		}
	})
	c.last = 0
	list(c, &d.Mentions, c.mention)
	c.names()
	list(c, &d.Memberships, c.membership)
	list(c, &d.Parents, func(p *pipeline.Parent) {
		c.ref(&p.Child)
		c.ref(&p.Parent)
		c.evidence(&p.Evidence)
	})
	list(c, &d.Events, c.event)
}

func (c *coder) mention(m *pipeline.Mention) {
	c.str(&m.Type)
	c.span(&m.Start, &m.End)
	c.last = m.Start // one may be within another
	c.surface(m.Start, m.End, &m.Text)
	c.ref(&m.Entity)
	c.str(&m.Rule)
}

// names are those of entities, and lemmas. Where several entities have one id, the last
// gives the name.
func (c *coder) names() {
	c.first, c.named = cleared(c.first, len(c.doc.Entities)+1), cleared(c.named, len(c.doc.Entities)+1)
	for i := range c.doc.Mentions {
		if m := &c.doc.Mentions[i]; c.first[c.numbers[m.Entity]] == "" {
			c.first[c.numbers[m.Entity]] = m.Text
		}
	}
	for i := range c.doc.Entities {
		e := &c.doc.Entities[i]
		n := c.numbers[e.ID]
		c.like(c.first[n], &e.Name)
		list(c, &e.Aliases, func(alias *string) { c.like(e.Name, alias) })
		c.named[n] = e.Name
	}
	for i := range c.doc.Mentions {
		m := &c.doc.Mentions[i]
		model := m.Text
		if m.Entity != "" {
			model = c.named[c.numbers[m.Entity]]
		}
		c.like(model, &m.Lemma)
	}
}

// lemma is the number of the first mention with a lemma, 0 for none.
func (c *coder) lemma(s string) uint64 {
	if len(c.lemmas) == 0 {
		for i := range c.doc.Mentions {
			if lemma := c.doc.Mentions[i].Lemma; c.lemmas[lemma] == 0 {
				c.lemmas[lemma] = uint64(i) + 1
			}
		}
	}
	return c.lemmas[s]
}

func (c *coder) membership(m *pipeline.Membership) {
	c.ref(&m.Person)
	c.title(&m.Title)
	c.ref(&m.Organization)
	c.ref(&m.Place)
	c.str(&m.From)
	c.str(&m.To)
	c.flag(&m.Past)
	c.evidence(&m.Evidence)
	c.str(&m.Rule)
}

func (c *coder) event(e *pipeline.Event) {
	c.str(&e.Type)
	c.str(&e.Modality)
	c.ref(&e.Person)
	c.title(&e.Post)
	c.ref(&e.Organization)
	c.ref(&e.Place)
	c.str(&e.Date)
	number(c, &e.Votes, strconv.Itoa, strconv.Atoi)
	number(c, &e.Percent, formatFloat, parseFloat)
	number(c, &e.Turnout, formatFloat, parseFloat)
	c.ref(&e.By)
	c.evidence(&e.Evidence)
	c.last = e.Evidence.Start
	c.span(&e.Trigger.Start, &e.Trigger.End)
	c.surface(e.Trigger.Start, e.Trigger.End, &e.Trigger.Text)
	c.flag(&e.Background)
	confidence := &e.Confidence
	number(c, &confidence, formatFloat, parseFloat)
	if confidence != nil {
		e.Confidence = *confidence
	}
	c.str(&e.Rule)
}

func formatFloat(f float64) string         { return strconv.FormatFloat(f, 'g', -1, 64) }
func parseFloat(s string) (float64, error) { return strconv.ParseFloat(s, 64) }

// number is one that may be null.
func number[T any](c *coder, v **T, format func(T) string, parse func(string) (T, error)) {
	s := ""
	if !c.decoding && *v != nil {
		s = format(**v)
	}
	c.str(&s)
	if !c.decoding {
		return
	}
	*v = nil
	if s != "" {
		n, err := parse(s)
		c.damaged = c.damaged || err != nil
		*v = &n
	}
}

// list is one of anything; every item takes at least a byte.
func list[T any](c *coder, l *[]T, item func(*T)) {
	n := uint64(0)
	if !c.decoding && *l != nil {
		n = uint64(len(*l)) + 1
	}
	c.uint(&n)
	if c.decoding {
		if n > uint64(len(c.data))+1 {
			c.damaged, n = true, 0
		}
		if n == 0 {
			*l = nil
		} else {
			*l = cleared(*l, int(n-1)) //nolint:gosec // no longer than the data
		}
	}
	for i := range *l {
		item(&(*l)[i])
	}
}

// cleared is a list of n zeros, in the place of an old one if it fits. It is never nil.
func cleared[T any](old []T, n int) []T {
	if old == nil || cap(old) < n {
		return make([]T, n)
	}
	old = old[:n]
	clear(old)
	return old
}

func (c *coder) uint(v *uint64) {
	if !c.decoding {
		c.data = binary.AppendUvarint(c.data, *v)
		return
	}
	n, size := binary.Uvarint(c.data)
	if size <= 0 {
		c.damaged, c.data, size = true, nil, 0
		n = 0
	}
	*v, c.data = n, c.data[size:]
}

func (c *coder) int(v *int) {
	n := uint64(*v)<<1 ^ uint64(*v>>63)
	c.uint(&n)
	*v = int(n>>1) ^ -int(n&1)
}

func (c *coder) flag(v *bool) {
	n := uint64(0)
	if *v {
		n = 1
	}
	c.uint(&n)
	*v = n == 1
}

func (c *coder) str(s *string) {
	if c.decoding {
		*s = c.readString()
		return
	}
	if n, ok := c.symbols.number[*s]; ok {
		c.data = binary.AppendUvarint(c.data, n<<1|1)
		return
	}
	c.data = binary.AppendUvarint(c.data, uint64(len(*s))<<1)
	c.data = append(c.data, *s...)
}

func (c *coder) readString() string {
	var n uint64
	c.uint(&n)
	if n&1 == 1 {
		if n>>1 < uint64(len(c.symbols.list)) {
			return c.symbols.list[n>>1]
		}
		c.damaged = true
		return ""
	}
	if n >>= 1; n > uint64(len(c.data)) {
		c.damaged, c.data = true, nil
		return ""
	}
	s := ""
	if !c.passing {
		s = string(c.data[:n])
	}
	c.data = c.data[n:]
	return s
}

// like is a string that may begin as a model does.
func (c *coder) like(model string, s *string) {
	same := uint64(0)
	if !c.decoding {
		for int(same) < min(len(model), len(*s)) && model[same] == (*s)[same] {
			same++
		}
	}
	c.uint(&same)
	if c.passing {
		same = 0
	}
	if same > uint64(len(model)) {
		c.damaged, same = true, 0
	}
	rest := ""
	if !c.decoding {
		rest = (*s)[same:]
	}
	c.str(&rest)
	if c.decoding {
		*s = model[:same] + rest
	}
}

func (c *coder) span(start, end *int) {
	from, length := *start-c.last, *end-*start
	c.int(&from)
	c.int(&length)
	*start, *end = c.last+from, c.last+from+length
}

// surface is what the text says in a span, or something else.
func (c *coder) surface(start, end int, s *string) {
	there := ""
	if 0 <= start && start <= end && end <= c.points {
		there = c.doc.Text[c.offset(start):c.offset(end)]
	}
	other := !c.decoding && *s != there
	c.flag(&other)
	if other {
		c.like(there, s)
	} else {
		*s = there
	}
}

// ref is the id of an entity, or anything else.
func (c *coder) ref(id *string) {
	n := c.numbers[*id]
	if !c.decoding && n == 0 && *id != "" {
		n = uint64(len(c.doc.Entities)) + 1
	}
	c.uint(&n)
	switch {
	case n > uint64(len(c.doc.Entities)):
		c.str(id)
	case c.decoding && n > 0:
		*id = c.doc.Entities[n-1].ID
	}
}

// title is often the lemma of a mention.
func (c *coder) title(s *string) {
	n := uint64(0)
	if !c.decoding {
		n = c.lemma(*s)
	}
	c.uint(&n)
	switch {
	case n == 0:
		c.str(s)
	case n > uint64(len(c.doc.Mentions)):
		c.damaged = true
	default:
		*s = c.doc.Mentions[n-1].Lemma
	}
}

// evidence is often a sentence.
func (c *coder) evidence(s *pipeline.Span) {
	n := uint64(0)
	if !c.decoding {
		n = uint64(slices.Index(c.doc.Sentences, *s) + 1)
	}
	c.uint(&n)
	switch {
	case n == 0:
		c.last = 0
		c.span(&s.Start, &s.End)
	case n > uint64(len(c.doc.Sentences)):
		c.damaged = true
	default:
		*s = c.doc.Sentences[n-1]
	}
}
