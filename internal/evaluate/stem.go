package evaluate

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// A StemScore says how well search keys gather the forms of a word and keep words
// apart (Paice, "An evaluation method for stemming algorithms", 1994).
type StemScore struct {
	Groups int `json:"groups"` // lemmas
	Forms  int `json:"forms"`
	// UI is the share of form pairs of one lemma that got two keys, OI the share of
	// pairs of two lemmas that got one key, SW = OI/UI (0 when UI is).
	UI float64 `json:"ui"`
	OI float64 `json:"oi"`
	SW float64 `json:"sw"`
	// Lemmas all of whose forms got one key; lemmas whose keys no other lemma got; both.
	OneKey  Accuracy `json:"one_key"`
	Pure    Accuracy `json:"pure"`
	SameKey Accuracy `json:"same_key"`
	PairF1  float64  `json:"pair_f1"` // over pairs of forms, of one lemma or not
}

// Stem scores a function from a lower-case form to its key against lines
// "lemma TAB form …", as tools/stem_eval.py does: a form that two lemmas share is
// left out.
func Stem(forms io.Reader, key func(form string) string) (StemScore, error) {
	groups, err := readForms(forms)
	if err != nil {
		return StemScore{}, fmt.Errorf("stems: %w", err)
	}
	if len(groups) == 0 {
		return StemScore{}, errors.New("stems: no forms")
	}
	t := stemTally{total: map[string]int{}, owners: map[string]int{}}
	for _, forms := range groups {
		t.group(forms, key)
	}
	return t.score(), nil
}

// readForms groups distinct lower-case forms by lemma, in the order of the file.
func readForms(r io.Reader) ([][]string, error) {
	index := map[string]int{}
	seen := map[string]bool{}
	lemmas := map[string]int{} // how many lemmas have the form
	var groups [][]string
	err := eachLine(r, func(_ int, line string) error {
		f, err := columns(line, 2)
		if err != nil {
			return err
		}
		lemma, form := f[0], strings.ToLower(f[1])
		if _, ok := index[lemma]; !ok {
			index[lemma] = len(groups)
			groups = append(groups, nil)
		}
		if pair := join(lemma, form); !seen[pair] {
			seen[pair] = true
			lemmas[form]++
			groups[index[lemma]] = append(groups[index[lemma]], form)
		}
		return nil
	})
	for i, forms := range groups {
		var own []string
		for _, form := range forms {
			if lemmas[form] == 1 {
				own = append(own, form)
			}
		}
		groups[i] = own
	}
	return groups, err
}

// A stemTally counts keys: in each group, in all, and in how many groups.
type stemTally struct {
	groups []keyCount
	forms  int
	total  map[string]int
	owners map[string]int
}

// A keyCount holds how many forms of one lemma got each key.
type keyCount map[string]int

func (t *stemTally) group(forms []string, key func(string) string) {
	keys := keyCount{}
	for _, form := range forms {
		k := key(form)
		if keys[k] == 0 {
			t.owners[k]++
		}
		keys[k]++
		t.total[k]++
	}
	t.groups = append(t.groups, keys)
	t.forms += len(forms)
}

func (t *stemTally) score() StemScore {
	s := StemScore{Groups: len(t.groups), Forms: t.forms}
	// Desired and wrong merges, and desired and unachieved non-merges, all doubled:
	// whole numbers keep the sums exact in any order.
	var desired, apart, unmerged, wrong, merged int
	for _, keys := range t.groups {
		n, pure := 0, true
		for k, u := range keys {
			n += u
			pure = pure && t.owners[k] == 1
			wrong += u * (t.total[k] - u)
			merged += u * (u - 1)
		}
		for _, u := range keys {
			unmerged += u * (n - u)
		}
		desired += n * (n - 1)
		apart += n * (t.forms - n)
		one := len(keys) == 1
		s.OneKey = s.OneKey.plus(hit(one))
		s.Pure = s.Pure.plus(hit(pure))
		s.SameKey = s.SameKey.plus(hit(one && pure))
	}
	s.UI, s.OI = share(unmerged, desired), share(wrong, apart)
	if s.UI > 0 {
		s.SW = s.OI / s.UI
	}
	precision, recall := share(merged, merged+wrong), share(merged, desired)
	if precision+recall > 0 {
		s.PairF1 = 2 * precision * recall / (precision + recall)
	}
	return s
}

// share is part/whole, 0 of nothing.
func share(part, whole int) float64 { return ratio(part, whole, false) }

// Text renders the score on one line, as tools/stem_eval.py does.
func (s StemScore) Text() string {
	sw := s.SW
	if s.UI == 0 {
		sw = math.NaN()
	}
	return fmt.Sprintf(
		"groups %d forms %d UI %.4f OI %.3fe-3 SW %.4f one_key %.3f pure %.3f same_key_acc %.3f pairF1 %.3f\n",
		s.Groups, s.Forms, s.UI, s.OI*1e3, sw, s.OneKey.Share(), s.Pure.Share(), s.SameKey.Share(), s.PairF1,
	)
}
