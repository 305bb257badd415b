package corpus

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// JSON lines: one object a line with the fields id, url, source, title, published,
// author and text or html; others are passed over. What derek prints is of this form
// too, and is read to the letter.

func jsonObject(head []byte) bool { return opens(head, '{', "\"}") }

func jsonArray(head []byte) bool { return opens(head, '[', "{") }

// opens reports whether head begins with the bracket and then, white space aside,
// one of the next bytes, or ends.
func opens(head []byte, bracket byte, next string) bool {
	if len(head) == 0 || head[0] != bracket {
		return false
	}
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	return len(rest) > 0 && strings.IndexByte(next, rest[0]) >= 0
}

const linesAdvice = "write one JSON object a line"

func readRecords(ctx context.Context, in *input, yield yielder) bool {
	for n := 1; ; n++ {
		if !yield.alive(ctx) {
			return false
		}
		place := fmt.Sprintf("%s:%d", in.place, n)
		line, err := readLine(in.r, in.max)
		if errors.Is(err, errTooLarge) {
			if !yield.tooLarge(place, in.max) {
				return false
			}
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return yield.unreadable(place, err)
		}
		line = bytes.TrimSpace(line)
		if n == 1 && len(line) == 1 {
			return yield.fail(place, "a JSON object over several lines, not JSON lines", linesAdvice, nil)
		}
		if len(line) > 0 && !readRecord(line, place, yield) {
			return false
		}
		if err != nil {
			return true
		}
	}
}

var errTooLarge = errors.New("too large")

func (y yielder) tooLarge(place string, limit int64) bool {
	return y.fail(place, fmt.Sprintf("larger than %d bytes", limit), splitAdvice, nil)
}

// readLine reads up to a line feed or the end, which it reports as io.EOF along
// with the last line. A line of more than limit bytes is passed over with
// errTooLarge and never held in memory. The line is valid until the next call.
func readLine(r *bufio.Reader, limit int64) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		if int64(len(line)) > limit+1 {
			return nil, errTooLarge
		}
		return line, err
	}
	long := bytes.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		line, err = r.ReadSlice('\n')
		if long != nil && int64(len(long)+len(line)) <= limit+1 {
			long = append(long, line...)
		} else {
			long = nil
		}
	}
	if long == nil && (err == nil || errors.Is(err, io.EOF)) {
		return nil, errTooLarge
	}
	return long, err
}

// A record is one line.
type record struct {
	ID        identifier `json:"id"`
	URL       string     `json:"url"`
	Source    string     `json:"source"`
	Title     string     `json:"title"`
	Published string     `json:"published"`
	Author    string     `json:"author"`
	Text      string     `json:"text"`
	HTML      string     `json:"html"`

	// Derek's own lines are known by these; in others they may be anything.
	Script    json.RawMessage `json:"script"`
	Sentences json.RawMessage `json:"sentences"`
}

// own tells a line that derek wrote: everything in it is as derek has read it once.
func (rec record) own() bool {
	return rec.ID != "" && len(rec.Script) > len(`""`) && rec.Script[0] == '"' && len(rec.Sentences) > 0 && rec.Sentences[0] == '['
}

// An ownRecord is what derek's own line has beside a record.
type ownRecord struct {
	Sources []struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Source    string `json:"source"`
		Title     string `json:"title"`
		Published string `json:"published"`
		Author    string `json:"author"`
	} `json:"sources"`
	Decisions []Decision `json:"decisions"`
}

// sound tells a decision that can be one: of two of a type, in articles.
func (d *Decision) sound() bool {
	kind, _, named := strings.Cut(d.A.ID, "-")
	return (d.Kind == "join" || d.Kind == "apart") && named && strings.HasPrefix(d.B.ID, kind+"-") && d.A.Article != "" && d.B.Article != ""
}

// articles gives the article of derek's own line to the letter, and the same text under
// every further id under which it was seen. What was extracted is not read: the same
// derek extracts the same again, and another one better.
func (rec record) articles(line, place string, yield yielder) bool {
	var more ownRecord
	if err := json.Unmarshal([]byte(line), &more); err != nil {
		return yield.fail(place, "broken JSON: "+err.Error(), linesAdvice, err)
	}
	if slices.ContainsFunc(more.Decisions, func(d Decision) bool { return !d.sound() }) {
		return yield.fail(place, "a decision that cannot be one", "export the archive again", nil)
	}
	art := Article{
		ID: string(rec.ID), URL: rec.URL, Source: rec.Source, Title: rec.Title, Published: parseDate(rec.Published),
		Author: rec.Author, Text: rec.Text, Place: place, Decisions: more.Decisions,
	}
	if !yield(art, nil) {
		return false
	}
	art.Decisions = nil
	for _, s := range more.Sources {
		if s.ID == "" || s.ID == art.ID {
			continue
		}
		art := art
		art.ID, art.URL, art.Source, art.Title = s.ID, s.URL, s.Source, s.Title
		art.Published, art.Author = parseDate(s.Published), s.Author
		if !yield(art, nil) {
			return false
		}
	}
	return true
}

// An identifier is a string or a number.
type identifier string

// UnmarshalJSON takes a string as it is and a number as it is written.
func (id *identifier) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && (data[0] == '-' || data[0] >= '0' && data[0] <= '9') {
		*id = identifier(data)
		return nil
	}
	return json.Unmarshal(data, (*string)(id))
}

func readRecord(line []byte, place string, yield yielder) bool {
	text, err := decode(line)
	if err != nil {
		return yield.fail(place, err.Error(), encodingAdvice, nil)
	}
	var rec record
	if err := json.Unmarshal([]byte(text), &rec); err != nil {
		return yield.fail(place, "broken JSON: "+err.Error(), linesAdvice, err)
	}
	if rec.own() && strings.TrimSpace(rec.Text) != "" {
		return rec.articles(text, place, yield)
	}
	return rec.yield(place, yield)
}

// yield gives the record as an article.
func (rec record) yield(place string, yield yielder) bool {
	art := Article{
		ID: strings.TrimSpace(string(rec.ID)), URL: strings.TrimSpace(rec.URL), Source: strings.TrimSpace(rec.Source),
		Title: strings.TrimSpace(rec.Title), Published: parseDate(rec.Published), Author: strings.TrimSpace(rec.Author),
		Text: rec.Text, Place: place,
	}
	if strings.TrimSpace(art.Text) == "" && rec.HTML != "" {
		page, err := parsePage(rec.HTML)
		if err != nil {
			return yield.fail(place, err.Error(), pageAdvice(err), err)
		}
		art = page.fill(art)
	}
	if strings.TrimSpace(art.Text) == "" {
		return yield.fail(place, "the record has no text", "give it a field text or html", nil)
	}
	art.Text = withTitle(art.Title, art.Text)
	return yield(art.named(), nil)
}
