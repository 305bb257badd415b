package pipeline

import "unicode/utf8"

// stride is how many bytes lie between two counted positions: a trade of eight
// bytes of table for at most this many bytes to count again.
const stride = 64

// codePoints converts byte offsets of a text into code point offsets.
type codePoints struct {
	text   string
	counts []int // code points before byte i*stride
}

func newCodePoints(text string) codePoints {
	c := codePoints{text: text, counts: make([]int, 0, len(text)/stride+1)}
	n := 0
	for i := 0; i < len(text); i++ {
		if i%stride == 0 {
			c.counts = append(c.counts, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return c
}

// at returns the number of code points before byte offset off.
func (c codePoints) at(off int) int {
	slot := off / stride
	if slot >= len(c.counts) {
		slot = len(c.counts) - 1
	}
	if slot < 0 {
		return 0
	}
	n := c.counts[slot]
	for i := slot * stride; i < off; i++ {
		if utf8.RuneStart(c.text[i]) {
			n++
		}
	}
	return n
}
