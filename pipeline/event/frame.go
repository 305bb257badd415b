package event

import (
	"cmp"
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A shape is how a trigger stands in its sentence.
type shape uint8

// The shapes of triggers.
const (
	finite      shape = iota // sailandy; also converbs and conditions, which end a clause
	participial              // sailanghan (toragha)
	nominal                  // sailanghanyn, sailanuyna
	bareNominal              // taghaiyndau (turaly)
)

// A frame is a trigger with its surroundings.
type frame struct {
	word, end int // the trigger, and the word after its verbal group
	lo        int // first word of its clause
	clause    int
	a         morph.Analysis
	shape     shape
	row       *triggerRow
	need      string // the complement that licensed it
	marked    []int  // posts of the clause with "as" or "to", in order
	anaphor   bool   // the post is named by "this office" only
	title     int    // post that stands as subject or object of the verb itself, or none
	election  int    // word of the election, or none
	russian   bool
}

// read makes a frame of the surroundings that of a reading of the word.
func (f *frame) read(d *doc, a morph.Analysis) {
	f.a = a
	f.shape = d.shapeOf(f)
}

// frameAt returns the surroundings of word i, whatever its reading.
func (d *doc) frameAt(i int) frame {
	f := frame{word: i, end: d.groupEnd(i), clause: d.clauseOf[i], title: none, election: none}
	f.lo = d.clauses[f.clause].first
	for _, k := range d.postsIn(i) {
		p := &d.posts[k]
		if p.first >= f.lo && p.markEnd <= i && (p.mark == markAs || p.mark == markTo) && !d.between(p.markEnd, i, d.consumes) {
			f.marked = append(f.marked, k)
		}
	}
	slices.SortFunc(f.marked, func(a, b int) int { return cmp.Compare(d.posts[a].first, d.posts[b].first) })
	f.anaphor = d.anaphoricOffice(f.lo, i, morph.DAT) != none
	f.title = d.bareTitle(&f)
	return f
}

// consumes reports whether word i is a participle to which the posts before it
// belong: shef-redaktor bolyp isteitin A.
func (d *doc) consumes(i int) bool {
	for _, class := range []string{"work", "carry", "remain"} {
		if a, ok := d.verb(i, class); ok && (a.Has(morph.PFV) || a.Has(morph.HAB)) && !d.ends(i+1) {
			return true
		}
	}
	return false
}

func (d *doc) shapeOf(f *frame) shape {
	a := f.a
	if f.end > f.word+1 && (a.Has(morph.CVP) || a.Has(morph.CVA)) { // atqaryp kelgen (Natalia)
		last := d.words[f.end-1].Best()
		switch {
		case last.POS != morph.Verb || !last.Has(morph.PFV) || d.copula(f.end-1) || d.ends(f.end) || d.is(f.end, "that"):
		case last.Has(morph.P3) || last.Case() != morph.NoTag: // atqaryp zhatqanyn (aitty)
			return nominal
		default:
			return participial
		}
	}
	switch {
	case a.Has(morph.VN):
		if a.Case() == morph.NoTag && !a.Has(morph.P3) && !a.Has(morph.P1S) {
			return bareNominal
		}
		return nominal
	case !a.Has(morph.PFV) && !a.Has(morph.HAB):
		return finite
	case a.Has(morph.P3) || a.Case() != morph.NoTag:
		return nominal
	case f.end > f.word+1 || d.ends(f.word+1) || d.is(f.word+1, "that") || d.is(f.word+1, "quote"):
		return finite
	default:
		return participial
	}
}

// ends reports whether nothing of the clause follows before word i.
func (d *doc) ends(i int) bool {
	return !d.same(i-1, i) || d.punct(i) && d.words[i].Kind != token.QuoteOpen ||
		d.free(i) && (d.joins(i) || d.is(i, "but"))
}

// anaphoricOffice finds "bul qyzmetke", "ol oryngha", "bos oryngha" in [lo, hi): the
// office word, or none.
func (d *doc) anaphoricOffice(lo, hi int, c morph.Tag) int {
	for j := hi - 1; j > lo; j-- {
		if d.free(j) && d.isCase(j, "office", c) && d.free(j-1) && (d.points(j-1) || d.is(j-1, "vacant")) {
			return j
		}
	}
	return none
}

// points reports whether word i is "this" or "that" before a noun.
func (d *doc) points(i int) bool { return d.is(i, "this") || d.isCase(i, "he", morph.NoTag) }

// bareTitle returns the singular post right before the verb, with nothing but
// adverbs between: zhanga toragha sailandy, toraghasyn sailady; the subject may stand
// there too: direktordy kenges taghaiyndaidy.
func (d *doc) bareTitle(f *frame) int {
	for j, n := f.word-1, 0; j >= f.lo && n < 4; j, n = j-1, n+1 {
		if id := d.at(j, mention.Org); id != none && d.kase[id] == morph.NoTag {
			j = d.ms[id].First
			continue
		}
		if id := d.at(j, mention.Title); id != none {
			p := &d.posts[d.postOf[id]]
			if p.plural || p.mark != unmarked {
				return none
			}
			return d.postOf[id]
		}
		if !d.adverb(j) {
			return none
		}
	}
	return none
}

// adverb reports whether word i may stand between a verb and its complement:
// a free word that is neither an argument nor punctuation, or a date.
func (d *doc) adverb(i int) bool {
	if d.at(i, mention.Date) != none || d.at(i, mention.Place) != none && d.kase[d.owner[i]] == morph.LOC {
		return true
	}
	if !d.free(i) || d.punct(i) {
		return false
	}
	for _, c := range []string{"again", "interim", "this", "own", "second", "term", "day", "before", "he", "modifier"} {
		if d.is(i, c) {
			return true
		}
	}
	a := d.words[i].Best()
	if len(d.cues[i]) > 0 {
		return a.Case() == morph.INS || d.isCase(i, "meeting", morph.LOC)
	}
	if a.POS == morph.Closed || a.POS == morph.Numeral {
		return true
	}
	if a.POS == morph.Verb {
		return a.Has(morph.CVP) || a.Has(morph.CVA)
	}
	c := a.Case()
	return c == morph.INS || c == morph.ABL || c == morph.LOC || c == morph.NoTag && !a.Has(morph.P3) && !a.Has(morph.PL)
}

// near returns the last free word with the cue and case within n words before
// word i, or none. NoTag asks for the bare form or one with a possessive only.
func (d *doc) near(f *frame, cue string, c morph.Tag, n int) int {
	for j := f.word - 1; j >= f.lo && j >= f.word-n; j-- {
		if d.free(j) && d.isCase(j, cue, c) {
			return j
		}
	}
	return none
}
