package tagger

import (
	"math"
	"math/rand/v2"
	"slices"
)

// The learner maximises the likelihood of the labels of its sentences by stochastic
// gradient steps of the FTRL-Proximal method (McMahan et al., "Ad Click Prediction: a
// View from the Trenches", KDD 2013): a learning rate for each weight, and weights
// that are exactly zero unless the data insists.
//
// A feature is an attribute at one distance. It has weights for the labels that it
// was seen with, with their classes and their parts, and for all of them if it was
// seen often: that a frequent word is not part of a name is worth knowing as well.
const (
	learningRate = 0.1
	smoothing    = 1.0  // of the learning rate
	sparsity     = 0.7  // weight of the L1 norm
	frequent     = 8    // occurrences from which a feature has all weights
	tiny         = 1e-3 // gradients below are left out: half the time, the same F1
)

// A sample is a sentence to learn from: the attributes of its words, and their labels.
type sample struct {
	list   []attribute
	ends   []int // of each token's part of list
	labels []uint8
}

func (s *sample) attributes(i int) []attribute {
	if i < 0 || i >= len(s.ends) {
		return edge[:]
	}
	start := 0
	if i > 0 {
		start = s.ends[i-1]
	}
	return s.list[start:s.ends[i]]
}

// features calls f for each feature of token i.
func (s *sample) features(i int, f func(uint64)) {
	for o := -reach; o <= reach; o++ {
		for _, a := range s.attributes(i + o) {
			if w := a.window(); int(w.lo) <= o && o <= int(w.hi) {
				f(a.key()<<offsetBits | uint64(o+reach))
			}
		}
	}
}

// offsetBits hold the distance of a feature, counted from -reach.
const offsetBits = 3

// A memory is what FTRL keeps of a weight.
type memory struct{ z, n float32 }

// A learner holds the weights while they are learnt.
type learner struct {
	labels labelSet
	rows   map[uint64]int32 // feature -> row
	keys   []uint64         // row -> feature
	starts []int32          // row -> its weights; one more than rows
	slots  []uint8          // of each weight
	weight []float32
	memory []memory
	step   []float32 // transitions
	steps  []memory

	lattice lattice
	scores  []float32 // of one token
	grad    []float32 // of one token, for each slot
	active  []uint8   // slots whose gradient is not tiny
	counts  []float64 // of transitions
}

// newLearner finds the features of the samples, in the order of their first use.
func newLearner(labels labelSet, samples []*sample) *learner {
	l := &learner{labels: labels, rows: map[uint64]int32{}}
	var seen []int32
	var with [][]uint8 // slots
	for _, s := range samples {
		for i, y := range s.labels {
			s.features(i, func(f uint64) {
				row, ok := l.rows[f]
				if !ok {
					row = int32(len(l.keys))
					l.rows[f] = row
					l.keys, seen, with = append(l.keys, f), append(seen, 0), append(with, nil)
				}
				seen[row]++
				if seen[row] <= frequent {
					with[row] = labels.appendSlots(with[row], y)
				}
			})
		}
	}
	all := make([]uint8, labels.slots())
	for i := range all {
		all[i] = uint8(i)
	}
	for row, slots := range with {
		if seen[row] >= frequent {
			slots = all
		}
		l.starts = append(l.starts, int32(len(l.slots)))
		l.slots = append(l.slots, slots...)
	}
	l.starts = append(l.starts, int32(len(l.slots)))
	l.weight, l.memory = make([]float32, len(l.slots)), make([]memory, len(l.slots))
	l.step, l.steps = make([]float32, labels.transitions()), make([]memory, labels.transitions())
	l.counts = make([]float64, labels.transitions())
	l.scores, l.grad = make([]float32, labels.slots()), make([]float32, labels.slots())
	return l
}

// appendSlots adds the slots of a label that are not yet in the list.
func (l labelSet) appendSlots(slots []uint8, y uint8) []uint8 {
	add := func(slot uint8) {
		if !slices.Contains(slots, slot) {
			slots = append(slots, slot)
		}
	}
	add(y)
	if y > 0 {
		add(l.classSlot(y))
		add(l.partSlot(y))
	}
	return slots
}

// An encoded is a sample with rows of weights for attributes.
type encoded struct {
	rows   []int32
	ends   []int
	labels []uint8
}

func (l *learner) encode(s *sample) encoded {
	x := encoded{labels: s.labels}
	for i := range s.labels {
		s.features(i, func(f uint64) { x.rows = append(x.rows, l.rows[f]) })
		x.ends = append(x.ends, len(x.rows))
	}
	return x
}

func (x *encoded) token(i int) []int32 {
	if i == 0 {
		return x.rows[:x.ends[0]]
	}
	return x.rows[x.ends[i-1]:x.ends[i]]
}

// learn goes over the samples epochs times, each time in another order, and tells
// progress, if it is not nil, the loss of each sentence on average.
func (l *learner) learn(samples []*sample, opts Options) {
	list := make([]encoded, 0, len(samples))
	for _, s := range samples {
		list = append(list, l.encode(s))
	}
	random := rand.New(rand.NewPCG(opts.Seed, 0))
	for epoch := range opts.epochs() {
		loss := 0.0
		for _, k := range random.Perm(len(list)) {
			loss += l.take(&list[k])
		}
		if opts.Progress != nil {
			opts.Progress(epoch+1, loss/float64(max(1, len(list))))
		}
	}
}

// take makes one step for one sentence and returns its loss before the step.
func (l *learner) take(x *encoded) float64 {
	n := len(x.labels)
	if n == 0 {
		return 0
	}
	t := &l.lattice
	t.reset(l.labels, n)
	for k, w := range l.step {
		t.step[k] = math.Exp(float64(w))
	}
	loss := 0.0
	for i := range n {
		loss -= l.emit(x, i)
	}
	t.run()
	loss += t.logs

	clear(l.counts)
	t.addExpected(l.counts)
	for i := 1; i < n; i++ {
		k := l.labels.transition(x.labels[i-1], x.labels[i])
		l.counts[k]--
		loss -= float64(l.step[k])
	}
	for k, g := range l.counts {
		if math.Abs(g) > tiny {
			update(&l.step[k], &l.steps[k], float32(g), 0)
		}
	}
	for i := range n {
		l.correct(x, i)
	}
	return loss
}

// emit scores the labels of token i and returns by how much the right one is behind
// the best, which is not above zero.
func (l *learner) emit(x *encoded, i int) float64 {
	clear(l.scores)
	scores := l.scores
	for _, row := range x.token(i) {
		start, end := l.starts[row], l.starts[row+1]
		weight := l.weight[start:end]
		if len(weight) == len(scores) {
			for k, w := range weight {
				scores[k] += w
			}
			continue
		}
		for k, slot := range l.slots[start:end] {
			scores[slot] += weight[k]
		}
	}
	labels := expand(l.labels, scores)
	best := labels[0]
	for _, s := range labels {
		best = max(best, s)
	}
	l.lattice.score(i, float64(best), 1, func(y int) float64 { return float64(labels[y]) })
	return float64(labels[x.labels[i]] - best)
}

// correct moves the weights of token i towards its label.
func (l *learner) correct(x *encoded, i int) {
	l.gradient(i, x.labels[i])
	if len(l.active) == 0 {
		return
	}
	for _, row := range x.token(i) {
		start, end := l.starts[row], l.starts[row+1]
		if int(end-start) == len(l.grad) {
			for _, slot := range l.active {
				k := start + int32(slot)
				update(&l.weight[k], &l.memory[k], l.grad[slot], sparsity)
			}
			continue
		}
		for k := start; k < end; k++ {
			if g := l.grad[l.slots[k]]; g > tiny || g < -tiny {
				update(&l.weight[k], &l.memory[k], g, sparsity)
			}
		}
	}
}

// gradient sets grad and active for token i, whose label is y.
func (l *learner) gradient(i int, y uint8) {
	clear(l.grad)
	n, classes := l.labels.count(), len(l.labels.classes)
	for k := range n {
		l.grad[k] = float32(l.lattice.probability(i, uint8(k)))
	}
	l.grad[y]--
	for c := range classes {
		for p := range parts {
			g := l.grad[label(c, p)]
			l.grad[n+c] += g
			l.grad[n+classes+p] += g
		}
	}
	l.active = l.active[:0]
	for k, g := range l.grad {
		if g > tiny || g < -tiny {
			l.active = append(l.active, uint8(k))
		}
	}
}

// update is one step of FTRL-Proximal for one weight.
func update(w *float32, m *memory, g, l1 float32) {
	n := m.n + g*g
	root := sqrt(n)
	m.z += g - (root-sqrt(m.n))/learningRate*(*w)
	m.n = n
	switch {
	case m.z > l1:
		*w = (l1 - m.z) / ((smoothing + root) / learningRate)
	case m.z < -l1:
		*w = (-l1 - m.z) / ((smoothing + root) / learningRate)
	default:
		*w = 0
	}
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
