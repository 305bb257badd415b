package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// complements says of each name in the column needs of triggers.tsv whether the
// frame has it.
var complements = map[string]func(*doc, *frame) bool{
	// POST bolyp, etip, retinde
	"as": func(d *doc, f *frame) bool { return d.hasMark(f, markAs) },
	// POST qyzmetine, POST+lyqqa, "this office"
	"to": func(d *doc, f *frame) bool { return d.hasMark(f, markTo) || f.anaphor },
	// qyzmetine kiristi; who takes it up again has had it
	"takes-office": func(d *doc, f *frame) bool { return (d.hasMark(f, markTo) || f.anaphor) && !d.again(f) },
	// A-nyng zhoghary lauazymgha taghaiyndaluy: whatever the office is
	"to-office": func(d *doc, f *frame) bool { return d.near(f, "office", morph.DAT, 2) != none && named(d, f) },
	// qyzmetinen, lauazymynan, ornynan
	"from": func(d *doc, f *frame) bool {
		return d.near(f, "office", morph.ABL, 8) != none || d.near(f, "duty", morph.ABL, 8) != none || d.dutiesLeft(f)
	},
	// qyzmetin bosatty, mandatyn tapsyrdy
	"vacates": func(d *doc, f *frame) bool {
		return d.near(f, "office", morph.ACC, 4) != none || d.near(f, "mandate", morph.ACC, 4) != none
	},
	"vacates-mandate": func(d *doc, f *frame) bool { return d.near(f, "mandate", morph.ACC, 4) != none },
	"mandate-abl":     func(d *doc, f *frame) bool { return d.near(f, "mandate", morph.ABL, 4) != none },
	// zhumystan shygharyldy
	"job": func(d *doc, f *frame) bool { return d.near(f, "job", morph.ABL, 4) != none },
	// quramynan shyqty
	"ranks": func(d *doc, f *frame) bool { return d.near(f, "ranks", morph.ABL, 4) != none },
	// otstavkagha ketti
	"resignation":     func(d *doc, f *frame) bool { return d.near(f, "resignation", morph.DAT, 3) != none },
	"resignation-nom": resignationItself,
	// oz erkimen ketti
	"free-will": func(d *doc, f *frame) bool {
		return d.near(f, "will", morph.INS, 2) != none || d.near(f, "application", morph.INS, 1) != none && d.between(f.lo, f.word, func(j int) bool { return d.is(j, "own") })
	},
	// otstavkagha otinish berdi, ketu turaly otinish berdi
	"application": func(d *doc, f *frame) bool {
		return d.near(f, "application", morph.NoTag, 1) != none &&
			(d.near(f, "resignation", morph.DAT, 6) != none || d.leaving(f))
	},
	// okilettigin toqtatu turaly otinishi qanaghattandyryldy
	"application-nom": applicationGranted,
	// mandatynan bas tartty
	"refusal": func(d *doc, f *frame) bool {
		return d.is(f.word-1, "head-word") && d.same(f.word-2, f.word) && !d.words[f.word-2].MayHave(morph.VN) && (d.near(f, "office", morph.ABL, 3) != none || d.near(f, "mandate", morph.ABL, 3) != none)
	},
	"recall": func(d *doc, f *frame) bool { return d.is(f.word-1, "back") },
	"contract": func(d *doc, f *frame) bool {
		return d.near(f, "contract", morph.ACC, 3) != none || d.near(f, "contract", morph.NoTag, 3) != none
	},
	// okilettigi toqtatyldy
	"powers": func(d *doc, f *frame) bool {
		return d.between(f.lo, f.word, func(j int) bool { return d.is(j, "powers") })
	},
	// A-nyng okilettigin toqtatty
	"powers-of": func(d *doc, f *frame) bool {
		return (f.shape != nominal || d.votedOn(f)) && d.between(f.lo, f.word, func(j int) bool {
			id := d.at(j-1, mention.Person)
			somebodys := id != none && d.kase[id] == morph.GEN || d.isCase(j-1, "he", morph.GEN)
			return d.is(j, "powers") && d.caseOf(j, "powers") == morph.ACC && somebodys
		})
	},
	// mindetin atqaru zhukteldi
	"duty": func(d *doc, f *frame) bool {
		return d.between(f.lo, f.word, func(j int) bool { return d.is(j, "duty") })
	},
	// kandidaturasy usynyldy
	"candidacy": func(d *doc, f *frame) bool { return d.candidacy(f) != none },
	"self": func(d *doc, f *frame) bool {
		return d.is(f.word-1, "self-self") || d.is(f.word-2, "self-self") || d.is(f.word-1, "self") && d.caseOf(f.word-1, "self") == morph.ACC
	},
	// kandidat retinde tirkeldi, ush kandidatty tirkedi
	"candidate": func(d *doc, f *frame) bool {
		return d.between(f.lo, f.word, func(j int) bool { return d.is(j, "candidate") })
	},
	"person":   named,
	"released": released,
	"holder":   func(d *doc, f *frame) bool { return d.again(f) && len(d.people(f)) > 0 },
	"focus":    func(d *doc, f *frame) bool { return d.state.focus.canon != "" && len(d.people(f)) > 0 },
	// A-nyng ornyna B taghaiyndaldy
	"instead": func(d *doc, f *frame) bool { return replaces(d, f) || d.successor(f) },
	// A ketti. Onyng ornyna B keldi; "came to the meeting in his place" is no succession
	"succeeds": func(d *doc, f *frame) bool {
		return replaces(d, f) && (d.state.focus.canon != "" || d.insteadOfHolder(f)) && !d.between(f.lo, f.word, func(j int) bool {
			a, ok := d.noun(j)
			return ok && d.free(j) && !d.is(j, "instead") && a.Case() == morph.DAT
		})
	},
	"title":     func(d *doc, f *frame) bool { return f.title != none || f.shape == participial && d.participleTitle(f) },
	"title-acc": func(d *doc, f *frame) bool { return f.title != none && d.posts[f.title].kase == morph.ACC },
	"title-after-vote": func(d *doc, f *frame) bool {
		return f.title != none && d.posts[f.title].kase == morph.NoTag && d.voting
	},
	// klubqa zhanga direktor keldi
	"newcomer": func(d *doc, f *frame) bool {
		if f.title == none {
			return false
		}
		p := &d.posts[f.title]
		return p.kase == morph.NoTag && (p.fresh || p.how == "body-dative") && (d.headTitle(p) != "" || d.scope(p.canon) == "place")
	},
	// zhengiske zhetti
	// kandidat kualigin tabystady
	"certificate": func(d *doc, f *frame) bool {
		return d.between(f.lo, f.word, func(j int) bool { return d.is(j, "certificate") && d.is(j-1, "candidate") })
	},
	// kandidat tirkeuden otti
	"registration": func(d *doc, f *frame) bool {
		return d.is(f.word-1, "registration") && d.between(f.lo, f.word, func(j int) bool { return d.is(j, "candidate") })
	},
	// tirkeuden bas tartyldy
	"not-registered": func(d *doc, f *frame) bool {
		return d.is(f.word-1, "head-word") && d.between(f.word-3, f.word, func(j int) bool {
			return slices.ContainsFunc(d.verbs[j], func(v verbReading) bool {
				return v.a.Has(morph.VN) && slices.ContainsFunc(v.triggers, func(r *triggerRow) bool { return r.event == Registered })
			})
		})
	},
	// komitetke toragha bolyp keldi; without the body it is "has been"
	"arrives": func(d *doc, f *frame) bool {
		if !d.hasMark(f, markAs) || !d.is(f.word-1, "as") {
			return false
		}
		return rumour(d, f) || f.end == f.word+1 && !f.a.Has(morph.AOR) && d.directed(f)
	},
	// eshqaida ketken zhoq
	"nowhere": func(d *doc, f *frame) bool {
		return d.between(f.lo, f.word, func(j int) bool { return d.is(j, "nowhere") }) && negatedVerb(d, f) && (named(d, f) || d.subjectPost(f) != none)
	},
	// bapker A ketedi degen sybys bar
	"rumoured": func(d *doc, f *frame) bool {
		return (rumour(d, f) || hearsay(d, f)) && !d.directed(f) && !d.leadsTo(f) && d.besidePost(f)
	},
	// (A lauazymynan ketedi.) A-nyng ketpeitinin aitty
	"departing": func(d *doc, f *frame) bool {
		people := d.people(f)
		return len(people) > 0 && !d.directed(f) && !d.leadsTo(f) && (f.shape == nominal || negatedVerb(d, f)) &&
			slices.ContainsFunc(d.events, func(e draft) bool { return e.leaving() && e.Modality != Asserted && e.Person == people[0].ent })
	},
	// basshysy lauazymy A-gha senip tapsyryldy
	"given": func(d *doc, f *frame) bool { return d.officeGiven(f) != none },
	// sailau otkizu turaly zharlyq shyqty
	"election-decree": electionDecree,
	// Qazaqstannyng ekinshi prezidenti atandy
	"named-title": func(d *doc, f *frame) bool {
		if f.title == none || !named(d, f) {
			return false
		}
		p := &d.posts[f.title]
		row, _ := d.postRow(p.canon)
		return p.kase == morph.NoTag && row.head && !p.plural && (p.org != none || p.place != none)
	},
	// kengesshi bolmaq
	"becomes": func(_ *doc, f *frame) bool { return f.title != none && f.a.Has(morph.INT) },
	// (A was put forward.) Ol taghaiyndalady
	"nominee": func(d *doc, f *frame) bool {
		people := d.people(f)
		return len(people) > 0 && slices.ContainsFunc(d.events, func(e draft) bool { return e.Type == Nominated && e.Person == people[0].ent })
	},
	// zhengis A-gha buiyrdy
	"victory-nom": func(d *doc, f *frame) bool {
		return d.near(f, "victory", morph.NoTag, 5) != none && d.voteNear(f)
	},
	"victory": func(d *doc, f *frame) bool {
		return d.between(f.lo, f.word, func(j int) bool { return d.free(j) && d.isCase(j, "victory", morph.DAT) }) && d.voteNear(f)
	},
	// bul lauazymgha A ie boldy
	"possesses": func(d *doc, f *frame) bool {
		return d.is(f.word-1, "possessor") && (d.hasMark(f, markTo) || f.anaphor)
	},
	// POST lauazymyna A-nyng kandidaturasyn maquldady
	"candidacy-post": func(d *doc, f *frame) bool { return d.candidacy(f) != none && (len(f.marked) > 0 || f.anaphor) },
	"votes-won":      func(d *doc, f *frame) bool { return d.voteNear(f) && len(d.people(f)) > 0 },
	// sailauda zhengip shyqty, dauys zhinap birinshi oryngha shyqty
	"won-out": func(d *doc, f *frame) bool {
		a, wins := d.verb(f.word-1, "win")
		first := d.isCase(f.word-1, "place", morph.DAT) && d.is(f.word-2, "modifier")
		return (wins && a.Has(morph.CVP) || first) && d.voteNear(f) && len(d.people(f)) > 0
	},
	// deputat mandatyna ie boldy, deputat mandatyn aldy
	"mandate": func(d *doc, f *frame) bool { return named(d, f) && d.mandateWon(f) != none },
	// en kop dauys zhinady
	"most-votes": func(d *doc, f *frame) bool {
		return named(d, f) && !f.a.Has(morph.NEG) && d.between(f.lo, f.word, func(j int) bool { return d.is(j, "most") && d.is(j+1, "vote") })
	},
	"choice": func(d *doc, f *frame) bool {
		return d.between(f.lo, f.word, func(j int) bool { return d.isCase(j, "choice", morph.NoTag) })
	},

	"election":         electionComplement,
	"election-subject": electionSubject,
	"election-object":  electionObject,
	"election-day":     electionDay,
}

// replaces: somebody in whose place.
func replaces(d *doc, f *frame) bool {
	if left := d.leftBefore(f); left != nil {
		people := d.people(f)
		return len(people) > 0 && people[0].ent != left.Person
	}
	return d.between(f.lo+1, f.word, func(j int) bool {
		return d.is(j, "instead") && (d.is(j-1, "he") || d.at(j-1, mention.Person) != none)
	}) && (len(d.people(f)) > 0 || d.between(f.lo, f.word, func(j int) bool { return d.is(j, "nobody") }))
}

// insteadOfHolder reports whether the clause names in whose place somebody comes, and
// the article the post of that one: bas khatshysy A-nyng ornyna B keldi.
func (d *doc) insteadOfHolder(f *frame) bool {
	return d.between(f.lo+1, f.word, func(j int) bool {
		id := none
		if d.is(j, "instead") {
			id = d.at(j-1, mention.Person)
		}
		return id != none && slices.ContainsFunc(d.posts, func(p post) bool { return d.holds(&p, d.of[id]) })
	})
}

// successor: "… bosatyp, ornyna A-ny sailady": the clause begins with "instead" after
// one in which somebody leaves, or with those who choose: deputattar ornyna A-ny sailady.
func (d *doc) successor(f *frame) bool {
	n, people := len(d.events), d.people(f)
	if n == 0 || !d.events[n-1].leaving() || len(people) == 0 || people[0].pos <= f.lo {
		return false
	}
	if d.is(f.lo, "instead") {
		return d.same(d.events[n-1].word, f.word)
	}
	return d.is(f.lo+1, "instead") && d.free(f.lo) && d.words[f.lo].MayHave(morph.PL) && d.words[f.lo].Best().Case() == morph.NoTag &&
		d.sentence[d.events[n-1].word] >= d.sentence[f.word]-1
}

// directed reports whether the clause has a body or territory in the dative.
func (d *doc) directed(f *frame) bool {
	return d.between(f.lo, f.word, func(j int) bool {
		if id := d.owner[j]; id != none {
			return (d.ms[id].Type == mention.Org || d.ms[id].Type == mention.Place) && d.kase[id] == morph.DAT
		}
		return d.dativeNoun(j) != ""
	})
}

// leadsTo reports whether the clause says whereto somebody goes.
func (d *doc) leadsTo(f *frame) bool {
	return d.between(f.lo, f.word, func(j int) bool {
		a, ok := d.noun(j)
		return ok && d.free(j) && (a.Case() == morph.DAT || a.Case() == morph.INS) && a.POS != morph.Closed && !d.is(j, "will")
	})
}

// besidePost reports whether the person of the clause stands beside his post in it.
func (d *doc) besidePost(f *frame) bool {
	people := d.people(f)
	if len(people) == 0 {
		return false
	}
	_, ok := d.besideSeat(f, people[len(people)-1].ent)
	return ok
}

// officeGiven returns the post whose office is the subject of a verb of giving.
func (d *doc) officeGiven(f *frame) int {
	for _, k := range slices.Backward(d.postsIn(f.word)) {
		if p := &d.posts[k]; p.first >= f.lo && p.markEnd <= f.word && p.mark == markHold && d.caseOf(p.last, "office") == morph.NoTag {
			return k
		}
	}
	return none
}

// electionDecree: a decree or decision on holding an election comes about.
func electionDecree(d *doc, f *frame) bool {
	for j := f.lo; j+3 < f.word; j++ {
		if _, ok := d.verb(j+1, "hold"); ok && d.free(j) && d.is(j, "election") && d.is(j+2, "about") && d.between(j+3, f.word, func(i int) bool { return d.is(i, "decree") }) {
			f.election = j
			return true
		}
	}
	return false
}

// named: the clause names whom the verb is about. Before a verb made into a noun a
// bare name is the subject of another verb: A 4 myng kitap tirkelgenin aitty.
func named(d *doc, f *frame) bool {
	args, rule := d.peopleBy(f)
	return len(args) > 0 && (f.shape != nominal || rule != "subject-nominative") && !d.proposal(f.word-1)
}

// proposal reports whether word i is a deed that somebody proposes or asks for:
// bosatudy usyndy.
func (d *doc) proposal(i int) bool {
	if _, ok := d.verb(i+1, "propose"); !ok || !d.same(i, i+1) || !d.free(i) {
		return false
	}
	a := d.words[i].Best()
	return a.POS == morph.Verb && a.Has(morph.VN) && (a.Case() == morph.ACC || a.Case() == morph.NoTag)
}

// released: "A bosatyldy" without a word for the office. The clause itself names the
// person, and nothing else that one can be released from: tolemnen bosatyldy.
func released(d *doc, f *frame) bool {
	_, rule := d.peopleBy(f)
	if !named(d, f) || rule == "subject-dropped" {
		return false
	}
	return !d.between(max(f.word-3, f.lo), f.word, func(j int) bool {
		a, ok := d.noun(j)
		return ok && d.free(j) && a.POS == morph.Noun && a.Case() == morph.ABL
	})
}

// participleTitle reports whether the person whom a participle describes has a title:
// sailanghan toragha Timur Khasanov.
func (d *doc) participleTitle(f *frame) bool {
	id := d.headPerson(f.end)
	return id != none && d.between(f.end, d.ms[id].First, func(j int) bool { return d.at(j, mention.Title) != none })
}

func (d *doc) hasMark(f *frame, m mark) bool {
	for _, k := range f.marked {
		if d.posts[k].mark == m {
			return true
		}
	}
	return false
}

// resignationItself: otstavkasy qabyldandy.
func resignationItself(d *doc, f *frame) bool {
	return d.near(f, "resignation", morph.NoTag, 3) != none || d.near(f, "resignation", morph.ACC, 3) != none
}

// applicationGranted: the request to leave is what the verb grants, in its clause or,
// with converbs between, in the one before: qaralyp, qanaghattandyryldy.
func applicationGranted(d *doc, f *frame) bool {
	for c := f.clause; c >= 0 && d.same(d.clauses[c].first, f.word); c-- {
		if c < f.clause && d.clauses[c].mood != morph.CVP {
			return false
		}
		first := d.clauses[c].first
		for j := f.word - 1; j > first; j-- {
			if d.free(j) && d.is(j, "application") && d.words[j].MayHave(morph.P3) && d.leavingIn(first, j) {
				f.lo = first
				return true
			}
		}
	}
	return false
}

// leaving reports whether "ketu turaly" stands before the verb.
func (d *doc) leaving(f *frame) bool { return d.leavingIn(f.lo, f.word) }

func (d *doc) leavingIn(lo, hi int) bool {
	return d.between(lo, hi, func(j int) bool {
		if !d.is(j+1, "about") {
			return false
		}
		for _, v := range d.verbs[j] {
			for _, r := range v.triggers {
				if r.event == Resigned && v.a.Has(morph.VN) {
					return true
				}
			}
		}
		return false
	})
}

// candidacy returns the word for candidacy in the clause, or none.
func (d *doc) candidacy(f *frame) int {
	for j := f.word - 1; j >= f.lo; j-- {
		if d.free(j) && d.is(j, "candidacy") {
			return j
		}
	}
	return none
}

// voteNear reports whether the sentence of the trigger tells of votes, or one
// shortly before it.
func (d *doc) voteNear(f *frame) bool {
	s := d.t.Sentences[max(d.sentence[f.word]-2, 0)].First
	e := d.t.Sentences[d.sentence[f.word]].Last
	return d.between(s, e, func(j int) bool {
		return d.free(j) && (d.is(j, "vote") || d.is(j, "election") || d.is(j, "candidate"))
	})
}

// electionComplement: sailau (subject or object) is set for a day.
func electionComplement(d *doc, f *frame) bool { return electionSubject(d, f) || electionObject(d, f) }

func electionSubject(d *doc, f *frame) bool { return d.electionWith(f, morph.NoTag) }

func electionObject(d *doc, f *frame) bool { return d.electionWith(f, morph.ACC) }

// electionWith finds the election as an argument of the verb: only dates, places,
// numbers and adverbs may follow it.
func (d *doc) electionWith(f *frame, c morph.Tag) bool {
	if f.shape == participial && f.row.event == ElectionScheduled && d.is(f.end, "election") && d.same(f.word, f.end) {
		f.election = f.end // 17 qarashagha taghaiyndalghan sailau
		return true
	}
	for j := f.word - 1; j >= f.lo; j-- {
		if d.free(j) && d.is(j, "election") {
			if d.electionCase(j) == c {
				f.election = j
				return true
			}
			return false
		}
		if !d.elsewhen(j) {
			return false
		}
	}
	return false
}

// electionCase: "sailau" read as a noun or verbal noun alike.
func (d *doc) electionCase(j int) morph.Tag {
	for _, a := range d.words[j].Analyses {
		if a.POS != morph.Verb {
			return a.Case()
		}
	}
	return d.words[j].Best().Case()
}

// elsewhen reports whether word i says only when, where or how.
func (d *doc) elsewhen(i int) bool {
	if d.at(i, mention.Date) != none || d.at(i, mention.Place) != none {
		return true
	}
	if !d.free(i) || d.punct(i) {
		return false
	}
	a := d.words[i].Best()
	switch {
	case a.POS == morph.Closed || a.POS == morph.Numeral || d.relativeAt(i) || d.relativePair(i-1) || d.tab.weekdays[a.Lemma] > 0:
		return true
	case d.is(i, "again") || d.is(i, "modifier") || d.is(i, "term") || d.is(i, "day"):
		return true
	case a.POS == morph.Verb:
		return a.Has(morph.PFV) || a.Has(morph.HAB) || a.Has(morph.CVP)
	default:
		c := a.Case()
		if c == morph.NoTag && d.free(i+1) && d.words[i+1].Best().Has(morph.P3) {
			c = d.words[i+1].Best().Case() // aua raiyna: a noun before the one that it belongs to
		}
		return c != morph.NoTag && c != morph.ACC && !d.is(i, "around")
	}
}

// relativeAt reports whether a relative day begins with word i.
func (d *doc) relativeAt(i int) bool {
	_, ok := d.tab.relative[d.words[i].Form]
	return ok || d.relativePair(i)
}

// relativePair reports whether words i and i+1 are one: keler zhyly.
func (d *doc) relativePair(i int) bool {
	if i < 0 || !d.same(i, i+1) {
		return false
	}
	_, ok := d.tab.relative[d.words[i].Form+" "+d.words[i+1].Form]
	return ok
}

// electionDay: sailau kunin zhariialady.
func electionDay(d *doc, f *frame) bool {
	if electionObject(d, f) {
		return true
	}
	for j := f.word - 1; j > f.lo; j-- {
		if d.is(j, "day") && d.is(j-1, "election") {
			f.election = j - 1
			return true
		}
	}
	return false
}

// again reports whether the clause says that it is not the first time: qaita
// sailandy, ekinshi merzimge, ushinshi ret.
func (d *doc) again(f *frame) bool {
	return d.between(max(f.lo, f.word-8), f.word, func(j int) bool {
		return d.free(j) && (d.is(j, "again") || d.is(j, "second") && d.is(j+1, "term"))
	})
}

// dutiesLeft: mindetin atqarudan bosatyldy.
func (d *doc) dutiesLeft(f *frame) bool {
	return d.between(f.lo+1, f.word, func(j int) bool {
		a, carries := d.verb(j, "carry")
		return carries && a.Has(morph.VN) && a.Case() == morph.ABL && d.is(j-1, "duty")
	})
}

// votedOn: okilettigin toqtatugha dauys berdi.
func (d *doc) votedOn(f *frame) bool {
	_, gives := d.verb(f.word+2, "give")
	return gives && d.same(f.word, f.word+2) && f.a.Case() == morph.DAT && d.isCase(f.word+1, "vote", morph.NoTag)
}

// mandateWon returns the post before a mandate that somebody comes to have or takes.
func (d *doc) mandateWon(f *frame) int {
	j := f.word - 1
	if d.is(j, "possessor") {
		j--
	}
	if !d.is(j, "mandate") || d.caseOf(j, "mandate") != morph.DAT && d.caseOf(j, "mandate") != morph.ACC {
		return none
	}
	id := d.at(j-1, mention.Title)
	if id == none || !d.same(j-1, j) {
		return none
	}
	return d.postOf[id]
}
