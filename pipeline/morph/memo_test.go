package morph

import (
	"strings"
	"sync"
	"testing"
)

// A memo gives what the function makes, asks it once for a word, and tells words of
// one form by their analyses.
func TestMemo(t *testing.T) {
	asked := 0
	m := NewMemo(func(form string, analyses []Analysis) string {
		asked++
		return form + strings.Repeat("+", len(analyses))
	})
	noun, verb := make([]Analysis, 1), make([]Analysis, 2)
	for range 3 {
		for _, w := range []Word{{Form: "ал"}, {Form: "ала", Analyses: noun}, {Form: "ала", Analyses: verb}} {
			if got, want := *m.Get(&w), w.Form+strings.Repeat("+", len(w.Analyses)); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

func TestMemoIsBounded(t *testing.T) {
	m := NewMemo(func(form string, _ []Analysis) int { return len(form) })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 2 * memoSlots {
				w := Word{Form: strings.Repeat("а", i%11) + string(rune(0x400+i%997))}
				if got := *m.Get(&w); got != len(w.Form) {
					t.Errorf("%q: got %d, want %d", w.Form, got, len(w.Form))
					return
				}
			}
		})
	}
	wg.Wait()
	if len(m.slots) != memoSlots {
		t.Errorf("%d places, want %d", len(m.slots), memoSlots)
	}
}
