package corpus

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Markup to tree.
//
// The tokenizer is that of x/net/html; the tree is built here and not by html.Parse,
// because the rules of HTML 5 make that one quadratic, or worse, for pages that a crawl
// does hold: it copies every open <font> into every paragraph, appends text to text
// where tags in between mean nothing, and searches all open elements for each tag. This
// tree needs only blocks, links and attributes: formatting is left out, nesting is
// bounded, every step looks at a bounded number of open elements, so that time and memory
// grow with the length of the page alone.

const (
	maxDepth = 96      // open elements; deeper ones leave their text to the last that is open
	maxNodes = 200_000 // elements and texts; long laws have some 30,000
	maxAttr  = 4 << 10 // bytes of an attribute; longer ones (images as text) are dropped
)

// A markup is a page as a tree, and what stands outside of the tree.
type markup struct {
	root     *html.Node // the document node: html with head and body
	body     *html.Node
	linked   []string // JSON-LD scripts
	comments []string // the first bytes of the comments before the body
	scripted bool     // it holds a script that is not data
	nodes    int      // in the tree
}

// What the tags mean to the tree. Unknown ones are containers like div.
var (
	voidTags = tagSet("area base br col embed hr img input link meta param source track wbr")
	// formatting has no place in the tree: its text belongs to the element around it.
	formattingTags = tagSet("abbr acronym b bdi bdo big center code em font i ins kbd mark nobr q s samp small strike strong sub sup tt u var")
	// skippedTags hold no text of the article. Not form: whole sites stand in one.
	skippedTags = tagSet("audio button canvas datalist dialog frameset iframe math nav noembed noframes noscript object script select style svg template textarea video")
	structure   = tagSet("html head body")
	headTags    = tagSet("base link meta title")
	// inlineTags may stand inside a paragraph.
	inlineTags = tagSet("a amp-img cite data dfn del img input label output picture source span time wbr br")
)

func tagSet(names string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		set[name] = true
	}
	return set
}

// closedBy says which open elements a start tag ends without their end tags, and which
// elements the search for them stops at.
var closedBy = map[string]struct{ ends, within map[string]bool }{
	"li":    {tagSet("li"), tagSet("ul ol menu")},
	"dt":    {tagSet("dt dd"), tagSet("dl")},
	"dd":    {tagSet("dt dd"), tagSet("dl")},
	"td":    {tagSet("td th"), tagSet("table tr")},
	"th":    {tagSet("td th"), tagSet("table tr")},
	"tr":    {tagSet("tr"), tagSet("table")},
	"tbody": {tagSet("thead tbody tfoot"), tagSet("table")},
	"tfoot": {tagSet("thead tbody tfoot"), tagSet("table")},
	"a":     {tagSet("a"), tagSet("table")},
}

// A builder makes a tree of tokens.
type builder struct {
	markup
	hidden  bool         // what the page hides is taken, too
	open    []*html.Node // open[0] is the body
	skipped int          // open elements beyond maxDepth
	head    *html.Node
	title   *html.Node // the open title, nil for none
	text    strings.Builder
}

// parseMarkup builds the tree of a page, the beginning of one that has more than maxNodes
// nodes. Hidden elements are left out unless asked for.
func parseMarkup(source string, hidden bool) markup {
	b := &builder{hidden: hidden}
	element := func(tag atom.Atom) *html.Node {
		return &html.Node{Type: html.ElementNode, DataAtom: tag, Data: tag.String()}
	}
	b.root = &html.Node{Type: html.DocumentNode}
	top := element(atom.Html)
	b.head, b.body = element(atom.Head), element(atom.Body)
	b.root.AppendChild(top)
	top.AppendChild(b.head)
	top.AppendChild(b.body)
	b.open = []*html.Node{b.body}

	z := html.NewTokenizer(strings.NewReader(source))
	for b.nodes <= maxNodes {
		switch z.Next() {
		case html.ErrorToken: // the end: a string gives no other error
			b.flush()
			return b.markup
		case html.TextToken:
			b.text.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		case html.DoctypeToken:
		case html.CommentToken:
			if b.body.FirstChild == nil && len(b.comments) < 8 {
				text := z.Text()
				b.comments = append(b.comments, string(text[:min(len(text), 512)]))
			}
		}
	}
	return b.markup
}

// flush makes a node of the text since the last tag that counts.
func (b *builder) flush() {
	if b.text.Len() == 0 {
		return
	}
	b.nodes++
	to := b.open[len(b.open)-1]
	if b.title != nil {
		to = b.title
	}
	to.AppendChild(&html.Node{Type: html.TextNode, Data: strings.ReplaceAll(b.text.String(), "\x00", "")})
	b.text.Reset()
}

func (b *builder) start(z *html.Tokenizer) {
	raw, more := z.TagName()
	name := string(raw)
	if formattingTags[name] {
		return
	}
	b.flush()
	b.title = nil
	b.nodes++
	n := &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup(raw)}
	if more {
		n.Attr = attributes(z)
	}
	switch {
	case structure[name]:
	case headTags[name]:
		b.head.AppendChild(n)
		if name == "title" {
			b.title = n
		}
	case name == "script" && b.script(n, z):
	default:
		b.closeBefore(name)
		b.push(n)
	}
}

// script keeps the data of a JSON-LD script and reports whether n was one.
func (b *builder) script(n *html.Node, z *html.Tokenizer) bool {
	if !strings.EqualFold(attr(n, "type"), "application/ld+json") {
		b.scripted = true
		return false
	}
	if z.Next() == html.TextToken {
		b.linked = append(b.linked, string(z.Text()))
	}
	return true
}

// attributes copies the attributes of the current tag.
func attributes(z *html.Tokenizer) []html.Attribute {
	var all []html.Attribute
	for more := true; more && len(all) < 32; {
		var key, val []byte
		key, val, more = z.TagAttr()
		if len(key) > 0 && len(key) <= 64 && len(val) <= maxAttr {
			all = append(all, html.Attribute{Key: string(key), Val: strings.ReplaceAll(string(val), "\x00", "")})
		}
	}
	return all
}

// closeBefore ends the elements that the start of name ends.
func (b *builder) closeBefore(name string) {
	if c, ok := closedBy[name]; ok {
		b.pop(func(open string) bool { return c.ends[open] }, func(open string) bool { return c.within[open] })
		return
	}
	if !inlineTags[name] {
		b.pop(func(open string) bool { return open == "p" }, func(open string) bool { return !inlineTags[open] })
	}
}

// pop closes the innermost open element that ends matches, with all inside it, unless
// one that stop matches lies between.
func (b *builder) pop(ends, stop func(string) bool) {
	for i := len(b.open) - 1; i > 0; i-- {
		switch name := b.open[i].Data; {
		case ends(name):
			b.open = b.open[:i]
			return
		case stop(name):
			return
		}
	}
}

// push adds an element and, unless it is void, opens it. What is not to be read is
// opened as well but stands in no tree.
func (b *builder) push(n *html.Node) {
	parent := b.open[len(b.open)-1]
	if voidTags[n.Data] {
		parent.AppendChild(n)
		return
	}
	if len(b.open) >= maxDepth {
		b.skipped++
		if !inlineTags[n.Data] {
			parent.AppendChild(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br})
		}
		return
	}
	if !skippedTags[n.Data] && (b.hidden || !invisible(n)) {
		parent.AppendChild(n)
	}
	b.open = append(b.open, n)
}

func (b *builder) end(name string) {
	if formattingTags[name] || voidTags[name] || structure[name] {
		return
	}
	b.flush()
	if b.title != nil {
		b.title = nil
		return
	}
	if b.skipped > 0 {
		b.skipped--
		return
	}
	cell := name == "table" || name == "tr" || name == "td" || name == "th"
	b.pop(
		func(open string) bool { return open == name },
		func(open string) bool { return !cell && (open == "td" || open == "th") },
	)
}

// invisible reports whether the page hides the element from every reader.
func invisible(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return !strings.EqualFold(a.Val, "until-found")
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
