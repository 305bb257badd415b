package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Packed names can be read again, and keep their order and their beginnings.
func TestPack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("\x00 -./09:AZaz~\u007f«»АЯаяЁёІіҒғҚқҢңҮүҰұҺһӘәӨө№–”中\U0010ffff")
	names := []string{"", "Қазақстан Республикасының Ұлттық Банкі", "«Самұрық-Қазына» АҚ", "№ 5 мектеп", "KEGOC"}
	for range 5000 {
		name := make([]rune, random.IntN(6))
		for i := range name {
			name[i] = letters[random.IntN(len(letters))]
			if random.IntN(4) == 0 {
				name[i] = rune(random.IntN(0x600))
			}
		}
		names = append(names, string(name))
	}
	slices.Sort(names)
	last := ""
	for i, name := range names {
		term := pack(name)
		if back := unpack(term); back != name {
			t.Fatalf("%q is packed as %q, which is %q", name, term, back)
		}
		if i > 0 && strings.Compare(last, term) != strings.Compare(names[i-1], name) {
			t.Fatalf("%q and %q change places as %q and %q", names[i-1], name, last, term)
		}
		if strings.IndexByte(term, 0xff) >= 0 {
			t.Fatalf("%q is packed as %q, in which bleve's separator stands", name, term)
		}
		if i > 0 && strings.HasPrefix(name, names[i-1]) != strings.HasPrefix(term, last) {
			t.Fatalf("%q does not begin with %q as the names do", term, last)
		}
		last = term
	}
	for _, name := range names[len(names)/2:] {
		if r := []rune(name); len(r) > 0 && r[0] >= 'а' && r[0] <= 'я' && len(pack(string(r[:1]))) != 1 {
			t.Errorf("%q takes %d bytes", r[0], len(pack(string(r[:1]))))
		}
	}
}

// The alphabet rises in letters and bytes, which is what keeps the order.
func TestAlphabet(t *testing.T) {
	last, letter := byte(0), rune(-1)
	for _, row := range alphabet {
		if row.first <= letter {
			t.Errorf("row %q overlaps with the one before", row.first)
		}
		if row.gap <= last {
			t.Errorf("the gap before %q has the byte %#x after %#x", row.first, row.gap, last)
		}
		last = row.gap
		for i := range len(row.codes) {
			if row.codes[i] <= last {
				t.Errorf("%q has the byte %#x after %#x", row.first+rune(i), row.codes[i], last)
			}
			last = row.codes[i]
		}
		letter = row.first + rune(len(row.codes)) - 1
	}
}
