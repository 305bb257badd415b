// Package evaluate compares output with gold and counts.
//
// It takes annotated articles and gold articles, or the files of the other
// measuring sets (event sentences, stems, names, tokens, TREC runs), and gives
// scores with their raw counts and lists of misses. It runs nothing itself: what
// is scored comes from the caller.
package evaluate

import (
	"encoding/json"
	"math"
)

// A Count holds the raw numbers behind a score.
type Count struct {
	TP int // found and right
	FP int // found and wrong
	FN int // not found
}

// Precision is the share of found items that are right; 1 when nothing was found
// and nothing was to be found, 0 when only nothing was found.
func (c Count) Precision() float64 { return ratio(c.TP, c.TP+c.FP, c.FN == 0) }

// Recall is the share of gold items that were found; 1 when there are none and
// none were found.
func (c Count) Recall() float64 { return ratio(c.TP, c.TP+c.FN, c.FP == 0) }

// F1 is the harmonic mean of precision and recall.
func (c Count) F1() float64 { return ratio(2*c.TP, 2*c.TP+c.FP+c.FN, true) }

func (c Count) plus(o Count) Count { return Count{c.TP + o.TP, c.FP + o.FP, c.FN + o.FN} }

// ratio is part/whole; a whole of nothing is perfect or worthless.
func ratio(part, whole int, perfect bool) float64 {
	switch {
	case whole > 0:
		return float64(part) / float64(whole)
	case perfect:
		return 1
	}
	return 0
}

// An Accuracy counts how often a value is right among the cases that state one.
type Accuracy struct{ Right, Of int }

// Share is Right divided by Of; 1 when there was no case.
func (a Accuracy) Share() float64 { return ratio(a.Right, a.Of, true) }

func (a Accuracy) plus(o Accuracy) Accuracy { return Accuracy{a.Right + o.Right, a.Of + o.Of} }

// MarshalJSON writes the raw numbers and, to four digits, the scores.
func (c Count) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		TP        int     `json:"tp"`
		FP        int     `json:"fp"`
		FN        int     `json:"fn"`
		Precision float64 `json:"precision"`
		Recall    float64 `json:"recall"`
		F1        float64 `json:"f1"`
	}{c.TP, c.FP, c.FN, round(c.Precision()), round(c.Recall()), round(c.F1())})
}

// MarshalJSON writes the raw numbers and, to four digits, the share.
func (a Accuracy) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Right int     `json:"right"`
		Of    int     `json:"of"`
		Share float64 `json:"share"`
	}{a.Right, a.Of, round(a.Share())})
}

func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }
