package mention

import (
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A titleSpan is a post found from its head: words [first, last).
type titleSpan struct {
	first, last int
	head        int    // the word whose post it is
	post        string // the head's entry in the table
	canon       string // dictionary form, lower-case Cyrillic
	rule        string
	rows        []string
	plural      bool
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
			Lemma: sc.write(span.canon), Canon: span.canon, Plural: span.plural,
		})
		i = span.first
	}
}

// titleRules read a word as the last word of a post; the first that fits wins.
var titleRules = []struct {
	name  string
	match func(*scan, int) (titleSpan, bool)
}{
	{"title-acting", acting},        // rektordyng m.a., akimnin mindetin atqarushy
	{"title-head", headTitle},       // akim, bas maman, qarzhy direktory
	{"title-russian", russianTitle}, // rukovoditelem
}

func (sc *scan) titleAt(i int) (titleSpan, bool) {
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
	j := i
	switch {
	case sc.cue(i) == "acting-abbr":
		j = i - 1
	case sc.cueLemma(i) == "acting" && sc.same(i-1, i):
		j = i - 1
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
	return titleSpan{first: inner.first, last: i + 1, head: i, canon: genitive(inner.canon) + " " + sc.actingWords(), rows: inner.rows}, true
}

// actingWords is the dictionary form of "acting", as the modifier table has it.
func (sc *scan) actingWords() string { return sc.Finder.words.acting }

// cueLemma returns the cue of word i by form or lemma.
func (sc *scan) cueLemma(i int) string {
	if c := sc.cue(i); c != "" {
		return c
	}
	for _, a := range sc.analysesOf(i) {
		if c := sc.Finder.words.cues[a.Lemma]; c != "" && a.POS != morph.Verb {
			return c
		}
		if c := sc.Finder.words.cues[sc.form(i)[:a.Stem]]; c != "" {
			return c
		}
	}
	return ""
}

// headTitle: a post noun with its modifiers and the posts it depends on.
func headTitle(sc *scan, i int) (titleSpan, bool) {
	h, ok := sc.matchTitle(i)
	if !ok || !sc.free(h.first, i+1) || h.a.Has(morph.LYK) {
		return titleSpan{}, false
	}
	if sc.words[i].Shape == morph.Title && sc.isNamePart(i) {
		return titleSpan{}, false
	}
	span := titleSpan{first: h.first, last: i + 1, head: i, post: h.phrase.text, canon: h.phrase.text, rows: []string{h.phrase.row.Ref()}}
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
	if h, ok := sc.match(sc.Finder.words.titles, i); ok || !sc.isWord(i) {
		return h, ok
	}
	for _, a := range sc.analyses(i) {
		prefix, rest, cut := strings.Cut(a.Lemma, "-")
		if _, inside := sc.Finder.words.inside[prefix]; !cut || !inside {
			continue
		}
		for _, p := range sc.Finder.words.titles[rest] {
			if len(p.before) == 0 {
				p.text = a.Lemma
				return hit{p, i, i, a}, true
			}
		}
	}
	return hit{}, false
}

// counted reports whether a plain number stands before a title.
func (sc *scan) counted(h hit) bool {
	j := h.first - 1
	return sc.same(j, h.last) && sc.words[j].Kind == token.Number && sc.words[j].Base == sc.words[j].End
}

// isNamePart: a capitalised post noun before a surname is a given name.
func (sc *scan) isNamePart(i int) bool {
	_, _, given := sc.lookup(i, sc.Finder.words.given)
	return given && sc.same(i, i+1) && sc.part(i+1).is&(surname|patronymic) != 0
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
	return taken && t == Person && sc.same(i, j)
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
	if sc.dependent(span) {
		if inner, ok := headTitle(sc, j); ok && !inner.plural {
			a := sc.words[j].Best()
			if h, hit := sc.match(t.titles, j); hit {
				a = h.a
			}
			if c := a.Case(); c == morph.GEN || c == morph.NoTag {
				span.first, span.canon = inner.first, genitive(inner.canon)+" "+span.canon
				span.rows = append(span.rows, inner.rows...)
				return true
			}
		}
	}
	if h, ok := sc.match(t.fields, j); ok && sc.fieldPost(span) && sc.free(h.first, j+1) && h.a.Case() == morph.NoTag {
		span.first, span.canon = h.first, sc.forms(h.first, j+1)+" "+span.canon
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

// topicTitle: "direktordyng oqu isi zhonindegi orynbasary": from the genitive post
// on the far side, or only the topic's nouns.
func (sc *scan) topicTitle(span *titleSpan, j int) bool {
	first := j
	for k := j - 1; sc.same(k, j) && j-k <= 8; k-- {
		if t, taken := sc.ownerType(k); taken && t == Org {
			first = k
			continue
		} else if taken || !sc.isWord(k) && sc.words[k].Text != "," {
			break
		}
		if inner, ok := headTitle(sc, k); ok && sc.dependent(span) {
			if h, _ := sc.match(sc.Finder.words.titles, k); h.a.Case() == morph.GEN {
				span.canon = genitive(inner.canon) + " " + sc.forms(k+1, j+1) + " " + span.canon
				span.first = inner.first
				return true
			}
			break
		}
		a := sc.words[k].Best()
		if _, closed := sc.Finder.words.closed[sc.form(k)]; closed && sc.cue(k) != "and" {
			break
		}
		if sc.cue(k) != "and" && !sc.verbalNoun(k) && (a.Case() != morph.NoTag || a.POS == morph.Verb) {
			break
		}
		first = k
	}
	if first == j {
		return false
	}
	span.first, span.canon = first, sc.forms(first, j+1)+" "+span.canon
	return true
}

// genitive puts the last word of a dictionary form into the genitive.
func genitive(canon string) string {
	head, last := "", canon
	if i := strings.LastIndexByte(canon, ' '); i >= 0 {
		head, last = canon[:i+1], canon[i+1:]
	}
	if forms := morph.Generate(last, []morph.Tag{morph.GEN}); len(forms) > 0 {
		return head + forms[0]
	}
	return canon
}

// russianTitle: a post in a Russian passage.
func russianTitle(sc *scan, i int) (titleSpan, bool) {
	if !sc.isWord(i) || sc.words[i].Kind != token.Word {
		return titleSpan{}, false
	}
	r, ok := sc.Finder.words.ruTitles[sc.form(i)]
	if !ok || !sc.russian(i-1) && !sc.russian(i+1) {
		return titleSpan{}, false
	}
	return titleSpan{first: i, last: i + 1, head: i, canon: r.Get("kk"), rows: []string{r.Ref()}}, true
}

// russian reports whether word i is read as Russian.
func (sc *scan) russian(i int) bool { return sc.isWord(i) && sc.words[i].Best().POS == morph.Russian }
