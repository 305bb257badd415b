package morph

import "github.com/seed50815598/derek/internal/kazakh"

// derived weighs the first n letters as a stem made of one of the lexicon: by a
// suffix of derivations.tsv, or by putting two words together. It reports false for
// any other stem. want is the state of the stem, next the suffix that follows it.
func (h *hunt) derived(n int, want state, next *allomorph) (float32, bool) {
	best, found := h.suffixed(n, want, next, 3)
	if want&stateNoun != 0 {
		if s, ok := h.compound(n, next); ok && (!found || s > best) {
			best, found = s, true
		}
	}
	return best, found
}

// suffixed tries derivations, each perhaps on top of another.
func (h *hunt) suffixed(n int, want state, next *allomorph, levels int) (best float32, found bool) {
	inv := h.an.makers
	at := uint16(0)
	for i := n; i > 1; i-- {
		at = inv.nodes[at].next[h.snd.Code[i]]
		if at == 0 {
			break
		}
		ends := inv.nodes[at].ends
		for k := range ends {
			a := &ends[k]
			if a.row.to&want == 0 || !a.tailFits(next) {
				continue
			}
			if s, ok := h.made(i-1, a, levels); ok && (!found || s > best) {
				best, found = s, true
			}
		}
	}
	return best, found
}

// made weighs the first n letters as the base of a derivation.
func (h *hunt) made(n int, a *allomorph, levels int) (best float32, found bool) {
	if a.restore != 0 {
		return h.madeRestored(n, a)
	}
	stems := h.opens(n)
	for i := range stems {
		st := &stems[i]
		if st.kinds&a.row.after == 0 || !h.stemTakes(st, n, a) {
			continue
		}
		if s := st.weight() + a.row.weight; !found || s > best {
			best, found = s, true
		}
	}
	if !found && levels > 1 && h.licenses(n, a) {
		if s, ok := h.suffixed(n, a.row.after, a, levels-1); ok {
			best, found = s+a.row.weight, true
		}
	}
	return best, found
}

func (h *hunt) madeRestored(n int, a *allomorph) (float32, bool) {
	if a.row.after&stateV0 == 0 {
		return 0, false
	}
	stems := h.restored(n, a.restore)
	for i := range stems {
		st := &stems[i]
		if st.kinds&stateV0 != 0 && a.harmony&st.harmony != 0 && a.classes>>kazakh.ClassOf(a.restore)&1 != 0 {
			return st.weight() + a.row.weight, true
		}
	}
	return 0, false
}

// restored looks up the first n letters and the one that a seam has swallowed.
func (h *hunt) restored(n int, letter byte) []stem {
	var buf [2*kazakh.MaxLetters + 4]byte
	key := append(buf[:0], h.form[:2*n]...)
	key = append(key, string(kazakh.Letter(letter))...)
	return h.an.stock.stems[string(key)]
}

// The charge for a stem of two words of the lexicon on top of the second one, which
// is higher if that has three letters only.
const (
	weightCompound      = -7.0
	weightCompoundShort = -12.0
)

func (h *hunt) compound(n int, next *allomorph) (float32, bool) {
	for k := 3; k <= n-3; k++ {
		if !h.opensBare(k) {
			continue
		}
		stems := h.an.stock.stems[h.form[2*k:2*n]]
		for i := range stems {
			st := &stems[i]
			if st.kinds&stateNoun != 0 && !st.name && h.stemTakes(st, n, next) {
				if n-k == 3 {
					return st.weight() + weightCompoundShort, true
				}
				return st.weight() + weightCompound, true
			}
		}
	}
	return 0, false
}
