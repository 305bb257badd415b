package lexicon

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func messages(errs []error) []string {
	var texts []string
	for _, err := range errs {
		texts = append(texts, err.Error())
	}
	return texts
}

func TestParseNamesEveryProblem(t *testing.T) {
	tests := []struct {
		name, data string
		want       []string
	}{
		{"clean", "# note\nkey\tgloss\nа\tone\n# between\nб\t\n", nil},
		{"byte order mark", "\ufeffkey\nа\n", []string{"w.tsv:1: byte order mark, tables are plain UTF-8"}},
		{"carriage return", "key\r\nа\n", []string{"w.tsv:1: carriage return, lines end in LF alone"}},
		{"not UTF-8", "key\n\xe0\nа\n", []string{"w.tsv:2: not UTF-8, save the table in UTF-8"}},
		{"no last line feed", "key\nа", []string{"w.tsv:2: no line feed at the end of the file, the next editor's row would join this one"}},
		{"empty line", "key\n\nа\n", []string{"w.tsv:2: empty line, use a line with # to separate rows"}},
		{"empty file", "", []string{"w.tsv:1: no header row, the first line must name the columns"}},
		{"comments only", "# a\n# b\n", []string{"w.tsv:3: no header row, the first line must name the columns"}},
		{"header", "key\tgloss\tkey\t\n", []string{
			`w.tsv:1: column "key" stands twice`,
			`w.tsv:1: column 4 has the name "", it needs one without spaces around it`,
		}},
		{"fields", "key\tgloss\nа\nб\t1\t2\n", []string{
			"w.tsv:2: 1 fields, the header has 2",
			"w.tsv:3: 3 fields, the header has 2",
		}},
		{"spaces", "key\tgloss\nа \t b\n", []string{
			`w.tsv:2: space around "а " in column "key", it would never match`,
			`w.tsv:2: space around " b" in column "gloss", it would never match`,
		}},
		{"keys", "key\tgloss\nб\t\nа\t\nб\t\n\tx\n-в\t\n-\t\n", []string{
			`w.tsv:3: key "а" stands after "б", rows are sorted bytewise by key`,
			`w.tsv:4: key "б" stands twice, first in line 2`,
			"w.tsv:5: empty key, the first field names the row",
			`w.tsv:6: key "-в" starts with "-", which in an overlay means removal`,
			`w.tsv:7: key "-" stands after "-в", rows are sorted bytewise by key`,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, errs := parse("w.tsv", []byte(test.data), false)
			if diff := cmp.Diff(test.want, messages(errs)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("# note\nkey\tgloss\nа\tone\nб\t\n"), false)
	f.Add([]byte("key\tgloss\n-Сайлау\nЖеңіс\tvictory\n"), true)
	f.Add([]byte("\ufeffkey\r\n\xff\n\n\t\n"), false)
	f.Fuzz(func(t *testing.T, data []byte, overlay bool) {
		table, errs := parse("w.tsv", data, overlay)
		for _, err := range append(errs, table.lint("w.tsv")...) {
			if !strings.HasPrefix(err.Error(), "w.tsv:") {
				t.Errorf("error %q does not say where", err)
			}
		}
		if len(errs) > 0 {
			return
		}
		if overlay {
			return
		}
		var again bytes.Buffer
		again.WriteString(strings.Join(table.Columns, "\t") + "\n")
		for _, row := range table.Rows {
			found, ok := table.Lookup(row.Key)
			if !ok || found.Line != row.Line {
				t.Errorf("Lookup(%q) does not find line %d", row.Key, row.Line)
			}
			again.WriteString(strings.Join(row.fields, "\t") + "\n")
		}
		second, errs := parse("w.tsv", again.Bytes(), overlay)
		if len(errs) > 0 {
			t.Fatalf("written again it is refused: %v", errs)
		}
		if got, want := len(second.Rows), len(table.Rows); got != want {
			t.Errorf("written again it has %d rows, want %d", got, want)
		}
	})
}
