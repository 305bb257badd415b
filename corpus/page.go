package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
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
		return yield.fail(in.place, err.Error(), pageAdvice(err), err)
	}
	art := page.fill(Article{ID: in.id, Place: in.place})
	art.Text = withTitle(art.Title, art.Text)
	return yield(art.named(), nil)
}

// A page is what an HTML page says of itself and its main text.
type page struct{ url, source, title, published, author, text string }

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
		{&art.Author, p.author},
	} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	art.Text = p.text
	return art
}

// The ways in which a page holds no article.
var (
	errNoMainText = errors.New("no article text was found in the HTML page")
	errOnlyScript = errors.New("the HTML page is made by scripts and holds no text")
	errManyTags   = fmt.Errorf("the HTML page has more than %d tags", maxNodes)
	errListPage   = errors.New("the HTML page is a list of headlines, not an article")
)

func pageAdvice(err error) string {
	switch {
	case errors.Is(err, errOnlyScript):
		return "save the page from a browser that has shown it"
	case errors.Is(err, errManyTags):
		return "split it"
	case errors.Is(err, errListPage):
		return "give the pages that it links to"
	case errors.Is(err, errNoMainText):
		return "give the text as plain text or in a record"
	}
	return ""
}

// parsePage takes an HTML page apart. The day on which it was got is not known, so that
// "today" tells nothing.
func parsePage(source string) (page, error) { return parsePageOn(source, "") }

// parsePageOn takes apart a page that was got on a day (YYYY-MM-DD, "" when unknown), by
// which "yesterday" and "22 November" are understood. Time and memory grow with the
// length of the page, whatever it holds.
func parsePageOn(source, day string) (p page, err error) {
	defer func() {
		if r := recover(); r != nil { // of readability: a page costs itself only
			p, err = page{}, fmt.Errorf("unreadable HTML: %v", r)
		}
	}()
	m := parseMarkup(source, false)
	if m.nodes > maxNodes {
		return page{}, errManyTags
	}
	r := newPageReader(m, day)
	if r.listPage() {
		return page{}, errListPage
	}
	if text := r.mainText(); text != "" {
		return r.page(text), nil
	}
	hidden := newPageReader(parseMarkup(source, true), day) // some sites show the text by script
	if text := hidden.mainText(); text != "" {
		return hidden.page(text), nil
	}
	if m.scripted && len(joinLines(r.all)) < len(source)/20 {
		return page{}, errOnlyScript
	}
	return page{}, errNoMainText
}

func set(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
