package lexicon

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOverlay(t *testing.T) {
	lex, err := Load(folder("weekdays.tsv", "# mine\nweekday\tnumber\tgloss\nсегізінші\t8\tnew\nжұма\t5\tchanged\n-сенбі\n"))
	if err != nil {
		t.Fatal(err)
	}
	type view struct{ Ref, Gloss string }
	got := map[string]view{}
	for _, row := range lex.Table("weekdays").Rows {
		got[row.Key] = view{row.Ref(), row.Get("gloss")}
	}
	want := map[string]view{
		"бейсенбі":  {"weekdays.tsv:3", "Thursday"},
		"дүйсенбі":  {"weekdays.tsv:4", "Monday"},
		"жексенбі":  {"weekdays.tsv:5", "Sunday"},
		"жұма":      {"weekdays.tsv:4 (overlay)", "changed"},
		"сегізінші": {"weekdays.tsv:3 (overlay)", "new"},
		"сейсенбі":  {"weekdays.tsv:7", "Tuesday"},
		"сәрсенбі":  {"weekdays.tsv:9", "Wednesday"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, row := range lex.Table("weekdays").Rows {
		found, ok := lex.Table("weekdays").Lookup(row.Key)
		if !ok || found.Ref() != row.Ref() {
			t.Errorf("Lookup(%q) = %v, %v", row.Key, found, ok)
		}
	}
	if _, ok := lex.Table("weekdays").Lookup("сенбі"); ok {
		t.Error("the removed сенбі is still found")
	}
	if _, ok := mustLoad(t).Table("weekdays").Lookup("сенбі"); !ok {
		t.Error("an overlay changed the embedded tables")
	}
}

func TestLoadRefusesABadOverlay(t *testing.T) {
	for name, data := range map[string]string{
		"weekday.tsv":   "weekday\n",
		"weekdays.tsv":  "weekday\tnumber\tgloss\nжұма\t5\n",
		"months.tsv":    "month\tnumber\n",
		"numerals.tsv":  "word\tvalue\tkind\n-жоқ\n",
		"stopwords.tsv": "",
	} {
		if _, err := Load(folder(name, data)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
