package resolve

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// A candidate is one distinct name of a person with its mentions.
type candidate struct {
	name    mention.Name
	keys    mention.Name // the same, folded
	parts   int          // spelled-out parts
	members []int
	lemma   string
	upper   bool
	russian bool // only met in Russian passages
}

// folded returns the name with its parts as folding keys, by which names are compared,
// so that scripts and spellings do not matter. A part without a key is kept apart from
// one that is not spelled out.
func folded(n mention.Name) mention.Name {
	for _, part := range []*string{&n.Given, &n.Surname, &n.Patronymic} {
		if *part != "" {
			*part = cmp.Or(fold(*part), noKey)
		}
	}
	return n
}

const noKey = "\x00"

// mergeRules say why two names are one person; the first that holds is the reason.
// The names are folded, all but their initials.
var mergeRules = []struct {
	name string
	same func(full, other mention.Name) bool
}{
	{"same name", func(a, b mention.Name) bool {
		return eq(a.Given, b.Given) && eq(a.Surname, b.Surname) && compatible(a.Patronymic, b.Patronymic) && a.Given+a.Surname != ""
	}},
	{"surname and initials", func(a, b mention.Name) bool {
		return b.Initials != "" && (eq(a.Surname, b.Surname) || eq(a.Patronymic, b.Surname)) && initialsFit(a, b.Initials)
	}},
	{"given name and patronymic", func(a, b mention.Name) bool {
		return b.Surname == "" && b.Initials == "" && b.Given != "" && b.Patronymic != "" && eq(a.Given, b.Given) && compatible(a.Patronymic, b.Patronymic)
	}},
	{"patronymic alone", func(a, b mention.Name) bool {
		return b.Patronymic != "" && b.Given == "" && b.Surname == "" && b.Initials == "" && (eq(a.Patronymic, b.Patronymic) || eq(a.Surname, b.Patronymic))
	}},
	{"surname alone", func(a, b mention.Name) bool {
		return alone(b) != "" && (eq(a.Surname, alone(b)) || eq(a.Patronymic, alone(b)))
	}},
	{"given name alone", func(a, b mention.Name) bool { return alone(b) != "" && eq(a.Given, alone(b)) }},
	{"initials of given name and patronymic", func(a, b mention.Name) bool {
		return a.Surname == "" && a.Patronymic != "" && len([]rune(b.Initials)) > 1 && b.Surname != "" && initialsFit(a, b.Initials)
	}},
}

// contradicts reports whether two names that fold alike are spelled apart: with the very
// same surname, another first letter is another person, "Ә. Мырзалы" beside "Айша Мырзалы".
// What Russian makes of Kazakh letters is told by the surname, or by where it stands.
func contradicts(full, other mention.Name) bool {
	if full.Given == "" || other.Initials == "" || full.Surname != other.Surname {
		return false
	}
	return !strings.HasPrefix(full.Given, other.Initials[:utf8.RuneLen([]rune(other.Initials)[0])])
}

// alone returns the only spelled-out part of a name without initials, "" if there
// are more.
func alone(n mention.Name) string {
	if n.Initials != "" {
		return ""
	}
	only := ""
	for _, s := range []string{n.Given, n.Surname, n.Patronymic} {
		if s == "" {
			continue
		}
		if only != "" {
			return ""
		}
		only = s
	}
	return only
}

func eq(a, b string) bool { return a == b && a != "" }

func compatible(a, b string) bool { return a == "" || b == "" || eq(a, b) }

// initialsFit compares initials with the spelled-out given name and patronymic, as far
// as a name has them, or with other initials.
func initialsFit(full mention.Name, initials string) bool {
	in := initialKeys(initials)
	if len(in) == 0 {
		return false
	}
	if full.Initials != "" && full.Given == "" {
		other := initialKeys(full.Initials)
		n := min(len(in), len(other))
		return n > 0 && in[:n] == other[:n]
	}
	if len(in) > 1 && full.Patronymic != "" && !strings.Contains(in[1:], full.Patronymic[:1]) {
		return false // the second letter may be that of "Дж.", so any after the first will do
	}
	return strings.HasPrefix(full.Given, in[:1])
}

// initialKeys folds each initial to the letter that the key of its name begins with.
func initialKeys(initials string) string {
	var b strings.Builder
	for _, r := range initials {
		if key := kazakh.Key(string(r)); key != "" {
			b.WriteByte(key[0])
		}
	}
	return b.String()
}

// resolvePersons groups people.
func (s *scratch) resolvePersons(ms []mention.Mention) {
	s.findCandidates(ms)
	cands, groups := s.candidates, s.people
	order := make([]int, len(cands))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(order01(cands[a].russian, cands[b].russian), cmp.Compare(cands[b].parts, cands[a].parts), cmp.Compare(hasSurname(cands[b]), hasSurname(cands[a])), cmp.Compare(cands[a].members[0], cands[b].members[0]))
	})
	heads := newHeads(len(cands))
	for _, c := range order {
		cand := &cands[c]
		g, reason := bestGroup(heads, groups, cand.keys, cand)
		if g < 0 && cand.russian {
			g, reason = russianGroup(heads, groups, cand)
		}
		if g < 0 {
			heads.add(cand.keys)
			groups = append(groups, group{
				kind: mention.Person, members: slices.Clone(cand.members),
				name: personName(cand), canon: kazakh.Lower(cand.lemma), person: cand.name,
			})
			continue
		}
		groups[g].members = append(groups[g].members, cand.members...)
		groups[g].reasons = append(groups[g].reasons, reason+": "+cand.lemma)
		alias := personName(cand)
		if heads.names[g].Surname == "" && cand.name.Surname != "" && cand.keys.Surname != heads.names[g].Patronymic { // the surname makes the name
			groups[g].name, alias = alias, groups[g].name
			heads.names[g].Surname, groups[g].person.Surname = cand.keys.Surname, cand.name.Surname
		}
		if !strings.EqualFold(alias, groups[g].name) && !slices.Contains(groups[g].aliases, alias) {
			groups[g].aliases = append(groups[g].aliases, alias)
		}
		heads.merge(g, cand.keys)
		groups[g].person = mergeNames(groups[g].person, cand.name)
	}
	for i := range groups {
		slices.Sort(groups[i].members)
	}
	s.people = groups
}

// order01 puts false before true.
func order01(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

func hasSurname(c candidate) int {
	if c.name.Surname != "" {
		return 1
	}
	return 0
}

// mergeNames adds the parts that only the other name spells out.
func mergeNames(a, b mention.Name) mention.Name {
	if b.Initials == "" && alone(b) == "" {
		a.Patronymic = cmp.Or(a.Patronymic, b.Patronymic)
		a.Surname = cmp.Or(a.Surname, b.Surname)
	}
	return a
}

// findCandidates collects the distinct names in order of appearance.
func (s *scratch) findCandidates(ms []mention.Mention) {
	cands := s.candidates
	for i := range ms {
		m := &ms[i]
		if m.Type != mention.Person {
			continue
		}
		upper := kazakh.IsAllCaps(m.Lemma)
		c := s.names.find(m.Name)
		if c < 0 {
			c = len(cands)
			s.names.add(m.Name)
			cands = append(cands, candidate{name: m.Name, keys: folded(m.Name), parts: spelled(m.Name), lemma: m.Lemma, upper: upper, russian: m.Russian})
		} else if cands[c].upper && !upper {
			cands[c].lemma, cands[c].upper = m.Lemma, false
		}
		cands[c].russian = cands[c].russian && m.Russian
		cands[c].members = append(cands[c].members, i)
	}
	s.candidates = cands
}

// spelled counts the parts of a name that are written out.
func spelled(n mention.Name) int {
	k := 0
	for _, s := range []string{n.Given, n.Surname, n.Patronymic} {
		if s != "" {
			k++
		}
	}
	return k
}

func personName(c *candidate) string {
	if c.upper {
		return placeName(c.lemma)
	}
	return c.lemma
}

// bestGroup finds the group a name belongs to. Where several fit, the one whose
// last mention before the name is nearest wins; a tie of reasons goes by rule
// order.
func bestGroup(heads *heads, groups []group, name mention.Name, c *candidate) (int, string) {
	like := heads.like(name)
	for _, rule := range mergeRules {
		best, dist := -1, 0
		for _, g := range like {
			if !rule.same(heads.names[g], name) || !c.russian && contradicts(groups[g].person, c.name) {
				continue
			}
			if d := distance(groups[g].members, c.members[0]); best < 0 || d < dist {
				best, dist = g, d
			}
		}
		if best >= 0 {
			return best, rule.name
		}
	}
	return -1, ""
}

// russianGroup finds the group of a name that stands in a Russian case: Nurjana
// Qazybaeva belongs to Nurjan Qazybaev.
func russianGroup(heads *heads, groups []group, c *candidate) (int, string) {
	for _, given := range nominatives(c.name.Given) {
		for _, surname := range nominatives(c.name.Surname) {
			name := mention.Name{Given: given, Surname: surname, Patronymic: c.name.Patronymic, Initials: c.name.Initials}
			if g, reason := bestGroup(heads, groups, folded(name), c); g >= 0 {
				return g, reason + " in a Russian case"
			}
		}
	}
	return -1, ""
}

// russianEndings are the case endings of Russian names as folding keys, and what
// the nominative has in their place.
var russianEndings = []struct{ ending, nominative string }{
	{"oi", "a"}, {"om", ""}, {"im", ""}, {"a", ""}, {"u", ""}, {"u", "a"}, {"e", ""}, {"e", "a"}, {"i", "a"},
}

// nominatives returns what a Russian name may be in the nominative, as folding
// keys, the name itself first.
func nominatives(name string) []string {
	key := kazakh.Key(name)
	out := []string{key}
	for _, r := range russianEndings {
		if stem, ok := strings.CutSuffix(key, r.ending); ok && len(stem) >= 4 {
			out = append(out, stem+r.nominative)
		}
	}
	return out
}

// distance is how far before mention m the nearest of members stands; members
// that only come later are farther than any that come before.
func distance(members []int, m int) int {
	best := 1 << 30
	for _, k := range members {
		d := m - k
		if d < 0 {
			d = 1<<20 - d
		}
		best = min(best, d)
	}
	return best
}
