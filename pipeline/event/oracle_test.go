package event

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/resolve"
	"github.com/seed50815598/derek/pipeline/token"
)

// An oracle turns gold articles into what perfect stages before this one would
// give, so that the rules are measured by themselves.
type oracle struct {
	tokens *token.Tokenizer
	morph  *morph.Analyzer
	finder *mention.Finder
	events *Extractor
	lex    *lexicon.Lexicon
}

func newOracle(tb testing.TB) *oracle {
	tb.Helper()
	o, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

// shared is the oracle of all tests of this package; nothing changes it.
var shared = sync.OnceValues(func() (*oracle, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	an := morph.New(lex)
	return &oracle{token.New(lex), an, mention.New(lex, an, nil), New(lex, an), lex}, nil
})

func (o *oracle) text(text, published string) *mention.Text {
	clean := kazakh.Normalize(text).Clean
	toks := o.tokens.Tokenize(clean)
	t := &mention.Text{
		Clean: clean, Sentences: o.tokens.Sentences(clean, toks), Words: o.morph.Words(clean, toks),
		Script: kazakh.DocumentScript(clean), Published: published,
	}
	if t.Script == kazakh.Latin {
		t.Variant = kazakh.DetectVariant(clean)
	}
	return t
}

// goldRun is one gold article on its way through this stage.
type goldRun struct {
	gold   corpus.Gold
	text   *mention.Text
	result resolve.Result
	facts  Facts
}

func (o *oracle) run(t *testing.T, g corpus.Gold) goldRun {
	t.Helper()
	r := goldRun{gold: g, text: o.text(g.Article.Text, g.Article.Published)}
	if r.text.Clean != g.Article.Text {
		t.Fatalf("article %s: the clean text differs from the original", g.Article.ID)
	}
	r.result = o.resolve(r.text, g)
	r.facts = o.events.Extract(r.text, r.result)
	return r
}

// resolve builds mentions and entities from gold.
func (o *oracle) resolve(t *mention.Text, g corpus.Gold) resolve.Result {
	var r resolve.Result
	index := map[string]int{}
	entity := func(kind mention.Type, name string) int {
		key := kind.String() + name
		if i, ok := index[key]; ok {
			return i
		}
		index[key] = len(r.Entities)
		r.Entities = append(r.Entities, resolve.Entity{Type: kind, Name: name, Canon: cyrillic(t, name)})
		return index[key]
	}
	offsets := byteOffsets(g.Article.Text)
	for _, gm := range g.Mentions {
		m := mention.Mention{Start: offsets[gm.Start], End: offsets[gm.End], Rule: "gold"}
		m.First, m.Last = wordRange(t, m.Start, m.End)
		m.Head = m.Last - 1
		of := resolve.NoEntity
		switch gm.Type {
		case "PERSON":
			m.Type = mention.Person
			m.Lemma = o.surface(t, m, personForms(g, gm.Entity))
			of = entity(mention.Person, gm.Entity)
		case "ORG":
			m.Type = mention.Org
			m.Lemma = o.nominative(t, m)
			of = entity(mention.Org, gm.Entity)
		case "PLACE":
			m.Type = mention.Place
			m.Lemma = o.place(t, g, m)
			of = entity(mention.Place, m.Lemma)
		case "TITLE":
			m.Type = mention.Title
			m.Lemma = o.title(t, g, m)
			m.Plural = titlePlural(t, m)
		case "DATE":
			m.Type = mention.Date
			m.Date = goldDate(t, m)
		}
		m.Canon = cyrillic(t, m.Lemma)
		if m.Type == mention.Title {
			m.Canon = o.known(m.Canon)
		}
		if of >= 0 {
			r.Entities[of].Mentions = append(r.Entities[of].Mentions, len(r.Mentions))
		}
		r.Mentions = append(r.Mentions, m)
		r.Of = append(r.Of, of)
	}
	return r
}

// cyrillic reads a name word by word.
func cyrillic(t *mention.Text, name string) string {
	fields := strings.Fields(name)
	for i, f := range fields {
		if t.Script == kazakh.Latin || t.Script == kazakh.Arabic {
			f = kazakh.Read(f, t.Variant).Form
		}
		fields[i] = kazakh.Lower(f)
	}
	return strings.Join(fields, " ")
}

func byteOffsets(text string) []int {
	out := make([]int, 0, utf8.RuneCountInString(text)+1)
	for i := range text {
		out = append(out, i)
	}
	return append(out, len(text))
}

func wordRange(t *mention.Text, start, end int) (first, last int) {
	first = -1
	for i, w := range t.Words {
		if w.End > start && w.Start < end {
			if first < 0 {
				first = i
			}
			last = i + 1
		}
	}
	return first, last
}

func personForms(g corpus.Gold, name string) []string {
	forms := []string{name}
	for _, a := range g.Aliases {
		if a.Person == name {
			forms = append(forms, a.As...)
		}
	}
	return forms
}

// surface picks the form that the mention's text is, up to an ending.
func (o *oracle) surface(t *mention.Text, m mention.Mention, forms []string) string {
	best, text := "", t.Clean[m.Start:m.End]
	for _, f := range forms {
		n := len(strings.Fields(f))
		if n == len(strings.Fields(text)) && commonPrefix(f, text) >= len(f)*2/3 && commonPrefix(f, text) > commonPrefix(best, text) {
			best = f
		}
	}
	if best == "" {
		return text
	}
	return best
}

func commonPrefix(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// nominative takes the case off the last word.
func (o *oracle) nominative(t *mention.Text, m mention.Mention) string {
	text := t.Clean[m.Start:m.End]
	w := t.Words[m.Last-1]
	a := w.Best()
	if a.Case() == morph.NoTag || a.POS == morph.Verb {
		return text
	}
	keep := len(w.Text)
	for _, b := range w.Analyses {
		if b.POS == a.POS && b.Lemma != "" && b.Case() == a.Case() {
			keep = caseStart(w.Text, a)
			break
		}
	}
	return text[:len(text)-(len(w.Text)-keep)]
}

// caseStart guesses where the case ending begins: the last letters.
func caseStart(word string, a morph.Analysis) int {
	n := 3
	switch c := a.Case(); {
	case c == morph.ACC && a.Has(morph.P3):
		n = 1
	case c == morph.ACC || c == morph.DAT || c == morph.LOC:
		n = 2
	}
	for range n {
		_, size := utf8.DecodeLastRuneInString(word)
		word = word[:len(word)-size]
	}
	return len(word)
}

// place names a place as relations of the article name it, else in the nominative.
func (o *oracle) place(t *mention.Text, g corpus.Gold, m mention.Mention) string {
	text := strings.ToLower(t.Clean[m.Start:m.End])
	var names []string
	for _, h := range g.Holds {
		names = append(names, h.Place)
	}
	for _, e := range g.Events {
		names = append(names, e.Place)
	}
	best := ""
	for _, n := range names {
		stem := strings.ToLower(n)
		for range 2 {
			_, size := utf8.DecodeLastRuneInString(stem)
			stem = stem[:len(stem)-size]
		}
		first, _, two := strings.Cut(strings.ToLower(n), " ")
		if n != "" && (strings.HasPrefix(text, stem) || two && text == first) && len(n) > len(best) {
			best = n
		}
	}
	if best == "" {
		return o.nominative(t, m)
	}
	return best
}

// title gives the dictionary form: that of the gold relations if it is this one,
// else by the analyser.
func (o *oracle) title(t *mention.Text, g corpus.Gold, m mention.Mention) string {
	text := strings.ToLower(t.Clean[m.Start:m.End])
	for _, acting := range []string{"м.а.", "m.a."} {
		text = strings.ReplaceAll(text, acting, strings.ToLower(kazakh.Write("міндетін атқарушы", t.Script, t.Variant)))
	}
	if kk, ok := o.russian(t, m); ok {
		text = kk
	}
	n := len(strings.Fields(text))
	best, bestLen := "", -1
	try := func(title string) {
		fields := strings.Fields(title)
		if len(fields) == n && likeTitle(strings.Fields(text), fields) && commonPrefix(text, title) > bestLen {
			best, bestLen = title, commonPrefix(text, title)
		}
	}
	for _, h := range g.Holds {
		try(h.Title)
	}
	for _, e := range g.Events {
		try(e.Post)
	}
	if best != "" {
		return best
	}
	if _, rest, ok := strings.Cut(text, " "); ok && m.Last-m.First > 1 {
		for _, a := range t.Words[m.First].Analyses {
			if a.POS != morph.Verb && a.Case() == morph.GEN && a.Has(morph.P3) {
				return kazakh.Write(genitive(a.Lemma), t.Script, t.Variant) + " " + rest
			}
		}
	}
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		return text[:i+1] + o.lemma(t, m)
	}
	return o.lemma(t, m)
}

// known spells the words of a title as the lexicon does: the Latin alphabets lose
// letters.
func (o *oracle) known(canon string) string {
	fields := strings.Fields(canon)
	for i, f := range fields {
		for head := range o.events.tab.titles {
			last := head[strings.LastIndexByte(head, ' ')+1:]
			for _, form := range []string{last, o.possessed(last)} {
				if kazakh.Key(form) == kazakh.Key(f) {
					fields[i] = form
				}
			}
		}
	}
	return strings.Join(fields, " ")
}

func (o *oracle) possessed(s string) string {
	if forms := morph.Generate(s, []morph.Tag{morph.P3}); len(forms) > 0 {
		return forms[0]
	}
	return s
}

// russian gives the Kazakh post that a Russian title means.
func (o *oracle) russian(t *mention.Text, m mention.Mention) (string, bool) {
	lex, err := lexicon.Default()
	if err != nil {
		return "", false
	}
	for _, row := range lex.Table("ru_titles").Rows {
		a, b := strings.Fields(row.Key), strings.Fields(strings.ToLower(t.Clean[m.Start:m.End]))
		same := len(a) == len(b) && t.Script == kazakh.Mixed
		for i := 0; same && i < len(a); i++ {
			same = morph.RussianStem(a[i]) == morph.RussianStem(b[i])
		}
		if same {
			return row.Get("kk"), true
		}
	}
	return "", false
}

func (o *oracle) lemma(t *mention.Text, m mention.Mention) string {
	w := t.Words[m.Last-1]
	for _, a := range w.Analyses {
		if a.POS != morph.Verb {
			return strings.ToLower(kazakh.Write(a.Lemma, t.Script, t.Variant))
		}
	}
	return strings.ToLower(w.Text)
}

// likeTitle compares word by word up to endings.
func likeTitle(text, title []string) bool {
	for i := range text {
		a, b := []rune(text[i]), []rune(title[i])
		n := 0
		for n < len(a) && n < len(b) && a[n] == b[n] {
			n++
		}
		if n < 3 || n < len(b)-4 || len(a)-n > 6 {
			return false
		}
	}
	return true
}

func titlePlural(t *mention.Text, m mention.Mention) bool {
	for _, a := range t.Words[m.Last-1].Analyses {
		if a.POS != morph.Verb {
			return a.Has(morph.PL)
		}
	}
	return false
}

// goldDate reads the parts of a date from its words.
func goldDate(t *mention.Text, m mention.Mention) mention.DateVal {
	var d mention.DateVal
	lex, err := lexicon.Default()
	if err != nil {
		return d
	}
	number := func(s string) (n int) {
		for _, c := range s {
			if c < '0' || c > '9' {
				break
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	text := t.Clean[m.Start:m.End]
	if p := strings.Split(text, "."); len(p) == 3 {
		return mention.DateVal{Day: number(p[0]), Month: number(p[1]), Year: number(p[2])}
	}
	for i := m.First; i < m.Last; i++ {
		w := t.Words[i]
		for _, part := range strings.FieldsFunc(w.Text, func(r rune) bool { return r == '–' || r == '-' }) {
			switch n := number(part); {
			case n >= 1000 && d.Year == 0:
				d.Year = n
			case n >= 1000:
				d.YearTo = n
			case n > 0:
				d.Day = n
			}
		}
		for _, name := range []string{"months", "ru_months"} {
			for _, row := range lex.Table(name).Rows {
				if strings.HasPrefix(w.Form, row.Key) {
					d.Month = number(row.Get("number"))
				}
			}
		}
	}
	return d
}
