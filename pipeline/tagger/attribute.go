package tagger

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/token"
)

// The kinds of head, in the order of lookup.heads.
const headKinds = 3

// A lookup is what the tables of a lexicon tell. It is read-only.
type lookup struct {
	gazetteer *gazetteer
	endings   []string // of surnames and patronymics
	heads     []uint64 // types of the gazetteer
}

func newLookup(lex *lexicon.Lexicon) *lookup {
	l := &lookup{
		gazetteer: compileGazetteer(lex),
		heads:     []uint64{typeOf("org_heads"), typeOf("place_types"), typeOf("title_heads")},
	}
	for _, r := range lex.Table("name_endings").Rows {
		l.endings = append(l.endings, strings.TrimLeft(r.Key, "-"))
	}
	return l
}

// An extractor says of each word what its surroundings add to its record. It holds
// the buffers for one sentence: not safe for concurrent use.
type extractor struct {
	*lookup
	attributes
	views   []view
	covers  []cover
	posts   []uint64 // part in a post, 0 for none
	matches []match
	ends    []int // of each word's part of list
}

// read takes a sentence of records; around then tells of it.
func (x *extractor) read(records []*record, hints []Hint) {
	x.views = slices.Grow(x.views[:0], len(records))[:len(records)]
	for i, r := range records {
		v := &x.views[i]
		*v = view{record: r, more: v.more[:0], kinds: r.heads}
	}
	x.lookUp()
	x.pairQuotes()
	x.coverWords(checkHints(hints, len(records)))
	x.list, x.ends = x.list[:0], x.ends[:0]
	for i := range x.views {
		x.addPosition(i)
		x.addPhrases(i)
		x.addNeighbours(i)
		x.addNumber(i)
		x.addRun(i)
		x.addQuote(i)
		x.addPath(i)
		x.addHints(i)
		x.ends = append(x.ends, len(x.list))
	}
}

// around are the attributes of word i that its surroundings make, good until the next
// read. Words before the first and behind the last have the edge of the sentence.
func (x *extractor) around(i int) []attribute {
	switch {
	case i < 0 || i >= len(x.ends):
		return edge[:]
	case i == 0:
		return x.list[:x.ends[0]]
	}
	return x.list[x.ends[i-1]:x.ends[i]]
}

var edge = [1]attribute{attributeOf(tEdge, 0)}

// addPosition tells where in the sentence word i stands.
func (x *extractor) addPosition(i int) {
	place := uint64(0)
	switch {
	case i == 0:
		place = 1
	case i == 1 && x.views[0].kind != token.Word: // behind a dash or quotation mark
		place = 2
	}
	if i == len(x.views)-1 {
		place |= 4
	}
	x.add(tPlace, place|x.views[i].shape<<8)
}

// addPhrases tells of the phrases of several words that word i is part of.
func (x *extractor) addPhrases(i int) {
	v := &x.views[i]
	for _, typ := range v.more {
		x.add(tType, typ)
		x.add(tTypeShape, join(typ, v.shape))
	}
}

// outer stands for a word before the sentence or behind it.
var outer = view{record: &record{lemma: 1, formHash: 1, shape: 1, outline: 1, grammar: 1}}

// addTypes tells of the phrases that another word is part of.
func (x *extractor) addTypes(t template, v *view) {
	for _, typ := range v.types {
		x.add(t, typ)
	}
	for _, typ := range v.more {
		x.add(t, typ)
	}
}

func (x *extractor) at(i int) *view {
	if i < 0 || i >= len(x.views) {
		return &outer
	}
	return &x.views[i]
}

// addNeighbours tells of word i together with those beside it.
func (x *extractor) addNeighbours(i int) {
	before, v, after := x.at(i-1), &x.views[i], x.at(i+1)
	x.add(tLemmas, join(before.lemma, v.lemma))
	x.add(tShapes, fold(before.shape, v.shape, after.shape))
	x.add(tGrammars, fold(before.grammar, v.grammar, after.grammar))
	x.add(tOutlineBefore, join(before.outline, after.lemma))
	x.add(tOutlineAfter, join(v.outline, after.lemma))
	x.add(tLemmaBefore, join(v.outline, before.lemma))
}

// addNumber tells what a number counts, however many words it takes: "alty zhuz
// zhiyrma zhyl" is a date from its first word on.
func (x *extractor) addNumber(i int) {
	if v := &x.views[i]; !v.number && v.kind != token.Dash {
		return
	}
	end, start := i+1, i-1
	for end < len(x.views) && (x.views[end].number || x.views[end].kind == token.Dash || x.views[end].text == ",") {
		end++
	}
	for start >= 0 && (x.views[start].number || x.views[start].kind == token.Dash) {
		start--
	}
	before, counted := x.at(start), x.at(end)
	x.add(tCounted, counted.lemma)
	x.add(tCountedForm, counted.formHash)
	x.add(tCountedChain, counted.chain)
	x.add(tCountedAt, join(counted.lemma, uint64(end-i)))
	x.add(tCountedPair, join(counted.lemma, x.at(end+1).lemma))
	x.add(tBeforeNumber, before.lemma)
	x.add(tAroundNumber, join(before.lemma, counted.lemma))
	x.add(tNumberLength, uint64(min(end-start, 9)))
	x.addTypes(tCountedType, counted)
}

// addRun tells what stands around a run of capitalised words: the type noun behind a
// name, however long the name is.
func (x *extractor) addRun(i int) {
	if !x.views[i].capital {
		return
	}
	end, start := i+1, i-1
	for end < len(x.views) && x.views[end].capital {
		end++
	}
	for start >= 0 && x.views[start].capital {
		start--
	}
	before, after := x.at(start), x.at(end)
	x.add(tAfterRun, after.lemma)
	x.add(tBeforeRun, before.lemma)
	x.add(tAfterRunPair, join(after.lemma, x.at(end+1).lemma))
	x.add(tInRun, uint64(min(end-i, 4))<<8|uint64(min(i-start, 4)))
	x.addTypes(tAfterRunType, after)
	x.addTypes(tBeforeRunType, before)
}

// addQuote tells what stands around the quotation marks that hold word i: a film, a
// programme and a company are told apart by the noun behind the marks.
func (x *extractor) addQuote(i int) {
	v := &x.views[i]
	x.add(tInQuote, uint64(min(i-v.open, 3)*b2i(v.close > 0))|v.shape<<8)
	if v.close == 0 {
		return
	}
	after, second := x.at(v.close+1), x.at(v.close+2)
	length := uint64(min(v.close-v.open, 8))
	x.add(tAfterQuote, after.lemma)
	x.add(tSecondAfterQuote, second.lemma)
	x.add(tBeforeQuote, x.at(v.open-1).lemma)
	x.add(tQuoteLength, length)
	x.add(tInQuoteAt, uint64(min(v.close-i, 4))<<8|uint64(min(i-v.open, 4))|x.views[v.open+1].shape<<16)
	x.add(tAfterQuoteLength, join(after.lemma, min(length, 5)))
	x.addTypes(tAfterQuoteType, after)
	x.addTypes(tSecondAfterQuoteType, second)
}

// pathReach is how many words a phrase may go on behind one of its words.
const pathReach = 10

// addPath tells of the heads that word i may reach along its own phrase, the first of
// each kind, and by which cases: "oblys akiminin buryngy orynbasary" is a post from
// its first word on, though the nearest head is that of a place.
func (x *extractor) addPath(i int) {
	v := &x.views[i]
	path, reached, far := uint64(0), uint8(0), uint64(0)
	for j := i + 1; j < len(x.views) && j <= i+pathReach; j++ {
		w := &x.views[j]
		if w.mark {
			path = join(path, uint64(w.kind))
			continue
		}
		if w.splits && j >= v.close {
			break
		}
		for k := range uint64(headKinds) {
			if w.kinds&^reached&(1<<k) == 0 {
				continue
			}
			x.add(tPath, join(k, path))
			x.add(tPathLemma, join(k, w.lemma))
			x.add(tPathAt, k<<8|uint64(j-i))
			x.add(tPathShape, join(k, v.shape))
			far = k<<8 | uint64(j-i)
		}
		reached |= w.kinds
		path = join(path, w.link)
	}
	x.add(tPathEnd, far)
	x.add(tPathKinds, v.shape<<8|uint64(reached))
}
