package tagger

import (
	"math"
	"slices"
)

// Between two labels stands a transition. From the end of a span, or from outside, to
// the beginning of one it depends on the two classes only (0 for outside, class+1
// else); within a span on the class and both parts. That is (C+1)*(C+1) and 4*C
// weights for C classes, instead of (4*C+1)*(4*C+1).

// The transitions within a span, of each class.
const (
	beginInner = iota
	beginLast
	innerInner
	innerLast
	within // how many there are
)

// states is how many classes there are, outside included.
func (l labelSet) states() int { return len(l.classes) + 1 }

func (l labelSet) transitions() int { return l.states()*l.states() + within*len(l.classes) }

// transition numbers the transition between two labels that may follow each other.
func (l labelSet) transition(from, to uint8) int {
	state := func(y uint8) int {
		if y == 0 {
			return 0
		}
		return classOf(y) + 1
	}
	if to == 0 || partOf(to) == begin || partOf(to) == single {
		return state(from)*l.states() + state(to)
	}
	k := l.states()*l.states() + within*classOf(to)
	if partOf(from) == inner {
		k += innerInner
	}
	if partOf(to) == last {
		k++
	}
	return k
}

// expand turns the scores of slots into those of labels, in place.
func expand[T int32 | float32](l labelSet, slots []T) []T {
	n, classes := l.count(), len(l.classes)
	part := slots[n+classes : n+classes+parts]
	for c := range classes {
		of := slots[1+parts*c : 1+parts*(c+1)]
		for p := range of {
			of[p] += slots[n+c] + part[p]
		}
	}
	return slots[:n]
}

// A lattice holds the probabilities of the labels of a sentence in a linear-chain
// conditional random field. Its buffers are used again for the next sentence.
type lattice struct {
	labels            labelSet
	n                 int
	emit              []float64 // likelihood of each label at each token, 1 for the best
	ahead, back       []float64 // forward and backward probabilities, each token's scaled
	step              []float64 // likelihoods of the transitions
	scale             []float64 // sum of a token's forward likelihoods before scaling
	norm              []float64 // what a token's backward likelihoods were divided by
	logs              float64   // logarithm of the likelihood of all paths, without emissions' scale
	open, enter, into []float64 // scratch, one for each state
}

// reset makes room for a sentence of n tokens.
func (t *lattice) reset(l labelSet, n int) {
	size, states := n*l.count(), l.states()
	t.labels, t.n, t.logs = l, n, 0
	t.emit, t.ahead, t.back = sized(t.emit, size), sized(t.ahead, size), sized(t.back, size)
	t.step = sized(t.step, l.transitions())
	t.scale, t.norm = sized(t.scale, n), sized(t.norm, n)
	t.open, t.enter, t.into = sized(t.open, states), sized(t.enter, states), sized(t.into, states)
}

func sized[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// row is the part of a buffer that belongs to token i.
func (t *lattice) row(buf []float64, i int) []float64 {
	n := t.labels.count()
	return buf[i*n : (i+1)*n]
}

// score sets the emissions of token i from the scores of its labels, each times unit.
func (t *lattice) score(i int, best, unit float64, score func(y int) float64) {
	e := t.row(t.emit, i)
	for y := range e {
		e[y] = math.Exp((score(y) - best) * unit)
	}
}

// run computes the forward and backward probabilities from emit and step.
func (t *lattice) run() {
	for i := range t.n {
		t.forward(i)
	}
	for i := t.n - 1; i >= 0; i-- {
		t.backward(i)
	}
}

func (t *lattice) forward(i int) {
	a, e := t.row(t.ahead, i), t.row(t.emit, i)
	classes, states := len(t.labels.classes), t.labels.states()
	enter := t.enter
	if i == 0 {
		for s := range enter {
			enter[s] = 1
		}
	} else {
		before := t.row(t.ahead, i-1)
		t.leave(before)
		clear(enter)
		for s, v := range t.open {
			for to, w := range t.step[s*states : (s+1)*states] {
				enter[to] += v * w
			}
		}
		for c := range classes {
			w, b := t.step[states*states+within*c:], before[1+parts*c:]
			a[1+parts*c+inner] = b[begin]*w[beginInner] + b[inner]*w[innerInner]
			a[1+parts*c+last] = b[begin]*w[beginLast] + b[inner]*w[innerLast]
		}
	}
	a[0] = enter[0]
	for c := range classes {
		a[1+parts*c+begin], a[1+parts*c+single] = enter[c+1], enter[c+1]
		if i == t.n-1 { // no span is left open
			a[1+parts*c+begin], a[1+parts*c+inner] = 0, 0
		}
	}
	sum := 0.0
	for y := range a {
		a[y] *= e[y]
		sum += a[y]
	}
	t.scale[i] = sum
	t.logs += math.Log(sum)
	for y := range a {
		a[y] /= sum
	}
}

// leave sums, for each state, what may be followed by a new span or outside.
func (t *lattice) leave(a []float64) {
	t.open[0] = a[0]
	for c := range t.labels.classes {
		t.open[c+1] = a[1+parts*c+last] + a[1+parts*c+single]
	}
}

// backward computes the backward probabilities of token i, scaled so that they and
// the forward ones multiply to the probabilities of its labels.
func (t *lattice) backward(i int) {
	b := t.row(t.back, i)
	classes, states := len(t.labels.classes), t.labels.states()
	if i == t.n-1 {
		b[0] = 1
		for c := range classes { // no span is left open
			b[1+parts*c+last], b[1+parts*c+single] = 1, 1
		}
		t.norm[i] = 1
		return
	}
	e, after := t.row(t.emit, i+1), t.row(t.back, i+1)
	t.arrive(e, after)
	for s := range states {
		v := 0.0
		for to, w := range t.step[s*states : (s+1)*states] {
			v += w * t.into[to]
		}
		if s == 0 {
			b[0] = v
		} else {
			b[1+parts*(s-1)+last], b[1+parts*(s-1)+single] = v, v
		}
	}
	for c := range classes {
		w, o := t.step[states*states+within*c:], 1+parts*c
		in, end := after[o+inner]*e[o+inner], after[o+last]*e[o+last]
		b[o+begin] = w[beginInner]*in + w[beginLast]*end
		b[o+inner] = w[innerInner]*in + w[innerLast]*end
	}
	sum := 0.0
	for y, a := range t.row(t.ahead, i) {
		sum += a * b[y]
	}
	t.norm[i] = sum
	for y := range b {
		b[y] /= sum
	}
}

// arrive sums, for each state, how likely the rest is if it begins at the next token.
func (t *lattice) arrive(e, after []float64) {
	t.into[0] = e[0] * after[0]
	for c := range t.labels.classes {
		o := 1 + parts*c
		t.into[c+1] = e[o+begin]*after[o+begin] + e[o+single]*after[o+single]
	}
}

// probability is that of label y at token i.
func (t *lattice) probability(i int, y uint8) float64 {
	k := i*t.labels.count() + int(y)
	return t.ahead[k] * t.back[k]
}

// spanProbability is that of a span as a whole.
func (t *lattice) spanProbability(first, end, class int) float64 {
	if end-first == 1 {
		return t.probability(first, label(class, single))
	}
	l := t.labels
	from := label(class, begin)
	p := t.row(t.ahead, first)[from]
	for i := first + 1; i < end; i++ {
		to := label(class, inner)
		if i == end-1 {
			to = label(class, last)
		}
		p *= t.step[l.transition(from, to)] * t.row(t.emit, i)[to] / t.norm[i-1]
		from = to
	}
	return min(p*t.row(t.back, end-1)[from], 1)
}

// addExpected adds how often each transition is expected to counts.
func (t *lattice) addExpected(counts []float64) {
	classes, states := len(t.labels.classes), t.labels.states()
	for i := range t.n - 1 {
		a, e, after := t.row(t.ahead, i), t.row(t.emit, i+1), t.row(t.back, i+1)
		t.leave(a)
		t.arrive(e, after)
		for s, v := range t.open {
			if v /= t.norm[i]; v < negligible {
				continue
			}
			for to, w := range t.step[s*states : (s+1)*states] {
				counts[s*states+to] += v * w * t.into[to]
			}
		}
		for c := range classes {
			o, k := 1+parts*c, states*states+within*c
			in, end := after[o+inner]*e[o+inner]/t.norm[i], after[o+last]*e[o+last]/t.norm[i]
			counts[k+beginInner] += a[o+begin] * t.step[k+beginInner] * in
			counts[k+beginLast] += a[o+begin] * t.step[k+beginLast] * end
			counts[k+innerInner] += a[o+inner] * t.step[k+innerInner] * in
			counts[k+innerLast] += a[o+inner] * t.step[k+innerLast] * end
		}
	}
}

// negligible is a probability that changes nothing.
const negligible = 1e-9
