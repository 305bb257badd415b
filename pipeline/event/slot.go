package event

import (
	"cmp"
	"slices"

	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

// A slot is a post with the people who get or leave it.
type slot struct {
	seat       seat
	people     []arg
	rule       string
	explicit   bool // the clause itself names the post
	district   int  // the constituency of these people alone
	inDistrict bool
}

// vacant marks the rule of an event that names a post but no person.
func vacant(rule string) string { return join("vacancy", rule) }

// slots pairs people with posts.
func (d *doc) slots(f *frame, people []arg, rule string) []slot {
	if f.leaves() {
		return d.leavingSlots(f, people, rule)
	}
	if f.need == "duty" {
		return []slot{{seat: d.dutySeat(f), people: people, rule: rule}}
	}
	posts := d.slotPosts(f, people)
	switch f.need {
	case "given":
		posts = []int{d.officeGiven(f)}
	case "mandate":
		posts = []int{d.mandateWon(f)}
	}
	if len(posts) == 0 {
		return d.impliedSlots(f, people, rule)
	}
	if listed := d.listedPosts(f, posts); len(listed) > 1 && len(listed) == len(people) && people[len(people)-1].pos < d.posts[listed[0]].first {
		out := make([]slot, len(people))
		for i, a := range people {
			out[i] = slot{seat: d.seatOf(&d.posts[listed[i]], a.ent, f.word), people: []arg{a}, rule: rule + "+respectively"}
		}
		return out
	}
	if len(posts) == 1 {
		return d.singleSlot(f, posts[0], people, rule)
	}
	return d.manySlots(f, posts, people, rule)
}

// slotPosts lists the posts of a clause that people are paired with. A bare title
// after a person shares the "as" of a later one: "A toragha, B khatshy bolyp".
func (d *doc) slotPosts(f *frame, people []arg) []int {
	posts := slices.Clone(f.marked)
	if len(posts) == 0 {
		if f.title != none {
			posts = append(posts, f.title)
		}
		return posts
	}
	for _, k := range d.postsIn(f.word) {
		p := &d.posts[k]
		if p.id == none || p.mark != unmarked || p.first < f.lo || p.last >= d.posts[posts[len(posts)-1]].first || !d.comma(p.last) || len(p.holders) > 0 {
			continue
		}
		if slices.ContainsFunc(people, func(a arg) bool { return a.id != none && d.ms[a.id].Last == p.npFirst }) {
			posts = append(posts, k)
		}
	}
	slices.SortFunc(posts, func(a, b int) int { return cmp.Compare(d.posts[a].first, d.posts[b].first) })
	return posts
}

// listedPosts: posts joined into a list share the "as" of the last: "A men B-ni
// khatshysy zhane dekany etip".
func (d *doc) listedPosts(f *frame, posts []int) []int {
	out := posts[:1]
	for k := posts[0] - 1; k >= 0; k-- {
		p, next := &d.posts[k], &d.posts[out[0]]
		if p.first < f.lo || p.mark != unmarked || p.plural || p.id == none || len(p.holders) > 0 || !d.joins(p.last) && !d.comma(p.last) || p.last+1 != next.npFirst {
			break
		}
		out = append([]int{k}, out...)
	}
	return out
}

// singleSlot: all people of the clause get the one post; of people on both sides
// of it, those between post and verb.
func (d *doc) singleSlot(f *frame, k int, people []arg, rule string) []slot {
	p := &d.posts[k]
	var after, before []arg
	for _, a := range people {
		if a.pos >= p.last {
			after = append(after, a)
		} else {
			before = append(before, a)
		}
	}
	if len(after) > 0 {
		people = after
	} else if row, _ := d.postRow(p.canon); !d.byDistrict(before, len(row.bodies) > 0) {
		people = d.lastGroupOf(before)
	}
	if n := len(people); n > 1 && (len(p.places) == n || len(p.orgs) == n) {
		return d.zip(p, people, rule)
	}
	return d.ownPlaces(f, p, people, rule)
}

func (d *doc) lastGroupOf(args []arg) []arg {
	if len(args) == 0 || args[len(args)-1].id == none {
		return args
	}
	return d.lastGroup(args)
}

// zip: "A, B zhane C tiisinshe X, Y zhane Z audandarynyng akimi bolyp", "A men B X
// zhane Y sottarynyng toraghasy bolyp".
func (d *doc) zip(p *post, people []arg, rule string) []slot {
	out := make([]slot, len(people))
	for i, a := range people {
		s := d.seatOf(p, a.ent, a.pos)
		if len(p.orgs) == len(people) {
			s.org = p.orgs[i]
		} else {
			s.place = p.places[i]
		}
		out[i] = slot{seat: s, people: []arg{a}, rule: rule + "+respectively"}
	}
	return out
}

// byDistrict reports whether each of several people stands after a constituency.
func (d *doc) byDistrict(people []arg, assembly bool) bool {
	return len(people) > 1 && !slices.ContainsFunc(people, func(a arg) bool { return d.placeFrom(a, assembly) == none })
}

// placeFrom returns the constituency named right before a person: "№3 okrugten A",
// "№3 okrugi boiynsha A". For somebody who stands for an assembly a territory in the
// ablative will do too, and it is that of those listed after him: X oblysynan A men B.
func (d *doc) placeFrom(a arg, assembly bool) int {
	if a.id == none {
		return none
	}
	at := a.pos - 1
	if assembly {
		for k := a.id - 1; k >= 0 && d.same(d.ms[k].First, a.pos); k-- {
			if d.next[k] == a.id && d.ms[k].Type == mention.Person && d.joins(d.ms[k].Last) {
				return d.placeFrom(arg{k, d.of[k], d.ms[k].First}, true)
			}
		}
		for d.same(at, a.pos) && d.free(at) && (d.is(at, "self-self") || d.words[at].MayHave(morph.PFV)) {
			at-- // ozin-ozi usynghan A
		}
	}
	if a.id != none && d.free(at) && d.afterTrade(at) == a.id {
		at-- // №5 okrug boiynsha ekonomist A
	}
	id := d.at(at, mention.Place)
	if id == none && d.is(at, "across") {
		id = d.at(at-1, mention.Place)
	} else if id != none && d.kase[id] != morph.ABL {
		return none
	}
	if id == none || d.headOf(id) != d.tab.constituency && (!assembly || d.kase[id] != morph.ABL) {
		return none
	}
	return d.of[id]
}

// clauseDistrict returns the constituency that the clause names for those who stand
// for an assembly: №3 okrug boiynsha maslikhat deputattyghyna … tirkedi.
func (d *doc) clauseDistrict(f *frame, s seat) int {
	if row, _ := d.postRow(s.canon); len(row.bodies) == 0 || f.leaves() {
		return none
	}
	for i := f.lo; i < f.word; i++ {
		id := d.at(i, mention.Place)
		if id != none && d.headOf(id) == d.tab.constituency && (d.is(d.ms[id].Last, "across") || d.kase[id] == morph.ABL) {
			return d.of[id]
		}
	}
	return none
}

// ownPlaces gives each person his constituency.
func (d *doc) ownPlaces(f *frame, p *post, people []arg, rule string) []slot {
	out := make([]slot, 0, len(people))
	for _, a := range people {
		s := slot{seat: d.seatOf(p, a.ent, f.word), people: []arg{a}, rule: rule}
		row, _ := d.postRow(p.canon)
		s.district = d.placeFrom(a, len(row.bodies) > 0)
		s.inDistrict = s.district != none
		out = append(out, s)
	}
	if len(people) == 0 {
		out = append(out, slot{seat: d.seatOf(p, none, f.word), rule: vacant(rule)})
	}
	return out
}

// manySlots: "Toragha bolyp A, orynbasary bolyp B" or "A toragha, B khatshy bolyp":
// who stands first, post or person, decides the side.
func (d *doc) manySlots(f *frame, posts []int, people []arg, rule string) []slot {
	out := make([]slot, 0, len(posts))
	postFirst := len(people) == 0 || d.posts[posts[0]].first < people[0].pos
	for n, k := range posts {
		p := &d.posts[k]
		lo, hi := f.lo, p.first
		if n > 0 {
			lo = d.posts[posts[n-1]].last
		}
		if postFirst {
			lo, hi = p.last, f.word
			if n+1 < len(posts) {
				hi = d.posts[posts[n+1]].first
			}
		}
		var mine []arg
		for _, a := range people {
			if a.pos >= lo && a.pos < hi {
				mine = append(mine, a)
			}
		}
		s := d.seatOf(p, none, f.word)
		d.state.focus = s
		if len(mine) > 0 || len(people) == 0 {
			out = append(out, slot{seat: s, people: mine, rule: rule + "+several"})
		}
	}
	return out
}
