package token

import (
	"slices"
	"strings"
)

// maxAddress bounds the search for the end of a name with dots or of an e-mail
// address, in bytes. A URL with a scheme may be longer.
const maxAddress = 254

// topDomains are the endings of names that are addresses without a scheme. Those
// that are words of Latin-script Kazakh (az, de, it, me, su …) are left out: the
// space after a full stop is easily lost.
var topDomains = []string{
	"app", "asia", "biz", "cn", "com", "edu", "eu", "fm", "gov", "info", "int", "io", "kg", "kz",
	"media", "mn", "net", "news", "online", "org", "press", "ru", "site", "tj", "tm", "tr", "tv", "ua", "uk", "uz",
}

// address makes a URL, an e-mail address, a name with a known top domain, a
// hashtag or a user name, with its suffix: Kaspi.kz-тің.
func (c *cursor) address(at int) (Token, bool) {
	end := 0
	switch b := c.text[at]; {
	case b == '#' || b == '@':
		end = c.tag(at)
	case b < 0x80 && wordStart.has(classTable[b]):
		end = c.domain(at)
	}
	if end <= at {
		return Token{}, false
	}
	return c.inflected(Token{Start: at, End: end, Base: end, Kind: Address}), true
}

// tag returns the end of a hashtag or user name, 0 if there is none.
func (c *cursor) tag(at int) int {
	if _, _, adjacent := c.last(at); adjacent && wordInner.has(classAt(c.text, c.toks[len(c.toks)-1].Start)) {
		return 0
	}
	end := at + 1
	for end < len(c.text) {
		class, n := decode(c.text, end)
		if !wordInner.has(class) && c.text[end] != '_' {
			break
		}
		end += n
	}
	if !letters.has(classAt(c.text, at+1)) {
		return 0
	}
	return end
}

// domain returns the end of an address that begins with an ASCII letter or digit,
// 0 if it is none.
func (c *cursor) domain(at int) int {
	end := nameEnd(c.text, at, "._+-")
	rest := c.text[end:]
	switch {
	case strings.HasPrefix(rest, "://"):
		return urlEnd(c.text, at, end+3)
	case strings.HasPrefix(rest, "@"):
		host := nameEnd(c.text, end+1, ".-")
		return hostEnd(c.text, end+1, host, true)
	case end-at > 4 && strings.EqualFold(c.text[at:at+4], "www."):
		return urlEnd(c.text, at, at+4)
	}
	return hostEnd(c.text, at, end, false)
}

// nameEnd returns the end of the run of ASCII letters, digits and the given marks.
func nameEnd(text string, at int, marks string) int {
	i, limit := at, min(len(text), at+maxAddress)
	for i < limit && text[i] < 0x80 && (wordStart.has(classTable[text[i]]) || strings.IndexByte(marks, text[i]) >= 0) {
		i++
	}
	return i
}

// hostEnd returns the end of the host name in text[at:end] with the path that
// follows it, 0 if it is none. Any top domain will do in an e-mail address and
// before a path.
func hostEnd(text string, at, end int, mail bool) int {
	name := strings.TrimRight(text[at:end], ".-_+")
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || strings.Contains(name, "..") {
		return 0
	}
	top := name[dot+1:]
	if i := strings.IndexByte(top, '-'); i >= 0 { // Kaspi.kz-tiń
		top = top[:i]
	}
	end = at + dot + 1 + len(top)
	path := end+1 < len(text) && text[end] == '/' && text[end+1] < 0x80 && wordStart.has(classTable[text[end+1]])
	if len(top) < 2 || strings.ContainsAny(top, "0123456789") || wordInner.has(classAt(text, end)) ||
		!mail && !path && !knownDomain(name, top) {
		return 0
	}
	if path {
		return urlEnd(text, at, end)
	}
	return end
}

// knownDomain reports whether top is one of the top domains, in capitals only if
// the whole name is.
func knownDomain(name, top string) bool {
	if n := count(name); n.uppers == n.letters {
		top = strings.ToLower(top)
	}
	return slices.Contains(topDomains, top)
}

// urlEnd returns the end of the URL whose host or path begins at text[from], 0 if
// nothing is left of it without the marks that close a sentence.
func urlEnd(text string, at, from int) int {
	end := from
	for end < len(text) {
		class, n := decode(text, end)
		if class == space || class == punct && n > 1 || strings.IndexByte("<>\"", text[end]) >= 0 {
			break
		}
		end += n
	}
	trimmed := strings.TrimRight(text[at:end], ".,;:!?'*")
	if strings.Count(trimmed, ")") > strings.Count(trimmed, "(") && strings.HasSuffix(trimmed, ")") {
		trimmed = strings.TrimRight(trimmed[:len(trimmed)-1], ".,;:!?'*")
	}
	if len(trimmed) <= from-at {
		return 0
	}
	return at + len(trimmed)
}
