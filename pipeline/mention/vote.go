package mention

import (
	"fmt"
	"sort"

	"github.com/seed50815598/derek/pipeline/tagger"
	"github.com/seed50815598/derek/pipeline/token"
)

// A Vote is the tagger's part in a mention.
type Vote struct {
	Class   string  // as the tagger names it
	Score   float64 // probability, from 0 to 1
	Against string  // the rule whose mention it took the place of, "" for none
}

// String tells the vote.
func (v Vote) String() string {
	s := fmt.Sprintf("tagger %s %.2f", v.Class, v.Score)
	if v.Against != "" {
		s += ", against " + v.Against
	}
	return s
}

// From these probabilities on the tagger is believed where no rule speaks. When two
// models were each tried on the half of KazNERD's validation part that they were not
// trained on, of such spans at least nine in ten were right. Its other classes were
// not as good: a facility in two, an event in three of four.
var believed = map[string]float64{
	"PERSON": 0.9, "ORGANISATION": 0.9, "GPE": 0.9, "LOCATION": 0.98,
}

const (
	// loneName is what it takes for a person of a single word: streets, districts and
	// clubs bear such names too.
	loneName = 0.95
	// overruling is what it takes against a rule that itself is in doubt.
	overruling = 0.95
	// unheardOf is what it takes for two or more words that no table has, neither as
	// common words nor as places: little else in a text is written so.
	unheardOf = 0.7
)

// findVoted lets the tagger vote on the sentences in which the rules leave a name
// unclaimed, or are in doubt about one.
func findVoted(sc *scan) {
	if sc.tagger == nil {
		return
	}
	people := false
	sc.sort()
	for _, s := range sc.text.Sentences {
		if !sc.open(s) {
			continue
		}
		inText := func(span tagger.Span) tagger.Span {
			span.First, span.Last = span.First+s.First, span.Last+s.First
			return span
		}
		wanted := func(span tagger.Span) bool { return sc.votable(inText(span)) }
		for _, span := range sc.tagger.TagWanted(sc.words[s.First:s.Last], sc.hints(s), wanted) {
			span = inText(span)
			people = sc.vote(span) && span.Class == "PERSON" || people
		}
	}
	if people {
		findOtherNames(sc) // their surnames alone
	}
}

// open reports whether a sentence has something to vote on.
func (sc *scan) open(s token.Sentence) bool {
	for i := s.First; i < s.Last; i++ {
		if sc.owner[i] == none && sc.unclaimed(i) || sc.owner[i] != none && sc.doubtful(sc.owner[i]) {
			return true
		}
	}
	return false
}

// unclaimed reports whether word i, which no mention claims, looks like a name: it has
// a capital, and is no common word unless it stands in quotation marks.
func (sc *scan) unclaimed(i int) bool {
	if !sc.capital(i) || sc.words[i].Kind == token.Roman {
		return false
	}
	return !sc.commonWord(i) || sc.within[i] != none
}

// commonWord reports whether the lexicon has word i, and not only as a name.
func (sc *scan) commonWord(i int) bool {
	b := sc.words[i].Best()
	return b.Known && !b.Name
}

// doubtful reports whether a rule took a span for want of better: a person by a common
// or foreign word, a place that is also a person's name.
func (sc *scan) doubtful(id int) bool {
	m := &sc.found[id]
	switch m.Rule {
	case "person-given-strange", "person-strange-surname":
		for i := m.First; i < m.Last; i++ {
			if sc.commonWord(i) || sc.foreignWord(i) {
				return true
			}
		}
		return false
	case "place-gazetteer":
		return m.Last-m.First == 1 && sc.part(m.First).is&(given|surname) != 0
	}
	return false
}

// hints are the mentions of a sentence among those that order lists.
func (sc *scan) hints(s token.Sentence) []tagger.Hint {
	hints := sc.hinted[:0]
	at := sort.Search(len(sc.order), func(n int) bool { return sc.found[sc.order[n]].First >= s.First })
	for ; at < len(sc.order) && sc.found[sc.order[at]].First < s.Last; at++ {
		if m := &sc.found[sc.order[at]]; m.First < m.Last && m.Last <= s.Last {
			hints = append(hints, hintOf(m, s.First))
		}
	}
	sc.hinted = hints
	return hints
}

// votable reports whether a span may become a mention: its class is one that the tagger
// may be believed in, and its words are free or a doubtful mention of another type.
func (sc *scan) votable(span tagger.Span) bool {
	if _, ok := believed[span.Class]; !ok {
		return false
	}
	return sc.opposed(span) != nil || sc.free(span.First, span.Last)
}

// vote makes a mention of a span if the tagger is sure enough.
func (sc *scan) vote(span tagger.Span) bool {
	v := Vote{Class: span.Class, Score: span.Score}
	if !sc.votable(span) {
		return false // another one has taken its words
	}
	least := believed[span.Class]
	if span.Class == "PERSON" && span.Last-span.First == 1 {
		least = loneName
	} else if span.Class == "PERSON" && sc.strangers(span.First, span.Last) {
		least = unheardOf
	}
	if old := sc.opposed(span); old != nil {
		v.Against, least = old.Rule, overruling
	}
	switch {
	case span.Score < least:
		sc.refuse(span.First, span.Last, fmt.Sprintf("%v; it is believed from %.2f on", v, least))
	case !sc.looksNamed(span):
		sc.refuse(span.First, span.Last, v.String()+"; but it is not written like a name")
	case sc.russianPassage(span.First):
		sc.refuse(span.First, span.Last, v.String()+"; but it has not learnt Russian")
	case span.Class == "PERSON" && sc.namesake(span.Last):
		sc.refuse(span.First, span.Last, v.String()+"; but it is what something else is named after")
	default:
		sc.elect(span, v)
		return true
	}
	return false
}

// strangers reports whether no table has any of the words [first, last).
func (sc *scan) strangers(first, last int) bool {
	for i := first; i < last; i++ {
		if p := sc.part(i); p.is&(strange|foreignPart|surname) == 0 || p.place || sc.commonWord(i) {
			return false
		}
	}
	return true
}

// namesakeReach is how many words may stand between a name and "named after":
// "Qozhabergen zhyrau atyndaghy".
const namesakeReach = 3

// namesake reports whether the words from word i on lead to "named after".
func (sc *scan) namesake(i int) bool {
	for j := i; sc.same(i-1, j) && sc.isWord(j) && j <= i+namesakeReach; j++ {
		if sc.cue(j) == "named" {
			return true
		}
	}
	return false
}

// opposed returns the doubtful mention over just these words whose type is another, nil
// for none.
func (sc *scan) opposed(span tagger.Span) *Mention {
	id := sc.owner[span.First]
	if id == none {
		return nil
	}
	m := &sc.found[id]
	if m.First != span.First || m.Last != span.Last || m.Type == typeOf(span.Class) || !sc.doubtful(id) {
		return nil
	}
	return m
}

// looksNamed reports whether every word of a span may be part of a name: written so,
// and none an ordinary word with the capital of a sentence's beginning.
func (sc *scan) looksNamed(span tagger.Span) bool {
	for i := span.First; i < span.Last; i++ {
		if span.Class == "ORGANISATION" && i > span.First && sc.isWord(i) {
			continue // the head of a body has no capital
		}
		if !sc.capital(i) || sc.bySentence(i, span.Class) {
			return false
		}
	}
	return true
}

// typeOf is the type of mention that a class makes.
func typeOf(class string) Type {
	switch class {
	case "PERSON":
		return Person
	case "ORGANISATION":
		return Org
	default:
		return Place
	}
}

// elect records the mention of a span.
func (sc *scan) elect(span tagger.Span, v Vote) {
	switch span.Class {
	case "PERSON":
		sc.claimSingle(span.First, span.Last, "tagger-person")
	case "ORGANISATION":
		sc.claimOrg(orgSpan{first: span.First, last: span.Last, head: span.Last - 1, rule: "tagger-org"})
	default:
		sc.claimPlace(span.First, span.Last, "tagger-place", nil)
	}
	sc.found[sc.owner[span.First]].Vote = &v
}

// bySentence reports whether word i is an ordinary word that owes its capital to the
// beginning of a sentence; that of a quotation may be the name of a body.
func (sc *scan) bySentence(i int, class string) bool {
	if class == "ORGANISATION" && i > 0 && sc.words[i-1].Kind == token.QuoteOpen {
		return false
	}
	return sc.starts(i) && sc.commonWord(i)
}
