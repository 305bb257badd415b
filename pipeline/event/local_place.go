package event

import (
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

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

// typed returns the territory that a bare name is short for, if the article names just
// one such with its type: Boranqulda, Boranqul auyldyq okrugi.
func (d *doc) typed(place int) int {
	if d.towns == nil {
		d.findTowns()
	}
	if town, ok := d.towns[d.ents[place].Canon]; ok && town != none && town != several {
		return town
	}
	return place
}

// several stands for more than one entity.
const several = none - 1

// findTowns lists the territories by what their names begin with.
func (d *doc) findTowns() {
	d.towns = map[string]int{}
	for id := range d.ms {
		m := &d.ms[id]
		if m.Type != mention.Place {
			continue
		}
		for i := range len(m.Canon) {
			if m.Canon[i] != ' ' {
				continue
			}
			before, ok := d.towns[m.Canon[:i]]
			switch {
			case !ok || before == none:
				d.towns[m.Canon[:i]] = d.of[id]
			case before != d.of[id]:
				d.towns[m.Canon[:i]] = several
			}
		}
	}
}
