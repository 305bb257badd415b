package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// maxWedge is how many words may stand between a title and the name of its holder:
// "orynbasary polisiia general-maiory Nurkhan Sarmolda".
const maxWedge = 5

// findHolders names who stands in apposition to each post.
func (d *doc) findHolders() {
	for k := range d.posts {
		p := &d.posts[k]
		if p.mark != unmarked || p.id == none {
			continue
		}
		if p.kase != morph.NoTag {
			p.holders = d.sameCase(p)
			continue
		}
		if id := d.personAfter(p); id != none && !d.objectOf(p, id) && !d.recipient(k, id) {
			p.holders = append(p.holders, d.withList(p, id)...)
		} else if id := d.personBefore(p); id != none {
			p.holders = append(p.holders, id)
		}
	}
	for k := len(d.posts) - 1; k >= 0; k-- {
		d.shareHolder(&d.posts[k])
	}
	d.indexHolders()
}

// sameCase lists the people after a dash who stand in the case of the title before it:
// eki orynbasaryn – A men B-ni bosatty.
func (d *doc) sameCase(p *post) []int {
	if !d.same(p.first, p.last) || d.words[p.last].Kind != token.Dash {
		return nil
	}
	id := d.at(p.last+1, mention.Person)
	if id == none {
		id = d.rankedAfter(p.last + 1)
	}
	if id != none && d.kase[id] == p.kase {
		return d.withList(p, id)
	}
	return nil
}

// shareHolder: of two titles in one apposition, each with its body or the post that it
// depends on, the name after the second is the holder of both: maslikhat deputaty,
// komissiianyng toraghasy A; ministrding orynbasary – komitet toraghasy A.
func (d *doc) shareHolder(p *post) {
	if p.mark != unmarked || p.id == none || p.kase != morph.NoTag || p.plural || p.how == "" && !d.hasBase(p.canon) || len(p.holders) > 0 {
		return
	}
	if dash := d.same(p.first, p.last) && d.words[p.last].Kind == token.Dash; !dash && !d.comma(p.last) {
		return
	}
	for _, k := range d.postsIn(p.last) {
		q := &d.posts[k]
		if q.npFirst == p.last+1 && len(q.holders) == 1 && !q.plural && d.ms[q.holders[0]].First >= q.last {
			p.holders = q.holders[:1]
			return
		}
	}
}

// personAfter: toraghasy Ergesh Isakhov, direktory – Quat Akhmetbek.
func (d *doc) personAfter(p *post) int {
	i := max(p.last, p.after)
	if d.same(p.first, i) && d.words[i].Kind == token.Dash {
		if d.free(i+1) && d.is(i+1, "as-before") {
			i++
		}
		return d.at(i+1, mention.Person)
	}
	if d.comma(i) && p.kase == morph.NoTag && p.how != "" { // boliminin bastyghy, polisiia podpolkovnigi A
		if id := d.rankedAfter(i + 1); id != none {
			return id
		}
	}
	for ; d.same(p.first, i) && i <= p.last+maxWedge; i++ {
		if id := d.at(i, mention.Person); id != none {
			return id
		}
		if !d.wedge(i) {
			return none
		}
	}
	return none
}

// rankedAfter returns the person whose rank or occupation begins at word i and is all
// that stands before the name.
func (d *doc) rankedAfter(i int) int {
	for j := i; d.same(i, j) && j < i+maxWedge; j++ {
		if id := d.at(j, mention.Person); id != none {
			if j > i && (d.role(j-1) || d.rolePair(j-2)) {
				return id
			}
			return none
		}
		if !d.free(j) || d.punct(j) || !d.wedge(j) {
			return none
		}
	}
	return none
}

// wedge reports whether a word may stand between title and name: a rank, an
// occupation, an adjective, an age.
func (d *doc) wedge(i int) bool {
	if d.at(i, mention.Place) != none {
		return d.kase[d.owner[i]] == morph.NoTag
	}
	if !d.free(i) || d.words[i].Kind != token.Word && d.words[i].Kind != token.Number {
		return d.comma(i) && d.role(i-1) && d.role(i+1)
	}
	if d.rolePair(i) || d.rolePair(i-1) {
		return true
	}
	if len(d.verbs[i]) > 0 && !d.role(i) {
		return false
	}
	for _, c := range []string{"as", "office", "duty", "no", "and", "but", "he", "this", "about", "instead", "election", "vote"} {
		if d.is(i, c) {
			return false
		}
	}
	a := d.words[i].Best()
	return a.POS != morph.Closed && (a.POS != morph.Verb || d.role(i)) && (a.Case() == morph.NoTag || a.Has(morph.REL))
}

// role reports whether word i names a rank or an occupation.
func (d *doc) role(i int) bool { return d.free(i) && d.known[i].role }

// role reads a word of these analyses for role of a text.
func (t *tables) role(analyses []morph.Analysis) bool {
	for _, a := range analyses[:min(len(analyses), reach)] {
		if a.POS != morph.Verb && t.roles[a.Lemma] {
			return true
		}
	}
	return false
}

// rolePair reports whether word i and the next are a rank: ghylymdarynyng kandidaty.
func (d *doc) rolePair(i int) bool {
	return d.same(i, i+1) && d.free(i) && d.free(i+1) && d.tab.roles[d.words[i].Form+" "+d.words[i+1].Form]
}

// personBefore reads a title after its name: Erlan Qasenov, auyl akimi, …; at the end
// of a clause also after a dash.
func (d *doc) personBefore(p *post) int {
	if dash := p.npFirst - 1; d.same(dash, p.first) && d.words[dash].Kind == token.Dash && p.how != "" && d.ends(p.last) {
		if id := d.at(dash-1, mention.Person); id != none && d.kase[id] == morph.NoTag {
			return id
		}
	}
	if id := d.predicated(p); id != none {
		return id
	}
	if !d.comma(p.npFirst-1) || !d.comma(p.last) || p.how == "" {
		return none
	}
	id := d.at(p.npFirst-2, mention.Person)
	if id == none || !d.same(p.first, p.npFirst-2) {
		return none
	}
	return id
}

// predicated: "… zhinaghan A, ol X klubynyng zhetekshisi": the title of a named body is
// what is said of "he" before it.
func (d *doc) predicated(p *post) int {
	he := p.npFirst - 1
	if !d.same(he, p.first) || !d.isCase(he, "he", morph.NoTag) || d.at(p.npFirst, mention.Org) == none || !d.ends(p.last) {
		return none
	}
	for j := he - 1; d.same(j, he); j-- {
		if id := d.at(j, mention.Person); id != none && d.kase[id] == morph.NoTag {
			return id
		}
	}
	if k := d.sentence[he]; k > 0 {
		s := d.t.Sentences[k-1]
		if a, ok := d.firstNamed(s.First, s.Last, morph.NoTag); ok {
			return a.id
		}
	}
	return none
}

// withList adds the other holders of a plural title: orynbasarlary A men B.
func (d *doc) withList(p *post, id int) []int {
	list := []int{id}
	for p.plural && d.next[id] != none {
		id = d.next[id]
		list = append(list, id)
	}
	return list
}

// recipient: a bare title that somebody else was given before is the subject, and
// the person in another case after it is not the holder: "akimning orynbasary
// B.Tolegenovke algys aitty".
func (d *doc) recipient(k, id int) bool {
	p := &d.posts[k]
	if p.how != "" || d.kase[id] != morph.DAT && d.kase[id] != morph.ACC {
		return false
	}
	for n := range k {
		q := &d.posts[n]
		if q.canon == p.canon && len(q.holders) > 0 && d.of[q.holders[0]] != d.of[id] {
			return true
		}
	}
	return false
}

// objectOf: the person after a title is the object of its holder, not the holder
// himself: "oblys akimi Marat Ibraevty audan akimi qyzmetinen bosatty". That is so
// when the person is in the accusative, the clause's verb moves people and nobody
// else is its subject.
func (d *doc) objectOf(p *post, id int) bool {
	if d.kase[id] != morph.ACC || !d.same(p.first, d.ms[id].Last) {
		return false
	}
	c := d.clauses[d.clauseOf[p.first]]
	if d.between(c.first, p.npFirst, d.subjectAt) {
		return false
	}
	for i := d.ms[id].Last; i < c.last; i++ {
		if _, ok := d.verb(i, "congratulate"); ok {
			return true
		}
		for _, v := range d.verbs[i] {
			if slices.ContainsFunc(v.triggers, func(r *triggerRow) bool { return r.person == "obj" }) {
				return d.between(d.ms[id].Last, i, func(j int) bool { return d.at(j, mention.Title) != none })
			}
		}
	}
	return false
}

// subjectAt reports whether word i ends what can be the subject of its clause: a
// person, organization or post without a case, or "he".
func (d *doc) subjectAt(i int) bool {
	id := d.owner[i]
	if id == none {
		return d.isCase(i, "he", morph.NoTag) && !d.free(i+1) // else "that" before a noun
	}
	m := d.ms[id]
	if m.Last-1 != i || d.kase[id] != morph.NoTag {
		return false
	}
	if m.Type == mention.Title {
		return d.posts[d.postOf[id]].mark == unmarked
	}
	return m.Type == mention.Person || m.Type == mention.Org && d.free(m.Last)
}
