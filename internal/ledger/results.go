package ledger

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// A Count is what one sentence says of the votes of an election. Zero is not stated.
type Count struct {
	Seat     *SeatName
	Day      string // of the election, "" when the article does not say
	Person   string // key, "" for the election as a whole
	Name     string
	Votes    int     // for the person
	Share    float64 // of the vote for the person, percent
	Turnout  float64 // percent
	Listed   int     // voters on the list
	Voted    int     // voters who came
	Evidence Evidence
}

// countWords are the stems of the words beside the numbers of an election.
type countWords struct{ vote, percent, voter, turnout map[string]bool }

func (n *Namer) newCountWords(lex *lexicon.Lexicon) *countWords {
	c := &countWords{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	byCue := map[string]map[string]bool{"vote": c.vote, "percent": c.percent, "voter": c.voter, "turnout": c.turnout}
	for _, row := range lex.Table("event_cues").Rows {
		for cue := range strings.FieldsSeq(row.Get("cues")) {
			if set := byCue[cue]; set != nil {
				set[n.phrase(row.Key)] = true
			}
		}
	}
	return c
}

// counts reads the results that an article states: of its events, and, when it tells
// of one contest alone, of the other candidates and of the voters.
func (a *reading) counts() []Count {
	var out []Count
	for i := range a.doc.Events {
		e := &a.doc.Events[i]
		elected := e.Type == "elected" || e.Type == "reelected"
		if e.Modality != "asserted" || e.Background || !elected && e.Type != "election_held" || e.Post == "" {
			continue
		}
		c := a.contest(e)
		if e.Votes != nil {
			c.Votes = *e.Votes
		}
		if e.Percent != nil {
			c.Share = *e.Percent
		}
		if e.Turnout != nil {
			c.Turnout = *e.Turnout
		}
		out = append(out, c)
	}
	if len(out) > 0 && !slices.ContainsFunc(out, func(c Count) bool { return c.Seat.Key != out[0].Seat.Key || c.Day != out[0].Day }) {
		out = append(out, a.others(out)...)
	}
	return slices.DeleteFunc(out, func(c Count) bool {
		return c.Votes == 0 && c.Share == 0 && c.Turnout == 0 && c.Listed == 0
	})
}

func (a *reading) contest(e *pipeline.Event) Count {
	f := a.fact(Began, e.Person, e.Post, e.Organization, e.Place, e.Evidence, e.Rule)
	f.Evidence.Date, f.Evidence.Says = strings.Clone(e.Date), Counted
	day := ""
	if d := Days(e.Date); d.From == d.To {
		day = d.From
	}
	return Count{Seat: f.Seat, Day: day, Person: f.Person, Name: f.Name, Evidence: f.Evidence}
}

// others reads what the sentences say beside the events: "A 54,8 paiyz, B 31,6 paiyz
// dauys zhinady", "1 482 sailaushynyng 1 037-si dauys berdi".
func (a *reading) others(known []Count) []Count {
	var out []Count
	for _, span := range a.doc.Sentences {
		ns := a.numbers(span)
		if len(ns) == 0 {
			continue
		}
		base := known[0]
		base.Person, base.Name, base.Votes, base.Share, base.Turnout = "", "", 0, 0, 0
		base.Evidence.Start, base.Evidence.End, base.Evidence.Quote, base.Evidence.Rule = span.Start, span.End, a.quote(span), "count-sentence"
		for i, x := range ns {
			if x.unit == "voter" && i+1 < len(ns) {
				c := base
				c.Listed = int(x.value)
				if next := ns[i+1]; (next.unit == "" || next.unit == "vote") && a.personBefore(span, span.End) == "" {
					c.Voted = int(next.value)
				}
				out = append(out, c)
				break
			}
		}
		out = append(out, a.candidates(base, span, ns, known)...)
	}
	return out
}

// candidates gives each share and number of votes to the person named last before it;
// sentences on the turnout are about all voters, and a number that an event has is told.
func (a *reading) candidates(base Count, span pipeline.Span, ns []number, known []Count) []Count {
	if slices.ContainsFunc(ns, func(x number) bool { return x.turnout }) {
		return nil
	}
	var out []Count
	for _, x := range ns {
		person := a.personBefore(span, x.at)
		if person == "" || x.unit != "percent" && x.unit != "vote" {
			continue
		}
		c := base
		c.Person, c.Name = a.person(person), strings.Clone(a.names[person].Name)
		if slices.ContainsFunc(append(slices.Clone(known), out...), func(o Count) bool {
			if x.unit == "percent" {
				return o.Share != 0 && (o.Person == c.Person || o.Share == x.value)
			}
			return o.Votes != 0 && (o.Person == c.Person || o.Votes == int(x.value))
		}) {
			continue
		}
		if x.unit == "percent" {
			c.Share = x.value
		} else {
			c.Votes = int(x.value)
		}
		out = append(out, c)
	}
	return out
}

func (a *reading) personBefore(span pipeline.Span, at int) string {
	person := ""
	for _, m := range a.doc.Mentions {
		if m.Type == "PERSON" && m.Start >= span.Start && m.Start < at {
			person = m.Entity
		}
	}
	return person
}

// A number is a number of a sentence with the word behind it.
type number struct {
	value   float64
	at      int    // code points
	unit    string // percent, vote, voter (in the genitive or ablative: of whom some did), or ""
	turnout bool   // its sentence tells of the turnout
}

// numbers reads the numbers of a sentence that speaks of votes.
func (a *reading) numbers(span pipeline.Span) []number {
	if a.text == nil {
		a.text = []rune(a.doc.Text)
	}
	if span.Start < 0 || span.End > len(a.text) || span.Start > span.End {
		return nil
	}
	text := a.text[span.Start:span.End]
	var out []number
	w := a.namer.counting
	votes, turnout := false, false
	for i := 0; i < len(text); {
		if !unicode.IsLetter(text[i]) && !unicode.IsDigit(text[i]) {
			i++
			continue
		}
		if unicode.IsDigit(text[i]) {
			value, end, ok := readNumber(text, i)
			x := number{value: value, at: span.Start + i}
			x.unit = a.unit(text[end:])
			if ok {
				out = append(out, x)
			}
			i = end
			continue
		}
		end := i
		for end < len(text) && (unicode.IsLetter(text[end]) || text[end] == '-') {
			end++
		}
		stem := a.namer.fold(string(text[i:end])).stem
		votes = votes || w.vote[stem] || w.voter[stem]
		turnout = turnout || w.turnout[stem]
		i = end
	}
	if !votes {
		return nil
	}
	for i := range out {
		out[i].turnout = turnout
	}
	return out
}

// unit reads the word behind a number.
func (a *reading) unit(rest []rune) string {
	s := strings.TrimLeftFunc(string(rest[:min(len(rest), 40)]), unicode.IsSpace)
	if strings.HasPrefix(s, "%") {
		return "percent"
	}
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(s)
	}
	w := a.namer.words(s[:end])
	if len(w) == 0 {
		return ""
	}
	c := a.namer.counting
	switch {
	case c.percent[w[0].stem]:
		return "percent"
	case c.vote[w[0].stem]:
		return "vote"
	case c.voter[w[0].stem] && w[0].inflected():
		return "voter"
	}
	return ""
}

// readNumber reads "1 482", "69,97" or "58.6" at i. ok is false for dates and codes.
func readNumber(text []rune, i int) (value float64, end int, ok bool) {
	var digits []rune
	for end = i; end < len(text); end++ {
		r := text[end]
		digit := func(k int) bool { return k < len(text) && unicode.IsDigit(text[k]) }
		switch {
		case unicode.IsDigit(r):
			digits = append(digits, r)
			continue
		case unicode.IsSpace(r) && end-i <= 3 && digit(end+1) && digit(end+2) && digit(end+3) && !digit(end+4):
			continue // between thousands
		case (r == ',' || r == '.') && digit(end+1) && !slices.Contains(digits, '.'):
			digits = append(digits, '.')
			continue
		}
		break
	}
	value, err := strconv.ParseFloat(string(digits), 64)
	return value, end, err == nil
}

// checkCounts lists results that cannot be true.
func checkCounts(counts []Count) []Conflict {
	groups := contests(counts)
	var out []Conflict
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, checkContest(groups[key])...)
	}
	return out
}

// contests sorts counts by the election that they are of.
func contests(counts []Count) map[string][]Count {
	days := map[string][]string{} // of the elections to each seat
	for _, c := range counts {
		if c.Day != "" && !slices.Contains(days[c.Seat.Key], c.Day) {
			days[c.Seat.Key] = append(days[c.Seat.Key], c.Day)
		}
	}
	groups := map[string][]Count{}
	for _, c := range counts {
		key := c.contest(days[c.Seat.Key])
		groups[key] = append(groups[key], c)
	}
	for _, own := range groups {
		slices.SortFunc(own, func(a, b Count) int {
			return cmp.Or(compareEvidence(a.Evidence, b.Evidence), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Votes, b.Votes), cmp.Compare(a.Share, b.Share))
		})
	}
	return groups
}

// contest is the same for all reports of one election: those of its day, and those
// without a day in an article soon after the only one.
func (c *Count) contest(days []string) string {
	if c.Day != "" {
		return c.Seat.Key + " " + c.Day
	}
	found := "#" + c.Evidence.Article
	n := 0
	for _, day := range days {
		if day <= c.Evidence.Published && c.Evidence.Published <= later(day, lag) {
			found, n = day, n+1
		}
	}
	if n > 1 {
		found = "#" + c.Evidence.Article
	}
	return c.Seat.Key + " " + found
}

// rounding is by how many percent points stated shares may exceed the whole: each
// candidate's is rounded.
const rounding = 0.5

func checkContest(counts []Count) []Conflict {
	var out []Conflict
	shares, votes := map[string]float64{}, map[string]int{}
	var listed, voted int
	var turnout float64
	for _, c := range counts {
		if c.Share > 100 || c.Turnout > 100 {
			out = append(out, c.conflict(moreThanAll, trim(max(c.Share, c.Turnout))))
		}
		if c.Listed > 0 && c.Voted > c.Listed {
			out = append(out, c.conflict(votedOfVoters, strconv.Itoa(c.Voted), strconv.Itoa(c.Listed)))
		}
		if c.Votes > 0 && votes[c.Person] > 0 && votes[c.Person] != c.Votes {
			out = append(out, together(votesDiffer.of(c.Name, strconv.Itoa(votes[c.Person]), strconv.Itoa(c.Votes)), counts, func(o Count) bool {
				return o.Person == c.Person && o.Votes > 0
			}))
		}
		if c.Person != "" {
			shares[c.Person], votes[c.Person] = max(shares[c.Person], c.Share), max(votes[c.Person], c.Votes)
		}
		listed, voted, turnout = max(listed, c.Listed), max(voted, c.Voted), max(turnout, c.Turnout)
	}
	if sum := total(shares); sum > 100+rounding && len(shares) > 1 {
		out = append(out, together(sumOfShares.of(trim(sum)), counts, func(c Count) bool { return c.Share > 0 }))
	}
	came := voted
	if came == 0 && turnout > 0 {
		came = int(math.Ceil(float64(listed) * (turnout + rounding/10) / 100))
	}
	came = cmp.Or(came, listed)
	if sum := total(votes); came > 0 && sum > came {
		out = append(out, together(sumOfVotes.of(strconv.Itoa(sum), strconv.Itoa(came)), counts, func(c Count) bool {
			return c.Votes > 0 || c.Listed > 0 || c.Turnout > 0
		}))
	}
	return out
}

func total[V int | float64](m map[string]V) V {
	var sum V
	for _, key := range slices.Sorted(maps.Keys(m)) {
		sum += m[key]
	}
	return sum
}

func trim(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

func (c *Count) conflict(why reason, values ...string) Conflict {
	return together(why.of(values...), []Count{*c}, func(Count) bool { return true })
}

// together files a conflict under the seat, with the counts that take part in it.
func together(out Conflict, counts []Count, part func(Count) bool) Conflict {
	name := Seat{Post: counts[0].Seat.Post, Body: counts[0].Seat.Body, Place: counts[0].Seat.Place}
	out.Seat, out.Label, out.names = counts[0].Seat.Key, name.Label(), []*SeatName{counts[0].Seat}
	for _, c := range counts {
		if part(c) {
			out.add(c.Evidence, c.Name)
		}
	}
	return out
}
