package morph

import (
	"math"

	"github.com/seed50815598/derek/internal/kazakh"
)

// shapes is a letter model of stems: how likely a letter is after the two before
// it, learnt from the lemmas of the lexicon. It tells "qotaq" from "qotagy" when
// neither is in the lexicon.
type shapes struct {
	next [codes][codes][codes]float32 // natural logarithms
}

const (
	codes    = 44
	edge     = 0  // before the first letter
	edgeDone = 43 // after the last
)

// shapeCounter gathers the letters of lemmas.
type shapeCounter struct {
	three [codes][codes][codes]float32
	two   [codes][codes]float32
	one   [codes]float32
	total float32
}

func (c *shapeCounter) add(snd *kazakh.Sounds, weight float32) {
	a, b := byte(edge), byte(edge)
	for i := 1; i <= snd.N+1; i++ {
		x := byte(edgeDone)
		if i <= snd.N {
			x = snd.Code[i]
		}
		c.three[a][b][x] += weight
		c.two[b][x] += weight
		c.one[x] += weight
		c.total += weight
		a, b = b, x
	}
}

// shapes turns the counts into probabilities, each order backed by the shorter one
// (Witten-Bell).
func (c *shapeCounter) shapes() *shapes {
	s := &shapes{}
	var one [codes]float64
	for x := range one {
		one[x] = (float64(c.one[x]) + 0.5) / (float64(c.total) + codes/2)
	}
	var two [codes][codes]float64
	for b := range two {
		sum, kinds := spread(c.two[b][:])
		for x := range two[b] {
			two[b][x] = (float64(c.two[b][x]) + kinds*one[x]) / (sum + kinds)
		}
	}
	for a := range s.next {
		for b := range s.next[a] {
			sum, kinds := spread(c.three[a][b][:])
			for x := range s.next[a][b] {
				s.next[a][b][x] = float32(math.Log((float64(c.three[a][b][x]) + kinds*two[b][x]) / (sum + kinds)))
			}
		}
	}
	return s
}

// spread is the sum of counts and the number of letters seen, at least one.
func spread(counts []float32) (sum, kinds float64) {
	for _, n := range counts {
		if n > 0 {
			sum += float64(n)
			kinds++
		}
	}
	return sum, max(kinds, 1)
}

// A shapeSum holds the logarithm of the likelihood of every prefix of a word.
type shapeSum [kazakh.MaxLetters + 1]float32

func (s *shapes) sum(snd *kazakh.Sounds, to *shapeSum) {
	to[0] = 0
	a, b := byte(edge), byte(edge)
	for i := 1; i <= snd.N; i++ {
		x := snd.Code[i]
		to[i] = to[i-1] + s.next[a][b][x]
		a, b = b, x
	}
}

// stem is the likelihood of the first n letters as a stem; letter follows them or,
// if swap is set, stands for the last of them.
func (s *shapes) stem(snd *kazakh.Sounds, sum *shapeSum, n int, letter byte, swap bool) float32 {
	if letter == 0 {
		return sum[n] + s.next[snd.Code[n-1]][snd.Code[n]][edgeDone]
	}
	if swap {
		n--
	}
	a, b := byte(edge), snd.Code[n]
	if n > 1 {
		a = snd.Code[n-1]
	}
	return sum[n] + s.next[a][b][letter] + s.next[b][letter][edgeDone]
}
