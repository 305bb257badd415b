package kazakh

// A Script is a writing system.
type Script uint8

// The scripts. Mixed stands for letters of more than one.
const (
	None Script = iota // no letters of the three
	Cyrillic
	Latin
	Arabic
	Mixed
)

// String gives the contract's name of the script: "cyrl", "latn", "arab" or "mixed",
// and "" for None.
func (s Script) String() string {
	return [...]string{None: "", Cyrillic: "cyrl", Latin: "latn", Arabic: "arab", Mixed: "mixed"}[min(s, Mixed)]
}

// ScriptOf is the script of all letters of s, Mixed if they are of several.
func ScriptOf(s string) Script {
	var seen kind
	for i := 0; i < len(s); {
		k, n := kindAt(s, i)
		seen |= k
		i += n
	}
	switch seen & (cyrillic | latin | arabic) {
	case 0:
		return None
	case cyrillic:
		return Cyrillic
	case latin:
		return Latin
	case arabic:
		return Arabic
	}
	return Mixed
}

// mixedShare is the share of letters, in percent, from which a second script counts;
// a single sentence full of company names stays below it.
const mixedShare = 33

// DocumentScript is the script that the contract gives an article: that of most of
// its letters. An article is Mixed if a second script has a third of the letters
// or if it goes back and forth between Kazakh and Russian, see [Language].
func DocumentScript(text string) Script {
	_, s := Describe(text)
	return s
}

// Describe gives the [Language] and the [DocumentScript] of a text.
func Describe(text string) (language string, s Script) {
	census := countLetters(text)
	s = census.mainScript()
	language = languageIn(text, &census)
	if s == Cyrillic && language == "mixed" {
		s = Mixed
	}
	return language, s
}

// A letterCensus counts the letters of a text: those of each script, and of the Cyrillic
// ones those of each trait, among them the ones without any.
type letterCensus struct {
	scripts [Mixed]int
	traits  [numTraits]int
}

func countLetters(text string) (n letterCensus) {
	for i := 0; i < len(text); {
		c, size := cyrillicAt(text, i)
		k := kinds[firstCyrillic+c]
		if size == 0 {
			k, size = kindAt(text, i)
		} else if k&cyrillic != 0 {
			n.traits[letterTraits[c]]++
		}
		i += size
		switch k & (cyrillic | latin | arabic) {
		case cyrillic:
			n.scripts[Cyrillic]++
		case latin:
			n.scripts[Latin]++
		case arabic:
			n.scripts[Arabic]++
		}
	}
	return n
}

func (n *letterCensus) mainScript() Script {
	count := &n.scripts
	total := count[Cyrillic] + count[Latin] + count[Arabic]
	best, strong := None, 0
	for s := Cyrillic; s < Mixed; s++ {
		if count[s] > count[best] {
			best = s
		}
		if total > 0 && count[s]*100 >= total*mixedShare {
			strong++
		}
	}
	if strong > 1 {
		return Mixed
	}
	return best
}
