package search

import (
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// What bleve keeps of a field beside which articles have a term.
const (
	frequencies = index.IndexField                            // how often, for ranking
	positions   = index.IndexField | index.IncludeTermVectors // and where, for phrases
	values      = index.IndexField | index.DocValues          // what an article has, for facets
)

// fieldCount is how many fields an article has at most.
const fieldCount = 15

// A batch goes to disk when it holds that much: large enough to be fast, small enough
// for memory (libraries.md: batches of 1000 articles of 3 KB).
const (
	batchArticles = 1000
	batchBytes    = 4 << 20
)

// A batch collects articles that bleve takes in at once. It is used by one goroutine.
type batch struct {
	*bleve.Batch
	lexer *lexer
	draft *draft
	bytes int // of text
}

func newBatch(index bleve.Index, lx *lexer) *batch {
	return &batch{Batch: index.NewBatch(), lexer: lx, draft: &draft{fields: make(map[string]*terms, fieldCount)}}
}

// full tells whether the batch is to be written.
func (b *batch) full() bool { return b.Size() >= batchArticles || b.bytes >= batchBytes }

// add puts an article into the batch, in the place of an earlier one of the id.
func (b *batch) add(id string, r *record) error {
	w := documentWriter{batch: b, doc: document.NewDocument(id), fields: make([]field, 0, fieldCount)}
	w.text("body", positions, r.Body)
	w.text("head", frequencies, r.Head)
	w.values("person", r.Person)
	w.values("org", r.Org)
	w.values("place", r.Place)
	w.values("title", r.Title)
	w.values("event", r.Event)
	w.values("source", r.Source)
	w.values("year", r.Year)
	w.values("date", r.Date)
	w.names("person_names", r.PersonNames)
	w.names("org_names", r.OrgNames)
	w.names("place_names", r.PlaceNames)
	w.names("title_names", r.Title)
	w.names("source_names", r.Source)
	for i := range w.fields {
		w.doc.AddField(&w.fields[i])
	}
	b.bytes += len(r.Body)
	return b.IndexAdvanced(w.doc)
}

// A documentWriter collects the fields of an article; what is empty is no field.
type documentWriter struct {
	*batch
	doc    *document.Document
	fields []field
}

func (w *documentWriter) text(name string, options index.FieldIndexingOptions, text string) {
	if text != "" {
		w.fields = append(w.fields, field{name: name, kind: running, options: options, texts: []string{text}, batch: w.batch})
	}
}

func (w *documentWriter) values(name string, list []string) {
	if len(list) > 0 {
		w.fields = append(w.fields, field{name: name, kind: exact, options: values, texts: list, batch: w.batch})
	}
}

func (w *documentWriter) names(name string, list []string) {
	if len(list) > 0 {
		w.fields = append(w.fields, field{name: name, kind: listed, options: positions, texts: list, batch: w.batch})
	}
}

// A kind of field decides what its terms are.
type kind byte

const (
	exact   kind = iota // texts stand for themselves, each as one term
	running             // of one text: its words with their forms
	listed              // of several short texts: their words, without forms
)

// A field is one of an article in a batch: an index.Field that bleve does not have to
// analyze. bleve's own way, a token, its frequency and its location for each word, all
// kept until the batch is written, took three times the time and ten times the memory.
type field struct {
	name    string
	kind    kind
	options index.FieldIndexingOptions
	texts   []string
	words   []*entry // of texts, when analyzed: one for each position, nil between two texts
	batch   *batch
}

// Analyze finds the words. bleve calls it for several articles at a time.
func (f *field) Analyze() {
	switch f.kind {
	case exact:
		terms := make([]string, len(f.texts)) // not in the place of what the record has
		for i, text := range f.texts {
			terms[i] = termOf(f.name, text)
		}
		f.texts = terms
	case running:
		f.words, f.texts = f.batch.lexer.words(f.texts[0]), nil
	case listed:
		f.words, f.texts = f.batch.lexer.names(f.texts), nil
	}
}

// names are the words of several names.
func (lx *lexer) names(texts []string) []*entry {
	buf := nameBuffers.Get().(*[]*entry)
	words := (*buf)[:0]
	for _, text := range texts {
		words = appendName(words, lx.lexemes(text))
	}
	kept := slices.Clone(words)
	clear(words)
	*buf = words
	nameBuffers.Put(buf)
	return kept
}

// nameBuffers hold the words of names while there come more.
var nameBuffers = sync.Pool{New: func() any { return new([]*entry) }}

// appendName appends the words of a name, unless they stand in words already, as
// «Ақорда» stands in «Ақорда баспасөз қызметі»: who looks for it finds that.
func appendName(words []*entry, name []lexeme) []*entry {
	if len(name) == 0 || holds(words, name) {
		return words
	}
	if len(words) > 0 {
		words = append(words, nil) // lest a phrase reach into the next name
	}
	for _, l := range name {
		words = append(words, l.entry)
	}
	return words
}

// holds tells whether the keys of a name stand side by side in words.
func holds(words []*entry, name []lexeme) bool {
	for i := 0; i+len(name) <= len(words); i++ {
		n := 0
		for n < len(name) && words[i+n] != nil && words[i+n].key == name[n].key {
			n++
		}
		if n == len(name) {
			return true
		}
	}
	return false
}

// AnalyzedTokenFrequencies gives the terms. They are good until it is asked for those
// of another article.
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies {
	t := f.batch.draft.of(f.name)
	if f.kind == exact {
		return t.exact(f.texts)
	}
	t.count(f.words)
	if f.options.IncludeTermVectors() {
		t.locate(f.words, f.kind == running)
	}
	return t.freqs
}

// AnalyzedLength is the length that ranking sets frequencies against: that of a text in
// words. Nothing is ranked by other fields.
func (f *field) AnalyzedLength() int {
	if f.kind == running {
		return len(f.words)
	}
	return 1
}

// Name implements index.Field.
func (f *field) Name() string { return f.name }

// Options implements index.Field.
func (f *field) Options() index.FieldIndexingOptions { return f.options }

// Value implements index.Field. Nothing is stored.
func (f *field) Value() []byte { return nil }

// ArrayPositions implements index.Field.
func (f *field) ArrayPositions() []uint64 { return nil }

// EncodedFieldType implements index.Field: this is text.
func (f *field) EncodedFieldType() byte { return 't' }

// NumPlainTextBytes implements index.Field.
func (f *field) NumPlainTextBytes() uint64 { return uint64(f.Size()) } //nolint:gosec // never negative

// Size is about what the field takes in memory, in bytes.
func (f *field) Size() int {
	n := 0
	for _, text := range f.texts {
		n += len(text)
	}
	return n
}

// A draft holds the terms of one article at a time. bleve asks for those of one after the
// other, for all fields of an article before the next, and keeps copies; it does so
// twice, and filling the same maps twice costs less than keeping a thousand of them.
type draft struct {
	fields map[string]*terms
}

func (d *draft) of(field string) *terms {
	t := d.fields[field]
	if t == nil {
		t = &terms{freqs: index.TokenFrequencies{}}
		d.fields[field] = t
	}
	return t
}

// terms are those of one field, with the places where they are kept.
type terms struct {
	freqs     index.TokenFrequencies
	counted   []index.TokenFreq
	at        []*index.TokenFreq // by position
	locations []index.TokenLocation
	pointers  []*index.TokenLocation
}

// maxKept is the number of terms from which a map is not used again: emptying it would
// cost every article after it.
const maxKept = 2000

// start makes room for terms of n words.
func (t *terms) start(n int) {
	if len(t.freqs) > maxKept {
		t.freqs = index.TokenFrequencies{}
	}
	clear(t.freqs)
	if len(t.counted) < n {
		t.counted, t.at = make([]index.TokenFreq, 2*n), make([]*index.TokenFreq, 2*n)
	}
}

// exact takes each text for a term, once.
func (t *terms) exact(texts []string) index.TokenFrequencies {
	t.start(len(texts))
	for i, text := range texts {
		if text != "" {
			t.counted[i].SetFrequency(1)
			t.freqs[text] = &t.counted[i]
		}
	}
	return t.freqs
}

// count counts the keys of words.
func (t *terms) count(words []*entry) {
	t.start(len(words))
	n := 0
	for i, w := range words {
		if w == nil {
			continue
		}
		freq := t.freqs[w.key]
		if freq == nil {
			freq = &t.counted[n]
			*freq = index.TokenFreq{}
			t.freqs[w.key] = freq
			n++
		}
		freq.SetFrequency(freq.Frequency() + 1)
		t.at[i] = freq
	}
}

// locate notes where the words stand that were counted and, with forms, which ones. What
// stands alone between two gaps is in no phrase: without forms it needs no place.
func (t *terms) locate(words []*entry, forms bool) {
	if len(t.locations) < len(words) {
		t.locations, t.pointers = make([]index.TokenLocation, 2*len(words)), make([]*index.TokenLocation, 2*len(words))
	}
	taken := 0
	for i, w := range words {
		if w == nil || !forms && alone(words, i) {
			continue
		}
		freq := t.at[i]
		if freq.Locations == nil {
			freq.Locations = t.pointers[taken:taken:len(t.pointers)]
			taken += freq.Frequency()
		}
		loc := &t.locations[i]
		loc.Position = i + 1
		if forms {
			loc.Start, loc.End = w.print.offsets()
		}
		freq.Locations = append(freq.Locations, loc)
	}
}

// alone tells whether no words stand beside one.
func alone(words []*entry, at int) bool {
	return (at == 0 || words[at-1] == nil) && (at+1 == len(words) || words[at+1] == nil)
}

// countWords counts the words between spaces.
func countWords(text string) (n int) {
	for range strings.FieldsSeq(text) {
		n++
	}
	return n
}
