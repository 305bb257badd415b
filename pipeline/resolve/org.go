package resolve

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// An orgName is one distinct name of an organization.
type orgName struct {
	lemma, canon string
	kind         string    // lemma of the head noun
	levels       int       // how many levels classify it and its parents
	country      bool      // it begins with a country
	words        []keyWord // without quotation marks
	quoted       []string  // keys of what stands in its first quotation marks
	members      []int
}

// A keyWord is a word of a name for comparing.
type keyWord struct {
	key     string
	acronym bool // written in capitals: may stand for several words
}

// orgMerges say why a shorter name means the organization of a longer one; the
// first that holds is the reason.
var orgMerges = []struct {
	name string
	same func(short, long *orgName) bool
}{
	{"short form", func(s, l *orgName) bool {
		return sameKind(s, l) && !isBranch(s, l) && inOrder(s.words, l.words)
	}},
	{"abbreviation", func(s, l *orgName) bool {
		return hasAcronym(s) && !isBranch(s, l) && inOrder(s.words, l.words) && endsAlike(s.words, l.words)
	}},
	{"quoted name", func(s, l *orgName) bool {
		return len(l.quoted) > 0 && (equalKeys(s.words, l.quoted) || slices.Equal(s.quoted, l.quoted) && sameKind(s, l))
	}},
}

// resolveOrgs groups organizations: equal names first, then short forms with the
// longer name that they abbreviate.
func (s *scratch) resolveOrgs(ms []mention.Mention) {
	s.findOrgNames(ms)
	names, groups := s.orgNames, s.orgs
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(names[b].words), len(names[a].words)), cmp.Compare(names[a].members[0], names[b].members[0]))
	})
	heads := newOrgHeads(len(names))
	for _, n := range order {
		name := &names[n]
		g, reason := bestOrg(heads, groups, name)
		if g < 0 {
			heads.add(name)
			groups = append(groups, group{kind: mention.Org, members: slices.Clone(name.members), name: name.lemma, canon: name.canon})
			continue
		}
		groups[g].members = append(groups[g].members, name.members...)
		groups[g].reasons = append(groups[g].reasons, reason+": "+name.lemma)
		if !strings.EqualFold(name.lemma, groups[g].name) {
			groups[g].aliases = append(groups[g].aliases, name.lemma)
		}
	}
	for i := range groups {
		slices.Sort(groups[i].members)
	}
	s.orgs = groups
}

// findOrgNames collects the distinct names in order of appearance. A repeat is known by
// its canon at once.
func (s *scratch) findOrgNames(ms []mention.Mention) {
	for i := range ms {
		m := &ms[i]
		if m.Type != mention.Org {
			continue
		}
		c := s.canons.find(m.Canon)
		if c < 0 {
			c = len(s.ofCanon)
			s.canons.add(m.Canon)
			s.ofCanon = append(s.ofCanon, s.orgNamed(m))
		}
		name := &s.orgNames[s.ofCanon[c]]
		if kazakh.IsAllCaps(name.lemma) && !kazakh.IsAllCaps(m.Lemma) {
			name.lemma = m.Lemma // the spelling of a headline in capitals is no name
		}
		name.members = append(name.members, i)
	}
}

// orgNamed returns the name with the words of a mention, a new one if there is none yet.
func (s *scratch) orgNamed(m *mention.Mention) int {
	words := keyWords(m.Canon, m.Lemma)
	key := strings.Join(keys(words), " ")
	n := s.keys.find(key)
	if n < 0 {
		n = len(s.orgNames)
		s.keys.add(key)
		s.orgNames = append(s.orgNames, orgName{
			lemma: m.Lemma, canon: m.Canon, kind: m.Kind, levels: m.Levels, country: m.Country,
			words: words, quoted: quotedWords(m.Canon),
		})
	}
	return n
}

func isMark(r rune) bool {
	return unicode.IsSpace(r) || kazakh.IsQuoteOpen(r) || kazakh.IsQuoteClose(r) || r == '"' || r == ','
}

// keyWords folds the words of a name; capitals are read off its spelling.
func keyWords(canon, lemma string) []keyWord {
	spelled := strings.FieldsFunc(lemma, isMark)
	words := strings.FieldsFunc(canon, isMark)
	out := make([]keyWord, len(words))
	for i, w := range words {
		out[i].key = fold(w)
		if i >= len(spelled) {
			continue
		}
		if n := utf8.RuneCountInString(spelled[i]); n > 1 && n <= 6 {
			out[i].acronym = strings.ToUpper(spelled[i]) == spelled[i]
		}
	}
	return out
}

// equalKeys reports whether the words have these keys.
func equalKeys(words []keyWord, keys []string) bool {
	return slices.EqualFunc(words, keys, func(w keyWord, key string) bool { return w.key == key })
}

func keys(words []keyWord) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.key
	}
	return out
}

// quotedWords folds what stands in the first pair of quotation marks.
func quotedWords(canon string) []string {
	open := strings.IndexFunc(canon, func(r rune) bool { return kazakh.IsQuoteOpen(r) || r == '"' })
	if open < 0 {
		return nil
	}
	_, n := utf8.DecodeRuneInString(canon[open:])
	rest := canon[open+n:]
	end := strings.IndexFunc(rest, func(r rune) bool { return kazakh.IsQuoteClose(r) || r == '"' })
	if end < 0 {
		return nil
	}
	return keys(keyWords(rest[:end], ""))
}

// bestOrg finds the group that a name is another name of: by the first rule that
// holds, the nearest before it.
func bestOrg(heads *orgHeads, groups []group, name *orgName) (int, string) {
	like := heads.like(name)
	for _, rule := range orgMerges {
		best, dist := -1, 0
		for _, g := range like {
			head := heads.names[g]
			if len(name.words) > len(head.words) || !rule.same(name, head) {
				continue
			}
			d := distance(groups[g].members, name.members[0])
			if rule.name == "quoted name" {
				d = len(head.words) // the company itself rather than one of its bodies
			}
			if best < 0 || d < dist {
				best, dist = g, d
			}
		}
		if best >= 0 {
			return best, rule.name
		}
	}
	return onlyOfKind(heads, name)
}

// onlyOfKind: "regional university" is the article's only university.
func onlyOfKind(heads *orgHeads, name *orgName) (int, string) {
	if name.kind == "" || name.levels == 0 || len(name.words) != 2 {
		return -1, ""
	}
	only := heads.onlyOfKind(name.kind)
	if only < 0 || heads.names[only].levels > 0 {
		return -1, ""
	}
	return only, "only one of its kind"
}

// isBranch reports whether the longer name is that of another body, below the
// shorter: the assembly of an oblast below the national one, the council of a
// district below that of the oblast, the branch of a party's youth wing.
func isBranch(s, l *orgName) bool {
	more := l.levels - s.levels
	return more > 0 && (s.country || s.levels > 0 || more > 1) ||
		len(s.quoted) > 0 && strings.Count(l.canon, "«") > 1 && strings.Count(s.canon, "«") == 1
}

// endsAlike reports whether the last word of short is, or stands for, the last of
// long.
func endsAlike(short, long []keyWord) bool {
	last := short[len(short)-1]
	if n := len([]rune(last.key)); last.acronym && n >= 2 && n <= len(long) && expands(last, long[len(long)-n:]) > 0 {
		return true
	}
	return sameWord(last.key, long[len(long)-1].key)
}

func sameKind(a, b *orgName) bool { return a.kind != "" && a.kind == b.kind }

func hasAcronym(n *orgName) bool {
	return slices.ContainsFunc(n.words, func(w keyWord) bool { return w.acronym })
}

// inOrder reports whether all words of short stand in long in the same order. The
// words may differ in their endings; an acronym stands for as many words as it
// has letters.
func inOrder(short, long []keyWord) bool {
	j := 0
	for i := 0; i < len(long) && j < len(short); i++ {
		if sameWord(short[j].key, long[i].key) {
			j++
			continue
		}
		if n := expands(short[j], long[i:]); n > 0 {
			i += n - 1
			j++
		}
	}
	return j == len(short)
}

// expands counts the words whose first letters an acronym consists of.
func expands(w keyWord, long []keyWord) int {
	letters := []rune(w.key)
	if !w.acronym || len(letters) < 2 || len(letters) > len(long) {
		return 0
	}
	for i, r := range letters {
		if first, _ := utf8.DecodeRuneInString(long[i].key); first != r {
			return 0
		}
	}
	return len(letters)
}

// sameWord compares two folded words up to their endings: the shorter one, save
// a last consonant that changes before an ending, opens the longer, and at most
// five letters are left.
func sameWord(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	stem := strings.TrimRight(a, "kgpb")
	if len(a)-len(stem) > 1 {
		stem = a[:len(a)-1]
	}
	return len(stem) >= 3 && len(b)-len(a) <= 5 && strings.HasPrefix(b, stem) && (len(stem) == len(a) || len(b) > len(a))
}
