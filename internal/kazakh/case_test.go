package kazakh

import "testing"

func TestLower(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"қала", "қала"},
		{"ТОҚАЕВ ҚҰРЫЛТАЙ ӨСКЕМЕН ІЛЕ ҺАРОН", "тоқаев құрылтай өскемен іле һарон"},
		{"KÓKShETAÝ", "kókshetaý"},
		{"İnder Ile", "inder ile"},
		{"اكىم", "اكىم"},
		{"А\xff", "а\ufffd"},
		{"а\xff", "а\xff"},
		{"ẞ", "ß"},
	} {
		if got := Lower(tt.in); got != tt.want {
			t.Errorf("Lower(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if n := testing.AllocsPerRun(20, func() { Lower("қоғамдық келісім") }); n > 0 {
		t.Errorf("%v allocations for lower-case text", n)
	}
}

// Every Kazakh letter of section 1.1 has its case pair and its kind.
func TestAlphabet(t *testing.T) {
	rows := readTable(t, "testdata/alphabet.tsv")[1:]
	if len(rows) != 9 {
		t.Errorf("%d letters, want 9", len(rows))
	}
	for _, row := range rows {
		if Code([]rune(row[0])[0]) == 0 {
			t.Errorf("%s has no code", row[0])
		}
		if ScriptOf(row[0]) != Cyrillic {
			t.Errorf("%s is not Cyrillic", row[0])
		}
	}
}

func TestIsAllCaps(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want bool
	}{
		{"ТҮРКІСТАН", true},
		{"KÓKShETAÝ", true},
		{"АҚШ", true},
		{"АҚШ-тың", false},
		{"ҚР", false},
		{"Астана", false},
		{"استانا", false},
		{"2024", false},
	} {
		if got := IsAllCaps(tt.in); got != tt.want {
			t.Errorf("IsAllCaps(%q) = %v, want %v", tt.in, got, tt.want)
		}
	}
}
