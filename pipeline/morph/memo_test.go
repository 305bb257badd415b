package morph

import (
	"strings"
	"sync"
	"testing"
)

// unlike says that no two words are alike.
func unlike[V any](V) (int, bool) { return 0, false }

// Words that are alike have one value, others have their own.
func TestMemoShares(t *testing.T) {
	an := testAnalyzer(t)
	text := "ат ет жаңа бала"
	words := an.Words(text, tokenize(t, text))
	m := NewMemo(an, func(form string, _ []Analysis) int { return len(form) }, func(n int) (int, bool) { return n, n == len("ат") })
	if m.Get(&words[0]) != m.Get(&words[1]) {
		t.Error("two words with one key have two values")
	}
	if m.Get(&words[2]) == m.Get(&words[3]) {
		t.Error("two words without a key have one value")
	}
}

// A memo is asked once for a word, whichever other memos there are.
func TestMemo(t *testing.T) {
	an := testAnalyzer(t)
	text := "Кеңес төрағасы сайланды, кеңес тарады."
	words := an.Words(text, tokenize(t, text))
	for range 2 * memoPlaces {
		asked := 0
		m := NewMemo(an, func(form string, analyses []Analysis) string {
			asked++
			return form + strings.Repeat("+", len(analyses))
		}, unlike)
		for range 3 {
			for i := range words {
				w := &words[i]
				if got, want := *m.Get(w), w.Form+strings.Repeat("+", len(w.Analyses)); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		}
		if asked != len(words) {
			t.Errorf("asked %d times for %d words", asked, len(words))
		}
	}
	if m := NewMemo(an, func(form string, _ []Analysis) int { return len(form) }, unlike); *m.Get(&Word{Form: "ал"}) != 4 {
		t.Error("a word that was made by hand has another value")
	}
}

func TestMemoIsSafe(t *testing.T) {
	an := testAnalyzer(t)
	toks := tokenize(t, sampleText)
	m := NewMemo(an, func(form string, _ []Analysis) int { return len(form) }, func(n int) (int, bool) { return n, n%2 == 0 })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				words := an.Words(sampleText, toks)
				for i := range words {
					if got := *m.Get(&words[i]); got != len(words[i].Form) {
						t.Errorf("%q: got %d", words[i].Form, got)
					}
				}
			}
		})
	}
	wg.Wait()
}
