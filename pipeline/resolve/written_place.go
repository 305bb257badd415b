package resolve

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// landTables know the territories. Words are compared as keys.
type landTables struct {
	ranks      map[string]string // type noun -> rank
	relational []string          // endings that make an adjective of a type noun
	rows       map[string]land   // by name
	later      map[string]newer  // by "earlier name/type" or "earlier name"
	home       string            // the country that most places lie in
	homeAbbrs  map[string]bool
}

// newer is the name that a place has now and the row that says so.
type newer struct{ name, row string }

// A land is a row of places.
type land struct {
	types   []string
	within  []string // names of the oblasts, without their type noun
	unclear bool     // the name is also a common word
}

// A Territory is a place as an article names it.
type Territory struct {
	Key    string // "" when it may be one of several of that name
	Like   string // the key of all of that name and type
	As     string
	Region string // the oblast or city that it is in or is, "" when unknown
	Row    string // the row that knows it under another name
	Rank   string // region, district, city, rural, settlement …; "" when the name has no type noun
}

// Surroundings are the territories that an article names. They tell villages of one
// name apart.
type Surroundings struct{ Regions, Cities, Districts []string }

// Note adds a territory.
func (s *Surroundings) Note(t Territory) {
	var list *[]string
	switch t.Rank {
	case "region":
		list = &s.Regions
	case "city":
		list = &s.Cities
	case "district":
		list = &s.Districts
	default:
		return
	}
	if t.Key != "" && !slices.Contains(*list, t.Key) {
		*list = append(*list, t.Key)
	}
}

func compileLands(lex *lexicon.Lexicon) landTables {
	t := landTables{ranks: map[string]string{}, rows: map[string]land{}, later: map[string]newer{}, homeAbbrs: map[string]bool{}}
	for _, r := range lex.Table("place_types").Rows {
		t.ranks[kazakh.Key(r.Key)] = r.Get("rank")
	}
	for _, r := range lex.Table("relational_endings").Rows {
		t.relational = append(t.relational, kazakh.Key(r.Key))
	}
	countries := map[string]int{}
	for _, r := range lex.Table("places").Rows {
		t.addPlace(r)
		countries[r.Get("country")]++
	}
	most := 0
	for c, n := range countries {
		if n > most && c != "" {
			t.home, most = kazakh.Key(c), n
		}
	}
	for _, r := range lex.Table("place_aliases").Rows {
		t.addAlias(r)
	}
	return t
}

// addPlace reads a row. A row that has ended is an earlier name of the one that
// lists it under former.
func (t *landTables) addPlace(r lexicon.Row) {
	name := kazakh.Key(r.Key)
	l := land{unclear: r.Get("ambiguous") != ""}
	for kind := range strings.SplitSeq(r.Get("kinds"), ",") {
		l.types = append(l.types, kazakh.Key(kind))
	}
	for _, w := range split(r.Get("within")) {
		l.within = append(l.within, t.cutType(kazakh.Key(w)))
	}
	if r.Get("valid_to") == "" {
		t.rows[name] = l
	}
	for _, former := range split(r.Get("former")) {
		former, _, _ = strings.Cut(former, " (")
		t.addFormer(kazakh.Key(former), newer{name, r.Ref()})
	}
}

func (t *landTables) addAlias(r lexicon.Row) {
	alias, name := kazakh.Key(r.Key), kazakh.Key(r.Get("canonical"))
	if r.Get("kind") == "abbr" && name == t.home {
		t.homeAbbrs[alias] = true
	}
	if alias != name {
		t.addFormer(alias, newer{name, r.Ref()})
	}
}

// addFormer notes an earlier or other name. One that says its type holds for that
// type alone: the oblast was renamed, not the town.
func (t *landTables) addFormer(former string, now newer) {
	if short := t.cutType(former); short != former {
		former = short + "/" + former[len(short)+1:]
		for i := len(former); i > strings.IndexByte(former, '/')+1; i-- { // the type noun has its possessive
			if _, ok := t.ranks[former[strings.IndexByte(former, '/')+1:i]]; ok {
				former = former[:i]
				break
			}
		}
	}
	if _, ok := t.later[former]; !ok {
		t.later[former] = now
	}
}

// cutType takes the possessed type noun off a place name.
func (t *landTables) cutType(name string) string {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		return name
	}
	for end := len(name); end > i+3; end-- {
		if _, ok := t.ranks[name[i+1:end]]; ok && len(name)-end <= 3 {
			return name[:i]
		}
	}
	return name
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == '|' })
}

// A bodyWord is a word of a name of a body or place.
type bodyWord struct {
	as string
	bodyPart
	quoted bool
}

// A bodyPart holds the keys of a word and of its dictionary form.
type bodyPart struct{ raw, stem string }

// What joined takes of a word.
func rawOf(w *bodyWord) string  { return w.raw }
func stemOf(w *bodyWord) string { return w.stem }
func asOf(w *bodyWord) string   { return w.as }

// joined is a part of each word, with spaces between them.
func joined(words []bodyWord, part func(*bodyWord) string) string {
	if len(words) == 1 {
		return part(&words[0])
	}
	var space [keyLength]byte
	return string(appendJoined(space[:0], words, part))
}

// keyLength is as long as nearly all keys are: longer ones need memory of their own while
// they are looked up.
const keyLength = 128

func appendJoined(dst []byte, words []bodyWord, part func(*bodyWord) string) []byte {
	for i := range words {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, part(&words[i])...)
	}
	return dst
}

// fold gives the keys of a word.
func (n *Names) fold(word string, v kazakh.Variant) bodyPart {
	if p := n.folded[v].Get(word); p != nil {
		return *p
	}
	p := bodyPart{foldWord(word, v), kazakh.Key(n.morph.Stem(kazakh.Read(word, v).Form))}
	n.folded[v].Put(word, p)
	return p
}

// bodyWords splits a written name.
func (n *Names) bodyWords(name string, v kazakh.Variant) []bodyWord {
	return n.appendBodyWords(nil, name, v)
}

func (n *Names) appendBodyWords(words []bodyWord, name string, v kazakh.Variant) []bodyWord {
	quoted := false
	for field := range strings.FieldsSeq(name) {
		open := strings.ContainsFunc(field, func(r rune) bool { return kazakh.IsQuoteOpen(r) || r == '"' })
		quoted = quoted || open
		w := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '№' })
		if w != "" {
			words = append(words, bodyWord{w, n.fold(w, v), quoted})
		}
		if strings.ContainsFunc(field, func(r rune) bool { return kazakh.IsQuoteClose(r) || r == '"' && !open }) {
			quoted = false
		}
	}
	return words
}

// typeAt reads the type noun at word i, or the adjective of one, and how many words
// it is.
func (t *landTables) typeAt(words []bodyWord, i int) (noun string, n int) {
	if i+1 < len(words) {
		var space [keyLength]byte
		phrase := append(append(append(space[:0], words[i].raw...), ' '), words[i+1].stem...)
		if t.ranks[string(phrase)] != "" {
			return string(phrase), 2
		}
	}
	for _, key := range []string{words[i].stem, words[i].raw} {
		if t.ranks[key] != "" {
			return key, 1
		}
		for _, e := range t.relational {
			if noun, ok := strings.CutSuffix(key, e); ok && t.ranks[noun] != "" {
				return noun, 1
			}
		}
	}
	return "", 0
}

// maxPlaceWords is the length of the longest place name without its type noun.
const maxPlaceWords = 3

// leading reads the territories that a name begins with, the widest first, and what
// follows them.
func (t *landTables) leading(words []bodyWord) (list [][2]string, as string, rest []bodyWord) {
	rest = words
	for {
		name, noun, n := t.territory(rest)
		if n == 0 {
			return list, as, rest
		}
		list = append(list, [2]string{name, noun})
		as = spelling(rest[:n])
		rest = rest[n:]
	}
}

func spelling(words []bodyWord) string { return joined(words, asOf) }

// territory reads one territory: a name and a type noun, else a name that the tables
// know as a region or town. n is its words, 0 for none.
func (t *landTables) territory(words []bodyWord) (name, noun string, n int) {
	for i := 1; i <= maxPlaceWords && i < len(words); i++ {
		noun, k := t.typeAt(words, i)
		if k == 0 || !isLocal(t.ranks[noun]) || words[i].quoted {
			continue
		}
		name := t.place(words[:i])
		if _, known := t.rows[name]; known || i <= 2 && isCapital(words[0].as) || t.later[name].name != "" || t.later[name+"/"+noun].name != "" {
			return name, noun, i + k
		}
	}
	if len(words) == 0 || words[0].quoted || !isCapital(words[0].as) {
		return "", "", 0
	}
	for i := min(maxPlaceWords, len(words)-1); i > 0; i-- {
		name := t.listed(words[:i])
		if slices.ContainsFunc(t.rows[name].types, func(s string) bool { return t.ranks[s] == "region" || t.ranks[s] == "city" }) {
			return name, "", i
		}
	}
	return "", "", 0
}

func isLocal(rank string) bool {
	return slices.Contains([]string{"region", "district", "city", "rural", "settlement"}, rank)
}

func isCapital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) || unicode.IsLetter(r) && unicode.ToUpper(r) == r
}

// place is the key of a place name: as the tables have it, the last word perhaps
// without its case.
func (t *landTables) place(words []bodyWord) string {
	if name := t.listed(words); name != "" {
		return name
	}
	return joined(words, rawOf)
}

// listed is the key by which the tables have a place, "" for none.
func (t *landTables) listed(words []bodyWord) string {
	var space [keyLength]byte
	before, last := space[:0], words[len(words)-1]
	for _, w := range words[:len(words)-1] {
		before = append(append(before, w.raw...), ' ')
	}
	for _, word := range [...]string{last.raw, last.stem} {
		name := append(before, word...)
		if _, ok := t.rows[string(name)]; !ok && t.later[string(name)].name == "" {
			continue
		}
		if len(words) == 1 {
			return word
		}
		return string(name)
	}
	return ""
}

// certain turns a name and its type noun, "" for none, into a territory.
func (t *landTables) certain(name, noun string, near Surroundings) Territory {
	row := ""
	if now := t.later[name+"/"+noun]; now.name != "" {
		name, row = now.name, now.row
	} else if now := t.later[name]; now.name != "" && !slices.Contains(t.rows[name].types, noun) {
		name, row = now.name, now.row
	}
	l, known := t.rows[name]
	if noun == "" && len(l.types) == 1 {
		noun = l.types[0]
	}
	if known = known && (noun == "" || slices.Contains(l.types, noun)); !known {
		l = land{} // a village of the name says nothing of a district
	}
	out := Territory{Rank: t.ranks[noun], Key: name + "/" + noun, Like: name + "/" + noun, Row: row}
	switch out.Rank {
	case "region", "city", "country":
		out.Region = name
		if out.Rank == "city" && len(l.within) == 1 {
			out.Region = l.within[0]
		}
	case "":
		if !known || l.unclear {
			out.Key = ""
		}
	case "district":
		t.narrow(&out, l, known, near)
	default:
		t.village(&out, l, near)
	}
	return out
}

// narrow finds the oblast or city of a district: there is one of that name, or the
// article names one of those that have it.
func (t *landTables) narrow(out *Territory, l land, known bool, near Surroundings) {
	within, regions := l.within, near.Regions
	if len(within) > 1 {
		around := slices.Concat(near.Regions, near.Cities)
		within = slices.DeleteFunc(slices.Clone(within), func(w string) bool {
			return !slices.ContainsFunc(around, func(r string) bool { return strings.HasPrefix(r, w+"/") })
		})
	}
	switch {
	case len(within) == 1:
		out.Region = within[0]
		if len(l.within) > 1 {
			out.Key += "@" + within[0]
		}
	case known && len(l.within) > 1:
		out.Key = ""
	case len(regions) == 1:
		out.Region, _, _ = strings.Cut(regions[0], "/")
	}
}

// village tells apart what has the same name in many districts: by the only district
// that the article names, else by the only oblast.
func (t *landTables) village(out *Territory, l land, near Surroundings) {
	if len(near.Regions) == 1 {
		out.Region, _, _ = strings.Cut(near.Regions[0], "/")
	} else if len(l.within) == 1 {
		out.Region = l.within[0]
	}
	switch {
	case len(near.Districts) == 1:
		district, _, _ := strings.Cut(near.Districts[0], "@")
		out.Key += "@" + district
	case out.Region != "":
		out.Key += "@" + out.Region
	default:
		out.Key = ""
	}
}

// Place says which place a name means.
func (n *Names) Place(name Written, near Surroundings) Territory {
	words := name.words
	list, as, rest := n.lands.leading(words)
	if len(list) == 0 && len(words) > 0 {
		list, as, rest = [][2]string{n.lands.unfolded(words)}, spelling(words), nil
	}
	if len(list) == 0 || len(rest) > 0 {
		return Territory{As: name.as}
	}
	return n.innermost(list, as, near)
}

// unfolded is a name without a local type noun. A country is the same with "republic"
// behind it.
func (t *landTables) unfolded(words []bodyWord) [2]string {
	if last := len(words) - 1; last > 0 && t.ranks[words[last].stem] == "country" {
		name := t.place(words[:last])
		for _, noun := range t.rows[name].types {
			if t.ranks[noun] == "country" {
				return [2]string{name, noun}
			}
		}
	}
	return [2]string{t.place(words), ""}
}

// innermost is the last of the territories of a name; the others are around it.
func (n *Names) innermost(list [][2]string, as string, near Surroundings) Territory {
	own := Surroundings{}
	for _, outer := range list[:len(list)-1] {
		own.Note(n.lands.certain(outer[0], outer[1], near))
	}
	if len(own.Regions)+len(own.Cities) == 0 {
		own.Regions, own.Cities = near.Regions, near.Cities
	}
	if len(own.Districts) == 0 {
		own.Districts = near.Districts
	}
	last := list[len(list)-1]
	t := n.lands.certain(last[0], last[1], own)
	t.As = as
	return t
}
