package morph

import (
	"sync"

	"github.com/seed50815598/derek/internal/kazakh"
)

const (
	maxChain    = 12 // suffixes of one word; the longest chains of real text have eight
	maxReadings = 48
)

// A reading is an analysis while it is being weighed.
type reading struct {
	lemma  string // of a known stem; else ""
	letter byte   // replaces (swap) or follows the last letter of an unknown stem, 0 for none
	swap   bool
	stem   int // letters of the surface stem
	pos    POS
	made   Tag // the stem is itself the lemma with this suffix, see stem.made
	known  bool
	name   bool
	score  float32
	depth  int
	chain  [maxChain]Tag   // outermost first
	cuts   [maxChain]uint8 // cuts[i] letters are left when chain[i] is stripped
}

// A hunt is the search for the readings of one word, from its last letter to its
// first. It is used again for the next word.
type hunt struct {
	an      *Analyzer
	form    string
	snd     kazakh.Sounds
	nounSum shapeSum
	verbSum shapeSum
	chain   [maxChain]Tag
	cuts    [maxChain]uint8
	depth   int
	out     []reading
	found   []Analysis
	openings
	lax   bool // either harmony will do, as with names
	alone bool // the word is a suffix without its base
}

var hunts = sync.Pool{New: func() any { return &hunt{out: make([]reading, 0, maxReadings)} }}

// reset makes the hunt ready for a word.
func (h *hunt) reset(an *Analyzer, form string) {
	h.an, h.form, h.depth, h.out = an, form, 0, h.out[:0]
	h.lax, h.alone = false, false
	h.known = [kazakh.MaxLetters + 1]opening{}
}

// rest ends the use for a word; the hunt does not point to it.
func (h *hunt) rest() {
	h.an, h.form = nil, ""
	clear(h.found)
	hunts.Put(h)
}

// search finds the readings of a lower-case Cyrillic word; it reports false for
// anything else.
func (h *hunt) search() bool {
	if !h.snd.Scan(h.form) {
		return false
	}
	h.an.nouns.sum(&h.snd, &h.nounSum)
	h.an.verbs.sum(&h.snd, &h.verbSum)
	h.strip(h.snd.N, accepting, nil, 0)
	return true
}

// strip reads the first n letters as a stem or as a base with one more suffix; want
// says what they may be, next is the suffix that follows them.
func (h *hunt) strip(n int, want state, next *allomorph, score float32) {
	h.tryStem(n, want, next, score)
	if h.depth == maxChain || next != nil && (next.restore != 0 || !h.licenses(n, next)) {
		return
	}
	inv := h.an.suffixes
	at := uint16(0)
	for i := n; i > 0; i-- {
		at = inv.nodes[at].next[h.snd.Code[i]]
		if at == 0 {
			return
		}
		ends := inv.nodes[at].ends
		for k := range ends {
			if a := &ends[k]; a.row.to&want != 0 && a.tailFits(next) {
				h.push(i-1, a, score)
			}
		}
	}
}

// push strips the allomorph, which leaves n letters.
func (h *hunt) push(n int, a *allomorph, score float32) {
	if h.depth == 0 {
		score += endingOf(a.row.to)
	}
	h.chain[h.depth], h.cuts[h.depth] = a.row.tag, uint8(n)
	h.depth++
	if n > 0 {
		h.strip(n, a.row.after, a, score+a.row.weight)
	} else if h.alone && a.row.after&nounStems != 0 {
		h.offer(reading{pos: Noun, score: score + a.row.weight})
	}
	h.depth--
}

// tailFits reports whether the last letter of a has the voice that next calls for.
func (a *allomorph) tailFits(next *allomorph) bool {
	switch a.tail {
	case tailVoiced:
		return next != nil && next.vowel
	case tailUnvoice:
		return next == nil || !next.vowel
	case tailPlain:
	}
	return true
}

// licenses reports whether the first n letters, as they are, take the suffix in
// this very shape.
func (h *hunt) licenses(n int, a *allomorph) bool {
	return h.takes(n, a, h.snd.Harmony[n]) && h.seamFits(n, a)
}

// takes reports whether a base of n letters and the given harmony takes the suffix.
func (h *hunt) takes(n int, a *allomorph, harmony kazakh.Harmony) bool {
	return a.classes>>h.snd.Class[n]&1 != 0 && (h.lax || a.harmony&harmony != 0)
}

// seamFits checks the conditions that depend on more than class and harmony.
func (h *hunt) seamFits(n int, a *allomorph) bool {
	last := h.snd.Code[n]
	if a.glide {
		return kazakh.EndsInI(last)
	}
	switch a.row.cond {
	case condL:
		if !h.snd.HasLateral(n) {
			return false
		}
	case condNoL:
		if h.snd.HasLateral(n) {
			return false
		}
	}
	return a.row.after&stateV0 == 0 || !kazakh.Contracts(last, a.first)
}

// tryStem reads the first n letters as a stem.
func (h *hunt) tryStem(n int, want state, next *allomorph, score float32) {
	if want&(nounStems|verbStems) == 0 {
		return
	}
	known := false
	if next == nil || next.restore == 0 {
		known = h.tryKnown(n, want, next, score)
	} else {
		h.tryRestored(n, want, next, score)
	}
	if h.snd.Vowels[n] > 0 && n >= 2 {
		h.tryUnknown(n, want, next, score, known)
	}
}

// tryKnown offers the stems of the lexicon; it reports whether one fits.
func (h *hunt) tryKnown(n int, want state, next *allomorph, score float32) bool {
	found := false
	stems := h.opens(n)
	for i := range stems {
		st := &stems[i]
		if st.kinds&want == 0 || !h.stemTakes(st, n, next) {
			continue
		}
		found = true
		h.offer(reading{
			lemma: st.lemma, stem: n, pos: st.pos, made: st.made, known: true, name: st.name,
			score: score + knownScore(st, next),
		})
	}
	return found
}

// stemTakes reports whether the stem, which is the first n letters, takes the suffix
// or, if next is nil, may stand alone.
func (h *hunt) stemTakes(st *stem, n int, next *allomorph) bool {
	if next == nil || !st.seam.fits(next) {
		return next == nil && st.seam.fits(nil)
	}
	return h.takes(n, next, st.harmony) && (st.seam == seamConverb || h.seamFits(n, next))
}

// tryRestored offers the verbs of the lexicon whose last letter the seam has
// swallowed.
func (h *hunt) tryRestored(n int, want state, next *allomorph, score float32) {
	if want&stateV0 == 0 {
		return
	}
	stems := h.restored(n, next.restore)
	for i := range stems {
		st := &stems[i]
		if st.kinds&stateV0 == 0 || next.harmony&st.harmony == 0 || next.classes>>kazakh.ClassOf(next.restore)&1 == 0 {
			continue
		}
		h.offer(reading{lemma: st.lemma, stem: n, pos: Verb, known: true, score: score + knownScore(st, next)})
	}
}

// tryUnknown offers stems that the lexicon does not have.
func (h *hunt) tryUnknown(n int, want state, next *allomorph, score float32, known bool) {
	if next != nil {
		if next.restore != 0 {
			h.unknownYot(n, want, next, score)
			return
		}
		if !h.licenses(n, next) {
			return
		}
	}
	last, prev := h.snd.Code[n], h.snd.Code[n-1]
	r := reading{stem: n}
	if next != nil && next.vowel {
		if (kazakh.IsVowel(prev) || kazakh.IsYot(prev)) && kazakh.Voiced(last) != 0 {
			return // would be voiced
		}
		if d := kazakh.Devoiced(last); d != 0 && kazakh.IsVowel(prev) {
			r.letter, r.swap = d, true
		}
	}
	if !r.swap && kazakh.IsUnrestored(last) {
		return
	}
	possessed := want&stateP3 != 0 && kazakh.IsPatronymic(h.form[:2*n]) // names in -uly, -qyzy
	if (want&stateNoun != 0 || possessed) && !known {
		r.pos = Noun
		r.score = score + h.absentScore(Noun, n, r.letter, r.swap, next)
		h.offer(r)
	}
	if want&stateV0 != 0 && next != nil && !known {
		r.pos = Verb
		r.score = score + h.absentScore(Verb, n, r.letter, r.swap, next)
		h.offer(r)
	}
}

// unknownYot offers an unknown verb in й, the only swallowed letter that can be
// told without a lexicon.
func (h *hunt) unknownYot(n int, want state, next *allomorph, score float32) {
	if want&stateV0 == 0 || !kazakh.IsYot(next.restore) || n < 3 || next.harmony&h.snd.Harmony[n] == 0 {
		return
	}
	if !kazakh.IsVowel(h.snd.Code[n]) {
		return
	}
	h.offer(reading{stem: n, letter: next.restore, pos: Verb, score: score + h.unknownScore(Verb, n, next.restore, false)})
}

func (h *hunt) offer(r reading) {
	if len(h.out) == maxReadings {
		return
	}
	r.depth = h.depth
	r.chain, r.cuts = h.chain, h.cuts
	if r.pos == Verb && r.depth == 0 {
		r.chain[0], r.depth = IMP2, 1
	}
	h.out = append(h.out, r)
}
