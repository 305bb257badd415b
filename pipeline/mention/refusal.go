package mention

import (
	"cmp"
	"slices"

	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A Refusal is a span that might have been a mention, and why it is none.
type Refusal struct {
	First, Last int // words, half open
	Why         string
}

// Explain is Find, and tells in text order what was looked at and refused.
func (f *Finder) Explain(t *Text) ([]Mention, []Refusal) {
	sc := newScan()
	sc.start(f, t)
	sc.tracing = true
	for _, stage := range stages {
		stage.run(sc)
	}
	sc.refuseUnclaimed()
	slices.SortStableFunc(sc.refused, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(b.Last, a.Last))
	})
	return sc.appendResult(nil), sc.refused
}

// refuse notes a refusal if somebody asked.
func (sc *scan) refuse(first, last int, why string) {
	if sc.tracing {
		sc.refused = append(sc.refused, Refusal{first, last, why})
	}
}

// refuseUnclaimed says of every word that no mention claims and that looks like a
// part of one what speaks against it.
func (sc *scan) refuseUnclaimed() {
	for i := range sc.words {
		if sc.owner[i] != none || !sc.isWord(i) {
			continue
		}
		if why := sc.against(i); why != "" {
			sc.refuse(i, i+1, why)
		}
	}
}

// against says why word i is no mention, "" if nobody would take it for one.
func (sc *scan) against(i int) string {
	if h, ok := sc.match(sc.Finder.words.titles, i); ok {
		return sc.againstTitle(h)
	}
	if h, ok := sc.match(sc.Finder.words.orgHeads, i); ok {
		return "a body's head (" + h.phrase.row.Ref() + ") without a name, parent or territory is any such body"
	}
	if !sc.unclaimed(i) {
		return ""
	}
	if p := sc.part(i); p.is&given != 0 {
		return "a given name alone: no surname, patronymic, honorific or post beside it, and no such person named in full"
	} else if p.is&(surname|patronymic) != 0 {
		return "a surname or patronymic alone: nobody of that name is named in full"
	}
	if r, _, ok := sc.placeEntry(i, i+1); ok {
		return "the name of a place (" + r.Ref() + ") that is ambiguous, without its type noun"
	}
	if sc.words[i].Kind == token.Acronym || sc.words[i].Shape == morph.Upper {
		return "capitals that no table explains"
	}
	return "a capital, but no table has the word, and no post, honorific or type noun stands beside it"
}

func (sc *scan) againstTitle(h hit) string {
	switch {
	case h.a.Has(morph.PL):
		return "a post (" + h.phrase.row.Ref() + ") in the plural, of nobody named"
	case h.a.Has(morph.LYK):
		return "an office, not its holder (" + h.phrase.row.Ref() + ")"
	default:
		return "a post (" + h.phrase.row.Ref() + ") that no rule could tie to anybody"
	}
}
