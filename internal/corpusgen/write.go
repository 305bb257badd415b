package corpusgen

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
)

// Heads of the lists, see rank; nounShare is how many common nouns of the originals
// are replaced. They were set so that the vocabulary has the size that
// Generator.Article tells.
const (
	nounHead   = 300
	personHead = 600
	placeHead  = 40
	brandHead  = 200
	nounShare  = .8
)

// A writer makes one article. What it has put for a word, person or place it puts
// again within the article.
type writer struct {
	*Generator
	random *rand.Rand
	year   int
	words  map[string]string
	people map[string]person
	places map[string]string
}

// body writes paragraphs of two to five sentences that stood together, until the text
// has the given length in bytes.
func (w *writer) body(title string, bytes int) string {
	var out strings.Builder
	out.WriteString(title)
	out.WriteString("\n")
	for out.Len() < bytes {
		from := pick(w.random, w.passages).sentences
		first := w.random.IntN(len(from))
		out.WriteString("\n")
		for _, s := range from[first:min(len(from), first+2+w.random.IntN(4))] {
			out.WriteString(w.sentence(s))
			out.WriteString(" ")
		}
		out.WriteString("\n")
	}
	return strings.ReplaceAll(out.String(), " \n", "\n")
}

// sentence writes a sentence with other words, its line breaks taken out.
func (w *writer) sentence(s sentence) string {
	var out strings.Builder
	for i := range s {
		out.WriteString(w.piece(&s[i]))
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func (w *writer) piece(p *piece) string {
	switch p.kind {
	case noun:
		return w.inflect(p, w.noun(p.lemma))
	case name:
		return w.name(p)
	case place:
		return w.inflect(p, w.known(w.places, p.lemma, func() string { return w.stock.place(p.sort, rank(w.random, placeHead)) }))
	case brand:
		return w.brand(p)
	case number, day:
		return w.digits(p)
	case literal:
	}
	return p.text
}

// known gives what was put for the key before, else makes it.
func (w *writer) known(table map[string]string, key string, fresh func() string) string {
	value, ok := table[key]
	if !ok {
		value = fresh()
		table[key] = value
	}
	return value
}

// noun is what stands for a common noun.
func (w *writer) noun(lemma string) string {
	return w.known(w.words, lemma, func() string {
		if w.random.Float64() >= nounShare {
			return lemma
		}
		return w.stock.noun(rank(w.random, nounHead))
	})
}

// inflect puts the suffixes of the piece on another stem, whose capital stays; the
// piece stays as it was where the stem does not take them.
func (w *writer) inflect(p *piece, stem string) string {
	form := w.form(stem, p.chain)
	if form == "" {
		return p.text
	}
	return form
}

func (w *writer) form(stem string, chain []morph.Tag) string {
	lemma := kazakh.Lower(stem)
	forms := w.morph.Generate(lemma, chain)
	switch {
	case len(forms) == 0:
		return ""
	case lemma != stem:
		return capital(forms[0])
	}
	return forms[0]
}

// name writes a person with the parts that the original had.
func (w *writer) name(p *piece) string {
	who, ok := w.people[p.lemma]
	if !ok {
		who = w.stock.person(rank(w.random, personHead), p.parts.female)
		w.people[p.lemma] = who
	}
	last := who.surname
	if !p.parts.surname {
		last = who.given
	}
	form := w.inflect(p, last)
	switch {
	case p.parts.initial:
		_, n := utf8.DecodeRuneInString(who.given)
		return who.given[:n] + ". " + form
	case p.parts.given && p.parts.surname:
		return who.given + " " + form
	}
	return form
}

// brand writes another name between the same quotation marks.
func (w *writer) brand(p *piece) string {
	other := w.known(w.words, p.lemma, func() string { return capital(w.stock.noun(rank(w.random, brandHead))) })
	return strings.Replace(p.text, p.lemma, other, 1)
}

// digits writes another number of as many digits: a day of a month, a year about that
// of the article, or any number.
func (w *writer) digits(p *piece) string {
	n, err := strconv.Atoi(p.text)
	switch {
	case err == nil && len(p.text) == 4 && n > 1900 && n < 2100:
		return strconv.Itoa(w.year - w.random.IntN(3))
	case err == nil && p.kind == day && n <= 31:
		return strconv.Itoa(1 + w.random.IntN(28))
	}
	digits := []byte(p.text)
	for i, c := range digits {
		if c >= '0' && c <= '9' {
			least := 0
			if i == 0 {
				least = 1
			}
			digits[i] = byte('0' + least + w.random.IntN(10-least))
		}
	}
	return string(digits)
}
