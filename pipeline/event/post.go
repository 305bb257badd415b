package event

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// A mark is how a clause uses a post.
type mark uint8

// The marks of posts.
const (
	unmarked mark = iota
	markAs        // toraghasy bolyp
	markTo        // toraghasy qyzmetine
	markFrom      // toraghasy qyzmetinen
	markHold      // toraghasy qyzmetin
	markAt        // toraghasy qyzmetinde
	markDuty      // toraghasynyng mindetin
	markSeat      // deputatynyng bosaghan ornyna
)

// A post is a title in the text with the body or territory that it belongs to.
type post struct {
	id          int // TITLE mention, or none
	first, last int // words of the title
	npFirst     int // first word of the whole phrase, body included
	canon       string
	base        string // the post that it depends on, see base; canon for none
	lemma       string // the same in the article's script
	kase        morph.Tag
	plural      bool
	acting      bool

	org, place int
	places     []int  // several territories that share the title
	orgs       []int  // several organizations that do
	how        string // rule that found the body, "" for none
	after      int    // word after a body that follows the title, 0 for none
	noun       int    // bare noun that stands for the body, or none
	inner      bool   // the bare noun is a part of some body
	located    bool   // only the territory is told where it is
	of         int    // person whose deputy it is, or none
	his        bool   // "onyng orynbasary"

	former, fresh bool
	mark          mark
	markEnd       int // word after title and mark
	holders       []int
	rows          []string
}

// findPosts reads every title with its body, mark and holders.
func (d *doc) findPosts() {
	for id := range d.ms {
		m := &d.ms[id]
		d.postOf[id] = none
		if m.Type != mention.Title {
			continue
		}
		d.postOf[id] = len(d.posts)
		p := post{
			id: id, first: m.First, last: m.Last, canon: m.Canon, lemma: m.Lemma, kase: d.kase[id], plural: m.Plural || d.counted(m.First),
			rows: slices.Clone(m.Rows),
		}
		d.inKazakh(&p)
		d.addPost(p)
	}
	for i := range d.words {
		if canon, ok := d.derivedPost(i); ok {
			d.addPost(post{id: none, first: i, last: i + 1, canon: canon, lemma: d.write(canon), mark: markTo, markEnd: i + 1})
		} else if d.is(i+1, "as") && d.pluralPost(i) != none { // A men B orynbasarlary bolyp
			continue
		} else if canon, ok := d.rolePost(i); ok {
			d.addPost(post{id: none, first: i, last: i + 1, canon: canon, lemma: d.write(canon)})
		}
	}
}

// inKazakh compares a Russian title as the Kazakh one, and writes it so if the
// article has that one too.
func (d *doc) inKazakh(p *post) {
	kk, ok := d.tab.russianTitles[p.canon]
	if !ok || d.t.Script != kazakh.Mixed {
		return
	}
	p.canon = kk
	for _, lemma := range d.lemmasOf(kk) {
		if !strings.EqualFold(lemma, p.lemma) {
			p.lemma = lemma
			return
		}
	}
}

// lemmasOf lists how TITLE mentions with a dictionary form write it.
func (d *doc) lemmasOf(canon string) []string {
	if d.titles == nil {
		d.titles = map[string][]string{}
		for id := range d.ms {
			if m := &d.ms[id]; m.Type == mention.Title && !slices.Contains(d.titles[m.Canon], m.Lemma) {
				d.titles[m.Canon] = append(d.titles[m.Canon], m.Lemma)
			}
		}
	}
	return d.titles[canon]
}

func (d *doc) addPost(p post) {
	p.org, p.place, p.noun, p.of = none, none, none, none
	if row, ok := d.postRow(p.canon); ok {
		p.rows = append(p.rows, row.ref)
	}
	p.acting = strings.Contains(p.canon, d.tab.acting)
	d.findBody(&p)
	if p.mark == unmarked {
		d.findMark(&p)
	}
	p.base = d.base(p.canon)
	sentence := d.sentence[p.first]
	d.postsOf[sentence] = append(d.postsOf[sentence], len(d.posts))
	d.posts = append(d.posts, p)
	d.index(d, len(d.posts)-1)
}

// postsIn lists the posts of the sentence of word i, in the order of d.posts.
func (d *doc) postsIn(i int) []int { return d.postsOf[d.sentence[i]] }

// rolePost reads an occupation before an office word as a post: tergeushi
// qyzmetinen bosatyldy. Several who choose in somebody's place are none: deputattar
// ornyna A-ny sailady.
func (d *doc) rolePost(i int) (string, bool) {
	if !d.free(i) || !d.same(i, i+1) || !d.is(i+1, "office") || d.is(i+1, "job") {
		return "", false
	}
	for k, a := range d.words[i].Analyses {
		if k < reach && a.POS != morph.Verb && a.Case() == morph.NoTag && d.tab.roles[a.Lemma] && !d.is(i, "candidate") && (!a.Has(morph.PL) || !d.is(i+1, "instead")) {
			return a.Lemma, true
		}
	}
	return "", false
}

// derivedPost reads "chairmanship" with a dative as the post that it is made of:
// maslihat toraghalyghyna, prezidenttikke.
func (d *doc) derivedPost(i int) (string, bool) {
	if !d.free(i) || d.words[i].Kind != token.Word {
		return "", false
	}
	canon := d.known[i].derived
	return canon, canon != ""
}

// derivedPost reads a word of these analyses for derivedPost of a text.
func (t *tables) derivedPost(analyses []morph.Analysis) string {
	if !slices.ContainsFunc(analyses, func(a morph.Analysis) bool { return a.Case() == morph.DAT }) {
		return ""
	}
	for _, a := range analyses {
		if t.orgHeads[a.Lemma] { // ministrlik is a body
			return ""
		}
		if a.Case() != morph.DAT {
			continue
		}
		if p, ok := t.derived[a.Lemma]; ok {
			return p
		}
		if t.titles[a.Lemma] && a.Has(morph.LYK) {
			return a.Lemma
		}
	}
	return ""
}

// findMark reads what follows the title.
func (d *doc) findMark(p *post) {
	i := p.last
	p.markEnd = i
	if !d.same(p.first, i) || !d.free(i) {
		return
	}
	if d.is(i, "as") {
		p.mark, p.markEnd = markAs, i+1
		return
	}
	if d.is(i, "vacant") && d.is(i+1, "office") {
		p.mark, p.markEnd = markSeat, i+2
		return
	}
	if d.isCase(i, "duty", morph.ABL) && p.kase == morph.NoTag { // khatshysy mindetinen ketti
		p.mark, p.markEnd = markFrom, i+1
		return
	}
	if d.is(i, "duty") {
		p.mark, p.markEnd = markDuty, i+1
		return
	}
	if !d.is(i, "office") {
		return
	}
	if m, ok := officeMarks[d.caseOf(i, "office")]; ok {
		p.mark, p.markEnd = m, i+1
	}
}

// officeMarks are the marks by the case of the office word.
var officeMarks = map[morph.Tag]mark{
	morph.DAT: markTo, morph.ABL: markFrom, morph.ACC: markHold, morph.NoTag: markHold, morph.LOC: markAt,
}

// dependent reports whether the post is that of somebody's deputy and the title
// does not say whose.
func (d *doc) dependent(p *post) bool {
	head := p.canon
	if row, ok := d.tab.posts[head]; ok && row.scope == "dependent" {
		return true
	}
	if i := strings.LastIndexByte(head, ' '); i >= 0 {
		row, ok := d.tab.posts[head[i+1:]]
		return ok && row.scope == "dependent" && !d.hasBase(p.canon)
	}
	return false
}

// hasBase reports whether a title names the post that it depends on.
func (d *doc) hasBase(canon string) bool { return d.base(canon) != canon }

// base returns the post that a title depends on, or the title itself: of
// "toraghanyng orynbasary" the first word, in the nominative.
func (d *doc) base(canon string) string {
	b, known := d.bases[canon]
	if !known {
		b = d.readBase(canon)
		d.bases[canon] = b
	}
	return b
}

func (d *doc) readBase(canon string) string {
	words := strings.Fields(canon)
	for i := range words[:max(len(words)-1, 0)] {
		for _, a := range d.morph.Analyze(words[i]) {
			if a.POS == morph.Verb || a.Case() != morph.GEN {
				continue
			}
			whole := strings.Join(append(words[:i:i], a.Lemma), " ")
			if d.tab.titles[whole] || d.tab.titles[a.Lemma] {
				return whole
			}
		}
	}
	return canon
}

// scope says what the post belongs to.
func (d *doc) scope(canon string) string {
	for _, c := range []string{canon, d.base(canon)} {
		if row, ok := d.postRow(c); ok && row.scope != "dependent" {
			return row.scope
		}
	}
	return "org"
}

// postRow finds a post in the table: the whole title, else its last word without
// a possessive ("koligh vitse-ministri").
func (d *doc) postRow(canon string) (postRow, bool) {
	if row, ok := d.tab.posts[canon]; ok {
		return row, true
	}
	last := canon[strings.LastIndexByte(canon, ' ')+1:]
	if row, ok := d.tab.posts[last]; ok {
		return row, true
	}
	for _, a := range d.morph.Analyze(last) {
		if row, ok := d.tab.posts[a.Lemma]; ok && a.POS != morph.Verb && a.Has(morph.P3) {
			return row, true
		}
	}
	return postRow{}, false
}

// withPossessive puts the last word of a dictionary form into the possessive that a
// deputy's title has: "toraghanyng orynbasary".
func (d *doc) withPossessive(canon string) string {
	head, last := "", canon
	if i := strings.LastIndexByte(canon, ' '); i >= 0 {
		head, last = canon[:i+1], canon[i+1:]
	}
	for _, a := range d.morph.Analyze(last) {
		if a.Has(morph.P3) && d.tab.titles[a.Lemma] {
			return canon
		}
	}
	if forms := morph.Generate(last, []morph.Tag{morph.P3}); len(forms) > 0 {
		return head + forms[0]
	}
	return canon
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
