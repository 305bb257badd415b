package morph

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// An Analyzer reads words. It is read-only after New but for its bounded cache and
// safe for concurrent use.
type Analyzer struct {
	suffixes *inventory
	makers   *inventory // derivations
	stock    *stock
	roster   *roster
	nouns    *shapes
	verbs    *shapes
	cache    *Cache[[]Analysis]
	keys     *Cache[string]
	names    [PlaceName + 1]*Cache[int]              // letters of the nominative, by the kind of name
	words    [kazakh.English + 1]*Cache[wordReading] // by the Latin alphabet of the text
	marks    *Cache[keep]                            // of what is not read: punctuation, addresses
	memos    *atomic.Uint32                          // memos made for the words
}

// Forget drops what is kept of words, with the memos. It is as if they had not been met.
func (an *Analyzer) Forget() {
	an.cache.Clear()
	an.keys.Clear()
	an.marks.Clear()
	for _, c := range an.names {
		c.Clear()
	}
	for _, c := range an.words {
		c.Clear()
	}
}

// analyzers holds those that are shared, by the version of their lexicon.
var analyzers sync.Map

// Shared is New for those who may share one: stages that read the same words one after
// the other then read each but once. It is kept as long as the program runs.
func Shared(lex *lexicon.Lexicon) *Analyzer {
	if an, ok := analyzers.Load(lex.Version()); ok {
		return an.(*Analyzer)
	}
	an, _ := analyzers.LoadOrStore(lex.Version(), New(lex))
	return an.(*Analyzer)
}

// New compiles the tables of lex. It panics if suffixes.tsv cannot be compiled,
// which the tests of this package rule out for the embedded tables.
func New(lex *lexicon.Lexicon) *Analyzer {
	inv, err := compile(lex.Table("suffixes"))
	if err != nil {
		panic("morph: " + err.Error())
	}
	makers, err := compile(lex.Table("derivations"))
	if err != nil {
		panic("morph: " + err.Error())
	}
	st := newStock(lex)
	an := &Analyzer{
		suffixes: inv, makers: makers, stock: st, roster: newRoster(lex), nouns: st.nouns.shapes(), verbs: st.verbs.shapes(),
		cache: NewCache[[]Analysis](wordSlots), keys: NewCache[string](wordSlots),
	}
	an.marks, an.memos = NewCache[keep](someSlots), new(atomic.Uint32)
	for i := range an.names {
		an.names[i] = NewCache[int](someSlots)
	}
	for i := range an.words {
		an.words[i] = NewCache[wordReading](wordSlots)
	}
	return an
}

// Analyze gives the readings of a lower-case Cyrillic form, best first. A closed
// word, a frozen form or a lemma of the lexicon comes first whatever else it may
// be. A form with a hyphen is read by its last part. The result holds at least one
// analysis unless form is empty; it is shared: do not modify it.
func (an *Analyzer) Analyze(form string) []Analysis {
	if form == "" {
		return nil
	}
	if as := an.cache.Get(form); as != nil {
		return *as
	}
	form = strings.Clone(form)
	as := an.analyze(form)
	an.cache.keep(&cached[[]Analysis]{form, as})
	return as
}

func (an *Analyzer) analyze(form string) []Analysis {
	closed := an.stock.closed[form]
	h := hunts.Get().(*hunt)
	defer h.rest()
	h.reset(an, form)
	if !h.search() {
		if len(closed) > 0 {
			return closed
		}
		return an.analyzeOther(form)
	}
	h.rank()
	as := h.results(closed)
	if !as[0].Known && kazakh.LooksRussian(form) {
		return append([]Analysis{{Lemma: form, POS: Russian, Stem: len(form)}}, as...)
	}
	return as
}

// analyzeOther reads forms that are not plain Cyrillic words.
func (an *Analyzer) analyzeOther(form string) []Analysis {
	if i := strings.LastIndexByte(form, '-'); i > 0 && i+1 < len(form) && len(form) <= 4*kazakh.MaxLetters {
		if chain, ok := an.suffixChain(form[i+1:]); ok && basePOS(form[:i]) != Noun {
			return []Analysis{{Lemma: form[:i], POS: basePOS(form[:i]), Chain: chain, Stem: i}}
		}
		return an.analyzeHyphen(form, i+1)
	}
	return []Analysis{{Lemma: form, POS: otherPOS(form), Stem: len(form)}}
}

func otherPOS(form string) POS {
	r, _ := utf8.DecodeRuneInString(form)
	switch {
	case r >= '0' && r <= '9':
		return Numeral
	case r < 0x250:
		return Latin
	}
	return Unknown
}

// analyzeHyphen reads the part after the last hyphen, which begins at byte cut.
func (an *Analyzer) analyzeHyphen(form string, cut int) []Analysis {
	var as []Analysis
	first := an.Analyze(form[:cut-1])
	firstKnown := len(first) > 0 && first[0].Known
	for _, a := range an.Analyze(form[cut:]) {
		a.Lemma = form[:cut] + a.Lemma
		a.Stem += cut
		a.Known = a.Known && firstKnown || an.stock.hyphened[a.Lemma]
		as = append(as, a)
	}
	return as
}

// rank sorts the readings, best first; equal ones keep the order of the search,
// which depends on the word and the tables only.
func (h *hunt) rank() {
	slices.SortStableFunc(h.out, func(a, b reading) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.stem, a.stem), cmp.Compare(a.depth, b.depth))
	})
}

// results turns the readings into analyses, the whole-word entries first.
func (h *hunt) results(closed []Analysis) []Analysis {
	tags := 0
	for i := range h.out {
		tags += h.out[i].depth + 1
	}
	slab := make([]Tag, 0, tags)
	as := append(h.found[:0], closed...)
	for i := range h.out {
		r := &h.out[i]
		from := len(slab)
		if r.made != NoTag {
			slab = append(slab, r.made)
		}
		for k := r.depth - 1; k >= 0; k-- {
			slab = append(slab, r.chain[k])
		}
		a := Analysis{Lemma: h.lemma(r), POS: r.pos, Stem: 2 * r.stem, Known: r.known, Name: r.name}
		if len(slab) > from {
			a.Chain = slab[from:len(slab):len(slab)]
		}
		if !repeats(as, a) {
			as = append(as, a)
		}
	}
	if len(as) == 0 {
		as = append(as, Analysis{Lemma: h.form, POS: Noun, Stem: len(h.form)})
	}
	h.found = as
	return append(make([]Analysis, 0, len(as)), as...)
}

func (h *hunt) lemma(r *reading) string {
	switch {
	case r.lemma != "":
		return r.lemma
	case r.swap:
		return h.form[:2*r.stem-2] + string(kazakh.Letter(r.letter))
	case r.letter != 0:
		return h.form[:2*r.stem] + string(kazakh.Letter(r.letter))
	}
	return h.form[:2*r.stem]
}

func repeats(as []Analysis, a Analysis) bool {
	for i := range as {
		if as[i].Lemma == a.Lemma && as[i].POS == a.POS && slices.Equal(as[i].Chain, a.Chain) {
			return true
		}
	}
	return false
}

// Stem gives the search key of a lower-case form: the lemma of its best reading, of
// a verb its root without voice. A noun that is the verbal noun of a known verb has
// the key of the verb, so that an election and "was elected" meet; an agent (voter)
// has a key of its own. Russian and foreign words have their snowball stem. There is
// one key for a form, always the same.
func (an *Analyzer) Stem(form string) string {
	if key := an.keys.Get(form); key != nil {
		return *key
	}
	key := form
	if as := an.Analyze(form); len(as) > 0 {
		key = an.key(as[0])
	}
	an.keys.Put(form, key)
	return key
}

func (an *Analyzer) key(a Analysis) string {
	switch a.POS {
	case Noun:
		if root, ok := an.stock.verbalNoun(a.Lemma); ok {
			return root
		}
	case Verb:
		if i := slices.Index(a.Chain, AGT); i >= 0 {
			if forms := an.Generate(a.Lemma, a.Chain[:i+1]); len(forms) > 0 {
				return forms[0]
			}
		}
	case Numeral:
		if len(a.Chain) > 0 && a.Chain[0] == ORD {
			if forms := an.Generate(a.Lemma, a.Chain[:1]); len(forms) > 0 {
				return forms[0]
			}
		}
	case Russian:
		return RussianStem(a.Lemma)
	case Latin:
		return EnglishStem(a.Lemma)
	case Unknown, Closed:
	}
	return a.Lemma
}
