package mention

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
)

// stepObject: the object of a verbal noun, in its case: "sapany qamtamasyz etu
// komiteti", "khalyqqa bilim beru bolimi".
func stepObject(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if !sc.isWord(j) || sc.owner[j] != none || sc.cue(j) != "" || sc.starts(j) {
		return 0, leftNothing
	}
	a := sc.words[j].Best()
	f := w.span.first
	c := a.Case()
	if a.POS != morph.Noun || !objectCase[c] || a.Has(morph.REL) || c == morph.LOC && !w.object || c == morph.INS && (sc.capital(j) || !sc.verbalNoun(f)) {
		return 0, leftNothing
	}
	if sc.owner[f] != none {
		return 0, leftNothing // Zhetisu is a place, no verb
	}
	if !sc.verbalNoun(f) && (f+1 >= w.head.first || !sc.verbalNoun(f+1)) && !w.object {
		return 0, leftNothing
	}
	w.object = true
	return j, leftNoun
}

// objectCase are the cases of what a verbal noun is done to, for, in or with.
var objectCase = map[morph.Tag]bool{morph.ACC: true, morph.DAT: true, morph.LOC: true, morph.INS: true}

// stepAgainst: what a body works against, in the dative before that postposition:
// "sybailas zhemqorlyqqa qarsy is-qimyl agenttigi".
func stepAgainst(w *orgWalk, j int) (int, left) {
	sc := w.sc
	if sc.cue(j) != "against" || !w.head.a.Has(morph.P3) || w.last != leftNothing && w.last != leftNoun && w.last != leftBare ||
		!sc.same(j-1, j) || !sc.isWord(j-1) || !sc.free(j-1, j+1) || sc.facts(j-1).closed {
		return 0, leftNothing
	}
	if a := sc.words[j-1].Best(); a.POS != morph.Noun || a.Case() != morph.DAT {
		return 0, leftNothing
	}
	return j - 1, leftNoun
}

func stepNoun(w *orgWalk, j int) (int, left) {
	if w.span.first == w.head.first && w.loose(j) || w.begun(j) {
		return 0, leftNothing
	}
	if w.last == leftLevel || w.last == leftName && !w.named() {
		return 0, leftNothing
	}
	if kind := w.noun(j); kind != leftNothing {
		return j, kind
	}
	return 0, leftNothing
}

// loose reports whether word j cannot classify the head: before a head without
// possessive only a relational adjective can ("oblystyq kenges" is a class of councils, "keleli kenges" a praise).
func (w *orgWalk) loose(j int) bool {
	if w.head.a.Has(morph.P3) || len(w.head.phrase.before) > 0 || w.head.phrase.text == "" {
		return false
	}
	if w.sc.relational(j) {
		return false
	}
	return w.sc.facts(j).modifier == "" && !slices.ContainsFunc(w.sc.analysesOf(j), func(a morph.Analysis) bool { return a.Has(morph.LYK) })
}

// named reports whether the last thing absorbed may itself have a common noun on
// its left; quotes, numbers, places and parents may not.
func (w *orgWalk) named() bool { return false }

// noun reads word j as a common noun or adjective that says what a body is about.
func (w *orgWalk) noun(j int) left {
	sc := w.sc
	if !sc.isWord(j) || sc.owner[j] != none || sc.cue(j) != "" || !sc.eponym(j) {
		return leftNothing
	}
	if _, outside := sc.Finder.words.outside[sc.form(j)]; outside {
		return leftNothing
	}
	a := sc.words[j].Best()
	switch {
	case a.Case() != morph.NoTag:
		return leftNothing
	case a.POS == morph.Verb:
		return w.deverbal(j, a)
	case a.POS != morph.Noun && a.POS != morph.Unknown:
		return leftNothing
	}
	for _, t := range a.Chain {
		if t != morph.PL && t != morph.P3 && t != morph.LYK {
			return leftNothing
		}
	}
	if a.Has(morph.PL) && j+1 != w.head.first && !a.Has(morph.P3) && !sc.verbalNoun(j+1) && sc.cue(j+1) != "and" && sc.cue(j+1) != "topic" {
		return leftNothing
	}
	return leftNoun
}

// deverbal reads a verb form that names a field: a verbal noun ("korsetu zhane
// …"), or a habitual participle after a modifier ("memlekettik korsetiletin
// qyzmetter").
func (w *orgWalk) deverbal(j int, a morph.Analysis) left {
	if w.sc.verbalNoun(j) && w.sc.cue(j-1) != "temporarily" && w.sc.cue(j-1) != "duty" || a.Has(morph.AGT) {
		return leftNoun
	}
	if w.sc.facts(j-1).modifier != "" && a.Has(morph.HAB) && w.sc.same(j-1, j) {
		return leftNoun
	}
	return leftNothing
}

// verbalNoun reports whether word j is a bare verbal noun.
func (sc *scan) verbalNoun(j int) bool {
	return sc.isWord(j) && sc.known[j].verbalNoun
}

// relational reports whether word j is an adjective of belonging: "of the oblast".
func (sc *scan) relational(j int) bool {
	for _, r := range sc.Finder.words.relational {
		if strings.HasSuffix(sc.form(j), r) && len(sc.form(j)) > 2*len(r) {
			return true
		}
	}
	return false
}

// adjective reports whether word j is an adjective: of the table, or one of belonging.
func (sc *scan) adjective(j int) bool {
	f := sc.facts(j)
	return f.adjective || sc.relational(j) && (f.ends&endsOrg == 0 || f.modifier != "")
}
