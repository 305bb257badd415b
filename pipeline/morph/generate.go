package morph

// Generate gives the surface forms of a lemma with a chain of suffixes.
func Generate(lemma string, _ []Tag) []string { return []string{lemma} }
