package resolve

import (
	"strconv"
	"testing"
)

// Keys have their numbers, however many there are.
func TestIndex(t *testing.T) {
	var x index[string]
	for n := range 3 * fewKeys {
		if got := x.find(strconv.Itoa(n)); got != -1 {
			t.Errorf("%d has number %d before it is added", n, got)
		}
		x.add(strconv.Itoa(n))
		for k := range n + 1 {
			if got := x.find(strconv.Itoa(k)); got != k {
				t.Errorf("of %d: got %d, want %d", n+1, got, k)
			}
		}
	}
}
