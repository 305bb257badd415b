package search

import (
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
)

// A language is what a word is stemmed as.
type language byte

// The languages. plain is for numbers and the like, which are not stemmed.
const (
	plain language = iota
	kazakhWords
	russianWords
	englishWords
)

// A tongue decides how a word is stemmed.
type tongue struct {
	language
	variant kazakh.Variant // the Latin alphabet of Kazakh
}

// minPassage is how long a line must be, in bytes, to tell its own tongue.
const minPassage = 150

// passages gives the tongues of a text, line by line: a Russian statement may stand in
// a Kazakh article. Short lines have the tongue of the whole.
func passages(text string) func(at int) tongue {
	whole := tongueOf(text)
	end, in := 0, whole
	return func(at int) tongue {
		for at >= end {
			line := text[end:]
			if i := strings.IndexByte(line, '\n'); i >= 0 {
				line = line[:i+1]
			}
			end += len(line)
			if in = whole; len(line) >= minPassage && len(line) < len(text) {
				in = tongueOf(line)
			}
		}
		return in
	}
}

// tongueOf says how the words of a text are to be stemmed.
func tongueOf(text string) tongue {
	if hasSteppeLetters(text) {
		return tongue{language: kazakhWords}
	}
	switch kazakh.Language(text) {
	case "ru":
		return tongue{language: russianWords}
	case "other":
		return tongue{language: englishWords}
	}
	if kazakh.DocumentScript(text) == kazakh.Latin {
		return tongue{kazakhWords, kazakh.DetectVariant(text)}
	}
	return tongue{language: kazakhWords}
}

// hasSteppeLetters looks at the beginning of a text for the letters that Kazakh has
// and Russian has not. They are every sixth letter in Kazakh, so this settles most
// texts, twenty times as fast as a look at the words.
func hasSteppeLetters(text string) bool {
	letters, own := 0, 0
	for _, r := range text[:min(len(text), 1000)] {
		switch {
		case r >= 0x490 && r <= 0x4ff || r == 0x456 || r == 0x406:
			own++
			letters++
		case r >= 0x400 && r < 0x460:
			letters++
		}
	}
	return letters > 20 && own*20 >= letters
}

// A word of a query does not say in which language and alphabet it is.
var (
	cyrillicTongues = []tongue{{language: kazakhWords}, {language: russianWords}}
	latinTongues    = []tongue{
		{kazakhWords, kazakh.Lat2018},
		{kazakhWords, kazakh.Lat2021},
		{kazakhWords, kazakh.Qaz2000},
		{kazakhWords, kazakh.AbaiLt},
		{kazakhWords, kazakh.English},
		{language: englishWords},
	}
)
