package event

import (
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// findParents links organizations whose names are joined: the name of one begins
// that of the other, or a bare noun that stands for it does.
func (d *doc) findParents() {
	for id := range d.ms {
		m := &d.ms[id]
		if m.Type != mention.Org {
			continue
		}
		if in := d.enclosing(id); in != none {
			d.addParent(in, d.of[id], m.First, "parent-nested")
		}
		if d.owner[m.First] == id {
			d.nounParent(id)
			d.firstNounParent(id)
		}
	}
}

// enclosing returns the smallest organization around a nested one, which must
// begin it but for a quotation mark: the body's own name comes last.
func (d *doc) enclosing(id int) int {
	best := none
	for k := id - 1; k >= d.owner[d.ms[id].First]; k-- {
		o := &d.ms[k]
		if o.Type != mention.Org || o.Last < d.ms[id].Last || o.First > d.ms[id].First || k == id {
			continue
		}
		if best == none || o.Last-o.First < d.ms[best].Last-d.ms[best].First {
			best = k
		}
	}
	return best
}

// firstNounParent: "Maslikhat apparaty": the first word of a part's name is the noun
// for a body that the article names.
func (d *doc) firstNounParent(id int) {
	m := &d.ms[id]
	i := m.First
	if m.Last-i < 2 || d.kindOf(d.headOf(id)) != "inner" {
		return
	}
	for _, a := range d.words[i].Analyses[:min(1, len(d.words[i].Analyses))] {
		if row, ok := d.tab.bodies[a.Lemma]; !ok || row.kind != "outer" || a.POS == morph.Verb || a.Case() != morph.NoTag || a.Has(morph.P3) {
			continue
		}
		parent := d.before(mention.Org, i, func(o int) bool { return d.headOf(o) == a.Lemma && d.ms[o].Last-d.ms[o].First > 1 })
		if parent != none {
			d.addParent(id, parent, i, "parent-first-noun")
		}
	}
}

// nounParent: kompaniianyng Ishki audit qyzmeti. The noun stands in the genitive.
func (d *doc) nounParent(id int) {
	m := d.ms[id]
	i := m.First - 1
	if !d.same(i, m.First) {
		return
	}
	lemma, kind := d.bareNoun(i)
	if d.free(i) && d.is(i, "beside") { // komissiia zhanyndaghy …
		i--
		lemma, kind = d.bareNoun(i)
	} else if d.isNominative(i, lemma) || d.caseOfLemma(i, lemma) != morph.GEN {
		return
	}
	if kind == "" || kind == "territory" || !d.same(i, m.First) {
		return
	}
	if parent := d.orgLike(lemma, i); parent != none {
		d.addParent(id, parent, m.First, "parent-noun")
	}
}

func (d *doc) caseOfLemma(i int, lemma string) morph.Tag {
	for _, a := range d.words[i].Analyses {
		if a.Lemma == lemma && a.POS != morph.Verb {
			return a.Case()
		}
	}
	return morph.NoTag
}

func (d *doc) addParent(child, parent, word int, rule string) {
	c := d.of[child]
	if c == none || parent == none || c == parent {
		return
	}
	pair := [2]int{c, parent}
	if d.paired[pair] {
		return
	}
	if d.paired == nil {
		d.paired, d.parents = map[[2]int]bool{}, map[int]int{}
	}
	d.paired[pair], d.parents[c] = true, parent
	d.facts.Parents = append(d.facts.Parents, Parent{Child: c, Parent: parent, Evidence: d.sentenceSpan(word), Rule: rule})
}
