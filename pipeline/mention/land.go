package mention

import (
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
)

// landOf is the territory that the name of a body begins with: "Mangghystau oblysynyng
// basqarmasy", "Atyrau oblystyq maslikhaty".
func (sc *scan) landOf(span orgSpan) *Land {
	if id := sc.owner[span.first]; id != none {
		if m := &sc.found[id]; m.Type == Place && m.Rank != "" && m.First == span.first && m.Last <= span.head {
			return &Land{m.Lemma, m.Canon}
		}
		return nil
	}
	noun := sc.levelNoun(span.first + 1)
	if noun == "" || span.first+1 >= span.head || !sc.capital(span.first) {
		return nil
	}
	if row, _, ok := sc.placeEntry(span.first, span.first+1); !ok || row.Get("kinds") == "" {
		return nil
	}
	name, canon := sc.words[span.first].Text, sc.form(span.first)
	if sc.Finder.words.rankOf(noun) == "city" { // known by its name alone
		return &Land{name, canon}
	}
	typed := possessed(hit{phrase: noHit.phrase, a: morph.Analysis{Lemma: noun}})
	return &Land{name + " " + sc.write(typed), canon + " " + typed}
}

// rankOf is the rank of a type noun of places.
func (t *tables) rankOf(noun string) string {
	for _, p := range t.placeTypes.entries[noun] {
		if len(p.before) == 0 {
			return p.row.Get("rank")
		}
	}
	return ""
}

// territorial reports whether the adjective at word i is made of the type noun of a
// territory: oblystyq, audandyq.
func (sc *scan) territorial(i int) bool { return sc.levelNoun(i) != "" }

// levelNoun is the type noun of a territory that the adjective at word i is made of,
// "" for none.
func (sc *scan) levelNoun(i int) string {
	for _, ending := range sc.Finder.words.relational {
		if base, ok := strings.CutSuffix(sc.form(i), ending); ok {
			if _, place := sc.Finder.words.placeTypes.entries[base]; place {
				return base
			}
		}
	}
	return ""
}
