package morph

import (
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A stock is every stem of the lexicon by its surface shape.
type stock struct {
	stems    map[string][]stem
	closed   map[string][]Analysis // pronouns, particles, frozen forms: whole words
	hyphened map[string]bool       // lemmas with a hyphen
	elided   *lexicon.Table
	nouns    shapeCounter // the letters of nouns, and those of verb roots
	verbs    shapeCounter
}

// lenders are the tables of other stages whose one-word keys are nouns as well.
var lenders = []struct {
	table, flags string
	weight       float32 // in the letter model
	words        bool    // every word of a key is one
}{
	{table: "elision", weight: 1},
	{table: "title_heads", weight: 1},
	{table: "org_heads", weight: 1},
	{table: "place_types", weight: 1},
	{table: "honorifics", weight: 1},
	{table: "months", flags: "time", weight: 1},
	{table: "weekdays", flags: "time", weight: 1},
	{table: "places", flags: "name", weight: 0.3},
	{table: "given_names", flags: "name", weight: 0.3},
	{table: "surnames", flags: "name", weight: 0.3},
	{table: "foreign_names", flags: "name", weight: 0.3, words: true},
	{table: "people", flags: "name", weight: 0.3, words: true},
}

func newStock(lex *lexicon.Lexicon) *stock {
	s := &stock{
		stems: map[string][]stem{}, closed: map[string][]Analysis{}, hyphened: map[string]bool{},
		elided: lex.Table("elision"),
	}
	for _, r := range lex.Table("closed_words").Rows {
		s.addClosed(r)
	}
	for _, r := range lex.Table("frozen").Rows {
		s.addFrozen(r)
	}
	for _, r := range lex.Table("verbs").Rows {
		s.addVerb(r.Key, r.Get("note"))
	}
	for _, r := range lex.Table("nouns").Rows {
		s.addNoun(r.Key, r.Get("note"), 1)
	}
	for _, l := range lenders {
		for _, r := range lex.Table(l.table).Rows {
			flags := l.flags
			if l.table == "places" && r.Get("ambiguous") == "" {
				flags += " place"
			}
			key := kazakh.Lower(r.Key)
			if !l.words {
				s.addNoun(key, flags, l.weight)
				continue
			}
			for word := range strings.FieldsSeq(key) {
				s.addNoun(word, flags, l.weight)
			}
		}
	}
	s.addNumerals(lex.Table("numerals"))
	s.markTwins()
	return s
}

func (s *stock) addClosed(r lexicon.Row) {
	a := Analysis{Lemma: r.Get("lemma"), POS: Closed, Chain: parseChain(r.Get("chain")), Stem: len(r.Key), Known: true}
	s.closed[r.Key] = append(s.closed[r.Key], a)
}

// addFrozen enters a form that is read whole first and as what it once was second.
func (s *stock) addFrozen(r lexicon.Row) {
	s.closed[r.Key] = append(s.closed[r.Key], Analysis{Lemma: r.Key, POS: Closed, Stem: len(r.Key), Known: true})
	if base := r.Get("base"); base != "-" {
		a := Analysis{Lemma: base, POS: Noun, Chain: parseChain(r.Get("chain")), Stem: min(len(base), len(r.Key)), Known: true}
		s.closed[r.Key] = append(s.closed[r.Key], a)
	}
}

// parseChain reads tags set apart by spaces; - stands for none.
func parseChain(names string) []Tag {
	var chain []Tag
	for name := range strings.FieldsSeq(names) {
		if tag, ok := tagByName[name]; ok {
			chain = append(chain, tag)
		}
	}
	return chain
}

// addNoun enters the shapes of a noun, adjective or adverb; flags are the words of
// its note.
func (s *stock) addNoun(lemma, flags string, weight float32) {
	var snd kazakh.Sounds
	if !snd.Scan(lemma) {
		if strings.Contains(lemma, "-") {
			s.hyphened[lemma] = true
		}
		return
	}
	s.nouns.add(&snd, weight)
	st := stem{lemma: lemma, pos: Noun, kinds: stateNoun, harmony: snd.Harmony[snd.N]}
	voiceless := st.flag(flags)
	_, verbal := s.verbalNoun(lemma)
	st.gerund = verbal && !st.name
	for _, sh := range s.nounShapes(lemma, &snd, voiceless) {
		s.addShape(sh, st)
	}
}

// flag sets what the words of a note say and reports whether the stem is one of
// those that are never voiced.
func (st *stem) flag(note string) (voiceless bool) {
	for f := range strings.FieldsSeq(note) {
		switch f {
		case "weak":
			st.weak = true
		case "core":
			st.core = true
		case "time":
			st.kinds |= stateTime
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
	return voiceless
}

// addVerb enters the shapes of a verb root; note is as for nouns.
func (s *stock) addVerb(root, note string) {
	var snd kazakh.Sounds
	if !snd.Scan(root) {
		return
	}
	s.verbs.add(&snd, 1)
	st := stem{lemma: root, pos: Verb, kinds: stateV0, harmony: snd.Harmony[snd.N]}
	st.flag(note)
	for _, sh := range verbShapes(root, &snd) {
		s.addShape(sh, st)
	}
}

// addNumerals enters cardinals as they are, ordinals and collectives as forms of the
// cardinal of the same value.
func (s *stock) addNumerals(table *lexicon.Table) {
	made := map[string]Tag{"ordinal": ORD, "collective": COLL}
	cardinals := map[string]string{}
	for _, r := range table.Rows {
		if made[r.Get("kind")] == NoTag {
			cardinals[r.Get("value")] = r.Key
		}
	}
	for _, r := range table.Rows {
		var snd kazakh.Sounds
		if !snd.Scan(r.Key) {
			continue
		}
		st := stem{lemma: r.Key, pos: Numeral, kinds: stateNoun | stateNum, harmony: snd.Harmony[snd.N]}
		if tag := made[r.Get("kind")]; tag != NoTag && cardinals[r.Get("value")] != "" {
			st.lemma, st.kinds, st.made = cardinals[r.Get("value")], stateNoun, tag
		}
		s.nouns.add(&snd, 1)
		for _, sh := range s.nounShapes(r.Key, &snd, false) {
			s.addShape(sh, st)
		}
	}
}

// addShape enters a shape unless its stem has it from another table already.
func (s *stock) addShape(sh shape, st stem) {
	st.seam = sh.seam
	stems := s.stems[sh.text]
	for i := range stems {
		old := &stems[i]
		if old.lemma == st.lemma && old.pos == st.pos && old.seam == st.seam && old.made == st.made {
			old.name = old.name && st.name
			old.place = old.place || st.place
			old.kinds |= st.kinds
			return
		}
	}
	s.stems[sh.text] = append(stems, st)
}

// markTwins marks the verb roots that are nouns as well, which is what they mostly
// are: "üidi" is rather "the house" than "heaped up".
func (s *stock) markTwins() {
	for _, stems := range s.stems {
		for i := range stems {
			if st := &stems[i]; st.pos == Verb && !st.core && s.plainNoun(st.lemma) {
				st.twin = true
			}
		}
	}
}

// plainNoun reports whether the word is a noun of the lexicon and no mere name.
func (s *stock) plainNoun(word string) bool {
	for _, st := range s.stems[word] {
		if st.pos == Noun && st.lemma == word && !st.name && !st.weak {
			return true
		}
	}
	return false
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
