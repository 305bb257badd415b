package export

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Records come in the order of their keys, however many of them had to wait on disk.
func TestSorter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	type pair struct{ key, value string }
	for _, bound := range []int{1, 100, 5000, sorterBytes} {
		for _, n := range []int{0, 1, 700} {
			s, err := newSorter(filepath.Join(t.TempDir(), "s"))
			if err != nil {
				t.Fatal(err)
			}
			s.bound = bound
			var want, got []pair
			for i := range n {
				p := pair{strings.Repeat("k\x00ы", r.IntN(3)) + fmt.Sprint(r.IntN(50)), fmt.Sprint(i) + strings.Repeat("v", r.IntN(300))}
				if err := s.put(p.key, []byte(p.value[:1]), []byte(p.value[1:])); err != nil {
					t.Fatal(err)
				}
				want = append(want, p)
			}
			slices.SortStableFunc(want, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
			for r, err := range s.all() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, pair{string(r.key), string(r.value)})
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d records, %d bytes held: %.300v, want %.300v", n, bound, got, want)
			}
			if err := s.close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What cannot be written or read back is said, not left out.
func TestSorterFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	s, err := newSorter(path)
	if err != nil {
		t.Fatal(err)
	}
	s.bound = 1
	for i := range 3 {
		if err := s.put("key", []byte(fmt.Sprint("value", i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(path, s.size-2); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err = range s.all() {
		n++
	}
	if err == nil || n > 3 {
		t.Errorf("a file that is cut short: %v after %d", err, n)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if err := s.put("key"); !errors.Is(err, os.ErrClosed) {
		t.Errorf("written when closed: %v", err)
	}
}

// What is packed is unpacked, and what is cut short is not taken for whole.
func TestPackTexts(t *testing.T) {
	want := []string{"", "a", strings.Repeat("ұ", 300), "\x00"}
	data := packTexts(nil, want...)
	if got, err := unpackTexts(data); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := unpackTexts(data[:len(data)-1]); err == nil {
		t.Error("a cut one is whole")
	}
}
