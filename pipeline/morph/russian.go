package morph

import "github.com/kljensen/snowball/russian"

// RussianStem is the snowball stem of a Russian word.
func RussianStem(word string) string { return russian.Stem(word, false) }
