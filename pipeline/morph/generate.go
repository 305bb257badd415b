package morph

import (
	"slices"
	"sync"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// standard is the analyzer of the embedded tables, the one that the stages share.
var standard = sync.OnceValues(func() (*Analyzer, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	return Shared(lex), nil
})

// Generate gives the surface forms of a lemma of the embedded tables with a chain of
// suffixes, see [Analyzer.Generate]; nil if the tables cannot be read.
func Generate(lemma string, chain []Tag) []string {
	an, err := standard()
	if err != nil {
		return nil
	}
	return an.Generate(lemma, chain)
}

// Generate gives the surface forms of a lower-case Cyrillic lemma with a chain of
// suffixes: several where usage differs in harmony or where a suffix has variants,
// none where the chain breaks the order of suffixes or leaves the word unfinished.
// A lemma is taken for a verb root if the chain begins with a verb suffix.
func (an *Analyzer) Generate(lemma string, chain []Tag) []string {
	var snd kazakh.Sounds
	if !snd.Scan(lemma) {
		return nil
	}
	if len(chain) == 0 {
		return []string{lemma}
	}
	bases := an.stemBases(lemma, &snd, len(chain) > 0 && verbal(chain[0]))
	for _, tag := range chain {
		var longer []base
		for _, b := range bases {
			longer = an.attach(longer, b, tag)
		}
		bases = longer
	}
	var forms []string
	for _, b := range bases {
		if b.state&accepting != 0 && !slices.Contains(forms, b.text) {
			forms = append(forms, b.text)
		}
	}
	return forms
}

// verbal reports whether the tag is put on verb stems only.
func verbal(t Tag) bool { return t >= PASS && t <= AGT || t >= IMP1 }

// A base is a word on its way: a stem, or a stem with suffixes.
type base struct {
	text    string
	state   state
	harmony kazakh.Harmony
	shape   *shape // of a stem
}

// stemBases are the shapes of a lemma, as the lexicon has it or, for any other
// lemma, as the rules make it.
func (an *Analyzer) stemBases(lemma string, snd *kazakh.Sounds, verb bool) []base {
	harmony, kinds := snd.Prefer(snd.N), nounStems&^(stateP3|stateNum|stateTime)
	shapes := an.stock.nounShapes(lemma, snd, false)
	if verb {
		kinds, shapes = stateV0, verbShapes(lemma, snd)
	} else if kazakh.IsPatronymic(lemma) {
		kinds |= stateP3
	}
	for _, st := range an.stock.stems[lemma] {
		if st.lemma != lemma || (st.pos == Verb) != verb {
			continue
		}
		kinds |= st.kinds
		if st.harmony != kazakh.Either {
			harmony = st.harmony
		}
		if st.seam == seamAny && !verb && len(shapes) == 2 && shapes[0].seam == seamNotVowel {
			shapes = []shape{{text: lemma}} // a loan that is not voiced
		}
	}
	bases := make([]base, 0, len(shapes))
	for i := range shapes {
		bases = append(bases, base{text: shapes[i].text, state: kinds, harmony: harmony, shape: &shapes[i]})
	}
	return bases
}

// attach appends to out the words that the base gives with a suffix of the tag.
func (an *Analyzer) attach(out []base, b base, tag Tag) []base {
	var snd kazakh.Sounds
	if !snd.Scan(b.text) {
		return out
	}
	for i := range an.suffixes.rows {
		row := &an.suffixes.rows[i]
		if row.tag != tag || row.after&b.state == 0 || !row.writes(&snd) {
			continue
		}
		for h := range 2 {
			if b.harmony>>h&1 == 0 {
				continue
			}
			for _, f := range row.forms[snd.Class[snd.N]][h] {
				if text, ok := b.join(row, f, &snd); ok {
					out = append(out, base{text: text, state: row.to, harmony: f.harmony(kazakh.Back << h)})
				}
			}
		}
	}
	return out
}

// writes reports whether a careful writer puts the suffix on the base.
func (s *suffix) writes(snd *kazakh.Sounds) bool {
	switch s.cond {
	case condL:
		return snd.HasLateral(snd.N)
	case condNoL:
		return !snd.HasLateral(snd.N)
	case condLax:
		return false
	}
	return true
}

// join writes the suffix after the base, if this shape of the base takes it.
func (b *base) join(row *suffix, f codedSuffix, snd *kazakh.Sounds) (string, bool) {
	a := allomorph{row: row, vowel: kazakh.IsVowel(f[0]), first: f[0]}
	if b.shape != nil {
		if b.shape.bare || !b.shape.seam.fits(&a) {
			return "", false
		}
	}
	text, last := b.text, snd.Code[snd.N]
	switch {
	case b.state&verbStems != 0 && kazakh.Contracts(last, f[0]):
		return contract(text, last, f), true
	case b.shape == nil && a.vowel && b.state&(stateLyk|stateInt) != 0 && kazakh.Voiced(last) != 0:
		text = text[:len(text)-2] + string(kazakh.Letter(kazakh.Voiced(last)))
	}
	return text + f.String(), true
}

// contract writes a verb stem and a suffix as has it.
func contract(text string, last byte, f codedSuffix) string {
	if kazakh.EndsInI(last) {
		return text + string(kazakh.Letter(kazakh.GlideSpelling(f[0]))) + f[1:].String()
	}
	for _, c := range kazakh.Contractions {
		if c.Stem == last && c.Suffix == f[0] {
			return text[:len(text)-2] + string(kazakh.Letter(c.Spelled)) + f[1:].String()
		}
	}
	return text + f.String()
}

// harmony is the harmony that the suffix leaves: that of its last vowel, or the one
// it was chosen by.
func (f codedSuffix) harmony(chosen kazakh.Harmony) kazakh.Harmony {
	for i := len(f) - 1; i >= 0; i-- {
		if h := kazakh.VowelHarmony(f[i]); h != 0 {
			return h
		}
	}
	return chosen
}

// String spells the suffix.
func (f codedSuffix) String() string {
	out := make([]rune, len(f))
	for i := range len(f) {
		out[i] = kazakh.Letter(f[i])
	}
	return string(out)
}
