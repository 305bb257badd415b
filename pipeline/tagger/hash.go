package tagger

// Words, lemmas, chains of suffixes and what is made of them are known by 64-bit
// hashes only, so that no string is built while a sentence is read.

// hashString is FNV-1a with a final mix, so that every bit of it may be used.
func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return h ^ h>>32
}

// join hashes an ordered pair.
func join(a, b uint64) uint64 { return mix(a*0x9E3779B97F4A7C15 + b) }

// fold hashes a list in order.
func fold(list ...uint64) uint64 {
	h := uint64(len(list))
	for _, v := range list {
		h = join(h, v)
	}
	return h
}
