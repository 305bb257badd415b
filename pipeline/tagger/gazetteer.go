package tagger

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A gazetteer finds the phrases of the lexicon in a sentence. A phrase has types: its
// table, and its table with each value of some columns. Types are hashes of those
// names, so neither the order of rows nor that of tables matters to a model.
type gazetteer struct {
	next map[uint64]int32    // node of the phrases so far and form of a word -> node
	ends map[uint64][]uint64 // node and last word -> types
}

// longestPhrase is how many words of a sentence a phrase may take.
const longestPhrase = 7

// sources are the tables whose keys are phrases, with the columns that make types.
var sources = []struct {
	table   string
	columns []string
}{
	{"ambiguous_names", nil},
	{"closed_words", []string{"pos"}},
	{"event_bodies", []string{"kind"}},
	{"event_posts", []string{"scope"}},
	{"foreign_names", []string{"kind"}},
	{"given_names", []string{"gender", "ambiguous"}},
	{"honorifics", nil},
	{"legal_forms", nil},
	{"months", []string{"ambiguous"}},
	{"name_particles", nil},
	{"nouns", []string{"pos", "note"}},
	{"numerals", []string{"kind"}},
	{"org_heads", []string{"subtype", "named"}},
	{"org_modifiers", []string{"kind"}},
	{"org_offices", nil},
	{"org_weak_heads", nil},
	{"place_aliases", []string{"kind"}},
	{"place_types", []string{"rank"}},
	{"places", []string{"kinds", "ambiguous"}},
	{"relative_days", []string{"unit"}},
	{"stopwords", []string{"kind"}},
	{"surnames", nil},
	{"title_fields", []string{"kind"}},
	{"title_heads", []string{"kind", "flags"}},
	{"title_modifiers", []string{"position"}},
	{"title_roles", []string{"role"}},
	{"weekdays", nil},
}

// typeOf names a type.
func typeOf(names ...string) uint64 { return hashString(strings.Join(names, ":")) }

func compileGazetteer(lex *lexicon.Lexicon) *gazetteer {
	g := &gazetteer{next: map[uint64]int32{}, ends: map[uint64][]uint64{}}
	for _, src := range sources {
		for _, r := range lex.Table(src.table).Rows {
			key := strings.Trim(r.Key, "-")
			g.add(key, typeOf(src.table))
			for _, c := range src.columns {
				for _, v := range strings.FieldsFunc(r.Get(c), isSeparator) {
					g.add(key, typeOf(src.table, c, v))
				}
			}
		}
	}
	for _, r := range lex.Table("places").Rows {
		for abbr := range strings.SplitSeq(r.Get("abbr"), "|") {
			g.add(abbr, typeOf("places"))
		}
	}
	g.addPeople(lex)
	g.addOrgs(lex)
	for _, types := range g.ends {
		slices.Sort(types)
	}
	return g
}

// isSeparator reports whether the rune sets the values of a column apart.
func isSeparator(r rune) bool { return r == '|' || r == ',' || r == ' ' }

// addPeople adds the names of people, and their first and last words by themselves.
func (g *gazetteer) addPeople(lex *lexicon.Lexicon) {
	for _, r := range lex.Table("people").Rows {
		g.add(r.Key, typeOf("people"))
		if words := strings.Fields(r.Key); len(words) > 1 {
			g.add(words[0], typeOf("people", "first"))
			g.add(words[len(words)-1], typeOf("people", "last"))
		}
	}
}

// addOrgs adds the names of bodies. A name in quotation marks, which is one only
// within them, has a type of its own.
func (g *gazetteer) addOrgs(lex *lexicon.Lexicon) {
	for _, r := range lex.Table("org_names").Rows {
		for name := range strings.SplitSeq(r.Key+"|"+r.Get("aliases")+"|"+r.Get("abbr"), "|") {
			typ := typeOf("org_names")
			if inner, ok := strings.CutPrefix(name, "«"); ok {
				typ = typeOf("org_names", "quoted")
				name = strings.TrimSuffix(inner, "»")
			}
			g.add(name, typ)
			g.add(name, typeOf("org_names", "kind", r.Get("kind")))
		}
	}
}

func (g *gazetteer) add(phrase string, typ uint64) {
	words := strings.Fields(kazakh.Lower(phrase))
	if len(words) == 0 {
		return
	}
	node := int32(0)
	for _, w := range words[:len(words)-1] {
		step := join(uint64(node), hashString(w))
		if _, ok := g.next[step]; !ok {
			g.next[step] = int32(len(g.next) + 1)
		}
		node = g.next[step]
	}
	end := join(uint64(node), hashString(words[len(words)-1]))
	if !slices.Contains(g.ends[end], typ) {
		g.ends[end] = append(g.ends[end], typ)
	}
}

// A match is a phrase over the words first to last, both included.
type match struct {
	first, last int
	types       []uint64
}

// find appends the phrases of several words to dst. All words of a phrase but the
// last stand as in the table; the last may have suffixes.
func (g *gazetteer) find(dst []match, views []view) []match {
	for i := range views {
		node := views[i].start
		for j := i + 1; node != 0 && j < len(views) && j < i+longestPhrase; j++ {
			for _, key := range views[j].keys {
				if types := g.ends[join(uint64(node), key)]; types != nil {
					dst = append(dst, match{i, j, types})
				}
			}
			node = g.next[join(uint64(node), views[j].formHash)]
		}
	}
	return dst
}

// readings is how many analyses of a word the gazetteer looks at.
const readings = 4

// appendKeys appends what a word may stand as in a table when it ends a phrase: its
// form, its lemmas, and its form without what follows the possessive.
func appendKeys(dst []uint64, w *morph.Word, form uint64) []uint64 {
	from := len(dst)
	dst = append(dst, form)
	for _, a := range w.Analyses[:min(readings, len(w.Analyses))] {
		if a.POS == morph.Verb {
			continue
		}
		if key := hashString(a.Lemma); !slices.Contains(dst[from:], key) {
			dst = append(dst, key)
		}
		if n := possessed(w.Form, a); n > 0 {
			if key := hashString(w.Form[:n]); !slices.Contains(dst[from:], key) {
				dst = append(dst, key)
			}
		}
	}
	return dst
}

// possessed counts the bytes of the form up to the end of its possessive of the third
// person if a suffix follows: "oblysy" of "oblysynda". It is 0 otherwise.
func possessed(form string, a morph.Analysis) int {
	if len(a.Chain) < 2 || a.Chain[0] != morph.P3 {
		return 0
	}
	// The possessive is a vowel or a consonant and a vowel.
	at := a.Stem
	for range 2 {
		r, size := utf8.DecodeRuneInString(form[at:])
		at += size
		if code := kazakh.Code(r); code != 0 && kazakh.IsVowel(code) {
			return at
		}
	}
	return 0
}
