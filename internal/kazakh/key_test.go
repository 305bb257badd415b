package kazakh

import (
	"strings"
	"testing"
)

func TestKeyGroups(t *testing.T) {
	groups, variants := 0, 0
	for _, row := range readTable(t, "testdata/keys.tsv")[1:] {
		groups++
		for word := range strings.SplitSeq(row[1], " | ") {
			variants++
			if got := Key(word); got != row[0] {
				t.Errorf("Key(%q) = %q, want %q", word, got, row[0])
			}
		}
	}
	if groups != 54 || variants != 313 {
		t.Errorf("%d groups with %d variants, want 54 with 313", groups, variants)
	}
}

func TestKeyNearPairs(t *testing.T) {
	rows := readTable(t, "testdata/near.tsv")[1:]
	if len(rows) != 14 {
		t.Errorf("%d pairs, want 14", len(rows))
	}
	yes := map[bool]string{true: "yes", false: "no"}
	for _, row := range rows {
		a, b := row[0], row[1]
		if got := yes[Key(a) == Key(b)]; got != row[2] {
			t.Errorf("Key equates %s and %s: %s, want %s", a, b, got, row[2])
		}
		if got := yes[LooseKey(a) == LooseKey(b)]; got != row[3] {
			t.Errorf("LooseKey equates %s (%s) and %s (%s): %s, want %s", a, LooseKey(a), b, LooseKey(b), got, row[3])
		}
	}
}
