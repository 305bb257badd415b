package ledger

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A post is the part of a seat that is not its home.
type post struct {
	key    string // stems, the feminine and other words for it made one
	scope  string // of the table event_posts: org, place, state or host
	many   bool   // a home may have several holders at a time
	acting bool   // held for the time being
}

// A postTable is the tables of posts, folded to stems.
type postTable struct {
	scopes  map[string]string
	heads   map[string]bool
	holders map[string]string
	same    map[string]string
	russian map[string]string
	acting  [][]string
}

func (n *Namer) newPostTable(lex *lexicon.Lexicon) *postTable {
	p := &postTable{
		scopes: map[string]string{}, heads: map[string]bool{}, holders: map[string]string{},
		same: map[string]string{}, russian: map[string]string{},
	}
	for _, row := range lex.Table("event_posts").Rows {
		stems := n.phrase(row.Key)
		p.scopes[stems] = row.Get("scope")
		p.heads[stems] = row.Get("head") != ""
	}
	for _, row := range lex.Table("seat_posts").Rows {
		stems := n.phrase(row.Key)
		if same := row.Get("same"); same != "" {
			p.same[stems] = n.phrase(same)
		}
		p.holders[stems] = row.Get("holders")
	}
	for _, row := range lex.Table("ru_titles").Rows {
		p.russian[kazakh.Key(row.Key)] = row.Get("kk")
	}
	for _, row := range lex.Table("title_roles").Rows {
		if row.Get("role") == "acting" {
			p.acting = append(p.acting, strings.Fields(n.phrase(row.Key)))
		}
	}
	return p
}

// post reads a title in its dictionary form.
func (n *Namer) post(title string) post {
	if kk, ok := n.posts.russian[kazakh.Key(title)]; ok {
		title = kk
	}
	var stems []string
	for _, w := range n.words(title) {
		stem := w.stem
		if same := n.posts.same[stem]; same != "" {
			stem = same
		}
		stems = append(stems, stem)
	}
	var p post
	stems, p.acting = n.posts.substantive(stems)
	p.key = strings.Join(stems, " ")
	p.scope = n.posts.scope(stems)
	p.many = n.posts.many(stems)
	return p
}

// substantive takes off the words that say that a post is held for the time being.
// Stems of Latin spellings may keep an ending, so the beginnings are compared.
func (t *postTable) substantive(stems []string) ([]string, bool) {
	for _, acting := range t.acting {
		last := len(acting) - 1
		if len(stems) <= len(acting) || stems[len(stems)-1] != acting[last] {
			continue
		}
		for i := len(stems) - 2; i > 0 && i >= len(stems)-3; i-- { // "mindetin uaqytsha atqarushy"
			if strings.HasPrefix(stems[i], acting[0]) {
				return stems[:i], true
			}
		}
	}
	return stems, false
}

// row finds the longest end of the title that a table lists.
func row[V any](table map[string]V, stems []string) (v V, whole, ok bool) {
	for i := range stems {
		if v, ok = table[strings.Join(stems[i:], " ")]; ok {
			return v, i == 0, true
		}
	}
	return v, false, false
}

// scope says what a post belongs to; one that depends on another post belongs to
// what that belongs to ("akimning orynbasary").
func (t *postTable) scope(stems []string) string {
	scope, _, _ := row(t.scopes, stems)
	for end := len(stems) - 1; scope == "dependent" && end > 0; end-- {
		if outer, _, ok := row(t.scopes, stems[:end]); ok {
			scope = outer
		}
	}
	if scope == "" || scope == "dependent" {
		return "org"
	}
	return scope
}

// many reports whether a home may have several holders of the post. Only posts of a
// head, and those that a table says so of, have one; words before a head narrow it
// ("agha prokuror"), but for ministers they name the ministry.
func (t *postTable) many(stems []string) bool {
	if holders, whole, _ := row(t.holders, stems); holders == "many" || holders == "one" && (whole || len(stems) <= 3) {
		return holders == "many"
	}
	scope, whole, ok := row(t.scopes, stems)
	switch {
	case !ok, scope == "dependent":
		return true
	case scope == "state":
		return false
	case !whole:
		return true
	}
	head, _, _ := row(t.heads, stems)
	return !head && scope == "org"
}

// seat joins a post and its home. Local is what tells a seat apart whose home is not
// known: nothing outside the article can be the same.
func (n *Namer) seat(p post, org, place string, c *setting, local string) (post, home) {
	t := n.territory(place)
	if n.rank(t) == "constituency" || strings.HasPrefix(place, "№") {
		return n.constituency(p, org, place, c, local)
	}
	t = n.placeIn(t, territory{}, c)
	h := n.home(p, org, t, c)
	if h.key == "" {
		h.key = "#" + local + " " + n.phrase(org)
		h.territories = nil
	}
	return p, h
}

func (n *Namer) home(p post, org string, t territory, c *setting) home {
	state := home{key: "state"}
	switch {
	case org == "" && !t.known():
		if p.scope == "state" && (c.home || !c.abroad) { // else it could be that of the other country
			return state
		}
		return home{}
	case org == "" && p.scope == "state" && n.places.own[t.name]:
		return state
	case org == "":
		return home{key: t.key(), territories: []territory{t}}
	}
	h := n.body(org, t, c)
	if k := len(h.territories); p.scope == "place" && k > 0 { // the akim of an akimdik is that of its territory
		h.territories = h.territories[k-1:]
		h.key = h.territories[0].key()
	}
	return h
}

// constituency: one of the many deputies, who alone was elected here.
func (n *Namer) constituency(p post, org, place string, c *setting, local string) (post, home) {
	p.many = false
	h := n.body(org, territory{}, c)
	if h.key == "" {
		h = home{key: "#" + local + " " + n.phrase(org)}
	}
	ws := n.words(place)
	if i := slices.IndexFunc(ws, func(w word) bool { return strings.ContainsAny(w.text, "0123456789") }); i >= 0 {
		ws = ws[i : i+1]
	}
	h.key += " " + strings.TrimPrefix(keysOf(ws), "№")
	return p, h
}
