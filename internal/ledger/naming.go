package ledger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// A Namer gives all names of one post, body or territory one key, whatever their
// script, case and age: by the tables of renamed places and bodies, by the stems of
// words, and by what an article says of the territory that it speaks of. What it
// says of a name depends on the tables and on that article alone, so that no other
// article can move a fact to another seat. It keeps what it has worked out and is not
// safe for concurrent use.
type Namer struct {
	stem   func(string) string
	folds  map[string]fold
	places *gazetteer
	posts  *postTable
	orgs   *orgTable

	counting    *countWords
	patronymics []string          // keys of the endings
	latin       *kazakh.Variant   // the alphabet of the article, if it is in one of the Latin ones
	split       map[string][]word // the names of the article so far
}

// NewNamer compiles the tables. Stem gives the dictionary stem of a word in any
// script and case, as pipeline.Pipeline.Key does.
func NewNamer(lex *lexicon.Lexicon, stem func(string) string) *Namer {
	n := &Namer{stem: stem, folds: map[string]fold{}}
	n.places = n.newGazetteer(lex)
	n.posts = n.newPostTable(lex)
	n.orgs = n.newOrgTable(lex)
	n.counting = n.newCountWords(lex)
	for _, row := range lex.Table("name_endings").Rows {
		if row.Get("kind") == "patronymic" {
			n.patronymics = append(n.patronymics, kazakh.Key(row.Key))
		}
	}
	return n
}

// A word is a word of a name.
type word struct {
	text   string // as written, without marks around it
	key    string // folded over scripts
	stem   string // folded, without its endings; spaces and hyphens in it are hyphens
	quoted bool   // within quotation marks
}

// A fold is the key and the stem of a word.
type fold struct{ key, stem string }

// inflected reports whether an ending was split off.
func (w word) inflected() bool { return len(w.key) > len(w.stem) }

// capital reports whether the word is written as a name is; Arabic letters know no
// capitals, so it cannot be told there.
func (w word) capital() bool {
	r, _ := utf8.DecodeRuneInString(w.text)
	return unicode.IsUpper(r) || unicode.IsLetter(r) && !unicode.IsLower(r)
}

func hyphened(s string) string { return strings.ReplaceAll(s, " ", "-") }

// reading tells what the names that follow are written in: an article tells more
// surely than a word which Latin alphabet that is.
func (n *Namer) reading(doc *pipeline.Document) {
	n.latin, n.split = nil, map[string][]word{}
	if doc.Script == "latn" {
		v := kazakh.DetectVariant(doc.Text)
		n.latin = &v
	}
}

// words splits a name at spaces and takes the marks off. The caller may not change it.
func (n *Namer) words(name string) []word {
	out, ok := n.split[name]
	if !ok {
		out = n.wordsOf(name)
		if n.split != nil {
			n.split[name] = out
		}
	}
	return out
}

func (n *Namer) wordsOf(name string) []word {
	var out []word
	depth := 0
	for f := range strings.FieldsSeq(name) {
		opens := strings.ContainsFunc(f, kazakh.IsQuoteOpen) || strings.HasPrefix(f, `"`)
		if opens {
			depth = 1
		}
		quoted := depth > 0
		if strings.ContainsFunc(f, kazakh.IsQuoteClose) || strings.HasSuffix(f, `"`) {
			depth = 0
		}
		text := strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '№' })
		if text == "" {
			continue
		}
		latin := kazakh.ScriptOf(text) == kazakh.Latin
		form := text
		if latin && n.latin != nil {
			form = kazakh.Read(text, *n.latin).Form
		}
		folded := n.fold(form)
		if latin && n.latin == nil && n.split == nil { // of a name that is asked for; in other articles it is a foreign word
			folded.key = kazakh.Key(kazakh.Read(text, kazakh.DetectVariant(name)).Form)
		}
		out = append(out, word{text: text, key: folded.key, stem: folded.stem, quoted: quoted})
	}
	return out
}

// hardened is how a stem ends before an ending softens it.
var hardened = map[string]string{"g": "k", "b": "p"}

// maxFolds bounds the words of which that is remembered, some 3 MB.
const maxFolds = 1 << 14

func (n *Namer) fold(text string) fold {
	f, ok := n.folds[text]
	if !ok {
		if len(n.folds) >= maxFolds {
			clear(n.folds)
		}
		text = strings.Clone(text) // out of the document
		f = fold{kazakh.Key(text), hyphened(kazakh.Key(n.stem(text)))}
		if hard, ok := hardened[f.stem[max(len(f.stem)-1, 0):]]; ok { // okrug, okrugi read from Latin letters
			f.stem = f.stem[:len(f.stem)-1] + hard
		}
		n.folds[text] = f
	}
	return f
}

// phrase is the stems of a name, for comparing.
func (n *Namer) phrase(name string) string { return stemsOf(n.words(name)) }

func stemsOf(ws []word) string { return joined(ws, func(w word) string { return w.stem }) }

func keysOf(ws []word) string { return joined(ws, func(w word) string { return w.key }) }

func joined(ws []word, part func(word) string) string {
	parts := make([]string, len(ws))
	for i, w := range ws {
		parts[i] = part(w)
	}
	return strings.Join(parts, " ")
}
