package resolve

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// Names reads names as an article writes them into keys that hold for all articles.
// It is read-only after NewNames and safe for concurrent use.
type Names struct {
	morph       *morph.Analyzer
	given       map[string]string // key -> gender
	endings     []nameEnding      // the longer first
	compounds   map[string]string // endings of given names -> gender
	commonGiven map[string]bool
	commonRoots map[string]bool
	people      map[string]bool // PersonName.key
	bodies      bodyTables
	lands       landTables

	// What was made of words, by the Latin alphabet that they are read in: articles
	// repeat most of the words of names.
	parts  [kazakh.English + 1]*morph.Cache[namePart]
	folded [kazakh.English + 1]*morph.Cache[bodyPart]
	titles [kazakh.English + 1]*morph.Cache[Post]
}

// How many words and titles of each alphabet are kept.
const (
	wordsKept  = 1 << 13
	titlesKept = 1 << 11
)

// Forget drops what is kept of words and titles.
func (n *Names) Forget() {
	for v := range n.parts {
		n.parts[v].Clear()
		n.folded[v].Clear()
		n.titles[v].Clear()
	}
}

// A nameEnding makes a word a surname or patronymic.
type nameEnding struct {
	text, key, class string // text in lower-case Cyrillic
	patronymic       bool
	gender           string
}

// NewNames compiles the tables.
func NewNames(lex *lexicon.Lexicon, an *morph.Analyzer) *Names {
	n := &Names{
		morph: an, given: map[string]string{}, compounds: map[string]string{},
		commonGiven: map[string]bool{}, commonRoots: map[string]bool{}, people: map[string]bool{},
	}
	for v := range n.parts {
		n.parts[v], n.folded[v] = morph.NewCache[namePart](wordsKept), morph.NewCache[bodyPart](wordsKept)
		n.titles[v] = morph.NewCache[Post](titlesKept)
	}
	for _, r := range lex.Table("given_names").Rows {
		n.given[kazakh.Key(r.Key)] = r.Get("gender")
	}
	for _, r := range lex.Table("foreign_names").Rows {
		if _, known := n.given[kazakh.Key(r.Key)]; !known && r.Get("kind") == "given" {
			n.given[kazakh.Key(r.Key)] = r.Get("gender")
		}
	}
	for _, r := range lex.Table("name_suffixes").Rows {
		if r.Get("kind") == "compound" {
			n.compounds[kazakh.Key(r.Key)] = r.Get("gender")
		}
	}
	n.compileEndings(lex)
	for _, r := range lex.Table("common_names").Rows {
		if r.Get("kind") == "given" {
			n.commonGiven[kazakh.Key(r.Key)] = true
		} else {
			n.commonRoots[n.surname(r.Key, kazakh.Key(r.Key), kazakh.English).root] = true
		}
	}
	for _, r := range lex.Table("people").Rows {
		if p := n.parse(r.Key, kazakh.English); p.Full() {
			n.people[p.key()] = true
		}
	}
	n.lands = compileLands(lex)
	n.bodies = n.compileBodies(lex)
	return n
}

// compileEndings reads name_endings. What the genders of a surname have in common is
// the ending without its last vowels: -ov and -ova, -sky and -skaya.
func (n *Names) compileEndings(lex *lexicon.Lexicon) {
	for _, r := range lex.Table("name_endings").Rows {
		key := kazakh.Key(r.Key)
		switch r.Get("kind") {
		case "surname":
			n.endings = append(n.endings, nameEnding{r.Key, key, strings.TrimRight(key, "aeiou"), false, r.Get("gender")})
		case "patronymic":
			n.endings = append(n.endings, nameEnding{r.Key, key, "patronymic", true, r.Get("gender")})
		}
	}
	slices.SortFunc(n.endings, func(a, b nameEnding) int {
		return cmp.Or(cmp.Compare(len(b.key), len(a.key)), cmp.Compare(a.key, b.key))
	})
}

// A family is a surname or patronymic: what is left without its ending.
type family struct {
	root       string
	class      string // of the ending, "" when the word has none
	patronymic bool
	gender     string
}

// minRoot is the letters that a name has before its ending.
const minRoot = 3

// surname takes the ending off a word; key is that of the word. It is cut before the
// rest is folded: the key of "Serikqyzy" has one k where the word has two.
func (n *Names) surname(word, key string, v kazakh.Variant) family {
	form := kazakh.Read(word, v).Form
	for _, e := range n.endings {
		if root, ok := strings.CutSuffix(form, e.text); ok && e.follows(kazakh.Key(root)) {
			return family{kazakh.Key(root), e.class, e.patronymic, e.gender}
		}
	}
	for _, e := range n.endings {
		if root, ok := strings.CutSuffix(key, e.key); ok && e.follows(root) {
			return family{root, e.class, e.patronymic, e.gender}
		}
	}
	return family{root: key}
}

// follows reports whether the ending may stand behind root.
func (e nameEnding) follows(root string) bool { return len(root) >= minRoot-boolInt(e.patronymic) }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Person reads a person's name and what the other names of the entity add to it: a
// patronymic that only one of them spells out.
func (n *Names) Person(name string, aliases []string, v kazakh.Variant) PersonName {
	p := n.parse(name, v)
	for _, a := range aliases {
		other := n.parse(a, v)
		switch {
		case p.Given == "" && other.Full() && sameFamily(p, other) && strings.HasPrefix(other.Given, first(p.Initials)):
			p.Given, p.Gender, p.Initials = other.Given, cmp.Or(p.Gender, other.Gender), ""
		case p.Patronymic == "" && other.Ending == "patronymic" && other.Given == p.Given && p.Ending != "patronymic":
			p.Patronymic, p.PatronymicAs = other.Surname, other.PatronymicAs
		case p.Patronymic == "" && other.Patronymic != "" && other.Given == p.Given:
			p.Patronymic, p.PatronymicAs = other.Patronymic, other.PatronymicAs
		case p.Ending == "patronymic" && other.Full() && other.Given == p.Given && other.Ending != "patronymic":
			p.Patronymic, p.Surname, p.Ending = p.Surname, other.Surname, other.Ending
		}
	}
	if p.Ending == "patronymic" {
		p.PatronymicAs = ""
	}
	p.Common = n.commonGiven[p.Given] && n.commonRoots[p.Surname]
	p.Known = n.people[p.key()]
	return p
}

func sameFamily(a, b PersonName) bool { return a.Surname == b.Surname && a.Ending == b.Ending }

func first(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// A nameWord is a word of a written name.
type nameWord struct {
	as string
	namePart
}

// A namePart is what a word may be in a name of a person.
type namePart struct {
	key    string // "" for no part of a name
	family family
	given  bool // the tables know it as a given name
}

// part reads a word as part of a name.
func (n *Names) part(word string, v kazakh.Variant) namePart {
	if p := n.parts[v].Get(word); p != nil {
		return *p
	}
	p := namePart{key: foldWord(word, v)}
	if p.key != "" {
		_, p.given = n.given[p.key]
		p.family = n.surname(word, p.key, v)
	}
	n.parts[v].Put(word, p)
	return p
}

// nameLength is as many words as nearly all names of people have: those of longer ones
// need memory of their own.
const nameLength = 6

// parse reads one written name.
func (n *Names) parse(name string, v kazakh.Variant) PersonName {
	var all, some [nameLength]nameWord
	words, initials := n.nameWords(all[:0], name, v)
	p := PersonName{Initials: initials}
	names := some[:0]
	patronymic := false
	for i, w := range words {
		if !patronymic && w.family.patronymic && len(words) > 1 && (!w.given || i > 0) {
			patronymic = true
			p.Patronymic, p.PatronymicAs = w.family.root, w.as
			p.Gender = w.family.gender
			continue
		}
		names = append(names, w)
	}
	given, surname := assign(names, initials != "" || patronymic && len(names) == 2 && len(words) == 3 && words[2].family.patronymic)
	if surname != nil {
		p.Surname, p.Ending = surname.family.root, surname.family.class
	}
	p.Given = given
	p.Gender = cmp.Or(p.Gender, n.gender(given))
	if surname != nil {
		p.Gender = cmp.Or(p.Gender, surname.family.gender)
	}
	if p.Surname == "" && p.Patronymic != "" && (p.Given != "" || initials != "") { // the patronymic is the surname
		p.Surname, p.Ending, p.Patronymic = p.Patronymic, "patronymic", ""
	}
	return p
}

// assign says which of the words without patronymic is the surname; the others are
// the given name. It is the last one, but for "Ospanova Aigul": when the first has
// the ending of a surname and the last has not.
func assign(words []nameWord, surnameFirst bool) (given string, surname *nameWord) {
	switch {
	case len(words) == 0:
		return "", nil
	case len(words) == 1 && !surnameFirst && words[0].family.class == "" && words[0].given:
		return words[0].key, nil
	case len(words) == 1:
		return "", &words[0]
	}
	at := len(words) - 1
	head, last := words[0], words[at]
	switch {
	case head.family.class != "" && !head.given && (last.family.class == "" || last.given):
		at = 0
	case head.family.class == "" && last.family.class == "" && !head.given && last.given:
		at = 0
	case surnameFirst && head.family.class != "" && last.family.class == "":
		at = 0
	}
	var space [nameLength]string
	rest := space[:0]
	for i, w := range words {
		if i != at {
			rest = append(rest, w.key)
		}
	}
	return strings.Join(rest, " "), &words[at]
}

// nameWords appends the words of a written name to words, and gives the letters of its
// initials.
func (n *Names) nameWords(words []nameWord, name string, v kazakh.Variant) (all []nameWord, initials string) {
	for field := range strings.FieldsSeq(name) {
		for {
			dot := strings.IndexByte(field, '.')
			if dot <= 0 || utf8.RuneCountInString(field[:dot]) > 2 {
				break
			}
			initials += first(foldWord(field[:dot], v))
			field = field[dot+1:]
		}
		field = strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) })
		if utf8.RuneCountInString(field) == 1 {
			initials += first(foldWord(field, v))
			continue
		}
		if p := n.part(field, v); p.key != "" {
			words = append(words, nameWord{field, p})
		}
	}
	return words, initials
}

// foldWord is the key of a word; only in one Latin alphabet it takes more than the
// letters to know it.
func foldWord(word string, v kazakh.Variant) string {
	if v == kazakh.Qaz2000 {
		word = kazakh.Read(word, v).Form
	}
	return kazakh.Key(word)
}

// gender is that of a given name, from the table or its second part.
func (n *Names) gender(given string) string {
	if g := n.given[given]; g == "m" || g == "f" {
		return g
	}
	for i := minRoot; i < len(given); i++ {
		if g := n.compounds[given[i:]]; g != "" {
			return g
		}
	}
	return ""
}
