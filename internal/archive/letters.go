package archive

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// How names are squeezed
//
// Names are short, and most of their letters take two bytes. The letters of
// dictionary/letters.txt take one: 128 and their number. Other characters take each of
// their bytes behind a 255, but for ASCII, which is as it is. The file never changes;
// letters may be added at the end while there are no more than 127.

//go:embed dictionary/letters.txt
var letterFile string

const (
	firstLetter  = 0x80
	escapeLetter = 0xff
)

type letterTable struct {
	list   []string
	number map[rune]byte
}

var letters = sync.OnceValue(func() letterTable {
	t := letterTable{number: map[rune]byte{}}
	for _, r := range strings.TrimSuffix(letterFile, "\n") {
		t.number[r] = byte(firstLetter + len(t.list))
		t.list = append(t.list, string(r))
	}
	return t
})

// squeeze writes a string with the letters of the table.
func squeeze(out []byte, s string) []byte {
	t := letters()
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		n, ok := t.number[r]
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case ok && size > 1:
			out = append(out, n)
		default:
			for _, b := range []byte(s[i : i+size]) {
				out = append(out, escapeLetter, b)
			}
		}
	}
	return out
}

// unsqueeze reads what squeeze wrote.
func unsqueeze(data []byte) (string, bool) {
	t := letters()
	var s strings.Builder
	s.Grow(2 * len(data))
	for i := 0; i < len(data); i++ {
		switch b := data[i]; {
		case b < firstLetter:
			s.WriteByte(b)
		case b == escapeLetter:
			if i++; i == len(data) {
				return "", false
			}
			s.WriteByte(data[i])
		case int(b-firstLetter) < len(t.list):
			s.WriteString(t.list[b-firstLetter])
		default:
			return "", false
		}
	}
	return s.String(), true
}

// text is a string that is squeezed.
func (c *coder) text(s *string) {
	if !c.decoding {
		if n, ok := c.symbols.number[*s]; ok {
			c.data = binary.AppendUvarint(c.data, n<<1|1)
			return
		}
		from := len(c.data)
		c.data = squeeze(c.data, *s)
		var length [binary.MaxVarintLen64]byte
		n := binary.PutUvarint(length[:], uint64(len(c.data)-from)<<1)
		c.data = slices.Insert(c.data, from, length[:n]...)
		return
	}
	var n uint64
	c.uint(&n)
	*s = ""
	switch {
	case n&1 == 1 && n>>1 < uint64(len(c.symbols.list)):
		*s = c.symbols.list[n>>1]
	case n&1 == 1 || n>>1 > uint64(len(c.data)):
		c.damaged, c.data = true, nil
	case c.passing:
		c.data = c.data[n>>1:]
	default:
		text, ok := unsqueeze(c.data[:n>>1])
		*s, c.data, c.damaged = text, c.data[n>>1:], c.damaged || !ok
	}
}

// likeText is a string that is squeezed and may begin as a model does.
func (c *coder) likeText(model string, s *string) {
	same := 0
	if !c.decoding {
		for same < min(len(model), len(*s)) && model[same] == (*s)[same] {
			same++
		}
		for same < len(*s) && same > 0 && !utf8.RuneStart((*s)[same]) {
			same--
		}
	}
	n := uint64(same) //nolint:gosec // a length
	c.uint(&n)
	if c.passing {
		n = 0
	}
	if n > uint64(len(model)) {
		c.damaged, n = true, 0
	}
	rest := ""
	if !c.decoding {
		rest = (*s)[n:]
	}
	c.text(&rest)
	if c.decoding {
		*s = model[:n] + rest
	}
}

// within is a string that may be a part of a model: 0 and the string squeezed, or its place
// there from 1 and its length.
func (c *coder) within(model string, s *string) {
	at, size := uint64(0), uint64(len(*s))
	if !c.decoding && size > 0 {
		at = uint64(strings.Index(model, *s) + 1) //nolint:gosec // not negative
	}
	if c.uint(&at); at == 0 {
		c.text(s)
		return
	}
	c.uint(&size)
	if c.passing {
		return
	}
	if at-1 > uint64(len(model)) || size > uint64(len(model))-(at-1) {
		c.damaged, *s = true, ""
		return
	}
	*s = model[at-1 : at-1+size]
}
