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
	if l.trim(); len(l.at) != 1000 {
		t.Errorf("trimmed to %d", len(l.at))
	}
	for n := range int64(maxInfos + 1) {
		l.put(n, articleInfo{})
	}
	if l.trim(); len(l.at) != 0 || len(l.data) != 0 {
		t.Errorf("%d are left", len(l.at))
	}
}
