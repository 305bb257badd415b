package corpus

// The gold format. A file holds articles one after another:
//
//	=== NNN | script | published | genre      published: YYYY-MM-DD or -
//	title, empty line, text with {p1|person} {t|title} {o1|org, may nest {o2|org}} {l|place} {d|date}
//	---
//	P p1 = canonical / alias / alias
//	O o1 = canonical
//	H p1 | title | o1 or - | territory or - | from=YYYY,to=YYYY,past     last field optional
//	R o2 < o1                                                            child < parent
//	E type | p1 or - | post or - | o1 or - | place or - | date or - | votes=N,percent=N,turnout=N or - | modality | trigger | background
//	                                                                     last field optional
//
// The text is what stands between header and ---, byte for byte, without the
// markup; a fifth header field "no final newline" takes off its last line feed.
// A # begins a comment in the lines after ---; empty lines there mean nothing.

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	goldScripts = []string{"cyrl", "latn", "arab", "mixed"}
	goldGenres  = []string{"release", "maslikhat", "election", "congress", "decree", "biography", "legal", "other", "news"}
	goldTypes   = []string{
		"elected", "reelected", "appointed", "dismissed", "resigned", "nominated", "registered",
		"election_scheduled", "election_held",
	}
	goldModalities = []string{"asserted", "planned", "negated", "conditional", "reported"}

	goldDate = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	goldDay  = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	goldYear = regexp.MustCompile(`^\d{4}$`)
	goldOpen = regexp.MustCompile(`^\{([ptold])(\d*)\|`)
)

const goldRule = "---"

// ParseGold reads articles in the gold format; name stands in errors and places.
// It is strict: a reference without its canonical name, a canonical name without
// a mention, crossing spans, an unknown type and the like are errors "name:line".
func ParseGold(name, data string) ([]Gold, error) {
	if !utf8.ValidString(data) {
		return nil, fmt.Errorf("%s: not valid UTF-8", name)
	}
	lines := strings.SplitAfter(data, "\n")
	var all []Gold
	for i := 0; i < len(lines); {
		if strings.TrimSpace(lines[i]) == "" {
			i++
			continue
		}
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(lines[end], "=== ") {
			end++
		}
		p := &goldParser{name: name, line: i + 1, persons: map[string]string{}, orgs: map[string]string{}}
		g, err := p.article(lines[i:end])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, p.line, err)
		}
		all = append(all, g)
		i = end
	}
	return all, nil
}

// A goldParser reads one article. persons and orgs hold canonical names by their
// reference ("p1"); line is the line at hand.
type goldParser struct {
	name          string
	line          int
	persons, orgs map[string]string
	gold          Gold
}

func (p *goldParser) article(lines []string) (Gold, error) {
	bare, err := p.header(lines[0])
	if err != nil {
		return Gold{}, err
	}
	first := p.line
	rule := slices.IndexFunc(lines, func(l string) bool { return strings.TrimRight(l, " \n") == goldRule })
	if rule < 0 {
		return Gold{}, fmt.Errorf("article without a %s line", goldRule)
	}
	body := strings.Join(lines[1:rule], "")
	if bare {
		body = strings.TrimSuffix(body, "\n")
	}
	p.line++
	if err := p.text(body); err != nil {
		return Gold{}, err
	}
	for i, line := range lines[rule+1:] {
		p.line = first + rule + 1 + i
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := p.spec(line); err != nil {
			return Gold{}, err
		}
	}
	p.line = first
	return p.gold, p.link()
}

// header reads the === line and reports whether the text has no final newline.
func (p *goldParser) header(line string) (bare bool, err error) {
	rest, ok := strings.CutPrefix(line, "=== ")
	f := fields(rest, "|")
	if !ok || len(f) < 4 || len(f) > 5 {
		return false, fmt.Errorf("want === id | script | published | genre, got %q", strings.TrimSpace(line))
	}
	if len(f) == 5 {
		if f[4] != "no final newline" {
			return false, fmt.Errorf("unknown header field %q", f[4])
		}
		bare = true
	}
	g := &p.gold
	g.Article = Article{ID: f[0], Published: none(f[2]), Place: fmt.Sprintf("%s:%d", p.name, p.line)}
	g.Script, g.Genre = f[1], f[3]
	switch {
	case g.Article.ID == "":
		return false, fmt.Errorf("article without an id")
	case !slices.Contains(goldScripts, g.Script):
		return false, fmt.Errorf("unknown script %q", g.Script)
	case !slices.Contains(goldGenres, g.Genre):
		return false, fmt.Errorf("unknown genre %q", g.Genre)
	case g.Article.Published != "" && !goldDay.MatchString(g.Article.Published):
		return false, fmt.Errorf("published %q is no date", g.Article.Published)
	}
	return bare, nil
}

// An openSpan is a span whose closing brace is still to come.
type openSpan struct {
	kind  string
	ref   string
	start int // code points
	byte  int
	line  int
}

// text takes the markup out of body and notes the spans.
func (p *goldParser) text(body string) error {
	var (
		out   strings.Builder
		stack []openSpan
		pos   int
		first = p.line
	)
	for i := 0; i < len(body); {
		if m := goldOpen.FindStringSubmatch(body[i:]); m != nil {
			if len(stack) > 0 && (m[1] != "o" || !strings.Contains("ot", stack[len(stack)-1].kind)) {
				return fmt.Errorf("only an organization may stand in an organization or title: %q", m[0])
			}
			if (m[1] == "p" || m[1] == "o") != (m[2] != "") {
				return fmt.Errorf("persons and organizations are numbered, nothing else: %q", m[0])
			}
			stack = append(stack, openSpan{m[1], m[1] + m[2], pos, out.Len(), p.line})
			i += len(m[0])
			continue
		}
		switch c := body[i]; c {
		case '{':
			return fmt.Errorf("stray opening brace")
		case '}':
			if len(stack) == 0 {
				return fmt.Errorf("stray closing brace")
			}
			p.mention(stack[len(stack)-1], pos, out.String())
			stack = stack[:len(stack)-1]
			i++
		default:
			if c == '\n' {
				p.line++
			}
			_, n := utf8.DecodeRuneInString(body[i:])
			out.WriteString(body[i : i+n])
			i += n
			pos++
		}
	}
	if len(stack) > 0 {
		p.line = stack[0].line
		return fmt.Errorf("span %s is never closed", stack[0].ref)
	}
	p.line = first
	return p.finishText(out.String())
}

func (p *goldParser) mention(s openSpan, end int, text string) {
	kind := map[string]string{"p": "PERSON", "t": "TITLE", "o": "ORG", "l": "PLACE", "d": "DATE"}[s.kind]
	m := GoldMention{Type: kind, Start: s.start, End: end, Text: text[s.byte:]}
	if kind == "PERSON" || kind == "ORG" {
		m.Entity = s.ref // the canonical name once the P and O lines are read
	}
	p.gold.Mentions = append(p.gold.Mentions, m)
}

// finishText takes the text without markup, sorts its mentions and checks them; its
// first line is the line at hand.
func (p *goldParser) finishText(text string) error {
	art := &p.gold.Article
	art.Text = text
	title, _, _ := strings.Cut(text, "\n")
	if art.Title = strings.TrimSpace(title); art.Title == "" {
		return fmt.Errorf("article without a title")
	}
	ms := p.gold.Mentions
	slices.SortStableFunc(ms, func(a, b GoldMention) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	first, runes := p.line, []rune(text)
	for i, m := range ms {
		p.line = first + strings.Count(string(runes[:m.Start]), "\n")
		if m.Text == "" || strings.TrimSpace(m.Text) != m.Text || strings.Contains(m.Text, "\n") {
			return fmt.Errorf("span %q is empty, untrimmed or breaks over a line", m.Text)
		}
		if i > 0 && ms[i-1].Start == m.Start && ms[i-1].End == m.End {
			return fmt.Errorf("span %q is marked twice", m.Text)
		}
	}
	return nil
}

// link puts canonical names where references stand in the mentions and checks
// that names and mentions cover each other.
func (p *goldParser) link() error {
	seen := map[string]bool{}
	for i, m := range p.gold.Mentions {
		if m.Entity == "" {
			continue
		}
		table := p.persons
		if m.Type == "ORG" {
			table = p.orgs
		}
		name, ok := table[m.Entity]
		if !ok {
			return fmt.Errorf("%s (%q) has no canonical name", m.Entity, m.Text)
		}
		seen[m.Entity] = true
		p.gold.Mentions[i].Entity = name
	}
	for _, table := range []map[string]string{p.persons, p.orgs} {
		names := map[string]bool{}
		for _, ref := range slices.Sorted(maps.Keys(table)) {
			name := table[ref]
			if !seen[ref] {
				return fmt.Errorf("%s (%q) has no mention", ref, name)
			}
			if names[name] {
				return fmt.Errorf("%s (%q) stands twice", ref, name)
			}
			names[name] = true
		}
	}
	p.locate()
	return nil
}

// locate finds the likeliest occurrence of each trigger: of those in the body (in
// the title only when the body has none) the one nearest to a mention of the
// event's person, else the first.
func (p *goldParser) locate() {
	text := p.gold.Article.Text
	title := len(text) - len(strings.TrimPrefix(text, p.gold.Article.Title))
	for i := range p.gold.Events {
		ev := &p.gold.Events[i]
		first := findWord(text, ev.Trigger, title)
		if first < 0 {
			first = findWord(text, ev.Trigger, 0)
		}
		best, least := 0, -1
		for at := first; at >= 0; at = findWord(text, ev.Trigger, at+len(ev.Trigger)) {
			pos := utf8.RuneCountInString(text[:at])
			if d := p.distance(ev.Person, pos); least < 0 || d < least {
				best, least = pos, d
			}
		}
		ev.TriggerStart = best
	}
}

// distance counts code points from pos to the nearest mention of the person; 0
// without one, so that all places are equal.
func (p *goldParser) distance(person string, pos int) int {
	least := -1
	for _, m := range p.gold.Mentions {
		if m.Type != "PERSON" || m.Entity != person {
			continue
		}
		if d := max(m.Start-pos, pos-m.End); least < 0 || d < least {
			least = d
		}
	}
	return max(least, 0)
}

// findWord returns the byte offset of the first occurrence of word in text, at or
// after from, that is not part of a longer word; -1 when there is none.
func findWord(text, word string, from int) int {
	for word != "" && from <= len(text) {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		if !wordRune(before) && !wordRune(after) {
			return i
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		from = i + n
	}
	return -1
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func fields(s, sep string) []string {
	f := strings.Split(s, sep)
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	return f
}

// none reads the "-" of the format, which stands for nothing.
func none(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
