package corpus

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestGoldFollowsTheConventions holds what the parser does not already refuse: the
// rules of CONVENTIONS.md that a machine can check.
func TestGoldFollowsTheConventions(t *testing.T) {
	for _, g := range gold(t) {
		for _, check := range []func(Gold) []string{
			lintMentions, lintNesting, lintNames, lintEvents, lintLayout,
		} {
			for _, fault := range check(g) {
				t.Errorf("%s (article %s): %s", g.Article.Place, g.Article.ID, fault)
			}
		}
	}
}

func lintMentions(g Gold) (faults []string) {
	text := []rune(g.Article.Text)
	at := func(i int) rune {
		if i < 0 || i >= len(text) {
			return ' '
		}
		return text[i]
	}
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for _, m := range g.Mentions {
		quoted := strings.HasPrefix(m.Text, "«") && strings.HasSuffix(m.Text, "»")
		switch {
		case string(text[m.Start:m.End]) != m.Text:
			faults = append(faults, fmt.Sprintf("%q does not stand at %d", m.Text, m.Start))
		case word(at(m.Start-1)) && word(at(m.Start)), word(at(m.End)) && at(m.End-1) != '.':
			faults = append(faults, fmt.Sprintf("%q cuts a word", m.Text))
		case strings.ContainsRune("-»", at(m.End)) && unicode.IsLetter(at(m.End+1)):
			faults = append(faults, fmt.Sprintf("%q cuts a suffix off", m.Text))
		case strings.Count(m.Text, "«") != strings.Count(m.Text, "»"):
			faults = append(faults, fmt.Sprintf("%q has unbalanced quotes", m.Text))
		case m.Type == "ORG" && quoted && strings.Count(m.Text, "«") == 1:
			faults = append(faults, fmt.Sprintf("%q is exactly what is quoted: the quotes stay outside", m.Text))
		}
	}
	return faults
}

// lintNesting: only an organization stands in an organization or a title.
func lintNesting(g Gold) (faults []string) {
	for i, outer := range g.Mentions {
		for _, inner := range g.Mentions[i+1:] {
			if inner.Start >= outer.End {
				break
			}
			if inner.End > outer.End || inner.Type != "ORG" || outer.Type != "ORG" && outer.Type != "TITLE" {
				faults = append(faults, fmt.Sprintf("%s %q and %s %q overlap", outer.Type, outer.Text, inner.Type, inner.Text))
			}
		}
	}
	return faults
}

// lintNames: a person's name and its other forms begin some mention of the person,
// and every mention of the person begins with one of them. In mixed articles a
// Russian form may differ from the Kazakh name in more than its ending.
func lintNames(g Gold) (faults []string) {
	if g.Script == "mixed" {
		return nil
	}
	for _, person := range g.Persons {
		forms := []string{strings.ToLower(person)}
		for _, a := range g.Aliases {
			if a.Person == person {
				for _, alias := range a.As {
					forms = append(forms, strings.ToLower(alias))
				}
			}
		}
		used := make([]bool, len(forms))
		for _, m := range g.Mentions {
			if m.Type != "PERSON" || m.Entity != person {
				continue
			}
			known := false
			for i, form := range forms {
				if strings.HasPrefix(strings.ToLower(m.Text), form) {
					used[i], known = true, true
				}
			}
			if !known {
				faults = append(faults, fmt.Sprintf("%q is no form of %q", m.Text, person))
			}
		}
		if i := slices.Index(used, false); i >= 0 {
			faults = append(faults, fmt.Sprintf("no mention begins with %q", forms[i]))
		}
	}
	return faults
}

// current reports whether the event's post is among those held at publication.
func (g Gold) current(ev GoldEvent) bool {
	return slices.ContainsFunc(g.Holds, func(h GoldHold) bool {
		return h.Person == ev.Person && h.Title == ev.Post && h.Org == ev.Org && (ev.Org != "" || h.Place == ev.Place) && !h.Past
	})
}

var triggerWord = regexp.MustCompile(`[\p{L}\p{N}_\p{M}-]+`)

func lintEvents(g Gold) (faults []string) {
	seen := map[string]bool{}
	words := triggerWord.FindAllString(g.Article.Text, -1)
	for _, ev := range g.Events {
		key := fmt.Sprint(ev.Type, "|", ev.Person, "|", ev.Post, "|", ev.Org, "|", ev.Place, "|", ev.Modality)
		if ev.Type == "election_held" {
			key += ev.Date
		}
		gain := slices.Contains([]string{"elected", "reelected", "appointed"}, ev.Type)
		loss := ev.Type == "dismissed" || ev.Type == "resigned"
		fresh := ev.Modality == "asserted" && !ev.Background && ev.Person != ""
		switch {
		case seen[key]:
			faults = append(faults, "the event stands twice: "+key)
		case !slices.Contains(words, ev.Trigger):
			faults = append(faults, fmt.Sprintf("trigger %q is no whole word", ev.Trigger))
		case fresh && gain && !g.current(ev):
			faults = append(faults, "no membership follows from the event "+key)
		case fresh && loss && g.current(ev):
			faults = append(faults, "the post left is still held: "+key)
		}
		seen[key] = true
		faults = append(faults, lintEventDate(g, ev)...)
		faults = append(faults, lintEventPlace(g, ev)...)
	}
	return faults
}

// lintEventDate: what happened more than twelve months before publication is
// background, and outside of life stories nothing else is.
func lintEventDate(g Gold, ev GoldEvent) []string {
	published := g.Article.Published
	if ev.Date == "" || published == "" {
		return nil
	}
	year, err := strconv.Atoi(published[:4])
	if err != nil {
		return []string{err.Error()}
	}
	yearBefore := strconv.Itoa(year-1) + published[4:]
	switch {
	case ev.Background:
		if month := ev.Date[:min(7, len(ev.Date))]; g.Genre != "biography" && month > yearBefore[:7] {
			return []string{"a background event of " + ev.Date + " is recent"}
		}
	case ev.Modality == "asserted" && ev.Type != "election_scheduled" && ev.Date < yearBefore[:len(ev.Date)]:
		return []string{"an event of " + ev.Date + " is background"}
	}
	return nil
}

// lintEventPlace: the place of an event is mentioned.
func lintEventPlace(g Gold, ev GoldEvent) []string {
	if ev.Place == "" || g.Script == "arab" {
		return nil
	}
	first := []rune(strings.ToLower(strings.Fields(ev.Place)[0]))
	stem := string(first[:min(5, len(first))])
	for _, m := range g.Mentions {
		if m.Type == "PLACE" && strings.HasPrefix(strings.ToLower(m.Text), stem) {
			return nil
		}
	}
	return []string{fmt.Sprintf("the place %q is not mentioned", ev.Place)}
}

// lintLayout: title, empty line, text; the founding release 000 keeps its own layout.
func lintLayout(g Gold) []string {
	lines := strings.Split(g.Article.Text, "\n")
	if g.Article.ID != "000" && (len(lines) < 3 || lines[0] == "" || lines[1] != "") {
		return []string{"no title and empty line before the text"}
	}
	return nil
}
