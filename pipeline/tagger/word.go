package tagger

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A record is what is known of a word whatever stands around it, hashed.
type record struct {
	text, form      string
	kind            token.Kind
	base            int // bytes of text before a suffix that is set apart
	analyses        []morph.Analysis
	best            morph.Analysis
	formHash, lemma uint64
	shape, outline  uint64 // capitals and kind of token, roughly and in detail
	chain, grammar  uint64
	keys            []uint64 // what the word may stand as at the end of a phrase
	types           []uint64 // that it has as a phrase by itself
	start           int32    // node of the phrases that begin with it, 0 for none
	heads           uint8    // the kinds of head that it is, one bit each
	capital         bool
	number          bool // in digits or words
	splits          bool // it parts phrases
	mark            bool // a quotation mark
	link            uint64
	votes           []int16 // of its attributes, for the slots at each distance; nil if one is too large
	attributes      []attribute
}

// recordOf reads a word.
func (l *lookup) recordOf(w *morph.Word) *record {
	b := w.Best()
	r := &record{
		text: strings.Clone(w.Text), form: strings.Clone(w.Form), kind: w.Kind, base: w.Base - w.Start,
		analyses: w.Analyses, best: b, formHash: hashString(w.Form), lemma: hashString(w.Form),
		shape: uint64(w.Shape)<<8 | uint64(w.Kind), outline: outline(w.Text),
		capital: w.Shape == morph.Title || w.Shape == morph.Upper || w.Shape == morph.Mixed,
		number:  w.Kind == token.Number || b.POS == morph.Numeral,
		splits:  w.Kind == token.Punct || w.Kind == token.Dash || b.POS == morph.Verb,
		mark:    w.Kind == token.QuoteOpen || w.Kind == token.QuoteClose,
	}
	if b.Lemma != "" {
		r.lemma = hashString(b.Lemma)
	}
	r.readGrammar()
	r.keys = appendKeys(nil, w, r.formHash)
	r.start = l.gazetteer.next[join(0, r.formHash)]
	for _, key := range r.keys {
		for _, typ := range l.gazetteer.ends[join(0, key)] {
			r.addType(l, typ)
		}
	}
	a := attributes{}
	a.addWord(w, r)
	a.addWriting(w, r)
	a.addLexicon(l, r)
	r.attributes = a.list
	return r
}

// readGrammar hashes what the suffixes say.
func (r *record) readGrammar() {
	b := r.best
	for _, t := range b.Chain {
		r.chain = join(r.chain, uint64(t))
	}
	r.grammar = uint64(b.Case())<<16 | uint64(b.POS)<<8
	if b.Has(morph.P3) {
		r.grammar |= 1
	}
	if b.Has(morph.PL) {
		r.grammar |= 2
	}
	r.link = uint64(b2i(r.capital))
	if len(b.Chain) > 0 {
		r.link = r.grammar&^(0xFF<<8) | r.link<<4
	}
}

// addType notes a phrase that the word is by itself.
func (r *record) addType(l *lookup, typ uint64) {
	if t := join(typ, single); !slices.Contains(r.types, t) {
		r.types = append(r.types, t)
	}
	if k := slices.Index(l.heads, typ); k >= 0 {
		r.heads |= 1 << k
	}
}

// is reports whether the record is that of a word. The same letters have other analyses
// in a text in another alphabet. Analyses are never modified, so that equal ones need
// not be compared further than where they stand.
func (r *record) is(w *morph.Word) bool {
	return r.text == w.Text && r.form == w.Form && r.kind == w.Kind && r.base == w.Base-w.Start &&
		len(r.analyses) == len(w.Analyses) && (len(w.Analyses) == 0 || &r.analyses[0] == &w.Analyses[0])
}

// records remembers the records of words, each at one of the few places that its text
// hashes to. A new one takes the last of them and moves ahead by one whenever it is asked
// for, so that frequent words stay: bounded, and safe for concurrent use, because what
// stands there is whole or absent.
type records struct {
	seed  maphash.Seed
	known []atomic.Pointer[record]
}

const (
	recordsKept = 1 << 13 // at most, of about 1 kB each
	ways        = 4       // places for each text
)

func newRecords() records {
	return records{maphash.MakeSeed(), make([]atomic.Pointer[record], recordsKept)}
}

// Forget drops what is kept of words.
func (t *Tagger) Forget() {
	for i := range t.memo.known {
		t.memo.known[i].Store(nil)
	}
}

// record gives the record of a word with its votes.
func (t *Tagger) record(w *morph.Word) *record {
	at := maphash.String(t.memo.seed, w.Text) % recordsKept &^ (ways - 1)
	places := t.memo.known[at : at+ways]
	free := ways - 1
	for i := range places {
		r := places[i].Load()
		if r == nil {
			free = i
			break
		}
		if !r.is(w) {
			continue
		}
		if i > 0 {
			places[i].Store(places[i-1].Load())
			places[i-1].Store(r)
		}
		return r
	}
	r := t.lookup.recordOf(w)
	if r.votes = t.votesOf(r.attributes); r.votes != nil {
		r.attributes = nil
	}
	places[free].Store(r)
	return r
}

// votesOf sums the votes of attributes for the block of scores around a word. It is nil
// if a sum takes more than two bytes.
func (t *Tagger) votesOf(list []attribute) []int16 {
	votes := make([]int16, t.block())
	for _, start := range t.index.find(make([]uint32, 0, 64), list) {
		for _, v := range t.index.at(start) {
			sum := int(votes[v.at]) + int(v.weight)
			if sum != int(int16(sum)) {
				return nil
			}
			votes[v.at] = int16(sum)
		}
	}
	return votes
}

// attributes is a list that grows.
type attributes struct{ list []attribute }

func (a *attributes) add(t template, value uint64) { a.list = append(a.list, attributeOf(t, value)) }

// addWord tells of the letters and the grammar of a word.
func (a *attributes) addWord(w *morph.Word, r *record) {
	a.add(tForm, r.formHash)
	a.add(tText, hashString(r.text))
	a.add(tLemma, r.lemma)
	a.add(tChain, r.chain)
	a.add(tGrammar, r.grammar)
	if len(w.Analyses) == 0 {
		return
	}
	for _, other := range w.Analyses[1:min(3, len(w.Analyses))] {
		a.add(tOtherLemma, hashString(other.Lemma))
	}
	for end, n := 0, 1; n <= 5 && end < len(r.form); n++ {
		_, size := utf8.DecodeRuneInString(r.form[end:])
		if end += size; end == len(r.form) {
			break
		}
		a.add(tPrefix+template(b2i(n == 4)), hashString(r.form[:end]))
	}
	for start, n := len(r.form), 1; n <= 5 && start > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(r.form[:start])
		start -= size
		a.add(tSuffix+template(b2i(n == 3)), hashString(r.form[start:]))
	}
	lemma := r.best.Lemma
	for start, n := len(lemma), 1; n <= 4 && start > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(lemma[:start])
		if start -= size; n > 1 {
			a.add(tLemmaSuffix, hashString(lemma[start:]))
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// addWriting tells how a word is written.
func (a *attributes) addWriting(w *morph.Word, r *record) {
	a.add(tShape, r.shape)
	a.add(tOutline, r.outline)
	a.add(tLength, uint64(min(utf8.RuneCountInString(r.form), 12)))
	a.add(tLemmaShape, join(r.lemma, r.shape))
	if w.Kind == token.Number {
		a.add(tDigits, uint64(len(r.text)))
	}
}

// addLexicon tells what the lexicon knows of a word by itself.
func (a *attributes) addLexicon(l *lookup, r *record) {
	known := r.shape << 8
	if r.best.Known {
		known |= 1
	}
	if r.best.Name {
		known |= 2
	}
	a.add(tKnown, known)
	for _, typ := range r.types {
		a.add(tType, typ)
		a.add(tTypeShape, join(typ, r.shape))
	}
	if len(r.types) == 0 {
		a.add(tNoType, 0)
	}
	for _, e := range l.endings {
		if strings.HasSuffix(r.best.Lemma, e) {
			a.add(tNameEnding, hashString(e))
		}
	}
}

// outline is how a word is written: capitals, small letters, digits, by script; runs
// of a kind count once, but for digits.
func outline(s string) uint64 {
	h, before := uint64(0), byte(0)
	for _, r := range s {
		c := outlineOf(r)
		if c != before || c == 'd' {
			h = h*31 + uint64(c)
		}
		before = c
	}
	return mix(h)
}

func outlineOf(r rune) byte {
	latin := r <= unicode.MaxLatin1
	switch {
	case unicode.IsUpper(r) && latin:
		return 'L'
	case unicode.IsUpper(r):
		return 'X'
	case unicode.IsLower(r) && latin:
		return 'l'
	case unicode.IsLower(r):
		return 'x'
	case unicode.IsDigit(r):
		return 'd'
	case kazakh.IsDash(r):
		return '-'
	}
	return '.'
}
