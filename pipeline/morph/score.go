package morph

import "github.com/seed50815598/derek/internal/kazakh"

// The weights of a choice between readings, section 3.5 of the language brief. A
// reading scores the weight of its stem and the weights of its suffixes
// (suffixes.tsv).
const (
	weightKnown     = 6.0
	weightWhole     = 4.0 // a lemma of the lexicon, bare
	weightWeak      = -5.0
	weightName      = -1.5 // a name, for a form in lower case
	weightShort     = -1.5 // unknown stem of two letters
	weightCluster   = -3.0 // unknown stem with an end that no Kazakh word has
	weightBare      = -0.5 // unknown form taken as it is
	weightVerb      = -3.5 // unknown verb
	weightKnownVerb = -0.3
)

func (an *Analyzer) knownScore(st *stem, n int, next *allomorph) float32 {
	s := float32(weightKnown) + 0.01*float32(n)
	if st.pos == Verb {
		s += weightKnownVerb
	} else if next == nil {
		s += weightWhole
	}
	if st.name {
		s += weightName
	}
	if st.weak {
		s += weightWeak
	}
	return s
}

func (an *Analyzer) unknownNoun(snd *kazakh.Sounds, n int, next *allomorph) float32 {
	s := 0.01 * float32(n)
	if n < 3 {
		s += weightShort
	}
	if next == nil {
		s += weightBare
	}
	return s + clusterScore(snd, n)
}

func (an *Analyzer) unknownVerb(snd *kazakh.Sounds, n int, _ *allomorph) float32 {
	s := float32(weightVerb) + 0.01*float32(n)
	if n < 3 {
		s += weightShort
	}
	return s + clusterScore(snd, n)
}

func clusterScore(snd *kazakh.Sounds, n int) float32 {
	if kazakh.BadEnd(snd.Code[n-1], snd.Code[n]) {
		return weightCluster
	}
	return 0
}
