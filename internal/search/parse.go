package search

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// parse reads a query as QUERY.md describes it. An empty query is a nil node and
// means all articles. The error is a *QueryError.
func parse(query string) (node, error) {
	p := parser{src: []rune(query)}
	if len(p.src) > maxQuery {
		return nil, tooLong.at(maxQuery, strconv.Itoa(maxQuery))
	}
	n, err := p.sequence()
	if err != nil {
		return nil, err
	}
	if p.at < len(p.src) { // sequence stops only at ")"
		return nil, closesNothing.at(p.at)
	}
	return n, nil
}

// A parser reads a query by recursive descent; at is the next code point.
//
//	sequence = either { either }
//	either   = both { "OR" both }
//	both     = unary { "AND" unary }
//	unary    = [ "NOT" | "-" ] ( "(" sequence ")" | filter | words )
type parser struct {
	src   []rune
	at    int
	depth int
	terms int
}

func (p *parser) sequence() (node, error) {
	var nodes []node
	for p.more() {
		n, err := p.either()
		if err != nil {
			return nil, err
		}
		if n != nil {
			nodes = append(nodes, n)
		}
	}
	switch len(nodes) {
	case 0:
		return nil, nil
	case 1:
		return nodes[0], nil
	}
	return mixOf(nodes), nil
}

func (p *parser) either() (node, error) {
	nodes, err := p.joined("OR", func() (node, error) {
		nodes, err := p.joined("AND", p.unary)
		if len(nodes) < 2 {
			return first(nodes), err
		}
		return allOf(nodes), err
	})
	if len(nodes) < 2 {
		return first(nodes), err
	}
	return anyOf(nodes), err
}

func first(nodes []node) node {
	if len(nodes) == 0 {
		return nil
	}
	return nodes[0]
}

// joined reads operands with the operator between them.
func (p *parser) joined(operator string, operand func() (node, error)) ([]node, error) {
	var nodes []node
	for {
		n, err := operand()
		if err != nil {
			return nil, err
		}
		if n != nil {
			nodes = append(nodes, n)
		}
		more, pos := p.more(), p.at
		if !more || !p.operator(operator) {
			return nodes, nil
		}
		if !p.more() {
			return nil, nothingFollows.at(pos, operator)
		}
	}
}

// more skips space and tells whether an operand or operator follows.
func (p *parser) more() bool {
	for p.at < len(p.src) && unicode.IsSpace(p.src[p.at]) {
		p.at++
	}
	return p.at < len(p.src) && p.src[p.at] != ')'
}

// operator consumes the operator if it stands here as a word of its own.
func (p *parser) operator(name string) bool {
	end := p.at + len(name)
	if end > len(p.src) || string(p.src[p.at:end]) != name {
		return false
	}
	if end < len(p.src) && !unicode.IsSpace(p.src[end]) && p.src[end] != '(' && p.src[end] != ')' {
		return false
	}
	p.at = end
	return true
}

func (p *parser) unary() (node, error) {
	pos := p.at
	for _, op := range []string{"AND", "OR"} {
		if p.operator(op) {
			return nil, nothingBefore.at(pos, op)
		}
	}
	negated := p.operator("NOT")
	if !negated && p.src[p.at] == '-' && p.at+1 < len(p.src) && !unicode.IsSpace(p.src[p.at+1]) {
		p.at++
		negated = true
	}
	if negated && !p.more() {
		return nil, nothingNegated.at(pos)
	}
	n, err := p.primary()
	if err != nil || n == nil || !negated {
		return n, err
	}
	return notOf{n}, nil
}

func (p *parser) primary() (node, error) {
	if p.src[p.at] == '(' {
		return p.group()
	}
	if p.terms++; p.terms > maxTerms {
		return nil, tooManyTerms.at(p.at, strconv.Itoa(maxTerms))
	}
	if field, ok := p.field(); ok {
		return p.filter(field)
	}
	return p.words()
}

func (p *parser) group() (node, error) {
	pos := p.at
	p.at++
	if p.depth++; p.depth > maxDepth {
		return nil, tooDeep.at(pos, strconv.Itoa(maxDepth))
	}
	n, err := p.sequence()
	if err != nil {
		return nil, err
	}
	if p.at == len(p.src) {
		return nil, notClosed.at(pos)
	}
	p.at++
	p.depth--
	return n, nil
}

// words reads a word or phrase with its marks: = before it, * or ~ after it.
func (p *parser) words() (node, error) {
	w := words{pos: p.at}
	if p.src[p.at] == '=' && p.at+1 < len(p.src) && !unicode.IsSpace(p.src[p.at+1]) {
		w.exact = true
		p.at++
	}
	text, quoted, err := p.text()
	if err != nil {
		return nil, err
	}
	w.text, w.phrase = text, quoted
	if quoted {
		return w, nil
	}
	if stem, ok := strings.CutSuffix(text, "*"); ok {
		w.text, w.prefix = stem, true
		if len([]rune(stem)) < 2 {
			return nil, shortPrefix.at(w.pos)
		}
	} else if i := strings.LastIndexByte(text, '~'); i > 0 {
		w.text = text[:i]
		switch text[i+1:] {
		case "", "1":
			w.fuzzy = 1
		case "2":
			w.fuzzy = 2
		default:
			return nil, wrongFuzzy.at(w.pos)
		}
	}
	if w.exact && (w.prefix || w.fuzzy > 0) {
		return nil, exactPattern.at(w.pos)
	}
	return w, nil
}

// quotes are the opening quotation marks and what closes them.
var quotes = map[rune]string{'"': `"`, '“': "”“\"", '„': "“”\"", '«': "»"}

// text reads a quoted phrase or a run without space and parentheses.
func (p *parser) text() (text string, quoted bool, err error) {
	pos := p.at
	if closing, ok := quotes[p.src[p.at]]; ok {
		for p.at++; p.at < len(p.src); p.at++ {
			if strings.ContainsRune(closing, p.src[p.at]) {
				p.at++
				return string(p.src[pos+1 : p.at-1]), true, nil
			}
		}
		return "", false, quotationOpen.at(pos)
	}
	for p.at < len(p.src) && !unicode.IsSpace(p.src[p.at]) && p.src[p.at] != ')' && p.src[p.at] != '(' {
		if _, ok := quotes[p.src[p.at]]; ok {
			break
		}
		p.at++
	}
	return string(p.src[pos:p.at]), false, nil
}

// filterFields are the names that may stand before a colon.
var filterFields = []string{"date", "event", "org", "person", "place", "source", "title", "year"}

// field consumes "name:" when it is the name of a field, or looks like one that
// was mistyped. Addresses (https://) and Kazakh words with a colon are words.
func (p *parser) field() (string, bool) {
	end := p.at
	for end < len(p.src) && (p.src[end] >= 'a' && p.src[end] <= 'z' || p.src[end] >= 'A' && p.src[end] <= 'Z') {
		end++
	}
	if end == p.at || end+1 >= len(p.src) || p.src[end] != ':' || p.src[end+1] == '/' {
		return "", false
	}
	name := strings.ToLower(string(p.src[p.at:end]))
	p.at = end + 1
	return name, true
}

func (p *parser) filter(field string) (node, error) {
	pos := p.at - len(field) - 1
	if !slices.Contains(filterFields, field) {
		return nil, noFilter.at(pos, strconv.Quote(field), strings.Join(filterFields, ", "))
	}
	if unicode.IsSpace(p.src[p.at]) || p.src[p.at] == '(' || p.src[p.at] == ')' {
		return nil, nothingFollows.at(p.at, field+":")
	}
	f := filter{field: field, pos: p.at}
	text, quoted, err := p.text()
	if err != nil {
		return nil, err
	}
	if field == "date" || field == "year" {
		return p.span(f, text)
	}
	if f.value = text; !quoted {
		f.value, f.prefix = strings.CutSuffix(text, "*")
	}
	if strings.TrimSpace(f.value) == "" {
		return nil, nothingFollows.at(f.pos, field+":")
	}
	return f, nil
}

var (
	dateForm = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	yearForm = regexp.MustCompile(`^\d{4}$`)
)

// span reads "a", "a..b", "a.." or "..b" of dates or years.
func (p *parser) span(f filter, text string) (node, error) {
	form, needed, wrong := dateForm, dateNeeded, noDate
	if f.field == "year" {
		form, needed, wrong = yearForm, yearNeeded, noYear
	}
	from, to, ranged := strings.Cut(text, "..")
	if !ranged {
		to = from
	}
	for _, end := range []string{from, to} {
		if end != "" && !form.MatchString(end) {
			return nil, wrong.at(f.pos, strconv.Quote(end))
		}
	}
	if from == "" && to == "" {
		return nil, needed.at(f.pos)
	}
	if from != "" && to != "" && from > to && !strings.HasPrefix(from, to) {
		return nil, backwards.at(f.pos, from, to)
	}
	f.from, f.to = from, to
	return f, nil
}
