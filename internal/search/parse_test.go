package search

import (
	"errors"
	"strings"
	"testing"
)

// draw writes a node the way the tests expect it.
func draw(n node) string {
	list := func(name string, nodes []node) string {
		var parts []string
		for _, n := range nodes {
			parts = append(parts, draw(n))
		}
		return name + "(" + strings.Join(parts, " ") + ")"
	}
	switch n := n.(type) {
	case nil:
		return "all"
	case words:
		s := n.text
		if n.phrase {
			s = `"` + s + `"`
		}
		if n.exact {
			s = "=" + s
		}
		if n.prefix {
			s += "*"
		}
		return s + strings.Repeat("~", n.fuzzy)
	case filter:
		if n.from+n.to != "" {
			return n.field + ":" + n.from + ".." + n.to
		}
		if n.prefix {
			return n.field + ":" + n.value + "*"
		}
		return n.field + ":" + n.value
	case notOf:
		return "-" + draw(n.node)
	case allOf:
		return list("and", n)
	case anyOf:
		return list("or", n)
	case mixOf:
		return list("mix", n)
	}
	return "?"
}

func TestParse(t *testing.T) {
	tests := []struct{ query, want string }{
		{"", "all"},
		{"  ", "all"},
		{"()", "all"},
		{"сайлау", "сайлау"},
		{"сайлау комиссиясы", "mix(сайлау комиссиясы)"},
		{`"сайлау комиссиясы"`, `"сайлау комиссиясы"`},
		{"«Нұр Отан» “бас” „кеңсе”", `mix("Нұр Отан" "бас" "кеңсе")`},
		{`әкім"бас"`, `mix(әкім "бас")`},
		{"a AND b", "and(a b)"},
		{"a OR b AND c d", "mix(or(a and(b c)) d)"},
		{"a -b", "mix(a -b)"},
		{"NOT a", "-a"},
		{"-(a OR b) c", "mix(-or(a b) c)"},
		{"a AND NOT b", "and(a -b)"},
		{"Қасым-Жомарт", "Қасым-Жомарт"},
		{"a - b", "mix(a - b)"},
		{"(a b) AND (c)", "and(mix(a b) c)"},
		{"a AND () b", "mix(a b)"},
		{"ANDa oR and", "mix(ANDa oR and)"},
		{"=әкімі", "=әкімі"},
		{`="бас әкім"`, `="бас әкім"`},
		{"=", "="},
		{"сайла*", "сайла*"},
		{"сайлау~ сайлау~2", "mix(сайлау~ сайлау~~)"},
		{"person:Тоқаев", "person:Тоқаев"},
		{`Person:"Қасым-Жомарт Тоқаев"`, "person:Қасым-Жомарт Тоқаев"},
		{"person:тоқ* org:мәжіліс", "mix(person:тоқ* org:мәжіліс)"},
		{"event:appointed/planned", "event:appointed/planned"},
		{"date:2024-03", "date:2024-03..2024-03"},
		{"date:2024-01..2024-03-15", "date:2024-01..2024-03-15"},
		{"date:2024-03-15..2024-03", "date:2024-03-15..2024-03"},
		{"date:2024.. date:..2023", "mix(date:2024.. date:..2023)"},
		{"year:2020..2024 year:2024", "mix(year:2020..2024 year:2024..2024)"},
		{"https://example.kz 10:30 бағасы:5", "mix(https://example.kz 10:30 бағасы:5)"},
		{`"a:b" x:`, `mix("a:b" x:)`},
	}
	for _, tt := range tests {
		n, err := parse(tt.query)
		if err != nil {
			t.Errorf("%q: %v", tt.query, err)
			continue
		}
		if got := draw(n); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.query, got, tt.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		query string
		pos   int
		msg   string
	}{
		{`әкім "бас`, 5, "this quotation is not closed"},
		{"(a (b)", 0, "this parenthesis is not closed"},
		{"a) b", 1, "this parenthesis closes nothing"},
		{"a AND", 2, "nothing follows AND"},
		{"a OR )", 2, "nothing follows OR"},
		{"AND a", 0, "nothing stands before AND"},
		{"a AND OR b", 6, "nothing stands before OR"},
		{"a NOT", 2, "nothing follows the negation"},
		{"а*", 0, "at least two letters must stand before *"},
		{"сайлау~3", 0, "after ~ stands how many letters may be wrong, 1 or 2"},
		{"=сайла*", 0, "= does not go with * or ~"},
		{"әкім author:x", 5, `there is no filter "author"; there are date, event, org, person, place, source, title, year`},
		{"person: a", 7, "nothing follows person:"},
		{`person:""`, 7, "nothing follows person:"},
		{"date:2024-13", 5, `a date is 2024, 2024-03 or 2024-03-15, not "2024-13"`},
		{"date:..", 5, "a date is 2024, 2024-03 or 2024-03-15"},
		{"date:2024-02..2024-01", 5, "2024-02 comes after 2024-01"},
		{"year:24", 5, `a year has four digits, not "24"`},
		{strings.Repeat("(", maxDepth+1), maxDepth, "parentheses nest deeper than 20"},
		{strings.Repeat("а ", maxTerms+1), 2 * maxTerms, "more than 200 words and filters"},
		{strings.Repeat("а", maxQuery+1), maxQuery, "the query is longer than 2000 characters"},
	}
	for _, tt := range tests {
		_, err := parse(tt.query)
		var got *QueryError
		if !errors.As(err, &got) {
			t.Errorf("%q: got %v, want a QueryError", tt.query, err)
			continue
		}
		if got.Pos != tt.pos || got.Msg != tt.msg {
			t.Errorf("%q: got %d, %q, want %d, %q", tt.query, got.Pos, got.Msg, tt.pos, tt.msg)
		}
		if english, ok := Mistakes()[got.Code]; !ok || strings.Count(english, "%s") != len(got.Values) {
			t.Errorf("%q: the mistake %q has the values %q", tt.query, got.Code, got.Values)
		}
	}
	if got, want := (&QueryError{Pos: 5, Msg: "x"}).Error(), "query, character 6: x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The examples of the help must be queries.
func TestQueryHelp(t *testing.T) {
	n := 0
	for line := range strings.Lines(QueryHelp) {
		example, ok := strings.CutPrefix(line, "    ")
		if !ok || strings.HasPrefix(example, " ") {
			continue
		}
		example, _, _ = strings.Cut(example, "   ")
		if _, err := parse(example); err != nil {
			t.Errorf("%q: %v", example, err)
		}
		n++
	}
	if n < 15 {
		t.Errorf("only %d examples", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, q := range []string{
		"", "сайлау", `"a b" AND (c OR -d)`, "person:x date:2024..", "=a b* c~2", "((((", "a AND", "«", "-", "=(", "=)", "~", "*", "year:..", "x:", "\xff\x00",
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		n, err := parse(query)
		if err != nil {
			var qe *QueryError
			if !errors.As(err, &qe) || qe.Pos < 0 || qe.Pos > len([]rune(query)) {
				t.Fatalf("%q: error %v", query, err)
			}
			return
		}
		if strings.Contains(draw(n), "?") && !strings.Contains(query, "?") {
			t.Fatalf("%q: unknown node in %s", query, draw(n))
		}
	})
}
