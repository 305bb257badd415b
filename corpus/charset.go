package corpus

import (
	"bytes"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

var utf8BOM = []byte("\xef\xbb\xbf")

const encodingAdvice = "save it as UTF-8"

var (
	errBrokenUTF8 = errors.New("broken UTF-8: some of its bytes are damaged")
	errEncoding   = errors.New("its bytes fit no encoding that derek knows")
	errBrokenWide = errors.New("broken UTF-16: some of its characters are damaged")
	errNUL        = errors.New("it holds NUL bytes")
)

// decode reads text in UTF-8, windows-1251, KZ-1048 or PT154, found by content.
func decode(raw []byte) (string, error) {
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", errNUL
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	if mostlyUTF8(raw) {
		return "", errBrokenUTF8
	}
	return decodeLegacy(raw)
}

// mostlyUTF8 tells a damaged UTF-8 text from one in a one-byte encoding: more of its
// high bytes form characters than not.
func mostlyUTF8(raw []byte) bool {
	chars, wrong := 0, 0
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && n == 1:
			wrong++
		case n > 1:
			chars++
		}
		raw = raw[n:]
	}
	return chars > wrong
}

// utf16Decoder returns the decoder for a UTF-16 text, nil for any other: by byte
// order mark or, without one, because nearly every second byte is the upper half of
// a Cyrillic, Arabic, Latin or punctuation character and some of them are zero.
func utf16Decoder(head []byte) *encoding.Decoder {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder()
	case upperHalves(head, 1):
		return utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM).NewDecoder()
	case upperHalves(head, 0):
		return utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM).NewDecoder()
	}
	return nil
}

// upperHalves reports whether the bytes from the offset on, every second one, look
// like upper halves of characters.
func upperHalves(head []byte, offset int) bool {
	zero, known, all := 0, 0, len(head)/2
	for i := range all {
		high, low := head[2*i+offset], head[2*i+1-offset]
		switch high {
		case 0:
			zero++
			known++
		case 0x01, 0x04, 0x06, 0x20:
			known++
		}
		if low == 0 {
			return false // no character of a text ends in a zero byte
		}
	}
	return zero > 0 && all > 1 && known*10 >= all*9
}

// A codepage is a one-byte encoding: what its bytes from 0x80 on stand for.
type codepage [128]rune

// codepages are tried in order; a later one must fit better.
var codepages = []*codepage{
	newCodepage(nil),
	// KZ-1048 (STRK1048-2002), which is also the layout of the old "Times Kaz" fonts.
	newCodepage(map[byte]rune{
		0x8d: 0x49a, 0x8e: 0x4ba, 0x9d: 0x49b, 0x9e: 0x4bb, 0xa1: 0x4b0, 0xa2: 0x4b1, 0xa3: 0x4d8, 0xa5: 0x4e8,
		0xaa: 0x492, 0xaf: 0x4ae, 0xb4: 0x4e9, 0xba: 0x493, 0xbc: 0x4d9, 0xbd: 0x4a2, 0xbe: 0x4a3, 0xbf: 0x4af,
	}),
	// PT154 (Paratype Asian Cyrillic).
	newCodepage(map[byte]rune{
		0x80: 0x496, 0x81: 0x492, 0x82: 0x4ee, 0x83: 0x493, 0x86: 0x4b6, 0x87: 0x4ae, 0x88: 0x4b2, 0x89: 0x4af,
		0x8a: 0x4a0, 0x8b: 0x4e2, 0x8c: 0x4a2, 0x8d: 0x49a, 0x8e: 0x4ba, 0x8f: 0x4b8, 0x90: 0x497, 0x98: 0x4b3,
		0x99: 0x4b7, 0x9a: 0x4a1, 0x9b: 0x4e3, 0x9c: 0x4a3, 0x9d: 0x49b, 0x9e: 0x4bb, 0x9f: 0x4b9, 0xa4: 0x4e8,
		0xa5: 0x498, 0xa6: 0x4b0, 0xaa: 0x4d8, 0xad: 0x4ef, 0xaf: 0x49c, 0xb1: 0x4b1, 0xb4: 0x499, 0xb5: 0x4e9,
		0xba: 0x4d9, 0xbd: 0x4aa, 0xbe: 0x4ab, 0xbf: 0x49d,
	}),
}

// newCodepage is windows-1251 with some bytes changed.
func newCodepage(change map[byte]rune) *codepage {
	var c codepage
	for i := range c {
		b := byte(i + 0x80)
		c[i] = charmap.Windows1251.DecodeByte(b)
		if r, ok := change[b]; ok {
			c[i] = r
		}
	}
	return &c
}

func (c *codepage) rune(b byte) rune {
	if b < 0x80 {
		return rune(b)
	}
	return c[b-0x80]
}

func (c *codepage) decode(raw []byte) string {
	var b strings.Builder
	b.Grow(2 * len(raw))
	for _, x := range raw {
		b.WriteRune(c.rune(x))
	}
	return b.String()
}

// decodeLegacy takes the codepage in which the bytes look most like Kazakh or
// Russian words, and none when even that one does not.
func decodeLegacy(raw []byte) (string, error) {
	var best *codepage
	var most fit
	for i, c := range codepages {
		f := c.fit(raw)
		// Without one of the letters qa, nga, straight u the Kazakh pages would claim
		// Ukrainian and Serbian texts in windows-1251 too.
		if i > 0 && !f.kazakh {
			continue
		}
		if best == nil || f.score() > most.score() {
			best, most = c, f
		}
	}
	if most.good == 0 || most.bad*5 > most.good {
		return "", errEncoding
	}
	return best.decode(raw), nil
}

// A fit says how much a decoded text looks like words.
type fit struct {
	good   int  // Kazakh and Russian letters
	bad    int  // letters of other Cyrillic alphabets, odd signs and capitals inside words, words in two scripts
	kazakh bool // one of the letters that only Kazakh among the likely languages has
}

func (f fit) score() int { return f.good - 3*f.bad }

func (c *codepage) fit(raw []byte) fit {
	var f fit
	before, last := rune(' '), rune(' ') // the two characters before
	for _, b := range raw {
		r := c.rune(b)
		switch {
		case r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r):
			f.bad++
		case b >= 0x80 && native(r):
			f.good++
			f.kazakh = f.kazakh || strings.ContainsRune("\u049b\u04a3\u04b1", unicode.ToLower(r))
		case b >= 0x80 && unicode.IsLetter(r):
			f.bad++
		}
		if clash(before, last, r) {
			f.bad++
		}
		before, last = last, r
	}
	return f
}

// native reports whether r is a letter of the Kazakh alphabet, which holds the
// Russian one.
func native(r rune) bool {
	r = unicode.ToLower(r)
	return r >= 0x430 && r <= 0x44f || r == 0x451 || r == 0x456 ||
		strings.ContainsRune("\u0493\u049b\u04a3\u04af\u04b1\u04bb\u04d9\u04e9", r)
}

// clash reports what does not happen in words: a capital after a small letter, two
// scripts side by side, or a sign between two letters.
func clash(before, last, r rune) bool {
	if !unicode.IsLetter(r) {
		return false
	}
	if unicode.IsLetter(last) {
		mixed := (last < 0x80) != (r < 0x80)
		return mixed || r >= 0x80 && unicode.IsLower(last) && unicode.IsUpper(r)
	}
	return unicode.IsLetter(before) && last >= 0x80 && !unicode.IsSpace(last) &&
		!strings.ContainsRune("\u00ad\u2013\u2014\u2019\u00b7\u00ab\u00bb", last)
}

// signatures are the first bytes of files that hold no text.
var signatures = []struct{ prefix, what, advice string }{
	{"\x89PNG", "a PNG image", ""},
	{"\xff\xd8\xff", "a JPEG image", ""},
	{"GIF8", "a GIF image", ""},
	{"RIFF", "a sound, film or image", ""},
	{"%PDF-", "a PDF document", "convert it to text first"},
	{"\xd0\xcf\x11\xe0", "an old Office document", "save it as text first"},
	{"Rar!\x1a\x07", "a RAR archive", "unpack it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"},
	{"\x04\x22\x4d\x18", "lz4 data", "unpack it first"},
	{"\xfd7zXZ", "xz data", "unpack it first"},
	{"SQLite format 3", "a database", ""},
	{"\x7fELF", "a program", ""},
}

// binary names what the bytes are when they are no text, with advice.
func binary(head []byte) (what, advice string) {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.prefix)) {
			return s.what, s.advice
		}
	}
	control := 0
	for _, b := range head {
		if b < ' ' && !bytes.ContainsRune([]byte("\t\n\v\f\r\x1a\x1b"), rune(b)) {
			control++
		}
	}
	if bytes.IndexByte(head, 0) >= 0 || control*100 > len(head) {
		return "binary data", ""
	}
	return "", ""
}
