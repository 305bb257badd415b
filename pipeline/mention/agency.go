package mention

import (
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// agency: who reports, after a verb of reporting: a word in another script, a web
// address or a word in capitals is the name of a news agency. Word i is its last.
func agency(sc *scan, i int) (orgSpan, bool) {
	first := i
	for sc.foreignWord(first) && sc.same(first-1, i) && sc.foreignWord(first-1) {
		first--
	}
	if !sc.foreignWord(first) || !sc.same(first-1, i) {
		return orgSpan{}, false
	}
	row, ok := sc.Finder.words.reporting[sc.form(first-1)]
	if !ok {
		return orgSpan{}, false
	}
	return orgSpan{first: first, last: i + 1, head: i, specific: true, rows: []string{row.Ref()}}, true
}

// foreignWord reports whether word i of a Cyrillic text is written in Latin letters
// with a capital, or is a web address.
func (sc *scan) foreignWord(i int) bool {
	w := &sc.words[i]
	if w.Kind == token.Address {
		return true
	}
	return sc.text.Script != kazakh.Latin && sc.isWord(i) && w.Shape != morph.Lower && kazakh.ScriptOf(w.Text) == kazakh.Latin
}
