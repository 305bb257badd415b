package kazakh

import "unicode/utf8"

// Text is clean text with the way back to the original. It is read-only and safe
// for concurrent use.
type Text struct {
	Clean  string // valid UTF-8 in NFC, letter case kept
	Notes  Notes
	length int     // of the original in bytes
	layers []layer // first pass first; none when Clean is the original
}

// Notes say what Normalize met that a reader may want to know.
type Notes struct {
	LegacyFont bool // the letters of an old 8-bit font were repaired
	Mixed      int  // words left that mix scripts and cannot be repaired
}

// Normalize cleans text after: NFC, invisible characters and stress marks out,
// every kind of space a plain one, "\n" for every line end, words joined that a
// hyphen divides at a line end, plain hyphens and apostrophes, "<<" and ">>" as
// guillemets, legacy fonts and look-alike letters repaired, Roman
// numerals in ASCII. Dashes and quotation marks stay as they are, see [IsDash],
// [IsQuoteOpen] and [IsQuoteClose]; runs of spaces are not collapsed and case is kept.
//
// Any bytes will do; each byte that is not UTF-8 becomes U+FFFD. Text that is
// clean already is returned as it is. Normalize(t.Clean).Clean is t.Clean again.
func Normalize(original string) *Text {
	t := &Text{Clean: original, length: len(original)}
	for range maxRounds {
		if !t.round() {
			break
		}
	}
	return t
}

// One round settles all but odd heaps of marks and invisibles, the second one finds
// nothing to do.
const maxRounds = 8

// round runs the passes that the text asks for and reports whether any edited it.
func (t *Text) round() bool {
	d := survey(t.Clean)
	if d == 0 {
		return false
	}
	n := len(t.layers)
	if d&wantJoin != 0 {
		t.pass(joinLines)
	}
	if d&wantShown != 0 {
		t.pass(dropInvisible)
	}
	if d&wantStable != 0 {
		t.pass(compose)
		t.pass(dropMarks)
	}
	if d&wantTyped != 0 {
		t.pass(punctuate)
	}
	if d&wantLegacy != 0 && isLegacyFont(t.Clean) {
		t.pass(repairFont)
		t.Notes.LegacyFont = true
	}
	t.Notes.Mixed = 0
	if d&wantRepair != 0 {
		t.pass(func(w *rewriter) { t.Notes.Mixed = repairWords(w) })
	}
	return len(t.layers) > n
}

func (t *Text) pass(rewrite func(*rewriter)) {
	w := rewriter{in: t.Clean}
	rewrite(&w)
	clean, l := w.finish()
	if l != nil {
		t.Clean = clean
		t.layers = append(t.layers, *l)
	}
}

// Original gives the byte offset in the original of a byte offset in Clean. It never
// decreases, Original(0) is 0 and Original(len(Clean)), unless Clean is empty, the
// length of the original; offsets out of range count as these, those within a rune as
// its start. Where something was deleted, the start of a
// word lies after it and the end of a word before it, so that Original of a word's
// two ends covers the word's own bytes; within a word, and for spans that touch the
// ends of the text, see [Text.Span].
func (t *Text) Original(off int) int {
	switch {
	case off <= 0:
		return 0
	case off >= len(t.Clean):
		return t.length
	case len(t.layers) == 0:
		return off
	}
	for !utf8.RuneStart(t.Clean[off]) {
		off--
	}
	return t.source(off, t.sideAt(off))
}

// Span gives the original of Clean[start:end] exactly: what was deleted at either end
// is left out, what was deleted inside is in. An empty span stays empty. It wants
// 0 <= start <= end <= len(Clean).
func (t *Text) Span(start, end int) (int, int) {
	if len(t.layers) == 0 {
		return start, end
	}
	from := t.source(start, after)
	if start == end {
		return from, from
	}
	return from, max(from, t.source(end, before))
}

func (t *Text) source(off int, s side) int {
	for i := len(t.layers) - 1; i >= 0; i-- {
		off, s = t.layers[i].source(off, s)
	}
	return off
}

// sideAt is after at the first letter of a word and before elsewhere.
func (t *Text) sideAt(off int) side {
	next, _ := utf8.DecodeRuneInString(t.Clean[off:])
	prev, _ := utf8.DecodeLastRuneInString(t.Clean[:off])
	if isWordRune(next) && !isWordRune(prev) {
		return after
	}
	return before
}

func isWordRune(r rune) bool { return isLetter(r) || '0' <= r && r <= '9' }

// A demand says which passes a text asks for.
type demand uint8

const (
	wantJoin   demand = 1 << iota // a hyphen at a line end
	wantShown                     // invisibles, bad bytes
	wantStable                    // marks, letters that are not in NFC
	wantTyped                     // spaces, hyphens, quotes, apostrophes
	wantLegacy                    // letters of old fonts
	wantRepair                    // words in two scripts, Roman numerals
)

// survey finds in one pass over s what s asks for. It may ask for too much, never
// for too little; most text asks for nothing.
func survey(s string) demand {
	var d demand
	some, all, start := kind(0), ^kind(0), 0 // of the word at hand
	for i := 0; i < len(s); {
		k, n := kindAt(s, i)
		if k&anyLetter != 0 {
			if some == 0 {
				start = i
			}
			some |= k
			all &= k
			i += n
			continue
		}
		if some != 0 {
			d |= wordDemand(some, all)
			if all&(twin|upper|latin) == twin|upper|latin && i == start+1 && isGluedInitial(s, i) {
				d |= wantRepair
			}
			some, all = 0, ^kind(0)
		}
		if k != 0 {
			d |= runeDemand(k)
			if k&lineEnd != 0 && i > 0 && s[i-1] == '-' {
				d |= wantJoin
			}
		}
		i += n
	}
	if some != 0 {
		d |= wordDemand(some, all)
	}
	return d
}

// runeDemand is the demand of a rune that is no letter. Hyphens at line ends may be
// typed in many ways; only the plain one is left to survey.
func runeDemand(k kind) demand {
	var d demand
	if k&hidden != 0 {
		d |= wantShown | wantJoin
	}
	if k&unstable != 0 {
		d |= wantStable
	}
	if k&typed != 0 {
		d |= wantTyped | wantJoin
	}
	return d
}

// wordDemand is the demand of a word, from the kinds that some and all of its letters have.
func wordDemand(some, all kind) demand {
	var d demand
	if some&unstable != 0 {
		d |= wantStable
	}
	if some&typed != 0 {
		d |= wantTyped
	}
	if some&legacy != 0 {
		d |= wantLegacy
	}
	scripts := some & (cyrillic | latin | arabic)
	if scripts&(scripts-1) != 0 || some&lookalike != 0 || all&roman != 0 && some&cyrillic != 0 {
		d |= wantRepair
	}
	return d
}
