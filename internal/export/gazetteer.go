package export

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/lexicon"
)

// A gazetteer tells regions and kinds of bodies by names, with the tables of the
// lexicon. It keeps the stems of the words that it has seen and is not safe for
// concurrent use.
type gazetteer struct {
	stem    func(string) string
	stems   map[string]string
	regions map[string]string   // stems of a region's name with its type -> the name
	longest int                 // words of such a name
	ranks   map[string]string   // stems of types of territories, in one word -> rank
	levels  map[string]string   // stem of an adjective of level -> stem of the type
	within  map[string][]string // stems of a place with its type -> regions in which one lies
	bare    map[string][]string // stems of a place without its type -> the same, and regions of that name
	heads   map[string]string   // stems of a head noun of bodies -> kind
}

// maxStems bounds the memory for words; beyond it they are forgotten.
const maxStems = 1 << 14

func newGazetteer(lex *lexicon.Lexicon, stem func(string) string) *gazetteer {
	g := &gazetteer{
		stem: stem, stems: map[string]string{}, regions: map[string]string{}, ranks: map[string]string{},
		levels: map[string]string{}, within: map[string][]string{}, bare: map[string][]string{}, heads: map[string]string{},
	}
	for _, r := range lex.Table("place_types").Rows {
		switch rank := r.Get("rank"); rank {
		case "region", "district", "city", "rural", "settlement":
			g.ranks[g.phrase(r.Key)] = rank
		}
	}
	for _, r := range lex.Table("seat_words").Rows {
		if r.Get("use") == "level" {
			g.levels[g.phrase(r.Key)] = g.phrase(r.Get("type"))
		}
	}
	for _, r := range lex.Table("org_heads").Rows {
		kind, _, _ := strings.Cut(r.Get("subtype"), "|")
		g.heads[g.phrase(r.Key)] = kind
	}
	places := lex.Table("places")
	g.addPlaces(places)
	for _, r := range lex.Table("place_namesakes").Rows { // which tells types apart
		var regions []string
		for name := range strings.SplitSeq(r.Get("within"), "|") {
			regions = append(regions, regionOf(places, name))
		}
		g.within[g.phrase(r.Key)] = regions
	}
	return g
}

// addPlaces files what the table says of where places lie. What others lie in is a
// region: an oblast, or a city that lies in none.
func (g *gazetteer) addPlaces(t *lexicon.Table) {
	for _, r := range t.Rows {
		if r.Get("within") == "" {
			continue
		}
		var regions []string
		for name := range strings.SplitSeq(r.Get("within"), "|") {
			region := regionOf(t, name)
			regions = append(regions, region)
			stems := g.phrase(region)
			g.regions[stems] = region
			g.longest = max(g.longest, len(strings.Fields(region)))
			g.addBare(stems, []string{region})
		}
		for kind := range strings.SplitSeq(r.Get("kinds"), ",") {
			kind = g.phrase(kind)
			own := regions
			if g.ranks[kind] == "city" {
				own = capital(r.Key, regions)
			}
			if g.ranks[kind] != "" && g.ranks[kind] != "region" {
				stems := g.phrase(r.Key) + " " + kind
				g.within[stems] = own
				g.addBare(stems, own)
			}
		}
	}
}

// addBare files regions under a name without its type.
func (g *gazetteer) addBare(stems string, regions []string) {
	bare := stems[:strings.LastIndexByte(stems, ' ')]
	all := append(slices.Clone(g.bare[bare]), regions...)
	slices.Sort(all)
	g.bare[bare] = slices.Compact(all)
}

// regionOf gives for a city of an oblast that bears its name the oblast.
func regionOf(t *lexicon.Table, name string) string {
	city := name[:max(0, strings.LastIndexByte(name, ' '))]
	if r, ok := t.Lookup(city); ok {
		for own := range strings.SplitSeq(r.Get("within"), "|") {
			if strings.HasPrefix(own, city+" ") {
				return own
			}
		}
	}
	return name
}

// capital leaves of the regions in which places of a name lie the one that bears it,
// as the one of its capital: Aqtobe is the name of villages in other oblasts, too.
func capital(city string, regions []string) []string {
	for _, name := range regions {
		if strings.HasPrefix(name, city+" ") {
			return []string{name}
		}
	}
	return regions
}

func (g *gazetteer) word(w string) string {
	s, ok := g.stems[w]
	if !ok {
		if len(g.stems) >= maxStems {
			clear(g.stems)
		}
		s = g.stem(w)
		g.stems[strings.Clone(w)] = s
	}
	return s
}

// words are the stems of a name, with the type of territory for its adjective: the
// stems of "Turkistan oblystyq maslihaty" and "Turkistan oblysynyng maslihaty" are one.
func (g *gazetteer) words(name string) []string {
	list := strings.Fields(name)
	for i, w := range list {
		list[i] = g.word(strings.Trim(w, ",.«»\"()"))
		if kind, ok := g.levels[list[i]]; ok {
			list[i] = kind
		}
	}
	return list
}

func (g *gazetteer) phrase(name string) string {
	list := strings.Fields(name)
	for i, w := range list {
		list[i] = g.word(w)
	}
	return strings.Join(list, " ")
}

// region finds the region that a name has in it, else those in which a place of it
// lies; territory tells that it names a territory at all.
func (g *gazetteer) region(name string) (own string, around []string, territory bool) {
	ws := g.words(name)
	for i, w := range ws {
		if g.ranks[w] == "" {
			continue
		}
		territory = true
		for n := g.longest; n > 1; n-- {
			if from := i + 1 - n; from >= 0 {
				if r, ok := g.regions[strings.Join(ws[from:i+1], " ")]; ok {
					return r, nil, true
				}
			}
		}
		for n := 3; n > 1 && around == nil; n-- {
			if from := i + 1 - n; from >= 0 {
				around = g.within[strings.Join(ws[from:i+1], " ")]
			}
		}
	}
	if !territory {
		around = g.bare[strings.Join(ws, " ")]
	}
	return "", around, territory
}

// kind tells of a body what its last words are: "Saryaghash audandyq maslihaty" is a
// maslihat, and so of the government.
func (g *gazetteer) kind(name string) string {
	ws := strings.Fields(g.phrase(strings.Trim(name, "«»\"")))
	for n := min(3, len(ws)); n > 0; n-- {
		if kind, ok := g.heads[strings.Join(ws[len(ws)-n:], " ")]; ok {
			return kind
		}
	}
	return ""
}

// A setting is the regions that an article names.
type setting struct {
	*gazetteer
	regions []string
	seen    map[string]string // region by place and body
}

func (g *gazetteer) setting(a *article) *setting {
	s := &setting{gazetteer: g, seen: map[string]string{}}
	if len(a.doc.Events)+len(a.doc.Memberships) == 0 {
		return s
	}
	for _, e := range a.doc.Entities {
		if e.Type != "PLACE" && e.Type != "ORG" {
			continue
		}
		if own, _, _ := g.region(e.Name); own != "" && !slices.Contains(s.regions, own) {
			s.regions = append(s.regions, own)
		}
	}
	return s
}

// region is that of a place or body: the one in its name, the only one in which a
// place of that name lies, or the one of these, or the only one, that the article
// names. It is "" for what has no territory in its name, such as bodies of the state.
func (s *setting) region(place, body string) string {
	key := place + "\x00" + body
	found, ok := s.seen[key]
	if !ok {
		found = s.find(place, body)
		s.seen[key] = found
	}
	return found
}

func (s *setting) find(names ...string) string {
	var around []string
	territory := false
	for _, name := range names {
		own, wide, some := s.gazetteer.region(name)
		if own != "" {
			return own
		}
		if territory = territory || some; around == nil {
			around = wide
		}
	}
	var named []string
	for _, r := range s.regions {
		if slices.Contains(around, r) {
			named = append(named, r)
		}
	}
	switch {
	case len(around) == 1:
		return around[0]
	case len(named) == 1:
		return named[0]
	case territory && len(around) == 0 && len(s.regions) == 1:
		return s.regions[0]
	}
	return ""
}
