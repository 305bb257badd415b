package tagger

import (
	"math"
	"slices"

	"github.com/seed50815598/derek/pipeline/morph"
)

// outsideHandicap is taken from the score of outside, in units. The likelihood that
// training maximises does not mind a missed span more than a spurious one, and finds
// fewer than there are.
const outsideHandicap = 77

// prepare puts the transitions as the decoder wants them.
func (t *Tagger) prepare() {
	l := t.model.labels
	n := l.states()
	t.steps = make([]int32, n*n)
	for from := range n {
		for to := range n {
			t.steps[to*n+from] = t.model.steps[from*n+to]
		}
	}
	t.factor = make([]float64, len(t.model.steps))
	for k, w := range t.model.steps {
		t.factor[k] = math.Exp(float64(w) * unit)
	}
}

// A decoder holds the buffers for one sentence.
type decoder struct {
	*Tagger
	extractor extractor
	records   []*record
	starts    []uint32 // of the ballots that are counted
	margined  []int32  // scores, with margins for the words around the sentence
	scores    []int32  // of the slots of each token; then of its labels
	path      []int32  // score of the best path to each label of two tokens
	from      []uint8  // the label before, on that path
	labels    []uint8
	lattice   lattice
}

func (t *Tagger) decoder() *decoder {
	if d, ok := t.pool.Get().(*decoder); ok {
		return d
	}
	return &decoder{Tagger: t, extractor: extractor{lookup: t.lookup}}
}

func (d *decoder) tag(words []morph.Word, hints []Hint, wanted func(Span) bool) []Span {
	d.records = d.records[:0]
	for i := range words {
		d.records = append(d.records, d.record(&words[i]))
	}
	d.extractor.read(d.records, hints)
	d.vote(len(words))
	d.best(len(words))
	spans := slices.DeleteFunc(d.model.labels.spans(d.labels), func(s Span) bool { return !wanted(s) })
	if len(spans) > 0 {
		d.judge(spans)
	}
	return spans
}

// block is how many scores lie around a word.
func (t *Tagger) block() int { return (2*reach + 1) * t.model.labels.slots() }

// vote sums the votes of all attributes. Weights are whole numbers, so the order of
// attributes does not matter. Votes for words outside of the sentence go to margins.
func (d *decoder) vote(n int) {
	slots := d.model.labels.slots()
	d.margined = sized(d.margined, (n+4*reach)*slots)
	for j := -reach; j < n+reach; j++ {
		block := d.margined[(j+reach)*slots:][:d.block()]
		if j >= 0 && j < n {
			r := d.records[j]
			for k, v := range r.votes {
				block[k] += int32(v)
			}
			d.count(block, r.attributes)
		}
		d.count(block, d.extractor.around(j))
	}
	d.scores = d.margined[2*reach*slots:]
	for i := range n {
		expand(d.model.labels, d.scores[i*slots:(i+1)*slots])[0] -= outsideHandicap
	}
}

// count adds the votes of attributes to the scores around a word.
func (d *decoder) count(block []int32, list []attribute) {
	d.starts = d.index.find(d.starts[:0], list)
	for _, start := range d.starts {
		for _, v := range d.index.at(start) {
			block[v.at] += int32(v.weight)
		}
	}
}

// never is the score of a path that the labels do not allow.
const never = math.MinInt32 / 2

// best finds the best path and sets labels (Viterbi).
func (d *decoder) best(n int) {
	l := d.model.labels
	count, slots := l.count(), l.slots()
	d.path, d.from = sized(d.path, 2*count), sized(d.from, n*count)
	before, now := d.path[:count], d.path[count:]
	for i := range n {
		scores, from := d.scores[i*slots:i*slots+count], d.from[i*count:(i+1)*count]
		if i == 0 {
			d.start(now)
		} else {
			d.enter(before, now, from)
			d.stay(before, now, from)
		}
		for y, s := range scores {
			now[y] += s
		}
		before, now = now, before
	}
	y := uint8(0)
	for k, s := range before {
		closed := k == 0 || partOf(uint8(k)) == last || partOf(uint8(k)) == single
		if closed && s > before[y] {
			y = uint8(k)
		}
	}
	d.labels = sized(d.labels, n)
	for i := n - 1; i >= 0; i-- {
		d.labels[i] = y
		y = d.from[i*count+int(y)]
	}
}

// start sets the paths to the labels that may begin a sentence.
func (d *decoder) start(now []int32) {
	for y := range now {
		now[y] = 0
		if y > 0 && partOf(uint8(y)) != begin && partOf(uint8(y)) != single {
			now[y] = never
		}
	}
}

// enter finds the best way to outside and to the first label of each class.
func (d *decoder) enter(before, now []int32, from []uint8) {
	n := d.model.labels.states()
	var open [maxClasses + 1]int32
	var end [maxClasses + 1]uint8
	open[0] = before[0]
	for s := 1; s < n; s++ {
		at, one := label(s-1, last), label(s-1, single)
		if before[one] > before[at] {
			at = one
		}
		open[s], end[s] = before[at], at
	}
	for to := range n {
		most, state := int32(math.MinInt32), 0
		for s, w := range d.steps[to*n : (to+1)*n] {
			if v := open[s] + w; v > most {
				most, state = v, s
			}
		}
		if to == 0 {
			now[0], from[0] = most, end[state]
			continue
		}
		for _, y := range [2]uint8{label(to-1, begin), label(to-1, single)} {
			now[y], from[y] = most, end[state]
		}
	}
}

// stay finds the best way to the labels within a span.
func (d *decoder) stay(before, now []int32, from []uint8) {
	n := d.model.labels.states()
	for c := range n - 1 {
		w := d.model.steps[n*n+within*c:]
		b, in := label(c, begin), label(c, inner)
		for p, step := range [2][2]int32{{w[beginInner], w[innerInner]}, {w[beginLast], w[innerLast]}} {
			y := label(c, inner+p)
			now[y], from[y] = before[b]+step[0], b
			if v := before[in] + step[1]; v > now[y] {
				now[y], from[y] = v, in
			}
			now[y] = max(now[y], never)
		}
	}
}

// judge gives the spans their probabilities.
func (d *decoder) judge(spans []Span) {
	l := d.model.labels
	n, slots := len(d.labels), l.slots()
	t := &d.lattice
	t.reset(l, n)
	copy(t.step, d.factor)
	for i := range n {
		scores := d.scores[i*slots : i*slots+l.count()]
		best := scores[0]
		for _, s := range scores {
			best = max(best, s)
		}
		t.score(i, float64(best), unit, func(y int) float64 { return float64(scores[y]) })
	}
	t.run()
	for k := range spans {
		s := &spans[k]
		s.Score = t.spanProbability(s.First, s.Last, classOf(d.labels[s.First]))
	}
}
