package pipeline

import (
	"slices"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/fingerprint"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// PrintVersion names the rules and tables behind Print and Comparable.
func (p *Pipeline) PrintVersion() string { return fingerprint.Version + "-" + p.version }

// Print gives the fingerprint of a document's text.
func (p *Pipeline) Print(doc Document) fingerprint.Print {
	b := resting.Get().(*buffers)
	defer b.rest()
	p.reread(doc, b)
	return p.printOf(b)
}

// printOf gives the fingerprint of the words in the buffers.
func (p *Pipeline) printOf(b *buffers) fingerprint.Print {
	for i := range b.words {
		if key := p.keyOf(&b.words[i]); key.text != "" {
			b.hashes = append(b.hashes, key.hash)
		}
	}
	return fingerprint.Of(b.hashes)
}

// A wordKey is the key of a word's lemma, the same in all scripts. It is kept with the
// word: articles repeat most of their words.
type wordKey struct {
	text string
	hash uint64
}

// noKey is that of punctuation.
var noKey wordKey

// keyOf is the key of a word, noKey for punctuation.
func (p *Pipeline) keyOf(w *morph.Word) *wordKey {
	switch w.Kind {
	case token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash, token.Symbol:
		return &noKey
	case token.Word, token.Number, token.Acronym, token.Roman, token.Initial, token.Abbreviation, token.Address:
	}
	return p.keys().Get(w)
}

// newKeys keeps the keys of the words of an analyzer.
func newKeys(an *morph.Analyzer) *morph.Memo[wordKey, struct{}] {
	return morph.NewMemo(an, func(form string, analyses []morph.Analysis) wordKey {
		if len(analyses) > 0 {
			form = analyses[0].Lemma
		}
		key := kazakh.Key(form)
		return wordKey{key, fingerprint.Hash(key)}
	}, func(k wordKey) (struct{}, bool) { return struct{}{}, k.text == "" })
}

// reread cuts the text of a document again, into the buffers.
func (p *Pipeline) reread(doc Document, b *buffers) *work {
	w := &work{article: corpus.Article{Text: doc.Text}, clean: kazakh.Normalize(doc.Text)}
	w.text = p.read(w.clean.Clean, doc.Published, b)
	return w
}

// Comparable gives what decides whether documents are reposts of each other. It takes nothing
// but the document.
func (p *Pipeline) Comparable(doc Document) *fingerprint.Text {
	b := resting.Get().(*buffers)
	defer b.rest()
	w := p.reread(doc, b)
	c := converter{work: w, points: newCodePoints(doc.Text)}
	r := newMarker(doc.Mentions, p.days)
	out := &fingerprint.Text{}
	at := 0
	for i, s := range w.text.Sentences {
		var sentence []fingerprint.Word
		for ; at < len(w.text.Words) && w.text.Words[at].Start < s.End; at++ {
			word := &w.text.Words[at]
			if i < dateLines && word.Kind == token.Dash && dateLine(sentence) {
				sentence = nil
			}
			if key := p.keyOf(word).text; key != "" {
				sentence = append(sentence, r.mark(word, key, c.span(word.Start, word.End)))
			}
		}
		if len(sentence) > 0 {
			out.Sentences = append(out.Sentences, sentence)
		}
	}
	out.Events = happenings(doc)
	return out
}

// dateLines is in how many sentences from the top a date line may stand: behind the
// headline and a line of its author.
const dateLines = 3

// maxDateLine is how many words a date line has at most: town, day, month and agency.
const maxDateLine = 8

// dateLine tells whether the words before the first dash are one. A sentence that says
// of a person who he is has a dash as well.
func dateLine(words []fingerprint.Word) bool {
	figures := 0
	for _, w := range words {
		if w.Kind == fingerprint.Figure {
			figures++
		}
		if w.Kind == fingerprint.Plain || w.Post > 0 {
			return false
		}
	}
	return len(words) > 0 && len(words) <= maxDateLine && (figures > 0 || len(words) == 1)
}

// happenings lists the asserted foreground events of a document that have a person.
func happenings(doc Document) []string {
	names := make(map[string]string, len(doc.Entities))
	for _, e := range doc.Entities {
		names[e.ID] = e.Name
	}
	var list []string
	for _, ev := range doc.Events {
		if ev.Person != "" && ev.Modality == "asserted" && !ev.Background {
			list = append(list, ev.Type+" "+kazakh.Key(names[ev.Person]))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// A marker says of words what mention they belong to. Words come in text order.
type marker struct {
	mentions []Mention // by start
	first    int       // the first that may reach the word
	days     map[string]bool
}

func newMarker(mentions []Mention, days map[string]bool) *marker {
	sorted := slices.Clone(mentions)
	slices.SortStableFunc(sorted, func(a, b Mention) int { return a.Start - b.Start })
	return &marker{mentions: sorted, days: days}
}

func (r *marker) mark(word *morph.Word, key string, at Span) fingerprint.Word {
	w := fingerprint.Word{Key: key, Form: kazakh.Key(word.Form)}
	if word.Kind == token.Number || len(word.Analyses) > 0 && (word.Analyses[0].POS == morph.Numeral || r.days[word.Analyses[0].Lemma]) {
		w.Kind = fingerprint.Figure
	}
	for r.first < len(r.mentions) && r.mentions[r.first].End <= at.Start {
		r.first++
	}
	for i := r.first; i < len(r.mentions) && r.mentions[i].Start < at.End; i++ {
		m := r.mentions[i]
		if m.End <= at.Start {
			continue
		}
		switch {
		case m.Type == "DATE":
			w.Kind = fingerprint.Figure
		case w.Kind == fingerprint.Plain:
			w.Kind = fingerprint.Name
		}
		if m.Type == "TITLE" {
			w.Post = i + 1
		}
	}
	if w.Kind == fingerprint.Plain && word.Shape != morph.Lower && word.Shape != morph.NoCase && len(word.Analyses) > 0 && !word.Analyses[0].Known {
		w.Kind = fingerprint.Name // a name that no rule has found
	}
	return w
}
