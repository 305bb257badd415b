package lexicon

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestLintField(t *testing.T) {
	tests := []struct {
		field string
		prose bool
		want  []string
	}{
		{"Қасым-Жомарт", false, nil},
		{"COVID-19-ға", false, nil},
		{"«QazTrade» АҚ", false, nil},
		{"Хабар24", false, nil},
		{"head (= әкiм)", true, nil},
		{"Cайлау", false, []string{`Latin and Cyrillic letters in one word "Cайлау", it would never match`}},
		{"COVID-19ға", false, []string{`digit among the Cyrillic letters of "19ға", it would never match`}},
		{"3аң", false, []string{`digit among the Cyrillic letters of "3аң", it would never match`}},
		{"Мемлекеттiк орган", false, []string{`Latin and Cyrillic letters in one word "Мемлекеттiк", it would never match`}},
		{"екі  сөз", true, []string{`double space in "екі  сөз", runs of spaces are one in text`}},
		{"сай\u00adлау", false, []string{"invisible character U+00AD in \"сай\\u00adлау\", text is cleaned of it before it is looked up"}},
		{"он\u00a0бес", true, []string{"invisible character U+00A0 in \"он\\u00a0бес\", text is cleaned of it before it is looked up"}},
		{"ай\u0438\u0306", false, []string{"\"айи\u0306\" is not NFC, text is composed before it is looked up"}},
	}
	for _, test := range tests {
		t.Run(test.field, func(t *testing.T) {
			if diff := cmp.Diff(test.want, lintField(test.field, test.prose)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLintOverlay(t *testing.T) {
	tests := []struct {
		name    string
		overlay fstest.MapFS
		want    []string
	}{
		{"clean", folder("weekdays.tsv", "weekday\tnumber\tgloss\nсенбі\t6\tSat\nжұма\t5\tFri\n-дүйсенбі\n"), nil},
		{"unknown table", folder("weekday.tsv", "weekday\tnumber\tgloss\n"), []string{
			"weekday.tsv:1: unknown table, an overlay changes the embedded ones only",
		}},
		{"other columns", folder("weekdays.tsv", "weekday\tgloss\n"), []string{
			`weekdays.tsv:1: columns ["weekday" "gloss"], the embedded table has ["weekday" "number" "gloss"]`,
		}},
		{"all problems at once", folder("weekdays.tsv", "weekday\tnumber\tgloss\n-дуйсенбі\nжұмa\t5\t\nжұма\t5\n"), []string{
			"weekdays.tsv:4: 2 fields, the header has 3",
			`weekdays.tsv:3: column "weekday": Latin and Cyrillic letters in one word "жұмa", it would never match`,
			`weekdays.tsv:2: no row "дуйсенбі" to remove`,
		}},
		{"wrong folder", fstest.MapFS{"notes.txt": {}}, []string{"list tables: no *.tsv file in the folder"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, messages(Lint(test.overlay))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
