package archive

import (
	"fmt"
	"strings"
	"testing"
)

func TestArticleInfos(t *testing.T) {
	l := newArticleInfos()
	if v, ok := l.get(1); ok {
		t.Errorf("got %v of none", v)
	}
	for n := range int64(1000) {
		l.put(n, articleInfo{strings.Repeat("a", int(n)) + "ә", fmt.Sprint("2024-01-", n%31), fmt.Sprint("site", n%7)})
	}
	l.put(5, articleInfo{"five", "", ""})
	for n := range int64(1000) {
		want := articleInfo{strings.Repeat("a", int(n)) + "ә", fmt.Sprint("2024-01-", n%31), fmt.Sprint("site", n%7)}
		if n == 5 {
			want = articleInfo{id: "five"}
		}
		if got, ok := l.get(n); !ok || got != want {
			t.Errorf("%d: got %v, %v", n, got, ok)
		}
	}
	for n := range int64(maxInfos + 1) {
		l.put(n, articleInfo{"x", "", ""})
	}
	if _, ok := l.get(maxInfos); !ok || len(l.at) > maxInfos/2 {
		t.Errorf("of %d, %d are left, the last: %v", maxInfos, len(l.at), ok)
	}
	long := strings.Repeat("i", maxInfoBytes/2+1)
	for n := range int64(5) {
		if l.put(n, articleInfo{long, "", ""}); len(l.at) > 1000 || len(l.data) > 2*maxInfoBytes {
			t.Errorf("%d ids of %d bytes take %d", n+1, len(long), len(l.data))
		}
		if v, ok := l.get(n); !ok || v.id != long {
			t.Errorf("%d is not there", n)
		}
	}
	for n := range int64(5) {
		if l.put(n, articleInfo{"x", "", fmt.Sprint(n, long)}); l.size > 2*maxInfoBytes {
			t.Errorf("%d sources of %d bytes take %d", n+1, len(long), l.size)
		}
		if v, ok := l.get(n); !ok || v.source != fmt.Sprint(n, long) {
			t.Errorf("source %d is not there", n)
		}
	}
}
