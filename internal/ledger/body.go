package ledger

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// An orgTable is the tables of bodies, folded to stems.
type orgTable struct {
	names     map[string]string // any name of a listed body -> the name it goes by today
	forms     map[string]bool   // legal forms, short, as keys
	longForms [][]string        // the same in full, as stems
	offices   map[string]bool   // stems of the words for the staff of a territory
	states    [][]string        // stems of the names of the state
	modifiers map[string]bool   // stems of words that many bodies share
	parts     map[string]bool   // stems of heads of bodies that are a part of another
	namesakes map[string]bool   // stems of words that say after whom a body is named
}

func (n *Namer) newOrgTable(lex *lexicon.Lexicon) *orgTable {
	o := &orgTable{names: map[string]string{}, forms: map[string]bool{}, offices: map[string]bool{}, modifiers: map[string]bool{}, parts: map[string]bool{}, namesakes: map[string]bool{}}
	n.orgs = o
	for _, row := range lex.Table("legal_forms").Rows {
		o.forms[kazakh.Key(row.Key)] = true
		if full := n.phrase(row.Get("full")); full != "" {
			o.longForms = append(o.longForms, strings.Fields(full))
		}
	}
	for _, row := range lex.Table("seat_words").Rows {
		switch row.Get("use") {
		case "office":
			o.offices[n.phrase(row.Key)] = true
		case "state":
			o.states = append(o.states, strings.Fields(n.phrase(row.Key)))
		}
	}
	for _, row := range lex.Table("org_modifiers").Rows {
		for stem := range strings.FieldsSeq(n.phrase(row.Key)) {
			o.modifiers[stem] = true
		}
	}
	for _, row := range lex.Table("event_bodies").Rows {
		if row.Get("kind") == "inner" {
			o.parts[n.phrase(row.Key)] = true
		}
	}
	for _, row := range lex.Table("org_offices").Rows {
		o.parts[n.phrase(row.Key)] = true
	}
	for _, row := range lex.Table("org_weak_heads").Rows {
		o.parts[n.phrase(row.Key)] = true
	}
	for _, row := range lex.Table("mention_cues").Rows {
		if slices.Contains(strings.Fields(row.Get("cue")), "named") {
			o.namesakes[n.phrase(row.Key)] = true
		}
	}
	n.addOrgNames(lex)
	return o
}

// addOrgNames files every name of a listed body under its own one, and bodies that go
// on under a new name under that.
func (n *Namer) addOrgNames(lex *lexicon.Lexicon) {
	now := map[string]string{}
	for _, row := range lex.Table("org_successions").Rows {
		now[n.plain(row.Key)] = n.plain(row.Get("now"))
	}
	for _, row := range lex.Table("org_names").Rows {
		own := n.plain(row.Key)
		for range 3 { // a renamed body may be renamed again
			if next, ok := now[own]; ok {
				own = next
			}
		}
		n.orgs.names[n.plain(row.Key)] = own
		for other := range strings.SplitSeq(row.Get("aliases")+"|"+row.Get("abbr"), "|") {
			if key := n.plain(other); key != "" && n.orgs.names[key] == "" {
				n.orgs.names[key] = own
			}
		}
	}
}

// plain is the stems of a body's name without the state that it is of and, where
// quotation marks hold its own name, without its legal form.
func (n *Namer) plain(name string) string {
	ws := n.withoutState(n.words(name))
	if slices.ContainsFunc(ws, func(w word) bool { return w.quoted }) {
		ws = n.withoutForm(ws)
	}
	return stemsOf(ws)
}

func (n *Namer) withoutState(ws []word) []word {
	for _, state := range n.orgs.states {
		if len(ws) > len(state) && startsWith(ws, state) {
			return ws[len(state):]
		}
	}
	return ws
}

func startsWith(ws []word, stems []string) bool {
	return len(ws) >= len(stems) && slices.EqualFunc(ws[:len(stems)], stems, func(w word, stem string) bool { return w.stem == stem })
}

// begin is startsWith with endings left on the last word.
func begin(ws []word, stems []string) bool {
	last := len(stems) - 1
	return len(ws) > last && startsWith(ws, stems[:last]) && strings.HasPrefix(ws[last].stem, stems[last][:len(stems[last])-1])
}

// withoutForm drops legal forms: "«Alatau» AQ direktorlar kenesi" is that of «Alatau».
func (n *Namer) withoutForm(ws []word) []word {
	var out []word
	for i := 0; i < len(ws); i++ {
		base, _, _ := strings.Cut(ws[i].text, "-") // an ending that is written after a hyphen
		if n.orgs.forms[kazakh.Key(base)] {
			continue
		}
		if k := slices.IndexFunc(n.orgs.longForms, func(f []string) bool { return begin(ws[i:], f) }); k >= 0 && !ws[i].quoted {
			i += len(n.orgs.longForms[k]) - 1
			continue
		}
		out = append(out, ws[i])
	}
	return out
}

// A home is what a post belongs to.
type home struct {
	key         string
	territories []territory
	scoped      bool // the name alone does not say of which territory
}

// A part of a body's name: a territory, or a word.
type part struct {
	territory
	stem string
	word
}

// body finds the key of an organization as the article c means it. Place is the
// territory that the article gives beside it, if any. The key is "" if the name could
// be that of many bodies and the article does not say which.
func (n *Namer) body(name string, place territory, c *setting) home {
	if own, ok := n.orgs.names[n.plain(name)]; ok {
		return home{key: own}
	}
	ws := n.withoutState(n.words(name))
	quoted := slices.ContainsFunc(ws, func(w word) bool { return w.quoted })
	if quoted {
		ws = n.withoutForm(ws)
		quoted = !describes(ws)
	}
	parts, ok := n.parts(ws, place, c)
	if !ok {
		return home{}
	}
	var h home
	var stems []string
	for i, p := range parts {
		if !p.known() {
			if n.orgs.offices[p.stem] && i > 0 && i+1 < len(parts) && parts[i-1].known() {
				continue // the staff of the territory that its other bodies belong to
			}
			stems = append(stems, p.stem)
			continue
		}
		if i+1 < len(parts) && parts[i+1].known() {
			continue // the region before the district
		}
		h.territories = append(h.territories, p.territory)
		stems = append(stems, p.territory.key())
	}
	h.scoped = slices.ContainsFunc(parts, func(p part) bool { return p.known() && p.text == "" })
	if len(h.territories) == 0 && !quoted && !n.namesCountry(ws) {
		return n.scope(stems, ws, place, c)
	}
	h.key = strings.Join(stems, " ")
	return h
}

// describes: what stands in quotation marks is a description rather than a name, as in
// "«Stepnogorsk qalasynyng turghyn ui sharuashylyghy bolimi» KMM"; the marks are then
// taken off.
func describes(ws []word) bool {
	in := 0
	for _, w := range ws {
		if w.quoted {
			in++
		}
	}
	if in < 4 {
		return false
	}
	for i := range ws {
		ws[i].quoted = false
	}
	return true
}

func (n *Namer) namesCountry(ws []word) bool {
	return slices.ContainsFunc(ws, func(w word) bool {
		for _, name := range []string{w.stem, w.key} {
			for kind := range n.places.present[name] {
				if n.places.ranks[kind] == "country" {
					return true
				}
			}
		}
		return false
	})
}

// partOf is the key of a body whose name begins with that of a listed one: "Parlament
// Senaty Apparaty". One word is no name to begin with: "Assambleia" is any of many.
func (n *Namer) partOf(ws []word) string {
	for i := len(ws) - 1; i > 1; i-- {
		if own, ok := n.orgs.names[stemsOf(ws[:i])]; ok {
			return own + " " + stemsOf(ws[i:])
		}
	}
	return ""
}

// scope gives a body that does not name its territory that of the article: many
// districts have a department of education. Without one, a name of its own must do,
// which is one of three words or more with one that is not shared by many bodies, and
// not that of a part of a body.
func (n *Namer) scope(stems []string, ws []word, place territory, c *setting) home {
	if key := n.partOf(ws); key != "" {
		return home{key: key}
	}
	if !place.known() && c != nil {
		place = c.lead
	}
	name := strings.Join(stems, " ")
	if place.known() {
		return home{key: place.key() + " " + name, territories: []territory{place}, scoped: true}
	}
	own := slices.ContainsFunc(ws[:max(len(ws)-1, 0)], func(w word) bool { return !n.orgs.modifiers[w.stem] })
	if slices.ContainsFunc(ws, func(w word) bool { return n.orgs.namesakes[w.stem] }) {
		return home{key: name}
	}
	if len(ws) < 3 || !own || n.orgs.parts[ws[len(ws)-1].stem] || !ws[0].capital() {
		return home{}
	}
	return home{key: name}
}

// parts reads the territories in a name: "Qyzylorda oblysy Syrdariia audandyq". ok is
// false if it only says "of the district" and the article does not tell of which.
func (n *Namer) parts(ws []word, place territory, c *setting) (out []part, ok bool) {
	var outer territory
	for i := 0; i < len(ws); {
		t, from, size := n.territoryAt(ws, i, place, c)
		switch {
		case size == 0:
			out = append(out, part{stem: ws[i].stem, word: ws[i]})
			i++
			continue
		case !t.known():
			return nil, false
		}
		out = out[:max(0, len(out)-(i-from))]
		t = n.placeIn(t, outer, c)
		outer = t
		p := part{territory: t, word: ws[from]}
		if from == i {
			p.text = "" // a level without a name: the article tells which
		}
		out = append(out, p)
		i += size
	}
	return out, true
}

// territoryAt reads a type or level of a territory at word i, with the name before
// it. From is where the name begins, size the words of the type, 0 if there is none.
func (n *Namer) territoryAt(ws []word, i int, place territory, c *setting) (t territory, from, size int) {
	kind, size := n.levelAt(ws, i)
	if size == 0 || ws[i].quoted {
		return territory{}, i, 0
	}
	end := i
	for end > 0 && end > i-2 && n.orgs.modifiers[ws[end-1].stem] && !ws[end-1].capital() { // "Qazyghurt ortalyq audandyq auruhanasy"
		end--
	}
	for from = max(0, end-3); from < end; from++ {
		if t = n.present(keysOf(ws[from:end]), kind); n.places.present[t.name][kind] {
			return t, from, size
		}
	}
	if from = i - 1; from >= 0 && n.couldName(ws, from) {
		return n.present(ws[from].key, kind), from, size
	}
	if i > 0 && ws[i].stem == kind {
		return territory{}, i, 0 // a noun in the middle of a name
	}
	if n.places.ranks[place.kind] == n.places.ranks[kind] && place.known() {
		return place, i, size
	}
	return c.sole(n.places.ranks[kind], territory{}), i, size
}

// levelAt reads the words at i as a level ("audandyq") or the type of a named or
// just mentioned territory ("audanynyng", "audan akimdigi").
func (n *Namer) levelAt(ws []word, i int) (kind string, size int) {
	for _, t := range n.places.homes[ws[i].stem] {
		if !startsWith(ws[i:], t.stems) {
			continue
		}
		last := i + len(t.stems) - 1
		bare := !ws[last].inflected()
		if !bare || len(t.stems) > 1 || i == 0 && last+1 < len(ws) && n.rules(ws[last+1]) {
			return t.kind, len(t.stems)
		}
	}
	if kind, ok := n.places.levels[ws[i].stem]; ok {
		return kind, 1
	}
	return "", 0
}

// rules reports whether the word is the one who, or what, runs a territory: "oblys akimi
// apparaty".
func (n *Namer) rules(w word) bool {
	return n.orgs.offices[w.stem] || n.posts.scopes[w.stem] == "place"
}

// couldName reports whether a word that no table knows may name a territory.
func (n *Namer) couldName(ws []word, i int) bool {
	w := ws[i]
	_, level := n.places.levels[w.stem]
	_, isType := n.places.ranks[w.stem]
	return w.capital() && !w.quoted && !level && !isType && !n.orgs.modifiers[w.stem]
}
