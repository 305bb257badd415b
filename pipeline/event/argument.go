package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// An arg is somebody whom a clause names: a mention, or a pronoun or nothing at
// all that stands for the entity.
type arg struct {
	id  int // PERSON mention, or none
	ent int
	pos int // first word
}

// A personRule finds who gets or loses the post. Rules of a role are tried in
// order until one finds somebody.
type personRule struct {
	name string
	find func(*doc, *frame) []arg
}

// personRules are the rules by the role that triggers.tsv gives a verb.
var personRules = map[string][]personRule{
	"subj": {
		{"subject-attributive", attributiveHead}, // sailanghan toragha Timur Khasanov
		{"subject-candidacy", candidacyOwner},    // A-nyng kandidaturasy usynyldy
		{"subject-congratulated", congratulated}, // A-ny sailanuymen quttyqtady
		{"subject-genitive", genitiveSubject},    // A-nyng sailanuyna
		{"subject-he-genitive", genitivePronoun}, // onyng bosatylmaghanyn
		{"subject-owner", genitiveTitle},         // ministrding ketpegenin
		{"subject-speaker", spokenSubject},       // sailandym
		{"subject-nominative", nominative},       // A sailandy
		{"subject-pronoun", pronounSubject},      // ol sailandy
		{"subject-list", listedSubject},          // eki umitker usynyldy. Olar: A, B
		{"subject-title", titleSubject},          // direktordyng bosatylmaghanyn
		{"subject-clause-before", clauseBefore},  // A dauys zhinap, … sailandy
		{"subject-dropped", droppedSubject},      // (ol) bosatylyp
	},
	"obj": {
		{"object-self", selfNominated},       // A ozin-ozi usyndy
		{"object-candidacy", candidacyOwner}, // A-nyng kandidaturasyn usyndy
		{"object-accusative", accusative},    // A-ny sailady
		{"object-pronoun", pronounObject},    // meni akim etip sailady
		{"object-list", listedObject},        // ush kandidatty tirkedi. Olar: A, B
	},
	"dat": {{"dative", dative}},
	"gen": {{"genitive", genitivePossessor}, {"genitive-title", titleSubject}, {"genitive-pronoun", pronounPossessor}},
	"ins": {{"instrumental", instrumental}},
}

// people runs the rules of the trigger's role.
func (d *doc) people(f *frame) []arg {
	args, _ := d.peopleBy(f)
	return args
}

func (d *doc) peopleBy(f *frame) ([]arg, string) {
	if f.row == nil {
		return nil, ""
	}
	for _, r := range personRules[f.row.person] {
		if args := r.find(d, f); len(args) > 0 {
			return args, r.name
		}
	}
	return nil, ""
}

// persons lists the people of the words [lo, hi) in the case.
func (d *doc) persons(lo, hi int, c morph.Tag) []arg {
	from := len(d.args)
	for i := max(lo, 0); i < hi && i < len(d.words); i++ {
		id := d.at(i, mention.Person)
		if id == none || d.ms[id].First != i || d.kase[id] != c {
			continue
		}
		d.args = append(d.args, arg{id, d.of[id], i})
	}
	return d.args[from:len(d.args):len(d.args)]
}

// firstNamed is the first of persons.
func (d *doc) firstNamed(lo, hi int, c morph.Tag) (arg, bool) {
	for i := max(lo, 0); i < hi && i < len(d.words); i++ {
		if id := d.at(i, mention.Person); id != none && d.ms[id].First == i && d.kase[id] == c {
			return arg{id, d.of[id], i}, true
		}
	}
	return arg{}, false
}

func nominative(d *doc, f *frame) []arg {
	return d.keepSubjects(d.persons(f.lo, f.word, morph.NoTag), f)
}

// keepSubjects leaves out those who only act: "rektor A buiryghymen".
func (d *doc) keepSubjects(args []arg, f *frame) []arg {
	return slices.DeleteFunc(args, func(a arg) bool {
		i := d.ms[a.id].Last
		return d.free(i) && d.is(i, "decree") && i < f.word
	})
}

func accusative(d *doc, f *frame) []arg { return d.persons(f.lo, f.word, morph.ACC) }

func dative(d *doc, f *frame) []arg { return d.lastGroup(d.persons(f.lo, f.word, morph.DAT)) }

func instrumental(d *doc, f *frame) []arg { return d.lastGroup(d.persons(f.lo, f.word, morph.INS)) }

// lastGroup keeps the last person and those listed with him.
func (d *doc) lastGroup(args []arg) []arg {
	if len(args) == 0 {
		return nil
	}
	k := len(args) - 1
	for k > 0 && d.next[args[k-1].id] == args[k].id {
		k--
	}
	return args[k:]
}

// genitiveSubject: the subject of a nominalised verb stands in the genitive. So does
// that of any verb before "himself".
func genitiveSubject(d *doc, f *frame) []arg {
	args := d.persons(f.lo, f.word, morph.GEN)
	if !f.a.Has(morph.DES) && (f.shape == finite || f.shape == participial) {
		args = slices.DeleteFunc(args, func(a arg) bool { return !d.is(d.ms[a.id].Last, "self") })
	}
	args = slices.DeleteFunc(args, func(a arg) bool {
		return d.is(d.ms[a.id].Last, "instead") || d.plainTitle(d.ms[a.id].Last)
	})
	return d.lastGroup(args)
}

// plainTitle reports whether a title without "as" or "to" begins with word i: the
// person before it is whose deputy somebody is.
func (d *doc) plainTitle(i int) bool {
	id := d.at(i, mention.Title)
	if id == none {
		return false
	}
	m := d.posts[d.postOf[id]].mark
	return m != markAs && m != markTo
}

// genitivePossessor: A-nyng okilettigi toqtatyldy.
func genitivePossessor(d *doc, f *frame) []arg {
	return d.lastGroup(d.persons(f.lo, f.word, morph.GEN))
}

// candidacyOwner: whose candidacy it is. One's own is that of the subject.
func candidacyOwner(d *doc, f *frame) []arg {
	j := d.candidacy(f)
	if j == none {
		return nil
	}
	if args := d.lastGroup(d.persons(f.lo, j, morph.GEN)); len(args) > 0 {
		return args
	}
	if d.is(j-1, "own") {
		return selfSubject(d, f)
	}
	if d.is(j-1, "he") || d.is(j-1, "me") {
		return d.antecedent(j - 1)
	}
	if args := d.persons(f.lo, j, morph.NoTag); len(args) > 0 && f.row.person == "obj" && d.words[j].MayHave(morph.P3) {
		return args[len(args)-1:] // A kandidaturasyn usynbady: his own
	}
	return nil
}

func selfNominated(d *doc, f *frame) []arg {
	if f.need != "self" {
		return nil
	}
	return selfSubject(d, f)
}

// selfSubject: the subject puts himself forward.
func selfSubject(d *doc, f *frame) []arg {
	for _, r := range []personRule{{find: nominative}, {find: pronounSubject}, {find: clauseBefore}, {find: droppedSubject}} {
		if args := r.find(d, f); len(args) > 0 {
			return args[len(args)-1:]
		}
	}
	if j := d.candidacy(f); j == none || d.words[j].MayHave(morph.PL) {
		return nil
	}
	return []arg{{none, none, f.word}} // somebody's own candidacy, whoever it is
}

// attributiveHead: the person after a participle, with or without a title.
func attributiveHead(d *doc, f *frame) []arg {
	if f.shape != participial {
		return nil
	}
	if id := d.headPerson(f.end); id != none {
		return []arg{{id, d.of[id], d.ms[id].First}}
	}
	return nil
}

// headPerson returns the person whom a participle before word i describes.
func (d *doc) headPerson(i int) int {
	first := i
	for ; d.same(first-1, i) && i < first+maxNP; i++ {
		if id := d.at(i, mention.Person); id != none {
			return id
		}
		if id := d.owner[i]; id != none {
			if d.ms[id].Type == mention.Date || !attributiveMention(d, id) {
				return none
			}
			i = d.ms[id].Last - 1
			continue
		}
		if !d.wedge(i) && !d.insideName(i) {
			return none
		}
	}
	return none
}

// insideName reports whether a free word may be part of the body that the person
// belongs to: a noun for a body, or a noun in the genitive or accusative ("qarzhy
// naryghyn retteu agenttigi").
func (d *doc) insideName(i int) bool {
	if !d.free(i) || d.punct(i) {
		return false
	}
	if _, kind := d.bareNoun(i); kind != "" {
		return true
	}
	a := d.words[i].Best()
	return a.POS == morph.Noun && (a.Case() == morph.GEN || a.Case() == morph.ACC)
}

// maxNP is how many words may stand between a participle and the name it describes.
const maxNP = 14

func attributiveMention(d *doc, id int) bool {
	return attributive(d.kase[id]) || d.ms[id].Type == mention.Place && d.words[d.ms[id].Last-1].MayHave(morph.REL)
}

// titleSubject: the post itself is the subject, its holder is meant: direktordyng
// qyzmetinen bosatylmaghanyn. Only for leaving; who is appointed is not there yet.
func titleSubject(d *doc, f *frame) []arg {
	if f.row.event != Dismissed && f.row.event != Resigned {
		return nil
	}
	k := d.subjectPost(f)
	if k == none {
		return nil
	}
	if ent := d.holderOf(&d.posts[k]); ent != none {
		return []arg{{none, ent, d.posts[k].first}}
	}
	return nil
}

// congratulated: who is congratulated on it.
func congratulated(d *doc, f *frame) []arg {
	if _, ok := d.verb(f.end, "congratulate"); !ok || f.shape != nominal || f.a.Case() != morph.INS {
		return nil
	}
	return d.lastGroup(accusative(d, f))
}

// genitiveTitle: the subject of a nominalised verb stands in the genitive, and here
// it is a post.
func genitiveTitle(d *doc, f *frame) []arg {
	if f.shape != nominal {
		return nil
	}
	if k := d.subjectPost(f); k == none || d.posts[k].kase != morph.GEN || d.posts[k].mark != unmarked {
		return nil
	}
	return titleSubject(d, f)
}

// subjectPost returns the post in the clause that is the subject of leaving: bare
// or in the genitive, without a holder beside it; or the office that is left.
func (d *doc) subjectPost(f *frame) int {
	for _, k := range slices.Backward(d.postsIn(f.word)) {
		p := &d.posts[k]
		if p.id == none && p.mark == unmarked || p.first < f.lo || p.last > f.word || p.plural || len(p.holders) > 0 || d.is(p.last, "mandate") {
			continue
		}
		if p.mark == markFrom || p.mark == markHold || p.mark == unmarked && attributive(p.kase) && !d.possessorOf(p) {
			return k
		}
	}
	return none
}

// possessorOf reports whether a post only tells whose thing the next word is:
// akimning buiryghymen.
func (d *doc) possessorOf(p *post) bool {
	i := p.last
	return d.is(i, "decree") || d.owner[min(i, len(d.words)-1)] != none && d.in(i)
}

// holderOf finds who holds the post according to the article: whoever was named as that
// last, else first. "The minister" is the one with a field of his own who was named
// before.
func (d *doc) holderOf(p *post) int {
	h := d.homeOf(p, none, p.first)
	walk := d.walkBack(p.first, d.held[p.canon], nil)
	if who := d.holderAt(&walk, h); who != none {
		return who
	}
	walk = d.walkOn(p.first-1, d.held[p.canon], nil)
	if who := d.holderAt(&walk, h); who != none || p.how != "" {
		return who
	}
	walk = d.walkBack(p.first, d.stateHolders(p.canon), nil)
	return d.holderAt(&walk, h)
}

// holderAt is who holds the next post that may be in the same body and territory.
func (d *doc) holderAt(walk *postWalk, h home) int {
	for k := walk.next(); k != none; k = walk.next() {
		q := &d.posts[k]
		org, place := d.bodyOf(q, q.first)
		if (h.org == none || org == none || h.org == org) && (h.place == none || place == none || h.place == place) {
			return d.of[q.holders[0]]
		}
	}
	return none
}

func (f *frame) leaves() bool { return f.row.event == Dismissed || f.row.event == Resigned }

// listedObject: a group of candidates that is named after it, between dashes or in
// the next sentence: ush kandidatty tirkedi. Olar: A, B zhane C.
func listedObject(d *doc, f *frame) []arg {
	if d.near(f, "candidate", morph.ACC, 2) == none && d.near(f, "candidacy", morph.ACC, 2) == none {
		return nil
	}
	return d.listAfter(f)
}

func listedSubject(d *doc, f *frame) []arg {
	if d.near(f, "candidate", morph.NoTag, 2) == none && d.near(f, "candidacy", morph.NoTag, 2) == none {
		return nil
	}
	return d.listAfter(f)
}

// listAfter reads the names after a colon or dash, or in a next sentence that begins
// with "they".
func (d *doc) listAfter(f *frame) []arg {
	if here := d.t.Sentences[d.sentence[f.word]]; d.punct(f.end) && d.same(f.word, f.end) && !d.comma(f.end) {
		if args := d.persons(f.end, here.Last, morph.NoTag); len(args) > 0 {
			return args
		}
	}
	i := d.t.Sentences[d.sentence[f.word]].Last
	if d.in(i-1) && d.words[i-1].Text == ":" {
		return d.listBelow(d.sentence[f.word] + 1)
	}
	if !d.in(i) || !d.is(i, "they") {
		return nil
	}
	s := d.t.Sentences[d.sentence[i]]
	return d.persons(s.First, s.Last, morph.NoTag)
}

// listBelow reads a list down the page, from a sentence on: of each item, which all but
// the last end with a semicolon or comma, the person it begins with.
func (d *doc) listBelow(sentence int) []arg {
	var out []arg
	for _, s := range d.t.Sentences[min(sentence, len(d.t.Sentences)):] {
		args := d.persons(s.First, min(s.First+itemReach, s.Last), morph.NoTag)
		if len(args) == 0 {
			break
		}
		out = append(out, args[0])
		if !d.comma(s.Last-1) && d.words[s.Last-1].Text != ";" {
			break
		}
	}
	return out
}

// itemReach is how many words may stand before the name in an item of a list: a dash
// or number with its mark, a trade.
const itemReach = 4
