package mention

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A phrase is a lexicon entry of one or more words, found by the lemma of its
// last word and the exact forms of the words before it.
type phrase struct {
	row    lexicon.Row
	refs   []string // the name of row alone; shared: only append to it
	text   string   // the entry, lower case
	before []string // its words but the last
	bare   bool     // its last word has no suffix of its own
}

// A phraseSet finds phrases by the lemma of their last word, longest first.
type phraseSet struct {
	bit     wordClass // what a word is that may end one of its phrases
	entries map[string][]phrase
}

func newPhraseSet(bit wordClass) phraseSet { return phraseSet{bit, map[string][]phrase{}} }

// tables are the lexicon's tables as the rules use them; all keys are lower-case
// Cyrillic.
type tables struct {
	titles, roles phraseSet // posts; roles, ranks and honours, which are no posts
	orgHeads      phraseSet
	placeTypes    phraseSet
	facilities    phraseSet
	orgNames      map[string]lexicon.Row // names, abbreviations and aliases
	longNames     phraseSet              // those of several words that no head noun ends
	quotedOrgs    map[string]lexicon.Row // names that count only in quotation marks
	latinOrgs     map[string]lexicon.Row // Latin names that read like common words: SCAT
	legalForms    map[string]lexicon.Row
	inside        map[string]lexicon.Row // words before a title that belong to it
	outside       map[string]lexicon.Row // words before a title that do not
	fields        phraseSet              // what a ministry or director is of
	orgMods       map[string]lexicon.Row
	longMods      phraseSet         // those of several words
	entries       map[string]*entry // what all tables of single words say
	offices       map[string]lexicon.Row
	weak          map[string]lexicon.Row // heads that need a proper name
	ambiguous     map[string]lexicon.Row
	ruGiven       map[string]string // gender of given names as Russian spells them
	paradigms     []paradigm        // of Russian names
	caseLetters   map[rune]bool     // that their endings end with
	endings       []ending
	relational    []string // endings of adjectives of belonging
	reporting     map[string]lexicon.Row
	places        map[string]placeRow
	russianMonths map[string]int
	clearMonths   map[string]struct{}  // months that mean nothing else
	ruTitles      map[string][]ruTitle // by the stem of the last word
	ruStarts      map[string]struct{}  // how those stems begin: their first ruStart bytes
	ruStart       int
	acting        string              // dictionary form of "acting"
	dependent     map[string]struct{} // heads that are deputies or aides of another post
	fieldPosts    map[string]struct{} // heads that are named with their field
}

// An ending marks a surname or patronymic.
type ending struct {
	text, kind string
	row        lexicon.Row
}

func compile(lex *lexicon.Lexicon, an *morph.Analyzer) tables {
	t := tables{
		titles: newPhraseSet(endsTitle), roles: newPhraseSet(endsRole), orgHeads: newPhraseSet(endsOrg),
		placeTypes: newPhraseSet(endsPlace), fields: newPhraseSet(endsField), longNames: newPhraseSet(endsName), facilities: newPhraseSet(endsFacility), longMods: newPhraseSet(endsModifier),

		legalForms: rows(lex, "legal_forms"),
		inside:     map[string]lexicon.Row{}, outside: map[string]lexicon.Row{},
		orgMods:   rows(lex, "org_modifiers"),
		offices:   rows(lex, "org_offices"),
		weak:      rows(lex, "org_weak_heads"),
		ambiguous: rows(lex, "ambiguous_names"),
		ruGiven:   russianGiven(lex), paradigms: paradigms(lex),
		reporting:     rows(lex, "reporting_verbs"),
		places:        placeNames(lex),
		russianMonths: months(lex, "ru_months"),
		ruTitles:      russianTitles(lex),
		entries:       map[string]*entry{}, dependent: map[string]struct{}{}, clearMonths: map[string]struct{}{}, fieldPosts: map[string]struct{}{},
	}
	t.orgNames, t.quotedOrgs, t.latinOrgs = orgNames(lex, an)
	for _, r := range lex.Table("months").Rows {
		if r.Get("ambiguous") != "y" {
			t.clearMonths[r.Key] = struct{}{}
		}
	}
	for _, r := range lex.Table("title_roles").Rows {
		switch r.Get("role") {
		case "dependent":
			t.dependent[r.Key] = struct{}{}
		case "field":
			t.fieldPosts[r.Key] = struct{}{}
		case "acting":
			t.acting = r.Key
		}
	}
	for _, r := range lex.Table("title_heads").Rows {
		switch r.Get("kind") {
		case "post", "state":
			t.titles.add(an, r, r.Key)
		default:
			t.roles.add(an, r, r.Key)
		}
	}
	for _, r := range lex.Table("org_heads").Rows {
		t.orgHeads.add(an, r, r.Key)
	}
	t.addAttributes(lex, an)
	t.addLongNames(an)
	for _, r := range lex.Table("place_types").Rows {
		t.placeTypes.add(an, r, r.Key)
	}
	for _, r := range lex.Table("facility_heads").Rows {
		t.facilities.add(an, r, r.Key)
	}
	for _, r := range lex.Table("title_fields").Rows {
		t.fields.add(an, r, r.Key)
	}
	for _, r := range lex.Table("title_modifiers").Rows {
		if r.Get("position") == "inside" {
			t.inside[lower(r.Key)] = r
		} else {
			t.outside[lower(r.Key)] = r
		}
	}
	for _, r := range lex.Table("name_endings").Rows {
		t.endings = append(t.endings, ending{strings.TrimLeft(r.Key, "-"), r.Get("kind"), r})
	}
	t.prepare(lex)
	return t
}

// prepare makes of the tables what look-ups need beside them.
func (t *tables) prepare(lex *lexicon.Lexicon) {
	slices.SortStableFunc(t.endings, func(a, b ending) int { return len(b.text) - len(a.text) })
	t.caseLetters = caseLetters(t.paradigms)
	t.sortRussian()
	t.enterWords(lex)
}

func lower(s string) string { return kazakh.Lower(s) }

// wholeNames are the names of several words of people who are often in the news, by
// their first word, in lower case.
func wholeNames(lex *lexicon.Lexicon) map[string][][]string {
	m := make(map[string][][]string)
	for _, r := range lex.Table("people").Rows {
		if words := strings.Fields(lower(r.Key)); len(words) > 1 {
			m[words[0]] = append(m[words[0]], words)
		}
	}
	return m
}

// rows maps the lower-cased keys of a table to its rows.
func rows(lex *lexicon.Lexicon, table string) map[string]lexicon.Row {
	m := make(map[string]lexicon.Row)
	for _, r := range lex.Table(table).Rows {
		m[lower(r.Key)] = r
	}
	return m
}

// orgNames collects names, abbreviations and aliases. A name in quotation marks is
// one only inside them, because the bare word is common; those come in quoted. A
// Latin name that reads like a common word is one only in Latin letters.
func orgNames(lex *lexicon.Lexicon, an *morph.Analyzer) (bare, quoted, latin map[string]lexicon.Row) {
	bare, quoted, latin = map[string]lexicon.Row{}, map[string]lexicon.Row{}, map[string]lexicon.Row{}
	for _, r := range lex.Table("org_names").Rows {
		for name := range strings.SplitSeq(r.Key+"|"+r.Get("aliases")+"|"+r.Get("abbr"), "|") {
			if name == "" {
				continue
			}
			into := bare
			if inner, ok := strings.CutPrefix(name, "«"); ok && strings.HasSuffix(inner, "»") {
				name, into = strings.TrimSuffix(inner, "»"), quoted
			}
			for k, form := range readings(an, name) {
				m := into
				if k > 0 && commonWord(an, form) {
					m = latin
				}
				if _, taken := m[form]; !taken {
					m[form] = r
				}
			}
		}
	}
	return bare, quoted, latin
}

// commonWord reports whether a form is a word of the language and no name.
func commonWord(an *morph.Analyzer, form string) bool {
	if strings.Contains(form, " ") {
		return false
	}
	best := an.Analyze(form)[0]
	return best.Known && !best.Name
}

// readings gives the forms under which a name of the table may be met: a Latin one
// is read like any word of the text, by the alphabet that the text seems to be in.
func readings(an *morph.Analyzer, name string) []string {
	forms := []string{lower(name)}
	if kazakh.ScriptOf(name) == kazakh.Cyrillic || strings.Count(name, " ") >= maxLongName {
		return forms
	}
	for v := kazakh.Lat2018; v <= kazakh.English; v++ {
		words := strings.Fields(name)
		for i, w := range words {
			words[i] = an.Form(w, v)
		}
		if form := strings.Join(words, " "); !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
}

// addAttributes collects the endings that make adjectives and the modifiers of bodies
// that have several words.
func (t *tables) addAttributes(lex *lexicon.Lexicon, an *morph.Analyzer) {
	for _, r := range lex.Table("relational_endings").Rows {
		t.relational = append(t.relational, r.Key)
	}
	for _, r := range lex.Table("org_modifiers").Rows {
		if strings.Contains(r.Key, " ") {
			t.longMods.add(an, r, r.Key)
		}
	}
}

// addLongNames collects the names of two to four words that the rules for head nouns
// cannot see, because no head noun ends them: "Astana Motors".
func (t *tables) addLongNames(an *morph.Analyzer) {
	heads := t.orgHeads
	for _, name := range slices.Sorted(maps.Keys(t.orgNames)) {
		words := strings.Fields(name)
		if len(words) < 2 || len(words) > maxLongName || strings.ContainsFunc(name, notNameRune) {
			continue
		}
		as := an.Analyze(words[len(words)-1])
		headed := slices.ContainsFunc(as, func(a morph.Analysis) bool { return heads.entries[a.Lemma] != nil })
		if !headed {
			t.longNames.add(an, t.orgNames[name], name)
		}
	}
}

// maxLongName is how many words a name has that is looked up as a whole.
const maxLongName = 4

// notNameRune reports whether r cannot stand in a word of a name.
func notNameRune(r rune) bool { return r != ' ' && r != '-' && !unicode.IsLetter(r) }

// A placeRow is an entry of the gazetteer.
type placeRow struct {
	lexicon.Row
	Ambiguous bool // also a common word or a given name
}

func placeNames(lex *lexicon.Lexicon) map[string]placeRow {
	m := make(map[string]placeRow)
	add := func(name string, r placeRow) {
		if name = lower(strings.TrimSpace(name)); name == "" {
			return
		}
		if _, taken := m[name]; !taken {
			m[name] = r
		}
	}
	for _, r := range lex.Table("places").Rows {
		row := placeRow{r, r.Get("ambiguous") != ""}
		add(r.Key, row)
		for abbr := range strings.SplitSeq(r.Get("abbr"), "|") {
			add(abbr, placeRow{r, false})
		}
	}
	for _, r := range lex.Table("place_aliases").Rows {
		add(r.Key, placeRow{Row: r})
	}
	return m
}

// placeStarts collects what the names of several words may begin with: the first word,
// also without a mark that is written to it, which is a word of its own in a text.
func placeStarts(places map[string]placeRow) map[string]struct{} {
	m := make(map[string]struct{})
	for name := range places {
		first, _, several := strings.Cut(name, " ")
		for several && first != "" {
			m[first] = struct{}{}
			r, n := utf8.DecodeLastRuneInString(first)
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				break
			}
			first = first[:len(first)-n]
		}
	}
	return m
}

// A ruTitle is a Russian post.
type ruTitle struct {
	row    lexicon.Row
	before []string // stems of the words before the last
}

func russianTitles(lex *lexicon.Lexicon) map[string][]ruTitle {
	m := map[string][]ruTitle{}
	for _, r := range lex.Table("ru_titles").Rows {
		var stems []string
		for w := range strings.FieldsSeq(lower(r.Key)) {
			stems = append(stems, morph.RussianStem(w))
		}
		last := stems[len(stems)-1]
		m[last] = append(m[last], ruTitle{r, stems[:len(stems)-1]})
	}
	for _, list := range m {
		slices.SortStableFunc(list, func(a, b ruTitle) int { return len(b.before) - len(a.before) })
	}
	return m
}

// sortRussian notes how the stems of Russian posts begin: by three letters, or as many
// as the shortest has.
func (t *tables) sortRussian() {
	t.ruStart, t.ruStarts = 6, map[string]struct{}{}
	for stem := range t.ruTitles {
		t.ruStart = min(t.ruStart, len(stem))
	}
	for stem := range t.ruTitles {
		t.ruStarts[stem[:t.ruStart]] = struct{}{}
	}
}

// russianPosts gives the Russian posts that a word ends. Few words begin like one of
// them, and only those are stemmed: a Russian stem is its word without the end.
func (t *tables) russianPosts(form string) []ruTitle {
	if len(form) < t.ruStart {
		return nil
	}
	if _, ok := t.ruStarts[form[:t.ruStart]]; !ok {
		return nil
	}
	return t.ruTitles[morph.RussianStem(form)]
}

// phraseSets are all sets of phrases.
func (t *tables) phraseSets() [8]phraseSet {
	return [...]phraseSet{t.titles, t.roles, t.orgHeads, t.placeTypes, t.fields, t.longNames, t.facilities, t.longMods}
}

// countries collects the places of which a kind is that of a country.
func countries(lex *lexicon.Lexicon) map[string]struct{} {
	m := make(map[string]struct{})
	types := lex.Table("place_types")
	for _, r := range lex.Table("places").Rows {
		for kind := range strings.SplitSeq(r.Get("kinds"), ",") {
			if t, ok := types.Lookup(kind); ok && t.Get("rank") == "country" {
				m[lower(r.Key)] = struct{}{}
			}
		}
	}
	return m
}

func months(lex *lexicon.Lexicon, table string) map[string]int {
	m := make(map[string]int)
	for _, r := range lex.Table(table).Rows {
		n := 0
		for _, c := range r.Get("number") {
			n = n*10 + int(c-'0')
		}
		m[lower(r.Key)] = n
	}
	return m
}

// add puts an entry into the set under the lemma of its last word.
func (s phraseSet) add(an *morph.Analyzer, row lexicon.Row, entry string) {
	words := strings.Fields(strings.ReplaceAll(lower(entry), ",", " ,"))
	last := words[len(words)-1]
	lemma, bare := last, true
	if len(words) > 1 {
		if as := an.Analyze(last); len(as) > 0 && len(as[0].Chain) == 1 && as[0].Chain[0] == morph.P3 {
			lemma, bare = as[0].Lemma, false
		}
	}
	p := phrase{row: row, refs: slices.Clip([]string{row.Ref()}), text: lower(entry), before: words[:len(words)-1], bare: bare}
	list := append(s.entries[lemma], p)
	slices.SortStableFunc(list, func(a, b phrase) int { return len(b.before) - len(a.before) })
	s.entries[lemma] = list
}
