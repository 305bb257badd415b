package corpus

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A kind says what a line of a page is. The names are those of lexicon/noise.tsv.
type kind string

const (
	unknown kind = "" // part of the article, as far as the words tell

	share, related, comment, counter, footer, subscribe, tags kind = "share", "related", "comment", "counter", "footer", "subscribe", "tags"

	credit, byAuthor, bySource, account kind = "credit", "author", "source", "account"
	dated, updated, ago                 kind = "date", "updated", "ago"
)

// An opener is a phrase that takes the rest of its line along.
type opener struct {
	key  string
	kind kind
}

// phrases is the table of furniture, by key: one row knows all three scripts.
type phrases struct {
	alone map[string]kind // whole lines
	opens map[string]kind // before a colon or a dash
	long  []opener        // three words and more: known within a longer line
}

// opening are the kinds of which a phrase may open a line without a colon in the table.
var opening = map[kind]bool{byAuthor: true, bySource: true, credit: true, tags: true, related: true, share: true, counter: true}

const longPhrase = 3 // words

var loadPhrases = sync.OnceValue(func() *phrases {
	p := &phrases{alone: map[string]kind{}, opens: map[string]kind{}}
	lex, err := lexicon.Default()
	if err != nil {
		return p // the tables are part of the program and their tests say what is wrong
	}
	for _, row := range lex.Table("noise").Rows {
		is := kind(row.Get("kind"))
		phrase, opens := strings.CutSuffix(row.Key, ":")
		key := plainKey(phrase)
		if opens || p.opens[key] == "" && opening[is] {
			p.opens[key] = is
		}
		if !opens {
			p.alone[key] = is
		}
		if strings.Count(key, " ") >= longPhrase-1 {
			p.long = append(p.long, opener{key, is})
		}
	}
	return p
})

// plainKey is the key of the letters and digits of s: marks and pictures mean nothing
// on a button.
func plainKey(s string) string {
	return kazakh.Key(strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " "))
}

// A verdict is what a line is and what it tells.
type verdict struct {
	kind   kind
	author string
	source string
	day    string // of publication
	opens  kind   // a credit whose value stands in the next line
	loose  bool   // a date with a word or two of another kind: a data line if it stands at the head
}

// dataLine reports whether the line is no content where it stands beside the title.
func (v *verdict) dataLine() bool { return v.kind != unknown || v.loose }

const (
	maxFurniture = 300 // bytes: a longer line is a paragraph
	longSentence = 120 // bytes: so is one that ends in a full stop
	maxValue     = 160 // bytes of the name of an author or source
	maxWords     = 9   // words of it
	maxStrange   = 3   // other words in a date line: a section, a town, an account
)

// judge tells furniture and data lines from content by their words. Pages set the parts
// of such a line apart by bars, dots and dashes: the line is one when all its parts are.
func (p *phrases) judge(text, today string) verdict {
	var v verdict
	if len(text) > maxFurniture || len(text) > longSentence && strings.HasSuffix(text, ".") {
		return v
	}
	if day, ok := readDateLine(text, today); ok {
		return verdict{kind: dated, day: day}
	}
	if p.sayings(text, &v) {
		return v
	}
	v = verdict{}
	strange, known := 0, 0 // words, parts
	parts := strings.FieldsFunc(text, isBar)
	for _, part := range parts {
		part = strings.TrimSpace(part)
		var w verdict
		if p.part(part, today, &w) || len(parts) > 1 && p.signed(part, &w) {
			v.merge(w)
			known++
		} else {
			strange += strings.Count(part, " ") + 1
		}
	}
	switch {
	case strange == 0 && v.loose:
		return verdict{day: v.day, author: v.author, loose: true}
	case strange == 0:
		return v
	case v.kind == dated && strange <= maxStrange:
		return verdict{day: v.day, author: v.author, loose: true}
	case known > 1 && strange <= known:
		return verdict{author: v.author, source: v.source, loose: true}
	}
	return verdict{}
}

func isBar(r rune) bool { return strings.ContainsRune("|•·●▪/»›→\t", r) }

// sayings reads lines that open with a phrase and a colon or dash, and whole phrases.
func (p *phrases) sayings(text string, v *verdict) bool {
	if is, ok := p.alone[plainKey(text)]; ok && is != dated && is != updated {
		v.kind = is
		if is == byAuthor || is == bySource {
			v.opens = is
		}
		return true
	}
	at := strings.IndexAny(text, ":–—")
	if dash := strings.Index(text, " - "); at < 0 || dash >= 0 && dash < at {
		at = dash
	}
	if at < 0 {
		return false
	}
	is, ok := p.opens[plainKey(text[:at])]
	value := strings.TrimLeftFunc(text[at:], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(":–—-", r) })
	if !ok || len(value) > maxValue && is != tags {
		return false
	}
	if _, counts := p.counted(plainKey(value)); is == counter && !counts {
		return false
	}
	return v.take(is, value)
}

// take notes what a phrase says of the article; a value that cannot be a name makes
// the line content.
func (v *verdict) take(is kind, value string) bool {
	if is == byAuthor || is == bySource || is == credit {
		if strings.Count(value, " ") >= maxWords || isSentence(value) {
			return false
		}
	}
	v.kind = is
	switch {
	case value == "" && (is == byAuthor || is == bySource):
		v.opens = is
	case is == byAuthor:
		v.author = value
	case is == bySource:
		v.source = value
	}
	return true
}

// isSentence reports whether a value goes on after a full stop or ends in one that is no
// initial's.
func isSentence(s string) bool {
	s = strings.TrimSpace(s)
	last := strings.LastIndexByte(strings.TrimRight(s, ".!?…"), ' ')
	tail := s[last+1:]
	ends := strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?")
	return ends && utf8.RuneCountInString(tail) > 4 && strings.Count(s, " ") >= 3
}

// part judges what stands between two bars.
func (p *phrases) part(text, today string, v *verdict) bool {
	if day, ok := readDateLine(text, today); ok {
		*v = verdict{kind: dated, day: day}
		return true
	}
	if p.sayings(text, v) {
		return true
	}
	*v = verdict{}
	key := plainKey(text)
	if key == "" {
		v.kind = counter // pictures and marks
		return true
	}
	if p.stamped(text, today, v) {
		return true
	}
	is, ok := p.counted(key)
	v.kind = is
	return ok
}

// signed reads "Author Name Surname" between bars, where no colon is needed.
func (p *phrases) signed(text string, v *verdict) bool {
	word, value, _ := strings.Cut(text, " ")
	is := p.opens[plainKey(word)]
	first, _ := utf8.DecodeRuneInString(value)
	return (is == byAuthor || is == bySource) && unicode.IsUpper(first) && strings.Count(value, " ") <= maxStrange && v.take(is, value)
}

func (v *verdict) merge(w verdict) {
	if v.kind != dated {
		v.kind = w.kind
	}
	v.loose = v.loose || w.loose
	set(&v.day, w.day)
	set(&v.author, w.author)
	set(&v.source, w.source)
	if v.opens == "" {
		v.opens = w.opens
	}
}

// counted reads numbers with what they count, and rows of names of networks.
func (p *phrases) counted(key string) (kind, bool) {
	var words []string
	numbers := 0
	for word := range strings.FieldsSeq(key) {
		if strings.Trim(asciiDigits(word), "0123456789") == "" {
			numbers++
			continue
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return counter, true
	}
	if is := p.alone[strings.Join(words, " ")]; numbers > 0 && (is == counter || is == comment || is == share) {
		return is, true
	}
	if is := p.alone[strings.Join(words, " ")]; numbers > 0 && is == ago {
		return dated, true
	}
	var is kind
	for _, word := range words {
		if is = p.alone[word]; is != share && is != counter {
			return "", false
		}
	}
	return is, true
}

// stamped reads a date with other words before or after it: "Updated: 22.11.2026",
// "22.11.2026 345 views", "22.11.2026 Politics".
func (p *phrases) stamped(text, today string, v *verdict) bool {
	if !strings.ContainsFunc(text, unicode.IsDigit) && strings.Count(text, " ") > maxStrange {
		return false
	}
	words := strings.Fields(text)
	for i := min(len(words)-1, 12); i > 0; i-- {
		before, after := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		if day, ok := readDateLine(before, today); ok {
			return p.beside(v, day, after, len(words)-i)
		}
	}
	for i := 1; i < len(words) && i <= 4; i++ {
		before, after := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		if day, ok := readDateLine(after, today); ok {
			return p.beside(v, day, before, i)
		}
	}
	return false
}

// beside judges a date by the words beside it.
func (p *phrases) beside(v *verdict, day, rest string, words int) bool {
	key := plainKey(rest)
	is := p.alone[key]
	_, counts := p.counted(key)
	switch {
	case is == updated:
		*v = verdict{kind: updated}
	case key == "", counts, is != unknown:
		*v = verdict{kind: dated, day: day}
	case words <= maxStrange && day != "":
		*v = verdict{kind: dated, day: day, loose: true}
	default:
		return false
	}
	return true
}

// within reports whether a line holds one of the longer phrases: "If you find a mistake,
// mark it and press …".
func (p *phrases) within(text string) bool {
	if len(text) > maxFurniture {
		return false
	}
	key := " " + plainKey(text) + " "
	for _, o := range p.long {
		if strings.Contains(key, " "+o.key+" ") {
			return true
		}
	}
	return false
}
