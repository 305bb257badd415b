package lexicon

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// folder makes an overlay of one table.
func folder(name, data string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(data)}} }

func mustLoad(t *testing.T) *Lexicon {
	t.Helper()
	lex, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

func TestBuiltinTablesAreClean(t *testing.T) {
	for _, err := range Lint(nil) {
		t.Error(err)
	}
}

func TestLookup(t *testing.T) {
	lex := mustLoad(t)
	row, ok := lex.Table("months").Lookup("наурыз")
	if !ok {
		t.Fatal("no month наурыз")
	}
	if got, want := row.Get("number"), "3"; got != want {
		t.Errorf("number of наурыз = %q, want %q", got, want)
	}
	if got := row.Ref(); !strings.HasPrefix(got, "months.tsv:") || strings.Contains(got, "overlay") {
		t.Errorf("Ref() = %q, want months.tsv:LINE", got)
	}
	if _, ok := lex.Table("months").Lookup("март"); ok {
		t.Error("found март in the Kazakh months")
	}
}

func TestUnknownNamesPanic(t *testing.T) {
	lex := mustLoad(t)
	row := lex.Table("months").Rows[0]
	for name, call := range map[string]func(){
		"table":  func() { lex.Table("no_such") },
		"column": func() { row.Get("numbr") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			call()
		})
	}
}

func TestStats(t *testing.T) {
	for _, stat := range mustLoad(t).Stats() {
		if stat.Rows == 0 {
			t.Errorf("table %s is empty", stat.Name)
		}
		if stat.Name == "weekdays" {
			want := TableStat{Name: "weekdays", Rows: 7, Columns: []string{"weekday", "number", "gloss"}}
			if diff := cmp.Diff(want, stat); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		}
	}
}

func TestVersionFollowsTheWords(t *testing.T) {
	plain := mustLoad(t)
	again, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if plain.Version() != again.Version() {
		t.Errorf("two loads give the versions %s and %s", plain.Version(), again.Version())
	}
	changed, err := Load(folder("weekdays.tsv", "weekday\tnumber\tgloss\nжұма\t5\tFri\n"))
	if err != nil {
		t.Fatal(err)
	}
	if plain.Version() == changed.Version() {
		t.Error("an overlay leaves the version as it was")
	}
}
