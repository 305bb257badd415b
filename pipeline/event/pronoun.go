package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// pronounSubject: "ol" in the clause is whom the clause before it speaks of.
func pronounSubject(d *doc, f *frame) []arg {
	for j := f.word - 1; j >= f.lo; j-- {
		if d.free(j) && d.is(j, "he") && d.isCase(j, "he", morph.NoTag) && !d.is(j+1, "office") && !d.is(j+1, "day") {
			return d.antecedent(j)
		}
	}
	return d.firstPerson(f)
}

func spokenSubject(d *doc, f *frame) []arg { return d.firstPerson(f) }

// firstPerson: in direct speech the ending of the verb alone names the speaker.
func (d *doc) firstPerson(f *frame) []arg {
	_, quoted := d.speechAt(f.word)
	first := f.a.Has(morph.S1) || quoted && f.a.Has(morph.P1S) || d.between(f.word+1, f.end, func(j int) bool { return d.is(j, "first") })
	if !first {
		return nil
	}
	ent := d.firstWho(f.word)
	if ent == none {
		return nil
	}
	return []arg{{none, ent, f.word}}
}

// firstWho is who says "I" or "my" at word i.
func (d *doc) firstWho(i int) int {
	if _, ok := d.speechAt(i); ok {
		return d.speaker(i)
	}
	return d.interviewed()
}

// interviewed is the person in the title line: who says "I" outside quotation marks; in
// a dialogue, the first one named.
func (d *doc) interviewed() int {
	for i := 0; d.in(i) && d.inHeadline(i); i++ {
		if id := d.at(i, mention.Person); id != none {
			return d.of[id]
		}
	}
	return d.firstInDialogue()
}

// firstInDialogue is the first person whom a dialogue names, none in other articles.
func (d *doc) firstInDialogue() int {
	if !d.asked {
		d.asked, d.answer = true, none
		dialogue := slices.ContainsFunc(d.t.Sentences, func(s token.Sentence) bool { return d.words[s.First].Kind == token.Dash })
		if args := d.persons(0, len(d.words), morph.NoTag); dialogue && len(args) > 0 {
			d.answer = args[0].ent
		}
	}
	return d.answer
}

func pronounObject(d *doc, f *frame) []arg {
	for j := f.word - 1; j >= f.lo; j-- {
		if d.free(j) && (d.isCase(j, "he", morph.ACC) || d.isCase(j, "me", morph.ACC)) {
			return d.antecedent(j)
		}
	}
	return nil
}

func pronounPossessor(d *doc, f *frame) []arg {
	for j := f.word - 1; j >= f.lo; j-- {
		if d.free(j) && d.isCase(j, "he", morph.GEN) && !d.is(j+1, "instead") {
			return d.antecedent(j)
		}
	}
	return nil
}

// genitivePronoun: the subject of a verb made into a noun is "he" in the genitive, who
// is not the one who says it; "himself" is.
func genitivePronoun(d *doc, f *frame) []arg {
	if f.shape != nominal || f.a.Case() != morph.ACC && !f.a.Has(morph.P3) {
		return nil
	}
	for j := f.word - 1; j >= f.lo; j-- {
		switch {
		case !d.free(j):
			if id := d.at(j, mention.Person); id != none {
				return nil
			}
		case d.is(j, "self") && d.caseOf(j, "self") == morph.GEN:
			if args := d.lastGroup(d.persons(f.lo, j, morph.NoTag)); len(args) > 0 {
				return args
			}
			return d.antecedent(j)
		case d.isCase(j, "he", morph.GEN) && !d.is(j+1, "instead") && d.free(j+1) && !d.words[j+1].MayHave(morph.P3):
			return d.antecedent(j)
		}
	}
	return nil
}

// antecedent resolves a pronoun: the speaker, the last person named before it in
// the sentence, or whom the article was speaking of.
func (d *doc) antecedent(j int) []arg {
	ent := none
	if d.is(j, "me") {
		ent = d.speaker(j)
	} else {
		for k := j - 1; d.same(k, j) && ent == none; k-- {
			if d.clauseOf[k] == d.clauseOf[j] {
				continue
			}
			if id := d.at(k, mention.Person); id != none {
				ent = d.of[id]
			} else if id := d.at(k, mention.Title); id != none && d.free(k+1) && d.kase[id] == morph.NoTag {
				if p := &d.posts[d.postOf[id]]; p.mark == unmarked && len(p.holders) == 0 {
					ent = d.holderOf(p) // direktor demalysta, ol …
				}
			}
		}
		if ent == none {
			ent = d.state.topic
		}
	}
	return []arg{{none, ent, j}} // the person may be unknown: a pronoun is a person all the same
}

// clauseBefore: the subject of the nearest clause before this one in the sentence.
func clauseBefore(d *doc, f *frame) []arg {
	if !d.inherits(f) {
		return nil
	}
	for c := f.clause - 1; c >= 0 && d.same(d.clauses[c].first, f.word); c-- {
		args := d.persons(d.clauses[c].first, d.clauses[c].last, morph.NoTag)
		if len(args) > 0 {
			return d.lastGroup(args)
		}
	}
	return nil
}

// droppedSubject: nobody is named because the article goes on about the same person.
func droppedSubject(d *doc, f *frame) []arg {
	if j := d.candidacy(f); j != none && d.counted(j) {
		return nil // eki kandidatura usynyldy
	}
	if !d.inherits(f) || d.inHeadline(f.word) || d.state.topic == none || f.shape == participial || f.shape == bareNominal {
		return nil
	}
	if len(f.marked) == 0 && !f.anaphor && f.row.event != Dismissed && f.row.event != Resigned {
		return nil
	}
	if _, said := d.speechAt(f.word); said && d.state.topic == d.speaker(f.word) {
		return nil // he would say "I"
	}
	return []arg{{none, d.state.topic, f.word}}
}

// inherits reports whether a clause without a named subject may take it from
// before: nothing else in it can be the subject.
func (d *doc) inherits(f *frame) bool {
	if f.title != none && f.need != "title-after-vote" && d.posts[f.title].kase == morph.NoTag && f.row.event != Dismissed && f.row.event != Resigned {
		return false
	}
	placed := len(f.marked) > 0 || f.anaphor
	for j := f.lo; j < f.word; j++ {
		if !d.free(j) {
			continue
		}
		if d.is(j, "nobody") || d.is(j, "who") {
			return false
		}
		a, ok := d.noun(j)
		if f.shape == nominal && d.words[j].Kind == token.Number && a.Case() == morph.GEN {
			return false // on ekisining bosatylghanyn
		}
		if !ok || a.Case() != morph.NoTag || d.is(j, "as") || a.POS == morph.Closed {
			continue
		}
		if (d.is(j, "voter") || d.is(j, "candidate") || d.role(j)) && d.subjectNoun(j) {
			return false
		}
		if !placed && j == f.word-1 && a.Known && a.POS == morph.Noun && len(d.cues[j]) == 0 && !f.leaves() {
			return false
		}
	}
	return true
}

// subjectNoun reports whether a bare noun is not just a part of the next name.
func (d *doc) subjectNoun(j int) bool {
	return !d.is(j+1, "as") && d.at(j+1, mention.Person) == none && !d.role(j+1)
}
