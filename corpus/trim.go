package corpus

import (
	"strings"
	"unicode/utf8"
)

// Trimming
//
// What is found as the main text of a page still begins with its title, sections and
// date and ends with tags, buttons and links to other articles. Three zones are judged
// differently, because the same words may be a button at the end and a heading in the
// middle:
//
//	head    up to the first paragraph: all furniture and data lines, lines that are
//	        links, the title, what stands before it, short lines before the date
//	middle  only phrases that are nothing but buttons, credits of pictures, "read
//	        also" with the link that it announces
//	tail    after the last paragraph: as in the head; a line that announces comments
//	        or other articles takes what follows along, unless that is most of the text
//
// Data that went into a field is not lost; a source line that did not, because the page
// names its own outlet, stays in the text.

// A told collects what data lines say of the article.
type told struct{ author, source, day string }

func (t *told) learn(v verdict) {
	if v.author != "" && !strings.Contains(t.author, v.author) {
		if t.author != "" {
			t.author += ", "
		}
		t.author += v.author
	}
	set(&t.source, v.source)
	set(&t.day, v.day)
}

// A trimmer judges the lines of one text.
type trimmer struct {
	*phrases
	about
	lines    []line
	verdicts []verdict
	drop     []bool
	first    int // the first paragraph, len(lines) for none
	told     told
}

// An about is what is known of the article before its lines are read.
type about struct {
	title, author string
	outlet        string // the name of the site, if it says so
	today         string // the day on which the page was got, "" when unknown
}

// judgeLines judges all lines, and gives a credit without a value the next line.
func judgeLines(lines []line, today string) []verdict {
	p := loadPhrases()
	all := make([]verdict, len(lines))
	for i, l := range lines {
		all[i] = p.judge(l.text, today)
		if i == 0 || all[i-1].opens == "" || all[i].kind != unknown {
			continue
		}
		var v verdict
		if len(l.text) <= maxValue && v.take(all[i-1].opens, l.text) {
			all[i] = v
		}
	}
	return all
}

// trimLines takes the furniture off a text.
func trimLines(lines []line, a about) ([]line, told) {
	t := &trimmer{about: a, phrases: loadPhrases(), lines: lines, verdicts: judgeLines(lines, a.today), drop: make([]bool, len(lines))}
	for t.first < len(lines) && !t.paragraph(t.first) {
		t.first++
	}
	t.head(plainKey(a.title), plainKey(a.author))
	t.cut()
	t.tail()
	t.middle()
	var kept []line
	gap := false // before lines that were dropped
	for i, l := range lines {
		gap = gap || l.gap
		if !t.drop[i] {
			l.gap, gap = gap, false
			kept = append(kept, l)
		}
	}
	return kept, t.told
}

// paragraph reports whether a line is running text: a sentence, or long.
func (t *trimmer) paragraph(i int) bool {
	l := t.lines[i]
	if t.verdicts[i].kind != unknown || l.linkOnly() || l.heading {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l.text, "»”\"')"))
	return len(l.text) > 150 || strings.ContainsRune(".!?…:;؟۔", last) && strings.Contains(l.text, " ")
}

// take drops a line and keeps what it says.
func (t *trimmer) take(i int) {
	v := t.verdicts[i]
	if v.source != "" && t.outlet != "" && plainKey(v.source) != plainKey(t.outlet) && v.author == "" && v.day == "" {
		return
	}
	t.drop[i] = true
	t.told.learn(v)
}

func (t *trimmer) head(title, author string) {
	at, date := -1, -1
	for i := range t.first {
		first, _, _ := strings.Cut(t.lines[i].text, "\t") // buttons in cells beside the title
		key := plainKey(first)
		switch {
		case at < 0 && title != "" && key == title:
			at = i
		case t.verdicts[i].kind == dated, t.verdicts[i].loose, author != "" && key == author:
			date = i
		}
	}
	whole := t.first == len(t.lines) // no paragraph: a few words may be all that there is
	for i := range t.first {
		l := t.lines[i]
		short := strings.Count(l.text, " ") < 3 && i < date
		if t.verdicts[i].dataLine() || i == at || i == date || l.linkOnly() || !whole && (i < at || short) {
			t.take(i)
		}
	}
}

// cut drops what comments or other articles are announced by, with what follows.
func (t *trimmer) cut() {
	rest, total := 0, 0
	for _, l := range t.lines {
		total += len(l.text)
	}
	from, paragraphs, links := len(t.lines), 0, 0
	for i := len(t.lines) - 1; i > t.first; i-- {
		switch is := t.verdicts[i].kind; {
		case is == comment && rest*2 <= total,
			paragraphs == 0 && (is == related || is == share || is == subscribe || is == tags),
			is == related && t.lines[i].heading && links > 1 && links >= paragraphs:
			from = i
		}
		if t.lines[i].linkOnly() {
			links++
		}
		rest += len(t.lines[i].text)
		if t.paragraph(i) {
			paragraphs++
		}
	}
	for i := from; i < len(t.lines); i++ {
		t.drop[i] = true
		if t.verdicts[i].kind == bySource || t.verdicts[i].kind == byAuthor {
			t.told.learn(t.verdicts[i])
		}
	}
}

// maxSignature is how many short lines may stand below the name of the author: a town, a
// post.
const maxSignature = 2

func (t *trimmer) tail() {
	links, below := false, 0
	for i := len(t.lines) - 1; i > t.first && below <= maxSignature; i-- {
		l, v := t.lines[i], t.verdicts[i]
		switch {
		case t.drop[i]:
		case v.kind == byAuthor, v.kind == bySource, v.kind == dated, v.dataLine() && below == 0:
			t.take(i)
		case below > 0:
			below++
		case l.linkOnly(), hashTags(l.text):
			t.drop[i], links = true, true
		case t.within(l.text), l.heading && links, t.author != "" && plainKey(l.text) == plainKey(t.author):
			t.drop[i] = true
		case t.paragraph(i) || l.heading || strings.Count(l.text, " ") > 4:
			return
		default:
			below++
		}
	}
}

// hashTags reports whether a line is a row of #words.
func hashTags(s string) bool {
	for word := range strings.FieldsSeq(s) {
		if !strings.HasPrefix(word, "#") {
			return false
		}
	}
	return true
}

func (t *trimmer) middle() {
	for i := t.first + 1; i < len(t.lines); i++ {
		if t.drop[i] {
			continue
		}
		l := t.lines[i]
		alone := strings.Contains(l.text, " ") && !l.heading
		is := t.verdicts[i].kind
		if is == share || is == subscribe || is == comment || is == credit {
			t.drop[i] = alone
		}
		if is == related {
			announces := i+1 < len(t.lines) && t.lines[i+1].linkOnly()
			t.drop[i] = l.links > 0 || announces
			for j := i + 1; announces && j < len(t.lines) && t.lines[j].linkOnly(); j++ {
				t.drop[j] = true
			}
		}
	}
}
