package morph

import "github.com/seed50815598/derek/internal/kazakh"

// The openings of a word are the stems of the lexicon that it begins with. A hunt asks
// for the same ones by way of many suffixes, so each is looked up once.
type openings struct {
	stems [kazakh.MaxLetters + 1][]stem // by how many letters they have
	known [kazakh.MaxLetters + 1]opening
}

// An opening is what is known of one: nothing, or whether one of its stems is a noun
// without suffixes.
type opening uint8

const (
	unasked opening = iota
	bound
	bare
)

// opens gives the stems that are the first n letters.
func (h *hunt) opens(n int) []stem {
	o := &h.openings
	if o.known[n] != unasked {
		return o.stems[n]
	}
	stems := h.an.stock.stems[h.form[:2*n]]
	o.stems[n], o.known[n] = stems, bound
	for i := range stems {
		if st := &stems[i]; st.pos != Verb && st.seam.fits(nil) && !st.name {
			o.known[n] = bare
		}
	}
	return stems
}

// opensBare reports whether the first n letters are a noun of the lexicon without
// suffixes.
func (h *hunt) opensBare(n int) bool {
	h.opens(n)
	return h.known[n] == bare
}
