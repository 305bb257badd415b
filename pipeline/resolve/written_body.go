package resolve

import (
	"slices"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// bodyTables know bodies by name and the words that make no name of a body.
type bodyTables struct {
	names map[string]listed // stems of a name, alias or abbreviation -> its row
	vague map[string]bool   // stems of words that any body may have: heads, fields, levels
	whole map[string]bool   // heads that are a name by themselves
	land  map[string]bool   // titles that belong to a territory
	sole  map[string]Sole   // titles, or the last words of them, that one holds once
}

// listed is a body of org_names under its latest name.
type listed struct{ key, name, row string }

// A Body is an organization as an article names it.
type Body struct {
	Key       string // "" when other bodies have the same name
	Kind      string // its head word
	Territory Territory
	Title     string // its latest name, when the tables know it
	Row       string // the row that knows it, or its territory, under another name
}

func (n *Names) compileBodies(lex *lexicon.Lexicon) bodyTables {
	t := bodyTables{names: map[string]listed{}, vague: map[string]bool{}, whole: map[string]bool{}, land: map[string]bool{}, sole: map[string]Sole{}}
	for _, table := range []string{"org_heads", "org_modifiers", "title_fields", "nouns", "legal_forms", "org_offices", "org_weak_heads", "closed_words"} {
		for _, r := range lex.Table(table).Rows {
			for _, w := range n.bodyWords(r.Key, kazakh.English) {
				t.vague[w.stem], t.vague[w.raw] = true, true
			}
		}
	}
	for _, r := range lex.Table("org_heads").Rows {
		if r.Get("named") != "" {
			t.whole[stems(n.bodyWords(r.Key, kazakh.English))] = true
		}
	}
	for _, r := range lex.Table("event_posts").Rows {
		key := kazakh.Key(r.Key)
		switch {
		case r.Get("scope") == "place":
			t.land[key], t.sole[key] = true, AlwaysSole
		case r.Get("bodies") != "":
			t.sole[key] = AlwaysSole
		case r.Get("head") != "" || r.Get("scope") == "dependent":
			t.sole[key] = MostlySole
		}
	}
	n.listBodies(lex, t.names)
	return t
}

// listBodies enters every name of org_names. One that two bodies have is left out.
func (n *Names) listBodies(lex *lexicon.Lexicon, names map[string]listed) {
	table, renames := lex.Table("org_names"), lex.Table("org_successions")
	twice := map[string]bool{}
	for _, r := range table.Rows {
		latest := r
		for range renames.Rows { // a chain is no longer than the table
			next, ok := renames.Lookup(latest.Key)
			if !ok {
				break
			}
			if latest, ok = table.Lookup(next.Get("now")); !ok {
				latest = r
				break
			}
		}
		body := listed{"=" + kazakh.Key(latest.Key), latest.Key, r.Ref()}
		for _, name := range append(split(r.Get("aliases")), r.Key, r.Get("abbr"), r.Get("ru"), r.Get("en")) {
			key := stems(n.bodyWords(name, kazakh.English))
			if old, ok := names[key]; ok && old.key != body.key {
				twice[key] = true
			}
			if key != "" {
				names[key] = body
			}
		}
	}
	for key := range twice {
		delete(names, key)
	}
}

func stems(words []bodyWord) string { return joined(words, stemOf) }

// Written is the name of a body or place, its words looked up.
type Written struct {
	as    string
	words []bodyWord
}

// Words is memory for the words of names.
type Words struct{ list []bodyWord }

// Empty makes the memory free for other names: those read before are gone.
func (w *Words) Empty() { w.list = emptied(w.list) }

// Read looks up the words of a name. They lie in words.
func (n *Names) Read(words *Words, name string, v kazakh.Variant) Written {
	from := len(words.list)
	words.list = n.appendBodyWords(words.list, name, v)
	return Written{name, slices.Clip(words.list[from:])}
}

// Body says which organization or facility a name means.
func (n *Names) Body(name Written, near Surroundings) Body {
	words := name.words
	if len(words) == 0 {
		return Body{}
	}
	b := Body{Kind: words[len(words)-1].stem}
	if l, ok := n.listed(words); ok {
		b.Key, b.Title, b.Row = l.key, l.name, l.row
		return b
	}
	list, as, rest := n.lands.leading(words)
	if len(list) > 0 && len(rest) > 0 {
		b.Territory = n.innermost(list, as, near)
		b.Row = b.Territory.Row
		if b.Territory.Key != "" {
			b.Key = b.Territory.Key + ":" + stems(rest)
		}
		return b
	}
	if n.isName(words) {
		b.Key = stems(words)
	}
	return b
}

// listed finds a body in the tables; its country before it is no part of the name.
func (n *Names) listed(words []bodyWord) (listed, bool) {
	for {
		var key [keyLength]byte
		if l, ok := n.bodies.names[string(appendJoined(key[:0], words, stemOf))]; ok {
			return l, true
		}
		skip := 0
		switch {
		case n.lands.homeAbbrs[words[0].raw]:
			skip = 1
		case words[0].raw == n.lands.home || words[0].stem == n.lands.home:
			skip = 1
			if len(words) > 1 && n.lands.ranks[words[1].stem] == "country" {
				skip = 2
			}
		}
		if skip == 0 || skip >= len(words) {
			return listed{}, false
		}
		words = words[skip:]
	}
}

// isName reports whether a name without territory means one body: it has a proper
// word or a quotation, and no number, which bodies of every town have.
func (n *Names) isName(words []bodyWord) bool {
	var key [keyLength]byte
	if n.bodies.whole[string(appendJoined(key[:0], words, stemOf))] {
		return true
	}
	proper := false
	for _, w := range words {
		if strings.ContainsFunc(w.as, unicode.IsDigit) && !w.quoted {
			return false
		}
		proper = proper || w.quoted || isCapital(w.as) && !n.bodies.vague[w.stem] && !n.bodies.vague[w.raw]
	}
	return proper && len(words) > 1 || proper && slices.ContainsFunc(words, func(w bodyWord) bool { return w.quoted })
}

// A Post is what a title says.
type Post struct {
	Key  string
	Land bool // it belongs to a territory
	Sole Sole // whether one holds it once at a time
}

// Post reads a title.
func (n *Names) Post(title string, v kazakh.Variant) Post {
	if p := n.titles[v].Get(title); p != nil {
		return *p
	}
	words := strings.Fields(title)
	for i, w := range words {
		words[i] = foldWord(w, v)
	}
	p := Post{Key: strings.Join(words, " ")}
	p.Land = n.bodies.land[p.Key]
	var ok bool
	if p.Sole, ok = n.bodies.sole[p.Key]; !ok && len(words) > 1 {
		p.Sole = min(n.bodies.sole[words[len(words)-1]], MostlySole)
	}
	n.titles[v].Put(title, p)
	return p
}
