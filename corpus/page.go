package corpus

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
)

// looksHTML reports whether head begins a page, or a piece of one.
func looksHTML(head []byte) bool {
	if len(head) == 0 || head[0] != '<' {
		return false
	}
	tags := []string{"<!doctype html", "<html", "<head>", "<body", "<article", "<div", "<p>", "<p "}
	if looksXML(head) {
		tags = tags[:2] // XHTML
	}
	head = bytes.ToLower(head)
	for _, tag := range tags {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	return false
}

func looksXML(head []byte) bool { return bytes.HasPrefix(head, []byte("<?xml")) }

func readPage(_ context.Context, in *input, yield yielder) bool {
	source, ok, goOn := in.all(yield)
	if !ok {
		return goOn
	}
	page, err := parsePage(source)
	if err != nil {
		return yield.fail(in.place, err.Error(), "", err)
	}
	art := page.fill(Article{ID: in.id, Place: in.place})
	art.Text = withTitle(art.Title, art.Text)
	return yield(art.named(), nil)
}

// A page is what an HTML page says of itself and its main text.
type page struct{ url, source, title, published, text string }

// fill gives art what it does not know yet, and the text.
func (p page) fill(art Article) Article {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&art.URL, p.url},
		{&art.Source, p.source},
		{&art.Title, p.title},
		{&art.Published, p.published},
	} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	art.Text = p.text
	return art
}

var errNoMainText = errors.New("no article text was found in the HTML page")

// parsePage takes an HTML page apart.
func parsePage(source string) (page, error) {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return page{}, fmt.Errorf("broken HTML: %w", err)
	}
	meta := readMeta(doc) // before readability takes the document apart
	art, err := readability.FromDocument(doc, nil)
	if err != nil {
		return page{}, fmt.Errorf("unreadable HTML: %w", err)
	}
	p := page{url: meta.url, source: meta.source, title: meta.title, published: meta.published}
	if p.title == "" {
		p.title = oneLine(art.Title())
	}
	if art.Node == nil {
		return page{}, errNoMainText
	}
	var b strings.Builder
	if err := art.RenderText(&b); err != nil {
		return page{}, fmt.Errorf("unreadable HTML: %w", err)
	}
	if p.text = paragraphs(b.String()); p.text == "" {
		return page{}, errNoMainText
	}
	return p, nil
}

// readMeta collects what the head of a page, and its time elements, say.
func readMeta(doc *html.Node) page {
	var p page
	dates := map[string]string{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "meta":
			readMetaTag(n, &p, dates)
		case "link":
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				set(&p.url, strings.TrimSpace(attr(n, "href")))
			}
		case "time":
			if ofArticle(n) {
				first(dates, "time", parseDate(attr(n, "datetime")))
			}
		case "script":
			if attr(n, "type") == "application/ld+json" && n.FirstChild != nil {
				first(dates, "ld", linkedDate(n.FirstChild.Data))
			}
		}
	}
	for _, where := range []string{"meta", "ld", "time"} {
		set(&p.published, dates[where])
	}
	return p
}

// ofArticle tells the article's own date from today's date in a page header and the
// dates of other articles in a side bar.
func ofArticle(n *html.Node) bool {
	if strings.EqualFold(attr(n, "itemprop"), "datePublished") {
		return true
	}
	for up := range n.Ancestors() {
		if up.Data == "article" {
			return true
		}
	}
	return false
}

func readMetaTag(n *html.Node, p *page, dates map[string]string) {
	content := oneLine(attr(n, "content"))
	name := strings.ToLower(attr(n, "property") + attr(n, "name") + attr(n, "itemprop"))
	switch name {
	case "og:title":
		set(&p.title, content)
	case "og:url":
		set(&p.url, content)
	case "og:site_name":
		set(&p.source, content)
	case "article:published_time", "datepublished", "date", "pubdate", "dc.date", "dc.date.issued":
		first(dates, "meta", parseDate(content))
	}
}

// linkedDate finds datePublished in JSON-LD.
func linkedDate(data string) string {
	var v any
	if json.Unmarshal([]byte(data), &v) != nil {
		return ""
	}
	return findDate(v)
}

func findDate(v any) string {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if d := findDate(x); d != "" {
				return d
			}
		}
	case map[string]any:
		if s, ok := v["datePublished"].(string); ok {
			return parseDate(s)
		}
		return findDate(v["@graph"])
	}
	return ""
}

func set(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

func first(m map[string]string, key, value string) {
	if m[key] == "" {
		m[key] = value
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraphs trims each line and leaves one empty line where there were more.
func paragraphs(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
