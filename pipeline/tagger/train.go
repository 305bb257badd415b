package tagger

import (
	"cmp"
	"math"
	"slices"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// Options of training. The zero value trains the model as it is built in.
type Options struct {
	Epochs int    // 0 for the usual number
	Seed   uint64 // of the order of sentences

	Data    string // name of the training data, for the head of the model
	Licence string // its licence and attribution

	// Progress, if not nil, is told after each epoch the loss of a sentence on average.
	Progress func(epoch int, loss float64)
}

// usualEpochs: the F1 of cross-validation does not grow after.
const usualEpochs = 10

func (o Options) epochs() int {
	if o.Epochs > 0 {
		return o.Epochs
	}
	return usualEpochs
}

// A Sample is a sentence to learn from, as the stages before the tagger see it.
type Sample struct {
	Words  []morph.Word
	Hints  []Hint
	Labels []string // IOB2, of each word
	Group  string   // what may not be told apart when data is split: see Sentence.Group
}

// Train learns a model. It works in one thread; the same input gives the same model,
// byte for byte, on machines of one architecture.
func Train(lex *lexicon.Lexicon, samples []Sample, opts Options) *Model {
	labels := labelsOf(samples)
	return train(lex.Version(), labels, encodeSamples(newLookup(lex), labels, samples), opts)
}

func train(version string, labels labelSet, samples []*sample, opts Options) *Model {
	l := newLearner(labels, samples)
	l.learn(samples, opts)
	m := l.model()
	m.Lexicon, m.Data, m.Licence = version, opts.Data, opts.Licence
	return m
}

// encodeSamples lists the attributes of all words.
func encodeSamples(l *lookup, labels labelSet, samples []Sample) []*sample {
	x := extractor{lookup: l}
	list := make([]*sample, len(samples))
	for i, s := range samples {
		records := make([]*record, len(s.Words))
		for k := range s.Words {
			records[k] = l.recordOf(&s.Words[k])
		}
		x.read(records, s.Hints)
		e := &sample{labels: labels.encode(s.Labels)}
		for k, r := range records {
			e.list = append(append(e.list, r.attributes...), x.around(k)...)
			e.ends = append(e.ends, len(e.list))
		}
		list[i] = e
	}
	return list
}

// model rounds the weights and drops those that are zero.
func (l *learner) model() *Model {
	m := &Model{labels: l.labels, steps: make([]int32, len(l.step))}
	for k, w := range l.step {
		m.steps[k] = int32(math.Round(float64(w) / unit))
	}
	type weight struct {
		key uint64
		vote
	}
	var list []weight
	for row, f := range l.keys {
		for k := l.starts[row]; k < l.starts[row+1]; k++ {
			v := math.Round(float64(l.weight[k]) / unit)
			if v == 0 {
				continue
			}
			v = max(math.MinInt16, min(v, math.MaxInt16))
			list = append(list, weight{f >> offsetBits, voteOf(int(f&(1<<offsetBits-1)), l.slots[k], int16(v))})
		}
	}
	slices.SortFunc(list, func(a, b weight) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.vote, b.vote)) })
	for i, w := range list {
		if i == 0 || w.key != list[i-1].key {
			m.keys, m.starts = append(m.keys, w.key), append(m.starts, uint32(i))
		}
		m.votes = append(m.votes, w.vote)
	}
	m.starts = append(m.starts, uint32(len(list)))
	return m
}
