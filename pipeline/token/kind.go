package token

// A tally counts the characters of a word.
type tally struct {
	letters, uppers, digits int
}

func (n *tally) add(c class) {
	if letters.has(c) {
		n.letters++
	}
	if c == upper {
		n.uppers++
	}
	if c == digit {
		n.digits++
	}
}

// word reports whether there is anything but marks.
func (n *tally) word() bool { return n.letters+n.digits > 0 }

// mixed reports whether there are both letters and digits.
func (n *tally) mixed() bool { return n.letters > 0 && n.digits > 0 }

// acronym reports whether at least two letters and half of them are capitals, and
// it is short enough to be told from a headline in capitals: АҚШ, ҚазҰУ, AQSh.
func (n *tally) acronym() bool {
	return n.uppers >= 2 && 2*n.uppers >= n.letters && n.letters <= 6
}

// kind classes a word without punctuation.
func (n *tally) kind(word string) Kind {
	switch {
	case n.letters == 0:
		return Number
	case n.uppers == n.letters && n.digits == 0 && isRoman(word):
		return Roman
	case n.acronym():
		return Acronym
	}
	return Word
}

func count(word string) (n tally) {
	for i := 0; i < len(word); {
		c, size := decode(word, i)
		n.add(c)
		i += size
	}
	return n
}

// romanDigit maps the letters of Roman numerals to ASCII, the Cyrillic look-alikes
// of I, V and X included. Cyrillic С and М are not: МСХ is a ministry.
func romanDigit(r rune) byte {
	switch r {
	case 'I', 'V', 'X', 'L', 'C', 'D', 'M':
		return byte(r)
	case '\u0406': // Cyrillic byelorussian-ukrainian i
		return 'I'
	case '\u0425': // Cyrillic ha
		return 'X'
	}
	return 0
}

// isRoman reports whether word is a well-formed Roman numeral. One letter or two
// count only if they are of I, V and X: "C", "CD" and "MM" are something else.
func isRoman(word string) bool {
	var ascii [16]byte
	n := 0
	small := true
	for _, r := range word {
		b := romanDigit(r)
		if b == 0 || n == len(ascii) {
			return false
		}
		small = small && (b == 'I' || b == 'V' || b == 'X')
		ascii[n] = b
		n++
	}
	if n == 0 || n < 3 && !small {
		return false
	}
	s := string(ascii[:n])
	for _, step := range [...]struct{ one, five, ten byte }{{'M', 0, 0}, {'C', 'D', 'M'}, {'X', 'L', 'C'}, {'I', 'V', 'X'}} {
		s = s[romanPlace(s, step.one, step.five, step.ten):]
	}
	return s == ""
}

// romanPlace returns the length of one decimal place at the start of s: of "XC" in
// "XCIV". Four equal letters (IIII) do not count.
func romanPlace(s string, one, five, ten byte) int {
	if len(s) >= 2 && s[0] == one && five != 0 && (s[1] == five || s[1] == ten) {
		return 2
	}
	n, limit := 0, 3
	if five != 0 && len(s) > 0 && s[0] == five {
		n, limit = 1, 4
	}
	for n < len(s) && n < limit && s[n] == one {
		n++
	}
	return n
}
