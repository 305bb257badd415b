package evaluate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed50815598/derek/corpus"
)

// A Fault is one thing that was missed or wrongly found.
type Fault struct {
	Layer   string `json:"layer"`
	Kind    string `json:"kind"` // missed or spurious
	Article string `json:"article"`
	Start   int    `json:"start"` // code points of the article, half open
	End     int    `json:"end"`
	What    string `json:"what"`
	Around  string `json:"around"` // the text around the place, on one line
	Rule    string `json:"rule"`   // who made it, "" for what was missed
}

// A RuleCount says how often the results of one rule were right in one layer.
type RuleCount struct {
	Layer string `json:"layer"`
	Rule  string `json:"rule"`
	Right int    `json:"right"`
	Wrong int    `json:"wrong"`
}

type ruleKey struct{ layer, rule string }

// margin is how many code points of text are shown on both sides of a fault.
const margin = 40

// note keeps the faults of one layer of one article and counts for its rules.
func (t *tally) note(name string, g corpus.Gold, m matching) {
	text := []rune(g.Article.Text)
	fault := func(kind string, x item) Fault {
		return Fault{name, kind, g.Article.ID, x.at.Start, x.at.End, x.show, around(text, x.at.Start, x.at.End), x.rule}
	}
	for _, x := range m.right {
		t.rule(name, x.rule).Right++
	}
	for _, x := range m.spurious {
		t.rule(name, x.rule).Wrong++
		t.faults = append(t.faults, fault("spurious", x))
	}
	for _, x := range m.missed {
		x.rule = ""
		t.faults = append(t.faults, fault("missed", x))
	}
}

func (t *tally) rule(layer, rule string) *RuleCount {
	key := ruleKey{layer, rule}
	if t.rules[key] == nil {
		t.rules[key] = &RuleCount{Layer: layer, Rule: rule}
	}
	return t.rules[key]
}

func around(text []rune, start, end int) string {
	if start < 0 || start > end || end > len(text) {
		return ""
	}
	from, to := max(0, start-margin), min(len(text), end+margin)
	return strings.Join(strings.Fields(string(text[from:to])), " ")
}

// Errors lists everything missed or wrongly found: by layer in the order of
// Layers, then by article and place. The same mistake shows in each layer that it
// spoils. The caller owns the slice.
func (r Report) Errors() []Fault {
	order := Layers()
	out := slices.Clone(r.faults)
	slices.SortStableFunc(out, func(a, b Fault) int {
		return cmp.Or(
			slices.Index(order, a.Layer)-slices.Index(order, b.Layer),
			strings.Compare(a.Article, b.Article), a.Start-b.Start, a.End-b.End,
			strings.Compare(a.Kind, b.Kind), strings.Compare(a.What, b.What),
		)
	})
	return out
}

// Rules counts right and wrong results by layer and rule, layers in the order of
// Layers, rules by name.
func (r Report) Rules() []RuleCount {
	order := Layers()
	out := make([]RuleCount, 0, len(r.rules))
	for _, c := range r.rules {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b RuleCount) int {
		return cmp.Or(slices.Index(order, a.Layer)-slices.Index(order, b.Layer), strings.Compare(a.Rule, b.Rule))
	})
	return out
}
