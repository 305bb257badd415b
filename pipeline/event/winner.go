package event

// winnerIn returns who is elected in the clause that word i stands in, or none.
func (d *doc) winnerIn(i int) int {
	c := d.clauses[d.clauseOf[i]]
	in := d.eventsIn(c.first, c.last)
	for k := range in {
		if e := &in[k]; e.Person != none && elective(e.Type) {
			return e.Person
		}
	}
	return none
}

// antecedentAt resolves a pronoun after all events are known: the person of the
// last event before it, else the last person named.
func (d *doc) antecedentAt(i int) []arg {
	if d.is(i, "me") {
		if ent := d.spokenBy(i); ent != none {
			return []arg{{none, ent, i}}
		}
		return nil
	}
	for _, find := range []func(int) int{d.winnerIn, d.lastWinner, d.lastNominee} {
		if ent := find(i); ent != none {
			return []arg{{none, ent, i}}
		}
	}
	return d.antecedent(i)
}

// spokenBy is the speaker of word i, a person already found as such.
func (d *doc) spokenBy(i int) int {
	if ent := d.speaker(i); ent != none && ent != d.state.topic {
		return ent
	}
	return d.lastWinner(i)
}

// lastWinner is the last person who was elected before word i.
func (d *doc) lastWinner(i int) int {
	in := d.eventsIn(0, i)
	for k := len(in) - 1; k >= 0; k-- {
		if e := &in[k]; e.Person != none && e.Modality == Asserted && elective(e.Type) {
			return e.Person
		}
	}
	return none
}

// lastNominee is the last person who was put forward before word i.
func (d *doc) lastNominee(i int) int {
	in := d.eventsIn(0, i)
	for k := len(in) - 1; k >= 0; k-- {
		if e := &in[k]; e.Person != none && e.Type == Nominated {
			return e.Person
		}
	}
	return none
}

// unnamedWinner is for whom the figures of a clause without a candidate are: who is
// elected in it, named in the clause before, or, after "51-i zhaqtap dauys berdi", who
// was elected last.
func (d *doc) unnamedWinner(c int) int {
	cl := d.clauses[c]
	if who := d.winnerIn(cl.first); who != none {
		return who
	}
	if d.between(cl.first, cl.last, func(i int) bool { return d.is(i, "for") }) {
		return d.lastWinner(cl.first)
	}
	return none
}
