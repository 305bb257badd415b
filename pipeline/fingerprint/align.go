package fingerprint

import "unicode/utf8"

// align lays two sentences beside each other. It returns how many words they share, and
// what kind of word stands in the one where another of its kind stands in the other: "names",
// "figures", "post", or "" where words were only added, left out or reworded.
func align(s, t []Word) (same int, differ string) {
	pairs := common(s, t)
	same = len(pairs)
	i, j := 0, 0
	for _, p := range append(pairs, [2]int{len(s), len(t)}) {
		n, why := replaced(s[i:p[0]], t[j:p[1]])
		same += n
		if differ == "" {
			differ = why
		}
		i, j = p[0]+1, p[1]+1
	}
	if differ == "" && otherPost(s, t, pairs) {
		differ = "post"
	}
	if differ != "" && bare(s) {
		differ = "" // a line of the author, the day and the place
	}
	return same, differ
}

// bare tells whether a sentence has next to nothing but names and figures.
func bare(s []Word) bool {
	plain := 0
	for _, w := range s {
		if w.Kind == Plain {
			plain++
		}
	}
	return plain <= 1
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

// replaced looks at what stands between two shared words. Misread words (a letter or two
// of a long word) are shared as well. A conflict is what both have of one kind
// without a counterpart in the other.
func replaced(s, t []Word) (same int, differ string) {
	if len(s) == 0 || len(t) == 0 {
		return 0, ""
	}
	used := make([]bool, len(t))
	left := [3]int{}
	for _, w := range s {
		if j := counterpart(w, t, used); j >= 0 {
			used[j] = true
			same++
		} else {
			left[w.Kind]++
		}
	}
	right := [3]int{}
	for j, w := range t {
		if !used[j] {
			right[w.Kind]++
		}
	}
	switch {
	case left[Figure] > 0 && right[Figure] > 0:
		return same, "figures"
	case left[Name] > 0 && right[Name] > 0:
		return same, "names"
	}
	return same, ""
}

func counterpart(w Word, t []Word, used []bool) int {
	for j := range t {
		if !used[j] && alike(w.Key, t[j].Key) {
			return j
		}
	}
	return -1
}

// otherPost tells whether the name of a post has words in one sentence that it has not in
// the other: deputy head and head.
func otherPost(s, t []Word, pairs [][2]int) bool {
	inS, inT := make([]int, len(s)), make([]int, len(t)) // place in the other, from 1
	for _, p := range pairs {
		inS[p[0]], inT[p[1]] = p[1]+1, p[0]+1
	}
	return longerPost(s, t, inS, inT) || longerPost(t, s, inT, inS)
}

// longerPost tells whether a post of s that has words in common with one of t has more.
func longerPost(s, t []Word, inS, inT []int) bool {
	for i, w := range s {
		if w.Post == 0 || inS[i] > 0 {
			continue
		}
		for k, v := range s {
			if v.Post == w.Post && inS[k] > 0 && t[inS[k]-1].Post > 0 && whole(t, inT, t[inS[k]-1].Post) {
				return true
			}
		}
	}
	return false
}

// whole tells whether all words of a post are shared: what is cut or misread on both
// sides is no longer post.
func whole(t []Word, inT []int, post int) bool {
	for i, w := range t {
		if w.Post == post && inT[i] == 0 {
			return false
		}
	}
	return true
}

// alike tells whether two keys are one word, perhaps misread: one letter of five may differ,
// two of nine. Figures must be the same.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	n := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	allowed := 0
	switch {
	case hasDigit(a) && hasDigit(b):
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
