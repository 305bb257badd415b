package mention

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A namePattern is one order of name parts.
type namePattern struct {
	rule  string
	roles string // what each word then is: given, surname, patronymic, initial, x for none
	parts []part // what each word must be; any of the bits
	ok    func(sc *scan, i int, ps []*namePart) bool
}

const any2 = given | surname | patronymic | strange | foreignPart

// namePatterns are tried in order at every free word; the first that fits wins.
var namePatterns = []namePattern{
	{"person-three-short", "sgx", []part{surname | foreignPart | given, any2, any2}, threeShort},
	{"person-initials-surname", "iiis", []part{initial, initial, initial, any2}, nil},
	{"person-initials-surname", "iis", []part{initial, initial, any2}, nil},
	{"person-initials-surname", "is", []part{initial, any2}, nil},
	{"person-surname-given-patronymic", "sgp", []part{surname | strange | given, given | strange, patronymic}, surnameFirst},
	{"person-given-patronymic-surname", "gps", []part{given | strange, patronymic, surname | strange | given | foreignPart}, surnameLast},
	{"person-given-initial-surname", "gis", []part{given | strange | foreignPart, initial, any2}, initialInside},
	{"person-surname-initials", "sii", []part{any2, initial, initial}, surnameBeforeInitials},
	{"person-surname-initials", "si", []part{any2, initial}, surnameBeforeInitials},
	{"person-given-given-surname", "gxs", []part{given, given, surname}, surnameOnlyLast},
	{"person-given-surname", "gs", []part{given, surname}, firmStart},
	{"person-surname-given", "sg", []part{surname, given}, surnameThenGiven},
	{"person-given-given-strange", "gxs", []part{given, given, strange | surname}, foreignThree},
	{"person-given-patronymic", "gp", []part{given | strange, patronymic}, firmStart},
	{"person-patronymic-given", "pg", []part{patronymic, given}, firmStart},
	{"person-strange-surname", "gs", []part{strange | foreignPart | surname, surname}, insideSentence},
	{"person-given-strange", "gs", []part{given, strange | given | foreignPart}, plainGiven},
	{"person-foreign", "gs", []part{foreignPart, foreignPart | strange | surname}, insideSentence},
}

// findFullNames claims names of two and more parts.
func findFullNames(sc *scan) {
	for i := 0; i < len(sc.words); i++ {
		if n, ok := sc.russianName(i); ok {
			i += n - 1
		} else if n, ok := sc.fullName(i); ok {
			i += n - 1
		}
	}
}

// fullName tries the patterns at word i and claims the first that fits.
func (sc *scan) fullName(i int) (n int, ok bool) {
	first := sc.part(i).is
	if sc.owner[i] != none || first == 0 || sc.inWork(i) || sc.uncased(i) && sc.isRole(i) || sc.startsBody(i) || sc.roleBefore(i) {
		return 0, false
	}
	if n = sc.longKnown(i); n > 0 {
		sc.claimSingle(i, i+n, "person-known")
		return n, true
	}
	if sc.honoured(i) {
		ps := []*namePart{sc.part(i), sc.part(i + 1), sc.part(i + 2)}
		sc.claimName(i, i+3, &honouredName, ps)
		return 3, true
	}
	if n = sc.noble(i); n > 0 {
		return n, true
	}
	for k := range namePatterns {
		pat := &namePatterns[k]
		if first&pat.parts[0] == 0 {
			continue
		}
		ps := sc.fits(pat, i, sc.fitting[:0])
		if ps == nil {
			continue
		}
		n = len(pat.parts)
		if last := i + n; ps[n-1].plain && sc.same(i, last) && sc.free(last, last+1) && sc.afterArticle(last) {
			longer := namePattern{rule: pat.rule, roles: pat.roles + "s"} // Akhmed Naser al-Raisi
			sc.claimName(i, last+1, &longer, append(ps, sc.part(last)))
			return n + 1, true
		}
		sc.claimName(i, i+n, pat, ps[:n])
		return n, true
	}
	return 0, false
}

// honouredName is a given name and a surname with a word of respect between them.
var honouredName = namePattern{rule: "person-honorific-inside", roles: "gxs"}

// honoured reports whether such a name begins with word i: Naurizbai qazhy Taghanuly.
func (sc *scan) honoured(i int) bool {
	if !sc.same(i, i+2) || sc.uncased(i) || !sc.free(i, i+3) || sc.capital(i+1) || !sc.facts(i+1).honorific {
		return false
	}
	first, last := sc.part(i), sc.part(i+2)
	return first.is&given != 0 && first.plain && (last.ending != "" || last.is&(surname|patronymic) != 0 && last.is&given == 0)
}

// noble claims a name whose surname begins with small words: Piter van Damm,
// P. van Damm, Luis Karlos de la Fuente. It returns the number of its words, 0 for none.
func (sc *scan) noble(i int) int {
	var ps []*namePart
	roles, at := "", i
	for ; at < i+3 && sc.same(i, at) && sc.free(at, at+1); at++ {
		p := sc.part(at)
		switch {
		case p.is&initial != 0:
			roles += "i"
		case p.is != 0 && p.plain && !p.place && !sc.uncased(at) && (p.is != strange || !sc.starts(at) && !sc.commonWord(at)):
			roles += "g"
		default:
			at = i + 3 // no name
			continue
		}
		ps = append(ps, p)
		k := sc.particles(at + 1)
		if k == 0 || !sc.nobleSurname(at+1, at+1+k) {
			continue
		}
		for range k {
			ps, roles = append(ps, &noPart), roles+"x"
		}
		pat := namePattern{rule: "person-particle", roles: roles + "s"}
		sc.claimName(i, at+k+2, &pat, append(ps, sc.part(at+1+k)))
		return at + k + 2 - i
	}
	return 0
}

// nobleSurname reports whether the words from first on are small words of a name and
// word last is the surname behind them. Words such as "da", which are more often
// particles of the language, need names around them that are not of the country.
func (sc *scan) nobleSurname(first, last int) bool {
	p, before := sc.part(last), sc.part(first-1)
	if p.is == 0 || p.is&initial != 0 || !sc.free(first, last+1) {
		return false
	}
	for j := first; j < last; j++ {
		if !sc.facts(j).closed {
			continue
		}
		abroad := sc.Finder.words.entry(sc.form(first - 1)).abroad
		if abroad == nil && before.is != strange || p.is&given != 0 || p.ending != "" || p.place || sc.commonWord(last) {
			return false
		}
	}
	return true
}

// longKnown: three and more words of somebody who is often in the news, which no
// pattern could tell from two people: "Rezhep Taiip Erdoghan Fatikh Karakhandy".
func (sc *scan) longKnown(i int) int {
	n := knownPerson(sc, i)
	for k := i; k < i+n; k++ {
		if n > 2 && utf8.RuneCountInString(sc.form(k)) > 4 {
			return n
		}
	}
	return 0
}

// roleBefore: at the start of a sentence a word that is an occupation or post, and
// perhaps a name as well, is the occupation before a whole name: "Dariger Olzhas
// Qarabaiuly", "Akim Danial Akhmetov".
func (sc *scan) roleBefore(i int) bool {
	return sc.starts(i) && !sc.uncased(i) && sc.same(i, i+2) && sc.part(i+1).is&given != 0 && sc.part(i+1).plain &&
		sc.part(i+2).ending != "" && (sc.isRole(i) || sc.isPost(i))
}

// isPost reports whether word i is a post by itself, in the singular.
func (sc *scan) isPost(i int) bool {
	h, ok := sc.match(sc.Finder.words.titles, i)
	return ok && h.first == i && len(h.a.Chain) == 0
}

// givenName reports whether word i is a given name in some reading.
func (sc *scan) givenName(i int) bool { return sc.isWord(i) && sc.known[i].givenName }

// isRole reports whether word i is a role or rank, where capitals cannot tell it
// from a name.
func (sc *scan) isRole(i int) bool {
	_, ok := sc.match(sc.Finder.words.roles, i)
	return ok
}

// inWork reports whether word i stands in a short quotation, where names are those
// of works, clubs and companies.
func (sc *scan) inWork(i int) bool {
	k := sc.within[i]
	return k != none && sc.quotes[k].close-sc.quotes[k].open <= 7
}

// fits reads the words from i as the parts of a pattern; nil if they are not.
func (sc *scan) fits(pat *namePattern, i int, ps []*namePart) []*namePart {
	n := len(pat.parts)
	if i+n > len(sc.words) || !sc.same(i, i+n-1) || !sc.free(i, i+n) {
		return nil
	}
	for k, want := range pat.parts {
		p := sc.part(i + k)
		if p.is&want == 0 || (k < n-1 && !p.plain) || p.is == strange && (p.place || sc.uncased(i+k)) {
			return nil
		}
		ps = append(ps, p)
	}
	if pat.ok != nil && !pat.ok(sc, i, ps) {
		return nil
	}
	return ps
}

// firmStart: at the start of a sentence the first part must be a name for sure,
// or stand before one; a word that is also a role is one there: "Aqyn Abai", the
// poet.
func firmStart(sc *scan, i int, ps []*namePart) bool {
	last := ps[len(ps)-1]
	if sc.uncased(i) {
		return ps[0].firm || last.firm
	}
	if !sc.starts(i) || last.is&patronymic != 0 {
		return true
	}
	return (ps[0].is != strange || !ps[0].a.Known) && !sc.isRole(i)
}

// surnameFirst: what begins the sentence is no surname when it is a common word:
// "Marqum Olzhas Qarabaiuly".
func surnameFirst(sc *scan, i int, ps []*namePart) bool {
	if sc.starts(i) && !sc.uncased(i) && ps[0].is == strange && ps[0].a.Known {
		return false
	}
	return firmStart(sc, i, ps)
}

// surnameLast: the third part must not open the next name.
func surnameLast(sc *scan, i int, ps []*namePart) bool {
	if ps[2].is&given != 0 && sc.same(i, i+3) && sc.part(i+3).is&(surname|patronymic) != 0 {
		return false
	}
	if g, known := sc.pairs[stemOf(ps[2], sc.form(i+2))]; known && !ps[2].plain && g != sc.form(i) {
		return false // somebody else's surname, in a case of its own
	}
	return firmStart(sc, i, ps)
}

// threeShort: Korean and Chinese names, the surname first: Pak Yn He.
func threeShort(sc *scan, i int, ps []*namePart) bool {
	for k := range ps {
		if utf8.RuneCountInString(stemOf(ps[k], sc.form(i+k))) > 4 {
			return false
		}
	}
	if ps[0].is&(surname|foreignPart) == 0 { // Khan Dok Su: "Khan" is a name at home as well
		return !sc.uncased(i) && !sc.starts(i) && ps[1].is == strange && !sc.commonWord(i+1)
	}
	return !sc.uncased(i)
}

// surnameOnlyLast: two given names before a surname that is no given name, so that
// a bare surname and the next person's name are not run together.
func surnameOnlyLast(_ *scan, _ int, ps []*namePart) bool {
	return ps[0].firm && ps[1].firm && ps[1].is&surname == 0 && ps[2].is&given == 0
}

// foreignThree: two given names, one of them foreign, before a word that no table has:
// Khose Antonio Reies.
func foreignThree(sc *scan, i int, ps []*namePart) bool {
	foreign := (ps[0].is|ps[1].is)&foreignPart != 0
	return foreign && !sc.starts(i) && !sc.uncased(i) && ps[0].is&surname == 0 && ps[1].is&surname == 0 && !sc.commonWord(i+2)
}

func insideSentence(sc *scan, i int, ps []*namePart) bool {
	if sc.starts(i) && !sc.uncased(i) && !ps[0].a.Known && ps[len(ps)-1].firm {
		return ps[0].is != strange || !sc.words[i].Best().Known // "Zhiynda Erlan …": at the meeting
	}
	return !sc.starts(i) && !sc.uncased(i) || ps[0].is&foreignPart != 0 && ps[len(ps)-1].is&strange == 0 && !sc.uncased(i)
}

// plainGiven: a given name and a word of which only the capital is known.
func plainGiven(sc *scan, i int, ps []*namePart) bool {
	if sc.uncased(i) {
		return ps[0].firm && ps[1].is&given != 0 && ps[1].firm
	}
	return ps[0].firm || !sc.starts(i)
}

// surnameBeforeInitials: the initials must not belong to a surname after them.
func surnameBeforeInitials(sc *scan, i int, ps []*namePart) bool {
	if ps[0].is&initial != 0 || (ps[0].is == strange && sc.starts(i)) || sc.uncased(i) {
		return false
	}
	next := i + len(ps)
	return !sc.same(i, next) || sc.words[next].Start > sc.words[next-1].End || !sc.isWord(next) || sc.suffixOfInitial(next)
}

// initialInside: an initial between two names belongs to the first: Tilek B. Abenov.
// One that follows a surname, or stands before another whole name, is that surname's.
func initialInside(sc *scan, i int, ps []*namePart) bool {
	if sc.uncased(i) {
		return ps[0].is&given != 0
	}
	if ps[0].ending != "" || ps[0].is == strange && (sc.starts(i) || sc.commonWord(i)) {
		return false
	}
	next := i + len(ps)
	if ps[2].plain && ps[2].is&given != 0 && sc.same(i, next) && (sc.part(next).is&(surname|patronymic) != 0 || sc.part(next).is&initial != 0) {
		return false
	}
	return ps[0].is&given != 0 || ps[2].is != strange
}

// surnameThenGiven: of two given names the first is the given name, also when there
// are families of that name: Nurbol Akhat.
func surnameThenGiven(sc *scan, i int, ps []*namePart) bool {
	return (ps[0].ending != "" || ps[0].is&given == 0) && firmStart(sc, i, ps)
}

// claimName records a full name and remembers its parts.
func (sc *scan) claimName(first, last int, pat *namePattern, ps []*namePart) {
	m := Mention{Type: Person, First: first, Last: last, Head: last - 1, Rule: pat.rule}
	for k, p := range ps {
		m.Rows = append(m.Rows, p.rows...)
		m.Name.set(pat.roles[k], stemOf(p, sc.form(first+k)), sc.words[first+k].Text)
	}
	m.Russian = sc.russianPassage(first)
	m.Plural = ps[len(ps)-1].a.Has(morph.PL)
	m.Lemma, m.Canon = sc.nameLemma(first, last, ps[len(ps)-1])
	if sc.suffixOfInitial(last) {
		m.Last++
	}
	sc.claim(m)
	sc.remember(m.Name)
}

// suffixOfInitial reports whether word i is the suffix of the initial before it: Omarov A.-gha.
func (sc *scan) suffixOfInitial(i int) bool {
	if !sc.same(i-1, i) || sc.words[i-1].Kind != token.Initial || sc.words[i].Start != sc.words[i-1].End || sc.owner[i] != none {
		return false
	}
	r, _ := utf8.DecodeRuneInString(sc.text.Clean[sc.words[i].Start:])
	return sc.words[i].Kind == token.Word && unicode.IsPunct(r)
}

// remember notes the parts of a full name, so that they are known alone.
func (sc *scan) remember(n Name) {
	for _, s := range []string{n.Given, n.Surname, n.Patronymic} {
		if s != "" {
			sc.names[s] = true
		}
	}
	if n.Given != "" && n.Surname != "" {
		sc.pairs[n.Surname] = n.Given
	}
}

// nameLemma returns the dictionary form of a name in the script of the text and in
// lower-case Cyrillic: the words as they stand, the last one without its case.
func (sc *scan) nameLemma(first, last int, p *namePart) (lemma, canon string) {
	w := &sc.words[last-1]
	before := sc.text.Clean[sc.words[first].Start:w.Start]
	stem := w.Form
	if p.is&initial == 0 && p.a.Stem > 0 && p.a.Stem < len(stem) {
		stem = stem[:p.a.Stem]
	}
	canon = strings.TrimLeft(sc.forms(first, last-1)+" "+stem, " ")
	switch {
	case stem == w.Form:
		return before + w.Text, canon
	case kazakh.ScriptOf(w.Text) == kazakh.Arabic: // a front vowel's sign may depend on the case cut off
		return before + kazakh.Write(stem, kazakh.Arabic, sc.text.Variant), canon
	default:
		return before + w.Text[:kazakh.Read(w.Text, sc.text.Variant).Source(len(stem))], canon
	}
}

// set puts one part into the name.
func (n *Name) set(role byte, stem, text string) {
	switch role {
	case 'g':
		n.Given = stem
	case 's':
		n.Surname = stem
	case 'p':
		n.Patronymic = stem
	case 'i':
		n.Initials += initialLetter(stem, text)
	}
}

// roles guesses the parts of a name that no pattern describes: a lone word is what
// the tables say, of several the last is the surname.
func roles(ps []namePart) string {
	switch {
	case len(ps) > 1 && ps[0].is == 0: // van der Berg
		return strings.Repeat("x", len(ps)-1) + "s"
	case len(ps) > 1:
		return "g" + strings.Repeat("x", len(ps)-2) + "s"
	case ps[0].is&patronymic != 0:
		return "p"
	case ps[0].is&given != 0 && ps[0].is&surname == 0:
		return "g"
	default:
		return "s"
	}
}

func stemOf(p *namePart, form string) string {
	if p.a.Stem > 0 && p.a.Stem <= len(form) {
		return form[:p.a.Stem]
	}
	return form
}

// initialLetter returns the letters of an initial without its stop.
func initialLetter(form, text string) string {
	if form == "" {
		form = lower(text)
	}
	return strings.Trim(form, ".- \u00a0")
}
