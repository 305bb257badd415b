package event

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A seat is a post with its body found, wherever the article names it.
type seat struct {
	canon, lemma string
	org, place   int
	acting       bool
	how          string // rule that found the body, "" for none
	rows         []string
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

// ledBody: the body that the clause before in the sentence says somebody heads.
func ledBody(d *doc, p *post, _, _ int) (int, int) {
	if p.how != "" && !p.his {
		return none, none
	}
	for c := d.clauseOf[p.first]; c >= 0 && c >= d.clauseOf[p.first]-1 && d.same(d.clauses[c].first, p.first); c-- {
		if org := d.ledIn(d.clauses[c], p); org != none {
			return org, none
		}
	}
	return none, none
}

// ledIn is the body before a post that a clause says somebody heads, or none.
func (d *doc) ledIn(cl clause, p *post) int {
	if !d.between(cl.first, cl.last, func(j int) bool { _, ok := d.verb(j, "lead"); return ok }) {
		return none
	}
	for j := min(cl.last, p.first) - 1; j >= cl.first; j-- {
		if id := d.at(j, mention.Org); id != none && d.kase[id] == morph.ACC && d.admits(d.of[id], p.canon) {
			return d.of[id]
		}
	}
	return none
}

// A home is the body or territory of a post and the rule that found it.
type home struct {
	org, place int
	how        string
}

// nowhere and nohome stand for what the article does not say.
var (
	nowhere = seat{org: none, place: none}
	nohome  = home{org: none, place: none}
)

// A state is what the article has been speaking of, up to a word.
type state struct {
	topic int  // the person, or none
	focus seat // the post
}

// seatOf completes a post: whose deputy, of which body. who is its new holder, or
// none; at is the word that asks.
func (d *doc) seatOf(p *post, who, at int) seat {
	s := seat{canon: p.canon, lemma: p.lemma, acting: p.acting, rows: p.rows}
	if p.mark == markDuty {
		s.canon, s.lemma, s.acting = d.actingTitle(p.canon)
	}
	if q := d.fielded(p); q != nil {
		s.canon, s.lemma = q.canon, q.lemma
	}
	h := d.homeOf(p, who, at)
	s.org, s.place, s.how = h.org, h.place, h.how
	if d.dependent(p) {
		d.complete(&s, p, at)
	}
	return s
}

// fielded: "the minister" after a minister with a field of his own is that post: the
// last one named before, if the bare title has no body.
func (d *doc) fielded(p *post) *post {
	if row, _ := d.postRow(p.canon); row.scope != "state" || p.how != "" || strings.Contains(p.canon, " ") {
		return nil
	}
	for k := len(d.posts) - 1; k >= 0; k-- {
		q := &d.posts[k]
		if q.first < p.first && q.canon != p.canon && !d.hasBase(q.canon) && strings.Contains(q.canon, " ") && strings.HasPrefix(lastWord(q.canon), p.canon) {
			return q
		}
	}
	return nil
}

// actingTitle makes "acting X" of X.
func (d *doc) actingTitle(canon string) (full, written string, acting bool) {
	full = genitive(canon) + " " + d.tab.acting
	return full, d.write(full), true
}

// complete names the post that a bare deputy is the deputy of: that of the person
// before it, of its own clause, else the one the article speaks of.
func (d *doc) complete(s *seat, p *post, at int) {
	if left, ok := d.vacated(p); ok {
		s.canon, s.lemma, s.org, s.place = left.canon, left.lemma, left.org, left.place
		return
	}
	base := d.superior(p, at)
	if base.canon == "" {
		return
	}
	root := d.base(base.canon)
	s.canon = genitive(root) + " " + p.canon
	if !p.acting {
		s.canon = genitive(root) + " " + d.withPossessive(p.canon)
	}
	s.lemma = d.write(s.canon)
	if p.how == "" || p.his || p.of != none {
		s.org, s.place = base.org, base.place
	}
}

// vacated: "in his place a new deputy": the post that he was told to leave last.
func (d *doc) vacated(p *post) (seat, bool) {
	c := d.clauses[d.clauseOf[p.first]]
	if !d.between(c.first+1, p.first, func(j int) bool { return d.is(j, "instead") && d.is(j-1, "he") }) {
		return nowhere, false
	}
	for k := len(d.events) - 1; k >= 0; k-- {
		if e := &d.events[k]; e.leaving() && e.Person == d.state.topic && d.hasBase(e.seat.canon) {
			return e.seat, true
		}
	}
	return nowhere, false
}

func (d *doc) superior(p *post, at int) seat {
	if d.words[p.last-1].MayHave(morph.P1S) { // my deputy
		if who := d.firstWho(p.first); who != none {
			if s, ok := d.personSeat(who, at); ok {
				return s
			}
		}
	}
	if p.of != none {
		if s, ok := d.personSeat(p.of, at); ok {
			return s
		}
	}
	if !p.acting {
		for k := len(d.posts) - 1; k >= 0; k-- { // akimning mindetin orynbasary atqarady
			q := &d.posts[k]
			if q.id != none && q.id != p.id && q.last <= p.first && d.same(q.first, p.first) && !d.dependent(q) &&
				(p.how == "" || p.his) && d.clauseOf[q.first] == d.clauseOf[p.first] {
				org, place := d.bodyOf(q, q.first)
				return seat{canon: q.canon, lemma: q.lemma, org: org, place: place}
			}
		}
	}
	if s, ok := d.deputyOfSubject(p, at); ok {
		return s
	}
	if s, ok := d.sameDeputy(p); ok {
		return s
	}
	if d.state.focus.canon != "" {
		return d.state.focus
	}
	for k := len(d.posts) - 1; k >= 0; k-- {
		q := &d.posts[k]
		if q.id != none && q.last <= p.first && !d.dependent(q) {
			org, place := d.bodyOf(q, q.first)
			return seat{canon: q.canon, lemma: q.lemma, org: org, place: place}
		}
	}
	return nowhere
}

// deputyOfSubject: "ol orynbasary A-ny zhumystan shyghardy": the deputy of whom the
// article speaks as "he".
func (d *doc) deputyOfSubject(p *post, at int) (seat, bool) {
	if p.acting || d.state.topic == none || p.id == none || !d.possessed(p) || d.holds(p, d.state.topic) {
		return nowhere, false
	}
	c := d.clauses[d.clauseOf[p.first]]
	if !d.isCase(c.first, "he", morph.NoTag) || d.owner[c.first] != none {
		return nowhere, false
	}
	s, ok := d.personSeat(d.state.topic, at)
	return s, ok && !s.acting && s.canon != ""
}

// sameDeputy: a new "deputy" is one of the post whose deputy, in full, the sentence
// before told of.
func (d *doc) sameDeputy(p *post) (seat, bool) {
	if p.acting || p.of != none || p.his {
		return nowhere, false
	}
	tail := " " + d.withPossessive(p.canon)
	for k := len(d.posts) - 1; k >= 0; k-- {
		q := &d.posts[k]
		if q.last > p.first || d.sentence[q.first] < d.sentence[p.first]-1 || !strings.HasSuffix(q.canon, tail) || !d.hasBase(q.canon) {
			continue
		}
		base := d.base(q.canon)
		org, place := d.bodyOf(q, q.first)
		return seat{canon: base, lemma: d.write(base), org: org, place: place}, true
	}
	return nowhere, false
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
	case d.sameChair(p):
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

// sameChair: a former or new "head of the district" is that of the district whose head
// was told of last, whichever other one was named since.
func (d *doc) sameChair(p *post) bool {
	f := d.state.focus
	if p.noun == none || !p.former && !p.fresh || f.canon == "" || d.base(f.canon) != d.base(p.canon) {
		return false
	}
	lemma := d.nounLemma(p.noun)
	heads := append([]string{lemma}, d.tab.bodies[lemma].heads...)
	fits := func(m mention.Mention) bool { return slices.Contains(heads, d.headOf(m)) }
	return f.org != none && d.anyMention(f.org, fits) || f.place != none && d.anyMention(f.place, fits)
}

// ofState: "the President" with a capital inside a sentence is the head of state.
func (d *doc) ofState(p *post) bool {
	s := d.t.Sentences[d.sentence[p.first]]
	return p.how == "" && p.id != none && d.base(p.canon) == d.tab.ofState && !d.inHeadline(p.first) &&
		p.first > s.First && !d.punct(p.first-1) && d.words[p.first].Shape == morph.Title
}

// stateHome: a post of a state needs no body; of a foreign one it has the country: the
// one beside it, else the one that an article from abroad is about.
func (d *doc) stateHome(p *post) home {
	switch {
	case p.place != none && d.foreign(d.ents[p.place].Canon):
		return home{none, p.place, p.how}
	case p.place == none && d.foreignBefore(p.first) != none:
		return home{none, d.foreignBefore(p.first), "body-place"}
	case p.place != none || p.how != "" || p.located:
		return nohome
	}
	if country := d.foreignTopic(); country != none {
		return home{none, country, "context-country"}
	}
	return nohome
}

// amongStatesmen reports whether an article from abroad tells of other posts of the
// state: its president is that of the country, not of a federation.
func (d *doc) amongStatesmen() bool {
	return d.foreignTopic() != none && slices.ContainsFunc(d.posts, func(q post) bool {
		return d.scope(q.canon) == "state" || q.canon == d.tab.ofState && q.place != none && d.foreign(d.ents[q.place].Canon)
	})
}

// foreignBefore is the foreign country right before word i, to which what follows
// belongs: Ozbekstannyng Syrtqy ister ministri.
func (d *doc) foreignBefore(i int) int {
	id := d.at(i-1, mention.Place)
	if id == none || !d.same(i-1, i) || !attributive(d.kase[id]) || !d.foreign(d.ms[id].Canon) {
		return none
	}
	return d.of[id]
}

func (d *doc) foreign(place string) bool { return d.tab.countries[place] && place != d.tab.home }

// foreignTopic is the only foreign country of an article's opening, if the article
// names no place at home; else none.
func (d *doc) foreignTopic() int {
	found := none
	for id := range d.ms {
		m := &d.ms[id]
		if m.Type != mention.Place {
			continue
		}
		if d.tab.homePlaces[m.Canon] || m.Bare != "" && d.tab.homePlaces[m.Bare] {
			return none
		}
		if d.foreign(m.Canon) && d.sentence[m.First] <= d.headline+opening {
			if found != none && found != d.of[id] {
				return none
			}
			found = d.of[id]
		}
	}
	return found
}

// thatCountry: "in that country" before a post abroad means the country of the post
// that was told of last.
func (d *doc) thatCountry(p *post) int {
	for j := p.first - 1; d.same(j, p.first) && d.clauseOf[j] == d.clauseOf[p.first]; j-- {
		if d.points(j-1) && d.territoryAt(j, morph.LOC) {
			return d.state.focus.place
		}
	}
	return none
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

func personsBody(d *doc, p *post, _, at int) (int, int) {
	of := p.of
	if p.his {
		if org := d.orgBefore(p); org != none && !d.dependent(p) {
			return org, none
		}
		of = d.state.topic
	}
	if of == none {
		return none, none
	}
	if s, ok := d.personSeat(of, at); ok {
		return s.org, s.place
	}
	return none, none
}

// orgBefore: "Sayasi kengestin quramyna 25 adam endi, onyng khatshysy bolyp …": the
// organization of the clause before.
func (d *doc) orgBefore(p *post) int {
	for j := p.npFirst - 1; d.same(j, p.first); j-- {
		if id := d.at(j, mention.Org); id != none && d.clauseOf[j] != d.clauseOf[p.first] {
			return d.of[id]
		}
		if d.at(j, mention.Person) != none {
			return none
		}
	}
	return none
}

// clausePlace: where the election was held is the territory of the post.
func clausePlace(d *doc, p *post, _, at int) (int, int) {
	if !d.in(at) || d.scope(p.canon) != "place" {
		return none, none
	}
	return none, d.localPlace(at)
}

// clauseBody: a title without a possessive has its body apart from it, in the locative
// or dative of its own clause.
func clauseBody(d *doc, p *post, _, _ int) (int, int) {
	_, been := d.verb(p.last, "be")
	listed := p.mark == unmarked && (been || d.listed(p))
	if p.how != "" && !p.inner || !listed && p.mark != markAs && p.mark != markHold && p.mark != markTo || d.possessed(p) && !p.acting && !p.inner {
		return none, none
	}
	for j := p.npFirst - 1; d.same(j, p.first) && d.clauseOf[j] == d.clauseOf[p.first]; j-- {
		if id := d.at(j, mention.Org); id != none {
			if (d.kase[id] == morph.LOC || d.kase[id] == morph.DAT) && d.admits(d.of[id], p.canon) && !d.actor(d.of[id]) {
				return d.of[id], none
			}
			return none, none
		}
		if d.at(j, mention.Title) != none && !d.comma(j+1) {
			return none, none
		}
		if lemma := d.dativeNoun(j); lemma != "" {
			return d.orgLike(lemma, j), none
		}
	}
	return none, none
}

// convenedBody: the body whose meeting the sentence begins with is that of every bare
// post up to one with a body of its own.
func convenedBody(d *doc, p *post, _, _ int) (int, int) {
	if p.how != "" && !p.inner || p.mark != markAs && p.mark != markTo || p.inner && p.org != none || d.is(p.last, "candidate") {
		return none, none
	}
	for j := p.npFirst - 1; d.same(j, p.first); j-- {
		if id := d.at(j, mention.Org); id != none {
			if d.kase[id] != morph.GEN || !d.admits(d.of[id], p.canon) || d.actor(d.of[id]) {
				return none, none
			}
			met := d.between(j+1, min(j+5, p.first), func(k int) bool { return d.isCase(k, "meeting", morph.LOC) })
			if !met {
				return none, none
			}
			return d.of[id], none
		}
	}
	return none, none
}

// staffBody: a new head is introduced to the staff of his body.
func staffBody(d *doc, p *post, _, _ int) (int, int) {
	if p.how != "" && !p.inner || !p.fresh {
		return none, none
	}
	c := d.clauses[d.clauseOf[p.first]]
	for j := c.first; j < p.first; j++ {
		if !d.free(j) || !d.isCase(j, "staff", morph.DAT) {
			continue
		}
		if d.free(j-1) && d.is(j-1, "staff") { // zheke quramyna
			j--
		}
		if id := d.at(j-1, mention.Org); id != none && attributive(d.kase[id]) && d.admits(d.of[id], p.canon) {
			return d.of[id], none
		}
	}
	return none, none
}

// typed returns the territory that a bare name is short for, if the article names just
// one such with its type: Boranqulda, Boranqul auyldyq okrugi.
func (d *doc) typed(place int) int {
	found := none
	for id, m := range d.ms {
		if m.Type != mention.Place || !strings.HasPrefix(m.Canon, d.ents[place].Canon+" ") {
			continue
		}
		if found != none && found != d.of[id] {
			return place
		}
		found = d.of[id]
	}
	if found == none {
		return place
	}
	return found
}

// listed reports whether a post is followed in its clause by one with a mark or with
// "to be", in a list: kafedra mengerushisi, dekan qyzmetterin atqarghan.
func (d *doc) listed(p *post) bool {
	if !d.comma(p.last) && !d.joins(p.last) {
		return false
	}
	return slices.ContainsFunc(d.posts, func(q post) bool {
		_, been := d.verb(q.last, "be")
		return q.first > p.first && d.clauseOf[q.first] == d.clauseOf[p.first] && (been || q.mark == markAs || q.mark == markHold)
	})
}

// localPlace returns the last place in the locative in the clause of word i or in
// an earlier one of its sentence, or the one whose residents are told of, or none.
func (d *doc) localPlace(i int) int {
	for j := i - 1; d.same(j, i); j-- {
		id := d.at(j, mention.Place)
		if id == none {
			continue
		}
		located := d.kase[id] == morph.LOC && !d.words[d.ms[id].Last-1].MayHave(morph.REL)
		if located || d.kase[id] == morph.GEN && d.is(d.ms[id].Last, "people") {
			return d.typed(d.of[id])
		}
	}
	return d.herePlace(i)
}

// herePlace: "here" in the sentence of word i is the last place in the locative of the
// sentence before it.
func (d *doc) herePlace(i int) int {
	k := d.sentence[min(i, len(d.words)-1)]
	if k == 0 || !d.between(d.t.Sentences[k].First, i, func(j int) bool { return d.free(j) && d.is(j, "here") }) {
		return none
	}
	for j := d.t.Sentences[k].First - 1; j >= d.t.Sentences[k-1].First; j-- {
		if id := d.at(j, mention.Place); id != none && d.kase[id] == morph.LOC {
			return d.of[id]
		}
	}
	return none
}

// maxDepth ends the search for the post of a deputy of a deputy of a deputy.
const maxDepth = 3

// personSeat returns the post that the article gives a person: beside the name in
// the sentence of word at, in what was told before, or beside the name anywhere.
func (d *doc) personSeat(ent, at int) (seat, bool) {
	if d.depth > maxDepth {
		return nowhere, false
	}
	d.depth++
	defer func() { d.depth-- }()
	for _, sameSentence := range []bool{true, false} {
		for k := len(d.posts) - 1; k >= 0; k-- {
			p := &d.posts[k]
			if sameSentence != d.same(p.first, at) || p.first > at || !d.holds(p, ent) {
				continue
			}
			return d.seatOf(p, none, p.first), true
		}
		if s, ok := d.toldSeat(ent, at, sameSentence); ok {
			return s, true
		}
	}
	for k := range d.posts {
		if p := &d.posts[k]; p.first > at && d.holds(p, ent) {
			return d.seatOf(p, none, p.first), true
		}
	}
	return nowhere, false
}

func (d *doc) holds(p *post, ent int) bool {
	for _, id := range p.holders {
		if d.of[id] == ent {
			return true
		}
	}
	return false
}

// toldSeat is the last that tenures and asserted events found so far give a person.
func (d *doc) toldSeat(ent, at int, sameSentence bool) (seat, bool) {
	found, word := nowhere, none
	for k := len(d.tenures) - 1; k >= 0; k-- {
		if t := &d.tenures[k]; t.person == ent && (!sameSentence || d.same(t.word, at)) {
			found, word = t.seat, t.word
			break
		}
	}
	for k := len(d.events) - 1; k >= 0 && !sameSentence; k-- {
		if e := &d.events[k]; e.Person == ent && e.installs() && e.Modality == Asserted && e.seat.canon != "" {
			if e.word > word {
				found, word = e.seat, e.word
			}
			break
		}
	}
	return found, word != none
}
