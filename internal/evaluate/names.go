package evaluate

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// A NameScore says how often names were put into the nominative rightly.
type NameScore struct {
	All   Accuracy    `json:"all"`
	Types []Attribute `json:"types"` // by type of name
	Cases []Attribute `json:"cases"` // by case of the surface form
	Wrong []NameMiss  `json:"wrong"`
}

// A NameMiss is a name whose nominative came out wrong.
type NameMiss struct {
	Line    int    `json:"line"`
	Type    string `json:"type"`
	Surface string `json:"surface"`
	Case    string `json:"case"`
	Got     string `json:"got"`
	Want    string `json:"want"`
}

// Names scores a function from a type (PERSON, ORGANISATION …) and a surface form to
// the nominative against lines "type TAB surface TAB nominative TAB case …". A
// nominative is right only letter for letter.
func Names(r io.Reader, nominative func(kind, surface string) string) (NameScore, error) {
	var s NameScore
	types, cases := map[string]Accuracy{}, map[string]Accuracy{}
	err := eachLine(r, func(n int, line string) error {
		f, err := columns(line, 4)
		if err != nil {
			return err
		}
		got := nominative(f[0], f[1])
		outcome := hit(got == f[2])
		s.All = s.All.plus(outcome)
		types[f[0]] = types[f[0]].plus(outcome)
		cases[f[3]] = cases[f[3]].plus(outcome)
		if got != f[2] {
			s.Wrong = append(s.Wrong, NameMiss{n, f[0], f[1], f[3], got, f[2]})
		}
		return nil
	})
	if err != nil {
		return NameScore{}, fmt.Errorf("names: %w", err)
	}
	if s.All.Of == 0 {
		return NameScore{}, errors.New("names: no names")
	}
	s.Types, s.Cases = listed(types), listed(cases)
	return s, nil
}

// listed gives a table's rows by name.
func listed(table map[string]Accuracy) []Attribute {
	var out []Attribute
	for _, name := range sortedKeys(table) {
		out = append(out, Attribute{name, table[name]})
	}
	return out
}

// Text renders the score as plain aligned tables, misses last.
func (s NameScore) Text() string {
	var b strings.Builder
	writeAttributes(&b, "names", append([]Attribute{{"all", s.All}}, s.Types...))
	writeAttributes(&b, "case", s.Cases)
	if len(s.Wrong) > 0 {
		rows := [][]string{{"line", "type", "case", "surface", "got", "want"}}
		for _, m := range s.Wrong {
			rows = append(rows, []string{fmt.Sprint(m.Line), m.Type, m.Case, m.Surface, m.Got, m.Want})
		}
		writeTable(&b, rows)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
