package morph

import (
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A stem is one surface shape of a lemma of the lexicon.
type stem struct {
	lemma   string
	pos     POS
	kinds   state // what the shape may be: stateNoun, stateV0, …
	seam    seam
	harmony kazakh.Harmony
	weak    bool // loses against a plain reading of the same form
	core    bool // a verb of everyday
	gerund  bool // a noun that is the verbal noun of a verb of the lexicon
	name    bool // a given name, surname or place
	place   bool // a place whose name is nothing else
	made    Tag  // the stem is not the lemma but the lemma with this suffix: ekeu of eki
}

// seam says before which suffixes a shape of a stem stands.
type seam uint8

const (
	seamAny             seam = iota
	seamVowel                // only before a vowel: "kitab" of kitap
	seamNotVowel             // not before a vowel
	seamT                    // only before t: "teks" of tekst
	seamTVowel               // only before t or a vowel: "jurnalis" of jurnalist
	seamConverb              // only before the converb in -p: "tau" of tap-
	seamVowelNotConverb      // before any other vowel: "tab" of tap-
)

// A stock is every stem of the lexicon by its surface shape.
type stock struct {
	stems        map[string][]stem
	closed       map[string][]Analysis // pronouns, particles, frozen forms: whole words
	elided       *lexicon.Table
	nouns, verbs shapeCounter
}

func newStock(lex *lexicon.Lexicon) *stock {
	s := &stock{stems: map[string][]stem{}, closed: map[string][]Analysis{}, elided: lex.Table("elision")}
	for _, r := range lex.Table("closed_words").Rows {
		s.addClosed(r)
	}
	for _, r := range lex.Table("frozen").Rows {
		s.closed[r.Key] = append(s.closed[r.Key], Analysis{Lemma: r.Key, POS: Closed, Stem: len(r.Key), Known: true})
		if base := r.Get("base"); base != "-" {
			s.closed[r.Key] = append(s.closed[r.Key], Analysis{Lemma: base, POS: Noun, Chain: parseChain(r.Get("chain")), Stem: len(base), Known: true})
		}
	}
	for _, r := range lex.Table("verbs").Rows {
		s.addVerb(r.Key, r.Get("note") == "core")
	}
	for _, r := range lex.Table("nouns").Rows {
		s.addNoun(r.Key, r.Get("pos"), r.Get("note"), 1)
	}
	for _, l := range lenders {
		for _, r := range lex.Table(l.table).Rows {
			key := kazakh.Lower(r.Key)
			if l.words {
				for part := range strings.FieldsSeq(key) {
					s.addNoun(part, l.pos, l.flags, l.weight)
				}
				continue
			}
			flags := l.flags
			if l.table == "places" && r.Get("ambiguous") == "" {
				flags += " place"
			}
			s.addNoun(key, l.pos, flags, l.weight)
		}
	}
	s.addNumerals(lex.Table("numerals"))
	return s
}

// addNumerals enters cardinals as they are, ordinals and collectives as forms of the
// cardinal of the same value.
func (s *stock) addNumerals(table *lexicon.Table) {
	cardinals := map[string]string{}
	for _, r := range table.Rows {
		if kind := r.Get("kind"); kind != "ordinal" && kind != "collective" {
			cardinals[r.Get("value")] = r.Key
			s.addNoun(r.Key, "num", "", 1)
		}
	}
	for _, r := range table.Rows {
		lemma, made := cardinals[r.Get("value")], NoTag
		switch r.Get("kind") {
		case "ordinal":
			made = ORD
		case "collective":
			made = COLL
		}
		var snd kazakh.Sounds
		if made == NoTag || lemma == "" || !snd.Scan(r.Key) {
			continue
		}
		s.addShape(r.Key, stem{lemma: lemma, pos: Numeral, kinds: stateNoun, harmony: snd.Harmony[snd.N], made: made}, seamAny)
	}
}

// lenders are the tables of other stages whose one-word keys are nouns as well.
var lenders = []struct {
	table, pos, flags string
	weight            float32 // in the letter model
	words             bool    // every word of a key is one
}{
	{table: "elision", pos: "n", flags: "", weight: 1},
	{table: "title_heads", pos: "n", flags: "", weight: 1},
	{table: "org_heads", pos: "n", flags: "", weight: 1},
	{table: "place_types", pos: "n", flags: "", weight: 1},
	{table: "honorifics", pos: "n", flags: "", weight: 1},
	{table: "months", pos: "n", flags: "time", weight: 1},
	{table: "weekdays", pos: "n", flags: "time", weight: 1},
	{table: "places", pos: "n", flags: "name", weight: 0.3},
	{table: "given_names", pos: "n", flags: "name", weight: 0.3},
	{table: "surnames", pos: "n", flags: "name", weight: 0.3},
	{table: "foreign_names", pos: "n", flags: "name", weight: 0.3, words: true},
	{table: "people", pos: "n", flags: "name", weight: 0.3, words: true},
}

func (s *stock) addClosed(r lexicon.Row) {
	a := Analysis{Lemma: r.Get("lemma"), POS: Closed, Stem: len(r.Key), Known: true}
	if r.Get("pos") == "num" {
		a.POS = Numeral
	}
	a.Chain = parseChain(r.Get("chain"))
	s.closed[r.Key] = append(s.closed[r.Key], a)
}

// parseChain reads tags set apart by spaces; - stands for none.
func parseChain(names string) []Tag {
	var chain []Tag
	for name := range strings.FieldsSeq(names) {
		if tag, ok := tagNames[name]; ok {
			chain = append(chain, tag)
		}
	}
	return chain
}

// A shape is a spelling of a stem and the seams that it has.
type shape struct {
	text string
	seam seam
	bare bool // stands alone only, as another shape stands before suffixes
}

// addNoun enters the shapes of a noun, adjective, adverb or numeral; flags are the
// words of its note.
func (s *stock) addNoun(lemma, pos, flags string, weight float32) {
	var snd kazakh.Sounds
	if !snd.Scan(lemma) {
		return
	}
	s.nouns.add(lemma, weight)
	st := stem{lemma: lemma, pos: Noun, kinds: stateNoun, harmony: snd.Harmony[snd.N]}
	voiceless := false
	for f := range strings.FieldsSeq(flags) {
		switch f {
		case "weak":
			st.weak = true
		case "time":
			st.kinds = stateTime
		case "p3":
			st.kinds |= stateP3
		case "novoice":
			voiceless = true
		case "name":
			st.name = true
		case "place":
			st.place = true
		case "back":
			st.harmony = kazakh.Back
		case "front":
			st.harmony = kazakh.Front
		}
	}
	if _, ok := s.verbalNoun(lemma); ok && !st.name {
		st.gerund = true
	}
	if pos == "num" {
		st.pos = Numeral
		st.kinds |= stateNum
	}
	for _, sh := range s.nounShapes(lemma, &snd, voiceless) {
		s.addShape(sh.text, st, sh.seam)
	}
}

// nounShapes are the shapes of a noun: with elision, shortened,
// voiced.
func (s *stock) nounShapes(lemma string, snd *kazakh.Sounds, voiceless bool) []shape {
	if row, ok := s.elided.Lookup(lemma); ok {
		shapes := []shape{{text: row.Get("stem"), seam: seamVowel}}
		if row.Get("both") == "yes" {
			return append(shapes, voicings(lemma, snd)...)
		}
		return append(shapes, shape{text: lemma, seam: seamNotVowel})
	}
	if short, ok := kazakh.Simplified(lemma); ok {
		return []shape{{text: short, seam: simplifiedSeam(lemma)}, {text: lemma, bare: true}}
	}
	if voiceless {
		return []shape{{text: lemma}}
	}
	return voicings(lemma, snd)
}

// verbShapes are the shapes of a verb root.
func verbShapes(root string, snd *kazakh.Sounds) []shape {
	shapes := voicings(root, snd)
	if rounded, ok := kazakh.Rounded(root); ok {
		shapes[len(shapes)-1].seam = seamVowelNotConverb
		shapes = append(shapes, shape{text: rounded, seam: seamConverb})
	}
	return shapes
}

// voicings are the shapes of a stem with and without a voiced last letter.
func voicings(lemma string, snd *kazakh.Sounds) []shape {
	voiced := kazakh.Voiced(snd.Code[snd.N])
	if voiced == 0 || !kazakh.IsVowel(snd.Code[snd.N-1]) && !kazakh.IsYot(snd.Code[snd.N-1]) {
		return []shape{{text: lemma}}
	}
	return []shape{
		{text: lemma, seam: seamNotVowel},
		{text: lemma[:len(lemma)-2] + string(kazakh.Letter(voiced)), seam: seamVowel},
	}
}

func simplifiedSeam(lemma string) seam {
	switch kazakh.LoanEnding(lemma) {
	case kazakh.EndsSoft:
		return seamVowel
	case kazakh.EndsSt:
		if len(lemma) < 12 {
			return seamT
		}
		return seamTVowel
	case kazakh.EndsDouble, kazakh.EndsZd, kazakh.EndsPlain:
	}
	return seamAny
}

func (s *stock) addVerb(root string, core bool) {
	var snd kazakh.Sounds
	if !snd.Scan(root) {
		return
	}
	s.verbs.add(root, 1)
	st := stem{lemma: root, pos: Verb, kinds: stateV0, harmony: snd.Harmony[snd.N], core: core}
	for _, sh := range verbShapes(root, &snd) {
		s.addShape(sh.text, st, sh.seam)
	}
}

func (s *stock) addShape(shape string, st stem, at seam) {
	st.seam = at
	for i, old := range s.stems[shape] {
		if old.lemma == st.lemma && old.pos == st.pos && old.seam == at && old.made == st.made {
			s.stems[shape][i].name = old.name && st.name
			s.stems[shape][i].place = old.place || st.place
			return
		}
	}
	s.stems[shape] = append(s.stems[shape], st)
}

// fits reports whether the shape may stand before the suffix, or end the word if a
// is nil.
func (st *stem) fits(a *allomorph) bool {
	switch st.seam {
	case seamVowel:
		return a != nil && a.vowel && a.restore == 0
	case seamVowelNotConverb:
		return a != nil && a.vowel && a.restore == 0 && a.row.tag != CVP && a.row.tag != EVID
	case seamNotVowel:
		return a == nil || !a.vowel
	case seamT:
		return a != nil && kazakh.IsT(a.first)
	case seamConverb:
		return a != nil && a.vowel && (a.row.tag == CVP || a.row.tag == EVID)
	case seamTVowel:
		return a != nil && (a.vowel || kazakh.IsT(a.first))
	case seamAny:
	}
	return true
}

// verbalNoun gives the root of a lemma that is the verbal noun of a known verb.
func (s *stock) verbalNoun(lemma string) (string, bool) {
	for _, root := range kazakh.VerbRoots(lemma) {
		for _, st := range s.stems[root] {
			if st.pos == Verb && st.lemma == root {
				return root, true
			}
		}
	}
	return "", false
}
