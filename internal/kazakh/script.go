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
	s = mainScript(text)
	language = languageIn(text, s)
	if s == Cyrillic && language == "mixed" {
		s = Mixed
	}
	return language, s
}

func mainScript(text string) Script {
	var count [Mixed]int
	total := 0
	for i := 0; i < len(text); {
		c, n := cyrillicAt(text, i)
		k := kinds[firstCyrillic+c]
		if n == 0 {
			k, n = kindAt(text, i)
		}
		i += n
		switch k & (cyrillic | latin | arabic) {
		case cyrillic:
			count[Cyrillic]++
		case latin:
			count[Latin]++
		case arabic:
			count[Arabic]++
		default:
			continue
		}
		total++
	}
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
