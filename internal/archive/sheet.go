package archive

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// How the sheets of rolls are written and read; what stands in them is told in roll.go.

// nameParts are what a profile has of its names alone.
func (c *coder) nameParts(p *resolve.Profile) {
	kind := uint64(p.Type)
	c.uint(&kind)
	p.Type = mention.Type(kind)
	c.text(&p.Name)
	list(c, &p.Aliases, func(s *string) { c.likeText(p.Name, s) })
	c.likeText(p.Name, &p.Title)
	c.str(&p.Row)
	if p.Type != mention.Person {
		c.str(&p.Key)
		if c.decoding && !c.passing {
			p.SetKey(p.Key)
		}
		return
	}
	n := &p.Person
	for _, s := range []*string{&n.Given, &n.Surname, &n.Ending, &n.Patronymic, &n.Initials, &n.Gender} {
		c.str(s)
	}
	c.within(p.Name, &n.PatronymicAs)
	c.flags(&n.Common, &n.Known)
	if c.decoding && !c.passing {
		p.SetPerson(*n)
	}
}

func (c *coder) seat(s *resolve.Seat) {
	c.str(&s.Title)
	c.text(&s.TitleAs)
	c.str(&s.Place)
	c.like(s.Place, &s.Like)
	c.like(s.Like, &s.Region)
	c.text(&s.PlaceAs)
	c.like(s.Like, &s.Body)
	c.within(s.Body, &s.Kind)
	c.likeText(s.PlaceAs, &s.BodyAs)
	sole := uint64(s.Sole)
	c.uint(&sole)
	s.Sole = resolve.Sole(sole)
	c.flags(&s.Land, &s.Past)
}

// flags are two flags in a byte.
func (c *coder) flags(a, b *bool) {
	n := uint64(0)
	if *a {
		n = 1
	}
	if *b {
		n |= 2
	}
	c.uint(&n)
	*a, *b = n&1 != 0, n&2 != 0
}

// A sheet is a row of blocks.
type sheet struct {
	key     int64
	records []*record
	size    int  // bytes before it is pressed, as stored
	changed bool // the records are not those that are stored
}

// Entries of sheets.
const (
	namesEntry  = 0
	seatEntry   = 1
	firstMember = 2
)

// Flags of members.
const (
	twinFlag     = 1
	seatsFlag    = 2
	companyShift = 2
)

// Larger sheets are zstd frames. No other sheet begins as a frame does.
const (
	pressedSheet = 128
	frameStart   = 0x28
)

// restored is what was written of a sheet, in that room.
func restored(stored, room []byte) ([]byte, error) {
	if len(stored) == 0 || stored[0] != frameStart {
		return append(room[:0], stored...), nil
	}
	data, err := presses().decoder.DecodeAll(stored, room[:0])
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return data, nil
}

// A sheetReader reads one sheet after the other. Names and posts come again and again: what
// it has read lately, it gives once more.
type sheetReader struct {
	room  []byte
	names map[string]*spelling // by how they are packed
	seats map[string]*resolve.Seat
}

const maxLately = 2048 // names, and posts

// spelling reads names.
func (u *sheetReader) spelling(c *coder) *spelling {
	var p resolve.Profile
	packed := c.passed(func() { c.nameParts(&p) })
	n := u.names[string(packed)]
	if n == nil {
		n = &spelling{kind: p.Type, parts: &resolve.Profile{}}
		c.again(packed, func(c *coder) { c.nameParts(n.parts) })
		u.names = noted(u.names, packed, n)
	}
	return n
}

// seat reads a post.
func (u *sheetReader) seat(c *coder) *resolve.Seat {
	var v resolve.Seat
	packed := c.passed(func() { c.seat(&v) })
	s := u.seats[string(packed)]
	if s == nil {
		s = &resolve.Seat{}
		c.again(packed, func(c *coder) { c.seat(s) })
		u.seats = noted(u.seats, packed, s)
	}
	return s
}

// noted is what was read lately, and v.
func noted[T any](lately map[string]*T, packed []byte, v *T) map[string]*T {
	if lately == nil || len(lately) >= maxLately {
		lately = map[string]*T{}
	}
	lately[string(packed)] = v
	return lately
}

// passed are the bytes that read passes over.
func (c *coder) passed(read func()) []byte {
	data := c.data
	c.passing = true
	read()
	c.passing = false
	return data[:len(data)-len(c.data)]
}

// again reads what was passed over.
func (c *coder) again(packed []byte, read func(*coder)) {
	once := coder{decoding: true, data: packed, symbols: c.symbols}
	read(&once)
	c.damaged = c.damaged || once.damaged
}

// sheet reads what is stored of one; nothing of it is kept.
func (u *sheetReader) sheet(key int64, stored []byte) (*sheet, error) {
	data, err := restored(stored, u.room)
	if err != nil {
		return nil, err
	}
	u.room = data
	s := &sheet{key: key, size: len(data)}
	c := coder{decoding: true, data: data, symbols: symbols()}
	var names []*spelling
	var seats []*resolve.Seat
	last := int64(0)
	for len(c.data) > 0 && !c.damaged {
		var entry uint64
		switch c.uint(&entry); {
		case entry == namesEntry:
			names = append(names, u.spelling(&c))
		case entry == seatEntry:
			seats = append(seats, u.seat(&c))
		case entry-firstMember < uint64(len(names)):
			r := &record{names: names[entry-firstMember]}
			c.member(r, &last, func(h *held) {
				var n uint64
				if c.uint(&n); n < uint64(len(seats)) {
					h.seat = seats[n]
				} else {
					h.seat, c.damaged = &resolve.Seat{}, true
				}
			})
			s.records = append(s.records, r)
		default:
			c.damaged = true
		}
	}
	if c.damaged {
		return nil, errPacked
	}
	return s, nil
}

// member is a member but for its names; post does the number of one.
func (c *coder) member(r *record, last *int64, post func(*held)) {
	from := int(r.article - *last)
	c.int(&from)
	r.article = *last + int64(from)
	*last = r.article
	c.entity(r.names.kind, &r.entity)
	identity := uint64(r.identity + 1) //nolint:gosec // never less than -1
	c.uint(&identity)
	r.identity = int64(identity) - 1 //nolint:gosec // a number of a row
	if r.names.kind != mention.Person {
		c.int(&r.twin)
		return
	}
	flags := uint64(len(r.company)) << companyShift
	if len(r.seats) > 0 {
		flags |= seatsFlag
	}
	if r.twin != 0 {
		flags |= twinFlag
	}
	c.uint(&flags)
	if flags&twinFlag != 0 {
		c.int(&r.twin)
	}
	c.companions(&r.company, flags>>companyShift)
	if flags&seatsFlag != 0 {
		list(c, &r.seats, func(h *held) {
			post(h)
			other := h.term != nil
			c.flag(&other)
			if other && c.decoding {
				h.term = &term{}
			}
			if other {
				c.str(&h.term.from)
				c.str(&h.term.to)
			}
		})
	}
}

const companionSize = 4

func (c *coder) companions(l *[]uint32, n uint64) {
	if !c.decoding {
		for _, v := range *l {
			c.data = binary.BigEndian.AppendUint32(c.data, v)
		}
		return
	}
	if n > uint64(len(c.data)/companionSize) {
		c.damaged, c.data = true, nil
		return
	}
	for range n {
		*l = append(*l, binary.BigEndian.Uint32(c.data))
		c.data = c.data[companionSize:]
	}
}

// entity is mostly the letter of its type and a number; else 0 and a string.
func (c *coder) entity(kind mention.Type, id *string) {
	letter := entityLetters[kind]
	n := uint64(0)
	if !c.decoding && len(*id) > 1 && (*id)[:1] == letter {
		if v, err := strconv.ParseUint((*id)[1:], 10, 32); err == nil && strconv.FormatUint(v, 10) == (*id)[1:] {
			n = v
		}
	}
	c.uint(&n)
	switch {
	case n == 0:
		c.str(id)
	case c.decoding:
		*id = entityID(letter, n)
	}
}

// entityID is one copy of an id if it is low, as most are.
func entityID(letter string, n uint64) string {
	if list := lowIDs()[letter]; n < uint64(len(list)) {
		return list[n]
	}
	return letter + strconv.FormatUint(n, 10)
}

var lowIDs = sync.OnceValue(func() map[string][]string {
	ids := map[string][]string{}
	for _, letter := range entityLetters {
		for n := range 64 {
			ids[letter] = append(ids[letter], letter+strconv.Itoa(n))
		}
	}
	return ids
})

var entityLetters = map[mention.Type]string{mention.Person: "p", mention.Org: "o", mention.Facility: "f", mention.Place: "l"}

// A sheetWriter packs records, each of their names and posts once. It is used for one sheet
// after the other.
type sheetWriter struct {
	coder
	names   definitions[*spelling]
	seats   definitions[*resolve.Seat]
	last    int64  // article
	pressed []byte // room
}

func newSheetWriter() *sheetWriter {
	return &sheetWriter{
		coder: coder{symbols: symbols()},
		names: definitions[*spelling]{numbers: map[*spelling]uint64{}}, seats: definitions[*resolve.Seat]{numbers: map[*resolve.Seat]uint64{}},
	}
}

// reset begins a sheet.
func (w *sheetWriter) reset() {
	w.data, w.last = w.data[:0], 0
	w.names.reset()
	w.seats.reset()
}

// resume takes up a sheet that is stored, to put records behind those that it has. It gives
// the last of them, without its posts, and how many there are.
func (w *sheetWriter) resume(stored []byte) (last *record, members int, err error) {
	w.reset()
	if w.data, err = restored(stored, w.data); err != nil {
		return nil, 0, err
	}
	c := coder{decoding: true, data: w.data, symbols: w.symbols}
	var names []*spelling
	var p resolve.Profile
	var seat resolve.Seat
	last = &record{}
	for len(c.data) > 0 && !c.damaged {
		var entry uint64
		c.uint(&entry)
		from := len(w.data) - len(c.data)
		switch {
		case entry == namesEntry:
			packed := c.passed(func() { c.nameParts(&p) })
			w.names.note(from, packed)
			names = append(names, &spelling{kind: p.Type, packed: string(packed)})
		case entry == seatEntry:
			w.seats.note(from, c.passed(func() { c.seat(&seat) }))
		case entry-firstMember < uint64(len(names)):
			*last = record{names: names[entry-firstMember]}
			c.member(last, &w.last, func(*held) { c.uint(new(uint64)) })
			members++
		default:
			c.damaged = true
		}
	}
	if c.damaged {
		return nil, 0, errPacked
	}
	return last, members, nil
}

func (w *sheetWriter) add(r *record) {
	for _, h := range r.seats {
		if !w.seats.has(h.seat) {
			w.seats.define(&w.coder, seatEntry, h.seat, w.seat)
		}
	}
	if !w.names.has(r.names) {
		w.names.define(&w.coder, namesEntry, r.names, w.spelling)
	}
	w.data = binary.AppendUvarint(w.data, w.names.numbers[r.names]+firstMember)
	w.member(r, &w.last, func(h *held) { w.data = binary.AppendUvarint(w.data, w.seats.numbers[h.seat]) })
}

// stored is what is stored of the sheet.
func (w *sheetWriter) stored() []byte {
	if len(w.data) < pressedSheet {
		return slices.Clone(w.data)
	}
	w.pressed = presses().roll.EncodeAll(w.data, w.pressed[:0])
	return slices.Clone(w.pressed)
}

// definitions are the entries of a sheet for names, or for posts.
type definitions[T comparable] struct {
	numbers map[T]uint64 // of those that were looked up
	packed  [][2]int     // where each begins and ends: they are so few that they are compared
}

func (d *definitions[T]) reset() {
	clear(d.numbers)
	d.packed = d.packed[:0]
}

func (d *definitions[T]) has(v T) bool {
	_, ok := d.numbers[v]
	return ok
}

// note takes in an entry that begins there.
func (d *definitions[T]) note(from int, packed []byte) {
	d.packed = append(d.packed, [2]int{from, from + len(packed)})
}

// define finds the number of what has none yet. Unless there is an entry that says the
// same, it writes one.
func (d *definitions[T]) define(c *coder, entry uint64, v T, pack func(T)) {
	begin := len(c.data)
	c.data = binary.AppendUvarint(c.data, entry)
	from := len(c.data)
	pack(v)
	same := func(at [2]int) bool { return bytes.Equal(c.data[at[0]:at[1]], c.data[from:]) }
	n := slices.IndexFunc(d.packed, same)
	if n >= 0 {
		c.data = c.data[:begin]
	} else {
		n = len(d.packed)
		d.packed = append(d.packed, [2]int{from, len(c.data)})
	}
	d.numbers[v] = uint64(n) //nolint:gosec // a number of entries
}
