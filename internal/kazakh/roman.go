package kazakh

import "unicode/utf8"

// romanDigit is the ASCII letter of a Roman numeral that r stands for: itself or, for
// a Cyrillic look-alike, its twin; 0 for anything else.
func romanDigit(r rune) rune {
	switch r {
	case 'I', 'V', 'X', 'L', 'C', 'M':
		return r
	case 'І':
		return 'I'
	case 'Х':
		return 'X'
	case 'С':
		return 'C'
	case 'М':
		return 'M'
	}
	return 0
}

// isNumeral reports whether a word of letters that Roman numerals are typed with,
// some of them Cyrillic, is one. It has to be well formed: "ІІМ" and "СІМ"
// are ministries. An І, Х or Latin letter has to be in it, for "СС" and "ММ" are no
// numbers, and a single letter has to stand alone: "Х ғасыр", but "Х. Доспанова".
func (r *repairer) isNumeral(x word) bool {
	s := r.in[x.start:x.end]
	var digits [16]byte
	n, sure := 0, x.any&latin != 0
	for _, c := range s {
		if n == len(digits) {
			return false
		}
		digits[n] = byte(romanDigit(c))
		n++
		sure = sure || c == 'І' || c == 'Х'
	}
	if !sure || !isRoman(string(digits[:n])) {
		return false
	}
	return n > 1 || standsAlone(r.in, x)
}

// standsAlone reports whether neither a full stop nor a letter's company makes the
// single letter x an initial or a part of an abbreviation.
func standsAlone(s string, x word) bool {
	prev, _ := utf8.DecodeLastRuneInString(s[:x.start])
	next, _ := utf8.DecodeRuneInString(s[x.end:])
	switch prev {
	case '.', '-', '\'', '’':
		return false
	}
	return next == ' ' || next == '-' || next == ')' || next == ','
}

// isRoman reports whether s is a well-formed Roman numeral in capitals, 1 to 3999
// without D.
func isRoman(s string) bool {
	rest := s
	take := func(limit int, c byte) {
		for n := 0; n < limit && rest != "" && rest[0] == c; n++ {
			rest = rest[1:]
		}
	}
	pair := func(p string) bool {
		if len(rest) >= 2 && rest[:2] == p {
			rest = rest[2:]
			return true
		}
		return false
	}
	take(3, 'M')
	if !pair("CM") {
		take(4, 'C')
	}
	if !pair("XC") && !pair("XL") {
		take(1, 'L')
		take(3, 'X')
	}
	if !pair("IX") && !pair("IV") {
		take(1, 'V')
		take(3, 'I')
	}
	return rest == "" && s != ""
}
