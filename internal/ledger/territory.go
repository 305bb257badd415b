package ledger

import (
	"maps"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A territory is a place that can have a post or a body of its own.
type territory struct {
	name   string // folded present name
	kind   string // stem of its type, "" when a name stands alone and the tables do not know it
	within string // key of what it lies in, where a name alone is not enough
}

// key tells territories apart; it holds no space.
func (t territory) key() string {
	k := hyphened(t.name) + "/" + t.kind
	if t.within != "" {
		k += "<" + t.within
	}
	return k
}

func (t territory) known() bool { return t.name != "" }

// A gazetteer is the tables of places, folded.
type gazetteer struct {
	ranks   map[string]string            // type stem -> rank
	types   map[string][]placeType       // last stem of a type -> the types that end so, the longest first
	homes   map[string][]placeType       // first stem of a type -> those that begin so and may have posts
	levels  map[string]string            // stem of an adjective of level -> type stem
	present map[string]map[string]bool   // name -> types that a place of this name has today
	past    map[string]map[string]bool   // name -> types that one had
	aliases map[string]map[string]string // other name -> type, "" for any -> present name
	lies    map[string]string            // name -> what the table says its places lie in
	within  map[string][]territory       // key of a district with namesakes -> where they lie
	own     map[string]bool              // names of the state whose offices go without it
}

// homes are the ranks of territories that bodies and posts belong to.
var homes = []string{"region", "district", "city", "rural", "settlement"}

func (n *Namer) newGazetteer(lex *lexicon.Lexicon) *gazetteer {
	g := &gazetteer{
		types: map[string][]placeType{}, homes: map[string][]placeType{},
		ranks: map[string]string{}, levels: map[string]string{}, lies: map[string]string{}, own: map[string]bool{}, within: map[string][]territory{},
		present: map[string]map[string]bool{}, past: map[string]map[string]bool{}, aliases: map[string]map[string]string{},
	}
	n.places = g
	for _, row := range lex.Table("place_types").Rows {
		g.addType(n.phrase(row.Key), row.Get("rank"))
	}
	for _, row := range lex.Table("seat_words").Rows {
		if row.Get("use") == "level" {
			g.levels[n.phrase(row.Key)] = n.phrase(row.Get("type"))
		}
	}
	g.ranks[aCountry] = "country"
	n.addPlaces(lex.Table("places"))
	for _, row := range lex.Table("place_aliases").Rows {
		n.addAlias(row.Key, kazakh.Key(row.Get("canonical")))
	}
	for _, row := range lex.Table("seat_words").Rows {
		if row.Get("use") == "state" {
			g.own[n.territory(row.Key).name] = true
		}
	}
	for _, row := range lex.Table("place_namesakes").Rows {
		key := n.territory(row.Key).key()
		for place := range strings.SplitSeq(row.Get("within"), "|") {
			g.within[key] = append(g.within[key], n.territory(place))
		}
	}
	return g
}

// A placeType is a type of place.
type placeType struct {
	kind  string
	stems []string // the same in words
}

func (g *gazetteer) addType(kind, rank string) {
	t := placeType{kind, strings.Fields(kind)}
	g.ranks[kind] = rank
	longer := func(a, b placeType) int { return len(b.stems) - len(a.stems) }
	last := t.stems[len(t.stems)-1]
	g.types[last] = append(g.types[last], t)
	slices.SortStableFunc(g.types[last], longer)
	if slices.Contains(homes, rank) {
		first := t.stems[0]
		g.homes[first] = append(g.homes[first], t)
		slices.SortStableFunc(g.homes[first], longer)
	}
}

// addPlaces reads present names and, from the column former, the earlier ones.
func (n *Namer) addPlaces(table *lexicon.Table) {
	for _, row := range table.Rows {
		name := kazakh.Key(row.Key)
		set := n.places.past
		if row.Get("valid_to") == "" {
			n.places.lies[name] = row.Get("within")
			set = n.places.present
		}
		if set[name] == nil {
			set[name] = map[string]bool{}
		}
		for kind := range strings.SplitSeq(row.Get("kinds"), ",") {
			set[name][n.phrase(kind)] = true
		}
	}
	for _, row := range table.Rows {
		for former := range strings.SplitSeq(row.Get("former"), "|") {
			former, _, _ = strings.Cut(former, "(") // when stands in parentheses
			if former = strings.TrimSpace(former); former != "" {
				n.addAlias(former, kazakh.Key(row.Key))
			}
		}
	}
}

// addAlias notes another name of a place, with its type where it is part of it.
func (n *Namer) addAlias(alias, present string) {
	ws := n.words(alias)
	kind := ""
	if k, size := n.typeAt(ws, len(ws)); size > 0 && size < len(ws) {
		kind, ws = k, ws[:len(ws)-size]
	}
	name := keysOf(ws)
	if n.places.aliases[name] == nil {
		n.places.aliases[name] = map[string]string{}
	}
	if _, ok := n.places.aliases[name][kind]; !ok {
		n.places.aliases[name][kind] = present
	}
}

// typeAt reads the type of a place that ends before word end.
func (n *Namer) typeAt(ws []word, end int) (kind string, size int) {
	if end == 0 {
		return "", 0
	}
	for _, t := range n.places.types[ws[end-1].stem] {
		if size := len(t.stems); size <= end && startsWith(ws[end-size:], t.stems) {
			return t.kind, size
		}
	}
	return "", 0
}

// territory reads the name of one place: "Saryaghash audany", "Shymkent". The
// result is unknown when there is a type alone.
func (n *Namer) territory(name string) territory {
	ws := n.words(name)
	kind, size := n.typeAt(ws, len(ws))
	if size == len(ws) {
		kind, size = "", 0
	}
	ws = ws[:len(ws)-size]
	if len(ws) == 0 {
		return territory{}
	}
	t := n.present(keysOf(ws), kind)
	if !t.known() || t.kind == "" && !n.isPlace(t.name) { // "Astananyng": an inflected name that no table knows as it stands
		if byStem := n.present(stemsOf(ws), kind); n.isPlace(byStem.name) {
			return byStem
		}
	}
	return t
}

func (n *Namer) isPlace(name string) bool { return len(n.places.present[name]) > 0 }

// present puts the present name for an earlier or foreign one. A name that is a
// present place of this type today is left alone: Semei was an oblast and is a city.
// But the tables list cities under their earlier names too, and no two have one name.
func (n *Namer) present(name, kind string) territory {
	if kind == "" {
		kind = n.usualKind(name)
	}
	for range 3 { // a renamed place may have been renamed before
		if n.places.present[name][kind] && n.places.ranks[kind] != "city" {
			break
		}
		next, ok := n.places.aliases[name][kind]
		if !ok {
			next, ok = n.places.aliases[name][""]
		}
		if !ok && kind == "" {
			next, ok = n.soleAlias(name)
		}
		if !ok || next == name || kind != "" && !n.places.present[next][kind] {
			break
		}
		name = next
	}
	if kind == "" {
		kind = n.usualKind(name)
	}
	t := territory{name: name, kind: kind}
	if n.country(t) {
		t.kind = aCountry
	}
	return t
}

// aCountry is the type of all countries, whatever they call themselves.
const aCountry = "country"

// soleAlias: a name without its type that is an alias with one type only.
func (n *Namer) soleAlias(name string) (string, bool) {
	all := n.places.aliases[name]
	if len(all) != 1 {
		return "", false
	}
	for _, present := range all {
		return present, true
	}
	return "", false
}

// usualKind is the type of a name that stands alone: news call cities, and hardly
// any other territory, by their bare names.
func (n *Namer) usualKind(name string) string {
	kinds := n.places.present[name]
	if len(kinds) == 0 {
		kinds = n.places.past[name]
	}
	for _, rank := range []string{"city", "country", "region", "district", "settlement"} {
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			if n.places.ranks[kind] == rank {
				return kind
			}
		}
	}
	return ""
}

func (n *Namer) rank(t territory) string { return n.places.ranks[t.kind] }

// country reports whether the territory is a whole country, whatever its type says.
func (n *Namer) country(t territory) bool {
	if n.rank(t) == "country" {
		return true
	}
	for kind := range n.places.present[t.name] {
		if n.places.ranks[kind] == "country" {
			return t.kind == "" || n.places.ranks[t.kind] == "region" && !n.places.present[t.name][t.kind]
		}
	}
	return false
}

// placeIn completes a territory whose name several places have with what it lies
// in: outer if the name itself says so, else what the article speaks of.
func (n *Namer) placeIn(t, outer territory, c *setting) territory {
	switch n.rank(t) {
	case "district":
		all := n.places.within[t.key()]
		if len(all) == 0 {
			return t
		}
		if !slices.Contains(all, outer) {
			outer = c.only(all)
		}
	case "rural", "settlement":
		if !outer.known() || n.rank(outer) == "region" {
			outer = c.sole("district", outer)
		}
		if !outer.known() && len(c.of("district")) == 0 {
			outer = c.sole("city", outer) // villages that belong to a city
		}
	default:
		return t
	}
	if outer.known() && outer != t {
		t.within = outer.key()
	}
	return t
}

// A setting is the territories that one article names, by rank.
type setting struct {
	lead   territory // the first that the text names
	abroad bool      // it names another country
	home   bool      // it names the own state
	ranks  map[string][]territory
	names  map[string]string // key of a territory -> as the article has it
}

func (c *setting) add(rank string, t territory) {
	t.within = ""
	if !slices.Contains(c.ranks[rank], t) {
		c.ranks[rank] = append(c.ranks[rank], t)
	}
}

// addRegions notes the region of the districts when the article leaves it out.
func (c *setting) addRegions(n *Namer) {
	if len(c.of("region")) > 0 {
		return
	}
	for _, d := range c.of("district") {
		t := n.territory(n.places.lies[d.name]) // several places read as no known territory
		if n.rank(t) == "region" {
			c.add("region", t)
			c.names[t.key()] = n.places.lies[d.name]
		}
	}
}

func (c *setting) of(rank string) []territory {
	if c == nil {
		return nil
	}
	return c.ranks[rank]
}

// sole returns the only territory of a rank that the article names, else other.
func (c *setting) sole(rank string, other territory) territory {
	if all := c.of(rank); len(all) == 1 {
		return all[0]
	}
	return other
}

// only returns the one of all that the article names.
func (c *setting) only(all []territory) territory {
	var found territory
	for _, t := range all {
		for _, rank := range []string{"region", "city"} {
			if slices.Contains(c.of(rank), t) {
				if found.known() {
					return territory{}
				}
				found = t
			}
		}
	}
	return found
}
