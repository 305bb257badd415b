package lexicon

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// prose names the columns that explain a row in English or Russian. They may quote
// a Kazakh word ("head of the region (= әкім)"), so words of theirs are not checked
// for mixed scripts; every other column holds matter that is compared with text.
var prose = []string{"gloss", "en", "ru", "note"}

// Lint reports every problem, as "file:line: what, why", of the tables of a user's
// overlay, or of the embedded tables if overlay is nil. Beyond what [Load] refuses
// it finds words that are well formed but can never match clean text: letters of
// two scripts in one word, digits in place of letters, invisible characters,
// decomposed letters, double spaces.
func Lint(overlay fs.FS) []error {
	if overlay == nil {
		_, problems := lintAll(builtin, false)
		return problems
	}
	tables, problems := lintAll(overlay, true)
	base, errs := readAll(builtin, false)
	if len(errs) > 0 {
		return append(problems, errs...)
	}
	lex := &Lexicon{tables: base}
	for _, t := range tables {
		problems = append(problems, lex.lay(t)...)
	}
	return problems
}

func lintAll(fsys fs.FS, overlay bool) ([]*Table, []error) {
	names, err := tableFiles(fsys)
	if err != nil {
		return nil, []error{err}
	}
	var tables []*Table
	var problems []error
	for _, name := range names {
		t, errs := readTable(fsys, name, overlay)
		problems = append(problems, errs...)
		if t != nil {
			problems = append(problems, t.lint(name)...)
			tables = append(tables, t)
		}
	}
	return tables, problems
}

// lint checks the fields of every row.
func (t *Table) lint(file string) []error {
	var problems []error
	for _, row := range t.Rows {
		for i, field := range row.fields {
			for _, what := range lintField(field, slices.Contains(prose, t.Columns[i])) {
				problems = append(problems, fmt.Errorf("%s:%d: column %q: %s", file, row.Line, t.Columns[i], what))
			}
		}
	}
	return problems
}

func lintField(field string, isProse bool) []string {
	var problems []string
	complain := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if !norm.NFC.IsNormalString(field) {
		complain("%q is not NFC, text is composed before it is looked up", field)
	}
	if strings.Contains(field, "  ") {
		complain("double space in %q, runs of spaces are one in text", field)
	}
	if i := strings.IndexFunc(field, invisible); i >= 0 {
		complain("invisible character %U in %q, text is cleaned of it before it is looked up", []rune(field[i:])[0], field)
	}
	if isProse {
		return problems
	}
	for word := range strings.FieldsFuncSeq(field, func(r rune) bool { return !wordRune(r) }) {
		if scripts := scriptsOf(word); len(scripts) > 1 {
			complain("%s letters in one word %q, it would never match", strings.Join(scripts, " and "), word)
		}
		if digitLetter(word) {
			complain("digit among the Cyrillic letters of %q, it would never match", word)
		}
	}
	return problems
}

// invisible reports whether r cannot be seen or is a space other than U+0020:
// controls, format characters, no-break spaces, variation selectors.
func invisible(r rune) bool {
	return r != ' ' && (unicode.In(r, unicode.Cf, unicode.Cc, unicode.Co, unicode.Z) || unicode.Is(unicode.Variation_Selector, r))
}

// wordRune reports whether r belongs to a word. A hyphen does not: the parts of
// "COVID-19-ға" are judged one by one.
func wordRune(r rune) bool { return unicode.In(r, unicode.L, unicode.Mn, unicode.Nd) }

var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin},
	{"Cyrillic", unicode.Cyrillic},
	{"Arabic", unicode.Arabic},
	{"Greek", unicode.Greek},
}

// scriptsOf names the scripts that have letters in the word.
func scriptsOf(word string) []string {
	var names []string
	for _, s := range scripts {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) && unicode.Is(s.table, r) }) {
			names = append(names, s.name)
		}
	}
	return names
}

// digitLetter reports whether a digit stands before a Cyrillic letter of the same
// word, as a zero for an O does. Trailing digits are names: "Астана24".
func digitLetter(word string) bool {
	digit := strings.IndexFunc(word, unicode.IsDigit)
	return digit >= 0 && strings.ContainsFunc(word[digit:], func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}
