// Package corpusgen makes texts that look like Kazakh news, as many as a measurement
// needs.
//
// It takes a seed and the number of an article and gives that article: consecutive
// sentences of built-in gold articles, in which people, places, brands, common nouns,
// numbers and dates are others, inflected as those were. Words are drawn from endless
// lists whose ranks follow a power law, so the vocabulary of a corpus grows as that of
// real text does (Heaps' law, [Generator.Article] for the figures), and so do the people and
// places that it names. What stands in an article depends on nothing but the seed and
// its number: no corpus is kept in memory, and articles can be made in any order.
//
// The texts are for measuring time, memory and disk. Their sentences are grammatical
// where the originals were, but mean nothing, so they say little about accuracy.
package corpusgen

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A Generator makes the articles of one seed. It is read-only after New and safe for
// concurrent use.
type Generator struct {
	seed     uint64
	morph    *morph.Analyzer
	tokens   *token.Tokenizer
	stock    *stock
	passages []passage
	titles   []sentence
}

// New reads the built-in articles and tables. An error means a damaged build.
func New(seed uint64) (*Generator, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, fmt.Errorf("corpusgen: %w", err)
	}
	gold, err := corpus.GoldArticles()
	if err != nil {
		return nil, fmt.Errorf("corpusgen: %w", err)
	}
	g := &Generator{seed: seed, morph: morph.New(lex), tokens: token.New(lex), stock: newStock(lex)}
	c := cutter{morph: g.morph, tokens: g.tokens, stock: g.stock}
	for _, art := range gold {
		if title, body, ok := c.cut(art); ok {
			g.titles = append(g.titles, title)
			g.passages = append(g.passages, passage{body})
		}
	}
	return g, nil
}

// Articles are two to four kilobytes long and appear over ten years.
const (
	minBytes, spanBytes = 2000, 2000
	firstYear, years    = 2015, 10
	sources             = 40
)

// Article makes the article of a number, from 0. A hundred thousand running words hold
// 21 thousand different forms, two million 148 and eight million 340 thousand: from
// there on the power of Heaps' law is .6. Of a hundred articles three are in the Latin alphabet of 2021 and one is
// in Arabic script.
func (g *Generator) Article(number int) corpus.Article {
	w := &writer{
		Generator: g, random: rand.New(rand.NewPCG(g.seed, uint64(number))),
		words: map[string]string{}, people: map[string]person{}, places: map[string]string{},
	}
	day := time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, w.random.IntN(years*365))
	w.year = day.Year()
	title := w.sentence(pick(w.random, g.titles))
	text := w.body(title, minBytes+w.random.IntN(spanBytes))
	if script, other := w.script(); other {
		title, text = g.transliterate(title, script), g.transliterate(text, script)
	}
	source := fmt.Sprintf("news-%02d.example", int(float64(sources)*w.random.Float64()*w.random.Float64()))
	id := fmt.Sprintf("gen-%d-%07d", g.seed, number)
	return corpus.Article{
		ID: id, URL: "https://" + source + "/" + id, Source: source, Title: title,
		Published: day.Format(time.DateOnly), Text: text,
	}
}

// WriteLines writes the articles with numbers in [from, to) as JSON lines that corpus
// reads.
func (g *Generator) WriteLines(out io.Writer, from, to int) error {
	buf := bufio.NewWriter(out)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	for i := from; i < to; i++ {
		art := g.Article(i)
		if err := enc.Encode(line{art.ID, art.URL, art.Source, art.Title, art.Published, art.Text}); err != nil {
			return fmt.Errorf("corpusgen: article %d: %w", i, err)
		}
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("corpusgen: %w", err)
	}
	return nil
}

// A line is an article in JSON lines.
type line struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Source    string `json:"source"`
	Title     string `json:"title"`
	Published string `json:"published"`
	Text      string `json:"text"`
}

// script decides whether the article is in another script, and which.
func (w *writer) script() (kazakh.Script, bool) {
	switch n := w.random.IntN(100); {
	case n < 3:
		return kazakh.Latin, true
	case n == 3:
		return kazakh.Arabic, true
	}
	return kazakh.Cyrillic, false
}

// transliterate writes the words of a text in another script, capitals kept where the
// script has them.
func (g *Generator) transliterate(text string, s kazakh.Script) string {
	var out strings.Builder
	at := 0
	for _, tok := range g.tokens.Tokenize(text) {
		out.WriteString(text[at:tok.Start])
		word := text[tok.Start:tok.End]
		if at = tok.End; tok.Kind == token.Word || tok.Kind == token.Acronym || tok.Kind == token.Abbreviation {
			form := kazakh.Lower(word)
			written := kazakh.Write(form, s, kazakh.Lat2021)
			if s == kazakh.Latin && form != word {
				written = capital(written)
			}
			word = written
		}
		out.WriteString(word)
	}
	return out.String() + text[at:]
}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }
