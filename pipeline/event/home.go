package event

import "slices"

// A home is the body or territory of a post and the rule that found it.
type home struct {
	org, place int
	how        string
}

// A contextRule finds the body of a post whose own words do not name it.
type contextRule struct {
	name string
	find func(d *doc, p *post, who, at int) (org, place int)
}

// contextRules is a function because finding one post may ask for another.
func contextRules() []contextRule {
	return []contextRule{
		{"context-person", personsBody},   // A-nyng orynbasary
		{"context-clause", clausePlace},   // Boranqul auylynda … akim bolyp sailandy
		{"context-clause", clauseBody},    // kengeste alty zhyl toragha bolghan, komitetke A toragha bolyp keldi
		{"context-staff", staffBody},      // boliminin uzhymyna zhanga bastyqty tanystyrdy
		{"context-meeting", convenedBody}, // kengesting otyrysynda toragha bolyp …
		{"context-object", renewedBody},   // kengesti zhangartty: toragha bolyp …
		{"context-led", ledBody},          // muzeidi A basqarady; onyng aldynda direktor bolghan B
		{"context-title", sameTitle},      // the same post with its body elsewhere
		{"context-kind", kindBody},        // a deputy belongs to an assembly
		{"context-told", toldTitle},       // the same post as somebody got before
		{"context-focus", focusBody},      // the body that the article speaks of
		{"context-article", articlesBody}, // the body in its title or first sentence
	}
}

// bodyOf finds organization and place of a post.
func (d *doc) bodyOf(p *post, at int) (org, place int) {
	h := d.homeOf(p, none, at)
	return h.org, h.place
}

// homeOf finds the body or territory of a post: what its own words name, else what
// the first context rule finds.
func (d *doc) homeOf(p *post, who, at int) home {
	scope := d.scope(p.canon)
	row, _ := d.postRow(p.canon)
	switch {
	case d.sameChair(p), d.leftTo(p):
		return home{d.state.focus.org, d.state.focus.place, "context-focus"}
	case scope == "state" && (p.org == none || !d.hasBase(p.canon)):
		return d.stateHome(p)
	case p.org != none, p.place != none && len(row.bodies) == 0:
		return home{p.org, p.place, p.how}
	case p.place != none:
		return d.constituencyHome(p, who, at)
	case scope == "host":
		return home{none, d.thatCountry(p), "context-pointed"}
	case d.ofState(p) || p.located:
		return d.stateHome(p)
	case p.how == "" && p.id == none && p.canon == d.tab.ofState && d.is(p.last, "candidate"): // prezidenttikke kandidat: not of who puts him forward
		return d.stateHome(p)
	case p.how == "" && p.id != none && p.canon == d.tab.ofState && d.amongStatesmen():
		return d.stateHome(p)
	case p.noun != none && len(row.bodies) == 0 && scope == "org" && d.kindOf(d.nounLemma(p.noun)) == "territory":
		return nohome // audan prokurory: of a territory that is not named
	case p.noun != none && d.ownNoun(p, scope):
		if d.kindOf(d.nounLemma(p.noun)) == "generic" && scope != "place" { // uyim prezidenti: any body
			return home{d.topicOrg(), none, "context-generic"}
		}
		return nohome
	}
	for _, r := range contextRules() {
		h := home{how: r.name}
		h.org, h.place = r.find(d, p, who, at)
		if scope == "place" || h.org != none && !d.admits(h.org, p.canon) {
			h.org = none
		} else if h.org != none || d.base(p.canon) != d.tab.ofState {
			h.place = none
		}
		if h.org != none || h.place != none {
			return h
		}
	}
	return nohome
}

// leftTo: whose duties somebody carries right after the news that a post of that name
// was left: A toragha qyzmetinen bosatyldy. B toragha mindetin atqarady.
func (d *doc) leftTo(p *post) bool {
	if p.mark != markDuty || p.how != "" || len(d.events) == 0 {
		return false
	}
	e := &d.events[len(d.events)-1]
	return e.leaving() && d.state.focus.canon == p.canon && e.seat.canon == p.canon && d.sentence[e.word] >= d.sentence[p.first]-1
}

// sameChair: a former or new "head of the district" is that of the district whose head
// was told of last, whichever other one was named since.
func (d *doc) sameChair(p *post) bool {
	f := d.state.focus
	if p.noun == none || !p.former && !p.fresh || f.canon == "" || d.base(f.canon) != d.base(p.canon) {
		return false
	}
	lemma := d.nounLemma(p.noun)
	heads := append([]string{lemma}, d.tab.bodies[lemma].heads...)
	fits := func(id int) bool { return slices.Contains(heads, d.headOf(id)) }
	return f.org != none && d.anyMention(f.org, fits) || f.place != none && d.anyMention(f.place, fits)
}

// constituencyHome: okrugtyng deputaty. The place is the constituency, the body is
// named elsewhere.
func (d *doc) constituencyHome(p *post, who, at int) home {
	org, _ := sameTitle(d, p, who, at)
	if org == none {
		org, _ = kindBody(d, p, who, at)
	}
	return home{org, p.place, p.how}
}

// ownNoun reports whether the bare noun before a post stands for a body of its own
// that the article does not name: kengshar direktory, oblys akimi.
func (d *doc) ownNoun(p *post, scope string) bool {
	return scope == "place" || !p.inner && d.kindOf(d.nounLemma(p.noun)) != "territory"
}

func (d *doc) nounLemma(i int) string {
	lemma, _ := d.bareNoun(i)
	return lemma
}

// toldTitle: the body of the same post, or of the one that a deputy belongs to, that
// somebody got, left or had in what was told before.
func toldTitle(d *doc, p *post, _, _ int) (int, int) {
	base := d.base(p.canon)
	for k := len(d.events) - 1; k >= 0 && !p.inner; k-- {
		if e := &d.events[k]; e.seat.canon == base && (e.seat.org != none || e.seat.place != none) && e.word < p.first {
			return e.seat.org, e.seat.place
		}
	}
	return none, none
}
