package corpus

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// Feeds: RSS of every version and Atom. The feed is cut into its items, and each is
// parsed as a feed of one item, so that a feed may be of any length and a broken item
// costs that item. An article is called by guid or id, else by its link; its source is
// the feed's title. Of content and description the content is taken.

const feedAdvice = "fetch the feed again"

// looksFeed reports whether the first element is the root of a feed.
func looksFeed(head []byte) bool {
	for len(head) > 0 && head[0] == '<' {
		end := ">"
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case !bytes.HasPrefix(head, []byte("<!")):
			_, local := tagName(head[1:])
			return local == "rss" || local == "feed" || local == "rdf"
		}
		_, rest, ok := bytes.Cut(head, []byte(end))
		if !ok {
			return false
		}
		head = bytes.TrimLeft(rest, " \t\r\n")
	}
	return false
}

// tagName gives the name at the beginning of a tag as written, and in lower case
// without the prefix.
func tagName(tag []byte) (full, local string) {
	if i := bytes.IndexAny(tag, " \t\r\n/>"); i >= 0 {
		tag = tag[:i]
	}
	if len(tag) > maxTagName {
		return "", ""
	}
	full = string(tag)
	local = full[strings.IndexByte(full, ':')+1:]
	return full, strings.ToLower(local)
}

const maxTagName = 64

func readFeed(ctx context.Context, in *input, yield yielder) bool {
	f := &feed{in: in, cut: feedCutter{r: in.r, max: in.max}, parser: gofeed.NewParser()}
	head, err := f.cut.head()
	if err == nil {
		err = f.readHead(head)
	}
	if err != nil {
		return f.fail(in.place, err, yield)
	}
	for n := 1; ; n++ {
		if !yield.alive(ctx) {
			return false
		}
		item, err := f.cut.item()
		place := fmt.Sprintf("%s:%d", in.place, n)
		switch {
		case errors.Is(err, io.EOF) && n == 1:
			return yield.fail(in.place, "the feed holds no item", "", nil)
		case errors.Is(err, io.EOF):
			return true
		case errors.Is(err, errTooLarge), errors.Is(err, errItemOpen):
			if !f.fail(place, err, yield) {
				return false
			}
		case err != nil:
			return f.fail(place, err, yield)
		case !f.readItem(item, place, yield):
			return false
		}
	}
}

// A feed is what the items share.
type feed struct {
	in          *input
	cut         feedCutter
	parser      *gofeed.Parser
	title       string
	open, close string // the tags around an item
}

var (
	errItemOpen = errors.New("the item is not closed")
	errFeedEnd  = errors.New("the feed ends too early")
)

func (f *feed) fail(place string, err error, yield yielder) bool {
	switch {
	case errors.Is(err, errTooLarge):
		return yield.tooLarge(place, f.in.max)
	case errors.Is(err, errItemOpen), errors.Is(err, errFeedEnd):
		return yield.fail(place, err.Error(), feedAdvice, nil)
	case errors.Is(err, errBrokenUTF8), errors.Is(err, errEncoding), errors.Is(err, errNUL):
		return yield.fail(place, err.Error(), encodingAdvice, nil)
	}
	if broken, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return yield.fail(place, "broken XML: "+broken.Msg, feedAdvice, err)
	}
	return yield.unreadable(place, err)
}

// readHead takes from what stands before the first item the title and the tags that
// are still open.
func (f *feed) readHead(raw []byte) error {
	head, err := decode(raw)
	if err != nil {
		return err
	}
	// The head is UTF-8 by now, whatever its declaration says.
	if strings.HasPrefix(strings.TrimSpace(head), "<?xml") {
		_, head, _ = strings.Cut(head, "?>")
	}
	d := xml.NewDecoder(strings.NewReader(head))
	d.Strict = false
	var names, tags []string
	for {
		from := d.InputOffset()
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			raw := head[from:d.InputOffset()]
			full, _ := tagName([]byte(raw[1:]))
			if !strings.HasSuffix(raw, "/>") || full == "" {
				names, tags = append(names, full), append(tags, raw)
			}
		case xml.EndElement:
			name := strings.TrimPrefix(tok.Name.Space+":"+tok.Name.Local, ":")
			if i := slices.Index(names, name); i >= 0 {
				names, tags = names[:i], tags[:i]
			}
		}
	}
	f.open = strings.Join(tags, "")
	for _, name := range slices.Backward(names) {
		f.close += "</" + name + ">"
	}
	parsed, err := f.parser.ParseString(head + f.close)
	if err != nil {
		return err
	}
	f.title = plainTitle(parsed.Title)
	return nil
}

func plainTitle(s string) string { return oneLine(html.UnescapeString(s)) }

func (f *feed) readItem(raw []byte, place string, yield yielder) bool {
	text, err := decode(raw)
	if err == nil && f.in.wide && strings.ContainsRune(text, '\ufffd') {
		err = errBrokenWide
	}
	if err != nil {
		return yield.fail(place, err.Error(), encodingAdvice, nil)
	}
	parsed, err := f.parser.ParseString(f.open + text + f.close)
	if err != nil || len(parsed.Items) != 1 {
		return yield.fail(place, "broken XML in the item", feedAdvice, err)
	}
	item := parsed.Items[0]
	id := item.GUID
	if strings.TrimSpace(id) == "" {
		id = item.Link
	}
	rec := record{
		ID: identifier(oneLine(id)), URL: item.Link, Source: f.title, Title: plainTitle(item.Title),
		Published: itemDate(item), Author: itemAuthor(item),
	}
	body := item.Content
	if strings.TrimSpace(body) == "" {
		body = item.Description
	}
	switch {
	case strings.TrimSpace(body) == "":
		return yield.fail(place, "the item has no text", "", nil)
	case strings.Contains(body, "<"):
		rec.HTML = body
	default:
		rec.Text = html.UnescapeString(body)
	}
	return rec.yield(place, yield)
}

// itemAuthor is the names of the authors; RSS writes addresses of mail beside them.
func itemAuthor(item *gofeed.Item) string {
	var names []string
	for _, p := range item.Authors {
		if p != nil && oneLine(p.Name) != "" {
			names = append(names, oneLine(p.Name))
		}
	}
	return strings.Join(names, ", ")
}

// itemDate is the day of publication where it was published: gofeed's own reading is
// in universal time, in which an article of the early morning is one of yesterday.
func itemDate(item *gofeed.Item) string {
	s := strings.TrimSpace(item.Published)
	if s == "" {
		s = strings.TrimSpace(item.Updated)
	}
	if day := parseDate(s); day != "" {
		return day
	}
	if t, err := mail.ParseDate(s); err == nil {
		return t.Format(time.DateOnly)
	}
	if t := item.PublishedParsed; t != nil {
		return t.Format(time.DateOnly)
	}
	return ""
}

// A feedCutter cuts a feed into its items without parsing more than the names of
// tags. It holds one item at a time.
type feedCutter struct {
	r     *bufio.Reader
	max   int64
	chunk []byte
	over  bool   // the chunk would be longer than max
	name  string // of an item's tag
	root  string // of the feed's tag
	open  bool   // the chunk begins with an item's tag
	ended bool   // the feed's tag was closed
}

// head gives what stands before the first item.
func (c *feedCutter) head() ([]byte, error) {
	for {
		full, local, err := c.tag()
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF) && c.ended:
			return c.whole(c.chunk)
		case err != nil:
			return nil, c.early(err)
		case local == "item" || local == "entry":
			head, err := c.whole(c.chunk[:max(0, len(c.chunk)-1)])
			c.name, c.open = full, true
			c.start()
			return bytes.Clone(head), err
		case c.root == "" && local != "" && local[0] != '/':
			c.root = full
		case full == "/"+c.root:
			c.ended = true
		}
	}
}

func (c *feedCutter) whole(chunk []byte) ([]byte, error) {
	if c.over {
		return nil, errTooLarge
	}
	return chunk, nil
}

func (c *feedCutter) start() { c.chunk, c.over = append(c.chunk[:0], '<'), false }

func (c *feedCutter) early(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errFeedEnd
	}
	return err
}

// item gives the next item; it is valid until the next call. errItemOpen and
// errTooLarge cost that item, io.EOF is the end.
func (c *feedCutter) item() ([]byte, error) {
	for {
		full, _, err := c.tag()
		switch {
		case err != nil && c.open:
			c.open = false
			return nil, c.early(err)
		case errors.Is(err, io.ErrUnexpectedEOF) && (c.ended || c.name == ""):
			return nil, io.EOF
		case err != nil:
			return nil, c.early(err)
		case full == c.name && c.open:
			c.start()
			return nil, errItemOpen
		case full == c.name:
			c.open = true
			c.start()
		case full == "/"+c.root:
			c.ended = true
			if c.open {
				c.open = false
				return nil, errItemOpen
			}
		case full == "/"+c.name && c.open:
			c.open = false
			if err := c.copyTo(">"); err != nil {
				return nil, c.early(err)
			}
			return c.whole(c.chunk)
		case !c.open:
			c.chunk, c.over = c.chunk[:0], false
		}
	}
}

// tag goes to the next tag, up to and with its first bracket, and gives its name, that
// of a closing one with a slash before it. The end is io.ErrUnexpectedEOF.
func (c *feedCutter) tag() (full, local string, err error) {
	for {
		if err := c.copyTo("<"); err != nil {
			return "", "", err
		}
		tag, err := c.r.Peek(maxTagName + 2)
		if err != nil && !errors.Is(err, io.EOF) && len(tag) == 0 {
			return "", "", err
		}
		var end string
		switch {
		case bytes.HasPrefix(tag, []byte("![CDATA[")):
			end = "]]>"
		case bytes.HasPrefix(tag, []byte("!--")):
			end = "-->"
		case bytes.HasPrefix(tag, []byte("?")):
			end = "?>"
		case bytes.HasPrefix(tag, []byte("/")):
			full, local = tagName(tag[1:])
			return "/" + full, "/" + local, nil
		default:
			full, local = tagName(tag)
			return full, local, nil
		}
		if err := c.copyTo(end); err != nil {
			return "", "", err
		}
	}
}

// copyTo takes what comes up to and with end into the chunk.
func (c *feedCutter) copyTo(end string) error {
	for {
		if _, err := c.r.Peek(len(end)); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		buf, _ := c.r.Peek(c.r.Buffered())
		n, i := len(buf)-len(end)+1, bytes.Index(buf, []byte(end))
		if i >= 0 {
			n = i + len(end)
		}
		if c.over = c.over || int64(len(c.chunk)+n) > c.max; !c.over {
			c.chunk = append(c.chunk, buf[:n]...)
		}
		if _, err := c.r.Discard(n); err != nil || i >= 0 {
			return err
		}
	}
}
