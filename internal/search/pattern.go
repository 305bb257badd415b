package search

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/seed50815598/derek/internal/kazakh"
)

// A pattern says which lexemes a word of a query means: those with one of its keys,
// only its exact form, or what * and ~ make of them.
type pattern struct {
	form   string   // as typed, in lower case
	print  imprint  // of form
	keys   []string // alternatives: a spelling may be read in several ways
	begins []string // beginnings of keys, for word*
	exact  bool     // =word
	fuzzy  int      // word~n
	weight float64  // in ranking
}

// maxKeys bounds the keys that a word of a query may stand for.
const maxKeys = 12

// patterns reads a piece of a query. whole is false when the last word is only the
// beginning of one, which has no stem.
func (lx *lexer) patterns(text string, whole bool) []pattern {
	clean := kazakh.Normalize(text).Clean
	tongues := cyrillicTongues
	if kazakh.ScriptOf(clean) == kazakh.Latin {
		tongues = latinTongues
	}
	var pats []pattern
	for _, in := range tongues {
		for i, l := range lx.cut(nil, clean, func(int) tongue { return in }, nil) {
			if i == len(pats) {
				pats = append(pats, pattern{form: l.form, print: l.print, weight: lx.weight(l.form)})
			}
			pats[i].add(l.key)
		}
	}
	for i := range pats {
		p := &pats[i]
		spellings := kazakh.QueryKeys(p.form)
		if whole || i < len(pats)-1 {
			for _, key := range spellings {
				p.add(key)
			}
			continue
		}
		p.begins = spellings
		for _, key := range spellings {
			if voiceless, ok := voicelessEnd[key[len(key)-1]]; ok {
				p.begins = append(p.begins, key[:len(key)-1]+voiceless)
			}
		}
	}
	return pats
}

// voicelessEnd is what the end of a stem, voiced before a suffix, is at the end of
// the word: "мектеб*" means мектеп too.
var voicelessEnd = map[byte]string{'b': "p", 'g': "k"}

// weightStop is the weight of words that say nothing about the subject ("қай", "туралы").
// Rare as they are in news, questions are full of them.
const weightStop = 0.25

func (lx *lexer) weight(form string) float64 {
	if lx.stop[form] || kazakh.ScriptOf(form) != kazakh.Cyrillic && lx.stop[kazakh.Key(form)] {
		return weightStop
	}
	return 1
}

func (p *pattern) add(key string) {
	if key != "" && len(p.keys) < maxKeys && !slices.Contains(p.keys, key) {
		p.keys = append(p.keys, key)
	}
}

// match tells whether the pattern finds the lexeme, as the index would.
func (p *pattern) match(l lexeme) bool {
	switch {
	case p.exact:
		return l.print == p.print && slices.Contains(p.keys, l.key)
	case p.fuzzy > 0:
		return slices.ContainsFunc(p.keys, func(key string) bool {
			d, over := search.LevenshteinDistanceMax(key, l.key, p.fuzzy)
			return !over && d <= p.fuzzy
		})
	case slices.Contains(p.keys, l.key):
		return true
	}
	return slices.ContainsFunc(p.begins, func(begin string) bool { return strings.HasPrefix(l.key, begin) })
}

// sign is what stands behind the word for all that it means.
func (p *pattern) sign() string {
	switch {
	case p.fuzzy > 1:
		return "~" + strconv.Itoa(p.fuzzy)
	case p.fuzzy > 0:
		return "~"
	case len(p.begins) > 0:
		return "*"
	}
	return ""
}

// maxExpansion bounds the words that word* and word~ stand for: the nearest count, and
// among those the most frequent.
const maxExpansion = 64

// A weighed term is one that a pattern stands for, and how nearly.
type weighed struct {
	term   string
	weight float64
}

// expand lists the terms of a field that the pattern stands for, and tells whether there
// are more, which were left out.
func (p *pattern) expand(r index.IndexReader, field string) (terms []weighed, more bool, err error) {
	from := func(dict index.FieldDict, err error) error {
		if err != nil {
			return err
		}
		found, err := nearest(dict)
		if len(found) > maxExpansion {
			found, more = found[:maxExpansion], true
		}
		for _, e := range found {
			if !slices.ContainsFunc(terms, func(w weighed) bool { return w.term == e.Term }) {
				terms = append(terms, weighed{e.Term, 1 / float64(1+e.EditDistance)})
			}
		}
		return err
	}
	fuzzy, ok := r.(index.IndexReaderFuzzy)
	for _, key := range p.keys {
		if p.fuzzy == 0 || !ok {
			terms = append(terms, weighed{key, 1})
			continue
		}
		if err := from(fuzzy.FieldDictFuzzy(field, key, p.fuzzy, "")); err != nil {
			return nil, false, err
		}
	}
	for _, begin := range p.begins {
		if err := from(r.FieldDictPrefix(field, []byte(begin))); err != nil {
			return nil, false, err
		}
	}
	return terms, more, nil
}

// nearest reads a dictionary to its end, closes it and returns its words, the nearest
// first, then the most frequent.
func nearest(dict index.FieldDict) (found []index.DictEntry, err error) {
	defer func() { err = errors.Join(err, dict.Close()) }()
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		found = append(found, *e)
	}
	slices.SortFunc(found, func(a, b index.DictEntry) int {
		return cmp.Or(cmp.Compare(a.EditDistance, b.EditDistance), cmp.Compare(b.Count, a.Count), strings.Compare(a.Term, b.Term))
	})
	return found, nil
}
