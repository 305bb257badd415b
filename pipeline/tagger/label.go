package tagger

import (
	"slices"
	"strings"
)

// The parts of a span, of which each class has a label of its own: first, inner and
// last token, and the one token of a short span.
const (
	begin = iota
	inner
	last
	single
	parts // how many there are
)

// A labelSet numbers the labels of a token: 0 is outside, then come the four parts
// of each class.
//
// The score of a label is the sum of up to three weights of a feature, which have
// slots of their own: that of the label, that of its class and that of its part.
// So a name that was seen as the first token of a span tells something when it is
// the last; in cross-validation this was worth 0.6 points of F1.
type labelSet struct {
	classes []string // sorted
}

func labelsOf(samples []Sample) labelSet {
	var set labelSet
	for _, s := range samples {
		for _, label := range s.Labels {
			class, ok := strings.CutPrefix(label, "B-")
			if !ok {
				continue
			}
			class = coarse(class)
			if i, found := slices.BinarySearch(set.classes, class); !found {
				set.classes = slices.Insert(set.classes, i, class)
			}
		}
	}
	return set
}

// maxClasses is how many classes leave the slots within a byte.
const maxClasses = 50

func (l labelSet) count() int { return 1 + parts*len(l.classes) }

// slots is the number of labels, classes and parts.
func (l labelSet) slots() int { return l.count() + len(l.classes) + parts }

func label(class, part int) uint8 { return uint8(1 + parts*class + part) }

// classOf and partOf take labels other than 0.
func classOf(y uint8) int { return int(y-1) / parts }
func partOf(y uint8) int  { return int(y-1) % parts }

func (l labelSet) classSlot(y uint8) uint8 { return uint8(l.count() + classOf(y)) }
func (l labelSet) partSlot(y uint8) uint8  { return uint8(l.count() + len(l.classes) + partOf(y)) }

// Classes are those of the spans that a tagger gives. The model learns the other
// classes of KazNERD too, in groups, so that it knows what a span is if it is none of
// these; in cross-validation groups are as good as single classes, and faster.
var Classes = []string{"DATE", "EVENT", "FACILITY", "GPE", "LOCATION", "ORGANISATION", "PERSON", "POSITION"}

// The groups of other classes.
var groups = map[string]string{
	"CARDINAL": "NUMBER", "MONEY": "NUMBER", "ORDINAL": "NUMBER", "PERCENTAGE": "NUMBER", "QUANTITY": "NUMBER", "TIME": "NUMBER",
	"ART": "WORK", "LAW": "WORK", "PRODUCT": "WORK", "PROJECT": "WORK",
	"NORP": "PEOPLE",
}

// coarse is the class itself, or the group that the model learns it in.
func coarse(class string) string {
	if slices.Contains(Classes, class) {
		return class
	}
	if g, ok := groups[class]; ok {
		return g
	}
	return "OTHER"
}

// encode gives the labels of IOB2 strings; a class that is not in the set is outside.
func (l labelSet) encode(iob []string) []uint8 {
	ys := make([]uint8, len(iob))
	for _, s := range spansOf(iob) {
		class, ok := slices.BinarySearch(l.classes, coarse(s.Class))
		if !ok {
			continue
		}
		for i := s.First; i < s.Last; i++ {
			ys[i] = label(class, inner)
		}
		ys[s.First], ys[s.Last-1] = label(class, begin), label(class, last)
		if s.Last-s.First == 1 {
			ys[s.First] = label(class, single)
		}
	}
	return ys
}

// spans gives the spans of [Classes] of labels that follow the rules of a lattice path.
func (l labelSet) spans(ys []uint8) []Span {
	var spans []Span
	first := 0
	for i, y := range ys {
		if y == 0 {
			continue
		}
		part := partOf(y)
		if part == begin || part == single {
			first = i
		}
		class := l.classes[classOf(y)]
		if (part == last || part == single) && slices.Contains(Classes, class) {
			spans = append(spans, Span{First: first, Last: i + 1, Class: class})
		}
	}
	return spans
}

// spansOf gives the spans of IOB2 strings.
func spansOf(iob []string) []Span {
	var spans []Span
	for i, label := range iob {
		if class, ok := strings.CutPrefix(label, "B-"); ok {
			spans = append(spans, Span{First: i, Last: i + 1, Class: class})
		} else if label != Outside && len(spans) > 0 {
			spans[len(spans)-1].Last = i + 1
		}
	}
	return spans
}

// iobOf writes spans as IOB2 strings for n tokens.
func iobOf(spans []Span, n int) []string {
	iob := make([]string, n)
	for i := range iob {
		iob[i] = Outside
	}
	for _, s := range spans {
		for i := s.First; i < s.Last; i++ {
			iob[i] = "I-" + s.Class
		}
		iob[s.First] = "B-" + s.Class
	}
	return iob
}
