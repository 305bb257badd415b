package morph

import (
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/token"
)

// A NameKind is the kind of a name that is put into the nominative.
type NameKind uint8

// The kinds of names. They differ in what belongs to the name: the possessive of a
// last word stays in all of them, the plural is that of a family in PersonName only.
const (
	PersonName NameKind = iota
	OrgName
	PlaceName
)

// Nominative gives the dictionary form of a name as it stands in text (section 3.6
// of the language brief): case, -niki and -gy are taken off its last word, from a
// person also the plural of a family; capitals, script and all words before stay. A
// suffix after a hyphen or behind a closing quotation mark goes, and so does that
// of a last word within quotation marks. What cannot be read comes back unchanged.
func (an *Analyzer) Nominative(span string, kind NameKind) string {
	span = strings.TrimSpace(span)
	variant := kazakh.DetectVariant(span)
	if base, ok := an.cutQuoted(span, variant); ok {
		return base
	}
	start, end := lastWord(span)
	if start == end {
		return span
	}
	word := span[start:end]
	n := an.nominativeCut(word, kazakh.Read(word, variant), kind)
	return span[:start+n] + span[end:]
}

// NominativeWords is Nominative for the words of a span, which it reads in the
// alphabet of their text. Words that touch in the text touch in the result, all
// others are set apart by one space.
func (an *Analyzer) NominativeWords(ws []Word, kind NameKind) string {
	ws = dropSuffixWord(ws)
	last := len(ws) - 1
	for last > 0 && !nameable(ws[last].Kind) {
		last--
	}
	var b strings.Builder
	if last >= 0 {
		b.Grow(ws[last].End - ws[0].Start + 1)
	}
	for i := range ws {
		w := &ws[i]
		if i > 0 && w.Start > ws[i-1].End {
			b.WriteByte(' ')
		}
		text := w.Text
		if i == last && nameable(w.Kind) {
			text = text[:an.nominativeCut(text, w.read(), kind)]
		}
		b.WriteString(text)
	}
	return b.String()
}

func nameable(k token.Kind) bool {
	switch k {
	case token.Word, token.Number, token.Roman, token.Acronym, token.Initial, token.Abbreviation, token.Address:
		return true
	case token.Punct, token.QuoteOpen, token.QuoteClose, token.Dash, token.Symbol:
	}
	return false
}

// dropSuffixWord drops the suffix of a quoted name, which is a word of its own that
// touches the closing mark.
func dropSuffixWord(ws []Word) []Word {
	n := len(ws)
	if n < 2 || ws[n-1].Kind != token.Word || ws[n-1].Start != ws[n-2].End {
		return ws
	}
	if strings.HasPrefix(ws[n-1].Text, "-") || ws[n-2].Kind == token.QuoteClose {
		return ws[:n-1]
	}
	return ws
}

// cutQuoted cuts a suffix behind a closing quotation mark.
func (an *Analyzer) cutQuoted(span string, v kazakh.Variant) (string, bool) {
	i := strings.LastIndexFunc(span, kazakh.IsQuoteClose)
	if i < 0 {
		return "", false
	}
	_, size := utf8.DecodeRuneInString(span[i:])
	suffix := strings.TrimPrefix(span[i+size:], "-")
	if suffix == "" || strings.ContainsRune(suffix, ' ') {
		return "", false
	}
	if _, ok := an.suffixChain(kazakh.Read(suffix, v).Form); !ok {
		return "", false
	}
	return span[:i+size], true
}

// lastWord finds the last run of letters, digits and inner hyphens.
func lastWord(span string) (start, end int) {
	end = len(span)
	for end > 0 {
		r, n := utf8.DecodeLastRuneInString(span[:end])
		if isWordRune(r) {
			break
		}
		end -= n
	}
	start = end
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(span[:start])
		if !isWordRune(r) && !isInner(r) {
			break
		}
		start -= n
	}
	return start, end
}

// nominativeCut tells how many bytes of the written word its nominative takes.
func (an *Analyzer) nominativeCut(word string, r kazakh.Reading, kind NameKind) int {
	if base, ok := an.cutHyphen(word, r.Form); ok {
		return base
	}
	from := lastRun(r.Form)
	if from == len(r.Form) {
		return len(word)
	}
	name := r.Form[from:]
	if keep := an.names[kind].Get(name); keep != nil {
		return r.Source(from + 2**keep)
	}
	keep := an.nominativeLetters(name, kind)
	an.names[kind].Put(name, keep)
	return r.Source(from + 2*keep)
}

// lastRun is where the last run of Kazakh letters of the form begins; it must reach
// the end of the form.
func lastRun(form string) int {
	i := len(form)
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(form[:i])
		if kazakh.Code(r) == 0 {
			break
		}
		i -= n
	}
	return i
}

// cutHyphen cuts a suffix after a hyphen from an acronym, digits or a foreign word.
func (an *Analyzer) cutHyphen(word, form string) (int, bool) {
	i, j := strings.LastIndexByte(word, '-'), strings.LastIndexByte(form, '-')
	if i <= 0 || j <= 0 || !foreignBase(word[:i]) {
		return 0, false
	}
	if _, ok := an.suffixChain(form[j+1:]); !ok {
		return 0, false
	}
	return i, true
}

// foreignBase reports whether the part before a hyphen takes its suffixes after the
// hyphen: it ends in a digit, a capital, or a letter of another script.
func foreignBase(base string) bool {
	r, _ := utf8.DecodeLastRuneInString(base)
	return !isLowerLetter(r) || kazakh.ScriptOf(base) != kazakh.Cyrillic
}

// nominativeLetters tells how many letters of a lower-case form its nominative has.
func (an *Analyzer) nominativeLetters(form string, kind NameKind) int {
	h := hunts.Get().(*hunt)
	defer h.rest()
	h.reset(an, form)
	h.lax = true
	if !h.search() {
		return len(form) / 2
	}
	var letters shapeSum
	an.roster.shapes.sum(&h.snd, &letters)
	best, keep, found := float32(0), h.snd.N, false
	for i := range h.out {
		r := &h.out[i]
		n, ok := r.nameCut(form, kind, an.roster.people)
		if !ok {
			continue
		}
		s := r.score
		if kind == PersonName {
			s = h.personScore(r, n, &letters)
		}
		if s += h.laxity(r); !found || s > best {
			best, keep, found = s, n, true
		}
	}
	return keep
}

// nameCut tells how many letters are left when the endings that do not belong to a
// name of this kind are stripped; it reports false for readings that no name has.
func (r *reading) nameCut(form string, kind NameKind, people map[string]bool) (int, bool) {
	n := len(form) / 2
	if r.pos == Verb {
		return 0, false
	}
	for i := range r.depth {
		switch tag := r.chain[i]; {
		case tag >= GEN && tag <= INS, tag == REL, tag == KI:
			n = int(r.cuts[i])
		case tag == PL && kind == PersonName:
			n = int(r.cuts[i])
		case tag == P3 && kind == PersonName && !r.swap && people[form[:2*r.stem]]:
			n = int(r.cuts[i]) // "his Bekzat"
		case tag == PL, tag == P3, tag == P1P:
		default:
			return 0, false
		}
	}
	return n, true
}

// personScore weighs a reading of a name of a person whose nominative has n letters;
// letters is the sum of the model of names.
func (h *hunt) personScore(r *reading, n int, letters *shapeSum) float32 {
	s := float32(0)
	if r.depth == 0 {
		s = personBare
	}
	for i := range r.depth {
		s += personWeight(r.chain[i])
	}
	roster, name := h.an.roster, h.form[:2*n]
	switch {
	case roster.people[name]:
		return s + personKnown
	case roster.shaped(name):
		return s + personShaped
	}
	s += personUnknown + roster.shapes.stem(&h.snd, letters, n, 0, false)
	if n < len(absent) {
		s += absent[n]
	}
	return s
}

// The weights of names of people, as in score.go.
const (
	personKnown   = -9.0
	personShaped  = -11.0
	personUnknown = -4.0
	personBare    = -0.7
	personOther   = -8.0
	weightLax     = -8.0 // harmony against the rule, as dialect writes it
)

// personWeights are those of the suffixes of names; all others weigh personOther.
var personWeights = [...]float32{GEN: -1.3, DAT: -2.6, ACC: -2.6, ABL: -3.2, INS: -3.2, PL: -5, LOC: -5, KI: -6, P3: -6}

func personWeight(t Tag) float32 {
	if int(t) < len(personWeights) && personWeights[t] != 0 {
		return personWeights[t]
	}
	return personOther
}

// laxity is the charge for a first suffix in the harmony that the stem does not have.
func (h *hunt) laxity(r *reading) float32 {
	if r.depth == 0 {
		return 0
	}
	inner := r.depth - 1
	if tag := r.chain[inner]; tag == INS || tag == KI {
		return 0 // these have one harmony
	}
	n := int(r.cuts[inner])
	for i := n + 1; i <= h.snd.N; i++ {
		if v := kazakh.VowelHarmony(h.snd.Code[i]); v != 0 {
			if v&h.snd.Harmony[n] == 0 {
				return weightLax
			}
			return 0
		}
	}
	return 0
}

// suffixChain reads a form as suffixes alone, such as stand after a hyphen.
func (an *Analyzer) suffixChain(form string) ([]Tag, bool) {
	h := hunts.Get().(*hunt)
	defer h.rest()
	h.reset(an, form)
	h.lax, h.alone = true, true
	if !h.search() {
		return nil, false
	}
	h.rank()
	for i := range h.out {
		r := &h.out[i]
		if r.stem > 0 {
			continue
		}
		var chain []Tag
		for k := r.depth - 1; k >= 0; k-- {
			chain = append(chain, r.chain[k])
		}
		return chain, true
	}
	return nil, false
}
