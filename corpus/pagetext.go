package corpus

import (
	"strings"

	"golang.org/x/net/html"
)

// A line is a piece of a page that a reader sees as one line: a paragraph, a heading,
// a list item, a row of a table, the text up to a <br>.
type line struct {
	text    string // without white space at the ends and never with a line feed
	linked  int    // bytes of it inside links
	links   int    // links in it
	heading bool
	gap     bool // an empty line stands before it
	aside   bool // by its element no part of the main text
}

// linkOnly reports whether the line leads elsewhere and says nothing itself.
func (l line) linkOnly() bool { return l.links > 0 && l.linked*10 >= len(l.text)*8 }

// How blocks are set apart. All others are inline.
var (
	// paragraphTags have an empty line around them.
	paragraphTags = tagSet("article aside blockquote div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main ol p pre section table ul details amp-accordion")
	// lineTags begin a line of their own.
	lineTags = tagSet("address br dd dt figcaption li summary tr caption option legend")
)

// besideNames are names of classes that web designers give to what stands beside the
// main text; they are matched word by word.
var besideNames = tagSet("ad ads advert advertisement banner breadcrumb breadcrumbs comment comments cookie cookies disqus footer menu " +
	"modal nav navbar navigation newsletter pagination popular popup promo recommend recommended related respond share sharing " +
	"sidebar social socials subscribe toolbar tooltip widget")

// beside reports whether the element is marked as no part of the main text.
func beside(n *html.Node) bool {
	if n.Data == "aside" || n.Data == "footer" {
		return true
	}
	switch attr(n, "role") {
	case "navigation", "complementary", "search", "banner", "contentinfo":
		return true
	}
	return hasName(n, besideNames)
}

// hasName reports whether one of the words in the class or id of an element is in the set.
func hasName(n *html.Node, names map[string]bool) bool {
	for _, a := range n.Attr {
		if a.Key != "class" && a.Key != "id" {
			continue
		}
		for word := range strings.FieldsFuncSeq(a.Val, func(r rune) bool { return strings.ContainsRune(" -_\t\n", r) }) {
			if names[strings.ToLower(word)] {
				return true
			}
		}
	}
	return false
}

// A liner writes a tree as lines.
type liner struct {
	lines []line
	text  strings.Builder
	now   line
	gap   bool
	link  int // depth inside links
	head  int // depth inside headings
	pre   int // depth inside preformatted text
	aside int // depth inside elements beside the main text
}

// readLines gives the lines of a tree.
func readLines(n *html.Node) []line {
	l := &liner{}
	l.children(n)
	l.end()
	return l.lines
}

func (l *liner) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			l.words(c.Data)
		case c.Type == html.ElementNode && beside(c):
			l.end()
			l.aside++
			l.element(c)
			l.end()
			l.aside--
		case c.Type == html.ElementNode:
			l.element(c)
		}
	}
}

// element writes an element; the tree is not deeper than maxDepth.
func (l *liner) element(n *html.Node) {
	switch {
	case n.Data == "br":
		if l.text.Len() == 0 {
			l.gap = true // the second of two
		}
		l.end()
	case n.Data == "td" || n.Data == "th":
		l.cell(n)
	case n.Data == "a":
		l.link++
		l.now.links++
		l.space()
		l.children(n)
		l.space()
		l.link--
	case paragraphTags[n.Data]:
		l.block(n)
	case lineTags[n.Data]:
		l.end()
		l.children(n)
		l.end()
	default:
		l.children(n)
	}
}

func (l *liner) block(n *html.Node) {
	heading := len(n.Data) == 2 && n.Data[0] == 'h' && n.Data != "hr"
	l.end()
	l.gap = true
	if heading {
		l.head++
	}
	if n.Data == "pre" {
		l.pre++
	}
	l.children(n)
	l.end()
	l.gap = true
	if heading {
		l.head--
	}
	if n.Data == "pre" {
		l.pre--
	}
}

// cell sets the cells of a row of data apart by tabs; a cell with paragraphs in it lays
// out the page and is a block.
func (l *liner) cell(n *html.Node) {
	if layout(n) {
		l.block(n)
		return
	}
	before := l.text.Len()
	if before > 0 {
		l.text.WriteByte('\t')
	}
	l.children(n)
	if s := l.text.String(); before > 0 && strings.TrimSpace(s[min(before, len(s)):]) == "" && len(s) >= before {
		l.text.Reset()
		l.text.WriteString(s[:before])
	}
}

// layout reports whether a table cell holds blocks or more text than a cell of data.
func layout(n *html.Node) bool {
	bytes := 0
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			bytes += len(d.Data)
		case d.Data == "br" || d.Data != "p" && paragraphTags[d.Data]:
			return true
		}
		if bytes > 400 {
			return true
		}
	}
	return false
}

// words adds text, with one space for all white space.
func (l *liner) words(s string) {
	if l.pre > 0 && strings.Contains(s, "\n") {
		for part := range strings.Lines(s) {
			l.plain(part)
			if strings.HasSuffix(part, "\n") && len(l.lines) < maxNodes {
				l.end()
			}
		}
		return
	}
	l.plain(s)
}

func (l *liner) plain(s string) {
	if s == "" {
		return
	}
	if isSpace(s[0]) || strings.HasPrefix(s, "\u00a0") {
		l.space()
	}
	before := l.text.Len()
	for word := range strings.FieldsSeq(s) {
		if l.text.Len() > before {
			l.space()
		}
		l.text.WriteString(word)
	}
	if l.link > 0 {
		l.now.linked += l.text.Len() - before
	}
	if l.text.Len() > before && (isSpace(s[len(s)-1]) || strings.HasSuffix(s, "\u00a0")) {
		l.space()
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' || b == '\f' }

// space ends a word, at the beginning of a line and after another space it does nothing.
func (l *liner) space() {
	if s := l.text.String(); s != "" && !isSpace(s[len(s)-1]) {
		l.text.WriteByte(' ')
	}
}

// end finishes a line.
func (l *liner) end() {
	text := strings.TrimSpace(l.text.String())
	l.text.Reset()
	now := l.now
	l.now = line{}
	if l.link > 0 {
		l.now.links = 1 // a link over several lines
	}
	if text == "" {
		return
	}
	now.text, now.heading, now.gap = text, l.head > 0, l.gap
	now.aside = l.aside > 0
	l.gap = false
	l.lines = append(l.lines, now)
}

// joinLines writes lines as text.
func joinLines(lines []line) string {
	var b strings.Builder
	for i, l := range lines {
		switch {
		case i == 0:
		case l.gap:
			b.WriteString("\n\n")
		default:
			b.WriteByte('\n')
		}
		b.WriteString(l.text)
	}
	return b.String()
}
