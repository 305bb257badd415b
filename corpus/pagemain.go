package corpus

import (
	"slices"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
)

// The main text of a page
//
// An element that the page marks with itemprop articleBody is the main text; else
// readability finds it. Either answers only the question where it is: its lines are then
// taken from the page itself, because readability drops tables, headings and leads that it
// takes for furniture. What the page marks as standing beside the text stays out, the
// paragraph between the title and the text and those that go on behind it come in, and
// trimming (trim.go) takes off the rest. A page in which that leaves nothing gives, in this
// order, the lines of its body that are no links, the articleBody of its JSON-LD, what it
// hides until a script shows it; then it fails and says why.

// A pageReader finds the article in the tree of a page.
type pageReader struct {
	markup
	meta  *pageMeta
	all   []line // of the whole body
	title string
	today string
	told  told // by data lines
	main  span // of all, the main text; empty when it is not of the body
}

// A span is a half open range of lines.
type span struct{ start, end int }

func newPageReader(m markup, today string) *pageReader {
	meta, all := readMeta(m), readLines(m.body)
	meta.readTitle(all)
	if today == "" {
		today = dayShown(all)
	}
	return &pageReader{markup: m, meta: meta, all: all, title: meta.headline(), today: today}
}

// dayShown is the day that a page shows to its readers as today's.
func dayShown(lines []line) string {
	for _, l := range lines {
		r := dateReader{dateWords: loadDateWords()}
		if len(l.text) <= maxDateLine && !l.linkOnly() && r.read(l.text) && r.relative && r.offset == 0 {
			if day, ok := validDay(r.year, r.month, r.day); ok {
				return day
			}
		}
	}
	return ""
}

// page puts together what is known.
func (r *pageReader) page(text string) page {
	r.lookAround()
	address := r.meta.address()
	p := page{url: address, source: r.meta.source.value, title: r.title, published: r.meta.published.value, author: r.meta.author.value, text: text}
	set(&p.source, cleanField(r.told.source))
	set(&p.source, host(address))
	set(&p.published, r.told.day)
	set(&p.published, dateOfAddress(address))
	if plainKey(p.author) == plainKey(p.source) {
		p.author = ""
	}
	set(&p.author, personName(r.told.author))
	return p
}

// around is how many lines before and after the main text belong to it.
const around = 8

// lookAround reads the data lines that stand beside the main text: between the title and
// it, and after it.
func (r *pageReader) lookAround() {
	if r.main.end == 0 {
		return
	}
	start, key := r.main.start, plainKey(r.title)
	for i := range r.main.start {
		if key != "" && plainKey(r.all[i].text) == key {
			start = i
		}
	}
	r.read(start, r.main.start)
	r.read(r.main.end, min(len(r.all), r.main.end+around))
	r.read(max(0, start-around/2), start)
}

// read takes what the data lines of a part of the page say.
func (r *pageReader) read(start, end int) {
	for i, v := range judgeLines(r.all[start:end], r.today) {
		named := v.author != "" || v.source != "" // a footer of the article, not of the page
		if (!r.all[start+i].aside || named) && v.kind != updated {
			r.told.learn(v)
		}
	}
}

// mainText is the text of the article, "" when none was found.
func (r *pageReader) mainText() string {
	r.main = r.findMain()
	text := r.trimmed(r.inMain())
	if text == "" {
		r.main = span{0, len(r.all)}
		text = r.trimmed(r.unlinked())
	}
	if len(r.meta.body) > 2*len(text) {
		r.main = span{}
		return r.trimmed(linesOf(r.meta.body))
	}
	return text
}

// linesOf reads text that may be markup.
func linesOf(text string) []line {
	if looksHTML([]byte(text)) {
		return readLines(parseMarkup(text, false).body)
	}
	return readLines(parseMarkup("<pre>"+html.EscapeString(text)+"</pre>", false).body)
}

func (r *pageReader) trimmed(lines []line) string {
	kept, told := trimLines(lines, about{r.title, r.meta.author.value, r.meta.source.value, r.today})
	text := joinLines(kept)
	if text != "" {
		r.told = told
	}
	return text
}

// unlinked is the whole body without links and what is marked as beside the text.
func (r *pageReader) unlinked() []line {
	var lines []line
	for _, l := range r.all {
		if !l.aside && !l.linkOnly() {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return r.all
	}
	return lines
}

// listPage reports whether the page announces other articles and is none itself: it does
// not call itself one, and most of its body leads elsewhere.
func (r *pageReader) listPage() bool {
	if r.meta.article {
		return false
	}
	linked, headlines, prose := 0, 0, 0
	for _, l := range r.all {
		switch {
		case l.linkOnly() && strings.Count(l.text, " ") >= 3:
			headlines++
			linked += len(l.text)
		case !l.linkOnly() && len(l.text) > 80 && !l.aside:
			prose += len(l.text)
		}
	}
	return headlines >= 5 && linked > 2*prose
}

// tooLarge are more nodes than readability is asked about: its cost grows faster than
// the page.
const tooLarge = 60_000

// findMain finds the main text: what the page marks as it, or what readability takes
// for it.
func (r *pageReader) findMain() span {
	if s := r.marked(); s.end > 0 {
		return s
	}
	if r.nodes > tooLarge {
		return span{}
	}
	for n := range r.body.Descendants() {
		if n.Data == "h1" || n.Data == "h2" { // taken for the title again when in Cyrillic
			n.Data, n.DataAtom = "h3", 0
		}
	}
	parser := readability.NewParser()
	parser.CharThresholds = 100 // many news items are two sentences long
	parser.DisableJSONLD = true
	art, err := parser.ParseAndMutate(r.root, nil)
	if err != nil || art.Node == nil {
		return span{}
	}
	return r.locate(readLines(art.Node))
}

// marked finds the element that the page marks as the body of the article, if there is
// just one.
func (r *pageReader) marked() span {
	var found *html.Node
	for n := range r.body.Descendants() {
		if n.Type == html.ElementNode && strings.EqualFold(attr(n, "itemprop"), "articleBody") {
			if found != nil {
				return span{}
			}
			found = n
		}
	}
	if found == nil {
		return span{}
	}
	return r.locate(readLines(found))
}

// anchor is the length in bytes of a line that a page does not hold twice.
const anchor = 60

// locate finds lines of a part of the page among those of the whole.
func (r *pageReader) locate(part []line) span {
	at := map[string]int{}
	for i, l := range slices.Backward(r.all) {
		if !l.aside || at[l.text] == 0 {
			at[l.text] = i + 1
		}
	}
	s := span{start: -1}
	for _, l := range part {
		i := at[l.text] - 1
		if i < 0 || len(l.text) < anchor && s.start < 0 {
			continue
		}
		if s.start < 0 {
			s = span{i, i + 1}
		}
		if i >= s.end && (len(l.text) >= anchor || i < s.end+around) {
			s.end = i + 1
		}
	}
	if s.start < 0 {
		return r.locateShort(part)
	}
	inside := map[string]bool{}
	for _, l := range part {
		inside[l.text] = true
	}
	for i := s.start - 1; i >= 0 && i >= s.start-around && inside[r.all[i].text]; i-- {
		s.start = i
	}
	return r.lead(r.follow(s))
}

// follow adds the paragraphs that go on behind the main text in an element of their own.
func (r *pageReader) follow(s span) span {
	words := loadPhrases()
	for ; s.end < len(r.all); s.end++ {
		l := r.all[s.end]
		if l.aside || l.links > 0 || l.heading || len(l.text) < anchor || !strings.HasSuffix(strings.TrimRight(l.text, "»\"”)"), ".") ||
			words.judge(l.text, r.today).kind != unknown || words.within(l.text) {
			break
		}
	}
	return s
}

// locateShort finds a part that has only short lines.
func (r *pageReader) locateShort(part []line) span {
	first := map[string]int{}
	for i, l := range slices.Backward(r.all) {
		first[l.text] = i
	}
	title := plainKey(r.title)
	for _, l := range part {
		if i, ok := first[l.text]; ok && plainKey(l.text) != title {
			return r.lead(span{i, min(i+len(part), len(r.all))})
		}
	}
	return span{}
}

// lead adds what stands between the title and the main text: a lead in an element of
// its own.
func (r *pageReader) lead(s span) span {
	key := plainKey(r.title)
	for i := s.start - 1; i >= 0 && i >= s.start-2*around && key != ""; i-- {
		if plainKey(r.all[i].text) == key {
			s.start = i
			break
		}
	}
	return s
}

// inMain is the main text as it stands in the page. What readability left out inside of
// it, such as tables and headings, is taken again, unless it is marked as no part. What is marked
// so behind the last paragraph ends the text.
func (r *pageReader) inMain() []line {
	var lines []line
	all := r.all[r.main.start:r.main.end]
	last := len(all) - 1
	for last > 0 && (all[last].aside || all[last].linkOnly() || len(all[last].text) < anchor && !strings.HasSuffix(all[last].text, ".")) {
		last--
	}
	for i, l := range all {
		switch {
		case !l.aside:
			lines = append(lines, l)
		case i > last:
			return lines
		}
	}
	return lines
}
