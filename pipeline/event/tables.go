package event

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
)

// tables are the lexicon's tables as the rules use them; all keys are lower-case
// Cyrillic.
type tables struct {
	forms, lemmas map[string][]string // word -> cues
	verbs         map[verbKey]verbRow
	triggers      map[verbKey][]*triggerRow // by rank
	guards        map[string]guardRow
	posts         map[string]postRow
	derived       map[string]string // "chairmanship" -> "chair"
	bodies        map[string]bodyRow
	countries     map[string]bool
	home          string            // the country that most places lie in
	homePlaces    map[string]bool   // places of no other country
	countryNoun   string            // the kind of a country
	phrases       map[string]string // "oqu" before "oryn" -> "oqu orny"
	orgHeads      map[string]bool
	roles         map[string]bool // posts, ranks and occupations, by dictionary form
	titles        map[string]bool // of them the posts
	acting        string          // "acting", as titles end
	member        string          // post of those who belong to a body
	defaultHead   string          // post of whoever heads a body
	defaultAkim   string          // post of whoever heads a territory
	ofState       string          // post that is the state's when it has a capital letter
	constituency  string          // head noun of numbered electoral districts
	levels        map[string]bool // adjectives before the noun of a body
	actors        []string
	russian       map[string]russianRow
	russianCues   map[string]string
	russianTitles map[string]string // Russian post -> the Kazakh one
	relative      map[string]relativeRow

	relativeStarts map[string]struct{} // first words of the keys of relative
	weekdays       map[string]int
}

// A verbKey is a verb's root and its voice suffixes.
type verbKey struct{ lemma, voice string }

type verbRow struct {
	classes []string
	ref     string
}

type triggerRow struct {
	key, past  string
	rank       int
	needs      []string
	event      Type
	person     string   // subj, obj, dat, gen, ins or none
	mode       Modality // what the words state by themselves, "" for what the verb's form says
	confidence float64
	ref        string
}

type guardRow struct {
	verbs []string
	ref   string
}

type postRow struct {
	scope  string // org, place, state, host or dependent
	head   bool
	bodies []string // head nouns of the only bodies that have such a post
	ref    string
}

type bodyRow struct {
	kind  string // outer, inner or territory
	heads []string
	posts []string // heads of the only titles that it has, nil for any
	ref   string
}

type russianRow struct {
	event  Type
	object bool // whoever gets or leaves the post is the object
	with   []string
	ref    string
}

type relativeRow struct {
	unit   string
	offset int
	ref    string
}

func compile(lex *lexicon.Lexicon, an *morph.Analyzer) *tables {
	t := &tables{
		forms: map[string][]string{}, lemmas: map[string][]string{},
		verbs: map[verbKey]verbRow{}, triggers: map[verbKey][]*triggerRow{},
		guards: map[string]guardRow{}, posts: map[string]postRow{}, derived: map[string]string{},
		bodies: map[string]bodyRow{}, countries: map[string]bool{}, phrases: map[string]string{}, orgHeads: map[string]bool{}, levels: map[string]bool{}, roles: map[string]bool{}, titles: map[string]bool{},
		russian: map[string]russianRow{}, russianCues: map[string]string{}, russianTitles: map[string]string{},
		relative: map[string]relativeRow{}, relativeStarts: map[string]struct{}{}, weekdays: map[string]int{},
	}
	t.addCues(lex)
	t.addVerbs(lex, an)
	t.addPosts(lex, an)
	t.addTimes(lex)
	for _, r := range lex.Table("event_russian").Rows {
		t.russian[r.Key] = russianRow{Type(r.Get("event")), r.Get("person") == "obj", strings.Fields(r.Get("with")), r.Ref()}
	}
	for _, r := range lex.Table("ru_titles").Rows {
		t.russianTitles[r.Key] = r.Get("kk")
	}
	for _, r := range lex.Table("event_russian_cues").Rows {
		t.russianCues[r.Key] = r.Get("cue")
	}
	return t
}

func (t *tables) addCues(lex *lexicon.Lexicon) {
	for _, r := range lex.Table("event_cues").Rows {
		set := t.forms
		if r.Get("match") == "lemma" {
			set = t.lemmas
		}
		set[r.Key] = append(set[r.Key], strings.Fields(r.Get("cues"))...)
	}
}

// addVerbs reads root and voice of the listed past forms with the analyser that
// will read the text, so that the two cannot disagree.
func (t *tables) addVerbs(lex *lexicon.Lexicon, an *morph.Analyzer) {
	for _, r := range lex.Table("event_verbs").Rows {
		for _, key := range pastKeys(an, r.Key) {
			row := t.verbs[key]
			t.verbs[key] = verbRow{append(row.classes, strings.Fields(r.Get("classes"))...), r.Ref()}
		}
	}
	for _, r := range lex.Table("triggers").Rows {
		row := &triggerRow{
			key: r.Key, past: r.Get("verb"), rank: number(r.Get("rank")), needs: strings.Fields(r.Get("needs")),
			event: Type(r.Get("event")), person: r.Get("person"), mode: Modality(r.Get("mode")), ref: r.Ref(),
		}
		row.confidence, _ = strconv.ParseFloat(r.Get("confidence"), 64)
		for _, key := range pastKeys(an, row.past) {
			t.triggers[key] = append(t.triggers[key], row)
		}
	}
	for _, rows := range t.triggers {
		slices.SortStableFunc(rows, func(a, b *triggerRow) int { return cmp.Compare(a.rank, b.rank) })
	}
	for _, r := range lex.Table("trigger_guards").Rows {
		t.guards[r.Key] = guardRow{strings.Fields(r.Get("verbs")), r.Ref()}
	}
}

// pastKeys gives the readings of a past form: its roots, each with its voice.
func pastKeys(an *morph.Analyzer, past string) []verbKey {
	var keys []verbKey
	for _, a := range an.Analyze(past) {
		if a.POS != morph.Verb && a.POS != morph.Closed {
			continue
		}
		key, rest := keyOf(a)
		if len(rest) == 1 && rest[0] == morph.PAST && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// keyOf splits a verb's chain into voice and what follows.
func keyOf(a morph.Analysis) (verbKey, []morph.Tag) {
	n := 0
	for n < len(a.Chain) && a.Chain[n] >= morph.PASS && a.Chain[n] <= morph.RECP {
		n++
	}
	voice := make([]byte, n)
	for i := range voice {
		voice[i] = byte('0' + a.Chain[i] - morph.PASS)
	}
	return verbKey{a.Lemma, string(voice)}, a.Chain[n:]
}

// addPhrase lets a noun of two words be found by the dictionary form of the second.
func (t *tables) addPhrase(noun string, an *morph.Analyzer) {
	first, second, ok := strings.Cut(noun, " ")
	if !ok {
		return
	}
	for _, a := range an.Analyze(second) {
		if a.POS != morph.Verb {
			t.phrases[first+" "+a.Lemma] = noun
		}
	}
}

func (t *tables) addPosts(lex *lexicon.Lexicon, an *morph.Analyzer) {
	suffixes := officeSuffixes(lex)
	for _, r := range lex.Table("event_posts").Rows {
		t.posts[r.Key] = postRow{r.Get("scope"), r.Get("head") != "", strings.Fields(r.Get("bodies")), r.Ref()}
		switch r.Get("default") {
		case "member":
			t.member = r.Key
		case "head":
			t.defaultHead = r.Key
		case "territory":
			t.defaultAkim = r.Key
		case "capital":
			t.ofState = r.Key
		}
	}
	for _, r := range lex.Table("title_heads").Rows {
		t.roles[r.Key] = true
		if k := r.Get("kind"); k == "post" || k == "state" {
			t.titles[r.Key] = true
			for _, suffix := range suffixes {
				t.derived[r.Key+suffix] = r.Key
			}
		}
	}
	for _, r := range lex.Table("title_roles").Rows {
		if r.Get("role") == "acting" {
			t.acting = r.Key
		}
	}
	for _, r := range lex.Table("event_bodies").Rows {
		t.addPhrase(r.Key, an)
		t.bodies[r.Key] = bodyRow{r.Get("kind"), strings.Fields(r.Get("heads")), strings.FieldsFunc(r.Get("posts"), func(c rune) bool { return c == '|' }), r.Ref()}
		if r.Get("kind") == "constituency" {
			t.constituency = r.Key
			t.bodies[r.Key] = bodyRow{"territory", strings.Fields(r.Get("heads")), nil, r.Ref()}
		}
	}
	t.addCountries(lex)
	for _, r := range lex.Table("org_heads").Rows {
		t.orgHeads[r.Key] = true
	}
	for _, r := range lex.Table("org_modifiers").Rows {
		t.levels[r.Key] = true
	}
	for _, r := range lex.Table("event_actors").Rows {
		t.actors = append(t.actors, r.Key)
	}
}

// officeSuffixes lists all shapes of the suffix that makes an office of its holder.
func officeSuffixes(lex *lexicon.Lexicon) []string {
	var out []string
	for _, r := range lex.Table("suffixes").Rows {
		if r.Get("tag") != morph.LYK.String() {
			continue
		}
		for _, column := range []string{"v", "n", "t"} {
			for pattern := range strings.FieldsSeq(r.Get(column)) {
				out = append(out, kazakh.Harmonize(pattern, true), kazakh.Harmonize(pattern, false))
			}
		}
	}
	return out
}

func (t *tables) addTimes(lex *lexicon.Lexicon) {
	for _, r := range lex.Table("relative_days").Rows {
		if r.Get("offset") != "" {
			t.relative[r.Key] = relativeRow{r.Get("unit"), number(r.Get("offset")), r.Ref()}
			first, _, _ := strings.Cut(r.Key, " ")
			t.relativeStarts[first] = struct{}{}
		}
	}
	for _, r := range lex.Table("weekdays").Rows {
		t.weekdays[r.Key] = number(r.Get("number"))
	}
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// addCountries reads the countries, by lower-case name, and the places of the one that
// derek is at home in.
func (t *tables) addCountries(lex *lexicon.Lexicon) {
	count := map[string]int{}
	rows := lex.Table("places").Rows
	for _, r := range rows {
		count[r.Get("country")]++
		kind, _, _ := strings.Cut(r.Get("kinds"), ",") // a village may have the name as well
		if slices.Contains(strings.Split(r.Get("country"), "|"), r.Key) && t.bodies[kind].kind == "territory" {
			t.countries[kazakh.Lower(r.Key)], t.countryNoun = true, kind
		}
	}
	home := ""
	for country, n := range count {
		if n > count[home] || home == "" {
			home = country
		}
	}
	t.home, t.homePlaces = kazakh.Lower(home), map[string]bool{kazakh.Lower(home): true}
	for _, r := range rows {
		if r.Get("country") == home {
			t.homePlaces[kazakh.Lower(r.Key)] = true
		}
	}
}
