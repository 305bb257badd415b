package lexicon

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readmeRow matches "| `name` | what | columns | source | doubts |".
var readmeRow = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|")

func TestReadmeDescribesEveryTable(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]string{}
	for _, row := range readmeRow.FindAllStringSubmatch(string(readme), -1) {
		described[row[1]] = row[3]
	}
	actual := map[string]string{}
	for _, stat := range mustLoad(t).Stats() {
		actual[stat.Name] = strings.Join(stat.Columns, ", ")
	}
	if diff := cmp.Diff(actual, described); diff != "" {
		t.Errorf("columns by table, -tables +README:\n%s", diff)
	}
}

// closed lists the columns that hold one of a few values (several, if set apart by |).
var closed = map[string]map[string]string{
	"title_heads":     {"kind": "post role rank honour state", "gender": "f m"},
	"title_modifiers": {"position": "inside outside"},
	"title_fields":    {"kind": "ministry office"},
	"org_heads":       {"subtype": subtypes, "named": "y"},
	"ru_org_heads":    {"subtype": subtypes},
	"org_names":       {"kind": subtypes},
	"org_modifiers":   {"kind": "level field ownership other"},
	"place_types":     {"rank": "country region district city rural settlement part street water nature constituency"},
	"numerals":        {"kind": "cardinal tens multiplier ordinal collective"},
	"relative_days":   {"unit": "day week month year"},
	"honorifics":      {"gender": "f m"},
	"common_names":    {"kind": "given surname"},
	"name_endings":    {"kind": "surname patronymic family", "gender": "f m"},
	"name_suffixes":   {"kind": "respect tender compound", "gender": "f m"},
	"noise":           {"kind": "share related credit comment counter footer subscribe tags author source account date updated today yesterday ago"},
	"ru_months":       {"case": "nom gen loc"},
	"facility_heads":  {"venue": "y"},
	"ru_name_cases":   {"part": "given patronymic surname", "gender": "f m"},
}

const subtypes = "gov elect party public biz edu med cult media sport relig mil"

func TestClosedColumns(t *testing.T) {
	lex := mustLoad(t)
	for table, columns := range closed {
		for column, values := range columns {
			for _, row := range lex.Table(table).Rows {
				for value := range strings.SplitSeq(row.Get(column), "|") {
					if value != "" && !slices.Contains(strings.Fields(values), value) {
						t.Errorf("%s: %s = %q, not one of %s", row.Ref(), column, value, values)
					}
				}
			}
		}
	}
}

// patterns of the columns that are neither words nor closed.
var patterns = map[string]map[string]string{
	"title_heads":   {"flags": `^E?T?D?W?$`},
	"org_names":     {"valid_from": yearMonth, "valid_to": yearMonth},
	"months":        {"number": `^(\d|1[012])$`},
	"ru_months":     {"number": `^(\d|1[012])$`},
	"weekdays":      {"number": `^[1-7]$`},
	"numerals":      {"value": `^\d+(\.\d+)?$`},
	"relative_days": {"offset": `^(-?\d+)?$`},
}

const yearMonth = `^(\d{4}(-(0[1-9]|1[012]))?)?$`

func TestPatternColumns(t *testing.T) {
	lex := mustLoad(t)
	for table, columns := range patterns {
		for column, pattern := range columns {
			re := regexp.MustCompile(pattern)
			for _, row := range lex.Table(table).Rows {
				if !re.MatchString(row.Get(column)) {
					t.Errorf("%s: %s = %q, want %s", row.Ref(), column, row.Get(column), pattern)
				}
			}
		}
	}
}

// Dictionary forms are lower case: what a text capitalises is a stage's business.
func TestLowerCaseKeys(t *testing.T) {
	lex := mustLoad(t)
	acronym := regexp.MustCompile(`PhD|\p{Lu}{2,}`)
	for _, table := range []string{"title_heads", "title_modifiers", "title_fields", "org_heads", "org_modifiers", "place_types", "noise"} {
		for _, row := range lex.Table(table).Rows {
			if key := acronym.ReplaceAllString(row.Key, ""); key != strings.ToLower(key) {
				t.Errorf("%s: %q is not in lower case", row.Ref(), row.Key)
			}
		}
	}
}

// A name or abbreviation that stood for two bodies at the same time would make an
// archive merge them.
func TestOrgNamesAreDistinct(t *testing.T) {
	owner := map[string]Row{}
	names := mustLoad(t).Table("org_names")
	for _, row := range names.Rows {
		known := append(strings.Split(row.Get("aliases"), "|"), row.Key, row.Get("abbr"))
		slices.Sort(known)
		for _, name := range slices.Compact(known) {
			if name == "" {
				continue
			}
			if other, taken := owner[name]; taken {
				t.Errorf("%s: %q is a name of %q and of %q", row.Ref(), name, row.Key, other.Key)
			}
			owner[name] = row
		}
		if parent := row.Get("parent"); parent != "" {
			if _, ok := names.Lookup(parent); !ok {
				t.Errorf("%s: parent %q is not in the table", row.Ref(), parent)
			}
		}
		if from, to := row.Get("valid_from"), row.Get("valid_to"); to != "" && from > to {
			t.Errorf("%s: valid from %s to %s", row.Ref(), from, to)
		}
	}
}

// The examples of the annotation conventions, section 1, "Posts" and "Not posts".
func TestTitleKinds(t *testing.T) {
	tests := map[string]string{
		"post": `әкім төраға төрайым басшы бастық директор ректор декан меңгеруші жетекші президент министр
			депутат судья хатшы редактор бапкер есепші агроном консул елші кеңесші көмекші мүше`,
		"role":  `ақын журналист мұғалім хирург режиссер тілші кандидат үміткер делегат бақылаушы маман өкіл ойыншы кәсіпкер профессор`,
		"rank":  `академик полковник`,
		"state": `премьер-министр`,
	}
	heads := mustLoad(t).Table("title_heads")
	for want, words := range tests {
		for word := range strings.FieldsSeq(words) {
			row, ok := heads.Lookup(word)
			if !ok {
				t.Errorf("no title head %q", word)
				continue
			}
			if got := row.Get("kind"); got != want {
				t.Errorf("%s: kind of %q = %q, want %q", row.Ref(), word, got, want)
			}
		}
	}
	for _, phrase := range []string{"бас маман", "аға маман", "бас дәрігер", "қаржы директоры", "баспасөз хатшысы"} {
		if row, ok := heads.Lookup(phrase); !ok || row.Get("kind") != "post" {
			t.Errorf("%q is not a post", phrase)
		}
	}
}
