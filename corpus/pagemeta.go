package corpus

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/seed50815598/derek/internal/kazakh"
)

// What a page says of itself
//
// The same is said in several places, seldom everywhere and not always alike. For each
// field the places are ranked, the more deliberate first; the first one in the page wins
// among equals.
//
//	title      og:title, headline of JSON-LD, itemprop headline, the part of <title> that
//	           stands in a line of its own, h1, twitter:title, <title>
//	published  meta tags, datePublished of JSON-LD, itemprop datePublished, <time> of the
//	           article; then the date line beside the title or after the text, the address
//	author     meta tags, JSON-LD, itemprop and rel author, a class; then the line that names it
//	url        rel canonical, og:url, JSON-LD, the comment of a browser that saved the page
//	source     og:site_name, publisher of JSON-LD, application-name; then the line that
//	           names the source, the host of the address

// A pick is the value of the best rank so far.
type pick struct {
	rank  int
	value string
}

// offer takes a value; lower ranks are better.
func (p *pick) offer(rank int, value string) {
	if value = cleanField(value); value != "" && (p.value == "" || rank < p.rank) {
		*p = pick{rank, value}
	}
}

// cleanField is a value on one line without the characters that turn the direction of
// writing or have no width.
func cleanField(s string) string {
	if len(s) > maxAttr {
		return ""
	}
	return oneLine(strings.Map(func(r rune) rune {
		if r == 0x200b || r == 0xfeff || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, html.UnescapeString(s)))
}

// A pageMeta is what a page says of itself outside of its text.
type pageMeta struct {
	title, published, author, url, source pick
	heading                               string // the first h1
	whole                                 string // <title>
	body                                  string // articleBody of JSON-LD
	base                                  string
	article                               bool // it calls itself an article
}

func readMeta(m markup) *pageMeta {
	var p pageMeta
	for n := range m.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "meta":
			p.metaTag(n)
		case "link":
			if hasWord(attr(n, "rel"), "canonical") {
				p.url.offer(1, attr(n, "href"))
			}
		case "base":
			set(&p.base, strings.TrimSpace(attr(n, "href")))
		case "title":
			set(&p.whole, cleanField(plainText(n)))
			p.title.offer(6, plainText(n))
		case "h1":
			set(&p.heading, cleanField(plainText(n)))
			p.title.offer(4, plainText(n))
		case "time":
			if ofArticle(n) {
				p.published.offer(4, parseDate(attr(n, "datetime")))
			}
		}
		p.micro(n)
	}
	p.readLinked(m.linked)
	for _, c := range m.comments {
		p.url.offer(4, savedFrom(c))
	}
	return &p
}

func (p *pageMeta) metaTag(n *html.Node) {
	value := attr(n, "content")
	switch strings.ToLower(attr(n, "property") + attr(n, "name") + attr(n, "itemprop")) {
	case "og:title":
		p.title.offer(1, value)
	case "twitter:title":
		p.title.offer(5, value)
	case "og:url":
		p.url.offer(2, value)
	case "og:type":
		p.article = p.article || strings.EqualFold(value, "article")
	case "og:site_name":
		p.source.offer(1, value)
	case "application-name", "dc.publisher", "publisher":
		p.source.offer(3, value)
	case "author", "article:author", "dc.creator", "parsely-author", "sailthru.author":
		p.author.offer(1, personName(value))
	case "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publish_date", "dc.date", "dc.date.issued", "parsely-pub-date":
		p.published.offer(1, parseDate(value))
	}
}

// micro reads microdata and links to the author.
func (p *pageMeta) micro(n *html.Node) {
	prop := strings.ToLower(attr(n, "itemprop"))
	switch {
	case prop == "headline":
		p.title.offer(3, plainText(n))
	case prop == "datepublished":
		value := attr(n, "datetime") + attr(n, "content")
		if value == "" {
			value = plainText(n)
		}
		p.published.offer(3, parseDate(strings.TrimSpace(value)))
	case prop == "mainentityofpage" && n.Data == "link":
		p.url.offer(3, attr(n, "href"))
	case prop == "author" && n.Data != "meta", n.Data == "a" && hasWord(attr(n, "rel"), "author"):
		p.author.offer(3, personName(plainText(n)))
	case hasName(n, authorNames) && n.Data != "meta" && n.Data != "body":
		if name := personName(plainText(n)); strings.Count(name, " ") < 4 && !strings.ContainsAny(name, "0123456789") {
			p.author.offer(4, name)
		}
	}
}

// authorNames are names of classes that mark the name of the author.
var authorNames = tagSet("author byline writer")

// personName refuses addresses, and takes off the word for author before a name.
func personName(s string) string {
	s = cleanField(s)
	if strings.Contains(s, "://") || strings.Contains(s, "@") || len(s) > maxValue || strings.Count(s, " ") >= maxWords {
		return ""
	}
	words := loadPhrases()
	if v := words.judge(s, ""); v.kind != unknown {
		return authorName(v.author, words)
	}
	return authorName(s, words)
}

// authorName refuses names of accounts.
func authorName(s string, words *phrases) string {
	if words.alone[plainKey(s)] != unknown {
		return ""
	}
	return s
}

// ofArticle tells the article's own date from today's date in a page header and the
// dates of other articles in a side bar.
func ofArticle(n *html.Node) bool {
	for up := range n.Ancestors() {
		if up.Data == "article" {
			return true
		}
	}
	return false
}

// plainText is the text of an element, up to some length.
func plainText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		} else {
			b.WriteByte(' ')
		}
		if b.Len() > maxAttr {
			return ""
		}
	}
	return oneLine(b.String())
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// savedFrom reads the address in the comment that browsers put into pages they save.
func savedFrom(comment string) string {
	_, rest, ok := strings.Cut(comment, "saved from url=")
	if !ok {
		return ""
	}
	if strings.HasPrefix(rest, "(") { // "(0042)": the length of the address
		_, rest, _ = strings.Cut(rest, ")")
	}
	return strings.TrimSpace(rest)
}

// readLinked reads JSON-LD: objects of articles first, then any other with a date.
func (p *pageMeta) readLinked(scripts []string) {
	var all []map[string]any
	for _, data := range scripts {
		var v any
		if json.Unmarshal([]byte(mendJSON(data)), &v) == nil {
			all = linkedObjects(all, v)
		}
	}
	names := map[string]string{}
	for _, o := range all {
		id, _ := o["@id"].(string)
		if name, _ := o["name"].(string); id != "" && name != "" {
			names[id] = name
		}
	}
	for _, o := range all {
		if isArticle(o["@type"]) {
			p.article = true
			p.linked(o, names)
		}
	}
	for _, o := range all {
		if date, _ := o["datePublished"].(string); date != "" {
			p.published.offer(2, parseDate(date))
		}
	}
}

// mendJSON forgives what sites often do: raw line feeds and tabs inside strings.
func mendJSON(s string) string {
	var b strings.Builder
	inside, escaped := false, false
	for _, r := range strings.TrimSuffix(strings.TrimSpace(s), ";") {
		switch {
		case inside && r == '\n':
			b.WriteString(`\n`)
			continue
		case r < ' ':
			r = ' '
		case r == '"' && !escaped:
			inside = !inside
		}
		escaped = r == '\\' && !escaped
		b.WriteRune(r)
	}
	return b.String()
}

func linkedObjects(all []map[string]any, v any) []map[string]any {
	const most = 256
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if len(all) < most {
				all = linkedObjects(all, x)
			}
		}
	case map[string]any:
		all = append(all, v)
		if graph, ok := v["@graph"].([]any); ok {
			all = linkedObjects(all, graph)
		}
	}
	return all
}

func isArticle(kind any) bool {
	switch kind := kind.(type) {
	case string:
		return strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "Posting") || kind == "Report"
	case []any:
		for _, k := range kind {
			if s, ok := k.(string); ok && isArticle(s) {
				return true
			}
		}
	}
	return false
}

func (p *pageMeta) linked(o map[string]any, names map[string]string) {
	text := func(key string) string { s, _ := o[key].(string); return s }
	p.title.offer(2, text("headline"))
	p.published.offer(2, parseDate(text("datePublished")))
	p.author.offer(2, personName(linkedName(o["author"], names)))
	p.source.offer(2, linkedName(o["publisher"], names))
	set(&p.body, strings.TrimSpace(text("articleBody")))
	for _, key := range []string{"url", "mainEntityOfPage", "@id"} {
		address := text(key)
		if m, ok := o[key].(map[string]any); ok {
			address, _ = m["@id"].(string)
		}
		p.url.offer(3, address)
	}
}

// linkedName is the name of a person or body, or of several.
func linkedName(v any, names map[string]string) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		if name, ok := v["name"].(string); ok {
			return name
		}
		id, _ := v["@id"].(string)
		return names[id]
	case []any:
		var all []string
		for _, x := range v[:min(len(v), maxWords)] {
			if _, nested := x.([]any); nested {
				continue
			}
			if name := cleanField(linkedName(x, names)); name != "" {
				all = append(all, name)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}

// address is the page's own address, absolute or "".
func (p *pageMeta) address() string {
	u, err := url.Parse(p.url.value)
	if err != nil || p.url.value == "" {
		return ""
	}
	if !u.IsAbs() {
		base, err := url.Parse(p.base)
		if err != nil || !base.IsAbs() {
			return ""
		}
		u = base.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	u.Fragment = ""
	return u.String()
}

// host is the site of an address, as a name.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

var pathDate = regexp.MustCompile(`/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:[/-]|$)`)

// dateOfAddress finds the day that many sites put into the path.
func dateOfAddress(address string) string {
	m := pathDate.FindStringSubmatch(address)
	if m == nil {
		return ""
	}
	return parseDate(strings.Join(m[1:], "-"))
}

// titleSeparators stand between the title of an article and the name of its site.
var titleSeparators = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " / "}

// readTitle takes <title> apart by the lines of the page: the part that stands in a line of
// its own is the title of the article, rather than a first h1 with the name of the site;
// what is beside it names the site and sometimes the day.
func (p *pageMeta) readTitle(lines []line) {
	shown, headings := map[string]bool{}, map[string]bool{}
	for _, l := range lines[:min(len(lines), 200)] {
		first, _, _ := strings.Cut(l.text, "\t")
		key := plainKey(first)
		shown[key] = true
		headings[key] = headings[key] || l.heading
	}
	for _, cut := range cutTitle(p.whole) {
		key := plainKey(cut.title)
		if key == "" || !shown[key] || cut.after && !headings[key] {
			continue
		}
		p.title.offer(3, cut.title)
		for _, part := range cut.rest {
			if day, ok := readDateLine(part, ""); ok {
				p.published.offer(5, day)
			} else {
				p.source.offer(5, part)
			}
		}
		return
	}
}

// A titleCut is one way to see a title and other names in <title>.
type titleCut struct {
	title string
	rest  []string // the last first
	after bool     // the title stands behind the rest
}

// cutTitle lists the ways, the longer titles first.
func cutTitle(whole string) []titleCut {
	cuts := []titleCut{{title: whole}}
	var rest []string
	for left := whole; ; {
		at, size := lastSeparator(left)
		if at <= 0 || len(rest) > 4 {
			break
		}
		if len(rest) == 0 {
			cuts = append(cuts, titleCut{left[at+size:], []string{left[:at]}, true})
		}
		rest = append(rest, left[at+size:])
		left = left[:at]
		cuts = append(cuts, titleCut{title: left, rest: slices.Clone(rest)})
	}
	return cuts
}

func lastSeparator(s string) (at, size int) {
	at = -1
	for _, sep := range titleSeparators {
		if i := strings.LastIndex(s, sep); i > at {
			at, size = i, len(sep)
		}
	}
	if i := strings.LastIndex(s, ": "); at < 0 {
		at, size = i, 2
	}
	return at, size
}

// headline is the title without the name of the site.
func (p *pageMeta) headline() string {
	title, site := p.title.value, kazakh.Key(p.source.value)
	if p.heading != "" && (kazakh.Key(title) == site || p.title.rank > 4) {
		return p.heading
	}
	for _, sep := range titleSeparators {
		if rest, ok := strings.CutPrefix(title, p.heading); ok && p.heading != "" && strings.HasPrefix(rest, sep) {
			return p.heading
		}
		at := strings.LastIndex(title, sep)
		if at <= 0 {
			continue
		}
		tail := kazakh.Key(title[at+len(sep):])
		if tail == site && site != "" || tail == kazakh.Key(host(p.address())) || p.title.rank == 6 && sep != " - " && sep != " – " && sep != " — " {
			return strings.TrimSpace(title[:at])
		}
	}
	return title
}
