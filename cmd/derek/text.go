package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/pipeline"
)

// oneLine makes text of articles fit for a line on a screen.
func oneLine(s string) string { return harmless(strings.Join(strings.Fields(s), " ")) }

// harmless takes out control characters, with which a text could steer the terminal.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// articles writes how many articles there are.
func articles(n int) string {
	if n == 1 {
		return "1 article"
	}
	return fmt.Sprintf("%d articles", n)
}

// slice cuts code points out of a text.
func slice(text string, s pipeline.Span) string {
	r := []rune(text)
	if s.Start < 0 || s.End > len(r) || s.Start > s.End {
		return ""
	}
	return string(r[s.Start:s.End])
}

// names maps the ids of a document's entities to their names, and "" to a dash.
func names(doc pipeline.Document) map[string]string {
	all := map[string]string{"": "-"}
	for _, e := range doc.Entities {
		all[e.ID] = e.Name
	}
	return all
}

// body names the organization that a post belongs to, else its territory.
func body(names map[string]string, org, place string) string {
	if org == "" {
		return oneLine(names[place])
	}
	return oneLine(names[org])
}

// tenure says what is known of the time of a post: " (past, 2019 to 2023)".
func tenure(m pipeline.Membership) string {
	var parts []string
	if m.Past {
		parts = append(parts, "past")
	}
	switch {
	case m.From != "" && m.To != "":
		parts = append(parts, m.From+" to "+m.To)
	case m.From != "":
		parts = append(parts, "from "+m.From)
	case m.To != "":
		parts = append(parts, "until "+m.To)
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
