package event

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A moment is a date as far as it is known.
type moment struct{ year, month, day int }

func (m moment) String() string {
	switch {
	case m.year == 0:
		return ""
	case m.month == 0:
		return fmt.Sprintf("%04d", m.year)
	case m.day == 0:
		return fmt.Sprintf("%04d-%02d", m.year, m.month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", m.year, m.month, m.day)
	}
}

// end is the last day that the moment may mean.
func (m moment) end() time.Time {
	switch {
	case m.month == 0:
		return time.Date(m.year, 12, 31, 0, 0, 0, 0, time.UTC)
	case m.day == 0:
		return time.Date(m.year, time.Month(m.month)+1, 0, 0, 0, 0, 0, time.UTC)
	default:
		return time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC)
	}
}

// published is the day of publication, zero when unknown.
func (d *doc) published() time.Time {
	t, err := time.Parse(time.DateOnly, d.t.Published)
	if err != nil {
		return time.Time{}
	}
	return t
}

// resolveDate fills in the year of a date: the nearest in the past for what
// happened, in the future for what is planned; a date more than 300 days off lies
// on the other side.
func (d *doc) resolveDate(v mention.DateVal, ahead bool) moment {
	m := moment{v.Year, v.Month, v.Day}
	pub := d.published()
	if m.year != 0 || m.month == 0 || pub.IsZero() {
		return m
	}
	m.year = pub.Year()
	days := int(m.end().Sub(pub).Hours() / 24)
	if m.day == 0 && m.month == int(pub.Month()) {
		days = 0
	}
	switch {
	case ahead && days < 0 && days > -300:
		m.year++
	case !ahead && days > 0 && days < 300:
		m.year--
	case !ahead && days >= 300:
		m.year--
	}
	if ahead && days < -300 {
		m.year++
	}
	return m
}

// A dateRule finds the date of an event.
type dateRule struct {
	name string
	find func(*doc, *draft) moment
}

// dateRules are tried in order.
var dateRules = []dateRule{
	{"date-day-set", dayOfElection},    // sailau 24 qarashagha taghaiyndaldy
	{"date-clause", clauseDate},        // 20 qyrkuiekte usyndy
	{"date-deictic", deicticDate},      // otken aida bosatyldy
	{"date-that-day", thatDayDate},     // 29 tamyzda …, sol kuni taghaiyndalady
	{"date-converb", converbDate},      // 1989 zhyly aqtalyp, … taghaiyndaldy
	{"date-sentence", sentenceDate},    // 5 mamyrda A sailanyp, B taghaiyndaldy
	{"date-there", plannedMeetingDate}, // konferentsiia 27 sauirde otedi. Onda … sailanady
	{"date-meeting", meetingDate},      // bugin sessiia otti. … sailandy
	{"date-signed", signedDate},        // zharlyqqa 1 qyrkuiekte qol qoiyldy
}

// dateEvents gives every event its date.
func (d *doc) dateEvents() {
	d.findOccasions()
	for k := range d.events {
		d.date(&d.events[k])
	}
	d.electionDates()
}

func (d *doc) date(e *draft) {
	for _, r := range dateRules {
		if m := r.find(d, e); m.year != 0 {
			e.when = m
			e.Date = m.String()
			return
		}
	}
}

func (e *draft) isElection() bool { return e.Type == ElectionScheduled || e.Type == ElectionHeld }

func (e *draft) ahead() bool {
	return e.Modality == Planned || e.Modality == Conditional || e.Type == ElectionScheduled
}

// dates lists the dates of the words [lo, hi) that an event may have: not limits
// of a stretch of time.
func (d *doc) dates(lo, hi int) []int {
	var out []int
	for i := max(lo, 0); i < hi && i < len(d.words); i++ {
		id := d.at(i, mention.Date)
		if id == none || d.ms[id].First != i {
			continue
		}
		j := d.ms[id].Last
		if d.is(j, "since") || d.is(j, "until") || d.ms[id].Date.YearTo != 0 {
			continue
		}
		out = append(out, id)
	}
	return out
}

func dayOfElection(d *doc, e *draft) moment {
	if e.Type != ElectionScheduled {
		return moment{}
	}
	var found moment
	for _, id := range d.dates(e.frame.lo, e.word) {
		if d.kase[id] == morph.DAT {
			found = d.resolveDate(d.ms[id].Date, true)
		}
	}
	return found
}

func clauseDate(d *doc, e *draft) moment {
	ids := d.dates(d.toldFrom(e.frame), e.word)
	if e.frame.russian {
		ids = d.dates(e.frame.lo, d.clauses[e.frame.clause].last)
	}
	if len(ids) == 0 {
		return moment{}
	}
	id := ids[len(ids)-1]
	if d.datesParticiple(id, e.word) {
		return moment{}
	}
	m := d.resolveDate(d.ms[id].Date, e.ahead() || d.soonFrom(id))
	if pub := d.published(); d.ms[id].Date.Year == 0 && m.month != 0 && !pub.IsZero() { // byltyr nauryzda
		for i := d.toldFrom(e.frame); i < d.ms[id].First; i++ {
			if y := d.relative(i, pub); d.free(i) && y.year != 0 && y.month == 0 {
				m.year = y.year
			}
		}
	}
	return m
}

// soonFrom reports whether a date without a year is one from which on a decision holds,
// at most soon days after publication: 1 mamyrdan bastap … sailady.
func (d *doc) soonFrom(id int) bool {
	next, pub := d.ms[id].Last, d.published()
	if v := d.ms[id].Date; v.Year != 0 || v.Month == 0 || pub.IsZero() || !d.is(next, "since") && !d.is(next, "from-time") {
		return false
	}
	m := d.resolveDate(d.ms[id].Date, true)
	return m.end().Sub(pub).Hours()/24 <= soon
}

// soon is how many days before it holds a decision is told of.
const soon = 90

// datesParticiple reports whether a date belongs to another event's participle, with
// nothing but its complement between: qangtarda mandatyn tapsyrghan A-nyng sailanuy.
func (d *doc) datesParticiple(id, word int) bool {
	in := d.eventsIn(d.ms[id].Last+1, word)
	for k := range in {
		o := &in[k]
		if o.frame.shape == participial && !d.between(d.ms[id].Last, o.word, func(j int) bool { return !d.free(j) }) {
			return true
		}
	}
	return false
}

// thatDayDate: "the session meets on 29 August, the akim is appointed the same day":
// that day, meeting or decree is the one that was dated last.
func thatDayDate(d *doc, e *draft) moment {
	back := none
	for j := e.frame.lo + 1; j < e.word; j++ {
		that := d.free(j) && (d.is(j, "day") || d.isCase(j, "meeting", morph.LOC) || d.isCase(j, "decree", morph.INS))
		if that && d.points(j-1) {
			back = j
		}
	}
	if back == none {
		return moment{}
	}
	for k := d.sentence[e.word]; k >= d.headline; k-- {
		ids := d.dates(d.t.Sentences[k].First, min(d.t.Sentences[k].Last, back))
		for _, id := range slices.Backward(ids) {
			if m := d.resolveDate(d.ms[id].Date, e.ahead()); m.day != 0 {
				return m
			}
		}
		if m := d.deictic(d.t.Sentences[k].First, min(d.t.Sentences[k].Last, back), e.ahead()); m.day != 0 {
			return m
		}
	}
	return moment{}
}

// converbDate: "1989 zhyly ol aqtalyp, direktor bolyp taghaiyndaldy": a clause with a
// converb right before dates what follows from it.
func converbDate(d *doc, e *draft) moment {
	for c := e.frame.clause - 1; c >= 0 && d.same(d.clauses[c].first, e.word) && d.clauses[c].mood == morph.CVP; c-- {
		if len(d.eventsIn(d.clauses[c].first, d.clauses[c].last)) > 0 || d.speechBreak(d.clauses[c].first, e.word) {
			break
		}
		if d.between(d.clauses[c].first, e.word, d.afterThat) {
			break
		}
		if ids := d.dates(d.clauses[c].first, d.clauses[c].last); len(ids) > 0 && !e.frame.russian {
			return d.resolveDate(d.ms[ids[len(ids)-1]].Date, e.ahead())
		}
	}
	return moment{}
}

// sentenceDate: an earlier clause of the sentence tells another event of the same
// day.
func sentenceDate(d *doc, e *draft) moment {
	in := d.eventsIn(d.t.Sentences[d.sentence[e.word]].First, e.word)
	for k := range in {
		o := &in[k]
		if o.when.year != 0 && o.Modality == e.Modality && !o.isElection() &&
			o.frame.shape == finite && e.frame.shape == finite && !d.between(o.word, e.word, d.afterThat) && !d.takesEffect(o) {
			return o.when
		}
	}
	return moment{}
}

// afterThat reports whether word i ends "after that" or "three years later": what
// follows is of another time.
func (d *doc) afterThat(i int) bool {
	if !d.free(i) || !d.is(i, "after") || !d.free(i-1) {
		return false
	}
	a, ok := d.noun(i - 1)
	return ok && a.Case() == morph.ABL
}

// takesEffect reports whether the date of an event is the day from which it holds: 2
// mausymnan bastap taghaiyndaldy. It is no other event's.
func (d *doc) takesEffect(e *draft) bool {
	ids := d.dates(e.frame.lo, e.word)
	return len(ids) > 0 && d.is(d.ms[ids[len(ids)-1]].Last, "from-time")
}

// deicticDate reads words whose date depends on the day of publication.
func deicticDate(d *doc, e *draft) moment {
	return d.deictic(d.toldFrom(e.frame), e.word, e.ahead())
}

// told reports whether the frame is what somebody says: bosatylghanyn aitty.
func (d *doc) told(f *frame) bool {
	return f.shape == nominal && f.a.Case() == morph.ACC
}

// toldFrom is the first word that may date a frame. What stands before the genitive
// subject of a thing told dates the telling: keshe … A-nyng ketkenin aitty.
func (d *doc) toldFrom(f *frame) int {
	if !d.told(f) {
		return f.lo
	}
	for j := f.word - 1; j > f.lo; j-- {
		if id := d.owner[j]; id != none && d.kase[id] == morph.GEN && (d.ms[id].Type == mention.Person || d.ms[id].Type == mention.Title) {
			return j
		}
	}
	return f.lo
}

func (d *doc) deictic(lo, hi int, ahead bool) moment {
	pub := d.published()
	if pub.IsZero() {
		return moment{}
	}
	for i := hi - 1; i >= lo; i-- {
		if !d.free(i) {
			continue
		}
		if m := d.relative(i, pub); m.year != 0 {
			return m
		}
		if !d.known[i].weekday {
			continue
		}
		for _, a := range d.words[i].Analyses {
			n, ok := d.tab.weekdays[a.Lemma]
			if ok && a.POS != morph.Verb && (a.Case() == morph.LOC || d.is(i+1, "day")) {
				return weekday(pub, n, ahead)
			}
		}
	}
	return moment{}
}

// relative reads the phrase that begins with word i.
func (d *doc) relative(i int, pub time.Time) moment {
	if !d.known[i].relative {
		return moment{}
	}
	var phrase []string
	var best relativeRow
	for n := 0; n < 3 && d.same(i, i+n); n++ {
		phrase = append(phrase, d.words[i+n].Form)
		if row, ok := d.tab.relative[strings.Join(phrase, " ")]; ok {
			best = row
		}
	}
	switch best.unit {
	case "day":
		t := pub.AddDate(0, 0, best.offset)
		return moment{t.Year(), int(t.Month()), t.Day()}
	case "month":
		t := time.Date(pub.Year(), pub.Month()+time.Month(best.offset), 1, 0, 0, 0, 0, time.UTC)
		return moment{t.Year(), int(t.Month()), 0}
	case "year":
		return moment{pub.Year() + best.offset, 0, 0}
	default:
		return moment{}
	}
}

// weekday is the nearest such day before (or, ahead, after) the publication.
func weekday(pub time.Time, n int, ahead bool) moment {
	step := -1
	if ahead {
		step = 1
	}
	t := pub
	for range 7 {
		if (int(t.Weekday())+6)%7+1 == n {
			break
		}
		t = t.AddDate(0, 0, step)
	}
	return moment{t.Year(), int(t.Month()), t.Day()}
}
