package event

import (
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

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
