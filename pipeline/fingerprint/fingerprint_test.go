package fingerprint

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// text makes a text of lines of words. A word with a capital is a name, one with a digit
// a figure; "(" stands before the words of a post and ")" after them.
func text(lines string) *Text {
	t := &Text{}
	posts, post := 0, 0
	for line := range strings.Lines(lines) {
		var s []Word
		for f := range strings.FieldsSeq(line) {
			switch {
			case f == "(":
				posts++
				post = posts
			case f == ")":
				post = 0
			case hasDigit(f):
				s = append(s, Word{Key: f, Form: f, Kind: Figure})
			case post > 0 || strings.ToLower(f) != f:
				s = append(s, Word{Key: strings.ToLower(f), Form: strings.ToLower(f), Kind: Name, Post: post})
			default:
				s = append(s, Word{Key: f, Form: f})
			}
		}
		t.Sentences = append(t.Sentences, s)
	}
	return t
}

const release = `by order of the governor Asan Bekov became ( head ) of the department of sport
the new head was presented to the staff on 5 march
he had worked in several bodies of the state before`

func TestCompare(t *testing.T) {
	for _, tt := range []struct{ name, other, differ string }{
		{"the same", release, ""},
		{"tail", release + "\nread our channel every day", ""},
		{"name left out", strings.Replace(release, "Asan ", "", 1), ""},
		{"misread name", strings.Replace(release, "Bekov", "Bekow", 1), ""},
		{"reworded", strings.Replace(release, "presented", "shown", 1), ""},
		{"other name", strings.Replace(release, "Asan Bekov", "Usen Serikov", 1), "names"},
		{"other day", strings.Replace(release, "5", "6", 1), "figures"},
		{"deputy", strings.Replace(release, "( head", "( deputy head", 1), "post"},
		{"other text", "it rained in the north all week\nroads were closed and schools as well", "text"},
		{"one line of it", strings.SplitAfter(release, "\n")[2], "text"},
		{"nothing", "", "text"},
	} {
		a, b := text(release), text(tt.other)
		if v, w := Compare(a, b), Compare(b, a); v.Differ != tt.differ || v.Same != (tt.differ == "") || v != w {
			t.Errorf("%s: got %+v and %+v, want %q", tt.name, v, w, tt.differ)
		}
	}
	a, b := text(release), text(release)
	a.Events, b.Events = []string{"appointed asan bekov"}, []string{"dismissed asan bekov"}
	if v := Compare(a, b); v.Differ != "events" {
		t.Errorf("got %+v", v)
	}
	b.Events = append(b.Events, "appointed asan bekow")
	if v := Compare(a, b); !v.Same {
		t.Errorf("got %+v", v)
	}
}

// hashes are those of the words, which stand for their keys.
func hashes(words []string) []uint64 {
	list := make([]uint64, len(words))
	for i, w := range words {
		list[i] = Hash(w)
	}
	return list
}

func TestPrintBytes(t *testing.T) {
	words := strings.Fields(strings.Repeat(release, 2))
	for n := range len(words) {
		want := Of(hashes(words[:n]))
		if (len(want.Passages) == 0) != (n < minWords) || len(want.Passages) > passages {
			t.Errorf("%d words: got %d passages", n, len(want.Passages))
		}
		got, err := Parse(want.Bytes())
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%d words (-want +got):\n%s%v", n, diff, err)
		}
	}
	for _, broken := range []string{"x", strings.Repeat("1", hashBytes), strings.Repeat("1", hashBytes+1), strings.Repeat("1", hashBytes+nameBytes+1)} {
		if _, err := Parse([]byte(broken)); err == nil {
			t.Errorf("%q: got no error", broken)
		}
	}
}

// Prints do not change from version to version: archives hold them.
func TestPrintStays(t *testing.T) {
	p := Of(hashes(strings.Fields(release)))
	if got, want := fmt.Sprintf("%x %x", p.Bits, p.Passages), "[74173ec01760f795 aeb9290f0a2cefaf dc42c8494315ab41 bcf4b591ea29b121] [a9e1d4 202875 64b938 4f441d ed4d41]"; got != want {
		t.Errorf("got %s, want %s; a change needs a new Version", got, want)
	}
}

// Unrelated texts lie apart, and halves share what the package comment says.
func TestDistances(t *testing.T) {
	words := func(seed, n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprint("w", (seed*7919+i*i*31+i*17)%4001)
		}
		return list
	}
	near, found, apart := 0, 0, 0
	const n = 300
	for i := range n {
		whole := words(i+1, 200)
		half, other := Of(hashes(whole[:100])), Of(hashes(words(i+1000, 200)))
		p := Of(hashes(whole))
		count := func(c *int, yes bool) {
			if yes {
				*c++
			}
		}
		count(&near, p.Near(half))
		count(&found, slices.ContainsFunc(half.Passages, func(x uint32) bool { return slices.Contains(p.Passages, x) }))
		count(&apart, p.distance(other) > maxDistance)
	}
	if near < n*97/100 || found < n*95/100 || apart < n*95/100 {
		t.Errorf("of %d halves %d are near, %d share a passage; %d unrelated texts are apart", n, near, found, apart)
	}
}

func BenchmarkOf(b *testing.B) {
	words := hashes(strings.Fields(strings.Repeat(release+" ", 100)))
	b.SetBytes(int64(len(release)+1) * 100)
	for b.Loop() {
		Of(words)
	}
}

func BenchmarkCompare(b *testing.B) {
	var lines []string
	for i := range 20 {
		lines = append(lines, strings.ReplaceAll(release, " ", fmt.Sprintf("%c ", 'a'+i)))
	}
	x, y := text(strings.Join(lines, "\n")), text(strings.Join(lines[:15], "\n"))
	b.SetBytes(int64(len(strings.Join(lines, "\n"))))
	for b.Loop() {
		if !Compare(x, y).Same {
			b.Fatal("they are the same")
		}
	}
}
