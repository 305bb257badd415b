package event

import (
	"slices"
	"sort"
	"strings"
)

// A postIndex finds posts by what rules ask for. An article of some megabytes names
// thousands of posts; no rule goes over all of them for each.
//
// Lists hold indexes into the posts of a doc, ascending. Posts that are TITLE mentions
// come first, in text order; those made of other words, few, follow.
type postIndex struct {
	named  int                  // how many posts are TITLE mentions
	bodied map[string]*postList // whose own words name a body or territory, by the post that they depend on
	long   map[string]*postList // whose title has several words and names no other post, by its last word

	held   map[string][]int // with holders who hold them still, by title
	heldBy map[int][]int    // with holders, by holder
	fields map[string][]int // what stateHolders found
	states []int            // of held, those of a state
}

// A postList is the posts of one kind: those that are TITLE mentions and others.
type postList struct {
	titles, others []int
	loose, unheld  []int // of titles, see sortHolders
}

// last is the last post that begins before a word, the others first; none for none.
func (l *postList) last(d *doc, word int) int {
	for _, k := range slices.Backward(l.others) {
		if d.posts[k].first < word {
			return k
		}
	}
	if at := d.firstFrom(l.titles, word); at > 0 {
		return l.titles[at-1]
	}
	return none
}

// firstFrom is where in a list of TITLE posts the first stands that begins at the word
// or after it.
func (d *doc) firstFrom(list []int, word int) int {
	return sort.Search(len(list), func(n int) bool { return d.posts[list[n]].first >= word })
}

// index enters a post that addPost has read.
func (x *postIndex) index(d *doc, k int) {
	p := &d.posts[k]
	if p.id != none {
		x.named = k + 1
	}
	if p.org != none || p.place != none {
		enter(&x.bodied, p.base, k, p.id != none)
	}
	if p.base == p.canon && strings.Contains(p.canon, " ") {
		enter(&x.long, lastWord(p.canon), k, p.id != none)
	}
}

func enter(lists *map[string]*postList, key string, k int, title bool) {
	if *lists == nil {
		*lists = map[string]*postList{}
	}
	l := (*lists)[key]
	if l == nil {
		l = &postList{}
		(*lists)[key] = l
	}
	if title {
		l.titles = append(l.titles, k)
	} else {
		l.others = append(l.others, k)
	}
}

// indexHolders enters the holders, once they are known. Only TITLE mentions have any.
func (d *doc) indexHolders() {
	x := &d.postIndex
	for k := range d.posts[:x.named] {
		p := &d.posts[k]
		if len(p.holders) > 0 && x.held == nil {
			x.held, x.heldBy = map[string][]int{}, map[int][]int{}
		}
		for _, id := range p.holders {
			x.heldBy[d.of[id]] = append(x.heldBy[d.of[id]], k)
		}
		if len(p.holders) == 0 || p.former {
			continue
		}
		x.held[p.canon] = append(x.held[p.canon], k)
		if row, _ := d.postRow(p.canon); row.scope == "state" {
			x.states = append(x.states, k)
		}
	}
	for base, l := range x.bodied {
		l.sortHolders(d, base)
	}
}

// sortHolders tells apart the posts that nobody holds and, with them, those that are
// not simply the post of the list.
func (l *postList) sortHolders(d *doc, base string) {
	for _, k := range l.titles {
		p := &d.posts[k]
		if len(p.holders) == 0 {
			l.unheld = append(l.unheld, k)
		}
		if len(p.holders) == 0 || p.canon != base {
			l.loose = append(l.loose, k)
		}
	}
}

// stateHolders are the held posts of a state of which a bare title may be short: of
// "minister" the ministers with a field.
func (d *doc) stateHolders(title string) []int {
	list, known := d.fields[title]
	if !known {
		for _, k := range d.states {
			if strings.HasPrefix(lastWord(d.posts[k].canon), title) {
				list = append(list, k)
			}
		}
		if d.fields == nil {
			d.fields = map[string][]int{}
		}
		d.fields[title] = list
	}
	return list
}

// A postWalk goes over the posts of two lists of TITLE posts in their order, from a
// word on forwards or backwards. A post may come several times in a row.
type postWalk struct {
	a, b []int // what is left of the lists
	back bool
}

// walkBack begins with the last post that begins before the word.
func (d *doc) walkBack(word int, a, b []int) postWalk {
	return postWalk{a[:d.firstFrom(a, word)], b[:d.firstFrom(b, word)], true}
}

// walkOn begins with the first post that begins after the word.
func (d *doc) walkOn(word int, a, b []int) postWalk {
	return postWalk{a[d.firstFrom(a, word+1):], b[d.firstFrom(b, word+1):], false}
}

// next is the next post, or none.
func (w *postWalk) next() int {
	from := &w.a
	if len(w.a) == 0 || len(w.b) > 0 && w.before(w.b, w.a) {
		from = &w.b
	}
	n := len(*from)
	if n == 0 {
		return none
	}
	if w.back {
		k := (*from)[n-1]
		*from = (*from)[:n-1]
		return k
	}
	k := (*from)[0]
	*from = (*from)[1:]
	return k
}

// before reports whether the next post of one list comes before that of the other.
func (w *postWalk) before(one, other []int) bool {
	if w.back {
		return one[len(one)-1] > other[len(other)-1]
	}
	return one[0] < other[0]
}

// titlesBefore is how many TITLE posts begin before a word.
func (d *doc) titlesBefore(word int) int {
	return sort.Search(d.named, func(k int) bool { return d.posts[k].first >= word })
}

// lastPost is the last post that begins before a word and fits, those that are no TITLE
// mentions first; none for none.
func (d *doc) lastPost(word int, fits func(*post) bool) int {
	for k := len(d.posts) - 1; k >= d.named; k-- {
		if p := &d.posts[k]; p.first < word && fits(p) {
			return k
		}
	}
	for k := d.titlesBefore(word) - 1; k >= 0; k-- {
		if fits(&d.posts[k]) {
			return k
		}
	}
	return none
}
