package event

import (
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// modalityRules decide how an event is stated; the first that holds wins.
var modalityRules = []struct {
	name  string
	mode  Modality
	holds func(*doc, *frame) bool
}{
	{"negated-verb", Negated, negatedVerb},              // sailanbady, sailanghan zhoq
	{"negated-decision", Negated, negatedDecision},      // taghaiyndau turaly sheshim qabyldanghan zhoq
	{"negated-refusal", Negated, refused},               // ketuden bas tartty
	{"negated-rumour", Negated, untrue},                 // bosatyldy degen qauesset zhalghan
	{"conditional-verb", Conditional, conditionVerb},    // sailansa, …
	{"conditional-may", Conditional, possible},          // taghaiyndaluy mumkin
	{"conditional-clause", Conditional, underCondition}, // eger …, bosatylady
	{"conditional-question", Conditional, question},     // kim sailanady?
	{"reported-verb", Reported, hearsay},                // bosatylypty, sailanghan eken
	{"reported-rumour", Reported, rumour},               // bosatyldy degen angime
	{"reported-source", Reported, anonymousSource},      // arnalar … zhazdy
	{"reported-words", Reported, accordingTo},           // turghyndardyng aituynsha
	{"planned-verb", Planned, future},                   // sailanady, sailanbaq
	{"planned-request", Planned, requested},             // ketuge otinish berdi
	{"planned-words", Planned, plannedWords},            // sailanady dep zhosparlanghan
}

// modality returns how a frame is stated and the rule that says so, "" for a plain
// assertion.
func (d *doc) modality(f *frame) (Modality, string) {
	if f.row.mode == Negated {
		return Negated, "negated-words"
	}
	for _, r := range modalityRules {
		if r.holds(d, f) {
			return r.mode, r.name
		}
	}
	return Asserted, ""
}

func negatedVerb(d *doc, f *frame) bool {
	if f.a.Has(morph.COND) {
		return false
	}
	if f.a.Has(morph.NEG) || f.a.Has(morph.NFUT) {
		return true
	}
	if d.between(f.word+1, f.end, func(j int) bool { return d.is(j, "no") }) {
		return true
	}
	for j := f.word + 1; j < f.end; j++ { // sailai almady
		for _, a := range d.words[j].Analyses {
			if a.POS == morph.Verb && a.Has(morph.NEG) && (f.a.Has(morph.CVA) || f.a.Has(morph.CVP)) && d.auxiliary(j) {
				return true
			}
		}
	}
	return d.denied(f)
}

// denied: bosatylghanyn zhoqqa shyghardy.
func (d *doc) denied(f *frame) bool {
	return f.shape == nominal && d.between(f.end, f.end+3, func(j int) bool { return d.same(f.word, j) && d.is(j, "denial") })
}

// refused: who refuses to do it has not done it: ketuden bas tartty.
func refused(d *doc, f *frame) bool {
	return f.a.Has(morph.VN) && f.a.Case() == morph.ABL && d.same(f.word, f.end) && d.is(f.end, "head-word")
}

// untrue: bosatyldy degen aqparat shyndyqqa zhanaspaidy.
func untrue(d *doc, f *frame) bool {
	return rumour(d, f) && d.between(f.end, f.end+7, func(j int) bool { return d.same(f.word, j) && (d.is(j, "untrue") || d.is(j, "denial")) })
}

// decided reports whether a bare verbal noun is what a decision is about.
func (d *doc) decided(f *frame) bool {
	return d.is(f.end, "about") && d.is(f.end+1, "decree") && d.same(f.word, f.end+1)
}

func negatedDecision(d *doc, f *frame) bool {
	if f.shape != bareNominal {
		return false
	}
	for j := f.end + 2; d.same(f.word, j) && !d.comma(j); j++ {
		if d.is(j, "no") {
			return true
		}
		if a := d.words[j].Best(); a.POS == morph.Verb && a.Has(morph.NEG) {
			return true
		}
	}
	return false
}

// conditionVerb: the verb itself is a condition. "A sailansa, B shyqty" in a
// report only sets two results against each other: its main verb is past.
func conditionVerb(d *doc, f *frame) bool {
	cond := f.a.Has(morph.COND)
	for j := f.word + 1; j < f.end; j++ {
		for _, a := range d.words[j].Analyses {
			cond = cond || a.POS == morph.Verb && a.Has(morph.COND) && d.auxiliary(j)
		}
	}
	return cond && !d.mainIsPast(f.clause)
}

func (d *doc) mainIsPast(c int) bool {
	for k := c + 1; k < len(d.clauses) && d.same(d.clauses[k].first, d.clauses[c].first); k++ {
		if d.speechBreak(d.clauses[c].first, d.clauses[k].first) {
			return false // what somebody says of it is another sentence
		}
		if m := d.clauses[k].mood; m != morph.NoTag && m != morph.CVP && m != morph.COND {
			return m == morph.PAST || m == morph.PFV || m == morph.EVID
		}
	}
	return false
}

func possible(d *doc, f *frame) bool {
	return d.between(f.word+1, f.end+1, func(j int) bool { return d.same(f.word, j) && (d.is(j, "may") || d.is(j, "case")) })
}

// underCondition: a condition stands before the clause, and the clause does not
// tell of the past.
func underCondition(d *doc, f *frame) bool {
	if !d.ahead(f) {
		return false
	}
	if d.between(f.lo+1, f.word, func(j int) bool { return d.is(j, "case") && d.words[j-1].MayHave(morph.PFV) }) {
		return true // kelisim bergen zhaghdaida ghana taghaiyndalady
	}
	for c := f.clause - 1; c >= 0 && d.same(d.clauses[c].first, f.word); c-- {
		if d.speechBreak(d.clauses[c].last-1, f.word) {
			return false
		}
		if d.clauses[c].mood == morph.COND && !d.mainIsPast(c) {
			return true
		}
	}
	return d.between(d.clauses[f.clause].first, f.word, func(j int) bool { return d.is(j, "if") })
}

// speechBreak reports whether words i and j are not in the same direct speech.
func (d *doc) speechBreak(i, j int) bool {
	a, inA := d.speechAt(i)
	b, inB := d.speechAt(j)
	return inA != inB || a != b
}

// ahead reports whether the verb speaks of what has not happened yet.
func (d *doc) ahead(f *frame) bool {
	if f.a.Has(morph.VN) {
		return possible(d, f)
	}
	return f.a.Has(morph.AOR) || f.a.Has(morph.INT) || f.a.Has(morph.FUT) || f.a.Has(morph.HAB) || d.leadsAhead(f)
}

// leadsAhead: a converb has the tense of the verb that it leads to, if that is of the
// same kind: bosatylyp, orynyna B taghaiyndalady.
func (d *doc) leadsAhead(f *frame) bool {
	if f.shape != finite || !f.a.Has(morph.CVP) || f.end != f.word+1 {
		return false
	}
	for c := f.clause + 1; c < len(d.clauses) && d.same(d.clauses[c].first, f.word); c++ {
		m := d.clauses[c].mood
		if m == morph.CVP {
			continue
		}
		return (m == morph.AOR && !d.continuous(c) || m == morph.INT || m == morph.FUT) && d.between(d.clauses[c].first, d.clauses[c].last, d.actsOnPosts)
	}
	return false
}

// continuous reports whether the verb of a clause says what is going on: basqaryp
// keledi, istep zhur.
func (d *doc) continuous(clause int) bool {
	c := d.clauses[clause]
	for i := c.last - 1; i > c.first; i-- {
		if d.punct(i) {
			continue
		}
		return d.auxiliary(i) && d.words[i-1].MayHave(morph.CVP)
	}
	return false
}

func question(d *doc, f *frame) bool {
	s := d.t.Sentences[d.sentence[f.word]]
	last := s.Last - 1
	for last > s.First && d.punct(last) && d.words[last].Text != "?" {
		last--
	}
	if d.words[last].Text != "?" {
		return false
	}
	return d.between(s.First, s.Last, func(j int) bool { return d.free(j) && (d.is(j, "who") || d.is(j, "question")) })
}

func hearsay(d *doc, f *frame) bool {
	if _, heard := d.verb(f.end+1, "hear"); heard && d.is(f.end, "quote") && d.same(f.word, f.end+1) {
		return true // ketedi dep estidik
	}
	return f.a.Has(morph.EVID) || d.between(f.word+1, f.end, func(j int) bool { return d.is(j, "hearsay") && !d.is(j, "no") })
}

// rumour: bosatyldy degen angime tarady.
func rumour(d *doc, f *frame) bool {
	return (d.is(f.end, "that") || d.is(f.end, "about")) && d.between(f.end+1, f.end+4, func(j int) bool { return d.same(f.word, j) && d.is(j, "rumour") })
}

// anonymousSource: keibir arnalar … taghaiyndalatynyn zhazdy.
func anonymousSource(d *doc, f *frame) bool {
	if f.shape != nominal {
		return false
	}
	lo := f.lo
	for c := f.clause - 1; c >= 0 && d.same(d.clauses[c].first, f.word) && d.clauses[c].mood == morph.CVP; c-- {
		lo = d.clauses[c].first // arna derekkozge silteme zhasap, … zhazdy
	}
	for j := lo; j < f.word; j++ {
		if d.free(j) && d.is(j, "anonymous") && (d.caseOf(j, "anonymous") == morph.NoTag || d.is(j+1, "reference")) {
			_, write := d.verb(f.end, "write")
			_, say := d.verb(f.end, "say")
			return write || say
		}
	}
	return false
}

// accordingTo: an unnamed source told it.
func accordingTo(d *doc, f *frame) bool {
	first := d.t.Sentences[d.sentence[f.word]].First
	return d.between(first, f.word, func(j int) bool {
		return d.free(j) && d.is(j, "source-words") && d.free(j-1) && (d.is(j-1, "anonymous") || d.is(j-1, "people"))
	})
}

func future(d *doc, f *frame) bool {
	a := f.a
	switch {
	case a.Has(morph.INT) || a.Has(morph.FUT) || a.Has(morph.DES):
		return true
	case a.Has(morph.AOR) || d.leadsAhead(f):
		return true
	case a.Has(morph.HAB):
		return f.shape != participial
	case a.Has(morph.IMP3):
		return false // in a decree: "shall be"
	default:
		return f.row.mode == Planned
	}
}

// requested: leaving as what somebody applies for, is ready or has agreed to: ketuge
// otinish berdi, ketuge daiyn.
func requested(d *doc, f *frame) bool {
	if f.a.Has(morph.VN) && d.proposal(f.word) {
		return true
	}
	if !f.a.Has(morph.VN) || f.a.Case() != morph.DAT || !d.same(f.word, f.end) {
		return false
	}
	_, agreed := d.verb(f.end, "agree")
	return d.is(f.end, "application") || d.is(f.end, "ready") || agreed
}

// plannedWords: a plan or an obligation about the verb.
func plannedWords(d *doc, f *frame) bool {
	if d.between(f.word+1, f.end+1, func(j int) bool { return d.same(f.word, j) && d.is(j, "must") }) {
		return true
	}
	return d.between(f.end, f.end+4, func(j int) bool {
		if !d.same(f.word, j) || d.at(j, mention.Person) != none {
			return false
		}
		_, ok := d.verb(j, "plan")
		return ok
	})
}
