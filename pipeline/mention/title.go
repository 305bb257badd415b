package mention

import (
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A titleSpan is a post found from its head: words [first, last).
type titleSpan struct {
	first, last int
	head        int    // the word whose post it is
	post        string // the head's entry in the table
	possessed   bool   // the entry has a possessive of its own: "press secretary"
	owned       bool   // the head has a possessive for its field or the post above it
	canon       string // lower-case Cyrillic, the head bare
	rule        string
	rows        []string
	plural      bool
	based       bool // the post that the head depends on has been found
}

// findTitles claims posts from left to right; a chain (the akim's deputy) is
// claimed whole from its last head.
func findTitles(sc *scan) {
	for i := len(sc.words) - 1; i >= 0; i-- {
		if sc.owner[i] != none {
			continue
		}
		span, ok := sc.titleAt(i)
		if !ok {
			continue
		}
		sc.claim(Mention{
			Type: Title, First: span.first, Last: span.last, Head: span.head, Rule: span.rule, Rows: span.rows,
			Lemma: sc.write(span.dictionary()), Canon: span.dictionary(), Plural: span.plural,
		})
		i = span.first
	}
}

// titleRules read a word as the last word of a post; the first that fits wins.
var titleRules = []struct {
	name  string
	match func(*scan, int) (titleSpan, bool)
}{
	{"title-russian", russianTitle},          // rukovoditelem
	{"title-acting", acting},                 // rektordyng m.a., akimnin mindetin atqarushy
	{"title-head", headTitle},                // akim, bas maman, qarzhy direktory
	{"title-representative", representative}, // Prezidentinin Parlamenttegi okili
}

func (sc *scan) titleAt(i int) (titleSpan, bool) {
	if !sc.known[i].endsPost {
		return titleSpan{}, false
	}
	for _, r := range titleRules {
		if span, ok := r.match(sc, i); ok {
			span.rule = r.name
			return span, true
		}
	}
	return titleSpan{}, false
}

// acting: a post in the genitive (or bare) before "carrying out the duties".
func acting(sc *scan, i int) (titleSpan, bool) {
	j := i - 1
	switch {
	case sc.cue(i) == "acting-abbr":
	case sc.cueLemma(i) == "acting" && sc.same(i-1, i):
		if sc.cue(j) == "temporarily" {
			j--
		}
		if j < 0 || sc.cue(j) != "duty" {
			return titleSpan{}, false
		}
		j--
		if sc.same(j, i) && sc.cue(j) == "temporarily" {
			j--
		}
	default:
		return titleSpan{}, false
	}
	row := sc.Finder.words.inside[sc.actingWords()]
	if !sc.same(j, i) || sc.owner[j] != none {
		return titleSpan{first: j + 1, last: i + 1, head: i, canon: sc.actingWords(), rows: []string{row.Ref()}}, sc.same(j+1, i)
	}
	inner, ok := headTitle(sc, j)
	if !ok || inner.plural {
		return titleSpan{first: j + 1, last: i + 1, head: i, canon: sc.actingWords(), rows: nil}, true
	}
	return titleSpan{first: inner.first, last: i + 1, head: i, canon: inner.genitive() + " " + sc.actingWords(), rows: inner.rows}, true
}

// actingWords is the dictionary form of "acting", as the modifier table has it.
func (sc *scan) actingWords() string { return sc.Finder.words.acting }

// cueLemma returns the cue of word i by form or lemma.
func (sc *scan) cueLemma(i int) string {
	if c := sc.cue(i); c != "" {
		return c
	}
	if sc.isWord(i) {
		return sc.known[i].lemmaCue
	}
	return ""
}

// noTitle stands for a word that has been read and is not the head of a post.
var noTitle titleSpan

// headTitle: a post noun with its modifiers and the posts it depends on. What was made
// of a word is kept: chains of posts ask for the same word again and again.
func headTitle(sc *scan, i int) (titleSpan, bool) {
	if i < 0 || i >= len(sc.words) {
		return titleSpan{}, false
	}
	if sc.titles[i] == nil {
		sc.titles[i] = &noTitle
		if span, ok := readTitle(sc, i); ok {
			kept := span // so that only what is found takes memory
			sc.titles[i] = &kept
		}
	}
	span := sc.titles[i]
	return *span, span != &noTitle && sc.free(span.first, i+1)
}

func readTitle(sc *scan, i int) (titleSpan, bool) {
	h, ok := sc.matchTitle(i)
	if !ok || !sc.free(h.first, i+1) || h.a.Has(morph.LYK) {
		return titleSpan{}, false
	}
	if sc.words[i].Shape == morph.Title && sc.isNamePart(i) {
		return titleSpan{}, false
	}
	if r, ok := sc.match(sc.Finder.words.roles, i); ok && r.first < h.first {
		return titleSpan{}, false // adilet kengesshisi: the longer phrase is a rank
	}
	span := titleSpan{first: h.first, last: i + 1, head: i, post: h.phrase.text, possessed: !h.phrase.bare, canon: h.phrase.text, rows: h.phrase.refs}
	if sc.counted(h) {
		return titleSpan{}, false // "4 deputat": people, no post
	}
	if h.a.Has(morph.PL) {
		if !sc.attachedPlural(i) {
			return titleSpan{}, false
		}
		span.plural = true
	}
	for sc.titleLeft(&span) {
	}
	return span, true
}

// matchTitle finds the post that ends with word i, behind a prefix such as "eks-"
// if the table does not list it with the prefix.
func (sc *scan) matchTitle(i int) (hit, bool) {
	if h, ok := sc.match(sc.Finder.words.titles, i); ok || !sc.isWord(i) || sc.known[i].ends&endsPrefixed == 0 {
		return h, ok
	}
	for _, a := range sc.analyses(i) {
		prefix, rest, cut := strings.Cut(a.Lemma, "-")
		if _, inside := sc.Finder.words.inside[prefix]; !cut || !inside {
			continue
		}
		for _, p := range sc.Finder.words.titles.entries[rest] {
			if len(p.before) == 0 {
				p.text = a.Lemma
				return hit{&p, i, i, a}, true
			}
		}
	}
	return noHit, false
}

// counted reports whether a plain number stands before a title.
func (sc *scan) counted(h hit) bool {
	j := h.first - 1
	if sc.cue(j) == "about" { // 600-den astam basshy
		j--
		return sc.same(j, h.last) && sc.words[j].Kind == token.Number
	}
	return sc.same(j, h.last) && sc.words[j].Kind == token.Number && sc.words[j].Base == sc.words[j].End
}

// representative: a role that becomes a post by the post it stands for and the body
// it is sent to.
func representative(sc *scan, i int) (titleSpan, bool) {
	h, ok := sc.match(sc.Finder.words.roles, i)
	if !ok || !h.a.Has(morph.P3) {
		return titleSpan{}, false
	}
	if _, depends := sc.Finder.words.dependent[h.phrase.text]; !depends {
		return titleSpan{}, false
	}
	id := sc.ownerAt(h.first - 1)
	if id == none || sc.found[id].Type != Org || !sc.same(h.first-1, i) {
		return titleSpan{}, false
	}
	body := sc.found[id]
	inner, ok := headTitle(sc, body.First-1)
	if !ok || !sc.same(body.First-1, i) || !sc.free(inner.first, body.First) {
		return titleSpan{}, false
	}
	return titleSpan{
		first: inner.first, last: i + 1, head: i, post: h.phrase.text, rows: h.phrase.refs,
		canon: inner.genitive() + " " + sc.forms(body.First, body.Last) + " " + possessed(h),
	}, true
}

// isNamePart: a capitalised post noun before a surname is a given name, unless that
// begins a whole name of its own: Akim Ghali Esqaliev.
func (sc *scan) isNamePart(i int) bool {
	if id := sc.ownerAt(min(i+1, len(sc.words)-1)); id != none && sc.found[id].Type == Person && sc.found[id].Last-sc.found[id].First > 1 {
		return false
	}
	return sc.givenName(i) && sc.same(i, i+1) && sc.part(i+1).is&(surname|patronymic) != 0
}

// attachedPlural: a plural post counts only where named people follow.
func (sc *scan) attachedPlural(i int) bool {
	j := i + 1
	if c := sc.cue(j); sc.same(i, j) && (c == "as" || c == "to-post") {
		j++
	}
	if sc.same(i, j) && sc.words[j].Kind == token.Dash {
		j++
	}
	t, taken := sc.ownerType(j)
	if !taken || t != Person || !sc.same(i, j) {
		return false
	}
	next := sc.found[sc.owner[j]].Last // a second name must follow
	return sc.same(j, next) && (sc.cue(next) == "and" || sc.words[next].Text == "," || sc.words[next].Text == "،")
}

// titleLeft absorbs one thing on the left of a post; false when nothing belongs
// to it any more.
func (sc *scan) titleLeft(span *titleSpan) bool {
	j := span.first - 1
	if !sc.same(j, span.head) || sc.owner[j] != none {
		return false
	}
	t := &sc.Finder.words
	if r, ok := t.inside[sc.form(j)]; ok && sc.cue(j) != "temporarily" {
		span.first, span.canon = j, sc.form(j)+" "+span.canon
		span.rows = append(span.rows, r.Ref())
		return true
	}
	if sc.cue(j) == "topic" {
		return sc.topicTitle(span, j)
	}
	if sc.dependent(span) && !span.based {
		if inner, ok := headTitle(sc, j); ok && !inner.plural {
			a := sc.words[j].Best()
			if h, hit := sc.match(t.titles, j); hit {
				a = h.a
			}
			if c := a.Case(); c == morph.GEN || c == morph.NoTag {
				span.first, span.canon, span.owned = inner.first, inner.genitive()+" "+span.canon, !span.possessed
				span.rows, span.based = append(span.rows, inner.rows...), true
				return true
			}
		}
	}
	if h, ok := sc.match(t.fields, j); ok && sc.fieldPost(span) && sc.free(h.first, j+1) && h.a.Case() == morph.NoTag {
		span.first, span.canon, span.owned = h.first, sc.forms(h.first, j+1)+" "+span.canon, !span.possessed
		span.rows = append(span.rows, h.phrase.row.Ref())
		return true
	}
	return false
}

// dependent: deputies, advisers and aides are deputies of a post.
func (sc *scan) dependent(span *titleSpan) bool {
	_, ok := sc.Finder.words.dependent[span.post]
	return ok
}

// fieldPost: posts that are named with their field.
func (sc *scan) fieldPost(span *titleSpan) bool {
	_, ok := sc.Finder.words.fieldPosts[span.post]
	return ok
}

// topicReach is how many words a topic may have.
const topicReach = 8

// topicTitle: "direktordyng oqu isi zhonindegi orynbasary": from the genitive post
// on the far side, or only the topic's nouns.
func (sc *scan) topicTitle(span *titleSpan, j int) bool {
	first, listed, open := j, false, true
	for k := j - 1; sc.same(k, j) && j-k <= topicReach; k-- {
		if t, taken := sc.ownerType(k); taken && t == Org && sc.dependent(span) {
			open = false // only a post on its far side can take it in
			continue
		}
		if inner, ok := headTitle(sc, k); ok && sc.dependent(span) {
			return sc.topicOf(span, inner, k, j)
		}
		if sc.owner[k] != none || !sc.topicWord(k, listed) {
			break
		}
		listed = listed || sc.cue(k) == "and"
		if open {
			first = k
		}
	}
	return sc.topicFrom(span, first, j)
}

// topicOf joins a dependent post, its topic and the post in the genitive before it.
// If that post is in another case, the topic is what stands between.
func (sc *scan) topicOf(span *titleSpan, inner titleSpan, k, j int) bool {
	if h, _ := sc.match(sc.Finder.words.titles, k); h.a.Case() != morph.GEN {
		return sc.topicFrom(span, k+1, j)
	}
	span.canon = inner.genitive() + " " + sc.forms(k+1, j+1) + " " + span.canon
	span.first, span.owned = inner.first, !span.possessed
	return true
}

// topicFrom lets a post begin with its topic, the words [first, j].
func (sc *scan) topicFrom(span *titleSpan, first, j int) bool {
	if first >= j {
		return false
	}
	span.first, span.canon = first, sc.forms(first, j+1)+" "+span.canon
	return true
}

// topicWord reports whether word k may be part of a topic: a bare noun, a verbal
// noun, a conjunction, a comma in a list.
func (sc *scan) topicWord(k int, listed bool) bool {
	if !sc.isWord(k) {
		return listed && sc.words[k].Text == ","
	}
	if sc.cue(k) == "and" {
		return true
	}
	if sc.facts(k).closed || sc.cue(k) == "postposition" {
		return false
	}
	a := sc.words[k].Best()
	return sc.verbalNoun(k) || a.Case() == morph.NoTag && a.POS != morph.Verb
}

// inflect gives the last word of a dictionary form the suffixes of a chain; only
// its last part after a space or hyphen changes.
func inflect(canon string, chain ...morph.Tag) string {
	i := strings.LastIndexAny(canon, " -") + 1
	if forms := morph.Generate(canon[i:], chain); len(forms) > 0 {
		return canon[:i] + forms[0]
	}
	return canon
}

// genitive puts a post that another depends on into the genitive. A post that is
// named with its field has a possessive, which it keeps: ministrinin orynbasary.
func (s *titleSpan) genitive() string {
	if s.owned {
		return inflect(s.canon, morph.P3, morph.GEN)
	}
	return inflect(s.canon, morph.GEN)
}

// dictionary is the dictionary form of the post. Its head keeps the possessive that
// ties it to another post or to its field, but not the one that ties it to a body.
func (s *titleSpan) dictionary() string {
	if s.owned {
		return inflect(s.canon, morph.P3)
	}
	return s.canon
}

// russianTitle: a post in a Russian passage, in any case.
func russianTitle(sc *scan, i int) (titleSpan, bool) {
	if !sc.isWord(i) || sc.words[i].Kind != token.Word {
		return titleSpan{}, false
	}
	posts := sc.known[i].ruTitles
	if len(posts) == 0 || !sc.russianPassage(i) {
		return titleSpan{}, false
	}
	for _, t := range posts {
		first := i - len(t.before)
		if !sc.same(first, i) || !sc.free(first, i+1) {
			continue
		}
		fits := true
		for k, stem := range t.before {
			fits = fits && morph.RussianStem(sc.form(first+k)) == stem
		}
		if fits {
			return titleSpan{first: first, last: i + 1, head: i, canon: t.row.Key, rows: []string{t.row.Ref()}}, true
		}
	}
	return titleSpan{}, false
}

// russianPassage reports whether word i stands in Russian text: its quotation, if it
// stands in one of some length, else its sentence.
func (sc *scan) russianPassage(i int) bool {
	st := sc.text.Sentences[sc.sentence[i]]
	start, end := st.Start, st.End
	if k := sc.within[i]; k != none && sc.quotes[k].close-sc.quotes[k].open > 4 {
		start, end = sc.words[sc.quotes[k].open].End, sc.words[sc.quotes[k].close].Start
	}
	is, known := sc.russian[start]
	if !known {
		is = kazakh.Language(sc.text.Clean[start:end]) == "ru"
		sc.russian[start] = is
	}
	return is
}
