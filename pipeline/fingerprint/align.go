package fingerprint

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// align lays two sentences beside each other. It returns how many words they share, and
// what kind of word stands in the one where another of its kind stands in the other: "names",
// "figures", "post", or "" where words were only added, left out or reworded.
func align(s, t []Word) (same int, differ string) {
	inS, inT := make([]int, len(s)), make([]int, len(t)) // place of the word in the other, from 1
	i, j := 0, 0
	for _, p := range append(common(s, t), [2]int{len(s), len(t)}) {
		n, why := replaced(s[i:p[0]], t[j:p[1]], func(v, w int) { inS[i+v], inT[j+w] = j+w+1, i+v+1 })
		same += n
		if differ == "" {
			differ = why
		}
		if p[0] < len(s) {
			inS[p[0]], inT[p[1]] = p[1]+1, p[0]+1
			same++
		}
		i, j = p[0]+1, p[1]+1
	}
	if differ == "" && (longerPost(s, t, inS, inT) || longerPost(t, s, inT, inS)) {
		differ = "post"
	}
	if differ != "" && bare(s) {
		differ = "" // a line of the author, the day and the place
	}
	return same, differ
}

// bare tells whether a short sentence has next to nothing but names and figures.
func bare(s []Word) bool {
	plain := 0
	for _, w := range s {
		if w.Kind == Plain {
			plain++
		}
	}
	return plain <= 1 && len(s) <= 8
}

// common is a longest common subsequence of two sentences, as places in both.
func common(s, t []Word) [][2]int {
	var pairs [][2]int
	lo := 0
	for lo < len(s) && lo < len(t) && s[lo].Key == t[lo].Key {
		pairs = append(pairs, [2]int{lo, lo})
		lo++
	}
	n, m := len(s)-lo, len(t)-lo
	length := make([]int32, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			at := i*(m+1) + j
			if s[lo+i].Key == t[lo+j].Key {
				length[at] = length[at+m+2] + 1
			} else {
				length[at] = max(length[at+1], length[at+m+1])
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch at := i*(m+1) + j; {
		case s[lo+i].Key == t[lo+j].Key:
			pairs = append(pairs, [2]int{lo + i, lo + j})
			i, j = i+1, j+1
		case length[at+1] >= length[at+m+1]:
			j++
		default:
			i++
		}
	}
	return pairs
}

// replaced looks at what stands between two shared words and reports the words that are
// shared all the same, if misread. A conflict is what both have of one kind without a
// counterpart in the other.
func replaced(s, t []Word, shared func(v, w int)) (same int, differ string) {
	if len(s) == 0 || len(t) == 0 {
		return 0, ""
	}
	used := make([]bool, len(t))
	left, right := [3]int{}, [3]int{}
	for i, w := range s {
		if j := counterpart(w, t, used); j >= 0 {
			used[j] = true
			shared(i, j)
			same++
		} else {
			left[w.Kind]++
		}
	}
	for j, w := range t {
		if !used[j] {
			right[w.Kind]++
		}
	}
	switch {
	case left[Figure] > 0 && right[Figure] > 0:
		return same, "figures"
	case left[Name] > 0 && right[Name] > 0 && !sameLetters(s, t):
		return same, "names"
	}
	return same, ""
}

func counterpart(w Word, t []Word, used []bool) int {
	for j := range t {
		if !used[j] && alike(w, t[j]) {
			return j
		}
	}
	return -1
}

// sameLetters tells whether words were only cut in another way: an acronym with its ending
// behind a hyphen, a shortened post with its full stops.
func sameLetters(s, t []Word) bool {
	a, b := letters(s), letters(t)
	return a == b || begins(a, b, 2)
}

func letters(s []Word) string {
	var b strings.Builder
	for _, w := range s {
		for _, r := range w.Form {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// maxEnding is how many letters of endings may have been taken for a part of the word.
const maxEnding = 3

// begins tells whether one of two words, of that many letters at least, is the other with
// an ending.
func begins(a, b string, least int) bool {
	n, m := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	return min(n, m) >= least && max(n, m)-min(n, m) <= maxEnding && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// longerPost tells whether a post of s that is one of t as well has a word more: deputy
// head and head.
func longerPost(s, t []Word, inS, inT []int) bool {
	for i, w := range s {
		if w.Post == 0 || inS[i] > 0 {
			continue
		}
		for k, v := range s {
			if v.Post != w.Post || inS[k] == 0 {
				continue
			}
			if other := t[inS[k]-1].Post; other > 0 && whole(t, inT, other, w) {
				return true
			}
		}
	}
	return false
}

// whole tells whether all words of a post are shared, and the word is none of them: what
// is misread on either side is no other post.
func whole(t []Word, inT []int, post int, word Word) bool {
	for i, w := range t {
		if w.Post == post && (inT[i] == 0 || w.Key == word.Key) {
			return false
		}
	}
	return true
}

// alike tells whether two words are one, perhaps misread. Figures must be the same.
func alike(v, w Word) bool {
	if v.Key == w.Key {
		return true
	}
	if v.Kind == Figure || w.Kind == Figure {
		return false
	}
	return misread(v.Form, w.Form) || misread(v.Key, w.Key) || begins(v.Key, w.Key, 4)
}

// misread tells whether one letter of five or two of nine differ at most.
func misread(a, b string) bool {
	allowed := 0
	switch n := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b)); {
	case hasDigit(a) || hasDigit(b):
	case n >= 9:
		allowed = 2
	case n >= 5:
		allowed = 1
	}
	return allowed > 0 && within([]rune(a), []rune(b), allowed)
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			return true
		}
	}
	return false
}

// within tells whether so few letters put in, left out or exchanged make one of the other.
func within(a, b []rune, allowed int) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if len(a) == 0 || len(b) == 0 {
		return len(a)+len(b) <= allowed
	}
	return allowed > 0 &&
		(within(a[1:], b[1:], allowed-1) || within(a[1:], b, allowed-1) || within(a, b[1:], allowed-1))
}
